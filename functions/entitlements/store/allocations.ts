// Allocations in the table: one item for each holder, rule and period, in the holder's own partition beside the facts that its rights rest on.
import { create, replace, type Write } from '../../../shared/commit.ts';
import { type HolderId, isTeam, type OrganisationId } from '../../../shared/ids.ts';
import { grantOf } from '../../../shared/ledger/chart.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import { type CouncilTable, type Item, unkeyed } from '../../../shared/table.ts';
import type { OrganisationEvent } from '../../schools/schema/events.ts';
import type { Organisation, Partnership } from '../../schools/schema/organisations.ts';
import type { Holding } from '../rules/dues.ts';
import type { Allocation } from '../schema/allocations.ts';
import type { Vacancy } from '../schema.ts';

const withoutType = (item: Item): Item => {
  const { type: _, ...words } = unkeyed(item);
  return words;
};

/** A holder with everything its rights rest on and everything it was granted, by one consistent question. `name` is a team's, of which nothing else is kept. */
export async function readHolding(table: CouncilTable, holder: HolderId, name: string): Promise<Holding & { vacancies: Vacancy[] }> {
  let organisation: Organisation | undefined;
  const events: OrganisationEvent[] = [];
  const confidential: OrganisationEvent[] = [];
  const allocations: Allocation[] = [];
  const vacancies: Vacancy[] = [];
  for (const item of await table.all<Item>(table.range.holder(holder))) {
    if (item.type === 'school' || item.type === 'organisation') organisation = withoutType(item) as Organisation;
    else if (item.type === 'allocation') allocations.push(unkeyed(item) as unknown as Allocation);
    else if (item.type === 'vacancy') vacancies.push(unkeyed(item) as unknown as Vacancy);
    else if (item.type === 'organisation-event')
      (String(item.sk).startsWith('CONFIDENTIAL#') ? confidential : events).push(unkeyed(item) as unknown as OrganisationEvent);
  }
  return { holder, name: organisation?.name ?? name, organisation, events, confidential, allocations, vacancies };
}

/** The allocations of a holder, the latest year last; `from` asks for those of one period. */
export const allocationsOf = async (table: CouncilTable, holder: HolderId, from = ''): Promise<Allocation[]> =>
  (await table.all<Allocation>(table.range.allocationsOf(holder, from))).map(unkeyed);

/** The allocation that an account of free half-days or a budget belongs to; undefined for a vacancy's, which has none. */
export async function allocationOf(table: CouncilTable, account: string): Promise<Allocation | undefined> {
  const of = grantOf(account);
  if (!('period' in of)) return undefined;
  const item = await table.get<Allocation>(table.key.allocation(of.holder, of.period.from, of.grant));
  // A period that begins on the same day and ends on another is another account's.
  return item?.account === account ? unkeyed(item) : undefined;
}

export const headOf = (table: CouncilTable, account: string): Promise<StoredHead | undefined> =>
  table.get<StoredHead>(table.key.head(grantOf(account).holder, account));

/** Keeps an allocation: the first version where there was none, any later one in place of the version before it. */
export function allocationWrite(table: CouncilTable, allocation: Allocation): Write {
  const key = table.key.allocation(allocation.holder, allocation.period.from, allocation.grant);
  const item = { ...allocation };
  return allocation.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

/** Every partnership with its kind. */
export async function partnershipKinds(table: CouncilTable): Promise<Map<OrganisationId, Partnership['partnershipKind']>> {
  const kinds = new Map<OrganisationId, Partnership['partnershipKind']>();
  for await (const { id, partnershipKind } of table.each<Partnership>(table.range.organisationsOf('partnership')))
    kinds.set(id, partnershipKind);
  return kinds;
}

/** One page of the holders of a list: schools by name, or groups of a kind. The index is a hint; each holder is read for itself. */
export async function pageOfHolders(
  table: CouncilTable,
  list: string,
  limit: number,
  after?: string,
): Promise<{ holders: HolderId[]; next?: string }> {
  const range = list === 'school' ? table.range.schoolsByName() : table.range.organisationsOf(list);
  const { items, next } = await table.page<{ id: OrganisationId }>(range, { limit, ...(after ? { after } : {}) });
  return { holders: items.map(({ id }) => id).filter((id) => !isTeam(id)), ...(next ? { next } : {}) };
}
