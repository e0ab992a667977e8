// A service as it is read: on its own page, and in the preview of other words exactly so, as schools will read it.
import { dateText, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { formatPence, halfDayPence } from '../../../shared/money.ts';
import {
  type Element,
  halfDaysText,
  InsetText,
  LinkLine,
  longDateText,
  ScrollTable,
  SummaryList,
  type SummaryRow,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { Deliverer } from '../actions/delivering.ts';
import { buyerOf, type Looking } from '../actions/looking.ts';
import type { Shown } from '../actions.ts';
import { priceDates, priceRows, yearText, youPayText } from '../rules/price-table.ts';
import { priceOn } from '../rules.ts';
import { allocationText, bookersSaid, costText, lifeText, skillText } from './words.ts';

type Reader = 'school' | 'council';
type Props = { shown: Shown; context: Context; reader: Reader };

/** Everything of a service below its title and above what is done with it. */
export function ServiceShown({ shown, context, reader }: Props): Element {
  const { service, deliverers, packages, terms } = shown;
  return (
    <>
      <SummaryList rows={summaryOf(shown, context, reader)} />
      {service.prices.length > 0 && <Prices shown={shown} context={context} reader={reader} />}
      <Packages packages={packages} context={context} />
      <Delivering deliverers={deliverers} context={context} service={service.id} />
      {terms.length > 0 && (
        <>
          <h2 class="govuk-heading-m">If you have to cancel</h2>
          {terms.map((term) => (
            <p class="govuk-body">{term}</p>
          ))}
        </>
      )}
      <h2 class="govuk-heading-m">What it rests on</h2>
      <InsetText>
        <blockquote class="govuk-!-margin-0">
          <p class="govuk-body">“{service.clause.text}”</p>
        </blockquote>
        <p class="govuk-body-s govuk-!-margin-bottom-0">{service.clause.reference}</p>
      </InsetText>
    </>
  );
}

/** What it is sold in beside by itself, with the way there for whoever may look. */
function Packages({ packages, context }: Pick<Shown, 'packages'> & { context: Context }): Element | null {
  if (packages.length === 0) return null;
  return (
    <>
      <h2 class="govuk-heading-m">Bought together</h2>
      <ul class="govuk-list govuk-list--bullet">
        {packages.map(({ kind, title, halfDays, netPence }) => (
          <li>
            {title}: {halfDaysText(halfDays)}
            {kind === 'buy-back' && ' a year'} for {formatPence(netPence)} before VAT
          </li>
        ))}
      </ul>
      {can(context.actor, 'buyback:read') && context.actor.organisation && (
        <LinkLine href={`/${context.council.slug}/buyback`} text="Packages and buy-back" />
      )}
    </>
  );
}

function summaryOf({ service, looking }: Shown, context: Context, reader: Reader): (SummaryRow | false | undefined)[] {
  const row = (key: string, text: string | undefined): SummaryRow | undefined =>
    text ? { key: { text: key }, value: { text } } : undefined;
  return [
    row('Cost', costText(service, context, buyerOf(looking))),
    row('Free days', allocationText(service)),
    row('On sale', lifeText(service, context)),
    row('What you get', service.outcomes),
    row('Who books it', bookersSaid(service)),
    row('Skill it takes', skillText(service.skill)),
    row('Smallest booking', halfDaysText(service.minimumHalfDays)),
    row('Beside the visits', workText(service)),
    service.class !== 'core' && row('CFR code for your accounts', service.cfrCode),
    reader === 'council' && row('Legal power', service.legalPower),
    reader === 'council' && row('Income code', service.incomeCode),
  ];
}

/** What the officer does before and after, in which nobody comes to the school. */
function workText({ preparationHalfDays = 0, reportHalfDays = 0 }: Shown['service']): string | undefined {
  const parts = [
    ...(preparationHalfDays > 0 ? [`${halfDaysText(preparationHalfDays)} to prepare`] : []),
    ...(reportHalfDays > 0 ? [`${halfDaysText(reportHalfDays)} to report`] : []),
  ];
  return parts.length > 0 ? `The officer takes ${parts.join(' and ')}` : undefined;
}

/** What whoever looks pays today, from what they pay with first. */
function YouPay({ shown: { service, customers }, context, looking }: { shown: Shown; context: Context; looking: Looking }) {
  const price = priceOn(service, londonDate(context.now), looking.buyer);
  if (!price) return null;
  const ways = customers.find(({ buyer }) => buyer === looking.buyer)?.ways ?? [];
  const who = looking.payerName ?? looking.name;
  const rest = service.allocationTitles.length > 0 ? ' for what is not free' : '';
  return <InsetText text={`${who} pays ${youPayText(price.perDayExVatPence, ways)}${rest}.`} />;
}

function Prices({ shown, context, reader }: Props): Element {
  const { service, customers, looking } = shown;
  const dates = priceDates([...service.prices, ...(service.priceEnds ?? [])], londonDate(context.now), reader === 'council');
  const rows = priceRows(service, customers, dates);
  return (
    <>
      {looking && <YouPay shown={shown} context={context} looking={looking} />}
      <ScrollTable
        caption="What a day costs, by customer and date of visit"
        captionClasses="govuk-table__caption--m"
        head={[
          { text: 'Customer' },
          ...dates.map((from) => ({
            html: yearText(from).startsWith('From') ? (
              yearText(from)
            ) : (
              <TwoLines first={yearText(from)} second={`from ${dateText(from)}`} />
            ),
            format: 'numeric' as const,
          })),
        ]}
        firstCellIsHeader
        rows={rows.map(({ title, billed, pence }) => [
          { html: <TwoLines first={title} second={billed} /> },
          ...pence.map((each) => ({
            html:
              each === undefined ? (
                'not sold'
              ) : (
                <TwoLines first={formatPence(each)} second={`half a day ${formatPence(halfDayPence(each))}`} />
              ),
            format: 'numeric' as const,
          })),
        ])}
      />
      <p class="govuk-body-s">Prices are before VAT. What is booked keeps the price it was booked at.</p>
    </>
  );
}

const TwoLines = ({ first, second }: { first: string; second: string }) => (
  <>
    {first}
    {second && (
      <>
        <br />
        <span class="govuk-hint daybook-inline-hint govuk-!-font-weight-regular">{second}</span>
      </>
    )}
  </>
);

const mostNamed = 12;

function Delivering({ deliverers, context, service }: { deliverers: readonly Deliverer[]; context: Context; service: string }) {
  if (deliverers.length === 0) return null;
  const books = can(context.actor, 'quote:make');
  const more = deliverers.length - mostNamed;
  const next = ({ officer, name, nextFree }: Deliverer) => {
    if (!nextFree) return 'nothing free in the next twelve weeks';
    const query = new URLSearchParams({ service, officer, from: nextFree });
    return books ? (
      <a class="govuk-link" href={`/${context.council.slug}/bookings/new?${query}`}>
        next free on {longDateText(nextFree)}
        <span class="govuk-visually-hidden">: book {name}</span>
      </a>
    ) : (
      <>next free on {longDateText(nextFree)}</>
    );
  };
  return (
    <>
      <h2 class="govuk-heading-m">Who delivers it</h2>
      <ul class="govuk-list govuk-list--bullet">
        {deliverers.slice(0, mostNamed).map((each) => (
          <li>
            {each.name}, {each.title}, {each.district}: {next(each)}
          </li>
        ))}
      </ul>
      {more > 0 && <p class="govuk-body">And {more} more.</p>}
    </>
  );
}
