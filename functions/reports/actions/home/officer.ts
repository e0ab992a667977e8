// What an officer finds at home: today and this week, where the next visit is, what is to be written, and what they promised.
import { addDays, dateOf, dateText, londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { isLate } from '../../../bookings/rules/notes.ts';
import type { Booking } from '../../../bookings/schema.ts';
import { actionsOf, nameOfNote, notesToFinish } from '../../../bookings/store/notes.ts';
import { getBooking } from '../../../bookings/store.ts';
import { mondayShownOn } from '../../../officers/rules/diary.ts';
import type { Slot } from '../../../officers/schema.ts';
import { takenSlots } from '../../../officers/store.ts';
import { getOrganisation } from '../../../schools/store/organisations.ts';
import { counted, type Found, firstOf, lateOn, type Row, visitsOf, whenText } from '../../rules/home-parts.ts';

const daysAhead = 27;
const daysBack = 14;
const mostShown = 5;
const mostWaiting = 10;
/** Bookings with a visit that was forgotten for longer, of all officers: few where somebody looks after them. */
const mostForgotten = 200;

const isFirm = ({ holdUntil }: Slot) => holdUntil === undefined;

/** This week's sessions, the next visit with the school's address, and how many half-days are not marked delivered, however long ago. */
export async function thisWeek({ table, actor, now }: Context): Promise<Found | undefined> {
  const { officer } = actor;
  if (!officer) return undefined;
  const today = londonDate(now);
  const before = addDays(today, -daysBack - 1);
  const [ahead, back, forgotten] = await Promise.all([
    takenSlots(table, officer, today, addDays(today, daysAhead)),
    takenSlots(table, officer, addDays(today, -daysBack), addDays(today, -1)),
    table.page<Booking>(table.range.bookingsByDate('open', '0', before), { limit: mostForgotten }),
  ]);
  const visits = visitsOf(ahead.filter(isFirm));
  const next = visits.find(([first]) => first && !first.work)?.[0];
  const [school, ...lately] = await Promise.all([
    next && getOrganisation(table, next.school),
    ...[...new Set(back.filter(isFirm).map(({ booking }) => booking))].map((id) => getBooking(table, id)),
  ]);
  const states = new Map(lately.flatMap((booking) => (booking ? [[booking.id, booking.sessions] as const] : [])));
  const unmarked = back.filter(
    ({ booking, visit, work }) => !work && states.get(booking)?.find((session) => session.visit === visit)?.state === 'booked',
  );
  const older = forgotten.items.flatMap(({ sessions }) =>
    sessions.filter(
      ({ session, work, state, officer: whose }) => !work && state === 'booked' && whose === officer && dateOf(session) <= before,
    ),
  );
  const sunday = addDays(mondayShownOn(today), 6);
  const week = visits.filter(([first]) => first && dateOf(first.session) <= sunday);
  const rows = week.flatMap((visit): Row[] => {
    const [first] = visit;
    if (!first) return [];
    const isToday = dateOf(first.session) === today;
    return [
      {
        text: `${whenText(visit)}: ${first.schoolName}`,
        path: `/bookings/${first.booking}`,
        detail: first.work ? `${first.serviceTitle}, ${first.work}` : first.serviceTitle,
        session: first.session,
        halfDays: visit.length,
        ...(isToday ? { tag: { text: 'today', tone: 'soon' as const } } : {}),
      },
    ];
  });
  const address = school && [...school.addressLines, school.postcode].filter(Boolean).join(', ');
  const nextRow: Row[] = next
    ? [
        {
          text: `Next visit: ${next.schoolName}`,
          path: `/bookings/${next.booking}`,
          detail: `${whenText(visits.find(([first]) => first === next) ?? [next])}${address ? `, at ${address}` : ''}`,
          session: next.session,
        },
      ]
    : [];
  const marking = counted(
    { count: unmarked.length + older.length, more: forgotten.next !== undefined },
    {
      one: 'half-day to mark delivered',
      many: 'half-days to mark delivered',
      path: '/bookings/diary',
      tag: { text: 'to do', tone: 'late' },
    },
  );
  return { rows: [...nextRow, ...marking, ...rows], all: { path: '/bookings/diary', text: 'Diary' } };
}

/** Notes that wait for their officer, the late ones first; those that came back say so. */
export async function notesToWrite({ table, actor, now }: Context): Promise<Found | undefined> {
  const { officer } = actor;
  if (!officer) return undefined;
  const today = londonDate(now);
  const { items, next } = await notesToFinish(table, officer, undefined, mostWaiting);
  const rows = items.map((note): Row => {
    const tag: Row['tag'] = isLate(note, today)
      ? { text: 'late', tone: 'late' }
      : note.state === 'returned'
        ? { text: 'returned to you', tone: 'soon' }
        : undefined;
    return {
      text: `${note.schoolName}: ${note.serviceTitle}`,
      path: `/bookings/${note.booking}/notes/${nameOfNote(note)}`,
      detail: `${note.state === 'returned' ? 'Returned to you, due' : 'Due'} on ${dateText(note.dueOn)}`,
      on: note.dueOn,
      ...(tag ? { tag } : {}),
    };
  });
  return { ...firstOf(rows, mostShown, next !== undefined), all: { path: '/bookings/notes', text: 'Your notes' } };
}

/** What the officer has promised schools and not done, the first to be due first. */
export async function promisedActions({ table, actor, now }: Context): Promise<Found | undefined> {
  const { officer } = actor;
  if (!officer) return undefined;
  const today = londonDate(now);
  const { items, next } = await actionsOf(table, officer, mostWaiting);
  const rows = items.flatMap((note) =>
    note.actions.flatMap((action): Row[] => {
      if (action.doneAt || action.who !== 'officer') return [];
      const tag = lateOn(action.by, today);
      const path = `/bookings/${note.booking}/notes/${nameOfNote(note)}`;
      return [{ text: action.what, path, detail: `${note.schoolName}, by ${dateText(action.by)}`, on: action.by, ...(tag ? { tag } : {}) }];
    }),
  );
  rows.sort((a, b) => ((a.on ?? '') < (b.on ?? '') ? -1 : 1));
  return firstOf(rows, mostShown, next !== undefined);
}
