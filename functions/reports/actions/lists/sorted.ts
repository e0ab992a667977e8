// A list in another order than that of its keys. It is read whole and put in order; whoever turns its pages soon after sees the rest of that same order, and
// nothing is read again.
import { londonClock } from '../../../../shared/calendar.ts';
import { fingerprintOf } from '../../../../shared/token.ts';
import { sortTexts } from '../../rules/words.ts';
import { linesOnPage, mostSorted, type Sort } from '../../schema/lists.ts';
import type { Line, List, Reading, Stretch } from './define.ts';
import { readOn } from './stretches.ts';

/** As many items travel at once as the table gives in one reply of a megabyte, and no more of them are held than these. */
const itemsAtOnce = 1_000;
/** For so long are pages turned in an order that was made; a first page always makes its own. */
const keptMs = 5 * 60_000;
const mostKept = 2;

type Order = { lines: readonly Line[]; madeAt: number };
/** What this process put in order lately, by who asked what of which table: nobody else is shown it, nor they themselves with other rights or of other schools. */
const kept = new Map<string, Order>();

const names = new Intl.Collator('en-GB', { numeric: true });
const orders: Readonly<Record<Sort, (a: Line, b: Line) => number>> = {
  date: (a, b) => compare(a.date, b.date),
  latest: (a, b) => compare(b.date, a.date),
  school: (a, b) => names.compare(a.school, b.school) || compare(a.date, b.date),
  officer: (a, b) => names.compare(a.officer, b.officer) || compare(a.date, b.date),
};
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Every line, equals among them in the usual order; undefined where there are more than can be put in order. */
export async function inOrder(list: List, reading: Reading, stretches: readonly Stretch[], sort: Sort): Promise<Line[] | undefined> {
  // One read more than fits: that there is nothing behind the last line shows only when it is asked for.
  const most = mostSorted + itemsAtOnce;
  const { lines, next } = await readOn(list, reading, stretches, undefined, { lines: most, items: most, atOnce: itemsAtOnce });
  if (next !== undefined || lines.length > mostSorted) return undefined;
  return lines.sort(orders[sort]);
}

/** The order that is asked for, where the list has it: a page and a file come in the same. */
export const sortOf = ({ sorts }: List, { sort }: Pick<Reading['query'], 'sort'>): Sort | undefined =>
  sort && sorts.includes(sort) ? sort : undefined;

const nameOf = ({ table, reader, today, query: { after: _, ...query } }: Reading, { code }: List, stretches: readonly Stretch[]): string =>
  JSON.stringify([table.name, table.council, today, code, reader, query, stretches]);

function keep(name: string, order: Order): void {
  kept.delete(name);
  kept.set(name, order);
  for (const [oldest] of kept) if (kept.size > mostKept) kept.delete(oldest);
}

/** By what a line stands where it does: one that has moved since leads nobody past what they have not seen. */
const markOf = ({ date, school, officer }: Line): string => fingerprintOf(`${date} ${school} ${officer}`).slice(0, 8);
/** A cursor names the last line that was shown and where it stood, so that pages go on from it though the list was read anew and lines have come or gone. */
const cursorOf = (last: Line, place: number): string => `s${place}.${markOf(last)}.${last.path}`;
const pattern = /^s(\d{1,5})\.([\w-]{8})\.(.*)$/;

function startOf(lines: readonly Line[], after: string): number {
  const [, place = '0', mark, path] = pattern.exec(after) ?? [];
  const stood = Number(place);
  const isIt = (line: Line | undefined): boolean => line !== undefined && line.path === path && markOf(line) === mark;
  if (isIt(lines[stood])) return stood + 1;
  // One record may have several lines: of those the nearest to where it stood.
  const found = lines.reduce((best, line, i) => (isIt(line) && (best < 0 || Math.abs(i - stood) < Math.abs(best - stood)) ? i : best), -1);
  // Where the line has gone or moved, the one that came after it stands in its place.
  return found < 0 ? stood : found + 1;
}

/** A page of a list in an order, or undefined where there are more lines than can be put in order. */
export async function sortedPage(
  list: List,
  reading: Reading,
  stretches: readonly Stretch[],
  sort: Sort,
): Promise<{ lines: Line[]; next?: string; order: string } | undefined> {
  const { after } = reading.query;
  const name = nameOf(reading, list, stretches);
  const known = after === undefined ? undefined : kept.get(name);
  const lasting = known && reading.now - known.madeAt <= keptMs ? known : undefined;
  const lines = lasting?.lines ?? (await inOrder(list, reading, stretches, sort));
  if (!lines) return undefined;
  if (!lasting) keep(name, { lines, madeAt: reading.now });
  const start = after === undefined ? 0 : startOf(lines, after);
  const end = Math.min(start + linesOnPage, lines.length);
  const last = end < lines.length ? lines[end - 1] : undefined;
  const count = (of: number) => of.toLocaleString('en-GB');
  const shown = start < end ? `: ${count(start + 1)} to ${count(end)} of ${count(lines.length)}` : '';
  const asAt = lasting ? `, as at ${londonClock(lasting.madeAt).time}` : '';
  return {
    lines: lines.slice(start, end),
    ...(last ? { next: cursorOf(last, end - 1) } : {}),
    order: `In order of ${sortTexts[sort].toLowerCase()}${shown}${asAt}`,
  };
}
