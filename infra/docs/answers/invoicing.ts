// What each route of invoicing answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const invoicing = {
  'GET /api/invoicing/runs': { summary: 'List billing runs', 200: 'A page of `runs`, newest first, and `next` when there are more.' },
  'POST /api/invoicing/runs': { summary: 'Make a dry run', 201: 'The run. It lists what would be billed, and issues nothing.' },
  'GET /api/invoicing/runs/{run}': {
    summary: 'Read a billing run',
    200: 'The run, what stays unbilled before its first day (`earlier`), a page of its `documents` with lines, and the first 200 of `heldTotal` `heldLines` with the reason. Of a dry run also `awaitingNotes`: what is delivered and paid for, and billed once the note of the visit is shared; and `unmarkedBookings`: how many have a visit until the day given that is over and not marked delivered.',
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
} as const satisfies Partial<Record<ApiRoute, Answer>>;
