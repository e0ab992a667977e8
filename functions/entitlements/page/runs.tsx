// Allocation runs as pages: all of them with the form that starts a dry run, one of them with what it does, and the file of its lines.
import { stringify } from 'csv-stringify/sync';
import { dateText, londonDate, momentText } from '../../../shared/calendar.ts';
import type { Context, Host } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, inWordsOfForm, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  DateField,
  type DateNames,
  dateNames,
  dateTyped,
  type Element,
  errorFor,
  InsetText,
  PageHeading,
  Pagination,
  Radios,
  ScrollTable,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { manifest } from '../../manifest.ts';
import { readPart } from '../actions/runs/lines.ts';
import { cancelRun, commitRun, listRuns, type RunView, startRun } from '../actions/runs/runs.ts';
import { amountText, kindTexts, lineCells, lineColumns } from '../rules/run-words.ts';
import { filePartSchema, runsQuerySchema, startRunSchema } from '../schema/allocations.ts';
import { many } from './runs-lines.tsx';
import { base, runPage, StateTag, whatFor } from './runs-shown.tsx';

type Routes = (typeof manifest)['entitlements']['routes'];
type Mine = { [R in keyof Routes as R extends `${string} /entitlements/runs${string}` ? R : never]: Routes[R] };
type Pages = { [R in keyof Mine as R extends `${string} /api/${string}` ? never : R]: Mine[R] };

type Typed = Partial<Record<'kind' | DateNames<'on'>, string>>;
const numeric = { format: 'numeric' as const };

async function listPage(context: Context, c: Web, typed?: Typed, refusal?: Refusal): Promise<Response> {
  const query = parse(runsQuerySchema, c.req.method === 'GET' ? c.req.query() : {});
  if (!query.ok) return problemPage(c, context, query.refusal);
  const { items, next } = await listRuns(context, query.value.after);
  return page(context, c, {
    title: 'Allocations',
    refusal,
    errors: refusal && faultsInWords(refusal),
    wide: true,
    children: (
      <>
        <PageHeading>Allocations</PageHeading>
        <p class="govuk-body">
          The policy says who is granted free days, and how many. A run works that out for every school, partnership and team, and shows
          what would change and why. Nothing changes until it is carried out. Run it again after schools join, leave, convert or close: it
          grants or takes back the difference, and what was used stays used.
        </p>
        {!query.value.after && <LastDone context={context} runs={items} />}
        {refusal?.more?.run !== undefined && (
          <InsetText>
            <a class="govuk-link" href={`${base(context)}/${String(refusal.more.run)}`}>
              {refusal.name === 'allocation-run-waiting' ? 'The dry run that waits' : 'The run that is on its way'}
            </a>
            {refusal.name === 'allocation-run-waiting' && ': there it can be carried out, or given up with “Give up this dry run”.'}
          </InsetText>
        )}
        {can(context.actor, 'allocation:run') && <StartForm context={context} typed={typed} refusal={refusal} />}
        {items.length === 0 && <p class="govuk-body">No run has been made yet.</p>}
        {items.length > 0 && (
          <ScrollTable
            caption="Runs, newest first"
            captionClasses="govuk-table__caption--m"
            firstCellIsHeader
            head={[
              { text: 'Started' },
              { text: 'What for' },
              { text: 'State' },
              { text: 'Holders', ...numeric },
              { text: 'Changes', ...numeric },
              { text: 'Granted', ...numeric },
              { text: 'Taken back or lapsed', ...numeric },
            ]}
            rows={items.map((run) => [
              {
                html: (
                  <a class="govuk-link" href={`${base(context)}/${run.id}`}>
                    {momentText(run.startedAt)}
                  </a>
                ),
              },
              { text: `${kindTexts[run.kind]}: ${whatFor(run)}` },
              { html: <StateTag run={run} /> },
              { text: many(run.counts.holders), ...numeric },
              { text: many(run.counts.changes), ...numeric },
              { text: amountText('half-day', run.counts.halfDays.grant), ...numeric },
              { text: amountText('half-day', run.counts.halfDays['claw-back'] + run.counts.halfDays.lapse), ...numeric },
            ])}
          />
        )}
        {next && <Pagination next={{ href: `${base(context)}?${new URLSearchParams({ after: next })}`, text: 'Next page' }} />}
      </>
    ),
  });
}

/** Until when allocations are worked out: nothing that is recorded grants or takes days by itself. */
function LastDone({ context, runs }: { context: Context; runs: readonly RunView[] }): Element | null {
  const run = runs.find(
    ({ kind, state, counts }) => kind === 'allocate' && (state === 'done' || (state === 'proposed' && counts.changes === 0)),
  );
  return run ? (
    <p class="govuk-body">
      Last worked out on{' '}
      <a class="govuk-link" href={`${base(context)}/${run.id}`}>
        {momentText(run.startedAt)}
      </a>
      , for years that include {dateText(run.on)}. Whatever was recorded or came into force since then counts once another run is carried
      out.
    </p>
  ) : null;
}

const wordsForPeople: Readonly<Record<string, string>> = { kind: 'Choose whether to grant a year or to close one' };
/** The form's own fields; a refusal that is about another run leads to the page as a whole. */
const faultsInWords = (refusal: Refusal) => faultsOf(inWordsOfForm(refusal, wordsForPeople));

function StartForm({ context, typed, refusal }: { context: Context; typed: Typed | undefined; refusal: Refusal | undefined }): Element {
  const errors = refusal && faultsInWords(refusal);
  return (
    <form method="post" action={base(context)} novalidate>
      <h2 class="govuk-heading-m">Start a dry run</h2>
      <Radios
        name="kind"
        idPrefix="kind"
        fieldset={{ legend: { text: 'What to do', classes: 'govuk-fieldset__legend--s' } }}
        value={typed?.kind}
        errorMessage={errorFor(errors, 'kind')}
        items={[
          { value: 'allocate', text: 'Grant a year', hint: { text: 'Or bring it up to date after something changed.' } },
          {
            value: 'close',
            text: 'Close a year',
            hint: { text: 'What is left of years that have ended lapses, is carried or moves, as the policy says.' },
          },
        ]}
      />
      <DateField
        field="on"
        legend="Day"
        hint="To grant, a day of the year meant. To close, the day before which it ended"
        typed={typed ?? { on: londonDate(context.now) }}
        errors={errors}
      />
      <Button text="Start the dry run" preventDoubleClick />
    </form>
  );
}

async function linesFile(context: Context, c: Web): Promise<Response> {
  const query = parse(filePartSchema, c.req.query());
  if (!query.ok) return problemPage(c, context, query.refusal);
  const id = c.req.param('allocationRun');
  const found = await readPart(context, id, Number(query.value.part ?? 1));
  if (!found.ok) return problemPage(c, context, found.refusal);
  const rows = [lineColumns, ...found.value.lines.map(lineCells)];
  // A name in the register may look like a formula to the spreadsheet it is opened in.
  return new Response(`\ufeff${stringify(rows, { record_delimiter: 'windows', escape_formulas: true })}`, {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="allocations-${id}.csv"` },
  });
}

export const runPagesWith = (host: Host): Handlers<Pages> => ({
  'GET /entitlements/runs': (context, c) => listPage(context, c),
  'POST /entitlements/runs': async (context, c) => {
    const form = await readForm(c);
    const typed: Typed = Object.fromEntries(['kind', 'on', ...dateNames('on')].map((name) => [name, form.one(name)]));
    const command = parse(startRunSchema, { kind: typed.kind, on: dateTyped(typed, 'on') });
    const decision = command.ok ? await startRun(context, host, command.value) : command;
    return decision.ok ? seeOther(`${base(context)}/${decision.value.id}`) : listPage(context, c, typed, decision.refusal);
  },
  'GET /entitlements/runs/{allocationRun}': (context, c) => runPage(context, c),
  'GET /entitlements/runs/{allocationRun}/lines': linesFile,
  'POST /entitlements/runs/{allocationRun}/commitment': async (context, c) => {
    const decision = await commitRun(context, host, c.req.param('allocationRun'));
    if (decision.ok) return seeOther(`${base(context)}/${decision.value.id}?done=yes`);
    return decision.refusal.name === 'unknown-allocation-run'
      ? problemPage(c, context, decision.refusal)
      : runPage(context, c, decision.refusal);
  },
  'POST /entitlements/runs/{allocationRun}/cancellation': async (context, c) => {
    const decision = await cancelRun(context, c.req.param('allocationRun'));
    if (decision.ok) return seeOther(`${base(context)}/${decision.value.id}`);
    return decision.refusal.name === 'unknown-allocation-run'
      ? problemPage(c, context, decision.refusal)
      : runPage(context, c, decision.refusal);
  },
});
