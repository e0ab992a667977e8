// What was each proved alone, together in one council's books: an event under a purchase order, a trust's order with a fee that a substitute waives, a visit whose officer was
// swapped, an inspection once part of a booking is billed. Two runs bill it, each thing once, and the proof agrees.
import { beforeAll, expect, test } from 'vitest';
import { confirmBooking } from '../../functions/bookings/actions/confirm.ts';
import { cancel, deliver } from '../../functions/bookings/actions/life.ts';
import { swapOfficer } from '../../functions/bookings/actions/officers.ts';
import { callOfsted } from '../../functions/bookings/actions/ofsted.ts';
import { confirmOrder, makeOrderQuote } from '../../functions/bookings/actions/orders/orders.ts';
import { makeQuote } from '../../functions/bookings/actions/quote.ts';
import { takePlaces, vacate } from '../../functions/bookings/actions/waitlist/substitutes.ts';
import { getPurchaseOrder, registrationWrite } from '../../functions/bookings/store/purchase-orders.ts';
import { newOfficer } from '../../functions/officers/store.ts';
import type { Actor } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, OfficerId } from '../../shared/ids.ts';
import type { Bench } from '../billing.ts';
import { actor, daniel, day, delivering, headteacherRecruitment, now, session } from '../bookings.ts';
import { proved } from '../proved.ts';
import { beginEvents, bookedEvent, bookingOf, manager, nth, of, officer, truster } from '../shared-events.ts';

const signingKey = 'a-key-for-these-books-only';
const helen = { ...daniel, id: 'off_helen-marsh' as OfficerId, name: 'Helen Marsh', absences: [] };
const helenHerself = actor('officer', { person: 'per_helen' as Actor['person'], officer: helen.id });
const at = (moment: string) => Date.parse(moment);

let bench: Bench;
beforeAll(async () => {
  bench = await beginEvents();
  await bench.write([newOfficer(bench.context.table, helen)]);
});

async function booked(i: number, sessions: readonly string[], when = now, purchaseOrder = `PO-${i}`): Promise<BookingId> {
  const context = bench.at(when, of(i));
  const command = {
    school: nth(i).id,
    service: headteacherRecruitment.id,
    officer: daniel.id,
    purse: i === 0 ? ('own-funds' as const) : ('delegated-budget' as const),
    halfDays: sessions.length,
    sessions: sessions.map(session),
  };
  const { token } = accepted(await makeQuote(context, signingKey, command));
  const { booking } = accepted(await confirmBooking(context, signingKey, { token, purchaseOrder }));
  if (!booking) throw new Error('it was to be booked at once');
  return booking;
}

const bill = async (when: string, from: string, to: string) => {
  const run = await bench.bill(bench.at(at(when)), { from: day(from), to: day(to) });
  expect(run.state).toBe('complete');
};
/** What each was billed in all documents so far, with the VAT of it and how many lines. */
async function told(): Promise<Record<string, [number, number, number]>> {
  const sums: Record<string, [number, number, number]> = {};
  for (const { document, lines } of await bench.issued()) {
    const [net, vat, count] = sums[document.organisation] ?? [0, 0, 0];
    sums[document.organisation] = [net + document.netPence, vat + document.vatPence, count + lines.length];
  }
  return sums;
}

test('an event, an order, a substitute, a swap and an inspection are billed once each, and proved', async () => {
  const { table } = bench.context;
  const order = { type: 'purchase-order' as const, organisation: nth(0).id, number: 'PO-0', valuePence: 20_000, leftPence: 20_000 };
  const dated = { chargedPence: 0, from: day('2026-09-01'), to: day('2027-08-31'), registeredBy: of(0).person, version: 1 };
  await bench.write([registrationWrite(table, { ...order, ...dated, registeredAt: '2026-11-01T09:00:00.000Z' })]);
  const left = async () => (await getPurchaseOrder(table, nth(0).id, 'PO-0'))?.leftPence;

  const event = await bookedEvent(bench, ['2026-12-11#am', '2026-12-16#am'], { split: 'equal' }, [0, 1, 2]);
  expect(await left()).toBe(20_000 - 18_000);

  const part = (i: number, on: string) => ({
    school: nth(i).id,
    officer: daniel.id,
    purse: 'delegated-budget' as const,
    halfDays: 1,
    sessions: [session(on)],
  });
  const trusts = bench.at(now, truster);
  const ordered = { service: headteacherRecruitment.id, parts: [part(4, '2026-12-08#am'), part(5, '2026-12-09#am')] };
  const { token } = accepted(await makeOrderQuote(trusts, signingKey, ordered));
  const { bookings } = accepted(await confirmOrder(trusts, signingKey, { token, purchaseOrder: 'TR-1' }));
  const bookingFor = (i: number) => bookings.find(({ school }) => school === nth(i).id)?.booking as BookingId;

  const late = at('2026-12-03T09:00:00Z');
  accepted(await cancel(bench.at(late, truster), bookingFor(5), { visits: ['01'], reason: 'Nobody can come', feePence: 22_500 }));
  await vacate(bench.at(late), bookingFor(5), ['01']);
  const instead = await booked(1, ['2026-12-09#am'], late + 60_000);
  expect(await takePlaces(bench.at(late + 60_000), instead)).toBe(1);

  const swapped = await booked(2, ['2026-12-10#am', '2026-12-17#am']);
  accepted(await swapOfficer(bench.at(now, manager), swapped, { visits: ['01'], officer: helen.id }));

  const done = at('2026-12-11T17:00:00Z');
  accepted(await deliver(bench.at(done, officer), bookingFor(4), delivering(['01'])));
  accepted(await deliver(bench.at(done, officer), instead, delivering(['01'])));
  accepted(await deliver(bench.at(done, helenHerself), swapped, delivering(['01'])));
  accepted(await deliver(bench.at(done, officer), event, delivering(['01'])));
  await bill('2026-12-14T09:00:00Z', '2026-12-01', '2026-12-14');
  const first = { [nth(0).id]: [7_500, 1_500, 1], [nth(1).id]: [30_000, 0, 2], [nth(2).id]: [30_000, 0, 2], [nth(4).id]: [22_500, 0, 1] };
  expect(await told()).toEqual(first);

  // The next week’s visit of the same booking is freed for nothing; the event is the partnership’s, and stays.
  const called = accepted(await callOfsted(bench.at(at('2026-12-14T11:00:00Z'), of(2)), { on: day('2026-12-15') }));
  expect(called.freed.map(({ id, sessions }) => [id, sessions])).toEqual([[swapped, ['2026-12-17#am']]]);
  accepted(await deliver(bench.at(at('2026-12-16T17:00:00Z'), officer), event, delivering(['02'])));
  await bill('2027-01-31T09:00:00Z', '2026-12-01', '2027-01-31');
  expect(await told()).toEqual({
    ...first,
    [nth(0).id]: [15_000, 3_000, 2],
    [nth(1).id]: [37_500, 0, 3],
    [nth(2).id]: [37_500, 0, 3],
  });
  const charges = (await bench.issued()).flatMap(({ lines }) => lines.map(({ charge }) => charge));
  expect(new Set(charges).size).toBe(charges.length);
  expect((await bookingOf(bench, bookingFor(5))).sessions[0]?.late?.waived).toMatchObject({ kind: 'substitute' });
  expect(await left()).toBe(20_000 - 18_000);

  const { documents } = await proved(bench.at(at('2027-01-31T10:00:00Z')), '2026-11-01');
  // Three visits and two event sessions at £225; VAT of the academy’s two shares alone.
  expect(documents).toMatchObject({ count: 7, lines: 9, netPence: 5 * 22_500, grossPence: 5 * 22_500 + 3_000 });
});
