// A policy that was published before a part of packs was thought of is read with what goes without saying of it, and quoted under as it was.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { policyAndAhead, policyAt } from '../../functions/catalogue/store/policies.ts';
import { policyWrites } from '../../functions/entitlements/store.ts';
import { commitOnce } from '../../shared/commit.ts';
import { accepted } from '../../shared/decision.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { now, policy } from '../bookings.ts';
import { testTable } from '../engine.ts';

let client: TableClient;
let tableName = '';
beforeAll(async () => {
  const made = await testTable();
  tableName = made.tableName;
  client = tableClient({ DYNAMODB_ENDPOINT: made.endpoint });
});
afterAll(() => client.destroy());

test('what a stored pack has no word of is empty, and nothing was sold ahead by it', async () => {
  const { packages: _, evaluations: __, notes: ___, ...before } = policy.pack;
  const table = new CouncilTable(client, tableName, 'before');
  accepted(await commitOnce(table, policyWrites(table, undefined, { ...policy, pack: before as typeof policy.pack })));
  expect((await policyAt(table, now))?.pack).toEqual({ ...policy.pack, packages: [], evaluations: [], notes: [] });
  expect((await policyAndAhead(table, now)).hasSoldAhead).toBe(false);
});

test('a policy that sells half-days ahead tells so from the day it is published, whenever it comes into force', async () => {
  const table = new CouncilTable(client, tableName, 'ahead');
  accepted(await commitOnce(table, policyWrites(table, undefined, { ...policy, pack: rivermouth2026 })));
  const begins = Date.parse(policy.effectiveAt);
  expect(await policyAndAhead(table, begins - 1)).toEqual({ policy: undefined, hasSoldAhead: true });
  expect(await policyAndAhead(table, begins)).toMatchObject({ policy: { pack: rivermouth2026 }, hasSoldAhead: true });
});
