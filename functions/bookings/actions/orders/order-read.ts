// Orders as people are shown them: the list of whoever orders, one with how each of its bookings or requests stands, and approving all of one, one after the other.
import { londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../../shared/decision.ts';
import type { BookingId, OrderId, OrganisationId, RequestId } from '../../../../shared/ids.ts';
import type { Page } from '../../../../shared/table.ts';
import { approversOn } from '../../../identity/rules/limits.ts';
import { can } from '../../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../../identity/store/audit.ts';
import { getLimits } from '../../../identity/store/limits.ts';
import { organisationNames } from '../../../identity/store/organisations.ts';
import { namesOf } from '../../../identity/store/people.ts';
import { stateAt } from '../../rules/requests.ts';
import type { ApproveOrderCommand, Order } from '../../schema/orders.ts';
import type { Quote } from '../../schema/quotes.ts';
import type { BookingRequest, RequestState } from '../../schema/requests.ts';
import type { Booking } from '../../schema.ts';
import { getOrder, ordersOf } from '../../store/orders.ts';
import { getRequest } from '../../store/requests.ts';
import { getBooking } from '../../store.ts';
import { knows } from '../read.ts';
import { type Approver, approveRequest, approversShown, readRequest } from '../requests.ts';
import { ordererOf } from './order-parts.ts';

/** An order is told of to the people of whoever ordered, and to the council's. */
const isTheirs = (context: Context, { by }: Order): boolean => {
  const own = ordererOf(context);
  return can(context.actor, 'order:read') && (own === undefined || own === by);
};

export type NamedOrder = Order & { orderedByName: string };

async function named({ table }: Context, orders: readonly Order[]): Promise<NamedOrder[]> {
  const names = await namesOf(
    table,
    orders.map(({ orderedBy }) => orderedBy),
  );
  return orders.map((order) => ({ ...order, orderedByName: names.get(order.orderedBy) ?? '' }));
}

type OrderList = Page<NamedOrder> & { by?: OrganisationId; byName?: string };

/** What a trust or a partnership ordered, newest first; without one named that of whoever reads, and for the council's people what the council itself did. */
export async function listOrders(context: Context, asked: OrganisationId | undefined, after?: string): Promise<Decision<OrderList>> {
  const own = ordererOf(context);
  const by = asked ?? own;
  if (own !== undefined && by !== own) return refuse('unknown-organisation');
  const byName = by && (await organisationNames(context.table, [by])).get(by);
  if (by && byName === undefined) return refuse('unknown-organisation');
  const page = await ordersOf(context.table, by ?? 'council', after);
  return accept({ ...page, items: await named(context, page.items), ...(by ? { by } : {}), ...(byName ? { byName } : {}) });
}

/** How a school's part stands: its booking, or the request that it still is or came to nothing as. */
export type OrderedPart = {
  school: OrganisationId;
  schoolName: string;
  /** It is the school's own to tell of by now: the school has left whoever ordered. */
  gone?: true;
  booking?: Booking;
  request?: { id: RequestId; state: RequestState; quote: Quote; reason?: string };
  /** For whoever may approve it now: what it comes to, with what stands for these figures, or why it can no longer be booked. */
  now?: { quote: Quote; agreed: string } | { refusal: Refusal };
};
export type SeenOrder = {
  order: NamedOrder;
  parts: OrderedPart[];
  history: HistoryEntry[];
  /** Who may approve today what of it still waits. */
  approvers: Approver[];
};

const shown = (request: BookingRequest, now: number): NonNullable<OrderedPart['request']> => ({
  id: request.id,
  state: stateAt(request, now),
  quote: request.quote,
  ...(request.reason ? { reason: request.reason } : {}),
});

async function partOf(context: Context, part: Order['parts'][number], mayApprove: boolean): Promise<OrderedPart> {
  const { table, now } = context;
  const { school, schoolName } = part;
  const [booking, request] = await Promise.all([getBooking(table, part.booking), part.request && getRequest(table, part.request)]);
  if (booking && !(await knows(context, booking))) return { school, schoolName, gone: true };
  if (!request) return { school, schoolName, ...(booking ? { booking } : {}) };
  const waits = mayApprove && stateAt(request, now) === 'requested';
  const seen = waits ? await readRequest(context, request.id) : undefined;
  return {
    school,
    schoolName,
    ...(booking ? { booking } : {}),
    request: shown(request, now),
    ...(seen?.ok && seen.value.now ? { now: seen.value.now } : {}),
  };
}

/** An order with how each school's part of it stands. Refuses `unknown-order`, also for another's. */
export async function readOrder(context: Context, id: OrderId): Promise<Decision<SeenOrder>> {
  const { table, now } = context;
  const order = await getOrder(table, id);
  if (!order || !isTheirs(context, order)) return refuse('unknown-order');
  const asks = order.parts.some(({ request }) => request);
  const limits = asks && order.by ? await getLimits(table, order.by) : undefined;
  const approvers = limits ? approversOn(limits, londonDate(now)).filter((person) => person !== order.orderedBy) : [];
  const mayApprove = approvers.includes(context.actor.person) && ordererOf(context) === order.by;
  const [parts, [withName], history, names] = await Promise.all([
    Promise.all(order.parts.map((part) => partOf(context, part, mayApprove))),
    named(context, [order]),
    readHistory(context, id),
    namesOf(table, approvers),
  ]);
  const waits = parts.some(({ request }) => request?.state === 'requested');
  return accept({
    order: withName as NamedOrder,
    parts,
    history,
    approvers: waits ? approversShown(context, approvers, names) : [],
  });
}

/** What became of each request of an order that was to be approved: booked, or why not. */
export type Approved = { school: OrganisationId; schoolName: string; request: RequestId } & (
  | { booking: BookingId; refusal?: never }
  | { refusal: Refusal; booking?: never }
);

/**
 * Approves requests of an order one after the other, each in a transaction of its own at the figures that were seen: what is refused of one stops none of the others.
 * One that is approved already is told as approved. Refuses `unknown-order`, and `unknown-request` for one that is no part of it.
 */
export async function approveOrder(context: Context, id: OrderId, command: ApproveOrderCommand): Promise<Decision<Approved[]>> {
  const order = await getOrder(context.table, id);
  if (!order || !isTheirs(context, order)) return refuse('unknown-order');
  const strange = command.requests.find(({ request }) => !order.parts.some((part) => part.request === request));
  if (strange) return refuse('unknown-request');
  const done: Approved[] = [];
  for (const { request, agreed } of command.requests) {
    const part = order.parts.find((each) => each.request === request);
    if (!part) continue;
    const of = { school: part.school, schoolName: part.schoolName, request };
    const decision = await approveRequest(context, request, { agreed });
    const already = !decision.ok && decision.refusal.name === 'request-answered' && (await getBooking(context.table, part.booking));
    done.push(decision.ok || already ? { ...of, booking: part.booking } : { ...of, refusal: decision.refusal });
  }
  return accept(done);
}
