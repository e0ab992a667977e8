// What is sent to the routes about billing runs, documents and their payment.

import { consentSchema } from '../../../functions/invoicing/schema/consent.ts';
import { makeRunSchema, postJournalSchema } from '../../../functions/invoicing/schema.ts';
import { startCommand } from '../../../functions/payments/schema.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const invoicing = {
  'POST /api/invoicing/runs': body(makeRunSchema, { from: '2026-11-01', to: '2026-11-30' }),
  'POST /api/invoicing/agreements': body(consentSchema, {
    organisation: 'sch_900123',
    answer: 'agree',
    lines: [
      {
        charge: 'chg_20261105-01kaq48x1z3b5d7f9h1k3m5p7r-02',
        treatment: { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 },
      },
    ],
  }),
  'POST /api/invoicing/documents/{document}/posting': body(postJournalSchema, { councilReference: 'JNL 2026/0117' }),
  'POST /api/payments/documents/{document}/attempts': body(startCommand, {}),
} as const satisfies Partial<Record<ApiRoute, Body>>;
