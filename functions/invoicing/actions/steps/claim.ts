// The second step of a commitment: each line is judged once more and its charge claimed, once for all runs.
import { commit, maximumWrites } from '../../../../shared/commit.ts';
import type { Context } from '../../../../shared/context.ts';
import { heldNow } from '../../rules/judge.ts';
import { totals } from '../../rules/propose.ts';
import type { DocumentLine, Run, RunDocument } from '../../schema.ts';
import {
  claimants,
  claimWrite,
  countHeld,
  heldWrite,
  linesOf,
  lineWrite,
  runDocuments,
  runDocumentWrite,
  unjudged,
  unmoved,
} from '../../store.ts';
import { readAgain } from './again.ts';
import { advance, batch, inParallel, Overtaken, write } from './step.ts';

/** Claims the lines of a batch of documents; a line that another run claimed first, or that is no longer billed as quoted, is dropped from its document. */
export async function claim(context: Context, run: Run): Promise<void> {
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
 * A run that was checked may have stood still since, and a school changed meanwhile. Its lines are judged once more by the proposal's own rule, and those that
 * would be billed otherwise are held back, which the run's page says. Nothing is claimed before all of that is written down: a claimed line that was held
 * back would never be billed.
 */
async function judgeAgain(context: Context, run: Run, documents: readonly RunDocument[]): Promise<void> {
  const { table } = context;
  await inParallel(await readAgain(context, run, documents), async ({ summary, lines, facts }) => {
    const held = [...facts.charges.values()].flatMap((charge) => heldNow(facts, charge, summary) ?? []);
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
      ...chunk.map((line) => claimWrite(table, summary.run, line)),
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
    const holders = await claimants(table, chunk);
    const lost = chunk.filter((_, n) => (holders[n]?.document ?? summary.document) !== summary.document);
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
