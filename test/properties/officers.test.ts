// Bookings of two officers whose visits change hands at random: no half-day of an officer is had twice, the ledger never moves, and there and back is as it was.
import fc from 'fast-check';
import { afterAll, expect } from 'vitest';
import { slotOf } from '../../functions/bookings/rules/life.ts';
import { decideQuote } from '../../functions/bookings/rules/quote.ts';
import { decideSwap } from '../../functions/bookings/rules/swap.ts';
import { transfersOf } from '../../functions/bookings/rules/transfers.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import type { Service } from '../../functions/catalogue/schema.ts';
import type { Officer, Slot } from '../../functions/officers/schema.ts';
import { addDays, isWeekend, type SessionKey, sessionKey } from '../../shared/calendar.ts';
import type { OfficerId } from '../../shared/ids.ts';
import { booked, daniel, day, headteacherRecruitment, now, quoteCommand, quoteFacts } from '../bookings.ts';
import { holds } from './budget.ts';

const officers = ['off_a', 'off_b', 'off_c', 'off_d'].map(
  (id): Officer => ({ ...daniel, id: id as OfficerId, name: id, pattern: { ...daniel.pattern, 5: { am: true, pm: true } }, absences: [] }),
);
const [lead, second] = officers as [Officer, Officer];
const dates = Array.from({ length: 18 }, (_, i) => addDays(day('2026-12-07'), i)).filter((date) => !isWeekend(date));
const sessions = dates.flatMap((date) => [sessionKey(date, 'am'), sessionKey(date, 'pm')]);
const anySession = fc.constantFrom(...sessions);
const some = (maxLength: number) => fc.uniqueArray(anySession, { minLength: 1, maxLength });
const anyOfficer = fc.constantFrom(...officers);

const story = fc.record({
  leads: some(4),
  seconds: some(3),
  work: fc.record({ preparationHalfDays: fc.nat({ max: 2 }), reportHalfDays: fc.nat({ max: 2 }) }),
  /** What others have of everybody's diary. */
  busy: fc.array(fc.record({ officer: anyOfficer, session: anySession }), { maxLength: 12 }),
  swaps: fc.array(fc.record({ visit: fc.nat({ max: 10 }), to: anyOfficer }), { maxLength: 12 }),
});

const placeOf = ({ officer, session }: Pick<Slot, 'officer' | 'session'>): string => `${officer} ${session}`;
const placesOf = (booking: Booking): string[] => booking.sessions.map((session) => placeOf(slotOf(booking, session))).sort();
const heldBy = (booking: Booking): string => JSON.stringify(booking.sessions.flatMap((session) => transfersOf(booking, session)));

/** Everybody's diary: what others have, and what the booking has. */
class Diaries {
  private readonly others: ReadonlySet<string>;
  private own: Set<string>;
  constructor(busy: readonly { officer: Officer; session: SessionKey }[]) {
    this.others = new Set(busy.map(({ officer, session }) => placeOf({ officer: officer.id, session })));
    this.own = new Set();
  }
  takenOf = ({ id }: Officer): ReadonlySet<SessionKey> =>
    new Set(
      [...this.others, ...this.own].filter((place) => place.startsWith(`${id} `)).map((place) => place.slice(id.length + 1) as SessionKey),
    );
  /** Frees some slots and takes others, none of which anybody has. */
  change(freed: readonly Slot[], taken: readonly Slot[]): void {
    for (const slot of freed) expect(this.own.delete(placeOf(slot))).toBe(true);
    for (const place of taken.map(placeOf)) {
      expect(this.others.has(place) || this.own.has(place)).toBe(false);
      this.own.add(place);
    }
  }
  has = (): string[] => [...this.own].sort();
}

let swapped = 0;
let returned = 0;

holds(
  'visits change hands and no half-day of an officer is had twice, nothing moves in the ledger, and there and back is as it was',
  story,
  ({ leads, seconds, work, busy, swaps }) => {
    const service: Service = { ...headteacherRecruitment, ...work };
    const diaries = new Diaries(busy);
    const command = quoteCommand({
      officer: lead.id,
      sessions: leads,
      halfDays: leads.length + seconds.length,
      also: [{ officer: second.id, sessions: seconds }],
    });
    const others = [{ officer: second, taken: diaries.takenOf(second) }];
    const quote = decideQuote(quoteFacts({ service, officer: lead, taken: diaries.takenOf(lead), others }), command);
    if (!quote.ok) return;
    let { booking } = booked(quote.value, 'bkg_01', now, service);
    const ledger = heldBy(booking);
    const slots = booking.sessions.map((session) => slotOf(booking, session));
    diaries.change([], slots);
    const give = (visit: string, officer: Officer) =>
      decideSwap(
        { booking, service, officer, taken: diaries.takenOf(officer), now, begun: () => false },
        { visits: [visit], officer: officer.id },
      );
    for (const { visit, to } of swaps) {
      const chosen = booking.sessions[visit % booking.sessions.length];
      const there = chosen && give(chosen.visit, to);
      if (!chosen || !there?.ok || there.value.taken.length === 0) continue;
      swapped += 1;
      const before = placesOf(booking);
      diaries.change(there.value.freed, there.value.taken);
      booking = there.value.booking;
      expect(placesOf(booking)).toEqual(diaries.has());
      expect(heldBy(booking)).toBe(ledger);
      // Where all that changed hands was one officer's, it can go back to them, and is then as it was.
      const from = officers.find(({ id }) => id === there.value.before[0]);
      const back = from && there.value.before.length === 1 ? give(chosen.visit, from) : undefined;
      if (!back?.ok || back.value.taken.length !== there.value.taken.length) continue;
      returned += 1;
      expect(placesOf(back.value.booking)).toEqual(before);
      expect(heldBy(back.value.booking)).toBe(ledger);
    }
  },
  { milliseconds: 1_500, cases: 400 },
);

// A hunt in which nothing changes hands would find nothing.
afterAll(() => {
  expect(swapped).toBeGreaterThan(50);
  expect(returned).toBeGreaterThan(50);
});
