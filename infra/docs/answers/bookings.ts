// What each route of bookings answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

export const bookings = {
  'GET /api/bookings': { summary: 'List a school’s bookings', 200: 'A page of `bookings`, newest first, and `next` when there are more.' },
  'POST /api/bookings/quotes': {
    summary: 'Ask for a quote',
    200: 'What is free and why, what the rest costs, and the `token` that confirms exactly this until `expiresAt`. Nothing is booked. Where it is `overLimit`, who could approve it and until when its sessions would be held.',
  },
  'POST /api/bookings': {
    summary: 'Confirm a quote',
    201: 'The `booking`. The token is the idempotency key: sent twice, it answers the same booking twice.',
    202: 'The `request` that it has become, as it is over the limit of whoever confirmed it; its sessions are held until `holdUntil`.',
  },
  'GET /api/bookings/diary': { summary: 'Read an officer’s diary', 200: '`visits` between the two days, in order.' },
  'GET /api/bookings/reclassifications': {
    summary: 'List corrections that wait for a second person',
    200: 'A page of `reclassifications`, those that wait longest first, each with its `booking`, the school and the service, and `own` where whoever reads asked for it; and `next` when there are more.',
  },
  'GET /api/bookings/requests': {
    summary: 'List requests over a limit',
    200: 'A page of `requests`, newest first, those `waiting` for whoever reads, the first to expire first, and `next` when there are more.',
  },
  'GET /api/bookings/requests/{request}': {
    summary: 'Read a request',
    200: 'The request with its `state` and `holdUntil`, and who `approvers` are today. For whoever may answer it what it comes to `now` with `agreed`, which stands for those figures, or the name of why it is `refused`.',
  },
  'POST /api/bookings/requests/{request}/approval': {
    summary: 'Approve a request',
    200: 'The request and its `booking`: what it comes to now is booked in the same transaction.',
  },
  'POST /api/bookings/requests/{request}/decline': { summary: 'Decline a request', 200: 'The request; its sessions are free.' },
  'POST /api/bookings/requests/{request}/withdrawal': {
    summary: 'Withdraw a request of one’s own',
    200: 'The request; its sessions are free.',
  },
  'GET /api/bookings/{booking}': {
    summary: 'Read a booking',
    200: 'The booking with its sessions, what funds each, and the `notes` of its visits that are whoever’s who reads it; a session with `signedOffAt` has a shared note.',
  },
  'GET /api/bookings/notes': {
    summary: 'List notes of visits that are not shared yet',
    200: 'For an officer a page of the `notes` they are to finish; for the council’s people of those that are late, whoever’s they are. The first to be due comes first; `next` when there are more.',
  },
  'GET /api/bookings/notes/moderation': {
    summary: 'List notes that wait to be moderated',
    200: 'A page of `notes`, the first to be due first, and `next` when there are more.',
  },
  'GET /api/bookings/{booking}/notes/{note}': {
    summary: 'Read a note of visits',
    200: 'Under its headings what is written, the `actions` that were agreed, and what was added later. A draft is its officer’s alone; a note that is read by `school-and-council` is no trust’s and no partnership’s.',
  },
  'POST /api/bookings/{booking}/notes/{note}': {
    summary: 'Write a note, and send it',
    200: 'The note: `shared`, which lets what is paid for be billed; `submitted` where the policy has it moderated; or with `as: draft` a draft.',
  },
  'POST /api/bookings/{booking}/notes/{note}/moderation': {
    summary: 'Approve a note, or return it',
    200: 'The note. Approved it is shared with the school, and what is paid for may be billed.',
  },
  'POST /api/bookings/{booking}/notes/{note}/additions': {
    summary: 'Correct a shared note',
    200: 'The note as it was, with the correction below it.',
  },
  'POST /api/bookings/{booking}/notes/{note}/actions': {
    summary: 'Mark an action of a note done, or open again',
    200: 'The note. The school marks its own actions, and the officer theirs.',
  },
  'POST /api/bookings/{booking}/deliveries': {
    summary: 'Mark sessions delivered',
    200: 'The booking. Its note is shared, sent to be moderated, or with `as: draft` a draft; what is paid for is billed once the note is shared.',
  },
  'POST /api/bookings/{booking}/reclassifications': {
    summary: 'Ask for a delivered session to be recorded as paid, or as free',
    201: 'The request. It waits for somebody other than whoever asked; nothing has changed yet.',
  },
  'POST /api/bookings/{booking}/reclassifications/{reclassification}/answer': {
    summary: 'Approve or decline such a request',
    200: 'The request. Approved, the ledger takes back the one kind and records the other, and a charge is written or withdrawn.',
  },
  'POST /api/bookings/{booking}/cancellations': {
    summary: 'Cancel sessions',
    200: 'The booking; the sessions can be booked again and what they held is given back. What it costs by the terms it was booked under must be said with it (`feePence`, `consumedHalfDays`): it is refused with the `terms` of each session otherwise. `late` says what it cost.',
  },
  'POST /api/bookings/{booking}/moves': {
    summary: 'Move a session to another date',
    200: 'The booking. The session keeps its officer, what funds it and what it costs; where it was comes to its `moves`.',
  },
  'POST /api/bookings/{booking}/waivers': {
    summary: 'Waive what a late cancellation cost',
    200: 'The booking. Its fee is withdrawn before it is billed, or its free half-day goes back.',
  },
  'GET /api/bookings/ofsted-calls': {
    summary: 'List the weeks that inspections freed',
    200: 'A page of `calls`, the latest week first, each with how many `sessions` it freed and what that would have cost; and `next` when there are more.',
  },
  'POST /api/bookings/ofsted-calls': {
    summary: 'Free the week of an inspection',
    200: 'What was `freed`, each with the next sessions of its officer as `offered`, and what was `kept`, with the reason. Sent again it frees what was not freed yet.',
  },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
