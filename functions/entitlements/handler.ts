// The entitlements function.
import { room } from '../../shared/http.ts';
import { can } from '../identity/rules.ts';
import { findActor } from '../identity/store.ts';
import { manifest } from '../manifest.ts';
import { pages } from './page/index.tsx';
import { routes } from './routes.ts';
import { tasks } from './tasks.ts';

export const create = room(manifest.entitlements, { findActor, can }, () => ({ handlers: { ...routes, ...pages }, tasks }));
