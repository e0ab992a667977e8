// What is done with a partnership's plans: proposed, answered, recorded from a meeting, withdrawn, and released where days are not needed. Load, decide, commit.

import type { Change } from '../../../shared/commit.ts';
import { change, once } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { newId, type OrganisationId, type PlanId } from '../../../shared/ids.ts';
import { postingWrites } from '../../../shared/ledger/post.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import { canTouch } from '../../identity/rules.ts';
import type { Action } from '../../identity/schema.ts';
import { membersOf } from '../../schools/rules/events.ts';
import { getOrganisations } from '../../schools/store/organisations.ts';
import {
  decideMinutes,
  decideProposal,
  decideRelease,
  decideWithdrawal,
  decideWord,
  type PlanChange,
  type PotFacts,
  type Standing,
} from '../rules/plans.ts';
import type { Plan, PotPart, ProposePlan, RecordMinutes, ReleasePlan, SayWord, WithdrawPlan } from '../schema/plans.ts';
import { policyName } from '../schema.ts';
import { allocationWrite } from '../store/allocations.ts';
import { partnershipStays, planWrite, type StoredPot } from '../store/plans.ts';
import { planIn } from './pots-plan.ts';
import { openPart, partnershipRule, partOfPlan, type Seen, seePot } from './pots-seen.ts';

/** The pot as a rule sees it: its open part, whoever is a member, and what the policy in force says. */
async function factsOf(
  { table, now }: Context,
  { pot, today, policy, speaker }: Seen,
  of: { rule: string; part: PotPart; from: string },
): Promise<PotFacts> {
  const { partnership, events, allocations } = pot;
  const members = membersOf(partnership.id, events).map(({ member }) => member);
  const found = await getOrganisations(table, members);
  const own = openPart(allocations, of);
  return {
    partnership: partnership.id,
    events,
    today,
    now,
    actor: speaker,
    names: new Map<OrganisationId, string>([...found].map(([id, { name }]) => [id, name] as const)).set(partnership.id, partnership.name),
    pot: own && standingOf(pot, own),
    rule: partnershipRule(policy, of.rule),
    policy: policy ? policyName(policy) : '',
  };
}

const standingOf = ({ heads }: StoredPot, allocation: Standing['allocation']): Standing => ({
  allocation,
  head: heads.get(allocation.account),
});

/** The writes of a change. A change that rests on members' words is held to the members that were read. */
const writesOf = (context: Context, { pot }: Seen, { plan, allocations, postings }: PlanChange, restsOnMembers: boolean) => [
  planWrite(context.table, plan),
  ...allocations.map((allocation) => allocationWrite(context.table, allocation)),
  ...postingWrites(context.table, postings),
  ...(restsOnMembers ? [partnershipStays(context.table, pot.partnership)] : []),
];

/** What came of a plan, for the trail: `; agreed, 3 days set aside`. */
const outcomeText = ({ state, halfDays }: Plan): string =>
  state === 'agreed' ? `; agreed, ${halfDaysText(halfDays)} set aside` : state === 'declined' ? '; declined with it' : '';

const audited = (context: Context, seen: Seen, made: PlanChange, action: string, detail: string): Change<Plan> => ({
  writes: writesOf(context, seen, made, action !== 'pot:withdraw' && action !== 'pot:release'),
  result: made.plan,
  audit: {
    action,
    about: made.plan.id,
    organisation: made.plan.partnership,
    policy: made.plan.agreement?.policy ?? (seen.policy && policyName(seen.policy)),
    detail,
  },
});

/** A partnership's pot for whoever may change it this way; another's answers like one that is not there. */
async function touchPot(context: Context, action: Action, group: string): Promise<Decision<Seen>> {
  const seen = await seePot(context, group);
  const may = seen.ok && canTouch(context.actor, action, { organisation: seen.value.pot.partnership.id });
  return may ? seen : refuse('unknown-organisation');
}

/**
 * Proposes a plan, once however often the form is sent. Where the lead proposes and the lead's word is enough, it is agreed with that. Refuses
 * `unknown-organisation` and as decideProposal does.
 */
export async function proposePlan(context: Context, group: string, { key, ...command }: ProposePlan): Promise<Decision<Plan>> {
  const id: PlanId = newId('pln');
  const request = { key: `plan ${group} ${context.actor.person} ${key ?? id}`, payload: { group, ...command } };
  return once(context, request, async () => {
    const seen = await touchPot(context, 'pot:propose', group);
    if (!seen.ok) return seen;
    const { pot } = seen.value;
    const facts = await factsOf(context, seen.value, command);
    const plans = pot.plans.filter(({ rule, period }) => rule === command.rule && period.from === command.from);
    const decision = decideProposal({ ...facts, id, plans }, command);
    if (!decision.ok) return decision;
    const detail = `${halfDaysText(command.halfDays)} of ${facts.pot?.allocation.title ?? command.rule}${outcomeText(decision.value.plan)}`;
    return accept(audited(context, seen.value, decision.value, 'pot:propose', detail));
  });
}

/** A change to a plan that is there; refuses `unknown-organisation`, `unknown-plan`, and as the decision does. */
async function changePlan(
  context: Context,
  of: { group: string; plan: string },
  touch: (seen: Seen) => boolean,
  decide: (facts: PotFacts & { plan: Plan }, seen: Seen) => Decision<{ made: PlanChange; action: string; detail: string } | undefined>,
): Promise<Decision<Plan>> {
  return change(context, async () => {
    const seen = await seePot(context, of.group);
    if (!seen.ok || !touch(seen.value)) return refuse('unknown-organisation');
    const plan = planIn(seen.value.pot, of.plan);
    if (!plan) return refuse('unknown-plan');
    const facts = await factsOf(context, seen.value, { ...plan, from: plan.period.from });
    const decision = decide({ ...facts, plan }, seen.value);
    if (!decision.ok) return decision;
    const { value } = decision;
    // Said before: there is nothing to write, and nothing to tell.
    return accept(value ? audited(context, seen.value, value.made, value.action, value.detail) : { writes: [], result: plan, audit: null });
  });
}

const touching =
  (context: Context, action: Action) =>
  ({ pot }: Seen): boolean =>
    canTouch(context.actor, action, { organisation: pot.partnership.id });

type Of = { group: string; plan: string };

/** A member or the lead agrees or declines; what the policy asks for is counted with it. Refuses `unknown-plan`, and as decideWord does. */
export const sayWord = (context: Context, of: Of, command: SayWord): Promise<Decision<Plan>> =>
  // Whoever may read it has a word or is told that they have none.
  changePlan(
    context,
    of,
    () => true,
    (facts) => {
      const decision = decideWord(facts, command);
      if (!decision.ok || !decision.value) return decision as Decision<undefined>;
      const made = decision.value;
      const said = made.plan.words.at(-1);
      const detail = `${said?.memberName ?? ''} ${command.word === 'agree' ? 'agrees' : 'declines'}${outcomeText(made.plan)}`;
      return accept({ made, action: 'pot:answer', detail });
    },
  );

/** The council records what members said in a meeting. Refuses `unknown-plan`, and as decideMinutes does. */
export const recordMinutes = (context: Context, of: Of, command: RecordMinutes): Promise<Decision<Plan>> =>
  changePlan(context, of, touching(context, 'pot:record'), (facts) => {
    const decision = decideMinutes(facts, command);
    if (!decision.ok || !decision.value) return decision as Decision<undefined>;
    const made = decision.value;
    const detail = `${command.agreed.length} agreed, ${command.declined.length} declined${outcomeText(made.plan)}`;
    return accept({ made, action: 'pot:record', detail });
  });

/** An open plan is taken back by the lead, or by the council on the lead's behalf. Refuses `unknown-plan`, and as decideWithdrawal does. */
export const withdrawPlan = (context: Context, of: Of, command: WithdrawPlan): Promise<Decision<Plan>> =>
  changePlan(context, of, touching(context, 'pot:propose'), (facts) => {
    const decision = decideWithdrawal(facts, command);
    return decision.ok ? accept({ made: decision.value, action: 'pot:withdraw', detail: command.reason }) : decision;
  });

/** Half-days that an agreed plan does not need go back to the pot. Refuses `unknown-plan`, and as decideRelease does. */
export const releasePlan = (context: Context, of: Of, command: ReleasePlan): Promise<Decision<Plan>> =>
  changePlan(context, of, touching(context, 'pot:propose'), (facts, { pot }) => {
    const own = partOfPlan(pot, facts.plan);
    const decision = decideRelease({ ...facts, own: own && standingOf(pot, own) }, command);
    if (!decision.ok) return decision;
    return accept({ made: decision.value, action: 'pot:release', detail: `${halfDaysText(command.halfDays)}: ${command.reason}` });
  });
