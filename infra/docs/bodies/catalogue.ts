// What is sent to the routes about services and their prices.
import { priceEndSchema, priceSchema, takingBackSchema, withdrawalSchema, wordsSchema } from '../../../functions/catalogue/schema.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const catalogue = {
  'POST /api/catalogue/{service}/words': body(wordsSchema, {
    title: 'Reviews of governance',
    description: 'A review of how your governing body works, with its members.',
    outcomes: 'A written report with what to do first.',
    version: 3,
  }),
  'POST /api/catalogue/{service}/prices': body(priceSchema, { from: '2027-04-01', perDayExVatPence: 46_000, buyers: ['academy'] }),
  'POST /api/catalogue/{service}/prices/taking-back': body(takingBackSchema, { version: 4 }),
  'POST /api/catalogue/{service}/prices/ending': body(priceEndSchema, { from: '2027-09-01', buyers: ['academy'] }),
  'POST /api/catalogue/{service}/withdrawal': body(withdrawalSchema, { withdrawnFrom: '2027-09-01' }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
