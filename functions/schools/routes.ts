// The JSON API of schools and other organisations: each part brings its own, by route.
import type { Host } from '../../shared/context.ts';
import type { Handlers } from '../../shared/http.ts';
import type { manifest } from '../manifest.ts';
import { groupRoutes } from './routes/groups.ts';
import { importRoutesWith } from './routes/imports.ts';
import { schoolRoutes } from './routes/schools.ts';

type Routes = (typeof manifest)['schools']['routes'];
type Api = { [R in keyof Routes as R extends `${string} /api/${string}` ? R : never]: Routes[R] };

export const routesWith = (host: Host): Handlers<Api> => ({
  ...groupRoutes,
  ...importRoutesWith(host),
  ...schoolRoutes,
});
