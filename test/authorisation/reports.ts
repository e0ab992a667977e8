// Who may do what in reports, and what is sent with it.
import type { Role } from '../../shared/context.ts';
import type { Row } from '../authorisation.ts';
import { admin, anybodys, body, everyone, finance, overseers, row, statements, trailOfRecord } from './row.ts';

/** Who reads what a policy would have come to. */
const triers: readonly Role[] = [...finance, 'council-admin'];
const provers: readonly Role[] = [...finance, 'council-admin'];
const exporting = body(() => ({ list: 'notes', format: 'csv' }));
const resending = body((r) => ({ reference: `${r.effect}#1` }));
const mending = body((r) => ({ subject: r.effect, version: '1' }));
const trying = body(() => ({ of: '1', clock: 'academic', year: 2026 }));
const addingSum = body(() => ({ version: 1, row: 'other-costs', financialYear: '2026', kind: 'ongoing', pounds: '-250', note: 'Travel' }));
const removingSum = body(() => ({ version: 1, sum: 0 }));
const settingSums = body(() => ({ version: 1, adjustments: [] }));

export const reportsRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'GET /': row(everyone),
  'GET /accessibility': row('everybody'),
  'GET /reports/lists': row(everyone),
  'POST /reports/lists/exports': row(everyone, 'nobody', 404, exporting),
  'GET /reports/lists/export': row(everyone),
  'GET /reports/lists/export/file': row(everyone),
  'GET /reports/proof': row(provers),
  'POST /reports/proof': row(provers),
  'GET /reports/proof/seals': row(provers),
  'GET /reports/proof/export': row(provers),
  'POST /reports/proof/export': row(provers),
  'GET /reports/proof/export/file': row(provers),
  'GET /reports/proof/format': row('everybody'),
  'GET /reports/proof/format/checker': row('everybody'),
  'GET /reports/statements/{holder}': statements,
  'GET /reports/statements/{holder}/pdf': statements,
  'GET /reports/trials': row(triers),
  'POST /reports/trials': row(admin, 'nobody', 404, trying),
  'GET /reports/trials/{trial}': anybodys(triers, 'unknown-trial'),
  'GET /reports/trials/{trial}/file': anybodys(triers, 'unknown-trial'),
  'POST /reports/trials/{trial}/adjustments': anybodys(admin, 'unknown-trial', addingSum),
  'POST /reports/trials/{trial}/adjustments/removal': anybodys(admin, 'unknown-trial', removingSum),
  'GET /reports/messages': anybodys(['finance', ...overseers], 200, trailOfRecord),
  'POST /reports/messages/sending': anybodys(['finance', 'council-admin'], 'unknown-effect', resending),
  'GET /reports/outbox': row(['finance', ...overseers]),
  'POST /reports/outbox/replay': anybodys(['finance', 'council-admin'], 'unknown-effect', mending),
  'POST /reports/outbox/parking': anybodys(['finance', 'council-admin'], 'unknown-effect', mending),
  'GET /api/reports/home': row(everyone),
  'GET /api/reports/lists': row(everyone),
  'POST /api/reports/lists/exports': row(everyone, 'nobody', 404, exporting),
  'GET /api/reports/lists/export': row(everyone),
  'GET /api/reports/proof': row(provers),
  'POST /api/reports/proof': row(provers),
  'GET /api/reports/proof/seals': row(provers),
  'GET /api/reports/proof/export': row(provers),
  'POST /api/reports/proof/export': row(provers),
  'GET /api/reports/statements/{holder}': statements,
  'GET /api/reports/trials': row(triers),
  'POST /api/reports/trials': row(admin, 'nobody', 404, trying),
  'GET /api/reports/trials/{trial}': anybodys(triers, 'unknown-trial'),
  'POST /api/reports/trials/{trial}/adjustments': anybodys(admin, 'unknown-trial', settingSums),
  'GET /api/reports/messages': anybodys(['finance', ...overseers], 200, trailOfRecord),
  'GET /api/reports/outbox': row(['finance', ...overseers]),
};
