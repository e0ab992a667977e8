// That sessions have become free, written in the transaction that frees them: whom they suit is found out by the task it causes.
import type { Instant } from '../../../shared/calendar.ts';
import type { Write } from '../../../shared/commit.ts';
import type { BookingId, OfficerId, OrganisationId, WaitId } from '../../../shared/ids.ts';
import { effectWrite } from '../../../shared/outbox.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import type { Slot } from '../../officers/schema.ts';
import type { FreedPlaces } from '../schema/waitlist.ts';

/** `subject`: what changed, at the version that the change gives it. */
export const freedWrite = (
  table: CouncilTable,
  { subject, version }: { subject: BookingId | WaitId; version: number },
  freed: readonly Pick<Slot, 'officer' | 'visit'>[],
  now: Instant,
  cancelled?: { booking: BookingId; giveTo?: OrganisationId | undefined },
): Write => {
  const officers: OfficerId[] = [...new Set(freed.map(({ officer }) => officer))];
  const payload: FreedPlaces = {
    officers,
    ...(cancelled ? { booking: cancelled.booking, visits: freed.map(({ visit }) => visit) } : {}),
    ...(cancelled?.giveTo ? { giveTo: cancelled.giveTo } : {}),
  };
  return effectWrite(table, { subject: `places:${subject}`, version, function: 'bookings', task: 'offer-places', payload, now });
};
