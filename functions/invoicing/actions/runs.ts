// Making a dry run, committing it, and looking at it.
import { change } from '../../../shared/commit.ts';
import type { Context, Host } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { idSchema, newId, type RunId } from '../../../shared/ids.ts';
import { getJob, jobEvent, jobWrite } from '../../../shared/job.ts';
import type { Page } from '../../../shared/table.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf } from '../../identity/store/people.ts';
import { firstThatFit } from '../rules/pages.ts';
import { changedSince, decideCommitment, decideRun, periodText } from '../rules/run.ts';
import type { DocumentLine, HeldLine, MakeRun, Run, RunDocument } from '../schema.ts';
import {
  createRunWrite,
  getLatestRun,
  getRun,
  heldLines,
  latestRunWrite,
  linesOf,
  listRuns,
  replaceRunWrite,
  runDocuments,
  stillLatest,
} from '../store.ts';
import { type AwaitingNotes, countUnmarked, readAwaitingNotes, type Unmarked } from './awaiting.ts';
import { followRun, isWaiting } from './steps/index.ts';

/**
 * A run with the names of whoever made it and committed it, as they are called now: what is kept are their ids. With a dry run, which newer one of its period
 * took its place.
 */
export type NamedRun = Run & { madeByName: string; committedByName?: string; supersededBy?: RunId };

async function named({ table }: Context, runs: readonly Run[]): Promise<NamedRun[]> {
  const newest = await Promise.all(runs.map((run) => (run.committedBy ? undefined : getLatestRun(table, run))));
  const names = await namesOf(
    table,
    runs.flatMap(({ madeBy, committedBy }) => [madeBy, ...(committedBy ? [committedBy] : [])]),
  );
  return runs.map((run, i) => ({
    ...run,
    ...(newest[i] && newest[i] !== run.id ? { supersededBy: newest[i] } : {}),
    madeByName: names.get(run.madeBy) ?? '',
    ...(run.committedBy ? { committedByName: names.get(run.committedBy) ?? '' } : {}),
  }));
}

/** A small run is finished before the page is shown; a large one goes on in the background. */
const inlineMs = 1500;
const mostDocumentsShown = 20;

type Worker = Pick<Host, 'send'>;

async function goOn(context: Context, worker: Worker, run: Run): Promise<Decision<NamedRun>> {
  const { asked, now } = (await followRun(context, run.id, inlineMs)) ?? { asked: run, now: run };
  if (!isWaiting(now)) await worker.send('worker', jobEvent(context.council.slug, run.job));
  if (asked.state === 'changed') return changedSince(asked, now);
  const [shown] = await named(context, [asked]);
  return shown ? accept(shown) : refuse('unknown-run');
}

const jobOf = ({ table, actor, now }: Context, { id, job }: Run) =>
  jobWrite(table, {
    id: job,
    kind: 'billing-run',
    function: 'invoicing',
    task: 'advance-run',
    subject: { run: id },
    createdBy: actor.person,
    now,
  });

/** Whether a run that waits for nobody has no worker any more: its job failed or was cancelled, so that it does not go on by itself. */
async function hasStopped({ table }: Context, run: Run): Promise<boolean> {
  if (isWaiting(run)) return false;
  const job = await getJob(table, run.job);
  return job?.state !== 'queued' && job?.state !== 'running';
}

/** Makes a dry run of a period; nothing is billed by it. Refuses `period-backwards`, `period-in-future`, `period-too-long` (of `mostDays`). */
export async function makeRun(context: Context, worker: Worker, command: MakeRun): Promise<Decision<NamedRun>> {
  const { table, now, actor } = context;
  const decision = decideRun({ id: newId('run'), job: newId('job'), actor, now }, command);
  if (!decision.ok) return decision;
  const run = decision.value;
  const made = await change(context, async () =>
    accept({
      writes: [createRunWrite(table, run), latestRunWrite(table, run), jobOf(context, run)],
      result: run,
      audit: { action: 'run:make', about: run.id, detail: periodText(run) },
    }),
  );
  return made.ok ? goOn(context, worker, run) : made;
}

/**
 * Commits a dry run: its documents are compared with what they would be now, then claimed, frozen, numbered and issued. Sent twice, it goes on once; a run
 * that stopped half-way goes on. Refuses `unknown-run`, `wrong-state` while the dry run is being made, `proposal-changed` with the new figures (nothing is
 * issued; a new dry run shows them), `proposal-superseded` (there is a newer one of the period), `proposal-out-of-date` (it is of another day),
 * `nothing-to-bill`.
 */
export async function commitRun(context: Context, worker: Worker, id: RunId): Promise<Decision<NamedRun>> {
  const { table, now, actor } = context;
  const job = newId('job');
  const committed = await change(context, async () => {
    const run = await getRun(table, id);
    if (!run) return refuse('unknown-run');
    if (run.state === 'changed') return changedSince(run, run.replacedBy && (await getRun(table, run.replacedBy)));
    const [latest, stopped] = await Promise.all([getLatestRun(table, run), hasStopped(context, run)]);
    const decision = decideCommitment({ run, latest, stopped, job, actor, now });
    if (!decision.ok) return decision;
    const next = decision.value;
    const first = run.committedBy ? [] : [stillLatest(table, run)];
    const writes = next === run ? [] : [replaceRunWrite(table, next), jobOf(context, next), ...first];
    return accept({ writes, result: next, audit: { action: 'run:commit', about: id } });
  });
  return committed.ok ? goOn(context, worker, committed.value) : committed;
}

export type RunView = {
  run: NamedRun;
  history: HistoryEntry[];
  /** It does not go on by itself. */
  stopped: boolean;
  documents: { summary: RunDocument; lines: DocumentLine[] }[];
  held: HeldLine[];
  /** Of a dry run: what its period leaves out, since the note of the visit is not shared yet. */
  awaiting?: AwaitingNotes;
  /** Of a dry run, where there are any. */
  unmarked?: Unmarked;
  next?: string;
};

/** A run with a page of its documents, each with its lines, and what it held back. Refuses `unknown-run`. */
export async function readRun(context: Context, id: RunId, after?: string): Promise<Decision<RunView>> {
  const { table } = context;
  const found = await getRun(table, id);
  if (!found) return refuse('unknown-run');
  // A cursor that is no document's id shows the beginning.
  const from = idSchema('doc').safeParse(after).data;
  const [[run], history, summaries, held, stopped, awaiting, unmarked] = await Promise.all([
    named(context, [found]),
    readHistory(context, id),
    runDocuments(table, id, from, mostDocumentsShown + 1),
    heldLines(table, id),
    hasStopped(context, found),
    found.committedBy ? undefined : readAwaitingNotes(context, found),
    found.committedBy ? undefined : countUnmarked(context, found),
  ]);
  if (!run) return refuse('unknown-run');
  const shown = firstThatFit(summaries.slice(0, mostDocumentsShown), ({ lines }) => lines);
  const documents = await Promise.all(shown.map(async (summary) => ({ summary, lines: await linesOf(table, summary.document) })));
  const last = shown.at(-1);
  const waits = awaiting && awaiting.notes.length > 0 ? { awaiting } : {};
  return accept({
    run,
    history,
    stopped,
    documents,
    held,
    ...waits,
    ...(unmarked && unmarked.count > 0 ? { unmarked } : {}),
    ...(summaries.length > shown.length && last ? { next: last.document } : {}),
  });
}

export async function readRuns(context: Context, after?: string): Promise<Page<NamedRun>> {
  const page = await listRuns(context.table, after);
  return { ...page, items: await named(context, page.items) };
}
