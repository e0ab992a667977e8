// Asking for a delivered half-day to be recorded as free or as paid, and a second person's answer: load, decide, commit one transaction.
import { londonDate, sessionText } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type BookingId, newId, type ReclassificationId } from '../../../shared/ids.ts';
import { policyAt } from '../../entitlements/store.ts';
import { accountsOf } from '../rules/drawing.ts';
import { type Answered, decideAnswer, decideAsking } from '../rules/reclassify.ts';
import type { AnswerReclassification, AskReclassification, Reclassification } from '../schema/reclassifications.ts';
import type { Booking } from '../schema.ts';
import { answerWrites, askingWrites, getReclassification } from '../store/reclassifications.ts';
import { getBooking } from '../store.ts';
import { isBilled } from './billed.ts';
import { grantsOf } from './grants.ts';
import { payingFor, salesOf } from './paying.ts';
import { underPurchaseOrders } from './purchase-orders.ts';
import { touches } from './read.ts';

/**
 * Asks for a delivered session to be recorded as the other kind, with a reason and, where it is to be paid for, with who agreed to that. Nothing changes before a
 * second person approves. Refuses `unknown-booking`, `policy-not-in-force` and what decideAsking() refuses.
 */
export async function askReclassification(
  context: Context,
  id: BookingId,
  command: AskReclassification,
): Promise<Decision<Reclassification>> {
  const { table, now, actor } = context;
  const request = newId('rcl');
  return change(context, async () => {
    const booking = await getBooking(table, id);
    if (!booking || !touches(context, booking)) return refuse('unknown-booking');
    const session = booking.sessions.find(({ visit }) => visit === command.visit);
    const [policy, sale, paying, claimed] = await Promise.all([
      policyAt(table, now),
      salesOf(context, booking),
      session && command.to === 'free' ? payingFor(context, booking, [session]) : [],
      isBilled(context, booking, session),
    ]);
    if (!policy) return refuse('policy-not-in-force');
    const decision = decideAsking(
      {
        id: request,
        now,
        today: londonDate(now),
        actor,
        booking,
        ...(session ? sale(session) : { price: undefined, treatment: undefined }),
        paying,
        claimed,
      },
      command,
    );
    if (!decision.ok) return decision;
    const { asked } = decision.value;
    const detail = `${sessionText(asked.session)}, to be recorded as ${command.to}`;
    const { reason } = asked;
    return accept({
      writes: askingWrites(table, decision.value),
      result: asked,
      audit: { action: 'reclassification:ask', about: id, organisation: booking.school, policy: booking.policy, detail, reason },
    });
  });
}

/**
 * The booking as a correction leaves it, held against the registered purchase order that it names where nothing of it was to be paid for until now: a number was kept with
 * it, and held nothing. Refuses what underPurchaseOrders() refuses.
 */
async function heldNow(context: Context, { booking, asked }: Answered): Promise<Decision<Booking>> {
  if (asked.state !== 'approved' || asked.to.fund !== 'traded' || booking.purchaseOrderBy) return accept(booking);
  const marked = await underPurchaseOrders(context, [booking]);
  return marked.ok ? accept(marked.value[0] ?? booking) : marked;
}

/**
 * Approves or declines a request to record a session as the other kind. Refuses `unknown-booking`, `unknown-reclassification`, what decideAnswer() refuses, and
 * `no-free-days-left` or `already-billed` when somebody else was first.
 */
export async function answerReclassification(
  context: Context,
  id: BookingId,
  request: ReclassificationId,
  command: AnswerReclassification,
): Promise<Decision<Reclassification>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const [booking, asked] = await Promise.all([getBooking(table, id), getReclassification(table, id, request)]);
    if (!booking || !touches(context, booking)) return refuse('unknown-booking');
    if (!asked) return refuse('unknown-reclassification');
    const session = booking.sessions.find(({ visit }) => visit === asked.visit);
    const [grants, claimed] = await Promise.all([
      grantsOf(context, accountsOf([{ funding: asked.from }])),
      isBilled(context, booking, session),
    ]);
    const decision = decideAnswer({ now, actor, booking, asked, claimed, ...grants }, command);
    if (!decision.ok) return decision;
    const { asked: answered } = decision.value;
    const held = await heldNow(context, decision.value);
    if (!held.ok) return held;
    const kind = answered.to.fund === 'traded' ? 'paid' : 'free';
    const isApproved = answered.state === 'approved';
    return accept({
      writes: answerWrites(table, { ...decision.value, booking: held.value }),
      result: answered,
      audit: {
        action: 'reclassification:answer',
        about: id,
        organisation: booking.school,
        policy: booking.policy,
        detail: `${sessionText(answered.session)}, ${isApproved ? `recorded as ${kind}` : 'stays as it was'}`,
        reason: isApproved ? answered.reason : answered.note,
      },
    });
  });
}
