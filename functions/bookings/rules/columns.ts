// The columns of this room's lists: the same on a page, in a CSV and in a workbook. Pure.
import { dateOf, londonDate } from '../../../shared/calendar.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { halfDayPence } from '../../../shared/money.ts';
import type { Column } from '../../../shared/spreadsheet/columns.ts';
import type { NoteAction, VisitNote } from '../schema/notes.ts';
import type { BookingRequest, RequestState } from '../schema/requests.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { hasLeft, sessionsOf, sumFor } from './events/shares.ts';
import { whoComes } from './standing.ts';

const isKept = ({ state }: Pick<BookedSession, 'state'>) => state !== 'cancelled';
const kept = ({ sessions }: Pick<Booking, 'sessions'>) => sessions.filter(isKept);
const namesIn = (names: readonly (string | undefined)[]): string => [...new Set(names.filter(Boolean))].join(', ');

/** The day of a booking's first session that stands, or of one of which none does the first that there was. */
export const firstDay = (booking: Pick<Booking, 'sessions'>): string => {
  const standing = kept(booking);
  const [first] = (standing.length > 0 ? standing : booking.sessions).map(({ session }) => session).sort();
  return first ? dateOf(first) : '';
};

export const officersOf = (booking: Pick<Booking, 'sessions' | 'officerName'>): string => namesIn(whoComes(booking));

/** A booking as somebody lists it. `shares`: of an event, the schools whose shares they are told; left out, they are told the whole. */
export type BookingRow = Booking & { shares?: readonly OrganisationId[] };

const sharesIn = ({ event, shares }: BookingRow) => event && shares && event.shares.filter(({ school }) => shares.includes(school));

/** The sessions that somebody lists: of an event those in which one of the schools has a part whose shares they are told. */
function sessionsIn(booking: BookingRow): BookedSession[] {
  const told = sharesIn(booking)?.map(({ school }) => new Set(sessionsOf(booking, school)));
  return told ? booking.sessions.filter((session) => told.some((each) => each.has(session))) : booking.sessions;
}
const keptIn = (booking: BookingRow) => sessionsIn(booking).filter(isKept);

/** How its sessions stand; of an event that every school has left whose share is told, that too. */
function statesOf(booking: BookingRow): string {
  const shares = sharesIn(booking) ?? [];
  const left = shares.length > 0 && shares.every(({ school }) => hasLeft(booking, school));
  return namesIn([...sessionsIn(booking).map(({ state }) => state), left ? 'left' : undefined]);
}

/** What its sessions that stand come to, without VAT; null where none of them has a price: what is free has none, and is not free of charge at £0.00. */
function netOf(booking: BookingRow): number | null {
  const prices = keptIn(booking).flatMap(({ funding }) => (funding.fund === 'traded' ? [halfDayPence(funding.perDayExVatPence)] : []));
  if (prices.length === 0) return null;
  const shares = sharesIn(booking);
  if (shares) return shares.reduce((sum, { school }) => sum + sumFor(school, kept(booking)).netPence, 0);
  return prices.reduce((sum, price) => sum + price, 0);
}

/** Who pays for what of it has a price. */
function payersOf(booking: BookingRow): string | null {
  if (netOf(booking) === null) return null;
  const shares = sharesIn(booking) ?? booking.event?.shares;
  if (shares) return namesIn(shares.map(({ payerName, schoolName }) => payerName ?? schoolName));
  return booking.team?.name ?? booking.payerName ?? booking.schoolName;
}

/** The purchase orders it is billed under: of an event those that the schools whose shares are told have given, and nobody else's. */
const numbersOf = (booking: BookingRow): string | null =>
  namesIn((sharesIn(booking) ?? [booking]).map(({ purchaseOrder }) => purchaseOrder)) || null;

/** What a booking is called: an event by its own title. */
export const titleOf = ({ event, serviceTitle }: Pick<Booking, 'event' | 'serviceTitle'>): string =>
  event ? `${event.title} (${serviceTitle})` : serviceTitle;
/** Whom it is for: of an event those whose shares are told. */
export const schoolsOf = (booking: BookingRow): string =>
  namesIn(sharesIn(booking)?.map(({ schoolName }) => schoolName) ?? [booking.schoolName]);

export const bookingColumns: readonly Column<BookingRow>[] = [
  { title: 'Service', kind: 'text', of: titleOf },
  { title: 'School', kind: 'text', of: schoolsOf },
  { title: 'First session', kind: 'date', of: (booking) => firstDay(booking) || null },
  { title: 'How much', kind: 'half-days', of: (booking) => keptIn(booking).length },
  {
    title: 'Free',
    kind: 'half-days',
    of: (booking) => keptIn(booking).filter(({ funding }) => funding.fund === 'core' || funding.fund === 'entitlement').length,
  },
  { title: 'Officer', kind: 'text', of: officersOf },
  { title: 'Net price', kind: 'pence', of: netOf },
  { title: 'State', kind: 'text', of: statesOf },
  { title: 'Paid by', kind: 'text', of: payersOf },
  { title: 'Purchase order', kind: 'text', of: numbersOf },
  { title: 'Booked on', kind: 'date', of: ({ createdAt }) => londonDate(Date.parse(createdAt)) },
  { title: 'Booking', kind: 'text', of: ({ id }) => id },
];

/** A request with its state as it is now. */
export type RequestRow = Omit<BookingRequest, 'state'> & { state: RequestState };
export const requestColumns: readonly Column<RequestRow>[] = [
  { title: 'Service', kind: 'text', of: ({ quote }) => quote.serviceTitle },
  { title: 'School', kind: 'text', of: ({ quote }) => quote.schoolName },
  { title: 'First session', kind: 'date', of: ({ quote }) => quote.sessions.map(({ session }) => dateOf(session)).sort()[0] },
  { title: 'How much', kind: 'half-days', of: ({ quote }) => quote.sessions.length },
  { title: 'Officer', kind: 'text', of: ({ quote }) => namesIn(quote.sessions.map(({ officerName }) => officerName)) || quote.officerName },
  { title: 'With VAT', kind: 'pence', of: ({ quote }) => quote.grossPence },
  { title: 'State', kind: 'text', of: ({ state }) => state },
  { title: 'Asked for on', kind: 'date', of: ({ requestedAt }) => londonDate(Date.parse(requestedAt)) },
  { title: 'Held until', kind: 'date', of: ({ holdUntil }) => londonDate(Date.parse(holdUntil)) },
  { title: 'Purchase order', kind: 'text', of: ({ purchaseOrder }) => purchaseOrder },
];

/** Of what is written in a note nothing: it may be confidential, and a list is not where it is read. */
export const noteColumns: readonly Column<VisitNote>[] = [
  { title: 'Service', kind: 'text', of: ({ serviceTitle }) => serviceTitle },
  { title: 'School', kind: 'text', of: ({ schoolName }) => schoolName },
  { title: 'Visit', kind: 'date', of: ({ sessions }) => (sessions[0] ? dateOf(sessions[0]) : null) },
  { title: 'How much', kind: 'half-days', of: ({ sessions }) => sessions.length },
  { title: 'Officer', kind: 'text', of: ({ officerName }) => officerName },
  { title: 'State', kind: 'text', of: ({ state }) => state },
  { title: 'Due', kind: 'date', of: ({ dueOn }) => dueOn },
  { title: 'Shared on', kind: 'date', of: ({ sharedAt }) => (sharedAt ? londonDate(Date.parse(sharedAt)) : null) },
  { title: 'Open actions', kind: 'count', of: ({ actions }) => actions.filter(({ doneAt }) => !doneAt).length },
];

export type ActionRow = { note: VisitNote; action: NoteAction };
export const actionColumns: readonly Column<ActionRow>[] = [
  { title: 'Action', kind: 'text', of: ({ action }) => action.what },
  { title: 'School', kind: 'text', of: ({ note }) => note.schoolName },
  { title: 'Who', kind: 'text', of: ({ action, note }) => (action.who === 'school' ? 'the school' : note.officerName) },
  { title: 'By', kind: 'date', of: ({ action }) => action.by },
  { title: 'State', kind: 'text', of: ({ action }) => (action.doneAt ? 'done' : 'open') },
  { title: 'Done on', kind: 'date', of: ({ action }) => (action.doneAt ? londonDate(Date.parse(action.doneAt)) : null) },
  { title: 'Service', kind: 'text', of: ({ note }) => note.serviceTitle },
  { title: 'Visit', kind: 'date', of: ({ note }) => (note.sessions[0] ? dateOf(note.sessions[0]) : null) },
];
