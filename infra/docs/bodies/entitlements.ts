// What is sent to the routes about policies, allocations, plans and needs.

import { startRunSchema } from '../../../functions/entitlements/schema/allocations.ts';
import {
  beginDraftSchema,
  changePackSchema,
  withdrawalSchema as draftWithdrawalSchema,
  publicationSchema,
  reviewSchema,
  savePackSchema,
  submissionSchema,
} from '../../../functions/entitlements/schema/drafts.ts';
import { recordNeedSchema, reviewNeedSchema, withdrawNeedSchema } from '../../../functions/entitlements/schema/needs.ts';
import { switchSchema } from '../../../functions/entitlements/schema/nudges.ts';
import {
  planMinutesSchema,
  planWordSchema,
  proposePlanSchema,
  releasePlanSchema,
  withdrawPlanSchema,
} from '../../../functions/entitlements/schema/plans.ts';
import { closeVacancySchema, recordVacancySchema } from '../../../functions/entitlements/schema.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const entitlements = {
  'POST /api/entitlements/vacancies': body(recordVacancySchema, { school: 'sch_900123', post: 'headteacher', vacantFrom: '2026-11-02' }),
  'POST /api/entitlements/vacancies/{school}/{vacancy}/closing': body(closeVacancySchema, { outcome: 'filled' }),
  'POST /api/entitlements/policies/drafts': body(beginDraftSchema, {
    from: 1,
    title: 'Service directory 2027/28',
    effectiveFrom: '2027-09-01',
    key: '6f1c0a52-9d3b-4c7e-8a15-2b4d6e8f0a1d',
  }),
  'POST /api/entitlements/policies/drafts/{draft}/pack': body(savePackSchema, { version: 1, pack: { title: 'Service directory 2027/28' } }),
  'POST /api/entitlements/policies/drafts/{draft}/changes': body(changePackSchema, {
    version: 2,
    changes: [{ do: 'set', path: ['allocations', 0, 'grant', 'halfDays'], value: 2 }],
  }),
  'POST /api/entitlements/policies/drafts/{draft}/submission': body(submissionSchema, { version: 3 }),
  'POST /api/entitlements/policies/drafts/{draft}/withdrawal': body(draftWithdrawalSchema, { version: 4, what: 'submission' }),
  'POST /api/entitlements/policies/drafts/{draft}/review': body(reviewSchema, { version: 4, outcome: 'approved' }),
  'POST /api/entitlements/policies/drafts/{draft}/publication': body(publicationSchema, { version: 5 }),
  'POST /api/entitlements/pots/{group}/plans': body(proposePlanSchema, {
    rule: 'partnership-days',
    from: '2026-09-01',
    halfDays: 6,
    services: ['partnership-working'],
    purpose: 'Shared moderation of writing',
    key: '6f1c0a52-9d3b-4c7e-8a15-2b4d6e8f0a1c',
  }),
  'POST /api/entitlements/pots/{group}/plans/{plan}/words': body(planWordSchema, { word: 'agree' }),
  'POST /api/entitlements/pots/{group}/plans/{plan}/minutes': body(planMinutesSchema, {
    meeting: 'Autumn meeting of headteachers',
    on: '2026-11-12',
    agreed: ['sch_900123', 'sch_900124'],
    declined: ['sch_900125'],
    reason: 'Agreed round the table.',
  }),
  'POST /api/entitlements/pots/{group}/plans/{plan}/withdrawal': body(withdrawPlanSchema, {
    reason: 'It will be proposed for fewer days.',
  }),
  'POST /api/entitlements/pots/{group}/plans/{plan}/release': body(releasePlanSchema, {
    halfDays: 2,
    reason: 'One day fewer was needed.',
    version: 4,
  }),
  'POST /api/entitlements/runs': body(startRunSchema, { kind: 'allocate', on: '2026-09-01' }),
  'POST /api/entitlements/needs/{school}': body(recordNeedSchema, {
    what: 'Reading in the first three years: how phonics is taught.',
    skill: 'school-review',
    wantedHalfDays: 4,
    by: '2027-03-31',
  }),
  'POST /api/entitlements/needs/{school}/{need}/review': body(reviewNeedSchema, { note: 'Agreed: before the spring term ends.' }),
  'POST /api/entitlements/needs/{school}/{need}/withdrawal': body(withdrawNeedSchema, { reason: 'The school has found its own way.' }),
  'POST /api/entitlements/nudges/switch': body(switchSchema, { on: true }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
