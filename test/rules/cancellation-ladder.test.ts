// The cancellation ladder: every rung by the working days that are left, what each kind of session costs, and that what is free has nothing to take a fee from.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideCancellation } from '../../functions/bookings/rules/cancel.ts';
import { feeOf, type Ladder, noLadder, rungFor, termsFor, type Wish, waivableUntil } from '../../functions/bookings/rules/ladder.ts';
import { transfersOf } from '../../functions/bookings/rules/transfers.ts';
import type { BookedSession, Booking } from '../../functions/bookings/schema.ts';
import { londonDate, workingDaysAfter, workingDaysBetween } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import { account } from '../../shared/ledger/chart.ts';
import { memoryLedger } from '../../shared/ledger/memory.ts';
import { transfer } from '../../shared/ledger/transfers.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { packSchema } from '../../shared/policy/schema.ts';
import { academy, booked, day, freeAccount, outcomeOf, quoted } from '../bookings.ts';

const ladder: Ladder = packSchema.parse(essex2017).cancellation;
const free = freeAccount(academy, 1);
const { booking } = booked(quoted({ freeAccounts: [free] }));
const [granted, paid] = booking.sessions as [BookedSession, BookedSession];
const at = (date: string) => Date.parse(`${date}T09:00:00Z`);
const terms = (session: BookedSession, today: string, wish: Wish = 'school', more: Partial<Pick<Booking, 'team'>> = {}) =>
  termsFor({ ...booking, ...more }, session, { ladder, today: day(today), wish });

describe('the notice that is left', () => {
  test('is counted in whole working days between the two, over weekends, Christmas and Easter', () => {
    const between = (from: string, to: string) => workingDaysBetween(day(from), day(to), 100);
    expect(between('2026-11-27', '2026-11-30')).toBe(0); // a Friday and the Monday after it
    expect(between('2026-11-26', '2026-11-30')).toBe(1);
    expect(between('2026-12-23', '2026-12-29')).toBe(1); // Christmas Eve; Boxing Day falls on a Saturday and is taken on the Monday
    expect(between('2027-03-25', '2027-03-30')).toBe(0); // Good Friday and Easter Monday
    expect([between('2026-12-01', '2026-12-01'), between('2026-12-02', '2026-12-01')]).toEqual([0, 0]);
    expect(workingDaysBetween(day('2026-01-01'), day('2030-01-01'), 7)).toBe(7);
  });

  test('after so many working days there are one fewer between', () => {
    const date = fc.integer({ min: 0, max: 3_000 }).map((n) => londonDate(at('2024-01-01') + n * 86_400_000));
    fc.assert(
      fc.property(date, fc.integer({ min: 1, max: 60 }), (from, days) => {
        expect(workingDaysBetween(from, workingDaysAfter(from, days), 1_000)).toBe(days - 1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the rung', () => {
  test('is the one with the fewest days that the notice falls short of, and none with notice enough', () => {
    expect([0, 4, 5, 9, 10, 60].map((notice) => rungFor(ladder, notice)?.workingDays)).toEqual([5, 5, 10, 10, undefined, undefined]);
    expect(rungFor(noLadder, 0)).toBeUndefined();
  });

  test('takes its share of the price of half a day, to the nearest penny', () => {
    const fee = (perDayExVatPence: number, feeBasisPoints: number) => feeOf({ perDayExVatPence }, { feeBasisPoints });
    expect([fee(45_000, 5_000), fee(45_000, 10_000), fee(45_002, 5_000), fee(2, 2_500), fee(45_000, 0)]).toEqual([
      11_250, 22_500, 11_251, 0, 0,
    ]);
  });
});

describe('what cancelling costs', () => {
  // Session 02 is paid for, on Tuesday 1 December 2026 in the afternoon; session 01 is free, that morning.
  test('by the working days that are left', () => {
    expect(terms(paid, '2026-11-16')).toEqual({ visit: '02', notice: 10 });
    expect(terms(paid, '2026-11-17')).toMatchObject({ notice: 9, rung: { workingDays: 10 }, feePence: 11_250 });
    expect(terms(paid, '2026-11-24')).toMatchObject({ notice: 4, rung: { workingDays: 5 }, feePence: 22_500 });
    expect(terms(paid, '2026-12-02')).toMatchObject({ notice: 0, feePence: 22_500 });
    expect(terms(granted, '2026-11-16').halfDay).toBe('returned');
    expect(terms(granted, '2026-11-17')).toMatchObject({ halfDay: 'returned', rung: { workingDays: 10 } });
    expect(terms(granted, '2026-11-24')).toMatchObject({ halfDay: 'consumed' });
  });

  test('nothing where the council calls it off, where Ofsted has, and where a team of the council pays', () => {
    for (const session of [granted, paid]) {
      expect(terms(session, '2026-11-30', 'council')).not.toHaveProperty('rung');
      const called = terms(session, '2026-11-30', 'ofsted-call');
      expect([called.feePence, called.halfDay === 'consumed', called.waived]).toEqual([undefined, false, 'ofsted-call']);
      expect(terms(session, '2026-11-30', 'school', { team: { id: 'tea_north' as never, name: 'North' } })).not.toHaveProperty('rung');
    }
    // What was moved into the week with too little notice was not in the way of the inspection.
    const movedIn = { ...paid, bound: { notice: 1, date: day('2026-11-24') } };
    expect(terms(movedIn, '2026-11-30', 'ofsted-call')).toMatchObject({ feePence: 22_500 });
    const without = termsFor(booking, paid, { ladder: { ...ladder, waivers: [] }, today: day('2026-11-30'), wish: 'ofsted-call' });
    expect(without.feePence).toBe(22_500);
  });

  test('what is free never has a fee, whatever the ladder, the day and the wish', () => {
    const rung = fc.record({
      workingDays: fc.integer({ min: 1, max: 60 }),
      feeBasisPoints: fc.integer({ min: 0, max: 10_000 }),
      allocation: fc.constantFrom('returned' as const, 'consumed' as const),
    });
    const wish = fc.constantFrom<Wish>('school', 'council', 'ofsted-call');
    fc.assert(
      fc.property(fc.array(rung, { maxLength: 5 }), fc.integer({ min: 0, max: 60 }), wish, (rungs, days, of) => {
        const facts = { ladder: { rungs, waivers: [] }, today: londonDate(at('2026-12-10') - days * 86_400_000), wish: of };
        for (const funding of [granted.funding, { fund: 'core' as const }])
          expect(termsFor(booking, { ...granted, funding }, facts)).not.toHaveProperty('feePence');
        const { halfDay, feePence = 0 } = termsFor(booking, paid, facts);
        expect(halfDay).toBeUndefined();
        expect(feePence).toBeLessThanOrEqual(22_500);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a late cancellation', () => {
  const grants = { vacancies: new Map(), allocations: new Map() };
  function cancelled(today: string, cost: { feePence: number; consumedHalfDays: number }, wish: Wish = 'school') {
    const ledger = memoryLedger();
    const now = at(today);
    const given = transfer('grant', account('grants', free.rule), free.account as never, 1, { name: 'grant', now, cause: {} });
    const held = booking.sessions.flatMap((session) => transfersOf(booking, session).map((each) => ({ transfer: each })));
    accepted(ledger.post([{ transfer: given }, ...held]));
    const decision = decideCancellation({ booking, now, ladder, wish, ...grants }, { visits: ['01', '02'], reason: 'Snow', ...cost });
    return { ledger, decision };
  }

  test('is refused with what it costs where that is not what was said, and nothing is changed', () => {
    for (const cost of [
      { feePence: 0, consumedHalfDays: 0 },
      { feePence: 22_500, consumedHalfDays: 0 },
      { feePence: 22_499, consumedHalfDays: 1 },
    ]) {
      const { decision } = cancelled('2026-11-24', cost);
      expect(outcomeOf(decision)).toBe('cancellation-costs');
      expect(decision).toMatchObject({ refusal: { more: { feePence: 22_500, consumedHalfDays: 1 } } });
    }
    expect(outcomeOf(cancelled('2026-11-02', { feePence: 22_500, consumedHalfDays: 0 }).decision)).toBe('cancellation-costs');
  });

  test('writes its fee as a charge of its own that falls due once nothing can waive it, and its free half-day counts as used', () => {
    const { ledger, decision } = cancelled('2026-11-24', { feePence: 22_500, consumedHalfDays: 1 });
    const change = accepted(decision);
    accepted(ledger.post(change.postings));
    expect(change.charges).toHaveLength(1);
    expect(change.charges[0]).toMatchObject({
      visit: '02',
      netPence: 22_500,
      unitPricePence: 45_000,
      fee: { basisPoints: 10_000 },
      serviceTitle: 'Cancelled late: Support to governing bodies: headteacher recruitment, 1 December 2026, afternoon',
      // The day after twenty working days, over Christmas.
      deliveredOn: '2027-01-01',
    });
    expect(waivableUntil(ladder, day('2026-12-01'))).toBe('2026-12-31');
    expect(ledger.head(free.account)).toMatchObject({ available: 0, creditsPending: 0, creditsPosted: 1 });
    expect(change.back.open).toEqual([]);
    expect(change.booking.sessions.slice(0, 2)).toMatchObject([
      { state: 'cancelled', cancelledAtWish: 'school', late: { notice: 4, workingDays: 5, consumed: true } },
      { state: 'cancelled', late: { feePence: 22_500, basisPoints: 10_000, dueOn: '2027-01-01', payer: academy.id } },
    ]);
  });

  test('gives the free half-day back and charges nothing where Ofsted has called, and says so', () => {
    const { ledger, decision } = cancelled('2026-11-30', { feePence: 0, consumedHalfDays: 0 }, 'ofsted-call');
    const change = accepted(decision);
    accepted(ledger.post(change.postings));
    expect([change.charges, change.back.open]).toEqual([[], [free.account]]);
    expect(ledger.head(free.account)).toMatchObject({ available: 1, creditsPosted: 0 });
    expect(change.booking.sessions[1]).toMatchObject({ cancelledAtWish: 'ofsted-call', late: { waived: { kind: 'ofsted-call' } } });
  });
});
