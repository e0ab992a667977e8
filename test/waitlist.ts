// What the tests of waiting lists share: the schools of the tests of approval and a third, what they wait for, and an outbox that delivers to bookings in this process.
import { confirmBooking } from '../functions/bookings/actions/confirm.ts';
import { cancel } from '../functions/bookings/actions/life.ts';
import { makeQuote } from '../functions/bookings/actions/quote.ts';
import { joinWaitlist } from '../functions/bookings/actions/waitlist/waitlist.ts';
import { quoteOfOffer } from '../functions/bookings/rules/waitlist/waitlist.ts';
import { halvesOfWeek, type JoinCommand, type Wait } from '../functions/bookings/schema/waitlist.ts';
import { getWait } from '../functions/bookings/store/waitlist.ts';
import { tasksWith } from '../functions/bookings/tasks.ts';
import { schoolWrites } from '../functions/schools/store.ts';
import type { CivilDate, SessionKey } from '../shared/calendar.ts';
import { dateOf } from '../shared/calendar.ts';
import { commit } from '../shared/commit.ts';
import { type Actor, daybookItself } from '../shared/context.ts';
import { accepted, type Decision } from '../shared/decision.ts';
import type { BookingId, OrganisationId, WaitId } from '../shared/ids.ts';
import { type Delivered, deliverDue } from '../shared/outbox.ts';
import { personOf } from './actors.ts';
import { beginApprovals, confirm, contextOf, of, officer, signingKey } from './approvals.ts';
import { headteacherRecruitment, maintained, now } from './bookings.ts';

/** A third school, whose own it pays from like the others. */
export const third = of('third', 'school-booker', maintained.id);

export async function beginWaiting(): Promise<void> {
  await beginApprovals();
  const { table } = contextOf(third);
  const made = await commit(table, [...schoolWrites(table, maintained), ...personOf(table, third)]);
  if (!made.ok) throw new Error('the third school is not there');
}

/** What a school waits for: a whole day there, with the one officer. */
const wish = (who: Actor, date: CivilDate, more: Partial<JoinCommand> = {}): JoinCommand => ({
  school: who.organisation as OrganisationId,
  service: headteacherRecruitment.id,
  officer: officer.id,
  halfDays: 2,
  from: date,
  to: date,
  suits: [...halvesOfWeek],
  purse: who.organisation === maintained.id ? 'delegated-budget' : 'own-funds',
  ...more,
});
export const join = (who: Actor, date: CivilDate, more: Partial<JoinCommand> = {}, at = now): Promise<Decision<Wait>> =>
  joinWaitlist(contextOf(who, at), wish(who, date, more));

/** Books a day for somebody, so that nothing of it is free. */
export async function take(who: Actor, wanted: readonly SessionKey[], at = now): Promise<BookingId> {
  const made = accepted(await confirm(who, wanted, at));
  if (!made.booking) throw new Error('asked for, and not booked');
  return made.booking;
}
export const giveBack = (who: Actor, booking: BookingId, more: object = {}, at = now) =>
  cancel(contextOf(who, at), booking, { visits: ['01', '02'], reason: 'It suits no longer', ...more });

export type Sent = { kind: string; person: string; personalisation: Record<string, string> };
/** What was sent to whom, in order. */
export const sent: Sent[] = [];

/** Delivers what is due to the tasks of bookings; what they send is kept. */
export async function deliver(at = now): Promise<Delivered> {
  const context = contextOf(daybookItself, at);
  const invoke = async (_name: string, event: { subject?: unknown }) => {
    sent.push(event.subject as Sent);
    return 'sent';
  };
  const tasks = tasksWith({ origin: 'http://daybook.test', invoke, signingKey });
  const total: Delivered = { sent: 0, failed: 0, parked: 0, skipped: 0 };
  // What an effect causes is due at once: a few rings are enough for all of it.
  for (let ring = 0; ring < 4; ring++) {
    const done = await deliverDue(context.table, context.logger, (_function, event) => {
      const task = tasks[event.task as keyof typeof tasks];
      return task(context, event.subject) as Promise<unknown>;
    });
    total.sent += done.sent;
    total.failed += done.failed;
    total.parked += done.parked;
  }
  return total;
}

export const waitOf = async (id: WaitId): Promise<Wait> => {
  const found = await getWait(contextOf(daybookItself).table, id);
  if (!found) throw new Error(`${id} is not there`);
  return found;
};

/** The quote of what is offered, as one tab has it. */
export async function quoteOffer(who: Actor, id: WaitId, at = now): ReturnType<typeof makeQuote> {
  const wait = await waitOf(id);
  if (!wait.offer) throw new Error(`nothing is offered: it is ${wait.state}`);
  return makeQuote(contextOf(who, at), signingKey, quoteOfOffer(wait, wait.offer));
}
export const confirmToken = (who: Actor, token: string, at = now) =>
  confirmBooking(contextOf(who, at), signingKey, { token, purchaseOrder: 'PO-1' });

/** Somebody waits for a day that somebody else gives back: offered, unless it is not. */
export async function offeredDay(waiter: Actor, holder: Actor, wanted: readonly SessionKey[], at = now): Promise<WaitId> {
  const booking = await take(holder, wanted, at);
  const { id } = accepted(await join(waiter, dateOf(wanted[0] as SessionKey), {}, at));
  accepted(await giveBack(holder, booking, {}, at));
  await deliver(at);
  return id;
}
