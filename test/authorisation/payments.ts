// Who may do what in payments, and what is sent with it.
import type { Row } from '../authorisation.ts';
import { bookers, buyers, elsewhere, finance, row } from './row.ts';

export const paymentsRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'POST /payments/documents/{document}/attempts': row(bookers, 'document', 'unknown-document', () => ({}), { elsewhere }),
  'GET /payments/attempts/{attempt}': row([...finance, ...buyers], 'document', 'unknown-attempt'),
  'GET /payments/attempts/{attempt}/return': row([...finance, ...buyers], 'document', 'unknown-attempt'),
  'GET /payments/documents/{document}': row([...finance, ...buyers], 'document', 'unknown-document'),
  'GET /payments/suspense': row(finance),
  'POST /payments/webhooks/stripe': row('signature'),
  'POST /api/payments/documents/{document}/attempts': row(bookers, 'document', 'unknown-document', () => ({}), { elsewhere }),
  'GET /api/payments/attempts/{attempt}': row([...finance, ...buyers], 'document', 'unknown-attempt'),
  'GET /api/payments/documents/{document}': row([...finance, ...buyers], 'document', 'unknown-document'),
  'GET /api/payments/suspense': row(finance),
};
