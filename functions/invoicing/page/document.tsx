// An issued document: whom it is to, what stands on it, what is still open, and the way to pay it.
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import {
  type Element,
  History,
  InsetText,
  Money,
  NotificationBanner,
  PageHeading,
  PostButton,
  ScrollTable,
  SummaryList,
  Tag,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { DocumentView, NamedPosting } from '../actions/documents.ts';
import { datesText } from './documents.tsx';
import { LinesTable, rateText } from './lines.tsx';

export const postingText = ({ councilReference, postedByName, postedAt }: NamedPosting) =>
  `as ${councilReference}, by ${postedByName}, ${momentText(postedAt)}`;

const payTag = (view: Pick<DocumentView, 'openPence' | 'overdue' | 'posting' | 'document'>) => {
  if (view.document.kind === 'journal-recharge')
    return view.openPence === 0 ? (
      <Tag text="posted" classes="govuk-tag--green" />
    ) : (
      <Tag text="to be posted" classes="govuk-tag--yellow" />
    );
  if (view.openPence === 0) return <Tag text="paid" classes="govuk-tag--green" />;
  return view.overdue ? <Tag text="overdue" classes="govuk-tag--red" /> : <Tag text="to pay" classes="govuk-tag--yellow" />;
};

/** A name with what stands under it. */
const Party = ({ name, under }: { name: string; under: readonly string[] }): Element => (
  <>
    {name}
    {under.map((line) => (
      <>
        <br />
        {line}
      </>
    ))}
  </>
);

/** Whom it is to and from, of when, and what it comes to. */
const Particulars = ({ view: { document, openPence, posting } }: { view: DocumentView }): Element => {
  const { customer, supplier } = document;
  const isInvoice = document.kind === 'vat-invoice';
  const registered = isInvoice ? [`VAT registration number ${supplier.vatRegistrationNumber}`] : [];
  const total = (
    <strong>
      <Money pence={document.grossPence} />
    </strong>
  );
  return (
    <SummaryList
      rows={[
        {
          key: { text: 'To' },
          value: {
            html: (
              <Party name={`${customer.name}${customer.urn ? ` (URN ${customer.urn})` : ''}`} under={[customer.addressLines.join(', ')]} />
            ),
          },
        },
        {
          key: { text: 'From' },
          value: { html: <Party name={supplier.name} under={[supplier.addressLines.join(', '), ...registered]} /> },
        },
        { key: { text: 'Issued' }, value: { text: dateText(document.issuedOn) } },
        document.dueOn
          ? { key: { text: 'Due' }, value: { text: `${dateText(document.dueOn)} (${document.paymentTermsDays} days)` } }
          : null,
        { key: { text: 'Period' }, value: { text: datesText(document.periodFrom, document.periodTo) } },
        document.purchaseOrders.length > 0
          ? { key: { text: 'Purchase orders' }, value: { text: document.purchaseOrders.join(', ') } }
          : null,
        { key: { text: 'Net' }, value: { html: <Money pence={document.netPence} /> } },
        isInvoice ? { key: { text: 'VAT' }, value: { html: <Money pence={document.vatPence} /> } } : null,
        { key: { text: 'Total' }, value: { html: total } },
        { key: { text: isInvoice ? 'Still to pay' : 'Still to be posted' }, value: { html: <Money pence={openPence} /> } },
        posting ? { key: { text: 'Posted' }, value: { text: postingText(posting) } } : null,
        { key: { text: 'Prepared by' }, value: { text: document.preparedBy } },
        { key: { text: 'Approved by' }, value: { text: document.approvedBy } },
      ]}
    />
  );
};

/** Paying it by card, for whoever owes it; the paper; and for finance what was paid. */
const WaysOn = ({ context, view: { document, mayPay } }: { context: Context; view: DocumentView }): Element => {
  const { actor, council } = context;
  const isInvoice = document.kind === 'vat-invoice';
  return (
    <div class="govuk-button-group">
      {mayPay && <PostButton action={`/${council.slug}/payments/documents/${document.id}/attempts`} text="Pay by card" />}
      <a class="govuk-link" href={`/${council.slug}/invoicing/documents/${document.id}/pdf`}>
        Download as PDF
      </a>
      {isInvoice && can(actor, 'payment:read') && (
        <a class="govuk-link" href={`/${council.slug}/payments/documents/${document.id}`}>
          Payments
        </a>
      )}
    </div>
  );
};

const VatSummary = ({ rows }: { rows: DocumentView['document']['vatSummary'] }): Element => (
  <ScrollTable
    caption="VAT"
    head={[{ text: 'Rate' }, { text: 'Net', format: 'numeric' }, { text: 'VAT', format: 'numeric' }]}
    rows={rows.map((row) => [
      { text: rateText(row) },
      { html: <Money pence={row.netPence} />, format: 'numeric' as const },
      { html: <Money pence={row.vatPence} />, format: 'numeric' as const },
    ])}
  />
);

export async function documentPage(context: Context, c: Web, view: DocumentView): Promise<Response> {
  const { document, lines, openPence, history } = view;
  const { slug } = context.council;
  const isInvoice = document.kind === 'vat-invoice';
  const { bank } = document.supplier;
  return page(context, c, {
    title: `${isInvoice ? 'VAT invoice' : 'Journal recharge'} ${document.number}`,
    wide: true,
    back: { href: `/${slug}/invoicing/documents${isInvoice ? '' : '?rail=journal'}`, text: 'All documents' },
    children: (
      <>
        {c.req.query('paid') && openPence === 0 && <NotificationBanner type="success" text="Thank you. Your payment has been received." />}
        <PageHeading caption={isInvoice ? 'VAT invoice' : 'Journal recharge'}>{document.number}</PageHeading>
        <p class="govuk-body">{payTag(view)}</p>
        {!isInvoice && <InsetText text="This is not a VAT invoice. It is an internal recharge by journal; no VAT is charged." />}
        <Particulars view={view} />
        <WaysOn context={context} view={view} />
        <LinesTable
          slug={slug}
          rail={document.rail}
          billed={document.organisation}
          reader={context.actor.organisation}
          lines={lines}
          caption="Lines"
        />
        {isInvoice && <VatSummary rows={document.vatSummary} />}
        {isInvoice && openPence > 0 && (
          <p class="govuk-body">
            By bank transfer: {bank.accountName}, sort code {bank.sortCode}, account {bank.accountNumber}, reference {document.number}.
          </p>
        )}
        <History entries={history} />
      </>
    ),
  });
}
