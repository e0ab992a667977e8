// Who may do what in schools, and what is sent with it.
import type { Row } from '../authorisation.ts';
import { anybodys, body, council, everyone, improvement, query, reason, resources, row, spends, today } from './row.ts';

const newPartnership = body(() => ({ partnershipKind: 'school-improvement', name: 'Estuary Partnership', openedOn: today }));
const joining = body((r) => ({ members: [r.member], on: today }));
const leaving = body((r) => ({ member: r.school, on: today }));
const leading = body((r) => ({ change: 'appointed', member: r.school, on: today, person: r.person }));
const merging = body((r) => ({ into: r.other, on: today }));
const closing = body(() => ({ on: today, reason }));
const withdrawing = body((r) => ({ event: r.event, reason }));
const trustWithdrawing = body((r) => ({ event: r.trustEvent, reason }));
const newBody = body(() => ({
  kind: 'nursery',
  name: 'Little Terns Nursery',
  addressLines: ['1 Invented Street'],
  postcode: '',
  sector: 'independent',
  openedOn: today,
}));
const bodyForm = body(() => ({
  kind: 'nursery',
  name: 'Little Terns Nursery',
  address: '1 Invented Street',
  sector: 'independent',
  openedOn: today,
}));
const details = body(() => ({ addressLines: ['1 Invented Street'], postcode: 'CM1 5JB', version: 1 }));
const detailsForm = body(() => ({ address: '1 Invented Street', postcode: 'CM1 5JB', version: '1' }));
const billing = body(() => ({ from: '2027-01-04', to: 'trust' }));
const calling = body(() => ({ name: 'Tern and Avocet', on: '2026-09-01' }));
const buying = body(() => ({ sector: 'academy', from: '2027-01-04' }));
const acting = body((r) => ({ school: r.school }));
const publication = body(() => ({ year: 2026 }));
const starting = body((r) => ({ file: r.upload, authorities: 'own' }));
const placing = body(() => ({ district: 'Mid', on: today, reason }));
const status = body(() => ({ status: 'vulnerable', change: 'entered', on: today, reason }));
const statusWithdrawing = body((r) => ({ event: r.statusEvent, reason }));
const naming = body((r) => ({ officer: r.officer, as: 'Link adviser', year: 2026 }));
const schoolWithdrawing = body((r) => ({ event: r.schoolEvent, reason }));
const ofUpload = query((r) => ({ file: r.upload }));
const ofSchoolEvent = query((r) => ({ event: r.schoolEvent }));

export const schoolsRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'GET /schools': row(council),
  'GET /schools/partnerships': row(everyone),
  'GET /schools/partnerships/new': row(resources),
  'POST /schools/partnerships': row(resources, 'nobody', 404, newPartnership),
  'GET /schools/partnerships/{group}': row(everyone, 'partnership', 'unknown-organisation'),
  'POST /schools/partnerships/{group}/members': anybodys(resources, 'unknown-organisation', joining),
  'POST /schools/partnerships/{group}/departures': anybodys(resources, 'unknown-organisation', leaving),
  'POST /schools/partnerships/{group}/lead': anybodys(resources, 'unknown-organisation', leading),
  'POST /schools/partnerships/{group}/merger': anybodys(resources, 'unknown-organisation', merging),
  'POST /schools/partnerships/{group}/closing': anybodys(resources, 'unknown-organisation', closing),
  'POST /schools/partnerships/{group}/name': anybodys(resources, 'unknown-organisation', calling),
  'POST /schools/partnerships/{group}/withdrawals': anybodys(resources, 'unknown-organisation', withdrawing),
  'GET /schools/organisations': row(council),
  'GET /schools/organisations/new': row(resources),
  'POST /schools/organisations': row(resources, 'nobody', 404, bodyForm),
  'GET /schools/organisations/{group}': row(everyone, 'trust', 'unknown-organisation'),
  'POST /schools/organisations/{group}/details': anybodys(resources, 'unknown-organisation', detailsForm),
  'POST /schools/organisations/{group}/name': anybodys(resources, 'unknown-organisation', calling),
  'POST /schools/organisations/{group}/sector': anybodys(resources, 'unknown-organisation', buying),
  'POST /schools/organisations/{group}/billing': anybodys(resources, 'unknown-organisation', billing),
  'POST /schools/organisations/{group}/closing': anybodys(resources, 'unknown-organisation', closing),
  'POST /schools/organisations/{group}/withdrawals': anybodys(resources, 'unknown-organisation', trustWithdrawing),
  'POST /schools/acting': row(['trust-booker'], 'trusts-school', 'not-in-your-trust', acting, spends),
  'GET /schools/named-officers': row(council),
  'POST /schools/named-officers/publication': row(['resource-manager', ...improvement], 'nobody', 404, publication),
  'GET /schools/imports': row([...resources, 'auditor']),
  'GET /schools/imports/new': anybodys(resources, 'unknown-file', ofUpload),
  'POST /schools/imports': anybodys(resources, 'unknown-file', starting),
  'GET /schools/imports/{import}': anybodys([...resources, 'auditor'], 'unknown-import'),
  'GET /schools/imports/{import}/rejections': anybodys([...resources, 'auditor'], 'unknown-import'),
  'POST /schools/imports/{import}/cancellation': anybodys(resources, 'unknown-import'),
  'GET /schools/{school}': row(everyone, 'school', 'unknown-school'),
  'GET /schools/{school}/district': anybodys(resources, 'unknown-organisation'),
  'POST /schools/{school}/district': anybodys(resources, 'unknown-organisation', placing),
  'GET /schools/{school}/statuses': anybodys([...improvement, 'auditor'], 'unknown-school'),
  'POST /schools/{school}/statuses': anybodys(improvement, 'unknown-school', status),
  'POST /schools/{school}/statuses/withdrawals': anybodys(improvement, 'unknown-school', statusWithdrawing),
  'GET /schools/{school}/officers': anybodys(['resource-manager', ...improvement], 'unknown-organisation'),
  'POST /schools/{school}/officers': anybodys(['resource-manager', ...improvement], 'unknown-organisation', naming),
  'POST /schools/{school}/officers/removal': anybodys(['resource-manager', ...improvement], 'unknown-organisation', naming),
  'GET /schools/{school}/withdrawals': anybodys(resources, 404, ofSchoolEvent),
  'POST /schools/{school}/withdrawals': anybodys(resources, 404, schoolWithdrawing),
  'GET /api/schools': row(council),
  'GET /api/schools/partnerships': row(everyone),
  'POST /api/schools/partnerships': row(resources, 'nobody', 404, newPartnership),
  'GET /api/schools/partnerships/{group}': row(everyone, 'partnership', 'unknown-organisation'),
  'POST /api/schools/partnerships/{group}/members': anybodys(resources, 'unknown-organisation', joining),
  'POST /api/schools/partnerships/{group}/departures': anybodys(resources, 'unknown-organisation', leaving),
  'POST /api/schools/partnerships/{group}/lead': anybodys(resources, 'unknown-organisation', leading),
  'POST /api/schools/partnerships/{group}/merger': anybodys(resources, 'unknown-organisation', merging),
  'POST /api/schools/partnerships/{group}/closing': anybodys(resources, 'unknown-organisation', closing),
  'POST /api/schools/partnerships/{group}/name': anybodys(resources, 'unknown-organisation', calling),
  'POST /api/schools/partnerships/{group}/withdrawals': anybodys(resources, 'unknown-organisation', withdrawing),
  'GET /api/schools/organisations': row(council),
  'POST /api/schools/organisations': row(resources, 'nobody', 404, newBody),
  'GET /api/schools/organisations/{group}': row(everyone, 'trust', 'unknown-organisation'),
  'POST /api/schools/organisations/{group}/details': anybodys(resources, 'unknown-organisation', details),
  'POST /api/schools/organisations/{group}/name': anybodys(resources, 'unknown-organisation', calling),
  'POST /api/schools/organisations/{group}/sector': anybodys(resources, 'unknown-organisation', buying),
  'POST /api/schools/organisations/{group}/billing': anybodys(resources, 'unknown-organisation', billing),
  'POST /api/schools/organisations/{group}/closing': anybodys(resources, 'unknown-organisation', closing),
  'POST /api/schools/organisations/{group}/withdrawals': anybodys(resources, 'unknown-organisation', trustWithdrawing),
  'POST /api/schools/acting': row(['trust-booker'], 'trusts-school', 'not-in-your-trust', acting, spends),
  'GET /api/schools/named-officers': row(council),
  'POST /api/schools/named-officers/publication': row(['resource-manager', ...improvement], 'nobody', 404, publication),
  'POST /api/schools/uploads': row(resources),
  'GET /api/schools/imports': row([...resources, 'auditor']),
  'POST /api/schools/imports': anybodys(resources, 'unknown-file', starting),
  'GET /api/schools/imports/{import}': anybodys([...resources, 'auditor'], 'unknown-import'),
  'POST /api/schools/imports/{import}/cancellation': anybodys(resources, 'unknown-import'),
  'GET /api/schools/{school}': row(everyone, 'school', 'unknown-school'),
  'POST /api/schools/{school}/district': anybodys(resources, 'unknown-organisation', placing),
  'GET /api/schools/{school}/statuses': anybodys([...improvement, 'auditor'], 'unknown-school'),
  'POST /api/schools/{school}/statuses': anybodys(improvement, 'unknown-school', status),
  'POST /api/schools/{school}/statuses/withdrawals': anybodys(improvement, 'unknown-school', statusWithdrawing),
  'POST /api/schools/{school}/officers': anybodys(['resource-manager', ...improvement], 'unknown-organisation', naming),
  'POST /api/schools/{school}/officers/removal': anybodys(['resource-manager', ...improvement], 'unknown-organisation', naming),
  'POST /api/schools/{school}/withdrawals': anybodys(resources, 404, schoolWithdrawing),
};
