// The documents of a dry run as they would be judged now.
import type { Context } from '../../../../shared/context.ts';
import type { ChargeId } from '../../../../shared/ids.ts';
import type { Charge } from '../../../bookings/schema/charges.ts';
import { readBuyers } from '../../../schools/store/buyers.ts';
import type { Judged } from '../../rules/judge.ts';
import type { DocumentLine, Run, RunDocument } from '../../schema.ts';
import { chargesOf, consentsTo } from '../../store/agreements.ts';
import { linesOf } from '../../store.ts';
import { inParallel, packOf } from './step.ts';

export type Again = { summary: RunDocument; lines: DocumentLine[]; facts: Judged & { charges: ReadonlyMap<ChargeId, Charge> } };

/** These documents with their lines, in order, and what the proposal's own rule needs to know to judge them once more. */
export async function readAgain(context: Context, run: Run, documents: readonly RunDocument[]): Promise<Again[]> {
  const { table, council } = context;
  const linesIn = new Map(await Promise.all(documents.map(async ({ document }) => [document, await linesOf(table, document)] as const)));
  const buyers = await readBuyers(
    table,
    [...linesIn.values()].flat().map(({ payer }) => payer),
  );
  const common = { run: run.id, issueOn: run.issueOn, councilLaCode: council.laCode, pack: await packOf(context, run), ...buyers };
  const found = new Map<RunDocument, Again>();
  await inParallel(documents, async (summary) => {
    const lines = linesIn.get(summary.document) ?? [];
    const [charges, consents] = await Promise.all([chargesOf(table, lines), consentsTo(table, lines)]);
    found.set(summary, { summary, lines, facts: { ...common, consents, charges: new Map(charges.map((charge) => [charge.id, charge])) } });
  });
  return documents.flatMap((summary) => found.get(summary) ?? []);
}
