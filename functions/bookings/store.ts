// Bookings, visit notes and charges in the table.

import { monthOf } from '../../shared/calendar.ts';
import { create, replace, type Write } from '../../shared/commit.ts';
import type { BookingId, OrganisationId } from '../../shared/ids.ts';
import { type CouncilTable, indexOf, type Page } from '../../shared/table.ts';
import type { Booking, Charge, VisitNote } from './schema.ts';

export const getBooking = (table: CouncilTable, id: BookingId): Promise<Booking | undefined> => table.get<Booking>(table.key.booking(id));

/** A school's bookings, newest first. */
export const bookingsOf = (table: CouncilTable, school: OrganisationId, after?: string): Promise<Page<Booking>> =>
  table.page<Booking>(table.range.bookingsOf(school), { limit: 25, descending: true, ...(after ? { after } : {}) });

/** A booking with its visit notes in the order of their first session. */
export async function bookingWithNotes(table: CouncilTable, id: BookingId): Promise<{ booking: Booking; notes: VisitNote[] } | undefined> {
  const items = await table.all<(Booking | VisitNote) & { type: string }>(table.range.bookingAndNotes(id));
  const booking = items.find((item) => item.type === 'booking') as Booking | undefined;
  return booking && { booking, notes: items.filter((item) => item.type === 'visit-note') as VisitNote[] };
}

const bookingItem = (table: CouncilTable, booking: Booking) => ({
  type: 'booking',
  ...booking,
  ...indexOf(table.council).booking(booking.school, booking.id),
});

export const createBookingWrite = (table: CouncilTable, booking: Booking): Write =>
  create(table.key.booking(booking.id), bookingItem(table, booking), 'changed-meanwhile');
export const replaceBookingWrite = (table: CouncilTable, booking: Booking): Write =>
  replace(table.key.booking(booking.id), bookingItem(table, booking));

export const visitNoteWrite = (table: CouncilTable, note: VisitNote): Write =>
  create(table.key.visitNote(note.booking, note.visits[0] ?? ''), { type: 'visit-note', ...note }, 'already-delivered');

export const chargeWrite = (table: CouncilTable, charge: Charge): Write =>
  create(table.key.charge(monthOf(charge.deliveredOn), charge.payer, charge.id), { type: 'charge', ...charge }, 'already-delivered');
