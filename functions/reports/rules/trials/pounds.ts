// What a trial comes to in pounds, in the rows of Rochdale's table of savings (2012, 6.3): employees, other costs, income lost, additional income and the costs of
// implementation, ongoing and one-off, by financial year; and every breakdown of it, each adding up to the same totals. Pure.
//
// A free half-day has no price. What granting fewer of them saves is their cost to the council: cost, not charge.
import { addDays, type CivilDate, daysBetween, financialYearOf } from '../../../../shared/calendar.ts';
import type { Period } from '../../../../shared/ledger/chart.ts';
import { wholeShares } from '../../../../shared/money.ts';
import { inForce } from '../../../../shared/policy/rules.ts';
import {
  type Adjustment,
  type DatedCost,
  type Dimension,
  dimensions,
  type Group,
  type SavingRow,
  type Sums,
  type Trial,
} from '../../schema/trials.ts';

/** A stretch of days within one financial year and at one cost. */
type Part = { year: number; days: number; perDayPence: number | undefined };

const daysOf = ({ from, to }: Period): number => daysBetween(from, addDays(to, 1));

function partsOf(period: Period, costs: readonly DatedCost[]): Part[] {
  const firsts = Array.from(
    { length: financialYearOf(period.to) - financialYearOf(period.from) },
    (_, i) => `${financialYearOf(period.from) + i + 1}-04-01`,
  );
  const within = [...firsts, ...costs.map(({ from }) => from)].filter((date) => date > period.from && date <= period.to) as CivilDate[];
  const cuts = [period.from, ...[...new Set(within)].sort()];
  return cuts.map((from, i) => {
    const next = cuts[i + 1];
    const to = next ? addDays(next, -1) : period.to;
    return { year: financialYearOf(from), days: daysOf({ from, to }), perDayPence: inForce(costs, from)?.perDayPence };
  });
}

const common = (a: bigint, b: bigint): bigint => (b === 0n ? a : common(b, a % b));

/** Everything in a trial's sums can be told in parts of this: two half-days to a day, and the days of each stretch. */
const denominatorOf = (all: Group): bigint =>
  2n * all.days.reduce((least, { period }) => (least * BigInt(daysOf(period))) / common(least, BigInt(daysOf(period))), 1n);

type Wanted = (part: Part, oneOff: boolean) => boolean;
const everything: Wanted = () => true;

/** A group's figure as a whole number of the denominator's parts: of its half-days before or after, or of the cost of those that are granted no more. */
type Figure = 'before' | 'after' | 'saved';
function amountOf({ days }: Group, figure: Figure, costs: readonly DatedCost[], denominator: bigint, wanted: Wanted = everything): bigint {
  let sum = 0n;
  for (const { period, oneOff, before, after } of days) {
    const unit = denominator / BigInt(daysOf(period));
    for (const part of partsOf(period, costs)) {
      if (!wanted(part, oneOff)) continue;
      const amount =
        figure === 'saved' ? BigInt(before - after) * BigInt(part.perDayPence ?? 0) : BigInt(2 * (figure === 'before' ? before : after));
      // Two half-days to a day of the cost; half-days themselves are doubled, so that both have one denominator. Half of it is exact, because the denominator
      // is twice a multiple of the stretch's days and so `unit` is even.
      sum += (amount * BigInt(part.days) * unit) / 2n;
    }
  }
  return sum;
}

/** One line of a breakdown; all of it without what was typed. Income lost is a minus. */
export type Figures = {
  halfDaysBefore: number;
  halfDaysAfter: number;
  halfDaysDifference: number;
  employeesPence: number;
  incomeLostPence: number;
  additionalIncomePence: number;
  totalPence: number;
};
export type BreakdownLine = Figures & { name: string };
export type Breakdown = Record<Dimension | 'financialYear', BreakdownLine[]>;

const incomeOf = ({ income }: Group, year?: number): { lost: number; additional: number } => {
  const of = income.filter((each) => year === undefined || each.year === year);
  return {
    lost: of.reduce((sum, { lostPence }) => sum - lostPence, 0),
    additional: of.reduce((sum, { additionalPence }) => sum + additionalPence, 0),
  };
};

const figures = (
  before: number,
  after: number,
  employees: number,
  { lost, additional }: { lost: number; additional: number },
): Figures => ({
  halfDaysBefore: before,
  halfDaysAfter: after,
  halfDaysDifference: after - before,
  employeesPence: employees,
  incomeLostPence: lost || 0,
  additionalIncomePence: additional,
  totalPence: employees + lost + additional,
});

/** The financial years that what was worked out falls into. */
function yearsIn({ all }: Pick<Sums, 'all'>, costs: readonly DatedCost[]): number[] {
  const years = [
    ...all.days.flatMap(({ period }) => partsOf(period, costs).map(({ year }) => year)),
    ...all.income.map(({ year }) => year),
  ];
  return [...new Set(years)].sort((a, b) => a - b);
}

/** All that was worked out, and the same by kind of school, district, partnership and financial year. */
export function breakdownOf(sums: Sums, costs: readonly DatedCost[]): { total: Figures; breakdown: Breakdown } {
  const denominator = denominatorOf(sums.all);
  const years = yearsIn(sums, costs);
  const inYear =
    (year: number): Wanted =>
    (part) =>
      part.year === year;
  const divided = (figure: Figure) =>
    wholeShares(
      years.map((year) => amountOf(sums.all, figure, costs, denominator, inYear(year))),
      denominator,
    ).parts;
  const [before, after, saved] = [divided('before'), divided('after'), divided('saved')];
  const financialYear = years.map((year, i) => ({
    name: String(year),
    ...figures(before[i] ?? 0, after[i] ?? 0, saved[i] ?? 0, incomeOf(sums.all, year)),
  }));
  const by = (dimension: Dimension): BreakdownLine[] => {
    const groups = Object.entries(sums.groups[dimension]).sort(([a], [b]) => (a < b ? -1 : 1));
    const employees = wholeShares(
      groups.map(([, group]) => amountOf(group, 'saved', costs, denominator)),
      denominator,
    ).parts;
    return groups.map(([name, group], i) => {
      const [old, next] = [group.days.reduce((sum, each) => sum + each.before, 0), group.days.reduce((sum, each) => sum + each.after, 0)];
      return { name, ...figures(old, next, employees[i] ?? 0, incomeOf(group)) };
    });
  };
  const [was, would] = [
    sums.all.days.reduce((sum, each) => sum + each.before, 0),
    sums.all.days.reduce((sum, each) => sum + each.after, 0),
  ];
  const { total } = wholeShares([amountOf(sums.all, 'saved', costs, denominator)], denominator);
  const [kind, district, partnership] = dimensions.map(by);
  return {
    total: figures(was, would, total, incomeOf(sums.all)),
    breakdown: { kind: kind ?? [], district: district ?? [], partnership: partnership ?? [], financialYear },
  };
}

/** Rows that are added up from the others, as the source has them. */
const tableRows = [
  'employees',
  'other-costs',
  'income-lost',
  'net-savings',
  'additional-income',
  'total-savings',
  'implementation-costs',
  'savings-less-implementation',
] as const;
export type TableRow = (typeof tableRows)[number];
export type Cell = { ongoingPence: number; oneOffPence: number };
export type SavingsTable = { years: number[]; rows: { row: TableRow; years: Cell[]; total: Cell }[] };

const made: Readonly<Record<TableRow, Partial<Record<SavingRow, 1 | -1>>>> = {
  employees: { employees: 1 },
  'other-costs': { 'other-costs': 1 },
  'income-lost': { 'income-lost': 1 },
  'net-savings': { employees: 1, 'other-costs': 1, 'income-lost': 1 },
  'additional-income': { 'additional-income': 1 },
  'total-savings': { employees: 1, 'other-costs': 1, 'income-lost': 1, 'additional-income': 1 },
  'implementation-costs': { 'implementation-costs': 1 },
  'savings-less-implementation': { employees: 1, 'other-costs': 1, 'income-lost': 1, 'additional-income': 1, 'implementation-costs': -1 },
};

/** The table of savings: what was worked out, with every sum that was typed, and the rows that add them up. */
export function savingsTable(sums: Sums, { costs, adjustments }: Pick<Trial, 'costs' | 'adjustments'>): SavingsTable {
  const denominator = denominatorOf(sums.all);
  const worked = yearsIn(sums, costs);
  const years = [...new Set([...worked, ...adjustments.map(({ financialYear }) => financialYear)])].sort((a, b) => a - b);
  const columns = years.flatMap((year) => [false, true].map((oneOff) => ({ year, oneOff })));
  const employees = wholeShares(
    columns.map(({ year, oneOff }) =>
      amountOf(sums.all, 'saved', costs, denominator, (part, isOneOff) => part.year === year && isOneOff === oneOff),
    ),
    denominator,
  ).parts;
  const typed = (row: SavingRow, { year, oneOff }: (typeof columns)[number]): number =>
    adjustments
      .filter((each: Adjustment) => each.row === row && each.financialYear === year && (each.kind === 'one-off') === oneOff)
      .reduce((sum, { pence }) => sum + pence, 0);
  const basic = (row: SavingRow, i: number): number => {
    const column = columns[i];
    if (!column) return 0;
    const of = { income: sums.all.income.filter(({ oneOff }) => oneOff === column.oneOff), days: [] };
    const { lost, additional } = incomeOf(of, column.year);
    const worked = {
      employees: employees[i] ?? 0,
      'income-lost': lost,
      'additional-income': additional,
      'other-costs': 0,
      'implementation-costs': 0,
    };
    return worked[row] + typed(row, column);
  };
  const sumOf = (row: TableRow, i: number): number =>
    Object.entries(made[row]).reduce((sum, [of, sign]) => sum + sign * basic(of as SavingRow, i), 0);
  return {
    years,
    rows: tableRows.map((row) => {
      const cells = years.map((_, i): Cell => ({ ongoingPence: sumOf(row, 2 * i), oneOffPence: sumOf(row, 2 * i + 1) }));
      const total = {
        ongoingPence: cells.reduce((sum, { ongoingPence }) => sum + ongoingPence, 0),
        oneOffPence: cells.reduce((sum, { oneOffPence }) => sum + oneOffPence, 0),
      };
      return { row, years: cells, total };
    }),
  };
}

/** Whether half-days were granted or taken away at a time for which no policy tells what a day costs: they are counted and not valued. */
export const lacksCost = ({ all }: Pick<Sums, 'all'>, costs: readonly DatedCost[]): boolean =>
  all.days.some(
    ({ period, before, after }) => before !== after && partsOf(period, costs).some(({ perDayPence }) => perDayPence === undefined),
  );
