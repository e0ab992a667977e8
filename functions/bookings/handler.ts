// The bookings function.
import { room } from '../../shared/http.ts';
import { can } from '../identity/rules.ts';
import { findActor } from '../identity/store.ts';
import { manifest } from '../manifest.ts';
import { calendarPages } from './page/calendar.ts';
import { pagesWith } from './page/index.tsx';
import { notePages } from './page/note.tsx';
import { cancellationPages } from './page/ofsted.tsx';
import { requestPages } from './page/requests.tsx';
import { cancellationRoutes } from './routes/cancellations.ts';
import { noteRoutes } from './routes/notes.ts';
import { requestRoutes } from './routes/requests.ts';
import { routesWith } from './routes.ts';
import { tasksWith } from './tasks.ts';

export const create = room(manifest.bookings, { findActor, can }, (env, { origin, invoke }) => {
  const signingKey = env.QUOTE_KEY;
  if (!signingKey) throw new Error('bookings needs QUOTE_KEY, the key that quotes and the links to calendar files are signed with');
  return {
    handlers: {
      ...routesWith(signingKey),
      ...pagesWith(signingKey),
      ...requestRoutes,
      ...requestPages,
      ...noteRoutes,
      ...notePages,
      ...cancellationRoutes,
      ...cancellationPages,
      ...calendarPages(signingKey),
    },
    tasks: tasksWith({ origin, invoke, signingKey }),
  };
});
