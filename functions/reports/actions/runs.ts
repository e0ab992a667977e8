// Account sums put aside in sorted runs and read back as one sorted stream, so that any number of accounts takes bounded memory.
import { commit, maximumWrites, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import type { JobId } from '../../../shared/ids.ts';
import { accountOfKey, type Folded, holderOfKey, plusFolded } from '../../../shared/ledger/fold.ts';
import { newRun, type Row, runDeletes, runWrites } from '../store.ts';
import type { Group } from './compare.ts';

export const sorted = (held: Map<string, Folded>): Row[] => [...held].sort(([a], [b]) => (a < b ? -1 : 1));

/** Puts the sums held aside as a further run of a proof or an export, whose item the caller writes. */
export async function putAside({ table }: Context, of: { job: JobId; runs: string[] }, held: Map<string, Folded>): Promise<void> {
  if (held.size === 0) return;
  const run = newRun();
  for (const write of runWrites(table, of.job, run, sorted(held))) await commit(table, [write]);
  of.runs.push(run);
  held.clear();
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
export async function* groups(rows: AsyncIterable<Row>, after: string | undefined): AsyncGenerator<Group> {
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

/** Takes away the sums that a finished proof or export had put aside; what a crash leaves behind is never read. */
export async function clearRuns(context: Context, job: JobId): Promise<void> {
  let batch: Write[] = [];
  for await (const write of runDeletes(context.table, job)) {
    batch.push(write);
    if (batch.length < maximumWrites) continue;
    await commit(context.table, batch);
    batch = [];
  }
  await commit(context.table, batch);
}
