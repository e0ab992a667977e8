// The pages of reports, each under its route.
import type { Handlers } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { accessibilityPage } from './accessibility.tsx';
import { homePage } from './home.tsx';
import { outboxPage, parkFromPage, replayFromPage } from './outbox.tsx';
import { proofPage, proveFromPage } from './proof.tsx';

type Routes = (typeof manifest)['reports']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /api/${string}` ? never : R]: Routes[R] };

export const pages: Handlers<Pages> = {
  'GET /': homePage,
  'GET /accessibility': accessibilityPage,
  'GET /reports/proof': proofPage,
  'POST /reports/proof': proveFromPage,
  'GET /reports/outbox': (context, c) => outboxPage(context, c),
  'POST /reports/outbox/replay': replayFromPage,
  'POST /reports/outbox/parking': parkFromPage,
};
