// The dry run, a shard of payers at a time: what would be billed, and what is held back.
import type { Context } from '../../../../shared/context.ts';
import { shards } from '../../../../shared/table.ts';
import { fingerprintOf } from '../../../../shared/token.ts';
import { readBuyers } from '../../../schools/store/buyers.ts';
import { waitsAfter } from '../../rules/consent.ts';
import { firstDayLookedAt, fromDay, isLate, proposeDocuments } from '../../rules/propose.ts';
import type { Run } from '../../schema.ts';
import { consentWrite, unclaimedCharges } from '../../store/agreements.ts';
import { heldWrite, leftoverWrites, lineWrite, runDocumentWrite, unmoved } from '../../store.ts';
import { after, packOf, plus, save, write } from './step.ts';

/**
 * One shard of payers: their unclaimed charges become proposed documents and held lines. A try that died, or that another worker overtook, may have
 * proposed otherwise, before the last visit was marked delivered; so whoever takes the shard up is alone with it, and first takes away what was left.
 */
export async function propose(context: Context, read: Run): Promise<void> {
  const { table, council } = context;
  const run = await save(context, read, { begun: true });
  const guard = [unmoved(table, run)];
  const shard = run.cursor ?? '00';
  if (read.begun) await write(context, await leftoverWrites(table, run.id, shard), guard);
  const { charges: unclaimed, consents } = await unclaimedCharges(table, shard, firstDayLookedAt(run.from, council.ledgerFrom), run.to);
  const { charges, earlier } = fromDay(unclaimed, run.from);
  const { documents, held } = proposeDocuments({
    run: run.id,
    shard,
    issueOn: run.issueOn,
    councilLaCode: council.laCode,
    pack: await packOf(context, run),
    ...(await readBuyers(
      table,
      charges.map(({ payer }) => payer),
    )),
    consents,
    charges,
  });
  // A document stands before its lines, so that lines without one are never left behind.
  const writes = documents.flatMap(({ summary, text, lines }) => [
    runDocumentWrite(table, { ...summary, fingerprint: fingerprintOf(text) }, ['proposed']),
    ...lines.map((line) => lineWrite(table, line)),
  ]);
  const waiting = waitsAfter({
    issueOn: run.issueOn,
    consents,
    held,
    judged: new Set(charges.map(({ id }) => id)),
    unclaimed: new Set(unclaimed.map(({ id }) => id)),
  });
  await write(
    context,
    [...writes, ...held.map((line) => heldWrite(table, line)), ...waiting.map((consent) => consentWrite(table, consent))],
    guard,
  );
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
