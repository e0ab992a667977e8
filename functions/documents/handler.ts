// The documents function: no routes, no table; its template and fonts stand beside its bundle.
import { room } from '../../shared/http.ts';
import { manifest } from '../manifest.ts';
import { tasksWith } from './tasks.ts';

export const create = room(manifest.documents, { findActor: async () => undefined, can: () => false }, () => ({
  handlers: {},
  tasks: tasksWith(import.meta.dirname),
}));
