// The reports function.
import { room } from '../../shared/http/room.ts';
import { can } from '../identity/rules.ts';
import { findActor } from '../identity/store.ts';
import { manifest } from '../manifest.ts';
import { pages } from './page/index.ts';
import { routes } from './routes.ts';
import { tasks } from './tasks.ts';

export const create = room(manifest.reports, { findActor, can }, (_env, host) => ({
  handlers: { ...routes, ...pages },
  tasks: tasks(host),
}));
