// What each route of reports answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const reports = {
  'GET /api/reports/proof': {
    summary: 'Read the latest proof',
    200: '`latest`, the last proof that is done, and `running`, one on its way.',
  },
  'POST /api/reports/proof': {
    summary: 'Prove the ledger',
    201: 'The proof, done: sums, differences and faults.',
    202: 'The proof, on its way; read it to see how far it has come.',
  },
  'GET /api/reports/proof/seals': {
    summary: 'List the seals of the days',
    200: 'A page of `seals`, the latest day first, each with its `hash`, and `next` when there are more.',
  },
  'GET /api/reports/proof/export': {
    summary: 'Read the latest export of the ledger',
    200: '`latest`, the last export that is done, `file`, where it can be fetched for 15 minutes, and `current`, one on its way.',
  },
  'POST /api/reports/proof/export': {
    summary: 'Export the sealed ledger',
    202: 'The export, on its way; read it to see how far it has come.',
  },
  'GET /api/reports/statements/{holder}': {
    summary: 'What was free and what was bought in a year?',
    200: 'The year’s free `lines` with the days they were used on, and `bought` lines of issued documents for whoever may read those. A free day has no price.',
  },
  'GET /api/reports/trials': {
    summary: 'List the policies that were tried on a year',
    200: 'A page of `trials`, the newest first, and `next` when there are more.',
  },
  'POST /api/reports/trials': {
    summary: 'Try a draft or a version on a past or current year',
    201: 'The trial, done: its `result` in half-days and pence, before and after. Nothing that was granted or booked is touched.',
    202: 'The trial, being worked out; read it to see how far it has come.',
  },
  'GET /api/reports/trials/{trial}': {
    summary: 'Read a trial',
    200: 'The trial and, once it is done, its `result`: half-days by rule, the `savings` table by financial year (ongoing and one-off, in pence), and a `breakdown` by kind, district, partnership and financial year that each adds up to the `total`. `outdated` says whether the draft or the policy has changed since.',
  },
  'POST /api/reports/trials/{trial}/adjustments': {
    summary: 'Set the sums that stand beside a trial',
    200: 'The trial with every sum that was given, in place of those before.',
  },
  'GET /api/reports/home': {
    summary: 'What waits for whoever asks?',
    200: 'The `parts` of their home page in order, each with its `rows` (what it is, where it is seen or mended, and the figure or day that matters) and how many `more` there are; and the `cards` of all they can do.',
  },
  'GET /api/reports/lists': {
    summary: 'Read a page of a list',
    200: 'The `headings` of the list, a page of its `lines` with a cell for each (sums in pence, days in half-days), and `next` when there are more. Without `list` it is the first that there is.',
  },
  'POST /api/reports/lists/exports': {
    summary: 'Write a whole list as CSV or XLSX',
    202: 'The export, which a job writes. The same `job` sent again is the same export.',
  },
  'GET /api/reports/lists/export': {
    summary: 'How far has an export come?',
    200: 'The export, and once it is done the address of its `file`, which leads there for 15 minutes.',
  },
  'GET /api/reports/messages': {
    summary: 'Who was told what about a record, or what was somebody told?',
    200: 'A page of `messages`, the newest first, each with its `reference` and its `state` (`sent`, `not-needed`, `waiting` or `failed`), and `next` when there are more. What they said is kept nowhere.',
  },
  'GET /api/reports/outbox': { summary: 'What has not been delivered?', 200: 'Effects that are `parked`, and those that are `late`.' },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
