// Counting what nobody billed for long: once a day, month by month, through all that a home does not look through by itself.
import { londonDate } from '../../../shared/calendar.ts';
import { commit } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { beginCount, withMonth } from '../rules/unbilled.ts';
import { getOldUnbilled, oldUnbilledWrite, unbilledOf } from '../store/unbilled.ts';

/** Real time a run takes. */
const budgetMs = 60_000;

export type Counted = { state: 'nothing-due' | 'more' | 'done'; count?: number };

/** Counts what is not billed of the months before the last three, once a day. A run that is cut off, or whose time is spent, is gone on with by the next. Refuses nothing. */
export async function countOldUnbilled({ table, council, now }: Context, budget = budgetMs): Promise<Counted> {
  const until = performance.now() + budget;
  const today = londonDate(now);
  const kept = await getOldUnbilled(table);
  if (kept?.told?.on === today) return { state: 'nothing-due', count: kept.told.count };
  let count = kept?.counting?.on === today ? kept : beginCount(kept, today, council.ledgerFrom);
  while (count.counting) {
    count = withMonth(count, await unbilledOf(table, count.counting.month));
    if (performance.now() >= until) break;
  }
  const written = await commit(table, [oldUnbilledWrite(table, { ...count, version: count.version + 1 })]);
  if (!written.ok || count.counting) return { state: 'more' };
  return { state: 'done', count: count.told?.count ?? 0 };
}
