// What the rooms say of their API routes, and their machines: the facts that the generated documents are drawn from.
import * as z from 'zod';
import { cancellationSchema, confirmSchema, deliverySchema, quoteSchema, sessionStates } from '../../functions/bookings/schema.ts';
import { searchSchema as catalogueSearchSchema, priceSchema, withdrawalSchema } from '../../functions/catalogue/schema.ts';
import { closeVacancySchema, recordVacancySchema, vacancyStates } from '../../functions/entitlements/schema.ts';
import { auditQuerySchema } from '../../functions/identity/schema/audit.ts';
import { clientSchema } from '../../functions/identity/schema/clients.ts';
import { invitationStates, inviteSchema } from '../../functions/identity/schema/invitations.ts';
import { erasureSchema, grantSchema, listQuery, noEntrySchema, peopleQuery, takeSchema } from '../../functions/identity/schema/people.ts';
import { actions } from '../../functions/identity/schema.ts';
import { consentSchema, consentStates } from '../../functions/invoicing/schema/consent.ts';
import { makeRunSchema, postJournalSchema, runStates } from '../../functions/invoicing/schema.ts';
import { stretchSchema } from '../../functions/officers/schema.ts';
import { attemptMachine, startCommand, suspenseQuery } from '../../functions/payments/schema.ts';
import { proofPhases } from '../../functions/reports/schema.ts';
import {
  closeSchema,
  joinSchema,
  leadSchema,
  leaveSchema,
  mergeSchema,
  namedOfficersSearchSchema,
  nameOfficerSchema,
  placeSchema,
  publishYearSchema,
  statusSchema,
  withdrawSchema,
} from '../../functions/schools/schema/events.ts';
import { importStates, pageSchema, rejectionsSchema, startImportSchema } from '../../functions/schools/schema/imports.ts';
import {
  actForSchema,
  detailsSchema,
  newBodySchema,
  newPartnershipSchema,
  organisationSearchSchema,
  partnershipSearchSchema,
  renameSchema,
  sectorSchema,
  trustBillingSchema,
} from '../../functions/schools/schema/organisations.ts';
import { searchSchema as schoolSearchSchema } from '../../functions/schools/schema/search.ts';
import { type CivilDate, dateSchema } from '../../shared/calendar.ts';
import { idSchema, organisationIdSchema } from '../../shared/ids.ts';
import { jobMachine } from '../../shared/job.ts';
import { effectMachine } from '../../shared/outbox.ts';
import type { Machine } from '../../shared/transitions.ts';
import type { Answer, ApiRoute, Body, Words } from './api.ts';

/** Every machine there is, in the order of a booking's life. */
export const machines: readonly Machine<string, string>[] = [
  vacancyStates,
  sessionStates,
  runStates,
  consentStates,
  attemptMachine,
  invitationStates,
  importStates,
  jobMachine,
  effectMachine,
  proofPhases,
];

const body = <S extends z.ZodType>(schema: S, example: z.input<S>): Body => ({ schema, example });

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
  'POST /api/identity/clients': body(clientSchema, {
    name: 'Finance system',
    issuer: 'https://sign-in.example',
    subject: 'finance-system',
    jwksUri: 'https://sign-in.example/keys',
    roles: ['finance'],
  }),
  'POST /api/catalogue/{service}/prices': body(priceSchema, { from: '2027-04-01', perDayExVatPence: 46_000 }),
  'POST /api/catalogue/{service}/withdrawal': body(withdrawalSchema, { withdrawnFrom: '2027-09-01' }),
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
    note: 'Shortlisting with the panel of governors.',
  }),
  'POST /api/bookings/{booking}/cancellations': body(cancellationSchema, { visits: ['02'], reason: 'The school is closed by snow.' }),
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
} as const satisfies Partial<Record<ApiRoute, Body>>;

/** Routes that change something and take no body: all they need to know is in the path. */
export const bodyless: readonly ApiRoute[] = [
  'POST /api/identity/people/{person}/sign-out',
  'POST /api/identity/people/{person}/no-entry/ending',
  'POST /api/identity/invitations/{invitation}/sending',
  'POST /api/identity/invitations/{invitation}/withdrawal',
  'POST /api/identity/clients/{client}/ending',
  'POST /api/schools/uploads',
  'POST /api/schools/imports/{import}/cancellation',
  'POST /api/invoicing/runs/{run}/commitment',
  'POST /api/reports/proof',
];

const after = z.string().optional();
/** What each route reads from the address: the room's schema, or, where a room reads single words, those words. */
export const queries = {
  'GET /api/identity/people': peopleQuery,
  'GET /api/identity/invitations': listQuery,
  'GET /api/identity/clients': listQuery,
  // What is allowed does not depend on the day that is taken for today.
  'GET /api/identity/audit': auditQuerySchema('2026-11-24' as CivilDate),
  'GET /api/catalogue': catalogueSearchSchema,
  'GET /api/schools': schoolSearchSchema,
  'GET /api/schools/imports': pageSchema,
  'GET /api/schools/imports/{import}': rejectionsSchema,
  'GET /api/schools/named-officers': namedOfficersSearchSchema,
  'GET /api/schools/partnerships': partnershipSearchSchema,
  'GET /api/schools/organisations': organisationSearchSchema,
  'GET /api/officers/{officer}/free-sessions': stretchSchema('2026-11-24' as CivilDate),
  'GET /api/entitlements/vacancies': z.object({ school: organisationIdSchema.optional(), after }),
  'GET /api/bookings': z.object({ school: organisationIdSchema.optional(), after }),
  'GET /api/bookings/diary': z.object({ officer: idSchema('off').optional(), from: dateSchema.optional(), to: dateSchema.optional() }),
  'GET /api/invoicing/runs': z.object({ after }),
  'GET /api/invoicing/runs/{run}': z.object({ after }),
  'GET /api/invoicing/documents': z.object({ rail: z.enum(['vat-invoice', 'journal']).optional(), after }),
  'GET /api/invoicing/agreements': z.object({ organisation: organisationIdSchema.optional() }),
  'GET /api/invoicing/agreements/waiting': z.object({ after }),
  'GET /api/invoicing/journals': z.object({ all: z.literal('yes').optional(), after }),
  'GET /api/payments/suspense': suspenseQuery,
} as const satisfies Partial<Record<ApiRoute, z.ZodType>>;

const queryWords = {
  about: 'The record: entries about it alone, from the beginning unless days are given.',
  after: 'Where the page begins: `next` of the page before.',
  all: '`yes` for those already posted too.',
  class: 'Services of this class only.',
  from: 'The first day.',
  kind: 'Of this kind only.',
  list: '`partnerships`, or `schools`.',
  name: 'Words of a name, or its beginning; of a school, also a postcode or a URN; of a person, any part of the name or e-mail address.',
  organisation: 'Of which organisation. One’s own when left out; in the audit trail any.',
  officer: 'Whose diary. An officer’s own when left out.',
  page: 'Which hundred of the first thousand rejected rows, from 1 to 10.',
  person: 'Done by this person.',
  q: 'Words to find in a service.',
  rail: 'VAT invoices, or journal recharges. A school is told its own documents of either kind.',
  school: 'Of which school. A school’s own when left out.',
  show: '`all` for what is closed too.',
  skill: 'Services that need one of these skills.',
  to: 'The last day, included.',
  year: 'The academic year, by the year it begins in.',
};

/** What each route answers when it does what it was asked. */
export const answers: Record<ApiRoute, Answer> = {
  'GET /api/identity/me': { summary: 'Who am I?', 200: 'The person, their roles, and the organisation or officer they act for.' },
  'GET /api/identity/audit': {
    summary: 'Read the audit trail',
    200: 'A page of `entries`, newest first: who did what, for whom, when and under which policy; `next` when there are more, also where this page found none.',
  },
  'GET /api/identity/people': {
    summary: 'Who has rights here?',
    200: 'A page of `people` by name, each with their rights, and `next` when there are more.',
  },
  'GET /api/identity/people/{person}': {
    summary: 'Read a person',
    200: 'The person, their rights with who says so, the number of their sessions and what was last done to them.',
  },
  'POST /api/identity/people/{person}/rights': {
    summary: 'Give a right',
    200: 'The person. They are signed out everywhere, and have the right when they sign in again.',
  },
  'POST /api/identity/people/{person}/rights/ending': {
    summary: 'Take a right away',
    200: 'The person. They are signed out everywhere; what the sign-in service says of them is not taken away here.',
  },
  'POST /api/identity/people/{person}/sign-out': {
    summary: 'Sign somebody out everywhere',
    200: 'The person, whose every session is over.',
  },
  'POST /api/identity/people/{person}/no-entry': {
    summary: 'Refuse somebody entry',
    200: 'The person, who is signed out everywhere and comes in no more, whatever rights they have and whoever asserts them.',
  },
  'POST /api/identity/people/{person}/no-entry/ending': {
    summary: 'Let somebody in again',
    200: 'The person, whose rights count again at their next sign-in.',
  },
  'POST /api/identity/people/{person}/erasure': {
    summary: 'Erase a person',
    200: 'The person and when they were erased. Records go on naming the identifier. Asked again, the answer is the same.',
  },
  'GET /api/identity/invitations': {
    summary: 'List invitations',
    200: 'A page of `invitations`, newest first, and `next` when there are more.',
  },
  'POST /api/identity/invitations': {
    summary: 'Invite somebody',
    201: 'The invitation; the e-mail goes out by itself. Sent again with the `id` it was given, it is the same invitation.',
  },
  'POST /api/identity/invitations/{invitation}/sending': {
    summary: 'Send an invitation again',
    200: 'The invitation, with a new last day. The link in the e-mail before leads nowhere any more.',
  },
  'POST /api/identity/invitations/{invitation}/withdrawal': { summary: 'Withdraw an invitation', 200: 'The invitation, withdrawn.' },
  'GET /api/identity/clients': { summary: 'List programs', 200: 'A page of `clients`, programs that use or used this API.' },
  'POST /api/identity/clients': {
    summary: 'Let a program use the API',
    201: 'The program, and the `audience` its tokens must name. The same again answers the same program.',
  },
  'POST /api/identity/clients/{client}/ending': { summary: 'End a program’s access', 200: 'The program, which is let in no more.' },
  'GET /api/catalogue': { summary: 'Find services', 200: '`services` that match, each with today’s day rate.' },
  'GET /api/catalogue/{service}': { summary: 'Read a service', 200: 'The service with all its dated prices and its clause.' },
  'POST /api/catalogue/{service}/prices': { summary: 'Set a day rate from a date on', 200: 'The service with the new price.' },
  'POST /api/catalogue/{service}/withdrawal': { summary: 'Take a service off sale from a date on', 200: 'The service with its last date.' },
  'GET /api/schools': {
    summary: 'Find schools and other organisations',
    200: 'A page of `schools`, each with its `kind`, and `next` when there are more.',
  },
  'GET /api/schools/named-officers': {
    summary: 'Who is named for whom in an academic year?',
    200: 'A page of `partnerships`, or of `schools`, each with its `officers`; `publication` once the year is published.',
  },
  'POST /api/schools/named-officers/publication': {
    summary: 'Publish the named officers of a year',
    201: 'When it was published; from then on those they serve see them and each change.',
  },
  'GET /api/schools/partnerships': {
    summary: 'Find partnerships',
    200: 'A page of `partnerships` by name, each with the number of its members today and its lead; a school is told those it is in.',
  },
  'POST /api/schools/partnerships': { summary: 'Record a partnership', 201: 'The partnership, without members yet.' },
  'GET /api/schools/partnerships/{group}': {
    summary: 'Read a partnership',
    200: 'The partnership with its `members` today and over time, its lead, what is coming, and for the council every event.',
  },
  'POST /api/schools/partnerships/{group}/members': { summary: 'Schools or other bodies join', 200: 'The events recorded, one for each.' },
  'POST /api/schools/partnerships/{group}/departures': { summary: 'A member leaves', 200: 'The event that was recorded.' },
  'POST /api/schools/partnerships/{group}/lead': { summary: 'A lead begins or ends', 200: 'The event that was recorded.' },
  'POST /api/schools/partnerships/{group}/merger': {
    summary: 'Merge a partnership into another',
    200: 'The merger, which takes all members of the date along, and the closing of the first.',
  },
  'POST /api/schools/partnerships/{group}/closing': { summary: 'Close a partnership', 200: 'The event that was recorded.' },
  'POST /api/schools/partnerships/{group}/name': {
    summary: 'Call a partnership otherwise from a date on',
    200: 'The event that was recorded.',
  },
  'POST /api/schools/partnerships/{group}/withdrawals': {
    summary: 'Withdraw an event that never was',
    200: 'The withdrawal; a merger goes together with its closing.',
  },
  'GET /api/schools/organisations': {
    summary: 'Find trusts and other organisations',
    200: 'A page of `organisations` of a kind by name, trusts when none is named.',
  },
  'POST /api/schools/organisations': { summary: 'Record a body that no register has', 201: 'The body as it was recorded.' },
  'GET /api/schools/organisations/{group}': {
    summary: 'Read a trust, federation or other body',
    200: 'It with its schools or its partnerships over time; a trust also with who is billed from when.',
  },
  'POST /api/schools/organisations/{group}/details': {
    summary: 'Change the address of a trust, federation or body',
    200: 'The organisation as it stands now.',
  },
  'POST /api/schools/organisations/{group}/name': { summary: 'Call a body otherwise from a date on', 200: 'The event that was recorded.' },
  'POST /api/schools/organisations/{group}/sector': { summary: 'Say how a body buys from a date on', 200: 'The body as it stands now.' },
  'POST /api/schools/organisations/{group}/billing': { summary: 'Say who is billed from a date on', 200: 'The trust as it stands now.' },
  'POST /api/schools/organisations/{group}/closing': { summary: 'Close an organisation', 200: 'The event that was recorded.' },
  'POST /api/schools/organisations/{group}/withdrawals': {
    summary: 'Withdraw an event that never was',
    200: 'The withdrawal that was recorded.',
  },
  'POST /api/schools/uploads': {
    summary: 'Make ready for a file of the register',
    201: 'The `file` it will be, and the `form` that sends it: a multipart POST to `action` with its `fields` and the file as `file`, within 15 minutes.',
  },
  'GET /api/schools/imports': {
    summary: 'List imports of the register',
    200: 'A page of `imports`, newest first, and `next` when there are more.',
  },
  'POST /api/schools/imports': {
    summary: 'Import a file of the register',
    201: 'The import with its counts, done already.',
    202: 'The import as far as it is. A job goes on with it.',
  },
  'GET /api/schools/imports/{import}': {
    summary: 'How far is an import, and what became of every row?',
    200: 'Its state, rows and counts, and a page of one `list` by line and reason: the rejected rows, the `remarks` on rows that were imported, or the rows of other authorities (`elsewhere`).',
  },
  'POST /api/schools/imports/{import}/cancellation': { summary: 'Cancel an import', 200: 'The import. What it had taken in stands.' },
  'POST /api/schools/acting': {
    summary: 'Act for one of the trust’s schools',
    200: 'The school. The choice lapses with the day, and when the school leaves the trust.',
  },
  'GET /api/schools/{school}': {
    summary: 'Read a school',
    200: 'The school as the register has it, where it belongs today, its named officers and its `timeline`. `confidentialStatuses` to those who may know.',
  },
  'POST /api/schools/{school}/district': {
    summary: 'Place a school in a district',
    201: 'The `organisation` and the `event` recorded of it.',
  },
  'GET /api/schools/{school}/statuses': {
    summary: 'Which confidential statuses has a school had?',
    200: '`statuses` over time, and what was recorded.',
  },
  'POST /api/schools/{school}/statuses': {
    summary: 'A confidential status begins or ends',
    201: 'The `organisation` and the `event` recorded of it.',
  },
  'POST /api/schools/{school}/statuses/withdrawals': {
    summary: 'Withdraw what was recorded by mistake',
    201: 'The `organisation` and the `event` that withdraws the other.',
  },
  'POST /api/schools/{school}/officers': {
    summary: 'Name an officer for an organisation',
    201: 'The `organisation` and the `event` recorded of it.',
  },
  'POST /api/schools/{school}/officers/removal': {
    summary: 'Take a named officer off',
    201: 'The `organisation` and the `event` recorded of it.',
  },
  'POST /api/schools/{school}/withdrawals': {
    summary: 'Withdraw an event that never was',
    201: 'The `organisation` and the `event` that was withdrawn.',
  },
  'GET /api/officers': { summary: 'List officers', 200: '`officers` by name, with their skills.' },
  'GET /api/officers/{officer}': { summary: 'Read an officer', 200: 'The officer; the working pattern for council staff only.' },
  'GET /api/officers/{officer}/free-sessions': {
    summary: 'When is an officer free?',
    200: '`sessions` that can be booked between the two days.',
  },
  'GET /api/entitlements/vacancies': { summary: 'List vacancies', 200: '`vacancies` of a school, or all that are open, a page at a time.' },
  'POST /api/entitlements/vacancies': { summary: 'Record a vacancy', 201: 'The vacancy and the free half-days it grants.' },
  'POST /api/entitlements/vacancies/{school}/{vacancy}/closing': {
    summary: 'Close a vacancy',
    200: 'The vacancy, filled or withdrawn, and the half-days that lapsed.',
  },
  'GET /api/entitlements/statements/{school}': {
    summary: 'What free half-days has a school?',
    200: '`lines`, one for each vacancy: half-days granted, held, used, lapsed and left.',
  },
  'GET /api/bookings': { summary: 'List a school’s bookings', 200: 'A page of `bookings`, newest first, and `next` when there are more.' },
  'POST /api/bookings/quotes': {
    summary: 'Ask for a quote',
    200: 'What is free and why, what the rest costs, and the `token` that confirms exactly this until `expiresAt`. Nothing is booked.',
  },
  'POST /api/bookings': {
    summary: 'Confirm a quote',
    201: 'The `booking`. The token is the idempotency key: sent twice, it answers the same booking twice.',
  },
  'GET /api/bookings/diary': { summary: 'Read an officer’s diary', 200: '`visits` between the two days, in order.' },
  'GET /api/bookings/{booking}': { summary: 'Read a booking', 200: 'The booking with its sessions, what funds each, and visit notes.' },
  'POST /api/bookings/{booking}/deliveries': {
    summary: 'Mark sessions delivered',
    200: 'The booking; each paid session has a charge now.',
  },
  'POST /api/bookings/{booking}/cancellations': {
    summary: 'Cancel sessions',
    200: 'The booking; the sessions can be booked again and what they held is given back.',
  },
  'GET /api/invoicing/runs': { summary: 'List billing runs', 200: 'A page of `runs`, newest first, and `next` when there are more.' },
  'POST /api/invoicing/runs': { summary: 'Make a dry run', 201: 'The run. It lists what would be billed, and issues nothing.' },
  'GET /api/invoicing/runs/{run}': {
    summary: 'Read a billing run',
    200: 'The run, what stays unbilled before its first day (`earlier`), a page of its `documents` with lines, and the first 200 of `heldTotal` `heldLines` with the reason.',
  },
  'POST /api/invoicing/runs/{run}/commitment': {
    summary: 'Issue what a dry run proposed',
    202: 'The run, which goes on by itself; read it to see how far it has come. Where the figures are not what the dry run showed, nothing is issued: `proposal-changed`, with the `run` that shows the new ones, or that run as `replacedBy` when the check took longer.',
  },
  'GET /api/invoicing/documents': {
    summary: 'List invoices and recharges',
    200: 'A page of `documents`, newest first, each with what it still owes.',
  },
  'GET /api/invoicing/documents/{document}': {
    summary: 'Read an invoice or recharge',
    200: 'The document with its lines and what it still owes.',
  },
  'GET /api/invoicing/agreements': {
    summary: 'List lines that wait for a buyer’s agreement',
    200: '`lines` that were quoted otherwise than they would be billed today: each as `quoted` and as it is `now`, who it is `invoicedTo`, and all that was `said` of it; `more` when there are more than these.',
  },
  'GET /api/invoicing/agreements/waiting': {
    summary: 'List lines that wait for anybody’s agreement',
    200: 'A page of `lines` that dry runs held back, longest first: whose, since when, `waiting` or `declined`, and what was `said`; and `next` when there are more.',
  },
  'POST /api/invoicing/agreements': {
    summary: 'Agree, or not, to changed lines',
    200: 'The `lines` with what was said; agreed ones are billed with the next run.',
  },
  'GET /api/invoicing/journals': {
    summary: 'List recharges to post',
    200: 'A page of `journals`, newest first, each with its lines, and `next` when there are more.',
  },
  'POST /api/invoicing/documents/{document}/posting': {
    summary: 'Mark a recharge posted',
    200: 'The council’s reference, when it was recorded and by whom.',
  },
  'POST /api/payments/documents/{document}/attempts': {
    summary: 'Begin to pay by card',
    201: 'The attempt and the `url` to pay at. While one is open it is answered again, and no second one begins.',
  },
  'GET /api/payments/attempts/{attempt}': { summary: 'Read a card payment', 200: 'The attempt and its state.' },
  'GET /api/payments/documents/{document}': {
    summary: 'Read an invoice’s payments',
    200: 'What was received and how much of it paid this invoice, what is outstanding, and the live attempt; what the card service charged is for finance and auditors only.',
  },
  'GET /api/payments/suspense': { summary: 'List receipts that fit no invoice', 200: 'A page of `receipts`, each with the reason.' },
  'GET /api/reports/proof': {
    summary: 'Read the latest proof',
    200: '`latest`, the last proof that is done, and `running`, one on its way.',
  },
  'POST /api/reports/proof': {
    summary: 'Prove the ledger',
    201: 'The proof, done: sums, differences and faults.',
    202: 'The proof, on its way; read it to see how far it has come.',
  },
  'GET /api/reports/outbox': { summary: 'What has not been delivered?', 200: 'Effects that are `parked`, and those that are `late`.' },
};

const rolesOf = (action: string): readonly string[] => (action in actions ? actions[action as keyof typeof actions] : []);
export const words: Words = { answers, bodies, queries, queryWords, rolesOf };
