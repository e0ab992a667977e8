// Partnerships' pots in the table: plans stand beside the facts and allocations they rest on.
import { create, replace, type Write } from '../../../shared/commit.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { StoredHead } from '../../../shared/ledger/post.ts';
import { type CouncilTable, type Item, unkeyed } from '../../../shared/table.ts';
import type { OrganisationEvent } from '../../schools/schema/events.ts';
import type { Partnership } from '../../schools/schema/organisations.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import type { Allocation } from '../schema/allocations.ts';
import type { Plan } from '../schema/plans.ts';

/** A partnership with all that its pots are made of. */
export type StoredPot = {
  partnership: Partnership;
  events: OrganisationEvent[];
  allocations: Allocation[];
  plans: Plan[];
  heads: Map<string, StoredHead>;
};

/**
 * A partnership's facts, plans and accounts; undefined for what is no partnership. Its own item is read first: whatever befalls its members moves that on, so a
 * change that holds it to what was read rests on members that still are (`partnershipStays`).
 */
export async function readPot(table: CouncilTable, id: OrganisationId): Promise<StoredPot | undefined> {
  if (prefixOf(id) !== 'ptn') return undefined;
  const partnership = await getOrganisation(table, id);
  if (!partnership || !('partnershipKind' in partnership)) return undefined;
  const [items, heads] = await Promise.all([
    table.all<Item>(table.range.holder(id)),
    table.all<StoredHead>(table.range.headsOf(id, 'entitlement/')),
  ]);
  const kept = <T>(type: string) => items.filter((item) => item.type === type).map((item) => unkeyed(item) as T);
  return {
    partnership,
    events: items
      .filter((item) => item.type === 'organisation-event' && String(item.sk).startsWith('EVENT#'))
      .map((item) => unkeyed(item) as unknown as OrganisationEvent),
    allocations: kept<Allocation>('allocation'),
    plans: kept<Plan>('plan'),
    heads: new Map(heads.map((head) => [head.account, head])),
  };
}

/** A partnership's plans, in the order in which they were proposed. */
export const plansOf = async (table: CouncilTable, partnership: OrganisationId): Promise<Plan[]> =>
  (await table.all<Plan>(table.range.plansOf(partnership))).map(unkeyed);

/** Keeps a plan: the first version where there was none, any later one in place of the version before it. */
export function planWrite(table: CouncilTable, plan: Plan): Write {
  const key = table.key.plan(plan.partnership, plan.id);
  return plan.version === 1 ? create(key, { ...plan }, 'changed-meanwhile') : replace(key, { ...plan });
}

/** Holds a decision on members' words to the members that were read: whoever joins, leaves or leads moves the partnership's version on. */
export const partnershipStays = (table: CouncilTable, { id, version }: Pick<Partnership, 'id' | 'version'>): Write => ({
  op: 'check',
  key: table.key.organisation(id),
  condition: { expression: '#version = :read', names: { '#version': 'version' }, values: { ':read': version } },
  refusal: { name: 'changed-meanwhile' },
});
