// What each route of schools answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const schools = {
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
} as const satisfies Partial<Record<ApiRoute, Answer>>;
