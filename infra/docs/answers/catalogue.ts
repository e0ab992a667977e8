// What each route of catalogue answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const catalogue = {
  'GET /api/catalogue': { summary: 'Find services', 200: '`services` that match, each with today’s day rate.' },
  'GET /api/catalogue/{service}': { summary: 'Read a service', 200: 'The service with all its dated prices and its clause.' },
  'POST /api/catalogue/{service}/prices': { summary: 'Set a day rate from a date on', 200: 'The service with the new price.' },
  'POST /api/catalogue/{service}/withdrawal': { summary: 'Take a service off sale from a date on', 200: 'The service with its last date.' },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
