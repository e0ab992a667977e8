// A partnership and its pot in memory, under the pure rules: members who join, leave, lead and say their word, plans that are carried out against the ledger in
// memory. What rules and properties of pots are tried on.
import {
  decideMinutes,
  decideProposal,
  decideRelease,
  decideWithdrawal,
  decideWord,
  type PlanChange,
  type PotFacts,
  type Standing,
} from '../functions/entitlements/rules/plans.ts';
import { versionOn } from '../functions/entitlements/rules/rights.ts';
import { type Speaker, tallyOf } from '../functions/entitlements/rules/tally.ts';
import type { Allocation } from '../functions/entitlements/schema/allocations.ts';
import type { AgreedBy, Plan, PotPart, ProposePlan, RecordMinutes } from '../functions/entitlements/schema/plans.ts';
import type { Decision } from '../shared/decision.ts';
import type { OrganisationId, PersonId, PlanId } from '../shared/ids.ts';
import type { PartnershipRule } from '../shared/policy/allocations.ts';
import { day, MemoryCouncil, partnership, rule, school, version } from './allocations.ts';

export const estuary = partnership('estuary');
const of = estuary.id;
export const memberId = (n: number): OrganisationId => `sch_${990_101 + n}` as OrganisationId;
const clause = { reference: 'Clause 3', text: 'The use of days will be agreed.' };
export const agreedBy = (by: AgreedBy): PartnershipRule['agreement'] => ({ by, clause });

/** 20 half-days for a partnership of any size, 5 of them reserved; what a test says of the agreement is the rest. */
export const potRule = (agreement: PartnershipRule['agreement'], halfDays = 20, more: Partial<PartnershipRule> = {}): PartnershipRule =>
  rule('partnership', 'partnership-days', {
    services: ['partnership-working', 'collaborative-reviews'],
    bookableBy: ['lead', 'council'],
    bands: [{ from: 1, grant: { halfDays } }],
    reserved: { share: { basisPoints: 2_500 }, title: 'Non-negotiable activities', services: ['ofsted-readiness'], clause },
    ...(agreement ? { agreement } : {}),
    midYear: { gained: 'full', lost: 'keep' },
    ...more,
  });

export const lead: Speaker = { person: 'per_lead' as PersonId, organisation: of, roles: ['partnership-lead'] };
export const officer: Speaker = { person: 'per_rowan' as PersonId, roles: ['sip-manager'] };
export const headOf = (n: number): Speaker => ({
  person: `per_head-${n}` as PersonId,
  organisation: memberId(n),
  roles: ['school-approver'],
});

export class MemoryPot {
  readonly council: MemoryCouncil;
  readonly plans = new Map<PlanId, Plan>();
  private readonly agreement: PartnershipRule['agreement'];
  private readonly more: Partial<PartnershipRule>;
  private count = 0;

  /** So many members since the partnership began; the first leads, unless none is to. */
  constructor({
    members = 4,
    agreement = agreedBy('majority'),
    halfDays,
    on = '2017-10-02',
    led = true,
    more = {},
  }: {
    members?: number;
    agreement?: PartnershipRule['agreement'];
    halfDays?: number;
    on?: string;
    led?: boolean;
    more?: Partial<PartnershipRule>;
  } = {}) {
    this.agreement = agreement;
    this.more = more;
    const schools = Array.from({ length: 12 }, (_, i) => school(990_101 + i));
    this.council = new MemoryCouncil([version('2010-09-01', [potRule(agreement, halfDays, more)])], on, [estuary, ...schools]);
    for (let i = 0; i < members; i++) this.council.happens('2017-09-01', { kind: 'joined', subject: memberId(i), group: of });
    if (led) this.leadFrom('2017-09-01', 0, lead);
    this.council.run();
  }

  /** The policy of today grants another number of half-days, and what that makes too many is kept, shared out or ended. */
  grantFromToday(halfDays: number, lost: PartnershipRule['midYear']['lost']): void {
    const { council } = this;
    const next = version(council.today, [potRule(this.agreement, halfDays, { ...this.more, midYear: { gained: 'full', lost } })]);
    council.versions = [...council.versions.filter(({ from }) => from !== council.today), next];
  }

  /** A member's headteacher leads from a day on, who signs in as somebody, or not at all. */
  leadFrom = (on: string, member: number, who?: Speaker) =>
    this.council.happens(on, {
      kind: 'lead-appointed',
      subject: memberId(member),
      group: of,
      ...(who ? { person: who.person } : {}),
    });

  get own(): Allocation {
    const found = this.council.of(of, 'partnership-days', '2017-09-01');
    if (!found) throw new Error('the pot was granted');
    return found;
  }
  standing = (allocation: Allocation): Standing => ({ allocation, head: this.council.ledger.head(allocation.account) });
  left = (account = this.own.account): number => this.council.ledger.head(account)?.available ?? 0;
  plan(id: PlanId): Plan {
    const found = this.plans.get(id);
    if (!found) throw new Error(`there is no plan ${id}`);
    return found;
  }

  facts(actor: Speaker, { part = 'own', from = '2017-09-01' }: { part?: PotPart; from?: string } = {}): PotFacts {
    const own = this.council.of(of, part === 'own' ? 'partnership-days' : 'partnership-days.carried', from);
    const current = versionOn(this.council.versions, this.council.today);
    const found = current?.pack.allocations.find((each): each is PartnershipRule => each.code === 'partnership-days');
    return {
      partnership: of,
      events: this.council.holding(of).events,
      today: this.council.today,
      now: this.council.now + this.count++,
      actor,
      names: new Map([...this.council.organisations].map(([id, { name }]) => [id, name])),
      pot: own && this.standing(own),
      rule: found,
      policy: current?.name ?? '',
    };
  }
  private about = (who: Speaker, id: PlanId) => this.facts(who, { part: this.plan(id).part, from: this.plan(id).period.from });
  tally = (id: PlanId, by: AgreedBy) => tallyOf(this.plan(id).words, by, this.facts(officer));

  propose(who: Speaker, halfDays: number, more: Partial<ProposePlan> = {}): Decision<PlanChange> & { id: PlanId } {
    const id = `pln_${String(this.count++).padStart(4, '0')}` as PlanId;
    const command = {
      rule: 'partnership-days',
      part: 'own' as const,
      from: day('2017-09-01'),
      halfDays,
      services: ['partnership-working'],
      purpose: `Moderation ${id}`,
      ...more,
    };
    const decision = decideProposal({ ...this.facts(who, command), id, plans: [...this.plans.values()] }, command);
    return { ...this.done(decision), id };
  }
  say = (who: Speaker, id: PlanId, word: 'agree' | 'decline') =>
    this.done(decideWord({ ...this.about(who, id), plan: this.plan(id) }, { word }));
  minutes(id: PlanId, agreed: readonly number[], declined: readonly number[] = [], on: string = this.council.today) {
    const command: RecordMinutes = {
      meeting: 'the autumn meeting',
      on: day(on),
      agreed: agreed.map(memberId),
      declined: declined.map(memberId),
      reason: 'Said round the table',
    };
    return this.done(decideMinutes({ ...this.about(officer, id), plan: this.plan(id) }, command));
  }
  withdraw = (id: PlanId, who = lead) => this.done(decideWithdrawal({ ...this.facts(who), plan: this.plan(id) }, { reason: 'Not now' }));
  release(id: PlanId, halfDays: number, at = this.plan(id).version, who = lead) {
    const { account } = this.plan(id);
    const allocation = account === undefined ? undefined : this.council.allocations.get(account);
    const facts = { ...this.about(who, id), plan: this.plan(id), own: allocation && this.standing(allocation) };
    return this.done(decideRelease(facts, { halfDays, reason: 'Fewer were needed', version: at }));
  }

  /** Carries a change out, all or nothing, as its transaction would. */
  private done<C extends PlanChange | undefined>(decision: Decision<C>): Decision<C> {
    if (!decision.ok || !decision.value) return decision;
    const { plan, allocations, postings } = decision.value;
    if (plan.version !== (this.plans.get(plan.id)?.version ?? 0) + 1) throw new Error('a plan’s versions follow each other');
    for (const { account, version: next } of allocations)
      if (next !== (this.council.allocations.get(account)?.version ?? 0) + 1) throw new Error('an allocation’s versions follow each other');
    const posted = this.council.ledger.post(postings);
    if (!posted.ok) throw new Error(`the ledger refused what the rules accepted: ${posted.refusal.name}`);
    for (const allocation of allocations) this.council.allocations.set(allocation.account, allocation);
    this.plans.set(plan.id, plan);
    return decision;
  }
}

export const stateOf = (pot: MemoryPot, id: PlanId) => pot.plan(id).state;
