// What free days are left that can pay for a service, told on the booking form before anything is asked for.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import { bookerOf } from '../../../shared/policy/bookers.ts';
import type { Service } from '../../catalogue/schema.ts';
import type { FreeAccount, PolicyVersion } from '../../entitlements/schema.ts';
import { entitlementHeads } from '../../entitlements/store.ts';
import { can } from '../../identity/rules.ts';
import { groupsOn, membershipsOf } from '../../schools/rules/events.ts';
import type { OrganisationEvent } from '../../schools/schema/events.ts';
import type { Organisation } from '../../schools/schema/organisations.ts';
import { isBookedByOthers, whatIsLeft } from '../rules/unfree.ts';
import { accountsPaying } from './accounts.ts';

type About = { school: Organisation; service: Service; policy: PolicyVersion; events: readonly OrganisationEvent[] };

/**
 * The free accounts that can still pay for a service when this actor books it for a school, in the order in which they are used; a lead is told of the partnership's
 * alone, and nobody of what rests on a status who may not know of it. Refuses `booked-by-others` for a service that is not sold and whose free days others book.
 */
export async function readLeft(context: Context, about: About): Promise<Decision<FreeAccount[]>> {
  const { table, now, actor } = context;
  const { school, service, policy, events } = about;
  if (service.class === 'core') return accept([]);
  const today = londonDate(now);
  const booker = bookerOf(actor);
  const isPartnership = prefixOf(school.id) === 'ptn';
  const groups: OrganisationId[] = isPartnership ? [school.id] : groupsOn(school.id, events, today).filter((id) => prefixOf(id) === 'ptn');
  const partnerships = groups.filter((id) => booker !== 'lead' || id === actor.organisation);
  const heads = isPartnership || booker === 'lead' ? [] : [...(await entitlementHeads(table, school.id)).values()];
  const { freeAccounts, barred, earlier } = await accountsPaying(
    context,
    { service: service.code, policy, booker },
    { heads, partnerships },
  );
  const facts = { booker, freeAccounts, barred, earlier, memberships: membershipsOf(school.id, events) };
  if (service.class === 'entitlement' && isBookedByOthers(facts))
    return refuse('booked-by-others', `${service.title} is not sold. ${whatIsLeft(facts, about, today, 0)}`.trim(), { field: 'service' });
  const mayKnow = booker !== 'council' || can(actor, 'confidential:read');
  const rests = (code: string) =>
    [policy.pack, ...earlier].some(({ allocations }) => allocations.some((rule) => rule.code === code && rule.per === 'status'));
  return accept(freeAccounts.filter(({ rule, expires }) => (mayKnow || !rests(rule)) && (expires === undefined || today <= expires)));
}
