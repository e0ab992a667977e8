// Making a dry run, committing it, and looking at it.
import { addDays, dateText, daysBetween, londonDate, timestamp } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context, Host } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { idSchema, newId, type RunId } from '../../../shared/ids.ts';
import { jobEvent, jobWrite } from '../../../shared/job.ts';
import type { Page } from '../../../shared/table.ts';
import { type DocumentLine, type HeldLine, type MakeRun, type Run, type RunDocument, runStates } from '../schema.ts';
import { createRunWrite, getRun, heldLines, linesOf, listRuns, replaceRunWrite, runDocuments } from '../store.ts';
import { advanceRun, isWaiting, noRailSums } from './steps.ts';

/** A small run is finished before the page is shown; a large one goes on in the background. */
const inlineMs = 1500;

/** The longest period of a run, in days. */
export const mostDays = 732;

type Worker = Pick<Host, 'send'>;

async function goOn(context: Context, worker: Worker, run: Run): Promise<Run> {
  const advanced = (await advanceRun(context, run.id, inlineMs)) ?? run;
  if (!isWaiting(advanced)) await worker.send('worker', jobEvent(context.council.slug, run.job));
  return advanced;
}

/** Makes a dry run of a period. Refuses `period-backwards`, `period-too-long`, `period-in-future`. Nothing is billed by it. */
export async function makeRun(context: Context, worker: Worker, command: MakeRun): Promise<Decision<Run>> {
  const { table, now, actor } = context;
  const today = londonDate(now);
  if (command.to < command.from)
    return refuse('period-backwards', `The first day is ${dateText(command.from)}, the last ${dateText(command.to)}.`, { field: 'to' });
  if (command.to > today) return refuse('period-in-future', `Today is ${today}.`, { field: 'to' });
  if (command.to > addDays(command.from, mostDays - 1)) {
    const days = daysBetween(command.from, command.to) + 1;
    return refuse('period-too-long', `It is ${days.toLocaleString('en-GB')} days long; ${mostDays} is the most.`, { field: 'from' });
  }
  const id = newId('run');
  const job = newId('job');
  const run: Run = {
    id,
    job,
    ...command,
    issueOn: today,
    state: 'proposing',
    proposed: noRailSums,
    held: 0,
    earlier: { lines: 0, netPence: 0 },
    lateLines: 0,
    frozen: noRailSums,
    madeBy: actor.person,
    madeByName: actor.name,
    madeAt: timestamp(now),
    version: 1,
  };
  const made = await change(context, async () =>
    accept({
      writes: [
        createRunWrite(table, run),
        jobWrite(table, {
          id: job,
          kind: 'billing-run',
          function: 'invoicing',
          task: 'advance-run',
          subject: { run: id },
          createdBy: actor.person,
          now,
        }),
      ],
      result: run,
    }),
  );
  return made.ok ? accept(await goOn(context, worker, run)) : made;
}

/**
 * Commits a dry run: from here its documents are claimed, frozen, numbered and issued. Sent twice, it goes on once.
 * Refuses `unknown-run`, `nothing-to-bill`, `proposal-out-of-date` (the dry run is of another day), `wrong-state` while it is still being made.
 */
export async function commitRun(context: Context, worker: Worker, id: RunId): Promise<Decision<Run>> {
  const { table, now, actor } = context;
  const job = newId('job');
  const committed = await change(context, async () => {
    const run = await getRun(table, id);
    if (!run) return refuse('unknown-run');
    if (run.committedBy) return accept({ writes: [], result: run });
    const state = runStates.next(run.state, 'commit');
    if (!state) return refuse('wrong-state', 'The dry run is still being made.');
    if (run.issueOn !== londonDate(now))
      return refuse('proposal-out-of-date', `The dry run is of ${run.issueOn}; today is ${londonDate(now)}.`);
    if (run.proposed['vat-invoice'].documents + run.proposed.journal.documents === 0) return refuse('nothing-to-bill');
    const by = { committedBy: actor.person, committedByName: actor.name, committedAt: timestamp(now) };
    const next: Run = { ...run, state, job, ...by, version: run.version + 1 };
    const writes = [
      replaceRunWrite(table, next),
      jobWrite(table, {
        id: job,
        kind: 'billing-run',
        function: 'invoicing',
        task: 'advance-run',
        subject: { run: id },
        createdBy: actor.person,
        now,
      }),
    ];
    return accept({ writes, result: next });
  });
  return committed.ok ? accept(await goOn(context, worker, committed.value)) : committed;
}

export type RunView = { run: Run; documents: { summary: RunDocument; lines: DocumentLine[] }[]; held: HeldLine[]; next?: string };

/** A run with a page of its documents, each with its lines, and what it held back. */
export async function readRun(context: Context, id: RunId, after?: string): Promise<Decision<RunView>> {
  const { table } = context;
  const run = await getRun(table, id);
  if (!run) return refuse('unknown-run');
  const limit = 20;
  // A cursor that is no document's id shows the beginning.
  const from = idSchema('doc').safeParse(after).data;
  const [summaries, held] = await Promise.all([runDocuments(table, id, from, limit + 1), heldLines(table, id)]);
  const shown = summaries.slice(0, limit);
  const documents = await Promise.all(shown.map(async (summary) => ({ summary, lines: await linesOf(table, summary.document) })));
  const last = shown.at(-1);
  return accept({ run, documents, held, ...(summaries.length > limit && last ? { next: last.document } : {}) });
}

export const readRuns = (context: Context, after?: string): Promise<Page<Run>> => listRuns(context.table, after);
