// A school that leaves a booked event, and what the others say to that. Load, decide, commit.
import type { SessionKey } from '../../../../shared/calendar.ts';
import { change } from '../../../../shared/commit.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import type { BookingId, OrganisationId } from '../../../../shared/ids.ts';
import { fingerprintOf } from '../../../../shared/token.ts';
import { limitingOf } from '../../../identity/rules/limits.ts';
import { can } from '../../../identity/rules.ts';
import { getLimits } from '../../../identity/store/limits.ts';
import {
  beforeAndAfter,
  decideAnswerLeaving,
  decideLeaving,
  type EventBooking,
  isEvent,
  resplitText,
  waitingResplit,
} from '../../rules/events/leaving.ts';
import { staying } from '../../rules/events/shares.ts';
import type { AnswerLeavingCommand, LeaveCommand } from '../../schema/events.ts';
import type { Resplit } from '../../schema/shares.ts';
import type { Booking } from '../../schema.ts';
import { leavingWrites } from '../../store/events.ts';
import { getBooking } from '../../store.ts';
import { knows } from '../read.ts';
import { organises } from './event-facts.ts';

const standingOf = (resplit: Resplit, school: OrganisationId): string => fingerprintOf(resplitText(resplit, school));

const auditActions: Record<AnswerLeavingCommand['answer'], string> = {
  agree: 'event:leave-agree',
  decline: 'event:leave-decline',
  withdraw: 'event:leave-withdraw',
};

/** Whether somebody acts for whoever organises a booked event, or for the council. */
const organisesBooking = ({ actor }: Context, { school }: Booking): boolean =>
  actor.organisation === school || (actor.organisation === undefined && can(actor, 'event:propose'));

async function eventFor(context: Context, id: BookingId): Promise<Decision<EventBooking>> {
  const booking = await getBooking(context.table, id);
  if (!booking || !(await knows(context, booking))) return refuse('unknown-booking');
  return isEvent(booking) ? accept(booking) : refuse('nothing-to-share', 'The booking is of one school alone.');
}

/** Whom it is news to: those who are asked, or everybody who shares it once it is answered. */
const tellingOf = ({ event }: EventBooking): { kind: 'leaving-asked' | 'leaving-answered'; schools: OrganisationId[] } => {
  const waiting = waitingResplit(event);
  const last = event.resplits?.at(-1);
  return waiting
    ? { kind: 'leaving-asked', schools: waiting.rising.flatMap(({ school, agreedBy }) => (agreedBy ? [] : [school])) }
    : { kind: 'leaving-answered', schools: [...new Set([...staying(event).map(({ school }) => school), ...(last ? [last.leaver] : [])])] };
};

/**
 * Asks that a school may leave an event: by the school itself or by whoever organises it. Refuses `unknown-booking`, `nothing-to-share` for one that nobody shares, `no-share`
 * for a school that is not the actor's to name, and what decideLeaving() refuses.
 */
export async function leaveEvent(context: Context, id: BookingId, command: LeaveCommand): Promise<Decision<Booking>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const found = await eventFor(context, id);
    if (!found.ok) return found;
    const booking = found.value;
    const school = command.school ?? actor.organisation;
    const own = staying(booking.event).some(
      (share) => share.school === school && [share.school, share.payer].includes(actor.organisation ?? share.school),
    );
    if (!school || !(own || (await organises(context, { organiser: booking.school }))))
      return refuse('no-share', undefined, { field: 'school' });
    const decided = decideLeaving({ booking, now, actor }, { school, reason: command.reason });
    if (!decided.ok) return decided;
    return accept({
      writes: leavingWrites(table, booking, decided.value, tellingOf(decided.value), now),
      result: decided.value as Booking,
      audit: {
        action: 'event:leave',
        about: id,
        organisation: school,
        policy: booking.policy,
        detail: booking.event.title,
        reason: command.reason,
      },
    });
  });
}

/**
 * Answers what a school that leaves asks of the others: the last whose share rises and who agrees divides what is still to come anew, in the same transaction. Refuses
 * `unknown-booking`, `nothing-to-share` and what decideAnswerLeaving() refuses.
 */
export async function answerLeaving(context: Context, id: BookingId, command: AnswerLeavingCommand): Promise<Decision<Booking>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const found = await eventFor(context, id);
    if (!found.ok) return found;
    const booking = found.value;
    const limiting = limitingOf(actor);
    const limits = limiting ? await getLimits(table, limiting) : undefined;
    const mayWithdraw =
      (await organises(context, { organiser: booking.school })) || waitingResplit(booking.event)?.leaver === actor.organisation;
    const decided = decideAnswerLeaving({ booking, now, actor, limits, mayWithdraw, standing: standingOf }, command);
    if (!decided.ok) return decided;
    return accept({
      writes: leavingWrites(table, booking, decided.value, tellingOf(decided.value), now),
      result: decided.value as Booking,
      audit: {
        action: auditActions[command.answer],
        about: id,
        organisation: actor.organisation ?? booking.school,
        policy: booking.policy,
        detail: booking.event.title,
        ...(command.reason ? { reason: command.reason } : {}),
      },
    });
  });
}

type Sums = ReturnType<typeof beforeAndAfter>['now'];
/** What a school that leaves asks, as one of those who look sees it: each share now and then, and what stands for the figures of their own that they may agree to. */
export type Leaving = Pick<Resplit, 'leaver' | 'leaverName' | 'reason' | 'askedAt'> & {
  rows: { school: OrganisationId; schoolName: string; now: Sums; anew: Sums; agreed: boolean; asked: boolean }[];
  /** For whoever may answer now, by school. */
  answers: { school: OrganisationId; schoolName: string; agreed: string }[];
  mayWithdraw: boolean;
  /** The first session that is still to take place: whatever is delivered before everybody has agreed keeps the shares it has. */
  before?: SessionKey;
};

/** What whoever looks may do about the shares of a booked event. */
export type EventSeen = { leaving?: Leaving; mayLeave: { school: OrganisationId; schoolName: string }[] };

export function eventSeen(context: Context, booking: Booking): EventSeen | undefined {
  if (!isEvent(booking)) return undefined;
  const { actor } = context;
  const { event } = booking;
  const resplit = waitingResplit(event);
  const answering = staying(event).filter(
    ({ school, payer }) => actor.organisation !== undefined && [school, payer].includes(actor.organisation),
  );
  const organises = organisesBooking(context, booking);
  const open = booking.sessions.filter(({ state }) => state === 'booked').map(({ session }) => session);
  const [before] = open.sort();
  const isOpen = before !== undefined;
  const mayLeave =
    !resplit && isOpen && staying(event).length > 1 && can(actor, 'event:leave') ? (organises ? staying(event) : answering) : [];
  return {
    mayLeave: mayLeave.map(({ school, schoolName }) => ({ school, schoolName })),
    ...(resplit
      ? {
          leaving: {
            leaver: resplit.leaver,
            leaverName: resplit.leaverName,
            reason: resplit.reason,
            askedAt: resplit.askedAt,
            ...(before ? { before } : {}),
            rows: staying(event).map(({ school, schoolName }) => {
              const asked = resplit.rising.find((each) => each.school === school);
              return {
                school,
                schoolName,
                ...beforeAndAfter(booking, resplit, school),
                asked: asked !== undefined,
                agreed: asked?.agreedBy !== undefined,
              };
            }),
            answers: can(actor, 'event:answer')
              ? answering
                  .filter(({ school }) => resplit.rising.some((each) => each.school === school && !each.agreedBy))
                  .map(({ school, schoolName }) => ({ school, schoolName, agreed: standingOf(resplit, school) }))
              : [],
            mayWithdraw: can(actor, 'event:leave') && (organises || resplit.leaver === actor.organisation),
          },
        }
      : {}),
  };
}
