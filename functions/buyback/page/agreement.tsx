// One agreement as a page: its years and what is left of them, its instalments, and the forms that give notice or end it early.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import {
  Button,
  CharacterCount,
  type Element,
  fieldOf,
  History,
  Input,
  InsetText,
  LinkLine,
  NotificationBanner,
  PageHeading,
  Select,
  SummaryList,
  WarningText,
} from '../../../shared/ui/index.ts';
import { listText } from '../../../shared/ui/text.ts';
import { can } from '../../identity/rules.ts';
import type { SeenAgreementPage } from '../actions/read.ts';
import { yearText } from '../rules/advance.ts';
import { agreedTo } from '../rules/quote.ts';
import { billedBy, yearsToCome } from '../rules/under.ts';
import type { Agreement } from '../schema.ts';
import { clockTexts, dayText, Instalments, purseTexts, StateTag, vatText, Years } from './words.tsx';

const doneTexts: Readonly<Record<string, string>> = {
  agreed: 'It is agreed. Its half-days can be booked for dates within the year they are for.',
  order: 'The number is saved. It stands on what falls due from now on.',
  notice: 'Notice is given.',
  ended: 'The agreement has ended.',
};

/** How it stands, in a sentence. */
function standingText(agreement: Agreement, noticeBy: string | undefined, own: boolean): string {
  const { state, ended, continues, terms } = agreement;
  const ends = dayText(agreedTo(agreement));
  if (state === 'ended')
    return `It ended on ${dayText(ended?.on ?? agreedTo(agreement))}${ended?.why === 'early' ? ', before its time' : ''}.`;
  if (state === 'notice') return `Notice was given: it runs to ${ends} and no further.`;
  if (continues === 'rolling')
    return noticeBy
      ? `It goes on by itself after ${ends}, to ${dayText(terms.at(-1)?.to ?? agreedTo(agreement))} at most, unless ${own ? 'you give notice' : 'notice is given'} by ${dayText(noticeBy)}.`
      : `It is agreed until ${ends}.`;
  return `It ends on ${dayText(terms.at(-1)?.to ?? agreedTo(agreement))}${continues ? ' unless it is renewed' : ''}.`;
}

/** Years that an order did not pay for, so that their bills carry no number: of an agreement that names one. */
const lackingOf = (agreement: Agreement) =>
  agreement.purchaseOrder ? yearsToCome(agreement).filter((year) => !billedBy(agreement, year).purchaseOrder) : [];

/** Who sends the bills is to know of it as well as who can give a number. */
const LackingOrder = ({ agreement }: { agreement: Agreement }): Element | null => {
  const lacking = lackingOf(agreement);
  return lacking.length > 0 ? (
    <WarningText
      text={`The instalments of ${listText(lacking.map(yearText))} carry no purchase order number: ${agreement.purchaseOrder} does not pay for them.`}
    />
  ) : null;
};

/** Who is charged for it, from what, and by which clause. */
const Terms = ({ agreement }: { agreement: Agreement }) => (
  <SummaryList
    rows={[
      agreement.clock ? { key: { text: 'Year' }, value: { text: clockTexts[agreement.clock] } } : null,
      {
        key: { text: agreement.treatment.rail === 'journal' ? 'Recharge to' : 'Invoice to' },
        value: { text: agreement.payerName ?? agreement.organisationName },
      },
      { key: { text: 'Paid from' }, value: { text: `${purseTexts[agreement.purse]}, ${vatText(agreement.treatment)}` } },
      agreement.purchaseOrder && lackingOf(agreement).length === 0
        ? { key: { text: 'Purchase order' }, value: { html: <span class="daybook-typed">{agreement.purchaseOrder}</span> } }
        : null,
      { key: { text: 'Terms' }, value: { text: `“${agreement.clause.text}” (${agreement.clause.reference})` } },
    ]}
  />
);

type Given = { refusal?: Refusal; reason?: string | undefined; from?: string | undefined; purchaseOrder?: string | undefined };

/** Another number for what is still to fall due: for a year that went on without one, or an order that is used up. */
const OrderForm = ({ base, agreement, given }: { base: string; agreement: Agreement; given: Given }) => {
  const errors = given.refusal && faultsOf(given.refusal);
  const years = yearsToCome(agreement);
  return (
    <form method="post" action={`${base}/purchase-order`} novalidate>
      <h2 class="govuk-heading-m">Purchase order of the instalments to come</h2>
      {years.length > 1 ? (
        <Select
          {...fieldOf(given, errors, 'from')}
          label={{ text: 'Of which year?' }}
          value={given.from ?? (lackingOf(agreement)[0] ?? years[0])?.from}
          items={years.map((year) => ({ value: year.from, text: yearText(year) }))}
        />
      ) : (
        <input type="hidden" name="from" value={years[0]?.from} />
      )}
      <Input
        {...fieldOf(given, errors, 'purchaseOrder')}
        label={{ text: years.length > 1 ? 'Its purchase order number' : `Purchase order number for ${years.map(yearText).join()}` }}
        hint={{ text: 'If the order is registered, the instalments are set aside from what it is worth.' }}
        classes="govuk-input--width-20"
        autocomplete="off"
        spellcheck={false}
      />
      <Button text="Save the number" classes="govuk-button--secondary" preventDoubleClick />
    </form>
  );
};

const EndForm = ({ base, given }: { base: string; given: Given }) => (
  <form method="post" action={`${base}/ending/preview`} novalidate>
    <h2 class="govuk-heading-m">End it early</h2>
    <p class="govuk-body">
      What has been charged stays charged: the policy gives no credit for an agreement that ends early. You see what falls away before
      anything ends.
    </p>
    <CharacterCount
      {...fieldOf(given, given.refusal && faultsOf(given.refusal), 'reason')}
      maxlength={500}
      rows={3}
      label={{ text: 'Why? The school reads it.' }}
    />
    <Button text="Continue" classes="govuk-button--secondary" preventDoubleClick />
  </form>
);

export async function agreementPage(context: Context, c: Web, seen: SeenAgreementPage, given: Given = {}): Promise<Response> {
  const { agreement, years, noticeBy, mayName, mayGiveNotice, mayEnd, history } = seen;
  const { slug } = context.council;
  const base = `/${slug}/buyback/agreements/${agreement.id}`;
  const done = given.refusal ? undefined : doneTexts[c.req.query('done') ?? ''];
  const own = context.actor.organisation !== undefined;
  return page(context, c, {
    title: agreement.title,
    refusal: given.refusal,
    back: own
      ? { href: `/${slug}/buyback?organisation=${agreement.organisation}`, text: 'Packages and buy-back' }
      : { href: `/${slug}/buyback/agreements`, text: 'Agreements' },
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={agreement.organisationName}>{agreement.title}</PageHeading>
        <p class="govuk-body">
          <StateTag state={agreement.state} />
        </p>
        <InsetText text={standingText(agreement, noticeBy, own)} />
        {agreement.ended?.reason && <p class="govuk-body">Why: {agreement.ended.reason}</p>}
        <Years years={years} caption="Half-days by year" />
        {own && can(context.actor, 'quote:make') && agreement.state !== 'ended' && (
          <LinkLine href={`/${slug}/catalogue`} text="Choose a service to book with its half-days" />
        )}
        <Instalments
          years={agreement.years}
          caption="Instalments"
          orderOf={(year, { under }) => (under ? `${under.number}, held` : (billedBy(agreement, year).purchaseOrder ?? 'none'))}
        />
        <LackingOrder agreement={agreement} />
        <Terms agreement={agreement} />
        {mayName && <OrderForm base={base} agreement={agreement} given={given} />}
        {mayGiveNotice && (
          <>
            <h2 class="govuk-heading-m" id="notice" tabindex={-1}>
              Give notice
            </h2>
            <p class="govuk-body">
              <a class="govuk-link" href={`${base}/notice`}>
                See what notice would mean
              </a>{' '}
              before you give any.
            </p>
          </>
        )}
        {mayEnd && <EndForm base={base} given={given} />}
        <History entries={history} />
      </>
    ),
  });
}
