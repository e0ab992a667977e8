// Allocations and their runs in the table: what each write is, what a run reads, one run at a time, and a year that is closed.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { grantsOf } from '../../functions/bookings/actions/grants.ts';
import { readDetail, readLines, readPart } from '../../functions/entitlements/actions/runs/lines.ts';
import { cancelRun, commitRun, listRuns, readRun, startRun } from '../../functions/entitlements/actions/runs/runs.ts';
import { returned } from '../../functions/entitlements/rules/returns.ts';
import type { Allocation } from '../../functions/entitlements/schema/allocations.ts';
import { allocationOf, allocationWrite, headOf, readHolding } from '../../functions/entitlements/store/allocations.ts';
import { getAllocationRun } from '../../functions/entitlements/store/runs.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit, commitOnce } from '../../shared/commit.ts';
import type { Actor, Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { PersonId } from '../../shared/ids.ts';
import { type GrantParts, grantOf, type Period } from '../../shared/ledger/chart.ts';
import { postingWrites } from '../../shared/ledger/post.ts';
import { settle } from '../../shared/ledger/transfers.ts';
import { type TableClient, tableClient } from '../../shared/table.ts';
import {
  administrator,
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
import { unhurried } from '../unhurried.ts';

beforeAll(unhurried);

const primaries = [1, 2, 3].map((n) => school(990000 + n, { name: `${'ABC'[n - 1]} School` }));
const [first, second] = primaries as [(typeof primaries)[number], (typeof primaries)[number]];
const visits = rule('school', 'visits', {});
const year = '2017-09-01.2018-08-31';
const accountOf = (holder: string) => `entitlement/${holder}/visits/${year}`;
const finance: Actor = { person: 'per_nadia-rahman' as PersonId, name: 'Nadia Rahman', roles: ['finance'] };

let client: TableClient;
let tableName = '';
let context: Context;
const at = (today: string, actor?: Actor) => contextOf(client, tableName, today, actor);
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

describe('a run', () => {
  test('is a dry run first: nothing but itself, its lines and sums, its job, and the entry of the audit trail', async () => {
    const before = await dump();
    const run = await dryRun(context, 'allocate', '2017-09-04');
    expect(run).toMatchObject({ state: 'proposed', chunks: 1, counts: { holders: 3, changes: 3, unchanged: 0, halfDays: { grant: 30 } } });
    const bare = (key: string) =>
      key
        .replaceAll(run.id, 'alr_…')
        .replaceAll(run.job, 'job_…')
        .replace(/#\d\d (\S+)#evt_\w+$/, '#.. $1#evt_…');
    expect(changedKeys(before, await dump()).map(bare)).toEqual([
      'essex#ALLOCATIONRUN#alr_… LINES#000000',
      'essex#ALLOCATIONRUN#alr_… run',
      'essex#ALLOCATIONRUN#alr_… sums',
      'essex#ALLOCATIONRUNS current',
      'essex#AUDIT#2017-09-04#.. 2017-09-04T10:00:00.000Z#evt_…',
      'essex#JOB#job_… job',
    ]);
  });

  test('carried out is an allocation, an account and a transfer for each line, with who did it and the audit entries of its beginning and its end', async () => {
    const run = await dryRun(context, 'allocate', '2017-09-04');
    const before = await dump();
    accepted(await commitRun(context, alone, run.id));
    expect(await finish(context, run.id)).toMatchObject({
      state: 'done',
      counts: { carriedOut: 3, skipped: 0 },
      committedBy: administrator.person,
    });
    const changed = changedKeys(before, await dump());
    expect(changed.filter((key) => key.includes('ALLOCATION#2017-09-01#visits'))).toHaveLength(3);
    expect(changed.filter((key) => key.includes('HEAD#entitlement'))).toHaveLength(3);
    expect(changed.filter((key) => key.includes('#LEDGER#'))).toHaveLength(3);
    expect(changed.filter((key) => key.includes('#AUDIT#'))).toHaveLength(2);
    const { allocation, head } = await kept(context.table, first.id, 'visits');
    expect(allocation).toMatchObject({
      target: 10,
      moved: { granted: 10 },
      steps: [{ on: '2017-09-01', change: 10, because: 'every school' }],
      changes: [{ run: run.id, by: administrator.person, code: 'grant', amount: 10 }],
      version: 1,
    });
    expect(head).toMatchObject({ available: 10, debitsPosted: 10 });
  });

  test('sent again goes on once; the same again has nothing to do, and reads no head', async () => {
    const run = await wholeRun(context, 'allocate', '2017-09-04');
    const before = await dump();
    expect(accepted(await commitRun(context, alone, run.id)).state).toBe('done');
    expect(changedKeys(before, await dump())).toEqual([]);
    const again = await dryRun(context, 'allocate', '2017-09-04');
    expect(again).toMatchObject({ state: 'proposed', chunks: 0, counts: { changes: 0, unchanged: 3 } });
    expect(outcomeOf(await commitRun(context, alone, again.id))).toBe('nothing-to-allocate');
    // One with nothing to do holds nobody up.
    expect(outcomeOf(await startRun(context, alone, { kind: 'allocate', on: day('2017-09-04') }))).toBe('accepted');
  });

  test('is one at a time: another waits for it to be carried out or given up', async () => {
    const run = await dryRun(context, 'allocate', '2017-09-04');
    const refused = await startRun(context, alone, { kind: 'allocate', on: day('2017-09-04') });
    expect(refused).toMatchObject({ ok: false, refusal: { name: 'allocation-run-waiting', more: { run: run.id } } });
    accepted(await cancelRun(context, run.id));
    expect(outcomeOf(await commitRun(context, alone, run.id))).toBe('wrong-state');
    expect(outcomeOf(await cancelRun(context, run.id))).toBe('wrong-state');
    expect(outcomeOf(await startRun(context, alone, { kind: 'allocate', on: day('2017-09-04') }))).toBe('accepted');
    expect((await listRuns(context)).items.map(({ state }) => state)).toEqual(['proposed', 'cancelled']);
  });

  test('that nobody goes on with gives way as a dry run, and not once it is being carried out', async () => {
    const run = await dryRun(context, 'allocate', '2017-09-04');
    const stopped = { ...run, state: 'reading' as const, job: 'job_gone' as never, version: run.version + 1 };
    const put = async (of: object) =>
      expect(
        await commit(context.table, [
          { op: 'put', key: context.table.key.allocationRun(run.id), item: of as never, refusal: { name: 'wrong-state' } },
        ]),
      ).toEqual({ ok: true });
    await put(stopped);
    expect(accepted(await readRun(context, run.id)).shows).toBe('stopped');
    const next = accepted(await startRun(context, alone, { kind: 'allocate', on: day('2017-09-04') }));
    expect((await getAllocationRun(context.table, run.id))?.state).toBe('failed');
    await put({ ...next, state: 'granting', job: 'job_gone', committedBy: administrator.person, version: next.version + 1 });
    await commit(context.table, [
      { op: 'put', key: context.table.key.allocationRuns(), item: { run: run.id, version: 9 }, refusal: { name: 'wrong-state' } },
    ]);
    await put({ ...run, state: 'granting', job: 'job_gone', committedBy: administrator.person, version: 50 });
    expect(outcomeOf(await startRun(context, alone, { kind: 'allocate', on: day('2017-09-04') }))).toBe('allocation-run-under-way');
    // Going on with it needs no more than carrying it out once more.
    expect(accepted(await commitRun(context, alone, run.id))).toMatchObject({ state: 'done', counts: { carriedOut: 3 } });
  });

  test.each<[string, { kind: 'allocate' | 'close'; on: string }, string]>([
    ['more than two years ahead', { kind: 'allocate', on: '2019-10-01' }, 'invalid-request'],
    ['for a year that is to be closed before it has ended', { kind: 'close', on: '2017-09-05' }, 'invalid-request'],
    ['of a day before there was any policy', { kind: 'allocate', on: '2017-03-31' }, 'policy-not-in-force'],
  ])('is refused %s', async (_, command, refusal) => {
    expect(outcomeOf(await startRun(context, alone, { ...command, on: command.on as CivilDate }))).toBe(refusal);
  });

  test('is out of date once the policy has changed', async () => {
    const run = await dryRun(context, 'allocate', '2017-09-04');
    await publish(context.table, '2018-01-01', [visits]);
    expect(outcomeOf(await commitRun(context, alone, run.id))).toBe('allocation-run-out-of-date');
    expect(outcomeOf(await commitRun(context, alone, 'alr_unknown'))).toBe('unknown-allocation-run');
    expect(outcomeOf(await commitRun(context, alone, undefined))).toBe('unknown-allocation-run');
  });
});

describe('a school that converts', () => {
  test('hands over in the table as it does by the rules, both lines in one run', async () => {
    await wholeRun(context, 'allocate', '2017-09-04');
    await hold(accountOf(first.id), 3);
    const into = school(990011, { name: 'New Academy', openedOn: day('2018-01-01') });
    await keepSchools(context.table, [into]);
    await happens(context.table, {
      kind: 'succeeded',
      subject: first.id,
      into: into.id,
      how: 'conversion',
      memberships: [],
      on: day('2018-01-01'),
      about: [first.id, into.id],
    });
    const later = at('2018-01-02');
    const run = await wholeRun(later, 'allocate', '2018-01-02');
    expect(run).toMatchObject({ state: 'done', counts: { carriedOut: 1, skipped: 0, halfDays: { 'hand-over': 7, grant: 0 } } });
    expect((await kept(context.table, into.id, 'visits')).allocation).toMatchObject({
      moved: { handedIn: 7, granted: 0 },
      target: 0,
      holderName: 'New Academy',
    });
    expect((await kept(context.table, first.id, 'visits')).head).toMatchObject({ available: 0, creditsPending: 3 });
    expect((await dryRun(later, 'allocate', '2018-01-02')).counts).toMatchObject({ changes: 0 });
  });
});

describe('a year that is closed', () => {
  test('closes the account, and a hold that is given back later is voided and lapses in one transaction', async () => {
    await wholeRun(context, 'allocate', '2017-09-04');
    const [held] = await hold(accountOf(first.id), 2);
    const later = at('2018-09-01');
    expect(await wholeRun(later, 'close', '2018-09-01')).toMatchObject({ counts: { carriedOut: 3, halfDays: { lapse: 28 } } });
    const allocation = await allocationOf(context.table, accountOf(first.id));
    if (!allocation || !held) throw new Error('nothing was granted');
    expect(allocation).toMatchObject({ state: 'closed', moved: { lapsed: 8 }, version: 2 });
    expect(await headOf(context.table, accountOf(first.id))).toMatchObject({ closed: true, available: 0, creditsPending: 2 });

    const voided = { settlement: settle(held, 'void', later.now) };
    // Without the lapse the closed account does not take it.
    expect((await commitOnce(context.table, postingWrites(context.table, [voided]))).ok).toBe(false);
    const grants = { vacancies: new Map(), allocations: new Map([[allocation.account, allocation]]) };
    const back = returned(grants, [{ account: allocation.account, amount: 1, name: 'bkg1-01' }], later.now);
    const writes = [
      ...back.allocations.map((each) => allocationWrite(context.table, each)),
      ...postingWrites(context.table, [voided, ...back.postings]),
    ];
    accepted(await commitOnce(context.table, writes));
    expect(await headOf(context.table, accountOf(first.id))).toMatchObject({ closed: true, available: 0, creditsPending: 1 });
    expect(await allocationOf(context.table, accountOf(first.id))).toMatchObject({ moved: { lapsed: 9 }, version: 3 });
    expect((await dryRun(later, 'close', '2018-09-01')).counts.changes).toBe(0);
  });
});

describe('what granted a plan’s account', () => {
  const own = 'entitlement/ptn_estuary/partnership-days/2017-09-01.2018-08-31';
  const plan = own.replace('partnership-days', 'partnership-days.pln_0001');
  const allocation = (of: string, version = 1) => {
    const { holder, grant, rule: of_, part, period } = grantOf(of) as GrantParts & { period: Period };
    return { type: 'allocation', account: of, holder, grant, rule: of_, part, period, state: 'open', version } as Allocation;
  };

  test('is read with its pot, and with no other account that begins on the same day', async () => {
    const { table } = context;
    await commit(table, [allocationWrite(table, allocation(own)), allocationWrite(table, allocation(plan))]);
    const { allocations, vacancies } = await grantsOf(context, [plan]);
    expect([[...allocations.keys()].sort(), vacancies.size]).toEqual([[own, plan].sort(), 0]);
    // Days that were carried into the year end earlier in it, and their plans were not made from its own.
    const carried = plan.replace('2018-08-31', '2017-12-31').replace('0001', '0002');
    await commit(table, [allocationWrite(table, allocation(carried))]);
    expect([...(await grantsOf(context, [carried])).allocations.keys()]).toEqual([carried]);
  });
});

describe('confidential lines', () => {
  test('are named to those alone who may read such statuses; others see them summed', async () => {
    await publish(context.table, '2017-09-01', [visits, rule('status', 'more', {})]);
    await happens(context.table, {
      kind: 'status-entered',
      subject: first.id,
      status: 'causing-concern',
      on: day('2017-09-02'),
      about: [first.id],
    });
    const run = await dryRun(context, 'allocate', '2017-09-04');
    expect(run.counts).toMatchObject({ changes: 4, halfDays: { grant: 36 } });
    const asFinance = await readDetail(at('2017-09-04', finance), run, {});
    const asAdmin = await readDetail(context, run, {});
    expect(asAdmin.page.lines.filter(({ confidential }) => confidential)).toHaveLength(1);
    expect(asAdmin.sums.find(({ rule: of }) => of === 'more')).toMatchObject({ kind: 'primary' });
    expect(asFinance.page.lines.map(({ rule: of }) => of)).toEqual(['visits', 'visits', 'visits']);
    expect(asFinance.sums.find(({ rule: of }) => of === 'more')).toMatchObject({
      kind: 'not-shown',
      title: 'Further days',
      amounts: { grant: 6 },
    });
    expect(JSON.stringify(asFinance)).not.toMatch(/causing|status holds/);
    expect(accepted(await readPart(at('2017-09-04', finance), run.id, 1)).lines).toHaveLength(3);
    expect(outcomeOf(await readPart(context, run.id, 2))).toBe('unknown-allocation-run');
  });
});

describe('a run over many holders', () => {
  test('goes through teams, partnerships, other bodies and schools, in pages and chunks, and its lines are found again', async () => {
    const many = Array.from({ length: 230 }, (_, n) => school(991000 + n, { name: `School ${String(n).padStart(3, '0')}` }));
    await keepSchools(context.table, many);
    const ptn = partnership('quay');
    const club = {
      id: 'org_club' as never,
      kind: 'sports-club' as const,
      name: 'Rowing Club',
      sectors: [{ from: day('2015-09-01'), sector: 'independent' as const }],
      addressLines: [],
      postcode: '',
      version: 1,
    };
    await keepGroups(context.table, [ptn, club]);
    await happens(context.table, { kind: 'joined', subject: first.id, group: ptn.id, on: day('2016-09-01'), about: [first.id, ptn.id] });
    await publish(context.table, '2017-09-01', [
      visits,
      rule('partnership', 'pot', {}),
      rule('school', 'clubs', { where: { bodies: ['sports-club'] }, grant: { halfDays: 2 } }),
      rule('team', 'teams', { teams: [{ code: 'north', title: 'North team', grant: { halfDays: 20 }, budget: { pence: 5_000 } }] }),
    ]);
    const run = await dryRun(context, 'allocate', '2017-09-04');
    expect(run).toMatchObject({ counts: { holders: 236, changes: 237, pence: { grant: 5_000 } } });
    expect(run.chunks).toBeGreaterThan(2);
    const all = await linesIn(context.table, run.id);
    expect(all.slice(0, 4).map(({ holder, grant }) => `${holder} ${grant}`)).toEqual([
      'tea_north teams',
      'tea_north teams.budget',
      `${ptn.id} pot`,
      'org_club clubs',
    ]);
    const firstPage = await readLines(context, run, {});
    const secondPage = await readLines(context, run, { after: firstPage.next });
    expect([...firstPage.lines, ...secondPage.lines]).toEqual(all.slice(0, 100));
    expect((await readLines(context, run, { holder: 'school 22' })).lines.map(({ holderName }) => holderName)).toHaveLength(10);
    expect((await readLines(context, run, { holder: '990002' })).lines.map(({ holder }) => holder)).toEqual([second.id]);
    expect((await readLines(context, run, { rule: 'pot' })).lines).toHaveLength(1);
    accepted(await commitRun(context, alone, run.id));
    expect(await finish(context, run.id)).toMatchObject({ state: 'done', counts: { carriedOut: 237, skipped: 0 } });
    expect((await kept(context.table, 'tea_north' as never, 'teams.budget')).head).toMatchObject({ available: 5_000 });
    expect((await dryRun(context, 'allocate', '2017-09-04')).counts).toMatchObject({ changes: 0, unchanged: 237 });
  });
});

test('one consistent question of a holder brings the school, its events, what is confidential and its allocations, and nothing else', async () => {
  await wholeRun(context, 'allocate', '2017-09-04');
  await happens(context.table, {
    kind: 'status-entered',
    subject: first.id,
    status: 'vulnerable',
    on: day('2017-09-02'),
    about: [first.id],
  });
  await happens(context.table, { kind: 'district-placed', subject: first.id, district: 'North', on: day('2017-09-02'), about: [first.id] });
  const holding = await readHolding(context.table, first.id, 'nobody');
  expect(holding).toMatchObject({ name: 'A School', events: [{ kind: 'district-placed' }], confidential: [{ kind: 'status-entered' }] });
  expect(holding.allocations.map(({ grant }) => grant)).toEqual(['visits']);
  expect(holding.organisation).toEqual(first);
});
