// What is refused of waiting lists and of the places that are offered from them.
import type { RefusalEntry } from './entry.ts';

export const waitlist = {
  'unknown-wait': { status: 404, title: 'There is no such place in a waiting list', next: 'Choose from what the school waits for.' },
  'waits-already': {
    status: 409,
    title: 'The school waits for that already',
    next: 'Look at what it waits for. To wait for other days, take that one off the list first.',
  },
  'waits-for-enough': {
    status: 409,
    title: 'The school waits for as much as it may at once',
    next: 'Take something that is no longer needed off the list first.',
  },
  'place-is-free': {
    status: 409,
    title: 'There is no need to wait: a place that suits is free',
    next: 'Book it, or say other days that suit.',
  },
  'no-offer': {
    status: 409,
    title: 'No place is offered here now',
    next: 'Look at how it stands. Whoever waits is written to when a place is offered.',
  },
  'offer-expired': {
    status: 409,
    title: 'The offer has ended',
    next: 'The place is no longer held. It can be booked for as long as it is free; otherwise wait for the next one.',
  },
  'offer-answered': {
    status: 409,
    title: 'The offer has been answered already',
    next: 'Look at what became of it. Nothing more was made.',
  },
  'offer-differs': {
    status: 409,
    title: 'That is not the place that was offered',
    next: 'Open the offer and accept it from there. Anything else is booked as usual.',
  },
  'too-late-to-offer': {
    status: 409,
    title: 'It is too near for anybody to answer in time',
    next: 'Ask the school by telephone, and book it as usual. Only places further ahead are offered.',
  },
  'substitute-elsewhere': {
    status: 409,
    title: 'That school is in no trust or partnership with this one',
    next: 'Choose from the schools offered, or give the place to whoever waits for it.',
  },
} as const satisfies Record<string, RefusalEntry>;
