// Waiving what a late cancellation cost, once another visit has taken its place: its fee is withdrawn before it is billed, and its free half-day goes back. Pure.
import { type CivilDate, dateOf, dateText, type Instant, londonDate, mondayOf, sessionText, timestamp } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { bareId } from '../../../shared/ids.ts';
import { type Account, account, grantOf, holderOf } from '../../../shared/ledger/chart.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { transfer } from '../../../shared/ledger/transfers.ts';
import { workingDaysText } from '../../../shared/ui/text.ts';
import { type Grants, givenBack, nothingBack, type Returned } from '../../entitlements/rules/returns.ts';
import type { WaiverCommand } from '../schema/cancellations.ts';
import type { Charge } from '../schema/charges.ts';
import type { BookedSession, Booking, LateCancellation } from '../schema.ts';
import { type Ladder, rebookableUntil, waiverOf } from './ladder.ts';
import { withSession } from './life.ts';
import { costsToGiveUp, countsOneMore, notPutBack, type OfSchool } from './one-more.ts';
import { packageEnd } from './transfers.ts';
import { visitOf } from './work.ts';

export type Waived = {
  booking: Booking;
  was: Booking;
  /** The booking of the visit that took its place, with the mark that it has; none where an inspection was announced. */
  other?: Booking;
  /** The fee that is withdrawn; of an event each share of it. */
  withdrawn?: Pick<Charge, 'id' | 'payer' | 'deliveredOn'>[];
  postings: Posting[];
  back: Omit<Returned, 'postings'>;
  /** The accounts whose uses are told anew. */
  accounts: string[];
};

/** A session as its own school reads it: that another visit has its place, or that it has another's, and not which, as that may be another school's. */
export function withoutOther({ takesPlaceOf: _, ...session }: BookedSession): BookedSession {
  const { late } = session;
  if (!late?.waived) return session;
  const { instead: __, ...waived } = late.waived;
  return { ...session, late: { ...late, waived } };
}

type Kind = WaiverCommand['kind'];
type Taken = { booking: Booking; session: BookedSession };
/** `terms`: by which the other visit was booked, where these are others than those of the one that was given up. */
type Taking = Taken & { terms?: Ladder | undefined };

/** Whether a visit that is booked costs its school something by its own ladder, were it given up at the last moment. */
const costsAtLast = (ladder: Ladder, { booking, session }: Taken): boolean =>
  costsToGiveUp(ladder, { booking, session }, dateOf(visitOf(booking, session).session));

/**
 * Why one visit does not take the place of another that was cancelled; undefined where it does. `all`: what the school has booked of the service, for a policy that
 * counts only a visit that is one more.
 */
export function whyNotInstead(kind: Kind, ladder: Ladder, lost: Taken, other: Taking, all?: readonly OfSchool[]): string | undefined {
  const { cancelledAt = '' } = lost.session;
  if (!waiverOf(ladder, kind)) return 'The policy under which it was booked waives nothing for that.';
  if (other.session.takesPlaceOf) return 'That visit has taken the place of another one already.';
  if (other.booking.createdAt <= cancelledAt) return 'That visit was booked before this one was cancelled.';
  if (kind === 'substitute') {
    if (other.booking.school === lost.booking.school) return 'A substitute is a visit to another school.';
    if (other.session.officer !== lost.session.officer || other.session.session !== lost.session.session)
      return `A substitute takes the same session of the same officer: ${sessionText(lost.session.session)}.`;
    if (other.session.state === 'cancelled') return 'That visit was cancelled.';
    // Otherwise a friend could take the place for nothing, have the cost waived, and give the place up again for nothing.
    return other.session.state === 'delivered' || costsAtLast(other.terms ?? ladder, other)
      ? undefined
      : 'Giving that visit up would cost nothing: it takes the place once it has been delivered.';
  }
  if (other.booking.school !== lost.booking.school || other.booking.service !== lost.booking.service)
    return 'What is rebooked is a visit of the same service to the same school.';
  if (other.session.work !== lost.session.work)
    return 'A visit takes the place of a visit, and the officer’s work on one that of the same work.';
  if (other.session.state !== 'delivered') return 'That visit has not been delivered yet.';
  // The officer's work on a visit is given up and rebooked with it: both count by their visits, as the day on which the fee falls due does.
  const { bound, session: was } = visitOf(lost.booking, lost.session);
  const by = rebookableUntil(ladder, bound?.date ?? dateOf(was));
  const { withinWorkingDays = 0 } = waiverOf(ladder, 'rebooked') ?? {};
  if (by && dateOf(visitOf(other.booking, other.session).session) > by)
    return `It had to take place within ${workingDaysText(withinWorkingDays)}, by ${dateText(by)}.`;
  return countsOneMore(ladder) ? whyNotOneMore(ladder, lost, other, all) : undefined;
}

/** Why a visit that was booked since puts back another, and is not one more. */
function whyNotOneMore(ladder: Ladder, lost: Taken, other: Taken, all: readonly OfSchool[] | undefined): string | undefined {
  const freed = notPutBack(ladder, lost, other, all);
  if (freed.length === 0) return undefined;
  const visits = freed.map(({ session }) => sessionText(session)).join('; ');
  return `Given up for nothing meanwhile: ${visits}. What was booked since puts ${freed.length === 1 ? 'that' : 'those'} back first, and a visit that is one more has yet to take place.`;
}

/** Whether a cancellation has cost something that may still be waived. */
export const isWaivable = ({ late }: Pick<BookedSession, 'late'>): boolean =>
  late !== undefined && late.waived === undefined && (late.feePence !== undefined || late.consumed === true);

/** As many as stand in one transaction with the waiver. */
const mostStaying = 50;

/**
 * Where only a visit that is one more counts, the other bookings whose cost may still be waived, as they were read: waived at the same moment, each of two would count the
 * visit that waives the other.
 */
export const stillToWaive = ({ all = [], booking, other }: Pick<WaiverFacts, 'all' | 'booking' | 'other'>): Booking[] =>
  all
    .map((each) => each.booking)
    .filter(({ id, sessions }) => id !== booking.id && id !== other.id && sessions.some(isWaivable))
    .slice(0, mostStaying);

type CostFacts = Grants & {
  booking: Booking;
  ladder: Ladder;
  /** The package that the half-day is of was ended early: its account takes nothing back that stays. */
  hasEnded?: boolean;
  now: Instant;
  actor: Pick<Actor, 'person'>;
};

export type WaiverFacts = CostFacts & {
  other: Booking;
  /** By which the other was booked, where these are others. */
  terms?: Ladder | undefined;
  /** What the school has booked of the service, where the policy counts only a visit that is one more. */
  all?: readonly OfSchool[] | undefined;
};

/**
 * Waives what a late cancellation cost. Refuses `unknown-session`, `wrong-state` where it cost nothing or is waived already, and `not-waivable` with the reason
 * where the other visit does not take its place.
 */
export function decideWaiver(facts: WaiverFacts, { visit, kind, instead }: WaiverCommand): Decision<Waived & { other: Booking }> {
  const { booking, other, ladder, terms, now } = facts;
  const session = booking.sessions.find((each) => each.visit === visit);
  if (!session) return refuse('unknown-session', undefined, { field: 'visit' });
  const taking = other.id === booking.id ? undefined : other.sessions.find((each) => each.visit === instead.visit);
  const { late } = session;
  if (!late || !isWaivable(session))
    return refuse('wrong-state', late?.waived ? 'It is waived already.' : 'Cancelling it cost nothing.', { field: 'visit' });
  if (!taking) return refuse('not-waivable', 'That is no visit of another booking.', { field: 'instead' });
  const why = whyNotInstead(kind, ladder, { booking, session }, { booking: other, session: taking, terms }, facts.all);
  if (why) return refuse('not-waivable', why, { field: 'instead' });
  const waived = { kind, at: timestamp(now), instead: { booking: other.id, visit: taking.visit } };
  return accept({
    ...withoutCost(facts, { ...session, late }, waived),
    other: withSession(other, { ...taking, takesPlaceOf: { booking: booking.id, visit } }),
  });
}

/**
 * Whether an inspection that is announced for a week waives what giving up a visit of that week has cost already, as it would were it given up now: somebody may have
 * cancelled it because of the inspection before they told of it.
 */
export function isWaivedByCall(ladder: Ladder, booking: Booking, session: BookedSession, week: CivilDate): boolean {
  const { bound, session: at } = visitOf(booking, session);
  const isOfWeek = mondayOf(dateOf(at)) === week && (bound === undefined || mondayOf(bound.date) === week);
  return isOfWeek && session.cancelledAtWish === 'school' && isWaivable(session) && waiverOf(ladder, 'ofsted-call') !== undefined;
}

/** Waives what a late cancellation cost as an inspection was announced. Refuses as decideWaiver(), and `not-waivable` where isWaivedByCall() is not so. */
export function decideCallWaiver(facts: CostFacts, { visit, week }: { visit: string; week: CivilDate }): Decision<Waived> {
  const { booking, ladder, now } = facts;
  const session = booking.sessions.find((each) => each.visit === visit);
  if (!session) return refuse('unknown-session', undefined, { field: 'visit' });
  const { late } = session;
  if (!late || !isWaivedByCall(ladder, booking, session, week)) return refuse('not-waivable', 'The inspection waives nothing of it.');
  return accept(withoutCost(facts, { ...session, late }, { kind: 'ofsted-call', at: timestamp(now) }));
}

/** A cancelled session once it costs nothing any more: its fee is withdrawn, or its half-day goes back to where it came from. */
function withoutCost(
  facts: CostFacts,
  session: BookedSession & { late: LateCancellation },
  waived: NonNullable<LateCancellation['waived']>,
): Waived {
  const { booking, now, actor } = facts;
  const { visit, funding, late } = session;
  const changed = { was: booking, booking: withSession(booking, { ...session, late: { ...late, waived } }) };
  if (!late.consumed || (funding.fund !== 'entitlement' && funding.fund !== 'package')) {
    const { charge: id, payer, charges = id && payer ? [{ id, payer }] : [], dueOn: deliveredOn } = late;
    return {
      ...changed,
      ...(deliveredOn ? { withdrawn: charges.map((each) => ({ ...each, deliveredOn })) } : {}),
      postings: [],
      back: nothingBack,
      accounts: [],
    };
  }
  if (funding.fund === 'package') {
    const over = facts.hasEnded || funding.expires < londonDate(now) ? (['lapse-package'] as const) : [];
    const moves = (['restore-package', ...over] as const).map((code) => ({ transfer: packageEnd(booking, { visit, funding }, code, now) }));
    return { ...changed, postings: moves, back: nothingBack, accounts: [] };
  }
  const of = funding.account as Account<'entitlement'>;
  const name = `${bareId(booking.id)}-${visit}-restored`;
  const cause = { booking: booking.id, session: visit, policy: booking.policy, clause: funding.clause.reference };
  const restored = transfer('restore', account('consumed', holderOf(of), grantOf(of).rule), of, 1, { name, now, cause });
  const { postings, ...back } = givenBack(facts, of, { name, now, by: actor.person, because: 'A late cancellation was waived' });
  return { ...changed, postings: [{ transfer: restored }, ...postings], back, accounts: [of] };
}
