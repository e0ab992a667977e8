// What is sent to the routes about lists and trials.
import { exportListSchema } from '../../../functions/reports/schema/lists.ts';
import { adjustTrialSchema, startTrialSchema } from '../../../functions/reports/schema/trials.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const reports = {
  'POST /api/reports/lists/exports': body(exportListSchema, { list: 'bookings', from: '2026-09-01', to: '2026-12-31', format: 'xlsx' }),
  'POST /api/reports/trials': body(startTrialSchema, {
    of: 'drf_01kb9t5v7x9z1b3d5f7h9k1m3s',
    clock: 'financial',
    year: 2026,
    adjustments: [
      { row: 'implementation-costs', financialYear: 2026, kind: 'one-off', pence: 13_000_000, note: 'Redundancies and early retirements' },
    ],
  }),
  'POST /api/reports/trials/{trial}/adjustments': body(adjustTrialSchema, {
    version: 3,
    adjustments: [
      { row: 'other-costs', financialYear: 2026, kind: 'ongoing', pence: -250_000, note: 'Travel between the trust’s schools' },
    ],
  }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
