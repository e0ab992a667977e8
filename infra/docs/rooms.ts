// What the rooms say of their API routes, and their machines: the facts that the generated documents are drawn from.
import * as z from 'zod';
import { cancellationSchema, confirmSchema, deliverySchema, quoteSchema, sessionStates } from '../../functions/bookings/schema.ts';
import { searchSchema as catalogueSearchSchema, priceSchema, withdrawalSchema } from '../../functions/catalogue/schema.ts';
import { closeVacancySchema, recordVacancySchema, vacancyStates } from '../../functions/entitlements/schema.ts';
import { actions } from '../../functions/identity/schema.ts';
import { makeRunSchema, postJournalSchema, runStates } from '../../functions/invoicing/schema.ts';
import { stretchSchema } from '../../functions/officers/schema.ts';
import { attemptMachine, startCommand, suspenseQuery } from '../../functions/payments/schema.ts';
import { proofPhases } from '../../functions/reports/schema.ts';
import { searchSchema as schoolSearchSchema } from '../../functions/schools/schema.ts';
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
  attemptMachine,
  jobMachine,
  effectMachine,
  proofPhases,
];

const body = <S extends z.ZodType>(schema: S, example: z.input<S>): Body => ({ schema, example });

/** The body of each route that takes one: the very schema its room reads it with. */
export const bodies = {
  'POST /api/catalogue/{service}/prices': body(priceSchema, { from: '2027-04-01', perDayExVatPence: 46_000 }),
  'POST /api/catalogue/{service}/withdrawal': body(withdrawalSchema, { withdrawnFrom: '2027-09-01' }),
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
  'POST /api/invoicing/documents/{document}/posting': body(postJournalSchema, { councilReference: 'JNL 2026/0117' }),
  'POST /api/payments/documents/{document}/attempts': body(startCommand, {}),
} as const satisfies Partial<Record<ApiRoute, Body>>;

/** Routes that change something and take no body: all they need to know is in the path. */
export const bodyless: readonly ApiRoute[] = ['POST /api/invoicing/runs/{run}/commitment', 'POST /api/reports/proof'];

const after = z.string().optional();
/** What each route reads from the address: the room's schema, or, where a room reads single words, those words. */
export const queries = {
  'GET /api/catalogue': catalogueSearchSchema,
  'GET /api/schools': schoolSearchSchema,
  // What is allowed does not depend on the day that is taken for today.
  'GET /api/officers/{officer}/free-sessions': stretchSchema('2026-11-24' as CivilDate),
  'GET /api/entitlements/vacancies': z.object({ school: organisationIdSchema.optional(), after }),
  'GET /api/bookings': z.object({ school: organisationIdSchema.optional(), after }),
  'GET /api/bookings/diary': z.object({ officer: idSchema('off').optional(), from: dateSchema.optional(), to: dateSchema.optional() }),
  'GET /api/invoicing/runs': z.object({ after }),
  'GET /api/invoicing/runs/{run}': z.object({ after }),
  'GET /api/invoicing/documents': z.object({ rail: z.enum(['vat-invoice', 'journal']).optional(), after }),
  'GET /api/invoicing/journals': z.object({ all: z.literal('yes').optional(), after }),
  'GET /api/payments/suspense': suspenseQuery,
} as const satisfies Partial<Record<ApiRoute, z.ZodType>>;

const queryWords = {
  after: 'Where the page begins: `next` of the page before.',
  all: '`yes` for those already posted too.',
  class: 'Services of this class only.',
  from: 'The first day.',
  name: 'The beginning of a school’s name, a postcode or a URN.',
  officer: 'Whose diary. An officer’s own when left out.',
  q: 'Words to find in a service.',
  rail: 'VAT invoices, or journal recharges. A school is told its own documents of either kind.',
  school: 'Of which school. A school’s own when left out.',
  skill: 'Services that need one of these skills.',
  to: 'The last day, included.',
};

/** What each route answers when it does what it was asked. */
export const answers: Record<ApiRoute, Answer> = {
  'GET /api/identity/me': { summary: 'Who am I?', 200: 'The person, their roles, and the organisation or officer they act for.' },
  'GET /api/catalogue': { summary: 'Find services', 200: '`services` that match, each with today’s day rate.' },
  'GET /api/catalogue/{service}': { summary: 'Read a service', 200: 'The service with all its dated prices and its clause.' },
  'POST /api/catalogue/{service}/prices': { summary: 'Set a day rate from a date on', 200: 'The service with the new price.' },
  'POST /api/catalogue/{service}/withdrawal': { summary: 'Take a service off sale from a date on', 200: 'The service with its last date.' },
  'GET /api/schools': { summary: 'Find schools', 200: 'A page of `schools`, and `next` when there are more.' },
  'GET /api/schools/{school}': { summary: 'Read a school', 200: 'The school as the register has it, and what it was from which date on.' },
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
    202: 'The run, which goes on by itself; read it to see how far it has come.',
  },
  'GET /api/invoicing/documents': {
    summary: 'List invoices and recharges',
    200: 'A page of `documents`, newest first, each with what it still owes.',
  },
  'GET /api/invoicing/documents/{document}': {
    summary: 'Read an invoice or recharge',
    200: 'The document with its lines and what it still owes.',
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
