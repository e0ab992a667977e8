// Every refusal is a word in a closed union; this one table gives each its HTTP status, title and next step (RFC 9457 problem details and the page's error summary).
import type { Refusal } from './decision.ts';
import { bookings } from './problem/bookings.ts';
import { buyback } from './problem/buyback.ts';
import { entitlements } from './problem/entitlements.ts';
import type { RefusalEntry } from './problem/entry.ts';
import { identity } from './problem/identity.ts';
import { jobs } from './problem/jobs.ts';
import { money } from './problem/money.ts';
import { officers } from './problem/officers.ts';
import { orders } from './problem/orders.ts';
import { pots } from './problem/pots.ts';
import { requests } from './problem/requests.ts';
import { schools } from './problem/schools.ts';
import { services } from './problem/services.ts';
import { shares } from './problem/shares.ts';
import { training } from './problem/training.ts';
import { waitlist } from './problem/waitlist.ts';

/** No name stands in two of them: a test counts. */
export const refusals = {
  ...requests,
  ...identity,
  ...schools,
  ...officers,
  ...services,
  ...entitlements,
  ...pots,
  ...bookings,
  ...buyback,
  ...training,
  ...orders,
  ...waitlist,
  ...shares,
  ...money,
  ...jobs,
};

export type RefusalName = keyof typeof refusals;

/** RFC 9457 problem details of a refusal; `next` says what to do, `errors` names fields by JSON pointer. */
export function problemDetails(refusal: Refusal): Record<string, unknown> & { status: number } {
  const entry: RefusalEntry = refusals[refusal.name];
  return {
    type: `urn:daybook:problem:${refusal.name}`,
    title: entry.title,
    status: entry.status,
    ...(refusal.detail ? { detail: refusal.detail } : {}),
    next: entry.next,
    ...(refusal.faults ? { errors: refusal.faults.map((f) => ({ pointer: `#/${f.field.replaceAll('.', '/')}`, detail: f.detail })) } : {}),
    ...refusal.more,
  };
}
