// How often something was agreed to, and whether a year of an agreement that was ended early is agreed to again: not where anything of it is charged, since whoever did would
// pay for it twice. Pure.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { type Decision, refuse } from '../../../shared/decision.ts';
import type { Agreement, PlannedYear } from '../schema.ts';

/** Whether a year of an agreement that was ended early can be agreed to again: it had not begun, or nothing of it was charged. */
export const isFreeAgain = (
  { ended }: Pick<Agreement, 'ended'>,
  { from, instalments }: Pick<PlannedYear, 'from' | 'instalments'>,
): boolean => ended?.why === 'early' && (from > ended.on || instalments.length === 0);

/** A year that was ended early, and is charged in part or whole, is not sold a second time: whoever agreed to it anew would pay for it twice. */
export function endedEarlyFor(agreements: readonly Agreement[], code: string, begins: CivilDate): Decision<never> | undefined {
  for (const agreement of agreements) {
    const year = agreement.years.find(({ from }) => from === begins);
    if (agreement.code === code && agreement.ended && year && !isFreeAgain(agreement, year))
      return refuse(
        'already-agreed',
        `The year from ${dateText(begins)} was agreed to, and ended on ${dateText(agreement.ended.on)}: what was charged of it stays charged. Agree for the year after, or book what you need at the day rate.`,
        { field: 'package' },
      );
  }
  return undefined;
}

/** How often a package was agreed to by what is known: each agreement and each renewal of one, and nothing that the clock does. */
export const timesAgreed = (agreements: readonly Pick<Agreement, 'code' | 'terms'>[], code: string): number =>
  agreements.reduce((times, each) => times + (each.code === code ? each.terms.length : 0), 0);
