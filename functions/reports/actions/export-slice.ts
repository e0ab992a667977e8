// One slice of an export, bounded in time and in memory: lines are gathered to a part of the file, the part is kept, and then where it ended. Whatever comes
// after the last part that was kept is written again, so that a crash leaves no line twice and none out.
import { addDays, timestamp } from '../../../shared/calendar.ts';
import { commit } from '../../../shared/commit.ts';
import type { Context, Host } from '../../../shared/context.ts';
import { emptyFolded, emptyTotals, type Folded, fold, headFaults, plusFolded, read, totalOf } from '../../../shared/ledger/fold.ts';
import { belongsToSeal, lineOf } from '../../../shared/ledger/seal.ts';
import { advanceExport, endLine, headerLine, headOf, sealLine, shardLine } from '../rules/exports.ts';
import type { LedgerExport } from '../schema/exports.ts';
import { sealSchema } from '../schema/seals.ts';
import { exportDoneWrite, exportWrite } from '../store/exports.ts';
import { getSeal, headsOf, readPartition, readRun, shardNames } from '../store.ts';
import type { Group } from './compare.ts';
import { type Compared, foldRecent, readAgain } from './read-again.ts';
import { groups, merged, putAside, sorted } from './runs.ts';

/** What a part of the file holds at least (the file store takes no less than 5 MB, but for the last), and what is read at once. */
export const exportBounds = { bytesPerPart: 8_000_000, entriesPerRead: 1_000, holdersRead: 64 };

export type Writer = Pick<Host, 'beginFile' | 'addPart' | 'endFile' | 'fileMark'>;
/** The name of a council's export in the file store. */
export const fileOf = (council: string, { job }: Pick<LedgerExport, 'job'>): string => `exports/${council}/${job}.ndjson`;

type Slice = {
  context: Context;
  files: Writer;
  entry: LedgerExport;
  held: Map<string, Folded>;
  lines: string[];
  size: number;
  until: number;
};
class Overtaken extends Error {}

/**
 * Goes on with an export until the time is spent or it is done, and answers where it has come to; undefined when another slice was quicker, and this one's
 * work counts for nothing.
 */
export async function runExportSlice(
  context: Context,
  files: Writer,
  before: LedgerExport,
  budgetMs: number,
): Promise<LedgerExport | undefined> {
  const entry = structuredClone(before);
  const slice: Slice = { context, files, entry, held: new Map(), lines: [], size: 0, until: performance.now() + budgetMs };
  try {
    if (entry.begun === undefined) {
      entry.begun = await files.beginFile(fileOf(context.council.slug, entry));
      write(slice, headerLine(context.council.slug, entry));
    }
    if (entry.phase === 'days') await writeDays(slice);
    if (entry.phase === 'heads') await writeHeads(slice);
    if (entry.phase === 'ending') await end(slice);
    return entry;
  } catch (error) {
    if (error instanceof Overtaken) return undefined;
    throw error;
  }
}

function write(slice: Slice, line: string): void {
  slice.lines.push(line, '\n');
  slice.size += Buffer.byteLength(line) + 1;
}

const isFull = ({ size }: Slice) => size >= exportBounds.bytesPerPart;

/** Keeps what was gathered as the next part, then where it ended. Answers whether there is time for another. */
async function keepPart(slice: Slice): Promise<boolean> {
  const { context, files, entry, held, lines, size, until } = slice;
  const bytes = Buffer.from(lines.join(''));
  const receipt = await files.addPart(fileOf(context.council.slug, entry), entry.begun ?? '', entry.receipts.length + 1, bytes);
  entry.receipts.push(receipt);
  entry.bytes += size;
  slice.lines = [];
  slice.size = 0;
  await putAside(context, entry, held);
  await save(slice);
  return performance.now() < until;
}

async function save({ context, entry }: Slice): Promise<void> {
  entry.version += 1;
  const pointing = entry.phase === 'done' ? [exportDoneWrite(context.table, entry.job)] : [];
  if (!(await commit(context.table, [exportWrite(context.table, entry), ...pointing])).ok) throw new Overtaken();
}

async function writeDays(slice: Slice): Promise<void> {
  const { context, entry } = slice;
  while (entry.day <= entry.to) {
    if (entry.shard === 0 && !entry.after) {
      const { data: seal } = sealSchema.safeParse(await getSeal(context.table, entry.day));
      // A seal that is gone, or is none, leaves a gap in the chain, which whoever checks the file will find.
      if (seal) {
        write(slice, sealLine(seal));
        entry.last = { day: entry.day, hash: seal.hash };
      }
      entry.days += 1;
    }
    while (entry.shard < shardNames.length) {
      await writePage(slice);
      if (isFull(slice) && !(await keepPart(slice))) return;
    }
    entry.day = addDays(entry.day, 1);
    entry.shard = 0;
  }
  advanceExport(entry, 'write-days');
}

/** Writes one page of the shard that is read, and goes on to the next shard at its end. */
async function writePage(slice: Slice): Promise<void> {
  const { context, entry, held } = slice;
  const [day, shard] = [entry.day, shardNames[entry.shard] ?? ''];
  const { items, next } = await readPartition(
    context.table,
    { day, shard, ...(entry.after ? { after: entry.after } : {}) },
    exportBounds.entriesPerRead,
  );
  const unused = emptyTotals();
  for (const item of items) {
    if (!belongsToSeal(item.sk)) continue;
    if (!entry.named) write(slice, shardLine(entry.shard));
    entry.named = true;
    write(slice, lineOf(item));
    entry.entries += 1;
    const { reading } = read(item, { day, shard, sk: item.sk });
    if (reading) fold(unused, held, reading, false);
  }
  delete entry.after;
  if (next) entry.after = next;
  else {
    entry.shard += 1;
    entry.named = false;
  }
}

async function writeHeads(slice: Slice): Promise<void> {
  const { context, entry, held } = slice;
  const days = { recentFrom: addDays(entry.to, 1), to: addDays(entry.to, 1) };
  let recent = await foldRecent(context, days);
  const sources = [...entry.runs.map((run) => readRun(context.table, entry.job, run)), sorted(held)];
  let batch: Group[] = [];
  const flush = async () => {
    const { lines, again } = await headLines(context, batch, recent, days);
    // What moved since is folded anew once, not for each batch that comes.
    if (again) recent = await foldRecent(context, days);
    for (const line of lines) write(slice, line);
    entry.heads += lines.length;
    entry.holder = batch.at(-1)?.holder ?? entry.holder ?? '';
    batch = [];
  };
  for await (const group of groups(merged(sources), entry.holder)) {
    batch.push(group);
    if (batch.length < exportBounds.holdersRead) continue;
    await flush();
    // The sums held are part of the sources until the slice ends, so they are put aside with the part and not read twice.
    if (isFull(slice) && !(await keepPart(slice))) return;
  }
  await flush();
  write(slice, endLine(entry));
  advanceExport(entry, 'write-heads');
  await keepPart(slice);
}

/** Ends the file. It stands from then on, so that whoever comes back here after a crash finds it and only says so. */
async function end(slice: Slice): Promise<void> {
  const { context, files, entry } = slice;
  const file = fileOf(context.council.slug, entry);
  if ((await files.fileMark(file)) === undefined) await files.endFile(file, entry.begun ?? '', entry.receipts);
  advanceExport(entry, 'end');
  entry.finishedAt = timestamp(context.now);
  await save(slice);
}

/** The lines of these holders' accounts. An account whose head and entries differ is read again, as the proof does; one that never stands still is a fault. */
async function headLines(
  context: Context,
  batch: readonly Group[],
  recent: ReadonlyMap<string, Folded>,
  days: { recentFrom: LedgerExport['to']; to: LedgerExport['to'] },
): Promise<{ lines: string[]; again: boolean }> {
  const heads = await Promise.all(batch.map(({ holder }) => headsOf(context.table, holder)));
  const all = batch.flatMap(({ holder, accounts }, i): (Compared & { hasPast: boolean })[] =>
    [...new Set([...accounts.keys(), ...(heads[i]?.keys() ?? [])])].sort().map((account) => {
      const [past, since] = [accounts.get(account), recent.get(`${holder} ${account}`)];
      const folded = past || since ? plusFolded(past ?? emptyFolded, since ?? emptyFolded) : undefined;
      return { holder, account, folded, head: heads[i]?.get(account), hasPast: past !== undefined };
    }),
  );
  const differing = all.filter(({ account, folded, head }) => headFaults(account, folded && totalOf(folded), head).length > 0);
  const { still, moving } = await readAgain(context, days, differing);
  if (moving.length > 0) throw new Error(`${moving.length} accounts changed each time they were read`);
  const settled = new Map(still.map((one) => [one.account, one]));
  const lines = all.flatMap((one) => {
    const { folded = emptyFolded, head: kept } = settled.get(one.account) ?? one;
    return headOf(one.account, { kept, hasPast: one.hasPast, since: folded.recent }) ?? [];
  });
  return { lines, again: differing.length > 0 };
}
