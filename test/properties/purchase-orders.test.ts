// Random histories of bookings, visits, cancellations, waivers and corrections under purchase orders: what is kept as left and charged is what the bookings themselves say,
// and nothing is ever held beyond what an order is worth.
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  decideUnderPurchaseOrders,
  type PurchaseOrderChange,
  purchaseOrderChanges,
} from '../../functions/bookings/rules/purchase-orders.ts';
import { vatOf } from '../../functions/bookings/rules/quote.ts';
import type { PurchaseOrder } from '../../functions/bookings/schema/purchase-orders.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { halfDayPence } from '../../shared/money.ts';
import { academy, day, maintained } from '../bookings.ts';
import { World } from '../world.ts';
import { step } from '../world-steps.ts';
import { holds } from './budget.ts';

const orderOf = (organisation: PurchaseOrder['organisation'], valuePence: number): PurchaseOrder => ({
  type: 'purchase-order',
  organisation,
  number: 'po-1',
  valuePence,
  leftPence: valuePence,
  chargedPence: 0,
  from: day('2026-09-01'),
  to: day('2028-08-31'),
  registeredBy: 'per_somebody' as PurchaseOrder['registeredBy'],
  registeredAt: '2026-09-01T09:00:00.000Z',
  version: 1,
});

/** The pounds of a booking by the plain reading: the price of what stands and the fees that are owed, VAT on the sum. */
function grossOf(parts: readonly { netPence: number; treatment: Parameters<typeof vatOf>[0][number]['treatment'] }[]): number {
  return parts.reduce((sum, { netPence }) => sum + netPence, 0) + vatOf(parts);
}
const standingOf = ({ sessions }: Booking): number =>
  grossOf(
    sessions.flatMap(({ funding, state, late }) => {
      if (funding.fund !== 'traded') return [];
      const { treatment } = funding;
      if (state !== 'cancelled') return [{ netPence: halfDayPence(funding.perDayExVatPence), treatment }];
      return late?.feePence !== undefined && !late.waived ? [{ netPence: late.feePence, treatment }] : [];
    }),
  );

/** As the table takes it: refuses what is more than is left, without changing anything. */
function taken(orders: PurchaseOrder[], changes: readonly PurchaseOrderChange[]): boolean {
  const short = changes.some(
    ({ organisation, heldPence }) => heldPence > (orders.find((each) => each.organisation === organisation)?.leftPence ?? 0),
  );
  if (short) return false;
  for (const { organisation, heldPence, chargedPence } of changes) {
    const order = orders.find((each) => each.organisation === organisation);
    if (!order) throw new Error('a change of an order that there is not');
    order.leftPence -= heldPence;
    order.chargedPence += chargedPence;
  }
  return true;
}

holds(
  'what is left of a purchase order is its value less what its bookings hold, whatever happens to them, and never below nothing',
  fc.tuple(fc.array(step, { minLength: 10, maxLength: 60 }), fc.integer({ min: 30_000, max: 900_000 })),
  ([steps, valuePence]) => {
    const world = new World();
    const orders = [orderOf(academy.id, valuePence), orderOf(maintained.id, valuePence)];
    for (const [n, command] of steps.entries()) {
      const before = new Map(world.bookings.map((booking) => [booking.id, booking]));
      if (!world.take(command, n)) continue;
      const changed = world.bookings.filter((booking) => before.get(booking.id) !== booking);
      const fresh = changed.filter(({ id }) => !before.has(id));
      const marked = decideUnderPurchaseOrders({ orders, registeredOnly: new Set() }, fresh);
      // What the order does not pay for is booked without it.
      if (marked.ok) for (const booking of marked.value) world.bookings[world.bookings.findIndex(({ id }) => id === booking.id)] = booking;
      else expect(marked.refusal.name).toBe('purchase-order-exhausted');
      const after = changed.map(({ id }) => world.bookings.find((booking) => booking.id === id) as Booking);
      // A correction that an order cannot pay is refused in the table, which this world does not know: there its history ends.
      if (
        !taken(
          orders,
          purchaseOrderChanges(
            changed.flatMap(({ id }) => before.get(id) ?? []),
            after,
          ),
        )
      )
        return;
      for (const order of orders) {
        const own = world.bookings.filter(({ purchaseOrderBy }) => purchaseOrderBy === order.organisation);
        expect(order.valuePence - order.leftPence).toBe(own.reduce((sum, booking) => sum + standingOf(booking), 0));
        expect(order.leftPence).toBeGreaterThanOrEqual(0);
        // The charges that billing reads say the same of what is charged.
        const charged = own.map(({ id }) =>
          grossOf(
            world.charges
              .filter((charge) => charge.booking === id && !world.withdrawn.has(charge.id))
              .map(({ netPence, quoted }) => ({ netPence, treatment: quoted })),
          ),
        );
        expect(order.chargedPence).toBe(charged.reduce((sum, pence) => sum + pence, 0));
      }
    }
  },
  { milliseconds: 2_500, cases: 400, least: 20 },
);
