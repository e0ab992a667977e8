// What keeping the officers' diaries refuses. Dates out of bounds and districts that are none are refused by names that others share.
import type { RefusalEntry } from './entry.ts';

export const officers = {
  'already-away': {
    status: 409,
    title: 'They are already recorded as away then',
    next: 'Take back what is recorded for those days first, or give other days.',
  },
  'unknown-absence': { status: 404, title: 'There is no such absence', next: 'Look at what is recorded in the diary now.' },
  'too-many-absences': {
    status: 409,
    title: 'So many absences are recorded that no more can be',
    next: 'Record neighbouring days as one absence, or take back what is not needed.',
  },
  'too-many-patterns': {
    status: 409,
    title: 'So many changes of the working pattern are recorded that no more can be',
    next: 'Take back one that has not begun, or ask whoever runs Daybook for the council to register the officer anew.',
  },
  'unknown-pattern': {
    status: 404,
    title: 'There is no such change of working pattern',
    next: 'Look at what is recorded in the diary now: a pattern that has begun stays, and another can follow it.',
  },
} as const satisfies Record<string, RefusalEntry>;
