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
  'GET /api/bookings/orders': {
    summary: 'List orders for several schools',
    200: 'A page of the `orders` of a trust or a partnership, newest first, and `next` when there are more; without one named those of whoever reads.',
  },
  'POST /api/bookings/orders/proposals': {
    summary: 'Propose officers and dates for several schools',
    200: 'For each school the `halfDays` it is to have, the `officer` and the next `sessions` on which that officer is free. Nothing is held.',
  },
  'POST /api/bookings/orders/quotes': {
    summary: 'Ask for a quote for several schools',
    200: 'For each school what is free and why and what the rest costs, the sum of it, and the `token` that confirms exactly this until `expiresAt`. Nothing is booked. Where all of it together is `overLimit`, who could approve it.',
  },
  'POST /api/bookings/orders': {
    summary: 'Confirm a quote for several schools',
    201: 'The `order` and a `booking` for each school, all in one transaction. The token is the idempotency key: sent twice, it answers the same order twice.',
    202: 'The `order` and the `requests` that it has become, as all of it together is over the limit of whoever confirmed it; sessions are held until `holdUntil` at least.',
  },
  'GET /api/bookings/orders/{order}': {
    summary: 'Read an order',
    200: 'The order, and of each school the `booking` with its sessions, or the `request` with its `state`. For whoever may approve it what each comes to `now`, with `agreed` for these figures.',
  },
  'POST /api/bookings/orders/{order}/approvals': {
    summary: 'Approve requests of an order, one after the other',
    200: 'Of each of the `requests` the `booking` it has become, or the name of why it was `refused`: that stops none of the others.',
  },
  'GET /api/bookings/purchase-orders': {
    summary: 'List purchase orders',
    200: 'A page of `purchaseOrders`, by number, each with its `valuePence`, and of it `bookedPence`, `chargedPence` and `leftPence`, all with VAT; `registeredOnly` where no other number may be named; and `next` when there are more.',
  },
  'POST /api/bookings/purchase-orders': {
    summary: 'Register a purchase order with what it is worth',
    201: 'The purchase order; `order` is what stands for it in an address. The same again answers the same.',
  },
  'GET /api/bookings/purchase-orders/{purchaseOrder}': {
    summary: 'Read a purchase order',
    200: 'The purchase order with a page of the `bookings` under it, newest first, each with what it holds, and `next` when there are more.',
  },
  'POST /api/bookings/purchase-orders/{purchaseOrder}': {
    summary: 'Give a purchase order another value or other days',
    200: 'The purchase order as it stands. It is worth no less than what is booked and charged under it.',
  },
  'POST /api/bookings/purchase-orders/{purchaseOrder}/closing': {
    summary: 'Close a purchase order, or open it again',
    200: 'The purchase order as it stands. Closed, nothing more is booked under it; what is booked stays.',
  },
  'GET /api/bookings/evaluations': {
    summary: 'Read what was said of training',
    200: 'For each service and officer `count` and the sum and count of each rating; with `service` or `officer` also a page of what was written in `comments`, and `nextComments` when there are more. Nobody is named.',
  },
  'GET /api/bookings/{booking}/attendees': {
    summary: 'Read who takes part',
    200: 'The `attendees` with `number`, `name` and `role`, the visits they `attended`, whether they have `answered` and have a certificate, and while they may answer the end of the `link` that they do it by; and the `version` to change the list with.',
  },
  'POST /api/bookings/{booking}/attendees': {
    summary: 'Name who takes part',
    200: 'The list as it stands. Who is left out is taken off it, who has no `number` is added, and another name beside a number replaces somebody.',
  },
  'POST /api/bookings/{booking}/attendees/attendance': {
    summary: 'Mark who took part',
    200: 'The list as it stands. The first time, whoever booked is told that there are questions, where the policy asks any.',
  },
  'POST /api/bookings/{booking}/attendees/forgetting': {
    summary: 'Forget an attendee',
    200: 'The list without the name and the role; the number stays.',
  },
  'GET /api/bookings/{booking}/evaluation': {
    summary: 'Read what the school is asked',
    200: 'The `questions`, each with its `code`, `kind` and whether it is `required`.',
  },
  'POST /api/bookings/{booking}/evaluation': {
    summary: 'Answer for the school',
    201: 'The answers as they are kept, once for each booking.',
  },
  'GET /api/bookings/waitlist': {
    summary: 'List what a school waits for',
    200: 'A page of `waits`, newest first, each with its `state`, its `place` in line or the `offer` it has, and `next` when there are more.',
  },
  'POST /api/bookings/waitlist': {
    summary: 'Put a school on a waiting list',
    201: 'The place in the list. Where a place that suits is free, `place-is-free` names its `officer` and `sessions`; what is waited for already is `waits-already`, with its `waiting`.',
  },
  'GET /api/bookings/waitlist/demand': {
    summary: 'Who waits for what',
    200: 'A page of `waits`, by service and the longest first, the `services` that are waited for with how many, how much and `since` when, and `next` when there are more.',
  },
  'GET /api/bookings/waitlist/{wait}': {
    summary: 'Read a place in a waiting list',
    200: 'The place with its `state`. An `offer` is held until its `holdUntil`: to accept it, ask for a quote of its sessions with `waiting`, and confirm that. For the council’s people also the `places` that could be offered.',
  },
  'POST /api/bookings/waitlist/{wait}/withdrawal': {
    summary: 'Take a school off a waiting list',
    200: 'The place in the list; what it was offered goes to whoever is next.',
  },
  'POST /api/bookings/waitlist/{wait}/decline': {
    summary: 'Decline an offered place',
    200: 'The place in the list, which waits on or is off it; what was offered goes to whoever is next.',
  },
  'POST /api/bookings/waitlist/{wait}/offers': {
    summary: 'Offer a place by hand',
    201: 'The place in the list with what is held for it, and until when.',
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
    200: 'The booking with its sessions, what funds each, and the `notes` of its visits that are whoever’s who reads it; a session with `signedOffAt` has a shared note. `becoming` names who has taken the school’s place since it was booked, or is known to take it before its last session, and from which day on: after a split several from one day, of whom none is billed before it has agreed. Which visit has the place of one that was cancelled late is told to staff alone.',
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
  'GET /api/bookings/away': {
    summary: 'List visits without their officer',
    200: 'The `visits` still to come at times at which their officer is away (`absent`), has `left` or works by another pattern (`not-working`), the first to come first, and whether there are `more`.',
  },
  'GET /api/bookings/recurring': {
    summary: 'Propose dates that recur',
    200: 'Each of the `dates` with how it stands in the officer’s diary: `free`, or why not, with what is free `instead` in the same week. Nothing is left out in silence, and nothing is held: ask for a quote of those that are wanted.',
  },
  'GET /api/bookings/{booking}/officers': {
    summary: 'Look for somebody else to make visits',
    200: 'The `open` visits, each with why its officer is `away` where that is so. For the visits named (`visit`, as often as there are) the `substitutes`, who deliver the service and are free then, in the order in which they are looked for with the reason, and those who are `unable`.',
  },
  'POST /api/bookings/{booking}/officers': {
    summary: 'Give visits to another officer',
    200: 'The booking. What funds the visits and what they cost stays; who was to make them comes to their `swaps`. What an officer has still to do of preparation and report goes along.',
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
    200: 'What was `freed`, each with the next sessions of its officer as `offered`; what was cancelled late before and is now `waived`; and what was `kept`, with the reason. Sent again it frees what was not freed yet.',
  },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
