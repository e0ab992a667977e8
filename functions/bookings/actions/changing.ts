// What whoever looks at a booking may change of it: where a session could move, what cancelling costs and gives back, and what may be waived.
import { addDays, type CivilDate, dateOf, londonDate, type SessionKey } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { policyNamed } from '../../entitlements/store.ts';
import { can } from '../../identity/rules.ts';
import { drawsOnClosed, drawsOnOverdrawn } from '../rules/cancel.ts';
import { accountsOf } from '../rules/drawing.ts';
import { type Ladder, noLadder, type Terms, termsFor } from '../rules/ladder.ts';
import { isVisit } from '../rules/work.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { type Candidate, candidatesFor, nextSessions } from './cancellations.ts';
import { grantsOf } from './grants.ts';
import { notForLead } from './leading.ts';
import { partnersOf } from './partners.ts';

export type Offered = Pick<Booking, 'officer' | 'officerName'> & { sessions: SessionKey[] };

export type Changing = {
  /** Sessions not yet delivered that draw on what has closed meanwhile, for whoever may cancel: what comes back of them lapses. */
  lapsing: string[];
  /** More was used or is held than is due of what some open session draws on: what comes back makes good for that first. */
  overdrawn: boolean;
  /** When each officer of an open session is free next, for whoever may move one there. */
  offered: Offered[];
  /** Visits that have taken the place of some that were cancelled late, for whoever may waive what those cost. */
  candidates: Candidate[];
  /** The schools that its place may be given to, for whoever may cancel: those of the same trust or partnership. */
  partners: { id: OrganisationId; name: string }[];
  /** The open sessions that whoever looks may cancel: their visits, and the work that goes with those. */
  cancellable: BookedSession[];
  /** Those that they may move: of the work beside a visit the council alone says when it is done. */
  movable: BookedSession[];
  /** The open sessions that are not for the partnership's lead who looks to move or cancel: those that the school pays for, or has of its own; all once they lead no longer. */
  notTheirs: { visits: string[]; leadsNoLonger: boolean };
  /** What cancelling each open session costs today at the wish of whoever booked, and by the terms of which policy; for whoever may cancel. */
  cancelling?: { terms: Terms[]; policy: string; ladder: Ladder };
};

/** As many as a list can be chosen from. */
const mostOffered = 40;
/** So many days before a session what is free about it begins. */
const aboutDays = 7;

/** Nothing of what the actor's rights do not reach is read. */
export async function changingOf(context: Context, booking: Booking): Promise<Changing> {
  const { actor } = context;
  const notTheirs = can(actor, 'booking:cancel') ? await notForLead(context, booking) : { visits: [], leadsNoLonger: false };
  const open = booking.sessions.filter(({ visit, state }) => state === 'booked' && !notTheirs.visits.includes(visit));
  // Those who share an event neither cancel it nor move it: that is for whoever organises it.
  const isOrganisers = !booking.event || actor.organisation === undefined || actor.organisation === booking.school;
  const mayCancel = can(actor, 'booking:cancel') && isOrganisers;
  const cancellable = mayCancel ? open : [];
  const movable = actor.organisation === undefined ? cancellable : cancellable.filter(isVisit);
  const [back, offered, candidates, cancelling, partners] = await Promise.all([
    mayCancel ? comingBackOf(context, open) : { lapsing: [], overdrawn: false },
    mayCancel ? offeredOf(context, open) : [],
    can(actor, 'booking:waive') && isOrganisers ? candidatesFor(context, booking) : [],
    mayCancel ? cancellingOf(context, booking, open) : undefined,
    mayCancel && open.length > 0 ? partnersOf(context, booking.school) : [],
  ]);
  return { ...back, cancellable, movable, offered, candidates, partners, notTheirs, ...(cancelling ? { cancelling } : {}) };
}

/** When the officers of some open sessions are free next. */
const offeredOf = (context: Context, open: Booking['sessions']): Promise<Offered[]> =>
  Promise.all(
    [...new Map(open.map(({ officer, officerName }) => [officer, officerName]))].map(async ([officer, officerName]) => ({
      officer,
      officerName,
      sessions: await freeToMove(
        context,
        officer,
        open.filter((session) => session.officer === officer).map(({ session }) => dateOf(session)),
      ),
    })),
  );

/** An officer's next sessions, and where these end before a session that might be moved, the ones about that: it may not be able to pass what prepares it. */
async function freeToMove(context: Context, officer: Booking['officer'], dates: readonly CivilDate[]): Promise<SessionKey[]> {
  const next = await nextSessions(context, { officer }, londonDate(context.now), mostOffered);
  const [first] = [...dates].sort();
  const last = next.at(-1);
  if (!first || !last || next.length < mostOffered || dateOf(last) > first) return next;
  const about = await nextSessions(context, { officer }, addDays(first, -aboutDays), mostOffered);
  return [...next, ...about.filter((session) => session > last)];
}

/** What cancelling each open session of a booking costs today, at the wish of whoever booked. */
async function cancellingOf(
  { table, now }: Context,
  booking: Booking,
  open: Booking['sessions'],
): Promise<NonNullable<Changing['cancelling']>> {
  const ladder = (await policyNamed(table, booking.policy))?.pack.cancellation ?? noLadder;
  const day = { ladder, today: londonDate(now), wish: 'school' as const };
  return { terms: open.map((session) => termsFor(booking, session, day)), policy: booking.policy, ladder };
}

/** What would not come back to be booked again, were a booking's open sessions cancelled. */
async function comingBackOf(context: Context, open: Booking['sessions']): Promise<Pick<Changing, 'lapsing' | 'overdrawn'>> {
  const grants = await grantsOf(context, accountsOf(open));
  return {
    lapsing: open.filter((session) => drawsOnClosed(grants, session)).map(({ visit }) => visit),
    overdrawn: open.some((session) => drawsOnOverdrawn(grants, session)),
  };
}
