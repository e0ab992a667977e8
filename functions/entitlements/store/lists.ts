// The lists of everybody whom rules may grant something, read a page at a time with everything their rights rest on, for whoever has to go through all of them.
import type { CivilDate } from '../../../shared/calendar.ts';
import { type HolderId, teamIdOf } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import type { Holding, Tied } from '../rules/dues.ts';
import { listsIn, teamsIn } from '../rules/grants.ts';
import type { VersionSpan } from '../rules/rights.ts';
import { tiedTo } from '../rules/successions.ts';
import { pageOfHolders, readHolding } from './allocations.ts';

/** Holders of one page, and how many are read at once. */
export const bounds = { holders: 100, atOnce: 32 };
/** Holders that successions tie together; a longer chain is followed no further. */
const mostTied = 40;

/** Which lists there are to go through under some versions of a policy, and the teams these name. */
export type Lists = { lists: string[]; teams: ReadonlyMap<HolderId, string> };
export const listsOf = (versions: readonly VersionSpan[]): Lists => ({
  lists: listsIn(versions),
  teams: new Map(teamsIn(versions).map(({ code, title }) => [teamIdOf(code), title])),
});

/** Works on all items, some at once and no more than the bound; answers in the order of the items. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T);
  };
  await Promise.all(Array.from({ length: bounds.atOnce }, worker));
  return results;
}

type ReadHolding = Awaited<ReturnType<typeof readHolding>>;
/** Which list reading has come to, and after which holder. */
type Cursor = { list: number; after?: string };
export type ReadPage = { holdings: ReadHolding[]; after: Cursor | undefined };

/** A page of the list that reading has come to; `after` is undefined once there is nothing more. */
export async function readPage(table: CouncilTable, { lists, teams }: Lists, { list, after }: Cursor): Promise<ReadPage> {
  const name = lists[list] ?? '';
  const page = name === 'team' ? { holders: [...teams.keys()] } : await pageOfHolders(table, name, bounds.holders, after);
  const holdings = await inParallel(page.holders, (holder) => readHolding(table, holder, teams.get(holder) ?? holder));
  if ('next' in page && page.next) return { holdings, after: { list, after: page.next } };
  return { holdings, after: list + 1 < lists.length ? { list: list + 1 } : undefined };
}

/** A holder with everybody that successions tie it to since a day, each read for itself. */
export async function withTied(table: CouncilTable, holding: Holding, since: CivilDate): Promise<Tied> {
  const tied = new Map<HolderId, Holding>([[holding.holder, holding]]);
  let fresh: Holding[] = [holding];
  while (fresh.length > 0 && tied.size < mostTied) {
    const named = new Set(fresh.flatMap(({ holder, events }) => tiedTo(holder, events, since)).filter((id) => !tied.has(id)));
    fresh = await Promise.all([...named].map((id) => readHolding(table, id, id)));
    for (const each of fresh) tied.set(each.holder, each);
  }
  return tied;
}

/** A year before the day that was asked for, every year that it lies in has begun. */
export const sinceFor = (on: CivilDate): CivilDate =>
  `${Number(on.slice(0, 4)) - 1}${on.slice(4) === '-02-29' ? '-02-28' : on.slice(4)}` as CivilDate;
