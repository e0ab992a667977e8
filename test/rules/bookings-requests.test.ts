// A booking over a limit: until when its sessions are held, and who may do what with it in which state.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideApproval,
  decideAsking,
  decideDecline,
  decideRequest,
  decideWithdrawal,
  holdUntil,
  refusalToApprover,
  requestIdOf,
  stateAt,
} from '../../functions/bookings/rules/requests.ts';
import type { Quote } from '../../functions/bookings/schema/quotes.ts';
import {
  type BookingRequest,
  mostHalfDaysWaiting,
  mostRequestsWaiting,
  type RequestState,
  requestStates,
} from '../../functions/bookings/schema/requests.ts';
import type { Limits } from '../../functions/identity/schema/limits.ts';
import { addDays, bankHoliday, type CivilDate, dateOf, isWeekend, londonClock, londonDate, sessionKey } from '../../shared/calendar.ts';
import type { Actor } from '../../shared/context.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import type { BookingId, OrganisationId, PersonId } from '../../shared/ids.ts';
import { academy, actor, day, now, quoteCommand, quoted } from '../bookings.ts';

const on = (...sessions: string[]) =>
  ({ sessions: sessions.map((session) => ({ session })) }) as unknown as Parameters<typeof holdUntil>[1];
const heldUntil = (at: string, ...sessions: string[]) => {
  const until = holdUntil(Date.parse(at), on(...sessions));
  return until === undefined ? 'not held' : Object.values(londonClock(until)).join(' ');
};

describe('sessions are held', () => {
  test('to the end of the second working day: over a weekend, over Christmas, and over both changes of the clocks', () => {
    expect(heldUntil('2026-11-24T08:00:00Z', '2027-01-12#am')).toBe('2026-11-26 23:59');
    expect(heldUntil('2026-11-27T17:00:00Z', '2027-01-12#am')).toBe('2026-12-01 23:59');
    expect(heldUntil('2026-12-23T09:00:00Z', '2027-01-12#am')).toBe('2026-12-29 23:59');
    expect(heldUntil('2027-03-25T09:00:00Z', '2027-05-11#am')).toBe('2027-03-31 23:59');
    expect(heldUntil('2026-10-23T09:00:00Z', '2026-12-01#am')).toBe('2026-10-27 23:59');
  });

  test('at most to the end of the day before the first of them, and not at all when that is over', () => {
    expect(heldUntil('2026-11-24T08:00:00Z', '2027-01-12#am', '2026-11-26#am')).toBe('2026-11-25 23:59');
    expect(heldUntil('2026-11-24T23:30:00Z', '2026-11-25#am')).toBe('2026-11-24 23:59');
    expect(heldUntil('2026-11-24T08:00:00Z', '2026-11-24#pm')).toBe('not held');
    // Half an hour past midnight in London is still the day before in UTC.
    expect(heldUntil('2026-06-30T23:30:00Z', '2026-07-01#am')).toBe('not held');
  });

  test('never into the day of a session, and always to the last minute of a day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 1, max: 30 }), (minutes, ahead) => {
        const at = Date.parse('2026-09-01T00:00:00Z') + minutes * 60_000;
        const first = addDays(londonDate(at), ahead);
        const until = holdUntil(at, on(sessionKey(first, 'am')));
        if (until === undefined) throw new Error('a session of another day is held');
        const { date, time } = londonClock(until);
        expect(time).toBe('23:59');
        expect(date < first && londonDate(at) <= date && at <= until).toBe(true);
        const working = (from: CivilDate, to: CivilDate) => {
          let count = 0;
          for (let each = addDays(from, 1); each <= to; each = addDays(each, 1)) if (!isWeekend(each) && !bankHoliday(each)) count += 1;
          return count;
        };
        expect(working(londonDate(at), date)).toBeLessThanOrEqual(2);
      }),
      { seed: 20261122, numRuns: 2000 },
    );
  });
});

const [head, deputy, bursar, clerk] = ['per_head', 'per_deputy', 'per_bursar', 'per_clerk'] as [PersonId, PersonId, PersonId, PersonId];
const limits: Limits = {
  type: 'limits',
  organisation: academy.id,
  people: [
    { person: bursar, mostPence: 10_000 },
    { person: head, mostPence: null },
    { person: deputy, mostPence: null },
  ],
  othersMostPence: 0,
  approver: head,
  deputy: { person: deputy, from: day('2026-11-25'), to: day('2026-11-25') },
  everyBooking: false,
  version: 1,
};
const quote = quoted();
const person = (id: PersonId, more: Partial<Actor> = {}): Actor =>
  actor('school-booker', { person: id, organisation: academy.id, ...more });
const asking = (by: PersonId, of = limits, waiting: { quote: Quote }[] = []) =>
  decideRequest(
    { id: 'bkg_01' as BookingId, now, actor: person(by), quote, command: quoteCommand(), limits: of, slots: [], waiting },
    { purchaseOrder: 'PO-1' },
  );
const asked = accepted(asking(bursar)).request;

test('a request is named after the booking it becomes, and keeps what was asked, the limit and the end of the hold', () => {
  expect(asked).toMatchObject({
    id: requestIdOf('bkg_01' as BookingId),
    booking: 'bkg_01',
    organisation: academy.id,
    purchaseOrder: 'PO-1',
    mostPence: 10_000,
    state: 'requested',
    holdUntil: '2026-11-26T23:59:59.999Z',
  });
  expect(dateOf(asked.quote.sessions[0]?.session ?? sessionKey(day('2000-01-01'), 'am'))).toBe('2026-12-01');
});

test('nobody asks where nobody could approve, or for what begins before anybody could', () => {
  const nameOf = (decision: Decision<unknown>) => (decision.ok ? 'accepted' : decision.refusal.name);
  const { approver: _, deputy: __, ...nobody } = limits;
  expect(nameOf(asking(bursar, nobody))).toBe('nobody-approves');
  expect(nameOf(asking(head))).toBe('accepted');
  const { deputy: ___, ...alone } = limits;
  expect(nameOf(asking(head, alone))).toBe('nobody-approves');
  expect(nameOf(decideAsking({ now: Date.parse('2026-12-01T07:00:00Z'), person: bursar, quote, limits }))).toBe('too-late-to-ask');
});

describe('as much as may wait for one school', () => {
  const nameOf = (decision: Decision<unknown>) => (decision.ok ? 'accepted' : decision.refusal.name);
  const [first] = quote.sessions;
  const long = (halfDays: number) => ({
    quote: { ...quote, sessions: Array.from({ length: halfDays }, () => first as (typeof quote.sessions)[number]) },
  });
  const times = (count: number, of = long(1)) => Array.from({ length: count }, () => of);

  test('is ten requests, and forty half-days; a first request may be as long as a booking', () => {
    expect(nameOf(asking(bursar, limits, times(mostRequestsWaiting - 1)))).toBe('accepted');
    expect(asking(bursar, limits, times(mostRequestsWaiting))).toMatchObject({
      refusal: { name: 'too-much-held', detail: `For ${quote.schoolName} 10 requests over 5 days wait for approval.` },
    });
    const own = quote.sessions.length;
    expect(nameOf(asking(bursar, limits, [long(mostHalfDaysWaiting - own)]))).toBe('accepted');
    expect(nameOf(asking(bursar, limits, [long(mostHalfDaysWaiting - own + 1)]))).toBe('too-much-held');
  });

  test('counts nothing of another school, which its trust asks for under the same limits', () => {
    const another = { quote: { ...quote, school: 'sch_990099' as typeof quote.school } };
    expect(nameOf(asking(bursar, limits, times(40, another)))).toBe('accepted');
  });
});

/** Everybody who could come to a request, at a moment. */
const people = {
  'the approver': head,
  'the deputy on the day': deputy,
  'the deputy on another day': deputy,
  'whoever asked': bursar,
  'a colleague': clerk,
  'the approver for another organisation': head,
} as const;
type Who = keyof typeof people;
const states: readonly RequestState[] = ['requested', 'approved', 'declined', 'withdrawn', 'expired'];
const commands = {
  approve: (facts: Facts) => decideApproval({ ...facts, quote }),
  decline: (facts: Facts) => decideDecline(facts, { reason: 'Not this term' }),
  withdraw: decideWithdrawal,
} as const;
type Facts = Parameters<typeof decideWithdrawal>[0];

function factsOf(state: RequestState, who: Who): Facts {
  // The deputy's one day is the 25th; everybody else is tried then too.
  const day25 = Date.parse(who === 'the deputy on another day' ? '2026-11-26T09:00:00Z' : '2026-11-25T09:00:00Z');
  const request: BookingRequest = state === 'expired' ? { ...asked, holdUntil: '2026-11-24T23:59:59.999Z' } : { ...asked, state };
  const elsewhere = who === 'the approver for another organisation' ? { organisation: 'sch_990002' as OrganisationId } : {};
  return { request, now: day25, actor: person(people[who], elsewhere), limits };
}

const expected = (state: RequestState, command: keyof typeof commands, who: Who): string => {
  if (state === 'expired') return 'request-expired';
  if (state !== 'requested') return 'request-answered';
  if (command === 'withdraw') return who === 'whoever asked' ? 'withdrawn' : 'not-your-request';
  if (who === 'whoever asked') return 'own-spending';
  return who === 'the approver' || who === 'the deputy on the day' ? (command === 'approve' ? 'approved' : 'declined') : 'not-the-approver';
};

describe.each(states)('a request that is %s', (state) => {
  test.each(Object.keys(commands) as (keyof typeof commands)[])(
    'meets “%s” by each kind of person with a state or a refusal by name',
    (command) => {
      const found = (Object.keys(people) as Who[]).map((who) => {
        const decision = commands[command](factsOf(state, who));
        return [who, decision.ok ? decision.value.state : decision.refusal.name];
      });
      expect(found).toEqual((Object.keys(people) as Who[]).map((who) => [who, expected(state, command, who)]));
      // The table of transitions has a row where somebody may, and none where nobody may.
      expect(requestStates.next(state, command) !== undefined).toBe(state === 'requested');
    },
  );
});

describe('whoever approves', () => {
  const facts = factsOf('requested', 'the approver');
  const bounded = (most: number) => ({
    ...limits,
    people: [...limits.people.filter((each) => each.person !== head), { person: head, mostPence: most }],
  });

  test('is bound by their own limit, to the penny, at what it comes to now', () => {
    const { grossPence } = quote;
    const approve = (most: number, more = 0) =>
      decideApproval({ ...facts, limits: bounded(most), quote: { ...quote, grossPence: grossPence + more } });
    expect(approve(grossPence).ok).toBe(true);
    expect(approve(grossPence, 1)).toMatchObject({ refusal: { name: 'over-approvers-limit' } });
    expect(accepted(approve(grossPence + 1, 1)).quote.grossPence).toBe(grossPence + 1);
  });

  test('for a trust does so also while acting for one of its schools', () => {
    const trust = 'trs_5902' as OrganisationId;
    const request = { ...facts.request, organisation: trust };
    const through = { ...facts.actor, organisation: academy.id, through: trust };
    expect(decideApproval({ ...facts, request, actor: through, limits: { ...limits, organisation: trust }, quote }).ok).toBe(true);
    expect(decideApproval({ ...facts, request, quote })).toMatchObject({ refusal: { name: 'not-the-approver' } });
  });
});

test('the last moment of a hold belongs to the hold, and the next to nobody', () => {
  const end = Date.parse(asked.holdUntil);
  expect([stateAt(asked, end), stateAt(asked, end + 1)]).toEqual(['requested', 'expired']);
  expect(stateAt({ ...asked, state: 'approved' }, end + 1)).toBe('approved');
});

test('for want of a number whoever approves is told to decline, and of anything else as it is', () => {
  expect(refusalToApprover({ name: 'purchase-order-required', faults: [{ field: 'purchaseOrder', detail: 'Enter it' }] })).toEqual({
    name: 'request-lacks-number',
  });
  expect(refusalToApprover({ name: 'purchase-order-form', detail: 'They look like PO-4471.' })).toEqual({
    name: 'request-lacks-number',
    detail: 'They look like PO-4471.',
  });
  expect(refusalToApprover({ name: 'wrong-state', detail: 'The need is met.' })).toEqual({
    name: 'wrong-state',
    detail: 'The need is met.',
  });
});

test('of any commands by anybody at any moments at most one is accepted, none after the hold, and its state stands', () => {
  const end = Date.parse(asked.holdUntil);
  const step = fc.record({
    command: fc.constantFrom(...(Object.keys(commands) as (keyof typeof commands)[])),
    by: fc.constantFrom(head, deputy, bursar, clerk),
    wait: fc.integer({ min: 0, max: 12 * 3_600_000 }),
  });
  let answered = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      let [at, request] = [now, asked];
      const accepts: BookingRequest[] = [];
      for (const { command, by, wait } of steps) {
        at += wait;
        const decision = commands[command]({ request, now: at, actor: person(by), limits });
        if (!decision.ok) continue;
        expect(at <= end).toBe(true);
        expect(decision.value).toMatchObject({ answeredBy: by, version: 2, booking: asked.booking });
        expect(command === 'withdraw').toBe(by === bursar);
        request = decision.value;
        accepts.push(request);
      }
      expect(accepts.length).toBeLessThanOrEqual(1);
      answered += accepts.length;
      expect(stateAt(request, end + 1)).toBe(accepts[0]?.state ?? 'expired');
    }),
    { seed: 20261122, numRuns: 3000 },
  );
  expect(answered).toBeGreaterThan(1000);
});
