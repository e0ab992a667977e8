// What whoever looks at a booking may change of it: where a session could move, what cancelling costs and gives back, and what may be waived.
import { londonDate, type SessionKey } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { policyNamed } from '../../entitlements/store.ts';
import { can } from '../../identity/rules.ts';
import { drawsOnClosed, drawsOnOverdrawn } from '../rules/cancel.ts';
import { accountsOf } from '../rules/drawing.ts';
import { type Ladder, noLadder, type Terms, termsFor } from '../rules/ladder.ts';
import type { Booking } from '../schema.ts';
import { type Candidate, candidatesFor, nextSessions } from './cancellations.ts';
import { grantsOf } from './grants.ts';

export type Changing = {
  /** Sessions not yet delivered that draw on what has closed meanwhile, for whoever may cancel: what comes back of them lapses. */
  lapsing: string[];
  /** More was used or is held than is due of what some open session draws on: what comes back makes good for that first. */
  overdrawn: boolean;
  /** When the officer is free next, for whoever may move a session there. */
  offered: SessionKey[];
  /** Visits that have taken the place of some that were cancelled late, for whoever may waive what those cost. */
  candidates: Candidate[];
  /** What cancelling each open session costs today at the wish of whoever booked, and by the terms of which policy; for whoever may cancel. */
  cancelling?: { terms: Terms[]; policy: string; ladder: Ladder };
};

/** As many as a list can be chosen from. */
const mostOffered = 40;

/** Nothing of what the actor's rights do not reach is read. */
export async function changingOf(context: Context, booking: Booking): Promise<Changing> {
  const open = booking.sessions.filter(({ state }) => state === 'booked');
  const mayCancel = can(context.actor, 'booking:cancel');
  const [back, offered, candidates, cancelling] = await Promise.all([
    mayCancel ? comingBackOf(context, open) : { lapsing: [], overdrawn: false },
    mayCancel && open.length > 0 ? nextSessions(context, booking, londonDate(context.now), mostOffered) : [],
    can(context.actor, 'booking:waive') ? candidatesFor(context, booking) : [],
    mayCancel ? cancellingOf(context, booking, open) : undefined,
  ]);
  return { ...back, offered, candidates, ...(cancelling ? { cancelling } : {}) };
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
