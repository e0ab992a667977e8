// What is sent to each route that takes something, with an example, and which take nothing.
import type * as z from 'zod';
import { answersSchema, attendanceSchema, forgettingSchema, namingSchema } from '../../functions/bookings/schema/attendees.ts';
import { ofstedCallSchema, waiverSchema } from '../../functions/bookings/schema/cancellations.ts';
import * as ofEvents from '../../functions/bookings/schema/events.ts';
import { additionSchema, deliverySchema, markSchema, moderationSchema, writingSchema } from '../../functions/bookings/schema/notes.ts';
import { swapSchema } from '../../functions/bookings/schema/officers.ts';
import { approveOrderSchema, confirmOrderSchema, orderQuoteSchema, proposeOrderSchema } from '../../functions/bookings/schema/orders.ts';
import {
  purchaseOrderChangeSchema,
  purchaseOrderClosingSchema,
  registrationSchema,
} from '../../functions/bookings/schema/purchase-orders.ts';
import { confirmSchema, quoteSchema } from '../../functions/bookings/schema/quotes.ts';
import { answerReclassificationSchema, askReclassificationSchema } from '../../functions/bookings/schema/reclassifications.ts';
import { approveSchema, declineSchema } from '../../functions/bookings/schema/requests.ts';
import { declineOfferSchema, joinSchema as joinWaitlistSchema, offerSchema } from '../../functions/bookings/schema/waitlist.ts';
import { cancellationSchema, moveSchema } from '../../functions/bookings/schema.ts';
import { agreeSchema, quoteSchema as buybackQuoteSchema, endingSchema, noticeSchema } from '../../functions/buyback/schema.ts';
import { priceEndSchema, priceSchema, takingBackSchema, withdrawalSchema, wordsSchema } from '../../functions/catalogue/schema.ts';
import { startRunSchema } from '../../functions/entitlements/schema/allocations.ts';
import {
  beginDraftSchema,
  changePackSchema,
  withdrawalSchema as draftWithdrawalSchema,
  publicationSchema,
  reviewSchema,
  savePackSchema,
  submissionSchema,
} from '../../functions/entitlements/schema/drafts.ts';
import { recordNeedSchema, reviewNeedSchema, withdrawNeedSchema } from '../../functions/entitlements/schema/needs.ts';
import { switchSchema } from '../../functions/entitlements/schema/nudges.ts';
import {
  planMinutesSchema,
  planWordSchema,
  proposePlanSchema,
  releasePlanSchema,
  withdrawPlanSchema,
} from '../../functions/entitlements/schema/plans.ts';
import { closeVacancySchema, recordVacancySchema } from '../../functions/entitlements/schema.ts';
import { clientSchema } from '../../functions/identity/schema/clients.ts';
import { inviteSchema } from '../../functions/identity/schema/invitations.ts';
import { setLimitSchema, settleApprovalSchema, settlePurchaseOrdersSchema } from '../../functions/identity/schema/limits.ts';
import { choiceOfSchema } from '../../functions/identity/schema/messages.ts';
import { erasureSchema, grantSchema, noEntrySchema, takeSchema } from '../../functions/identity/schema/people.ts';
import { consentSchema } from '../../functions/invoicing/schema/consent.ts';
import { makeRunSchema, postJournalSchema } from '../../functions/invoicing/schema.ts';
import * as ofOfficers from '../../functions/officers/schema/keeping.ts';
import { startCommand } from '../../functions/payments/schema.ts';
import { exportListSchema } from '../../functions/reports/schema/lists.ts';
import { adjustTrialSchema, startTrialSchema } from '../../functions/reports/schema/trials.ts';
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
} from '../../functions/schools/schema/events.ts';
import { startImportSchema } from '../../functions/schools/schema/imports.ts';
import {
  actForSchema,
  detailsSchema,
  newBodySchema,
  newPartnershipSchema,
  renameSchema,
  sectorSchema,
  trustBillingSchema,
} from '../../functions/schools/schema/organisations.ts';
import type { ApiRoute, Body } from './api.ts';

const body = <S extends z.ZodType>(schema: S, example: z.input<S>): Body => ({ schema, example });

const wholeDay = { am: true, pm: true };
const workedByDay = { 1: wholeDay, 2: wholeDay, 3: wholeDay, 4: { am: true, pm: false }, 5: { am: false, pm: false } };

/** The body of each route that takes one: the very schema its room reads it with. */
export const bodies = {
  'POST /api/identity/people/{person}/rights': body(grantSchema, {
    organisation: 'sch_900123',
    roles: ['school-booker', 'school-approver'],
  }),
  'POST /api/identity/people/{person}/rights/ending': body(takeSchema, { organisation: 'sch_900123' }),
  'POST /api/identity/people/{person}/no-entry': body(noEntrySchema, { reason: 'left' }),
  'POST /api/identity/people/{person}/erasure': body(erasureSchema, { reason: 'left', confirm: true }),
  'POST /api/identity/invitations': body(inviteSchema, {
    email: 'maria.okafor@school.example',
    name: 'Maria Okafor',
    organisation: 'sch_900123',
    roles: ['school-booker'],
  }),
  'POST /api/identity/limits/{organisation}/people': body(setLimitSchema, { person: 'per_01kaq3w8t0c5m7r9e2h4j6n8pv', mostPence: 50_000 }),
  'POST /api/identity/limits/{organisation}/approval': body(settleApprovalSchema, {
    othersMostPence: 0,
    approver: 'per_01kaq3w8t0c5m7r9e2h4j6n8pw',
    deputy: { person: 'per_01kaq3w8t0c5m7r9e2h4j6n8px', from: '2026-12-14', to: '2026-12-18' },
    everyBooking: false,
  }),
  'POST /api/identity/limits/{organisation}/purchase-orders': body(settlePurchaseOrdersSchema, { required: 'always', like: 'PO-4471' }),
  'POST /api/identity/clients': body(clientSchema, {
    name: 'Finance system',
    issuer: 'https://sign-in.example',
    subject: 'finance-system',
    jwksUri: 'https://sign-in.example/keys',
    roles: ['finance'],
  }),
  'POST /api/catalogue/{service}/words': body(wordsSchema, {
    title: 'Reviews of governance',
    description: 'A review of how your governing body works, with its members.',
    outcomes: 'A written report with what to do first.',
    version: 3,
  }),
  'POST /api/catalogue/{service}/prices': body(priceSchema, { from: '2027-04-01', perDayExVatPence: 46_000, buyers: ['academy'] }),
  'POST /api/catalogue/{service}/prices/taking-back': body(takingBackSchema, { version: 4 }),
  'POST /api/catalogue/{service}/prices/ending': body(priceEndSchema, { from: '2027-09-01', buyers: ['academy'] }),
  'POST /api/catalogue/{service}/withdrawal': body(withdrawalSchema, { withdrawnFrom: '2027-09-01' }),
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
  'POST /api/identity/messages': body(choiceOfSchema, { kind: 'weekly-digest', wanted: false }),
  'POST /api/bookings/quotes': body(quoteSchema, {
    school: 'sch_900123',
    service: 'svc_headteacher-recruitment',
    officer: 'off_rowan-ashdown',
    purse: 'own-funds',
    halfDays: 2,
    sessions: ['2026-11-24#am', '2026-11-24#pm'],
  }),
  'POST /api/bookings': body(confirmSchema, { token: 'the token of the quote', purchaseOrder: 'PO-4471' }),
  'POST /api/bookings/{booking}/deliveries': body(deliverySchema, {
    visits: ['01', '02'],
    sections: { done: 'Shortlisting with the panel of governors.', agreed: 'Interviews on 8 December.' },
    actions: [{ what: 'Invite the four candidates', who: 'school', by: '2026-12-01' }],
    as: 'sent',
  }),
  'POST /api/bookings/{booking}/notes/{note}': body(writingSchema, {
    version: 1,
    sections: { done: 'Shortlisting with the panel of governors.' },
    actions: [],
    as: 'draft',
  }),
  'POST /api/bookings/{booking}/notes/{note}/moderation': body(moderationSchema, {
    version: 2,
    answer: 'return',
    reason: 'Say what the judgement on reading rests on.',
  }),
  'POST /api/bookings/{booking}/notes/{note}/additions': body(additionSchema, { text: 'Six candidates applied, not five.' }),
  'POST /api/bookings/{booking}/notes/{note}/actions': body(markSchema, { action: 1, done: true }),
  'POST /api/bookings/{booking}/reclassifications': body(askReclassificationSchema, {
    visit: '02',
    to: 'paid',
    reason: 'It was booked under the vacancy, and was work on the website.',
    agreed: { by: 'Alex Marsh, headteacher', how: 'By e-mail', on: '2026-12-07' },
  }),
  'POST /api/bookings/{booking}/reclassifications/{reclassification}/answer': body(answerReclassificationSchema, { answer: 'approve' }),
  'POST /api/bookings/orders/proposals': body(proposeOrderSchema, {
    service: 'svc_headteacher-recruitment',
    schools: [{ school: 'sch_900123' }, { school: 'sch_900124', officer: 'off_rowan-ashdown' }],
    halfDays: 6,
    share: 'pupils',
  }),
  'POST /api/bookings/orders/quotes': body(orderQuoteSchema, {
    service: 'svc_headteacher-recruitment',
    parts: [
      { school: 'sch_900123', officer: 'off_rowan-ashdown', purse: 'own-funds', halfDays: 2, sessions: ['2026-12-01#am', '2026-12-01#pm'] },
      { school: 'sch_900124', officer: 'off_rowan-ashdown', purse: 'own-funds', halfDays: 1, sessions: ['2026-12-02#am'] },
    ],
  }),
  'POST /api/bookings/orders': body(confirmOrderSchema, {
    token: 'eyJpZCI6InF0ZV8wMSJ9.c2lnbmF0dXJl',
    purchaseOrder: 'PO-2026/118',
    purchaseOrders: [{ school: 'sch_900124', number: 'PO-2026/119' }],
  }),
  'POST /api/bookings/orders/{order}/approvals': body(approveOrderSchema, {
    requests: [{ request: 'req_01kaq48x1z3b5d7f9h1k3m5p7s', agreed: 'Hq3yVbT0aXk5mWc8LrJ2pNs7uDfGz9eY1oIiQwAxZtE' }],
  }),
  'POST /api/bookings/purchase-orders': body(registrationSchema, {
    number: 'PO-4471',
    valuePence: 240_000,
    from: '2026-09-01',
    to: '2027-03-31',
    purse: 'delegated-budget',
  }),
  'POST /api/bookings/purchase-orders/{purchaseOrder}': body(purchaseOrderChangeSchema, {
    version: 1,
    valuePence: 300_000,
    from: '2026-09-01',
    to: '2027-07-31',
  }),
  'POST /api/bookings/purchase-orders/{purchaseOrder}/closing': body(purchaseOrderClosingSchema, { version: 2, closed: true }),
  'POST /api/bookings/{booking}/attendees': body(namingSchema, {
    version: 0,
    people: [{ name: 'Robin Ashgrove', role: 'Governor' }],
  }),
  'POST /api/bookings/{booking}/attendees/attendance': body(attendanceSchema, {
    version: 1,
    attended: [{ attendee: '01', visits: ['01'] }],
  }),
  'POST /api/bookings/{booking}/attendees/forgetting': body(forgettingSchema, { attendee: '01' }),
  'POST /api/bookings/{booking}/evaluation': body(answersSchema, { answers: { useful: 5, better: 'A longer break.' } }),
  'POST /api/bookings/waitlist': body(joinWaitlistSchema, {
    school: 'sch_900123',
    service: 'svc_headteacher-recruitment',
    officer: 'off_rowan-ashdown',
    halfDays: 2,
    from: '2026-12-01',
    to: '2026-12-18',
    suits: ['2am', '2pm', '4am', '4pm'],
    purse: 'own-funds',
    expiresOn: '2026-12-11',
  }),
  'POST /api/bookings/waitlist/{wait}/decline': body(declineOfferSchema, { stay: true }),
  'POST /api/bookings/waitlist/{wait}/offers': body(offerSchema, {
    officer: 'off_rowan-ashdown',
    sessions: ['2026-12-01#am', '2026-12-01#pm'],
  }),
  'POST /api/buyback/quotes': body(buybackQuoteSchema, {
    organisation: 'sch_900123',
    package: 'leadership-and-governance',
    purse: 'delegated-budget',
    clock: 'financial',
  }),
  'POST /api/buyback/agreements': body(agreeSchema, { token: 'the token of the quote', purchaseOrder: 'PO-4471' }),
  'POST /api/buyback/agreements/{agreement}/notice': body(noticeSchema, { endsOn: '2027-03-31' }),
  'POST /api/buyback/agreements/{agreement}/ending': body(endingSchema, { reason: 'The school closes at Easter.' }),
  'POST /api/bookings/events': body(ofEvents.proposeSchema, {
    title: 'A day on reading for every school of the partnership',
    service: 'svc_headteacher-recruitment',
    officer: 'off_01kaq40x7w9y1z3b5d7f9h1k3m',
    sessions: ['2026-12-08#am', '2026-12-08#pm'],
    answerBy: '2026-11-27',
    split: 'pupils',
    schools: [{ school: 'sch_900123' }, { school: 'sch_900124' }],
  }),
  'POST /api/bookings/events/{event}/agreements': body(ofEvents.agreeSchema, {
    agreed: 'Hq3yVbT0aXk5mWc8LrJ2pNs7uDfGz9eY1oIiQwAxZtE',
    purse: 'delegated-budget',
    purchaseOrder: 'PO-4471',
  }),
  'POST /api/bookings/events/{event}/decline': body(ofEvents.declineShareSchema, { reason: 'We have had the same day last year.' }),
  'POST /api/bookings/events/{event}/division': body(ofEvents.divideSchema, {
    split: 'named',
    schools: [
      { school: 'sch_900123', weight: 2 },
      { school: 'sch_900124', weight: 1 },
    ],
  }),
  'POST /api/bookings/{booking}/leaving': body(ofEvents.leaveSchema, { reason: 'Our staff are at another course that day.' }),
  'POST /api/bookings/{booking}/leaving/answer': body(ofEvents.answerLeavingSchema, {
    answer: 'agree',
    agreed: 'Hq3yVbT0aXk5mWc8LrJ2pNs7uDfGz9eY1oIiQwAxZtE',
  }),
  'POST /api/bookings/requests/{request}/approval': body(approveSchema, { agreed: 'Hq3yVbT0aXk5mWc8LrJ2pNs7uDfGz9eY1oIiQwAxZtE' }),
  'POST /api/bookings/requests/{request}/decline': body(declineSchema, { reason: 'It can wait until the next budget.' }),
  'POST /api/bookings/{booking}/cancellations': body(cancellationSchema, {
    visits: ['02'],
    reason: 'The school is closed by snow.',
    feePence: 11_250,
  }),
  'POST /api/bookings/{booking}/moves': body(moveSchema, { visit: '02', to: '2026-12-08#pm' }),
  'POST /api/bookings/{booking}/officers': body(swapSchema, { visits: ['02'], officer: 'off_helen-marsh', reason: 'Away that day.' }),
  'POST /api/bookings/{booking}/waivers': body(waiverSchema, {
    visit: '02',
    kind: 'rebooked',
    instead: { booking: 'bkg_01kaq48x1z3b5d7f9h1k3m5p7r', visit: '01' },
  }),
  'POST /api/bookings/ofsted-calls': body(ofstedCallSchema, { on: '2026-11-25' }),
  'POST /api/invoicing/runs': body(makeRunSchema, { from: '2026-11-01', to: '2026-11-30' }),
  'POST /api/invoicing/agreements': body(consentSchema, {
    organisation: 'sch_900123',
    answer: 'agree',
    lines: [
      {
        charge: 'chg_20261105-01kaq48x1z3b5d7f9h1k3m5p7r-02',
        treatment: { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 },
      },
    ],
  }),
  'POST /api/invoicing/documents/{document}/posting': body(postJournalSchema, { councilReference: 'JNL 2026/0117' }),
  'POST /api/payments/documents/{document}/attempts': body(startCommand, {}),
  'POST /api/reports/lists/exports': body(exportListSchema, { list: 'bookings', from: '2026-09-01', to: '2026-12-31', format: 'xlsx' }),
  'POST /api/reports/trials': body(startTrialSchema, {
    of: 'drf_01kb9t5v7x9z1b3d5f7h9k1m3s',
    clock: 'financial',
    year: 2026,
    adjustments: [
      { row: 'implementation-costs', financialYear: 2026, kind: 'one-off', pence: 13_000_000, note: 'Redundancies and early retirements' },
    ],
  }),
  'POST /api/reports/trials/{trial}/adjustments': body(adjustTrialSchema, {
    version: 3,
    adjustments: [
      { row: 'other-costs', financialYear: 2026, kind: 'ongoing', pence: -250_000, note: 'Travel between the trust’s schools' },
    ],
  }),
} as const satisfies Partial<Record<ApiRoute, Body>>;

/** Routes that change something and take no body: all they need to know is in the path. */
export const bodyless: readonly ApiRoute[] = [
  'POST /api/identity/people/{person}/sign-out',
  'POST /api/identity/people/{person}/no-entry/ending',
  'POST /api/identity/invitations/{invitation}/sending',
  'POST /api/identity/invitations/{invitation}/withdrawal',
  'POST /api/identity/clients/{client}/ending',
  'POST /api/bookings/waitlist/{wait}/withdrawal',
  'POST /api/bookings/events/{event}/withdrawal',
  'POST /api/bookings/requests/{request}/withdrawal',
  'POST /api/schools/uploads',
  'POST /api/schools/imports/{import}/cancellation',
  'POST /api/entitlements/runs/{allocationRun}/commitment',
  'POST /api/entitlements/runs/{allocationRun}/cancellation',
  'POST /api/invoicing/runs/{run}/commitment',
  'POST /api/reports/proof',
  'POST /api/reports/proof/export',
];
