// Which delivered sessions that are paid for are billed already: what claims a charge keeps it, and nothing of it is corrected here afterwards.
import type { Context } from '../../../shared/context.ts';
import { chargeFor } from '../rules/charges.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { isClaimed } from '../store/reclassifications.ts';

/** Whether billing, or an earlier correction, has the charge of a session that is paid for. */
export const isBilled = async ({ table }: Context, booking: Booking, session: BookedSession | undefined): Promise<boolean> =>
  session?.funding.fund === 'traded' && (await isClaimed(table, chargeFor(booking, session, session.funding, '')));

/** The delivered visits of a booking that are billed. Of what several schools share, or a team pays for, nothing is corrected, and nothing is read. */
export async function billedOf(context: Context, booking: Booking): Promise<string[]> {
  if (booking.event || booking.team) return [];
  const delivered = booking.sessions.filter(({ state, funding }) => state === 'delivered' && funding.fund === 'traded');
  const billed = await Promise.all(delivered.map((session) => isBilled(context, booking, session)));
  return delivered.filter((_, i) => billed[i]).map(({ visit }) => visit);
}
