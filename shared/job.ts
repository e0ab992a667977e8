// Long work as an item with state, progress and result. The worker asks the owning task for slice after slice; the owner keeps its own cursor in its own
// transactions, so that a crash and a time limit are the same thing. Leases keep real time, whatever a demo clock says.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { change, commit, create, type Write } from './commit.ts';
import type { Context, Host } from './context.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { JobId, PersonId } from './ids.ts';
import { nameOf } from './outbox.ts';
import { type CouncilTable, type Item, indexOf, type Page, unkeyed } from './table.ts';
import { machine } from './transitions.ts';

export type JobState = 'queued' | 'running' | 'done' | 'cancelled' | 'failed';
export type JobEvent = 'create' | 'lease' | 'advance' | 'yield' | 'finish' | 'cancel' | 'fail';

export const jobMachine = machine<JobState, JobEvent>('job', [
  { from: 'new', event: 'create', to: 'queued' },
  { from: 'queued', event: 'lease', to: 'running' },
  // A lease that ran out belongs to a worker that died: the next one takes over.
  { from: 'running', event: 'lease', to: 'running' },
  { from: 'running', event: 'advance', to: 'running' },
  { from: 'running', event: 'yield', to: 'queued' },
  { from: 'running', event: 'finish', to: 'done' },
  { from: 'running', event: 'fail', to: 'failed' },
  { from: 'queued', event: 'cancel', to: 'cancelled' },
  { from: 'running', event: 'cancel', to: 'cancelled' },
]);

const progressSchema = z.object({ done: z.int().min(0), total: z.int().min(0).optional(), note: z.string().max(200).optional() });
export type Progress = z.infer<typeof progressSchema>;

/** What the owning task answers to a slice. */
const sliceSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('more'), progress: progressSchema.optional() }),
  z.object({ state: z.literal('done'), progress: progressSchema.optional(), result: z.unknown().optional() }),
]);
export type Slice = z.infer<typeof sliceSchema>;

/** What the owning task is given. */
export type SliceSubject = { job: JobId; subject: unknown };

export type Job = {
  type: 'job';
  id: JobId;
  /** What it is, in a word a page can show (`billing-run`). */
  kind: string;
  function: string;
  task: string;
  subject: unknown;
  state: JobState;
  progress: Progress;
  result?: unknown;
  /** Milliseconds of real time until which nobody else may take it up; 0 when nobody has. */
  leaseUntil: number;
  lease?: string;
  /** Tries in a row without a slice that answered; counted when a lease is taken, so that a worker that dies has tried too. */
  attempts: number;
  /** The name of the last error, never its message. */
  error?: string;
  createdBy: PersonId;
  createdAt: string;
  version: number;
};

export const mostTries = 5;
/** How long a worker goes on, how long its lease lasts and how often it is renewed while a slice runs, and the pause after a failure. */
export const pace = { budgetMs: 60_000, leaseMs: 60_000, renewEveryMs: 20_000, pauseMs: 15_000 };

const isOpen = (job: Job): boolean => job.state === 'queued' || job.state === 'running';

function after(job: Job, event: JobEvent, more: Partial<Job> = {}): Job {
  const { lease: _, ...rest } = job;
  return { ...rest, ...more, state: jobMachine.must(job.state, event), version: job.version + 1 };
}

/** The job after a slice that threw, or a worker that died: it waits for the next try, or has failed after five in a row. */
export const afterFailure = (job: Job, error: string, realNow: number, pauseMs = pace.pauseMs): Job =>
  job.attempts >= mostTries ? after(job, 'fail', { error, leaseUntil: 0 }) : after(job, 'yield', { error, leaseUntil: realNow + pauseMs });

/** The job after a slice that answered: finished, handed on once the time is spent, or held for the next slice, which is a try of its own. */
function afterSlice(job: Job, slice: Slice, spent: boolean, realNow: number, leaseMs = pace.leaseMs): Job {
  const answered = { progress: slice.progress ?? job.progress, error: undefined };
  if (slice.state === 'done') return after(job, 'finish', { ...answered, result: slice.result, leaseUntil: 0 });
  if (spent) return after(job, 'yield', { ...answered, attempts: 0, leaseUntil: 0 });
  return after(job, 'advance', { ...answered, lease: job.lease, attempts: 1, leaseUntil: realNow + leaseMs });
}

function stored(table: CouncilTable, job: Job): Item {
  const index = indexOf(table.council);
  return {
    ...unkeyed(job),
    ...index.job(job.createdAt, job.id),
    ...(isOpen(job) ? index.openJob(new Date(job.leaseUntil).toISOString(), job.id) : {}),
    ...(job.state === 'failed' ? index.failedJob(job.createdAt, job.id) : {}),
  };
}

/** The write of a new job, for the transaction of the change that starts it. Afterwards ring the worker: `host.send('worker', jobEvent(council, id))`. */
export function jobWrite(
  table: CouncilTable,
  job: Pick<Job, 'id' | 'kind' | 'function' | 'task' | 'subject' | 'createdBy'> & { total?: number; now: number },
): Write {
  const { now, total, ...words } = job;
  const progress: Progress = { done: 0, ...(total === undefined ? {} : { total }) };
  const createdAt = new Date(now).toISOString();
  const fresh: Job = { type: 'job', ...words, state: 'queued', progress, leaseUntil: 0, attempts: 0, createdAt, version: 1 };
  return create(table.key.job(job.id), stored(table, fresh), 'wrong-state');
}

export const jobEvent = (council: string, job: JobId) => ({ council, task: 'work', subject: { job } });

export const getJob = (table: CouncilTable, id: JobId): Promise<Job | undefined> => table.get<Job>(table.key.job(id));

/** Jobs, newest first. */
export const listJobs = (table: CouncilTable, after?: string): Promise<Page<Job>> =>
  table.page<Job>(table.range.jobs(), { limit: 50, descending: true, ...(after ? { after } : {}) });

const replaceJob = (table: CouncilTable, read: Job, next: Job): Write => ({
  op: 'put',
  key: table.key.job(read.id),
  item: stored(table, next),
  condition: { expression: '#version = :read', names: { '#version': 'version' }, values: { ':read': read.version } },
  refusal: { name: 'changed-meanwhile' },
});

/** Stops a job after the slice that is running. What its slices have done stands. Refuses `unknown-job` and `wrong-state`. */
export const cancelJob = (context: Context, id: JobId): Promise<Decision<Job>> =>
  change(context, async () => {
    const job = await getJob(context.table, id);
    if (!job) return refuse('unknown-job');
    if (!jobMachine.next(job.state, 'cancel')) return refuse('wrong-state', `The job is ${job.state}.`);
    const next = after(job, 'cancel', { leaseUntil: 0 });
    return accept({
      writes: [replaceJob(context.table, job, next)],
      result: next,
      audit: { action: 'job:cancel', about: id, detail: job.kind },
    });
  });

/** Writes the next state and answers it, or undefined when somebody else changed the job: a cancel, or a worker with a newer lease. */
async function advance(table: CouncilTable, read: Job, next: Job): Promise<Job | undefined> {
  return (await commit(table, [replaceJob(table, read, next)])).ok ? next : undefined;
}

async function takeUp(table: CouncilTable, id: JobId, times: typeof pace): Promise<Job | undefined> {
  const job = await getJob(table, id);
  if (!job || !isOpen(job) || job.leaseUntil > Date.now()) return undefined;
  if (job.state === 'running' && job.attempts >= mostTries) {
    await advance(table, job, afterFailure(job, 'LeaseRanOut', Date.now()));
    return undefined;
  }
  return advance(
    table,
    job,
    after(job, 'lease', { lease: randomUUID(), attempts: job.attempts + 1, leaseUntil: Date.now() + times.leaseMs }),
  );
}

/** Jobs begun since a moment that have failed, the oldest first: at most `most`, and whether there are more. */
export const failedJobs = (table: CouncilTable, since: string, most: number): Promise<Page<Job>> =>
  table.page<Job>(table.range.failedJobs(since), { limit: most });

type Outcome = { slice: Slice } | { error: unknown };

/** Runs one slice and renews the lease meanwhile. `held` is undefined once the job was cancelled or taken over. */
async function runSlice(
  table: CouncilTable,
  invoke: Host['invoke'],
  job: Job,
  times: typeof pace,
): Promise<{ held: Job | undefined; outcome: Outcome }> {
  const subject: SliceSubject = { job: job.id, subject: job.subject };
  const slice: Promise<Outcome> = Promise.resolve()
    .then(() => invoke(job.function, { council: table.council, task: job.task, subject }))
    .then((answer) => ({ slice: sliceSchema.parse(answer) }))
    .catch((error: unknown) => ({ error }));
  let held: Job | undefined = job;
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const tick = new Promise<'tick'>((ring) => {
      timer = setTimeout(() => ring('tick'), times.renewEveryMs);
    });
    const first = await Promise.race([slice, tick]);
    clearTimeout(timer);
    if (first !== 'tick') return { held, outcome: first };
    if (held) held = await advance(table, held, after(held, 'advance', { lease: held.lease, leaseUntil: Date.now() + times.leaseMs }));
  }
}

/**
 * Works on a job until it is done, cancelled, has failed, or the time budget is used; then hands it to the next worker. A worker that comes second
 * finds the lease taken and leaves. Answers the state it left the job in, `skipped` when it was not its turn.
 */
export async function workOn(
  table: CouncilTable,
  host: Pick<Host, 'invoke' | 'send'>,
  id: JobId,
  times = pace,
): Promise<JobState | 'skipped'> {
  const until = Date.now() + times.budgetMs;
  let job = await takeUp(table, id, times);
  while (job) {
    const { held, outcome } = await runSlice(table, (name, event) => host.invoke(name, event), job, times);
    if (!held) return 'skipped';
    const answered = 'slice' in outcome;
    const next = answered
      ? afterSlice(held, outcome.slice, Date.now() >= until, Date.now(), times.leaseMs)
      : afterFailure(held, nameOf(outcome.error), Date.now(), times.pauseMs);
    const kept = await advance(table, held, next);
    if (kept && kept.state !== 'running') {
      if (answered && kept.state === 'queued') await host.send('worker', jobEvent(table.council, id));
      return kept.state;
    }
    job = kept;
  }
  return 'skipped';
}

/** Sends a worker to each open job whose lease ran out: lost bells, dead workers and failed slices alike. Answers how many. */
export async function catchUp(table: CouncilTable, host: Pick<Host, 'send'>): Promise<{ sent: number }> {
  const { items } = await table.page<Job>(table.range.openJobs(new Date().toISOString()), { limit: 100 });
  for (const { id } of items) await host.send('worker', jobEvent(table.council, id));
  return { sent: items.length };
}
