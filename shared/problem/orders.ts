// What is refused of orders for several schools.
import type { RefusalEntry } from './entry.ts';

export const orders = {
  'unknown-order': { status: 404, title: 'There is no such order', next: 'Choose one from the list of orders.' },
  'duplicate-school': {
    status: 422,
    title: 'The same school is asked for twice',
    next: 'Name each school once, with all its sessions. Nothing was booked.',
  },
  'order-too-large': {
    status: 422,
    title: 'That is more than one order holds',
    next: 'Take away schools or sessions, and book the others in a second order. Nothing was booked.',
  },
  'shares-do-not-fit': {
    status: 422,
    title: 'The half-days of the schools do not come to what is shared',
    next: 'Give each school its number so that they come to the whole, or choose another way to share.',
  },
  'pupils-not-known': {
    status: 409,
    title: 'How many pupils a school has is not known',
    next: 'Share the days equally, or give each school its number.',
  },
} as const satisfies Record<string, RefusalEntry>;
