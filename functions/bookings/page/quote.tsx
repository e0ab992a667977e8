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
  type FieldError,
  halfDaysText,
  InsetText,
  Money,
  PageHeading,
  purseName,
  ScrollTable,
  SummaryList,
  type SummaryRow,
} from '../../../shared/ui/index.ts';
import { policyWords, type Quoted, saidIn } from '../actions/quote.ts';
import { splitSentence } from '../rules/split.ts';
import { isVisit } from '../rules/work.ts';
import type { Quote, Said } from '../schema/quotes.ts';
import type { Entitled, FundingLine } from '../schema.ts';
import { BookedFor } from './acting.tsx';
import { planLink, planOf } from './asked.ts';
import { OverLimitText } from './over-limit.tsx';
import { PackageChoice, PackageTerms } from './package-terms.tsx';
import { PurchaseOrderInput } from './purchase-orders/purchase-order-input.tsx';
import { Terms } from './terms.tsx';
import { attendeesText } from './training/attendees-shown.tsx';
import { When } from './when.tsx';

export const purseText = ({ purse, payerName, team }: Pick<Quote, 'purse' | 'payerName' | 'team'>) =>
  team ? `the budget of ${team.name}` : `the ${payerName ? 'trust' : 'school'}’s ${purseName(purse)}`;

/** Who is billed: a school that becomes another one, that other for what is from then on. */
const billedText = ({ schoolName, payerName, team, becomes }: Pick<Quote, 'schoolName' | 'payerName' | 'team' | 'becomes'>): string =>
  becomes && !team && !payerName
    ? `${schoolName}, and for visits from ${dateText(becomes.on)} on ${becomes.name}`
    : (team?.name ?? payerName ?? schoolName);

/** Who is billed and where the visits are, by name: a trust may be billed for what its school is given. */
export const billedRows = (of: Pick<Quote, 'schoolName' | 'payerName' | 'team' | 'becomes'>, recharged: boolean): SummaryRow[] => [
  { key: { text: recharged ? 'Recharge to' : 'Invoice to' }, value: { text: billedText(of) } },
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

/** Why sessions from a day on are bought as another school buys. */
export const becomesText = (schoolName: string, { on, name, several }: NonNullable<Quote['becomes']>): string => {
  const billed = several
    ? 'has the price and VAT of the first of them, and is billed to whichever of them agrees to it: to neither before it has'
    : 'has that school’s price and VAT, and is billed to it';
  return `${schoolName} becomes ${name} on ${dateText(on)}. What is booked from that day on ${billed}. What was booked before this was known stays as it was booked.`;
};

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

/** What it comes to with VAT, who is billed for it, from what and when; nothing where nothing is charged. */
function Charged({ quote }: { quote: Quote }) {
  if (quote.netPence === 0) return null;
  const recharged = isRecharge(quote);
  return (
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
  );
}

/** The one button that books it, or asks for it where it is over a limit, and what holds until then. */
function Confirm({
  slug,
  quoted,
  typed,
  errors,
}: {
  slug: string;
  quoted: Quoted;
  typed: string | undefined;
  errors: readonly FieldError[] | undefined;
}) {
  const { quote, token, expiresAt, overLimit, offered } = quoted;
  const expires = londonClock(Date.parse(expiresAt));
  return (
    <form method="post" action={`/${slug}/bookings`} novalidate>
      <input type="hidden" name="token" value={token} />
      {/* With nothing to pay there is no invoice for it to be printed on, and a team of the council orders nothing from the council. */}
      {quote.netPence > 0 && !quote.team && (
        <PurchaseOrderInput
          required={quote.purchaseOrderRequired}
          like={quote.purchaseOrderLike}
          what={`It is printed on the ${isRecharge(quote) ? 'recharge' : 'invoice'}.`}
          typed={typed}
          errors={errors}
        />
      )}
      {overLimit && (
        <OverLimitText
          over={overLimit}
          grossPence={quote.grossPence}
          drawsFreeDays={quote.lines.some(({ fund }) => fund === 'entitlement')}
        />
      )}
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
  );
}

export async function quotePage(context: Context, c: Web, quoted: Quoted, given: Given = {}): Promise<Response> {
  const { quote, offered } = quoted;
  const { slug } = context.council;
  const { team } = quote;
  const { refusal, before, purchaseOrder } = given;
  const errors = refusal && (before ? [{ field: 'split', text: renewalText(refusal, before, quote) }] : faultsOf(refusal));
  const planned = planOf(quote);
  const { from = planned.from } = given;
  const policy = await policyWords(context, quote.policy);
  return page(context, c, {
    title: `Your quote: ${quote.serviceTitle}`,
    refusal,
    errors,
    back: offered
      ? { href: `/${slug}/bookings/waitlist/${offered.waiting}`, text: 'The offer' }
      : { href: planLink(slug, { ...planned, from, purchaseOrder }), text: 'Choose other dates' },
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
        {quote.becomes && <InsetText text={becomesText(quote.schoolName, quote.becomes)} />}
        <Charged quote={quote} />
        <When quote={quote} />
        <PackageChoice slug={slug} quote={quote} />
        {quote.attendees && <p class="govuk-body">{attendeesText(quote.attendees)} You name them once it is booked.</p>}
        <Terms terms={quote.terms} />
        <Confirm slug={slug} quoted={quoted} typed={purchaseOrder} errors={errors} />
        <Details summaryText="How this was worked out">
          {team ? 'The team’s free days' : 'Free days'} are used first, in date order, those that expire soonest before the others, and only
          for what they were granted for. The rest is charged at the day rate of its date{team && ', which the team’s budget pays'}. Terms:{' '}
          {policy}.
        </Details>
      </>
    ),
  });
}
