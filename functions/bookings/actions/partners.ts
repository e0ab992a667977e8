// The schools that somebody may give a place to: those of the same trust, federation or partnership today.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import { groupsOn, membersOn } from '../../schools/rules/events.ts';
import { eventsOf, getOrganisations } from '../../schools/store/organisations.ts';

/** The other schools in a school’s groups, by name: at most so many as a list can be chosen from. */
export async function partnersOf(
  { table, now }: Context,
  school: OrganisationId,
  most = 200,
): Promise<{ id: OrganisationId; name: string }[]> {
  if (prefixOf(school) !== 'sch') return [];
  const today = londonDate(now);
  const groups = groupsOn(school, await eventsOf(table, school), today);
  const members = await Promise.all(groups.map(async (group) => membersOn(group, await eventsOf(table, group), today)));
  const ids = [...new Set(members.flat())].filter((id) => id !== school && prefixOf(id) === 'sch').slice(0, most);
  const found = await getOrganisations(table, ids);
  return ids
    .flatMap((id) => found.get(id) ?? [])
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

/** Whether what a school has booked may be given to another. */
export const mayGiveTo = async (context: Context, school: OrganisationId, to: OrganisationId): Promise<boolean> =>
  (await partnersOf(context, school)).some((partner) => partner.id === to);
