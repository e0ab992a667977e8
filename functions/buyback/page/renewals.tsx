// Renewing a buy-back: filled in from the last year, to keep as it is, change, switch to another year or let go.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
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

type Shown = { renewal: Renewal; slug: string; renewals: Renewals; errors: readonly FieldError[] | undefined };
function RenewalShown({ renewal, slug, renewals, errors }: Shown): Element {
  const { agreement, last, begins, window, goesOn, noticeBy } = renewal;
  const ways = waysOn(renewal, renewals.others);
  const base = `/${slug}/buyback/agreements/${agreement.id}`;
  return (
    <section>
      <h2 class="govuk-heading-m">{agreement.title}</h2>
      <SummaryList
        rows={[
          { key: { text: 'Last year' }, value: { text: `${dayText(last.year.from)} to ${dayText(last.year.to)}` } },
          { key: { text: 'You had' }, value: { text: halfDaysText(last.boughtHalfDays) } },
          { key: { text: 'Used' }, value: { text: halfDaysText(last.usedHalfDays) } },
          { key: { text: 'Booked' }, value: { text: halfDaysText(last.bookedHalfDays) } },
          { key: { text: 'Left' }, value: { text: halfDaysText(last.leftHalfDays) } },
        ]}
      />
      <PriceText price={renewal.price} />
      <InsetText
        text={
          goesOn
            ? `It goes on from ${dayText(begins)} by itself: do nothing to keep it.${noticeBy ? ` To end it, give notice by ${dayText(noticeBy)}.` : ''}`
            : window.isOpen
              ? `It ends on ${dayText(agreedTo(agreement))} unless you renew it by ${dayText(window.closes)}.`
              : `It ends on ${dayText(agreedTo(agreement))}. It can be renewed from ${dayText(window.opens)}.`
        }
      />
      {window.isOpen && ways.length > 0 && (
        <form method="get" action={`/${slug}/buyback/quote`}>
          <input type="hidden" name="organisation" value={renewals.organisation} />
          <input type="hidden" name="renews" value={agreement.id} />
          <input type="hidden" name="purse" value={agreement.purse} />
          <Radios
            name="to"
            idPrefix={`to-${agreement.id}`}
            fieldset={{ legend: { text: `The year from ${dayText(begins)}` } }}
            value={goesOn ? undefined : ways[0]?.value}
            errorMessage={errorFor(errors, `to-${agreement.id}`)}
            items={ways}
          />
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

/** `unanswered`: the agreement of which no way on was chosen, and what that is refused as. */
export async function renewalsPage(
  context: Context,
  c: Web,
  renewals: Renewals,
  unanswered?: { agreement: string; refusal: Refusal },
): Promise<Response> {
  const { slug } = context.council;
  const errors = unanswered && [{ field: `to-${unanswered.agreement}`, text: 'Choose how the year after is to be.' }];
  return page(context, c, {
    title: 'Renewals',
    refusal: unanswered?.refusal,
    errors,
    back: { href: `/${slug}/buyback?organisation=${renewals.organisation}`, text: 'Packages and buy-back' },
    children: (
      <>
        <PageHeading caption={renewals.organisationName}>Renew, change or end a buy-back</PageHeading>
        {renewals.renewals.length === 0 && <p class="govuk-body">You have no buy-back that could be renewed.</p>}
        {renewals.renewals.map((renewal) => (
          <RenewalShown renewal={renewal} slug={slug} renewals={renewals} errors={errors} />
        ))}
      </>
    ),
  });
}
