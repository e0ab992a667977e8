// What a dry run rests on and is no longer so when it is carried out: its policy, its age, the facts of its holders, and what stands on their accounts.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readDetail } from '../../functions/entitlements/actions/runs/lines.ts';
import { commitRun } from '../../functions/entitlements/actions/runs/runs.ts';
import type { Allocation } from '../../functions/entitlements/schema/allocations.ts';
import { allocationWrite } from '../../functions/entitlements/store/allocations.ts';
import type { School } from '../../functions/schools/schema.ts';
import { schoolWrites } from '../../functions/schools/store.ts';
import { commit } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { HolderId } from '../../shared/ids.ts';
import { type TableClient, tableClient } from '../../shared/table.ts';
import {
  alone,
  contextOf,
  dryRun,
  finish,
  happens,
  heldDays,
  keepGroups,
  keepSchools,
  kept,
  linesIn,
  publish,
  wholeRun,
} from '../allocation-council.ts';
import { day, partnership, rule, school } from '../allocations.ts';
import { changedKeys, outcomeOf, tableDump } from '../bookings.ts';
import { testTable } from '../engine.ts';

const primaries = [1, 2, 3].map((n) => school(990000 + n, { name: `${'ABC'[n - 1]} School` }));
const [first, second] = primaries as [(typeof primaries)[number], (typeof primaries)[number]];
const visits = rule('school', 'visits', {});
const year = '2017-09-01.2018-08-31';
const accountOf = (holder: string) => `entitlement/${holder}/visits/${year}`;

let client: TableClient;
let tableName = '';
let context: Context;
const at = (today: string) => contextOf(client, tableName, today);
const dump = () => tableDump(client, tableName, 'essex');

beforeEach(async () => {
  client?.destroy();
  const made = await testTable();
  tableName = made.tableName;
  client = tableClient({ DYNAMODB_ENDPOINT: made.endpoint });
  context = at('2017-09-04');
  await publish(context.table, '2017-04-01', [visits]);
  await keepSchools(context.table, primaries);
});
afterAll(() => client.destroy());

const hold = (name: string, amount: number, id?: string) => heldDays(context, name, amount, id);

describe('a dry run that has waited', () => {
  const later = (hours: number): Context => ({ ...context, now: context.now + hours * 60 * 60 * 1000 });

  test('for more than a day is refused, and changes nothing', async () => {
    const run = await dryRun(context, 'allocate', '2017-09-04');
    const before = await dump();
    expect(outcomeOf(await commitRun(later(24.1), alone, run.id))).toBe('allocation-run-too-old');
    expect(changedKeys(before, await dump())).toEqual([]);
    expect(accepted(await commitRun(later(24), alone, run.id))).toMatchObject({ state: 'done', counts: { carriedOut: 3, skipped: 0 } });
  });

  test('until another version came into force is out of date, though that was known', async () => {
    await publish(context.table, '2017-09-05', [rule('school', 'visits', { grant: { halfDays: 4 } })]);
    const run = await dryRun(context, 'allocate', '2017-09-04');
    expect(outcomeOf(await commitRun(later(15), alone, run.id))).toBe('allocation-run-out-of-date');
    expect(accepted(await commitRun(later(1), alone, run.id))).toMatchObject({ state: 'done' });
  });
});

describe('what changed between the dry run and its carrying out', () => {
  test('of the facts of a holder, or of its successor, is passed over and told', async () => {
    const [joins, converts, same] = primaries;
    const fresh = school(990011, { openedOn: day('2017-09-02'), name: 'D School' });
    await publish(context.table, '2017-08-01', [
      rule('school', 'visits', { where: { partnership: { member: false } } }),
      rule('status', 'further', {}),
    ]);
    await keepGroups(context.table, [partnership('estuary')]);
    await keepSchools(context.table, [fresh]);
    const succeeded = { kind: 'succeeded', subject: converts?.id, into: fresh.id, how: 'conversion', memberships: [] } as const;
    await happens(context.table, { ...succeeded, on: day('2017-09-02'), about: [converts?.id, fresh.id] } as never);
    const run = await dryRun(context, 'allocate', '2017-09-04');
    const joined = { kind: 'joined', group: partnership('estuary').id } as const;
    const recordedAt = '2017-09-04T10:00:00.000Z';
    for (const subject of [joins?.id, fresh.id])
      await happens(context.table, { ...joined, subject, on: day('2017-09-05'), about: [subject, joined.group] } as never, recordedAt);
    const lines = await linesIn(context.table, run.id);
    accepted(await commitRun(at('2017-09-04'), alone, run.id));
    const done = await finish(context, run.id);
    const passed = lines.filter(({ holder }) => holder !== same?.id).map(({ holder }) => holder);
    expect(passed).toContain(joins?.id);
    expect((await readDetail(context, done, {})).skipped.map(({ holder }) => holder).sort()).toEqual(passed.sort());
    expect(done.counts).toMatchObject({ skipped: passed.length, carriedOut: lines.length - passed.length });
    expect((await kept(context.table, same?.id as never, 'visits')).head).toMatchObject({ available: 10 });
    expect((await kept(context.table, joins?.id as never, 'visits')).head).toBeUndefined();
    // A further run shows what they come to now.
    expect((await dryRun(context, 'allocate', '2017-09-04')).counts.changes).toBeGreaterThan(0);
  });

  // A request that was on its way, or an import that tells nothing of a row, leaves its entry in the trail before the run began, or none.
  const recordings: [string, (joins: HolderId) => Promise<void>][] = [
    ['recorded under a moment before it', (joins) => joinsEstuary(joins, '2017-09-04T09:59:59.000Z')],
    ['recorded under its own moment', (joins) => joinsEstuary(joins, '2017-09-04T10:00:00.000Z')],
    ['that left no trail', () => becomesSecondary(first)],
  ];
  const becomesSecondary = async (before: School) => {
    const writes = schoolWrites(context.table, { ...before, phaseCode: 4, version: before.version + 1 }, before);
    expect(await commit(context.table, writes)).toEqual({ ok: true });
  };
  const joinsEstuary = (subject: HolderId, recordedAt: string) =>
    happens(
      context.table,
      { kind: 'joined', subject, group: 'ptn_estuary', on: day('2017-09-01'), about: [subject, 'ptn_estuary'] } as never,
      recordedAt,
    );
  test.each(recordings)('of a holder that nothing was granted to before is passed over too: %s', async (_, record) => {
    await keepGroups(context.table, [partnership('estuary')]);
    await publish(context.table, '2017-08-01', [
      rule('school', 'visits', { where: { partnership: { member: false }, phases: ['primary'] } }),
    ]);
    const run = await dryRun(context, 'allocate', '2017-09-04');
    expect(run.counts.changes).toBe(3);
    await record(first.id);
    accepted(await commitRun(context, alone, run.id));
    expect((await finish(context, run.id)).counts).toMatchObject({ skipped: 1, carriedOut: 2 });
    expect((await kept(context.table, first.id, 'visits')).head).toBeUndefined();
    // The next run finds nothing to take back.
    expect((await dryRun(context, 'allocate', '2017-09-04')).counts.changes).toBe(0);
  });

  test('is passed over and told, and the other lines are carried out', async () => {
    await wholeRun(context, 'allocate', '2017-09-04');
    await publish(context.table, '2017-10-01', [rule('school', 'visits', { grant: { halfDays: 4 } })]);
    const later = at('2017-10-02');
    const run = await dryRun(later, 'allocate', '2017-10-02');
    await hold(accountOf(first.id), 8);
    accepted(await commitRun(later, alone, run.id));
    const done = await finish(later, run.id);
    expect(done).toMatchObject({ state: 'done', counts: { carriedOut: 2, skipped: 1 } });
    expect((await kept(context.table, first.id, 'visits')).head).toMatchObject({ available: 2, creditsPending: 8 });
    expect((await kept(context.table, second.id, 'visits')).head).toMatchObject({ available: 4 });
    expect((await readDetail(later, done, {})).skipped.map(({ holder }) => holder)).toEqual([first.id]);
    expect(await linesIn(context.table, (await dryRun(later, 'allocate', '2017-10-02')).id)).toMatchObject([
      { holder: first.id, moves: [{ code: 'claw-back', amount: 2 }], shortfall: 4 },
    ]);
  });

  test('also where it changes in the very moment of the transaction', async () => {
    await wholeRun(context, 'allocate', '2017-09-04');
    await publish(context.table, '2017-10-01', [rule('school', 'visits', { grant: { halfDays: 4 } })]);
    const later = at('2017-10-02');
    const run = await dryRun(later, 'allocate', '2017-10-02');
    let meddled = 0;
    const send = async (command: { input?: unknown }) => {
      if (JSON.stringify(command.input ?? '').includes('claw-back') && meddled++ === 0) await hold(accountOf(second.id), 9);
      return client.send(command as never);
    };
    const watched = new Proxy(client, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) });
    accepted(await commitRun(contextOf(watched, tableName, '2017-10-02'), alone, run.id));
    expect(await finish(later, run.id)).toMatchObject({ counts: { carriedOut: 2, skipped: 1 } });
    expect(meddled).toBeGreaterThan(1);
  });

  test('an allocation that somebody granted meanwhile is not granted again', async () => {
    const run = await dryRun(context, 'allocate', '2017-09-04');
    const [line] = await linesIn(context.table, run.id);
    const made = { ...(line as unknown as Allocation), type: 'allocation', moved: {}, changes: [], state: 'open', version: 1 };
    expect(await commit(context.table, [allocationWrite(context.table, made as never)])).toEqual({ ok: true });
    accepted(await commitRun(context, alone, run.id));
    expect(await finish(context, run.id)).toMatchObject({ counts: { carriedOut: 2, skipped: 1 } });
  });
});
