// What counts as booked again where a policy says that only a visit that is one more does: in whatever order a school gives up visits and books them, it has as many as
// it had when giving up the first of them began to cost something, or it pays for the one it has no more. Pure.
import { type CivilDate, dateOf, londonDate, type SessionKey, sessionText } from '../../../shared/calendar.ts';
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

/** Whether an instant is one since giving up a visit would have cost something: from its booking on, where that was late already. */
function costly(ladder: Ladder, lost: Taken): (at: string) => boolean {
  const { bound: _, keptNotice: __, of: ___, work: ____, ...visit } = lost.session;
  const session: BookedSession = { ...visit, session: `${dueOf(lost)}#am` as SessionKey };
  const of = { booking: { ...lost.booking, sessions: [session] }, session };
  return (at) => at >= lost.booking.createdAt && costsToGiveUp(ladder, of, londonDate(Date.parse(at)));
}

const costNothing = ({ late }: BookedSession): boolean => late?.feePence === undefined && late?.consumed !== true;

/** What of a school's visits matters to one that is given up or moved late: of the same kind, and by the last day on which it may be booked again. */
function reckoning(ladder: Ladder, lost: Taken, all: readonly OfSchool[]) {
  const isSince = costly(ladder, lost);
  const last = rebookableUntil(ladder, dueOf(lost));
  const bookings = all.filter(({ booking }) => booking.school === lost.booking.school && booking.service === lost.booking.service);
  // Booked before, or with it; whatever was booked since is gained, and giving that up again takes nothing from what the school had.
  const wasHad = ({ createdAt }: Booking) => createdAt <= lost.booking.createdAt || !isSince(createdAt);
  const others = bookings.flatMap(({ booking, ladder: terms }) =>
    booking.sessions
      .filter(({ visit, work }) => work === lost.session.work && !(booking.id === lost.booking.id && visit === lost.session.visit))
      .map((session) => ({ booking, session, terms })),
  );
  /** On one of the dates that it has had since it lay within the days that count, even where it was moved away from them. */
  const isWithin = ({ booking, session }: Taken): boolean => {
    const { session: now, moves = [] } = visitOf(booking, session);
    const dates = [now, ...moves.filter(({ at }) => isSince(at)).map(({ from }) => from)].map(dateOf);
    return last !== undefined && dates.some((date) => date <= last);
  };
  return { isSince, had: others.filter((other) => wasHad(other.booking) && isWithin(other)), others, wasHad, isWithin };
}

const isFreed = (isSince: (at: string) => boolean, { cancelledAt, cancelledAtWish, ...session }: BookedSession): boolean =>
  session.state === 'cancelled' &&
  cancelledAtWish === 'school' &&
  cancelledAt !== undefined &&
  isSince(cancelledAt) &&
  costNothing({ ...session });

/**
 * The visits that were given up for nothing meanwhile and that nothing has put back, where a visit booked since does not count because of them; none where it does.
 * What is given up after it has taken place is given up by its own notice.
 */
export function notPutBack(ladder: Ladder, lost: Taken, taking: Taken, all: readonly OfSchool[] | undefined): BookedSession[] {
  if (!all) throw new Error(untold);
  const { isSince, had, others, wasHad, isWithin } = reckoning(ladder, lost, all);
  const day = dateOf(visitOf(taking.booking, taking.session).session);
  const freed = had.filter(({ session }) => isFreed(isSince, session) && londonDate(Date.parse(session.cancelledAt ?? '')) <= day);
  const own = new Set(all.map(({ booking }) => booking.id));
  const back = others.filter(
    (other) =>
      other.session.state === 'delivered' &&
      !wasHad(other.booking) &&
      isWithin(other) &&
      !(other.booking.id === taking.booking.id && other.session.visit === taking.session.visit) &&
      // Which has waived another of the school's own counts there.
      !(other.session.takesPlaceOf && own.has(other.session.takesPlaceOf.booking)),
  );
  return back.length >= freed.length ? [] : freed.map(({ session }) => session);
}

/** Why a visit is not moved late: another could be given up in its stead for nothing, or was; undefined where there is none. */
export function whyNotMovedLate(ladder: Ladder, moved: Taken, all: readonly OfSchool[] | undefined, today: CivilDate): string | undefined {
  if (!all) throw new Error(untold);
  const { isSince, had } = reckoning(ladder, moved, all);
  const freed = had.find(({ session }) => isFreed(isSince, session));
  const again = 'Give this one up and book anew: what that costs is waived once a visit that is one more has taken place.';
  if (freed) return `The visit of ${sessionText(freed.session.session)} was given up for nothing meanwhile. ${again}`;
  const open = had.find(({ session, booking, terms }) => session.state === 'booked' && !costsToGiveUp(terms, { booking, session }, today));
  return open && `The visit of ${sessionText(open.session.session)} could still be given up for nothing in its stead. ${again}`;
}
