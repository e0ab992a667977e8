// What a partnership's lead changes of a school's booking: what the partnership's days pay for, and nothing that the school pays for or has of its own. Pure.
import { sessionText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { holderOf } from '../../../shared/ledger/chart.ts';
import type { BookedSession, Booking } from '../schema.ts';

/** A core service is nobody's days: it is changed by the lead who ordered it. */
const isLeads = ({ order }: Pick<Booking, 'order'>, { funding }: Pick<BookedSession, 'funding'>, partnership: OrganisationId): boolean =>
  funding.fund === 'entitlement' ? holderOf(funding.account) === partnership : funding.fund === 'core' && order?.by === partnership;

/**
 * Whether a lead may move or cancel some visits with the officer's work on them: giving up what the school pays for, or moving it, is the school's to say, as a late fee
 * would be the school's to pay. Refuses `no-word` to whoever leads no longer, and `not-allowed`.
 */
export function decideLeading(
  booking: Pick<Booking, 'sessions' | 'schoolName' | 'order'>,
  visits: readonly string[],
  { partnership, leadsNoLonger }: { partnership: OrganisationId; leadsNoLonger: boolean },
): Decision<void> {
  if (leadsNoLonger) return refuse('no-word');
  const meant = booking.sessions.filter(({ visit, of }) => visits.includes(visit) || (of !== undefined && visits.includes(of)));
  const other = meant.find((session) => session.state === 'booked' && !isLeads(booking, session, partnership));
  return other
    ? refuse(
        'not-allowed',
        `${sessionText(other.session)} draws on no day of the partnership: it is for ${booking.schoolName} to change.`,
        {
          field: 'visits',
        },
      )
    : accept(undefined);
}

/** The open sessions of a booking that decideLeading() would refuse, so that none of them is offered to be moved or cancelled. */
export const notLed = (booking: Parameters<typeof decideLeading>[0], lead: Parameters<typeof decideLeading>[2]): string[] =>
  booking.sessions.flatMap(({ visit, state }) => (state === 'booked' && !decideLeading(booking, [visit], lead).ok ? [visit] : []));
