// The columns of a list: declared once, and shared by its table on a page, its CSV and its workbook.
import { type CivilDate, dateText } from '../calendar.ts';
import { formatPence, plainPence } from '../money.ts';
import { halfDaysText } from '../ui/text.ts';

/** What a column holds: words, a date, a sum in whole pence, days in whole half-days, or a count. */
export type Kind = 'text' | 'date' | 'pence' | 'half-days' | 'count';
/** A cell: words or a date as text, the rest as whole numbers; null where there is nothing. */
export type Cell = string | number | null;
export type Heading = { title: string; kind: Kind };
export type Column<T> = Heading & { of(row: T): Cell | undefined };

export const cellsOf = <T>(columns: readonly Column<T>[], row: T): Cell[] => columns.map(({ of }) => of(row) ?? null);

export const isNumeric = (kind: Kind): boolean => kind === 'pence' || kind === 'half-days' || kind === 'count';

/** A cell as a person reads it on a page. */
export function cellText(kind: Kind, cell: Cell): string {
  if (cell === null) return '';
  if (kind === 'date') return dateText(cell as CivilDate);
  if (kind === 'pence') return formatPence(cell as number);
  if (kind === 'half-days') return cell === 0 ? 'none' : halfDaysText(cell as number);
  return String(cell);
}

/** Half-days as a number of days, `2.5`, by whole numbers alone. */
const daysNumber = (halfDays: number): string => {
  const size = Math.abs(halfDays);
  return `${halfDays < 0 ? '-' : ''}${Math.trunc(size / 2)}${size % 2 === 0 ? '' : '.5'}`;
};

/** The number a spreadsheet is given for a sum, days or a count. */
export const plainNumber = (kind: Kind, amount: number): string =>
  kind === 'pence' ? plainPence(amount) : kind === 'half-days' ? daysNumber(amount) : String(amount);

/** How a heading says its unit where the numbers beneath it cannot. */
export const headingText = ({ title, kind }: Heading): string =>
  kind === 'pence' ? `${title} (£)` : kind === 'half-days' ? `${title} (days)` : title;
