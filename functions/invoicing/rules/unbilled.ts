// Which months a home looks through for what nobody billed, which are counted once a day because they are older, and how such a count goes on. Pure.
import { addDays, type CivilDate, monthOf, monthsBetween } from '../../../shared/calendar.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import type { OldCount, OldUnbilled } from '../schema/unbilled.ts';
import { mostDays } from './run.ts';

/** This month and the two before it, which begin at most so many days ago. */
const monthsAtHome = 3;
const daysAtHome = 92;
/** As many as are named, so that a home can ask whether they have been billed since. */
export const mostNamed = 50;

const later = (date: CivilDate, ledgerFrom: string): CivilDate => (date > ledgerFrom ? date : (ledgerFrom as CivilDate));

/** The last three months, none of them before the ledger began. */
export const newMonths = (today: CivilDate, ledgerFrom: string): string[] =>
  monthsBetween(later(addDays(today, -daysAtHome), ledgerFrom), today).slice(-monthsAtHome);

/** The months before those, as far back as one dry run from then to today may reach. */
export function oldMonths(today: CivilDate, ledgerFrom: string): string[] {
  const [first] = newMonths(today, ledgerFrom);
  if (first === undefined) return [];
  return monthsBetween(later(addDays(today, 1 - mostDays), ledgerFrom), today).filter((month) => month < first);
}

/** A day's count before its first month, or what it comes to where there is none to look through. */
export function beginCount(kept: OldUnbilled | undefined, today: CivilDate, ledgerFrom: string): OldUnbilled {
  const [month] = oldMonths(today, ledgerFrom);
  const [first = monthOf(today)] = newMonths(today, ledgerFrom);
  const count: OldCount = { on: today, before: `${first}-01` as CivilDate, count: 0, netPence: 0, first: [] };
  const version = kept?.version ?? 0;
  if (month === undefined) return { type: 'old-unbilled', told: count, version };
  return { ...(kept ?? { type: 'old-unbilled' }), counting: { ...count, month }, version };
}

/** A count with what its month has; after the last month it is what is told. */
export function withMonth(of: OldUnbilled, charges: readonly Pick<Charge, 'id' | 'payer' | 'deliveredOn' | 'netPence'>[]): OldUnbilled {
  const { counting, ...kept } = of;
  if (!counting) return of;
  const { month, ...count } = counting;
  const found = charges.map(({ id, payer, deliveredOn, netPence }) => ({ charge: id, payer, deliveredOn, netPence }));
  found.sort((a, b) => (`${a.deliveredOn} ${a.charge}` < `${b.deliveredOn} ${b.charge}` ? -1 : 1));
  const sum: OldCount = {
    ...count,
    count: count.count + found.length,
    netPence: count.netPence + found.reduce((total, { netPence }) => total + netPence, 0),
    first: [...count.first, ...found].slice(0, mostNamed),
  };
  const next = monthsBetween(`${month}-01` as CivilDate, count.before)[1];
  return next !== undefined && next < monthOf(count.before) ? { ...kept, counting: { ...sum, month: next } } : { ...kept, told: sum };
}

/** What is left of a count once those that have been settled since are known. */
export function leftOf(told: OldCount, isSettled: (charge: OldCount['first'][number]) => boolean): OldCount {
  const settled = told.first.filter(isSettled);
  return {
    ...told,
    count: told.count - settled.length,
    netPence: told.netPence - settled.reduce((sum, { netPence }) => sum + netPence, 0),
    first: told.first.filter((charge) => !isSettled(charge)),
  };
}
