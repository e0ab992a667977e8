// Who may do what in officers, and what is sent with it. What is sent is of a version that no officer has reached: nobody's diary is changed by asking.
import type { Role } from '../../shared/context.ts';
import type { Row } from '../authorisation.ts';
import { anybodys, body, buyers, council, everyone, row } from './row.ts';

const keepers: readonly Role[] = ['resource-manager', 'sip-manager', 'council-admin'];
const diarists: readonly Role[] = [...keepers, 'auditor', 'officer'];
const unread = 99;
const day = { am: true, pm: true };
const record = { name: 'Rosa Lind', title: 'Early years adviser', skills: ['early-years'], district: 'Nowhere' };
const pattern = { 1: day, 2: day, 3: day, 4: day, 5: { am: false, pm: false } };
const away = { from: '2028-03-01#am', to: '2028-03-01#pm' };

const added = body(() => ({ ...record, pattern, from: '2027-12-01', key: '0c1f6d1e-4b0a-4f5d-9c3e-8a1b2c3d4e5f' }));
const edited = body(() => ({ ...record, version: unread }));
const worked = body(() => ({ from: '2027-12-01', pattern, version: unread }));
const unworked = body(() => ({ from: '2027-12-01', version: unread }));
const absent = body(() => ({ ...away, kind: 'leave', version: unread }));
const back = body(() => ({ ...away, version: unread }));
const leaves = body(() => ({ leavesOn: '2028-12-01', version: unread }));
const stays = body(() => ({ version: unread }));

const dateForm = (field: string, year: string) => ({ [`${field}-day`]: '1', [`${field}-month`]: '3', [`${field}-year`]: year });
const version = String(unread);
const recordForm = body(() => ({ name: 'R', version }));
const patternForm = body(() => ({ ...dateForm('from', '2028'), works: '1am', version }));
const absenceForm = body(() => ({
  ...dateForm('from', '2028'),
  ...dateForm('to', '2028'),
  fromHalf: 'am',
  toHalf: 'pm',
  kind: 'leave',
  version,
}));
const leavingForm = body(() => ({ ...dateForm('leavesOn', '2028'), version }));

/** What the council keeps of any officer. */
const kept = (sent?: Row['sent']): Row => anybodys(keepers, 'unknown-officer', sent);
/** What is an officer's own too. */
const own = (sent?: Row['sent']): Row => row([...keepers, 'officer'], 'diary', 'unknown-officer', sent);
/** What takes back something that is not there is told so, and not that the officer is not there. */
const gone = body(() => ({ from: 'never', version: unread }));

export const officersRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'GET /officers': row(everyone),
  'GET /officers/new': row(keepers),
  'POST /officers': row(keepers, 'nobody', 404, recordForm),
  'GET /officers/{officer}': anybodys(everyone, 'unknown-officer'),
  'GET /officers/{officer}/diary': row(diarists, 'diary', 'unknown-officer'),
  'GET /officers/{officer}/record': kept(),
  'POST /officers/{officer}/record': kept(recordForm),
  'GET /officers/{officer}/pattern': kept(),
  'POST /officers/{officer}/pattern/preview': kept(patternForm),
  'POST /officers/{officer}/pattern': kept(patternForm),
  'POST /officers/{officer}/pattern/removal/preview': kept(gone),
  'POST /officers/{officer}/pattern/removal': kept(gone),
  'GET /officers/{officer}/absences': own(),
  'POST /officers/{officer}/absences/preview': own(absenceForm),
  'POST /officers/{officer}/absences': own(absenceForm),
  'POST /officers/{officer}/absences/removal': own(gone),
  'GET /officers/{officer}/leaving': kept(),
  'POST /officers/{officer}/leaving/preview': kept(leavingForm),
  'POST /officers/{officer}/leaving': kept(leavingForm),
  'POST /officers/{officer}/leaving/removal': kept(stays),
  'GET /api/officers': row(everyone),
  'POST /api/officers': row(keepers, 'nobody', 404, added),
  'GET /api/officers/{officer}': anybodys(everyone, 'unknown-officer'),
  'GET /api/officers/{officer}/diary': row(diarists, 'diary', 'unknown-officer'),
  'GET /api/officers/{officer}/free-sessions': anybodys([...council, ...buyers, 'officer'], 'unknown-officer'),
  'POST /api/officers/{officer}/record': kept(edited),
  'POST /api/officers/{officer}/pattern': kept(worked),
  'POST /api/officers/{officer}/pattern/removal': kept(unworked),
  'POST /api/officers/{officer}/absences': own(absent),
  'POST /api/officers/{officer}/absences/removal': own(back),
  'POST /api/officers/{officer}/leaving': kept(leaves),
  'POST /api/officers/{officer}/leaving/removal': kept(stays),
};
