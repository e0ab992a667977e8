// What is done with allocation runs: a dry run is begun, looked at, carried out or given up. The work itself is a job, slice by slice.
import { dateText, londonDate, timestamp } from '../../../../shared/calendar.ts';
import { change } from '../../../../shared/commit.ts';
import type { Context, Host } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { type AllocationRunId, idSchema, type JobId, newId } from '../../../../shared/ids.ts';
import { cancelJob, getJob, type Job, jobWrite, pace, workOn } from '../../../../shared/job.ts';
import type { Page } from '../../../../shared/table.ts';
import { namesOf } from '../../../identity/store/people.ts';
import { versionOn, versionSpans } from '../../rules/rights.ts';
import { decideStart, outdated } from '../../rules/runs.ts';
import { type AllocationRun, runStates, type StartRun } from '../../schema/allocations.ts';
import { policyName } from '../../schema.ts';
import { allocationRunWrite, currentRunWrite, getAllocationRun, getCurrentRun, pageOfRuns } from '../../store/runs.ts';
import { getPolicyPointer, policyVersions } from '../../store.ts';
import { advanceAllocations } from './slice.ts';

/** What a run needs of a host. */
export type Worker = Pick<Host, 'send'>;

/** Real time given to a run while its page waits. */
const inlineMs = 1_500;

/** The job's state counts while a run is not at its end: it may wait for its turn, or have been given up after five failures. */
export type RunView = AllocationRun & {
  shows: AllocationRun['state'] | 'queued' | 'stopped';
  startedByName: string;
  committedByName?: string;
};

const isWorking = ({ state }: AllocationRun): boolean => state === 'reading' || state === 'granting';
const isAlive = (job: Job | undefined): boolean => job?.state === 'queued' || job?.state === 'running';
/** It holds up the next: it is being worked on, or waits for somebody to carry it out. */
const isPending = (run: AllocationRun): boolean => isWorking(run) || (run.state === 'proposed' && run.counts.changes > 0);

async function viewsOf({ table }: Context, runs: readonly AllocationRun[]): Promise<RunView[]> {
  const [names, jobs] = await Promise.all([
    namesOf(
      table,
      runs.flatMap(({ startedBy, committedBy }) => [startedBy, ...(committedBy ? [committedBy] : [])]),
    ),
    Promise.all(runs.map((run) => (isWorking(run) ? getJob(table, run.job) : undefined))),
  ]);
  return runs.map((run, i) => {
    const job = jobs[i];
    const shows = !isWorking(run) ? run.state : !isAlive(job) ? 'stopped' : job?.state === 'queued' ? 'queued' : run.state;
    const committed = run.committedBy && names.get(run.committedBy);
    return { ...run, shows, startedByName: names.get(run.startedBy) ?? '', ...(committed ? { committedByName: committed } : {}) };
  });
}

const jobOf = ({ table, actor, now }: Context, run: AllocationRunId, id: JobId) =>
  jobWrite(table, {
    id,
    kind: 'allocation-run',
    function: 'entitlements',
    task: 'advance-allocations',
    subject: { run },
    createdBy: actor.person,
    now,
  });

/** Works on a run here, as its worker, until it waits or is done or the time is spent; a worker then goes on with it. */
async function workHere(context: Context, host: Worker, { id, job }: AllocationRun): Promise<void> {
  const until = performance.now() + inlineMs;
  const invoke = () => advanceAllocations(context, id, Math.max(1, until - performance.now()));
  await workOn(context.table, { invoke, send: (name, event) => host.send(name, event) }, job, { ...pace, budgetMs: 0 });
}

const kindTexts = { allocate: 'to grant', close: 'to close' } as const;

/**
 * Begins a dry run; nothing is granted by it. What can be read in a second and a half is read at once, otherwise a job goes on with it. Refuses
 * `allocation-run-under-way` and `allocation-run-waiting` while there is another, and as decideStart does. A dry run that nobody goes on with gives way.
 */
export async function startRun(context: Context, host: Worker, command: StartRun): Promise<Decision<RunView>> {
  const { table, now, actor } = context;
  const [id, job] = [newId('alr'), newId('job')];
  const started = await change(context, async () => {
    const current = await getCurrentRun(table);
    const [other, pointer, versions] = await Promise.all([
      current && getAllocationRun(table, current.run),
      getPolicyPointer(table),
      policyVersions(table),
    ]);
    const spans = versionSpans(versions.map((version) => ({ ...version, name: policyName(version) })));
    // What is closed may be of a year before the first policy that is known here: the first then says what becomes of it.
    const policyOn = versionOn(spans, command.on) ?? (command.kind === 'close' ? spans[0] : undefined);
    const decision = decideStart({ id, job, now, today: londonDate(now), actor, pointer, policyOn: policyOn?.name }, command);
    if (!decision.ok) return decision;
    const blocked = other && isPending(other) ? await gaveUp(context, other) : undefined;
    if (blocked && !blocked.ok) return blocked;
    const run = decision.value;
    return accept({
      writes: [
        allocationRunWrite(table, run),
        currentRunWrite(table, id, current),
        jobOf(context, id, job),
        ...(blocked?.ok ? [allocationRunWrite(table, blocked.value)] : []),
      ],
      result: run,
      audit: { action: 'allocation:run', about: id, policy: run.policy, detail: `dry run ${kindTexts[run.kind]}, ${dateText(run.on)}` },
    });
  });
  if (!started.ok) return started;
  await workHere(context, host, started.value);
  return readRun(context, id);
}

/** A dry run that has stopped half-way gives way to the next one; anything else that is pending does not. */
async function gaveUp({ table }: Context, other: AllocationRun): Promise<Decision<AllocationRun>> {
  const more = { more: { run: other.id } };
  if (other.state === 'proposed') return refuse('allocation-run-waiting', undefined, more);
  const state = other.state === 'reading' && !isAlive(await getJob(table, other.job)) ? runStates.next(other.state, 'fail') : undefined;
  if (!state) return refuse('allocation-run-under-way', undefined, more);
  return accept({ ...other, state, version: other.version + 1 });
}

/**
 * Carries out a dry run, exactly as it was shown. Sent twice it goes on once; a run that stopped half-way goes on. Refuses `unknown-allocation-run`, `wrong-state`,
 * `nothing-to-allocate`, `allocation-run-out-of-date` when the policy has changed or another version has come into force since, and `allocation-run-too-old` after a day.
 */
export async function commitRun(context: Context, host: Worker, id: string | undefined): Promise<Decision<RunView>> {
  const { table, now, actor } = context;
  const job = newId('job');
  const committed = await change(context, async () => {
    const run = await findRun(context, id);
    if (!run) return refuse('unknown-allocation-run');
    const isStopped = run.state === 'granting' && !isAlive(await getJob(table, run.job));
    // It is on its way already, or done: nothing is written, so there is nothing to tell.
    if ((run.state === 'granting' && !isStopped) || run.state === 'done') return accept({ writes: [], result: run, audit: null });
    const state = isStopped ? run.state : runStates.next(run.state, 'commit');
    if (!state) return refuse('wrong-state', run.state === 'reading' ? 'The dry run is not finished yet.' : 'The run was given up.');
    if (run.counts.changes === 0) return refuse('nothing-to-allocate');
    const why = isStopped ? undefined : outdated(run, await getPolicyPointer(table), now);
    if (why) return refuse(why);
    const by = isStopped ? {} : { committedBy: actor.person, committedAt: timestamp(now) };
    const next: AllocationRun = { ...run, ...by, state, job, version: run.version + 1 };
    return accept({
      writes: [allocationRunWrite(table, next), jobOf(context, run.id, job)],
      result: next,
      audit: { action: 'allocation:run', about: run.id, policy: run.policy, detail: isStopped ? 'gone on with' : 'carried out as shown' },
    });
  });
  if (!committed.ok) return committed;
  if (committed.value.job === job) await workHere(context, host, committed.value);
  return readRun(context, id);
}

/** Gives up a dry run. Refuses `unknown-allocation-run`, and `wrong-state` once it is being carried out. */
export async function cancelRun(context: Context, id: string | undefined): Promise<Decision<RunView>> {
  const { table } = context;
  const cancelled = await change(context, async () => {
    const run = await findRun(context, id);
    if (!run) return refuse('unknown-allocation-run');
    const state = runStates.next(run.state, 'cancel');
    if (!state) return refuse('wrong-state', run.state === 'granting' ? 'It is being carried out.' : 'The run has come to its end.');
    const next = { ...run, state, version: run.version + 1 };
    const audit = { action: 'allocation:run', about: run.id, policy: run.policy, detail: 'given up' };
    return accept({ writes: [allocationRunWrite(table, next)], result: run, audit });
  });
  if (!cancelled.ok) return cancelled;
  // A slice under way finds the run at another version and stops; the job may have come to its own end by then.
  if (cancelled.value.state === 'reading') await cancelJob(context, cancelled.value.job);
  return readRun(context, id);
}

export async function findRun({ table }: Context, id: string | undefined): Promise<AllocationRun | undefined> {
  const parsed = idSchema('alr').safeParse(id);
  return parsed.success ? getAllocationRun(table, parsed.data) : undefined;
}

/** One run as it stands. Refuses `unknown-allocation-run`. */
export async function readRun(context: Context, id: string | undefined): Promise<Decision<RunView>> {
  const run = await findRun(context, id);
  const [view] = run ? await viewsOf(context, [run]) : [];
  return view ? accept(view) : refuse('unknown-allocation-run');
}

/** Runs, newest first, a page at a time. */
export async function listRuns(context: Context, after?: string): Promise<Page<RunView>> {
  const page = await pageOfRuns(context.table, after);
  return { ...page, items: await viewsOf(context, page.items) };
}

/** Why a dry run can no longer be carried out, if it cannot. */
export const whyOutdated = async ({ table, now }: Context, run: AllocationRun): Promise<ReturnType<typeof outdated>> =>
  run.state === 'proposed' ? outdated(run, await getPolicyPointer(table), now) : undefined;
