// Plans for a partnership's half-days: who has a word, when the agreement that the policy names is complete, and what is set aside then, and not before.
import { describe, expect, test } from 'vitest';
import { accountsFor } from '../../functions/entitlements/rules/funding.ts';
import { figuresOf } from '../../functions/entitlements/rules/moves.ts';
import { decideWord, mostPlans, planAccount, planGrant, planOf, servicesOfPlans } from '../../functions/entitlements/rules/plans.ts';
import { grantedIn, sharesOf } from '../../functions/entitlements/rules/shares.ts';
import { type Speaker, speakerOf } from '../../functions/entitlements/rules/tally.ts';
import { planMinutesSchema, planStates } from '../../functions/entitlements/schema/plans.ts';
import type { Use } from '../../functions/entitlements/schema/uses.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Decision } from '../../shared/decision.ts';
import type { BookingId, OrganisationId, PersonId, PlanId, ServiceId } from '../../shared/ids.ts';
import { grantOf } from '../../shared/ledger/chart.ts';
import { emptyHead } from '../../shared/ledger/heads.ts';
import { day, packOf, version } from '../allocations.ts';
import { agreedBy, estuary, headOf, lead, MemoryPot, memberId, officer, potRule } from '../pots.ts';

const nameOf = (decision: Decision<unknown>): string => (decision.ok ? 'accepted' : decision.refusal.name);
const stateOf = (pot: MemoryPot, id: PlanId) => pot.plan(id).state;

describe('the lead’s word', () => {
  test('is enough where the policy says so: a plan that the lead proposes is agreed at once', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead') });
    const { id } = pot.propose(lead, 6);
    expect(stateOf(pot, id)).toBe('agreed');
    expect([pot.left(), pot.left(pot.plan(id).account)]).toEqual([9, 6]);
    expect(pot.plan(id).agreement).toEqual({ by: 'lead', clause: 'Clause 3', policy: 'made-up/1', on: '2017-10-02' });
  });

  test('is waited for where the council proposes on the lead’s behalf, and no member’s stands in for it', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead') });
    const { id } = pot.propose(officer, 6);
    for (const n of [0, 1, 2, 3]) pot.say(headOf(n), id, 'agree');
    expect([stateOf(pot, id), pot.left()]).toEqual(['open', 15]);
    pot.say(lead, id, 'agree');
    expect([stateOf(pot, id), pot.left()]).toEqual(['agreed', 9]);
  });

  test('is the word of who leads now: one that has led before has none', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead') });
    const { id } = pot.propose(officer, 2);
    // The minutes have the first member's word of a day on which it led; by now the second does.
    pot.council.today = day('2017-10-10');
    pot.leadFrom('2017-10-09', 1);
    pot.minutes(id, [0], [], '2017-10-06');
    expect(stateOf(pot, id)).toBe('open');
    pot.minutes(id, [1], [], '2017-10-06');
    expect(stateOf(pot, id)).toBe('open');
    pot.minutes(id, [1], [], '2017-10-09');
    expect(stateOf(pot, id)).toBe('agreed');
  });

  test('is that of the person who leads, or of somebody of the school that does: a login outlasts the lead', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead') });
    const [open, agreed] = [pot.propose(officer, 2).id, pot.propose(lead, 4).id];
    pot.council.today = day('2017-10-10');
    const next: Speaker = { person: 'per_next' as PersonId, organisation: estuary.id, roles: ['partnership-lead'] };
    pot.leadFrom('2017-10-09', 1, next);
    const before = [stateOf(pot, open), pot.plans.size, pot.left()];
    expect([
      nameOf(pot.say(lead, open, 'agree')),
      nameOf(pot.propose(lead, 2)),
      nameOf(pot.withdraw(open)),
      nameOf(pot.release(agreed, 1)),
    ]).toEqual(['no-word', 'no-word', 'no-word', 'no-word']);
    expect([stateOf(pot, open), pot.plans.size, pot.left()]).toEqual(before);
    // A colleague of the school that leads acts for the partnership too; one of any other member does not.
    const of = (n: number): Speaker => ({ ...next, person: 'per_colleague' as PersonId, rightsFor: [memberId(n)] });
    expect(nameOf(pot.say(of(2), open, 'agree'))).toBe('no-word');
    expect(speakerOf(of(1), pot.facts(officer))).toEqual({ member: memberId(1), as: 'lead' });
    expect(nameOf(pot.say(next, open, 'agree'))).toBe('accepted');
    expect(stateOf(pot, open)).toBe('agreed');
    expect(nameOf(pot.release(agreed, 1, pot.plan(agreed).version, next))).toBe('accepted');
  });

  test('is nobody’s between two leads', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead') });
    const { id } = pot.propose(officer, 2);
    pot.council.happens('2017-10-09', { kind: 'lead-ended', subject: memberId(0), group: estuary.id });
    pot.council.today = day('2017-10-10');
    expect(nameOf(pot.say(lead, id, 'agree'))).toBe('no-word');
    pot.leadFrom('2017-10-10', 0, lead);
    expect(nameOf(pot.say(lead, id, 'agree'))).toBe('accepted');
  });

  test('declines a plan where it is the only one asked, and is said for the partnership where no leading school is recorded', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead'), led: false });
    const { id } = pot.propose(officer, 2);
    pot.say(lead, id, 'decline');
    expect([stateOf(pot, id), pot.plan(id).words[0]?.member]).toEqual(['declined', estuary.id]);
  });
});

describe('a majority', () => {
  test('is more than half: of four members, the third completes it', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(lead, 6);
    expect([pot.tally(id, 'majority').agreed.length, pot.tally(id, 'majority').needed]).toEqual([1, 3]);
    pot.say(headOf(1), id, 'agree');
    expect([stateOf(pot, id), pot.left()]).toEqual(['open', 15]);
    pot.say(headOf(2), id, 'agree');
    expect([stateOf(pot, id), pot.left()]).toEqual(['agreed', 9]);
  });

  test('that can no longer come about declines the plan, and nothing is set aside', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(officer, 6);
    pot.say(headOf(1), id, 'decline');
    expect(stateOf(pot, id)).toBe('open');
    pot.say(headOf(2), id, 'decline');
    expect([stateOf(pot, id), pot.left(), pot.council.ledger.entries.length]).toEqual(['declined', 15, 2]);
    expect(nameOf(pot.say(headOf(3), id, 'agree'))).toBe('plan-closed');
  });

  test('counts one word for each member: the lead and the lead’s school are one', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(lead, 6);
    pot.say(headOf(0), id, 'agree');
    pot.say(headOf(1), id, 'agree');
    expect(pot.tally(id, 'majority').agreed.map(({ member }) => member)).toEqual([memberId(0), memberId(1)]);
    expect(stateOf(pot, id)).toBe('open');
  });

  test('lets a member change its word while the plan is open; what was said before is kept', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(lead, 6);
    pot.say(headOf(1), id, 'decline');
    pot.say(headOf(1), id, 'agree');
    pot.say(headOf(2), id, 'agree');
    expect(stateOf(pot, id)).toBe('agreed');
    expect(pot.plan(id).words.map(({ member, word }) => `${member} ${word}`)).toEqual([
      `${memberId(0)} agree`,
      `${memberId(1)} decline`,
      `${memberId(1)} agree`,
      `${memberId(2)} agree`,
    ]);
  });

  test('says the same thing twice only once, also when that decided the plan', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(lead, 6);
    expect(pot.say(headOf(1), id, 'agree')).toMatchObject({ ok: true, value: { plan: { version: 2 } } });
    expect(pot.say(headOf(1), id, 'agree')).toEqual({ ok: true, value: undefined });
    pot.say(headOf(2), id, 'agree');
    expect(pot.say(headOf(2), id, 'agree')).toEqual({ ok: true, value: undefined });
    expect([pot.plan(id).version, pot.left()]).toEqual([3, 9]);
  });
});

test('all means every member, and one that declines ends it', () => {
  const pot = new MemoryPot({ agreement: agreedBy('all'), members: 3 });
  const first = pot.propose(lead, 2).id;
  pot.say(headOf(1), first, 'agree');
  expect(stateOf(pot, first)).toBe('open');
  pot.say(headOf(2), first, 'agree');
  expect(stateOf(pot, first)).toBe('agreed');
  const second = pot.propose(lead, 2).id;
  pot.say(headOf(2), second, 'decline');
  expect(stateOf(pot, second)).toBe('declined');
});

describe('members who come and go', () => {
  test('whoever left has no word, and whoever joined is asked', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(officer, 6);
    pot.say(headOf(1), id, 'agree');
    pot.say(headOf(2), id, 'agree');
    pot.council.today = day('2017-11-06');
    pot.council.happens('2017-11-01', { kind: 'left', subject: memberId(2), group: estuary.id });
    pot.council.happens('2017-11-01', { kind: 'joined', subject: memberId(5), group: estuary.id });
    expect(nameOf(pot.say(headOf(2), id, 'agree'))).toBe('no-word');
    pot.say(headOf(3), id, 'agree');
    expect([stateOf(pot, id), pot.tally(id, 'majority').agreed.length]).toEqual(['open', 2]);
    pot.say(headOf(5), id, 'agree');
    expect(stateOf(pot, id)).toBe('agreed');
  });

  test('a member that came back is asked again', () => {
    const pot = new MemoryPot({ members: 3, agreement: agreedBy('all') });
    const { id } = pot.propose(officer, 6);
    pot.say(headOf(2), id, 'agree');
    pot.council.happens('2017-11-01', { kind: 'left', subject: memberId(2), group: estuary.id });
    pot.council.happens('2017-12-01', { kind: 'joined', subject: memberId(2), group: estuary.id });
    pot.council.today = day('2017-12-04');
    pot.say(headOf(0), id, 'agree');
    pot.say(headOf(1), id, 'agree');
    expect([stateOf(pot, id), pot.tally(id, 'all').waiting]).toEqual(['open', [memberId(2)]]);
  });

  test('what fewer members make complete is counted with the next word, also one that was said before', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(lead, 6);
    pot.say(headOf(1), id, 'agree');
    pot.council.today = day('2017-11-06');
    pot.council.happens('2017-11-01', { kind: 'left', subject: memberId(3), group: estuary.id });
    expect(stateOf(pot, id)).toBe('open');
    pot.say(headOf(1), id, 'agree');
    expect(stateOf(pot, id)).toBe('agreed');
  });
});

describe('what was said in a meeting', () => {
  test('is recorded by the council for each member, as such, and on the day of the meeting', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(officer, 6);
    pot.council.today = day('2017-10-06');
    pot.minutes(id, [0, 1, 2], [3], '2017-10-04');
    expect(stateOf(pot, id)).toBe('agreed');
    expect(pot.plan(id).words[0]).toMatchObject({
      as: 'minutes',
      on: '2017-10-04',
      meeting: 'the autumn meeting',
      reason: 'Said round the table',
      by: officer.person,
    });
  });

  test.each(['2017-10-04', '2017-10-05'])('on %s does not outweigh what a member said itself on 5 October, that day or later', (on) => {
    const pot = new MemoryPot({ members: 3 });
    const { id } = pot.propose(officer, 6);
    pot.council.today = day('2017-10-05');
    pot.say(headOf(1), id, 'decline');
    pot.minutes(id, [0, 1], [], on);
    expect([stateOf(pot, id), pot.tally(id, 'majority').declined.length]).toEqual(['open', 1]);
    // What it says itself afterwards counts, also on the day of the meeting.
    pot.say(headOf(1), id, 'agree');
    expect(stateOf(pot, id)).toBe('agreed');
  });

  test('after what a member said itself is its word, as is the last of two meetings of a day', () => {
    const pot = new MemoryPot({ members: 5 });
    const { id } = pot.propose(officer, 6);
    pot.say(headOf(1), id, 'decline');
    pot.council.today = day('2017-10-05');
    pot.minutes(id, [], [0]);
    expect(pot.tally(id, 'majority').declined.map(({ member }) => member)).toEqual([memberId(0), memberId(1)]);
    pot.minutes(id, [0, 1, 2]);
    expect(stateOf(pot, id)).toBe('agreed');
  });

  test('is refused for whoever was no member then, or is none now, and for a meeting that is still to come', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(officer, 6);
    pot.council.happens('2017-10-03', { kind: 'joined', subject: memberId(6), group: estuary.id });
    pot.council.today = day('2017-10-04');
    expect(nameOf(pot.minutes(id, [0, 7]))).toBe('not-a-member');
    expect(nameOf(pot.minutes(id, [0, 6], [], '2017-10-02'))).toBe('not-a-member');
    expect(nameOf(pot.minutes(id, [0], [], '2017-10-05'))).toBe('invalid-request');
    expect(pot.plan(id).words).toEqual([]);
  });

  test('may be of a meeting that the plan is entered after, and of none long before it was proposed', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(officer, 6);
    expect(pot.minutes(id, [0, 1, 2], [], '2017-09-03')).toMatchObject({
      ok: false,
      refusal: {
        name: 'invalid-request',
        faults: [{ field: 'on', detail: 'The plan was proposed on 2 October 2017: give the day of a meeting from 4 September 2017 on' }],
      },
    });
    expect(pot.plan(id).words).toEqual([]);
    expect(nameOf(pot.minutes(id, [0], [], '2017-09-04'))).toBe('accepted');
    expect(pot.plan(id).words).toHaveLength(1);
  });

  test('names somebody, and nobody twice', () => {
    const base = { meeting: 'Autumn', on: '2017-10-02', reason: 'So it was' };
    expect(planMinutesSchema.safeParse(base).success).toBe(false);
    expect(planMinutesSchema.safeParse({ ...base, agreed: ['sch_990101'], declined: ['sch_990101'] }).success).toBe(false);
    expect(planMinutesSchema.safeParse({ ...base, agreed: ['sch_990101'] }).success).toBe(true);
  });
});

describe('a proposal is refused', () => {
  test.each<[string, (pot: MemoryPot) => Decision<unknown>]>([
    ['too-few-half-days', (pot) => pot.propose(lead, 16)],
    ['invalid-request', (pot) => pot.propose(lead, 2, { services: ['ofsted-readiness'] })],
    ['invalid-request', (pot) => pot.propose(lead, 2, { services: ['partnership-working', 'nothing-of-the-kind'] })],
  ])('as %s', (name, propose) => {
    const pot = new MemoryPot();
    expect(nameOf(propose(pot))).toBe(name);
    expect([pot.plans.size, pot.left()]).toEqual([0, 15]);
  });

  test('as no-agreement-needed where the policy asks for nobody’s', () => {
    const pot = new MemoryPot();
    pot.council.versions = [version('2010-09-01', [potRule(undefined)])];
    expect(nameOf(pot.propose(lead, 2))).toBe('no-agreement-needed');
  });

  test('as no-pot where the policy in force has no such rule', () => {
    const pot = new MemoryPot();
    pot.council.versions = [version('2010-09-01', [])];
    expect(nameOf(pot.propose(lead, 2))).toBe('no-pot');
  });

  test('as pot-closed once the year is over', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(lead, 2);
    pot.council.today = day('2018-09-01');
    expect([nameOf(pot.propose(lead, 2)), nameOf(pot.say(headOf(1), id, 'agree'))]).toEqual(['pot-closed', 'pot-closed']);
  });

  test('as plan-proposed-already, when whoever proposed it goes back to the form and sends it again, and not when another is meant', () => {
    const pot = new MemoryPot();
    const same = { purpose: 'Moderation', services: ['partnership-working', 'collaborative-reviews'] };
    const { id } = pot.propose(officer, 2, same);
    const again = pot.propose(officer, 2, { ...same, services: [...same.services].reverse() });
    expect(again).toMatchObject({ ok: false, refusal: { name: 'plan-proposed-already', more: { plan: id } } });
    expect(nameOf(pot.propose(officer, 3, same))).toBe('accepted');
    expect(nameOf(pot.propose(lead, 2, same))).toBe('accepted');
    pot.withdraw(id);
    expect(nameOf(pot.propose(officer, 2, same))).toBe('accepted');
  });

  test('as too-many-plans, when there are as many as there can be', () => {
    const pot = new MemoryPot({ halfDays: 4_000 });
    for (let i = 0; i < mostPlans; i++) expect(pot.propose(officer, 1).ok).toBe(true);
    expect(nameOf(pot.propose(officer, 1))).toBe('too-many-plans');
  });
});

test('a plan for what the policy in force makes free no longer is not agreed, and the word that would have agreed it is refused', () => {
  const pot = new MemoryPot({ members: 3 });
  const { id } = pot.propose(officer, 6, { services: ['collaborative-reviews', 'partnership-working'] });
  pot.say(headOf(1), id, 'agree');
  pot.council.versions.push(version('2017-10-09', [potRule(agreedBy('majority'), 20, { services: ['partnership-working'] })], 'made-up/2'));
  pot.council.today = day('2017-10-10');
  expect(pot.say(headOf(2), id, 'agree')).toMatchObject({ ok: false, refusal: { name: 'plan-not-free' } });
  expect([stateOf(pot, id), pot.plan(id).words.length, pot.left()]).toEqual(['open', 1, 15]);
  // It can still be declined, or withdrawn and proposed anew.
  expect(nameOf(pot.say(headOf(2), id, 'decline'))).toBe('accepted');
  const anew = pot.propose(officer, 6).id;
  pot.minutes(anew, [1, 2]);
  expect(stateOf(pot, anew)).toBe('agreed');
});

test('a plan that the pot has too little for is not agreed, and the word that would have agreed it is refused', () => {
  const pot = new MemoryPot();
  const [first, second] = [pot.propose(lead, 10).id, pot.propose(lead, 10).id];
  for (const id of [first, second]) pot.say(headOf(1), id, 'agree');
  pot.say(headOf(2), first, 'agree');
  const refused = pot.say(headOf(2), second, 'agree');
  expect(refused).toMatchObject({ ok: false, refusal: { name: 'too-few-half-days', detail: 'Left in the pot: 2½ days.' } });
  expect([stateOf(pot, second), pot.plan(second).words.length, pot.left()]).toEqual(['open', 2, 5]);
});

describe('what is set aside', () => {
  const agreed = () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead') });
    return { pot, id: pot.propose(lead, 6).id };
  };

  test('stands on an allocation of its own, and both allocations say what their accounts say', () => {
    const { pot, id } = agreed();
    const planned = pot.council.of(estuary.id, planGrant('partnership-days', id));
    expect(planned).toMatchObject({ part: id, rule: 'partnership-days', period: pot.own.period, state: 'open', moved: { earmarkedIn: 6 } });
    expect(pot.own.moved).toMatchObject({ granted: 15, earmarkedOut: 6 });
    for (const allocation of [pot.own, planned ?? pot.own]) {
      const { granted, held, used, lapsed, left } = figuresOf(allocation, pot.council.ledger.head(allocation.account));
      expect(granted).toBe(held + used + lapsed + left);
    }
    expect(pot.council.dryRun().lines).toEqual([]);
  });

  test('can be booked by the lead, the pot itself and what is reserved cannot', () => {
    const { pot, id } = agreed();
    const heads = [...pot.council.ledger.heads()]
      .filter(([account]) => account.startsWith('entitlement/'))
      .map(([account, head]) => ({ account, ...head }));
    const pack = packOf([potRule(agreedBy('lead'))]);
    expect(accountsFor('partnership-working', pack, heads, 'lead').free.map(({ account }) => account)).toEqual([pot.plan(id).account]);
    expect(accountsFor('ofsted-readiness', pack, heads, 'lead').free).toEqual([]);
    expect(accountsFor('ofsted-readiness', pack, heads, 'council').free.map(({ part }) => part)).toEqual(['reserved']);
  });

  test('goes back as far as it is neither used nor held, and once for each time it is asked', () => {
    const { pot, id } = agreed();
    const account = pot.plan(id).account ?? '';
    pot.council.use(account);
    pot.council.hold(account);
    expect(nameOf(pot.release(id, 5))).toBe('too-few-half-days');
    const before = pot.plan(id).version;
    expect(nameOf(pot.release(id, 3))).toBe('accepted');
    expect([pot.left(), pot.left(account)]).toEqual([12, 1]);
    expect(nameOf(pot.release(id, 1, before))).toBe('changed-meanwhile');
    expect(figuresOf(pot.council.allocations.get(account) ?? pot.own, pot.council.ledger.head(account))).toEqual({
      granted: 3,
      held: 1,
      used: 1,
      lapsed: 0,
      left: 1,
    });
    // What came back can be planned anew.
    expect(stateOf(pot, pot.propose(lead, 12).id)).toBe('agreed');
  });

  test('lapses with its account when the year is closed, and can then be released no more', () => {
    const { pot, id } = agreed();
    pot.council.today = day('2018-09-03');
    pot.council.run('2018-09-03', 'close');
    const account = pot.plan(id).account ?? '';
    expect(pot.council.allocations.get(account)).toMatchObject({ state: 'closed', moved: { lapsed: 6 } });
    expect(nameOf(pot.release(id, 1))).toBe('pot-closed');
  });

  test('may come from days that were carried, which then lapse at their own end and are not carried again', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead') });
    const yearEnd = { unused: 'carry' as const, atMost: { halfDays: 8 }, useBy: '12-31' };
    pot.council.versions = [version('2010-09-01', [potRule(agreedBy('lead'), 20, { yearEnd })])];
    pot.council.today = day('2018-09-03');
    pot.council.run('2018-09-03', 'close');
    pot.council.run('2018-09-03');
    const asked = { part: 'carried' as const, from: day('2018-09-01') };
    expect(nameOf(pot.propose(lead, 9, asked))).toBe('too-few-half-days');
    const { id } = pot.propose(lead, 6, asked);
    const account = pot.plan(id).account ?? '';
    expect(account).toBe(`entitlement/ptn_estuary/partnership-days.${id}/2018-09-01.2018-12-31`);
    const carried = () => pot.council.of(estuary.id, 'partnership-days.carried');
    expect([pot.left(account), pot.left(carried()?.account), carried()?.moved.earmarkedOut]).toEqual([6, 2, 6]);
    expect(nameOf(pot.release(id, 1))).toBe('accepted');
    expect([pot.left(account), pot.left(carried()?.account)]).toEqual([5, 3]);
    pot.council.today = day('2019-01-02');
    pot.council.run('2019-01-02', 'close');
    for (const [of, lapsed] of [[pot.council.allocations.get(account), 5] as const, [carried(), 3] as const])
      expect(of).toMatchObject({ state: 'closed', moved: { lapsed, carriedOut: 0 } });
  });

  test('is nothing that can be released before it is agreed, or after it was withdrawn', () => {
    const pot = new MemoryPot();
    const { id } = pot.propose(lead, 6);
    expect(nameOf(pot.release(id, 1))).toBe('plan-closed');
    pot.withdraw(id);
    expect([stateOf(pot, id), nameOf(pot.release(id, 1)), nameOf(pot.withdraw(id))]).toEqual(['withdrawn', 'plan-closed', 'plan-closed']);
    expect(nameOf(pot.say(headOf(1), id, 'agree'))).toBe('plan-closed');
  });
});

describe('the name of a plan’s account', () => {
  const id = 'pln_01kb9t5v7x9z1b3d5f7h9k1m3t' as PlanId;
  const plan = { id, partnership: estuary.id, rule: 'partnership-days', period: { from: day('2017-09-01'), to: day('2018-08-31') } };
  test('says for whom it is, which rule and which plan, and when it may be used', () => {
    const account = planAccount(plan);
    expect(account).toBe('entitlement/ptn_estuary/partnership-days.pln_01kb9t5v7x9z1b3d5f7h9k1m3t/2017-09-01.2018-08-31');
    expect(grantOf(account)).toEqual({
      holder: 'ptn_estuary',
      grant: `partnership-days.${id}`,
      rule: 'partnership-days',
      part: id,
      period: plan.period,
    });
    expect(planOf(account)).toBe(id);
  });
  test('no other part is taken for a plan', () => {
    expect(planOf('entitlement/ptn_estuary/partnership-days.reserved/2017-09-01.2018-08-31')).toBeUndefined();
    expect(planOf('entitlement/ptn_estuary/partnership-days/2017-09-01.2018-08-31')).toBeUndefined();
  });
  test('leads to the services that were agreed', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead') });
    const { id: agreed } = pot.propose(lead, 2, { services: ['collaborative-reviews', 'collaborative-reviews'] });
    pot.propose(officer, 2);
    expect([...servicesOfPlans([...pot.plans.values()])]).toEqual([[pot.plan(agreed).account, ['collaborative-reviews']]]);
  });
});

test('a word that was meant for another member is not said for the one acted for now', () => {
  const pot = new MemoryPot();
  const { id } = pot.propose(officer, 2);
  const facts = { ...pot.facts(headOf(1)), plan: pot.plan(id) };
  expect(nameOf(decideWord(facts, { word: 'agree', member: memberId(2) }))).toBe('acting-for-another');
  expect(nameOf(decideWord(facts, { word: 'agree', member: memberId(1) }))).toBe('accepted');
});

describe('a word', () => {
  const facts = new MemoryPot().facts(officer);
  const roles = (organisation: OrganisationId | undefined, ...held: Parameters<typeof speakerOf>[0]['roles']) =>
    speakerOf({ person: lead.person, ...(organisation ? { organisation } : {}), roles: held }, facts);
  test('is had by whoever books or approves for a member, and by the lead', () => {
    expect(roles(memberId(1), 'school-booker')).toEqual({ member: memberId(1), as: 'member' });
    expect(roles(memberId(1), 'school-approver')).toEqual({ member: memberId(1), as: 'member' });
    expect(roles(estuary.id, 'partnership-lead')).toEqual({ member: memberId(0), as: 'lead' });
  });
  test('is had by nobody else', () => {
    expect(roles(memberId(9), 'school-booker')).toBeUndefined();
    expect(roles('ptn_other' as OrganisationId, 'partnership-lead')).toBeUndefined();
    expect(roles(memberId(1), 'trust-booker')).toBeUndefined();
    expect(roles(undefined, 'sip-manager', 'council-admin')).toBeUndefined();
  });
});

test('each state and each event of a plan is in its table, or refused', () => {
  const events = ['propose', 'agree', 'decline', 'withdraw', 'release'] as const;
  const states = ['new', 'open', 'agreed', 'declined', 'withdrawn'] as const;
  const found = states.map((state) => events.map((event) => planStates.next(state, event) ?? '-').join(' '));
  expect(found).toEqual(['open - - - -', '- agreed declined withdrawn -', '- - - - agreed', '- - - - -', '- - - - -']);
});

describe('who has used how much', () => {
  const use = (school: OrganisationId, states: readonly ('held' | 'used' | 'given-back')[]): Use => ({
    type: 'use',
    account: 'entitlement/ptn_estuary/partnership-days.pln_1/2017-09-01.2018-08-31',
    booking: `bkg_${school}` as BookingId,
    school,
    schoolName: `Told as ${school}`,
    service: 'svc_partnership-working' as ServiceId,
    serviceTitle: 'Partnership working',
    sessions: states.map((state, i) => ({ visit: `0${i}`, session: '2017-10-03#am' as never, state })),
  });
  const { events } = new MemoryPot({ members: 3 }).facts(officer);
  const known = new Map<OrganisationId, { name: string; pupils?: number }>([
    [memberId(0), { name: 'Cockle', pupils: 300 }],
    [memberId(1), { name: 'Barnacle', pupils: 100 }],
    [memberId(2), { name: 'Avocet' }],
  ]);
  const facts = { partnership: estuary.id, events, on: '2017-10-02' as CivilDate, granted: 10, known };

  test('is beside an even share and a share by pupils, both of which sum to what was granted', () => {
    const shares = sharesOf({ ...facts, uses: [use(memberId(0), ['used', 'used', 'held']), use(memberId(2), ['given-back'])] });
    expect(shares.map(({ name, evenly, byPupils, used, held }) => [name, evenly, byPupils, used, held])).toEqual([
      ['Avocet', 4, 0, 0, 0],
      ['Barnacle', 3, 3, 0, 0],
      ['Cockle', 3, 7, 2, 1],
    ]);
  });

  test('tells of whoever is no member now, without a share', () => {
    const shares = sharesOf({ ...facts, uses: [use(memberId(7), ['used'])] });
    expect(shares.at(-1)).toEqual({ organisation: memberId(7), name: `Told as ${memberId(7)}`, isMember: false, held: 0, used: 1 });
  });

  test('has no share by pupils where no number of pupils is known, and no share at all without members', () => {
    const shares = sharesOf({ ...facts, known: new Map(), uses: [] });
    expect(shares.map(({ evenly, byPupils }) => [evenly, byPupils])).toEqual([
      [4, undefined],
      [3, undefined],
      [3, undefined],
    ]);
    expect(sharesOf({ ...facts, events: [], uses: [] })).toEqual([]);
  });

  test('is of what was granted to the open part, wherever plans have put it', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead') });
    const { id } = pot.propose(lead, 6);
    const planned = pot.council.allocations.get(pot.plan(id).account ?? '');
    expect(grantedIn([pot.own, planned ?? pot.own])).toBe(15);
    expect(figuresOf(pot.own, pot.council.ledger.head(pot.own.account) ?? emptyHead).granted).toBe(9);
  });
});

test('whoever records says who they are: nobody’s name is kept in a plan', () => {
  const pot = new MemoryPot();
  const { id } = pot.propose(lead, 2);
  pot.say(headOf(1), id, 'agree');
  expect(pot.plan(id).words.map(({ by }) => by)).toEqual(['per_lead' as PersonId, 'per_head-1' as PersonId]);
});
