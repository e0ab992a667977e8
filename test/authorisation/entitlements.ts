// Who may do what in entitlements, and what is sent with it.
import type { Role } from '../../shared/context.ts';
import type { Row } from '../authorisation.ts';
import {
  admin,
  anybodys,
  body,
  buyers,
  council,
  finance,
  giving,
  improvement,
  type More,
  ofSchool,
  query,
  resources,
  row,
  statementReaders,
  statements,
  today,
} from './row.ts';

const reviewers: readonly Role[] = ['council-admin', 'finance-approver'];
const allocations: readonly Role[] = [...finance, 'sip-manager', 'council-admin'];
const ofVacancy = query((r) => ({ close: `${r.school}/${r.vacancy}`, outcome: 'filled' }));
const vacancy = body((r) => ({ school: r.school, post: 'executive-headteacher', vacantFrom: '2027-01-31' }));
const allocating = body(() => ({ kind: 'allocate', on: today }));
const filled = body(() => ({ outcome: 'filled' }));
const draftSeen = body(() => ({ version: 1 }));
const draftBack = body(() => ({ version: 1, what: 'submission' }));
const draftText = body(() => ({ version: 1, text: '{ "title": "Written anew" }' }));
const draftPack = body(() => ({ version: 1, pack: { title: 'Written anew' } }));
const draftChanges = body(() => ({ version: 1, changes: [{ do: 'set', path: ['title'], value: 'Written anew' }] }));
const draftPart = body(() => ({ version: 1, title: 'Written anew', effectiveFrom: '2028-09-01', source: 'The directory' }));
const draftRule = body(() => ({ version: 1, rule: 0 }));
const reviewing = body(() => ({ version: 1, outcome: 'approved' }));
const beginning = body(() => ({ from: 1, effectiveFrom: '2028-09-01' }));
const beginningForm = body(() => ({ from: '1', effectiveFrom: '2028-09-01' }));
const comparing = query((r) => ({ of: r.draft, against: 1 }));
const needing = body(() => ({ what: 'Phonics', skill: 'leadership', wantedHalfDays: 2, by: '2027-03-31' }));
const needingForm = body(() => ({ what: 'Phonics', skill: 'leadership', days: '1', by: '2027-03-31' }));
const goingThrough = body(() => ({ note: 'Agreed with the phase lead' }));
const switching = body(() => ({ on: true }));
const switchingForm = body(() => ({ on: 'yes' }));
const needRecorders: readonly Role[] = ['officer', 'resource-manager', ...improvement];
const lineOfSchool: More = { path: { holder: 'school', line: 'vacancy' } };

export const entitlementsRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'GET /entitlements/vacancies': [
    row([...council, ...buyers], 'account', 'unknown-school'),
    anybodys(resources, 'unknown-vacancy', ofVacancy, { only: resources }),
  ],
  'POST /entitlements/vacancies': anybodys(resources, 'unknown-school', vacancy),
  'POST /entitlements/vacancies/{school}/{vacancy}/closing': anybodys(resources, 'unknown-vacancy', filled),
  'GET /entitlements/statements': row(statementReaders),
  'GET /entitlements/statements/{holder}': statements,
  'GET /entitlements/statements/{holder}/lines/{line}': row(statementReaders, 'statement', 'unknown-school', undefined, lineOfSchool),
  'GET /entitlements/needs': row([...council, ...buyers, 'officer']),
  'GET /entitlements/needs/{school}': row([...council, ...buyers, 'officer'], 'support-plan', 'unknown-school'),
  'POST /entitlements/needs/{school}': row(needRecorders, 'support-plan', 'unknown-school', needingForm),
  'POST /entitlements/needs/{school}/{need}/review': anybodys(improvement, 'unknown-need', goingThrough),
  'POST /entitlements/needs/{school}/{need}/withdrawal': row(needRecorders, 'support-plan', 'unknown-need', giving),
  'GET /entitlements/nudges': row([...resources, 'sip-manager', 'auditor']),
  'POST /entitlements/nudges/switch': row(admin, 'nobody', 404, switchingForm),
  'GET /api/entitlements/vacancies': row([...council, ...buyers], 'account', 'unknown-school', ofSchool),
  'POST /api/entitlements/vacancies': anybodys(resources, 'unknown-school', vacancy),
  'POST /api/entitlements/vacancies/{school}/{vacancy}/closing': anybodys(resources, 'unknown-vacancy', filled),
  'GET /api/entitlements/statements/{holder}': statements,
  'GET /api/entitlements/statements/{holder}/lines/{line}': row(statementReaders, 'statement', 'unknown-school', undefined, lineOfSchool),
  'GET /api/entitlements/needs': row([...council, ...buyers, 'officer']),
  'GET /api/entitlements/needs/{school}': row([...council, ...buyers, 'officer'], 'support-plan', 'unknown-school'),
  'POST /api/entitlements/needs/{school}': row(needRecorders, 'support-plan', 'unknown-school', needing),
  'POST /api/entitlements/needs/{school}/{need}/review': anybodys(improvement, 'unknown-need', goingThrough),
  'POST /api/entitlements/needs/{school}/{need}/withdrawal': row(needRecorders, 'support-plan', 'unknown-need', giving),
  'GET /api/entitlements/nudges': row([...resources, 'sip-manager', 'auditor']),
  'POST /api/entitlements/nudges/switch': row(admin, 'nobody', 404, switching),
  'GET /entitlements/policies': row(council),
  'GET /entitlements/policies/comparison': anybodys(council, 'unknown-draft', comparing),
  'GET /entitlements/policies/drafts/new': row(admin),
  'POST /entitlements/policies/drafts': row(admin, 'nobody', 404, beginningForm),
  'GET /entitlements/policies/drafts/{draft}': anybodys(council, 'unknown-draft'),
  'GET /entitlements/policies/drafts/{draft}/file': anybodys(council, 'unknown-draft'),
  'GET /entitlements/policies/drafts/{draft}/text': anybodys(admin, 'unknown-draft'),
  'POST /entitlements/policies/drafts/{draft}/text': anybodys(admin, 'unknown-draft', draftText),
  'GET /entitlements/policies/drafts/{draft}/parts/{part}': anybodys(admin, 'unknown-draft'),
  'POST /entitlements/policies/drafts/{draft}/parts/{part}': anybodys(admin, 'unknown-draft', draftPart),
  'POST /entitlements/policies/drafts/{draft}/rules': anybodys(admin, 'unknown-draft', draftRule),
  'POST /entitlements/policies/drafts/{draft}/rules/removal': anybodys(admin, 'unknown-draft', draftRule),
  'POST /entitlements/policies/drafts/{draft}/submission': anybodys(admin, 'unknown-draft', draftSeen),
  'POST /entitlements/policies/drafts/{draft}/withdrawal': anybodys(admin, 'unknown-draft', draftBack),
  'POST /entitlements/policies/drafts/{draft}/review': anybodys(reviewers, 'unknown-draft', reviewing),
  'POST /entitlements/policies/drafts/{draft}/publication': anybodys(reviewers, 'unknown-draft', draftSeen),
  'GET /entitlements/policies/{version}': row(council),
  'GET /entitlements/policies/{version}/file': row(council),
  'GET /api/entitlements/policies': row(council),
  'GET /api/entitlements/policies/comparison': anybodys(council, 'unknown-draft', comparing),
  'GET /api/entitlements/policies/drafts': row(council),
  'POST /api/entitlements/policies/drafts': row(admin, 'nobody', 404, beginning),
  'GET /api/entitlements/policies/drafts/{draft}': anybodys(council, 'unknown-draft'),
  'POST /api/entitlements/policies/drafts/{draft}/pack': anybodys(admin, 'unknown-draft', draftPack),
  'POST /api/entitlements/policies/drafts/{draft}/changes': anybodys(admin, 'unknown-draft', draftChanges),
  'POST /api/entitlements/policies/drafts/{draft}/submission': anybodys(admin, 'unknown-draft', draftSeen),
  'POST /api/entitlements/policies/drafts/{draft}/withdrawal': anybodys(admin, 'unknown-draft', draftBack),
  'POST /api/entitlements/policies/drafts/{draft}/review': anybodys(reviewers, 'unknown-draft', reviewing),
  'POST /api/entitlements/policies/drafts/{draft}/publication': anybodys(reviewers, 'unknown-draft', draftSeen),
  'GET /api/entitlements/policies/{version}': row(council),
  'GET /entitlements/runs': row(allocations),
  'POST /entitlements/runs': row(admin, 'nobody', 404, allocating),
  'GET /entitlements/runs/{allocationRun}': anybodys(allocations, 'unknown-allocation-run'),
  'GET /entitlements/runs/{allocationRun}/lines': anybodys(allocations, 'unknown-allocation-run'),
  'POST /entitlements/runs/{allocationRun}/commitment': anybodys(admin, 'unknown-allocation-run'),
  'POST /entitlements/runs/{allocationRun}/cancellation': anybodys(admin, 'unknown-allocation-run'),
  'GET /api/entitlements/runs': row(allocations),
  'POST /api/entitlements/runs': row(admin, 'nobody', 404, allocating),
  'GET /api/entitlements/runs/{allocationRun}': anybodys(allocations, 'unknown-allocation-run'),
  'POST /api/entitlements/runs/{allocationRun}/commitment': anybodys(admin, 'unknown-allocation-run'),
  'POST /api/entitlements/runs/{allocationRun}/cancellation': anybodys(admin, 'unknown-allocation-run'),
};
