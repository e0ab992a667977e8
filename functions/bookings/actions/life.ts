// Delivering and cancelling: load the booking, decide, commit one transaction.
import type { AuditNote } from '../../../shared/audit.ts';
import { londonClock, sessionText } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { BookingId } from '../../../shared/ids.ts';
import { getNeed } from '../../entitlements/store/needs.ts';
import { policyAt } from '../../entitlements/store.ts';
import { decideCancellation } from '../rules/cancel.ts';
import { accountsOf } from '../rules/drawing.ts';
import { decideDelivery } from '../rules/life.ts';
import type { Booking, CancellationCommand, DeliveryCommand } from '../schema.ts';
import { cancellationWrites, deliveryWrites, getBooking } from '../store.ts';
import { grantsOf } from './grants.ts';
import { touches } from './read.ts';

/**
 * Marks sessions delivered with a visit note, by the officer whose visits they are. Refuses `unknown-booking`, `not-allowed` (another officer's),
 * `policy-not-in-force`, `unknown-session`, `already-delivered`, `already-cancelled`, `not-ended`, and `wrong-state` or `changed-meanwhile` when
 * somebody else was first.
 */
export async function deliver(context: Context, id: BookingId, command: DeliveryCommand): Promise<Decision<Booking>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const [booking, policy] = await Promise.all([getBooking(table, id), policyAt(table, now)]);
    if (!booking || !touches(context, booking)) return refuse('unknown-booking');
    if (booking.officer !== actor.officer) return refuse('not-allowed', `Only ${booking.officerName} can mark these visits delivered.`);
    if (!policy) return refuse('policy-not-in-force');
    const decision = decideDelivery({ booking, now, clock: londonClock(now), actor, sessionTimes: policy.pack.sessions }, command);
    if (!decision.ok) return decision;
    const audit = noteOf('visit:deliver', booking, command.visits);
    return accept({ writes: deliveryWrites(table, decision.value), result: decision.value.booking, audit });
  });
}

/**
 * Cancels undelivered sessions with a reason, by council staff, and charges nothing for it. Refuses `unknown-booking`, `unknown-session`, `already-delivered`,
 * `already-cancelled`, and `wrong-state` or `changed-meanwhile` when somebody else was first.
 */
export async function cancel(context: Context, id: BookingId, command: CancellationCommand): Promise<Decision<Booking>> {
  const { table, now } = context;
  return change(context, async () => {
    const booking = await getBooking(table, id);
    if (!booking || !touches(context, booking)) return refuse('unknown-booking');
    const need = booking.need && (await getNeed(table, booking.school, booking.need));
    const grants = await grantsOf(context, accountsOf(booking.sessions));
    const decision = decideCancellation({ booking, now, need, ...grants }, command);
    if (!decision.ok) return decision;
    const audit = noteOf('booking:cancel', booking, command.visits);
    return accept({ writes: cancellationWrites(table, decision.value), result: decision.value.booking, audit });
  });
}

const noteOf = (action: string, { id, school, policy, sessions }: Booking, visits: readonly string[]): AuditNote => ({
  action,
  about: id,
  organisation: school,
  policy,
  detail: sessions
    .filter(({ visit }) => visits.includes(visit))
    .map(({ session }) => sessionText(session))
    .join(', '),
});
