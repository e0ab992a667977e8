// What bookings hold of a purchase order's value: worked out of the bookings themselves, so that the sum kept on the order can always be worked out anew. Pure.
import { type CivilDate, dateOf, dateText, type Instant, timestamp } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { BookingId, OrganisationId, PersonId } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import type { Purse, Treatment } from '../../../shared/policy/schema.ts';
import {
  mostUnderPurchaseOrder,
  type PurchaseOrder,
  type PurchaseOrderChangeCommand,
  type PurchaseOrderClosingCommand,
  type RegistrationCommand,
} from '../schema/purchase-orders.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { feeParts, partsOf } from './events/shares.ts';
import { vatOf } from './quote.ts';

/** The number as it is found again, however it was typed. */
export const foldedNumber = (number: string): string => number.trim().replace(/\s+/g, ' ').toUpperCase();
const keyOf = (organisation: OrganisationId, number: string): string => `${organisation} ${foldedNumber(number)}`;

/** Pence with VAT that are held, and of them those for which the right to bill exists. */
export type Held = { heldPence: number; chargedPence: number };
type Part = { netPence: number; treatment: Treatment; charged: boolean };

const withVat = (parts: readonly Part[]): number => parts.reduce((sum, { netPence }) => sum + netPence, 0) + vatOf(parts);
const heldIn = (parts: readonly Part[]): Held => ({
  heldPence: withVat(parts),
  chargedPence: withVat(parts.filter(({ charged }) => charged)),
});

/** What a session has left to pay: its price while it stands, the fee of a late cancellation that nothing has waived, each divided among those who share it. */
function partsOfSession({ funding, state, late, signedOffAt }: BookedSession): (Part & { school?: OrganisationId })[] {
  if (funding.fund !== 'traded' || funding.budget) return [];
  if (state !== 'cancelled') {
    const charged = state === 'delivered' && signedOffAt !== undefined;
    return partsOf(funding).map((part) => ({ ...part, charged }));
  }
  if (late?.feePence === undefined || late.waived) return [];
  return feeParts(funding, late.feePence).map((part) => ({ ...part, charged: true }));
}

/** A purchase order number in a booking: whose it is to be, and what is paid under it. An event has one for each school that gave one; `by` once it is held. */
type Naming = { payer: OrganisationId; purse: Purse; number: string; by?: OrganisationId | undefined; held: Held };

function namingsIn({ sessions, payer, purse, purchaseOrder, purchaseOrderBy, team, event }: Booking): Naming[] {
  if (team) return [];
  const parts = sessions.flatMap(partsOfSession);
  if (!event) return purchaseOrder ? [{ payer, purse, number: purchaseOrder, by: purchaseOrderBy, held: heldIn(parts) }] : [];
  return event.shares.flatMap((share) =>
    share.purchaseOrder && share.purse
      ? {
          payer: share.payer,
          purse: share.purse,
          number: share.purchaseOrder,
          by: share.purchaseOrderBy,
          held: heldIn(parts.filter(({ school }) => school === share.school)),
        }
      : [],
  );
}

/**
 * What a booking holds of an order: each session that has a price and stands, and each fee for a late cancellation that nothing has waived. VAT is as it was quoted, rounded
 * once for each rate as the quote does it, so that a whole booking holds exactly the total that its buyer agreed to.
 */
export function heldUnder(booking: Booking, { organisation, number }: { organisation: OrganisationId; number: string }): Held {
  const own = namingsIn(booking).filter((naming) => naming.by === organisation && foldedNumber(naming.number) === foldedNumber(number));
  return {
    heldPence: own.reduce((sum, { held }) => sum + held.heldPence, 0),
    chargedPence: own.reduce((sum, { held }) => sum + held.chargedPence, 0),
  };
}

/** What changes of what is held of one order, less where something comes back; and the bookings that name it from now on. */
export type PurchaseOrderChange = Held & { organisation: OrganisationId; number: string; added: BookingId[] };

/**
 * What some bookings hold after a change more than before it, summed for each order, so that one transaction writes each order once however many of its bookings, or of the
 * shares of an event, change. A booking that names no registered order changes none.
 */
export function purchaseOrderChanges(before: readonly Booking[], after: readonly Booking[]): PurchaseOrderChange[] {
  const changes = new Map<string, PurchaseOrderChange>();
  const known = new Set(
    before.flatMap((booking) => heldBy(booking).map(({ organisation, number }) => `${booking.id} ${keyOf(organisation, number)}`)),
  );
  const add = (sign: 1 | -1) => (booking: Booking) => {
    for (const { organisation, number, held } of heldBy(booking)) {
      const key = keyOf(organisation, number);
      const so = changes.get(key) ?? { organisation, number, heldPence: 0, chargedPence: 0, added: [] };
      const isNew = !known.has(`${booking.id} ${key}`) && !so.added.includes(booking.id);
      changes.set(key, {
        ...so,
        heldPence: so.heldPence + sign * held.heldPence,
        chargedPence: so.chargedPence + sign * held.chargedPence,
        added: isNew ? [...so.added, booking.id] : so.added,
      });
    }
  };
  before.forEach(add(-1));
  after.forEach(add(1));
  return [...changes.values()].filter(({ heldPence, chargedPence, added }) => heldPence !== 0 || chargedPence !== 0 || added.length > 0);
}

/** Whose orders a booking is held against, with what it holds of each. */
const heldBy = (booking: Booking): { organisation: OrganisationId; number: string; held: Held }[] =>
  namingsIn(booking).flatMap(({ by, number, held }) => (by ? [{ organisation: by, number, held }] : []));

/** The registered orders that some bookings name, and who takes no others. */
type PurchaseOrderFacts = { orders: readonly PurchaseOrder[]; registeredOnly: ReadonlySet<OrganisationId> };

/** The numbers that some new bookings name for what is charged: what is free is held against no order, nor what a team of the council pays for. */
export const numbersNamed = (bookings: readonly Booking[]): { payer: OrganisationId; number: string }[] => [
  ...new Map(
    bookings
      .flatMap(namingsIn)
      .filter(({ held }) => held.heldPence > 0)
      .map(({ payer, number }) => [keyOf(payer, number), { payer, number }]),
  ).values(),
];

/**
 * Some new bookings of one transaction, each marked with whose order it is held against where the number it names is registered, and with the number as it is
 * registered, however it was typed: an event by its shares. Refuses
 * `purchase-order-unregistered` where its payer takes no others, `purchase-order-not-valid` for one that is closed, for other days or for another purse, and
 * `purchase-order-exhausted` where what they come to together is more than is left.
 */
export function decideUnderPurchaseOrders(
  { orders, registeredOnly }: PurchaseOrderFacts,
  bookings: readonly Booking[],
): Decision<Booking[]> {
  const at = { field: 'purchaseOrder' };
  const wanted = new Map<string, { pence: number; number: string }>();
  const found = (payer: OrganisationId, number: string | undefined): PurchaseOrder | undefined =>
    number === undefined ? undefined : orders.find((each) => keyOf(each.organisation, each.number) === keyOf(payer, number));
  for (const booking of bookings) {
    for (const { payer, purse, number, held } of namingsIn(booking)) {
      if (held.heldPence === 0) continue;
      const order = found(payer, number);
      if (!order && registeredOnly.has(payer))
        return refuse('purchase-order-unregistered', `No purchase order ${number} is registered.`, at);
      if (!order) continue;
      const why = whyNotFor(order, booking, purse);
      if (why) return refuse('purchase-order-not-valid', why, at);
      const pence = (wanted.get(keyOf(payer, number))?.pence ?? 0) + held.heldPence;
      if (pence > order.leftPence) return refuse('purchase-order-exhausted', exhaustedText(order, pence), at);
      wanted.set(keyOf(payer, number), { pence, number: order.number });
    }
  }
  const under = ({ payer, purchaseOrder }: { payer: OrganisationId; purchaseOrder?: string }) => {
    const held = purchaseOrder === undefined ? undefined : wanted.get(keyOf(payer, purchaseOrder));
    return held ? { purchaseOrder: held.number, purchaseOrderBy: payer } : {};
  };
  return accept(
    bookings.map((booking) => {
      if (booking.team) return booking;
      const { event } = booking;
      if (!event) return { ...booking, ...under(booking) };
      const shares = event.shares.map((share) => ({ ...share, ...under(share) }));
      return { ...booking, event: { ...event, shares } };
    }),
  );
}

export const exhaustedText = ({ number, leftPence }: PurchaseOrder, pence: number): string =>
  `${formatPence(leftPence)} is left of ${number}, and this comes to ${formatPence(pence)} with VAT.`;

/** Why an order is not for a booking; undefined where it is. */
function whyNotFor({ number, closedAt, bookings, from, to, purse }: PurchaseOrder, booking: Booking, paidFrom: Purse): string | undefined {
  if (closedAt) return `${number} is closed.`;
  if (bookings && bookings.size >= mostUnderPurchaseOrder)
    return `${number} is named by ${mostUnderPurchaseOrder} bookings, as many as one can be.`;
  const dates = booking.sessions.map(({ session }) => dateOf(session));
  if (dates.some((date) => date < from || date > to)) return `${number} is for visits from ${dateText(from)} to ${dateText(to)}.`;
  return whyNotFromPurse({ number, purse }, paidFrom);
}

/** Why an order does not pay from a purse; undefined where it does. */
export const whyNotFromPurse = ({ number, purse }: Pick<PurchaseOrder, 'number' | 'purse'>, paidFrom: Purse): string | undefined =>
  purse && purse !== paidFrom
    ? `${number} pays from the ${purse === 'delegated-budget' ? 'delegated budget' : 'school’s own funds'}.`
    : undefined;

const same = (order: PurchaseOrder, { valuePence, from, to, purse }: RegistrationCommand): boolean =>
  order.valuePence === valuePence && order.from === from && order.to === to && order.purse === purse;

/** Registers an order; the same again is the one there is. Refuses `purchase-order-registered-already` where that says something else. */
export function decideRegistration(
  facts: { organisation: OrganisationId; known: PurchaseOrder | undefined; person: PersonId; now: Instant },
  command: RegistrationCommand,
): Decision<{ order: PurchaseOrder; isNew: boolean }> {
  const { organisation, known, person, now } = facts;
  if (known)
    return same(known, command)
      ? accept({ order: known, isNew: false })
      : refuse('purchase-order-registered-already', undefined, { field: 'number' });
  const { number, valuePence, from, to, purse } = command;
  return accept({
    isNew: true,
    order: {
      type: 'purchase-order',
      organisation,
      number: number.trim(),
      valuePence,
      leftPence: valuePence,
      chargedPence: 0,
      from,
      to,
      ...(purse ? { purse } : {}),
      registeredBy: person,
      registeredAt: timestamp(now),
      version: 1,
    },
  });
}

export const heldPenceOf = ({ valuePence, leftPence }: Pick<PurchaseOrder, 'valuePence' | 'leftPence'>): number => valuePence - leftPence;

/**
 * Another value, or other days for visits that are booked from now on. Refuses `changed-meanwhile` for another version than was read, `wrong-state` for one that is closed,
 * and `purchase-order-below-held` where more than the new value is held.
 */
export function decidePurchaseOrderChange(
  order: PurchaseOrder,
  { version, valuePence, from, to }: PurchaseOrderChangeCommand,
): Decision<PurchaseOrder> {
  if (order.valuePence === valuePence && order.from === from && order.to === to) return accept(order);
  if (version !== order.version) return refuse('changed-meanwhile');
  if (order.closedAt) return refuse('wrong-state', 'It is closed: open it again first.');
  const held = heldPenceOf(order);
  if (valuePence < held)
    return refuse('purchase-order-below-held', `${formatPence(held)} is booked or billed under it.`, { field: 'valuePence' });
  return accept({ ...order, valuePence, leftPence: valuePence - held, from, to, version: version + 1 });
}

/** Closes an order, or opens it again; one that is so already stays as it is. Refuses `changed-meanwhile`. */
export function decidePurchaseOrderClosing(
  order: PurchaseOrder,
  { version, closed }: PurchaseOrderClosingCommand,
  now: Instant,
): Decision<PurchaseOrder> {
  if ((order.closedAt !== undefined) === closed) return accept(order);
  if (version !== order.version) return refuse('changed-meanwhile');
  const { closedAt: _, ...open } = order;
  return accept({ ...open, ...(closed ? { closedAt: timestamp(now) } : {}), version: version + 1 });
}

/** For the trail: an order in a line. */
export const purchaseOrderText = ({
  number,
  valuePence,
  from,
  to,
}: {
  number: string;
  valuePence: number;
  from: CivilDate;
  to: CivilDate;
}): string => `${number}: ${formatPence(valuePence)} with VAT, for visits from ${dateText(from)} to ${dateText(to)}`;
