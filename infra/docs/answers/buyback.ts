// What each route of buyback answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const buyback = {
  'GET /api/buyback/packages': {
    summary: 'List packages and buy-backs on offer',
    200: 'Each of `packages` with its services, its price, what its half-days cost one by one, and for a buy-back the year of each clock that may be agreed to today, or when its window opens.',
  },
  'GET /api/buyback/renewals': {
    summary: 'List what may be renewed',
    200: 'Each of `renewals` with what there was of the last year and what was used, the price of the next with its change in hundredths of a per cent, whether that is above inflation, and until when notice is given.',
  },
  'POST /api/buyback/quotes': {
    summary: 'Ask for a quote for a package, a year or a renewal',
    200: 'Its years, instalments and VAT to the penny, and the `token` that agrees to it.',
  },
  'GET /api/buyback/agreements': {
    summary: 'List agreements',
    200: 'An organisation’s `agreements`; for the council without one a page of all, those first of which something is due soonest, and `next` when there are more.',
  },
  'POST /api/buyback/agreements': {
    summary: 'Agree to a quote',
    201: 'The `agreement`. The token is the key: sent again, the same one is answered.',
  },
  'GET /api/buyback/agreements/{agreement}': {
    summary: 'Read an agreement',
    200: 'Its terms, and its years with their instalments and what is used, booked and left of each. `under` of an instalment is the registered purchase order of which it is held, and with how much.',
  },
  'POST /api/buyback/agreements/{agreement}/notice': { summary: 'Give notice', 200: 'The agreement, which ends with its year.' },
  'POST /api/buyback/agreements/{agreement}/purchase-order': {
    summary: 'Give a year another purchase order number',
    200: 'The agreement. What is still to fall due of the year is billed under the number, and held of it where it is registered; `under` says how much.',
  },
  'POST /api/buyback/agreements/{agreement}/ending': {
    summary: 'End an agreement early',
    200: 'The agreement, which has ended. What has been charged stays charged; what is not due falls away.',
  },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
