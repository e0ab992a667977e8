// The pages of reports, each under its route.
import type { Handlers } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { accessibilityPage } from './accessibility.tsx';
import { exportFile, exportFromPage, exportPage } from './export.tsx';
import { checkerFile, formatPage } from './format.tsx';
import { homePage } from './home.tsx';
import { listPages } from './lists.tsx';
import { messagePages } from './messages.tsx';
import { outboxPage, parkFromPage, replayFromPage } from './outbox.tsx';
import { proofPage, proveFromPage } from './proof.tsx';
import { sealsPage } from './seals.tsx';
import { trialPages } from './trials.tsx';
import { yearPage, yearPdf } from './year-statement.tsx';

type Routes = (typeof manifest)['reports']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /api/${string}` ? never : R]: Routes[R] };

export const pages: Handlers<Pages> = {
  ...trialPages,
  ...listPages,
  ...messagePages,
  'GET /': homePage,
  'GET /accessibility': accessibilityPage,
  'GET /reports/proof': proofPage,
  'POST /reports/proof': proveFromPage,
  'GET /reports/proof/seals': sealsPage,
  'GET /reports/proof/export': (context, c) => exportPage(context, c),
  'POST /reports/proof/export': exportFromPage,
  'GET /reports/proof/export/file': exportFile,
  'GET /reports/proof/format': formatPage,
  'GET /reports/proof/format/checker': checkerFile,
  'GET /reports/statements/{holder}': yearPage,
  'GET /reports/statements/{holder}/pdf': yearPdf,
  'GET /reports/outbox': (context, c) => outboxPage(context, c),
  'POST /reports/outbox/replay': replayFromPage,
  'POST /reports/outbox/parking': parkFromPage,
};
