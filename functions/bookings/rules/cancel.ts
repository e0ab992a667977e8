// Cancelling sessions of a booking, and what comes back of each: to its account, or nowhere where that has closed meanwhile. Pure.
import { type Instant, timestamp } from '../../../shared/calendar.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import { bareId, type PersonId } from '../../../shared/ids.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { settle } from '../../../shared/ledger/transfers.ts';
import { comingBack } from '../../entitlements/rules/moves.ts';
import { decideMeeting } from '../../entitlements/rules/needs.ts';
import { lapse } from '../../entitlements/rules.ts';
import { type Allocation, type AllocationChange, mostChangesKept } from '../../entitlements/schema/allocations.ts';
import type { Need } from '../../entitlements/schema/needs.ts';
import type { Vacancy } from '../../entitlements/schema.ts';
import type { Slot } from '../../officers/schema.ts';
import type { BookedSession, Booking, CancellationCommand } from '../schema.ts';
import { drawnFrom } from './drawing.ts';
import { named, slotOf, withStates } from './life.ts';
import { transfersOf } from './transfers.ts';

export type Cancelled = {
  booking: Booking;
  freed: Slot[];
  postings: Posting[];
  /** Accounts that get half-days or pence back and must still be open then. */
  openAccounts: string[];
  /** Vacancies and allocations that have closed meanwhile, as they stand once what came back has lapsed on them. */
  vacancies: Vacancy[];
  allocations: Allocation[];
  need: Need | undefined;
};

/** What granted what some accounts hold: a vacancy, or the allocation of a period. */
export type Grants = { vacancies: ReadonlyMap<string, Vacancy>; allocations: ReadonlyMap<string, Allocation> };

/** Whether what a session draws on has closed meanwhile, so that what comes back of it lapses. */
export const drawsOnEnded = ({ vacancies, allocations }: Grants, { funding }: Pick<BookedSession, 'funding'>): boolean =>
  drawnFrom(funding).some(({ account }) => {
    const vacancy = vacancies.get(account);
    return (vacancy !== undefined && vacancy.state !== 'open') || allocations.get(account)?.state === 'closed';
  });

/** Whether more was used or is held of what a session draws on than is due by now: what comes back of it makes good for that first. */
export const drawsOnOverdrawn = ({ allocations }: Grants, { funding }: Pick<BookedSession, 'funding'>): boolean =>
  drawnFrom(funding).some(({ account }) => {
    const allocation = allocations.get(account);
    return allocation?.state === 'open' && allocation.shortfall > 0;
  });

/**
 * Cancels undelivered sessions and charges nothing for it: each hold is voided and the slot freed. A free half-day goes back to its account, and a price to the budget that was to pay it;
 * if its vacancy or its period has closed meanwhile it lapses in the same breath, so that nothing is left on a closed account.
 */
export function decideCancellation(
  facts: { booking: Booking; now: Instant; need?: Need | undefined } & Grants,
  command: CancellationCommand,
): Decision<Cancelled> {
  const { booking, now } = facts;
  const chosen = named(booking, command.visits, 'cancel');
  if (!chosen.ok) return chosen;
  const back = new Map<string, { amount: number; from: string }>();
  for (const { funding, visit } of chosen.value)
    for (const { account, pence = 1 } of drawnFrom(funding)) {
      const { amount, from } = back.get(account) ?? { amount: 0, from: visit };
      back.set(account, { amount: amount + pence, from });
    }
  const lapsed = [...back].map(([account, { amount, from }]) => lapsedOn(facts, account, amount, now, `${bareId(booking.id)}-${from}`));
  const cancelledAt = timestamp(now);
  const cancelled = withStates(booking, chosen.value, (session) => ({
    ...session,
    state: 'cancelled',
    cancelledAt,
    reason: command.reason,
    ...(drawsOnEnded(facts, session) ? { lapsed: true as const } : {}),
  }));
  const halfDays = cancelled.sessions.filter(({ state }) => state !== 'cancelled').length;
  const met = booking.need && facts.need && decideMeeting(facts.need, { booking: booking.id, halfDays });
  if (met && !met.ok) return met;
  return accept({
    booking: cancelled,
    freed: chosen.value.map((session) => slotOf(booking, session)),
    postings: [
      ...chosen.value.flatMap((session) => transfersOf(booking, session).map((of) => ({ settlement: settle(of, 'void', now) }))),
      ...lapsed.flatMap((of) => of?.postings ?? []),
    ],
    openAccounts: [...back.keys()].filter((_, i) => lapsed[i] === undefined),
    vacancies: lapsed.flatMap((of) => of?.vacancies ?? []),
    allocations: lapsed.flatMap((of) => of?.allocations ?? []),
    need: met?.value,
  });
}

/**
 * What goes with half-days or pence that come back to an account which has closed meanwhile: they lapse, and what granted them says so. Where the right has ended or
 * shrunk they are taken back, as far as more was used than is due. Undefined where they may be used again.
 */
export function lapsedOn(
  { vacancies, allocations }: Grants,
  account: string,
  amount: number,
  now: Instant,
  name: string,
): Pick<Cancelled, 'postings' | 'vacancies' | 'allocations'> | undefined {
  const vacancy = vacancies.get(account);
  if (vacancy && vacancy.state !== 'open')
    return {
      postings: [{ transfer: lapse(vacancy, amount, now, name) }],
      vacancies: [{ ...vacancy, lapsedHalfDays: vacancy.lapsedHalfDays + amount, version: vacancy.version + 1 }],
      allocations: [],
    };
  const allocation = allocations.get(account);
  const back = allocation && comingBack(allocation, amount, now, name);
  if (!back) return undefined;
  const isLapse = back.allocation.state === 'closed';
  const change: AllocationChange = {
    recordedAt: timestamp(now),
    by: 'per_daybook' as PersonId,
    code: isLapse ? 'lapse' : 'claw-back',
    amount: back.transfer.amount,
    because: isLapse ? 'It came back after its time had ended' : 'It came back, and more was booked or used than is due',
  };
  const changes = [...back.allocation.changes, change].slice(-mostChangesKept);
  return { postings: [{ transfer: back.transfer }], vacancies: [], allocations: [{ ...back.allocation, changes }] };
}
