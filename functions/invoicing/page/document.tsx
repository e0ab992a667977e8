// Issued documents: the list, the document itself, and the journals that wait for the council's ledger.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import type { Rail } from '../../../shared/policy/schema.ts';
import {
  Button,
  errorFor,
  Input,
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
import { type DocumentView, listDocuments } from '../actions/documents.ts';
import { firstJournals, mostJournals } from '../routes.ts';
import { LinesTable, rateText } from './lines.tsx';

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
            { text: own ? 'For' : 'School' },
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
            { text: own ? `visits ${dateText(document.periodFrom)} to ${dateText(document.periodTo)}` : document.customer.name },
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
  const { document, lines, openPence, posting } = view;
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
                    {document.customer.name} (URN {document.customer.urn})<br />
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
            posting ? { key: { text: 'Posted' }, value: { text: `as ${posting.councilReference}, by ${posting.postedByName}` } } : null,
          ]}
        />
        <div class="govuk-button-group">
          {mayPay && <PostButton action={`/${slug}/payments/documents/${document.id}/attempts`} text="Pay by card" />}
          <a class="govuk-link" href={`/${slug}/invoicing/documents/${document.id}/pdf`}>
            Download as PDF
          </a>
        </div>
        <LinesTable slug={slug} rail={document.rail} lines={lines} caption="Lines" />
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
      </>
    ),
  });
}

export async function journalsPage(
  context: Context,
  c: Web,
  given: { document?: string; typed?: string | undefined; refusal?: Refusal } = {},
): Promise<Response> {
  const found = await firstJournals(context, c.req.query('all') !== 'yes');
  const slug = context.council.slug;
  const mayPost = can(context.actor, 'journal:post');
  const errors = given.refusal
    ? faultsOf(given.refusal).map((error) => ({ ...error, field: `${error.field}-${given.document}` }))
    : undefined;
  const shown: Refusal | undefined = given.refusal && {
    ...given.refusal,
    faults: (given.refusal.faults ?? [{ field: 'councilReference', detail: '' }]).map((fault) => ({
      ...fault,
      field: `${fault.field}-${given.document}`,
    })),
  };
  return page(context, c, {
    title: 'Journals',
    refusal: shown,
    wide: true,
    children: (
      <>
        {c.req.query('done') === 'posted' && <NotificationBanner type="success" text="Marked posted." />}
        <PageHeading>Journals</PageHeading>
        <p class="govuk-body">
          Recharges to maintained schools. Export them, post them in the council’s ledger, then mark each with the reference it got there.
        </p>
        <p class="govuk-body">
          <a class="govuk-link" href={`/${slug}/invoicing/journals/export`}>
            Export those not yet posted (CSV)
          </a>
          {' · '}
          {c.req.query('all') === 'yes' ? (
            <a class="govuk-link" href="?all=no">
              Show only those to be posted
            </a>
          ) : (
            <a class="govuk-link" href="?all=yes">
              Show posted ones too
            </a>
          )}
        </p>
        {found.length === 0 && <p class="govuk-body">No recharge waits to be posted.</p>}
        {found.length > 0 && (
          <ScrollTable
            caption={found.length === mostJournals ? `The newest ${mostJournals}` : 'Newest first'}
            head={[
              { text: 'Number' },
              { text: 'School' },
              { text: 'Issued' },
              { text: 'Amount', format: 'numeric' },
              { text: 'Posted as' },
            ]}
            rows={found.map(({ document, posting }) => [
              {
                html: (
                  <a class="govuk-link" href={`/${slug}/invoicing/documents/${document.id}`}>
                    {document.number}
                  </a>
                ),
              },
              { text: `${document.customer.name} (${document.customer.urn})` },
              { text: dateText(document.issuedOn) },
              { html: <Money pence={document.grossPence} />, format: 'numeric' as const },
              {
                html: posting ? (
                  posting.councilReference
                ) : mayPost ? (
                  <form method="post" action={`/${slug}/invoicing/documents/${document.id}/posting`} class="daybook-inline-form" novalidate>
                    <Input
                      id={`councilReference-${document.id}`}
                      name="councilReference"
                      label={{ text: `Ledger reference for ${document.number}`, classes: 'govuk-visually-hidden' }}
                      value={given.document === document.id ? given.typed : undefined}
                      classes="govuk-input--width-10"
                      errorMessage={errorFor(errors, `councilReference-${document.id}`)}
                    />
                    <Button
                      html={
                        <>
                          Mark posted<span class="govuk-visually-hidden">: {document.number}</span>
                        </>
                      }
                      classes="govuk-button--secondary"
                      preventDoubleClick
                    />
                  </form>
                ) : (
                  'not yet'
                ),
              },
            ])}
          />
        )}
      </>
    ),
  });
}
