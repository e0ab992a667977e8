// An event that six schools share, from the proposal to finance's lines: each agrees to its own share, one leaves, one session is cancelled late, and each is billed its own.
import { beforeAll, describe, expect, test } from 'vitest';
import { listEvents, readEvent } from '../../functions/bookings/actions/events/event-read.ts';
import { agreeToShare, declineShare, divideEvent, proposeEvent, withdrawEvent } from '../../functions/bookings/actions/events/events.ts';
import { leaveEvent } from '../../functions/bookings/actions/events/leaving.ts';
import { cancel, deliver, move } from '../../functions/bookings/actions/life.ts';
import { listBookings, readBooking } from '../../functions/bookings/actions/read.ts';
import { othersTyped } from '../../functions/bookings/page/events/event-plan.tsx';
import { registrationWrite } from '../../functions/bookings/store/purchase-orders.ts';
import { sessionKey } from '../../shared/calendar.ts';
import { commit } from '../../shared/commit.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import { type BookingId, schoolIdOf } from '../../shared/ids.ts';
import { kinds } from '../../shared/kinds.ts';
import type { Bench } from '../billing.ts';
import { day, delivering, now } from '../bookings.ts';
import { proved } from '../proved.ts';
import {
  agree,
  agreement,
  beginEvents,
  bookedEvent,
  bookingOf,
  estuary,
  lead,
  manager,
  nth,
  of,
  officer,
  penceOf,
  proposal,
  propose,
  sayToLeaving,
  six,
  slotOn,
  truster,
  wordsOf,
} from '../shared-events.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await beginEvents();
});

const nameOf = (decision: Decision<unknown>) => (decision.ok ? 'accepted' : decision.refusal.name);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const at = (moment: string) => Date.parse(moment);

describe('an event for six schools of a partnership', () => {
  test('is booked by the word of the last, each share exact, and holds its sessions until then', async () => {
    const id = await propose(bench, ['2026-12-08#am', '2026-12-08#pm']);
    expect((await slotOn(bench, '2026-12-08', 'am'))?.holdUntil).toBe('2026-11-27T23:59:59.999Z');
    for (const i of [0, 1, 2, 3, 4]) expect(accepted(await agree(bench, id, i)).state).toBe('proposed');
    expect(
      nameOf(
        await readBooking(
          bench.at(now, manager),
          accepted(await readEvent(bench.at(now, manager), id)).event.booking ?? ('bkg_none' as BookingId),
        ),
      ),
    ).toBe('unknown-booking');
    const done = accepted(await agree(bench, id, 5));
    expect(done.state).toBe('confirmed');
    expect((await slotOn(bench, '2026-12-08', 'am'))?.holdUntil).toBeUndefined();
    const booking = await bookingOf(bench, done.booking);
    const pence = penceOf(booking);
    // £225 by 211, 315, 98, 420, 150 and 61 pupils of 1,255.
    expect(six.map(({ id: school }) => pence[school])).toEqual([
      [3_783, 3_783],
      [5_648, 5_647],
      [1_757, 1_757],
      [7_530, 7_530],
      [2_689, 2_689],
      [1_093, 1_094],
    ]);
    expect([0, 1].map((n) => sum(Object.values(pence).map((each) => each[n] ?? 0)))).toEqual([22_500, 22_500]);
    // What each has agreed to is its own share, not the price of all.
    const { history } = accepted(await readEvent(bench.at(now, manager), id));
    expect(history.filter(({ what }) => what.includes('agreed to')).map(({ what }) => what.split(': ').at(-1))).toContain(
      '£75.66 before VAT',
    );
    // The academy pays VAT, the others by journal: 20% of £75.66.
    expect([booking.netPence, booking.vatPence]).toEqual([45_000, 1_513]);
  });

  test('is told to each of them, and of what the others pay from it tells none', async () => {
    const parts = six.map(({ id: school }, i) => ({ school, weight: i + 1 }));
    const id = await bookedEvent(bench, ['2026-12-09#am'], { split: 'named', schools: parts });
    expect(Object.values(penceOf(await bookingOf(bench, id))).flat()).toEqual([1_071, 2_143, 3_214, 4_286, 5_357, 6_429]);
    for (const i of [0, 3]) {
      const { items } = accepted(await listBookings(bench.at(now, of(i)), nth(i).id));
      expect(items.map((each) => each.id)).toContain(id);
    }
    const { booking } = accepted(await readBooking(bench.at(now, of(2)), id));
    expect(booking.event?.shares.map(({ purchaseOrder }) => purchaseOrder)).toEqual([
      undefined,
      undefined,
      'PO-2',
      undefined,
      undefined,
      undefined,
    ]);
    expect(JSON.stringify(booking)).not.toMatch(/per_school-booker-[013-5]/);
    const stranger = { ...of(0), organisation: 'sch_990199' as never };
    expect(nameOf(await readBooking(bench.at(now, stranger), id))).toBe('unknown-booking');
    // Those who share it neither cancel it nor move it.
    const reason = { visits: ['01'], reason: 'We cannot come' };
    expect(nameOf(await cancel(bench.at(now, of(2)), id, reason))).toBe('not-the-organiser');
    expect(nameOf(await move(bench.at(now, of(2)), id, { visit: '01', to: sessionKey(day('2026-12-10'), 'am') }))).toBe(
      'not-the-organiser',
    );
    const moved = accepted(await move(bench.at(now, lead), id, { visit: '01', to: sessionKey(day('2026-12-10'), 'am') }));
    expect(penceOf(moved)).toEqual(penceOf(await bookingOf(bench, id)));
    expect(moved.sessions[0]?.session).toBe('2026-12-10#am');
  });

  test('without one that declines is divided anew, and everybody whose share changes agrees again', async () => {
    const id = await propose(bench, ['2026-12-11#am'], { split: 'equal' });
    for (const i of [0, 1, 2, 3, 4]) accepted(await agree(bench, id, i));
    expect(nameOf(await declineShare(bench.at(now, of(5)), id, { reason: 'We went last year' }))).toBe('accepted');
    expect(nameOf(await agree(bench, id, 4).catch(() => ({ ok: false as const, refusal: { name: 'no-share' as const } })))).toBe(
      'no-share',
    );
    const others = { split: 'equal' as const, schools: [0, 1, 2, 3, 4].map((i) => ({ school: nth(i).id })) };
    expect(nameOf(await divideEvent(bench.at(now, of(1)), id, others))).toBe('not-the-organiser');
    const unknown = await divideEvent(bench.at(now, manager), id, {
      split: 'equal',
      schools: [{ school: nth(0).id }, { school: schoolIdOf(123456) }],
    });
    expect(unknown).toMatchObject({ refusal: { name: 'unknown-school', detail: 'None has the URN 123456.' } });
    expect([nameOf(othersTyped(' 990010, 990011\n990012 ')), othersTyped('990010 abc')]).toMatchObject([
      'accepted',
      { refusal: { faults: [{ field: 'others' }] } },
    ]);
    const divided = accepted(await divideEvent(bench.at(now, manager), id, others));
    expect(divided.shares.map(({ state }) => state)).toEqual(['asked', 'asked', 'asked', 'asked', 'asked']);
    expect(nameOf(await readEvent(bench.at(now, of(5)), id))).toBe('unknown-shared-event');
    expect(accepted(await listEvents(bench.at(now, of(5)), undefined)).items.map((each) => each.id)).not.toContain(id);
    for (const i of [0, 1, 2, 3]) accepted(await agree(bench, id, i));
    expect(accepted(await agree(bench, id, 4)).state).toBe('confirmed');
  });

  test('that nobody answers in time blocks nobody', async () => {
    const id = await propose(bench, ['2026-12-14#am']);
    const later = at('2026-11-28T09:00:00Z');
    const command = await agreement(bench, id, 1);
    expect(nameOf(await agreeToShare(bench.at(later, of(1)), id, command))).toBe('event-expired');
    const again = proposal(['2026-12-14#am'], { answerBy: day('2026-12-04') });
    expect(nameOf(await proposeEvent(bench.at(later, manager), again))).toBe('accepted');
  });
});

test('partnership event with a leaver: delivered, left and cancelled late, and each named organisation has its own lines to the penny', async () => {
  const id = await bookedEvent(bench, ['2026-12-01#am', '2026-12-02#am', '2026-12-03#am', '2026-12-04#am'], { split: 'equal' });
  const before = await bookingOf(bench, id);
  const first = at('2026-12-01T16:00:00Z');
  accepted(await deliver(bench.at(first, officer), id, delivering(['01'])));
  // The village school leaves what is still to come.
  accepted(await leaveEvent(bench.at(first, of(4)), id, { reason: 'Our staff are ill' }));
  expect(nameOf(await leaveEvent(bench.at(first, of(5)), id, { reason: 'We too' }))).toBe('resplit-waits');
  for (const i of [0, 1, 2, 3]) accepted(await sayToLeaving(bench, id, i, 'agree', first));
  expect(penceOf(await bookingOf(bench, id))).toEqual(penceOf(before));
  const left = accepted(await sayToLeaving(bench, id, 5, 'agree', first));
  expect(left.sessions[0]?.funding).toEqual(before.sessions[0]?.funding);
  expect(penceOf(left)[nth(4).id]).toEqual([3_750]);
  for (const n of [1, 2, 3]) expect(left.sessions[n]?.funding).toMatchObject({ shares: [0, 1, 2, 3, 5].map(() => ({ netPence: 4_500 })) });
  accepted(await deliver(bench.at(at('2026-12-03T16:00:00Z'), officer), id, delivering(['02', '03'])));
  // The last session is given up at the partnership's wish with too little notice: all of its price.
  const refused = await cancel(bench.at(at('2026-12-03T17:00:00Z'), lead), id, { visits: ['04'], reason: 'Snow' });
  expect(refused.ok ? {} : refused.refusal.more).toMatchObject({ feePence: 22_500 });
  accepted(await cancel(bench.at(at('2026-12-03T17:00:00Z'), lead), id, { visits: ['04'], reason: 'Snow', feePence: 22_500 }));
  // Once nothing can waive the fee any more it is billed with the visits.
  const run = await bench.bill(bench.at(at('2027-01-31T09:00:00Z'), bench.context.actor), {
    from: day('2026-12-01'),
    to: day('2027-01-31'),
  });
  expect(run.state).toBe('complete');
  const issued = (await bench.issued()).filter(({ document }) => six.some((each) => each.id === document.organisation));
  const told = Object.fromEntries(
    issued.map(({ document, lines }) => [
      document.organisation,
      [
        document.rail,
        document.netPence,
        document.vatPence,
        lines.filter(({ booking }) => booking === id).length,
        document.purchaseOrders.join(),
      ],
    ]),
  );
  expect(told).toEqual({
    [nth(0).id]: ['vat-invoice', 17_250, 3_450, 4, 'PO-0'],
    [nth(1).id]: ['journal', 17_250, 0, 4, 'PO-1'],
    [nth(2).id]: ['journal', 17_250, 0, 4, 'PO-2'],
    [nth(3).id]: ['journal', 17_250, 0, 4, 'PO-3'],
    [nth(4).id]: ['journal', 3_750, 0, 1, 'PO-4'],
    [nth(5).id]: ['journal', 17_250, 0, 4, 'PO-5'],
  });
  expect(sum(issued.map(({ document }) => document.netPence))).toBe(4 * 22_500);
  expect(issued.flatMap(({ lines }) => lines).every(({ sharedPence }) => sharedPence === 22_500)).toBe(true);
  const { documents } = await proved(bench.at(at('2027-01-31T09:00:00Z'), manager), '2026-11-01');
  expect(documents).toMatchObject({ count: 6, lines: 21, netPence: 4 * 22_500 });
});

test('whoever is asked, has answered or is left behind is told, each once and of what is still so', async () => {
  const id = await propose(bench, ['2026-12-17#am'], { split: 'equal', schools: [1, 2, 3].map((i) => ({ school: nth(i).id })) });
  const schools = [1, 2, 3].map((i) => nth(i).id);
  const asked = await wordsOf(bench, { kind: 'share-asked', event: id, schools }, 1);
  expect(Object.keys(asked).sort()).toEqual([1, 2, 3].map((i) => of(i).person));
  expect(asked[of(1).person]).toMatchObject({
    school: nth(1).name,
    event: 'A day on governance',
    organiser: estuary.name,
    share: '£75.00 before VAT',
  });
  expect(Object.keys(asked[of(1).person] ?? {}).sort()).toEqual([...kinds['share-asked'].words].sort());
  accepted(await agree(bench, id, 1));
  const answered = await wordsOf(bench, { kind: 'share-answered', event: id, schools: [nth(1).id] }, 2);
  expect(answered[manager.person]).toMatchObject({ school: nth(1).name, answer: 'agrees to its share', waiting: '2 more to answer.' });
  // Who has answered meanwhile is not asked any more.
  expect(Object.keys(await wordsOf(bench, { kind: 'share-asked', event: id, schools }, 3)).sort()).toEqual([2, 3].map((i) => of(i).person));
  for (const i of [2, 3]) accepted(await agree(bench, id, i));
  const { booking } = accepted(await readEvent(bench.at(now, manager), id)).event;
  if (!booking) throw new Error('all have agreed, and nothing is booked');
  accepted(await leaveEvent(bench.at(now, of(3)), booking, { reason: 'We cannot come' }));
  const leaving = await wordsOf(bench, { kind: 'leaving-asked', booking, schools: [nth(1).id, nth(2).id] }, 4);
  expect(leaving[of(1).person]).toMatchObject({ leaver: nth(3).name, before: '£75.00', after: '£112.50' });
  expect(Object.keys(leaving[of(1).person] ?? {}).sort()).toEqual([...kinds['leaving-asked'].words].sort());
  accepted(await sayToLeaving(bench, booking, 2, 'decline'));
  const stayed = await wordsOf(bench, { kind: 'leaving-answered', booking, schools }, 5);
  expect(stayed[of(3).person]).toMatchObject({ outcome: 'Not everybody agreed, and the school stays', share: '£75.00' });
  expect(Object.keys(stayed[of(3).person] ?? {}).sort()).toEqual([...kinds['leaving-answered'].words].sort());
});

test('a trust commits its own schools at once, within the limit of its booker, and no others', async () => {
  const [first, second] = [nth(4).id, nth(5).id];
  const book = (more: object, who = truster) => proposeEvent(bench.at(now, who), { ...ofTrust, ...more });
  const { organiser: _, ...ofTrust } = proposal(['2026-12-18#am'], {
    split: 'equal',
    schools: [first, second].map((school) => ({ school, purchaseOrder: 'TR-1' })),
  });
  const made = accepted(await book({}));
  if (!made.booking) throw new Error('a trust books at once');
  expect(penceOf(await bookingOf(bench, made.booking))).toEqual({ [first]: [11_250], [second]: [11_250] });
  expect((await slotOn(bench, '2026-12-18', 'am'))?.holdUntil).toBeUndefined();
  expect(accepted(await listBookings(bench.at(now, of(4)), first)).items.map(({ id }) => id)).toContain(made.booking);
  // The council asks for a number, and a trust that commits its schools at once gives one for each that pays.
  const unnumbered = {
    sessions: [sessionKey(day('2026-12-18'), 'pm')],
    schools: [{ school: first, purchaseOrder: 'TR-1' }, { school: second }],
  };
  expect(nameOf(await book(unnumbered))).toBe('purchase-order-required');
  const others = { sessions: [sessionKey(day('2026-12-18'), 'pm')], schools: [{ school: first }, { school: nth(1).id }] };
  expect(nameOf(await book(others))).toBe('not-of-group');
  expect(nameOf(await book({ sessions: others.sessions, organiser: estuary.id }))).toBe('unknown-organisation');
});

test('the last to agree is not told of another school’s purchase order, and its own is named', async () => {
  const order = (i: number, valuePence: number) => ({
    type: 'purchase-order' as const,
    organisation: nth(i).id,
    number: `PO-SECRET-${i}`,
    valuePence,
    leftPence: valuePence,
    chargedPence: 0,
    from: day('2026-09-01'),
    to: day('2027-08-31'),
    registeredBy: of(i).person,
    registeredAt: '2026-11-01T09:00:00.000Z',
    version: 1,
  });
  const { table } = bench.context;
  await commit(table, [registrationWrite(table, order(1, 7)), registrationWrite(table, order(2, 9))]);
  const last = async (on: string, numbers: [number, string][]) => {
    const id = await propose(bench, [on], { split: 'equal', schools: [1, 2].map((i) => ({ school: nth(i).id })) });
    let done: Decision<unknown> | undefined;
    for (const [i, purchaseOrder] of numbers)
      done = await agreeToShare(bench.at(now, of(i)), id, { ...(await agreement(bench, id, i)), purchaseOrder });
    return done && !done.ok ? done.refusal : undefined;
  };
  const theirs = await last('2027-01-12#am', [
    [1, 'PO-SECRET-1'],
    [2, 'PO-2'],
  ]);
  expect(theirs).toMatchObject({ name: 'purchase-order-exhausted', detail: expect.stringContaining('of another school') });
  expect(JSON.stringify(theirs)).not.toMatch(/SECRET|0\.07/);
  const own = await last('2027-01-13#am', [
    [1, 'PO-1'],
    [2, 'po-secret-2'],
  ]);
  expect(own).toMatchObject({ name: 'purchase-order-exhausted', detail: expect.stringContaining('£0.09 is left of PO-SECRET-2') });
});

describe('at the same moment', () => {
  test('two schools agree, and the last of them books it once', async () => {
    const id = await propose(bench, ['2026-12-15#am'], { split: 'equal', schools: [1, 2].map((i) => ({ school: nth(i).id })) });
    const [one, two] = [await agreement(bench, id, 1), await agreement(bench, id, 2)];
    const done = await Promise.all([
      agreeToShare(bench.process(undefined, { actor: of(1) }), id, one),
      agreeToShare(bench.process(undefined, { actor: of(2) }), id, two),
    ]);
    expect(done.map(nameOf)).toEqual(['accepted', 'accepted']);
    const { event } = accepted(await readEvent(bench.at(now, manager), id));
    expect(event.state).toBe('confirmed');
    expect(sum(Object.values(penceOf(await bookingOf(bench, event.booking as BookingId))).flat())).toBe(22_500);
  });

  test('the last agrees and the event is withdrawn: one of the two happens, and the sessions are as that says', async () => {
    const id = await propose(bench, ['2026-12-16#am'], { split: 'equal', schools: [1, 2].map((i) => ({ school: nth(i).id })) });
    accepted(await agree(bench, id, 1));
    const two = await agreement(bench, id, 2);
    const [agreed, withdrawn] = await Promise.all([
      agreeToShare(bench.process(undefined, { actor: of(2) }), id, two),
      withdrawEvent(bench.process(undefined, { actor: manager }), id),
    ]);
    expect([nameOf(agreed), nameOf(withdrawn)].sort()).toEqual(['accepted', 'event-answered']);
    const { event } = accepted(await readEvent(bench.at(now, manager), id));
    expect(event.state).toBe(agreed.ok ? 'confirmed' : 'withdrawn');
    expect((await slotOn(bench, '2026-12-16', 'am')) !== undefined).toBe(agreed.ok);
  });
});
