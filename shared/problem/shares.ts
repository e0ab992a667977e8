// What is refused of events that several schools share.
import type { RefusalEntry } from './entry.ts';

export const shares = {
  'too-many-shares': {
    status: 422,
    title: 'The event is larger than one event can be',
    next: 'Propose it as two events, each with fewer half-days or fewer schools.',
  },
  'no-pupils-known': {
    status: 409,
    title: 'The register does not say how many pupils a school has',
    next: 'Divide the cost equally or by parts that you name.',
  },
  'not-of-group': {
    status: 422,
    title: 'A school is not one of those you act for',
    next: 'Choose among the members of your partnership, or the schools of your trust, as they are today.',
  },
  'nobody-to-answer': {
    status: 409,
    title: 'Nobody is registered who could answer for a school you ask',
    next: 'Have somebody registered first, or leave it out; or confirm that you know, and see to it that somebody can answer in time.',
  },
  'unknown-shared-event': { status: 404, title: 'There is no such event', next: 'Choose one from the list of events.' },
  'event-answered': {
    status: 409,
    title: 'The event is booked or withdrawn already',
    next: 'Look at what became of it. A booked event is changed on the page of its booking.',
  },
  'event-expired': {
    status: 409,
    title: 'The day by which everybody had to agree is over',
    next: 'Its sessions are no longer held. Whoever organises it can propose it again with what is still free.',
  },
  'no-share': {
    status: 409,
    title: 'You have no share of that event to answer for',
    next: 'Act for a school that is asked for its share, and answer there.',
  },
  'share-answered': {
    status: 409,
    title: 'That share has been answered',
    next: 'Ask whoever organises the event to propose it anew if the answer is to be another.',
  },
  'share-over-limit': {
    status: 409,
    title: 'The share is more than you may commit to',
    next: 'Leave it to whoever approves for your organisation: they agree to it here.',
  },
  'not-the-organiser': {
    status: 409,
    title: 'Whoever organises the event decides that',
    next: 'Ask them, or ask to leave the event on the page of the booking.',
  },
  'last-share': {
    status: 409,
    title: 'No other school would share the event any more',
    next: 'Ask whoever organises it to cancel the sessions.',
  },
  'resplit-waits': {
    status: 409,
    title: 'Another school has asked to leave',
    next: 'Wait until that is agreed, declined or withdrawn, then ask.',
  },
  'unknown-resplit': {
    status: 404,
    title: 'Nobody waits to leave that event',
    next: 'Look at the booking as it stands now.',
  },
  'nothing-to-share': {
    status: 409,
    title: 'No session that is still to come has a price to share',
    next: 'Nothing would change: what is free or has taken place stays as it is.',
  },
  'shared-price': {
    status: 409,
    title: 'Several schools share the price of that session',
    next: 'It stays as it was recorded, as no credit note is issued here: finance corrects what each school owes in the council’s own accounts.',
  },
} as const satisfies Record<string, RefusalEntry>;
