// Allocation runs in the table: one item each with its cursor, counts and state, its lines in chunks beside it, and one item that says which run is the current one.
import { create, put, replace, type Write } from '../../../shared/commit.ts';
import type { AllocationRunId } from '../../../shared/ids.ts';
import { type CouncilTable, indexOf, type Page, unkeyed } from '../../../shared/table.ts';
import { unpacked } from '../rules/chunks.ts';
import type { AllocationRun, LineChunk, RunLine, RunSum } from '../schema/allocations.ts';

export async function getAllocationRun(table: CouncilTable, id: AllocationRunId): Promise<AllocationRun | undefined> {
  const item = await table.get<AllocationRun>(table.key.allocationRun(id));
  return item && unkeyed(item);
}

/** One page of runs, newest first. */
export async function pageOfRuns(table: CouncilTable, after?: string): Promise<Page<AllocationRun>> {
  const page = await table.page<AllocationRun>(table.range.allocationRuns(), { limit: 25, descending: true, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(unkeyed) };
}

/** Keeps a run: the first version where there was none, any later one in place of the version before it. */
export function allocationRunWrite(table: CouncilTable, run: AllocationRun): Write {
  const key = table.key.allocationRun(run.id);
  const item = { ...run, ...indexOf(table.council).allocationRun(run.id) };
  return run.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

type Current = { run: AllocationRunId; version: number };
export const getCurrentRun = (table: CouncilTable): Promise<Current | undefined> => table.get<Current>(table.key.allocationRuns());

/** Makes a run the current one; another that begins at the same moment fails. */
export function currentRunWrite(table: CouncilTable, run: AllocationRunId, before: Current | undefined): Write {
  const item = { type: 'current-allocation-run', run, version: (before?.version ?? 0) + 1 };
  return before ? replace(table.key.allocationRuns(), item) : create(table.key.allocationRuns(), item, 'changed-meanwhile');
}

type KeptChunk = { chunk: number; text: string };
/** Lines are kept as one text: nobody asks the table for a single one, and as such they are written and read in a fraction of the time. */
const chunkFrom = ({ text }: KeptChunk): RunLine[] => unpacked(JSON.parse(text) as LineChunk);

/** A chunk is written with the run's version that counts it, so it is never written twice. */
export const linesWrite = (table: CouncilTable, run: AllocationRunId, chunk: number, lines: LineChunk): Write =>
  put(table.key.allocationLines(run, chunk), { type: 'allocation-lines', chunk, text: JSON.stringify(lines) });

export async function getLines(table: CouncilTable, run: AllocationRunId, chunk: number): Promise<RunLine[]> {
  const kept = await table.get<KeptChunk>(table.key.allocationLines(run, chunk));
  return kept ? chunkFrom(kept) : [];
}

/** The chunks of a run from one on, in order, a few at a time for whoever stops early. */
export async function* eachChunk(
  table: CouncilTable,
  run: AllocationRunId,
  from: number,
): AsyncGenerator<{ chunk: number; lines: RunLine[] }> {
  for await (const kept of table.each<KeptChunk>(table.range.allocationLines(run, from), { limit: 4 }))
    yield { chunk: kept.chunk, lines: chunkFrom(kept) };
}

export const getSums = async (table: CouncilTable, run: AllocationRunId): Promise<RunSum[]> =>
  (await table.get<{ sums: RunSum[] }>(table.key.allocationSums(run)))?.sums ?? [];
export const sumsWrite = (table: CouncilTable, run: AllocationRunId, sums: readonly RunSum[]): Write =>
  put(table.key.allocationSums(run), { type: 'allocation-sums', sums });

type Place = { chunk: number; line: number };

/** Lines that were passed over, under the first line of the transaction that did. */
export const skipsWrite = (table: CouncilTable, run: AllocationRunId, first: Place, skipped: readonly Place[]): Write =>
  put(table.key.allocationSkips(run, first.chunk, first.line), {
    type: 'allocation-skips',
    lines: skipped.map(({ chunk, line }) => ({ chunk, line })),
  });

/** The lines that were passed over, as far as they are shown. */
export async function skippedLines(table: CouncilTable, run: AllocationRunId, most: number): Promise<RunLine[]> {
  const found: RunLine[] = [];
  const chunks = new Map<number, RunLine[]>();
  for await (const { lines } of table.each<{ lines: Place[] }>(table.range.allocationSkips(run), { limit: 10 })) {
    for (const { chunk, line } of lines) {
      const all = chunks.get(chunk) ?? (await getLines(table, run, chunk));
      chunks.set(chunk, all);
      const passed = all[line];
      if (passed) found.push(passed);
      if (found.length === most) return found;
    }
  }
  return found;
}
