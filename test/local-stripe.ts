// The local Stripe, an address that hears its webhooks and the real SDK, anew for each test: what the tests of the local Stripe share.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect } from 'vitest';
import { type LocalStripe, type LocalStripeSettings, startLocalStripe } from '../infra/local/stripe/index.ts';

export const KEY = 'sk_test_local';
export const SECRET = 'whsec_local';

export type Heard = { body: string; signature: string; headers: IncomingHttpHeaders };

/** A webhook address that keeps what it hears; `answers` are given in turn, then 200. */
class Inbox {
  heard: Heard[] = [];
  answers: number[] = [];
  /** No answer is given before this resolves. */
  gate: Promise<void> = Promise.resolve();
  readonly server: Server;
  url = '';
  constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      request.on('end', () => {
        this.heard.push({ body, signature: String(request.headers['stripe-signature']), headers: request.headers });
        void this.gate.then(() => response.writeHead(this.answers.shift() ?? 200).end());
      });
    });
  }
  async open(): Promise<void> {
    await new Promise<void>((open) => this.server.listen(0, '127.0.0.1', open));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }
  ofType(type: string): Heard[] {
    return this.heard.filter(({ body }) => (JSON.parse(body) as Stripe.Event).type === type);
  }
}

export let inbox: Inbox;
export let local: LocalStripe;
export let stripe: Stripe;
export let clock: number;
export let folder: string;

/** What the Stripe takes for now, from here on. */
export function moveTo(moment: number): void {
  clock = moment;
}

export async function start(more: Partial<LocalStripeSettings> = {}): Promise<LocalStripe> {
  return startLocalStripe({
    port: 0,
    secretKey: KEY,
    webhookSecret: SECRET,
    webhookUrls: () => [inbox.url],
    now: () => clock,
    retryDelaysMs: [5, 5],
    ...more,
  });
}

export function client(to: LocalStripe, config: Partial<ConstructorParameters<typeof Stripe>[1]> = {}, key = KEY): Stripe {
  return new Stripe(key, { host: '127.0.0.1', port: to.port, protocol: 'http', telemetry: false, maxNetworkRetries: 0, ...config });
}

export function invoice(pence = 108_000, more: Partial<Stripe.Checkout.SessionCreateParams> = {}): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    line_items: [{ price_data: { currency: 'gbp', unit_amount: pence, product_data: { name: 'Invoice INV-000001' } }, quantity: 1 }],
    success_url: 'http://127.0.0.1:9/paid?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://127.0.0.1:9/invoice',
    client_reference_id: 'att_1',
    customer_email: 'office@larkfield.example',
    metadata: { invoice: 'inv_1' },
    payment_intent_data: { metadata: { invoice: 'inv_1', attempt: 'att_1' }, description: 'Invoice INV-000001' },
    allowed_payment_method_types: ['card'],
    adaptive_pricing: { enabled: false },
    locale: 'en-GB',
    submit_type: 'pay',
    ...more,
  };
}

/** The SDK's own error, or a failure when there was none. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(Stripe.errors.StripeError);
  return outcome as Stripe.errors.StripeError;
}

export async function press(session: Stripe.Checkout.Session, action: string): Promise<Response> {
  const body = new URLSearchParams({ action });
  return fetch(`${local.origin}/pay/${session.id}`, { method: 'POST', body, redirect: 'manual' });
}

/** Before each test of a file a Stripe with nothing in it, and after it nothing of it is left. */
export function aStripeForEach(): void {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'local-stripe-'));
    clock = Date.now();
    inbox = new Inbox();
    await inbox.open();
    local = await start();
    stripe = client(local);
  });

  afterEach(async () => {
    await local.stop();
    await inbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
}
