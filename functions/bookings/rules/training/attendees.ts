// Who takes part in training: named and changed until it is over, marked by the officer who delivered it, and forgotten at their wish. Pure.
import { type CivilDate, type Instant, timestamp } from '../../../../shared/calendar.ts';
import type { Actor } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import type { BookingId } from '../../../../shared/ids.ts';
import { hasEnded } from '../../../officers/rules.ts';
import type { SessionTimes } from '../../../officers/schema.ts';
import type { AttendanceCommand, Attendee, AttendeeList, ForgettingCommand, NamingCommand } from '../../schema/attendees.ts';
import type { BookedSession, Booking } from '../../schema.ts';

export const noAttendees = (booking: BookingId): AttendeeList => ({ type: 'attendees', booking, people: [], last: 0, version: 0 });

/** The sessions that people take part in: not those that are cancelled, nor an officer's own work before and after. */
export const trainingOf = ({ sessions }: Pick<Booking, 'sessions'>): BookedSession[] =>
  sessions.filter(({ state, work }) => state !== 'cancelled' && work === undefined);

export type Clock = { date: CivilDate; time: string };
type Facts = { booking: Booking; list: AttendeeList; clock: Clock; times: SessionTimes; now: Instant };

/** Whether the last session that people take part in has ended. */
export const isOver = ({ booking, clock, times }: Pick<Facts, 'booking' | 'clock' | 'times'>): boolean =>
  trainingOf(booking).every(({ session }) => hasEnded(session, clock, times));

/** Whether somebody may change the names now: whoever booked until it is over, and then the council, which corrects a name or adds who came unannounced. */
export const mayName = (facts: Pick<Facts, 'booking' | 'clock' | 'times'>, { organisation }: Pick<Actor, 'organisation'>): boolean =>
  organisation === undefined || !isOver(facts);

/**
 * The list as it is to be, and the booking with how many are on it. Refuses `no-attendees`, `attendees-closed` to whoever booked once it is over, `changed-meanwhile`,
 * `too-many-attendees`, `unknown-attendee`, and `wrong-state` where somebody who took part already would be taken off, or by whoever booked replaced.
 */
export function decideNaming(
  facts: Facts & { actor: Pick<Actor, 'organisation'> },
  command: NamingCommand,
): Decision<{ list: AttendeeList; booking: Booking }> {
  const { booking, list, actor } = facts;
  if (!booking.attendees) return refuse('no-attendees');
  if (trainingOf(booking).length === 0) return refuse('wrong-state', 'Every session is cancelled.');
  if (!mayName(facts, actor)) return refuse('attendees-closed');
  if (command.version !== list.version) return isNamedSo(list, command) ? accept({ list, booking }) : refuse('changed-meanwhile');
  const { most } = booking.attendees;
  const forgotten = list.people.filter(({ forgottenAt }) => forgottenAt !== undefined);
  if (command.people.length + forgotten.length > most)
    return refuse('too-many-attendees', `At most ${most} people may take part.`, { field: 'people' });
  const known = new Map(list.people.map((person) => [person.number, person]));
  const kept = new Map<string, Attendee>(forgotten.map((person) => [person.number, person]));
  const added: Attendee[] = [];
  let { last } = list;
  for (const [i, { number, name, role }] of command.people.entries()) {
    if (number === undefined) {
      last += 1;
      if (last > 99)
        return refuse('too-many-attendees', 'The list has been changed too often: book a further session.', { field: 'people' });
      added.push({ number: String(last).padStart(2, '0'), name, role, attended: [] });
      continue;
    }
    const before = known.get(number);
    if (!before || kept.has(number)) return refuse('unknown-attendee', undefined, { field: `people.${i}.name` });
    if (before.attended.length > 0 && before.name !== name && actor.organisation !== undefined)
      return refuse('wrong-state', `${before.name} has taken part already: add who comes now as one more.`, { field: `people.${i}.name` });
    kept.set(number, { ...before, name, role });
  }
  const gone = list.people.find(({ number, attended }) => attended.length > 0 && !kept.has(number));
  if (gone) return refuse('wrong-state', `${gone.name} has taken part already and stays on the list.`, { field: 'people' });
  const people = [...list.people.flatMap(({ number }) => kept.get(number) ?? []), ...added];
  return accept({
    list: { ...list, people, last, version: list.version + 1 },
    booking: withCount(booking, people.length),
  });
}

/** Whether a list says already what a command would make of it, as where a form was sent twice. */
const isNamedSo = ({ people }: AttendeeList, command: NamingCommand): boolean => {
  const known = people.filter(({ forgottenAt }) => forgottenAt === undefined);
  return (
    known.length === command.people.length &&
    known.every(({ name, role }, i) => name === command.people[i]?.name && role === command.people[i]?.role)
  );
};

/** The booking with how many are named, at its next version; the same one where that has not changed. */
const withCount = (booking: Booking, named: number): Booking =>
  booking.attendees && booking.attendees.named !== named
    ? { ...booking, attendees: { ...booking.attendees, named }, version: booking.version + 1 }
    : booking;

/**
 * Marks who took part in an officer's own visits; what other officers marked of theirs stays. Refuses `no-attendees`, `changed-meanwhile`, `unknown-attendee`,
 * `unknown-session`, `not-allowed` for another officer's, and `not-ended`.
 */
export function decideAttendance(
  facts: Facts & { actor: Pick<Actor, 'officer'> },
  command: AttendanceCommand,
): Decision<{ list: AttendeeList; isFirst: boolean }> {
  const { booking, list, actor, clock, times, now } = facts;
  if (!booking.attendees || list.people.length === 0) return refuse('no-attendees');
  const training = trainingOf(booking);
  const own = new Set(training.filter(({ officer }) => officer === actor.officer).map(({ visit }) => visit));
  if (own.size === 0) return refuse('not-allowed', 'The officer who delivers it marks who took part.');
  const said = new Map<string, string[]>();
  for (const { attendee, visits } of command.attended) {
    if (!list.people.some(({ number }) => number === attendee) || said.has(attendee))
      return refuse('unknown-attendee', undefined, { field: 'attended' });
    for (const visit of visits) {
      const session = training.find((each) => each.visit === visit);
      if (!session) return refuse('unknown-session', `There is no session ${visit}.`, { field: 'attended' });
      if (!own.has(visit))
        return refuse('not-allowed', `${session.officerName} marks who took part in that session.`, { field: 'attended' });
      if (!hasEnded(session.session, clock, times)) return refuse('not-ended', undefined, { field: 'attended' });
    }
    said.set(attendee, [...new Set(visits)]);
  }
  const people = list.people.map((person) => ({
    ...person,
    attended: [...person.attended.filter((visit) => !own.has(visit)), ...(said.get(person.number) ?? [])].sort(),
  }));
  if (people.every(({ attended }, i) => attended.join() === list.people[i]?.attended.join())) return accept({ list, isFirst: false });
  if (command.version !== list.version) return refuse('changed-meanwhile');
  const isFirst = list.markedAt === undefined && people.some(({ attended }) => attended.length > 0);
  return accept({ list: { ...list, people, ...(isFirst ? { markedAt: timestamp(now) } : {}), version: list.version + 1 }, isFirst });
}

/** Takes a name away for good and keeps the number; the same again changes nothing. Refuses `no-attendees` and `unknown-attendee`. */
export function decideForgetting(
  { booking, list, now }: Pick<Facts, 'booking' | 'list' | 'now'>,
  { attendee }: ForgettingCommand,
): Decision<{ list: AttendeeList; isNew: boolean }> {
  if (!booking.attendees) return refuse('no-attendees');
  const found = list.people.find(({ number }) => number === attendee);
  if (!found) return refuse('unknown-attendee', undefined, { field: 'attendee' });
  if (found.forgottenAt) return accept({ list, isNew: false });
  const { number, attended } = found;
  const people = list.people.map((person) => (person.number === attendee ? { number, attended, forgottenAt: timestamp(now) } : person));
  return accept({ list: { ...list, people, version: list.version + 1 }, isNew: true });
}

/** The visits that somebody took part in and that are delivered. */
export const tookPartIn = ({ sessions }: Pick<Booking, 'sessions'>, { attended }: Pick<Attendee, 'attended'>): BookedSession[] =>
  sessions.filter(({ visit, state }) => state === 'delivered' && attended.includes(visit));
