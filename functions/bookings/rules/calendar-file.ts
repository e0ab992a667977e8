// A booking as a calendar file (RFC 5545), which a calendar takes in again after each change: the same visit keeps its name, and a later file counts for more. Pure.
import { dateOf, halfOf } from '../../../shared/calendar.ts';
import type { OfficerId } from '../../../shared/ids.ts';
import type { SessionTimes } from '../../officers/schema.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { isVisit, workPrefix } from './work.ts';

/** Text as a property's value: what would end it, or begin another one, is told apart. */
export const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll(/\r\n|[\r\n]/g, '\\n')
    .replaceAll(/\p{Cc}/gu, ' ');

/** Text as the value of a parameter, between quotation marks, which it cannot hold itself. */
const quoted = (text: string): string => `"${text.replaceAll(/["\p{Cc}]/gu, '’')}"`;

const mostOctets = 75;

/** A line of at most 75 octets, and what is left of it on lines that begin with a space; no character is cut in two. */
export function folded(line: string): string {
  const lines: string[] = [];
  let current = '';
  let octets = 0;
  for (const character of line) {
    const more = Buffer.byteLength(character);
    if (octets + more > mostOctets) {
      lines.push(current);
      current = ' ';
      octets = 1;
    }
    current += character;
    octets += more;
  }
  return [...lines, current].join('\r\n');
}

/** London's clocks: an hour forward at 01:00 UTC on the last Sunday of March, and back on that of October. */
const london = [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/London',
  'BEGIN:STANDARD',
  'DTSTART:19961027T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0000',
  'TZNAME:GMT',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:19810329T010000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0100',
  'TZNAME:BST',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];

const compact = (text: string): string => text.replaceAll(/[-:]|\.\d+/g, '');

export type CalendarFacts = {
  booking: Booking;
  sessionTimes: SessionTimes;
  council: { slug: string; name: string; email: string };
  /** Where the booking is read. */
  link: string;
  /** The visits that the file takes out; without any it holds those that are not cancelled. */
  cancelled?: readonly string[] | undefined;
  /** The officer in whose calendar it goes: their own visits, with their work on them, in which nobody comes to the school. */
  officer?: OfficerId | undefined;
  /** What cancelling costs, in sentences: of visits that stand. */
  terms?: readonly string[] | undefined;
};

/** When what is said of a visit was last made otherwise: of two files that a calendar takes for equally new, the later one counts. */
const lastChange = ({ createdAt }: Booking, { cancelledAt, deliveredAt, moves = [], swaps = [] }: BookedSession): string =>
  [createdAt, cancelledAt ?? '', deliveredAt ?? '', ...[...moves, ...swaps].map(({ at }) => at)].reduce((a, b) => (a > b ? a : b));

function event({ booking, sessionTimes, council, link, cancelled, terms = [] }: CalendarFacts, session: BookedSession): string[] {
  const [date, { from, to }] = [compact(dateOf(session.session)), sessionTimes[halfOf(session.session)]];
  return [
    'BEGIN:VEVENT',
    // The visit's own name in this council for good, and how often the booking has changed.
    `UID:${booking.id}-${session.visit}@${council.slug}.daybook`,
    `SEQUENCE:${booking.version - 1}`,
    `DTSTAMP:${compact(lastChange(booking, session))}`,
    `DTSTART;TZID=Europe/London:${date}T${compact(from)}00`,
    `DTEND;TZID=Europe/London:${date}T${compact(to)}00`,
    `SUMMARY:${escaped(`${workPrefix(session)}${booking.serviceTitle}, ${booking.schoolName}`)}`,
    ...(session.work ? [] : [`LOCATION:${escaped(booking.schoolName)}`]),
    `DESCRIPTION:${escaped(`${session.officerName}, for ${council.name}.\nBooking ${booking.id}${cancelled || terms.length === 0 ? '' : `\n${terms.join(' ')}`}`)}`,
    `URL:${link}`,
    `ORGANIZER;CN=${quoted(council.name)}:mailto:${council.email}`,
    `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
  ];
}

/** The visits of a booking that stand, or, to take them out of a calendar, those named that are cancelled. Undefined where that leaves none. */
export function calendarFile(facts: CalendarFacts): string | undefined {
  const { booking, cancelled, officer } = facts;
  const isTheirs = (session: BookedSession) => (officer ? session.officer === officer : isVisit(session));
  const isGone = (session: BookedSession) => session.state === 'cancelled' || (officer !== undefined && session.officer !== officer);
  const shown = booking.sessions.filter((session) =>
    cancelled ? isGone(session) && cancelled.includes(session.visit) : session.state !== 'cancelled' && isTheirs(session),
  );
  if (shown.length === 0) return undefined;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Daybook//Daybook//EN',
    'CALSCALE:GREGORIAN',
    `METHOD:${cancelled ? 'CANCEL' : 'PUBLISH'}`,
    ...london,
    ...shown.flatMap((session) => event(facts, session)),
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}
