// What is refused of purchase orders that are worth a sum, of who takes part in training, and of what they are asked afterwards.
import type { RefusalEntry } from './entry.ts';

export const training = {
  'purchase-order-exhausted': {
    status: 409,
    title: 'Too little is left of that purchase order',
    next: 'Give another purchase order number, have the value of this one raised, or choose fewer sessions. Nothing was booked or changed.',
  },
  'purchase-order-not-valid': {
    status: 409,
    title: 'That purchase order is not for this',
    next: 'Give another purchase order number, or have this one changed by whoever keeps your organisation’s purchase orders. Nothing was booked.',
  },
  'purchase-order-unregistered': {
    status: 422,
    title: 'That purchase order is not registered',
    next: 'Check the number, or register it first: your organisation takes only purchase orders that are registered. Nothing was booked.',
  },
  'purchase-order-registered-already': {
    status: 409,
    title: 'That purchase order is registered already',
    next: 'Open it in the list and change its value or dates there.',
  },
  'purchase-order-below-held': {
    status: 409,
    title: 'More than that is booked or billed under it',
    next: 'Give at least what is booked and billed, or cancel something first.',
  },
  'unknown-purchase-order': { status: 404, title: 'There is no such purchase order', next: 'Choose one from the list of purchase orders.' },
  'no-attendees': {
    status: 409,
    title: 'Nobody is named for that service',
    next: 'Attendees are named for training only. Nothing has to be given here.',
  },
  'too-many-attendees': {
    status: 422,
    title: 'That is more people than may take part',
    next: 'Name no more than the service takes, or book a further session.',
  },
  'attendees-closed': {
    status: 409,
    title: 'The training is over, and its list of attendees stands',
    next: 'Ask the council if somebody is to be forgotten.',
  },
  'unknown-attendee': { status: 404, title: 'There is no such attendee', next: 'Choose somebody from the list of this booking.' },
  'not-attended': {
    status: 409,
    title: 'It is not recorded that they took part',
    next: 'Ask the officer to mark who took part. Only those who did are asked about it and have a certificate.',
  },
  'nothing-asked': {
    status: 409,
    title: 'Nothing is asked about that',
    next: 'The policy asks no questions about this service, or it has not taken place yet.',
  },
  'evaluated-already': {
    status: 409,
    title: 'That is answered already',
    next: 'Each may answer once. What was said stands.',
  },
  'evaluation-link-over': {
    status: 410,
    title: 'The link is no longer open',
    next: 'Ask your school: it can still send the answers until its own page says that it is closed.',
  },
  'evaluation-first': {
    status: 409,
    title: 'The certificate waits for an answer',
    next: 'Answer the questions about the training first. It takes a minute.',
  },
} as const satisfies Record<string, RefusalEntry>;
