// What every step of a run shares: writes that may be repeated, and the run's cursor, saved only while nobody else moved the run on.
import { type Committed, commit, maximumWrites, type Write } from '../../../../shared/commit.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Pack } from '../../../../shared/policy/schema.ts';
import type { PolicyVersion } from '../../../entitlements/schema.ts';
import { policyAt } from '../../../entitlements/store.ts';
import { type Run, type RunDocument, type RunState, runStates, type Sums } from '../../schema.ts';
import { replaceRunWrite } from '../../store.ts';

/** Documents taken up between two savings of the cursor. */
export const batch = 50;
const atOnce = 8;

export const plus = (sums: Sums, { lines, netPence, vatPence }: Pick<RunDocument, 'lines' | 'netPence' | 'vatPence'>): Sums => ({
  documents: sums.documents + 1,
  lines: sums.lines + lines,
  netPence: sums.netPence + netPence,
  vatPence: sums.vatPence + vatPence,
});

/** Another worker moved the run on: this one stops where it is, having changed nothing it should not. */
export class Overtaken extends Error {}

/** Writes that may be repeated, in as many transactions as they need, each under the same guard. */
export async function write(context: Context, writes: readonly Write[], guard: readonly Write[] = []): Promise<void> {
  const most = maximumWrites - guard.length;
  for (let i = 0; i < writes.length; i += most) {
    mustStand(await commit(context.table, [...guard, ...writes.slice(i, i + most)]));
  }
}

export function mustStand(outcome: Committed): void {
  if (!outcome.ok) throw 'contended' in outcome ? new Error('contended') : new Overtaken(outcome.write.refusal.name);
}

/** Moves the run on, unless another worker did, and answers it as it now stands. */
export async function save(context: Context, run: Run, change: Partial<Run>): Promise<Run> {
  const next: Run = { ...run, ...change, version: run.version + 1 };
  mustStand(await commit(context.table, [replaceRunWrite(context.table, next)]));
  return next;
}

export const after = (run: Run, event: Parameters<typeof runStates.must>[1]): RunState => runStates.must(run.state, event);

/** The policy in force when the dry run was made, to the end: its series and terms must not change between taking numbers and printing them. */
export async function policyOf(context: Context, run: Run): Promise<PolicyVersion> {
  const policy = await policyAt(context.table, Date.parse(run.madeAt));
  if (!policy) throw new Error(`${context.council.slug} has no policy in force`);
  return policy;
}
export const packOf = async (context: Context, run: Run): Promise<Pack> => (await policyOf(context, run)).pack;

/** Saves the cursor after a batch; after the last one, the run enters its next state. */
export async function advance(
  context: Context,
  run: Run,
  documents: readonly RunDocument[],
  event: 'check' | 'claim' | 'issue',
  atEnd: Partial<Run> = {},
): Promise<void> {
  const last = documents.at(-1);
  const { cursor: _, ...rest } = run;
  await (last ? save(context, run, { cursor: last.document }) : save(context, rest, { ...atEnd, state: after(run, event) }));
}

export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += atOnce) await Promise.all(items.slice(i, i + atOnce).map(work));
}
