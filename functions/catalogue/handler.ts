// The catalogue's function: its pages, its API and its one task behind one door.
import { room } from '../../shared/http/room.ts';
import { can } from '../identity/rules.ts';
import { findActor } from '../identity/store.ts';
import { manifest } from '../manifest.ts';
import { pages } from './page/index.ts';
import { routes } from './routes.ts';
import { tasks } from './tasks.ts';

export const create = room(manifest.catalogue, { findActor, can }, () => ({ handlers: { ...routes, ...pages }, tasks }));
