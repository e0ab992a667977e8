// One slice of a proof, bounded in time and in memory: entries are folded day by day into sorted runs of account sums, which are then compared
// with the heads, holder by holder, in one merge. What moves while it reads is read again until it stands still.
import { addDays, type CivilDate, timestamp } from '../../../shared/calendar.ts';
import { commit } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import {
  accountOfKey,
  type Claim,
  claimFaults,
  emptyFolded,
  type Folded,
  fold,
  holderOfKey,
  plusFolded,
  type Reading,
  read,
  settlementFaults,
} from '../../../shared/ledger/fold.ts';
import { dayOfTransfer, type Transfer } from '../../../shared/ledger/transfers.ts';
import { type Item, shardOf } from '../../../shared/table.ts';
import { advance, finish, note } from '../rules/proof.ts';
import type { OpenPartition, Proof } from '../schema.ts';
import { getEntry, newRun, type Row, readPartition, readRun, runWrites, schoolsPage, shardNames } from '../store.ts';
import { compareGroups, type Group } from './compare.ts';

/** What a slice holds at most: partitions read side by side, entries per read, accounts before they are put aside, accounts compared at once. */
export const bounds = { lanes: 64, entriesPerRead: 200, accountsHeld: 20_000, accountsCompared: 200, holdersCompared: 64 };

type Slice = { context: Context; proof: Proof; held: Map<string, Folded>; until: number };
const isSpent = ({ until }: Slice) => performance.now() >= until;

/** Takes a proof as far as the time allows and answers it, one version on; the caller writes it. Sums put aside meanwhile are written already. */
export async function runSlice(context: Context, before: Proof, budgetMs: number): Promise<Proof> {
  const proof = { ...structuredClone(before), version: before.version + 1 };
  const slice: Slice = { context, proof, held: new Map(), until: performance.now() + budgetMs };
  if (proof.phase === 'entries') await readEntries(slice);
  if (proof.phase === 'holders') await readSchools(slice);
  if (proof.phase === 'accounts') await compareAccounts(slice);
  if (proof.phase !== 'done') await putAside(slice);
  return proof;
}

const sorted = (held: Map<string, Folded>): Row[] => [...held].sort(([a], [b]) => (a < b ? -1 : 1));

async function putAside({ context, proof, held }: Slice): Promise<void> {
  if (held.size === 0) return;
  const run = newRun();
  for (const write of runWrites(context.table, proof.job, run, sorted(held))) await commit(context.table, [write]);
  proof.runs.push(run);
  held.clear();
}

async function readEntries(slice: Slice): Promise<void> {
  const { proof, held } = slice;
  do {
    while (proof.open.length < bounds.lanes && proof.nextDay <= proof.to) {
      for (const shard of shardNames) proof.open.push({ day: proof.nextDay, shard });
      proof.nextDay = addDays(proof.nextDay, 1);
    }
    const { readings, open } = await readRound(slice, proof.open);
    for (const { reading, day } of readings) fold(proof.totals, held, reading, day >= proof.recentFrom);
    proof.open = open;
    if (held.size > bounds.accountsHeld) await putAside(slice);
    if (proof.open.length === 0 && proof.nextDay > proof.to) advance(proof, 'read');
  } while (proof.phase === 'entries' && !isSpent(slice));
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
    const { day, shard } = open[i] as OpenPartition;
    if (next) further.push({ day, shard, after: next });
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

/** Every school is a holder to look at, so that sums kept for one without any entry are found as well. */
async function readSchools(slice: Slice): Promise<void> {
  const { proof, context, held } = slice;
  do {
    const page = await schoolsPage(context.table, proof.schoolsAfter);
    for (const { id } of page.items) held.set(`${id} `, held.get(`${id} `) ?? emptyFolded);
    if (held.size > bounds.accountsHeld) await putAside(slice);
    if (page.next) proof.schoolsAfter = page.next;
    else advance(proof, 'list');
  } while (proof.phase === 'holders' && !isSpent(slice));
}

/** Sorted rows of several sources as one sorted stream, equal keys added up. */
export async function* merged(sources: (AsyncIterable<Row> | Iterable<Row>)[]): AsyncGenerator<Row> {
  const readers = sources.map((source) => (Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()));
  const fronts = await Promise.all(readers.map((reader) => reader.next()));
  for (;;) {
    let least: string | undefined;
    for (const front of fronts) if (!front.done && (least === undefined || front.value[0] < least)) least = front.value[0];
    if (least === undefined) return;
    let sum: Folded | undefined;
    for (const [i, front] of fronts.entries()) {
      if (front.done || front.value[0] !== least) continue;
      sum = sum ? plusFolded(sum, front.value[1]) : front.value[1];
      fronts[i] = await (readers[i] as AsyncIterator<Row>).next();
    }
    if (sum) yield [least, sum];
  }
}

/** The accounts of one holder after the other, from after the last holder that was compared. */
async function* groups(rows: AsyncIterable<Row>, after: string | undefined): AsyncGenerator<Group> {
  let group: Group | undefined;
  for await (const [key, folded] of rows) {
    const holder = holderOfKey(key);
    if (after !== undefined && holder <= after) continue;
    if (group && group.holder !== holder) {
      yield group;
      group = undefined;
    }
    group ??= { holder, accounts: new Map() };
    if (accountOfKey(key)) group.accounts.set(accountOfKey(key), folded);
  }
  if (group) yield group;
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
