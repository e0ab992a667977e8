// One slice of a proof, bounded in time and in memory: entries are folded day by day into sorted runs of account sums, which are then compared
// with the heads, holder by holder, in one merge. What moves while it reads is read again until it stands still.
import { addDays, type CivilDate, timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { teamIdOf } from '../../../shared/ids.ts';
import {
  type Claim,
  claimFaults,
  emptyFolded,
  type Folded,
  fold,
  type Reading,
  read,
  settlementFaults,
} from '../../../shared/ledger/fold.ts';
import { belongsToSeal, emptyTree, grow, keptTree, leafOf, lineOf, rootOf, treeOf } from '../../../shared/ledger/seal.ts';
import { dayOfTransfer, type Transfer } from '../../../shared/ledger/transfers.ts';
import { type CouncilTable, type Item, shardOf } from '../../../shared/table.ts';
import { teamsIn } from '../../entitlements/rules/grants.ts';
import { policyVersions } from '../../entitlements/store.ts';
import { advance, closeSeals, finish, note } from '../rules/proof.ts';
import { noSealsSeen, readSeal } from '../rules/seals.ts';
import type { OpenPartition, Proof } from '../schema.ts';
import { getEntry, getSeal, holderLists, holdersPage, type LedgerItem, readPartition, readRun, shardNames } from '../store.ts';
import { compareGroups, type Group } from './compare.ts';
import { locate } from './locate.ts';
import { groups, merged, putAside, sorted } from './runs.ts';

/** What a slice holds at most: partitions read side by side, entries per read, accounts before they are put aside, accounts compared at once. */
export const bounds = { lanes: 64, entriesPerRead: 200, accountsHeld: 20_000, accountsCompared: 200, holdersCompared: 64 };

type Slice = { context: Context; proof: Proof; held: Map<string, Folded>; until: number };
const isSpent = ({ until }: Slice) => performance.now() >= until;

/** Takes a proof as far as the time allows and answers it, one version on; the caller writes it. Sums put aside meanwhile are written already. */
export async function runSlice(context: Context, before: Proof, budgetMs: number): Promise<Proof> {
  const proof = { ...structuredClone(before), version: before.version + 1 };
  const slice: Slice = { context, proof, held: new Map(), until: performance.now() + budgetMs };
  if (proof.phase === 'entries') await readEntries(slice);
  if (proof.phase === 'holders') await readHolders(slice);
  if (proof.phase === 'accounts') await compareAccounts(slice);
  if (proof.phase !== 'done') await putAside(context, proof, slice.held);
  return proof;
}

async function readEntries(slice: Slice): Promise<void> {
  const { context, proof, held } = slice;
  do {
    await openDays(slice);
    const { readings, open } = await readRound(slice, proof.open);
    for (const { reading, day } of readings) fold(proof.totals, held, reading, day >= proof.recentFrom);
    proof.open = open;
    if (held.size > bounds.accountsHeld) await putAside(context, proof, held);
    if (proof.open.length === 0 && proof.nextDay > proof.to) {
      closeSeals(proof);
      advance(proof, 'read');
    }
  } while (proof.phase === 'entries' && !isSpent(slice));
}

/** Opens further days until there are enough partitions to read side by side, each day with its seal, in the order of the chain. */
async function openDays({ context: { table, council }, proof }: Slice): Promise<void> {
  const days: CivilDate[] = [];
  while (proof.open.length + days.length * shardNames.length < bounds.lanes && proof.nextDay <= proof.to) {
    days.push(proof.nextDay);
    proof.nextDay = addDays(proof.nextDay, 1);
  }
  const seals = await Promise.all(days.map((day) => getSeal(table, day)));
  for (const [i, day] of days.entries()) {
    const { seen, faults, shards } = readSeal(council.slug, proof.seals ?? noSealsSeen, day, seals[i]);
    proof.seals = seen;
    note(proof, faults);
    for (const [j, shard] of shardNames.entries()) proof.open.push({ day, shard, ...(shards?.[j] ? { sealed: shards[j] } : {}) });
  }
}

/** A partition of a sealed day after one more page: what its tree has come to, and at its end what differs from what was sealed. */
async function withSeal(
  table: CouncilTable,
  proof: Proof,
  open: OpenPartition,
  items: LedgerItem[],
  next?: string,
): Promise<OpenPartition> {
  const { day, shard, sealed } = open;
  const further = { day, shard, ...(next ? { after: next } : {}) };
  if (!sealed) return further;
  const tree = open.tree ? treeOf(open.tree) : emptyTree();
  for (const item of items) if (belongsToSeal(item.sk)) grow(tree, leafOf(lineOf(item)));
  if (next) return { ...further, sealed, tree: keptTree(tree) };
  const found = { count: tree.count, root: rootOf(tree) };
  if (found.root !== sealed.root || found.count !== sealed.count) await locate(table, proof, { day, shard }, sealed, found);
  return further;
}

type Found = { reading: Reading; day: CivilDate };

/** One page of each open partition, understood and checked against what it names. */
async function readRound(
  { context: { table }, proof }: Slice,
  open: readonly OpenPartition[],
): Promise<{ readings: Found[]; open: OpenPartition[] }> {
  const pages = await Promise.all(open.map((partition) => readPartition(table, partition, bounds.entriesPerRead)));
  const readings: Found[] = [];
  const near = new Map<string, Item>();
  const further: OpenPartition[] = [];
  for (const [i, { items, next }] of pages.entries()) {
    const partition = open[i] as OpenPartition;
    const { day, shard } = partition;
    const then = await withSeal(table, proof, partition, items, next);
    if (next) further.push(then);
    for (const item of items) {
      near.set(`${day} ${shard} ${item.sk}`, item);
      const { reading, faults } = read(item, { day, shard, sk: item.sk });
      note(proof, faults);
      if (reading) readings.push({ reading, day });
    }
  }
  const entry = async (day: string, id: string, end = ''): Promise<Item | undefined> => {
    const shard = shardOf(id);
    return near.get(`${day} ${shard} ${id}${end}`) ?? getEntry(table, day, shard, `${id}${end}`);
  };
  const faults = await Promise.all(readings.map(({ reading }) => namedFaults(reading, entry)));
  note(proof, faults.flat());
  return { readings, open: further };
}

/** What a settlement and a claim name must be there and agree with them. */
async function namedFaults(reading: Reading, entry: (day: string, id: string, end?: string) => Promise<Item | undefined>) {
  if (reading.is === 'transfer') return [];
  if (reading.is === 'claim') {
    const { transfer, outcome, day } = reading.claim;
    return claimFaults(reading.claim, await entry(day, transfer, `#${outcome}`));
  }
  const id = reading.settlement.transfer;
  const day = dayOfTransfer(id);
  const [transfer, claim] = await Promise.all([entry(day, id), entry(day, id, '#settled')]);
  return settlementFaults(reading.settlement, transfer as Transfer | undefined, claim as Claim | undefined);
}

/** The key of a holder of whom there may be no entry: that of an account (`accountKey`) with no name after the space, so that it is grouped with the holder's own. */
const holderAlone = (holder: string): string => `${holder} `;

/** Every organisation and every team that a policy names is a holder to look at, so that sums kept for one without any entry are found as well. */
async function readHolders(slice: Slice): Promise<void> {
  const { proof, context, held } = slice;
  do {
    const list = holderLists[proof.list ?? 0] ?? 'school';
    const page = await holdersPage(context.table, list, proof.holdersAfter);
    for (const { id } of page.items) held.set(holderAlone(id), emptyFolded);
    if (held.size > bounds.accountsHeld) await putAside(context, proof, held);
    if (page.next) proof.holdersAfter = page.next;
    else {
      delete proof.holdersAfter;
      proof.list = (proof.list ?? 0) + 1;
      if (proof.list < holderLists.length) continue;
      for (const { code } of teamsIn(await policyVersions(context.table))) held.set(holderAlone(teamIdOf(code)), emptyFolded);
      advance(proof, 'list');
    }
  } while (proof.phase === 'holders' && !isSpent(slice));
}

async function compareAccounts(slice: Slice): Promise<void> {
  const { proof, context, held } = slice;
  const sources = [...proof.runs.map((run) => readRun(context.table, proof.job, run)), sorted(held)];
  let batch: Group[] = [];
  let size = 0;
  const compare = async () => {
    await compareGroups(context, proof, batch);
    proof.holder = batch.at(-1)?.holder ?? proof.holder ?? '';
    batch = [];
    size = 0;
  };
  for await (const group of groups(merged(sources), proof.holder)) {
    batch.push(group);
    size += group.accounts.size;
    if (size < bounds.accountsCompared && batch.length < bounds.holdersCompared) continue;
    await compare();
    if (isSpent(slice)) return;
  }
  await compare();
  finish(proof, timestamp(context.now));
}
