// Lines in another order than that of their keys, and where a page goes on in an order that was made again. Pure.
import type { Sort } from '../schema/lists.ts';

/** What a line is put in order by: its day, and the names of a school and an officer; empty where it has none. */
export type Sortable = { date: string; school: string; officer: string };

/** As names are looked up: without regard to case or accents, and numbers by what they count. */
const names = new Intl.Collator('en-GB', { numeric: true });
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const orders: Readonly<Record<Sort, (a: Sortable, b: Sortable) => number>> = {
  date: (a, b) => compare(a.date, b.date),
  latest: (a, b) => compare(b.date, a.date),
  school: (a, b) => names.compare(a.school, b.school) || compare(a.date, b.date),
  officer: (a, b) => names.compare(a.officer, b.officer) || compare(a.date, b.date),
};

/** Lines in an order; equals among them stay in the order in which they were given. */
export const inOrderOf = <Line extends Sortable>(lines: readonly Line[], sort: Sort): Line[] => [...lines].sort(orders[sort]);

/** The order that is asked for, where a list has it: a page and a file come in the same. */
export const sortOf = ({ sorts }: { sorts: readonly Sort[] }, { sort }: { sort?: Sort | undefined }): Sort | undefined =>
  sort && sorts.includes(sort) ? sort : undefined;

/** What a line stands where it does by: one that has moved since is not where its reader left it. */
export const standsBy = ({ date, school, officer }: Sortable): string => `${date} ${school} ${officer}`;

/** The place behind the last line that was shown: `stood` is where that stood, and `isIt` tells it. */
export function placeBehind<Line>(lines: readonly Line[], stood: number, isIt: (line: Line) => boolean): number {
  const at = lines[stood];
  if (at !== undefined && isIt(at)) return stood + 1;
  // One record may have several lines: of those the nearest to where it stood.
  const found = lines.reduce((best, line, i) => (isIt(line) && (best < 0 || Math.abs(i - stood) < Math.abs(best - stood)) ? i : best), -1);
  // Where the line has gone or moved, the one that came after it stands in its place.
  return found < 0 ? stood : found + 1;
}
