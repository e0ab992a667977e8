// What each route of payments answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const payments = {
  'POST /api/payments/documents/{document}/attempts': {
    summary: 'Begin to pay by card',
    201: 'The attempt and the `url` to pay at. While one is open it is answered again, and no second one begins.',
  },
  'GET /api/payments/attempts/{attempt}': { summary: 'Read a card payment', 200: 'The attempt and its state.' },
  'GET /api/payments/documents/{document}': {
    summary: 'Read an invoice’s payments',
    200: 'What was received and how much of it paid this invoice, what is outstanding, and the live attempt; what the card service charged is for finance and auditors only.',
  },
  'GET /api/payments/suspense': { summary: 'List receipts that fit no invoice', 200: 'A page of `receipts`, each with the reason.' },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
