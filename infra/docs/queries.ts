// What the address of a route may ask, and in which words each question is explained.
import * as z from 'zod';
import { recurringSchema } from '../../functions/bookings/schema/officers.ts';
import { visits } from '../../functions/bookings/schema.ts';
import { searchSchema as catalogueSearchSchema } from '../../functions/catalogue/schema.ts';
import { linesQuerySchema, runsQuerySchema } from '../../functions/entitlements/schema/allocations.ts';
import { comparisonSchema } from '../../functions/entitlements/schema/drafts.ts';
import { needsQuerySchema } from '../../functions/entitlements/schema/needs.ts';
import { nudgesQuerySchema } from '../../functions/entitlements/schema/nudges.ts';
import { potQuerySchema, potsQuerySchema } from '../../functions/entitlements/schema/plans.ts';
import { auditQuerySchema } from '../../functions/identity/schema/audit.ts';
import { listQuery, peopleQuery } from '../../functions/identity/schema/people.ts';
import { stretchSchema } from '../../functions/officers/schema.ts';
import { suspenseQuery } from '../../functions/payments/schema.ts';
import { listExportQuery, listQuerySchema } from '../../functions/reports/schema/lists.ts';
import { messagesQuerySchema } from '../../functions/reports/schema/messages.ts';
import { sealsQuery } from '../../functions/reports/schema/seals.ts';
import { yearQuerySchema } from '../../functions/reports/schema/statements.ts';
import { trialsQuerySchema } from '../../functions/reports/schema/trials.ts';
import { namedOfficersSearchSchema } from '../../functions/schools/schema/events.ts';
import { pageSchema, rejectionsSchema } from '../../functions/schools/schema/imports.ts';
import { organisationSearchSchema, partnershipSearchSchema } from '../../functions/schools/schema/organisations.ts';
import { searchSchema as schoolSearchSchema } from '../../functions/schools/schema/search.ts';
import { type CivilDate, dateSchema } from '../../shared/calendar.ts';
import { idSchema, organisationIdSchema } from '../../shared/ids.ts';
import type { ApiRoute } from './api.ts';

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
  'GET /api/officers/{officer}/diary': stretchSchema('2026-11-24' as CivilDate),
  'GET /api/entitlements/vacancies': z.object({ school: organisationIdSchema.optional(), after }),
  'GET /api/entitlements/policies/comparison': comparisonSchema,
  'GET /api/entitlements/policies/drafts': z.object({ after }),
  'GET /api/entitlements/pots': potsQuerySchema,
  'GET /api/entitlements/pots/{group}': potQuerySchema,
  'GET /api/entitlements/runs': runsQuerySchema,
  'GET /api/entitlements/runs/{allocationRun}': linesQuerySchema,
  'GET /api/entitlements/needs': needsQuerySchema,
  'GET /api/entitlements/nudges': nudgesQuerySchema,
  'GET /api/bookings': z.object({ school: organisationIdSchema.optional(), after }),
  'GET /api/bookings/diary': z.object({ officer: idSchema('off').optional(), from: dateSchema.optional(), to: dateSchema.optional() }),
  'GET /api/bookings/reclassifications': z.object({ after }),
  'GET /api/bookings/notes': z.object({ after }),
  'GET /api/bookings/notes/moderation': z.object({ after }),
  'GET /api/bookings/ofsted-calls': z.object({ after }),
  'GET /api/bookings/recurring': recurringSchema,
  'GET /api/bookings/{booking}/officers': z.object({ visit: visits.optional() }),
  'GET /api/bookings/orders': z.object({ organisation: organisationIdSchema.optional(), after }),
  'GET /api/bookings/waitlist': z.object({ school: organisationIdSchema.optional(), after }),
  'GET /api/bookings/waitlist/demand': z.object({ service: idSchema('svc').optional(), officer: idSchema('off').optional(), after }),
  'GET /api/bookings/purchase-orders': z.object({ organisation: organisationIdSchema.optional(), after }),
  'GET /api/bookings/purchase-orders/{purchaseOrder}': z.object({ after }),
  'GET /api/bookings/evaluations': z.object({ service: idSchema('svc').optional(), officer: idSchema('off').optional(), after }),
  'GET /api/bookings/events': z.object({ organisation: organisationIdSchema.optional(), after }),
  'GET /api/bookings/requests': z.object({ organisation: organisationIdSchema.optional(), after }),
  'GET /api/buyback/packages': z.object({ organisation: organisationIdSchema.optional() }),
  'GET /api/buyback/renewals': z.object({ organisation: organisationIdSchema.optional() }),
  'GET /api/buyback/agreements': z.object({ organisation: organisationIdSchema.optional(), after }),
  'GET /api/invoicing/runs': z.object({ after }),
  'GET /api/invoicing/runs/{run}': z.object({ after }),
  'GET /api/invoicing/documents': z.object({ rail: z.enum(['vat-invoice', 'journal']).optional(), after }),
  'GET /api/invoicing/agreements': z.object({ organisation: organisationIdSchema.optional() }),
  'GET /api/invoicing/agreements/waiting': z.object({ after }),
  'GET /api/invoicing/journals': z.object({ all: z.literal('yes').optional(), after }),
  'GET /api/payments/suspense': suspenseQuery,
  'GET /api/reports/lists': listQuerySchema,
  'GET /api/reports/lists/export': listExportQuery,
  'GET /api/reports/messages': messagesQuerySchema,
  'GET /api/reports/proof/seals': sealsQuery,
  'GET /api/reports/statements/{holder}': yearQuerySchema,
  'GET /api/reports/trials': trialsQuerySchema,
} as const satisfies Partial<Record<ApiRoute, z.ZodType>>;

export const queryWords = {
  against: 'What it is compared with: a version, by its number, or a draft.',
  about: 'The record: entries or messages about it alone, in the audit trail from the beginning unless days are given.',
  after: 'Where the page begins: `next` of the page before.',
  all: '`yes` for those already posted too.',
  class: 'Services of this class only.',
  clock: 'Whose year it is: `academic`, from September, or `financial`, from April.',
  cost: '`free` for what costs nothing, `sold` for what has a price.',
  everyWeeks: 'Every how many weeks, from 1 to 12.',
  from: 'The first day.',
  half: '`am`, `pm`, or `day` for both.',
  holder: 'Lines of holders whose name or identifier contains this.',
  job: 'The export, by its identifier.',
  kind: 'Of this kind only.',
  least: 'Services of which a day costs this many pounds or more.',
  life: '`new` for what has come on sale lately or is about to, `ending` for what is to be withdrawn.',
  list: 'Which list: of named officers `partnerships` or `schools`; of reports `bookings`, `requests`, `notes`, `actions`, `waiting-list`, `events`, `purchase-orders`, `agreements`, `evaluations`, `documents` or `waiting-lines`.',
  most: 'Services of which a day costs this many pounds or less.',
  name: 'Words of a name, or its beginning; of a school, also a postcode or a URN; of a person, any part of the name or e-mail address.',
  organisation: 'Of which organisation. One’s own when left out; in the audit trail any.',
  of: 'Which is compared: a version, by its number, or a draft.',
  officer: 'Which officer: whose diary, an officer’s own when left out; in the catalogue, services that they deliver.',
  page: 'Which hundred of the first thousand rejected rows, from 1 to 10.',
  person: 'Done by this person; of messages, to them.',
  q: 'Words to find in a service.',
  rail: 'VAT invoices, or journal recharges. A school is told its own documents of either kind.',
  rule: 'Lines under this rule, by its code.',
  school: 'Of which school. A school’s own when left out.',
  service: 'Of which service.',
  show: '`all` for what is closed too.',
  skill: 'Services that need one of these skills.',
  sort: 'In which order: `date`, `latest` (the last date first), `school` or `officer`; beyond ten thousand lines the usual one.',
  stage: 'Of bookings over all schools: `open` for those that wait for a visit or its mark, or `over`.',
  state: 'What stands in this state only.',
  times: 'How many times, the first day among them.',
  to: 'The last day, included.',
  visit: 'A visit that somebody is looked for.',
  year: 'Which year, by the year it begins in: the academic one, unless another clock is named.',
};
