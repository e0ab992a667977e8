// A list as CSV for a spreadsheet: the mark of UTF-8, CRLF, numbers as numbers, dates as 2026-11-24, and no cell that a spreadsheet would run as a formula.
import { type Cell, type Heading, headingText, plainNumber } from './columns.ts';

const mark = '\ufeff';

/**
 * Words as a cell that is never a formula: what begins with = + - @, a tab or a line break, or with their full-width forms, stands behind an apostrophe. Numbers
 * are not words: a sum below nil keeps its minus.
 */
export const safeText = (text: string): string => (/^[\s\u00a0]*[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function csvCell(kind: Heading['kind'], cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? plainNumber(kind, cell) : quoted(safeText(cell));
}

const row = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;

export const csvHead = (headings: readonly Heading[]): string =>
  mark + row(headings.map((heading) => quoted(safeText(headingText(heading)))));
export const csvRows = (headings: readonly Heading[], rows: readonly (readonly Cell[])[]): string =>
  rows.map((cells) => row(cells.map((cell, i) => csvCell(headings[i]?.kind ?? 'text', cell)))).join('');
