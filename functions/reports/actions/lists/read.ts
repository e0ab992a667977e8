// A page of a list: by its keys as far as they go, otherwise put in order where it is short enough to be read at once.
import { londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import type { Cell, Heading } from '../../../../shared/spreadsheet/columns.ts';
import { type ListCode, type ListQuery, linesOnPage, mostSorted, type Sort } from '../../schema/lists.ts';
import type { Line, List, Reading, Stretch } from './define.ts';
import { listsFor } from './lists.ts';

type Read = { lines: Line[]; next?: string };
/** As many items as one page of a list looks at for lines that were asked for: where they are rarer, it says that there is more to look through. */
const mostLookedAt = 1_000;
const atOnce = 100;
/** A read counts as so many items at least: a trust of a hundred schools is not read through at once. */
const leastLookedAt = 10;

/** A cursor says in which stretch it stands, and where in that. */
function placeOf(after: string | undefined, count: number): { at: number; after?: string } {
  const [, stretch = '0', cursor = ''] = /^(\d{1,3})\.(.*)$/.exec(after ?? '') ?? [];
  const at = Math.min(Number(stretch), count);
  return { at, ...(cursor ? { after: cursor } : {}) };
}

/** Goes on from a place until there are so many lines, or so many items were looked at. What one read of the table gave is never cut. */
export async function readOn(
  list: List,
  reading: Reading,
  stretches: readonly Stretch[],
  from: string | undefined,
  most: { lines: number; items: number; atOnce: number },
): Promise<Read> {
  const lines: Line[] = [];
  let { at, after } = placeOf(from, stretches.length);
  let looked = 0;
  for (let stretch = stretches[at]; stretch; stretch = stretches[at]) {
    const page = await list.page(reading, stretch, { limit: most.atOnce, ...(after ? { after } : {}) });
    lines.push(...page.items);
    looked += Math.max(leastLookedAt, page.looked);
    after = page.next;
    if (!after) at += 1;
    if (at < stretches.length && (lines.length >= most.lines || looked >= most.items)) return { lines, next: `${at}.${after ?? ''}` };
  }
  return { lines };
}

const inOrder: Readonly<Record<Sort, (line: Line) => string>> = {
  date: ({ date }) => date,
  school: ({ school, date }) => `${school.toLowerCase()} ${date}`,
  officer: ({ officer, date }) => `${officer.toLowerCase()} ${date}`,
};

export type ListPage = {
  list: ListCode;
  title: string;
  headings: readonly Heading[];
  lines: { path: string; cells: Cell[] }[];
  next?: string;
  /** Why there is nothing to show, where something has to be given first. */
  missing?: string;
  /** There are more than can be put in another order than that of their keys. */
  tooManyToSort?: true;
  order: string;
};

/** What is asked of a list in words of whoever asks it. */
export const readingOf = ({ table, actor, now }: Context, query: ListQuery): Reading => {
  const { name: _, organisationName: __, ...reader } = actor;
  return { table, reader, now, today: londonDate(now), query };
};

/** The list that is asked for, or the first there is. Refuses `unknown-list` for one that is not the reader's. */
export function findList(context: Context, code: ListCode | undefined): Decision<List> {
  const own = listsFor(readingOf(context, {}).reader);
  const found = code ? own.find((each) => each.code === code) : own[0];
  return found ? accept(found) : refuse('unknown-list');
}

/** A page of a list. Refuses `unknown-list`. */
export async function readList(context: Context, query: ListQuery): Promise<Decision<ListPage>> {
  const found = findList(context, query.list);
  if (!found.ok) return found;
  const list = found.value;
  const { code, title, headings } = list;
  const reading = readingOf(context, query);
  const order = list.order(reading);
  const stretches = await list.stretches(reading);
  const words = { list: code, title, headings, order };
  if (typeof stretches === 'string') return accept({ ...words, lines: [], missing: stretches });
  const sort = query.sort && list.sorts.includes(query.sort) ? query.sort : undefined;
  const plain = () => readOn(list, reading, stretches, query.after, { lines: linesOnPage, items: mostLookedAt, atOnce: linesOnPage });
  if (!sort) return accept({ ...words, ...(await plain()) });
  const whole = await readOn(list, reading, stretches, undefined, { lines: mostSorted, items: mostSorted, atOnce });
  if (whole.next) return accept({ ...words, ...(await plain()), tooManyToSort: true });
  const sorted = whole.lines.sort((a, b) => (inOrder[sort](a) < inOrder[sort](b) ? -1 : 1));
  const start = Number(/^s(\d{1,4})$/.exec(query.after ?? '')?.[1] ?? 0);
  const end = start + linesOnPage;
  return accept({ ...words, lines: sorted.slice(start, end), ...(end < sorted.length ? { next: `s${end}` } : {}), order: `By ${sort}` });
}
