// A school that leaves a booked event: what is still to come would be divided among the others, and is once everyone whose share rises has agreed. What was delivered
// keeps the shares it was delivered under, and leaving costs no fee: until the others agree the school keeps its share, and once they do the price is paid in full. Pure.
import { type Instant, timestamp } from '../../../../shared/calendar.ts';
import type { Actor } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import type { OrganisationId } from '../../../../shared/ids.ts';
import { allocateEach, halfDayPence } from '../../../../shared/money.ts';
import type { Limits } from '../../../identity/schema/limits.ts';
import { type AnswerLeavingCommand, resplitStates } from '../../schema/events.ts';
import type { Resplit, SessionShare, Sharing } from '../../schema/shares.ts';
import type { BookedSession, Booking } from '../../schema.ts';
import { mayCommit, ownShare } from './events.ts';
import { staying, sumFor } from './shares.ts';

/** A booking of several schools. */
export type EventBooking = Booking & { event: Sharing };
export const isEvent = (booking: Booking): booking is EventBooking => booking.event !== undefined;

const isOpen = ({ state }: Pick<BookedSession, 'state'>): boolean => state === 'booked';

/** The one that waits for an answer. */
export const waitingResplit = ({ resplits = [] }: Pick<Sharing, 'resplits'>): Resplit | undefined =>
  resplits.find(({ state }) => state === 'asked');

/** The open sessions that have a price, as they would be divided without one school. */
function withoutOne({ event, sessions }: EventBooking, leaver: OrganisationId): Resplit['sessions'] {
  const others = staying(event).filter(({ school }) => school !== leaver);
  const paid = sessions.flatMap(({ visit, state, funding }) =>
    isOpen({ state }) && funding.fund === 'traded' && funding.shares
      ? [{ visit, shares: funding.shares, pence: halfDayPence(funding.perDayExVatPence) }]
      : [],
  );
  const parts = allocateEach(
    paid.map(({ pence }) => pence),
    others.map(({ weight }) => weight),
  );
  return paid.map(({ visit, shares }, n) => ({
    visit,
    shares: others.flatMap(({ school }, i): SessionShare[] => {
      const known = shares.find((share) => share.school === school);
      return known ? [{ school, netPence: parts[n]?.[i] ?? 0, treatment: known.treatment }] : [];
    }),
  }));
}

/** Whose share of some session would be more than it is. */
function risingIn({ sessions }: EventBooking, anew: Resplit['sessions']): Resplit['rising'] {
  const rises = anew.flatMap(({ visit, shares }) => {
    const funding = sessions.find((each) => each.visit === visit)?.funding;
    const was = funding?.fund === 'traded' ? (funding.shares ?? []) : [];
    return shares.filter(({ school, netPence }) => netPence > (was.find((share) => share.school === school)?.netPence ?? 0));
  });
  return [...new Set(rises.map(({ school }) => school))].map((school) => ({ school }));
}

const withResplit = (booking: EventBooking, resplit: Resplit): EventBooking => ({
  ...booking,
  event: { ...booking.event, resplits: [...(booking.event.resplits ?? []).filter(({ number }) => number !== resplit.number), resplit] },
});

/** The booking as it is once everybody agreed: what is still open is divided anew, and nothing else changes. */
function takenEffect(booking: EventBooking, resplit: Resplit, at: string): EventBooking {
  const divided = new Map(resplit.sessions.map(({ visit, shares }) => [visit, shares]));
  const left = withResplit(booking, { ...resplit, state: 'agreed', answeredAt: at });
  return {
    ...left,
    event: {
      ...left.event,
      shares: left.event.shares.map((share) => (share.school === resplit.leaver ? { ...share, leftAt: at } : share)),
    },
    sessions: left.sessions.map((session) => {
      const { funding, visit, state } = session;
      const shares = divided.get(visit);
      return shares && isOpen({ state }) && funding.fund === 'traded' && shares[0]
        ? { ...session, funding: { ...funding, treatment: shares[0].treatment, shares } }
        : session;
    }),
  };
}

/** As many as are kept of one event. */
const mostResplits = 30;

type Facts = { booking: EventBooking; now: Instant; actor: Actor };

/**
 * Asks that a school may leave. Where nobody's share rises it leaves at once. Refuses `no-share`, `resplit-waits`, `last-share`, and `nothing-to-share` where nothing is
 * still to come.
 */
export function decideLeaving(
  { booking, now, actor }: Facts,
  { school, reason }: { school: OrganisationId; reason: string },
): Decision<EventBooking> {
  const { event, sessions } = booking;
  const leaver = staying(event).find((share) => share.school === school);
  if (!leaver) return refuse('no-share', undefined, { field: 'school' });
  if (waitingResplit(event)) return refuse('resplit-waits');
  const { length } = event.resplits ?? [];
  if (staying(event).length < 2 || length >= mostResplits) return refuse('last-share');
  if (!sessions.some(isOpen)) return refuse('nothing-to-share');
  const state = resplitStates.next('new', 'ask');
  if (!state) throw new Error('leaving begins by asking');
  const anew = withoutOne(booking, school);
  const at = timestamp(now);
  const resplit: Resplit = {
    number: length + 1,
    leaver: school,
    leaverName: leaver.schoolName,
    reason,
    askedBy: actor.person,
    askedAt: at,
    state,
    sessions: anew,
    rising: risingIn(booking, anew),
  };
  const next = { ...booking, version: booking.version + 1 };
  return accept(resplit.rising.length > 0 ? withResplit(next, resplit) : takenEffect(next, resplit, at));
}

/** What one school would pay of each open session, as text: it agrees to this and nothing else. */
export const resplitText = ({ number, sessions }: Resplit, school: OrganisationId): string =>
  JSON.stringify([number, sessions.map(({ visit, shares }) => [visit, shares.find((share) => share.school === school)?.netPence ?? 0])]);

/** What a school pays of an event as it stands, and what it would pay by what is asked. Sessions that are cancelled count for nothing. */
export function beforeAndAfter(booking: EventBooking, resplit: Resplit, school: OrganisationId) {
  const kept = (of: Booking) => of.sessions.filter(({ state }) => state !== 'cancelled');
  return {
    now: sumFor(school, kept(booking)),
    anew: sumFor(school, kept(takenEffect(booking, resplit, ''))),
  };
}

/**
 * Answers what a school that leaves asks. Whoever's share rises agrees or declines; the school itself and whoever organises the event withdraw it (`mayWithdraw`). Refuses
 * `unknown-resplit`, `no-share`, `share-answered`, `not-the-organiser`, `nothing-to-share`, `quote-changed` and `share-over-limit`.
 */
export function decideAnswerLeaving(
  facts: Facts & { limits: Limits | undefined; mayWithdraw: boolean; standing: (resplit: Resplit, school: OrganisationId) => string },
  { answer, agreed, reason, school }: AnswerLeavingCommand,
): Decision<EventBooking> {
  const { booking, now, actor, limits } = facts;
  const resplit = waitingResplit(booking.event);
  if (!resplit) return refuse('unknown-resplit');
  const at = timestamp(now);
  const next = { ...booking, version: booking.version + 1 };
  const ended = (of: 'decline' | 'withdraw', because?: string): EventBooking => {
    const state = resplitStates.next(resplit.state, of);
    if (!state) throw new Error('what is asked can be answered');
    return withResplit(next, { ...resplit, state, answeredBy: actor.person, answeredAt: at, ...(because ? { because } : {}) });
  };
  if (answer === 'withdraw') return facts.mayWithdraw ? accept(ended('withdraw')) : refuse('not-the-organiser');
  const share = ownShare(staying(booking.event), actor, school);
  if (!share.ok) return share;
  const own = resplit.rising.find((each) => each.school === share.value.school);
  if (!own) return refuse('no-share', 'Your share does not rise: nothing is asked of you.');
  if (own.agreedBy) return refuse('share-answered', 'It is agreed.');
  if (answer === 'decline') return accept(ended('decline', reason));
  if (!booking.sessions.some((session) => isOpen(session) && resplit.sessions.some(({ visit }) => visit === session.visit)))
    return refuse('nothing-to-share');
  if (agreed !== facts.standing(resplit, own.school)) return refuse('quote-changed', 'It comes to something else by now.');
  // A limit counts for all that one person agrees to of it, however many schools it is for.
  const theirs = resplit.rising.filter((each) => each === own || each.agreedBy === actor.person);
  const grossPence = theirs.reduce((sum, each) => sum + beforeAndAfter(booking, resplit, each.school).anew.grossPence, 0);
  const may = mayCommit(limits, actor.person, grossPence, now);
  if (!may.ok) return may;
  const rising = resplit.rising.map((each) => (each.school === own.school ? { ...each, agreedBy: actor.person, agreedAt: at } : each));
  const known = { ...resplit, rising };
  return accept(rising.every(({ agreedBy }) => agreedBy) ? takenEffect(next, known, at) : withResplit(next, known));
}
