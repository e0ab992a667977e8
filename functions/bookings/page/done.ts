// What a form on a booking's page does: done, it leads back to the page; refused, the booking is shown as it stands by now.
import type { Context } from '../../../shared/context.ts';
import type { Decision } from '../../../shared/decision.ts';
import { type Doing, doneOrShown } from '../../../shared/done.ts';
import type { Web } from '../../../shared/http.ts';
import type { BookingId } from '../../../shared/ids.ts';
import { readBooking, type Seen } from '../actions/read.ts';
import { bookingIdFrom } from '../routes.ts';
import { bookingPage, type Given } from './booking.tsx';

type OfBooking<Done> = {
  doIt: (id: BookingId) => Promise<Decision<Done>>;
  /** Where on its page it is seen, as the end of the page's address: `?done=moved`, `#shares`. */
  to: string;
  /** What was typed, shown again beside the refusal. */
  typed?: Given;
  /** Where a refusal is told otherwise than on the booking's page. */
  show?: Doing<BookingId, Done, Seen>['show'];
};

export const onBooking = <Done extends { id: BookingId } | { booking: BookingId }>(
  context: Context,
  c: Web,
  { doIt, to, typed = {}, show }: OfBooking<Done>,
): Promise<Response> =>
  doneOrShown(context, c, {
    id: bookingIdFrom(c.req.param('booking')),
    doIt,
    to: (done) => `/${context.council.slug}/bookings/${'booking' in done ? done.booking : done.id}${to}`,
    read: (id) => readBooking(context, id),
    show: show ?? ((seen, refusal) => bookingPage(context, c, seen, { ...typed, refusal })),
  });
