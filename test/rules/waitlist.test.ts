// Waiting lists by their rules: who is next, which place suits, until when it is held over weekends, bank holidays and the change of the clocks, and each state.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { given } from '../../functions/bookings/rules/given.ts';
import { firstPlace, isWaitedFor, offeredUntil, runFrom } from '../../functions/bookings/rules/waitlist/places.ts';
import {
  decideDecline,
  decideJoin,
  decideOffer,
  decideTaking,
  decideWithdraw,
  expired,
  inOrder,
  passedOn,
  placeInLine,
  standingAt,
} from '../../functions/bookings/rules/waitlist/waitlist.ts';
import {
  halvesOfWeek,
  type JoinCommand,
  mostUnanswered,
  mostWaits,
  type Wait,
  type WaitEvent,
  type WaitState,
  waitStates,
} from '../../functions/bookings/schema/waitlist.ts';
import { addDays, dateOf, isWorkingDay, londonClock, type SessionKey, timestamp } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, OfficerId, WaitId } from '../../shared/ids.ts';
import { academy, actor, daniel, day, dropIn, headteacherRecruitment, maintained, now, outcomeOf, session } from '../bookings.ts';

const command: JoinCommand = {
  school: academy.id,
  service: headteacherRecruitment.id,
  halfDays: 2,
  from: day('2026-12-01'),
  to: day('2026-12-18'),
  suits: [...halvesOfWeek],
  purse: 'own-funds',
};
const facts = {
  id: 'wtl_1' as WaitId,
  now,
  person: actor('school-booker').person,
  school: academy,
  service: headteacherRecruitment,
  others: [],
};
const joining = (more: Partial<JoinCommand> = {}, others: readonly Wait[] = [], at = now) =>
  decideJoin({ ...facts, now: at, others, purses: ['own-funds'] }, { ...command, ...more });
const wait: Wait = accepted(joining());
const booking = 'bkg_1' as BookingId;
const tuesday = [session('2026-12-01#am'), session('2026-12-01#pm')];
const offered = accepted(decideOffer({ wait, now, booking, officer: daniel }, tuesday)).wait;
const over = Date.parse('2026-11-26T00:00:00Z');

describe('how long a place is held', () => {
  const until = (at: string, first: string) => {
    const end = offeredUntil(Date.parse(at), session(first));
    return end === undefined ? undefined : timestamp(end);
  };

  test('is to the end of the next working day, and at most of the day before', () => {
    expect(until('2026-11-24T08:00:00Z', '2026-12-01#am')).toBe('2026-11-25T23:59:59.999Z');
    expect(until('2026-11-24T20:00:00Z', '2026-11-26#am')).toBe('2026-11-25T23:59:59.999Z');
    expect(until('2026-11-27T20:00:00Z', '2026-12-15#pm')).toBe('2026-11-30T23:59:59.999Z');
    // A place for tomorrow leaves the rest of today, and from two o'clock on nobody can be expected to answer.
    expect(until('2026-11-24T13:59:00Z', '2026-11-25#am')).toBe('2026-11-24T23:59:59.999Z');
    expect(until('2026-11-24T14:00:00Z', '2026-11-25#am')).toBe(undefined);
    expect(until('2026-11-24T08:00:00Z', '2026-11-24#pm')).toBe(undefined);
    // On a Friday afternoon a place for Monday leaves the weekend alone.
    expect(until('2026-11-27T13:00:00Z', '2026-11-30#am')).toBe('2026-11-29T23:59:59.999Z');
    expect(until('2026-11-27T16:00:00Z', '2026-11-30#am')).toBe(undefined);
  });

  test('passes over Christmas and Easter, and follows London’s clocks in March and October', () => {
    expect(until('2026-12-24T10:00:00Z', '2027-01-11#am')).toBe('2026-12-29T23:59:59.999Z');
    expect(until('2027-03-25T15:00:00Z', '2027-03-30#am')).toBe(undefined);
    expect(until('2027-03-25T10:00:00Z', '2027-03-30#am')).toBe('2027-03-29T22:59:59.999Z');
    // Friday to Monday, over the night in which the clocks go forward, and back.
    expect(until('2027-03-19T10:00:00Z', '2027-04-20#am')).toBe('2027-03-22T23:59:59.999Z');
    expect(until('2026-03-27T10:00:00Z', '2026-04-20#am')).toBe('2026-03-30T22:59:59.999Z');
    expect(until('2026-10-23T10:00:00Z', '2026-11-20#am')).toBe('2026-10-26T23:59:59.999Z');
    // Two in the afternoon is by London's clocks: 13:00 in UTC in summer.
    expect(until('2026-10-23T12:59:00Z', '2026-10-24#am')).toBe('2026-10-23T22:59:59.999Z');
    expect(until('2026-10-23T13:00:00Z', '2026-10-24#am')).toBe(undefined);
  });

  test('always ends before the session, on a day’s last moment in London, with a working day to answer in', () => {
    const from = Date.parse('2026-09-01T00:00:00Z');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 * 24 * 60 }), fc.integer({ min: 0, max: 40 }), (minutes, ahead) => {
        const at = from + minutes * 60_000;
        const today = londonClock(at).date;
        const first = `${addDays(today, ahead)}#am` as SessionKey;
        const end = offeredUntil(at, first);
        if (end === undefined) return ahead <= 6;
        const last = londonClock(end);
        const days = Array.from({ length: 10 }, (_, i) => addDays(today, i)).filter((date) => date <= last.date && isWorkingDay(date));
        return (
          last.time === '23:59' &&
          londonClock(end + 1).date > last.date &&
          last.date < dateOf(first) &&
          days.length >= 1 &&
          days.length <= 2
        );
      }),
      { seed: 16, numRuns: 600 },
    );
  });
});

describe('which place suits', () => {
  const free = (...sessions: string[]) => new Set(sessions.map(session));
  const place = (sessions: ReadonlySet<SessionKey>, more: Partial<Wait> = {}, service = headteacherRecruitment) =>
    firstPlace({ ...wait, ...more }, { service, officer: daniel, free: sessions, now })?.sessions;

  test('half a day is any half, two are one whole day, and three or four follow one another over weekends', () => {
    expect(runFrom(session('2026-12-04#pm'), 1)).toEqual(['2026-12-04#pm']);
    expect(runFrom(session('2026-12-04#pm'), 2)).toBe(undefined);
    expect(runFrom(session('2026-12-04#pm'), 3)).toEqual(['2026-12-04#pm', '2026-12-07#am', '2026-12-07#pm']);
    expect(runFrom(session('2026-12-24#am'), 4)).toEqual(['2026-12-24#am', '2026-12-24#pm', '2026-12-29#am', '2026-12-29#pm']);
  });

  test('the first run that is free as a whole, within the days and half-days that suit', () => {
    const all = free('2026-12-01#pm', '2026-12-02#am', '2026-12-02#pm', '2026-12-03#am', '2026-12-03#pm', '2026-12-21#am', '2026-12-21#pm');
    expect(place(all)).toEqual(['2026-12-02#am', '2026-12-02#pm']);
    expect(place(all, { suits: ['4am', '4pm'] })).toEqual(['2026-12-03#am', '2026-12-03#pm']);
    expect(place(all, { suits: ['1am', '1pm'] })).toBe(undefined);
    expect(place(all, { halfDays: 4 })).toEqual(['2026-12-02#am', '2026-12-02#pm', '2026-12-03#am', '2026-12-03#pm']);
    expect(place(free('2026-11-25#am', '2026-11-25#pm'), { from: day('2026-11-25') })).toEqual(['2026-11-25#am', '2026-11-25#pm']);
  });

  test('of the officer who is waited for, or of anybody with the skill, and not what was passed over before', () => {
    const all = free('2026-12-02#am', '2026-12-02#pm', '2026-12-03#am', '2026-12-03#pm');
    expect(place(all, { officer: 'off_somebody-else' as OfficerId })).toBe(undefined);
    expect(isWaitedFor(wait, { skill: 'a-skill-that-nobody-has' }, daniel)).toBe(false);
    const before = { number: 1, officer: daniel.id, officerName: daniel.name, sessions: [session('2026-12-02#am')] };
    expect(place(all, { passed: [before] })).toEqual(['2026-12-03#am', '2026-12-03#pm']);
    expect(place(all, { passed: [{ ...before, officer: 'off_somebody-else' as OfficerId }] })).toEqual(['2026-12-02#am', '2026-12-02#pm']);
    expect(place(all, {}, { ...headteacherRecruitment, withdrawnFrom: day('2026-12-01') })).toBe(undefined);
  });
});

describe('the line', () => {
  const at = (id: string, joinedAt: string, officer?: string): Wait => ({
    ...wait,
    id: id as WaitId,
    joinedAt,
    ...(officer ? { officer: officer as OfficerId } : {}),
  });
  const line = [
    at('wtl_c', '2026-11-03', 'off_b'),
    at('wtl_a', '2026-11-01', 'off_a'),
    at('wtl_d', '2026-11-03'),
    at('wtl_b', '2026-11-02'),
  ];

  test('is in the order of joining, whether for one officer or for anybody', () => {
    expect(inOrder(line).map(({ id }) => id)).toEqual(['wtl_a', 'wtl_b', 'wtl_c', 'wtl_d']);
  });

  test('counts those before who could take the same officer’s sessions', () => {
    expect(line.map((each) => placeInLine(each, line))).toEqual([2, 1, 4, 2]);
  });
});

describe('joining', () => {
  test('is refused by name: twice, too many, too short, days that are over, and what no visit can be on', () => {
    expect(outcomeOf(joining({}, [wait]))).toBe('waits-already');
    expect(joining({}, [{ ...wait, officer: daniel.id }]).ok).toBe(true);
    expect(joining({}, [{ ...wait, state: 'withdrawn' }]).ok).toBe(true);
    expect(joining({}, [{ ...wait, expiresOn: day('2026-11-23') }]).ok).toBe(true);
    const many = Array.from({ length: mostWaits }, (_, i) => ({ ...wait, officer: `off_${i}` as OfficerId }));
    expect(outcomeOf(joining({}, many))).toBe('waits-for-enough');
    const faulty = (more: Partial<JoinCommand>) => {
      const decision = joining(more);
      return decision.ok ? undefined : decision.refusal.faults?.map(({ field }) => field);
    };
    expect(faulty({ from: day('2026-11-02'), to: day('2026-11-24') })).toEqual(['to']);
    expect(faulty({ to: day('2029-01-01') })).toEqual(['to']);
    expect(faulty({ suits: ['1am', '2pm'] })).toEqual(['suits']);
    expect(faulty({ from: day('2026-12-05'), to: day('2026-12-06') })).toEqual(['suits']);
    expect(faulty({ purse: 'delegated-budget' })).toEqual(['purse']);
    expect(faulty({ expiresOn: day('2026-12-19') })).toEqual(['expiresOn']);
    const short = decideJoin({ ...facts, service: { ...dropIn, minimumHalfDays: 3 }, purses: ['own-funds'] }, command);
    expect(outcomeOf(short)).toBe('below-minimum');
  });
});

describe('what becomes of it', () => {
  const take = (of: Wait, at = now, sessions: readonly SessionKey[] = tuesday) =>
    outcomeOf(
      decideTaking(of, at, { school: academy.id, service: headteacherRecruitment.id, officer: daniel.id, sessions: [...sessions] }),
    );

  test('an offer is taken while it is held, by the school it was made to and for what was offered', () => {
    expect(take(offered)).toBe('accepted');
    expect(take(offered, over)).toBe('offer-expired');
    expect(take(offered, now, tuesday.slice(1))).toBe('offer-differs');
    expect(take({ ...offered, school: maintained.id })).toBe('offer-differs');
    expect(take(wait)).toBe('no-offer');
    // Passed on meanwhile, it is still that offer which has ended; whoever declined it, or came off the list, has none.
    expect(take(passedOn(offered, over) as Wait, over)).toBe('offer-expired');
    expect(take(passedOn({ ...offered, unanswered: mostUnanswered - 1 }, over) as Wait, over)).toBe('offer-expired');
    expect(take(accepted(decideDecline(offered, now, true)).wait)).toBe('no-offer');
    expect(take(accepted(decideWithdraw({ ...offered, unanswered: 1 }, now)).wait)).toBe('no-offer');
    expect(take({ ...offered, state: 'booked', became: { booking } })).toBe('offer-answered');
  });

  test('declined it is waited on at the same place, or not; what another school gave is not waited for', () => {
    const { wait: stays, freed } = accepted(decideDecline(offered, now, true));
    expect([stays.state, stays.joinedAt, stays.offer, freed.length]).toEqual(['waiting', wait.joinedAt, undefined, 2]);
    expect(stays.passed.map(({ sessions }) => sessions)).toEqual([tuesday]);
    expect(accepted(decideDecline(offered, now, false)).wait.state).toBe('withdrawn');
    expect(accepted(decideDecline({ ...offered, givenBy: maintained.id }, now, true)).wait.state).toBe('withdrawn');
    expect(outcomeOf(decideDecline(offered, over, true))).toBe('offer-expired');
  });

  test('unanswered it is passed on once it is over, and ends after so many in a row', () => {
    expect(passedOn(offered, now)).toBe(undefined);
    expect(passedOn(offered, over)).toMatchObject({ state: 'waiting', unanswered: 1 });
    expect(passedOn({ ...offered, unanswered: mostUnanswered - 1 }, over)).toMatchObject({ state: 'expired' });
    expect(passedOn({ ...offered, givenBy: maintained.id }, over)).toMatchObject({ state: 'expired' });
    expect(accepted(decideDecline({ ...offered, unanswered: 2 }, now, true)).wait.unanswered).toBe(0);
  });

  test('withdrawn while it is held it frees the sessions, and afterwards touches what may be somebody else’s no more', () => {
    expect(accepted(decideWithdraw(offered, now)).freed).toHaveLength(2);
    expect(accepted(decideWithdraw(offered, over)).freed).toEqual([]);
    expect(outcomeOf(decideWithdraw({ ...offered, state: 'booked' }, now))).toBe('offer-answered');
  });

  test('it expires after its last day without anybody writing so, and an offer outlasts that day', () => {
    const later = Date.parse('2026-12-19T09:00:00Z');
    expect([standingAt(wait, now), standingAt(wait, later), standingAt(offered, later)]).toEqual(['waiting', 'expired', 'offered']);
    expect([expired(wait, now), expired(wait, later)?.state]).toEqual([undefined, 'expired']);
    expect(outcomeOf(decideOffer({ wait, now: later, booking, officer: daniel }, [session('2027-01-05#am')]))).toBe('wrong-state');
  });

  test('what is given is offered at once and names who gave it; too near it is not', () => {
    const giving = { ...facts, by: maintained.id, booking, officer: daniel, purse: 'own-funds' as const };
    expect(given(giving, { sessions: tuesday })).toMatchObject({
      wait: { state: 'offered', givenBy: maintained.id },
      held: [{ visit: '01' }, { visit: '02' }],
    });
    expect(given(giving, { sessions: [session('2026-11-24#pm')] })).toBe(undefined);
  });

  test('every state takes the events of its table and no other', () => {
    const states: WaitState[] = ['waiting', 'offered', 'booked', 'withdrawn', 'expired'];
    const events: WaitEvent[] = ['join', 'give', 'offer', 'accept', 'decline', 'pass', 'give-up', 'withdraw', 'expire'];
    const taken = states.map((state) => [state, events.filter((event) => waitStates.next(state, event))]);
    expect(Object.fromEntries(taken)).toEqual({
      waiting: ['offer', 'withdraw', 'expire'],
      offered: ['accept', 'decline', 'pass', 'give-up', 'withdraw'],
      booked: [],
      withdrawn: [],
      expired: [],
    });
  });
});
