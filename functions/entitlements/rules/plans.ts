// Plans of what a partnership's half-days are used for: what may be proposed, what becomes of it once its agreement is complete, and what is then set
// aside for it. Pure. Days are set aside by a transfer to an account of the plan's own, and by nothing else.
import { addDays, dateText, type Instant, timestamp } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { bareId, type OrganisationId, type PlanId } from '../../../shared/ids.ts';
import { type Account, account, grantOf, periodText } from '../../../shared/ledger/chart.ts';
import type { Head } from '../../../shared/ledger/heads.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { transfer } from '../../../shared/ledger/transfers.ts';
import type { PartnershipRule } from '../../../shared/policy/allocations.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import { holdsOn, membersOf } from '../../schools/rules/events.ts';
import { type Allocation, type AllocationChange, mostChangesKept, nothingMoved } from '../schema/allocations.ts';
import {
  type Plan,
  type PlanWord,
  type ProposePlan,
  planStates,
  type RecordMinutes,
  type ReleasePlan,
  type SayWord,
  type WithdrawPlan,
} from '../schema/plans.ts';
import { wordsOf } from './dues.ts';
import { after, causeOf, postingOf, shortfallOf } from './moves.ts';
import { leadsNoLonger, type Membership, type Speaker, speakerOf, tallyOf } from './tally.ts';

/** One account of a pot as it stands. */
export type Standing = { allocation: Allocation; head: (Head & { closed?: boolean | undefined }) | undefined };

export type PotFacts = Membership & {
  now: Instant;
  actor: Speaker;
  /** What members are called. */
  names: ReadonlyMap<OrganisationId, string>;
  /** The pot's open part; undefined where nothing was granted. */
  pot: Standing | undefined;
  /** The rule in the policy in force. */
  rule: PartnershipRule | undefined;
  policy: string;
};

/** What a decision changes: the plan, the accounts it moves half-days between, and the postings that move them. */
export type PlanChange = { plan: Plan; allocations: Allocation[]; postings: Posting[] };

const mostWords = 400;
export const mostPlans = 200;

/** The part of an account's name that is a plan's: `partnership-days.pln_…`. */
export const planGrant = (rule: string, plan: PlanId): string => `${rule}.${plan}`;
export const planAccount = ({
  partnership,
  rule,
  id,
  period,
}: Pick<Plan, 'partnership' | 'rule' | 'id' | 'period'>): Account<'entitlement'> =>
  account('entitlement', partnership, planGrant(rule, id), periodText(period));
/** The plan that an account of half-days belongs to, by its name. */
export function planOf(of: string): PlanId | undefined {
  const { part } = grantOf(of);
  return part.startsWith('pln_') ? (part as PlanId) : undefined;
}
/** Which services each plan's account may pay for: what the partnership agreed on, and no more. */
export const servicesOfPlans = (plans: readonly Plan[]): Map<string, readonly string[]> =>
  new Map(plans.flatMap((plan) => (plan.account ? [[plan.account, plan.services] as const] : [])));

const changed = (
  of: Allocation,
  changes: Omit<AllocationChange, 'recordedAt' | 'by'>,
  facts: PotFacts,
  moved: Allocation['moved'],
): Allocation => ({
  ...of,
  moved,
  changes: [...of.changes, { ...changes, recordedAt: timestamp(facts.now), by: facts.actor.person }].slice(-mostChangesKept),
  version: of.version + 1,
});

/** The pot to be drawn on, if it can be: refuses `no-pot` where nothing was granted and `pot-closed` once its period is over. */
function openPot({ pot, today }: PotFacts): Decision<Standing> {
  if (!pot) return refuse('no-pot');
  const { allocation, head } = pot;
  if (allocation.state === 'closed' || head?.closed || today > allocation.period.to)
    return refuse('pot-closed', `Its days were for use until ${dateText(allocation.period.to)}.`);
  return accept(pot);
}

const halfDaysLeft = ({ head }: Standing): number => head?.available ?? 0;
const tooFew = (left: number, of: string) =>
  refuse('too-few-half-days', `Left ${of}: ${left === 0 ? 'none' : halfDaysText(left)}.`, { field: 'halfDays' });

/** More of a pot is used or held than is due by now: what is left of it, or comes back to it, is not there to be planned with. */
const isShort = ({ allocation }: Standing): boolean => allocation.shortfall > 0;
const overdrawn = refuse(
  'too-few-half-days',
  'More of the pot is booked or used than is due by now. The next allocation run takes back what is left of it.',
  { field: 'halfDays' },
);

/** Sets the half-days of a plan aside: moves them from the pot to the plan's own account, and says so on both allocations. Refuses `too-few-half-days`. */
function earmarked(facts: PotFacts, agreed: Plan, pot: Standing): Decision<PlanChange> {
  const { halfDays, purpose } = agreed;
  const { allocation } = pot;
  if (isShort(pot)) return overdrawn;
  if (halfDaysLeft(pot) < halfDays) return tooFew(halfDaysLeft(pot), 'in the pot');
  const to = planAccount(agreed);
  const posted = transfer('earmark', allocation.account as Account<'entitlement'>, to, halfDays, {
    name: `${bareId(agreed.id)}-earmark`,
    now: facts.now,
    cause: { policy: facts.policy, ...(agreed.agreement ? { clause: agreed.agreement.clause } : {}) },
  });
  const because = `the partnership agreed: ${purpose}`;
  const change = { code: 'earmark', amount: halfDays, because };
  const grant = planGrant(agreed.rule, agreed.id);
  const begun: Allocation = {
    type: 'allocation',
    ...wordsOf({ ...allocation, part: agreed.id, grant, title: `${allocation.title}: ${purpose}`.slice(0, 300) }),
    holder: allocation.holder,
    holderName: allocation.holderName,
    account: to,
    target: 0,
    shortfall: 0,
    steps: [],
    moved: nothingMoved,
    changes: [],
    setAside: agreed.part,
    state: 'open',
    version: 0,
  };
  return accept({
    plan: { ...agreed, account: to },
    allocations: [
      changed(allocation, change, facts, { ...allocation.moved, earmarkedOut: allocation.moved.earmarkedOut + halfDays }),
      changed(begun, change, facts, { ...nothingMoved, earmarkedIn: halfDays }),
    ],
    postings: [{ transfer: posted, refusal: { name: 'too-few-half-days' } }],
  });
}

/** What becomes of an open plan once its words have changed. `said` are the words it has now. */
function settled(facts: PotFacts, plan: Plan, said: readonly PlanWord[], pot: Standing): Decision<PlanChange> {
  const { rule, today, policy, actor } = facts;
  if (!rule) return refuse('no-pot', 'The policy in force grants no such days.');
  if (!rule.agreement) return refuse('no-agreement-needed');
  if (said.length > mostWords) return refuse('too-many-words');
  const { by, clause } = rule.agreement;
  const { outcome } = tallyOf(said, by, facts);
  const next: Plan = { ...plan, words: [...said], version: plan.version + 1 };
  if (outcome === 'open') return accept({ plan: next, allocations: [], postings: [] });
  const state = planStates.next(plan.state, outcome === 'agreed' ? 'agree' : 'decline');
  if (!state) return refuse('plan-closed');
  if (outcome === 'declined')
    return accept({ plan: { ...next, state, ended: { on: today, by: actor.person } }, allocations: [], postings: [] });
  // The policy may have changed since it was proposed: what it grants no longer, members cannot agree on.
  const unpaid = plan.services.filter((service) => !rule.services.includes(service));
  if (unpaid.length > 0) return refuse('plan-not-free', `These days pay no longer for: ${unpaid.join(', ')}.`);
  return earmarked(facts, { ...next, state, agreement: { by, clause: clause.reference, policy, on: today } }, pot);
}

const nameOf = ({ names }: PotFacts, id: OrganisationId): string => names.get(id) ?? id;

/** The very plan that somebody proposed the same day and that still stands: a form that is gone back to and sent again comes under another key. */
function repeated(facts: PotFacts & { plans: readonly Plan[] }, command: Omit<ProposePlan, 'key'>): Plan | undefined {
  const services = (list: readonly string[]) => [...new Set(list)].sort().join(' ');
  return facts.plans.find(
    (plan) =>
      (plan.state === 'open' || plan.state === 'agreed') &&
      plan.proposedBy === facts.actor.person &&
      plan.proposedOn === facts.today &&
      plan.part === command.part &&
      plan.halfDays === command.halfDays &&
      plan.purpose === command.purpose &&
      services(plan.services) === services(command.services),
  );
}

/**
 * A plan is proposed; where the lead proposes it, that is the lead's word for it too. `plans` are those of the pot's year. Refuses `no-word` to whoever leads no
 * longer, `no-pot`, `pot-closed`, `no-agreement-needed`, `plan-proposed-already`, `too-few-half-days`, `too-many-plans`, and as `invalid-request` a service that the
 * pot does not pay for.
 */
export function decideProposal(
  facts: PotFacts & { id: PlanId; plans: readonly Plan[] },
  command: Omit<ProposePlan, 'key'>,
): Decision<PlanChange> {
  const { rule, actor, today, now, partnership } = facts;
  if (leadsNoLonger(actor, facts)) return refuse('no-word');
  const open = openPot(facts);
  if (!open.ok) return open;
  const { allocation } = open.value;
  if (!rule) return refuse('no-pot', 'The policy in force grants no such days.');
  if (!rule.agreement) return refuse('no-agreement-needed');
  const unpaid = command.services.filter((service) => !rule.services.includes(service));
  if (unpaid.length > 0)
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'services', detail: `Choose services that these days pay for: ${rule.services.join(', ')}` }],
    });
  const before = repeated(facts, command);
  if (before) return refuse('plan-proposed-already', undefined, { more: { plan: before.id } });
  if (isShort(open.value)) return overdrawn;
  if (command.halfDays > halfDaysLeft(open.value)) return tooFew(halfDaysLeft(open.value), 'in the pot');
  if (facts.plans.length >= mostPlans) return refuse('too-many-plans');
  const speaker = speakerOf(actor, facts);
  const state = planStates.must('new', 'propose');
  const plan: Plan = {
    type: 'plan',
    id: facts.id,
    partnership,
    rule: command.rule,
    part: command.part,
    period: allocation.period,
    halfDays: command.halfDays,
    services: [...new Set(command.services)],
    purpose: command.purpose,
    state,
    proposedAs: speaker?.as === 'lead' ? 'lead' : 'council',
    proposedBy: actor.person,
    proposedOn: today,
    proposedAt: timestamp(now),
    words: [],
    version: 0,
  };
  if (speaker?.as !== 'lead') return accept({ plan: { ...plan, version: 1 }, allocations: [], postings: [] });
  return settled(facts, plan, [wordOf(facts, speaker, { word: 'agree' })], open.value);
}

const wordOf = (facts: PotFacts, { member, as }: Pick<PlanWord, 'member' | 'as'>, { word, reason }: SayWord): PlanWord => ({
  member,
  memberName: nameOf(facts, member),
  word,
  as,
  on: facts.today,
  recordedAt: timestamp(facts.now),
  by: facts.actor.person,
  ...(reason ? { reason } : {}),
});

/** Whether a member already stands by this very word, so that what is sent twice is said once. */
function isSaid({ words }: Plan, word: PlanWord): boolean {
  const last = words.findLast(({ member }) => member === word.member);
  const same: readonly (keyof PlanWord)[] = ['word', 'as', 'on', 'by', 'meeting', 'reason'];
  return last !== undefined && same.every((name) => last[name] === word[name]);
}

/** An open plan with some more words. Undefined where all of them were said already and nothing has come of them since. */
function withWords(facts: PotFacts & { plan: Plan }, words: readonly PlanWord[]): Decision<PlanChange | undefined> {
  const { plan } = facts;
  const fresh = words.filter((word) => !isSaid(plan, word));
  if (plan.state !== 'open') return fresh.length === 0 ? accept(undefined) : refuse('plan-closed', `It was ${plan.state} already.`);
  const pot = openPot(facts);
  if (!pot.ok) return pot;
  const decided = settled(facts, plan, [...plan.words, ...fresh], pot.value);
  return fresh.length === 0 && decided.ok && decided.value.plan.state === 'open' ? accept(undefined) : decided;
}

/**
 * A member, or the lead, agrees or declines; the plan is agreed or declined with it once that is decided. Undefined where it had been said already. Said again
 * after members have joined or left, it is counted anew. Refuses `no-word`, `acting-for-another` where it was meant for another member, `plan-closed`, `no-pot`,
 * `pot-closed`, `no-agreement-needed`, `too-many-words`, `plan-not-free`, `too-few-half-days`.
 */
export function decideWord(facts: PotFacts & { plan: Plan }, command: SayWord): Decision<PlanChange | undefined> {
  const speaker = speakerOf(facts.actor, facts);
  if (!speaker) return refuse('no-word');
  if (command.member !== undefined && command.member !== speaker.member)
    return refuse('acting-for-another', `It was meant for ${nameOf(facts, command.member)}.`);
  return withWords(facts, [wordOf(facts, speaker, command)]);
}

/** A plan is often entered after the meeting that agreed on it, and never long after. */
const enteredWithinDays = 28;

/**
 * The council records what members said in a meeting, on the day of the meeting. Refuses what decideWord does, `not-a-member` for whoever was none on that day or
 * is none now, and as `invalid-request` a meeting that is still to come, or that was a year ago, or more than
 * four weeks before the plan was proposed.
 */
export function decideMinutes(facts: PotFacts & { plan: Plan }, command: RecordMinutes): Decision<PlanChange | undefined> {
  const { today, partnership, events } = facts;
  const { meeting, reason, on } = command;
  if (on > today || on < addDays(today, -366))
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'on', detail: 'Give the day of a meeting of the last twelve months' }],
    });
  const earliest = addDays(facts.plan.proposedOn, -enteredWithinDays);
  if (on < earliest)
    return refuse('invalid-request', undefined, {
      faults: [
        {
          field: 'on',
          detail: `The plan was proposed on ${dateText(facts.plan.proposedOn)}: give the day of a meeting from ${dateText(earliest)} on`,
        },
      ],
    });
  const memberships = membersOf(partnership, events);
  const said: PlanWord[] = [];
  for (const [field, word] of [['agreed', 'agree'] as const, ['declined', 'decline'] as const])
    for (const member of new Set(command[field])) {
      if (!memberships.some((each) => each.member === member && holdsOn(each, on) && holdsOn(each, today)))
        return refuse('not-a-member', `${nameOf(facts, member)} has not been a member since ${dateText(on)}.`, { field });
      said.push({ ...wordOf(facts, { member, as: 'minutes' }, { word, reason }), on, meeting });
    }
  return withWords(facts, said);
}

/** An open plan is taken back. Refuses `no-word` to whoever leads no longer, and `plan-closed`. */
export function decideWithdrawal(facts: Membership & { plan: Plan; actor: Speaker }, { reason }: WithdrawPlan): Decision<PlanChange> {
  const { plan, today, actor } = facts;
  if (leadsNoLonger(actor, facts)) return refuse('no-word');
  const state = planStates.next(plan.state, 'withdraw');
  if (!state) return refuse('plan-closed', `It was ${plan.state} already.`);
  return accept({
    plan: { ...plan, state, ended: { on: today, by: actor.person, reason }, version: plan.version + 1 },
    allocations: [],
    postings: [],
  });
}

/**
 * Half-days of an agreed plan that are neither used nor held go back to the pot, and out of it as far as more of it was used than is due. Refuses `no-word` to
 * whoever leads no longer, `plan-closed` for what was never agreed, `changed-meanwhile` for a plan that moved on since it was looked at, `pot-closed` once its
 * period is over, and `too-few-half-days`.
 */
export function decideRelease(
  facts: PotFacts & { plan: Plan; own: Standing | undefined },
  { halfDays, reason, version }: ReleasePlan,
): Decision<PlanChange> {
  const { plan, own } = facts;
  if (leadsNoLonger(facts.actor, facts)) return refuse('no-word');
  const state = planStates.next(plan.state, 'release');
  if (!state || !own) return refuse('plan-closed', plan.state === 'open' ? 'It is not agreed yet.' : `It was ${plan.state}.`);
  if (version !== plan.version) return refuse('changed-meanwhile');
  const open = openPot(facts);
  if (!open.ok) return open;
  if (own.allocation.state === 'closed' || own.head?.closed) return refuse('pot-closed', 'The plan’s account was closed.');
  if (halfDays > halfDaysLeft(own)) return tooFew(halfDaysLeft(own), 'of the plan');
  const pot = open.value.allocation;
  const next: Plan = { ...plan, state, version: plan.version + 1 };
  const posted = transfer('release', own.allocation.account as Account<'entitlement'>, pot.account as Account<'entitlement'>, halfDays, {
    name: `${bareId(plan.id)}-release-${next.version}`,
    now: facts.now,
    cause: causeOf(own.allocation),
  });
  const change = { code: 'release', amount: halfDays, because: `not needed for ${plan.purpose}: ${reason}` };
  const { moved } = own.allocation;
  const back = changed(pot, change, facts, { ...pot.moved, earmarkedIn: pot.moved.earmarkedIn + halfDays });
  const good = plan.part === 'own' ? Math.min(halfDays, pot.shortfall) : 0;
  const taken = { code: 'claw-back' as const, amount: good, because: 'more of the pot was booked or used than is due' };
  const left = after(back.moved, taken.code, good);
  const details = { name: `${bareId(plan.id)}-release-${next.version}-good`, now: facts.now, cause: causeOf(pot) };
  const short = { ...changed(back, taken, facts, left), shortfall: shortfallOf(pot.target, left), version: back.version };
  return accept({
    plan: next,
    allocations: [
      changed(own.allocation, change, facts, { ...moved, earmarkedOut: moved.earmarkedOut + halfDays }),
      good > 0 ? short : back,
    ],
    postings: [
      { transfer: posted, refusal: { name: 'too-few-half-days' } },
      ...(good > 0 ? [{ transfer: postingOf(pot, taken, details) }] : []),
    ],
  });
}
