// The schools function.
import { room } from '../../shared/http/room.ts';
import { can } from '../identity/rules.ts';
import { findActor } from '../identity/store.ts';
import { manifest } from '../manifest.ts';
import { pagesWith } from './page/index.ts';
import { routesWith } from './routes.ts';
import { tasks } from './tasks/import-gias.ts';
import { groupTasks } from './tasks/record-organisations.ts';

export const create = room(manifest.schools, { findActor, can }, (_env, host) => ({
  handlers: { ...routesWith(host), ...pagesWith(host) },
  tasks: { ...tasks(host), ...groupTasks },
}));
