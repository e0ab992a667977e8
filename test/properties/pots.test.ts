// Whatever a partnership's members say, join, leave, book and release, in whatever order: half-days are set aside by the agreement that the policy names and by
// nothing else, no account is overdrawn, and every allocation says what the ledger says.
import fc from 'fast-check';
import { expect } from 'vitest';
import { figuresOf } from '../../functions/entitlements/rules/moves.ts';
import { planGrant, planOf } from '../../functions/entitlements/rules/plans.ts';
import { grantedIn } from '../../functions/entitlements/rules/shares.ts';
import type { AgreedBy, Plan, PlanWord } from '../../functions/entitlements/schema/plans.ts';
import { addDays, type CivilDate } from '../../shared/calendar.ts';
import type { Decision } from '../../shared/decision.ts';
import type { OrganisationId, PlanId } from '../../shared/ids.ts';
import type { Entry } from '../../shared/ledger/heads.ts';
import { day } from '../allocations.ts';
import { agreedBy, estuary, headOf, lead, MemoryPot, memberId, officer } from '../pots.ts';
import { holds } from './budget.ts';

const pool = 7;
const index = fc.nat({ max: 20 });
const word = fc.constantFrom('agree' as const, 'agree' as const, 'decline' as const);
/** What becomes of days that are agreed on. */
const use = [
  fc.record({ do: fc.constant('propose' as const), byLead: fc.boolean(), halfDays: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ do: fc.constant('release' as const), plan: index, halfDays: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ do: fc.constant('book' as const), plan: index, halfDays: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('settle' as const), held: index, outcome: fc.constantFrom('post' as const, 'void' as const) }),
  fc.record({
    do: fc.constant('policy' as const),
    halfDays: fc.constantFrom(0, 8, 16, 24, 28, 28),
    lost: fc.constantFrom('keep' as const, 'pro-rata' as const, 'end' as const),
  }),
  fc.record({ do: fc.constant('run' as const), kind: fc.constantFrom('allocate' as const, 'close' as const) }),
];
const step = fc.oneof(
  ...use,
  fc.record({ do: fc.constant('say' as const), plan: index, member: index, word }),
  fc.record({ do: fc.constant('say' as const), plan: index, member: index, word }),
  fc.record({ do: fc.constant('lead-says' as const), plan: index, word }),
  fc.record({
    do: fc.constant('minutes' as const),
    plan: index,
    members: fc.array(index, { minLength: 1, maxLength: 5 }),
    ago: fc.nat({ max: 20 }),
  }),
  fc.record({ do: fc.constant('withdraw' as const), plan: index }),
  fc.record({ do: fc.constant('join' as const), member: index }),
  fc.record({ do: fc.constant('leave' as const), member: index }),
  fc.record({ do: fc.constant('appoint' as const), member: index }),
  fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 15 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const expectedRefusals = [
  'too-few-half-days',
  'plan-closed',
  'no-word',
  'not-a-member',
  'pot-closed',
  'invalid-request',
  'changed-meanwhile',
];

/** The partnership as somebody with pencil and paper would keep it: since when each is a member, and who leads since when. */
class Notebook {
  readonly since = new Map<OrganisationId, CivilDate>();
  lead: { member: OrganisationId; since: CivilDate; signsIn: boolean } | undefined;
  /** Nobody was ever recorded to lead. */
  unled = true;

  /** Who has agreed and who has declined, by those words that count today. */
  complete(words: readonly PlanWord[], by: AgreedBy): 'agreed' | 'declined' | 'open' {
    const last = new Map<OrganisationId, PlanWord>();
    for (const each of words) {
      const counts =
        by === 'lead'
          ? each.as !== 'member' &&
            (this.lead ? each.member === this.lead.member && this.lead.since <= each.on : each.member === estuary.id)
          : (this.since.get(each.member) ?? '9999') <= each.on;
      const before = last.get(each.member);
      const isLess = before && (before.on > each.on || (before.on === each.on && each.as === 'minutes' && before.as !== 'minutes'));
      if (counts && !isLess) last.set(each.member, each);
    }
    const [agreed, declined] = ['agree', 'decline'].map((said) => [...last.values()].filter((each) => each.word === said).length);
    const size = by === 'lead' ? 1 : this.since.size;
    const enough = by === 'majority' ? (agreed ?? 0) * 2 > size : (agreed ?? 0) === size && size > 0;
    const lost = (declined ?? 0) > 0 && (by === 'majority' ? (size - (declined ?? 0)) * 2 <= size : true);
    return enough ? 'agreed' : lost ? 'declined' : 'open';
  }
}

const outcomes = { agreed: 0, declined: 0, released: 0, madeGood: 0 };

class History {
  readonly pot: MemoryPot;
  readonly by: AgreedBy;
  readonly notebook = new Notebook();
  readonly released = new Map<PlanId, number>();
  /** Half-days that came back to a plan of a pot of which more was used than is due, and went on out of it. */
  madeGood = 0;
  readonly drawn = new Map<string, { held: number; used: number }>();
  private readonly agreed = new Set<PlanId>();

  constructor(by: AgreedBy, members: number, led: boolean) {
    this.by = by;
    this.pot = new MemoryPot({ agreement: agreedBy(by), members, led });
    for (let i = 0; i < members; i++) this.notebook.since.set(memberId(i), day('2017-09-01'));
    if (led) this.notebook.lead = { member: memberId(0), since: day('2017-09-01'), signsIn: true };
    this.notebook.unled = !led;
  }

  private pick = (n: number): Plan | undefined => [...this.pot.plans.values()][n % Math.max(this.pot.plans.size, 1)];
  private member = (n: number): number => n % pool;

  /** A refusal is one that such a history can bring about, and changes nothing. */
  private tried(decision: Decision<unknown>, before: string): void {
    if (decision.ok) return;
    expect(expectedRefusals).toContain(decision.refusal.name);
    expect(this.state()).toBe(before);
  }
  private state = (): string =>
    JSON.stringify([[...this.pot.plans.values()], [...this.pot.council.allocations.values()], this.pot.council.ledger.entries.length]);

  take(of: Step): void {
    const before = this.state();
    const { pot, notebook } = this;
    const { council } = pot;
    const plan = 'plan' in of ? this.pick(of.plan) : undefined;
    switch (of.do) {
      case 'propose':
        this.tried(pot.propose(of.byLead ? lead : officer, of.halfDays), before);
        return;
      case 'say':
        if (plan) this.tried(pot.say(headOf(this.member(of.member)), plan.id, of.word), before);
        return;
      case 'lead-says':
        if (plan) this.tried(pot.say(lead, plan.id, of.word), before);
        return;
      case 'minutes':
        if (plan) this.tried(pot.minutes(plan.id, of.members.map(this.member), [], addDays(council.today, -of.ago)), before);
        return;
      case 'release': {
        if (!plan) return;
        const decision = pot.release(plan.id, of.halfDays);
        if (decision.ok) this.released.set(plan.id, (this.released.get(plan.id) ?? 0) + of.halfDays);
        this.tried(decision, before);
        return;
      }
      case 'withdraw':
        if (plan) this.tried(pot.withdraw(plan.id), before);
        return;
      case 'join': {
        const joining = memberId(this.member(of.member));
        if (notebook.since.has(joining)) return;
        council.happens(council.today, { kind: 'joined', subject: joining, group: estuary.id });
        notebook.since.set(joining, council.today);
        return;
      }
      case 'leave': {
        const leaving = memberId(this.member(of.member));
        if ((notebook.since.get(leaving) ?? council.today) >= council.today) return;
        // Whoever leaves on the day they were to lead from never led: the one before goes on.
        if (notebook.lead?.member === leaving && notebook.lead.since >= council.today) return;
        council.happens(council.today, { kind: 'left', subject: leaving, group: estuary.id });
        notebook.since.delete(leaving);
        if (notebook.lead?.member === leaving) notebook.lead = undefined;
        return;
      }
      case 'appoint': {
        const next = memberId(this.member(of.member));
        if (!notebook.since.has(next) || notebook.lead?.member === next) return;
        // Of every other school the headteacher is not who has signed in as the lead until now.
        const signsIn = this.member(of.member) % 2 === 0;
        pot.leadFrom(council.today, this.member(of.member), signsIn ? lead : undefined);
        notebook.lead = { member: next, since: council.today, signsIn };
        notebook.unled = false;
        return;
      }
      case 'wait':
        council.today = addDays(council.today, of.days);
        return;
      case 'book': {
        const agreed = plan?.account === undefined ? [...this.pot.plans.values()].find(({ account }) => account) : plan;
        const held = agreed?.account ? council.hold(agreed.account, of.halfDays) : false;
        if (held) this.count(agreed?.account, { held: of.halfDays, used: 0 });
        return;
      }
      case 'settle': {
        const held = council.pending[of.held % Math.max(council.pending.length, 1)];
        if (!held) return;
        const before = this.taken();
        council.settle(held, of.outcome);
        this.madeGood += planOf(held.from) ? this.taken() - before : 0;
        this.count(held.from, { held: -1, used: of.outcome === 'post' ? 1 : 0 });
        return;
      }
      case 'policy':
        pot.grantFromToday(of.halfDays, of.lost);
        council.run();
        return;
      default:
        council.run(council.today, of.kind);
    }
  }

  private taken = (): number => this.pot.own.moved.clawedBack;

  private count(account: string | undefined, { held, used }: { held: number; used: number }): void {
    const known = this.drawn.get(account ?? '') ?? { held: 0, used: 0 };
    this.drawn.set(account ?? '', { held: known.held + held, used: known.used + used });
  }

  /** What has come of the plans, for whoever asks whether such histories find anything. */
  tell(): void {
    for (const { state } of this.pot.plans.values()) if (state === 'agreed' || state === 'declined') outcomes[state] += 1;
    outcomes.released += this.released.size;
    outcomes.madeGood += this.madeGood;
  }

  /** What must hold after every step. `said` is the plan to whose words something was added. */
  check(): void {
    const { council } = this.pot;
    const transfers = council.ledger.entries.flatMap((entry: Entry) => ('transfer' in entry ? [entry.transfer] : []));
    for (const plan of this.pot.plans.values()) {
      const earmarks = transfers.filter(({ code, to }) => code === 'earmark' && planOf(to) === plan.id);
      const isNew = plan.state === 'agreed' && !this.agreed.has(plan.id);
      // Never without the agreement that the policy names, and always once for a plan that has it.
      if (isNew) {
        expect(this.notebook.complete(plan.words, this.by)).toBe('agreed');
        this.agreed.add(plan.id);
      }
      expect(earmarks.map(({ amount }) => amount)).toEqual(plan.state === 'agreed' ? [plan.halfDays] : []);
      expect(plan.account !== undefined).toBe(plan.state === 'agreed');
      if (plan.account) {
        const head = council.ledger.head(plan.account);
        const drawn = this.drawn.get(plan.account) ?? { held: 0, used: 0 };
        const allocation = council.of(estuary.id, planGrant(plan.rule, plan.id));
        const { earmarkedOut: back = 0, clawedBack = 0 } = allocation?.moved ?? {};
        expect(allocation?.moved.earmarkedIn).toBe(plan.halfDays);
        // What nobody released went back because less was due than had been set aside.
        const taken = back - (this.released.get(plan.id) ?? 0);
        expect(taken).toBeGreaterThanOrEqual(0);
        expect(taken).toBeLessThanOrEqual(this.taken());
        // Nothing of a plan can be booked while more of its pot was used than is due.
        if (this.pot.own.state === 'open' && this.pot.own.shortfall > 0) expect(head?.available).toBe(0);
        expect(allocation && figuresOf(allocation, head)).toEqual({
          granted: plan.halfDays - back - clawedBack,
          ...drawn,
          lapsed: allocation?.moved.lapsed ?? 0,
          left: plan.halfDays - back - clawedBack - drawn.held - drawn.used - (allocation?.moved.lapsed ?? 0),
        });
      }
    }
    for (const { available } of council.ledger.heads().values()) expect(available).toBeGreaterThanOrEqual(0);
    const parts = [...council.allocations.values()].filter(({ part }) => part === 'own' || part.startsWith('pln_'));
    // Plans move half-days about and make none: together the open part is what was granted to it, less what was taken back anywhere.
    const taken = parts.reduce((all, { moved }) => all + moved.clawedBack, 0);
    expect(grantedIn(parts)).toBe(this.pot.own.moved.granted - taken);
    for (const allocation of council.allocations.values()) {
      const { granted, held, used, lapsed, left } = figuresOf(allocation, council.ledger.head(allocation.account));
      expect(granted).toBe(held + used + lapsed + left);
    }
    const sum = (name: 'earmarkedIn' | 'earmarkedOut') => parts.reduce((all, { moved }) => all + moved[name], 0);
    expect(sum('earmarkedIn')).toBe(sum('earmarkedOut'));
  }

  /** An open plan to which the last word has just been said is decided, unless the pot could not pay for it. */
  decided(of: Step, before: ReadonlyMap<PlanId, Plan>): void {
    if (of.do !== 'say' && of.do !== 'lead-says' && of.do !== 'minutes') return;
    for (const plan of this.pot.plans.values()) {
      const was = before.get(plan.id);
      if (was?.state !== 'open' || was.words.length === plan.words.length) continue;
      // Nobody says a word as the lead who is not.
      if (plan.words.at(-1)?.as === 'lead') expect(this.notebook.lead?.signsIn ?? this.notebook.unled).toBe(true);
      expect(plan.state).toBe(this.notebook.complete(plan.words, this.by));
    }
  }
}

holds(
  'half-days are set aside by the agreement the policy names and by nothing else, and every allocation says what the ledger says',
  fc.record({
    by: fc.constantFrom<AgreedBy>('lead', 'majority', 'all'),
    members: fc.integer({ min: 1, max: 5 }),
    led: fc.boolean(),
    steps: fc.array(step, { minLength: 10, maxLength: 60 }),
  }),
  ({ by, members, led, steps }) => {
    const history = new History(by, members, led);
    history.check();
    for (const of of steps) {
      const before = new Map(history.pot.plans);
      history.take(of);
      history.decided(of, before);
      history.check();
    }
    history.tell();
  },
  { milliseconds: 6_000, cases: 3_000, least: 150 },
);

holds(
  'what is set aside, booked, given back and granted anew is never bookable while more of the pot was used than is due',
  fc.array(fc.oneof(...use), { minLength: 5, maxLength: 25 }),
  (steps) => {
    const history = new History('lead', 1, true);
    const begun: Step[] = [
      { do: 'propose', byLead: true, halfDays: 12 },
      { do: 'book', plan: 0, halfDays: 6 },
      { do: 'book', plan: 0, halfDays: 5 },
    ];
    for (const of of [...begun, ...steps]) {
      history.take(of);
      history.check();
    }
    history.tell();
  },
  { milliseconds: 2_000, cases: 1_000, least: 150 },
);

holds(
  'a history of this kind agrees, declines and releases: what is looked for can be found',
  fc.constant(outcomes),
  (seen) => {
    expect(seen.agreed).toBeGreaterThan(50);
    expect(seen.declined).toBeGreaterThan(5);
    expect(seen.released).toBeGreaterThan(3);
    expect(seen.madeGood).toBeGreaterThan(5);
  },
  { milliseconds: 1_000, cases: 1, least: 1 },
);
