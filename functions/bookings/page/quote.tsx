// The quote as a page: what is free and why, what the rest costs, and the one button that books it.
import { dateText, londonClock, momentText } from '../../../shared/calendar.ts';
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
  PageHeading,
  ScrollTable,
  SummaryList,
  type SummaryRow,
  WarningText,
} from '../../../shared/ui/index.ts';
import { type OverLimit, type Quoted, saidIn } from '../actions/quote.ts';
import { isVisit } from '../rules/work.ts';
import type { Quote, Said } from '../schema/quotes.ts';
import type { Entitled, FundingLine } from '../schema.ts';
import { BookedFor } from './acting.tsx';
import { planLink, planOf } from './asked.ts';
import { attendeesText } from './attendees-shown.tsx';
import { PackageChoice, PackageTerms } from './package-terms.tsx';
import { Terms } from './terms.tsx';
import { When } from './when.tsx';

export const purseText = ({ purse, payerName, team }: Pick<Quote, 'purse' | 'payerName' | 'team'>) =>
  team
    ? `the budget of ${team.name}`
    : `the ${payerName ? 'trust' : 'school'}’s ${purse === 'delegated-budget' ? 'delegated budget' : 'own funds'}`;

/** Who is billed and where the visits are, by name: a trust may be billed for what its school is given. */
export const billedRows = (of: Pick<Quote, 'schoolName' | 'payerName' | 'team'>, recharged: boolean): SummaryRow[] => [
  { key: { text: recharged ? 'Recharge to' : 'Invoice to' }, value: { text: of.team?.name ?? of.payerName ?? of.schoolName } },
  { key: { text: 'Delivered to' }, value: { text: of.schoolName } },
];

const vatText = ({ category, rateBasisPoints }: Treatment) =>
  category === 'S'
    ? `VAT at ${rateBasisPoints / 100}%`
    : category === 'E'
      ? 'exempt from VAT'
      : category === 'Z'
        ? 'zero-rated'
        : 'no VAT: internal recharge';

/** Whose days these are, where they are a partnership's, and until when they may be used. */
const sourceText = ({ expires, holderName }: Entitled): string =>
  `${holderName ? `. Days of ${holderName}` : ''}${expires ? `. These days expire on ${dateText(expires)}` : ''}`;

export const lineRow = (line: FundingLine) => [
  { text: halfDaysText(line.halfDays) },
  {
    html:
      line.fund === 'traded' ? (
        <>
          at <Money pence={line.unitPricePence} /> a day, {vatText(line.treatment)}
          {line.budget && (
            <>
              <br />
              <span class="govuk-hint">
                From the budget of {line.budget.holderName}: “{line.budget.clause.text}” ({line.budget.clause.reference})
              </span>
            </>
          )}
        </>
      ) : line.fund === 'package' ? (
        <PackageTerms line={line} />
      ) : (
        <>
          <strong>Free</strong>: {line.fund === 'core' ? 'core service' : line.title.toLowerCase()}
          <br />
          <span class="govuk-hint">
            “{line.clause.text}” ({line.clause.reference}){line.fund === 'entitlement' && sourceText(line)}
          </span>
        </>
      ),
  },
  line.fund === 'traded'
    ? { html: <Money pence={line.netPence} />, format: 'numeric' as const }
    : { text: line.fund === 'package' ? 'paid for' : 'no charge', format: 'numeric' as const },
];

/** The whole split in one line, as a buyer must have understood it: "1 day free (headteacher recruitment) + 2 days × £450.00 = £900.00, VAT £180.00, total £1,080.00". */
export function splitSentence(quote: Quote): string {
  const terms = quote.lines.map((line) =>
    line.fund === 'traded'
      ? `${halfDaysText(line.halfDays)} × ${formatPence(line.unitPricePence)}`
      : line.fund === 'package'
        ? `${halfDaysText(line.halfDays)} of your package (${line.title.toLowerCase()})`
        : `${halfDaysText(line.halfDays)} free (${line.fund === 'core' ? 'core service' : line.title.toLowerCase()})`,
  );
  if (quote.netPence === 0) return terms.join(' + ');
  const ending = isRecharge(quote)
    ? ', recharged within the council without VAT'
    : `, VAT ${formatPence(quote.vatPence)}, total ${formatPence(quote.grossPence)}`;
  return `${terms.join(' + ')} = ${formatPence(quote.netPence)}${ending}`;
}

/** Why more is quoted than visits were asked for, where the officer prepares or reports beside them. */
function workSentence({ sessions }: Pick<Quote, 'sessions'>): string {
  const visits = sessions.filter(isVisit).length;
  const work = sessions.length - visits;
  return work > 0 ? ` That is ${halfDaysText(visits)} of visits, and ${halfDaysText(work)} to prepare and report.` : '';
}

const isRecharge = (quote: Quote) => quote.lines.some((line) => line.fund === 'traded' && line.treatment.rail === 'journal');

export const saidText = ({ netPence, grossPence, freeHalfDays }: Said) =>
  `${formatPence(netPence)}${grossPence > netPence ? ` (${formatPence(grossPence)} with VAT)` : ''} with ${freeHalfDays > 0 ? halfDaysText(freeHalfDays) : 'nothing'} free`;

/** Why there is a new quote, and what is different in it. */
function renewalText(refusal: Refusal, before: Said, quote: Quote): string {
  const [was, now] = [saidText(before), saidText(saidIn(quote))];
  const figures = was === now ? `It comes to the same: ${now}.` : `Was ${was}; now ${now}.`;
  switch (refusal.name) {
    case 'quote-expired':
      return `The quote has expired, so this is a new one. ${figures} Nothing has been booked: confirm it if you agree.`;
    case 'quote-changed':
    case 'no-free-days-left': {
      const why = was === now ? 'The policy or the day rates behind your quote changed.' : 'Your quote has changed.';
      return `${why} ${figures} Nothing has been booked: look at it and confirm it if you agree.`;
    }
    default:
      return `${faultsOf(refusal)[0]?.text ?? ''} ${figures} Nothing has been booked.`;
  }
}

type Given = {
  purchaseOrder?: string | undefined;
  refusal?: Refusal | undefined;
  /** The figures of the quote that this one takes the place of. */
  before?: Said;
  /** Where the dates began that were chosen from. */
  from?: string | undefined;
};

/** That it is more than whoever books may commit to: who approves it and until when it is held, or why it cannot be asked for. */
function OverLimitText({ quote, over }: { quote: Quote; over: OverLimit }) {
  const { mostPence } = over;
  const why =
    mostPence !== null && quote.grossPence > mostPence
      ? `It is over your limit of ${formatPence(mostPence)}: it comes to ${formatPence(quote.grossPence)}.`
      : 'Every booking of yours is approved first.';
  if ('refusal' in over) return <WarningText text={`${why} ${faultsOf(over.refusal)[0]?.text ?? ''}`} />;
  return (
    <InsetText>
      {why} It goes to {over.approvers.join(' or ')} for approval, and the sessions are held for you until {momentText(over.holdUntil)}.
      {quote.lines.some(({ fund }) => fund === 'entitlement') &&
        ' The free days are not held: what it comes to is worked out again when it is approved.'}
    </InsetText>
  );
}

export async function quotePage(
  context: Context,
  c: Web,
  { quote, token, expiresAt, overLimit, offered }: Quoted,
  given: Given = {},
): Promise<Response> {
  const errors =
    given.refusal && (given.before ? [{ field: 'split', text: renewalText(given.refusal, given.before, quote) }] : faultsOf(given.refusal));
  const expires = londonClock(Date.parse(expiresAt));
  const slug = context.council.slug;
  const recharged = isRecharge(quote);
  const { team } = quote;
  const planned = planOf(quote);
  const { from = planned.from, purchaseOrder } = given;
  const again = planLink(slug, { ...planned, from, purchaseOrder });
  return page(context, c, {
    title: 'Your quote',
    refusal: given.refusal,
    errors,
    back: offered
      ? { href: `/${slug}/bookings/waitlist/${offered.waiting}`, text: 'The offer' }
      : { href: again, text: 'Choose other dates' },
    children: (
      <>
        <PageHeading caption={quote.schoolName}>Your quote</PageHeading>
        <BookedFor schoolName={quote.schoolName} payerName={quote.netPence > 0 ? quote.payerName : undefined} team={team} />
        <p class="govuk-body-l">
          {quote.serviceTitle}: {splitSentence(quote)}.{workSentence(quote)}
        </p>
        <div id="split" tabindex={-1}>
          <ScrollTable
            caption="What is free and what is charged"
            head={[{ text: 'How much' }, { text: 'On what terms' }, { text: 'Charge', format: 'numeric' }]}
            rows={quote.lines.map(lineRow)}
          />
        </div>
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
              ...billedRows(quote, recharged),
              { key: { text: 'Paid from' }, value: { text: purseText(quote) } },
              { key: { text: 'Billed' }, value: { text: recharged ? 'by journal, after each visit' : 'by invoice, after each visit' } },
            ]}
          />
        )}
        <When quote={quote} />
        <PackageChoice slug={slug} quote={quote} />
        {quote.attendees && <p class="govuk-body">{attendeesText(quote.attendees)} You name them once it is booked.</p>}
        <Terms terms={quote.terms} />
        <form method="post" action={`/${slug}/bookings`} novalidate>
          <input type="hidden" name="token" value={token} />
          {/* With nothing to pay there is no invoice for it to be printed on. */}
          {quote.netPence > 0 && !team && (
            <Input
              id="purchaseOrder"
              name="purchaseOrder"
              label={{ text: quote.purchaseOrderRequired ? 'Purchase order number' : 'Purchase order number (optional)' }}
              hint={{
                text: `It is printed on the ${recharged ? 'recharge' : 'invoice'}. ${
                  quote.purchaseOrderLike
                    ? `Yours look like ${quote.purchaseOrderLike}`
                    : 'At most 30 characters: letters, digits, spaces and . / _ # -'
                }`,
              }}
              value={purchaseOrder}
              classes="govuk-input--width-20"
              autocomplete="off"
              spellcheck={false}
              errorMessage={errorFor(errors, 'purchaseOrder')}
            />
          )}
          {overLimit && <OverLimitText quote={quote} over={overLimit} />}
          <p class="govuk-body">
            Nothing is booked until {overLimit ? 'it is approved' : 'you confirm'}. The quote holds until {expires.time} on{' '}
            {dateText(expires.date)};{' '}
            {offered
              ? `the place is held for you until ${momentText(offered.holdUntil)}`
              : `the dates are not held${overLimit ? ' before you ask' : ''}`}
            .
          </p>
          {!(overLimit && 'refusal' in overLimit) && (
            <Button text={overLimit ? 'Ask for approval' : 'Confirm the booking'} preventDoubleClick />
          )}
        </form>
        <Details summaryText="How this was worked out">
          {team ? 'The team’s free days' : 'Free days'} are used first, in date order, those that expire soonest before the others, and only
          for what they were granted for. The rest is charged at the day rate of its date{team && ', which the team’s budget pays'}. Policy:{' '}
          {quote.policy}.
        </Details>
      </>
    ),
  });
}
