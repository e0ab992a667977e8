// The one list: each function, its routes with the action that guards them, its tasks, schedules and grants. Both hosts read it and know nothing else.
import { documents, nightly, outbox, worker } from './manifest/alone.ts';
import { bookings } from './manifest/bookings.ts';
import { buyback } from './manifest/buyback.ts';
import { catalogue } from './manifest/catalogue.ts';
import type { FunctionDeclaration } from './manifest/declaration.ts';
import { entitlements } from './manifest/entitlements.ts';
import { identity } from './manifest/identity.ts';
import { invoicing } from './manifest/invoicing.ts';
import { officers } from './manifest/officers.ts';
import { payments } from './manifest/payments.ts';
import { reports } from './manifest/reports.ts';
import { schools } from './manifest/schools.ts';

export type { FunctionDeclaration, Grants } from './manifest/declaration.ts';

/** A piece for each room in manifest/, gathered here: nobody else knows the pieces. */
export const manifest = {
  identity,
  catalogue,
  schools,
  officers,
  entitlements,
  bookings,
  buyback,
  invoicing,
  payments,
  reports,
  outbox,
  nightly,
  worker,
  documents,
} as const satisfies Record<string, FunctionDeclaration>;

export type FunctionName = keyof typeof manifest;
// Marked pure so that what loads the schedules alone, as Lambda's entry does, does not carry every route.
export const functions = /* @__PURE__ */ Object.values(manifest) as readonly FunctionDeclaration[];

/** What runs by the clock: each once per council. */
export const schedules = [
  { name: 'lost-bell', everyMinutes: 1, function: 'outbox', task: 'deliver' },
  { name: 'lost-slice', everyMinutes: 1, function: 'worker', task: 'catch-up' },
  { name: 'lost-webhook', everyMinutes: 5, function: 'payments', task: 'sweep' },
  // A day is due at 02:00 by the council’s clock; it looks often, so that a night that failed, or a demonstration moved by a month, is soon made good.
  { name: 'daily-seal', everyMinutes: 5, function: 'nightly', task: 'seal' },
  // On a day that the policy names it takes a few runs to look at everybody; on any other it finds nothing to do.
  { name: 'nudges', everyMinutes: 5, function: 'entitlements', task: 'nudge' },
  { name: 'visit-reminders', everyMinutes: 5, function: 'bookings', task: 'remind' },
  { name: 'late-notes', everyMinutes: 5, function: 'bookings', task: 'remind-of-notes' },
  // What is free again without anybody saying so: an offer or a request whose hold is over.
  { name: 'waiting-places', everyMinutes: 5, function: 'bookings', task: 'offer-places' },
  // Instalments fall due, and years open and close, on the day; what one night leaves the next run takes up.
  { name: 'agreements', everyMinutes: 5, function: 'buyback', task: 'advance-agreements' },
  // Once a day; on any other look it finds that it is done.
  { name: 'old-charges', everyMinutes: 5, function: 'invoicing', task: 'count-unbilled' },
  { name: 'weekly-digest', everyMinutes: 5, function: 'bookings', task: 'digest' },
] as const satisfies readonly { name: string; everyMinutes: number; function: FunctionName; task: string }[];
