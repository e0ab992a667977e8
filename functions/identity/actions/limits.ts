// The limits of an organisation: read them, set one person's, settle who approves and what its purchase orders are like.
import { change } from '../../../shared/commit.ts';
import type { Context, Role } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../../shared/ids.ts';
import {
  approvalText,
  decideApproval,
  decideLimit,
  decidePurchaseOrders,
  limitingOf,
  limitOf,
  mostText,
  purchaseOrderText,
} from '../rules/limits.ts';
import { inOrder } from '../rules/words.ts';
import { canTouch } from '../rules.ts';
import type { Limits, Most, SetLimit, SettleApproval, SettlePurchaseOrders } from '../schema/limits.ts';
import type { Action } from '../schema.ts';
import { type HistoryEntry, readHistory } from '../store/audit.ts';
import { getLimits, limitsWrite, membersAmong, peopleOf } from '../store/limits.ts';
import { organisationNames } from '../store/organisations.ts';
import { getPerson, namesOf } from '../store/people.ts';

/** What the trail of an organisation's limits stands under: apart from its own record, which more people read. */
const aboutLimits = (organisation: OrganisationId): string => `limits:${organisation}`;

type LimitedPerson = { person: PersonId; name: string; roles: Role[]; mostPence: Most };
export type ShownLimits = Pick<Limits, 'othersMostPence' | 'approver' | 'deputy' | 'everyBooking' | 'purchaseOrders'> & {
  organisation: OrganisationId;
  organisationName: string;
  people: LimitedPerson[];
  history: HistoryEntry[];
};

/** The organisation's name, where this actor may do that to its limits; undefined for another's and for one that there is not. */
async function nameFor({ table, actor }: Context, action: Action, organisation: OrganisationId): Promise<string | undefined> {
  // Whoever acts for a trust's school is bound by the trust's limits, and may see them.
  const isBound = action === 'limit:read' && limitingOf(actor) === organisation;
  if (!isBound && !canTouch(actor, action, { organisation })) return undefined;
  return (await organisationNames(table, [organisation])).get(organisation);
}

/** Who may commit how much, and who approves. Refuses `unknown-organisation`, also for another's. */
export async function readLimits(context: Context, organisation: OrganisationId): Promise<Decision<ShownLimits>> {
  const { table } = context;
  const name = await nameFor(context, 'limit:read', organisation);
  if (name === undefined) return refuse('unknown-organisation');
  const [limits, listed, history] = await Promise.all([
    getLimits(table, organisation),
    peopleOf(table, organisation),
    readHistory(context, aboutLimits(organisation)),
  ]);
  const { approver, deputy, people = [] } = limits ?? {};
  const ids = [...new Set([...listed, ...people.map(({ person }) => person), approver, deputy?.person])].flatMap((id) => id ?? []);
  const [names, found] = await Promise.all([namesOf(table, ids), Promise.all(ids.map((id) => getPerson(table, id)))]);
  const shown = ids.map((person, i) => ({
    person,
    name: names.get(person) ?? '',
    roles: inOrder((found[i]?.rights ?? []).flatMap((right) => (right.organisation === organisation ? right.roles : []))),
    mostPence: limitOf(limits, person),
  }));
  return accept({
    organisation,
    organisationName: name,
    people: shown.sort((a, b) => a.name.localeCompare(b.name, 'en-GB') || (a.person < b.person ? -1 : 1)),
    othersMostPence: limits?.othersMostPence ?? null,
    ...(approver ? { approver } : {}),
    ...(deputy ? { deputy } : {}),
    everyBooking: limits?.everyBooking ?? false,
    ...(limits?.purchaseOrders ? { purchaseOrders: limits.purchaseOrders } : {}),
    // The trail names people by their identifiers; here it is read by those who know them.
    history: history.map((entry) => ({ ...entry, what: ids.reduce((text, id) => text.replaceAll(id, names.get(id) ?? id), entry.what) })),
  });
}

/** Loads what each of the commands is decided by, and commits what it comes to. */
const settle = (
  context: Context,
  organisation: OrganisationId,
  named: readonly PersonId[],
  decide: (facts: Parameters<typeof decideLimit>[0]) => Decision<Limits>,
  note: { action: string; detail(limits: Limits): string },
): Promise<Decision<{ organisation: OrganisationId }>> =>
  change(context, async () => {
    const { table, actor } = context;
    if ((await nameFor(context, 'limit:set', organisation)) === undefined) return refuse('unknown-organisation');
    const [limits, members] = await Promise.all([getLimits(table, organisation), membersAmong(table, organisation, named)]);
    const decision = decide({ organisation, limits, actor, members });
    if (!decision.ok) return decision;
    return accept({
      writes: [limitsWrite(table, decision.value)],
      result: { organisation },
      audit: { action: note.action, about: aboutLimits(organisation), organisation, detail: note.detail(decision.value) },
    });
  });

/** Sets what one person may commit to. Refuses `unknown-organisation` and what decideLimit() refuses. */
export const setLimit = (context: Context, organisation: OrganisationId, command: SetLimit) =>
  settle(context, organisation, [command.person], (facts) => decideLimit(facts, command), {
    action: 'limit:set',
    detail: () => `${command.person}: ${mostText(command.mostPence)}`,
  });

/** Settles who approves, and what everybody else may commit to. Refuses `unknown-organisation` and what decideApproval() refuses. */
export const settleApproval = (context: Context, organisation: OrganisationId, command: SettleApproval) =>
  settle(
    context,
    organisation,
    [command.approver, command.deputy?.person].flatMap((id) => id ?? []),
    (facts) => decideApproval(facts, command),
    { action: 'limit:approval', detail: approvalText },
  );

/** Settles whether a purchase order number is needed and what it looks like. Refuses `unknown-organisation` and what decidePurchaseOrders() refuses. */
export const settlePurchaseOrders = (context: Context, organisation: OrganisationId, command: SettlePurchaseOrders) =>
  settle(context, organisation, [], (facts) => decidePurchaseOrders(facts, command), {
    action: 'limit:purchase-orders',
    detail: purchaseOrderText,
  });
