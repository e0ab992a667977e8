// Cancelling sessions of a booking, and what comes back of each: to its account, or nowhere where that has closed meanwhile. Pure.
import { type CivilDate, type Instant, londonDate, sessionText, timestamp } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { bareId } from '../../../shared/ids.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { settle } from '../../../shared/ledger/transfers.ts';
import { decideMeeting } from '../../entitlements/rules/needs.ts';
import { type Back, type Grants, hasClosed, isOverdrawn, type Returned, returned } from '../../entitlements/rules/returns.ts';
import type { Need } from '../../entitlements/schema/needs.ts';
import type { Slot } from '../../officers/schema.ts';
import type { Charge } from '../schema/charges.ts';
import type { BookedSession, Booking, CancellationCommand } from '../schema.ts';
import { drawnFrom } from './drawing.ts';
import { type Cost, costText, feeCharges, type Ladder, lateOf, noLadder, sumOf, type Terms, termsFor, type Wish } from './ladder.ts';
import { named, slotOf, withStates } from './life.ts';
import { consumption, packageEnd, transfersOf } from './transfers.ts';
import { goingWith } from './work.ts';

export type Cancelled = {
  booking: Booking;
  /** As it was before, for what it holds of a purchase order. */
  was: Booking;
  freed: Slot[];
  postings: Posting[];
  /** What becomes of what granted the half-days and pence that come back. */
  back: Omit<Returned, 'postings'>;
  /** Fees for too little notice, each a charge of its own. */
  charges: Charge[];
  need: Need | undefined;
};

type Facts = Grants & {
  booking: Booking;
  now: Instant;
  need?: Need | undefined;
  ladder?: Ladder;
  wish?: Wish;
  begun?: (session: BookedSession) => boolean;
};

/** Whether what a session draws on has closed meanwhile, so that what comes back of it lapses. */
export const drawsOnClosed = (grants: Grants, { funding }: Pick<BookedSession, 'funding'>): boolean =>
  drawnFrom(funding).some(({ account }) => hasClosed(grants, account));

/** Whether more was used or is held of what a session draws on than is due by now: what comes back of it makes good for that first. */
export const drawsOnOverdrawn = (grants: Grants, { funding }: Pick<BookedSession, 'funding'>): boolean =>
  drawnFrom(funding).some(({ account }) => isOverdrawn(grants, account));

/** A booking whose work has gone over to other visits, each with the notice at which its own was given up: two visits cancelled one after the other cost no less than at once. */
const withKeptNotice = (before: Booking, booking: Booking, day: Parameters<typeof termsFor>[2]): Booking => ({
  ...booking,
  sessions: booking.sessions.map((session) => {
    const was = before.sessions.find(({ visit }) => visit === session.visit);
    if (!was || was.of === session.of) return session;
    const { rung, waived, notice } = termsFor(before, was, day);
    return rung && !waived ? { ...session, keptNotice: notice } : session;
  }),
});

type Day = { ladder: Ladder; today: CivilDate; at: string };
type AllTerms = ReadonlyMap<string, Terms>;

/** The charges of each session that costs a fee. */
const feesFor = (booking: Booking, going: readonly BookedSession[], terms: AllTerms, day: Day): Map<string, Charge[]> =>
  new Map(
    going.flatMap((session) => {
      const { funding, visit } = session;
      const { rung, feePence } = terms.get(visit) ?? {};
      return rung && feePence !== undefined && funding.fund === 'traded'
        ? [[visit, feeCharges(booking, { ...session, funding }, { rung, feePence }, day)] as const]
        : [];
    }),
  );

/** What goes back to each account, under the name of the first session that gives it back. */
function backsOf(booking: Booking, sessions: readonly BookedSession[]): Back[] {
  const backs = new Map<string, Back>();
  for (const { funding, visit } of sessions)
    for (const { account, pence = 1 } of drawnFrom(funding)) {
      const { amount, name } = backs.get(account) ?? { amount: 0, name: `${bareId(booking.id)}-${visit}` };
      backs.set(account, { account, amount: amount + pence, name });
    }
  return [...backs.values()];
}

/** The half-days of a package end with its last day: one that comes back later lapses in the same breath. */
const endedBefore = ({ funding }: Pick<BookedSession, 'funding'>, today: CivilDate): boolean =>
  funding.fund === 'package' && funding.expires < today;

/** Every hold of the sessions that go, voided. */
const voidsOf = (booking: Booking, going: readonly BookedSession[], now: Instant): Posting[] =>
  going.flatMap((session) => transfersOf(booking, session).map((of) => ({ settlement: settle(of, 'void', now) })));

/** What came back to a package that had ended by then, and goes no further. */
const lapsesOf = (booking: Booking, kept: readonly BookedSession[], now: Instant): Posting[] =>
  kept.flatMap((session) => {
    const { visit, funding } = session;
    return funding.fund === 'package' && endedBefore(session, londonDate(now))
      ? [{ transfer: packageEnd(booking, { visit, funding }, 'lapse-package', now) }]
      : [];
  });

/** The sessions that go with the visits that are named, and the booking once its work stands without them. */
function goneFrom({ booking, begun }: Facts, visits: CancellationCommand['visits']): ReturnType<typeof goingWith> {
  const asked = named(booking, visits, 'cancel');
  if (!asked.ok) return asked;
  const over = begun && asked.value.find(begun);
  if (over)
    return refuse('date-in-past', `${sessionText(over.session)} has begun or is over: ask the council about it.`, { field: 'visits' });
  return goingWith(booking, asked.value);
}

/**
 * Cancels undelivered visits, with the officer's work on them: each hold is voided and the slot freed. A free half-day goes back to its account, and a price to the budget that was to pay it. Where
 * what granted it has closed, or more was used than is due, it goes no further than that, in the same breath. With too little notice at the school's wish it costs what
 * the ladder says: a fee, as a charge of its own, for a session that has a price; and a free half-day where the ladder lets it count as used. Refuses
 * `unknown-session`, `already-delivered`, `already-cancelled`, `date-in-past` for what has `begun` where that is asked, and `cancellation-costs` with what it does cost where that is not what was said.
 */
export function decideCancellation(
  facts: Facts,
  command: Pick<CancellationCommand, 'visits' | 'reason'> & Partial<Cost>,
): Decision<Cancelled> {
  const { now, ladder = noLadder, wish = 'council' } = facts;
  const gone = goneFrom(facts, command.visits);
  if (!gone.ok) return gone;
  const { going } = gone.value;
  const day: Day = { ladder, today: londonDate(now), at: timestamp(now) };
  const booking = withKeptNotice(facts.booking, gone.value.booking, { ...day, wish });
  const terms: AllTerms = new Map(going.map((session) => [session.visit, termsFor(booking, session, { ...day, wish })]));
  const cost = sumOf([...terms.values()]);
  const { feePence = 0, consumedHalfDays = 0 } = command;
  if (cost.feePence !== feePence || cost.consumedHalfDays !== consumedHalfDays)
    return refuse('cancellation-costs', costText(cost), { more: { ...cost, terms: [...terms.values()] } });
  const fees = feesFor(booking, going, terms, day);
  const isConsumed = ({ visit }: BookedSession) => terms.get(visit)?.halfDay === 'consumed';
  const kept = going.filter((session) => !isConsumed(session));
  const { postings, ...back } = returned(facts, backsOf(booking, kept), now);
  const cancelled = withStates(booking, going, (session) => {
    const told = terms.get(session.visit);
    const late = told && lateOf(told, fees.get(session.visit) ?? [], day.at);
    return {
      ...session,
      state: 'cancelled',
      cancelledAt: day.at,
      reason: command.reason,
      ...(wish === 'council' ? {} : { cancelledAtWish: wish }),
      ...(late ? { late } : {}),
      ...((drawsOnClosed(facts, session) || endedBefore(session, day.today)) && !isConsumed(session) ? { lapsed: true as const } : {}),
    };
  });
  const halfDays = cancelled.sessions.filter(({ state }) => state !== 'cancelled').length;
  const met = booking.need && facts.need && decideMeeting(facts.need, { booking: booking.id, halfDays });
  if (met && !met.ok) return met;
  return accept({
    booking: cancelled,
    was: booking,
    freed: going.map((session) => slotOf(booking, session)),
    postings: [
      ...voidsOf(booking, going, now),
      ...postings,
      ...going.filter(isConsumed).map((session) => ({ transfer: consumption(booking, session, now) })),
      ...lapsesOf(booking, kept, now),
    ],
    back,
    charges: [...fees.values()].flat(),
    need: met?.value,
  });
}
