// Plans for a partnership's half-days: which may be proposed, and what is set aside once one is agreed, and not before.
import { describe, expect, test } from 'vitest';
import { accountsFor } from '../../functions/entitlements/rules/funding.ts';
import { figuresOf } from '../../functions/entitlements/rules/moves.ts';
import { mostPlans, planAccount, planGrant, planOf, servicesOfPlans } from '../../functions/entitlements/rules/plans.ts';
import { grantedIn, sharesOf } from '../../functions/entitlements/rules/shares.ts';
import type { Use } from '../../functions/entitlements/schema/uses.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Decision } from '../../shared/decision.ts';
import type { BookingId, OrganisationId, PlanId, ServiceId } from '../../shared/ids.ts';
import { grantOf } from '../../shared/ledger/chart.ts';
import { emptyHead } from '../../shared/ledger/heads.ts';
import { day, packOf, version } from '../allocations.ts';
import { outcomeOf as nameOf } from '../bookings.ts';
import { agreedBy, estuary, headOf, lead, MemoryPot, memberId, officer, potRule, stateOf } from '../pots.ts';

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
