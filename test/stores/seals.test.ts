// The sealing of days in a real table: when, in which order, in slices, by one run at a time, and never twice.
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { bounds, sealDue, times } from '../../functions/nightly/actions.ts';
import { create as createNightly } from '../../functions/nightly/handler.ts';
import type { Sealing } from '../../functions/nightly/schema.ts';
import { noSeal, type Seal, unpackLeaves } from '../../shared/ledger/seal.ts';
import { settle, type Transfer } from '../../shared/ledger/transfers.ts';
import { shardOf } from '../../shared/table.ts';
import { noFiles } from '../files.ts';
import { aFortnight, at, coreOf, holdOf, ledgerFrom, type SealedLedger, sealedLedger } from '../sealed-ledger.ts';

const usual = { ...bounds };
let ledger: SealedLedger;
const opened: SealedLedger[] = [];
beforeEach(async () => {
  ledger = await sealedLedger();
  opened.push(ledger);
});
afterEach(() => {
  Object.assign(bounds, usual);
});
afterAll(() => {
  for (const each of opened) each.stop();
});

const seals = () => ledger.table.all<Seal>(ledger.table.range.seals('2026-01-01', '2027-12-31'));
const leavesOf = async (day: string, shard: string) => {
  const items = await ledger.table.all<{ leaves: string }>(ledger.table.range.sealLeaves(day, shard));
  return { items: items.length, leaves: items.flatMap(({ leaves }) => unpackLeaves(leaves)) };
};

test('a day is sealed from two o’clock in the night after it, also one without entries, from the council’s first day on', async () => {
  await aFortnight(ledger);
  expect(await ledger.seal(at('2026-11-03', '01:59'))).toEqual({ sealed: 0, state: 'done' });
  expect(await ledger.seal(at('2026-11-03', '02:00'))).toEqual({ sealed: 1, to: '2026-11-02', state: 'done' });
  expect(await ledger.seal(at('2026-11-03', '23:59'))).toEqual({ sealed: 0, to: '2026-11-02', state: 'done' });
  expect(await ledger.seal(at('2026-11-14', '02:00'))).toEqual({ sealed: 11, to: '2026-11-13', state: 'done' });
  const made = await seals();
  expect(made.map(({ day, count }) => `${day} ${count}`)).toEqual([
    '2026-11-02 1',
    '2026-11-03 4',
    '2026-11-04 0',
    '2026-11-05 60',
    '2026-11-06 0',
    '2026-11-07 0',
    '2026-11-08 0',
    '2026-11-09 0',
    '2026-11-10 2',
    '2026-11-11 0',
    '2026-11-12 1',
    '2026-11-13 0',
  ]);
  expect(made.map(({ previous }) => previous)).toEqual([noSeal, ...made.slice(0, -1).map(({ hash }) => hash)]);
  expect(new Set(made.map(({ hash }) => hash)).size).toBe(12);
});

test('the list kept with a seal names every entry of its day, each in its shard', async () => {
  const { core } = await aFortnight(ledger);
  Object.assign(bounds, { entriesPerRead: 3, leavesPerItem: 2 });
  await ledger.seal(at('2026-11-06'));
  const shard = shardOf(core[0]?.id ?? '');
  const names = core
    .map(({ id }) => id)
    .filter((id) => shardOf(id) === shard)
    .sort();
  const { items, leaves } = await leavesOf('2026-11-05', shard);
  expect(leaves.map(({ sk }) => sk)).toEqual(names);
  expect(items).toBe(Math.ceil(names.length / 2));
  const [seal] = (await seals()).slice(-1);
  expect(seal?.shards[Number(shard)]?.count).toBe(names.length);
});

test('an item of the list stays well under what an item may hold, however long names are', async () => {
  Object.assign(bounds, { bytesPerItem: 300 });
  await aFortnight(ledger);
  await ledger.seal(at('2026-11-06'));
  for (let i = 0; i < 16; i++) {
    const items = await ledger.table.all<{ leaves: string }>(ledger.table.range.sealLeaves('2026-11-05', String(i).padStart(2, '0')));
    for (const { leaves } of items) expect(Buffer.byteLength(leaves)).toBeLessThan(400);
  }
});

test('a settlement of a later day leaves the seal of its transfer’s day as it was', async () => {
  const held = holdOf('late', at('2026-11-03'));
  await aFortnight(ledger);
  await ledger.post({ transfer: held });
  await ledger.seal(at('2026-11-20'));
  const before = await seals();
  await ledger.post({ settlement: settle(held, 'post', at('2026-11-20')) });
  expect((await ledger.prove(at('2026-11-20'))).faults.listed).toEqual([]);
  await ledger.seal(at('2026-11-22'));
  expect((await seals()).slice(0, before.length)).toEqual(before);
  expect((await ledger.prove(at('2026-11-22'))).faults.listed).toEqual([]);
});

test('many days are sealed in slices, and a long day goes on where it stopped, to the same seals', async () => {
  await aFortnight(ledger);
  await ledger.seal(at('2026-11-16'));
  const whole = await seals();
  const other = await sealedLedger();
  opened.push(other);
  await aFortnight(other);
  Object.assign(bounds, { entriesPerRead: 1 });
  let slices = 0;
  for (; ; slices++) {
    const { state } = await sealDue(other.context(at('2026-11-16')), 0);
    if (state === 'done') break;
    expect(state).toBe('more');
    expect(slices).toBeLessThan(100);
  }
  // One page of each shard in a slice, and the day with sixty entries has more than three in a shard.
  expect(slices).toBeGreaterThan(whole.length + 2);
  const sliced = await other.table.all<Seal>(other.table.range.seals('2026-01-01', '2027-12-31'));
  expect(sliced).toEqual(whole);
  expect((await other.prove(at('2026-11-16'))).state).toBe('proved');
});

test('one run seals at a time, and a lease that ran out is taken over', async () => {
  await aFortnight(ledger);
  const answers = await Promise.all([ledger.seal(), ledger.seal(), ledger.seal()]);
  expect(answers.map(({ state }) => state).sort()).toEqual(['busy', 'busy', 'done']);
  const later = at('2026-12-05');
  const kept = (await ledger.table.get<Sealing>(ledger.table.key.sealing())) as Sealing;
  await ledger.edit(ledger.table.key.sealing(), 'leaseUntil', Date.now() + times.leaseMs);
  expect(await ledger.seal(later)).toMatchObject({ state: 'busy', sealed: 0 });
  await ledger.edit(ledger.table.key.sealing(), 'leaseUntil', Date.now() - 1);
  expect(await ledger.seal(later)).toMatchObject({ state: 'done', to: '2026-12-04' });
  expect((await ledger.table.get<Sealing>(ledger.table.key.sealing()))?.version).toBe(kept.version + 2);
});

test('a run whose lease was taken over meanwhile says so, and leaves the other one’s lease as it is', async () => {
  await aFortnight(ledger);
  await ledger.seal(at('2026-11-04'));
  const logged: string[] = [];
  const context = ledger.context(at('2026-11-05'));
  const logger = { info: (name: string) => void logged.push(name), error: (name: string) => void logged.push(name) };
  // The other run's lease is there by the time this one has sealed its day and gives its own back.
  const table = Object.assign(Object.create(context.table) as typeof context.table, {
    page: async (...asked: Parameters<typeof context.table.page>) => {
      await ledger.edit(ledger.table.key.sealing(), 'version', 9);
      return context.table.page(...asked);
    },
  });
  expect(await sealDue({ ...context, table, logger })).toMatchObject({ sealed: 1, to: '2026-11-04' });
  expect(logged).toEqual(['lease-lost', 'sealed']);
  expect((await ledger.table.get<Sealing>(ledger.table.key.sealing()))?.version).toBe(9);
});

test('a seal is never replaced: what is slipped in under the next day’s key stays, and is told as a fault', async () => {
  const [granted] = [coreOf('a', at('2026-11-02'))] as [Transfer];
  await ledger.post({ transfer: granted });
  await ledger.seal(at('2026-11-03'));
  await ledger.slipIn(ledger.table.key.seal('2026-11-03'), { type: 'seal', day: '2026-11-03', hash: 'x' });
  await ledger.seal(at('2026-11-05'));
  const proof = await ledger.prove(at('2026-11-05'));
  expect(proof.faults.listed.map(({ name, where }) => `${name} ${where}`)).toContain('seal-differs 2026-11-03');
});

test('the schedule’s task seals by the clock of its council', async () => {
  const host = {
    now: () => at('2026-11-05'),
    invoke: async () => null,
    send: async () => {},
    bell: () => {},
    ...noFiles,
    origin: 'http://127.0.0.1',
    demo: true,
    tableClient: ledger.client,
  };
  const nightly = createNightly({ TABLE_NAME: ledger.tableName }, host);
  expect(await nightly.handle({ council: 'essex', task: 'seal' })).toEqual({ sealed: 3, to: '2026-11-04', state: 'done' });
  expect((await seals())[0]?.day).toBe(ledgerFrom);
  await expect(nightly.handle({ council: 'essex', task: 'seal', subject: { budgetMs: -1 } })).rejects.toThrow();
});
