// Telling whoever asked that nobody answered in time. A request's own hold says that it has expired; what tells of it only looks, and cleans nothing up.
import { timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { OrderId, RequestId } from '../../../shared/ids.ts';
import { writeMessages } from '../../../shared/messages.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { heldSlots } from '../../officers/store.ts';
import { messageOf } from '../rules/messages.ts';
import { requestIdOf, stateAt } from '../rules/requests.ts';
import { getOrder } from '../store/orders.ts';
import { getRequest } from '../store/requests.ts';

/** How far back is looked: whatever stood still for longer tells nobody of what is stale. */
const lookedBackMs = 3 * 86_400_000;
const mostSlots = 500;

/**
 * Writes to whoever asked, once for each request that has expired, and once for an order however many schools it was for. The sessions that were held lead to it:
 * they keep the name of the booking that it was to become, and stand in the list of holds until somebody takes them.
 */
export async function tellOfExpired({ table, now }: Pick<Context, 'table' | 'now'>): Promise<number> {
  const { items } = await heldSlots(table, timestamp(now - lookedBackMs), timestamp(now), mostSlots);
  const ids = [...new Set(items.map(({ booking }) => requestIdOf(booking)))];
  // What was held for an offer or an event is under the name of no request.
  const requests = (await Promise.all(ids.map((id) => getRequest(table, id)))).flatMap((request) => request ?? []);
  const expired = requests.filter((request) => stateAt(request, now) === 'expired').sort((a, b) => (a.id < b.id ? -1 : 1));
  const messages = await Promise.all(
    expired.map(async ({ id, order, requestedBy: person }) => {
      const about = order ? await firstOf(table, order.id, id) : id;
      return messageOf('approval-expired', { about, key: order?.id ?? id, person }, { request: id });
    }),
  );
  return writeMessages(table, onceForEach(messages), now);
}

/** An order is told of under its first request, whichever of them are still found. */
const firstOf = async (table: CouncilTable, order: OrderId, request: RequestId): Promise<RequestId> =>
  (await getOrder(table, order))?.parts[0]?.request ?? request;

/** Of the requests of one order the first tells of it. */
function onceForEach<M extends { key: string }>(messages: readonly M[]): M[] {
  const first = new Map<string, M>();
  for (const message of messages) if (!first.has(message.key)) first.set(message.key, message);
  return [...first.values()];
}
