// A year as a page and as a PDF: what was free by right, and beside it what was bought. Money stands beside what was bought alone.
import { dateText, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Handler, parse, type Web } from '../../../shared/http.ts';
import { type HolderId, holderIdSchema } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { type Element, halfDaysText, InsetText, LinkList, PageHeading, ScrollTable } from '../../../shared/ui/index.ts';
import { figuresOf } from '../../documents/schema/statement.ts';
import { figureText, unknownHolder, yearTitle } from '../../entitlements/rules/statements.ts';
import type { StatementYear } from '../../entitlements/schema/statements.ts';
import { printYearStatement, readYearStatement } from '../actions/year-statement.ts';
import { type Bought, type FreeCost, type FreeLine, type YearQuery, type YearStatement, yearQuerySchema } from '../schema/statements.ts';

const numeric = { format: 'numeric' as const };
const queryOf = ({ clock, start }: StatementYear): string => String(new URLSearchParams({ clock, year: String(start) }));

function FreeTable({ free, path }: { free: readonly FreeLine[]; path: string }): Element {
  const shown = figuresOf(free.map(({ line }) => line));
  return (
    <ScrollTable
      label="What was free by right"
      head={[{ text: 'What for' }, ...shown.map(([, text]) => ({ text, ...numeric }))]}
      rows={free.map(({ line }) => [
        {
          html: (
            <>
              <a class="govuk-link" href={`${path}/lines/${line.line}`}>
                {line.title}
              </a>
              {line.clause && (
                <>
                  <br />
                  <span class="govuk-hint">{line.clause.reference}</span>
                </>
              )}
            </>
          ),
        },
        ...shown.map(([name]) => ({ text: figureText(line.unit, line[name]), ...numeric })),
      ])}
    />
  );
}

function UsedTable({ free, holder }: { free: readonly FreeLine[]; holder: HolderId }): Element | null {
  const sessions = free
    .flatMap(({ line, sessions: of }) => of.map((session) => ({ ...session, title: line.title })))
    .sort((a, b) => (a.session < b.session ? -1 : 1));
  if (sessions.length === 0) return null;
  const forOthers = sessions.some(({ school }) => school !== holder);
  return (
    <>
      <h2 class="govuk-heading-m">When free days were used</h2>
      <ScrollTable
        label="When free days were used"
        head={[{ text: 'When' }, { text: 'Service' }, ...(forOthers ? [{ text: 'For' }] : []), { text: 'Of' }, { text: 'Counted' }]}
        rows={sessions.map(({ session, serviceTitle, schoolName, title, state }) => [
          { text: sessionText(session) },
          { text: serviceTitle },
          ...(forOthers ? [{ text: schoolName }] : []),
          { text: title },
          { text: state === 'used' ? 'Used' : 'Booked' },
        ])}
      />
    </>
  );
}

const openText = ({ kind, openPence }: Bought['documents'][number]): string =>
  openPence === 0
    ? kind === 'vat-invoice'
      ? 'Paid'
      : 'Posted'
    : kind === 'vat-invoice'
      ? `${formatPence(openPence)} still to pay`
      : 'Not posted yet';

/** How much a line is of: days of one's own, or what it is a share of. */
const daysOfLine = ({ halfDays, sharedHalfDays }: Bought['lines'][number]): string =>
  sharedHalfDays > 0 ? `share of ${halfDaysText(sharedHalfDays)}` : halfDaysText(halfDays);

function BoughtTables({ slug, bought }: { slug: string; bought: Bought }): Element {
  if (bought.lines.length === 0) return <p class="govuk-body">Nothing that was delivered in this year has been billed.</p>;
  const link = (document: string, number: string) => (
    <a class="govuk-link" href={`/${slug}/invoicing/documents/${document}`}>
      {number}
    </a>
  );
  return (
    <>
      <ScrollTable
        label="What was bought, before VAT"
        head={[{ text: 'Document' }, { text: 'Service' }, { text: 'Delivered' }, { text: 'Days', ...numeric }, { text: 'Net', ...numeric }]}
        rows={[
          ...bought.lines.map((line) => [
            { html: link(line.document, line.number) },
            {
              html: (
                <>
                  {line.serviceTitle}
                  <br />
                  <span class="govuk-hint">{line.schoolName}</span>
                </>
              ),
            },
            { text: line.deliveredOn.map(dateText).join(', ') },
            { text: daysOfLine(line), ...numeric },
            { text: formatPence(line.netPence), ...numeric },
          ]),
          [
            { text: 'Total' },
            { text: '' },
            { text: '' },
            { text: halfDaysText(bought.lines.reduce((sum, { halfDays }) => sum + halfDays, 0)), ...numeric },
            { text: formatPence(bought.netPence), ...numeric },
          ],
        ]}
      />
      <ScrollTable
        label="The documents, and what is open of them"
        head={[{ text: 'Document' }, { text: 'Issued' }, { text: 'State' }]}
        rows={bought.documents.map((each) => [
          { html: link(each.document, each.number) },
          { text: dateText(each.issuedOn) },
          { text: openText(each) },
        ])}
      />
      <p class="govuk-body">Billed so far, before VAT. The documents themselves show VAT.</p>
    </>
  );
}

/** For the council's own people: a cost, which is not a charge. */
function Cost({ cost }: { cost: FreeCost }): Element | null {
  if (cost.usedHalfDays === 0) return null;
  const unvalued = cost.usedHalfDays - cost.valuedHalfDays;
  return (
    <InsetText>
      <strong>Cost, not charge:</strong> what was used free, {halfDaysText(cost.usedHalfDays)}, cost the council{' '}
      {formatPence(cost.costPence)} at its cost of an officer’s day.
      {unvalued > 0 ? ` Of them ${halfDaysText(unvalued)} is not valued, as the policy tells no cost for its date.` : ''} Schools do not see
      this.
    </InsetText>
  );
}

function Body({ slug, statement }: { slug: string; statement: YearStatement }): Element {
  const { holder, name, year, madeOn, free, bought, cost, otherYears } = statement;
  return (
    <>
      <PageHeading caption={name}>Year statement, {yearTitle(year).toLowerCase()}</PageHeading>
      <p class="govuk-body">
        Figures of {dateText(madeOn)}.{' '}
        <a class="govuk-link" href={`/${slug}/reports/statements/${holder}/pdf?${queryOf(year)}`}>
          Download it as a PDF
        </a>
      </p>
      <h2 class="govuk-heading-m">Free by right</h2>
      {free.length === 0 ? (
        <p class="govuk-body">Nothing was granted for this year.</p>
      ) : (
        <FreeTable free={free} path={`/${slug}/entitlements/statements/${holder}`} />
      )}
      <p class="govuk-body">Free days carry no price. They stand on no invoice, and a day that is bought never draws on them.</p>
      <UsedTable free={free} holder={holder} />
      {cost && <Cost cost={cost} />}
      {bought && (
        <>
          <h2 class="govuk-heading-m">Bought</h2>
          <BoughtTables slug={slug} bought={bought} />
        </>
      )}
      {otherYears.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Other years</h2>
          <LinkList links={otherYears.map((each) => ({ href: `?${queryOf(each)}`, text: yearTitle(each) }))} />
        </>
      )}
    </>
  );
}

type Asked = { holder: HolderId; query: YearQuery };
async function asked(context: Context, c: Web, then: (of: Asked) => Promise<Response>): Promise<Response> {
  const text = c.req.param('holder') ?? '';
  const holder = holderIdSchema.safeParse(text);
  if (!holder.success) return problemPage(c, context, unknownHolder(text));
  const query = parse(yearQuerySchema, c.req.query());
  return query.ok ? then({ holder: holder.data, query: query.value }) : problemPage(c, context, query.refusal);
}

export const yearPage: Handler = (context, c) =>
  asked(context, c, async ({ holder, query }) => {
    const found = await readYearStatement(context, holder, query);
    if (!found.ok) return problemPage(c, context, found.refusal);
    const { slug } = context.council;
    const { name, year } = found.value;
    return page(context, c, {
      title: `Year statement of ${name}, ${yearTitle(year).toLowerCase()}`,
      back: { href: `/${slug}/entitlements/statements/${holder}`, text: `Free days of ${name}` },
      wide: true,
      children: <Body slug={slug} statement={found.value} />,
    });
  });

export const yearPdf: Handler = (context, c) =>
  asked(context, c, async ({ holder, query }) => {
    const printed = await printYearStatement(context, c.get('host'), holder, query);
    if (!printed.ok) return problemPage(c, context, printed.refusal);
    const { year } = printed.value.statement;
    const name = `year-statement-${holder}-${year.clock}-${year.start}.pdf`;
    return new Response(printed.value.pdf, {
      headers: { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${name}"` },
    });
  });
