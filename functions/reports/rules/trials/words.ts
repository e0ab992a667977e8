// A trial in words: its rows, where holders are counted, thousands of pounds, and the columns of its file. Pure.
import { academicYearText } from '../../../../shared/calendar.ts';
import { formatPence, parsePounds, plainPence } from '../../../../shared/money.ts';
import { kindText } from '../../../entitlements/rules/run-words.ts';
import { type Dimension, dimensions, type SavingRow, type Sums, type Tried } from '../../schema/trials.ts';
import { type Breakdown, type BreakdownLine, breakdownOf, type Figures, type TableRow } from './pounds.ts';
import { keptTogether, nowhere } from './sums.ts';

/** The rows of the source's own table, with its words for them. */
export const rowTexts: Readonly<Record<TableRow, string>> = {
  employees: 'Employees (cost, not charge)',
  'other-costs': 'Other costs',
  'income-lost': 'Income lost (shown as a minus)',
  'net-savings': 'Net savings',
  'additional-income': 'Additional income generated (possible)',
  'total-savings': 'Total savings',
  'implementation-costs': 'Implementation costs',
  'savings-less-implementation': 'Total savings less implementation costs',
};
export const typedRowTexts: Readonly<Record<SavingRow, string>> = {
  employees: 'Employees',
  'other-costs': 'Other costs',
  'income-lost': 'Income lost (as a minus)',
  'additional-income': 'Additional income generated',
  'implementation-costs': 'Implementation costs',
};

export const breakdownTexts: Readonly<Record<keyof Breakdown, { title: string; column: string }>> = {
  kind: { title: 'By kind of school', column: 'Kind' },
  district: { title: 'By district', column: 'District' },
  partnership: { title: 'By partnership', column: 'Partnership' },
  financialYear: { title: 'By financial year', column: 'Financial year' },
};

/** How a line of a breakdown is called to people. */
export function placeText(dimension: keyof Breakdown, name: string, { partnerships }: Pick<Sums, 'partnerships'>): string {
  if (dimension === 'financialYear') return academicYearText(Number(name));
  if (name === keptTogether) return 'Not told apart: days that rest on a status';
  if (name === nowhere) return dimension === 'district' ? 'No district' : 'No partnership';
  if (dimension === 'kind') return kindText(name);
  return dimension === 'partnership' ? (Object.entries(partnerships).find(([id]) => id === name)?.[1] ?? name) : name;
}

/** Thousands of pounds to a tenth, as the source's table counts: `130`, `−2.5`. */
export function thousandsText(pence: number): string {
  const tenths = Math.trunc((Math.abs(pence) + 5_000) / 10_000);
  const rest = tenths % 10;
  const sign = pence < 0 && tenths > 0 ? '−' : '';
  return `${sign}${Math.trunc(tenths / 10).toLocaleString('en-GB')}${rest > 0 ? `.${rest}` : ''}`;
}
/** A sum as its table tells it: thousands, and exactly. */
export const sumText = (pence: number): string => (pence === 0 ? '0' : `${thousandsText(pence)} (${formatPence(pence)})`);

export const fileColumns = [
  'By',
  'Name',
  'Half-days before',
  'Half-days after',
  'Difference in half-days',
  'Employees: cost, not charge (£)',
  'Income lost (£)',
  'Possible additional income (£)',
  'Total (£)',
];
const cells = (by: string, name: string, line: Figures): string[] => [
  by,
  name,
  ...[line.halfDaysBefore, line.halfDaysAfter, line.halfDaysDifference].map(String),
  ...[line.employeesPence, line.incomeLostPence, line.additionalIncomePence, line.totalPence].map(plainPence),
];

/** Every line of every breakdown, and the total that each adds up to. */
export function fileRows(sums: Sums, costs: Parameters<typeof breakdownOf>[1]): string[][] {
  const { total, breakdown } = breakdownOf(sums, costs);
  const order: (Dimension | 'financialYear')[] = [...dimensions, 'financialYear'];
  return [
    ...order.flatMap((by) =>
      breakdown[by].map((line: BreakdownLine) => cells(breakdownTexts[by].column, placeText(by, line.name, sums), line)),
    ),
    cells('Everything', 'Total', total),
  ];
}

/** What was tried, as it was then. */
export const triedText = (of: Tried): string =>
  'draft' in of ? `Draft: ${of.title} (its version ${of.draftVersion})` : `Version ${of.policy}: ${of.title}`;

/** Pounds as a person types them, with a minus before them where something is lost; what is no sum is left for the schema to judge. */
export function poundsTyped(text: string | undefined): number | string | undefined {
  const [, sign, sum] = /^\s*([-−–]?)\s*(.*)$/.exec(text ?? '') ?? [];
  const pence = parsePounds(sum ?? '');
  return pence === undefined ? text : sign ? -pence : pence;
}
