// The entitlements function.
import { room } from '../../shared/http/room.ts';
import { can } from '../identity/rules.ts';
import { findActor } from '../identity/store.ts';
import { manifest } from '../manifest.ts';
import { pages } from './page/index.tsx';
import { policyPages } from './page/policy-pages.ts';
import { potPages } from './page/pots.tsx';
import { runPagesWith } from './page/runs.tsx';
import { statementPages } from './page/statement-pages.ts';
import { policyRoutes } from './routes/policies.ts';
import { potRoutes } from './routes/pots.ts';
import { runRoutesWith } from './routes/runs.ts';
import { standingRoutes } from './routes/standing.ts';
import { routes } from './routes.ts';
import { nudgeTasks } from './tasks/nudges.ts';
import { policyTasks } from './tasks/policies.ts';
import { tasks } from './tasks.ts';

export const create = room(manifest.entitlements, { findActor, can }, (_env, host) => ({
  handlers: {
    ...routes,
    ...policyRoutes,
    ...potRoutes,
    ...standingRoutes,
    ...runRoutesWith(host),
    ...pages,
    ...policyPages,
    ...potPages,
    ...statementPages,
    ...runPagesWith(host),
  },
  tasks: { ...tasks, ...policyTasks(host), ...nudgeTasks(host) },
}));
