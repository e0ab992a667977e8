// How long a school may be bound: three years by a first agreement for a package, five by a later one or an extension. Pure.
import { addDays, type CivilDate, dateText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type BuyBack, schemeYears } from '../../../shared/policy/packages.ts';
import type { Agreement, Term } from '../schema.ts';
import { yearsAfter } from './clocks.ts';

/** A first agreement is one where there was none for the same package before, whatever became of it. */
export const kindOfTerm = (code: string, earlier: readonly Pick<Agreement, 'code'>[]): Term['kind'] =>
  earlier.some((each) => each.code === code) ? 'later' : 'first';

/** The most years a term may have: what the pack says, and never more than the scheme does. */
export const mostYears = (
  kind: Term['kind'],
  { longestFirstYears, longestLaterYears }: Pick<BuyBack, 'longestFirstYears' | 'longestLaterYears'>,
): number => Math.min(kind === 'first' ? longestFirstYears : longestLaterYears, schemeYears[kind]);

/** The last day a term may have that begins on a day. */
const longestTo = (kind: Term['kind'], offered: BuyBack, from: CivilDate): CivilDate =>
  addDays(yearsAfter(from, mostYears(kind, offered)), -1);

/**
 * The term of an agreement or an extension: what was asked for, counted from the last day of its first whole year; a rolling one may go on to the longest day there is.
 * Refuses `term-too-long`.
 */
export function decideTerm(
  offered: BuyBack,
  kind: Term['kind'],
  { from, firstEnds, years }: { from: CivilDate; firstEnds: CivilDate; years: number },
): Decision<Term> {
  const longest = longestTo(kind, offered, from);
  const asked = yearsAfter(firstEnds, years - 1);
  if (asked > longest)
    return refuse(
      'term-too-long',
      `A ${kind === 'first' ? 'first' : 'later'} agreement binds a school for at most ${mostYears(kind, offered)} years, so this one could run to ${dateText(longest)}, not to ${dateText(asked)}.`,
      { field: 'years' },
    );
  if (offered.continues === 'until-renewed') return accept({ kind, from, to: asked });
  // A rolling agreement goes on by whole years.
  let to = firstEnds;
  for (let next = yearsAfter(to, 1); next <= longest; next = yearsAfter(to, 1)) to = next;
  return accept({ kind, from, to });
}
