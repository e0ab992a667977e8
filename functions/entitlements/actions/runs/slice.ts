// A slice of an allocation run, for whoever works on it: the page that started it, or a worker.
import type { Context } from '../../../../shared/context.ts';
import type { AllocationRunId } from '../../../../shared/ids.ts';
import type { Slice } from '../../../../shared/job.ts';
import { getAllocationRun } from '../../store/runs.ts';
import { grantOn } from './granting.ts';
import { readOn } from './reading.ts';

/** Real time given to each slice of the worker's. */
const sliceMs = 15_000;

/**
 * Goes on with a run where it stands, at least one transaction long. A slice that comes too late, because another was quicker or the run was cancelled, changes
 * nothing. Throws when there is no such run, or when the table does not answer.
 */
export async function advanceAllocations(context: Context, id: AllocationRunId, budgetMs = sliceMs): Promise<Slice> {
  const current = await getAllocationRun(context.table, id);
  if (!current) throw new Error(`no such allocation run: ${id}`);
  const until = performance.now() + budgetMs;
  if (current.state === 'reading') await readOn(context, current, until);
  if (current.state === 'granting') await grantOn(context, current, until);
  const { state, counts } = (await getAllocationRun(context.table, id)) ?? current;
  if (state === 'reading') return { state: 'more', progress: { done: counts.holders, note: 'holders looked at' } };
  const done = counts.carriedOut + counts.skipped;
  if (state === 'granting') return { state: 'more', progress: { done, total: counts.changes, note: 'lines carried out' } };
  return { state: 'done', progress: { done: state === 'done' ? done : counts.holders, note: state }, result: counts };
}
