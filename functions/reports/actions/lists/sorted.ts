// A list in another order than that of its keys. It is read to its end and put in order; whoever turns its pages soon after sees the rest of that same order, and
// nothing of it is read again but what is told of the lines that are shown.
import { londonClock } from '../../../../shared/calendar.ts';
import { fingerprintOf } from '../../../../shared/token.ts';
import { inOrderOf, placeBehind, standsBy } from '../../rules/sorted.ts';
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

/**
 * Every line, equals among them in the usual order; undefined where there are more than can be put in order. `whole`: with what each tells of things that are
 * read for it alone, as a file wants them, and not the lines of a page before they are shown.
 */
export async function inOrder(
  list: List,
  reading: Reading,
  stretches: readonly Stretch[],
  sort: Sort,
  whole: boolean,
): Promise<Line[] | undefined> {
  // One read more than fits: that there is nothing behind the last line shows only when it is asked for.
  const most = mostSorted + itemsAtOnce;
  const { lines, next } = await readOn(list, reading, stretches, undefined, { lines: most, items: most, atOnce: itemsAtOnce, whole });
  if (next !== undefined || lines.length > mostSorted) return undefined;
  return inOrderOf(lines, sort);
}

const nameOf = ({ table, reader, today, query: { after: _, ...query } }: Reading, { code }: List, stretches: readonly Stretch[]): string =>
  JSON.stringify([table.name, table.council, today, code, reader, query, stretches]);

function keep(name: string, order: Order): void {
  kept.delete(name);
  kept.set(name, order);
  for (const [oldest] of kept) if (kept.size > mostKept) kept.delete(oldest);
}

const markOf = (line: Line): string => fingerprintOf(standsBy(line)).slice(0, 8);
/** A cursor names the last line that was shown and where it stood, so that pages go on from it though the list was read anew and lines have come or gone. */
const cursorOf = (last: Line, place: number): string => `s${place}.${markOf(last)}.${last.path}`;
const pattern = /^s(\d{1,5})\.([\w-]{8})\.(.*)$/;

function startOf(lines: readonly Line[], after: string): number {
  const [, place = '0', mark, path] = pattern.exec(after) ?? [];
  return placeBehind(lines, Number(place), (line) => line.path === path && markOf(line) === mark);
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
  const lines = lasting?.lines ?? (await inOrder(list, reading, stretches, sort, false));
  if (!lines) return undefined;
  if (!lasting) keep(name, { lines, madeAt: reading.now });
  const start = after === undefined ? 0 : startOf(lines, after);
  const end = Math.min(start + linesOnPage, lines.length);
  const last = end < lines.length ? lines[end - 1] : undefined;
  const count = (of: number) => of.toLocaleString('en-GB');
  const shown = start < end ? `: ${count(start + 1)} to ${count(end)} of ${count(lines.length)}` : '';
  const asAt = lasting ? `, as at ${londonClock(lasting.madeAt).time}` : '';
  return {
    lines: await list.whole(reading, lines.slice(start, end)),
    ...(last ? { next: cursorOf(last, end - 1) } : {}),
    order: `In order of ${sortTexts[sort].toLowerCase()}${shown}${asAt}`,
  };
}
