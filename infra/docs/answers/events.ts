// What the routes of events that several schools share answer when they do what they were asked.
import type { Answer, ApiRoute } from '../api.ts';

export const events = {
  'GET /api/bookings/events': {
    summary: 'List events of several schools',
    200: 'A page of `events` that an organisation organises or is asked to share, newest first; for the council of all; and `next` when there are more.',
  },
  'POST /api/bookings/events': {
    summary: 'Propose an event to several schools',
    201: 'The `event`; each school is asked for its share, and the sessions are held until the deadline. Where a trust commits its own schools, the `booking` it has become at once.',
  },
  'GET /api/bookings/events/{event}': {
    summary: 'Read an event',
    200: 'The event with its `shares`, each with its sums and what its school has said; from which purse and under which number is told of one’s own alone. For whoever may answer for a share in `answering` what it comes to from each purse, with `agreed` for these figures, and to whom it is left where it is over their limit; or the name of why it is `refused`.',
  },
  'POST /api/bookings/events/{event}/agreements': {
    summary: 'Agree to a share of an event',
    200: 'The event with the word of each school. The last that agrees books it: the `booking` stands in the same transaction.',
  },
  'POST /api/bookings/events/{event}/decline': {
    summary: 'Decline a share of an event',
    200: 'The event with the word of each school. Nothing is booked unless it is divided anew.',
  },
  'POST /api/bookings/events/{event}/division': {
    summary: 'Divide the cost of an event anew',
    200: 'The event with its new shares: everybody whose share changes is asked again.',
  },
  'POST /api/bookings/events/{event}/withdrawal': { summary: 'Withdraw an event', 200: 'The event; its sessions are free.' },
  'POST /api/bookings/{booking}/leaving': {
    summary: 'Ask that a school may leave an event',
    200: 'The `shares` and how the `leaving` stands: `asked`, or `agreed` at once where nobody’s share rises.',
  },
  'POST /api/bookings/{booking}/leaving/answer': {
    summary: 'Answer a school that asks to leave an event',
    200: 'The `shares` and how the `leaving` stands. Once everyone whose share rises has agreed, what is still to come is divided among the others.',
  },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
