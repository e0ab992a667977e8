// The list of bookings: a school's own with its shares of events, the council's by date, and of a trust's schools what it ordered or pays for.
import { dateOf } from '../../../../shared/calendar.ts';
import { type BookingId, type OrganisationId, prefixOf } from '../../../../shared/ids.ts';
import type { CouncilTable, Key } from '../../../../shared/table.ts';
import { type BookingRow, bookingColumns, firstDay, officersOf, schoolsOf, titleOf } from '../../../bookings/rules/columns.ts';
import { isTrusts, sharesToldTo } from '../../../bookings/rules/whose-list.ts';
import type { Booking } from '../../../bookings/schema.ts';
import { getBooking } from '../../../bookings/store.ts';
import { membersOn } from '../../../schools/rules/events.ts';
import { eventsOf } from '../../../schools/store/organisations.ts';
import { list, type Reading, type Stretch } from './define.ts';
import { isCouncils, readersWho, whose } from './whose.ts';

/** A booking, or that a school has a share of one that another organises. */
type Listed = (Booking & Key & { type: 'booking' }) | (Key & { type: 'booking-share'; booking: BookingId });

const trustOf = ({ reader }: Pick<Reading, 'reader'>): OrganisationId | undefined =>
  !isCouncils(reader) && reader.organisation && prefixOf(reader.organisation) === 'trs' ? reader.organisation : undefined;

/** What the trust itself organises, then each of its schools' own: of those that are in it today the one that is asked for, or all. */
async function stretchesOfTrust({ table, today, query }: Reading, trust: OrganisationId): Promise<Stretch[]> {
  const schools = membersOn(trust, await eventsOf(table, trust), today);
  return [trust, ...schools.sort()]
    .filter((each) => query.organisation === undefined || each === query.organisation)
    .map((each) => ({ range: table.range.bookingsOf(each), descending: true, of: each }));
}

const bookingOf = (table: CouncilTable, item: Listed): Promise<Booking | undefined> | Booking =>
  item.type === 'booking-share' ? getBooking(table, item.booking) : item;

/** Each booking once: an event stands at the trust that organises it, or where the first of its schools that share it does. */
const standsAt = ({ school, shares }: BookingRow): OrganisationId | undefined => (shares ? [...shares].sort()[0] : school);

async function rowsFor(reading: Reading, items: Listed[], { of }: Stretch): Promise<BookingRow[]> {
  const found = await Promise.all(items.map((item) => bookingOf(reading.table, item)));
  const bookings = found.flatMap((booking) => booking ?? []);
  const trust = trustOf(reading);
  const organisation = whose(reading);
  if (trust && of)
    return bookings
      .filter((booking) => isTrusts(booking, trust))
      .map((booking) => withShares(booking, sharesToldTo(booking, trust)))
      .filter((row) => reading.query.organisation !== undefined || standsAt(row) === of);
  return bookings.map((booking) => withShares(booking, organisation && sharesToldTo(booking, organisation)));
}

const withShares = (booking: Booking, shares: readonly OrganisationId[] | undefined): BookingRow =>
  shares ? { ...booking, shares } : booking;

/** What its school booked by itself, though the trust pays, is opened by whoever acts for that school: as whom one acts is chosen on the trust's page. */
function pathOf(row: BookingRow, reading: Reading): string {
  const trust = trustOf(reading);
  const isOpen = !trust || row.school === trust || row.order?.by === trust || row.event !== undefined;
  return isOpen ? `/bookings/${row.id}` : `/schools/organisations/${trust}`;
}

export const bookings = list<Listed, BookingRow>({
  code: 'bookings',
  title: 'Bookings',
  columns: bookingColumns,
  filters: ['organisation', 'stage', 'state', 'dates', 'service'],
  sorts: ['date', 'latest', 'school', 'officer'],
  states: ['booked', 'delivered', 'cancelled'],
  order(reading) {
    if (trustOf(reading)) return 'What your trust ordered or pays for: school by school, newest first';
    return whose(reading) ? 'Newest first' : 'Open ones by their next visit, then those that are over';
  },
  isFor: readersWho('booking:read'),
  asksSchool: ({ reader }) => isCouncils(reader) || trustOf({ reader }) !== undefined,
  stretches(reading) {
    const { table, reader, query } = reading;
    const trust = trustOf(reading);
    if (trust) return stretchesOfTrust(reading, trust);
    const organisation = whose(reading);
    if (organisation) return [{ range: table.range.bookingsOf(organisation), descending: true }];
    if (!isCouncils(reader)) return [];
    const { stage, from = '0', to = '' } = query;
    return (['open', 'over'] as const).flatMap((each) =>
      stage && stage !== each ? [] : [{ range: table.range.bookingsByDate(each, from, to), descending: each === 'over' }],
    );
  },
  rows: rowsFor,
  path: pathOf,
  date: firstDay,
  school: schoolsOf,
  officer: officersOf,
  service: titleOf,
  stateOf: ({ sessions }) => sessions.map(({ state }) => state),
  dates: ({ sessions }) => sessions.map(({ session }) => dateOf(session)),
});
