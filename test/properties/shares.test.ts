// Shares of an event over random divisions and histories: every session is shared out to the penny, and nothing that was delivered or charged ever changes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chargesFor } from '../../functions/bookings/rules/charges.ts';
import {
  decideAnswerLeaving,
  decideLeaving,
  type EventBooking,
  isEvent,
  waitingResplit,
} from '../../functions/bookings/rules/events/leaving.ts';
import { feeParts, mostShares, partsOf, staying, writesOfCancelling } from '../../functions/bookings/rules/events/shares.ts';
import { decideBooking } from '../../functions/bookings/rules/life.ts';
import { decideQuote } from '../../functions/bookings/rules/quote.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, SharedEventId } from '../../shared/ids.ts';
import { allocate, allocateEach } from '../../shared/money.ts';
import { actor, headteacherRecruitment, now, quoteCommand, quoteFacts, school, session } from '../bookings.ts';
import { holds } from './budget.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const weights = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: mostShares });
const totalsAndWeights = fc.record({ totals: fc.array(fc.nat(100_000), { minLength: 1, maxLength: 6 }), of: weights });
const few = { milliseconds: 700, cases: 1500 };

holds(
  'several totals divided by the same weights come to each exactly, and every part to what its weight is, down or up',
  totalsAndWeights,
  ({ totals, of }) => {
    const parts = allocateEach(totals, of);
    const whole = sum(of);
    expect(parts.map(sum)).toEqual(totals);
    for (const [n, total] of totals.entries())
      for (const [i, weight] of of.entries()) expect(Math.abs((parts[n]?.[i] ?? 0) * whole - total * weight)).toBeLessThan(whole);
  },
  few,
);

holds(
  'for each weight the parts together are its part of the sum: of totals that are alike exactly, of others to within a penny',
  totalsAndWeights,
  ({ totals, of }) => {
    const columns = (each: readonly number[]) => {
      const parts = allocateEach(each, of);
      return of.map((_, i) => sum(parts.map((row) => row[i] ?? 0)));
    };
    const alike = totals.map(() => totals[0] ?? 0);
    expect(columns(alike)).toEqual(allocate(sum(alike), of));
    const together = allocate(sum(totals), of);
    for (const [i, column] of columns(totals).entries()) expect(Math.abs(column - (together[i] ?? 0))).toBeLessThanOrEqual(1);
  },
  few,
);

const dates = ['2026-12-01#am', '2026-12-01#pm', '2026-12-02#am', '2026-12-02#pm', '2026-12-03#am', '2026-12-03#pm'];
const organiser = school(990100, 'Estuary Partnership, as a school here', 'maintained');

/** An event booked for schools of these weights, every other one an academy. */
function eventFor(of: readonly number[], sessions: number): EventBooking {
  const sharers = of.map((weight, i) => {
    const each = school(990101 + i, `School ${i}`, i % 2 === 0 ? 'academy' : 'maintained');
    const purse = i % 2 === 0 ? ('own-funds' as const) : ('delegated-budget' as const);
    return { number: String(i + 1).padStart(2, '0'), school: each, payer: each, succeeded: false, weight, purse };
  });
  const facts = quoteFacts({
    school: organiser,
    booker: 'council',
    sharing: { id: 'sev_01' as SharedEventId, title: 'A day', split: 'named', sharers },
  });
  const quote = accepted(decideQuote(facts, quoteCommand({ school: organiser.id, sessions: dates.slice(0, sessions) })));
  const { booking } = accepted(
    decideBooking({ id: 'bkg_01' as BookingId, now, actor: actor('resource-manager'), quote, service: headteacherRecruitment }, {}),
  );
  if (!isEvent(booking)) throw new Error('an event has shares');
  return booking;
}

type Step = { do: 'deliver' | 'cancel' | 'leave' | 'agree' | 'decline'; which: number };
const steps = fc.array(
  fc.record({ do: fc.constantFrom<Step['do']>('deliver', 'cancel', 'leave', 'agree', 'agree', 'agree', 'decline'), which: fc.nat(23) }),
  { maxLength: 40 },
);

/** One step of an event's life; what is refused changes nothing. */
function after(booking: EventBooking, step: Step): EventBooking {
  const { sessions, event } = booking;
  if (step.do === 'deliver' || step.do === 'cancel') {
    const which = sessions[step.which % sessions.length];
    const to = step.do === 'deliver' ? ('delivered' as const) : ('cancelled' as const);
    return { ...booking, sessions: sessions.map((each) => (each === which && each.state === 'booked' ? { ...each, state: to } : each)) };
  }
  if (step.do === 'leave') {
    const one = event.shares[step.which % event.shares.length];
    const left = decideLeaving(
      { booking, now, actor: actor('school-booker') },
      { school: one?.school ?? organiser.id, reason: 'We cannot come' },
    );
    return left.ok ? left.value : booking;
  }
  const resplit = waitingResplit(event);
  const by = resplit?.rising[step.which % resplit.rising.length]?.school;
  if (!by) return booking;
  const who = actor('school-booker', { organisation: by });
  const answered = decideAnswerLeaving(
    { booking, now, actor: who, limits: undefined, mayWithdraw: false, standing: () => 'seen' },
    { answer: step.do, agreed: 'seen', reason: 'No' },
  );
  return answered.ok ? answered.value : booking;
}

const chargesOf = (booking: Booking) =>
  booking.sessions.flatMap((each) =>
    each.state === 'delivered' && each.funding.fund === 'traded' ? chargesFor(booking, each, each.funding, '') : [],
  );

const pricedParts = (funding: Booking['sessions'][number]['funding']) => (funding.fund === 'traded' ? partsOf(funding) : []);

const parts = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 2, maxLength: 9 });
const seen = { left: 0, stayed: 0 };

holds(
  'whoever leaves, and whatever is delivered meanwhile, each session is paid for to the penny by those who take part, and no charge ever changes',
  fc.record({ of: parts, count: fc.integer({ min: 1, max: 6 }), history: steps }),
  ({ of, count, history }) => {
    let booking = eventFor(of, count);
    let charges = chargesOf(booking);
    for (const step of history) {
      const next = after(booking, step);
      for (const { funding } of next.sessions) expect(sum(pricedParts(funding).map(({ netPence }) => netPence))).toBe(22_500);
      const kept = new Set(charges.map(({ id }) => id));
      expect(chargesOf(next).filter(({ id }) => kept.has(id))).toEqual(charges);
      const here = new Set<string | undefined>(staying(next.event).map(({ school: id }) => id));
      for (const { funding } of next.sessions.filter(({ state }) => state === 'booked'))
        for (const part of pricedParts(funding)) expect(here.has(part.school)).toBe(true);
      booking = next;
      charges = chargesOf(booking);
    }
    for (const { state } of booking.event.resplits ?? []) seen[state === 'agreed' ? 'left' : 'stayed'] += 1;
    expect(sum(charges.map(({ netPence }) => netPence))).toBe(
      22_500 * booking.sessions.filter(({ state }) => state === 'delivered').length,
    );
    expect(new Set(charges.map(({ id }) => id)).size).toBe(charges.length);
  },
  { milliseconds: 2_000, cases: 600, least: 300 },
);
test('among those histories are schools that left and schools that stayed', () => {
  expect(Math.min(seen.left, seen.stayed)).toBeGreaterThan(10);
});

holds(
  'a fee is divided to the penny as the price of its session is, and nobody pays more of it than of the price',
  fc.record({ of: parts, fee: fc.integer({ min: 0, max: 22_500 }) }),
  ({ of, fee }) => {
    const [first] = eventFor(of, 1).sessions;
    if (first?.funding.fund !== 'traded') throw new Error('it has a price');
    const fees = feeParts(first.funding, fee);
    expect(sum(fees.map(({ netPence }) => netPence))).toBe(fee);
    for (const [i, { netPence }] of partsOf(first.funding).entries()) expect(fees[i]?.netPence).toBeLessThanOrEqual(netPence);
  },
  few,
);

test('no event that is accepted is larger than one transaction can cancel', () => {
  for (const [halfDays, most] of [
    [1, 24],
    [2, 24],
    [3, 18],
    [4, 14],
    [5, 11],
    [6, 9],
  ] as const) {
    expect(writesOfCancelling(halfDays, most)).toBeLessThanOrEqual(100);
    const facts = (shares: number) => {
      const sharers = Array.from({ length: shares }, (_, i) => {
        const each = school(990101 + i, `School ${i}`, 'academy');
        return { number: String(i + 1).padStart(2, '0'), school: each, payer: each, succeeded: false, weight: 1 };
      });
      return quoteFacts({
        school: organiser,
        booker: 'council',
        sharing: { id: 'sev_01' as SharedEventId, title: 'A day', split: 'equal', sharers },
      });
    };
    const command = quoteCommand({ school: organiser.id, sessions: dates.slice(0, halfDays).map(session) });
    expect(decideQuote(facts(most), command).ok).toBe(true);
    expect(decideQuote(facts(most + 1), command)).toMatchObject({ ok: false, refusal: { name: 'too-many-shares' } });
  }
});
