// Moving a session to another date: what it keeps, what stops it, and that a late move is no way round a fee.
import { describe, expect, test } from 'vitest';
import { decideCancellation } from '../../functions/bookings/rules/cancel.ts';
import { type Ladder, termsFor, type Wish } from '../../functions/bookings/rules/ladder.ts';
import { decideMove, movedText } from '../../functions/bookings/rules/move.ts';
import type { BookedSession, Booking } from '../../functions/bookings/schema.ts';
import { londonClock, type SessionKey } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import { academy, booked, day, freeAccount, helen, outcomeOf, pack, quoted, quoteFacts } from '../bookings.ts';

const ladder: Ladder = pack.cancellation;
const free = freeAccount(academy, 1);
const { booking } = booked(quoted({ freeAccounts: [free] }));
const [granted, paid] = booking.sessions as [BookedSession, BookedSession];
const at = (date: string) => Date.parse(`${date}T09:00:00Z`);

function move(visit: string, to: string, { today = '2026-11-02', wish = 'school' as Wish, of = booking, ...more } = {}) {
  const quote = { ...quoteFacts({ freeAccounts: [free] }), clock: londonClock(at(today)), ...more };
  return decideMove({ booking: of, now: at(today), ladder, wish, quote }, { visit, to: to as SessionKey });
}
const detailOf = (decision: ReturnType<typeof move>) =>
  decision.ok ? '' : (decision.refusal.detail ?? decision.refusal.faults?.[0]?.detail);

describe('a session that is moved', () => {
  test('keeps what funds it, its transfer and its visit, frees its slot and takes the other', () => {
    for (const session of [granted, paid]) {
      const done = accepted(move(session.visit, '2026-12-09#am'));
      const moved = done.booking.sessions.find(({ visit }) => visit === session.visit);
      expect(moved).toEqual({
        ...session,
        session: '2026-12-09#am',
        moves: [{ from: session.session, at: '2026-11-02T09:00:00.000Z' }],
      });
      expect([done.freed, done.taken]).toMatchObject([{ session: session.session }, { session: '2026-12-09#am', visit: session.visit }]);
      expect(done.booking.version).toBe(booking.version + 1);
    }
  });

  test('is told with whose it is where several officers deliver, for two of them may stand at one time', () => {
    const { session } = granted;
    const to = '2026-12-09#am' as SessionKey;
    const alone = 'Tuesday 1 December 2026, morning to Wednesday 9 December 2026, morning';
    expect(movedText(booking, granted.visit, to)).toBe(alone);
    const second: BookedSession = { ...paid, session, officer: helen.id, officerName: helen.name };
    expect(movedText({ sessions: [granted, second] }, second.visit, to)).toBe(`${alone}, Helen Marsh`);
  });

  test('goes nowhere it could not be booked', () => {
    for (const [to, name] of [
      ['2026-12-12#am', 'weekend'],
      ['2026-12-25#am', 'bank-holiday'],
      ['2026-11-02#am', 'date-in-past'],
      [paid.session, 'session-taken'],
    ] as const)
      expect(outcomeOf(move('01', to, { taken: new Set([paid.session]) } as never))).toBe(name);
    expect(outcomeOf(move('99', '2026-12-09#am'))).toBe('unknown-session');
    expect(detailOf(move('01', granted.session))).toBe('Choose another date: it is on that one');
    expect(detailOf(move('02', '2027-09-08#am'))).toContain('the same academic year');
    const often = { ...paid, moves: Array.from({ length: 20 }, () => ({ from: paid.session, at: '' })) };
    expect(detailOf(move('02', '2026-12-09#am', { of: { ...booking, sessions: [often] } }))).toContain('moved 20 times');
    const over = { ...booking, sessions: [{ ...paid, state: 'delivered' as const }] };
    expect(outcomeOf(move('02', '2026-12-09#am', { of: over }))).toBe('already-delivered');
  });

  test('is not moved to where it would be paid for otherwise', () => {
    const dearer = { service: { ...quoteFacts().service, prices: [{ from: day('2026-09-01'), perDayExVatPence: 50_000, version: 2 }] } };
    const decision = move('02', '2026-12-09#am', dearer as never);
    expect(outcomeOf(decision)).toBe('move-changes-cost');
    expect(detailOf(decision)).toContain('it costs £225.00 before VAT; on Wednesday 9 December 2026, morning it costs £250.00 before VAT');
    // The account that pays for it is used up or closed by then: it would be charged.
    expect(outcomeOf(move('01', '2026-12-09#am', { freeAccounts: [] } as never))).toBe('move-changes-cost');
    // What is paid for is not made free by moving it either.
    expect(accepted(move('02', '2026-12-09#am')).booking.sessions[1]?.funding.fund).toBe('traded');
  });
});

describe('with too little notice', () => {
  const soon = { today: '2026-11-27' };

  test('it moves as far as a visit may be rebooked without a fee, and no further', () => {
    expect(accepted(move('02', '2026-12-23#am', soon)).booking.sessions[1]?.bound).toEqual({ notice: 1, date: '2026-12-01' });
    const late = move('02', '2027-01-06#am', soon);
    expect(outcomeOf(late)).toBe('move-too-late');
    expect(detailOf(late)).toBe('It may be moved up to 31 December 2026 now. Giving it up instead costs £225.00 before VAT.');
    expect(outcomeOf(move('02', '2027-01-06#am', { ...soon, wish: 'council' }))).toBe('accepted');
  });

  test('and cancelling it afterwards costs what it would have cost then, however far off it is by now', () => {
    const { booking: moved } = accepted(move('02', '2026-12-23#am', soon));
    const [, session] = moved.sessions as [BookedSession, BookedSession];
    const today = day('2026-11-28');
    expect(termsFor(moved, { ...session }, { ladder, today, wish: 'school' })).toMatchObject({ notice: 1, feePence: 22_500 });
    const grants = { vacancies: new Map(), allocations: new Map() };
    const cancel = (feePence: number) =>
      decideCancellation(
        { booking: moved, now: at(today), ladder, wish: 'school', ...grants },
        { visits: ['02'], reason: 'Snow', feePence },
      );
    expect([outcomeOf(cancel(0)), cancel(22_500).ok]).toEqual(['cancellation-costs', true]);
    // Moved again it is bound by the date it was booked for first.
    expect(outcomeOf(move('02', '2027-01-06#am', { ...soon, of: moved as Booking }))).toBe('move-too-late');
  });
});
