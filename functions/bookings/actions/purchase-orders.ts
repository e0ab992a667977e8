// Purchase orders: registered, changed, closed and shown with what is booked under each; and what new bookings hold of them.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import type { Page } from '../../../shared/table.ts';
import { limitingOf } from '../../identity/rules/limits.ts';
import { can, canTouch } from '../../identity/rules.ts';
import type { Limits } from '../../identity/schema/limits.ts';
import type { Action } from '../../identity/schema.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { getLimits } from '../../identity/store/limits.ts';
import { organisationNames } from '../../identity/store/organisations.ts';
import type { Confirmed } from '../rules/life.ts';
import {
  decidePurchaseOrderChange,
  decidePurchaseOrderClosing,
  decideRegistration,
  decideUnderPurchaseOrders,
  foldedNumber,
  type Held,
  heldUnder,
  numbersNamed,
  purchaseOrderText,
} from '../rules/purchase-orders.ts';
import type {
  AgreementUnder,
  PurchaseOrder,
  PurchaseOrderChangeCommand,
  PurchaseOrderClosingCommand,
  RegistrationCommand,
} from '../schema/purchase-orders.ts';
import type { Booking } from '../schema.ts';
import { agreementsUnder, getPurchaseOrder, purchaseOrdersOf, purchaseOrderWrite, registrationWrite } from '../store/purchase-orders.ts';
import { getBooking } from '../store.ts';

/** What was read of whoever pays already, beside the other facts: organisations' limits, and purchase orders. */
export type KnownOfPayers = {
  limits: readonly { of: OrganisationId; found: Limits | undefined }[];
  orders: readonly { payer: OrganisationId; number: string; found: PurchaseOrder | undefined }[];
};

/** What is registered of some numbers, and the limits of those who are to pay. */
export async function readPayers(
  { table }: Pick<Context, 'table'>,
  named: readonly { payer: OrganisationId; number?: string | undefined }[],
): Promise<KnownOfPayers> {
  const payers = [...new Set(named.map(({ payer }) => payer))];
  const numbers = named.flatMap(({ payer, number }) => (number ? [{ payer, number }] : []));
  const [orders, limits] = await Promise.all([
    Promise.all(numbers.map(async ({ payer, number }) => ({ payer, number, found: await getPurchaseOrder(table, payer, number) }))),
    Promise.all(payers.map(async (of) => ({ of, found: await getLimits(table, of) }))),
  ]);
  return { orders, limits };
}

/**
 * New bookings of one transaction, each marked with the registered order that it is held against; confirmationsWrites() holds the sum, in one write for each order however
 * many of them name it. What is confirmed alone, what is ordered for several schools and what is approved all come through here first. Refuses what decideUnderPurchaseOrders()
 * refuses.
 */
export async function underPurchaseOrders(
  { table }: Pick<Context, 'table'>,
  bookings: readonly Booking[],
  known: KnownOfPayers = { limits: [], orders: [] },
): Promise<Decision<Booking[]>> {
  const named = numbersNamed(bookings);
  if (named.length === 0) return accept([...bookings]);
  const orderOf = ({ payer, number }: (typeof named)[number]) =>
    known.orders.find((each) => each.payer === payer && each.number === number);
  const limitsOf = ({ payer }: (typeof named)[number]) => known.limits.find(({ of }) => of === payer);
  const more = await readPayers(
    { table },
    named.filter((each) => !orderOf(each) || !limitsOf(each)),
  );
  const orders = [...known.orders, ...more.orders].flatMap(({ found }) => found ?? []);
  const limits = [...known.limits, ...more.limits];
  const registeredOnly = new Set(limits.flatMap(({ of, found }) => (found?.purchaseOrders?.registeredOnly ? [of] : [])));
  return decideUnderPurchaseOrders({ orders, registeredOnly }, bookings);
}

/** The same for what is confirmed alone. */
export async function underPurchaseOrder(
  context: Pick<Context, 'table'>,
  confirmed: Confirmed,
  known?: KnownOfPayers,
): Promise<Decision<Confirmed>> {
  const marked = await underPurchaseOrders(context, [confirmed.booking], known);
  if (!marked.ok) return marked;
  const [booking = confirmed.booking] = marked.value;
  return accept({ ...confirmed, booking });
}

/**
 * Whether the registered orders that pay for a session are for the date to which its school moves it, where they were for the one it is on. Refuses `purchase-order-not-valid`.
 * The days of an order count for visits that are booked from now on: one that lies outside them stays movable.
 */
export async function forMovedTo(
  { table }: Pick<Context, 'table'>,
  { event, purchaseOrder, purchaseOrderBy }: Booking,
  { from, to }: { from: CivilDate; to: CivilDate },
): Promise<Decision<void>> {
  const named = event ? event.shares : [{ purchaseOrder, purchaseOrderBy }];
  const orders = await Promise.all(
    named.map(({ purchaseOrder: number, purchaseOrderBy: by }) => (number && by ? getPurchaseOrder(table, by, number) : undefined)),
  );
  const isFor = (order: PurchaseOrder, date: CivilDate) => order.from <= date && date <= order.to;
  const over = orders.find((order) => order && isFor(order, from) && !isFor(order, to));
  if (!over) return accept(undefined);
  const whose = event ? 'A purchase order that pays for it' : over.number;
  return refuse('purchase-order-not-valid', `${whose} is for visits from ${dateText(over.from)} to ${dateText(over.to)}.`, { field: 'to' });
}

/** The organisation's name, where this actor may do that with its purchase orders; undefined for another's and for one that there is not. */
async function nameFor({ table, actor }: Context, action: Action, organisation: OrganisationId): Promise<string | undefined> {
  // Whoever acts for a trust's school books under the trust's orders, and may see them.
  const isBound = action === 'purchase-order:read' && limitingOf(actor) === organisation && can(actor, action);
  if (!isBound && !canTouch(actor, action, { organisation })) return undefined;
  return (await organisationNames(table, [organisation])).get(organisation);
}

type PurchaseOrderList = Page<PurchaseOrder> & { organisation: OrganisationId; organisationName: string; registeredOnly: boolean };

/** An organisation's purchase orders, by number, a page at a time. Refuses `unknown-organisation`, also for another's. */
export async function listPurchaseOrders(
  context: Context,
  organisation: OrganisationId | undefined,
  after?: string,
): Promise<Decision<PurchaseOrderList>> {
  const of = organisation ?? context.actor.organisation;
  const name = of && (await nameFor(context, 'purchase-order:read', of));
  if (!of || name === undefined) return refuse('unknown-organisation');
  const [page, limits] = await Promise.all([purchaseOrdersOf(context.table, of, after), getLimits(context.table, of)]);
  return accept({
    ...page,
    organisation: of,
    organisationName: name,
    registeredOnly: limits?.purchaseOrders?.registeredOnly === true,
  });
}

/** What stands for an order in an address: its organisation, and its number in letters that an address may hold. */
export type PurchaseOrderName = { organisation: OrganisationId; number: string };

type UnderPurchaseOrder = Pick<Booking, 'id' | 'school' | 'schoolName' | 'serviceTitle' | 'createdAt'> & Held;
export type SeenPurchaseOrder = {
  order: PurchaseOrder;
  organisationName: string;
  /** What is booked under it, newest first, a page at a time. */
  under: UnderPurchaseOrder[];
  next?: string;
  /** What agreements on packages and buy-backs hold of it, newest first; on the first page. */
  agreements: AgreementUnder[];
  history: HistoryEntry[];
};

const aboutOrder = ({ organisation, number }: PurchaseOrderName): string => `purchase-order:${organisation}:${foldedNumber(number)}`;
const pageOfBookings = 25;

/** An order and what is booked under it, each with what it holds. Refuses `unknown-purchase-order`, also for another's. */
export async function readPurchaseOrder(context: Context, name: PurchaseOrderName, after?: string): Promise<Decision<SeenPurchaseOrder>> {
  const { table } = context;
  const organisationName = await nameFor(context, 'purchase-order:read', name.organisation);
  const order = organisationName === undefined ? undefined : await getPurchaseOrder(table, name.organisation, name.number);
  if (!order || organisationName === undefined) return refuse('unknown-purchase-order');
  const ids = [...(order.bookings ?? [])].sort().reverse();
  const from = after === undefined ? 0 : ids.findIndex((id) => id < after);
  const shown = from < 0 ? [] : ids.slice(from, from + pageOfBookings);
  const [found, agreements, history] = await Promise.all([
    Promise.all(shown.map((id) => getBooking(table, id))),
    after === undefined ? agreementsUnder(table, name.organisation, name.number) : [],
    readHistory(context, aboutOrder(name)),
  ]);
  const last = shown.at(-1);
  return accept({
    order,
    organisationName,
    under: found.flatMap((booking) => {
      if (!booking) return [];
      const { id, school, schoolName, serviceTitle, createdAt } = booking;
      return [{ id, school, schoolName, serviceTitle, createdAt, ...heldUnder(booking, order) }];
    }),
    ...(last && ids.at(-1) !== last ? { next: last } : {}),
    agreements,
    history,
  });
}

/** Registers a purchase order. Refuses `unknown-organisation`, also for another's, and what decideRegistration() refuses. */
export async function registerPurchaseOrder(context: Context, command: RegistrationCommand): Promise<Decision<PurchaseOrder>> {
  const { table, actor, now } = context;
  const organisation = command.organisation ?? actor.organisation;
  if (!organisation || (await nameFor(context, 'purchase-order:keep', organisation)) === undefined)
    return refuse('unknown-organisation', undefined, { field: 'organisation' });
  return change(context, async () => {
    const known = await getPurchaseOrder(table, organisation, command.number);
    const decision = decideRegistration({ organisation, known, person: actor.person, now }, command);
    if (!decision.ok) return decision;
    const { order, isNew } = decision.value;
    return accept({
      writes: isNew ? [registrationWrite(table, order)] : [],
      result: order,
      audit: { action: 'purchase-order:register', about: aboutOrder(order), organisation, detail: purchaseOrderText(order) },
    });
  });
}

const keep = (
  context: Context,
  name: PurchaseOrderName,
  decide: (order: PurchaseOrder) => Decision<PurchaseOrder>,
  note: { action: string; detail(order: PurchaseOrder): string },
): Promise<Decision<PurchaseOrder>> =>
  change(context, async () => {
    const { table } = context;
    const { organisation } = name;
    const isOwn = (await nameFor(context, 'purchase-order:keep', organisation)) !== undefined;
    const order = isOwn ? await getPurchaseOrder(table, organisation, name.number) : undefined;
    if (!order) return refuse('unknown-purchase-order');
    const decision = decide(order);
    if (!decision.ok) return decision;
    return accept({
      writes: decision.value === order ? [] : [purchaseOrderWrite(table, order, decision.value)],
      result: decision.value,
      audit: { action: note.action, about: aboutOrder(order), organisation, detail: note.detail(decision.value) },
    });
  });

/** Gives an order another value or other days. Refuses `unknown-purchase-order`, also for another's, and what decidePurchaseOrderChange() refuses. */
export const changePurchaseOrder = (context: Context, name: PurchaseOrderName, command: PurchaseOrderChangeCommand) =>
  keep(context, name, (order) => decidePurchaseOrderChange(order, command), { action: 'purchase-order:change', detail: purchaseOrderText });

/** Closes an order or opens it again. Refuses `unknown-purchase-order`, also for another's, and what decidePurchaseOrderClosing() refuses. */
export const closePurchaseOrder = (context: Context, name: PurchaseOrderName, command: PurchaseOrderClosingCommand) =>
  keep(context, name, (order) => decidePurchaseOrderClosing(order, command, context.now), {
    action: 'purchase-order:close',
    detail: ({ number, closedAt, leftPence }) => `${number}: ${closedAt ? 'closed' : 'opened again'}, ${formatPence(leftPence)} left`,
  });
