// Allocations and the ledger: what an allocation says of its account is proved against every entry of it, and no run builds on one that says something else.
import { afterAll, beforeEach, expect, test } from 'vitest';
import { readDetail } from '../../functions/entitlements/actions/runs/lines.ts';
import { commitRun } from '../../functions/entitlements/actions/runs/runs.ts';
import type { Moved } from '../../functions/entitlements/schema/allocations.ts';
import { continueProof, readProof, startProof } from '../../functions/reports/actions/proof.ts';
import { commit, put } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import { type TableClient, tableClient } from '../../shared/table.ts';
import {
  alone,
  contextOf,
  dryRun,
  finish,
  happens,
  keepGroups,
  keepSchools,
  kept,
  linesIn,
  publish,
  wholeRun,
} from '../allocation-council.ts';
import { day, partnership, rule, school } from '../allocations.ts';
import { testTable } from '../engine.ts';

const first = school(990001);
const fresh = school(990011, { openedOn: day('2017-09-10') });
const year = '2017-09-01.2018-08-31';
const account = `entitlement/${first.id}/visits/${year}`;

let client: TableClient;
let context: Context;
beforeEach(async () => {
  client?.destroy();
  const made = await testTable();
  client = tableClient({ DYNAMODB_ENDPOINT: made.endpoint });
  context = contextOf(client, made.tableName, '2017-09-12');
  context = { ...context, council: { ...context.council, ledgerFrom: day('2017-09-01') } as Context['council'] };
  await publish(context.table, '2017-04-01', [rule('school', 'visits', { where: { partnership: { member: false } } })]);
  await keepSchools(context.table, [first, fresh, school(990002)]);
  await keepGroups(context.table, [partnership('estuary')]);
  await wholeRun(context, 'allocate', '2017-09-12');
});
afterAll(() => client.destroy());

async function faults(): Promise<string[]> {
  const { job } = accepted(await startProof(context, async () => {}, 0));
  while ((await continueProof(context, job, 1_000)).state === 'more');
  const { latest } = await readProof(context);
  return (latest?.faults.listed ?? []).map(({ name, where }) => `${name} ${where}`);
}
async function tamper(moved: Partial<Moved>): Promise<void> {
  const { allocation } = await kept(context.table, first.id, 'visits');
  if (!allocation) throw new Error('it was granted');
  const key = context.table.key.allocation(first.id, allocation.period.from, 'visits');
  expect((await commit(context.table, [put(key, { ...allocation, moved: { ...allocation.moved, ...moved } })])).ok).toBe(true);
}
const joins = () =>
  happens(context.table, {
    kind: 'joined',
    subject: first.id,
    group: partnership('estuary').id,
    on: day('2017-09-11'),
    about: [first.id],
  } as never);

test('what runs have granted, taken back and handed over is proved', async () => {
  await happens(context.table, {
    kind: 'succeeded',
    subject: 'sch_990002',
    into: fresh.id,
    how: 'conversion',
    memberships: [],
    on: day('2017-09-10'),
    about: ['sch_990002', fresh.id],
  } as never);
  await joins();
  const { counts } = await wholeRun(context, 'allocate', '2017-09-12');
  expect(counts.halfDays).toMatchObject({ 'claw-back': 20, 'hand-over': 10 });
  expect(await faults()).toEqual([]);
});

test.each<[string, Partial<Moved>]>([
  ['granted', { granted: 0 }],
  ['taken back', { clawedBack: 4 }],
  ['handed to it', { handedIn: 3 }],
])('an allocation that says otherwise what was %s is named', async (_, moved) => {
  await tamper(moved);
  expect(await faults()).toEqual([`allocation-differs ${account}`]);
});

test('one that was less taken back than its account says is named too', async () => {
  await joins();
  await wholeRun(context, 'allocate', '2017-09-12');
  await tamper({ clawedBack: 9 });
  expect(await faults()).toEqual([`allocation-differs ${account}`]);
});

test('one that is gone is named', async () => {
  const key = context.table.key.allocation(first.id, '2017-09-01', 'visits');
  await commit(context.table, [{ op: 'delete', key, refusal: { name: 'changed-meanwhile' } }]);
  expect(await faults()).toEqual([`allocation-missing ${account}`]);
});

test('a run passes over one that does not agree with its account, and grants nothing twice', async () => {
  await tamper({ granted: 0 });
  const run = await dryRun(context, 'allocate', '2017-09-12');
  expect(await linesIn(context.table, run.id)).toMatchObject([{ account, moves: [{ code: 'grant', amount: 10 }] }]);
  accepted(await commitRun(context, alone, run.id));
  const done = await finish(context, run.id);
  expect(done.counts).toMatchObject({ carriedOut: 0, skipped: 1 });
  expect((await readDetail(context, done, {})).skipped.map((line) => line.account)).toEqual([account]);
  expect((await kept(context.table, first.id, 'visits')).head).toMatchObject({ available: 10, debitsPosted: 10 });
});
