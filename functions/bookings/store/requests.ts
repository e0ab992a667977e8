// Requests over a limit in the table, and the writes of each change to one: sessions held, kept for the booking, or freed.
import { type Instant, londonDate, timestamp } from '../../../shared/calendar.ts';
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import type { OrganisationId, RequestId } from '../../../shared/ids.ts';
import { type CouncilTable, indexOf, type Key, type Page, unkeyed } from '../../../shared/table.ts';
import { approversOn, limitingOf } from '../../identity/rules/limits.ts';
import { getLimits } from '../../identity/store/limits.ts';
import type { Slot } from '../../officers/schema.ts';
import { freeSlot, keepSlot, takeSlot } from '../../officers/store.ts';
import type { Confirmed } from '../rules/life.ts';
import type { BookingRequest } from '../schema/requests.ts';
import { visitNumber } from '../schema.ts';
import { confirmationWrites } from '../store.ts';
import { freedWrite } from './freed.ts';
import { tellRequestWrite } from './messages.ts';

export async function getRequest(table: CouncilTable, id: RequestId): Promise<BookingRequest | undefined> {
  const item = await table.get<BookingRequest>(table.key.request(id));
  return item && unkeyed(item);
}

/** A page of what was asked for under an organisation's limits, newest first. */
export async function requestsOf(table: CouncilTable, organisation: OrganisationId, after?: string): Promise<Page<BookingRequest>> {
  const page = await table.page<BookingRequest>(table.range.requestsOf(organisation), {
    limit: 25,
    descending: true,
    ...(after ? { after } : {}),
  });
  return { ...page, items: page.items.map(unkeyed) };
}

/** What waits for approval now, the first to expire first, as far as one page tells: what has expired is passed over by its key. */
export async function heldRequestsOf(
  table: CouncilTable,
  organisation: OrganisationId,
  now: Instant,
  most: number,
): Promise<Page<BookingRequest>> {
  const page = await table.page<BookingRequest & Key>(table.range.heldRequestsOf(organisation, timestamp(now)), { limit: most });
  return { ...page, items: page.items.map(unkeyed) };
}

/** As many as are looked at to say how much a school has waiting: more than any trust's schools together ask for in the days that a request is held. */
const mostLookedAt = 300;
export const waitingUnder = async (table: CouncilTable, organisation: OrganisationId, now: Instant): Promise<BookingRequest[]> =>
  (await heldRequestsOf(table, organisation, now, mostLookedAt)).items;

/** How many requests wait for somebody's approval, as far as one page tells; undefined for whoever approves nothing today. */
export async function countWaitingForApprover(
  { table, actor, now }: Pick<Context, 'table' | 'actor' | 'now'>,
  most: number,
): Promise<{ count: number; more: boolean } | undefined> {
  const organisation = limitingOf(actor);
  const limits = organisation && (await getLimits(table, organisation));
  if (!limits || !approversOn(limits, londonDate(now)).includes(actor.person)) return undefined;
  const { items, next } = await heldRequestsOf(table, limits.organisation, now, most);
  return { count: items.filter(({ requestedBy }) => requestedBy !== actor.person).length, more: next !== undefined };
}

function requestWrite(table: CouncilTable, request: BookingRequest): Write {
  const key = table.key.request(request.id);
  const index = indexOf(table.council);
  const { organisation, id, state, holdUntil } = request;
  const item = {
    ...request,
    ...index.request(organisation, id),
    ...(state === 'requested' ? index.heldRequest(organisation, holdUntil, id) : {}),
  };
  return request.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

/** The request, the officer's sessions that it holds, and that it is to be told. No account is touched: nothing free is held for longer than its own hold. */
export const requestWrites = (table: CouncilTable, request: BookingRequest, held: readonly Slot[], now: Instant): Write[] => [
  requestWrite(table, request),
  ...held.map((slot) => takeSlot(table, slot, now)),
  tellRequestWrite(table, request, 'approval-asked', now),
];

/** What confirming writes, where the sessions are those that the request holds. */
export const approvalWrites = (table: CouncilTable, request: BookingRequest, confirmed: Confirmed, now: Instant): Write[] => [
  requestWrite(table, request),
  ...confirmationWrites(table, { ...confirmed, slots: [] }, now),
  ...confirmed.slots.map((slot) => keepSlot(table, slot, now)),
];

/** The request as it was declined or withdrawn, and its sessions freed, for those who wait; whoever asked is told when somebody else declined it. */
export const closingWrites = (table: CouncilTable, request: BookingRequest): Write[] => [
  requestWrite(table, request),
  ...request.quote.sessions.map(({ session, officer }, i) =>
    freeSlot(table, { officer, session, booking: request.booking, visit: visitNumber(i) }),
  ),
  ...(request.state === 'declined' && request.answeredAt
    ? [tellRequestWrite(table, request, 'approval-declined', Date.parse(request.answeredAt))]
    : []),
  ...(request.answeredAt
    ? [
        freedWrite(
          table,
          { subject: request.booking, version: request.version },
          request.quote.sessions.map(({ officer }) => ({ officer, visit: '' })),
          Date.parse(request.answeredAt),
        ),
      ]
    : []),
];
