// Orders in the table: one item each, written with the bookings or the requests that it is made of.
import type { Instant } from '../../../shared/calendar.ts';
import { create, type Write } from '../../../shared/commit.ts';
import type { OrderId, OrganisationId } from '../../../shared/ids.ts';
import { type CouncilTable, indexOf, type Page, unkeyed } from '../../../shared/table.ts';
import type { Slot } from '../../officers/schema.ts';
import type { Confirmed } from '../rules/life.ts';
import type { Order } from '../schema/orders.ts';
import type { BookingRequest } from '../schema/requests.ts';
import { confirmationsWrites } from '../store.ts';
import { requestWrites } from './requests.ts';

export async function getOrder(table: CouncilTable, id: OrderId): Promise<Order | undefined> {
  const item = await table.get<Order>(table.key.order(id));
  return item && unkeyed(item);
}

/** A page of what a trust, a partnership or the council ordered, newest first. */
export async function ordersOf(table: CouncilTable, by: OrganisationId | 'council', after?: string): Promise<Page<Order>> {
  const page = await table.page<Order>(table.range.ordersOf(by), { limit: 25, descending: true, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(unkeyed) };
}

const orderWrite = (table: CouncilTable, order: Order): Write =>
  create(table.key.order(order.id), { ...order, ...indexOf(table.council).order(order.by ?? 'council', order.id) }, 'changed-meanwhile');

/** The writes of an order that is booked: itself, and those of each booking, in which an account that several draw on is written once. */
export const orderWrites = (table: CouncilTable, order: Order, confirmed: readonly Confirmed[], now: Instant): Write[] => [
  orderWrite(table, order),
  ...confirmationsWrites(table, confirmed, now),
];

/** The writes of an order that has to be approved first: itself, and each request with the sessions that it holds. */
export const orderAskedWrites = (
  table: CouncilTable,
  order: Order,
  asked: readonly { request: BookingRequest; held: readonly Slot[] }[],
  now: Instant,
): Write[] => [orderWrite(table, order), ...asked.flatMap(({ request, held }) => requestWrites(table, request, held, now))];
