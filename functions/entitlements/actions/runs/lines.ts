// What a run does, as whoever asks may see it: sums by rule and kind of holder, lines with their reasons, and the file of them. What rests on a confidential status
// is named to those alone who may read such statuses; others see it summed.
import { londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { can } from '../../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../../identity/store/audit.ts';
import { versionSpans } from '../../rules/rights.ts';
import { addedSums, isSought } from '../../rules/run-words.ts';
import { type EndWords, endWords } from '../../rules/year-end-words.ts';
import type { AllocationRun, LinesQuery, RunLine, RunSum } from '../../schema/allocations.ts';
import { policyName } from '../../schema.ts';
import { eachChunk, getSums, skippedLines } from '../../store/runs.ts';
import { policyVersions } from '../../store.ts';
import { findRun } from './runs.ts';

/** Lines on one page, and chunks that are searched for them at most before the page says that it goes on. */
const linesAtOnce = 50;
const chunksAtOnce = 60;
/** Chunks in one part of a run's file: some 8,000 lines. */
const chunksInPart = 50;
const mostSkippedShown = 50;

export type LinePage = { lines: RunLine[]; next?: string };

const mayName = (context: Context) => can(context.actor, 'confidential:read');

/** One page of lines from a place on, of those that were asked for. `next` is where the page after it begins, also where this one found none. */
export async function readLines(context: Context, run: AllocationRun, { holder, rule, after }: LinesQuery): Promise<LinePage> {
  const [fromChunk = 0, fromLine = 0] = after?.split('.').map(Number) ?? [];
  const lines: RunLine[] = [];
  for await (const { chunk, lines: all } of eachChunk(context.table, run.id, fromChunk)) {
    if (chunk >= fromChunk + chunksAtOnce) return { lines, next: `${chunk}.0` };
    for (const [i, line] of all.entries()) {
      if (chunk === fromChunk && i < fromLine) continue;
      if ((line.confidential && !mayName(context)) || !isSought(line, { holder, rule })) continue;
      if (lines.length === linesAtOnce) return { lines, next: `${chunk}.${i}` };
      lines.push(line);
    }
  }
  return { lines };
}

/** Sums by rule and kind of holder; what is confidential comes as one sum for each rule, without the kind, to whoever may not read such statuses. */
async function readSums(context: Context, run: AllocationRun): Promise<RunSum[]> {
  const sums = await getSums(context.table, run.id);
  return mayName(context) ? sums : addedSums(sums);
}

/** `ends` says by what rule a line closes what is left. */
export type RunDetail = {
  sums: RunSum[];
  page: LinePage;
  skipped: RunLine[];
  history: HistoryEntry[];
  ends: (line: RunLine) => EndWords | undefined;
};

/** What the policy says of what is left, for the lines of a run that closes. */
async function endsOf({ table }: Context, { kind, on, startedAt }: AllocationRun): Promise<RunDetail['ends']> {
  if (kind !== 'close') return () => undefined;
  const versions = versionSpans((await policyVersions(table)).map((version) => ({ ...version, name: policyName(version) })));
  const today = londonDate(Date.parse(startedAt));
  return (line) => endWords(line, versions, { on, today });
}

/** Everything that the page of a run shows besides the run itself. */
export async function readDetail(context: Context, run: AllocationRun, query: LinesQuery): Promise<RunDetail> {
  const [sums, page, skipped, history, ends] = await Promise.all([
    readSums(context, run),
    readLines(context, run, query),
    run.counts.skipped > 0 ? skippedLines(context.table, run.id, mostSkippedShown) : [],
    readHistory(context, run.id),
    endsOf(context, run),
  ]);
  return { sums, page, skipped: skipped.filter(({ confidential }) => !confidential || mayName(context)), history, ends };
}

export const partsOf = ({ chunks }: Pick<AllocationRun, 'chunks'>): number => Math.max(1, Math.ceil(chunks / chunksInPart));

/** One part of a run's lines for a file. Refuses `unknown-allocation-run`, also for a part it does not have. */
export async function readPart(
  context: Context,
  id: string | undefined,
  part: number,
): Promise<Decision<{ run: AllocationRun; lines: RunLine[] }>> {
  const run = await findRun(context, id);
  if (!run || part > partsOf(run)) return refuse('unknown-allocation-run');
  const lines: RunLine[] = [];
  const from = (part - 1) * chunksInPart;
  for await (const { chunk, lines: all } of eachChunk(context.table, run.id, from)) {
    if (chunk >= from + chunksInPart) break;
    lines.push(...all.filter(({ confidential }) => !confidential || mayName(context)));
  }
  return accept({ run, lines });
}
