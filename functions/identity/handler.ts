// The identity function.
import * as z from 'zod';
import { room } from '../../shared/http.ts';
import { manifest } from '../manifest.ts';
import { pagesWith } from './page.tsx';
import { routes } from './routes.ts';
import { can } from './rules.ts';
import { findActor } from './store.ts';
import { tasks } from './tasks.ts';

const secretsSchema = z.record(z.string(), z.string().min(1));

export const create = room(manifest.identity, { findActor, can }, (env) => ({
  handlers: { ...routes, ...pagesWith(secretsSchema.parse(JSON.parse(env.SIGN_IN_SECRETS ?? '{}'))) },
  tasks,
}));
