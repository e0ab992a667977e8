// Sealing the days that are over: one after the other, each from its entries as they stand in the table, in bounded memory and slices of bounded time.
import { addDays, type CivilDate, timestamp } from '../../shared/calendar.ts';
import { commit } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import {
  belongsToSeal,
  grow,
  keptTree,
  type Leaf,
  leafOf,
  leafText,
  lineOf,
  noSeal,
  rootOf,
  type Seal,
  sealableTo,
  sealOf,
  type Tree,
  treeOf,
} from '../../shared/ledger/seal.ts';
import type { Sealing, ShardSoFar } from './schema.ts';
import { getSealing, lastSeal, leavesWrite, readEntries, sealingWrite, sealWrite, shardNames } from './store.ts';

/** Real time a run takes, and its lease: longer than the function may live, so that a lease that ran out belongs to nobody. */
export const times = { budgetMs: 240_000, leaseMs: 360_000 };
/** Entries read at once, and what an item of leaves holds at most: an item may have 400 KB, and a name 1 KB. */
export const bounds = { entriesPerRead: 500, leavesPerItem: 1_000, bytesPerItem: 200_000 };

export type Sealed = { sealed: number; to?: CivilDate; state: 'done' | 'more' | 'busy' };

/**
 * Seals every day that is due, from the council's first day on: day D from 02:00 on D+1 by the council's own clock, which in a demonstration moves. A day
 * without entries is sealed too. What the time does not allow is left to the next run, which goes on in the middle of a day. Refuses nothing.
 */
export async function sealDue(context: Context, budgetMs = times.budgetMs): Promise<Sealed> {
  const { table, council, now } = context;
  const until = performance.now() + budgetMs;
  const from = council.ledgerFrom as CivilDate;
  const due = sealableTo(now);
  if (due < from) return { sealed: 0, state: 'done' };
  const before = await lastSeal(table, from, due);
  if (before && before.day >= due) return { sealed: 0, to: before.day, state: 'done' };
  const lease = await takeLease(context);
  if (!lease) return { sealed: 0, ...(before ? { to: before.day } : {}), state: 'busy' };
  const { last, sealed, left, next } = await sealDays(context, from, due, until, lease);
  const released = await commit(table, [sealingWrite(table, { ...free(lease), ...(left ? { day: next, shards: left } : {}) })]);
  // Another run took the lease when it ran out. What this one began is not kept, so that nothing is mixed with what the other reads.
  if (!released.ok) context.logger.error('lease-lost', { council: council.slug, next });
  // The log is kept elsewhere than the table: whoever rewrote the table would leave it saying what the seal was.
  if (sealed > 0) context.logger.info('sealed', { council: council.slug, days: sealed, to: last?.day, seal: last?.hash });
  return { sealed, ...(last ? { to: last.day } : {}), state: next <= due ? 'more' : 'done' };
}

/** `next` is the day to go on with, and `left` what was read of it already. */
type SealedDays = { last: Seal | undefined; sealed: number; left?: ShardSoFar[]; next: CivilDate };

/** Seals one day after the other until none is due or the time is spent: at least one page of each shard, however short it is. */
async function sealDays(context: Context, from: CivilDate, due: CivilDate, until: number, lease: Sealing): Promise<SealedDays> {
  const { table, council, now } = context;
  // Somebody may have sealed up to the moment the lease was free.
  let last = await lastSeal(table, from, due);
  let next = last ? addDays(last.day, 1) : from;
  let sealed = 0;
  while (next <= due) {
    const shards = await readDay(context, next, until, lease.day === next ? lease.shards : undefined);
    if (shards.some(({ done }) => !done)) return { last, sealed, left: shards, next };
    const seal: Seal = sealOf(council.slug, {
      day: next,
      shards: shards.map(({ tree }) => ({ count: tree.count, root: rootOf(treeOf(tree)) })),
      previous: last?.hash ?? noSeal,
      sealedAt: timestamp(now),
    });
    const written = await commit(table, [sealWrite(table, seal)]);
    if (!written.ok) throw new Error(`the seal of ${next} could not be written`);
    last = seal;
    sealed += 1;
    next = addDays(next, 1);
    if (performance.now() >= until) break;
  }
  return { last, sealed, next };
}

const free = ({ version }: Sealing): Sealing => ({ type: 'sealing', leaseUntil: 0, version: version + 1 });

/** Takes the lease, or nothing when another run has it. Leases keep real time, whatever a demo clock says. */
async function takeLease({ table }: Context): Promise<Sealing | undefined> {
  const before = await getSealing(table);
  if (before && before.leaseUntil > Date.now()) return undefined;
  const lease: Sealing = {
    ...(before ?? { type: 'sealing' }),
    leaseUntil: Date.now() + times.leaseMs,
    version: (before?.version ?? 0) + 1,
  };
  return (await commit(table, [sealingWrite(table, lease)])).ok ? lease : undefined;
}

const begun = (): ShardSoFar => ({ tree: { count: 0, peaks: [] }, chunks: 0, done: false });

/** Reads a day's shards side by side, each as far as the time allows. */
const readDay = (context: Context, day: CivilDate, until: number, before: ShardSoFar[] | undefined): Promise<ShardSoFar[]> =>
  Promise.all(shardNames.map((shard, i) => readShard(context, { day, shard, until }, before?.[i] ?? begun())));

type Place = { day: CivilDate; shard: string; until: number };

async function readShard({ table }: Context, { day, shard, until }: Place, before: ShardSoFar): Promise<ShardSoFar> {
  if (before.done) return before;
  const tree: Tree = treeOf(before.tree);
  let { chunks, after } = before;
  let leaves: Leaf[] = [];
  let bytes = 0;
  const keep = async () => {
    if (leaves.length === 0) return;
    const kept = await commit(table, [leavesWrite(table, day, shard, chunks, leaves)]);
    if (!kept.ok) throw new Error(`the leaves of ${day}, shard ${shard}, could not be kept`);
    chunks += 1;
    leaves = [];
    bytes = 0;
  };
  do {
    const page = await readEntries(table, day, shard, bounds.entriesPerRead, after);
    for (const item of page.items) {
      if (!belongsToSeal(item.sk)) continue;
      const leaf = leafOf(lineOf(item));
      grow(tree, leaf);
      leaves.push({ sk: item.sk, hash: leafText(leaf) });
      bytes += 44 + Buffer.byteLength(item.sk);
      if (leaves.length >= bounds.leavesPerItem || bytes >= bounds.bytesPerItem) await keep();
    }
    after = page.next;
  } while (after && performance.now() < until);
  await keep();
  return { tree: keptTree(tree), chunks, done: after === undefined, ...(after ? { after } : {}) };
}
