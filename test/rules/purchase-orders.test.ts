// Purchase orders that are worth a sum: who may be booked under one, what several bookings hold of it together, and how far its value may fall.
import { describe, expect, test } from 'vitest';
import {
  decidePurchaseOrderChange,
  decidePurchaseOrderClosing,
  decideRegistration,
  decideUnderPurchaseOrders,
  heldUnder,
  purchaseOrderChanges,
} from '../../functions/bookings/rules/purchase-orders.ts';
import type { PurchaseOrder } from '../../functions/bookings/schema/purchase-orders.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { accepted } from '../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import { academy, booked, day, freeAccount, now, outcomeOf, quoted } from '../bookings.ts';

const order = (more: Partial<PurchaseOrder> = {}): PurchaseOrder => ({
  type: 'purchase-order',
  organisation: academy.id,
  number: 'PO-2026/118',
  valuePence: 100_000,
  leftPence: 100_000,
  chargedPence: 0,
  from: day('2026-09-01'),
  to: day('2027-08-31'),
  registeredBy: 'per_somebody' as PersonId,
  registeredAt: '2026-09-01T09:00:00.000Z',
  version: 3,
  ...more,
});
const none: ReadonlySet<OrganisationId> = new Set();
/** Two paid half-days: £450.00 and VAT. */
const gross = 54_000;
const booking = (id = 'bkg_01'): Booking => booked(quoted(), id).booking;
const under = (orders: PurchaseOrder[], of: readonly Booking[], registeredOnly = none) =>
  decideUnderPurchaseOrders({ orders, registeredOnly }, of);

describe('a booking that names a number', () => {
  test('is held against the order that is registered by it, however the number is typed, and by no other payer’s', () => {
    const [held] = accepted(under([order({ number: 'po-2026/118' })], [booking()]));
    // It is printed as it is registered.
    expect(held).toMatchObject({ purchaseOrderBy: academy.id, purchaseOrder: 'po-2026/118' });
    const [other] = accepted(under([order({ organisation: 'sch_999999' as OrganisationId })], [booking()]));
    expect(other).toEqual(booking());
  });

  test('may name one that is not registered, unless its payer takes no others', () => {
    expect(accepted(under([], [booking()]))).toEqual([booking()]);
    expect(outcomeOf(under([], [booking()], new Set([academy.id])))).toBe('purchase-order-unregistered');
  });

  test.each([
    ['closed', { closedAt: '2026-11-01T09:00:00.000Z' }],
    ['for other days', { to: day('2026-11-30') }],
    ['for the other purse', { purse: 'delegated-budget' as const }],
  ])('is refused one that is %s', (_, more) => {
    expect(outcomeOf(under([order(more)], [booking()]))).toBe('purchase-order-not-valid');
  });

  test('is refused by name when too little is left: what is left, and what it comes to', () => {
    const refused = under([order({ leftPence: gross - 1 })], [booking()]);
    expect(refused).toMatchObject({
      refusal: { name: 'purchase-order-exhausted', detail: '£539.99 is left of PO-2026/118, and this comes to £540.00 with VAT.' },
    });
    expect(outcomeOf(under([order({ leftPence: gross })], [booking()]))).toBe('accepted');
  });

  test('holds nothing where it is free: no order is asked for it', () => {
    const free = booked(quoted({ freeAccounts: [freeAccount(academy, 4)] })).booking;
    expect(accepted(under([order({ leftPence: 0, closedAt: '2026-11-01T09:00:00.000Z' })], [free]))).toEqual([free]);
  });
});

describe('several bookings of one transaction', () => {
  const both = [booking('bkg_01'), booking('bkg_02')];
  test('are refused together what one order cannot pay, though it could pay either', () => {
    expect(outcomeOf(under([order({ leftPence: 2 * gross - 1 })], both))).toBe('purchase-order-exhausted');
  });
  test('write their order once, with the sum and both names', () => {
    const held = accepted(under([order({ leftPence: 2 * gross })], both));
    expect(purchaseOrderChanges([], held)).toEqual([
      { organisation: academy.id, number: 'PO-2026/118', heldPence: 2 * gross, chargedPence: 0, added: ['bkg_01', 'bkg_02'] },
    ]);
  });
});

test('a fee stays held once its session is cancelled, and comes back once it is waived', () => {
  const [held = booking()] = accepted(under([order()], [booking()]));
  const [first, ...others] = held.sessions;
  if (!first) throw new Error('no session');
  const late = { notice: 4, workingDays: 10, feePence: 11_250, basisPoints: 5_000 };
  const cancelled: Booking = { ...held, sessions: [{ ...first, state: 'cancelled', late }, ...others] };
  expect(heldUnder(cancelled, order())).toEqual({ heldPence: 27_000 + 13_500, chargedPence: 13_500 });
  expect(purchaseOrderChanges([held], [cancelled])).toMatchObject([{ heldPence: -13_500, chargedPence: 13_500, added: [] }]);
  const waived: Booking = {
    ...cancelled,
    sessions: [
      { ...first, state: 'cancelled', late: { ...late, waived: { kind: 'rebooked', at: '2027-01-05T09:00:00.000Z' } } },
      ...others,
    ],
  };
  expect(purchaseOrderChanges([cancelled], [waived])).toMatchObject([{ heldPence: -13_500, chargedPence: -13_500 }]);
});

describe('an order', () => {
  const command = { number: 'PO-2026/118', valuePence: 100_000, from: day('2026-09-01'), to: day('2027-08-31') };
  const register = (known: PurchaseOrder | undefined, more = {}) =>
    decideRegistration({ organisation: academy.id, known, person: 'per_somebody' as PersonId, now }, { ...command, ...more });
  test('is registered once: the same again is the one there is, and another under its number is refused', () => {
    expect(accepted(register(undefined))).toMatchObject({ isNew: true, order: { leftPence: 100_000, version: 1 } });
    expect(accepted(register(order()))).toEqual({ isNew: false, order: order() });
    expect(outcomeOf(register(order(), { valuePence: 100_001 }))).toBe('purchase-order-registered-already');
  });

  test('falls to what is held and not below', () => {
    const half = order({ leftPence: 40_000 });
    const change = (valuePence: number, version = 3) => decidePurchaseOrderChange(half, { ...command, valuePence, version });
    expect(accepted(change(60_000))).toMatchObject({ valuePence: 60_000, leftPence: 0, version: 4 });
    expect(outcomeOf(change(59_999))).toBe('purchase-order-below-held');
    expect(outcomeOf(change(60_000, 2))).toBe('changed-meanwhile');
    expect(outcomeOf(decidePurchaseOrderChange({ ...half, closedAt: 'then' }, { ...command, valuePence: 90_000, version: 3 }))).toBe(
      'wrong-state',
    );
    expect(accepted(change(100_000, 1))).toBe(half);
  });

  test('is closed and opened again; sent twice it stays as it is', () => {
    const closed = accepted(decidePurchaseOrderClosing(order(), { version: 3, closed: true }, now));
    expect(closed).toMatchObject({ closedAt: '2026-11-24T08:00:00.000Z', version: 4 });
    expect(accepted(decidePurchaseOrderClosing(closed, { version: 3, closed: true }, now))).toBe(closed);
    expect(outcomeOf(decidePurchaseOrderClosing(closed, { version: 3, closed: false }, now))).toBe('changed-meanwhile');
    expect(accepted(decidePurchaseOrderClosing(closed, { version: 4, closed: false }, now)).closedAt).toBeUndefined();
  });
});
