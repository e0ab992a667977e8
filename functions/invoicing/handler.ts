// The invoicing function.
import { room } from '../../shared/http/room.ts';
import { can } from '../identity/rules.ts';
import { findActor } from '../identity/store.ts';
import { manifest } from '../manifest.ts';
import { pagesWith } from './page/index.tsx';
import { routesWith } from './routes.ts';
import { tasks } from './tasks.ts';

export const create = room(manifest.invoicing, { findActor, can }, (_env, host) => ({
  handlers: { ...routesWith(host), ...pagesWith(host) },
  tasks,
}));
