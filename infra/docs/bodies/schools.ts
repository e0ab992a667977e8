// What is sent to the routes about schools, partnerships and other organisations.
import {
  closeSchema,
  joinSchema,
  leadSchema,
  leaveSchema,
  mergeSchema,
  nameOfficerSchema,
  placeSchema,
  publishYearSchema,
  statusSchema,
  withdrawSchema,
} from '../../../functions/schools/schema/events.ts';
import { startImportSchema } from '../../../functions/schools/schema/imports.ts';
import {
  actForSchema,
  detailsSchema,
  newBodySchema,
  newPartnershipSchema,
  renameSchema,
  sectorSchema,
  trustBillingSchema,
} from '../../../functions/schools/schema/organisations.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const schools = {
  'POST /api/schools/partnerships': body(newPartnershipSchema, {
    partnershipKind: 'thematic',
    name: 'Early Reading Partnership',
    theme: 'Reading in the first three years of school',
    openedOn: '2026-09-01',
    key: '6f1c0a52-9d3b-4c7e-8a15-2b4d6e8f0a1c',
  }),
  'POST /api/schools/partnerships/{group}/members': body(joinSchema, { members: ['sch_900123', 'sch_900124'], on: '2026-09-01' }),
  'POST /api/schools/partnerships/{group}/departures': body(leaveSchema, { member: 'sch_900124', on: '2027-09-01' }),
  'POST /api/schools/partnerships/{group}/lead': body(leadSchema, { change: 'appointed', member: 'sch_900123', on: '2026-09-01' }),
  'POST /api/schools/partnerships/{group}/merger': body(mergeSchema, { into: 'ptn_01kb9t5v7x9z1b3d5f7h9k1m3p', on: '2027-09-01' }),
  'POST /api/schools/partnerships/{group}/closing': body(closeSchema, { on: '2027-09-01', reason: 'Its work is done.' }),
  'POST /api/schools/partnerships/{group}/withdrawals': body(withdrawSchema, {
    event: 'evt_01kb9t5v7x9z1b3d5f7h9k1m3p',
    reason: 'Recorded for the wrong school.',
  }),
  'POST /api/schools/organisations': body(newBodySchema, {
    kind: 'sports-club',
    name: 'Harbour Rowing Club',
    addressLines: ['Boathouse Lane'],
    postcode: 'ZZ1 1ZZ',
    sector: 'independent',
    openedOn: '2015-05-01',
  }),
  'POST /api/schools/partnerships/{group}/name': body(renameSchema, { name: 'Early Reading and Writing Partnership', on: '2027-09-01' }),
  'POST /api/schools/organisations/{group}/name': body(renameSchema, { name: 'Harbour Rowing and Sailing Club', on: '2027-05-01' }),
  'POST /api/schools/organisations/{group}/sector': body(sectorSchema, { sector: 'academy', from: '2027-09-01' }),
  'POST /api/schools/organisations/{group}/details': body(detailsSchema, {
    addressLines: ['Trust House', '2 Invented Street'],
    postcode: 'ZZ1 1ZZ',
    companiesHouseNumber: '09999999',
    version: 3,
  }),
  'POST /api/schools/organisations/{group}/billing': body(trustBillingSchema, { from: '2027-04-01', to: 'trust' }),
  'POST /api/schools/organisations/{group}/closing': body(closeSchema, { on: '2027-09-01' }),
  'POST /api/schools/organisations/{group}/withdrawals': body(withdrawSchema, {
    event: 'evt_01kb9t5v7x9z1b3d5f7h9k1m3p',
    reason: 'It has not closed.',
  }),
  'POST /api/schools/named-officers/publication': body(publishYearSchema, { year: 2026 }),
  'POST /api/schools/{school}/district': body(placeSchema, { district: 'North East', on: '2026-09-01' }),
  'POST /api/schools/{school}/statuses': body(statusSchema, {
    status: 'vulnerable',
    change: 'entered',
    on: '2026-11-02',
    reason: 'Agreed at the termly review.',
  }),
  'POST /api/schools/{school}/statuses/withdrawals': body(withdrawSchema, {
    event: 'evt_01kb9t5v7x9z1b3d5f7h9k1m3p',
    reason: 'Entered for the wrong school.',
  }),
  'POST /api/schools/{school}/officers': body(nameOfficerSchema, {
    officer: 'off_rowan-ashdown',
    as: 'First point of contact',
    year: 2026,
  }),
  'POST /api/schools/{school}/officers/removal': body(nameOfficerSchema, {
    officer: 'off_rowan-ashdown',
    as: 'First point of contact',
    year: 2026,
  }),
  'POST /api/schools/{school}/withdrawals': body(withdrawSchema, {
    event: 'evt_01kb9t5v7x9z1b3d5f7h9k1m3p',
    reason: 'Recorded for the wrong school.',
  }),
  'POST /api/schools/imports': body(startImportSchema, { file: 'registers/essex/job_01kb9t5v7x9z1b3d5f7h9k1m3p', authorities: 'own' }),
  'POST /api/schools/acting': body(actForSchema, { school: 'sch_900123' }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
