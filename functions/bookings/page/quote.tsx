// The quote as a page: what is free and why, what the rest costs, and the one button that books it.
import { dateText, londonClock, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { formatPence } from '../../../shared/money.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import type { Treatment } from '../../../shared/policy/schema.ts';
import {
  Button,
  Details,
  errorFor,
  halfDaysText,
  Input,
  InsetText,
  Money,
  NotificationBanner,
  PageHeading,
  ScrollTable,
  SummaryList,
} from '../../../shared/ui/index.ts';
import type { Quoted } from '../actions.ts';
import type { FundingLine, Quote } from '../schema.ts';

export const purseText = (purse: Quote['purse']) => (purse === 'delegated-budget' ? 'delegated budget' : 'the school’s own funds');

const vatText = ({ category, rateBasisPoints }: Treatment) =>
  category === 'S'
    ? `VAT at ${rateBasisPoints / 100}%`
    : category === 'E'
      ? 'exempt from VAT'
      : category === 'Z'
        ? 'zero-rated'
        : 'no VAT: internal recharge';

const lineRow = (line: FundingLine) => [
  { text: halfDaysText(line.halfDays) },
  {
    html:
      line.fund === 'traded' ? (
        <>
          at <Money pence={line.unitPricePence} /> a day, {vatText(line.treatment)}
        </>
      ) : (
        <>
          <strong>Free</strong>: {line.fund === 'core' ? 'core service' : line.title.toLowerCase()}
          <br />
          <span class="govuk-hint">
            “{line.clause.text}” ({line.clause.reference})
          </span>
        </>
      ),
  },
  line.fund === 'traded'
    ? { html: <Money pence={line.netPence} />, format: 'numeric' as const }
    : { text: 'no charge', format: 'numeric' as const },
];

/** The whole split in one line, as a buyer must have understood it: "1 day free (headteacher recruitment) + 2 days × £450.00 = £900.00, VAT £180.00, total £1,080.00". */
export function splitSentence(quote: Quote): string {
  const terms = quote.lines.map((line) =>
    line.fund === 'traded'
      ? `${halfDaysText(line.halfDays)} × ${formatPence(line.unitPricePence)}`
      : `${halfDaysText(line.halfDays)} free (${line.fund === 'core' ? 'core service' : line.title.toLowerCase()})`,
  );
  if (quote.netPence === 0) return terms.join(' + ');
  const ending = isRecharge(quote)
    ? ', recharged within the council without VAT'
    : `, VAT ${formatPence(quote.vatPence)}, total ${formatPence(quote.grossPence)}`;
  return `${terms.join(' + ')} = ${formatPence(quote.netPence)}${ending}`;
}

const isRecharge = (quote: Quote) => quote.lines.some((line) => line.fund === 'traded' && line.treatment.rail === 'journal');

export async function quotePage(
  context: Context,
  c: Web,
  { quote, token, expiresAt }: Quoted,
  given: { purchaseOrder?: string | undefined; refusal?: Refusal | undefined; renewed?: boolean } = {},
): Promise<Response> {
  const errors = given.refusal && !given.renewed ? faultsOf(given.refusal) : undefined;
  const expires = londonClock(Date.parse(expiresAt));
  const slug = context.council.slug;
  const recharged = isRecharge(quote);
  const again = `/${slug}/bookings/new?${new URLSearchParams({ service: quote.service, days: String(quote.sessions.length / 2), purse: quote.purse, officer: quote.officer })}`;
  return page(context, c, {
    title: 'Your quote',
    refusal: given.refusal,
    back: { href: again, text: 'Choose other dates' },
    children: (
      <>
        {given.renewed && (
          <NotificationBanner
            titleText="Your quote has changed"
            text="The price, the free days or the policy changed since your last quote. This is the new one. Nothing has been booked."
          />
        )}
        <PageHeading caption={quote.schoolName}>Your quote</PageHeading>
        <p class="govuk-body-l">
          {quote.serviceTitle}: {splitSentence(quote)}.
        </p>
        <ScrollTable
          caption="What is free and what is charged"
          head={[{ text: 'How much' }, { text: 'On what terms' }, { text: 'Charge', format: 'numeric' }]}
          rows={quote.lines.map(lineRow)}
        />
        {quote.whyNotFree && <InsetText text={quote.whyNotFree} />}
        {quote.netPence > 0 && (
          <SummaryList
            rows={[
              { key: { text: recharged ? 'Internal recharge' : 'Net' }, value: { html: <Money pence={quote.netPence} /> } },
              {
                key: { text: 'VAT' },
                value: { html: recharged ? 'none: a recharge within the council' : <Money pence={quote.vatPence} /> },
              },
              {
                key: { text: 'Total' },
                value: {
                  html: (
                    <strong>
                      <Money pence={quote.grossPence} />
                    </strong>
                  ),
                },
              },
              { key: { text: 'Paid by' }, value: { text: `${quote.schoolName}, from ${purseText(quote.purse)}` } },
              { key: { text: 'Billed' }, value: { text: recharged ? 'by journal, after each visit' : 'by invoice, after each visit' } },
            ]}
          />
        )}
        <h2 class="govuk-heading-m">When</h2>
        <p class="govuk-body">With {quote.officerName}:</p>
        <ul class="govuk-list govuk-list--bullet">
          {quote.sessions.map(({ session, funding }) => (
            <li>
              {sessionText(session)} <span class="govuk-hint daybook-inline-hint">({funding.fund === 'traded' ? 'charged' : 'free'})</span>
            </li>
          ))}
        </ul>
        <form method="post" action={`/${slug}/bookings`} novalidate>
          <input type="hidden" name="token" value={token} />
          <Input
            id="purchaseOrder"
            name="purchaseOrder"
            label={{ text: quote.purchaseOrderRequired ? 'Purchase order number' : 'Purchase order number (optional)' }}
            hint={{ text: 'It is printed on the invoice or recharge. At most 30 letters, digits and . / _ # -' }}
            value={given.purchaseOrder}
            classes="govuk-input--width-20"
            autocomplete="off"
            spellcheck={false}
            errorMessage={errorFor(errors, 'purchaseOrder')}
          />
          <p class="govuk-body">
            Nothing is booked until you confirm. The quote holds until {expires.time} on {dateText(expires.date)}; the dates are not held.
          </p>
          <Button text="Confirm the booking" preventDoubleClick />
        </form>
        <Details summaryText="How this was worked out">
          Free days are used first, in date order, and only for what they were granted for. The rest is charged at the day rate of its date.
          Policy: {quote.policy}.
        </Details>
      </>
    ),
  });
}
