// Policies, vacancies and free accounts in the table: one open vacancy for each post, versions that never change, lists that forget what is closed.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readStatement } from '../../functions/entitlements/actions/statements.ts';
import {
  closeVacancy,
  currentPolicy,
  listOpenVacancies,
  listVacancies,
  publishPolicy,
  recordVacancy,
} from '../../functions/entitlements/actions.ts';
import { policyAt, policyWrites } from '../../functions/entitlements/store.ts';
import { schoolWrites } from '../../functions/schools/store.ts';
import { commit } from '../../shared/commit.ts';
import type { Actor, Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { council } from '../actors.ts';
import { academy, actor, changedKeys, day, maintained, now, outcomeOf, pack, policy, tableDump } from '../bookings.ts';
import { testTable } from '../engine.ts';

const manager = actor('resource-manager');
const booker = actor('school-booker', { organisation: academy.id });
let client: TableClient;
let tableName = '';

const contextOf = (who: Actor = manager, at = now): Context => ({
  actor: who,
  council,
  now: at,
  table: new CouncilTable(client, tableName, 'essex'),
  logger: { info: () => {}, error: () => {} },
});
const dump = () => tableDump(client, tableName, 'essex');
const record = (school: OrganisationId = academy.id, post = 'headteacher', vacantFrom = '2026-12-31') =>
  recordVacancy(contextOf(), { school, post, vacantFrom: day(vacantFrom) });
const openIds = async () => accepted(await listOpenVacancies(contextOf())).items.map(({ id }) => id);

beforeEach(async () => {
  client?.destroy();
  const made = await testTable();
  tableName = made.tableName;
  client = tableClient({ DYNAMODB_ENDPOINT: made.endpoint });
  const { table } = contextOf();
  expect(
    await commit(table, [...policyWrites(table, undefined, policy), ...schoolWrites(table, academy), ...schoolWrites(table, maintained)]),
  ).toEqual({ ok: true });
});
afterAll(() => client.destroy());

describe('a vacancy', () => {
  test('is six writes: itself, the claims on its post and on its date, the grant, the account and the entry of the audit trail', async () => {
    const before = await dump();
    const { id, account } = accepted(await record());
    expect(
      changedKeys(before, await dump()).map((key) => key.replace(/#\d\d trf/, '#.. trf').replace(/#\d\d (\S+)#evt_\w+$/, '#.. $1#evt_…')),
    ).toEqual([
      'essex#AUDIT#2026-11-24#.. 2026-11-24T08:00:00.000Z#evt_…',
      `essex#HOLDER#${academy.id} HEAD#${account}`,
      `essex#LEDGER#2026-11-24#.. trf_20261124-${id}-grant`,
      `essex#ORG#${academy.id} OPENPOST#headteacher`,
      `essex#ORG#${academy.id} RECORDED#headteacher#2026-12-31`,
      `essex#ORG#${academy.id} VACANCY#${id}`,
    ]);
  });

  test('sent again is the same vacancy, and grants nothing more', async () => {
    const first = accepted(await record());
    const before = await dump();
    expect(accepted(await record()).id).toBe(first.id);
    expect(changedKeys(before, await dump())).toEqual([]);
  });

  test('for the same post with another date is refused while the first is open, and taken when it is closed', async () => {
    const first = accepted(await record());
    expect(outcomeOf(await record(academy.id, 'headteacher', '2027-01-31'))).toBe('vacancy-already-open');
    accepted(await closeVacancy(contextOf(), academy.id, first.id, { outcome: 'withdrawn' }));
    expect(accepted(await record(academy.id, 'headteacher', '2027-01-31')).id).not.toBe(first.id);
  });

  test('sent again after it was filled is refused, and grants nothing more', async () => {
    const first = accepted(await record());
    accepted(await closeVacancy(contextOf(), academy.id, first.id, { outcome: 'filled' }));
    const before = await dump();
    expect(outcomeOf(await record())).toBe('vacancy-already-recorded');
    expect(changedKeys(before, await dump())).toEqual([]);
  });

  test('withdrawn before any of it was used was a mistake, and may be recorded again', async () => {
    const first = accepted(await record());
    accepted(await closeVacancy(contextOf(), academy.id, first.id, { outcome: 'withdrawn' }));
    const again = accepted(await record());
    expect(again.id).not.toBe(first.id);
    expect(
      accepted(await readStatement(contextOf(), academy.id))
        .lines.map(({ granted, lapsed, left }) => [granted, lapsed, left])
        .toSorted(),
    ).toEqual([
      [2, 0, 2],
      [2, 2, 0],
    ]);
  });

  test('stands beside one for another post and one at another school', async () => {
    const made = [accepted(await record()), accepted(await record(academy.id, 'head-of-school')), accepted(await record(maintained.id))];
    expect(new Set(made.map(({ account }) => account)).size).toBe(3);
    expect((await openIds()).toSorted()).toEqual(made.map(({ id }) => id).toSorted());
  });

  test('of eight recorded at once is one', async () => {
    const decisions = await Promise.all(Array.from({ length: 8 }, () => record()));
    expect(new Set(decisions.map((decision) => accepted(decision).id)).size).toBe(1);
    expect(accepted(await readStatement(contextOf(), academy.id)).lines.map(({ granted, left }) => [granted, left])).toEqual([[2, 2]]);
  });
});

describe('a closed vacancy', () => {
  test('leaves the list of open ones, and stays in its school’s', async () => {
    const { id } = accepted(await record());
    expect(await openIds()).toEqual([id]);
    const closed = accepted(await closeVacancy(contextOf(), academy.id, id, { outcome: 'filled' }));
    expect(closed).toMatchObject({ state: 'filled', lapsedHalfDays: 2, version: 2 });
    expect(await openIds()).toEqual([]);
    expect(accepted(await listVacancies(contextOf(booker), academy.id)).vacancies.map((each) => [each.id, each.state])).toEqual([
      [id, 'filled'],
    ]);
    expect([...(await dump()).keys()].filter((key) => key.includes('OPENPOST'))).toEqual([]);
  });

  test('is closed once, by whoever is first of eight', async () => {
    const { id } = accepted(await record());
    const decisions = await Promise.all(
      Array.from({ length: 8 }, (_, i) => closeVacancy(contextOf(), academy.id, id, { outcome: i % 2 === 0 ? 'filled' : 'withdrawn' })),
    );
    expect(decisions.map(outcomeOf).toSorted()).toEqual(['accepted', ...Array(7).fill('vacancy-closed')]);
    expect(
      accepted(await readStatement(contextOf(), academy.id)).lines.map(({ granted, lapsed, left }) => [granted, lapsed, left]),
    ).toEqual([[2, 2, 0]]);
  });

  test('nobody knows is refused, at another school too', async () => {
    const { id } = accepted(await record());
    const before = await dump();
    expect(outcomeOf(await closeVacancy(contextOf(), maintained.id, id, { outcome: 'filled' }))).toBe('unknown-vacancy');
    expect(changedKeys(before, await dump())).toEqual([]);
  });
});

describe('a school sees its own', () => {
  test('vacancies and statement, and those of no other, nor the list of all', async () => {
    accepted(await record());
    accepted(await record(maintained.id));
    expect(accepted(await listVacancies(contextOf(booker), academy.id)).vacancies).toHaveLength(1);
    expect(outcomeOf(await listVacancies(contextOf(booker), maintained.id))).toBe('unknown-school');
    expect(outcomeOf(await readStatement(contextOf(booker), maintained.id))).toBe('unknown-school');
    expect(outcomeOf(await listOpenVacancies(contextOf(booker)))).toBe('not-allowed');
    expect(accepted(await listOpenVacancies(contextOf(actor('auditor')))).items).toHaveLength(2);
  });
});

describe('the policy in force', () => {
  const dayMs = 86_400_000;
  test('is the last version to have taken effect, and each version stays what it was', async () => {
    accepted(await publishPolicy(contextOf(), { pack: { ...pack, title: 'Amended', effectiveFrom: day('2027-09-01') } }));
    const summer = Date.parse('2027-08-31T22:59:59Z');
    expect((await policyAt(contextOf().table, summer))?.pack.title).toBe('Essex (2017 model)');
    expect((await policyAt(contextOf().table, summer + 1000))?.pack.title).toBe('Amended');
    expect((await policyAt(contextOf().table, now))?.version).toBe(1);
    expect(await policyAt(contextOf().table, Date.parse('2026-08-31T22:59:59Z'))).toBeUndefined();
  });

  test('of two published at once has two versions, one after the other', async () => {
    const decisions = await Promise.all([1, 2].map((n) => publishPolicy(contextOf(), { pack: { ...pack, title: `Amended ${n}` } })));
    expect(decisions.map((decision) => accepted(decision).version).toSorted()).toEqual([2, 3]);
    expect((await currentPolicy(contextOf(manager, now + dayMs)))?.version).toBe(3);
  });

  test('of another council is another matter', async () => {
    const elsewhere = { ...contextOf(), table: new CouncilTable(client, tableName, 'neighbour') };
    expect(await currentPolicy(elsewhere)).toBeUndefined();
    expect(outcomeOf(await recordVacancy(elsewhere, { school: academy.id, post: 'headteacher', vacantFrom: day('2026-12-31') }))).toBe(
      'unknown-school',
    );
  });
});
