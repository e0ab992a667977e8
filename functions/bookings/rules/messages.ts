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
import type { OfficerId, PersonId } from '../../../shared/ids.ts';
import type { FilledBy, NewMessage } from '../../../shared/messages.ts';
import { formatPence } from '../../../shared/money.ts';
import { dayText, halfDaysText, listText } from '../../../shared/ui/text.ts';
import type { Person } from '../../identity/schema/people.ts';
import type { SessionTimes } from '../../officers/schema.ts';
import type { BookingPost, OfferPost, RequestPost, Told } from '../schema/messages.ts';
import type { VisitNote } from '../schema/notes.ts';
import type { BookingRequest } from '../schema/requests.ts';
import type { Offer, Wait } from '../schema/waitlist.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { isLate } from './notes.ts';
import { stateAt } from './requests.ts';
import { buyersOf, costText, splitSentence, toldElsewhere } from './split.ts';
import { isHeld } from './waitlist/waitlist.ts';
import { isVisit, sessionSaid } from './work.ts';

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

/** The visits of a booking on a day that are to be reminded of, under the name of the first visit there ever was on it. Of the officer's work nobody is reminded. */
export function visitsOn({ sessions }: Booking, day: CivilDate): { first: string; visits: string[] } | undefined {
  const there = sessions.filter((each) => dateOf(each.session) === day && isVisit(each));
  const visits = there.filter(({ state }) => state === 'booked').map(({ visit }) => visit);
  const [first] = there;
  return first && visits.length > 0 ? { first: first.visit, visits } : undefined;
}

/** An officer as the person they are, where they are one. */
type OfficerPerson = { officer: OfficerId; person: PersonId | undefined };

/** The officers of some visits, and those who were to deliver them before a change. */
export const officersOf = (
  { sessions }: Pick<Booking, 'sessions'>,
  visits: readonly string[],
  before: readonly OfficerId[] = [],
): OfficerId[] => [...new Set([...sessions.filter(({ visit }) => visits.includes(visit)).map(({ officer }) => officer), ...before])];

/**
 * Whom a change or a visit concerns, each once, and of which visits they are told: whoever booked of them all, and an officer of their own, or where none is
 * theirs any more of those that somebody else delivers now. `instead`: those at the school who are told of it in the place of whoever booked, or beside them.
 */
export function concerned(
  booking: Pick<Booking, 'bookedBy' | 'sessions' | 'event'>,
  visits: readonly string[],
  officers: readonly OfficerPerson[],
  instead: readonly PersonId[] = [],
): { person: PersonId; visits: string[] }[] {
  const told = new Map<PersonId, string[]>([...buyersOf(booking), ...instead].map((person) => [person, [...visits]]));
  for (const { officer, person } of officers) {
    if (!person || told.has(person)) continue;
    const own = booking.sessions.filter((each) => visits.includes(each.visit) && each.officer === officer).map(({ visit }) => visit);
    told.set(person, own.length > 0 ? own : [...visits]);
  }
  return [...told].map(([person, of]) => ({ person, visits: of }));
}

/** Whether an officer was to deliver some visits, and somebody else delivers them all now. */
export const isTakenOver = (left: readonly Left[], officer: OfficerId | undefined): boolean =>
  left.length > 0 &&
  left.every(({ session }) => session.officer !== officer) &&
  left.some(({ session }) => session.swaps?.some(({ from }) => from === officer));

/** A message to be written: what it asks for again when it is sent are ids. */
export const messageOf = (
  kind: NewMessage['kind'],
  { about, key, person }: Pick<NewMessage, 'about' | 'key' | 'person'>,
  facts: BookingPost['facts'] | RequestPost['facts'] | OfferPost['facts'],
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

const timeText = (of: Pick<BookedSession, 'session' | 'work'>, times: SessionTimes): string => {
  const { from, to } = times[halfOf(of.session)];
  return `${sessionSaid(of)}, ${from} to ${to}`;
};
/** Sessions with their times, and where several officers deliver them each with its own. */
function timesOf(sessions: readonly Pick<BookedSession, 'session' | 'work' | 'officerName'>[], times: SessionTimes): string[] {
  const several = new Set(sessions.map(({ officerName }) => officerName)).size > 1;
  return sessions.map((each) => `${timeText(each, times)}${several ? `, ${each.officerName}` : ''}`);
}
/** Who delivers some sessions, by name. */
export const officersText = (sessions: readonly Pick<BookedSession, 'officerName'>[]): string =>
  listText([...new Set(sessions.map(({ officerName }) => officerName))]);
/** More visits than these are counted. */
const mostTold = 40;
const listed = (lines: readonly string[]): string =>
  [...lines.slice(0, mostTold), ...(lines.length > mostTold ? [`and ${lines.length - mostTold} more`] : [])].join('\n');

/** Sessions with their times, one a line. */
export const timesText = (sessions: Parameters<typeof timesOf>[0], times: SessionTimes): string => listed(timesOf(sessions, times));

/** The words that every message about one booking has; undefined where nothing is left to tell. */
export function visitWords({ council, sessionTimes, link }: Setting, left: readonly Left[]): FilledBy<'note-shared'> | undefined {
  const [first] = left;
  if (!first) return undefined;
  const { schoolName, serviceTitle } = first.booking;
  const sessions = left.map(({ session }) => session);
  return {
    council: council.name,
    school: schoolName,
    service: serviceTitle,
    officer: officersText(sessions),
    visits: listed(timesOf(sessions, sessionTimes)),
    link,
  };
}

/** The words of a reminder. Its subject names the day: a visit booked within the week before it is reminded of later than a week ahead. */
export function reminderWords(setting: Setting, left: readonly Left[]): FilledBy<'visit-reminder'> | undefined {
  const words = visitWords(setting, left);
  const [first] = left;
  return words && first && { ...words, day: dayText(dateOf(first.session.session)) };
}

/** Whether somebody who booked a visit may be told that its note is shared: a confidential one is the school's own and the council's. */
export const isNotesReader = (
  { rights }: Pick<Person, 'rights'>,
  { school, sharedBy = [], template }: Pick<VisitNote, 'school' | 'sharedBy' | 'template'>,
): boolean =>
  rights.some(
    ({ organisation }) => template.readBy === 'all-concerned' || organisation === undefined || [school, ...sharedBy].includes(organisation),
  );

/** The words of a note that is late; undefined once it has been sent. */
export function lateWords(setting: Setting, left: readonly Left[], note: VisitNote, today: CivilDate): FilledBy<'note-late'> | undefined {
  const words = weekLate(note, today) === undefined ? undefined : visitWords(setting, left);
  return words && { ...words, due: dateText(note.dueOn) };
}

type Reader = { person: PersonId; officer?: OfficerId | undefined };
/** Whether what a booking costs is for somebody to know who is told of it: for whoever booked and for the school, and not for who delivers it. */
const knowsCost = ({ person, officer }: Reader, booking: Booking): boolean => officer === undefined || buyersOf(booking).includes(person);

/** What cancelling costs is the school’s to weigh: whoever delivers is told what to do instead. */
const officersTerms = 'Tell the council as soon as you know: it finds somebody else, or another date, and tells the school.';

/** The words of a booking that was confirmed, with what it comes to, for whoever booked, and what cancelling would cost. */
export function confirmedWords(
  setting: Setting & Reader & { calendar: string; terms: readonly string[] },
  left: readonly Left[],
): FilledBy<'booking-confirmed'> | undefined {
  const words = withCalendar(setting, left);
  const [first] = left;
  const sessions = left.map(({ session }) => session);
  if (!first || !words) return undefined;
  return knowsCost(setting, first.booking)
    ? { ...words, cost: costText(first.booking, sessions, setting.person), terms: setting.terms.join(' ') }
    : { ...words, cost: toldElsewhere, terms: officersTerms };
}

const withCalendar = (setting: Setting & { calendar: string }, left: readonly Left[]): FilledBy<'booking-changed'> | undefined => {
  const words = visitWords(setting, left);
  return words && { ...words, calendar: setting.calendar };
};

/** The words of a booking that was changed: of a visit that was moved, from when, too. */
export function changeWords(setting: Setting & { calendar: string }, left: readonly Left[]): FilledBy<'booking-changed'> | undefined {
  const words = withCalendar(setting, left);
  const sessions = left.map(({ session }) => session);
  const lines = timesOf(sessions, setting.sessionTimes).map((line, i) => {
    const from = sessions[i]?.moves?.at(-1)?.from;
    return from ? `${line}, moved from ${sessionText(from)}` : line;
  });
  return words && { ...words, visits: listed(lines) };
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

/** The words of visits that were cancelled, with the reason in the words of whoever did, and what it costs for whoever booked them. */
export function cancelledWords(
  setting: Setting & Reader & { calendar: string },
  left: readonly Left[],
): FilledBy<'booking-cancelled'> | undefined {
  const words = withCalendar(setting, left);
  const cost = left[0] && knowsCost(setting, left[0].booking) ? costOf(left) : toldElsewhere;
  return words && { ...words, reason: left[0]?.session.reason ?? 'none', cost };
}

/** The words of a request: what was asked for, as it was quoted then. */
function requestWords({ council, sessionTimes, link }: Setting, { quote }: Pick<BookingRequest, 'quote'>) {
  return {
    council: council.name,
    school: quote.schoolName,
    service: quote.serviceTitle,
    officer: officersText(quote.sessions),
    visits: listed(timesOf(quote.sessions, sessionTimes)),
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
        total: splitSentence(request.quote),
        until: momentText(request.holdUntil),
      }
    : undefined;

/** The words of visits whose late cancellation costs nothing after all; undefined where none is waived. */
export const waivedWords = (setting: Setting, left: readonly Left[]): FilledBy<'cost-waived'> | undefined =>
  visitWords(
    setting,
    left.filter(({ session }) => session.late?.waived !== undefined),
  );

type Offering = Pick<Wait, 'schoolName' | 'serviceTitle'>;
const placeWords = (
  { council, sessionTimes, link }: Setting,
  wait: Offering,
  { officerName, sessions }: Pick<Offer, 'officerName' | 'sessions'>,
) => ({
  council: council.name,
  school: wait.schoolName,
  service: wait.serviceTitle,
  officer: officerName,
  visits: listed(sessions.map((session) => timeText({ session }, sessionTimes))),
  link,
});

/** The words of a place that is offered; undefined once that offer was answered or is over. */
export const offeredWords = (setting: Setting, wait: Wait, offer: number, now: Instant): FilledBy<'place-offered'> | undefined =>
  wait.offer && wait.offer.number === offer && isHeld(wait, now)
    ? {
        ...placeWords(setting, wait, wait.offer),
        // Whoever is given a place has not asked for one.
        because: wait.givenBy
          ? `A school of the same trust, federation or partnership has given its place to ${wait.schoolName}: ${wait.serviceTitle}.`
          : `${wait.schoolName} waits for ${wait.serviceTitle}.`,
        until: momentText(wait.offer.holdUntil),
        decline: `${setting.link}#decline`,
      }
    : undefined;

/** The words of an offer that nobody answered. */
export function passedWords(setting: Setting, wait: Wait, offer: number): FilledBy<'place-passed'> | undefined {
  const passed = wait.passed.find(({ number }) => number === offer);
  return passed && placeWords(setting, wait, passed);
}

/** The words of a request that was declined, with the reason in the words of whoever did. */
export const declinedWords = (setting: Setting, request: BookingRequest): FilledBy<'approval-declined'> | undefined =>
  request.state === 'declined' ? { ...requestWords(setting, request), reason: request.reason ?? 'none' } : undefined;

/** The words of a request that nobody answered while it was held; undefined where somebody did. */
export const expiredWords = (setting: Setting, request: BookingRequest, now: Instant): FilledBy<'approval-expired'> | undefined =>
  stateAt(request, now) === 'expired'
    ? {
        ...requestWords(setting, request),
        school: request.order ? `several schools, ${request.quote.schoolName} among them` : request.quote.schoolName,
        until: momentText(request.holdUntil),
      }
    : undefined;

/** The words of a school's digest from a Monday on. */
export function digestWords(
  { council, sessionTimes, link }: Setting,
  from: CivilDate,
  left: readonly Left[],
): FilledBy<'weekly-digest'> | undefined {
  const [first] = left;
  if (!first) return undefined;
  const lines = left.map(({ booking, session }) => `${timeText(session, sessionTimes)}: ${booking.serviceTitle}, ${session.officerName}`);
  return {
    council: council.name,
    school: first.booking.schoolName,
    from: dateText(from),
    until: dateText(digestUntil(from)),
    visits: listed(lines),
    link,
  };
}
