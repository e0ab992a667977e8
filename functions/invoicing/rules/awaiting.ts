// What is held of a booking until a note of it is shared, in half-days and pence. Pure.
import { type CivilDate, dateOf } from '../../../shared/calendar.ts';
import type { BookingId } from '../../../shared/ids.ts';
import { halfDayPence } from '../../../shared/money.ts';
import { isHeld } from '../../bookings/rules/charges.ts';
import type { VisitNote } from '../../bookings/schema/notes.ts';
import type { Booking } from '../../bookings/schema.ts';

type Note = Pick<VisitNote, 'booking' | 'visits' | 'schoolName' | 'serviceTitle' | 'officerName' | 'state' | 'dueOn'>;
/** One note and what is held until it is shared. */
type AwaitingNote = {
  booking: BookingId;
  note: string;
  schoolName: string;
  serviceTitle: string;
  officerName: string;
  state: VisitNote['state'];
  dueOn: CivilDate;
  halfDays: number;
  netPence: number;
};
export type Awaiting = { notes: AwaitingNote[]; halfDays: number; netPence: number };

/** By note, what of its visits until a day is paid for and held, each note beside its booking; a note of free visits alone holds nothing. */
export function awaitingOf(notes: readonly Note[], bookings: readonly (Pick<Booking, 'sessions'> | undefined)[], to: CivilDate): Awaiting {
  const found = notes.flatMap((note, i): AwaitingNote[] => {
    const { booking, visits, schoolName, serviceTitle, officerName, state, dueOn } = note;
    const held = (bookings[i]?.sessions ?? []).filter(
      (session) => visits.includes(session.visit) && isHeld(session) && dateOf(session.session) <= to,
    );
    const netPence = held.reduce((sum, { funding }) => sum + (funding.fund === 'traded' ? halfDayPence(funding.perDayExVatPence) : 0), 0);
    if (held.length === 0) return [];
    return [{ booking, note: visits[0] ?? '', schoolName, serviceTitle, officerName, state, dueOn, halfDays: held.length, netPence }];
  });
  return {
    notes: found,
    halfDays: found.reduce((sum, { halfDays }) => sum + halfDays, 0),
    netPence: found.reduce((sum, { netPence }) => sum + netPence, 0),
  };
}
