// Who may do what in catalogue, and what is sent with it.
import type { Row } from '../authorisation.ts';
import { anybodys, body, everyone, row } from './row.ts';

const price = body(() => ({ from: '2027-09-01', perDayExVatPence: 50_000 }));
const pricesForm = body(() => ({ pounds: '500', 'from-day': '1', 'from-month': '9', 'from-year': '2027' }));
const words = { title: 'Reviews, as they are called here', description: 'A review of one part of the school.' };
const edited = body(() => ({ ...words, version: 1 }));
const editedForm = body(() => ({ ...words, version: '1' }));
const withdrawn = body(() => ({ withdrawnFrom: '2028-09-01' }));
const withdrawnForm = body(() => ({ 'withdrawnFrom-day': '1', 'withdrawnFrom-month': '9', 'withdrawnFrom-year': '2028' }));
const takenBack = body(() => ({ version: 9 }));
const takenBackForm = body(() => ({ version: '9' }));
const ending = body(() => ({ from: '2028-09-01', buyers: ['academy'] }));
const endingForm = body(() => ({ 'endsFrom-day': '1', 'endsFrom-month': '9', 'endsFrom-year': '2028', ending: 'academy' }));
const keepers = ['catalogue-manager', 'council-admin'] as const;

export const catalogueRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'GET /catalogue': row(everyone),
  'GET /catalogue/{service}': anybodys(everyone, 'unknown-service'),
  'GET /catalogue/{service}/words': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service'),
  'POST /catalogue/{service}/words/preview': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', editedForm),
  'POST /catalogue/{service}/words': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', editedForm),
  'POST /catalogue/{service}/prices/preview': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', pricesForm),
  'POST /catalogue/{service}/prices': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', pricesForm),
  'POST /catalogue/{service}/withdrawal/preview': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', withdrawnForm),
  'POST /catalogue/{service}/withdrawal': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', withdrawnForm),
  'POST /catalogue/{service}/prices/taking-back/preview': anybodys(keepers, 'unknown-service', takenBackForm),
  'POST /catalogue/{service}/prices/taking-back': anybodys(keepers, 'unknown-service', takenBackForm),
  'POST /catalogue/{service}/prices/ending/preview': anybodys(keepers, 'unknown-service', endingForm),
  'POST /catalogue/{service}/prices/ending': anybodys(keepers, 'unknown-service', endingForm),
  'GET /api/catalogue': row(everyone),
  'GET /api/catalogue/{service}': anybodys(everyone, 'unknown-service'),
  'POST /api/catalogue/{service}/words': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', edited),
  'POST /api/catalogue/{service}/prices': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', price),
  'POST /api/catalogue/{service}/prices/taking-back': anybodys(keepers, 'unknown-service', takenBack),
  'POST /api/catalogue/{service}/prices/ending': anybodys(keepers, 'unknown-service', ending),
  'POST /api/catalogue/{service}/withdrawal': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', withdrawn),
};
