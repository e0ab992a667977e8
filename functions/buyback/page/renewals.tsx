// Renewing a buy-back: filled in from the last year, to keep as it is, change, switch to another year or let go.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import type { YearClock } from '../../../shared/policy/packages.ts';
import {
  Button,
  type Element,
  errorFor,
  type FieldError,
  halfDaysText,
  InsetText,
  Money,
  PageHeading,
  Radios,
  SummaryList,
  shareText,
  WarningText,
} from '../../../shared/ui/index.ts';
import type { Renewals } from '../actions/read.ts';
import { agreedTo } from '../rules/quote.ts';
import type { Renewal } from '../rules/renewals.ts';
import { PurseChoice, YearsSelect } from './offers.tsx';
import { changeText, clockText, dayText } from './words.tsx';

/** Each way on, as what the form of a quote sends for it: `package clock`. */
function waysOn(
  { agreement, goesOn, otherClocks }: Renewal,
  others: Renewals['others'],
): { value: string; text: string; hint?: { text: string } }[] {
  const { code, clock, title } = agreement;
  const keep = goesOn ? [] : [{ value: `${code} ${clock}`, text: `Keep ${title}`, hint: { text: 'As you have it' } }];
  const switches = otherClocks.map((each: YearClock) => ({
    value: `${code} ${each}`,
    text: `Keep it, by another year: ${clockText(each)}`,
  }));
  const changes = others
    .filter(({ package: of }) => of.code !== code)
    .flatMap(({ package: of, clocks }) => {
      const same = clocks.find((each) => each.clock === clock) ?? clocks[0];
      return same
        ? [{ value: `${of.code} ${same.clock}`, text: `Change to ${of.title}`, hint: { text: `${halfDaysText(of.halfDays)} a year` } }]
        : [];
    });
  return [...keep, ...switches, ...changes];
}

function PriceText({ price }: Pick<Renewal, 'price'>): Element {
  if (!price) return <p class="govuk-body">It is not sold for the year after. It ends with the year it is in.</p>;
  const { inflation } = price;
  return (
    <>
      <p class="govuk-body">
        The year after costs <Money pence={price.nextPence} /> before VAT: {changeText(price.changeBasisPoints)}.
        {inflation && ` Inflation is taken as ${shareText(inflation.basisPoints)} (${inflation.source}).`}
      </p>
      {inflation?.isAbove && <WarningText text="It rises above inflation." />}
    </>
  );
}

/** For how many years it may be renewed at most, where a way on asks. */
const mostYearsOf = ({ agreement, otherClocks, goesOn }: Renewal, others: Renewals['others']): number =>
  Math.max(
    0,
    ...others.flatMap(({ package: of, mostYears }) =>
      mostYears && (of.code !== agreement.code || !goesOn || otherClocks.length > 0) ? [mostYears] : [],
    ),
  );

type Shown = { renewal: Renewal; slug: string; renewals: Renewals; given: Given | undefined; errors: readonly FieldError[] | undefined };
function RenewalShown({ renewal, slug, renewals, given, errors }: Shown): Element {
  const { agreement, last, begins, window, goesOn, noticeBy } = renewal;
  const { today } = renewals;
  const ways = waysOn(renewal, renewals.others);
  const mostYears = mostYearsOf(renewal, renewals.others);
  const base = `/${slug}/buyback/agreements/${agreement.id}`;
  return (
    <section>
      <h2 class="govuk-heading-m">{agreement.title}</h2>
      <SummaryList
        rows={[
          { key: { text: 'Last year agreed' }, value: { text: `${dayText(last.year.from)} to ${dayText(last.year.to)}` } },
          { key: { text: 'Bought' }, value: { text: halfDaysText(last.boughtHalfDays) } },
          { key: { text: 'Used' }, value: { text: halfDaysText(last.usedHalfDays) } },
          { key: { text: 'Booked' }, value: { text: halfDaysText(last.bookedHalfDays) } },
          { key: { text: 'Left' }, value: { text: halfDaysText(last.leftHalfDays) } },
        ]}
      />
      <PriceText price={renewal.price} />
      <InsetText
        text={
          goesOn
            ? [
                `It goes on from ${dayText(begins)} by itself: do nothing to keep it.`,
                noticeBy && `To end it, give notice by ${dayText(noticeBy)}.`,
                window.opens > today && ways.length > 0 && `It can be switched or changed from ${dayText(window.opens)}.`,
              ]
                .filter(Boolean)
                .join(' ')
            : window.isOpen
              ? `It ends on ${dayText(agreedTo(agreement))} unless you renew it by ${dayText(window.closes)}.`
              : `It ends on ${dayText(agreedTo(agreement))}. It can be renewed from ${dayText(window.opens)}.`
        }
      />
      {window.isOpen && ways.length > 0 && (
        <form method="get" action={`/${slug}/buyback/quote`}>
          <input type="hidden" name="organisation" value={renewals.organisation} />
          <input type="hidden" name="renews" value={agreement.id} />
          <Radios
            name="to"
            idPrefix={`to-${agreement.id}`}
            fieldset={{ legend: { text: `The year from ${dayText(begins)}` } }}
            value={given?.to ?? (goesOn ? undefined : ways[0]?.value)}
            errorMessage={errorFor(errors, `to-${agreement.id}`)}
            items={ways}
          />
          {mostYears > 0 && <YearsSelect id={`years-${agreement.id}`} most={mostYears} value={given?.years} />}
          <PurseChoice id={`purse-${agreement.id}`} purses={renewals.purses} value={given?.purse ?? agreement.purse} />
          <Button text={`Ask for a quote: ${agreement.title}`} classes="govuk-button--secondary" />
        </form>
      )}
      {noticeBy && (
        <p class="govuk-body">
          Or let it go: it then ends on {dayText(agreedTo(agreement))}.{' '}
          <a class="govuk-link" href={`${base}/notice`}>
            Give notice<span class="govuk-visually-hidden"> of {agreement.title}</span>
          </a>
        </p>
      )}
    </section>
  );
}

/** What was chosen of an agreement, and what that is refused as. */
type Given = { agreement: string; refusal: Refusal; to?: string | undefined; years?: string | undefined; purse?: string | undefined };

/** A refusal beside the choice that it is of. */
function errorsOf({ agreement, refusal, to }: Given): FieldError[] {
  if (!to) return [{ field: `to-${agreement}`, text: 'Choose how the year after is to be.' }];
  return faultsOf(refusal).map(({ field, text }) => ({
    field: field === 'years' || field === 'purse' ? `${field}-${agreement}` : `to-${agreement}`,
    text,
  }));
}

export async function renewalsPage(context: Context, c: Web, renewals: Renewals, given?: Given): Promise<Response> {
  const { slug } = context.council;
  const errors = given && errorsOf(given);
  return page(context, c, {
    title: 'Renewals',
    refusal: given?.refusal,
    errors,
    back: { href: `/${slug}/buyback?organisation=${renewals.organisation}`, text: 'Packages and buy-back' },
    children: (
      <>
        <PageHeading caption={renewals.organisationName}>Renew, change or end a buy-back</PageHeading>
        {renewals.renewals.length === 0 && <p class="govuk-body">You have no buy-back that could be renewed.</p>}
        {renewals.renewals.map((renewal) => (
          <RenewalShown
            renewal={renewal}
            slug={slug}
            renewals={renewals}
            given={given?.agreement === renewal.agreement.id ? given : undefined}
            errors={errors}
          />
        ))}
      </>
    ),
  });
}
