// What the free days of whoever books can pay for now: the services they are for, with how much is left of which.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import { grantOf } from '../../../shared/ledger/chart.ts';
import { bookerOf, isBookableBy } from '../../../shared/policy/bookers.ts';
import { paidBy } from '../../../shared/policy/rules.ts';
import { hasEnded, onSaleOn, underPolicy } from '../../catalogue/rules.ts';
import type { ServiceInForce } from '../../catalogue/schema.ts';
import { listServices } from '../../catalogue/store.ts';
import type { FreeAccount } from '../../entitlements/schema.ts';
import { entitlementHeads, policyAt, rulesEver } from '../../entitlements/store.ts';
import { isBookedFor } from '../../schools/rules/buyers.ts';
import { groupsOn } from '../../schools/rules/events.ts';
import { eventsOf, getOrganisation } from '../../schools/store/organisations.ts';
import { readLeft } from './left.ts';

type FreeNow = { name: string; paid: { service: ServiceInForce; left: FreeAccount[] }[]; core: ServiceInForce[] };

/**
 * The services that some free days of the organisation acted for, or of its partnerships, can pay for today, and those that are free to all. Refuses `unknown-school`,
 * `choose-school` for a trust acting for itself, and `policy-not-in-force`.
 */
export async function readFreeNow(context: Context): Promise<Decision<FreeNow>> {
  const { table, actor, now } = context;
  const id = actor.organisation;
  if (!id) return refuse('unknown-school');
  const isPartnership = prefixOf(id) === 'ptn';
  if (!isPartnership && !isBookedFor(id)) return refuse('choose-school');
  const [school, events, policy, all] = await Promise.all([
    getOrganisation(table, id),
    eventsOf(table, id),
    policyAt(table, now),
    listServices(table),
  ]);
  if (!school) return refuse('unknown-school');
  if (!policy) return refuse('policy-not-in-force');
  const today = londonDate(now);
  const holders: OrganisationId[] = [id, ...groupsOn(id, events, today).filter((group) => prefixOf(group) === 'ptn')];
  const heads = (await Promise.all(holders.map((holder) => entitlementHeads(table, holder)))).flatMap((found) => [...found.values()]);
  // Only rules of which anything is left are asked for service by service.
  const rules = new Set(heads.filter(({ closed, available }) => !closed && available > 0).map(({ account }) => grantOf(account).rule));
  const packs = await rulesEver(table, now, policy, rules);
  const named = new Set(
    packs.flatMap(({ allocations }) => allocations.filter(({ code }) => rules.has(code)).flatMap((rule) => paidBy(rule))),
  );
  const services = all
    .map((service) => underPolicy(service, policy.pack))
    .filter((service) => onSaleOn(service, today) && !hasEnded(service, today) && isBookableBy(service, bookerOf(actor)))
    .sort((a, b) => a.title.localeCompare(b.title, 'en-GB'));
  const paid = await Promise.all(
    services
      .filter(({ code, class: kind }) => kind !== 'core' && named.has(code))
      .map(async (service) => {
        const left = await readLeft(context, { school, service, policy, events });
        return { service, left: left.ok ? left.value : [] };
      }),
  );
  return accept({
    name: school.name,
    paid: paid.filter(({ left }) => left.length > 0),
    core: isPartnership ? [] : services.filter(({ class: kind }) => kind === 'core'),
  });
}
