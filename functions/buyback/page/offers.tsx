// Packages and buy-back for a school: what it has, and what is on offer beside what its parts would cost.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  halfDaysText,
  InsetText,
  LinkLine,
  Money,
  PageHeading,
  Radios,
  ScrollTable,
  Select,
  WholeList,
} from '../../../shared/ui/index.ts';
import { canTouch } from '../../identity/rules.ts';
import type { Offer, Offers, SeenAgreement } from '../actions/read.ts';
import { lastDayOf } from '../rules/columns.ts';
import { agreedTo } from '../rules/quote.ts';
import { clockTexts, dayText, purseTexts, StateTag } from './words.tsx';

/** What is next of an agreement, for a cell. */
const nextText = ({ nextDue, noticeBy }: SeenAgreement): Element => (
  <>
    {nextDue ? (
      <>
        <Money pence={nextDue.netPence} /> due {dayText(nextDue.dueOn)}
      </>
    ) : (
      'nothing to pay'
    )}
    {noticeBy && (
      <>
        <br />
        <span class="govuk-hint">notice by {dayText(noticeBy)}</span>
      </>
    )}
  </>
);

function Owned({ slug, agreements }: { slug: string; agreements: readonly SeenAgreement[] }): Element {
  if (agreements.length === 0) return <p class="govuk-body">You have agreed to no package and no buy-back.</p>;
  return (
    <ScrollTable
      caption="What you have"
      head={[{ text: 'What' }, { text: 'State' }, { text: 'Agreed until' }, { text: 'Left' }, { text: 'Next' }]}
      rows={agreements.map((seen) => [
        {
          html: (
            <a class="govuk-link" href={`/${slug}/buyback/agreements/${seen.agreement.id}`}>
              {seen.agreement.title}
            </a>
          ),
        },
        { html: <StateTag state={seen.agreement.state} /> },
        { text: dayText(lastDayOf(seen.agreement)) },
        { text: halfDaysText(seen.years.reduce((sum, { leftHalfDays }) => sum + leftHalfDays, 0)) },
        { html: nextText(seen) },
      ])}
    />
  );
}

/** The windows of a buy-back, clock by clock. */
const Windows = ({ offer }: { offer: Offer }) => (
  <ul class="govuk-list govuk-list--bullet">
    {offer.clocks.map(({ clock, year, opens }) => (
      <li>
        {clockTexts[clock]}:{' '}
        {year ? (
          <>
            <Money pence={year.netPence} /> for {dayText(year.from)} to {dayText(year.to)},{' '}
            {year.isTaken ? 'which you have' : `agreed to until ${dayText(year.closes)}`}
          </>
        ) : (
          opens && `the window for the year from ${dayText(opens.from)} opens on ${dayText(opens.on)}`
        )}
      </li>
    ))}
  </ul>
);

function OfferShown({ offer, slug, offers, mayAgree }: { offer: Offer; slug: string; offers: Offers; mayAgree: boolean }): Element {
  const { package: of, services, netPence, partsPence, clocks, agreed } = offer;
  const open = clocks.filter(({ year }) => year && !year.isTaken);
  // What is kept or changed is renewed; what has been given up is agreed to anew.
  const isAsked = of.kind === 'package' || (open.length > 0 && (!agreed || agreed.state === 'notice'));
  return (
    <section>
      <h3 class="govuk-heading-m">{of.title}</h3>
      <p class="govuk-body">{of.description}</p>
      <p class="govuk-body">
        {halfDaysText(of.halfDays)} of {services.map(({ title }) => title).join(', or ')}:{' '}
        <strong>
          <Money pence={netPence} />
        </strong>{' '}
        before VAT{of.kind === 'buy-back' && ' for a year'}.{' '}
        {partsPence > netPence ? (
          <>
            Bought one by one they cost <Money pence={partsPence} /> or more.
          </>
        ) : partsPence === netPence ? (
          'Bought one by one they cost the same.'
        ) : (
          <strong>
            Bought one by one they cost less: <Money pence={partsPence} /> or more.
          </strong>
        )}{' '}
        Each of them is sold by itself too.
      </p>
      <p class="govuk-hint">
        “{of.clause.text}” ({of.clause.reference})
      </p>
      {of.kind === 'buy-back' && <Windows offer={offer} />}
      {agreed && (
        <InsetText>
          You have this until {dayText(agreedTo(agreed))}
          {agreed.state === 'notice'
            ? ', and notice of it is given: to have it after that, agree to it anew in the window of a later year.'
            : '. '}
          {agreed.state !== 'notice' && mayAgree && (
            <a class="govuk-link" href={`/${slug}/buyback/renewals?organisation=${offers.organisation}`}>
              Look at the renewal
            </a>
          )}
        </InsetText>
      )}
      {isAsked && mayAgree && <AskForm offer={offer} slug={slug} offers={offers} clocks={open.map(({ clock }) => clock)} />}
    </section>
  );
}

/** For how many years, where the package asks: as many as the scheme lets a school be bound for. */
export const YearsSelect = ({ id, most, value }: { id: string; most: number; value?: string | undefined }): Element => (
  <Select
    id={id}
    name="years"
    label={{ text: 'For how many years?' }}
    value={value ?? '1'}
    items={Array.from({ length: most }, (_, i) => ({ value: i + 1, text: i + 1 }))}
  />
);

/** What pays, where there is a choice. */
export const PurseChoice = ({ id, purses, value }: { id: string; purses: Offers['purses']; value?: string | undefined }): Element => {
  const chosen = purses.find((each) => each === value) ?? purses[0];
  return purses.length > 1 ? (
    <Radios
      name="purse"
      idPrefix={id}
      fieldset={{ legend: { text: 'What pays?' } }}
      value={chosen}
      items={purses.map((each) => ({ value: each, text: purseTexts[each as keyof typeof purseTexts] }))}
    />
  ) : (
    <input type="hidden" name="purse" value={chosen} />
  );
};

/** Asks for a quote: an address, so that it can be gone back to. Names of fields are told apart by the package. */
function AskForm({
  offer,
  slug,
  offers,
  clocks,
}: {
  offer: Offer;
  slug: string;
  offers: Offers;
  clocks: readonly (keyof typeof clockTexts)[];
}): Element {
  const { package: of } = offer;
  return (
    <form method="get" action={`/${slug}/buyback/quote`}>
      <input type="hidden" name="organisation" value={offers.organisation} />
      <input type="hidden" name="package" value={of.code} />
      {clocks.length > 1 && (
        <Select
          id={`clock-${of.code}`}
          name="clock"
          label={{ text: 'Which year?' }}
          items={clocks.map((clock) => ({ value: clock, text: clockTexts[clock] }))}
        />
      )}
      {clocks.length === 1 && <input type="hidden" name="clock" value={clocks[0]} />}
      {offer.mostYears && <YearsSelect id={`years-${of.code}`} most={offer.mostYears} />}
      <PurseChoice id={`purse-${of.code}`} purses={offers.purses} />
      <Button text={`Ask for a quote: ${of.title}`} classes="govuk-button--secondary" />
    </form>
  );
}

/** `refusal`: of a quote that was asked for here. */
export async function offersPage(context: Context, c: Web, offers: Offers, refusal?: Refusal): Promise<Response> {
  const { slug } = context.council;
  const mayAgree = canTouch(context.actor, 'buyback:agree', { organisation: offers.organisation });
  const packages = offers.offers.filter(({ package: of }) => of.kind === 'package');
  const buyBacks = offers.offers.filter(({ package: of }) => of.kind === 'buy-back');
  const shown = (some: readonly Offer[]) =>
    some.map((offer) => <OfferShown offer={offer} slug={slug} offers={offers} mayAgree={mayAgree} />);
  return page(context, c, {
    title: 'Packages and buy-back',
    refusal,
    children: (
      <>
        <PageHeading caption={offers.organisationName}>Packages and buy-back</PageHeading>
        <Owned slug={slug} agreements={offers.agreements} />
        {mayAgree && offers.agreements.some(({ agreement }) => agreement.kind === 'buy-back') && (
          <LinkLine href={`/${slug}/buyback/renewals?organisation=${offers.organisation}`} text="Renew, change or end a buy-back" />
        )}
        {offers.agreements.length > 0 && (
          <WholeList slug={slug} list="agreements" organisation={context.actor.organisation ? undefined : offers.organisation} />
        )}
        {buyBacks.length > 0 && <h2 class="govuk-heading-l">Buy-back by the year</h2>}
        {shown(buyBacks)}
        {packages.length > 0 && <h2 class="govuk-heading-l">Packages</h2>}
        {shown(packages)}
        {offers.offers.length === 0 && (
          <p class="govuk-body">Nothing is sold by the package today. Everything in the catalogue is sold by itself.</p>
        )}
      </>
    ),
  });
}
