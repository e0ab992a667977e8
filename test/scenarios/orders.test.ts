// A trust orders for its schools on the real engine: all of it or none, once however often it is sent, and never the same half-day or free day twice.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancel } from '../../functions/bookings/actions/life.ts';
import { propose } from '../../functions/bookings/actions/orders/order-plan.ts';
import { listOrders, readOrder } from '../../functions/bookings/actions/orders/order-read.ts';
import { readBooking } from '../../functions/bookings/actions/read.ts';
import { entitlementHeads } from '../../functions/entitlements/store.ts';
import type { SessionKey } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { OrderId } from '../../shared/ids.ts';
import { actor, changedKeys, day, headteacherRecruitment, tableDump } from '../bookings.ts';
import {
  asked,
  beginOrders,
  chief,
  confirm,
  contextOf,
  director,
  endOrders,
  estuary,
  lead,
  leaves,
  nameOf,
  next,
  officer,
  order,
  plannedHead,
  quote,
  resources,
  reviewer,
  reviews,
  schools,
  seen,
  stranger,
  theTable,
  trust,
  vacancyAt,
} from '../ordering.ts';

beforeAll(beginOrders);
afterAll(endOrders);

/** The token of a quote for the director of the trust: so many schools, each with its sessions. */
const quotedFor = async (...parts: Parameters<typeof asked>[0]) => accepted(await quote(director, asked(parts))).token;
const dump = () => tableDump(theTable().client, theTable().tableName, 'essex');

describe('one order, several schools', () => {
  test('becomes an ordinary booking for each, in one transaction, and the same token twice is the same order', async () => {
    const [a, b] = [next(1), next(1)];
    const token = await quotedFor([3, a], [4, b]);
    const before = await dump();
    const send = (purchaseOrder = 'PO-1') => confirm(director, { token, purchaseOrder });
    const [first, again] = await Promise.all([send(), send()]);
    const made = accepted(first);
    expect(again).toEqual(first);
    expect(made.bookings.map(({ school }) => school)).toEqual([schools[3]?.id, schools[4]?.id]);
    const changed = changedKeys(before, await dump());
    // Each: booking, slot, transfer, telling and its entry of the trail. Together: the order, its entry and the record.
    expect(changed).toHaveLength(2 * 5 + 3);
    expect(nameOf(await send('PO-2'))).toBe('key-reused');
    const { booking, history } = accepted(await readBooking(contextOf(director), made.bookings[0]?.booking as never));
    expect([booking.order, booking.bookedByName, booking.purchaseOrder]).toEqual([{ id: made.order, by: trust }, 'director', 'PO-1']);
    expect(history.map(({ what }) => what)).toEqual(['Sessions booked: Of an order for several schools']);
    const list = accepted(await listOrders(contextOf(chief), undefined));
    expect(list.items.map(({ id, orderedByName }) => [id, orderedByName])).toEqual([[made.order, 'director']]);
  });

  test('is for the trust’s own schools of today: others are told as if there were none, and nobody else may read it', async () => {
    const [part] = asked([[0, next(1)]]).parts;
    const strange = await quote(director, asked([], { parts: [{ ...part, school: stranger.id } as never] }));
    const unknown = await quote(director, asked([], { parts: [{ ...part, school: 'sch_999999' } as never] }));
    expect(strange).toEqual(unknown);
    expect(nameOf(strange)).toBe('unknown-school');
    const booker = actor('school-booker', { organisation: schools[0]?.id as never });
    expect(nameOf(await quote(booker, asked([[0, next(1)]])))).toBe('unknown-school');
    const [newest] = accepted(await listOrders(contextOf(director), undefined)).items;
    for (const who of [booker, lead]) expect(nameOf(await readOrder(contextOf(who), newest?.id as OrderId))).toBe('unknown-order');
    expect(accepted(await readOrder(contextOf(resources), newest?.id as OrderId)).parts).toHaveLength(2);
  });

  test('takes each school’s own number where it has one, and asks for a number of whoever pays', async () => {
    const command = asked([
      [3, next(1)],
      [4, next(1)],
    ]);
    expect(nameOf(await order(director, command, {}))).toBe('purchase-order-required');
    const purchaseOrders = [{ school: schools[4]?.id as never, number: 'PO-4' }];
    const { bookings } = accepted(await order(director, command, { purchaseOrder: 'PO-ALL', purchaseOrders }));
    const numbers = await Promise.all(
      bookings.map(async ({ booking }) => accepted(await readBooking(contextOf(director), booking)).booking.purchaseOrder),
    );
    expect(numbers).toEqual(['PO-ALL', 'PO-4']);
  });

  test('is cancelled booking by booking by the trust, until the school is no longer its own', async () => {
    const { bookings, order: id } = accepted(
      await order(
        director,
        asked([
          [5, next(1)],
          [6, next(2)],
        ]),
      ),
    );
    const [one, other] = bookings.map(({ booking }) => booking);
    const off = { visits: ['01'], reason: 'The school is closed', feePence: 0 };
    expect(accepted(await cancel(contextOf(director), one as never, off)).sessions[0]?.state).toBe('cancelled');
    const states = (await seen(id)).parts.map(({ booking }) => booking?.sessions.map(({ state }) => state));
    expect(states).toEqual([['cancelled'], ['booked', 'booked']]);
    await leaves(schools[6]?.id as never, day('2026-11-24'));
    expect(nameOf(await cancel(contextOf(director), other as never, off))).toBe('unknown-booking');
    expect(nameOf(await readBooking(contextOf(director), other as never))).toBe('unknown-booking');
    expect((await seen(id)).parts).toHaveLength(2);
  });

  test('asked for once more, as in a second window, says that the school has it already, and which booking', async () => {
    const [mine, theirs] = [next(1), next(1)];
    const { bookings } = accepted(await order(director, asked([[3, mine]])));
    const name = schools[3]?.name;
    expect(
      await quote(
        director,
        asked([
          [4, theirs],
          [3, mine],
        ]),
      ),
    ).toMatchObject({
      refusal: {
        name: 'session-taken',
        detail: expect.stringMatching(`^${name}: You have already booked `),
        more: { part: 1, booking: bookings[0]?.booking },
      },
    });
    // Another school is told of nobody's booking.
    expect(await quote(director, asked([[4, mine]]))).toMatchObject({
      refusal: { detail: expect.stringContaining('is already booked on') },
    });
  });
});

describe('what changes between the quote and the confirmation', () => {
  test('a school that has left is left out, with a new quote of the others to agree to', async () => {
    const [a, b] = [next(1), next(1)];
    const token = await quotedFor([4, a], [5, b]);
    await leaves(schools[5]?.id as never, day('2026-11-24'));
    const refused = await confirm(director, { token, purchaseOrder: 'PO-1' });
    expect(refused).toMatchObject({
      ok: false,
      refusal: { name: 'quote-changed', detail: 'Fulmar Academy can no longer be ordered for.' },
    });
    if (refused.ok) throw new Error('booked');
    const renewed = refused.refusal.more as { token: string; quote: { parts: unknown[] } };
    expect(renewed.quote.parts).toHaveLength(1);
    expect(accepted(await confirm(director, { token: renewed.token, purchaseOrder: 'PO-1' })).bookings.map(({ school }) => school)).toEqual(
      [schools[4]?.id],
    );
  });

  test('one half-day that is taken leaves all of it unbooked', async () => {
    const [a, b] = [next(1), next(1)];
    const token = await quotedFor([3, a], [4, b]);
    accepted(await order(director, asked([[0, b]])));
    const before = await dump();
    const refused = await confirm(director, { token, purchaseOrder: 'PO-1' });
    expect([nameOf(refused), changedKeys(before, await dump())]).toEqual(['session-taken', []]);
    expect(nameOf(await confirm({ ...director, person: 'per_other' as never }, { token }))).toBe('quote-invalid');
  });

  test('of two orders for the same half-days one is booked, whichever comes first', async () => {
    const [a, b, c] = [next(1), next(1), next(1)];
    const tokens = await Promise.all(
      [
        asked([
          [3, a],
          [4, b],
        ]),
        asked([
          [0, c],
          [1, b],
        ]),
      ].map(async (command) => accepted(await quote(director, command)).token),
    );
    const done = await Promise.all(tokens.map((token) => confirm(director, { token, purchaseOrder: 'PO-1' })));
    expect(done.map(nameOf).sort()).toEqual(['accepted', 'session-taken']);
  });
});

describe('free days', () => {
  test('of a school are used for it, and it alone is not charged', async () => {
    await vacancyAt(schools[2]?.id as never);
    const { quote: priced } = accepted(
      await quote(
        director,
        asked([
          [2, next(1)],
          [3, next(1)],
        ]),
      ),
    );
    expect(priced.parts.map(({ netPence }) => netPence)).toEqual([0, 22_500]);
    const held = async () => [...(await entitlementHeads(contextOf(director).table, schools[2]?.id as never)).values()][0]?.creditsPending;
    expect(await held()).toBe(0);
    accepted(
      await order(
        director,
        asked([
          [2, next(1)],
          [3, next(1)],
        ]),
      ),
    );
    expect(await held()).toBe(1);
  });

  const ofPot = (wanted: readonly (readonly [number, readonly SessionKey[]])[]) => {
    const command = asked(wanted, { service: reviews.id });
    return { ...command, parts: command.parts.map((each) => ({ ...each, officer: reviewer.id })) };
  };
  test('of a partnership are ordered by its lead for its members, and shared out once in one order', async () => {
    const tooMany = await quote(
      lead,
      ofPot([
        [0, next(4)],
        [1, next(4)],
      ]),
    );
    expect(tooMany).toMatchObject({ ok: false, refusal: { more: { part: 1 } } });
    const elsewhere = ofPot([
      [0, next(2)],
      [4, next(2)],
    ]);
    expect(nameOf(await quote(lead, elsewhere))).toBe('unknown-school');
    const both = ofPot([
      [0, next(2)],
      [1, next(2)],
    ]);
    const { order: id } = accepted(await order(lead, both, {}));
    expect((await plannedHead())?.available).toBe(3);
    expect((await seen(id, lead)).order).toMatchObject({ by: estuary, netPence: 0, halfDays: 4 });
  });

  test('of two orders for what is left of a pot one is booked, and the pot is not overdrawn', async () => {
    const commands = [ofPot([[0, next(2)]]), ofPot([[1, next(2)]])];
    const tokens = await Promise.all(commands.map(async (command) => accepted(await quote(lead, command)).token));
    const done = await Promise.all(tokens.map((token) => confirm(lead, { token })));
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await plannedHead())?.available).toBe(1);
  });
});

test('dates are proposed for each school with an officer who is free, in the shares that were asked for', async () => {
  const ask = (share: 'each' | 'equal' | 'pupils', halfDays: number) =>
    propose(contextOf(director), {
      service: headteacherRecruitment.id,
      schools: [0, 1, 2].map((i) => ({ school: schools[i]?.id as never })),
      halfDays,
      share,
      from: day('2027-06-07'),
    });
  const proposed = accepted(await ask('pupils', 6));
  expect(proposed.map(({ halfDays, sessions, officer: who }) => [halfDays, sessions.length, who])).toEqual([
    [1, 1, officer.id],
    [2, 2, officer.id],
    [3, 3, officer.id],
  ]);
  const all = proposed.flatMap(({ sessions }) => sessions);
  expect(new Set(all).size).toBe(6);
  const command = asked(proposed.map(({ sessions }, i) => [i, sessions] as const));
  expect(nameOf(await quote(director, command))).toBe('accepted');
  expect(accepted(await ask('each', 2)).map(({ halfDays }) => halfDays)).toEqual([2, 2, 2]);
});
