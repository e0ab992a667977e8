// Finding whom or what a form means: nobody has to know an identifier by heart.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { idSchema, type OrganisationId, type PersonId } from '../../../shared/ids.ts';
import { askedFor, type Found, meant, mostChoices } from '../rules/finding.ts';
import { organisationsNamed, organisationsWith } from '../store/finding.ts';
import { pageOfPeople } from '../store/people.ts';

/** The organisation that was typed: its URN, its UID, its identifier, or words of its name. An identifier is taken as it is; whoever uses it looks it up. */
export async function findOrganisation(
  { table, now }: Context,
  typed: string,
  { closedToo = false }: { closedToo?: boolean } = {},
): Promise<Found<OrganisationId>> {
  const asked = askedFor(typed);
  const today = londonDate(now);
  if (asked.by === 'id') return { id: asked.id };
  if (asked.by === 'number') return meant(await organisationsWith(table, asked.ids, today), typed, { closedToo });
  const { found, more } = await organisationsNamed(table, asked.words, today);
  return meant(found, typed, { more, closedToo });
}

/** The person that was typed: their identifier, or any part of their name or address. */
export async function findPerson({ table }: Context, typed: string): Promise<Found<PersonId>> {
  const id = idSchema('per').safeParse(typed).data;
  if (id) return { id };
  const { items, next } = await pageOfPeople(table, typed);
  const candidates = items.slice(0, mostChoices + 1).map(({ id, name, email }) => ({ id, name, hint: email ?? id }));
  return meant(candidates, typed, { more: next !== undefined });
}
