// Delivering and cancelling: load the booking, decide, commit one transaction.
import type { AuditNote } from '../../../shared/audit.ts';
import { dateOf, londonClock, londonDate, sessionText } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type BookingId, bareId } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import { evaluationFor } from '../../../shared/policy/evaluations.ts';
import type { PolicyVersion } from '../../entitlements/schema.ts';
import { getNeed } from '../../entitlements/store/needs.ts';
import { policyAt, policyNamed } from '../../entitlements/store.ts';
import { hasBegun } from '../../officers/rules.ts';
import { decideCancellation } from '../rules/cancel.ts';
import { accountsOf, drawnFrom } from '../rules/drawing.ts';
import { staying } from '../rules/events/shares.ts';
import { decideGiving } from '../rules/given.ts';
import { noLadder, sumOf, termsFor, type Wish } from '../rules/ladder.ts';
import { decideDelivery } from '../rules/life.ts';
import { decideMove, movedText, quoteOf } from '../rules/move.ts';
import { saidAmong } from '../rules/work.ts';
import type { OfstedCalled } from '../schema/cancellations.ts';
import type { DeliveryCommand } from '../schema/notes.ts';
import type { BookedSession, Booking, CancellationCommand, MoveCommand } from '../schema.ts';
import { askEvaluationWrite } from '../store/attendees.ts';
import { ofstedCallWrite } from '../store/cancellations.ts';
import { cancellationWrites, deliveryWrites, getBooking, moveWrites } from '../store.ts';
import { sharingOf } from './events/sharers.ts';
import { grantsOf } from './grants.ts';
import { forLead } from './leading.ts';
import { mayGiveTo } from './partners.ts';
import { forMovedTo } from './purchase-orders.ts';
import { quoteFacts } from './quote.ts';
import { theirs, touches } from './read.ts';
import { allOfSchool } from './waiving.ts';

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
    const other = booking.sessions.find(({ visit, officer }) => command.visits.includes(visit) && officer !== actor.officer);
    if (other) return refuse('not-allowed', `Only ${other.officerName} can mark ${sessionText(other.session)} delivered.`);
    if (!policy) return refuse('policy-not-in-force');
    const decision = decideDelivery({ booking, now, clock: londonClock(now), actor, policy }, command);
    if (!decision.ok) return decision;
    const audit = noteOf('visit:deliver', booking, command.visits);
    const writes = deliveryWrites(table, decision.value);
    const terms = (await policyNamed(table, booking.policy)) ?? policy;
    if (asksSchool(terms, decision.value.booking)) writes.push(askEvaluationWrite(table, id, deliveredIn(decision.value.booking), now));
    return accept({ writes, result: decision.value.booking, audit });
  });
}

const deliveredIn = ({ sessions }: Booking) => sessions.filter(({ state }) => state === 'delivered').map(({ visit }) => visit);

/** Whether the school itself is to be asked what it thought, now that the last visit is delivered; of training those who took part are, once they are marked. */
const asksSchool = ({ pack }: PolicyVersion, { attendees, service, sessions }: Booking): boolean =>
  attendees === undefined && evaluationFor(pack, bareId(service)) !== undefined && sessions.every(({ state }) => state !== 'booked');

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
 * booked; the place is offered first to another school of its trust or partnership where one is named. Refuses `unknown-booking`, what decideLeading() refuses, `substitute-elsewhere`, what decideGiving() refuses, `unknown-session`, `already-delivered`, `already-cancelled`, `cancellation-costs` where it costs something else than was said, and
 * `wrong-state` or `changed-meanwhile` when somebody else was first.
 */
export async function cancel(context: Context, id: BookingId, command: CancellationCommand): Promise<Decision<Booking>> {
  const wish = wishOf(context, command.at);
  if (!wish.ok) return wish;
  if (command.giveTo) {
    const found = await theirs(context, await getBooking(context.table, id));
    if (!found.ok) return found;
    const { school, sessions } = found.value;
    if (!(await mayGiveTo(context, school, command.giveTo))) return refuse('substitute-elsewhere', undefined, { field: 'giveTo' });
    const giving = decideGiving(sessions, command.visits, context.now);
    if (!giving.ok) return giving;
  }
  return cancelAt(context, id, { ...command, wish: wish.value });
}

export async function cancelAt(
  context: Context,
  id: BookingId,
  command: Omit<CancellationCommand, 'at'> & { wish: Wish; call?: OfstedCalled },
): Promise<Decision<Booking>> {
  const { table, now } = context;
  const { wish, call } = command;
  return change(context, async () => {
    const found = await theirs(context, await getBooking(table, id));
    if (!found.ok) return found;
    const booking = found.value;
    const led = await forLead(context, booking, command.visits);
    if (!led.ok) return led;
    const terms = await policyNamed(table, booking.policy);
    const need = booking.need && (await getNeed(table, booking.school, booking.need));
    const grants = await grantsOf(context, accountsOf(booking.sessions));
    const ladder = terms?.pack.cancellation ?? noLadder;
    const decision = decideCancellation({ booking, now, need, wish, ladder, ...begunFor(context, terms), ...grants }, command);
    if (!decision.ok) return decision;
    const audit = cancellationNote(decision.value.booking, command, context);
    const writes = cancellationWrites(table, decision.value, now, command.giveTo);
    if (call) {
      const gone = new Set(decision.value.freed.map(({ visit }) => visit));
      const freed = booking.sessions.filter(({ visit }) => gone.has(visit));
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
 * Moves a session to another date of its officer, at no other cost. Refuses `unknown-booking`, what decideLeading(), decideMove() and forMovedTo() refuse, and `session-taken` or `changed-meanwhile`
 * when somebody else was first.
 */
export async function move(context: Context, id: BookingId, command: MoveCommand): Promise<Decision<Booking>> {
  const { table, now } = context;
  const wish = wishOf(context, command.at);
  if (!wish.ok) return wish;
  return change(context, async () => {
    const found = await theirs(context, await getBooking(table, id));
    if (!found.ok) return found;
    const booking = found.value;
    const led = await forLead(context, booking, [command.visit]);
    if (!led.ok) return led;
    const back = new Map(
      booking.sessions
        .filter(({ visit }) => visit === command.visit)
        .flatMap(({ funding }) =>
          funding.fund === 'package'
            ? [[funding.account, 1] as const]
            : drawnFrom(funding).map(({ account, pence = 1 }) => [account, pence] as const),
        ),
    );
    const moving = booking.sessions.find(({ visit }) => visit === command.visit) ?? booking;
    const [terms, quote] = await Promise.all([
      policyNamed(table, booking.policy),
      quoteFacts(context, quoteOf(booking, moving, command.to), { withDiary: true, back }),
    ]);
    const sharing = booking.event && (await sharingOf(context, booking.event, staying(booking.event)));
    const ladder = terms?.pack.cancellation ?? noLadder;
    const all = wish.value === 'council' ? undefined : await allOfSchool(context, booking, ladder);
    const decision = decideMove(
      { booking, now, ladder, wish: wish.value, all, quote: { ...quote, sharing }, ...begunFor(context, terms) },
      command,
    );
    if (!decision.ok) return decision;
    const { freed, taken } = decision.value;
    // What the council moves at its own wish it settles with the school.
    const dates = { from: dateOf(freed.session), to: dateOf(taken.session) };
    const isPaid = booking.sessions.some(({ visit, funding }) => visit === command.visit && funding.fund === 'traded');
    const paid = isPaid && wish.value !== 'council' ? await forMovedTo(context, booking, dates) : accept(undefined);
    if (!paid.ok) return paid;
    const detail = movedText(booking, command.visit, taken.session);
    return accept({
      writes: moveWrites(table, decision.value, now),
      result: decision.value.booking,
      audit: { action: 'booking:move', about: id, organisation: booking.school, policy: booking.policy, detail },
    });
  });
}

/** What was cancelled, at what fee, and at whose wish where the council did it; the reason stands with the sessions too. */
function cancellationNote(
  booking: Booking,
  { visits, reason, wish }: Pick<CancellationCommand, 'visits' | 'reason'> & { wish: Wish },
  { actor }: Context,
): AuditNote {
  const note = noteOf('booking:cancel', booking, visits);
  const feePence = booking.sessions.filter(({ visit }) => visits.includes(visit)).reduce((sum, { late }) => sum + (late?.feePence ?? 0), 0);
  const whose = wish === 'council' ? 'at the council’s own wish' : 'at the school’s wish';
  const more = [
    ...(actor.organisation === undefined ? [whose] : []),
    ...(feePence > 0 ? [`for a fee of ${formatPence(feePence)} before VAT`] : []),
  ];
  return { ...note, detail: [note.detail, ...more].join(', '), reason };
}

const noteOf = (action: string, { id, school, policy, sessions }: Booking, visits: readonly string[]): AuditNote => ({
  action,
  about: id,
  organisation: school,
  policy,
  detail: sessions
    .filter(({ visit }) => visits.includes(visit))
    .map(saidAmong(sessions))
    .join(', '),
});
