// The pages of statements, support plans and reminders, each under its route.
import type { Handlers } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { needPages } from './needs.tsx';
import { nudgePages } from './nudges.tsx';
import { statementPage, statementsPage } from './statement.tsx';
import { linePage } from './statement-line.tsx';

type Routes = (typeof manifest)['entitlements']['routes'];
type Own = `${string} /entitlements/${'statements' | 'needs' | 'nudges'}${string}`;
type Pages = { [R in keyof Routes as R extends Own ? R : never]: Routes[R] };

export const statementPages: Handlers<Pages> = {
  'GET /entitlements/statements': statementsPage,
  'GET /entitlements/statements/{holder}': (context, c) => statementPage(context, c, c.req.param('holder') ?? ''),
  'GET /entitlements/statements/{holder}/lines/{line}': linePage,
  ...needPages,
  ...nudgePages,
};
