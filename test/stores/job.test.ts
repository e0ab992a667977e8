// Jobs on a real table: slices until done, a crash and a time limit alike, cancel between slices, and an end after five failures in a row.
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { create as createWorker } from '../../functions/worker/handler.ts';
import { commit, put } from '../../shared/commit.ts';
import { type Context, daybookItself, type Host, type TaskEvent } from '../../shared/context.ts';
import { type JobId, newId, type PersonId } from '../../shared/ids.ts';
import {
  afterFailure,
  cancelJob,
  catchUp,
  getJob,
  type Job,
  jobWrite,
  listJobs,
  mostTries,
  pace,
  type SliceSubject,
  workOn,
} from '../../shared/job.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';
import { quiet } from '../payments.ts';

const now = Date.parse('2026-11-30T10:00:00Z');
let table: CouncilTable;
let context: Context;
let slices: TaskEvent[];
let sent: TaskEvent[];
let act: () => Promise<unknown> | unknown;

beforeEach(async () => {
  const { endpoint, tableName } = await testTable();
  table = new CouncilTable(tableClient({ DYNAMODB_ENDPOINT: endpoint }), tableName, 'essex');
  context = { actor: daybookItself, council: { slug: 'essex' } as Context['council'], now, table, logger: quiet };
  slices = [];
  sent = [];
  act = () => ({ state: 'done' });
});
afterEach(() => {
  vi.useRealTimers();
  table.client.destroy();
});

const host = {
  now: () => now,
  invoke: async (_: string, event: TaskEvent) => {
    slices.push(event);
    return act();
  },
  send: async (_: string, event: TaskEvent) => {
    sent.push(event);
  },
  bell: () => {},
};
async function begin(createdAt = now): Promise<JobId> {
  const id = newId('job');
  const write = jobWrite(table, {
    id,
    kind: 'billing-run',
    function: 'invoicing',
    task: 'advance-run',
    subject: { run: 'run_1' },
    createdBy: 'per_1' as PersonId,
    total: 9,
    now: createdAt,
  });
  expect(await commit(table, [write])).toEqual({ ok: true });
  return id;
}
const job = async (id: JobId): Promise<Job> => {
  const found = await getJob(table, id);
  if (!found) throw new Error('no such job');
  return found;
};
const openJobs = () => table.all<Job>(table.range.openJobs());
/** Answers slices of one more until there are `total`, as an owner with its own cursor would. */
function countTo(total: number): void {
  let done = 0;
  act = () => {
    done += 1;
    return done < total
      ? { state: 'more', progress: { done, total } }
      : { state: 'done', progress: { done, total }, result: { lines: total } };
  };
}
function later(ms: number): void {
  const at = Date.now() + ms;
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(at);
}

describe('working', () => {
  test('through the worker function: slice after slice with the job’s own subject, until it is done with its result', async () => {
    const id = await begin();
    countTo(3);
    await commit(table, [put(table.key.council(), { type: 'council', slug: 'essex' })]);
    const worker = createWorker({ TABLE_NAME: table.name }, { ...host, tableClient: table.client } as unknown as Host);
    expect(await worker.handle({ council: 'essex', task: 'work', subject: { job: id } })).toEqual({ state: 'done' });
    const subject: SliceSubject = { job: id, subject: { run: 'run_1' } };
    expect(slices).toEqual(Array(3).fill({ council: 'essex', task: 'advance-run', subject }));
    expect(await job(id)).toMatchObject({ state: 'done', progress: { done: 3, total: 3 }, result: { lines: 3 } });
    expect(await openJobs()).toEqual([]);
    expect(await worker.handle({ council: 'essex', task: 'work', subject: { job: id } })).toEqual({ state: 'skipped' });
    expect(await worker.handle({ council: 'essex', task: 'catch-up' })).toEqual({ sent: 0 });
    await expect(worker.handle({ council: 'essex', task: 'work', subject: { job: 'run_1' } })).rejects.toThrow();
  });

  test('out of time it hands itself to the next worker, which goes on', async () => {
    const id = await begin();
    countTo(3);
    const spent = { ...pace, budgetMs: 0 };
    expect(await workOn(table, host, id, spent)).toBe('queued');
    expect(sent).toEqual([{ council: 'essex', task: 'work', subject: { job: id } }]);
    expect(await job(id)).toMatchObject({ state: 'queued', attempts: 0, progress: { done: 1, total: 3 } });
    expect(await workOn(table, host, id)).toBe('done');
    expect(slices).toHaveLength(3);
  });

  test('eight workers at once: one works, the others leave', async () => {
    const id = await begin();
    countTo(4);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => workOn(table, host, id)));
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'skipped')).toHaveLength(7);
    expect(slices).toHaveLength(4);
  });

  test('a slice longer than the lease keeps it', async () => {
    const id = await begin();
    const times = { ...pace, leaseMs: 120, renewEveryMs: 5 };
    let end = () => {};
    const long = new Promise<void>((done) => {
      end = done;
    });
    act = async () => {
      await long;
      return { state: 'done' };
    };
    const first = workOn(table, host, id, times);
    await expect.poll(() => slices).toHaveLength(1);
    // Three leases long, in steps that each leave it time to be renewed, however slow the machine is.
    for (let step = 0; step < 4; step++) {
      later(90);
      while ((await job(id)).leaseUntil < Date.now() + times.leaseMs) await pause(5);
      expect(await workOn(table, host, id, times)).toBe('skipped');
    }
    end();
    expect(await first).toBe('done');
  });
});

describe('failing', () => {
  test('five failures in a row end it, with the error’s name only; catch-up brings it back each time its pause is over', async () => {
    const id = await begin();
    act = () => {
      throw Object.assign(new RangeError('Alex Marsh'), {});
    };
    for (let n = 1; n <= mostTries; n++) {
      expect(await workOn(table, host, id)).toBe(n < mostTries ? 'queued' : 'failed');
      expect(await workOn(table, host, id)).toBe('skipped');
      later(pace.pauseMs + 100);
      expect(await catchUp(table, host)).toEqual({ sent: n < mostTries ? 1 : 0 });
    }
    const failed = await job(id);
    expect(failed).toMatchObject({ state: 'failed', attempts: 5, error: 'RangeError' });
    expect(JSON.stringify(failed)).not.toContain('Marsh');
    expect(await openJobs()).toEqual([]);
  });

  test('a slice that answers begins the count anew', async () => {
    const id = await begin();
    let n = 0;
    act = () => {
      n += 1;
      if (n % 4 !== 0) throw new Error('now and then');
      return n < 16 ? { state: 'more', progress: { done: n } } : { state: 'done' };
    };
    for (let i = 0; i < 40 && (await job(id)).state !== 'done'; i++) {
      await workOn(table, host, id);
      later(pace.pauseMs + 100);
    }
    expect(await job(id)).toMatchObject({ state: 'done' });
    expect((await job(id)).error).toBeUndefined();
  });

  test('an answer that is no slice counts as a failure', async () => {
    const id = await begin();
    act = () => ({ state: 'perhaps' });
    expect(await workOn(table, host, id)).toBe('queued');
    expect(await job(id)).toMatchObject({ attempts: 1, error: 'ZodError' });
  });

  test('a worker that dies leaves its lease to run out; catch-up sends another, which goes on', async () => {
    const id = await begin();
    let end: (answer: unknown) => void = () => {};
    act = () =>
      new Promise((done) => {
        end = done;
      });
    const dead = workOn(table, host, id);
    await expect.poll(() => slices).toHaveLength(1);
    expect(await catchUp(table, host)).toEqual({ sent: 0 });
    later(pace.leaseMs + 100);
    expect(await catchUp(table, host)).toEqual({ sent: 1 });
    act = () => ({ state: 'done', result: 'second' });
    expect(await workOn(table, host, id)).toBe('done');
    end({ state: 'done', result: 'first' });
    expect(await dead).toBe('skipped');
    expect((await job(id)).result).toBe('second');
  });

  test('a job that kills five workers fails', async () => {
    const id = await begin();
    const read = await job(id);
    await commit(table, [put(table.key.job(id), { ...read, state: 'running', attempts: 5, leaseUntil: Date.now() - 1 })]);
    expect(await workOn(table, host, id)).toBe('skipped');
    expect(await job(id)).toMatchObject({ state: 'failed', error: 'LeaseRanOut' });
    expect(slices).toEqual([]);
  });

  test('a failure is told in numbers: the pause, or the end', () => {
    const running = { state: 'running', attempts: 4, version: 3, progress: { done: 1 } } as Job;
    expect(afterFailure(running, 'E', 1000)).toMatchObject({ state: 'queued', leaseUntil: 1000 + pace.pauseMs, version: 4 });
    expect(afterFailure({ ...running, attempts: 5 }, 'E', 1000)).toMatchObject({ state: 'failed', leaseUntil: 0 });
  });
});

describe('people', () => {
  test('a job is cancelled between two slices, and what was done stands', async () => {
    const id = await begin();
    act = async () => {
      expect(await cancelJob(context, id)).toMatchObject({ ok: true, value: { state: 'cancelled' } });
      return { state: 'more', progress: { done: 5 } };
    };
    expect(await workOn(table, host, id)).toBe('skipped');
    expect(slices).toHaveLength(1);
    expect(await job(id)).toMatchObject({ state: 'cancelled' });
    expect([await openJobs(), sent]).toEqual([[], []]);
    expect(await workOn(table, host, id)).toBe('skipped');
    expect(await cancelJob(context, id)).toMatchObject({ ok: false, refusal: { name: 'wrong-state' } });
    expect(await cancelJob(context, newId('job'))).toMatchObject({ ok: false, refusal: { name: 'unknown-job' } });
  });

  test('jobs are listed newest first, the finished ones too', async () => {
    const ids = [await begin(now), await begin(now + 2000), await begin(now + 1000)];
    await workOn(table, host, ids[1] as JobId);
    const { items } = await listJobs(table);
    expect(items.map(({ id }) => id)).toEqual([ids[1], ids[2], ids[0]]);
    expect(items[0]?.state).toBe('done');
  });
});
