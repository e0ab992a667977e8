// Who may do what in buyback, and what is sent with it.
import type { Role } from '../../shared/context.ts';
import type { Row } from '../authorisation.ts';
import { anybodys, body, buyers, confirmingOrder, elsewhere, finance, giving, ofPayer, query, row } from './row.ts';

const agreementReaders: readonly Role[] = [...finance, 'catalogue-manager', 'resource-manager', 'council-admin', ...buyers];
const buyingBack = body((r) => ({ organisation: r.payer, package: 'three-visits', purse: 'own-funds' }));
const buyingBackPage = query((r) => ({ organisation: r.payer, package: 'three-visits', purse: 'own-funds' }));
const naming = body(() => ({ from: '2027-04-01', purchaseOrder: 'PO-1' }));
const noticing = body(() => ({ endsOn: '2027-03-31' }));

export const buybackRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'GET /buyback': row(agreementReaders, 'buyer', 'unknown-organisation', ofPayer),
  'GET /buyback/renewals': row(buyers, 'buyer', 'unknown-organisation', ofPayer),
  'GET /buyback/quote': row(buyers, 'buyer', 'unknown-organisation', buyingBackPage, { elsewhere }),
  'GET /buyback/agreements': row([...finance, 'catalogue-manager', 'council-admin']),
  'POST /buyback/agreements': row(buyers, 'nobody', 404, confirmingOrder),
  'GET /buyback/agreements/{agreement}': row(agreementReaders, 'document', 'unknown-agreement'),
  'GET /buyback/agreements/{agreement}/notice': row(buyers, 'document', 'unknown-agreement'),
  'POST /buyback/agreements/{agreement}/ending/preview': anybodys(['finance', 'council-admin'], 'unknown-agreement', giving),
  'POST /buyback/agreements/{agreement}/notice': row(buyers, 'document', 'unknown-agreement', noticing),
  'POST /buyback/agreements/{agreement}/purchase-order': row(buyers, 'document', 'unknown-agreement', naming),
  'POST /buyback/agreements/{agreement}/ending': anybodys(['finance', 'council-admin'], 'unknown-agreement', giving),
  'GET /api/buyback/packages': row(agreementReaders, 'buyer', 'unknown-organisation', ofPayer),
  'GET /api/buyback/renewals': row(buyers, 'buyer', 'unknown-organisation', ofPayer),
  'POST /api/buyback/quotes': row(buyers, 'buyer', 'unknown-organisation', buyingBack, { elsewhere }),
  'GET /api/buyback/agreements': row(agreementReaders, 'buyer', 'unknown-organisation', ofPayer),
  'POST /api/buyback/agreements': row(buyers, 'nobody', 404, confirmingOrder),
  'GET /api/buyback/agreements/{agreement}': row(agreementReaders, 'document', 'unknown-agreement'),
  'POST /api/buyback/agreements/{agreement}/notice': row(buyers, 'document', 'unknown-agreement', noticing),
  'POST /api/buyback/agreements/{agreement}/purchase-order': row(buyers, 'document', 'unknown-agreement', naming),
  'POST /api/buyback/agreements/{agreement}/ending': anybodys(['finance', 'council-admin'], 'unknown-agreement', giving),
};
