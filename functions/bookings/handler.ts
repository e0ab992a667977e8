// The bookings function.
import { room } from '../../shared/http/room.ts';
import { can } from '../identity/rules.ts';
import { findActor } from '../identity/store.ts';
import { manifest } from '../manifest.ts';
import { calendarPages } from './page/calendar.ts';
import { eventPages } from './page/events/events.tsx';
import { freePages } from './page/free.tsx';
import { pagesWith } from './page/index.tsx';
import { notePages } from './page/note.tsx';
import { officerPages } from './page/officers.tsx';
import { cancellationPages } from './page/ofsted.tsx';
import { orderPagesWith } from './page/orders/orders.tsx';
import { purchaseOrderPages } from './page/purchase-orders/purchase-orders.tsx';
import { requestPages } from './page/requests.tsx';
import { attendeePages } from './page/training/attendees.tsx';
import { evaluationPages } from './page/training/evaluations.tsx';
import { waitlistPages } from './page/waitlist/waitlist.tsx';
import { attendeeRoutes } from './routes/attendees.ts';
import { cancellationRoutes } from './routes/cancellations.ts';
import { eventRoutes } from './routes/events.ts';
import { noteRoutes } from './routes/notes.ts';
import { officerRoutes } from './routes/officers.ts';
import { orderRoutesWith } from './routes/orders.ts';
import { purchaseOrderRoutes } from './routes/purchase-orders.ts';
import { reclassificationRoutes } from './routes/reclassifications.ts';
import { requestRoutes } from './routes/requests.ts';
import { waitlistRoutes } from './routes/waitlist.ts';
import { routesWith } from './routes.ts';
import { tasksWith } from './tasks.ts';

export const create = room(manifest.bookings, { findActor, can }, (env, { origin, invoke }) => {
  const signingKey = env.QUOTE_KEY;
  if (!signingKey) throw new Error('bookings needs QUOTE_KEY, the key that quotes and the links to calendar files are signed with');
  return {
    handlers: {
      ...routesWith(signingKey),
      ...reclassificationRoutes,
      ...pagesWith(signingKey),
      ...requestRoutes,
      ...requestPages,
      ...eventRoutes,
      ...eventPages,
      ...waitlistRoutes,
      ...waitlistPages(signingKey),
      ...orderRoutesWith(signingKey),
      ...orderPagesWith(signingKey),
      ...officerRoutes,
      ...officerPages,
      ...noteRoutes,
      ...notePages,
      ...cancellationRoutes,
      ...cancellationPages,
      ...freePages,
      ...calendarPages(signingKey),
      ...purchaseOrderRoutes,
      ...purchaseOrderPages,
      ...attendeeRoutes(signingKey),
      ...attendeePages(signingKey),
      ...evaluationPages(signingKey),
    },
    tasks: tasksWith({ origin, invoke, signingKey }),
  };
});
