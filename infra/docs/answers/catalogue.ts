// What each route of catalogue answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const catalogue = {
  'GET /api/catalogue': {
    summary: 'Find services',
    200: '`services` that match, each with today’s day rate for whoever asks: `least` and `most` are day rates in pounds.',
  },
  'GET /api/catalogue/{service}': {
    summary: 'Read a service',
    200: 'The service with all its dated prices and its clause, what each kind of customer pays today and how it is billed (`customers`), who delivers it and when they are next free (`deliveredBy`), and what cancelling costs (`cancellation`).',
  },
  'POST /api/catalogue/{service}/words': {
    summary: 'Edit the words of a service',
    200: 'The service with its new words, its new `version`, and what they were before (`formerWords`).',
  },
  'POST /api/catalogue/{service}/prices': {
    summary: 'Set a day rate from a date on',
    200: 'The service with the new price. A rise above inflation that comes after the day for announcing it is refused with its figures (`rise`) unless `acknowledged`.',
  },
  'POST /api/catalogue/{service}/prices/taking-back': {
    summary: 'Take back a day rate that is still to come',
    200: 'The service without it: what was asked until its day is asked on, and another may be set. It takes back the end of a day rate too. What is booked keeps its price; what is in force stays.',
  },
  'POST /api/catalogue/{service}/prices/ending': {
    summary: 'End some customers’ own day rate from a date on',
    200: 'The service with the end among its `priceEnds`: from then on they pay what everybody else does.',
  },
  'POST /api/catalogue/{service}/withdrawal': { summary: 'Take a service off sale from a date on', 200: 'The service with its last date.' },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
