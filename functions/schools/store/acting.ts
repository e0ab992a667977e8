// A form may come from a page that was opened for another school of the same person: which of their other schools it is, so that it can be refused by name.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Refusal, refuse } from '../../../shared/decision.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import { choicesOf, isTrustBooker } from '../../identity/rules/choices.ts';
import { getPerson } from '../../identity/store/people.ts';
import { trustOn } from '../rules/buyers.ts';
import { eventsOf, getOrganisation } from './organisations.ts';

/** Another organisation that this person could act for, by name; with the trust on whose page it is chosen, where they act for it through that. */
type Other = { id: OrganisationId; name: string; through?: OrganisationId };

async function otherOf({ table, actor, now }: Context, id: OrganisationId): Promise<Other | undefined> {
  if (id === actor.organisation) return undefined;
  const person = await getPerson(table, actor.person);
  const choices = person ? choicesOf(person) : [];
  const own = choices.some(({ organisation }) => organisation === id);
  const trusts = choices.filter(isTrustBooker).map(({ organisation }) => organisation);
  if (!own && (trusts.length === 0 || prefixOf(id) !== 'sch')) return undefined;
  const [organisation, events] = await Promise.all([getOrganisation(table, id), own ? [] : eventsOf(table, id)]);
  if (!organisation) return undefined;
  if (own) return { id, name: organisation.name };
  const trust = trustOn(id, events, londonDate(now));
  return trust && trusts.includes(trust) ? { id, name: organisation.name, through: trust } : undefined;
}

/**
 * The refusal of a command for an organisation that the session does not act for: `acting-for-another` where it is another one of this person's, whose page
 * may still be open in another window, and otherwise the one given, which says no more than that there is no such thing.
 */
export async function refuseOther(context: Context, id: OrganisationId, otherwise: Refusal): Promise<{ ok: false; refusal: Refusal }> {
  const other = await otherOf(context, id);
  if (!other) return { ok: false, refusal: otherwise };
  const { organisation, organisationName } = context.actor;
  const now = organisation ? (organisationName ?? 'another organisation') : context.council.name;
  const detail = `You are now acting for ${now}, and this was begun for ${other.name}.`;
  return refuse('acting-for-another', detail, { more: { organisation: other.id, ...(other.through ? { through: other.through } : {}) } });
}
