// What is refused of packages and buy-back.
import type { RefusalEntry } from './entry.ts';

export const buyback = {
  'unknown-package': { status: 422, title: 'There is no such package on offer', next: 'Choose one from those on offer.' },
  'unknown-agreement': { status: 404, title: 'There is no such agreement', next: 'Choose it from the list of your agreements.' },
  'window-closed': {
    status: 409,
    title: 'This cannot be agreed to today',
    next: 'Come back when the window opens, or book what you need at the day rate until then.',
  },
  'already-agreed': {
    status: 409,
    title: 'This is agreed to already',
    next: 'Look at the agreement there is, and renew it when its window opens.',
  },
  'continues-by-itself': {
    status: 409,
    title: 'This agreement goes on by itself',
    next: 'Do nothing to keep it, switch its year, choose another package, or give notice.',
  },
  'term-too-long': {
    status: 422,
    title: 'An agreement may not bind a school for so long',
    next: 'Choose fewer years. The Scheme for financing schools allows three at first, and five later.',
  },
  'notice-too-late': {
    status: 409,
    title: 'It is too late to give notice for this year',
    next: 'It runs for another year. Give notice by the day for that one, or ask your council about it.',
  },
  'approver-must-agree': {
    status: 403,
    title: 'This is more than you may commit to',
    next: 'Ask whoever approves for your organisation to agree to it: they ask for the same quote.',
  },
  'half-days-booked': {
    status: 409,
    title: 'Half-days of this agreement are booked',
    next: 'Cancel those visits, or wait until they are delivered.',
  },
  'used-more-than-paid': {
    status: 409,
    title: 'More was used than is paid for',
    next: 'Let it run until the next instalment is charged, or to the end of its year.',
  },
} as const satisfies Record<string, RefusalEntry>;
