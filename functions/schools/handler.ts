// The schools function.
import { room } from '../../shared/http.ts';
import { can } from '../identity/rules.ts';
import { findActor } from '../identity/store.ts';
import { manifest } from '../manifest.ts';
import { pages } from './page.tsx';
import { routes } from './routes.ts';
import { tasks } from './tasks/import-gias.ts';

export const create = room(manifest.schools, { findActor, can }, (_env, host) => ({
  handlers: { ...routes, ...pages },
  tasks: tasks((key) => host.openFile(key)),
}));
