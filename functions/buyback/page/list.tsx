// Every organisation's agreements for the council: their state, their value, and which renewals are outstanding.
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import { Money, MoreLink, PageHeading, ScrollTable, Tag, WholeList } from '../../../shared/ui/index.ts';
import { listAgreements } from '../actions/read.ts';
import { lastDayOf } from '../rules/columns.ts';
import { dayText, StateTag } from './words.tsx';

type Row = Awaited<ReturnType<typeof listAgreements>>['items'][number];

const head = [
  { text: 'Who' },
  { text: 'What' },
  { text: 'State' },
  { text: 'Agreed until' },
  { text: 'Next step' },
  { text: 'A year', format: 'numeric' as const },
  { text: 'Charged', format: 'numeric' as const },
];

const agreementRow = (slug: string, row: Row) => [
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
  { text: dayText(lastDayOf(row.agreement)) },
  { text: row.nextOn ? dayText(row.nextOn) : '–' },
  { html: <Money pence={row.yearPence} />, format: 'numeric' as const },
  { html: <Money pence={row.chargedPence} />, format: 'numeric' as const },
];

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
        <p class="govuk-body">What schools and trusts have agreed to, first those of which something is due soonest.</p>
        {items.length > 0 && <WholeList slug={slug} list="agreements" />}
        {items.length === 0 && <p class="govuk-body">{after ? 'There are no more.' : 'Nobody has agreed to anything yet.'}</p>}
        {items.length > 0 && <ScrollTable label="Agreements" head={head} rows={items.map((row) => agreementRow(slug, row))} />}
        {next && <MoreLink query={{ after: next }} text="Next" />}
      </>
    ),
  });
}
