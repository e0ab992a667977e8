// Attendees of training: who is on the list, named, marked and forgotten. Load, decide, commit. Of a name nothing stands in the trail.
import { type CivilDate, londonClock, londonDate } from '../../../../shared/calendar.ts';
import { change } from '../../../../shared/commit.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { type BookingId, bareId } from '../../../../shared/ids.ts';
import { type EvaluationRule, evaluationFor } from '../../../../shared/policy/evaluations.ts';
import { signToken } from '../../../../shared/token.ts';
import { policyAt, policyNamed } from '../../../entitlements/store.ts';
import { can } from '../../../identity/rules.ts';
import { hasEnded } from '../../../officers/rules.ts';
import { type SessionTimes, usualSessionTimes } from '../../../officers/schema.ts';
import {
  type Clock,
  decideAttendance,
  decideForgetting,
  decideNaming,
  isOver,
  mayName,
  trainingOf,
} from '../../rules/training/attendees.ts';
import { decideAsking, decideCertificate, evaluableUntil } from '../../rules/training/evaluations.ts';
import type { AnswerToken, AttendanceCommand, AttendeeList, ForgettingCommand, NamingCommand } from '../../schema/attendees.ts';
import type { BookedSession, Booking } from '../../schema.ts';
import { answeredIn, askEvaluationWrite, attendeesOf, attendeesWrite } from '../../store/attendees.ts';
import { bookingWrite, getBooking } from '../../store.ts';
import { touches } from '../read.ts';

export type Training = { booking: Booking; list: AttendeeList; rule: EvaluationRule | undefined; times: SessionTimes; clock: Clock };

/** A booking's training by the policy that it was booked under. Undefined where there is no such booking. */
export async function trainingIn({ table, now }: Pick<Context, 'table' | 'now'>, id: BookingId): Promise<Training | undefined> {
  const [booking, list] = await Promise.all([getBooking(table, id), attendeesOf(table, id)]);
  if (!booking) return undefined;
  const policy = (await policyNamed(table, booking.policy)) ?? (await policyAt(table, now));
  return {
    booking,
    list,
    rule: policy && evaluationFor(policy.pack, bareId(booking.service)),
    times: policy?.pack.sessions ?? usualSessionTimes,
    clock: londonClock(now),
  };
}

/** The same for whoever may know of the booking. Refuses `unknown-booking`. */
export async function touchedTraining(context: Context, id: BookingId): Promise<Decision<Training>> {
  const found = await trainingIn(context, id);
  return found && touches(context, found.booking) ? accept(found) : refuse('unknown-booking');
}

export type SeenAttendee = AttendeeList['people'][number] & {
  answered: boolean;
  /** What the link ends with that they answer by, while they may. */
  link?: string;
  hasCertificate: boolean;
};
export type SeenAttendees = Omit<Training, 'list'> & {
  people: SeenAttendee[];
  version: number;
  mayName: boolean;
  /** The last session has ended: what is changed now is a correction. */
  over: boolean;
  /** The officer's own visits that are over: who took part is marked for these. */
  marking: BookedSession[];
  /** The last day on which the questions may be answered, once something is delivered. */
  until: CivilDate | undefined;
};

/** Who takes part in a booking's training, for whoever may know. Refuses `unknown-booking`, and `no-attendees` for a service that takes none. */
export async function readAttendees(context: Context, signingKey: string, id: BookingId): Promise<Decision<SeenAttendees>> {
  const { table, actor, council, now } = context;
  const found = await touchedTraining(context, id);
  if (!found.ok) return found;
  const { booking, list, rule, clock, times } = found.value;
  if (!booking.attendees) return refuse('no-attendees');
  const answered = await answeredIn(table, id);
  const today = londonDate(now);
  return accept({
    ...found.value,
    people: list.people.map((person): SeenAttendee => {
      const facts = { booking, list, rule, today, answered: answered.has(person.number) };
      const token: AnswerToken = { for: 'evaluation', council: council.slug, booking: id, attendee: person.number };
      return {
        ...person,
        answered: facts.answered,
        // The school hands the links out: nobody of the council holds one to what is said of its own work.
        ...(actor.organisation && decideAsking(facts, person.number).ok ? { link: signToken(token, signingKey) } : {}),
        hasCertificate: person.name !== undefined && decideCertificate({ ...facts, times }, person.number).ok,
      };
    }),
    version: list.version,
    mayName: can(actor, 'attendee:name') && trainingOf(booking).length > 0 && mayName({ booking, clock, times }, actor),
    over: isOver({ booking, clock, times }),
    marking: actor.officer
      ? trainingOf(booking).filter(({ officer, session }) => officer === actor.officer && hasEnded(session, clock, times))
      : [],
    until: rule && evaluableUntil(booking, rule),
  });
}

/** Names who takes part. Refuses `unknown-booking` and what decideNaming() refuses. */
export const nameAttendees = (context: Context, id: BookingId, command: NamingCommand): Promise<Decision<AttendeeList>> =>
  change(context, async () => {
    const { table, now, actor } = context;
    const found = await touchedTraining(context, id);
    if (!found.ok) return found;
    const { booking: before, list: known } = found.value;
    const decision = decideNaming({ ...found.value, now, actor }, command);
    if (!decision.ok) return decision;
    const { list, booking } = decision.value;
    return accept({
      writes: list === known ? [] : [attendeesWrite(table, list), ...(booking === before ? [] : [bookingWrite(table, booking)])],
      result: list,
      audit: {
        action: 'attendee:name',
        about: id,
        organisation: booking.school,
        policy: booking.policy,
        detail: `${list.people.length} of at most ${booking.attendees?.most ?? 0}`,
      },
    });
  });

/** Marks who took part; the first time whoever booked is told of the questions. Refuses `unknown-booking` and what decideAttendance() refuses. */
export const markAttendance = (context: Context, id: BookingId, command: AttendanceCommand): Promise<Decision<AttendeeList>> =>
  change(context, async () => {
    const { table, now, actor } = context;
    const found = await touchedTraining(context, id);
    if (!found.ok) return found;
    const { booking, rule, list: known } = found.value;
    const decision = decideAttendance({ ...found.value, now, actor }, command);
    if (!decision.ok) return decision;
    const { list, isFirst } = decision.value;
    const visits = trainingOf(booking).map(({ visit }) => visit);
    return accept({
      writes: list === known ? [] : [attendeesWrite(table, list), ...(isFirst && rule ? [askEvaluationWrite(table, id, visits, now)] : [])],
      result: list,
      audit: {
        action: 'attendee:attend',
        about: id,
        organisation: booking.school,
        policy: booking.policy,
        detail: `${list.people.filter(({ attended }) => attended.length > 0).length} of ${list.people.length} took part`,
      },
    });
  });

/** Takes a name away for good. Refuses `unknown-booking` and `unknown-attendee`. */
export const forgetAttendee = (context: Context, id: BookingId, command: ForgettingCommand): Promise<Decision<AttendeeList>> =>
  change(context, async () => {
    const { table, now } = context;
    const found = await touchedTraining(context, id);
    if (!found.ok) return found;
    const { booking } = found.value;
    const decision = decideForgetting({ ...found.value, now }, command);
    if (!decision.ok) return decision;
    const { list, isNew } = decision.value;
    return accept({
      writes: isNew ? [attendeesWrite(table, list)] : [],
      result: list,
      audit: { action: 'attendee:forget', about: id, organisation: booking.school, detail: `Attendee ${command.attendee}` },
    });
  });
