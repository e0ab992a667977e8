// What sealing reads and writes: a day's entries, the leaves and the seal that it makes of them, and how far it has come.
import type { CivilDate } from '../../shared/calendar.ts';
import { create, put, replace, type Write } from '../../shared/commit.ts';
import { type Leaf, packLeaves, type Seal } from '../../shared/ledger/seal.ts';
import { type CouncilTable, type Item, type Page, shards } from '../../shared/table.ts';
import type { Sealing } from './schema.ts';

export const shardNames: readonly string[] = Array.from({ length: shards }, (_, i) => String(i).padStart(2, '0'));

export type LedgerItem = Item & { sk: string };
export const readEntries = (table: CouncilTable, day: string, shard: string, limit: number, after?: string): Promise<Page<LedgerItem>> =>
  table.page<LedgerItem>(table.range.ledgerDay(day, shard), { limit, ...(after ? { after } : {}) });

/** The last seal of these days. */
export async function lastSeal(table: CouncilTable, from: CivilDate, to: CivilDate): Promise<Seal | undefined> {
  return (await table.page<Seal>(table.range.seals(from, to), { limit: 1, descending: true })).items[0];
}

/** A seal is written once and never replaced. */
export const sealWrite = (table: CouncilTable, seal: Seal): Write => create(table.key.seal(seal.day), seal, 'changed-meanwhile');
/** The same each time it is written, because the day takes no entries any more and one run is at it. */
export const leavesWrite = (table: CouncilTable, day: string, shard: string, chunk: number, leaves: readonly Leaf[]): Write =>
  put(table.key.sealLeaves(day, shard, chunk), { type: 'seal-leaves', leaves: packLeaves(leaves) });

export const getSealing = (table: CouncilTable): Promise<Sealing | undefined> => table.get<Sealing>(table.key.sealing());
export const sealingWrite = (table: CouncilTable, sealing: Sealing): Write =>
  sealing.version === 1 ? create(table.key.sealing(), sealing, 'changed-meanwhile') : replace(table.key.sealing(), sealing);
