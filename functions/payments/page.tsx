// Paying by card as pages: our own page before and after the card service's, and the list of money that fits no document.
import { momentText } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import { type Handlers, parse, seeOther, type Web } from '../../shared/http.ts';
import { formatPence } from '../../shared/money.ts';
import { page, problemPage } from '../../shared/page.tsx';
import type { Page } from '../../shared/table.ts';
import {
  Button,
  type Child,
  InsetText,
  Money,
  MoreLink,
  PageHeading,
  Panel,
  PostButton,
  ScrollTable,
  SummaryList,
} from '../../shared/ui/index.ts';
import type { manifest } from '../manifest.ts';
import { type DocumentPayments, readAttempt, readDocumentPayments, readSuspense, returnFromCard } from './actions/read.ts';
import { startPayment } from './actions/start.ts';
import { seesFees } from './rules.ts';
import type { CardProviders } from './schema/card.ts';
import { type Attempt, type Receipt, suspenseQuery, suspenseReasons } from './schema.ts';

type Declared = typeof manifest.payments.routes;
type Paths = Exclude<Extract<keyof Declared, `${string} /payments/${string}`>, 'POST /payments/webhooks/stripe'>;

const states: Record<Attempt['state'], string> = {
  creating: 'Being prepared',
  open: 'Not paid',
  paid: 'Paid',
  'in-suspense': 'Received, and being looked at by the council’s finance team',
  closed: 'Closed without a payment',
};

function Outcome({ attempt, council, checking }: { attempt: Attempt; council: string; checking: boolean }): Child {
  const start = `/${council}/payments/documents/${attempt.document}/attempts`;
  const again = `/${council}/payments/attempts/${attempt.id}/return`;
  switch (attempt.state) {
    case 'paid':
      return <Panel titleText="Payment received" text={`${formatPence(attempt.amountPence)} for ${attempt.number}`} headingLevel={2} />;
    case 'in-suspense':
      return (
        <InsetText text="Your payment has reached the council. Its finance team is looking at it and will get in touch with you. Do not pay again." />
      );
    case 'closed':
      return (
        <>
          <p class="govuk-body">This payment was not finished and can no longer be made. Nothing was taken.</p>
          <PostButton action={start} text="Start again" />
        </>
      );
    case 'creating':
      return <PostButton action={start} text="Go on" />;
    case 'open':
      return (
        <>
          {checking && (
            <InsetText>
              We are checking with the card service whether you have paid. This can take a minute.{' '}
              <a class="govuk-link" href={again}>
                Check again
              </a>
            </InsetText>
          )}
          <p class="govuk-body">You pay on the card service’s own page. Daybook never sees your card number.</p>
          <Button href={attempt.url} text="Continue to card payment" />
        </>
      );
  }
}

function AttemptPage({ attempt, council, checking }: { attempt: Attempt; council: string; checking: boolean }): Child {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <PageHeading caption={`Invoice ${attempt.number}`}>Pay by card</PageHeading>
        <SummaryList
          rows={[
            { key: { text: 'Invoice' }, value: { text: attempt.number } },
            { key: { text: 'Amount' }, value: { html: <Money pence={attempt.amountPence} /> } },
            { key: { text: 'State' }, value: { text: checking && attempt.state === 'open' ? 'Being checked' : states[attempt.state] } },
          ]}
        />
        <Outcome attempt={attempt} council={council} checking={checking} />
      </div>
    </div>
  );
}

const numeric = { format: 'numeric' as const };

/** What was received by card on an invoice. `fees` shows what the card service charged the council for it. */
function PaymentsPage({ found, council, fees }: { found: DocumentPayments; council: string; fees: boolean }): Child {
  const { document, outstandingPence, payments } = found;
  return (
    <>
      <PageHeading caption={document.number}>Payments</PageHeading>
      <SummaryList
        rows={[
          {
            key: { text: 'Invoice' },
            value: {
              html: (
                <>
                  <a class="govuk-link" href={`/${council}/invoicing/documents/${document.id}`}>
                    {document.number}
                  </a>
                  , <Money pence={document.grossPence} />
                </>
              ),
            },
          },
          { key: { text: 'Still to pay' }, value: { html: <Money pence={outstandingPence} /> } },
        ]}
      />
      {payments.length === 0 ? (
        <p class="govuk-body">No card payment has been received.</p>
      ) : (
        <ScrollTable
          caption="Received by card"
          head={[
            { text: 'Received' },
            { text: 'Card reference' },
            { text: 'Amount', ...numeric },
            { text: 'Applied to this invoice', ...numeric },
            { text: 'Credited', ...numeric },
            ...(fees ? [{ text: 'Card fee', ...numeric }] : []),
          ]}
          rows={payments.map((payment) => [
            { text: momentText(payment.receivedAt) },
            { html: <span class="daybook-reference">{payment.intent}</span> },
            { html: <Money pence={payment.amountPence} />, ...numeric },
            { html: <Money pence={payment.appliedPence} />, ...numeric },
            { html: <Money pence={payment.creditedPence} />, ...numeric },
            ...(fees ? [{ html: payment.feePence === undefined ? 'not known' : <Money pence={payment.feePence} />, ...numeric }] : []),
          ])}
        />
      )}
    </>
  );
}

/** Receipts that fit no document, newest first, and why each of them is here. */
function SuspensePage({ items, next, council }: Page<Receipt> & { council: string }): Child {
  const linked = (attempt: string) => (
    <a class="govuk-link" href={`/${council}/payments/attempts/${attempt}`}>
      {attempt}
    </a>
  );
  return (
    <>
      <PageHeading>Card payments in suspense</PageHeading>
      <p class="govuk-body">
        Money that the card service has taken and that fits no invoice. It is in the clearing account. Daybook cannot apply or refund it
        yet: the council’s finance team finds the payer by the payment reference in the card service’s own dashboard, and refunds it there
        or journals it in the council’s ledger. The receipt stays listed here.
      </p>
      {items.length === 0 ? (
        <p class="govuk-body">There is none.</p>
      ) : (
        <ScrollTable
          caption="Receipts, newest first"
          head={[
            { text: 'Received' },
            { text: 'Payment reference' },
            { text: 'Why it is here' },
            { text: 'Attempt' },
            { text: 'Amount', ...numeric },
          ]}
          rows={items.map((receipt) => [
            { text: momentText(receipt.receivedAt) },
            { text: receipt.intent },
            { text: receipt.reason ? suspenseReasons[receipt.reason] : '' },
            receipt.attempt ? { html: linked(receipt.attempt) } : { text: 'None' },
            { html: <Money pence={receipt.amountPence} />, ...numeric },
          ])}
        />
      )}
      {next && <MoreLink query={{ after: next }} text="Older receipts" />}
    </>
  );
}

export const pages = (cards: CardProviders): Pick<Handlers<Declared>, Paths> => ({
  'POST /payments/documents/{document}/attempts': async (context, c) => {
    const started = await startPayment(context, cards(context.council.slug), c.get('host').origin, c.req.param('document') ?? '');
    // A form may lead only to our own pages: the next one holds the link to the card service.
    if (started.ok) return seeOther(`/${context.council.slug}/payments/attempts/${started.value.id}`);
    return problemPage(c, context, started.refusal);
  },
  'GET /payments/attempts/{attempt}': async (context, c) => {
    const attempt = await readAttempt(context, c.req.param('attempt') ?? '');
    return attempt.ok ? attemptPage(context, c, attempt.value) : problemPage(c, context, attempt.refusal);
  },
  'GET /payments/attempts/{attempt}/return': async (context, c) => {
    const { slug } = context.council;
    const back = await returnFromCard(context, cards(slug), c.req.param('attempt') ?? '');
    if (!back.ok) return problemPage(c, context, back.refusal);
    const { attempt, certain } = back.value;
    if (attempt.state === 'paid') return seeOther(`/${slug}/invoicing/documents/${attempt.document}?paid=1`);
    return seeOther(`/${slug}/payments/attempts/${attempt.id}${certain ? '' : '?checking=1'}`);
  },
  'GET /payments/documents/{document}': async (context, c) => {
    const found = await readDocumentPayments(context, c.req.param('document') ?? '');
    return found.ok ? paymentsPage(context, c, found.value) : problemPage(c, context, found.refusal);
  },
  'GET /payments/suspense': async (context, c) => {
    const query = parse(suspenseQuery, c.req.query());
    const found = query.ok ? await readSuspense(context, query.value.after) : query;
    if (!found.ok) return problemPage(c, context, found.refusal);
    const title = 'Card payments in suspense';
    return page(context, c, { title, wide: true, children: <SuspensePage {...found.value} council={context.council.slug} /> });
  },
});

const attemptPage = (context: Context, c: Web, attempt: Attempt) =>
  page(context, c, {
    title: `Pay ${attempt.number} by card`,
    back: { href: `/${context.council.slug}/invoicing/documents/${attempt.document}`, text: 'Back to the invoice' },
    children: <AttemptPage attempt={attempt} council={context.council.slug} checking={c.req.query('checking') === '1'} />,
  });

const paymentsPage = (context: Context, c: Web, found: DocumentPayments) =>
  page(context, c, {
    title: `Payments of ${found.document.number}`,
    wide: true,
    back: { href: `/${context.council.slug}/invoicing/documents/${found.document.id}`, text: found.document.number },
    children: <PaymentsPage found={found} council={context.council.slug} fees={seesFees(context.actor)} />,
  });
