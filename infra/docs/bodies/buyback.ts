// What is sent to the routes about packages and buy-back.
import {
  agreeSchema,
  quoteSchema as buybackQuoteSchema,
  endingSchema,
  namingSchema,
  noticeSchema,
} from '../../../functions/buyback/schema.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const buyback = {
  'POST /api/buyback/quotes': body(buybackQuoteSchema, {
    organisation: 'sch_900123',
    package: 'leadership-and-governance',
    purse: 'delegated-budget',
    clock: 'financial',
  }),
  'POST /api/buyback/agreements': body(agreeSchema, { token: 'the token of the quote', purchaseOrder: 'PO-4471' }),
  'POST /api/buyback/agreements/{agreement}/notice': body(noticeSchema, { endsOn: '2027-03-31' }),
  'POST /api/buyback/agreements/{agreement}/purchase-order': body(namingSchema, { from: '2027-04-01', purchaseOrder: 'PO-4471' }),
  'POST /api/buyback/agreements/{agreement}/ending': body(endingSchema, { reason: 'The school closes at Easter.' }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
