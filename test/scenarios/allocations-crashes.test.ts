// However an allocation run is interrupted, it ends as if it had not been: a crash before or after any transaction, a lost reply, a conflict, a second worker and
// any cut into slices leave the same allocations, accounts and transfers, the same lines and the same counts.
import fc from 'fast-check';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { limits } from '../../functions/entitlements/actions/runs/granting.ts';
import { commitRun, startRun } from '../../functions/entitlements/actions/runs/runs.ts';
import { advanceAllocations } from '../../functions/entitlements/actions/runs/slice.ts';
import { chunkBounds } from '../../functions/entitlements/rules/chunks.ts';
import type { AllocationRun, RunKind } from '../../functions/entitlements/schema/allocations.ts';
import { bounds } from '../../functions/entitlements/store/lists.ts';
import { getAllocationRun, getCurrentRun } from '../../functions/entitlements/store/runs.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commitOnce } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import type { AllocationRunId, HolderId } from '../../shared/ids.ts';
import { type Account, account } from '../../shared/ledger/chart.ts';
import { postingWrites } from '../../shared/ledger/post.ts';
import { transfer } from '../../shared/ledger/transfers.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { alone, contextOf, happens, keepGroups, keepSchools, linesIn, publish } from '../allocation-council.ts';
import { day, partnership, rule, school } from '../allocations.ts';
import { testTable } from '../engine.ts';
import { everyItem } from '../items.ts';
import { alive, type Mishap, mishap, sliceLengths, suffering, workers } from '../mishaps.ts';
import { hunt, report, timeBox } from '../properties/budget.ts';

const usual = { limits: { ...limits }, bounds: { ...bounds }, chunks: { ...chunkBounds } };
afterEach(() => {
  Object.assign(limits, usual.limits);
  Object.assign(bounds, usual.bounds);
  Object.assign(chunkBounds, usual.chunks);
});

let client: TableClient;
beforeAll(async () => {
  client = tableClient({ DYNAMODB_ENDPOINT: (await testTable()).endpoint });
});

type How = { mishaps: readonly Mishap[]; slices: readonly number[]; workers: number };
const calmly: How = { mishaps: [], slices: [60_000], workers: 1 };

/** A dry run and its carrying out, tried until they are done, as workers do after each crash; two at a time where there are two workers. */
async function through(
  tableName: string,
  kind: RunKind,
  on: string,
  { mishaps, slices, workers }: How,
): Promise<{ run: AllocationRun; suffered: number }> {
  const trouble = suffering(client, mishaps);
  const troubled = (): Context => ({ ...contextOf(client, tableName, on), table: new CouncilTable(trouble.client, tableName, 'essex') });
  const { table } = contextOf(client, tableName, on);
  const before = (await getCurrentRun(table))?.run;
  let id: AllocationRunId | undefined;
  while (!id) {
    await alive(startRun(troubled(), alone, { kind, on: on as CivilDate }));
    const now = (await getCurrentRun(table))?.run;
    id = now === before ? undefined : now;
  }
  const of = id;
  const read = async () => {
    const run = await getAllocationRun(table, of);
    if (!run) throw new Error('the run is gone');
    return run;
  };
  for (let turn = 0; ; turn++) {
    if (turn > 800) throw new Error('the run never ends');
    const run = await read();
    if (run.state === 'done' || (run.state === 'proposed' && run.counts.changes === 0)) return { run, suffered: trouble.suffered };
    if (run.state === 'proposed') {
      await alive(commitRun(troubled(), alone, of));
      continue;
    }
    const slice = slices[turn % slices.length] ?? 0;
    await Promise.all(Array.from({ length: workers }, () => alive(advanceAllocations(troubled(), of, slice))));
  }
}

const idIn = /alr_[0-9a-z]{26}/g;
/** Everything there is but the runs' own keeping, without the names of runs: an id of one run is as good as another's. */
async function contents(tableName: string): Promise<string[]> {
  const items = await everyItem(client, tableName);
  const own = /^essex#(ALLOCATIONRUN|ALLOCATIONRUNS|JOB|AUDIT)(#|$)/;
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : value && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([name, each]) => [name, sorted(each)]),
          )
        : value;
  return items
    .filter(({ pk }) => !own.test(String(pk)))
    .map((item) =>
      JSON.stringify(sorted(item))
        .replaceAll(idIn, 'alr_')
        .replaceAll(/[0-9a-z]{26}-(\d+-\d+-\d+)/g, '$1')
        .replaceAll(/(#LEDGER#[\d-]+)#\d\d/g, '$1')
        .replaceAll(/evt_[0-9a-z]{26}/g, 'evt_')
        .replaceAll(/"attempts":\d+,/g, ''),
    )
    .sort();
}

const told = async (tableName: string, { id, counts, state, chunks }: AllocationRun) => ({
  counts,
  state,
  chunks,
  lines: (await linesIn(contextOf(client, tableName, '2018-01-01').table, id)).map(({ account: of, moves, target }) => ({
    of,
    target,
    moves: moves.map(({ code, amount }) => [code, amount]),
  })),
});

/** Schools and partnerships with a year of events before them. */
async function world(schools: number, seed: number): Promise<string> {
  const { tableName } = await testTable();
  const { table } = contextOf(client, tableName, '2017-09-04');
  const common = {
    midYear: { gained: 'full' as const, lost: 'end' as const },
    yearEnd: { unused: 'carry' as const, atMost: { halfDays: 3 }, useBy: '12-31' },
  };
  await publish(table, '2017-04-01', [
    rule('school', 'visits', { ...common, where: { partnership: { member: false } } }),
    rule('status', 'more', common),
    rule('partnership', 'pot', {
      ...common,
      reserved: { share: { basisPoints: 2_500 }, title: 'Reserved', services: ['monitoring'], clause: { reference: 'a', text: 'b' } },
    }),
    rule('team', 'teams', { teams: [{ code: 'north', title: 'North', grant: { halfDays: 20 }, budget: { pence: 5_000 } }] }),
  ]);
  const made = Array.from({ length: schools }, (_, n) => school(990000 + n));
  await keepSchools(table, made);
  const groups = [partnership('a'), partnership('b')];
  await keepGroups(table, groups);
  for (const [n, { id }] of made.entries()) {
    const group = groups[(n + seed) % 3];
    if (group) await happens(table, { kind: 'joined', subject: id, group: group.id, on: day('2016-09-01'), about: [id, group.id] });
  }
  return tableName;
}

/** What happens between the runs: a conversion, a status, a leaving, and holds. */
async function meanwhile(tableName: string, seed: number): Promise<void> {
  const { table, now } = contextOf(client, tableName, '2017-10-01');
  const ids = [0, 1, 2].map((n) => school(990000 + n).id);
  const [one, two, three] = ids as [HolderId & string, HolderId & string, HolderId & string];
  const into = school(990900, { openedOn: day('2018-01-01') });
  await keepSchools(table, [into]);
  await happens(table, {
    kind: 'succeeded',
    subject: one as never,
    into: into.id,
    how: 'conversion',
    memberships: [],
    on: day('2018-01-01'),
    about: [one as never, into.id],
  });
  await happens(table, {
    kind: 'status-entered',
    subject: two as never,
    status: 'causing-concern',
    on: day('2017-11-01'),
    about: [two as never],
  });
  await happens(table, {
    kind: 'joined',
    subject: three as never,
    group: partnership('b').id,
    on: day('2017-12-01'),
    about: [three as never, partnership('b').id],
  });
  for (const holder of ids) {
    const from = `entitlement/${holder}/visits/2017-09-01.2018-08-31` as Account<'entitlement'>;
    const to = account('delivered-entitlement', 'sch_1', '2017');
    const made = Array.from({ length: (seed % 4) + 1 }, (_, n) =>
      transfer('deliver-entitlement', from, to, 1, { name: `held-${holder}-${n}`, now, cause: {}, pending: true }),
    );
    // Those that are members of a partnership have none to hold.
    await commitOnce(
      table,
      postingWrites(
        table,
        made.map((each) => ({ transfer: each })),
      ),
    );
  }
}

const how: fc.Arbitrary<How> = fc.record({
  mishaps: fc.array(mishap, { maxLength: 30 }),
  slices: sliceLengths,
  workers,
});

const storm: How = {
  mishaps: ['before', 'none', 'after', 'lost', 'conflict', 'none', 'before', 'after', 'none', 'lost', 'conflict', 'after'],
  slices: [0, 2],
  workers: 1,
};

test(
  'a run that is interrupted ends as one that is not, and so do the runs after it',
  async () => {
    Object.assign(limits, { writes: 11 });
    Object.assign(bounds, { holders: 3, atOnce: 2 });
    Object.assign(chunkBounds, { lines: 4 });
    let suffered = 0;
    const cases = await hunt(
      fc.tuple(fc.integer({ min: 3, max: 9 }), fc.nat({ max: 11 }), how, how, how),
      async ([schools, seed, ...storms]) => {
        const [calm, stormy] = [await world(schools, seed), await world(schools, seed)];
        const phases = [
          ['allocate', '2017-09-04'],
          ['allocate', '2018-01-02'],
          ['close', '2018-09-01'],
        ] as const;
        for (const [i, [kind, on]] of phases.entries()) {
          if (i === 1) for (const name of [calm, stormy]) await meanwhile(name, seed);
          const undisturbed = await through(calm, kind, on, calmly);
          const disturbed = await through(stormy, kind, on, storms[i] as How);
          suffered += disturbed.suffered;
          expect(undisturbed.run.counts).toMatchObject({ skipped: 0 });
          expect(await told(stormy, disturbed.run)).toEqual(await told(calm, undisturbed.run));
          expect(await contents(stormy)).toEqual(await contents(calm));
        }
      },
      {
        milliseconds: 15_000,
        cases: 40,
        least: 2,
        // However slow the machine, every mishap befalls every kind of run at least once.
        examples: [
          [6, 1, storm, storm, storm],
          [4, 2, { ...storm, workers: 2 }, { ...storm, workers: 2 }, { ...storm, workers: 2 }],
        ],
      },
    );
    report('an allocation run that is interrupted ends as one that is not', cases);
    expect(suffered).toBeGreaterThan(30);
  },
  timeBox(240_000),
);
