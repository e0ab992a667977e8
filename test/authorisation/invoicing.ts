// Who may do what in invoicing, and what is sent with it.
import type { Row } from '../authorisation.ts';
import { anybodys, body, buyers, finance, ofPayer, row } from './row.ts';

const period = body(() => ({ from: '2026-09-01', to: '2026-11-24' }));
const posting = body(() => ({ councilReference: 'GL-1' }));
const agreeing = body((r) => ({
  organisation: r.payer,
  lines: [{ charge: r.charge, treatment: { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 } }],
  answer: 'agree',
}));
const agreeingForm = body((r) => ({ organisation: r.payer, lines: `${r.charge} vat-invoice S 2000`, answer: 'agree' }));

export const invoicingRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'GET /invoicing/runs': row(finance),
  'POST /invoicing/runs': row(['finance'], 'nobody', 404, period),
  'GET /invoicing/runs/{run}': anybodys(finance, 'unknown-run'),
  'POST /invoicing/runs/{run}/commitment': anybodys(['finance'], 'unknown-run'),
  'GET /invoicing/documents': row([...finance, ...buyers]),
  'GET /invoicing/documents/{document}': row([...finance, ...buyers], 'document', 'unknown-document'),
  'GET /invoicing/documents/{document}/pdf': row([...finance, ...buyers], 'document', 'unknown-document'),
  'GET /invoicing/agreements/waiting': row(finance),
  // On a page a buyer answers for whom they act, whatever the address says.
  'GET /invoicing/agreements': anybodys([...finance, ...buyers], 200, ofPayer, { council: 404 }),
  'POST /invoicing/agreements': anybodys(buyers, 409, agreeingForm),
  'GET /invoicing/journals': row(finance),
  'GET /invoicing/journals/export': row(finance),
  'POST /invoicing/documents/{document}/posting': anybodys(['finance'], 'unknown-document', posting),
  'GET /api/invoicing/runs': row(finance),
  'POST /api/invoicing/runs': row(['finance'], 'nobody', 404, period),
  'GET /api/invoicing/runs/{run}': anybodys(finance, 'unknown-run'),
  'POST /api/invoicing/runs/{run}/commitment': anybodys(['finance'], 'unknown-run'),
  'GET /api/invoicing/documents': row([...finance, ...buyers]),
  'GET /api/invoicing/documents/{document}': row([...finance, ...buyers], 'document', 'unknown-document'),
  'GET /api/invoicing/agreements/waiting': row(finance),
  'GET /api/invoicing/agreements': row([...finance, ...buyers], 'buyer', 'unknown-school', ofPayer),
  'POST /api/invoicing/agreements': row(buyers, 'buyer', 'unknown-school', agreeing),
  'GET /api/invoicing/journals': row(finance),
  'POST /api/invoicing/documents/{document}/posting': anybodys(['finance'], 'unknown-document', posting),
};
