// Cancelling sessions of a booking, and what comes back of each: to its account, or nowhere where that has closed meanwhile. Pure.
import { type Instant, timestamp } from '../../../shared/calendar.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import { bareId } from '../../../shared/ids.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { settle } from '../../../shared/ledger/transfers.ts';
import { decideMeeting } from '../../entitlements/rules/needs.ts';
import { type Back, type Grants, hasClosed, isOverdrawn, type Returned, returned } from '../../entitlements/rules/returns.ts';
import type { Need } from '../../entitlements/schema/needs.ts';
import type { Slot } from '../../officers/schema.ts';
import type { BookedSession, Booking, CancellationCommand } from '../schema.ts';
import { drawnFrom } from './drawing.ts';
import { named, slotOf, withStates } from './life.ts';
import { transfersOf } from './transfers.ts';

export type Cancelled = {
  booking: Booking;
  freed: Slot[];
  postings: Posting[];
  /** What becomes of what granted the half-days and pence that come back. */
  back: Omit<Returned, 'postings'>;
  need: Need | undefined;
};

/** Whether what a session draws on has closed meanwhile, so that what comes back of it lapses. */
export const drawsOnClosed = (grants: Grants, { funding }: Pick<BookedSession, 'funding'>): boolean =>
  drawnFrom(funding).some(({ account }) => hasClosed(grants, account));

/** Whether more was used or is held of what a session draws on than is due by now: what comes back of it makes good for that first. */
export const drawsOnOverdrawn = (grants: Grants, { funding }: Pick<BookedSession, 'funding'>): boolean =>
  drawnFrom(funding).some(({ account }) => isOverdrawn(grants, account));

/**
 * Cancels undelivered sessions and charges nothing for it: each hold is voided and the slot freed. A free half-day goes back to its account, and a price to the
 * budget that was to pay it. Where what granted it has closed, or more was used than is due, it goes no further than that, in the same breath. Refuses
 * `unknown-session`, `already-delivered` and `already-cancelled`.
 */
export function decideCancellation(
  facts: { booking: Booking; now: Instant; need?: Need | undefined } & Grants,
  command: CancellationCommand,
): Decision<Cancelled> {
  const { booking, now } = facts;
  const chosen = named(booking, command.visits, 'cancel');
  if (!chosen.ok) return chosen;
  const backs = new Map<string, Back>();
  for (const { funding, visit } of chosen.value)
    for (const { account, pence = 1 } of drawnFrom(funding)) {
      const { amount, name } = backs.get(account) ?? { amount: 0, name: `${bareId(booking.id)}-${visit}` };
      backs.set(account, { account, amount: amount + pence, name });
    }
  const { postings, ...back } = returned(facts, [...backs.values()], now);
  const cancelledAt = timestamp(now);
  const cancelled = withStates(booking, chosen.value, (session) => ({
    ...session,
    state: 'cancelled',
    cancelledAt,
    reason: command.reason,
    ...(drawsOnClosed(facts, session) ? { lapsed: true as const } : {}),
  }));
  const halfDays = cancelled.sessions.filter(({ state }) => state !== 'cancelled').length;
  const met = booking.need && facts.need && decideMeeting(facts.need, { booking: booking.id, halfDays });
  if (met && !met.ok) return met;
  return accept({
    booking: cancelled,
    freed: chosen.value.map((session) => slotOf(booking, session)),
    postings: [
      ...chosen.value.flatMap((session) => transfersOf(booking, session).map((of) => ({ settlement: settle(of, 'void', now) }))),
      ...postings,
    ],
    back,
    need: met?.value,
  });
}
