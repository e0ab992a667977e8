// The lines of an export, and how one is told. What each line means stands in format.ts, in words for whoever reads the file without us.
import { addDays, type CivilDate } from '../../../shared/calendar.ts';
import type { JobId, PersonId } from '../../../shared/ids.ts';
import { chart } from '../../../shared/ledger/chart.ts';
import type { Sums } from '../../../shared/ledger/fold.ts';
import { canonicalOf, type Seal } from '../../../shared/ledger/seal.ts';
import { type ExportReport, exportPhases, type LedgerExport } from '../schema/exports.ts';

type Begun = { job: JobId; from: CivilDate; to: CivilDate; startedAt: string; startedBy: PersonId };
/** An export about to write every sealed day. */
export const newExport = (begun: Begun): LedgerExport => ({
  type: 'ledger-export',
  ...begun,
  phase: 'days',
  receipts: [],
  bytes: 0,
  day: begun.from,
  shard: 0,
  named: false,
  days: 0,
  entries: 0,
  heads: 0,
  runs: [],
  version: 1,
});

/** Moves an export on to its next phase; throws where the table has no row. */
export function advanceExport(entry: LedgerExport, event: Parameters<typeof exportPhases.must>[1]): void {
  entry.phase = exportPhases.must(entry.phase, event);
}

const kinds = Object.fromEntries(Object.entries(chart).map(([kind, { asset, fund, limited }]) => [kind, [asset, fund, limited]]));

export const headerLine = (council: string, { from, to, startedAt }: LedgerExport): string =>
  JSON.stringify({ export: 'daybook ledger 1', council, from, to, madeAt: startedAt, kinds });
export const sealLine = ({
  day,
  count,
  shards,
  root,
  previous,
  hash,
}: Pick<Seal, 'day' | 'count' | 'shards' | 'root' | 'previous' | 'hash'>) =>
  JSON.stringify({ seal: day, count, root, previous, hash, shards: shards.map(({ root: of }) => of) });
export const shardLine = (shard: number): string => JSON.stringify({ shard });
/** The sums kept for an account, as they stood when the last sealed day ended; null where none are kept. */
const headLine = (account: string, sums: Sums | undefined): string =>
  JSON.stringify({
    head: account,
    sums: sums ? [sums.debitsPosted, sums.creditsPosted, sums.debitsPending, sums.creditsPending] : null,
  });
export const endLine = ({ days, entries, heads, last }: LedgerExport): string =>
  canonicalOf({ end: { days, entries, heads, hash: last?.hash ?? null } });

const less = (a: Sums, b: Sums): Sums => ({
  debitsPosted: a.debitsPosted - b.debitsPosted,
  creditsPosted: a.creditsPosted - b.creditsPosted,
  debitsPending: a.debitsPending - b.debitsPending,
  creditsPending: a.creditsPending - b.creditsPending,
});
const isNothing = (sums: Sums): boolean => Object.values(sums).every((n) => n === 0);

/**
 * The line of an account: what is kept for it now, less what was recorded since the last sealed day. An account that came into being since has none.
 */
export function headOf(
  account: string,
  { kept, hasPast, since }: { kept: Sums | undefined; hasPast: boolean; since: Sums },
): string | undefined {
  const then = kept && less(kept, since);
  return hasPast || (then && !isNothing(then)) ? headLine(account, then) : undefined;
}

/** An export as it is told; its job says whether anybody still goes on with it. */
export function exportReport(entry: LedgerExport, startedByName: string, alive: boolean): ExportReport {
  const { job, startedAt, finishedAt, from, to, phase, day, days, entries, heads, bytes, last } = entry;
  return {
    job,
    state: phase === 'done' ? 'done' : alive ? 'running' : 'failed',
    startedAt,
    startedByName,
    ...(finishedAt ? { finishedAt } : {}),
    from,
    to,
    ...(phase === 'days' ? { writtenTo: addDays(day, -1) } : {}),
    days,
    entries,
    heads,
    bytes,
    ...(last ? { last } : {}),
  };
}
