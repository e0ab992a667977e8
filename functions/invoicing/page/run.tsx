// Billing runs as finance sees them: the list, the dry run with the reason of every line, the commitment, and what was issued.
import { academicYearOf, dateText, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { formatPence } from '../../../shared/money.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import {
  Button,
  Details,
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
  WarningText,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { type RunView, readRuns } from '../actions/runs.ts';
import { railText } from '../rules/propose.ts';
import type { Run, Sums } from '../schema.ts';
import { LinesTable } from './lines.tsx';

const words: Record<Run['state'], string> = {
  proposing: 'dry run being made',
  proposed: 'dry run',
  claiming: 'being issued',
  freezing: 'being issued',
  issuing: 'being issued',
  complete: 'issued',
};
const stateTag = (run: Run) => (
  <Tag
    text={words[run.state]}
    classes={run.state === 'complete' ? 'govuk-tag--green' : run.state === 'proposed' ? 'govuk-tag--blue' : 'govuk-tag--yellow'}
  />
);

const shownSums = (run: Run): Sums[] =>
  run.committedBy && run.state !== 'claiming'
    ? [run.frozen['vat-invoice'], run.frozen.journal]
    : [run.proposed['vat-invoice'], run.proposed.journal];
const gross = (sums: readonly Sums[]) => sums.reduce((sum, { netPence, vatPence }) => sum + netPence + vatPence, 0);

export async function runsPage(
  context: Context,
  c: Web,
  typed: { from?: string | undefined; to?: string | undefined },
  refusal?: Refusal,
): Promise<Response> {
  const runs = await readRuns(context, c.req.query('after'));
  const slug = context.council.slug;
  const today = londonDate(context.now);
  const errors = refusal ? faultsOf(refusal) : undefined;
  return page(context, c, {
    title: 'Billing',
    refusal,
    wide: true,
    children: (
      <>
        <PageHeading>Billing</PageHeading>
        {can(context.actor, 'run:make') && (
          <form method="post" action={`/${slug}/invoicing/runs`} novalidate>
            <h2 class="govuk-heading-m">Make a dry run</h2>
            <p class="govuk-body">
              It lists every delivered, unbilled visit of the period: invoices for academies and others, journal recharges for maintained
              schools. Nothing is billed until you commit it.
            </p>
            <div class="daybook-field-row">
              <Input
                id="from"
                name="from"
                type="date"
                label={{ text: 'First day' }}
                value={typed.from ?? `${academicYearOf(today)}-09-01`}
                classes="govuk-input--width-10"
                errorMessage={errorFor(errors, 'from')}
              />
              <Input
                id="to"
                name="to"
                type="date"
                label={{ text: 'Last day' }}
                value={typed.to ?? today}
                classes="govuk-input--width-10"
                errorMessage={errorFor(errors, 'to')}
              />
            </div>
            <Button text="Make a dry run" preventDoubleClick />
          </form>
        )}
        <ScrollTable
          caption="Billing runs, newest first"
          head={[{ text: 'Period' }, { text: 'State' }, { text: 'Documents' }, { text: 'Total', format: 'numeric' }, { text: 'Made by' }]}
          rows={runs.items.map((run) => {
            const sums = shownSums(run);
            return [
              {
                html: (
                  <a class="govuk-link" href={`/${slug}/invoicing/runs/${run.id}`}>
                    {dateText(run.from)} to {dateText(run.to)}
                  </a>
                ),
              },
              { html: stateTag(run) },
              { text: sums.reduce((sum, { documents }) => sum + documents, 0) },
              { html: <Money pence={gross(sums)} />, format: 'numeric' as const },
              { text: `${run.madeByName}, ${dateText(run.issueOn)}` },
            ];
          })}
        />
        {runs.items.length === 0 && <p class="govuk-body">There has been no billing run yet.</p>}
        {runs.next && (
          <p class="govuk-body">
            <a class="govuk-link" href={`?after=${encodeURIComponent(runs.next)}`}>
              Older runs
            </a>
          </p>
        )}
      </>
    ),
  });
}

export async function runPage(context: Context, c: Web, { run, documents, held, next }: RunView, refusal?: Refusal): Promise<Response> {
  const slug = context.council.slug;
  const sums = shownSums(run);
  const [invoices, recharges] = sums;
  const isDry = run.state === 'proposed';
  const waits = run.state === 'proposing' || (run.committedBy !== undefined && run.state !== 'complete');
  const count = sums.reduce((sum, { documents: n }) => sum + n, 0);
  return page(context, c, {
    title: isDry ? 'Dry run' : 'Billing run',
    refusal,
    wide: true,
    back: { href: `/${slug}/invoicing/runs`, text: 'All runs' },
    children: (
      <>
        {run.state === 'complete' && c.req.query('done') === 'committed' && (
          <NotificationBanner type="success" text={`${count} ${count === 1 ? 'document is' : 'documents are'} issued.`} />
        )}
        <PageHeading caption={`${dateText(run.from)} to ${dateText(run.to)}`}>
          {isDry ? 'Dry run: what would be billed' : 'Billing run'}
        </PageHeading>
        <p class="govuk-body">{stateTag(run)}</p>
        {waits && (
          <InsetText>
            This takes a while; it goes on by itself.{' '}
            <a class="govuk-link" href={`/${slug}/invoicing/runs/${run.id}`}>
              Show how far it is
            </a>
            .
          </InsetText>
        )}
        <SummaryList
          rows={[
            { key: { text: 'VAT invoices' }, value: { html: <SumText sums={invoices} /> } },
            { key: { text: 'Journal recharges' }, value: { html: <SumText sums={recharges} /> } },
            { key: { text: 'Held back' }, value: { text: run.held === 0 ? 'none' : `${run.held} half-days: see below` } },
            { key: { text: 'Date of issue' }, value: { text: dateText(run.issueOn) } },
            { key: { text: 'Made by' }, value: { text: run.madeByName } },
            run.committedByName ? { key: { text: 'Committed by' }, value: { text: run.committedByName } } : null,
          ]}
        />
        {isDry && count > 0 && can(context.actor, 'run:make') && (
          <>
            <WarningText
              text={`Committing issues ${count} ${count === 1 ? 'document' : 'documents'} for ${formatPence(gross(sums))}. Issued documents cannot be changed.`}
            />
            <PostButton action={`/${slug}/invoicing/runs/${run.id}/commitment`} text="Commit the run and issue" />
          </>
        )}
        {isDry && count === 0 && <p class="govuk-body">Nothing was delivered and left unbilled in this period.</p>}
        {documents.length > 0 && <h2 class="govuk-heading-m">Documents</h2>}
        {documents.map(({ summary, lines }) => (
          <section class="daybook-document" aria-label={`${summary.number ?? railText(summary.rail)}, ${summary.payerName}`}>
            <h3 class="govuk-heading-s">
              {summary.number ? (
                <a class="govuk-link" href={`/${slug}/invoicing/documents/${summary.document}`}>
                  {summary.number}
                </a>
              ) : (
                railText(summary.rail)
              )}
              {`: ${summary.payerName}, `}
              <Money pence={summary.netPence + summary.vatPence} />
            </h3>
            <p class="govuk-body">
              {summary.state === 'empty' ? 'Every line was billed by another run meanwhile, so nothing was issued.' : summary.why} Net{' '}
              <Money pence={summary.netPence} />, VAT <Money pence={summary.vatPence} />.
            </p>
            <Details summaryText={`${summary.lines} delivered half-days`}>
              <LinesTable slug={slug} rail={summary.rail} lines={lines} label={`Lines for ${summary.payerName}`} />
            </Details>
          </section>
        ))}
        {next && (
          <p class="govuk-body">
            <a class="govuk-link" href={`?after=${encodeURIComponent(next)}`}>
              More documents
            </a>
          </p>
        )}
        {held.length > 0 && (
          <>
            <h2 class="govuk-heading-m">Held back, not billed</h2>
            <ScrollTable
              label="Lines held back"
              head={[{ text: 'Delivered' }, { text: 'School and service' }, { text: 'Why' }, { text: 'Net', format: 'numeric' }]}
              rows={held.map((line) => [
                { text: dateText(line.deliveredOn) },
                {
                  html: (
                    <>
                      {line.schoolName}
                      <br />
                      {line.serviceTitle}
                    </>
                  ),
                },
                { text: line.why },
                { html: <Money pence={line.netPence} />, format: 'numeric' as const },
              ])}
            />
          </>
        )}
      </>
    ),
  });
}

function SumText({ sums }: { sums: Sums | undefined }) {
  if (!sums || sums.documents === 0) return <>none</>;
  return (
    <>
      {sums.documents}: net <Money pence={sums.netPence} />, VAT <Money pence={sums.vatPence} />, total{' '}
      <Money pence={sums.netPence + sums.vatPence} />
    </>
  );
}
