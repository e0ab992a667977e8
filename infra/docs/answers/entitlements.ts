// What each route of entitlements answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const entitlements = {
  'GET /api/entitlements/vacancies': { summary: 'List vacancies', 200: '`vacancies` of a school, or all that are open, a page at a time.' },
  'POST /api/entitlements/vacancies': { summary: 'Record a vacancy', 201: 'The vacancy and the free half-days it grants.' },
  'POST /api/entitlements/vacancies/{school}/{vacancy}/closing': {
    summary: 'Close a vacancy',
    200: 'The vacancy, filled or withdrawn, and the half-days that lapsed.',
  },
  'GET /api/entitlements/statements/{holder}': {
    summary: 'Where are a holder’s free days?',
    200: '`lines` by year of a school, partnership, other body or team: granted, brought in, passed on, held, used, lapsed and left, in half-days or pence as the names say. `beside` names whose statements the reader may read too.',
  },
  'GET /api/entitlements/statements/{holder}/lines/{line}': {
    summary: 'What is behind a line of a statement?',
    200: 'The line with its `steps` and `changes`, each with its reason where the reader may know it, and the `sessions` that hold or used it.',
  },
  'GET /api/entitlements/needs': {
    summary: 'What do schools need by their support plans?',
    200: 'A page of open `needs`, the soonest first; a school is told its own. `next` when there are more, also where this page holds none of an officer’s.',
  },
  'GET /api/entitlements/needs/{school}': {
    summary: 'Read a school’s support plan',
    200: 'Every one of its `needs`, the latest recorded first.',
  },
  'POST /api/entitlements/needs/{school}': {
    summary: 'Record what a school needs',
    201: 'The need. Sent again under the `key` it was given, it is the same need.',
  },
  'POST /api/entitlements/needs/{school}/{need}/review': {
    summary: 'Record that a need was gone through with the phase lead',
    200: 'The need with its reviews.',
  },
  'POST /api/entitlements/needs/{school}/{need}/withdrawal': {
    summary: 'Withdraw a need that is none any more',
    200: 'The need as it stands, withdrawn.',
  },
  'GET /api/entitlements/nudges': {
    summary: 'When are people reminded of unused free days, and who?',
    200: 'Whether reminders are `on`, the next `days`, the last `rounds`, and a page of `recipients`: who would be written to next by what is left today.',
  },
  'POST /api/entitlements/nudges/switch': { summary: 'Switch reminders on or off', 200: 'Whether reminders are `on` from now on.' },
  'GET /api/entitlements/policies': {
    summary: 'List the versions of the policy',
    200: '`versions`, the last to take effect first, each with from when, and until when, it is in force.',
  },
  'GET /api/entitlements/policies/comparison': {
    summary: 'What do two versions, or a version and a draft, say otherwise?',
    200: '`sections` with what was added, removed and changed: each fact before and after, and the same in `sentences`.',
  },
  'GET /api/entitlements/policies/drafts': {
    summary: 'List drafts',
    200: 'A page of `drafts`, the last begun first, and `next` when there are more.',
  },
  'POST /api/entitlements/policies/drafts': {
    summary: 'Begin a draft from a version or a whole pack',
    201: 'The draft with its `pack`, and in `errors` what is wrong with it.',
  },
  'GET /api/entitlements/policies/drafts/{draft}': {
    summary: 'Read a draft',
    200: 'The draft with its `pack`, what is wrong with it by place (`errors`), what it changes (`against` the last version), and what it brings to the `catalogue`.',
  },
  'POST /api/entitlements/policies/drafts/{draft}/pack': {
    summary: 'Replace a draft’s pack',
    200: 'The draft. It is kept with its faults, which `errors` names.',
  },
  'POST /api/entitlements/policies/drafts/{draft}/changes': {
    summary: 'Change single places of a draft’s pack',
    200: 'The draft. It is kept with its faults, which `errors` names.',
  },
  'POST /api/entitlements/policies/drafts/{draft}/submission': { summary: 'Submit a draft for review', 200: 'The draft, `submitted`.' },
  'POST /api/entitlements/policies/drafts/{draft}/withdrawal': {
    summary: 'Take a submission back, or withdraw a draft',
    200: 'The draft, which can be changed again, or is `withdrawn`.',
  },
  'POST /api/entitlements/policies/drafts/{draft}/review': {
    summary: 'Approve somebody else’s draft, or send it back',
    200: 'The draft, `reviewed`, or with the reason in `sentBack`.',
  },
  'POST /api/entitlements/policies/drafts/{draft}/publication': {
    summary: 'Publish a reviewed draft',
    200: 'The draft with the number of its version in `published`. Its services and prices are on their way to the catalogue.',
  },
  'GET /api/entitlements/policies/{version}': {
    summary: 'Read a version',
    200: 'The version with its `pack`, the same in words (`told`), the values that are `assumed`, and what of it the `catalogue` has not.',
  },
  'GET /api/entitlements/pots': {
    summary: 'List partnerships with their plans',
    200: 'A page of `partnerships`: how many plans are open, and how many wait for a word of whoever asks. A school is told those it is in.',
  },
  'GET /api/entitlements/pots/{group}': {
    summary: 'Read what a partnership has to use',
    200: 'Its `pots` of a year: what is left to plan with, `reserved` for the council and carried, its `plans` with who has said what, and each member’s share.',
  },
  'POST /api/entitlements/pots/{group}/plans': {
    summary: 'Propose a plan for some of a partnership’s half-days',
    201: 'The plan. It waits for the agreement that the policy names; where that is the lead’s, and the lead proposes, it is agreed.',
  },
  'GET /api/entitlements/pots/{group}/plans/{plan}': {
    summary: 'Read a plan',
    200: 'The plan with every word that was said to it, what they come to, and what is left of its half-days.',
  },
  'POST /api/entitlements/pots/{group}/plans/{plan}/words': {
    summary: 'Agree to a plan or decline it',
    200: 'The plan. With the word that completes the agreement its half-days are set aside on an account of its own.',
  },
  'POST /api/entitlements/pots/{group}/plans/{plan}/minutes': {
    summary: 'Record what members said in a meeting',
    200: 'The plan, with those words shown as recorded from the minutes.',
  },
  'POST /api/entitlements/pots/{group}/plans/{plan}/withdrawal': { summary: 'Withdraw a plan', 200: 'The plan, `withdrawn`.' },
  'POST /api/entitlements/pots/{group}/plans/{plan}/release': {
    summary: 'Release half-days of a plan',
    200: 'The plan, with fewer half-days left; what was released can be planned anew.',
  },
  'GET /api/entitlements/runs': {
    summary: 'List allocation runs',
    200: 'A page of `runs`, newest first, each with its state and counts, and `next` when there are more.',
  },
  'POST /api/entitlements/runs': {
    summary: 'Start a dry run of allocations',
    201: 'The run, `proposed`: what would change is worked out, and nothing has.',
    202: 'The run, `reading`: it goes on by itself. Ask again until it is `proposed`.',
  },
  'GET /api/entitlements/runs/{allocationRun}': {
    summary: 'Read an allocation run',
    200: 'The run with `sums` by rule and kind of holder, a page of `lines` with the reasons of each, `next` when there are more, and what was passed over. What rests on a confidential status is named to those alone who may read such statuses.',
  },
  'POST /api/entitlements/runs/{allocationRun}/commitment': {
    summary: 'Carry out a dry run',
    200: 'The run, `done`: every line as it was shown, apart from those that were passed over because they changed. Sent again, nothing more happens.',
    202: 'The run, `granting`: it goes on by itself. Ask again until it is `done`.',
  },
  'POST /api/entitlements/runs/{allocationRun}/cancellation': { summary: 'Give up a dry run', 200: 'The run, `cancelled`.' },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
