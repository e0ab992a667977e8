// The outbox on a real table: due effects go out once, in order, with pauses after failures, and what is stuck can be seen, replayed and parked.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { create as createOutbox } from '../../functions/outbox/handler.ts';
import { commit, put } from '../../shared/commit.ts';
import { type Context, daybookItself, type Host, type TaskEvent } from '../../shared/context.ts';
import {
  afterFailure,
  deliverDue,
  type Effect,
  type EffectState,
  effectMachine,
  effectWrite,
  listStuck,
  mostAttempts,
  nextEffectVersion,
  parkEffect,
  pauseAfter,
  replayEffect,
  turnOf,
} from '../../shared/outbox.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';
import { noFiles } from '../files.ts';
import { quiet } from '../payments.ts';

const now = Date.parse('2026-11-30T10:00:00Z');
let table: CouncilTable;
let context: Context;
let calls: TaskEvent[];
/** What the owning tasks do; by default they succeed. */
let act: (event: TaskEvent) => Promise<unknown> | unknown;

beforeEach(async () => {
  const { endpoint, tableName } = await testTable();
  table = new CouncilTable(tableClient({ DYNAMODB_ENDPOINT: endpoint }), tableName, 'essex');
  context = { actor: daybookItself, council: { slug: 'essex' } as Context['council'], now, table, logger: quiet };
  calls = [];
  act = () => undefined;
});
afterEach(() => {
  vi.useRealTimers();
  table.client.destroy();
});

const invoke: Host['invoke'] = async (_, event) => {
  calls.push(event);
  return act(event);
};
const write = async (subject: string, ...versions: number[]) => {
  const effects = versions.map((version) =>
    effectWrite(table, { subject, version, function: 'payments', task: 'settle', payload: { n: version }, now }),
  );
  expect(await commit(table, effects)).toEqual({ ok: true });
};
const deliver = () => deliverDue(table, quiet, invoke);
const effect = async (subject: string, version: number): Promise<Effect> => {
  const found = await table.get<Effect>(table.key.effect(subject, version));
  if (!found) throw new Error('no such effect');
  return found;
};
const order = () => calls.map((call) => (call.subject as { effect: { version: number } }).effect.version);
function later(ms: number): void {
  const at = Date.now() + ms;
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(at);
}

describe('the turn of an effect', () => {
  const base: Effect = {
    type: 'effect',
    subject: 's',
    version: 2,
    function: 'f',
    task: 't',
    payload: {},
    state: 'pending',
    attempts: 0,
    dueAt: 100,
    writtenAt: '',
  };
  const before = (state: EffectState): Effect => ({ ...base, version: 1, state });
  test.each<[string, Partial<Effect>, Effect | undefined, number, string]>([
    ['pending and due', {}, undefined, 100, 'deliver'],
    ['pending and not due', {}, undefined, 99, 'wait'],
    ['leased', { state: 'leased' }, undefined, 99, 'wait'],
    ['leased by one that died', { state: 'leased', attempts: 7 }, undefined, 100, 'deliver'],
    ['leased by the eighth that died', { state: 'leased', attempts: 8 }, undefined, 100, 'give-up'],
    ['sent', { state: 'sent' }, undefined, 200, 'done'],
    ['parked', { state: 'parked' }, undefined, 200, 'done'],
    ['behind one that is sent', {}, before('sent'), 100, 'deliver'],
    ['behind one that is parked', {}, before('parked'), 100, 'deliver'],
    ['behind one that is pending', {}, before('pending'), 100, 'wait'],
    ['behind one that is leased', {}, before('leased'), 100, 'wait'],
  ])('%s', (_, change, previous, at, turn) => {
    expect(turnOf({ ...base, ...change }, previous, at)).toBe(turn);
  });

  test('the pauses grow from ten seconds to an hour, and the eighth failure parks', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((n) => pauseAfter(n) / 1000)).toEqual([10, 40, 160, 640, 2560, 3600, 3600]);
    const leased: Effect = { ...base, state: 'leased', lease: 'x' };
    expect(afterFailure({ ...leased, attempts: 7 }, 'E', 1000)).toMatchObject({ state: 'pending', dueAt: 3_601_000, error: 'E' });
    expect(afterFailure({ ...leased, attempts: 8 }, 'E', 1000)).toMatchObject({ state: 'parked', error: 'E' });
    expect(afterFailure({ ...leased, attempts: 8 }, 'E', 1000).lease).toBeUndefined();
  });
});

describe('delivering', () => {
  test('through the outbox function: each effect once, with its key and payload, and out of the index', async () => {
    await write('payment:cs_1', 1);
    await write('payment:cs_2', 1);
    await commit(table, [put(table.key.council(), { type: 'council', slug: 'essex' })]);
    const host = {
      now: () => now,
      invoke,
      send: async () => {},
      bell: () => {},
      ...noFiles,
      origin: '',
      demo: false,
      tableClient: table.client,
    };
    const outbox = createOutbox({ TABLE_NAME: table.name }, host as unknown as Host);
    const event = { council: 'essex', task: 'deliver' };
    expect(await outbox.handle(event)).toEqual({ sent: 2, failed: 0, parked: 0, skipped: 0 });
    expect(calls).toContainEqual({
      council: 'essex',
      task: 'settle',
      subject: { effect: { subject: 'payment:cs_1', version: 1 }, payload: { n: 1 } },
    });
    expect(await outbox.handle(event)).toEqual({ sent: 0, failed: 0, parked: 0, skipped: 0 });
    expect(await table.all(table.range.outbox())).toEqual([]);
    expect(await effect('payment:cs_1', 1)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  test('ten deliverers at once send each effect once', async () => {
    for (let i = 0; i < 12; i++) await write(`s${i}`, 1);
    const counts = await Promise.all(Array.from({ length: 10 }, deliver));
    expect(calls).toHaveLength(12);
    expect(counts.reduce((sum, { sent }) => sum + sent, 0)).toBe(12);
  });

  test('the effects of a subject go out in order, even across a gap in its versions', async () => {
    await write('s', 7, 2, 3, 1);
    expect(await deliver()).toMatchObject({ sent: 4 });
    expect(order()).toEqual([1, 2, 3, 7]);
  });

  test('one that fails holds back those after it, and nobody else', async () => {
    await write('s', 1, 2);
    await write('t', 1);
    act = ({ subject }) => {
      const { effect } = subject as { effect: { subject: string; version: number } };
      if (effect.subject === 's' && effect.version === 1)
        throw Object.assign(new Error('Alex Marsh of Larkfield'), { name: 'card-service-unavailable' });
    };
    expect(await deliver()).toEqual({ sent: 1, failed: 1, parked: 0, skipped: 1 });
    const failed = await effect('s', 1);
    expect(failed).toMatchObject({ state: 'pending', attempts: 1, error: 'card-service-unavailable' });
    expect(JSON.stringify(failed)).not.toContain('Larkfield');
    expect(await deliver()).toEqual({ sent: 0, failed: 0, parked: 0, skipped: 1 });
    act = () => undefined;
    later(10_100);
    expect(await deliver()).toMatchObject({ sent: 2 });
    expect(await effect('s', 1)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  test('after eight failures it is parked, seen as stuck, and those after it go on', async () => {
    await write('s', 1, 2);
    act = ({ subject }) => {
      if ((subject as { effect: { version: number } }).effect.version === 1) throw new TypeError('no');
    };
    const outcomes: string[] = [];
    for (let i = 0; i < mostAttempts; i++) {
      const { failed, parked, sent } = await deliver();
      outcomes.push(`${failed} ${parked} ${sent}`);
      later(3_600_100);
    }
    expect(outcomes).toEqual([...Array(7).fill('1 0 0'), '0 1 1']);
    expect(await listStuck(table)).toMatchObject({ parked: [{ subject: 's', version: 1, error: 'TypeError', attempts: 8 }], late: [] });
    expect(await table.all(table.range.outbox())).toEqual([]);
  });

  test('a deliverer that dies leaves its lease to run out; the next one sends, and the dead one’s late answer changes nothing', async () => {
    await write('s', 1);
    let wake = () => {};
    const asleep = new Promise<void>((rise) => {
      wake = rise;
    });
    act = () => asleep;
    const dead = deliver();
    await expect.poll(() => calls).toHaveLength(1);
    act = () => undefined;
    expect(await deliver()).toMatchObject({ sent: 0 });
    later(90_100);
    expect(await deliver()).toMatchObject({ sent: 1 });
    const sent = await effect('s', 1);
    wake();
    expect(await dead).toMatchObject({ sent: 0, skipped: 1 });
    expect(await effect('s', 1)).toEqual(sent);
  });

  test('one that kills eight deliverers is parked without a ninth try', async () => {
    await write('s', 1);
    const leased = { ...(await effect('s', 1)), state: 'leased' as const, attempts: 8, lease: 'gone', dueAt: Date.now() - 1 };
    await commit(table, [put(table.key.effect('s', 1), leased)]);
    expect(await deliver()).toMatchObject({ parked: 1 });
    expect(calls).toEqual([]);
    expect((await listStuck(table)).parked).toMatchObject([{ error: 'LeaseRanOut' }]);
  });

  test('a hint of the index alone sends nothing', async () => {
    await write('s', 1);
    const stale = { ...(await effect('s', 1)), state: 'sent' as const };
    await commit(table, [put(table.key.effect('s', 1), stale)]);
    expect(await table.all(table.range.outbox())).toHaveLength(1);
    expect(await deliver()).toEqual({ sent: 0, failed: 0, parked: 0, skipped: 1 });
    expect(calls).toEqual([]);
  });

  test('more blocked effects than one page holds keep nobody else waiting', async () => {
    for (let i = 0; i < 3; i++) await write('a', ...Array.from({ length: 50 }, (_, n) => i * 50 + n + 1));
    later(5);
    await write('z', 1);
    act = ({ subject }) => {
      if ((subject as { effect: { subject: string } }).effect.subject === 'a') throw new Error('no');
    };
    expect(await deliver()).toMatchObject({ sent: 1, failed: 1 });
  });
});

describe('writing', () => {
  test('the same version twice is refused, and the next version follows the last', async () => {
    expect(await nextEffectVersion(table, 's')).toBe(1);
    await write('s', 1, 2);
    expect(await nextEffectVersion(table, 's')).toBe(3);
    const again = effectWrite(table, { subject: 's', version: 2, function: 'f', task: 't', payload: {}, now });
    expect(await commit(table, [again])).toMatchObject({ ok: false, write: { refusal: { name: 'changed-meanwhile' } } });
  });

  test('a demo clock years ahead delays nothing', async () => {
    const write = effectWrite(table, { subject: 's', version: 1, function: 'payments', task: 'settle', payload: {}, now: now + 3e11 });
    await commit(table, [write]);
    expect(await deliver()).toMatchObject({ sent: 1 });
  });
});

describe('mending', () => {
  test('a parked effect is replayed with all its tries before it; a waiting one is parked; anything else is refused', async () => {
    await write('s', 1);
    expect(await replayEffect(context, { subject: 's', version: 1 })).toMatchObject({ ok: false, refusal: { name: 'wrong-state' } });
    expect(await parkEffect(context, { subject: 's', version: 1 })).toMatchObject({ ok: true, value: { state: 'parked' } });
    expect(await deliver()).toMatchObject({ sent: 0 });
    expect((await listStuck(table)).parked).toHaveLength(1);
    expect(await parkEffect(context, { subject: 's', version: 1 })).toMatchObject({ ok: false, refusal: { name: 'wrong-state' } });
    expect(await replayEffect(context, { subject: 's', version: 1 })).toMatchObject({ ok: true, value: { state: 'pending', attempts: 0 } });
    expect(await listStuck(table)).toEqual({ parked: [], late: [] });
    expect(await deliver()).toMatchObject({ sent: 1 });
    for (const mend of [replayEffect, parkEffect]) {
      expect(await mend(context, { subject: 's', version: 1 })).toMatchObject({ ok: false, refusal: { name: 'wrong-state' } });
      expect(await mend(context, { subject: 's', version: 9 })).toMatchObject({ ok: false, refusal: { name: 'unknown-effect' } });
    }
  });

  test('what failed, or has waited for over two minutes, is late', async () => {
    await write('s', 1);
    expect(await listStuck(table)).toEqual({ parked: [], late: [] });
    later(121_000);
    expect((await listStuck(table)).late).toMatchObject([{ subject: 's' }]);
  });

  test('sent is the end, and every state that is not has a way out', () => {
    const states: EffectState[] = ['pending', 'leased', 'parked'];
    for (const state of states) expect(effectMachine.rows.some(({ from }) => from === state)).toBe(true);
    expect(effectMachine.rows.some(({ from }) => from === 'sent')).toBe(false);
  });
});
