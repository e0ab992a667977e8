// The local Stripe, driven by the real SDK: what it accepts, refuses, remembers and sends.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { API_VERSION, type LocalStripe, type LocalStripeSettings, startLocalStripe } from '../../infra/local/stripe/index.ts';

const KEY = 'sk_test_local';
const SECRET = 'whsec_local';

type Heard = { body: string; signature: string; headers: IncomingHttpHeaders };

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

let inbox: Inbox;
let local: LocalStripe;
let stripe: Stripe;
let clock: number;
let folder: string;

async function start(more: Partial<LocalStripeSettings> = {}): Promise<LocalStripe> {
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

function client(to: LocalStripe, config: Partial<ConstructorParameters<typeof Stripe>[1]> = {}, key = KEY): Stripe {
  return new Stripe(key, { host: '127.0.0.1', port: to.port, protocol: 'http', telemetry: false, maxNetworkRetries: 0, ...config });
}

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

function invoice(pence = 108_000, more: Partial<Stripe.Checkout.SessionCreateParams> = {}): Stripe.Checkout.SessionCreateParams {
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
async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(Stripe.errors.StripeError);
  return outcome as Stripe.errors.StripeError;
}

async function press(session: Stripe.Checkout.Session, action: string): Promise<Response> {
  const body = new URLSearchParams({ action });
  return fetch(`${local.origin}/pay/${session.id}`, { method: 'POST', body, redirect: 'manual' });
}

describe('paying', () => {
  test('a session is paid on its page, and every object says so', async () => {
    const session = await stripe.checkout.sessions.create(invoice());
    expect(session).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      payment_intent: null,
      amount_total: 108_000,
      currency: 'gbp',
    });
    expect(session.url).toBe(`${local.origin}/pay/${session.id}`);
    const page = await (await fetch(session.url ?? '')).text();
    expect(page).toContain('Pay £1,080.00 by card');
    expect(page).toContain('Simulated card page');

    const answer = await press(session, 'pay');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`http://127.0.0.1:9/paid?session=${session.id}`);

    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent.latest_charge.balance_transaction', 'line_items'],
    });
    expect(paid).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      client_reference_id: 'att_1',
      metadata: { invoice: 'inv_1' },
    });
    expect(paid.line_items?.data[0]).toMatchObject({ description: 'Invoice INV-000001', amount_total: 108_000, quantity: 1 });
    expect(String(paid.line_items?.data[0]?.price?.unit_amount_decimal)).toBe('108000');
    const intent = paid.payment_intent as Stripe.PaymentIntent;
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 108_000, metadata: { invoice: 'inv_1', attempt: 'att_1' } });
    const charge = intent.latest_charge as Stripe.Charge;
    expect(charge).toMatchObject({ paid: true, status: 'succeeded', payment_intent: intent.id, metadata: { attempt: 'att_1' } });
    expect(charge.balance_transaction).toMatchObject({
      amount: 108_000,
      fee: 1640,
      net: 106_360,
      source: charge.id,
      reporting_category: 'charge',
    });

    const bare = await stripe.paymentIntents.retrieve(intent.id);
    expect(bare.latest_charge).toBe(charge.id);
    const again = await stripe.charges.retrieve(charge.id, { expand: ['balance_transaction.source'] });
    const transaction = again.balance_transaction as Stripe.BalanceTransaction;
    expect((transaction.source as Stripe.Charge).id).toBe(charge.id);
    expect(await stripe.balanceTransactions.retrieve(transaction.id)).toMatchObject({ fee: 1640, net: 106_360 });
    expect((await stripe.paymentIntents.list({})).data.map(({ id }) => id)).toEqual([intent.id]);
  });

  test('the session metadata does not copy down to the intent', async () => {
    const session = await stripe.checkout.sessions.create(invoice(5000, { payment_intent_data: undefined }));
    await local.control.pay(session.id);
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect((paid.payment_intent as Stripe.PaymentIntent).metadata).toEqual({});
  });

  test('a paid session cannot be paid again, on the page or by control', async () => {
    const session = await stripe.checkout.sessions.create(invoice());
    await press(session, 'pay');
    const second = await press(session, 'pay');
    expect(second.status).toBe(409);
    expect(await second.text()).toContain('This payment has been made');
    expect(await local.control.pay(session.id)).toEqual({ ok: false, refusal: 'session-paid' });
    expect((await press(session, 'decline')).status).toBe(409);
    expect((await stripe.paymentIntents.list({})).data).toHaveLength(1);
  });

  test('eight browsers press Pay at once: one payment', async () => {
    const session = await stripe.checkout.sessions.create(invoice());
    const answers = await Promise.all(Array.from({ length: 8 }, async () => press(session, 'pay')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409, 409, 409, 409, 409, 409, 409]);
    expect((await stripe.events.list({ type: 'charge.succeeded' })).data).toHaveLength(1);
  });

  test('a declined card leaves the session open, tells the payer, and the next attempt may succeed', async () => {
    const session = await stripe.checkout.sessions.create(invoice());
    const declined = await press(session, 'decline');
    expect(declined.status).toBe(303);
    const page = await (await fetch(declined.headers.get('location') ?? '')).text();
    expect(page).toContain('role="alert"');
    expect(page).toContain('Your card was declined.');
    const open = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect(open).toMatchObject({ status: 'open', payment_status: 'unpaid' });
    const intent = open.payment_intent as Stripe.PaymentIntent;
    expect(intent).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code: 'card_declined' } });
    await local.control.settled();
    expect(inbox.heard.map(({ body }) => (JSON.parse(body) as Stripe.Event).type)).toEqual(['payment_intent.payment_failed']);

    await press(session, 'pay');
    const paid = await stripe.checkout.sessions.retrieve(session.id);
    expect(paid).toMatchObject({ status: 'complete', payment_intent: intent.id });
  });

  test('abandoning leads back and leaves the session open', async () => {
    const session = await stripe.checkout.sessions.create(invoice());
    const answer = await press(session, 'abandon');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'http://127.0.0.1:9/invoice']);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
  });

  test('what a caller names is shown as text, never as markup', async () => {
    const line = { price_data: { currency: 'gbp', unit_amount: 500, product_data: { name: '<script>alert(1)</script>' } }, quantity: 2 };
    const session = await stripe.checkout.sessions.create(invoice(0, { line_items: [line] }));
    const answer = await fetch(session.url ?? '');
    const page = await answer.text();
    expect(page).not.toContain('<script>');
    expect(page).toContain('2 × £5.00');
    expect(answer.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:9;");
  });

  test.each([
    [30, 20],
    [100, 22],
    [33, 20],
    [34, 21],
    [99_999_999, 1_500_020],
  ])('the fee on %i pence is %i pence', async (amount, fee) => {
    const session = await stripe.checkout.sessions.create(invoice(amount));
    await local.control.pay(session.id);
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge.balance_transaction'] });
    const charge = (paid.payment_intent as Stripe.PaymentIntent).latest_charge as Stripe.Charge;
    expect(charge.balance_transaction).toMatchObject({ amount, fee, net: amount - fee });
  });
});

describe('refusing', () => {
  test('the pinned version is the one the installed SDK is typed for', () => {
    expect(API_VERSION).toBe(Stripe.API_VERSION);
  });

  test('another version, another key, a live key, no key', async () => {
    const other = await refusal(stripe.events.list({}, { apiVersion: '2025-03-31.basil' }));
    expect([other.statusCode, other.message]).toEqual([400, expect.stringContaining('2025-03-31.basil')]);
    const wrong = await refusal(client(local, {}, 'sk_test_other').events.list());
    expect(wrong).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    const live = await refusal(client(local, {}, 'sk_live_other').events.list());
    expect([live.statusCode, live.message]).toEqual([401, expect.stringContaining('live key')]);
    expect((await fetch(`${local.origin}/v1/events`)).status).toBe(401);
    await expect(start({ secretKey: 'sk_live_x' })).rejects.toThrow('sk_test_');
  });

  test('an endpoint that does not exist is 404, whatever the SDK thinks of it', async () => {
    for (const call of [
      stripe.customers.list(),
      stripe.refunds.create({ charge: 'ch_1' }),
      stripe.paymentIntents.create({ amount: 100, currency: 'gbp' }),
    ]) {
      expect(await refusal(call)).toMatchObject({ statusCode: 404, type: 'StripeInvalidRequestError' });
    }
  });

  test('an object that does not exist', async () => {
    const asked = [
      stripe.checkout.sessions.retrieve('cs_test_none'),
      stripe.paymentIntents.retrieve('pi_none'),
      stripe.charges.retrieve('../v1/events'),
      stripe.balanceTransactions.retrieve('txn_none'),
      stripe.events.retrieve('evt_none'),
      stripe.checkout.sessions.expire('cs_test_none'),
    ];
    for (const call of asked) expect(await refusal(call)).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    expect((await fetch(`${local.origin}/pay/cs_test_none`)).status).toBe(404);
  });

  const one = (line: object) => ({ line_items: [line] });
  const priced = (more: object) =>
    one({ price_data: { currency: 'gbp', unit_amount: 500, product_data: { name: 'A' }, ...more }, quantity: 1 });
  const soon = (seconds: number) => ({ expires_at: Math.floor(Date.now() / 1000) + seconds });
  test.each<[string, object, string | undefined, string | undefined]>([
    ['an unknown parameter', { payment_methods: ['card'] }, 'parameter_unknown', 'payment_methods'],
    ['an unknown nested parameter', priced({ tax: 5 }), 'parameter_unknown', 'line_items[0][price_data][tax]'],
    ['an unknown intent parameter', { payment_intent_data: { meta: { a: 'b' } } }, 'parameter_unknown', 'payment_intent_data[meta]'],
    ['an unsimulated parameter', { customer: 'cus_1' }, 'parameter_unknown', 'customer'],
    ['the removed parameter', { payment_method_types: ['card'] }, 'payment_method_types_no_longer_supported', 'payment_method_types'],
    ['a misspelt method', { allowed_payment_method_types: ['crad'] }, undefined, 'allowed_payment_method_types[0]'],
    ['a method that is not enabled', { allowed_payment_method_types: ['klarna'] }, undefined, 'allowed_payment_method_types'],
    ['a misspelt mode', { mode: 'paymnet' }, undefined, 'mode'],
    ['a mode that is not simulated', { mode: 'subscription' }, undefined, 'mode'],
    ['an unknown locale', { locale: 'cy' }, undefined, 'locale'],
    ['an unknown submit type', { submit_type: 'settle' }, undefined, 'submit_type'],
    ['another currency', priced({ currency: 'eur' }), undefined, 'line_items[0][price_data][currency]'],
    ['half a penny', priced({ unit_amount: 500.5 }), 'parameter_invalid_integer', 'line_items[0][price_data][unit_amount]'],
    ['a negative amount', priced({ unit_amount: -500 }), 'parameter_invalid_integer', 'line_items[0][price_data][unit_amount]'],
    ['29 pence', priced({ unit_amount: 29 }), 'amount_too_small', 'line_items'],
    ['nothing to pay', priced({ unit_amount: 0 }), 'amount_too_small', 'line_items'],
    ['a million pounds', priced({ unit_amount: 100_000_000 }), 'parameter_invalid_integer', 'line_items[0][price_data][unit_amount]'],
    [
      'a million pounds in two',
      one({ price_data: { currency: 'gbp', unit_amount: 50_000_000, product_data: { name: 'A' } }, quantity: 2 }),
      'amount_too_large',
      'line_items',
    ],
    [
      'no quantity',
      one({ price_data: { currency: 'gbp', unit_amount: 500, product_data: { name: 'A' } } }),
      'parameter_missing',
      'line_items[0][quantity]',
    ],
    ['no name', priced({ product_data: {} }), 'parameter_missing', 'line_items[0][price_data][product_data]'],
    ['an empty name', priced({ product_data: { name: '' } }), 'parameter_invalid_empty', 'line_items[0][price_data][product_data][name]'],
    ['no lines', { line_items: undefined }, 'parameter_missing', 'line_items'],
    ['no mode', { mode: undefined }, 'parameter_missing', 'mode'],
    ['no way back', { success_url: undefined }, 'parameter_missing', 'success_url'],
    ['a relative address', { success_url: '/paid' }, 'url_invalid', 'success_url'],
    ['a script for an address', { cancel_url: 'javascript:alert(1)' }, 'url_invalid', 'cancel_url'],
    ['not an e-mail address', { customer_email: 'office' }, 'email_invalid', 'customer_email'],
    ['a reference of 201 characters', { client_reference_id: 'x'.repeat(201) }, undefined, 'client_reference_id'],
    ['expiry in 29 minutes', soon(29 * 60), undefined, 'expires_at'],
    ['expiry in 25 hours', soon(25 * 3600), undefined, 'expires_at'],
    ['expiry in milliseconds', { expires_at: Date.now() + 3_600_000 }, undefined, 'expires_at'],
    [
      '51 keys of metadata',
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, 'v'])) },
      undefined,
      'metadata',
    ],
    ['a long metadata key', { metadata: { ['k'.repeat(41)]: 'v' } }, undefined, `metadata[${'k'.repeat(41)}]`],
    ['a long metadata value', { metadata: { k: 'v'.repeat(501) } }, undefined, 'metadata[k]'],
    [
      'a statement suffix without letters',
      { payment_intent_data: { statement_descriptor_suffix: '123' } },
      undefined,
      'payment_intent_data[statement_descriptor_suffix]',
    ],
    ['adaptive pricing as a word', { adaptive_pricing: { enabled: 'maybe' } }, undefined, 'adaptive_pricing[enabled]'],
    [
      'five levels of expansion',
      { expand: ['payment_intent.latest_charge.balance_transaction.source.payment_intent'] },
      undefined,
      'expand',
    ],
    ['an expansion that leads nowhere', { expand: ['payment_intent.customer'] }, undefined, 'expand'],
  ])('%s is refused by name and makes no session', async (_, wrong, code, param) => {
    const given = { ...invoice(), ...wrong } as Stripe.Checkout.SessionCreateParams;
    const error = await refusal(stripe.checkout.sessions.create(given));
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 });
    if (code !== undefined) expect(error.code).toBe(code);
    if (param !== undefined) expect(error.param).toBe(param);
    expect(error.message).not.toBe('');
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });

  test('any metadata key is only a key', async () => {
    const metadata = JSON.parse('{"__proto__":"a","refusal":"b","constructor":"c"}') as Record<string, string>;
    const session = await stripe.checkout.sessions.create(invoice(500, { metadata }));
    expect(JSON.stringify(session.metadata)).toBe('{"__proto__":"a","refusal":"b","constructor":"c"}');
  });

  test('a form that is JSON, too large, malformed, reaching for the prototype, or for another account', async () => {
    const url = `${local.origin}/v1/checkout/sessions`;
    const authorization = `Bearer ${KEY}`;
    const json = await fetch(url, { method: 'POST', body: '{}', headers: { authorization, 'content-type': 'application/json' } });
    expect(json.status).toBe(400);
    const large = await fetch(url, { method: 'POST', body: new URLSearchParams({ a: 'x'.repeat(1_000_001) }), headers: { authorization } });
    expect(large.status).toBe(413);
    const raw = async (body: string) =>
      fetch(url, { method: 'POST', body, headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' } });
    for (const body of ['metadata=x&metadata[a]=b', 'a[b', '__proto__[a]=b', 'toString=x', 'expand[1]=line_items']) {
      const answer = await raw(body);
      expect([body, answer.status]).toEqual([body, 400]);
    }
    expect(await refusal(stripe.events.list({}, { stripeAccount: 'acct_1' }))).toMatchObject({ statusCode: 400 });
  });
});

describe('idempotency', () => {
  test('the same key and parameters give the same session', async () => {
    const first = await stripe.checkout.sessions.create(invoice(), { idempotencyKey: 'att:1' });
    const second = await stripe.checkout.sessions.create(invoice(), { idempotencyKey: 'att:1' });
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(second.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  test('the same key with another amount, or at another endpoint, is refused', async () => {
    const session = await stripe.checkout.sessions.create(invoice(), { idempotencyKey: 'att:1' });
    const amount = await refusal(stripe.checkout.sessions.create(invoice(1000), { idempotencyKey: 'att:1' }));
    expect(amount).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect([amount.statusCode, amount.rawType]).toEqual([400, 'idempotency_error']);
    const endpoint = await refusal(stripe.checkout.sessions.expire(session.id, {}, { idempotencyKey: 'att:1' }));
    expect(endpoint).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
  });

  test('a refusal of validation is not stored, a refusal of the endpoint is', async () => {
    await refusal(stripe.checkout.sessions.create(invoice(1000, { mode: 'pay' }), { idempotencyKey: 'att:1' }));
    const session = await stripe.checkout.sessions.create(invoice(), { idempotencyKey: 'att:1' });
    await local.control.pay(session.id);
    const first = await refusal(stripe.checkout.sessions.expire(session.id, {}, { idempotencyKey: 'exp:1' }));
    const second = await refusal(stripe.checkout.sessions.expire(session.id, {}, { idempotencyKey: 'exp:1' }));
    expect(first.message).toContain('status of `complete`');
    expect(second.message).toBe(first.message);
    expect(second.headers?.['idempotent-replayed']).toBe('true');
  });

  test('a key is forgotten after a day', async () => {
    const first = await stripe.checkout.sessions.create(invoice(), { idempotencyKey: 'att:1' });
    clock += 24 * 3600 * 1000;
    const second = await stripe.checkout.sessions.create(invoice(), { idempotencyKey: 'att:1' });
    expect(second.id).not.toBe(first.id);
  });

  test('a reply lost after the work: the retry finds the work done', async () => {
    local.control.failCalls({ kind: 'lost-reply', times: 1 });
    const retrying = client(local, { maxNetworkRetries: 1 });
    const session = await retrying.checkout.sessions.create(invoice(), { idempotencyKey: 'att:1' });
    const all = (await stripe.checkout.sessions.list()).data;
    expect(all.map(({ id }) => id)).toEqual([session.id]);
  });

  test('a stored 500 is the answer for good; a 429 is stored nowhere', async () => {
    local.control.failCalls({ kind: 'error-500', times: 1 });
    for (let time = 0; time < 2; time += 1) {
      expect(await refusal(stripe.checkout.sessions.create(invoice(), { idempotencyKey: 'att:1' }))).toMatchObject({ statusCode: 500 });
    }
    local.control.failCalls({ kind: 'rate-limit', times: 1 });
    expect(await refusal(stripe.checkout.sessions.create(invoice(), { idempotencyKey: 'att:2' }))).toBeInstanceOf(
      Stripe.errors.StripeRateLimitError,
    );
    expect((await stripe.checkout.sessions.create(invoice(), { idempotencyKey: 'att:2' })).status).toBe('open');
  });
});

describe('expiry', () => {
  test('an expired session cannot be paid, and an expired or paid one cannot be expired', async () => {
    const session = await stripe.checkout.sessions.create(invoice());
    await press(session, 'decline');
    const expired = await stripe.checkout.sessions.expire(session.id);
    expect(expired).toMatchObject({ status: 'expired', url: null, payment_status: 'unpaid' });
    expect((await press(session, 'pay')).status).toBe(409);
    expect((await fetch(`${local.origin}/pay/${session.id}`)).status).toBe(410);
    expect(await local.control.pay(session.id)).toEqual({ ok: false, refusal: 'session-expired' });
    expect(await refusal(stripe.checkout.sessions.expire(session.id))).toMatchObject({ statusCode: 400 });
    expect(await stripe.paymentIntents.retrieve(String(expired.payment_intent))).toMatchObject({ status: 'canceled' });
    const types = (await stripe.events.list()).data.map(({ type }) => type);
    expect(types).toEqual(['checkout.session.expired', 'payment_intent.canceled', 'payment_intent.payment_failed']);
  });

  test('a session past its time expires when anyone looks, once', async () => {
    const at = Math.floor(clock / 1000) + 1800;
    const session = await stripe.checkout.sessions.create(invoice(500, { expires_at: at }));
    clock = at * 1000 - 1;
    expect((await stripe.checkout.sessions.list({ status: 'open' })).data).toHaveLength(1);
    clock = at * 1000;
    expect(await local.control.pay(session.id)).toEqual({ ok: false, refusal: 'session-expired' });
    expect((await stripe.checkout.sessions.list({ status: 'open' })).data).toEqual([]);
    expect((await stripe.events.list({ types: ['checkout.session.expired'] })).data).toHaveLength(1);
    await local.control.settled();
    expect(inbox.ofType('checkout.session.expired')).toHaveLength(1);
  });
});

describe('webhooks', () => {
  async function paid(): Promise<Stripe.Checkout.Session> {
    const session = await stripe.checkout.sessions.create(invoice());
    expect((await press(session, 'pay')).status).toBe(303);
    return session;
  }

  test('the SDK verifies what is sent, and only with the right secret', async () => {
    const session = await paid();
    await local.control.settled();
    const [heard] = inbox.ofType('checkout.session.completed');
    const event = await stripe.webhooks.constructEventAsync(heard?.body ?? '', heard?.signature ?? '', SECRET);
    expect(event).toMatchObject({ type: 'checkout.session.completed', livemode: false, api_version: API_VERSION });
    expect(event.data.object).toMatchObject({ id: session.id, payment_status: 'paid' });
    await expect(stripe.webhooks.constructEventAsync(heard?.body ?? '', heard?.signature ?? '', 'whsec_other')).rejects.toThrow();
    expect(inbox.heard.map(({ body }) => (JSON.parse(body) as Stripe.Event).type).toSorted()).toEqual([
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.succeeded',
    ]);
    const read = await stripe.events.retrieve(event.id);
    expect(read).toMatchObject({ id: event.id, pending_webhooks: 0 });
    expect(read.data.object).toEqual(event.data.object);
  });

  test('a slow receiver does not hold up the payer', async () => {
    let open = () => {};
    inbox.gate = new Promise((answer) => {
      open = answer;
    });
    await paid();
    expect(local.control.deliveries()).toEqual([]);
    open();
    await local.control.settled();
    expect(local.control.deliveries().map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered', 'delivered']);
  });

  test('a receiver that fails is tried again, signed anew, and given up after the last pause', async () => {
    inbox.answers = Array.from({ length: 3 }, () => 500);
    await paid();
    await local.control.settled();
    expect(inbox.heard).toHaveLength(6);
    inbox.heard = [];
    inbox.answers = Array.from({ length: 99 }, () => 302);
    const session = await stripe.checkout.sessions.create(invoice());
    await local.control.decline(session.id);
    await local.control.settled();
    expect(inbox.heard).toHaveLength(3);
    const undelivered = await stripe.events.list({ delivery_success: false });
    expect(undelivered.data.map(({ type, pending_webhooks }) => [type, pending_webhooks])).toEqual([['payment_intent.payment_failed', 1]]);
    expect((await stripe.events.list({ delivery_success: true })).data).toHaveLength(3);
  });

  test('held webhooks: the redirect comes first, the webhook when it is released', async () => {
    local.control.setFaults({ webhooks: 'hold' });
    await paid();
    await local.control.settled();
    expect(inbox.heard).toHaveLength(0);
    local.control.release();
    await local.control.settled();
    expect(inbox.ofType('checkout.session.completed')).toHaveLength(1);
  });

  test('the webhook before the redirect', async () => {
    local.control.setFaults({ order: 'webhook-first' });
    inbox.gate = pause(50);
    await paid();
    expect(local.control.deliveries().map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered', 'delivered']);
  });

  test('dropped webhooks never come, and the events can still be read and replayed', async () => {
    local.control.setFaults({ webhooks: 'drop' });
    await paid();
    local.control.release();
    await local.control.settled();
    expect(inbox.heard).toHaveLength(0);
    const [event] = (await stripe.events.list({ type: 'checkout.session.completed', delivery_success: false })).data;
    const sent = await local.control.replay(event?.id ?? '', 5);
    expect(sent).toHaveLength(5);
    expect(new Set(inbox.heard.map(({ body }) => (JSON.parse(body) as Stripe.Event).id))).toEqual(new Set([event?.id]));
    expect((await stripe.events.list({ delivery_success: false })).data).toHaveLength(2);
    expect(await local.control.replay('evt_none', 1)).toEqual({ ok: false, refusal: 'event-unknown' });
  });

  test('duplicates', async () => {
    local.control.setFaults({ copies: 5 });
    await paid();
    await local.control.settled();
    expect(inbox.ofType('checkout.session.completed')).toHaveLength(5);
    expect(new Set(inbox.ofType('checkout.session.completed').map(({ body }) => body)).size).toBe(1);
  });

  test('a bad signature, a stale time, a time in the future', async () => {
    const verify = async ({ body, signature }: Heard) => stripe.webhooks.constructEventAsync(body, signature, SECRET);
    local.control.setFaults({ signature: 'bad' });
    const session = await stripe.checkout.sessions.create(invoice());
    await local.control.decline(session.id);
    await local.control.settled();
    await expect(verify(inbox.heard[0] as Heard)).rejects.toThrow('No signatures found matching');
    local.control.setFaults({ signature: 'good', timestamp: 'stale' });
    await local.control.decline(session.id);
    await local.control.settled();
    await expect(verify(inbox.heard[1] as Heard)).rejects.toThrow('Timestamp outside the tolerance zone');
    local.control.setFaults({ timestamp: 'future' });
    await local.control.decline(session.id);
    await local.control.settled();
    // Measured: the SDK accepts it, so the receiver must look at the time itself.
    expect((await verify(inbox.heard[2] as Heard)).type).toBe('payment_intent.payment_failed');
    expect(Number(/t=(\d+)/.exec(inbox.heard[2]?.signature ?? '')?.[1])).toBeGreaterThan(clock / 1000 + 3600);
  });

  test('the control plane does the same over HTTP, and takes JSON only', async () => {
    const session = await stripe.checkout.sessions.create(invoice());
    const post = async (act: string, body: object, type = 'application/json') =>
      fetch(`${local.origin}/_local/${act}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': type } });
    expect(await (await post('faults', { copies: 2 })).json()).toMatchObject({ copies: 2, webhooks: 'send' });
    expect((await post('faults', { copies: 0 })).status).toBe(400);
    expect((await post('faults', { speed: 'slow' })).status).toBe(400);
    expect((await post('pay', { session: session.id }, 'text/plain')).status).toBe(415);
    expect(await (await post('decline', { session: session.id })).json()).toMatchObject({ ok: true, redirect: session.url });
    const paying = (await (await post('pay', { session: session.id })).json()) as { redirect: string; events: string[] };
    expect(paying.redirect).toContain(session.id);
    expect((await post('pay', { session: session.id })).status).toBe(409);
    expect((await post('pay', { session: 'cs_test_none' })).status).toBe(404);
    expect((await post('replay', { event: paying.events[0], times: 3 })).status).toBe(200);
    const { deliveries } = (await (await post('settled', {})).json()) as { deliveries: { outcome: string }[] };
    expect(deliveries.filter(({ outcome }) => outcome === 'delivered')).toHaveLength(2 + 6 + 3);
    expect((await post('delete', {})).status).toBe(404);
  });
});

describe('lists', () => {
  test('newest first, by cursor, through the SDK and its own paging', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 12; at += 1) ids.unshift((await stripe.checkout.sessions.create(invoice(100 + at))).id);
    const first = await stripe.checkout.sessions.list();
    expect([first.data.map(({ id }) => id), first.has_more]).toEqual([ids.slice(0, 10), true]);
    const next = await stripe.checkout.sessions.list({ starting_after: ids[9], limit: 5 });
    expect([next.data.map(({ id }) => id), next.has_more]).toEqual([ids.slice(10), false]);
    const back = await stripe.checkout.sessions.list({ ending_before: ids[4], limit: 3 });
    expect([back.data.map(({ id }) => id), back.has_more]).toEqual([ids.slice(1, 4), true]);
    const all = await stripe.checkout.sessions.list({ limit: 5 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ id }) => id)).toEqual(ids);
    await local.control.pay(ids[3] ?? '');
    const paid = await stripe.checkout.sessions.list({ status: 'complete', expand: ['data.payment_intent.latest_charge'] });
    expect(paid.data.map(({ payment_intent }) => (payment_intent as Stripe.PaymentIntent).status)).toEqual(['succeeded']);
    const intent = paid.data[0]?.payment_intent as Stripe.PaymentIntent;
    expect((await stripe.checkout.sessions.list({ payment_intent: intent.id })).data.map(({ id }) => id)).toEqual([ids[3]]);
    expect((await stripe.events.list({ type: 'payment_intent.*' })).data).toHaveLength(1);
    expect((await stripe.events.list({ created: { gt: Math.floor(clock / 1000) } })).data).toEqual([]);
    expect(await refusal(stripe.checkout.sessions.list({ limit: 101 }))).toMatchObject({ statusCode: 400 });
    expect(await refusal(stripe.checkout.sessions.list({ starting_after: 'cs_none' }))).toMatchObject({ code: 'resource_missing' });
    expect(await refusal(stripe.checkout.sessions.list({ expand: ['payment_intent'] }))).toMatchObject({
      message: expect.stringContaining("'data.payment_intent'"),
    });
  });
});

describe('the state file', () => {
  test('everything survives a restart, and what was on its way is sent', async () => {
    const stateFile = join(folder, 'state', 'stripe.json');
    const before = await start({ stateFile });
    const asked = client(before);
    const paid = await asked.checkout.sessions.create(invoice(), { idempotencyKey: 'att:1' });
    await before.control.pay(paid.id);
    await before.control.settled();
    const open = await asked.checkout.sessions.create(invoice(500));
    before.control.setFaults({ webhooks: 'hold' });
    await before.control.decline(open.id);
    await before.stop();
    inbox.heard = [];

    const after = await start({ stateFile });
    const asks = client(after);
    const again = await asks.checkout.sessions.retrieve(paid.id, {
      expand: ['payment_intent.latest_charge.balance_transaction', 'line_items'],
    });
    expect(again).toMatchObject({ status: 'complete', payment_intent: { latest_charge: { balance_transaction: { fee: 1640 } } } });
    expect(again.line_items?.data).toHaveLength(1);
    expect((await asks.checkout.sessions.create(invoice(), { idempotencyKey: 'att:1' })).id).toBe(paid.id);
    expect((await asks.checkout.sessions.retrieve(open.id)).url).toBe(`${after.origin}/pay/${open.id}`);
    expect((await asks.events.list()).data).toHaveLength(4);
    after.control.release();
    await after.control.settled();
    expect(inbox.ofType('payment_intent.payment_failed')).toHaveLength(1);
    expect(await after.control.pay(open.id)).toMatchObject({ ok: true });
    await after.stop();
  });

  test('a delivery cut short by the end of the process is taken up by the next', async () => {
    const stateFile = join(folder, 'stripe.json');
    const before = await start({ stateFile, retryDelaysMs: [60_000] });
    inbox.answers = [500];
    const session = await client(before).checkout.sessions.create(invoice());
    await before.control.decline(session.id);
    while (inbox.heard.length === 0) await pause(5);
    await before.stop();
    const after = await start({ stateFile });
    await after.control.settled();
    expect(inbox.heard).toHaveLength(2);
    expect((await client(after).events.list({ delivery_success: false })).data).toEqual([]);
    await after.stop();
  });

  test('a call is on disk before it is answered', async () => {
    const stateFile = join(folder, 'stripe.json');
    const kept = await start({ stateFile });
    const session = await client(kept).checkout.sessions.create(invoice());
    expect(readFileSync(stateFile, 'utf8')).toContain(session.id);
    await kept.stop();
  });

  test.each(['', 'null', '[]', '{"format":"other"}'])('a file that is not ours is refused and left alone: %j', async (text) => {
    const stateFile = join(folder, 'stripe.json');
    writeFileSync(stateFile, text);
    await expect(start({ stateFile })).rejects.toThrow('move it away');
    expect(readFileSync(stateFile, 'utf8')).toBe(text);
  });
});

test('it listens on 127.0.0.1 only, and answers to no other name', async () => {
  expect(local.origin).toBe(`http://127.0.0.1:${local.port}`);
  await expect(start({ port: local.port })).rejects.toThrow('EADDRINUSE');
  const { request } = await import('node:http');
  const status = await new Promise<number | undefined>((answered, failed) => {
    const asked = request(
      { host: '127.0.0.1', port: local.port, path: '/_local/deliveries', headers: { host: 'attacker.example' } },
      (response) => {
        response.resume();
        answered(response.statusCode);
      },
    );
    asked.on('error', failed).end();
  });
  expect(status).toBe(421);
});
