// When a year of a buy-back begins and ends, when it is bought, until when notice is given, and what falls due on which day. Pure: dates in, dates out.
import { addDays, type CivilDate } from '../../../shared/calendar.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import { allocate } from '../../../shared/money.ts';
import type { OfferedYear, YearClock } from '../../../shared/policy/packages.ts';
import type { BuyerKind } from '../../../shared/policy/prices.ts';
import { yearOf } from '../../../shared/policy/rules.ts';
import type { Instalment } from '../schema.ts';

/** An academy's financial year is the academic one: it differs in whose books it closes, not in its days. */
const calendarOf = (clock: YearClock) => (clock === 'financial' ? 'financial' : 'academic');

/** Whether a clock is one of an organisation's: the academies' own year is of no use to a school that the council maintains, which would find the same days twice. */
export const isClockOf = (clock: YearClock, buyer: BuyerKind): boolean => clock !== 'academy' || buyer === 'academy';

/** The year by a clock in which a date lies. */
export const yearBy = (clock: YearClock, date: CivilDate): Period => yearOf(calendarOf(clock), date);

/** Whether two clocks have other years. */
export const isAnotherYear = (a: YearClock, b: YearClock): boolean => calendarOf(a) !== calendarOf(b);

/** The same day some years later; of 29 February the day before, where there is none. */
export function yearsAfter(date: CivilDate, years: number): CivilDate {
  const moved = `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
  return (date.slice(5) === '02-29' && !isLeap(Number(moved.slice(0, 4))) ? moved.replace('-02-29', '-02-28') : moved) as CivilDate;
}
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** The day before the same day some months later: twelve months from 10 May end on 9 May. A month that is too short ends them on its last day. */
export function monthsFrom(date: CivilDate, months: number): CivilDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const index = year * 12 + (month - 1) + months;
  const first = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01` as CivilDate;
  const next = index + 1;
  const after = `${Math.floor(next / 12)}-${String((next % 12) + 1).padStart(2, '0')}-01` as CivilDate;
  const same = addDays(first, day - 1);
  return same < after ? addDays(same, -1) : addDays(after, -1);
}

/** The last such day of the year on or before a date. */
export function lastBefore(day: string, date: CivilDate): CivilDate {
  const here = `${date.slice(0, 4)}-${day}` as CivilDate;
  return here <= date ? here : (`${Number(date.slice(0, 4)) - 1}-${day}` as CivilDate);
}
/** The first such day of the year on or after a date. */
export function firstFrom(day: string, date: CivilDate): CivilDate {
  const here = `${date.slice(0, 4)}-${day}` as CivilDate;
  return here >= date ? here : (`${Number(date.slice(0, 4)) + 1}-${day}` as CivilDate);
}

/** The window in which the year that begins on a day is bought and renewed: it opens in the twelve months before, and may stay open into the year. */
export function windowOf({ window }: Pick<OfferedYear, 'window'>, begins: CivilDate): { opens: CivilDate; closes: CivilDate } {
  const opens = lastBefore(window.from, begins);
  return { opens, closes: firstFrom(window.to, opens) };
}

const isOpen = ({ opens, closes }: { opens: CivilDate; closes: CivilDate }, today: CivilDate): boolean => opens <= today && today <= closes;

/** Whether the year that begins on a day may be bought or renewed today. */
export const mayBuy = (offered: Pick<OfferedYear, 'window'>, begins: CivilDate, today: CivilDate): boolean =>
  isOpen(windowOf(offered, begins), today);

/** The year that may be bought today, the earlier where two may be; or the day on which a window opens next, and for which year. */
export function buyableYear(
  offered: Pick<OfferedYear, 'clock' | 'window'>,
  today: CivilDate,
): { year: Period } | { opens: CivilDate; for: Period } {
  const first = yearBy(offered.clock, today);
  const second = yearBy(offered.clock, addDays(first.to, 1));
  const third = yearBy(offered.clock, addDays(second.to, 1));
  const all = [first, second, third].map((year) => ({ year, ...windowOf(offered, year.from) }));
  const now = all.find((each) => isOpen(each, today));
  if (now) return { year: now.year };
  const next = all.find(({ opens }) => opens > today) ?? { year: third, opens: windowOf(offered, third.from).opens };
  return { opens: next.opens, for: next.year };
}

/** The last day on which a school may give notice that it ends with a year. */
export const noticeDayOf = ({ noticeBy }: Pick<OfferedYear, 'noticeBy'>, yearEnds: CivilDate): CivilDate => lastBefore(noticeBy, yearEnds);

/** The instalments of a whole year, in the order in which they fall due; the parts come to the price. What was due before the agreement falls due with it. */
export function instalmentsOf(
  parts: readonly { on: string; twelfths: number }[],
  year: Period,
  netPence: number,
  agreedOn: CivilDate,
): Instalment[] {
  const due = parts.map(({ on, twelfths }) => ({ dueOn: firstFrom(on, year.from), twelfths })).sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  return numbered(
    due,
    allocate(
      netPence,
      due.map(({ twelfths }) => twelfths),
    ),
    agreedOn,
  );
}

/** Parts of nothing are no instalments: a school is not billed for 0.00. */
export function numbered(
  due: readonly { dueOn: CivilDate; twelfths: number }[],
  pence: readonly number[],
  agreedOn: CivilDate,
): Instalment[] {
  const parts = due.flatMap((each, i) => ((pence[i] ?? 0) > 0 ? [{ ...each, netPence: pence[i] ?? 0 }] : []));
  return parts.map(({ dueOn, twelfths, netPence }, i) => ({
    number: i + 1,
    of: parts.length,
    twelfths,
    dueOn: dueOn < agreedOn ? agreedOn : dueOn,
    netPence,
  }));
}
