// What counts as booked again where a policy says that only a visit that is one more does: in whatever order a school gives up visits and books them, it has as many as
// it had at most since giving up the late one would have cost something, or it pays for that. Pure.
import { addDays, type CivilDate, dateOf, londonDate, type SessionKey, sessionText } from '../../../shared/calendar.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { type Ladder, rebookableUntil, termsFor, waiverOf } from './ladder.ts';
import { visitOf } from './work.ts';

type Taken = { booking: Booking; session: BookedSession };
/** A booking of the same service for the same school, with the terms it was made by. */
export type OfSchool = { booking: Booking; ladder: Ladder };

/** Whether giving up a visit costs its school anything: a fee, or a half-day that counts as used. */
export function costsToGiveUp(ladder: Ladder, { booking, session }: Taken, today: CivilDate): boolean {
  const { feePence = 0, halfDay } = termsFor(booking, session, { ladder, today, wish: 'school' });
  return feePence > 0 || halfDay === 'consumed';
}

/** Nothing is decided by it where what the school has booked was not read. */
const untold = 'what counts as one more is told by all that the school has booked';

/** Whether a policy counts only what is one more. */
export const countsOneMore = (ladder: Ladder): boolean => waiverOf(ladder, 'rebooked')?.oneMore !== undefined;

/** The date by which a visit counts: the one that it was first moved from with too little notice, or its own. */
const dueOf = ({ booking, session }: Taken): CivilDate => {
  const { bound, session: at } = visitOf(booking, session);
  return bound?.date ?? dateOf(at);
};

const dayOf = (at: string): CivilDate => londonDate(Date.parse(at));

/** The first day, of those up to one on which giving up a visit costs something, from which it has done so: the day of its booking, where that was late already. */
function costlyFrom(ladder: Ladder, lost: Taken, today: CivilDate): CivilDate {
  const { bound: _, keptNotice: __, of: ___, work: ____, ...visit } = lost.session;
  const session: BookedSession = { ...visit, session: `${dueOf(lost)}#am` as SessionKey };
  const of = { booking: { ...lost.booking, sessions: [session] }, session };
  const booked = dayOf(lost.booking.createdAt);
  let first = today;
  while (first > booked && costsToGiveUp(ladder, of, addDays(first, -1))) first = addDays(first, -1);
  return first;
}

/** The day on which a school gave up a visit for nothing; undefined where it did not, or where it was the council’s wish or an inspection. */
function freedOn({ state, cancelledAt, cancelledAtWish, late }: BookedSession): CivilDate | undefined {
  const isFree = late?.feePence === undefined && late?.consumed !== true;
  return state === 'cancelled' && cancelledAtWish === 'school' && cancelledAt && isFree ? dayOf(cancelledAt) : undefined;
}

type Other = Taken & { terms: Ladder; bookedOn: CivilDate; freedOn: CivilDate | undefined };

/** What is booked and given up again on one day, later than the visit itself was, the school never had: it has only been tried. */
const isTried = (lost: Taken, { bookedOn, freedOn: freed }: Other): boolean =>
  bookedOn === freed && bookedOn > dayOf(lost.booking.createdAt);

/** The school’s other visits of the kind that lay within the days that count on a date that they have had since, even where they were moved away from them. */
function othersWithin(ladder: Ladder, lost: Taken, all: readonly OfSchool[], from: CivilDate): Other[] {
  const last = rebookableUntil(ladder, dueOf(lost));
  const isWithin = ({ booking, session }: Taken): boolean => {
    const { session: at, moves = [] } = visitOf(booking, session);
    const dates = [at, ...moves.filter((move) => dayOf(move.at) >= from).map((move) => move.from)].map(dateOf);
    return last !== undefined && dates.some((date) => date <= last);
  };
  return all
    .filter(({ booking }) => booking.school === lost.booking.school && booking.service === lost.booking.service)
    .flatMap(({ booking, ladder: terms }) =>
      booking.sessions
        .filter(({ visit, work }) => work === lost.session.work && !(booking.id === lost.booking.id && visit === lost.session.visit))
        .map((session) => ({ booking, session, terms, bookedOn: dayOf(booking.createdAt), freedOn: freedOn(session) })),
    )
    .filter((other) => isWithin(other) && !isTried(lost, other));
}

/** The most of some visits that a school had at once from a day to an instant. */
function mostHad(others: readonly Other[], from: CivilDate, to: string): number {
  const first = others.filter(({ bookedOn, freedOn: freed }) => bookedOn < from && !(freed && freed < from)).length;
  const instants = others
    .filter(({ booking, bookedOn }) => bookedOn >= from && booking.createdAt <= to)
    .map(({ booking }) => booking.createdAt);
  const hadAt = (at: string) =>
    others.filter(({ booking, session, freedOn: freed }) => booking.createdAt <= at && !(freed && (session.cancelledAt ?? '') <= at))
      .length;
  return Math.max(first, ...instants.map(hadAt));
}

/**
 * The visits that were given up for nothing meanwhile and that nothing has put back, where a visit booked since does not count because of them; none where it does.
 * What is given up after it has taken place is given up by its own notice.
 */
export function notPutBack(ladder: Ladder, lost: Taken, taking: Taken, all: readonly OfSchool[] | undefined): BookedSession[] {
  if (!all) throw new Error(untold);
  const { cancelledAt = '' } = lost.session;
  const cancelledOn = dayOf(cancelledAt);
  const from = costlyFrom(ladder, lost, cancelledOn);
  const others = othersWithin(ladder, lost, all, from);
  const day = dateOf(visitOf(taking.booking, taking.session).session);
  const own = new Set(all.map(({ booking }) => booking.id));
  const isLeft = ({ booking, session, freedOn: freed }: Other): boolean => {
    if (freed && freed <= day) return false;
    if (booking.createdAt <= cancelledAt) return true;
    // Of what was booked since, what has taken place, but for the visit itself and for those that have waived another of the school’s own.
    const isTaking = booking.id === taking.booking.id && session.visit === taking.session.visit;
    return session.state === 'delivered' && !isTaking && !(session.takesPlaceOf && own.has(session.takesPlaceOf.booking));
  };
  if (others.filter(isLeft).length >= mostHad(others, from, cancelledAt)) return [];
  return others
    .filter(({ booking, freedOn: freed }) => booking.createdAt <= cancelledAt && freed && freed >= from && freed <= day)
    .map(({ session }) => session);
}

/** Why a visit is not moved late: another could be given up in its stead for nothing, or was; undefined where there is none. */
export function whyNotMovedLate(ladder: Ladder, moved: Taken, all: readonly OfSchool[] | undefined, today: CivilDate): string | undefined {
  if (!all) throw new Error(untold);
  const from = costlyFrom(ladder, moved, today);
  const others = othersWithin(ladder, moved, all, from);
  const freed = others.find((other) => other.freedOn && other.freedOn >= from);
  if (freed) return `The visit of ${sessionText(freed.session.session)} was given up for nothing meanwhile.`;
  const open = others.find(
    ({ session, booking, terms }) => session.state === 'booked' && !costsToGiveUp(terms, { booking, session }, today),
  );
  return open && `The visit of ${sessionText(open.session.session)} could still be given up for nothing in its stead.`;
}
