// What the documents say of every route: what is sent, what is asked, what is answered. A route without its words does not compile.
import { actions } from '../../functions/identity/schema.ts';
import { bookings } from './answers/bookings.ts';
import { buyback } from './answers/buyback.ts';
import { catalogue } from './answers/catalogue.ts';
import { entitlements } from './answers/entitlements.ts';
import { events } from './answers/events.ts';
import { identity } from './answers/identity.ts';
import { invoicing } from './answers/invoicing.ts';
import { officers } from './answers/officers.ts';
import { payments } from './answers/payments.ts';
import { reports } from './answers/reports.ts';
import { schools } from './answers/schools.ts';
import type { Answer, ApiRoute, Words } from './api.ts';
import { bodies } from './bodies.ts';
import { queries, queryWords } from './queries.ts';

/** What each route answers when it does what it was asked. */
export const answers: Record<ApiRoute, Answer> = {
  ...identity,
  ...catalogue,
  ...schools,
  ...officers,
  ...entitlements,
  ...bookings,
  ...events,
  ...buyback,
  ...invoicing,
  ...payments,
  ...reports,
};

const rolesOf = (action: string): readonly string[] => (action in actions ? actions[action as keyof typeof actions] : []);
export const words: Words = { answers, bodies, queries, queryWords, rolesOf };
