// Delivering and cancelling: load the booking, decide, commit one transaction.
import type { AuditNote } from '../../../shared/audit.ts';
import { londonClock, londonDate, sessionText } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { BookingId } from '../../../shared/ids.ts';
import type { PolicyVersion } from '../../entitlements/schema.ts';
import { getNeed } from '../../entitlements/store/needs.ts';
import { policyAt, policyNamed } from '../../entitlements/store.ts';
import { hasBegun } from '../../officers/rules.ts';
import { decideCancellation } from '../rules/cancel.ts';
import { accountsOf, drawnFrom } from '../rules/drawing.ts';
import { noLadder, sumOf, termsFor, type Wish } from '../rules/ladder.ts';
import { decideDelivery } from '../rules/life.ts';
import { decideMove, quoteOf } from '../rules/move.ts';
import type { OfstedCall } from '../schema/cancellations.ts';
import type { DeliveryCommand } from '../schema/notes.ts';
import type { BookedSession, Booking, CancellationCommand, MoveCommand } from '../schema.ts';
import { ofstedCallWrite } from '../store/cancellations.ts';
import { cancellationWrites, deliveryWrites, getBooking, moveWrites } from '../store.ts';
import { grantsOf } from './grants.ts';
import { quoteFacts } from './quote.ts';
import { touches } from './read.ts';

/**
 * Marks sessions delivered and begins their note, by the officer whose visits they are. Refuses `unknown-booking`, `not-allowed` (another officer's),
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
    const decision = decideDelivery({ booking, now, clock: londonClock(now), actor, policy }, command);
    if (!decision.ok) return decision;
    const audit = noteOf('visit:deliver', booking, command.visits);
    return accept({ writes: deliveryWrites(table, decision.value), result: decision.value.booking, audit });
  });
}

/** At whose wish it is: whoever acts for a school or a trust cancels at its wish, and the council says whose it is. */
function wishOf({ actor }: Context, at: CancellationCommand['at']): Decision<Wish> {
  if (actor.organisation === undefined) return accept(at ?? 'council');
  if (at !== 'council') return accept('school');
  return refuse('invalid-request', undefined, {
    faults: [{ field: 'at', detail: 'Leave it out: what you cancel is cancelled at the wish of whoever booked it' }],
  });
}

/**
 * Cancels undelivered sessions with a reason: by the council, at no cost where it is its own wish, and by whoever booked, by the terms of the policy under which it was
 * booked. Refuses `unknown-booking`, `unknown-session`, `already-delivered`, `already-cancelled`, `cancellation-costs` where it costs something else than was said, and
 * `wrong-state` or `changed-meanwhile` when somebody else was first.
 */
export async function cancel(context: Context, id: BookingId, command: CancellationCommand): Promise<Decision<Booking>> {
  const wish = wishOf(context, command.at);
  return wish.ok ? cancelAt(context, id, { ...command, wish: wish.value }) : wish;
}

export async function cancelAt(
  context: Context,
  id: BookingId,
  command: Omit<CancellationCommand, 'at'> & { wish: Wish; call?: Omit<OfstedCall, 'sessions' | 'waivedPence' | 'waivedHalfDays'> },
): Promise<Decision<Booking>> {
  const { table, now } = context;
  const { wish, call } = command;
  return change(context, async () => {
    const booking = await getBooking(table, id);
    if (!booking || !touches(context, booking)) return refuse('unknown-booking');
    const terms = await policyNamed(table, booking.policy);
    const need = booking.need && (await getNeed(table, booking.school, booking.need));
    const grants = await grantsOf(context, accountsOf(booking.sessions));
    const ladder = terms?.pack.cancellation ?? noLadder;
    const decision = decideCancellation({ booking, now, need, wish, ladder, ...begunFor(context, terms), ...grants }, command);
    if (!decision.ok) return decision;
    const audit = noteOf('booking:cancel', booking, command.visits);
    const writes = cancellationWrites(table, decision.value, now);
    if (call) {
      const freed = booking.sessions.filter(({ visit }) => command.visits.includes(visit));
      const otherwise = sumOf(freed.map((session) => termsFor(booking, session, { ladder, today: londonDate(now), wish: 'school' })));
      const { feePence: waivedPence, consumedHalfDays: waivedHalfDays } = otherwise;
      writes.push(ofstedCallWrite(table, { ...call, sessions: freed.length, waivedPence, waivedHalfDays }));
    }
    return accept({ writes, result: decision.value.booking, audit });
  });
}

/** Whoever booked gives up no visit that has begun, by the times of the policy it was booked under: whether it took place is for the council to say. */
function begunFor({ actor, now }: Context, terms: PolicyVersion | undefined): { begun?: (session: BookedSession) => boolean } {
  if (actor.organisation === undefined || !terms) return {};
  const clock = londonClock(now);
  return { begun: ({ session }) => hasBegun(session, clock, terms.pack.sessions) };
}

/**
 * Moves a session to another date of its officer, at no other cost. Refuses `unknown-booking`, what decideMove() refuses, and `session-taken` or `changed-meanwhile`
 * when somebody else was first.
 */
export async function move(context: Context, id: BookingId, command: MoveCommand): Promise<Decision<Booking>> {
  const { table, now } = context;
  const wish = wishOf(context, command.at);
  if (!wish.ok) return wish;
  return change(context, async () => {
    const booking = await getBooking(table, id);
    if (!booking || !touches(context, booking)) return refuse('unknown-booking');
    const back = new Map(
      booking.sessions
        .filter(({ visit }) => visit === command.visit)
        .flatMap(({ funding }) => drawnFrom(funding).map(({ account, pence = 1 }) => [account, pence] as const)),
    );
    const [terms, quote] = await Promise.all([
      policyNamed(table, booking.policy),
      quoteFacts(context, quoteOf(booking, command.to), true, back),
    ]);
    const ladder = terms?.pack.cancellation ?? noLadder;
    const decision = decideMove({ booking, now, ladder, wish: wish.value, quote, ...begunFor(context, terms) }, command);
    if (!decision.ok) return decision;
    const { freed, taken } = decision.value;
    const detail = `${sessionText(freed.session)} to ${sessionText(taken.session)}`;
    return accept({
      writes: moveWrites(table, decision.value, now),
      result: decision.value.booking,
      audit: { action: 'booking:move', about: id, organisation: booking.school, policy: booking.policy, detail },
    });
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
