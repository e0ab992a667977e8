// How many charges nobody has billed, as far as a bounded look at the last months tells. A dry run reads all of them; a home page only says whether to make one.
import { addDays, type CivilDate, monthsBetween } from '../../../shared/calendar.ts';
import { type CouncilTable, type Key, shards } from '../../../shared/table.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import type { Consent } from '../schema/consent.ts';
import type { Count } from './agreements.ts';

/** This month and the two before it, which begin at most so many days ago. */
const monthsLookedAt = 3;
const lookBackDays = 92;
/** Of each shard of payers of each month; a charge that is billed has a claim beside it. */
const mostEach = 100;

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
  const before = addDays(today, -lookBackDays);
  const from = before > ledgerFrom ? before : (ledgerFrom as CivilDate);
  const each = await Promise.all(
    monthsBetween(from, today)
      .slice(-monthsLookedAt)
      .flatMap((month) => Array.from({ length: shards }, (_, shard) => unbilledIn(table, month, String(shard).padStart(2, '0'), today))),
  );
  return { count: each.reduce((sum, { count }) => sum + count, 0), more: each.some(({ more }) => more) };
}
