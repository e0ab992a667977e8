// Issued documents: the list, and the document itself.
import { type CivilDate, dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import type { Rail } from '../../../shared/policy/schema.ts';
import {
  History,
  InsetText,
  Money,
  NotificationBanner,
  PageHeading,
  PostButton,
  ScrollTable,
  SummaryList,
  Tag,
  WholeList,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { type DocumentView, listDocuments, type NamedPosting } from '../actions/documents.ts';
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

const datesText = (from: CivilDate, to: CivilDate): string => (from === to ? dateText(from) : `${dateText(from)} to ${dateText(to)}`);

export async function documentsPage(context: Context, c: Web): Promise<Response> {
  const rail: Rail = c.req.query('rail') === 'journal' ? 'journal' : 'vat-invoice';
  const own = context.actor.organisation !== undefined;
  const { items, next } = await listDocuments(context, rail, c.req.query('after'));
  const slug = context.council.slug;
  return page(context, c, {
    title: 'Invoices and recharges',
    wide: true,
    children: (
      <>
        <PageHeading>Invoices and recharges</PageHeading>
        <WholeList slug={context.council.slug} list="documents" />
        {!own && (
          <p class="govuk-body">
            {rail === 'journal' ? (
              <a class="govuk-link" href="?rail=vat-invoice">
                Show VAT invoices
              </a>
            ) : (
              <a class="govuk-link" href="?rail=journal">
                Show journal recharges
              </a>
            )}
          </p>
        )}
        <ScrollTable
          caption={own ? 'Newest first' : rail === 'journal' ? 'Journal recharges, newest first' : 'VAT invoices, newest first'}
          head={[
            { text: 'Number' },
            { text: own ? 'For' : 'To' },
            { text: 'Issued' },
            { text: 'Due' },
            { text: 'Total', format: 'numeric' },
            { text: 'Open', format: 'numeric' },
          ]}
          rows={items.map(({ document, openPence }) => [
            {
              html: (
                <a class="govuk-link" href={`/${slug}/invoicing/documents/${document.id}`}>
                  {document.number}
                </a>
              ),
            },
            { text: own ? datesText(document.periodFrom, document.periodTo) : document.customer.name },
            { text: dateText(document.issuedOn) },
            { text: document.dueOn ? dateText(document.dueOn) : '–' },
            { html: <Money pence={document.grossPence} />, format: 'numeric' as const },
            {
              html: openPence === 0 ? document.kind === 'journal-recharge' ? 'posted' : 'paid' : <Money pence={openPence} />,
              format: 'numeric' as const,
            },
          ])}
        />
        {items.length === 0 && <p class="govuk-body">Nothing has been issued yet.</p>}
        {next && (
          <p class="govuk-body">
            <a class="govuk-link" href={`?${new URLSearchParams({ rail, after: next })}`}>
              Older documents
            </a>
          </p>
        )}
      </>
    ),
  });
}

export async function documentPage(context: Context, c: Web, view: DocumentView): Promise<Response> {
  const { document, lines, openPence, posting, history } = view;
  const slug = context.council.slug;
  const isInvoice = document.kind === 'vat-invoice';
  const mayPay = isInvoice && openPence > 0 && can(context.actor, 'payment:make') && context.actor.organisation === document.organisation;
  return page(context, c, {
    title: document.number,
    wide: true,
    back: { href: `/${slug}/invoicing/documents${isInvoice ? '' : '?rail=journal'}`, text: 'All documents' },
    children: (
      <>
        {c.req.query('paid') && openPence === 0 && <NotificationBanner type="success" text="Thank you. Your payment has been received." />}
        <PageHeading caption={isInvoice ? 'VAT invoice' : 'Journal recharge'}>{document.number}</PageHeading>
        <p class="govuk-body">{payTag(view)}</p>
        {!isInvoice && <InsetText text="This is not a VAT invoice. It is an internal recharge by journal; no VAT is charged." />}
        <SummaryList
          rows={[
            {
              key: { text: 'To' },
              value: {
                html: (
                  <>
                    {document.customer.name}
                    {document.customer.urn && ` (URN ${document.customer.urn})`}
                    <br />
                    {document.customer.addressLines.join(', ')}
                  </>
                ),
              },
            },
            {
              key: { text: 'From' },
              value: {
                html: (
                  <>
                    {document.supplier.name}
                    <br />
                    {document.supplier.addressLines.join(', ')}
                    {isInvoice && (
                      <>
                        <br />
                        VAT registration number {document.supplier.vatRegistrationNumber}
                      </>
                    )}
                  </>
                ),
              },
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
            {
              key: { text: 'Total' },
              value: {
                html: (
                  <strong>
                    <Money pence={document.grossPence} />
                  </strong>
                ),
              },
            },
            { key: { text: isInvoice ? 'Still to pay' : 'Still to be posted' }, value: { html: <Money pence={openPence} /> } },
            posting ? { key: { text: 'Posted' }, value: { text: postingText(posting) } } : null,
            { key: { text: 'Prepared by' }, value: { text: document.preparedBy } },
            { key: { text: 'Approved by' }, value: { text: document.approvedBy } },
          ]}
        />
        <div class="govuk-button-group">
          {mayPay && <PostButton action={`/${slug}/payments/documents/${document.id}/attempts`} text="Pay by card" />}
          <a class="govuk-link" href={`/${slug}/invoicing/documents/${document.id}/pdf`}>
            Download as PDF
          </a>
          {isInvoice && can(context.actor, 'payment:read') && (
            <a class="govuk-link" href={`/${slug}/payments/documents/${document.id}`}>
              Payments
            </a>
          )}
        </div>
        <LinesTable
          slug={slug}
          rail={document.rail}
          billed={document.organisation}
          reader={context.actor.organisation}
          lines={lines}
          caption="Lines"
        />
        {isInvoice && (
          <ScrollTable
            caption="VAT"
            head={[{ text: 'Rate' }, { text: 'Net', format: 'numeric' }, { text: 'VAT', format: 'numeric' }]}
            rows={document.vatSummary.map((row) => [
              { text: rateText(row) },
              { html: <Money pence={row.netPence} />, format: 'numeric' as const },
              { html: <Money pence={row.vatPence} />, format: 'numeric' as const },
            ])}
          />
        )}
        {isInvoice && openPence > 0 && (
          <p class="govuk-body">
            By bank transfer: {document.supplier.bank.accountName}, sort code {document.supplier.bank.sortCode}, account{' '}
            {document.supplier.bank.accountNumber}, reference {document.number}.
          </p>
        )}
        <History entries={history} />
      </>
    ),
  });
}
