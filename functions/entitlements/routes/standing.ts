// The JSON routes of statements, support plans and reminders together.
import type { Handlers } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { needRoutes } from './needs.ts';
import { nudgeRoutes } from './nudges.ts';
import { statementRoutes } from './statements.ts';

type Routes = (typeof manifest)['entitlements']['routes'];
type Own = `${string} /api/entitlements/${'statements' | 'needs' | 'nudges'}${string}`;
type Api = { [R in keyof Routes as R extends Own ? R : never]: Routes[R] };

export const standingRoutes: Handlers<Api> = { ...statementRoutes, ...needRoutes, ...nudgeRoutes };
