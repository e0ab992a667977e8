// What somebody may see of a partnership's pot: their own organisation's, every one for council people; and what in it can be planned with.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type OrganisationId, organisationIdSchema, prefixOf } from '../../../shared/ids.ts';
import type { PartnershipRule } from '../../../shared/policy/allocations.ts';
import { can, canTouch } from '../../identity/rules.ts';
import { rightsOf } from '../../identity/store/people.ts';
import { membersOn } from '../../schools/rules/events.ts';
import { leadsNoLonger, type Speaker } from '../rules/tally.ts';
import type { Allocation } from '../schema/allocations.ts';
import type { Plan, PotPart } from '../schema/plans.ts';
import type { PolicyVersion } from '../schema.ts';
import { readPot, type StoredPot } from '../store/plans.ts';
import { policyAt } from '../store.ts';

export type NamedService = { code: string; title: string };

/** Whether somebody may read a partnership's pot: council people any, its lead the own one, anybody else those their organisation is in today. */
const mayRead = ({ actor }: Context, group: OrganisationId, members: readonly OrganisationId[]): boolean =>
  canTouch(actor, 'pot:read', {
    organisation: actor.organisation !== undefined && members.includes(actor.organisation) ? actor.organisation : group,
    partnerships: [group],
  });

export type Seen = { pot: StoredPot; today: CivilDate; policy: PolicyVersion | undefined; speaker: Speaker };

/** Whoever acts, with what else they have a right for where they act for a partnership: it tells whether they lead it. */
export async function speaking({ table, actor }: Context): Promise<Speaker> {
  if (actor.organisation === undefined || prefixOf(actor.organisation) !== 'ptn') return actor;
  return { ...actor, rightsFor: await rightsOf(table, actor.person) };
}

/** A partnership's pot with the policy in force; refuses `unknown-organisation` alike for what is not there and what is not the actor's to see. */
export async function seePot(context: Context, id: string | undefined): Promise<Decision<Seen>> {
  const known = organisationIdSchema.safeParse(id).data;
  if (!known) return refuse('unknown-organisation');
  const [pot, policy, speaker] = await Promise.all([
    readPot(context.table, known),
    policyAt(context.table, context.now),
    speaking(context),
  ]);
  const today = londonDate(context.now);
  if (!pot || !mayRead(context, known, membersOn(known, pot.events, today))) return refuse('unknown-organisation');
  return accept({ pot, today, policy, speaker });
}

export const mayPlan = ({ actor }: Context, { pot: { partnership, events }, today, speaker }: Seen): boolean =>
  can(actor, 'pot:propose') && !leadsNoLonger(speaker, { partnership: partnership.id, events, today });

export const partnershipRule = (policy: PolicyVersion | undefined, code: string): PartnershipRule | undefined =>
  policy?.pack.allocations.find((rule): rule is PartnershipRule => rule.per === 'partnership' && rule.code === code);

/** What can be planned with, by its rule, its part and the first day of its period. */
export const openPart = (
  allocations: readonly Allocation[],
  { rule, part, from }: { rule: string; part: PotPart; from: string },
): Allocation | undefined =>
  allocations.find((each) => each.rule === rule && each.part === part && each.asset === 'half-day' && each.period.from === from);
export const partOfPlan = ({ allocations }: StoredPot, plan: Plan): Allocation | undefined =>
  plan.account === undefined ? undefined : allocations.find(({ account }) => account === plan.account);

export const namedServices = (policy: PolicyVersion | undefined, codes: readonly string[]): NamedService[] =>
  codes.map((code) => ({ code, title: policy?.pack.services.find((service) => service.code === code)?.title ?? code }));
