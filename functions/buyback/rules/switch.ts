// From one year clock to another: a year begun by the old one is divided where the new one begins, April to August as five twelfths and September to March as seven.
// What was agreed for its twelve months stays the same, to the penny. Pure.
import { addDays, type CivilDate } from '../../../shared/calendar.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import { allocate } from '../../../shared/money.ts';
import type { YearClock } from '../../../shared/policy/packages.ts';
import type { PlannedYear } from '../schema.ts';
import { isAnotherYear, numbered, yearBy } from './clocks.ts';

/** What is divided: the months before the new clock's year, and those after it has begun, in twelfths that come to twelve. */
type Division = { before: Period; after: Period; twelfths: [number, number] };

/** Where a year by one clock is divided by the beginning of a year by another; undefined where both begin on the same day. */
export function divisionOf(from: YearClock, to: YearClock, begins: CivilDate): Division | undefined {
  if (!isAnotherYear(from, to)) return undefined;
  const year = yearBy(from, begins);
  const next = addDays(yearBy(to, begins).to, 1);
  // Five months from April to August, seven from September to March.
  const months = to === 'financial' ? 7 : 5;
  return { before: { from: year.from, to: addDays(next, -1) }, after: { from: next, to: year.to }, twelfths: [months, 12 - months] };
}

/**
 * The years of a switch: a short one up to the new clock's year, and the new clock's first. The year that is divided costs what it would have cost undivided, in two
 * parts; the rest of the new clock's year costs its share of the price by then.
 */
export function switchedYears(
  from: YearClock,
  to: YearClock,
  begins: CivilDate,
  { priceOn, halfDays, agreedOn }: { priceOn(date: CivilDate): number; halfDays: number; agreedOn: CivilDate },
): PlannedYear[] {
  const division = divisionOf(from, to, begins);
  if (!division) throw new Error(`${from} and ${to} begin on the same day`);
  const { before, after, twelfths } = division;
  const [first = 0, second = 0] = allocate(priceOn(before.from), twelfths);
  const rest = addDays(after.to, 1);
  const [third = 0] = allocate(priceOn(rest), twelfths);
  const [earlyHalfDays = 0] = allocate(halfDays, twelfths);
  const due = [
    { dueOn: after.from, twelfths: twelfths[1] },
    { dueOn: rest, twelfths: twelfths[0] },
  ];
  return [
    {
      clock: from,
      ...before,
      netPence: first,
      halfDays: earlyHalfDays,
      instalments: numbered([{ dueOn: before.from, twelfths: twelfths[0] }], [first], agreedOn),
    },
    { clock: to, ...yearBy(to, after.from), netPence: second + third, halfDays, instalments: numbered(due, [second, third], agreedOn) },
  ];
}
