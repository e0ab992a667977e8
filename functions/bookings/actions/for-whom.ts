// For whom somebody may book who books for others: a lead's members to choose from, and for the council's people whatever school they look for.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { bookerOf } from '../../../shared/policy/bookers.ts';
import type { Page } from '../../../shared/table.ts';
import { membersOn } from '../../schools/rules/events.ts';
import { schoolRow, searchFor } from '../../schools/rules/search.ts';
import type { Found } from '../../schools/schema/search.ts';
import { eventsOf, getOrganisations } from '../../schools/store/organisations.ts';
import { pageOfFound } from '../../schools/store/search.ts';
import { getSchool } from '../../schools/store.ts';

/** Those for whom a partnership's lead may book: the partnership, and its members today; for anybody else none. */
export async function readBookable({ table, actor, now }: Context): Promise<{ id: OrganisationId; name: string }[]> {
  const { organisation } = actor;
  if (!organisation || bookerOf(actor) !== 'lead') return [];
  const members = membersOn(organisation, await eventsOf(table, organisation), londonDate(now));
  const found = await getOrganisations(table, [organisation, ...members]);
  return [organisation, ...members].flatMap((id) => found.get(id) ?? []).map(({ id, name }) => ({ id, name }));
}

/** Days are booked for schools and other bodies, and for a partnership's members together; not for a trust or a federation as such. */
const isBookedFor = ({ kind }: Found): boolean => kind !== 'trust' && kind !== 'federation';

/** The open schools, other bodies and partnerships that answer to what somebody typed, a page at a time, for whoever books for the council. */
export async function findBookable({ table, actor, now }: Context, text: string, after?: string): Promise<Page<Found>> {
  if (bookerOf(actor) !== 'council') return { items: [] };
  const search = searchFor(text);
  if (search.by === 'urn') {
    const school = await getSchool(table, search.id);
    return { items: school ? [schoolRow(school)] : [] };
  }
  const { items, next } = await pageOfFound(table, search, { today: londonDate(now), after });
  return { items: items.filter(isBookedFor), ...(next ? { next } : {}) };
}
