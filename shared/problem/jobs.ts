// What is refused of what runs by itself.
import type { RefusalEntry } from './entry.ts';

export const jobs = {
  'nothing-sealed': {
    status: 409,
    title: 'No day has been sealed yet',
    next: 'Come back tomorrow: a day is sealed in the night after it, and an export holds sealed days.',
  },
  'no-export': {
    status: 409,
    title: 'There is no export to fetch',
    next: 'Make an export. Its file is kept for 30 days.',
  },
  'unknown-list': { status: 404, title: 'There is no such list', next: 'Choose one of the lists.' },
  'unknown-export': { status: 404, title: 'There is no such export', next: 'Open the list and export it again.' },
  'unknown-job': { status: 404, title: 'There is no such job', next: 'Start it again.' },
  'unknown-effect': { status: 404, title: 'There is no such message', next: 'Choose one from the list.' },
} as const satisfies Record<string, RefusalEntry>;
