// A partnership's lead, who changes what the days of the partnership pay for.
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import { bookerOf } from '../../../shared/policy/bookers.ts';
import { decideLeading, notLed } from '../rules/leading.ts';
import type { Booking } from '../schema.ts';
import { hasLed } from './quote.ts';

/** Nobody but a lead is asked, nor a lead about what their partnership booked for itself. Refuses what decideLeading() refuses. */
export async function forLead(context: Context, booking: Booking, visits: readonly string[]): Promise<Decision<void>> {
  const { organisation } = context.actor;
  if (!organisation || bookerOf(context.actor) !== 'lead' || booking.school === organisation) return accept(undefined);
  return decideLeading(booking, visits, { partnership: organisation, leadsNoLonger: await hasLed(context, organisation) });
}

/**
 * The open sessions of a booking that are not for the lead who looks to move or cancel, and whether that is as they lead no longer: an event of the partnership is
 * changed by whoever leads it now. Of anybody else there are none.
 */
export async function notForLead(context: Context, booking: Booking): Promise<{ visits: string[]; leadsNoLonger: boolean }> {
  const { organisation } = context.actor;
  const isOwn = booking.school === organisation;
  if (!organisation || bookerOf(context.actor) !== 'lead' || (isOwn && !booking.event)) return { visits: [], leadsNoLonger: false };
  const leadsNoLonger = await hasLed(context, organisation);
  return { visits: isOwn && !leadsNoLonger ? [] : notLed(booking, { partnership: organisation, leadsNoLonger }), leadsNoLonger };
}
