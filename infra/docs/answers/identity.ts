// What each route of identity answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const identity = {
  'GET /api/identity/me': { summary: 'Who am I?', 200: 'The person, their roles, and the organisation or officer they act for.' },
  'GET /api/identity/messages': {
    summary: 'Which messages do I want?',
    200: 'The `optional` kinds, each with whether the person who asks has it on (`wanted`), and the `essential` ones with why they stay on.',
  },
  'POST /api/identity/messages': { summary: 'Turn a kind of message on or off', 200: 'The `kind` as it is now.' },
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
  'GET /api/identity/limits/{organisation}': {
    summary: 'Read an organisation’s limits',
    200: 'Its `people` with what each may commit it to in one booking (`mostPence`, with VAT; null for no limit), who approves what is more, and the history.',
  },
  'POST /api/identity/limits/{organisation}/people': {
    summary: 'Set what one person may commit to',
    200: 'The `organisation`. Nobody sets their own, and nobody who has a limit gives more than that.',
  },
  'POST /api/identity/limits/{organisation}/approval': {
    summary: 'Settle who approves',
    200: 'The `organisation`. What is sent takes the place of what was settled before: leave out `approver` or `deputy` for none.',
  },
  'POST /api/identity/limits/{organisation}/purchase-orders': {
    summary: 'Settle whether a purchase order number is needed',
    200: 'The `organisation`. A number that is given when it books then has the form of `like`: a digit where that has one, and otherwise the same characters.',
  },
  'GET /api/identity/clients': { summary: 'List programs', 200: 'A page of `clients`, programs that use or used this API.' },
  'POST /api/identity/clients': {
    summary: 'Let a program use the API',
    201: 'The program, and the `audience` its tokens must name. The same again answers the same program.',
  },
  'POST /api/identity/clients/{client}/ending': { summary: 'End a program’s access', 200: 'The program, which is let in no more.' },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
