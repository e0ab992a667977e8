// A billing run, step by step: propose, claim, freeze, number, issue. Each step can be repeated after a crash and gives the same result; the run's cursor only saves work.
import { type Committed, commit, maximumWrites, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import type { RunId } from '../../../shared/ids.ts';
import { postingWrites } from '../../../shared/ledger/post.ts';
import type { Pack, Rail } from '../../../shared/policy/schema.ts';
import { shards } from '../../../shared/table.ts';
import { policyAt } from '../../entitlements/store.ts';
import { getSchool, getSchools } from '../../schools/store.ts';
import { decideIssue } from '../rules/issue.ts';
import { firstDayLookedAt, fromDay, heldNow, isLate, proposeDocuments, totals } from '../rules/propose.ts';
import { type DocumentLine, noSums, type Run, type RunDocument, type RunState, runStates, type Sums } from '../schema.ts';
import {
  chargesOf,
  claimants,
  claimWrite,
  countHeld,
  createDocumentWrite,
  getDocument,
  getRun,
  heldWrite,
  leftoverWrites,
  linesOf,
  lineWrite,
  nextNumber,
  replaceRunWrite,
  runDocuments,
  runDocumentWrite,
  takeNumbersWrite,
  unclaimedCharges,
  unjudged,
  unmoved,
} from '../store.ts';

const rails: readonly Rail[] = ['vat-invoice', 'journal'];
/** Documents taken up between two savings of the cursor. */
const batch = 50;
const atOnce = 8;

const plus = (sums: Sums, { lines, netPence, vatPence }: Pick<RunDocument, 'lines' | 'netPence' | 'vatPence'>): Sums => ({
  documents: sums.documents + 1,
  lines: sums.lines + lines,
  netPence: sums.netPence + netPence,
  vatPence: sums.vatPence + vatPence,
});

/** Another worker moved the run on: this one stops where it is, having changed nothing it should not. */
class Overtaken extends Error {}

/** Writes that may be repeated, in as many transactions as they need, each under the same guard. */
async function write(context: Context, writes: readonly Write[], guard: readonly Write[] = []): Promise<void> {
  const most = maximumWrites - guard.length;
  for (let i = 0; i < writes.length; i += most) {
    mustStand(await commit(context.table, [...guard, ...writes.slice(i, i + most)]));
  }
}

function mustStand(outcome: Committed): void {
  if (!outcome.ok) throw 'contended' in outcome ? new Error('contended') : new Overtaken(outcome.write.refusal.name);
}

/** Moves the run on, unless another worker did, and answers it as it now stands. */
async function save(context: Context, run: Run, change: Partial<Run>): Promise<Run> {
  const next: Run = { ...run, ...change, version: run.version + 1 };
  mustStand(await commit(context.table, [replaceRunWrite(context.table, next)]));
  return next;
}

function after(run: Run, event: Parameters<typeof runStates.next>[1]): RunState {
  const state = runStates.next(run.state, event);
  if (!state) throw new Error(`a run that is ${run.state} cannot ${event}`);
  return state;
}

/** The policy in force when the dry run was made, to the end: its series and terms must not change between taking numbers and printing them. */
async function packOf(context: Context, run: Run): Promise<Pack> {
  const policy = await policyAt(context.table, Date.parse(run.madeAt));
  if (!policy) throw new Error(`${context.council.slug} has no policy in force`);
  return policy.pack;
}

/**
 * One shard of payers: their unclaimed charges become proposed documents and held lines. A try that died, or that another worker overtook, may have
 * proposed otherwise, before the last visit was marked delivered; so whoever takes the shard up is alone with it, and first takes away what was left.
 */
async function propose(context: Context, read: Run): Promise<void> {
  const { table, council } = context;
  const run = await save(context, read, { begun: true });
  const guard = [unmoved(table, run)];
  const shard = run.cursor ?? '00';
  if (read.begun) await write(context, await leftoverWrites(table, run.id, shard), guard);
  const unclaimed = await unclaimedCharges(table, shard, firstDayLookedAt(run.from, council.ledgerFrom), run.to);
  const { charges, earlier } = fromDay(unclaimed, run.from);
  const schools = await getSchools(table, [...new Set(charges.map((charge) => charge.payer))]);
  const { documents, held } = proposeDocuments({
    run: run.id,
    shard,
    issueOn: run.issueOn,
    councilLaCode: council.laCode,
    pack: await packOf(context, run),
    schools,
    charges,
  });
  // A document stands before its lines, so that lines without one are never left behind.
  const writes = documents.flatMap(({ summary, lines }) => [
    runDocumentWrite(table, summary, ['proposed']),
    ...lines.map((line) => lineWrite(table, line)),
  ]);
  await write(context, [...writes, ...held.map((line) => heldWrite(table, line))], guard);
  const proposed = { ...run.proposed };
  for (const { summary } of documents) proposed[summary.rail] = plus(proposed[summary.rail], summary);
  const late = documents.flatMap(({ lines }) => lines.filter((line) => isLate(line, run.issueOn)));
  const next = Number(shard) + 1;
  const done = next >= shards;
  const { cursor: _, begun: __, ...rest } = run;
  await save(context, rest, {
    proposed,
    held: run.held + held.length,
    earlier: { lines: run.earlier.lines + earlier.lines, netPence: run.earlier.netPence + earlier.netPence },
    lateLines: run.lateLines + late.length,
    ...(done ? { state: after(run, 'propose') } : { cursor: String(next).padStart(2, '0') }),
  });
}

/** Claims the lines of a batch of documents; a line that another run claimed first, or that is no longer billed as quoted, is dropped from its document. */
async function claim(context: Context, run: Run): Promise<void> {
  const { table } = context;
  const documents = await runDocuments(table, run.id, run.cursor, batch);
  // What an earlier try has claimed to the end stays as it is.
  const unclaimed = documents.filter(({ state }) => state === 'proposed');
  await judgeAgain(
    context,
    run,
    unclaimed.filter(({ judged }) => !judged),
  );
  await inParallel(unclaimed, (summary) => claimDocument(context, { ...summary, judged: true }));
  await advance(context, run, documents, 'claim', documents.length === 0 ? { held: await countHeld(table, run.id) } : {});
}

/**
 * A school may have changed its sector since the dry run. Its lines are judged once more by the proposal's own rule, and those that would be billed
 * otherwise are held back. Nothing is claimed before all of that is written down: a claimed line that was held back would never be billed.
 */
async function judgeAgain(context: Context, run: Run, documents: readonly RunDocument[]): Promise<void> {
  const { table, council } = context;
  const schools = await getSchools(table, [...new Set(documents.map(({ payer }) => payer))]);
  const facts = { run: run.id, issueOn: run.issueOn, councilLaCode: council.laCode, pack: await packOf(context, run), schools };
  await inParallel(documents, async (summary) => {
    const lines = await linesOf(table, summary.document);
    const held = (await chargesOf(table, summary.payer, lines)).flatMap((charge) => heldNow(facts, charge) ?? []);
    const writes = held.flatMap((line) => [
      heldWrite(table, line),
      ...lines.filter(({ charge }) => charge === line.charge).map((lost) => lineWrite(table, { ...lost, lost: true })),
    ]);
    // Two writes to a line and two guards: a transaction of a hundred never parts the two of a line.
    await write(context, writes, [unmoved(table, run), unjudged(table, summary)]);
  });
  await write(
    context,
    documents.map((summary) => runDocumentWrite(table, { ...summary, judged: true }, ['proposed'])),
  );
}

/** Claims the lines in chunks; the last chunk's transaction says what the document came to. */
async function claimDocument(context: Context, summary: RunDocument): Promise<void> {
  const { table } = context;
  const kept: DocumentLine[] = [];
  let waiting = await linesOf(table, summary.document);
  for (let claimed = false; !claimed; ) {
    const chunk = waiting.slice(0, maximumWrites - 1);
    const isLast = chunk.length === waiting.length;
    const outcome = await commit(table, [
      ...chunk.map((line) => claimWrite(table, summary.run, summary.payer, line)),
      ...(isLast ? [runDocumentWrite(table, claimedSummary(summary, [...kept, ...chunk]), ['proposed', 'claimed', 'empty'])] : []),
    ]);
    if (outcome.ok) {
      kept.push(...chunk);
      waiting = waiting.slice(chunk.length);
      claimed = isLast;
      continue;
    }
    if ('contended' in outcome) throw new Error('contended while claiming');
    if (outcome.index === chunk.length) throw new Overtaken(outcome.write.refusal.name);
    // Where one charge was claimed by another run, its neighbours mostly were too: one look finds them all.
    const holders = await claimants(table, summary.payer, chunk);
    const lost = chunk.filter((_, n) => (holders[n] ?? summary.document) !== summary.document);
    if (lost.length === 0) throw new Error('a claim failed that nobody holds');
    await write(
      context,
      lost.map((line) => lineWrite(table, { ...line, lost: true })),
    );
    waiting = waiting.filter((line) => !lost.includes(line));
  }
}

const claimedSummary = (summary: RunDocument, kept: readonly DocumentLine[]): RunDocument => ({
  ...summary,
  lines: kept.length,
  ...totals(kept),
  state: kept.length > 0 ? 'claimed' : 'empty',
});

/** Gives each document that still has lines its place in its series; when all have one, takes exactly that many numbers in one write. */
async function freeze(context: Context, run: Run): Promise<void> {
  const documents = await runDocuments(context.table, run.id, run.cursor, batch);
  const frozen = { ...run.frozen };
  const writes = documents.flatMap((summary) => {
    if (summary.lines === 0) return [];
    const index = frozen[summary.rail].documents;
    frozen[summary.rail] = plus(frozen[summary.rail], summary);
    return [runDocumentWrite(context.table, { ...summary, index, state: 'frozen' }, ['claimed', 'frozen'])];
  });
  await write(context, writes);
  const last = documents.at(-1);
  await (last ? save(context, run, { frozen, cursor: last.document }) : takeNumbers(context, run));
}

async function takeNumbers(context: Context, run: Run): Promise<void> {
  const { table } = context;
  const pack = await packOf(context, run);
  const needed = rails.filter((rail) => run.frozen[rail].documents > 0);
  const firsts = await Promise.all(needed.map((rail) => nextNumber(table, pack.series[rail])));
  const firstNumber = Object.fromEntries(needed.map((rail, i) => [rail, firsts[i] ?? 1])) as Partial<Record<Rail, number>>;
  const { cursor: _, ...rest } = run;
  const numbered: Run = { ...rest, firstNumber, state: after(run, 'freeze'), version: run.version + 1 };
  // Numbers and state change together: a run either has exactly its numbers or none. A lost race is repeated with the numbers as they stand then.
  await commit(table, [
    ...needed.map((rail, i) => takeNumbersWrite(table, pack.series[rail], firsts[i] ?? 1, run.frozen[rail].documents)),
    replaceRunWrite(table, numbered),
  ]);
}

/** Issues a batch of documents, each in a transaction of its own that shares no item with another's. */
async function issue(context: Context, run: Run): Promise<void> {
  const documents = await runDocuments(context.table, run.id, run.cursor, batch);
  const pack = await packOf(context, run);
  await inParallel(
    documents.filter((summary) => summary.index !== undefined),
    (summary) => issueDocument(context, run, summary, pack),
  );
  await advance(context, run, documents, 'issue');
}

async function issueDocument(context: Context, run: Run, summary: RunDocument, pack: Pack): Promise<void> {
  const { table, council, now } = context;
  if (await getDocument(table, summary.document)) return;
  const [lines, school] = await Promise.all([linesOf(table, summary.document), getSchool(table, summary.payer)]);
  if (!school) throw new Error(`${summary.payer} is not in the register`);
  const { document, transfers } = decideIssue({ run, summary, lines, council, school, pack, now });
  const outcome = await commit(table, [
    createDocumentWrite(table, document),
    runDocumentWrite(table, { ...summary, state: 'issued', number: document.number }, ['frozen']),
    ...postingWrites(
      table,
      transfers.map((of) => ({ transfer: of })),
    ),
  ]);
  if (outcome.ok) return;
  if ('contended' in outcome) throw new Error('contended while issuing');
  // Another worker issued it a moment ago, under the same number; anything else would leave a gap.
  if (!(await getDocument(table, summary.document))) throw new Error(`${document.number} was refused as ${outcome.write.refusal.name}`);
}

async function advance(
  context: Context,
  run: Run,
  documents: readonly RunDocument[],
  event: 'claim' | 'issue',
  atEnd: Partial<Run> = {},
): Promise<void> {
  const last = documents.at(-1);
  const { cursor: _, ...rest } = run;
  await (last ? save(context, run, { cursor: last.document }) : save(context, rest, { ...atEnd, state: after(run, event) }));
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += atOnce) await Promise.all(items.slice(i, i + atOnce).map(work));
}

const steps: Partial<Record<RunState, (context: Context, run: Run) => Promise<void>>> = {
  proposing: propose,
  claiming: claim,
  freezing: freeze,
  issuing: issue,
};

/** Takes steps until the run waits for a person, is complete, or the time is spent; answers the run as it then stands. */
export async function advanceRun(context: Context, id: RunId, budgetMs: number): Promise<Run | undefined> {
  const started = performance.now();
  let run = await getRun(context.table, id);
  while (run) {
    const step = steps[run.state];
    if (!step || performance.now() - started > budgetMs) return run;
    try {
      await step(context, run);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      // Whoever took the shard goes on with it; taking it back would only make the two undo each other's work.
      if (run.state === 'proposing') return getRun(context.table, id);
    }
    run = await getRun(context.table, id);
  }
  return undefined;
}

export const isWaiting = (run: Run): boolean => !steps[run.state];
export const noRailSums: Record<Rail, Sums> = { 'vat-invoice': noSums, journal: noSums };
