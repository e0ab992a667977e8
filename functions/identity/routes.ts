// The JSON API of identity, each part in its own file.
import type { Handler } from '../../shared/http.ts';
import { audit } from './routes/audit.ts';
import { limitRoutes } from './routes/limits.ts';
import { me } from './routes/me.ts';
import { messageRoutes } from './routes/messages.ts';
import { peopleRoutes } from './routes/people.ts';

export const routes = {
  ...me,
  ...audit,
  ...peopleRoutes,
  ...messageRoutes,
  ...limitRoutes,
} satisfies Record<string, Handler>;
