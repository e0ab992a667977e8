// What invoicing and payments refuse.
import type { RefusalEntry } from './entry.ts';

export const money = {
  'unknown-run': { status: 404, title: 'There is no such billing run', next: 'Choose a run from the list.' },
  'unknown-document': { status: 404, title: 'There is no such invoice or recharge', next: 'Choose one from the list.' },
  'period-backwards': { status: 422, title: 'The period ends before it begins', next: 'Give a last day on or after the first.' },
  'period-too-long': { status: 422, title: 'The period is longer than two years', next: 'Bill a shorter period at a time.' },
  'period-in-future': { status: 422, title: 'The period ends in the future', next: 'Bill up to today at the latest.' },
  'proposal-out-of-date': {
    status: 409,
    title: 'The dry run is from another day',
    next: 'Make a new dry run: tax points and VAT depend on the day of issue.',
  },
  'proposal-changed': {
    status: 409,
    title: 'What would be billed has changed since the dry run',
    next: 'Look at the new figures, and commit those if they are right. Nothing was issued.',
  },
  'proposal-superseded': {
    status: 409,
    title: 'There is a newer dry run of this period',
    next: 'Look at the newer one, and commit that if it is right. Nothing was issued.',
  },
  'nothing-to-bill': {
    status: 409,
    title: 'There is nothing to bill',
    next: 'Nothing that was delivered or fell due in that period is left unbilled.',
  },
  'line-not-waiting': {
    status: 409,
    title: 'A line no longer waits for your agreement',
    next: 'Look at the lines as they stand now. Nothing was agreed to.',
  },
  'already-posted': { status: 409, title: 'The recharge is already marked posted', next: 'Nothing more is to be done.' },
  'not-a-recharge': { status: 409, title: 'Only a journal recharge is posted by journal', next: 'An invoice is settled by payment.' },
  'nothing-owed': { status: 409, title: 'Nothing is owed on this invoice', next: 'No payment is needed.' },
  'below-card-minimum': {
    status: 409,
    title: 'Less than 30p cannot be paid by card',
    next: 'Pay by bank transfer with the invoice number as the reference.',
  },
  'above-card-maximum': {
    status: 409,
    title: 'More than £999,999.99 cannot be paid by card at once',
    next: 'Pay by bank transfer with the invoice number as the reference.',
  },
  'not-paid-by-card': {
    status: 409,
    title: 'A recharge is not paid by card',
    next: 'Nothing is to be done: finance moves the money between the council’s own accounts.',
  },
  'card-service-unavailable': {
    status: 503,
    title: 'The card service did not answer',
    next: 'Try again in a minute, or pay by bank transfer; nothing was charged.',
  },
  'unknown-attempt': { status: 404, title: 'There is no such payment', next: 'Go back to the invoice.' },
  'bad-signature': {
    status: 400,
    title: 'The message was not signed by the card service',
    next: 'Check the signing secret of the endpoint.',
  },
} as const satisfies Record<string, RefusalEntry>;
