// Another school that takes a place which was given up late: what that cost is waived by itself, where the policy of the booking lets a substitute waive it.
import { dateOf, sessionText } from '../../../../shared/calendar.ts';
import { change, commit } from '../../../../shared/commit.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, refuse } from '../../../../shared/decision.ts';
import type { BookingId } from '../../../../shared/ids.ts';
import { takenSlots } from '../../../officers/store.ts';
import { decideWaiver, isWaivable } from '../../rules/waive.ts';
import type { Instead } from '../../schema.ts';
import { waiverWrites } from '../../store/cancellations.ts';
import { tellWrite } from '../../store/messages.ts';
import { getVacated, vacatedWrites } from '../../store/waitlist.ts';
import { getBooking } from '../../store.ts';
import { waiverFacts } from '../waiving.ts';

/** Waives what one cancelled visit cost for another that has its place. Whatever refuses it leaves the cost as it is: staff may still waive it by evidence. */
async function waiveFor(context: Context, lost: Instead, instead: Instead): Promise<boolean> {
  const { table, now } = context;
  const done = await change(context, async () => {
    const [booking, other] = await Promise.all([getBooking(table, lost.booking), getBooking(table, instead.booking)]);
    const session = booking?.sessions.find(({ visit }) => visit === lost.visit);
    if (!booking || !other || !session) return refuse('unknown-booking');
    const facts = await waiverFacts(context, booking, other, lost.visit);
    const decision = decideWaiver(facts, { visit: lost.visit, kind: 'substitute', instead });
    if (!decision.ok) return decision;
    return accept({
      writes: [...waiverWrites(table, decision.value), tellWrite(table, decision.value.booking, 'cost-waived', now, [lost.visit])],
      result: undefined,
      audit: {
        action: 'booking:waive',
        about: lost.booking,
        organisation: booking.school,
        policy: booking.policy,
        detail: sessionText(session.session),
        reason: 'Another school has taken the session',
      },
    });
  });
  if (!done.ok && done.refusal.name === 'contended')
    throw Object.assign(new Error('the waiver is to be tried again'), { name: 'Contended' });
  return done.ok;
}

/** For a booking that was confirmed: each of its sessions that another school had given up late takes that place. Answers how many. */
export async function takePlaces(context: Context, id: BookingId): Promise<number> {
  const booking = await getBooking(context.table, id);
  const found = await Promise.all((booking?.sessions ?? []).map((session) => getVacated(context.table, session)));
  let waived = 0;
  for (const [i, vacated] of found.entries()) {
    const session = booking?.sessions[i];
    if (!vacated || !session || vacated.booking === id) continue;
    const { booking: lost, visit } = vacated;
    if (await waiveFor(context, { booking: lost, visit }, { booking: id, visit: session.visit })) waived += 1;
  }
  return waived;
}

/**
 * For visits that were cancelled: keeps which were given up late, for whoever takes them. Somebody may have been quicker than this: then they have taken the place
 * already.
 */
export async function vacate(context: Context, id: BookingId, visits: readonly string[]): Promise<void> {
  const { table } = context;
  const booking = await getBooking(table, id);
  const late = booking?.sessions.filter((session) => visits.includes(session.visit) && isWaivable(session)) ?? [];
  if (!booking || late.length === 0) return;
  const kept = await commit(table, vacatedWrites(table, booking, late));
  if (!kept.ok) throw new Error('what was given up late could not be kept');
  for (const { officer, session, visit } of late) {
    const date = dateOf(session);
    const slot = (await takenSlots(table, officer, date, date)).find((each) => each.session === session);
    if (slot && !slot.holdUntil && slot.booking !== id)
      await waiveFor(context, { booking: id, visit }, { booking: slot.booking, visit: slot.visit });
  }
}
