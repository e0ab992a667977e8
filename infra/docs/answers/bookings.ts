// What each route of bookings answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const bookings = {
  'GET /api/bookings': { summary: 'List a school’s bookings', 200: 'A page of `bookings`, newest first, and `next` when there are more.' },
  'POST /api/bookings/quotes': {
    summary: 'Ask for a quote',
    200: 'What is free and why, what the rest costs, and the `token` that confirms exactly this until `expiresAt`. Nothing is booked.',
  },
  'POST /api/bookings': {
    summary: 'Confirm a quote',
    201: 'The `booking`. The token is the idempotency key: sent twice, it answers the same booking twice.',
  },
  'GET /api/bookings/diary': { summary: 'Read an officer’s diary', 200: '`visits` between the two days, in order.' },
  'GET /api/bookings/reclassifications': {
    summary: 'List corrections that wait for a second person',
    200: 'A page of `reclassifications`, those that wait longest first, each with its `booking`, the school and the service, and `own` where whoever reads asked for it; and `next` when there are more.',
  },
  'GET /api/bookings/{booking}': { summary: 'Read a booking', 200: 'The booking with its sessions, what funds each, and visit notes.' },
  'POST /api/bookings/{booking}/deliveries': {
    summary: 'Mark sessions delivered',
    200: 'The booking; each paid session has a charge now.',
  },
  'POST /api/bookings/{booking}/reclassifications': {
    summary: 'Ask for a delivered session to be recorded as paid, or as free',
    201: 'The request. It waits for somebody other than whoever asked; nothing has changed yet.',
  },
  'POST /api/bookings/{booking}/reclassifications/{reclassification}/answer': {
    summary: 'Approve or decline such a request',
    200: 'The request. Approved, the ledger takes back the one kind and records the other, and a charge is written or withdrawn.',
  },
  'POST /api/bookings/{booking}/cancellations': {
    summary: 'Cancel sessions',
    200: 'The booking; the sessions can be booked again and what they held is given back.',
  },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
