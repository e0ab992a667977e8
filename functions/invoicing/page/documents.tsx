// The list of issued documents, by rail: a VAT invoice is paid, a journal recharge is posted.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import type { Rail } from '../../../shared/policy/schema.ts';
import { type Element, LinkLine, Money, MoreLink, PageHeading, ScrollTable, WholeList } from '../../../shared/ui/index.ts';
import { listDocuments } from '../actions/documents.ts';

export const datesText = (from: CivilDate, to: CivilDate): string =>
  from === to ? dateText(from) : `${dateText(from)} to ${dateText(to)}`;

type Listed = Awaited<ReturnType<typeof listDocuments>>['items'][number];
type TableProps = { slug: string; rail: Rail; own: boolean; documents: readonly Listed[] };

/** A school reads of which time each is; the council reads whose. */
const DocumentsTable = ({ slug, rail, own, documents }: TableProps): Element => (
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
    rows={documents.map(({ document, openPence }) => [
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
);

export async function documentsPage(context: Context, c: Web): Promise<Response> {
  const rail: Rail = c.req.query('rail') === 'journal' ? 'journal' : 'vat-invoice';
  const own = context.actor.organisation !== undefined;
  const { items, next } = await listDocuments(context, rail, c.req.query('after'));
  const { slug } = context.council;
  return page(context, c, {
    title: 'Invoices and recharges',
    wide: true,
    children: (
      <>
        <PageHeading>Invoices and recharges</PageHeading>
        <WholeList slug={slug} list="documents" />
        {!own && (
          <LinkLine
            href={rail === 'journal' ? '?rail=vat-invoice' : '?rail=journal'}
            text={rail === 'journal' ? 'Show VAT invoices' : 'Show journal recharges'}
          />
        )}
        <DocumentsTable slug={slug} rail={rail} own={own} documents={items} />
        {items.length === 0 && <p class="govuk-body">Nothing has been issued yet.</p>}
        {next && <MoreLink query={{ rail, after: next }} text="Older documents" />}
      </>
    ),
  });
}
