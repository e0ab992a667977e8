// How many charges nobody has billed: of the last months as far as a bounded look at them tells, of those before as they were counted once a day. A dry run reads
// all of them; a home page only says whether to make one.
import { type CivilDate, monthOf } from '../../../shared/calendar.ts';
import { create, replace, type Write } from '../../../shared/commit.ts';
import { type CouncilTable, type Item, type Key, shards, unkeyed } from '../../../shared/table.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import { leftOf, newMonths } from '../rules/unbilled.ts';
import type { Consent } from '../schema/consent.ts';
import type { OldCount, OldUnbilled } from '../schema/unbilled.ts';
import { type Count, consentsTo, unclaimedCharges } from './agreements.ts';

/** Of each shard of payers of each month; a charge that is billed has a claim beside it. */
const mostEach = 100;
const shardNames: readonly string[] = Array.from({ length: shards }, (_, shard) => String(shard).padStart(2, '0'));

type OfCharge = (Charge & Key & { type: 'charge' }) | (Key & { type: 'claim' }) | (Consent & Key & { type: 'consent' });

/** A page of charges read backwards, where what was said of a charge comes before it: those that no run has claimed, and that wait for nobody's agreement. */
async function unbilledIn(table: CouncilTable, month: string, shard: string, today: CivilDate): Promise<Count> {
  const page = await table.page<OfCharge>(table.range.charges(month, shard), { limit: mostEach, descending: true });
  const settled = new Set<string>();
  let count = 0;
  for (const item of page.items) {
    if (item.type === 'claim') settled.add(item.sk.replace(/#claimed$/, ''));
    else if (item.type === 'consent') {
      if (item.waits) settled.add(item.charge);
    } else if (!settled.has(item.sk) && item.deliveredOn <= today) count += 1;
  }
  return { count, more: page.next !== undefined };
}

/** Charges of the last three months, none of them from before the ledger began, that fell due by today and are on no document; `more`: not every charge was looked at. */
export async function countUnbilled(table: CouncilTable, today: CivilDate, ledgerFrom: string): Promise<Count> {
  const each = await Promise.all(
    newMonths(today, ledgerFrom).flatMap((month) => shardNames.map((shard) => unbilledIn(table, month, shard, today))),
  );
  return { count: each.reduce((sum, { count }) => sum + count, 0), more: each.some(({ more }) => more) };
}

/** Every charge of a month that no run has claimed, and that waits for nobody's agreement. */
export async function unbilledOf(table: CouncilTable, month: string): Promise<Charge[]> {
  const [first, last] = [`${month}-01`, `${month}-31`] as [CivilDate, CivilDate];
  const each = await Promise.all(shardNames.map((shard) => unclaimedCharges(table, shard, first, last)));
  return each.flatMap(({ charges, consents }) => charges.filter(({ id }) => !consents.get(id)?.waits));
}

export const getOldUnbilled = async (table: CouncilTable): Promise<OldUnbilled | undefined> => {
  const item = await table.get<OldUnbilled & Key>(table.key.oldUnbilled());
  return item && unkeyed(item);
};
/** A count as far as it has come; where another was quicker, nothing is written. */
export const oldUnbilledWrite = (table: CouncilTable, of: OldUnbilled): Write =>
  of.version === 1 ? create(table.key.oldUnbilled(), of, 'changed-meanwhile') : replace(table.key.oldUnbilled(), of);

/** What the last count came to, without those of its first fifty that have been billed since or wait for somebody's agreement. */
export async function longUnbilled(table: CouncilTable): Promise<OldCount | undefined> {
  const told = (await getOldUnbilled(table))?.told;
  if (!told) return undefined;
  const [claims, consents] = await Promise.all([
    Promise.all(told.first.map(({ payer, charge, deliveredOn }) => table.get<Item>(table.key.claim(monthOf(deliveredOn), payer, charge)))),
    consentsTo(table, told.first),
  ]);
  const claimed = new Set(told.first.filter((_, i) => claims[i]).map(({ charge }) => charge));
  return leftOf(told, ({ charge }) => claimed.has(charge) || consents.get(charge)?.waits !== undefined);
}
