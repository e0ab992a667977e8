// The quote of an order as a page: for each school what is free and why and what the rest costs, the sum, and the one button that books it all.
import { dateText, londonClock, type SessionKey, sessionText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Refusal } from '../../../../shared/decision.ts';
import type { Web } from '../../../../shared/http.ts';
import { faultsOf, page } from '../../../../shared/page.tsx';
import {
  Button,
  Details,
  type Element,
  errorFor,
  type FieldError,
  halfDaysText,
  Input,
  InsetText,
  Money,
  PageHeading,
  ScrollTable,
  SummaryList,
} from '../../../../shared/ui/index.ts';
import type { QuotedOrder } from '../../actions/orders/orders.ts';
import { policyWords } from '../../actions/quote.ts';
import { splitSentence } from '../../rules/split.ts';
import type { OrderQuote, OrderToken } from '../../schema/orders.ts';
import type { Quote } from '../../schema/quotes.ts';
import { OverLimitText } from '../over-limit.tsx';
import { PurchaseOrderInput } from '../purchase-orders/purchase-order-input.tsx';
import { becomesText, lineRow, purseText, saidText } from '../quote.tsx';
import { Terms } from '../terms.tsx';
import { orderPlanLink } from './order-asked.ts';

/** One school of the order: what it is to have, when, and on what terms. */
function SchoolQuote({ quote, number }: { quote: Quote; number: number }): Element {
  return (
    <section class="govuk-!-margin-bottom-6" id={`school-${number}`} tabindex={-1}>
      <h2 class="govuk-heading-m">{quote.schoolName}</h2>
      <p class="govuk-body">{splitSentence(quote)}.</p>
      <ScrollTable
        caption={`What is free and what is charged: ${quote.schoolName}`}
        captionClasses="govuk-visually-hidden"
        head={[{ text: 'How much' }, { text: 'On what terms' }, { text: 'Charge', format: 'numeric' }]}
        rows={quote.lines.map(lineRow)}
      />
      {quote.whyNotFree && <InsetText text={quote.whyNotFree} />}
      {quote.becomes && <InsetText text={becomesText(quote.schoolName, quote.becomes)} />}
      <ul class="govuk-list govuk-list--bullet">
        {quote.sessions.map(({ session, officerName, work, funding }) => (
          <li>
            {sessionText(session)}, {officerName}
            {work && `, ${work}`}{' '}
            <span class="govuk-hint daybook-inline-hint">({funding.fund === 'traded' ? 'charged' : 'not charged'})</span>
          </li>
        ))}
      </ul>
      {quote.netPence > 0 && (
        <p class="govuk-hint">
          Paid from {purseText(quote)}; billed to {quote.payerName ?? quote.schoolName} after each visit.
        </p>
      )}
    </section>
  );
}

const totals = ({ parts, halfDays, freeHalfDays, netPence, vatPence, grossPence }: OrderQuote) => [
  { key: { text: 'Schools' }, value: { text: String(parts.length) } },
  {
    key: { text: 'How much' },
    value: { text: `${halfDaysText(halfDays)}${freeHalfDays > 0 ? `, of which ${halfDaysText(freeHalfDays)} not charged` : ''}` },
  },
  ...(netPence > 0
    ? [
        { key: { text: 'Net' }, value: { html: <Money pence={netPence} /> } },
        { key: { text: 'VAT' }, value: { html: <Money pence={vatPence} /> } },
        {
          key: { text: 'Total' },
          value: {
            html: (
              <strong>
                <Money pence={grossPence} />
              </strong>
            ),
          },
        },
      ]
    : [{ key: { text: 'Price' }, value: { text: 'Nothing is charged' } }]),
];

export type OrderTyped = { purchaseOrder?: string | undefined; numbers: ReadonlyMap<string, string> };

/** One number for the whole order, or one for each school that has its own. */
function PurchaseOrders({ quote, typed, errors }: { quote: OrderQuote; typed: OrderTyped; errors: readonly FieldError[] | undefined }) {
  const paying = quote.parts.filter(({ netPence }) => netPence > 0);
  const [first] = paying;
  if (!first) return null;
  const own = paying.map((each) => ({ ...each, error: errorFor(errors, `number-${each.school}`) }));
  return (
    <>
      <PurchaseOrderInput
        required={paying.some(({ purchaseOrderRequired }) => purchaseOrderRequired)}
        like={first.purchaseOrderLike}
        what="For every school that pays."
        typed={typed.purchaseOrder}
        errors={errors}
      />
      <Details summaryText="Another number for some schools" open={typed.numbers.size > 0 || own.some(({ error }) => error)}>
        {own.map(({ school, schoolName, error }) => (
          <Input
            id={`number-${school}`}
            name={`number-${school}`}
            label={{ text: schoolName }}
            value={typed.numbers.get(school)}
            errorMessage={error}
            classes="govuk-input--width-20"
            autocomplete="off"
            spellcheck={false}
          />
        ))}
      </Details>
    </>
  );
}

/** Why there is a new quote, and what is different in it. */
function renewalText(refusal: Refusal, before: OrderToken['said'], quote: OrderQuote): string {
  const [was, now] = [saidText(before), saidText(quote)];
  const figures = was === now ? `It comes to the same: ${now}.` : `Was ${was}; now ${now}.`;
  const what = faultsOf(refusal)[0]?.text ?? '';
  if (refusal.name === 'quote-expired') return `The quote has expired, so this is a new one. ${figures} Nothing has been booked.`;
  if (refusal.name === 'quote-changed' && !refusal.detail) return `Your quote has changed. ${figures} Nothing has been booked.`;
  return `${refusal.detail ?? what} ${figures} Nothing has been booked: look at it and confirm it if you agree.`;
}

/** Faults of a confirmation, at the input of the number or at the school that they are about. */
function atInputs(refusal: Refusal, { parts }: OrderQuote): FieldError[] {
  return faultsOf(refusal).map(({ field, text }) => {
    const [, index, what] = /^parts\.(\d+)\.(\w+)/.exec(field) ?? [];
    if (index === undefined) return { field, text };
    const isNumber = what === 'purchaseOrder';
    // Where no number is given at all, one for the whole order will do.
    if (isNumber && refusal.name === 'purchase-order-required') return { field: 'purchaseOrder', text };
    return { field: isNumber ? `number-${parts[Number(index)]?.school}` : `school-${Number(index) + 1}`, text };
  });
}

type Given = { typed?: OrderTyped; refusal?: Refusal; before?: OrderToken['said']; group?: string | undefined };

export async function orderQuotePage(
  context: Context,
  c: Web,
  { quote, token, expiresAt, overLimit }: QuotedOrder,
  { typed = { numbers: new Map() }, refusal, before, group }: Given = {},
): Promise<Response> {
  const errors = refusal && (before ? [{ field: 'totals', text: renewalText(refusal, before, quote) }] : atInputs(refusal, quote));
  const expires = londonClock(Date.parse(expiresAt));
  const parts = quote.parts.map(({ school, sessions, officer, purse }) => {
    const visits = sessions.filter((each) => !each.work && each.officer === officer).map(({ session }): SessionKey => session);
    return { school, halfDays: visits.length, officer, purse, sessions: visits };
  });
  const { slug } = context.council;
  const [first] = quote.parts;
  const policy = first && (await policyWords(context, first.policy));
  return page(context, c, {
    title: 'Your quote for several schools',
    refusal,
    errors,
    back: { href: orderPlanLink(slug, quote.service, parts, group), text: 'Change schools or dates' },
    children: (
      <>
        <PageHeading caption={quote.serviceTitle}>
          Your quote for {quote.parts.length === 1 ? 'one school' : `${quote.parts.length} schools`}
        </PageHeading>
        <div id="totals" tabindex={-1}>
          <SummaryList rows={totals(quote)} />
        </div>
        {quote.parts.map((each, i) => (
          <SchoolQuote quote={each} number={i + 1} />
        ))}
        {/* Each sentence once: schools that are funded alike have the same terms. */}
        <Terms terms={[...new Set(quote.parts.flatMap(({ terms = [] }) => terms))]} />
        <form method="post" action={`/${slug}/bookings/orders`} novalidate>
          <input type="hidden" name="token" value={token} />
          <PurchaseOrders quote={quote} typed={typed} errors={errors} />
          {overLimit && <OverLimitText over={overLimit} grossPence={quote.grossPence} drawsFreeDays={quote.freeHalfDays > 0} several />}
          <p class="govuk-body">
            All of it is booked together, or nothing is. Nothing is booked until {overLimit ? 'it is approved' : 'you confirm'}. The quote
            holds until {expires.time} on {dateText(expires.date)}; the dates are not held{overLimit && ' before you ask'}.
          </p>
          {!(overLimit && 'refusal' in overLimit) && (
            <Button
              text={overLimit ? 'Ask for approval' : `Confirm ${quote.parts.length === 1 ? 'the booking' : 'all bookings'}`}
              preventDoubleClick
            />
          )}
        </form>
        <Details summaryText="How this was worked out">
          Free days are used first, for each school in date order. Days that several schools may draw on go to the schools in the order of
          their first dates, and never twice. The rest is charged at the day rate of its date; VAT is rounded for each school, as each is
          billed by itself. {policy && `Terms: ${policy}.`}
        </Details>
      </>
    ),
  });
}
