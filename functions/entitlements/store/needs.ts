// Needs in the table: under their school, and for as long as they are open in one list by the day they are needed by.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { NeedId, OrganisationId } from '../../../shared/ids.ts';
import { type CouncilTable, indexOf, type Page, unkeyed } from '../../../shared/table.ts';
import type { Need } from '../schema/needs.ts';

export async function getNeed(table: CouncilTable, school: OrganisationId, id: NeedId): Promise<Need | undefined> {
  const item = await table.get<Need>(table.key.need(school, id));
  return item && unkeyed(item);
}

/** Every need a school has had, the latest recorded first. */
export const needsOf = async (table: CouncilTable, school: OrganisationId): Promise<Need[]> =>
  (await table.all<Need>(table.range.needsOf(school), { descending: true })).map(unkeyed);

/** A page of open needs of every school, those needed soonest first. */
export async function openNeeds(table: CouncilTable, after?: string): Promise<Page<Need>> {
  const page = await table.page<Need>(table.range.openNeeds(), { limit: 50, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(unkeyed) };
}

/** Keeps a need: the first version where there was none, any later one in place of the version before it. */
export function needWrite(table: CouncilTable, need: Need): Write {
  const key = table.key.need(need.school, need.id);
  const item = { ...need, ...(need.state === 'open' ? indexOf(table.council).openNeed(need.by, need.id) : {}) };
  return need.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

/**
 * The write that tells a need of a booking that is for it, for the transaction of the booking's confirmation or of a cancellation; the need as decideMeeting()
 * has it.
 */
export const meetNeedWrite = needWrite;
