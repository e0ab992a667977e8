// What each route of officers answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const officers = {
  'GET /api/officers': { summary: 'List officers', 200: '`officers` by name, with their skills.' },
  'GET /api/officers/{officer}': { summary: 'Read an officer', 200: 'The officer; the working pattern for council staff only.' },
  'GET /api/officers/{officer}/free-sessions': {
    summary: 'When is an officer free?',
    200: '`sessions` that can be booked between the two days.',
  },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
