// What entitlements refuses: policies, vacancies, allocations, needs and reminders.
import type { RefusalEntry } from './entry.ts';

export const entitlements = {
  'unknown-need': { status: 404, title: 'There is no such need', next: 'Choose one from the school’s support plan.' },
  'need-recorded-already': {
    status: 409,
    title: 'You recorded this very need today',
    next: 'Look at the need that is in the plan. If another one is meant, say what sets it apart.',
  },
  'own-need': {
    status: 409,
    title: 'You recorded this need yourself',
    next: 'Ask a colleague to go through it with the phase lead and to record what was agreed.',
  },
  'unknown-vacancy': { status: 404, title: 'There is no such vacancy', next: 'Choose a vacancy from the school’s list.' },
  'vacancy-already-open': {
    status: 409,
    title: 'A vacancy for that post is already open',
    next: 'Close the open vacancy first, or use it.',
  },
  'vacancy-already-recorded': {
    status: 409,
    title: 'That vacancy was recorded before, and its free days were granted',
    next: 'If the post has fallen vacant again, record it with its new date.',
  },
  'vacancy-closed': { status: 409, title: 'The vacancy is already closed', next: 'Record a new vacancy if there is one.' },
  'policy-not-in-force': {
    status: 409,
    title: 'No policy is in force on that date',
    next: 'Ask the council to publish its policy for that year.',
  },
  'too-late-to-publish': {
    status: 422,
    title: 'A policy takes effect at least five minutes after it is published',
    next: 'Give a later moment.',
  },
  'unknown-policy': { status: 404, title: 'There is no such version of the policy', next: 'Choose one from the list of versions.' },
} as const satisfies Record<string, RefusalEntry>;
