// What is sent to each route that takes something, room by room, and which routes take nothing.
import type { ApiRoute, Body } from './api.ts';
import { bookings } from './bodies/bookings.ts';
import { buyback } from './bodies/buyback.ts';
import { catalogue } from './bodies/catalogue.ts';
import { entitlements } from './bodies/entitlements.ts';
import { events } from './bodies/events.ts';
import { identity } from './bodies/identity.ts';
import { invoicing } from './bodies/invoicing.ts';
import { officers } from './bodies/officers.ts';
import { orders } from './bodies/orders.ts';
import { reports } from './bodies/reports.ts';
import { schools } from './bodies/schools.ts';
import { training } from './bodies/training.ts';
import { waitlist } from './bodies/waitlist.ts';

export const bodies = {
  ...identity,
  ...catalogue,
  ...officers,
  ...schools,
  ...entitlements,
  ...bookings,
  ...orders,
  ...training,
  ...waitlist,
  ...buyback,
  ...events,
  ...invoicing,
  ...reports,
} as const satisfies Partial<Record<ApiRoute, Body>>;

/** Routes that change something and take no body: all they need to know is in the path. */
export const bodyless: readonly ApiRoute[] = [
  'POST /api/identity/people/{person}/sign-out',
  'POST /api/identity/people/{person}/no-entry/ending',
  'POST /api/identity/invitations/{invitation}/sending',
  'POST /api/identity/invitations/{invitation}/withdrawal',
  'POST /api/identity/clients/{client}/ending',
  'POST /api/bookings/waitlist/{wait}/withdrawal',
  'POST /api/bookings/events/{event}/withdrawal',
  'POST /api/bookings/requests/{request}/withdrawal',
  'POST /api/schools/uploads',
  'POST /api/schools/imports/{import}/cancellation',
  'POST /api/entitlements/runs/{allocationRun}/commitment',
  'POST /api/entitlements/runs/{allocationRun}/cancellation',
  'POST /api/invoicing/runs/{run}/commitment',
  'POST /api/reports/proof',
  'POST /api/reports/proof/export',
];
