// The corrections that wait for a second person, over all bookings.
import type { Context } from '../../../../shared/context.ts';
import type { Page } from '../../../../shared/table.ts';
import { namesOf } from '../../../identity/store/people.ts';
import type { Reclassification } from '../../schema/reclassifications.ts';
import { waitingReclassifications } from '../../store/reclassifications.ts';
import { getBooking } from '../../store.ts';

/** `own`: whoever reads it asked for it, and leaves the answer to a colleague. */
type WaitingRequest = Reclassification & { schoolName: string; serviceTitle: string; askedByName: string; own: boolean };

/** A page of the requests to record a session as the other kind that nobody has answered, those that wait longest first. */
export async function readWaitingRequests({ table, actor }: Context, after?: string): Promise<Page<WaitingRequest>> {
  const page = await waitingReclassifications(table, after);
  const [names, bookings] = await Promise.all([
    namesOf(
      table,
      page.items.map(({ askedBy }) => askedBy),
    ),
    Promise.all(page.items.map(({ booking }) => getBooking(table, booking))),
  ]);
  return {
    ...page,
    items: page.items.map((request, i) => ({
      ...request,
      schoolName: bookings[i]?.schoolName ?? '',
      serviceTitle: bookings[i]?.serviceTitle ?? '',
      askedByName: names.get(request.askedBy) ?? '',
      own: request.askedBy === actor.person,
    })),
  };
}
