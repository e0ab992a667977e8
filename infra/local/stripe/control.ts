// What a test or a demonstration may do to the local Stripe that no customer of Stripe can: pay without a browser, spoil webhooks, replay them.
import type Stripe from 'stripe';
import * as z from 'zod';
import type { Account, NotOpen } from './account.ts';
import type { Book } from './book.ts';
import { successUrl } from './page.ts';
import type { Reply } from './refusal.ts';
import type { Delivery, Faults, Webhooks } from './webhooks.ts';

/** What a payer's attempt came to: the address the browser goes to next, and the events it caused. */
export type Attempt = { readonly ok: true; readonly redirect: string; readonly events: readonly string[] };
export type ControlRefusal = { readonly ok: false; readonly refusal: NotOpen | 'event-unknown' };
/** What goes wrong with the next `times` API calls. `lost-reply` does the work and then cuts the connection. */
export type CallFault = { readonly kind: 'rate-limit' | 'error-500' | 'lost-reply'; readonly times: number };

export type Control = {
  pay(session: string): Promise<Attempt | ControlRefusal>;
  decline(session: string): Promise<Attempt | ControlRefusal>;
  replay(event: string, times: number): Promise<Delivery[] | ControlRefusal>;
  faults(): Faults;
  setFaults(some: Partial<Faults>): Faults;
  failCalls(fault: CallFault): void;
  release(): void;
  deliveries(): Delivery[];
  settled(): Promise<void>;
};

export function openControl(book: Book, account: Account, webhooks: Webhooks, failCalls: (fault: CallFault) => void): Control {
  async function attempt(outcome: ReturnType<Account['pay']>, redirect: (session: Stripe.Checkout.Session) => string) {
    if (typeof outcome === 'string') return { ok: false, refusal: outcome } as const;
    if (webhooks.faults().order === 'webhook-first') await webhooks.tried(outcome.events);
    return { ok: true, redirect: redirect(outcome.checkout.session), events: outcome.events } as const;
  }
  return {
    pay(session) {
      account.expireDue();
      return attempt(account.pay(session), successUrl);
    },
    decline(session) {
      account.expireDue();
      return attempt(account.decline(session), ({ url }) => url ?? '');
    },
    async replay(event, times) {
      const known = book.events.get(event);
      return known ? webhooks.replay(known, times) : { ok: false, refusal: 'event-unknown' };
    },
    faults: webhooks.faults,
    setFaults: webhooks.setFaults,
    failCalls,
    release: webhooks.release,
    deliveries: webhooks.deliveries,
    settled: webhooks.settled,
  };
}

const SESSION = z.strictObject({ session: z.string() });
const REPLAY = z.strictObject({ event: z.string(), times: z.int().min(1).max(50) });
const NOTHING = z.strictObject({});
const CALL_FAULT = z.strictObject({ kind: z.enum(['rate-limit', 'error-500', 'lost-reply']), times: z.int().min(0).max(100) });
const FAULTS = z
  .strictObject({
    webhooks: z.enum(['send', 'hold', 'drop']),
    copies: z.int().min(1).max(50),
    order: z.enum(['redirect-first', 'webhook-first']),
    signature: z.enum(['good', 'bad']),
    timestamp: z.enum(['fresh', 'stale', 'future']),
  })
  .partial();

/** The same over HTTP, under `/_local/`. JSON only, so that no form on another page can reach it. */
export async function answerControl(control: Control, method: string, path: string, contentType: string, body: string): Promise<Reply> {
  if (method === 'GET' && path === '/_local/deliveries') return { status: 200, body: { deliveries: control.deliveries() } };
  if (method === 'GET' && path === '/_local/faults') return { status: 200, body: control.faults() };
  const act = method === 'POST' ? ACTS[path] : undefined;
  if (!act)
    return { status: 404, body: { refusal: 'unknown-control', next: `One of ${Object.keys(ACTS).join(', ')}, or GET /_local/deliveries` } };
  if (!contentType.startsWith('application/json')) return { status: 415, body: { refusal: 'not-json', next: 'Send application/json' } };
  let given: unknown;
  try {
    given = JSON.parse(body === '' ? '{}' : body);
  } catch {
    return { status: 400, body: { refusal: 'not-json', next: 'Send a JSON object' } };
  }
  return act(control, given);
}

type Act = (control: Control, given: unknown) => Promise<Reply>;

function act<S extends z.ZodType>(schema: S, run: (control: Control, given: z.output<S>) => Promise<object> | object): Act {
  return async (control, given) => {
    const read = schema.safeParse(given);
    if (!read.success) return { status: 400, body: { refusal: 'bad-request', next: z.prettifyError(read.error) } };
    const body = await run(control, read.data);
    return { status: 'refusal' in body ? (String(body.refusal).endsWith('-unknown') ? 404 : 409) : 200, body };
  };
}

const ACTS: { readonly [path: string]: Act } = {
  '/_local/pay': act(SESSION, (control, { session }) => control.pay(session)),
  '/_local/decline': act(SESSION, (control, { session }) => control.decline(session)),
  '/_local/replay': act(REPLAY, async (control, { event, times }) => {
    const sent = await control.replay(event, times);
    return Array.isArray(sent) ? { deliveries: sent } : sent;
  }),
  '/_local/faults': act(FAULTS, (control, some) => control.setFaults(some)),
  '/_local/fail-calls': act(CALL_FAULT, (control, fault) => {
    control.failCalls(fault);
    return fault;
  }),
  '/_local/release': act(NOTHING, (control) => {
    control.release();
    return { released: true };
  }),
  '/_local/settled': act(NOTHING, async (control) => {
    await control.settled();
    return { deliveries: control.deliveries() };
  }),
};
