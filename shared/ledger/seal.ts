// The daily seal: a day's entries as trees of SHA-256 hashes, and their root chained to the seal of the day before. Pure; functions/reports/rules/format.ts
// says the same in words, for whoever checks an export without us.
import { createHash } from 'node:crypto';
import { addDays, type CivilDate, type Instant, londonClock } from '../calendar.ts';
import { shards } from '../table.ts';

/** SHA-256 as 64 hexadecimal digits. */
export type Hash = string;

/** The first seal follows no other. */
export const noSeal: Hash = '0'.repeat(64);

/** Partitions of a day, each with a tree of its own. */
export const shardsOfDay: number = shards;

/** What one of a day's 16 shards came to. */
export type SealedShard = { count: number; root: Hash };

/** The seal of a day. `hash` is made of everything else but `sealedAt`, and of nothing else, so that sealing the same entries again gives the same. */
export type Seal = {
  type: 'seal';
  day: CivilDate;
  /** Entries of the day: transfers, and settlements of transfers of this day or another. */
  count: number;
  shards: SealedShard[];
  root: Hash;
  previous: Hash;
  hash: Hash;
  sealedAt: string;
};

/** The last day that may be sealed: a day takes entries until midnight, and nothing is on its way any more at 02:00. */
export function sealableTo(now: Instant): CivilDate {
  const { date, time } = londonClock(now);
  return addDays(date, time >= '02:00' ? -1 : -2);
}

/**
 * Whether an item of a ledger partition is sealed with its day. A claim (`…#settled`) is not: it stands beside its transfer but is written on the day of the
 * settlement, which may be later. It follows from the settlement, which is sealed under its own day, and the fold checks that the two agree.
 */
export const belongsToSeal = (sk: string): boolean => !sk.endsWith('#settled');

/** A value as JSON in one way only: names in order, no spaces. */
export function canonicalOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalOf).join(',')}]`;
  const parts: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const of = (value as Record<string, unknown>)[name];
    if (of !== undefined) parts.push(`${JSON.stringify(name)}:${canonicalOf(of)}`);
  }
  return `{${parts.join(',')}}`;
}

/** An entry as it is hashed and exported: everything that is stored of it, with its name and without its partition, which the seal itself names. */
export function lineOf(item: Record<string, unknown>): string {
  const { pk, ...entry } = item;
  return canonicalOf(entry);
}

const leafMark = Buffer.from([0]);
const nodeMark = Buffer.from([1]);
/** The hash of an entry by its line. The marks keep an entry from passing for a pair of hashes. */
export const leafOf = (line: string): Buffer => createHash('sha256').update(leafMark).update(line, 'utf8').digest();
const nodeOf = (left: Buffer, right: Buffer): Buffer => createHash('sha256').update(nodeMark).update(left).update(right).digest();

/** A tree that grows leaf by leaf (RFC 6962): it keeps one hash for each whole subtree, at most as many as the count has binary digits. */
export type Tree = { count: number; peaks: Buffer[] };
export const emptyTree = (): Tree => ({ count: 0, peaks: [] });

/** Adds a leaf; the tree is changed in place, because there may be a million. */
export function grow(tree: Tree, leaf: Buffer): void {
  tree.count += 1;
  let top = leaf;
  // Each two subtrees of one size become one.
  for (let size = tree.count; size % 2 === 0; size /= 2) top = nodeOf(tree.peaks.pop() as Buffer, top);
  tree.peaks.push(top);
}

/** The root of what has been added so far; of nothing, the hash of nothing. */
export function rootOf({ peaks }: Tree): Hash {
  if (peaks.length === 0) return createHash('sha256').digest('hex');
  return peaks.reduceRight((right, left) => nodeOf(left, right)).toString('hex');
}

/** A tree as an item keeps it between two slices. */
export type KeptTree = { count: number; peaks: string[] };
export const keptTree = ({ count, peaks }: Tree): KeptTree => ({ count, peaks: peaks.map((peak) => peak.toString('hex')) });
export const treeOf = ({ count, peaks }: KeptTree): Tree => ({ count, peaks: peaks.map((peak) => Buffer.from(peak, 'hex')) });

/** The root over the 16 shards of a day, in order. */
export function dayRootOf(shards: readonly Pick<SealedShard, 'root'>[]): Hash {
  const tree = emptyTree();
  for (const { root } of shards) grow(tree, Buffer.from(root, 'hex'));
  return rootOf(tree);
}

type Sealed = Pick<Seal, 'day' | 'count' | 'root' | 'previous'>;
/** The hash of a seal: of its words, each on a line of its own. */
export const sealHashOf = (council: string, { day, count, root, previous }: Sealed): Hash =>
  createHash('sha256').update(`daybook seal 1\n${council}\n${day}\n${count}\n${root}\n${previous}\n`, 'utf8').digest('hex');

/** The seal of a day by what its shards came to. */
export function sealOf(
  council: string,
  { day, shards, previous, sealedAt }: { day: CivilDate; shards: SealedShard[]; previous: Hash; sealedAt: string },
): Seal {
  const sealed = { day, count: shards.reduce((sum, { count }) => sum + count, 0), root: dayRootOf(shards), previous };
  return { type: 'seal', ...sealed, shards, hash: sealHashOf(council, sealed), sealedAt };
}

/** An entry as the seal's list keeps it, to say later which one differs: its name and its hash. */
export type Leaf = { sk: string; hash: string };
/** Leaves as text, one on a line: half the size of a list of objects. */
export const packLeaves = (leaves: readonly Leaf[]): string => leaves.map(({ sk, hash }) => `${hash} ${sk}`).join('\n');
export const unpackLeaves = (text: string): Leaf[] =>
  text === '' ? [] : text.split('\n').map((line) => ({ hash: line.slice(0, 43), sk: line.slice(44) }));
/** A leaf's hash is kept in 43 characters; where people or strangers meet a hash it has 64 digits. */
export const leafText = (leaf: Buffer): string => leaf.toString('base64url');
