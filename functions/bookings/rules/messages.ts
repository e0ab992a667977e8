// What is told of bookings, to whom and when: the words of each message from the bookings as they stand when it is sent, and the days of reminders and digests. Pure.
import {
  addDays,
  type CivilDate,
  dateOf,
  dateText,
  daysBetween,
  halfOf,
  type Instant,
  isWeekend,
  momentText,
  mondayOf,
  sessionText,
} from '../../../shared/calendar.ts';
import type { PersonId } from '../../../shared/ids.ts';
import type { FilledBy, NewMessage } from '../../../shared/messages.ts';
import { formatPence } from '../../../shared/money.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import type { Person } from '../../identity/schema/people.ts';
import type { SessionTimes } from '../../officers/schema.ts';
import type { BookingPost, RequestPost, Told } from '../schema/messages.ts';
import type { VisitNote } from '../schema/notes.ts';
import type { BookingRequest } from '../schema/requests.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { isLate } from './notes.ts';
import { stateAt } from './requests.ts';

/** A week, so that the reminder of a visit, which falls on a weekday, comes on the same weekday. */
const reminderDays = 7;
/** How far a digest looks from its Monday on. */
const digestDays = 14;
/** When the day's messages begin to go out, as London's clocks show it. */
const firstHour = '07:00';

type Clock = { date: CivilDate; time: string };

/**
 * The days of visits to remind of now, the earliest first, where those up to `through` have been reminded of: a week from today once it is seven in London, and any
 * that was missed and is still to come. Days are counted by the calendar, so that a change of the clocks neither skips one nor repeats it.
 */
export function daysToRemind({ date: today, time }: Clock, through: CivilDate | undefined): CivilDate[] {
  const last = addDays(today, time >= firstHour ? reminderDays : reminderDays - 1);
  const tomorrow = addDays(today, 1);
  const days: CivilDate[] = [];
  for (let day = through && through >= tomorrow ? addDays(through, 1) : tomorrow; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** A digest that was missed on Monday is made good for so long; after that the week is nearly over. */
const digestGraceDays = 2;

/** The Monday of the digest that is due now, where those up to `through` have gone out; undefined where none is. */
export function digestDue({ date: today, time }: Clock, through: CivilDate | undefined): CivilDate | undefined {
  const monday = mondayOf(today);
  const isTime = today > monday || time >= firstHour;
  return isTime && today <= addDays(monday, digestGraceDays) && (through === undefined || through < monday) ? monday : undefined;
}
/** The last day that the digest of a Monday tells of. */
export const digestUntil = (monday: CivilDate): CivilDate => addDays(monday, digestDays - 1);

/** Whether officers are to be told of late notes now, where they have been up to `through`: once on each weekday, from seven in London. */
export const remindsOfNotes = ({ date: today, time }: Clock, through: CivilDate | undefined): boolean =>
  time >= firstHour && !isWeekend(today) && (through === undefined || through < today);

/** Which week a note is late for, counted from 1: it is told of once in each. None for one that is not late, or waits for its moderator. */
export function weekLate(note: Pick<VisitNote, 'state' | 'dueOn'>, today: CivilDate): number | undefined {
  if (!isLate(note, today) || note.state === 'submitted') return undefined;
  return Math.ceil(daysBetween(note.dueOn, today) / 7);
}

/** The visits of a booking on a day that are to be reminded of, under the name of the first visit there ever was on it. */
export function visitsOn({ sessions }: Booking, day: CivilDate): { first: string; visits: string[] } | undefined {
  const there = sessions.filter(({ session }) => dateOf(session) === day);
  const visits = there.filter(({ state }) => state === 'booked').map(({ visit }) => visit);
  const [first] = there;
  return first && visits.length > 0 ? { first: first.visit, visits } : undefined;
}

/** Whom a change or a visit concerns: whoever booked, and whoever is the officer, each once. */
export const concerned = ({ bookedBy }: Pick<Booking, 'bookedBy'>, officer: PersonId | undefined): PersonId[] => [
  ...new Set([bookedBy, ...(officer ? [officer] : [])]),
];

/** A message to be written: what it asks for again when it is sent are ids. */
export const messageOf = (
  kind: NewMessage['kind'],
  { about, key, person }: Pick<NewMessage, 'about' | 'key' | 'person'>,
  facts: BookingPost['facts'] | RequestPost['facts'],
): NewMessage => ({ kind, about, key, person, function: 'bookings', task: 'post-message', facts });

/** What of the bookings that were told of is left to tell, in time order. */
export type Left = { booking: Booking; session: BookedSession };
export function leftOf(bookings: readonly Booking[], told: Told, state: BookedSession['state']): Left[] {
  return told
    .flatMap(({ booking: id, visits }) => {
      const booking = bookings.find((each) => each.id === id);
      const sessions = booking?.sessions.filter((each) => visits.includes(each.visit) && each.state === state) ?? [];
      return booking ? sessions.map((session) => ({ booking, session })) : [];
    })
    .sort((a, b) => (a.session.session < b.session.session ? -1 : 1));
}

/** What every message needs beside the bookings. */
export type Setting = { council: { name: string }; sessionTimes: SessionTimes; link: string };

const timeText = ({ session }: Pick<BookedSession, 'session'>, times: SessionTimes): string => {
  const { from, to } = times[halfOf(session)];
  return `${sessionText(session)}, ${from} to ${to}`;
};
/** More visits than these are counted. */
const mostTold = 40;
const listed = (lines: readonly string[]): string =>
  [...lines.slice(0, mostTold), ...(lines.length > mostTold ? [`and ${lines.length - mostTold} more`] : [])].join('\n');

/** The words that every message about one booking has; undefined where nothing is left to tell. */
export function visitWords({ council, sessionTimes, link }: Setting, left: readonly Left[]): FilledBy<'visit-reminder'> | undefined {
  const [first] = left;
  if (!first) return undefined;
  const { schoolName, serviceTitle, officerName } = first.booking;
  return {
    council: council.name,
    school: schoolName,
    service: serviceTitle,
    officer: officerName,
    visits: listed(left.map(({ session }) => timeText(session, sessionTimes))),
    link,
  };
}

/** Whether somebody who booked a visit may be told that its note is shared: a confidential one is the school's own and the council's. */
export const isNotesReader = ({ rights }: Pick<Person, 'rights'>, { school, template }: Pick<VisitNote, 'school' | 'template'>): boolean =>
  rights.some(({ organisation }) => template.readBy === 'all-concerned' || organisation === undefined || organisation === school);

/** The words of a note that is late; undefined once it has been sent. */
export function lateWords(setting: Setting, left: readonly Left[], note: VisitNote, today: CivilDate): FilledBy<'note-late'> | undefined {
  const words = weekLate(note, today) === undefined ? undefined : visitWords(setting, left);
  return words && { ...words, due: dateText(note.dueOn) };
}

/** The words of a booking that was confirmed or changed. */
export function changeWords(setting: Setting & { calendar: string }, left: readonly Left[]): FilledBy<'booking-confirmed'> | undefined {
  const words = visitWords(setting, left);
  return words && { ...words, calendar: setting.calendar };
}

/** What visits that were cancelled cost by the notice that was given, as it stands: a fee, free days that count as used, or nothing. */
function costOf(left: readonly Left[]): string {
  const late = left.flatMap(({ session }) => (session.late && !session.late.waived ? [session.late] : []));
  const feePence = late.reduce((sum, each) => sum + (each.feePence ?? 0), 0);
  const consumed = late.filter((each) => each.consumed).length;
  const costs = [
    ...(feePence > 0 ? [`a fee of ${formatPence(feePence)} before VAT`] : []),
    ...(consumed > 0 ? [`${halfDaysText(consumed)} of free days, which ${consumed > 1 ? 'count' : 'counts'} as used`] : []),
  ];
  return costs.length > 0 ? `By the notice that was given it costs ${costs.join(' and ')}.` : 'It costs nothing.';
}

/** The words of visits that were cancelled, with the reason in the words of whoever did and what it costs. */
export function cancelledWords(setting: Setting & { calendar: string }, left: readonly Left[]): FilledBy<'booking-cancelled'> | undefined {
  const words = changeWords(setting, left);
  return words && { ...words, reason: left[0]?.session.reason ?? 'none', cost: costOf(left) };
}

/** The words of a request: what was asked for, as it was quoted then. */
function requestWords({ council, sessionTimes, link }: Setting, { quote }: Pick<BookingRequest, 'quote'>) {
  return {
    council: council.name,
    school: quote.schoolName,
    service: quote.serviceTitle,
    officer: quote.officerName,
    visits: listed(quote.sessions.map((each) => timeText(each, sessionTimes))),
    link,
  };
}

/** The words for whoever may approve a request; undefined once it was answered or its hold is over. */
export const askedWords = (
  setting: Setting,
  request: BookingRequest,
  { person, now }: { person: string; now: Instant },
): FilledBy<'approval-asked'> | undefined =>
  stateAt(request, now) === 'requested'
    ? {
        ...requestWords(setting, request),
        person,
        total: `${formatPence(request.quote.grossPence)}, ${request.quote.vatPence > 0 ? 'VAT included' : 'without VAT'}`,
        until: momentText(request.holdUntil),
      }
    : undefined;

/** The words of a request that was declined, with the reason in the words of whoever did. */
export const declinedWords = (setting: Setting, request: BookingRequest): FilledBy<'approval-declined'> | undefined =>
  request.state === 'declined' ? { ...requestWords(setting, request), reason: request.reason ?? 'none' } : undefined;

/** The words of a school's digest from a Monday on. */
export function digestWords(
  { council, sessionTimes, link }: Setting,
  from: CivilDate,
  left: readonly Left[],
): FilledBy<'weekly-digest'> | undefined {
  const [first] = left;
  if (!first) return undefined;
  const lines = left.map(({ booking, session }) => `${timeText(session, sessionTimes)}: ${booking.serviceTitle}, ${booking.officerName}`);
  return {
    council: council.name,
    school: first.booking.schoolName,
    from: dateText(from),
    until: dateText(digestUntil(from)),
    visits: listed(lines),
    link,
  };
}
