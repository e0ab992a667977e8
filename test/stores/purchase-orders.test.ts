// What is held of a purchase order beside its bookings: every agreement of a trust whose schools all buy under one number, and no other order's. On the real engine.
import { beforeAll, expect, test } from 'vitest';
import type { AgreementUnder } from '../../functions/bookings/schema/purchase-orders.ts';
import { agreementsUnder, agreementUnderWrite } from '../../functions/bookings/store/purchase-orders.ts';
import { commit } from '../../shared/commit.ts';
import type { AgreementId, OrganisationId } from '../../shared/ids.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';

const trust = 'trs_16001' as OrganisationId;
let table: CouncilTable;
beforeAll(async () => {
  const { endpoint, tableName } = await testTable();
  table = new CouncilTable(tableClient({ DYNAMODB_ENDPOINT: endpoint }), tableName, 'essex');
});

const under = (number: string, i: number): AgreementUnder => ({
  type: 'agreement-under',
  organisation: trust,
  number,
  agreement: `agr_${String(i).padStart(3, '0')}` as AgreementId,
  title: 'Leadership buy-back',
  school: `sch_${990_000 + i}` as OrganisationId,
  schoolName: `School ${i}`,
  heldPence: 100,
  chargedPence: 0,
});

test('an order tells the agreements of all schools of a large trust, the newest first', async () => {
  const all = Array.from({ length: 120 }, (_, i) => under('PO-7', i));
  for (const some of [all.slice(0, 60), all.slice(60), [under('PO-70', 200)]])
    expect(
      (
        await commit(
          table,
          some.map((each) => agreementUnderWrite(table, each)),
        )
      ).ok,
    ).toBe(true);
  const told = await agreementsUnder(table, trust, 'po-7');
  expect(told.map(({ agreement }) => agreement)).toEqual(all.map(({ agreement }) => agreement).reverse());
});
