// Plans for a partnership's half-days: who has a word, and when the agreement that the policy names is complete.
import { describe, expect, test } from 'vitest';
import { decideWord } from '../../functions/entitlements/rules/plans.ts';
import { type Speaker, speakerOf } from '../../functions/entitlements/rules/tally.ts';
import { planMinutesSchema, planStates } from '../../functions/entitlements/schema/plans.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import { day } from '../allocations.ts';
import { outcomeOf as nameOf } from '../bookings.ts';
import { agreedBy, estuary, headOf, lead, MemoryPot, memberId, officer, stateOf } from '../pots.ts';

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

test('whoever records says who they are: nobody’s name is kept in a plan', () => {
  const pot = new MemoryPot();
  const { id } = pot.propose(lead, 2);
  pot.say(headOf(1), id, 'agree');
  expect(pot.plan(id).words.map(({ by }) => by)).toEqual(['per_lead' as PersonId, 'per_head-1' as PersonId]);
});
