// A page of a list: by its keys as far as they go, otherwise put in order where it is short enough to be read at once.
import { londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import type { Cell, Heading } from '../../../../shared/spreadsheet/columns.ts';
import { sortOf } from '../../rules/sorted.ts';
import { type ListCode, type ListQuery, linesOnPage } from '../../schema/lists.ts';
import type { List, Reading } from './define.ts';
import { listsFor } from './lists.ts';
import { sortedPage } from './sorted.ts';
import { isPlace, readOn } from './stretches.ts';

/** As many items as one page of a list looks at for lines that were asked for: where they are rarer, it says that there is more to look through. */
const mostLookedAt = 1_000;

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
  const sort = sortOf(list, query);
  const { after } = query;
  // A cursor of the usual order was given where there were too many for another.
  const sorted = sort && !isPlace(after) ? await sortedPage(list, reading, stretches, sort) : undefined;
  if (sorted) return accept({ ...words, ...sorted });
  const most = { lines: linesOnPage, items: mostLookedAt, atOnce: linesOnPage };
  const plain = await readOn(list, reading, stretches, after, most);
  return accept({ ...words, ...plain, ...(sort ? { tooManyToSort: true as const } : {}) });
}
