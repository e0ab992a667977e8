// Every organisation's agreements for the council: their state, their value, and which renewals are outstanding; the same as a file.
import { fileMoment, timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import { csvHead, csvRows } from '../../../shared/spreadsheet/csv.ts';
import { Money, PageHeading, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { agreementRows, listAgreements, type Row } from '../actions/read.ts';
import { agreedTo } from '../rules/quote.ts';
import { dayText, StateTag, stateText } from './words.tsx';

export async function agreementsPage(context: Context, c: Web): Promise<Response> {
  const { slug } = context.council;
  const after = c.req.query('after');
  const { items, next } = await listAgreements(context, after);
  return page(context, c, {
    title: 'Agreements',
    wide: true,
    children: (
      <>
        <PageHeading>Packages and buy-back: agreements</PageHeading>
        <p class="govuk-body">
          What schools and trusts have agreed to, first those of which something is due soonest.{' '}
          <a class="govuk-link" href={`/${slug}/buyback/agreements/export`}>
            Export all of it (CSV)
          </a>
        </p>
        {items.length === 0 && <p class="govuk-body">{after ? 'There are no more.' : 'Nobody has agreed to anything yet.'}</p>}
        {items.length > 0 && (
          <ScrollTable
            label="Agreements"
            head={[
              { text: 'Who' },
              { text: 'What' },
              { text: 'State' },
              { text: 'Agreed until' },
              { text: 'Next step' },
              { text: 'A year', format: 'numeric' },
              { text: 'Charged', format: 'numeric' },
            ]}
            rows={items.map((row) => [
              { text: row.agreement.organisationName },
              {
                html: (
                  <a class="govuk-link" href={`/${slug}/buyback/agreements/${row.agreement.id}`}>
                    {row.agreement.title}
                    <span class="govuk-visually-hidden"> of {row.agreement.organisationName}</span>
                  </a>
                ),
              },
              {
                html: (
                  <>
                    <StateTag state={row.agreement.state} />
                    {row.awaitsRenewal && (
                      <>
                        {' '}
                        <Tag text="to be renewed" classes="govuk-tag--orange" />
                      </>
                    )}
                  </>
                ),
              },
              { text: dayText(agreedTo(row.agreement)) },
              { text: row.nextOn ? dayText(row.nextOn) : '–' },
              { html: <Money pence={row.yearPence} />, format: 'numeric' as const },
              { html: <Money pence={row.chargedPence} />, format: 'numeric' as const },
            ])}
          />
        )}
        {next && (
          <p class="govuk-body">
            <a class="govuk-link" href={`?after=${encodeURIComponent(next)}`}>
              Next
            </a>
          </p>
        )}
      </>
    ),
  });
}

type Headings = Parameters<typeof csvHead>[0];
const columns: { heading: Headings[number]; of(row: Row): string | number | null }[] = [
  { heading: { title: 'Agreement', kind: 'text' }, of: ({ agreement }) => agreement.id },
  { heading: { title: 'Organisation', kind: 'text' }, of: ({ agreement }) => agreement.organisation },
  { heading: { title: 'Name', kind: 'text' }, of: ({ agreement }) => agreement.organisationName },
  { heading: { title: 'Package', kind: 'text' }, of: ({ agreement }) => agreement.title },
  { heading: { title: 'State', kind: 'text' }, of: ({ agreement }) => stateText(agreement.state) },
  { heading: { title: 'Agreed until', kind: 'text' }, of: ({ agreement }) => agreedTo(agreement) },
  { heading: { title: 'To be renewed', kind: 'text' }, of: ({ awaitsRenewal }) => (awaitsRenewal ? 'yes' : '') },
  { heading: { title: 'Next step', kind: 'text' }, of: ({ nextOn }) => nextOn ?? null },
  { heading: { title: 'Year', kind: 'pence' }, of: ({ yearPence }) => yearPence },
  { heading: { title: 'Charged', kind: 'pence' }, of: ({ chargedPence }) => chargedPence },
];

export async function agreementsFile(context: Context): Promise<Response> {
  const headings = columns.map(({ heading }) => heading);
  const parts = [csvHead(headings)];
  for await (const row of agreementRows(context)) parts.push(csvRows(headings, [columns.map(({ of }) => of(row))]));
  return new Response(parts.join(''), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="agreements-${fileMoment(timestamp(context.now))}.csv"`,
    },
  });
}
