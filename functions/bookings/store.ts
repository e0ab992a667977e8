// Bookings, visit notes and charges in the table, and the writes of each change to a booking as one transaction.
import { type Instant, monthOf } from '../../shared/calendar.ts';
import { create, replace, type Write } from '../../shared/commit.ts';
import type { BookingId, OrganisationId } from '../../shared/ids.ts';
import { postingWrites } from '../../shared/ledger/post.ts';
import { type CouncilTable, indexOf, type Key, type Page, unkeyed } from '../../shared/table.ts';
import { allocationWrite } from '../entitlements/store/allocations.ts';
import { meetNeedWrite } from '../entitlements/store/needs.ts';
import { useWrites } from '../entitlements/store/uses.ts';
import { vacancyChangedWrite } from '../entitlements/store.ts';
import { freeSlot, takeSlot } from '../officers/store.ts';
import type { Cancelled } from './rules/cancel.ts';
import { accountsOf, drawingOf } from './rules/drawing.ts';
import type { Confirmed, Delivered } from './rules/life.ts';
import type { Moved } from './rules/move.ts';
import type { NoteChange } from './rules/notes.ts';
import type { Swapped } from './rules/swap.ts';
import type { Charge } from './schema/charges.ts';
import type { VisitNote } from './schema/notes.ts';
import type { Reclassification } from './schema/reclassifications.ts';
import type { Booking } from './schema.ts';
import { freedWrite } from './store/freed.ts';
import { tellWrite } from './store/messages.ts';
import { type NoteItem, noteFrom, noteWrite } from './store/notes.ts';
import { purchaseOrderWrites } from './store/purchase-orders.ts';

type BookingItem = Booking & Key & { type: 'booking' };
type RequestItem = Reclassification & Key;

/** What people are shown has no keys of the table in it. */
function bookingFrom(item: BookingItem): Booking {
  const { type, ...booking } = unkeyed(item);
  return booking;
}

export async function getBooking(table: CouncilTable, id: BookingId): Promise<Booking | undefined> {
  const item = await table.get<BookingItem>(table.key.booking(id));
  return item && bookingFrom(item);
}

type ShareItem = Key & { type: 'booking-share'; booking: BookingId };

/** A school's bookings, newest first; with the events that others organise and of which it has a share. */
export async function bookingsOf(table: CouncilTable, school: OrganisationId, after?: string): Promise<Page<Booking>> {
  const page = await table.page<BookingItem | ShareItem>(table.range.bookingsOf(school), {
    limit: 25,
    descending: true,
    ...(after ? { after } : {}),
  });
  const found = await Promise.all(
    page.items.map((item) => (item.type === 'booking' ? bookingFrom(item) : getBooking(table, item.booking))),
  );
  return { ...page, items: found.filter((booking) => booking !== undefined) };
}

/** A booking with its visit notes in the order of their first session, and the requests to record a session of it as the other kind. */
export async function bookingWithNotes(
  table: CouncilTable,
  id: BookingId,
): Promise<{ booking: Booking; notes: VisitNote[]; reclassifications: Reclassification[] } | undefined> {
  const items = await table.all<BookingItem | NoteItem | RequestItem>(table.range.bookingAndNotes(id));
  const booking = items.find((item) => item.type === 'booking');
  return (
    booking && {
      booking: bookingFrom(booking),
      notes: items.filter((item) => item.type === 'visit-note').map(noteFrom),
      reclassifications: items.filter((item) => item.type === 'reclassification').map((item) => unkeyed(item)),
    }
  );
}

/** A booking's second index is this one and no other's. Where a booking stands among all by date: by the first session that has still to take place or to be marked, or where none has by its last. */
function byDate(table: CouncilTable, { id, sessions }: Booking) {
  const waiting = sessions.filter(({ state }) => state === 'booked');
  const stage = waiting.length > 0 ? 'open' : 'over';
  const order = (stage === 'open' ? waiting : sessions).map(({ session }) => session).sort();
  return indexOf(table.council).bookingByDate(stage, (stage === 'open' ? order[0] : order.at(-1)) ?? '', id);
}

const bookingItem = (table: CouncilTable, booking: Booking) => ({
  type: 'booking',
  ...booking,
  ...indexOf(table.council).booking(booking.school, booking.id),
  ...byDate(table, booking),
});

/** A booking as a change leaves it, in place of its version before. */
export const bookingWrite = (table: CouncilTable, booking: Booking): Write =>
  replace(table.key.booking(booking.id), bookingItem(table, booking));

const usesWritten = (table: CouncilTable, booking: Booking, visits?: readonly string[]): Write[] =>
  useWrites(
    table,
    drawingOf(booking, accountsOf(visits ? booking.sessions.filter(({ visit }) => visits.includes(visit)) : booking.sessions)),
  );

/**
 * The writes of a confirmation, besides the record of the command: booking, slots, one pending transfer a session, the accounts drawn on and their uses, the need it is
 * for, and that it is to be told.
 */
export const confirmationWrites = (table: CouncilTable, confirmed: Confirmed, now: Instant): Write[] =>
  confirmationsWrites(table, [confirmed], now);

/** The writes of several bookings that are confirmed together: what more than one of them draws on is written once, under the condition that it holds enough for all. */
export const confirmationsWrites = (table: CouncilTable, all: readonly Confirmed[], now: Instant): Write[] => [
  ...all.flatMap(({ booking, slots }) => [
    create(table.key.booking(booking.id), bookingItem(table, booking), 'changed-meanwhile'),
    ...slots.map((slot) => takeSlot(table, slot, now)),
  ]),
  ...postingWrites(
    table,
    all.flatMap(({ postings }) => postings),
    { open: 'all' },
  ),
  ...all.flatMap(({ booking, need }) => [
    ...usesWritten(table, booking),
    ...(need ? [meetNeedWrite(table, need)] : []),
    tellWrite(table, booking, 'booking-confirmed', now),
  ]),
  ...purchaseOrderWrites(
    table,
    [],
    all.map(({ booking }) => booking),
  ),
];

/** The writes of a move: the booking, one slot freed and the other taken, the accounts' uses, that it is to be told, and that something is free. Nothing moves in the ledger. */
export const moveWrites = (table: CouncilTable, { booking, freed, taken }: Moved, now: Instant): Write[] => [
  bookingWrite(table, booking),
  freeSlot(table, freed),
  takeSlot(table, taken, now),
  ...usesWritten(table, booking, [taken.visit]),
  tellWrite(table, booking, 'booking-changed', now, [taken.visit]),
  freedWrite(table, { subject: booking.id, version: booking.version }, [freed], now),
];

/**
 * The writes of a visit that changes hands: the booking, the slots of one officer freed and those of the other taken, and that it is to be told, to whoever was to
 * come too. No account is touched.
 */
export const swapWrites = (table: CouncilTable, { booking, freed, taken, before }: Swapped, now: Instant): Write[] => [
  bookingWrite(table, booking),
  ...freed.map((slot) => freeSlot(table, slot)),
  ...taken.map((slot) => takeSlot(table, slot, now)),
  tellWrite(
    table,
    booking,
    'booking-changed',
    now,
    taken.map(({ visit }) => visit),
    before,
  ),
  freedWrite(table, { subject: booking.id, version: booking.version }, freed, now),
];

/** That a note is shared is to be told: nothing where it is not. The booking has the version that sharing gives it. */
const tellShared = (table: CouncilTable, booking: Booking, { state, sharedAt, visits }: VisitNote): Write[] =>
  state === 'shared' && sharedAt ? [tellWrite(table, booking, 'note-shared', Date.parse(sharedAt), visits)] : [];

/** The writes of a delivery: the booking, the note begun, each transfer posted, and where the note is shared at once a charge for each paid session. */
export const deliveryWrites = (table: CouncilTable, { booking, was, note, charges, postings }: Delivered): Write[] => [
  bookingWrite(table, booking),
  noteWrite(table, note),
  ...charges.map((charge) => chargeWrite(table, charge)),
  ...postingWrites(table, postings),
  ...usesWritten(table, booking, note.visits),
  ...purchaseOrderWrites(table, [was], [booking]),
  ...tellShared(table, booking, note),
];

/**
 * What granted the half-days and pence that come back, as it stands afterwards. What gets them back to be used again takes a step of its version too: a run that was
 * worked out before looks at it anew.
 */
export const backWrites = (table: CouncilTable, { vacancies, allocations, unchanged }: Cancelled['back']): Write[] => [
  ...vacancies.map((vacancy) => vacancyChangedWrite(table, vacancy)),
  ...allocations.map((allocation) => allocationWrite(table, allocation)),
  ...unchanged.map((allocation) => allocationWrite(table, { ...allocation, version: allocation.version + 1 })),
];

/**
 * The writes of a cancellation: the booking, the slots freed, each transfer voided, what becomes of what granted it, fees, the accounts' uses, the need it was for, and
 * that it is to be told; and that something is free, which goes to the school named first where one is.
 */
export const cancellationWrites = (
  table: CouncilTable,
  { booking, was, freed, postings, back, charges, need }: Cancelled,
  now: Instant,
  giveTo?: OrganisationId,
): Write[] => [
  bookingWrite(table, booking),
  ...freed.map((slot) => freeSlot(table, slot)),
  ...postingWrites(table, postings, { open: back.open }),
  ...backWrites(table, back),
  ...charges.map((charge) => chargeWrite(table, charge)),
  ...purchaseOrderWrites(table, [was], [booking]),
  ...usesWritten(
    table,
    booking,
    freed.map(({ visit }) => visit),
  ),
  ...(need ? [meetNeedWrite(table, need)] : []),
  tellWrite(
    table,
    booking,
    'booking-cancelled',
    now,
    freed.map(({ visit }) => visit),
  ),
  freedWrite(table, { subject: booking.id, version: booking.version }, freed, now, { booking: booking.id, giveTo }),
];

/** The writes of a change to a note; where the change shares it, also the booking, each charge that may be billed from then on, and that it is to be told. */
export const noteChangeWrites = (table: CouncilTable, { note, shared }: NoteChange): Write[] => [
  noteWrite(table, note),
  ...(shared
    ? [
        bookingWrite(table, shared.booking),
        ...shared.charges.map((charge) => chargeWrite(table, charge)),
        ...purchaseOrderWrites(table, [shared.was], [shared.booking]),
        ...tellShared(table, shared.booking, note),
      ]
    : []),
];

export const chargeWrite = (table: CouncilTable, charge: Charge): Write =>
  create(table.key.charge(monthOf(charge.deliveredOn), charge.payer, charge.id), { type: 'charge', ...charge }, 'already-delivered');
