// The endpoints the local Stripe has, each with the parameters it accepts; whatever is not in this list does not exist.
import type Stripe from 'stripe';
import * as accepts from './accepts.ts';
import type { Account, Caller } from './account.ts';
import type { Book } from './book.ts';
import type { Shape } from './expand.ts';
import type { Fields, Given } from './form.ts';
import { missing, Refusal, refuse } from './refusal.ts';
import type { CheckedCreate } from './session.ts';

type Params = { readonly [name: string]: Given };
export type Page = { readonly data: readonly object[]; readonly has_more: boolean };

export type Endpoint = {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly answers: Shape;
  readonly accepts: Fields;
  readonly needs?: readonly string[];
  /** What is refused before anything is done, and so is not stored under an idempotency key. */
  check?(params: Params): Refusal | undefined;
  run(id: string, params: Params, request: Caller): object | Page | Refusal;
};

export function endpoints(book: Book, account: Account): readonly Endpoint[] {
  const one = (kind: Shape['kind']): Shape => ({ kind, list: false });
  const list = (kind: Shape['kind']): Shape => ({ kind, list: true });
  const only = { accepts: accepts.ONLY_EXPAND } as const;
  return [
    {
      method: 'POST',
      path: /^\/v1\/checkout\/sessions$/,
      answers: one('checkout.session'),
      accepts: accepts.SESSION_CREATE,
      needs: accepts.SESSION_CREATE_NEEDS,
      // The table of accepted parameters has given these their types.
      check: (params) => account.checkCreate(params as unknown as CheckedCreate),
      run: (_, params) => {
        const made = account.create(params as unknown as CheckedCreate);
        return made instanceof Refusal ? made : made.session;
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/checkout\/sessions$/,
      answers: list('checkout.session'),
      accepts: accepts.SESSION_LIST,
      run: (_, params) => {
        const email = (params.customer_details as { email: string } | undefined)?.email;
        const wanted = [...book.checkouts.values()]
          .map(({ session }) => session)
          .filter((session) => params.status === undefined || session.status === params.status)
          .filter((session) => params.payment_intent === undefined || session.payment_intent === params.payment_intent)
          .filter((session) => email === undefined || session.customer_details?.email === email);
        return pageOf('checkout.session', wanted, params);
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/checkout\/sessions\/([^/]+)$/,
      answers: one('checkout.session'),
      ...only,
      run: (id) => book.checkouts.get(id)?.session ?? missing('checkout.session', id, 'session'),
    },
    {
      method: 'POST',
      path: /^\/v1\/checkout\/sessions\/([^/]+)\/expire$/,
      answers: one('checkout.session'),
      ...only,
      run: (id, _, request) => {
        const expired = account.expire(id, request);
        return expired instanceof Refusal ? expired : expired.session;
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/payment_intents$/,
      answers: list('payment_intent'),
      accepts: accepts.INTENT_LIST,
      run: (_, params) => pageOf('payment_intent', [...book.intents.values()], params),
    },
    {
      method: 'GET',
      path: /^\/v1\/payment_intents\/([^/]+)$/,
      answers: one('payment_intent'),
      ...only,
      run: (id) => book.intents.get(id) ?? missing('payment_intent', id, 'intent'),
    },
    {
      method: 'GET',
      path: /^\/v1\/charges\/([^/]+)$/,
      answers: one('charge'),
      ...only,
      run: (id) => book.charges.get(id) ?? missing('charge', id, 'id'),
    },
    {
      method: 'GET',
      path: /^\/v1\/balance_transactions\/([^/]+)$/,
      answers: one('balance_transaction'),
      ...only,
      run: (id) => book.balanceTransactions.get(id) ?? missing('balance transaction', id, 'id'),
    },
    {
      method: 'GET',
      path: /^\/v1\/events$/,
      answers: list('event'),
      accepts: accepts.EVENT_LIST,
      run: (_, params) => eventPage(book, params),
    },
    {
      method: 'GET',
      path: /^\/v1\/events\/([^/]+)$/,
      answers: one('event'),
      ...only,
      run: (id) => book.events.get(id) ?? missing('event', id, 'id'),
    },
  ];
}

function eventPage(book: Book, params: Params): Page | Refusal {
  const { type, types, delivery_success: success } = params;
  if (type !== undefined && types !== undefined)
    return refuse(400, 'You may only specify one of these parameters: type, types.', { param: 'type' });
  const listed = (types ?? (type === undefined ? undefined : [type])) as string[] | undefined;
  // Documented: `charge.*` stands for every event of that resource.
  const fits = (event: Stripe.Event) =>
    listed === undefined || listed.some((word) => (word.endsWith('.*') ? event.type.startsWith(word.slice(0, -1)) : event.type === word));
  // Documented: false lists what is still pending or has failed at some address.
  const arrived = (event: Stripe.Event) => (book.destinations.get(event.id) ?? []).every(({ state }) => state === 'delivered');
  const wanted = [...book.events.values()].filter(fits).filter((event) => success === undefined || arrived(event) === success);
  return pageOf('event', wanted, params);
}

/** Documented: newest first, cursors by id, ten unless asked otherwise. */
function pageOf(kind: string, oldestFirst: readonly { id: string; created: number }[], params: Params): Page | Refusal {
  const {
    limit = 10,
    starting_after: after,
    ending_before: before,
    created,
  } = params as {
    limit?: number;
    starting_after?: string;
    ending_before?: string;
    created?: number | { gt?: number; gte?: number; lt?: number; lte?: number };
  };
  if (after !== undefined && before !== undefined) {
    return refuse(400, 'You may only specify one of these parameters: starting_after, ending_before.', { param: 'starting_after' });
  }
  const range = typeof created === 'number' ? { gte: created, lte: created } : (created ?? {});
  const { gt = -1, gte = 0, lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = range;
  const all = oldestFirst.filter((one) => one.created > gt && one.created >= gte && one.created < lt && one.created <= lte).toReversed();
  const cursor = after ?? before;
  const at = cursor === undefined ? -1 : all.findIndex(({ id }) => id === cursor);
  if (cursor !== undefined && at === -1) return missing(kind, cursor, after === undefined ? 'ending_before' : 'starting_after', 400);
  if (before !== undefined) return { data: all.slice(Math.max(0, at - limit), at), has_more: at - limit > 0 };
  return { data: all.slice(at + 1, at + 1 + limit), has_more: all.length > at + 1 + limit };
}
