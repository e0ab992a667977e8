// What is sent to the routes about officers and their diaries.
import * as ofOfficers from '../../../functions/officers/schema/keeping.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

const wholeDay = { am: true, pm: true };
const workedByDay = { 1: wholeDay, 2: wholeDay, 3: wholeDay, 4: { am: true, pm: false }, 5: { am: false, pm: false } };

export const officers = {
  'POST /api/officers': body(ofOfficers.newOfficerSchema, {
    name: 'Rowan Ashdown',
    title: 'School improvement adviser',
    skills: ['school-review', 'governance'],
    district: 'Mid',
    pattern: workedByDay,
    from: '2027-01-04',
    key: '2d7f6c1e-4b0a-4f5d-9c3e-8a1b2c3d4e5f',
  }),
  'POST /api/officers/{officer}/record': body(ofOfficers.recordSchema, {
    name: 'Rowan Ashdown',
    title: 'Senior school improvement adviser',
    skills: ['school-review', 'governance', 'early-reading'],
    district: 'Mid',
    version: 3,
  }),
  'POST /api/officers/{officer}/pattern': body(ofOfficers.laterPatternSchema, { from: '2027-01-04', pattern: workedByDay, version: 3 }),
  'POST /api/officers/{officer}/pattern/removal': body(ofOfficers.patternRemovalSchema, { from: '2027-01-04', version: 4 }),
  'POST /api/officers/{officer}/absences': body(ofOfficers.absenceSchema, {
    from: '2026-11-24#pm',
    to: '2026-11-27#pm',
    kind: 'training',
    version: 3,
  }),
  'POST /api/officers/{officer}/absences/removal': body(ofOfficers.absenceRemovalSchema, {
    from: '2026-11-24#pm',
    to: '2026-11-27#pm',
    version: 4,
  }),
  'POST /api/officers/{officer}/leaving': body(ofOfficers.leavingSchema, { leavesOn: '2027-08-31', version: 3 }),
  'POST /api/officers/{officer}/leaving/removal': body(ofOfficers.stayingSchema, { version: 4 }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
