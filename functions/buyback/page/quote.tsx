// A quote for a package or a year as a page: what it holds, what falls due when, and the one button that agrees to it.
import { londonClock } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { formatPence } from '../../../shared/money.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import { Button, fieldOf, halfDaysText, Input, InsetText, Money, PageHeading, SummaryList, WarningText } from '../../../shared/ui/index.ts';
import { listText } from '../../../shared/ui/text.ts';
import { policyWords, type Quoted } from '../actions/quote.ts';
import type { Quote } from '../schema.ts';
import { clockName, clockTexts, dayText, Instalments, purseTexts, vatText } from './words.tsx';

type Given = { purchaseOrder?: string | undefined; refusal?: Refusal | undefined };

/** What a school binds itself to, in a sentence. */
function boundText({ continues, term, years }: Quote): string {
  const ends = years.at(-1)?.to ?? term.to;
  if (continues === 'rolling')
    return term.to > ends
      ? `It goes on from year to year until you give notice, to ${dayText(term.to)} at most.`
      : `It ends on ${dayText(ends)} unless it is renewed.`;
  return continues
    ? `It binds you from ${dayText(term.from)} to ${dayText(term.to)}, and ends then unless it is renewed.`
    : `It is used by ${dayText(term.to)}.`;
}

/** What is bought, from when to when, what it comes to and who pays it. */
function Summary({ quote, recharged }: { quote: Quote; recharged: boolean }) {
  return (
    <SummaryList
      rows={[
        ...quote.years.map((year) => ({
          key: { text: `${dayText(year.from)} to ${dayText(year.to)}` },
          value: { text: halfDaysText(year.halfDays) },
        })),
        quote.clock ? { key: { text: 'Year' }, value: { text: clockTexts[quote.clock] } } : null,
        { key: { text: 'Bought one by one' }, value: { html: <Money pence={quote.partsPence} /> } },
        { key: { text: 'VAT' }, value: { html: recharged ? 'none: a recharge within the council' : <Money pence={quote.vatPence} /> } },
        { key: { text: 'Total' }, value: { html: <Money pence={quote.grossPence} /> } },
        { key: { text: recharged ? 'Recharge to' : 'Invoice to' }, value: { text: quote.payerName ?? quote.organisationName } },
        { key: { text: 'Paid from' }, value: { text: purseTexts[quote.purse] } },
      ]}
    />
  );
}

/** The one button that agrees to it, with the order's number; none where it is more than whoever asks may commit to. */
function Agreeing({ slug, quoted: { quote, token, expiresAt, overLimit }, given }: { slug: string; quoted: Quoted; given: Given }) {
  const errors = given.refusal && faultsOf(given.refusal);
  const expires = londonClock(Date.parse(expiresAt));
  return (
    <form method="post" action={`/${slug}/buyback/agreements`} novalidate>
      <input type="hidden" name="token" value={token} />
      <Input
        {...fieldOf(
          { purchaseOrder: given.purchaseOrder ?? (given.refusal ? undefined : quote.formerPurchaseOrder) },
          errors,
          'purchaseOrder',
        )}
        label={{ text: quote.purchaseOrderRequired ? 'Purchase order number' : 'Purchase order number (optional)' }}
        hint={{
          text: [
            quote.formerPurchaseOrder && 'Filled in from the last year: change it where this year has another.',
            'It is printed on each bill. If the order is registered, the instalments are set aside from what it is worth.',
            quote.purchaseOrderLike ? `Yours look like ${quote.purchaseOrderLike}` : 'At most 30 characters',
          ]
            .filter(Boolean)
            .join(' '),
        }}
        classes="govuk-input--width-20"
        autocomplete="off"
        spellcheck={false}
      />
      {overLimit && <WarningText text={`This is more than you may commit to. ${overLimit.detail ?? ''}`} />}
      <p class="govuk-body">
        Nothing is agreed until you say so. The quote holds until {expires.time} on {dayText(expires.date)}.
      </p>
      {!overLimit && <Button text={quote.renews?.how === 'extended' ? 'Renew the agreement' : 'Agree'} preventDoubleClick />}
    </form>
  );
}

export async function quotePage(context: Context, c: Web, quoted: Quoted, given: Given = {}): Promise<Response> {
  const { slug } = context.council;
  const { quote } = quoted;
  const { package: of, treatment } = quote;
  const policy = await policyWords(context, quote.policy);
  return page(context, c, {
    title: `Your quote: ${of.title}`,
    refusal: given.refusal,
    back: { href: `/${slug}/buyback?organisation=${quote.organisation}`, text: 'Packages and buy-back' },
    children: (
      <>
        <PageHeading caption={quote.organisationName}>{of.title}</PageHeading>
        <p class="govuk-body-l">
          <Money pence={quote.netPence} /> before VAT, {vatText(treatment)}
        </p>
        {quote.partsPence < quote.netPence && (
          <WarningText
            text={`Bought one by one as you need them, the same half-days cost from ${formatPence(quote.partsPence)}: less than this.`}
          />
        )}
        {quote.had && quote.had.length > 0 && (
          <InsetText
            text={`You have this ${quote.had.length > 1 ? `${quote.had.length} times` : 'already'}, until ${listText(quote.had.map(({ until }) => dayText(until)))}. To agree buys it once more.`}
          />
        )}
        {quote.renews?.how === 'replaced' && <InsetText text="It takes the place of the buy-back you have, which ends with its year." />}
        {quote.switchedFrom && quote.clock && (
          <InsetText
            text={`From the ${clockName(quote.switchedFrom)} to the ${clockName(quote.clock)}: the year that is divided costs what it would have cost undivided, in two parts.`}
          />
        )}
        <Summary quote={quote} recharged={treatment.rail === 'journal'} />
        <Instalments years={quote.years} caption="What falls due when" />
        <p class="govuk-body">
          {boundText(quote)}{' '}
          {of.kind === 'buy-back' &&
            (quote.carriesHalfDays > 0
              ? `At the end of a year at most ${halfDaysText(quote.carriesHalfDays)} that ${quote.carriesHalfDays > 2 ? 'are' : 'is'} not used goes on into the next; the rest lapses.`
              : 'Half-days that are not used by the end of a year lapse.')}
        </p>
        <Agreeing slug={slug} quoted={quoted} given={given} />
        <p class="govuk-hint">Terms: {policy}</p>
      </>
    ),
  });
}
