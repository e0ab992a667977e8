// Events of several schools in the table: proposed, held and asked for share by share; and who has a share of which booking.
import type { Instant } from '../../../shared/calendar.ts';
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { OrganisationId, SharedEventId } from '../../../shared/ids.ts';
import { effectWrite } from '../../../shared/outbox.ts';
import { type CouncilTable, indexOf, type Key, type Page, unkeyed } from '../../../shared/table.ts';
import type { Slot } from '../../officers/schema.ts';
import { freeSlot, keepSlot, takeSlot } from '../../officers/store.ts';
import type { Confirmed } from '../rules/life.ts';
import type { EventTelling } from '../schema/event-messages.ts';
import type { SharedEvent } from '../schema/events.ts';
import type { Booking } from '../schema.ts';
import { visitNumber } from '../schema.ts';
import { bookingWrite, confirmationWrites } from '../store.ts';
import { freedWrite } from './freed.ts';
import { purchaseOrderWrites } from './purchase-orders.ts';

type Pointer = Key & { type: 'event-share'; event: SharedEventId };
type EventItem = SharedEvent & Key;

export async function getEvent(table: CouncilTable, id: SharedEventId): Promise<SharedEvent | undefined> {
  const item = await table.get<EventItem>(table.key.sharedEvent(id));
  return item && unkeyed(item);
}

/** A page of the events that somebody organises or is asked to share, or of all there are, newest first. */
export async function eventsFor(
  table: CouncilTable,
  organisation: OrganisationId | undefined,
  { after, limit = 25 }: { after?: string | undefined; limit?: number } = {},
): Promise<Page<SharedEvent>> {
  const range = organisation ? table.range.sharedEventsOf(organisation) : table.range.sharedEvents();
  const page = await table.page<EventItem | Pointer>(range, { limit, descending: true, ...(after ? { after } : {}) });
  const found = await Promise.all(
    page.items.map((item) => (item.type === 'event' ? unkeyed(item as EventItem) : getEvent(table, item.event))),
  );
  return { ...page, items: found.filter((event) => event !== undefined) };
}

function eventWrite(table: CouncilTable, event: SharedEvent): Write {
  const key = table.key.sharedEvent(event.id);
  const index = indexOf(table.council);
  const item = { ...event, ...index.sharedEvent(event.organiser, event.id), ...index.anyEvent(event.id) };
  return event.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

const pointed = ({ organiser, shares }: SharedEvent): OrganisationId[] =>
  [...new Set(shares.flatMap(({ school, payer }) => [school, payer]))].filter((id) => id !== organiser);

/** Who is asked finds the event by its own list; who is asked no more does not. */
function pointerWrites(table: CouncilTable, event: SharedEvent, before?: SharedEvent): Write[] {
  const now = pointed(event);
  const was = before ? pointed(before) : [];
  return [
    ...now
      .filter((id) => !was.includes(id))
      .map((id) =>
        create(
          table.key.eventShare(event.id, id),
          { type: 'event-share', event: event.id, ...indexOf(table.council).sharedEvent(id, event.id) },
          'changed-meanwhile',
        ),
      ),
    ...was
      .filter((id) => !now.includes(id))
      .map((id): Write => ({ op: 'delete', key: table.key.eventShare(event.id, id), refusal: { name: 'changed-meanwhile' } })),
  ];
}

/** That something of an event is to be told, for the transaction that does it. */
const tellEventWrite = (
  table: CouncilTable,
  { id, version }: Pick<SharedEvent, 'id' | 'version'>,
  of: Omit<EventTelling, 'event'>,
  now: Instant,
): Write =>
  effectWrite(table, { subject: `event:${id}`, version, function: 'bookings', task: 'tell-event', payload: { event: id, ...of }, now });

/** The event, the sessions that it holds, and that its shares are asked for. No account is touched: nothing free is held for longer than a session is. */
export const proposalWrites = (table: CouncilTable, event: SharedEvent, held: readonly Slot[], now: Instant): Write[] => [
  eventWrite(table, event),
  ...held.map((slot) => takeSlot(table, slot, now)),
  ...pointerWrites(table, event),
  tellEventWrite(table, event, { kind: 'share-asked', schools: event.shares.map(({ school }) => school) }, now),
];

/** The event as somebody answered it, or as it was divided anew, and whom that is news to. */
export const eventChangeWrites = (
  table: CouncilTable,
  event: SharedEvent,
  of: Omit<EventTelling, 'event'>,
  now: Instant,
  before?: SharedEvent,
): Write[] => [eventWrite(table, event), ...(before ? pointerWrites(table, event, before) : []), tellEventWrite(table, event, of, now)];

/** That each school which shares a booking finds it in its own list. */
const bookingShareWrites = (table: CouncilTable, { id, school: organiser, event }: Booking): Write[] =>
  (event?.shares ?? [])
    .filter(({ school }) => school !== organiser)
    .map(({ school }) =>
      create(
        table.key.bookingShare(id, school),
        { type: 'booking-share', booking: id, ...indexOf(table.council).booking(school, id) },
        'changed-meanwhile',
      ),
    );

/** What booking an event writes: of one that was proposed the sessions are those that it holds. */
export const eventConfirmationWrites = (
  table: CouncilTable,
  event: SharedEvent,
  confirmed: Confirmed,
  now: Instant,
  { held, before }: { held: boolean; before?: SharedEvent },
): Write[] => [
  eventWrite(table, event),
  ...pointerWrites(table, event, before),
  ...confirmationWrites(table, held ? { ...confirmed, slots: [] } : confirmed, now),
  ...(held ? confirmed.slots.map((slot) => keepSlot(table, slot, now)) : []),
  ...bookingShareWrites(table, confirmed.booking),
];

/** The event as it was withdrawn, and its sessions freed for those who wait. */
export const eventClosingWrites = (table: CouncilTable, event: SharedEvent, now: Instant): Write[] => [
  eventWrite(table, event),
  ...event.quote.sessions.map(({ session, officer }, i) =>
    freeSlot(table, { officer, session, booking: event.booking, visit: visitNumber(i) }),
  ),
  freedWrite(
    table,
    { subject: event.booking, version: event.version },
    event.quote.sessions.map(({ officer }) => ({ officer, visit: '' })),
    now,
  ),
];

/** A booking whose shares change, or are to; and that those whom it concerns are told. */
export const leavingWrites = (
  table: CouncilTable,
  was: Booking,
  booking: Booking,
  of: Omit<EventTelling, 'event'>,
  now: Instant,
): Write[] => [
  bookingWrite(table, booking),
  ...purchaseOrderWrites(table, [was], [booking]),
  effectWrite(table, {
    subject: `booking:${booking.id}`,
    version: booking.version,
    function: 'bookings',
    task: 'tell-event',
    payload: { booking: booking.id, ...of },
    now,
  }),
];
