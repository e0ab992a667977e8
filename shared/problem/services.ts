// What the catalogue and the officers refuse.
import type { RefusalEntry } from './entry.ts';

export const services = {
  'unknown-service': { status: 404, title: 'There is no such service', next: 'Choose a service from the catalogue.' },
  'not-on-sale': {
    status: 409,
    title: 'The service is not on sale on that date',
    next: 'Choose a date when it is on sale, or another service.',
  },
  'odd-price': {
    status: 422,
    title: 'A day rate must be an even number of pence',
    next: 'Give a price that halves to whole pence, such as £450.00.',
  },
  'price-in-past': { status: 409, title: 'A price cannot change in the past', next: 'Give a date from today on.' },
  'price-already-set': {
    status: 409,
    title: 'There is already another day rate from that date',
    next: 'Give another date. One that is still to come can be taken back first, and another set in its place.',
  },
  'unknown-price': {
    status: 422,
    title: 'There is no such day rate',
    next: 'Look at the service again: choose one of the day rates that are still to come.',
  },
  'price-in-force': {
    status: 409,
    title: 'That day rate is in force, or was',
    next: 'Set another day rate from a later day: what has been asked of customers is not undone.',
  },
  'no-own-price': {
    status: 409,
    title: 'Those customers have no day rate of their own on that day',
    next: 'Choose customers who have one, and a day on which it is in force.',
  },
  'later-price-set': {
    status: 409,
    title: 'Those customers are to have another day rate of their own later',
    next: 'Take that one back first: otherwise their own would begin again.',
  },
  'customers-unpriced': {
    status: 409,
    title: 'Some customers would have no price',
    next: 'Set the day rate for everybody else first, from that date or an earlier one.',
  },
  'above-inflation': {
    status: 409,
    title: 'The rise is above inflation and comes after the day for announcing it',
    next: 'Give a rate within inflation, or a date in a year that can still be announced; or confirm that the rise was announced or is answered for.',
  },
  'free-service': {
    status: 409,
    title: 'The service is free',
    next: 'A core service has no day rate; offer a traded service if it is to be sold.',
  },
  'withdrawal-in-past': {
    status: 409,
    title: 'A service cannot be withdrawn in the past',
    next: 'Give a date from today on; what is booked by then stays booked.',
  },
  'already-withdrawn': {
    status: 409,
    title: 'The service is already withdrawn',
    next: 'Nothing more is to be done; to offer it again, adopt it under a new code.',
  },
  'unknown-officer': { status: 404, title: 'There is no such officer', next: 'Choose an officer from those offered.' },
  'officer-lacks-skill': {
    status: 409,
    title: 'That officer does not deliver this service',
    next: 'Choose one of the officers offered for it.',
  },
} as const satisfies Record<string, RefusalEntry>;
