// What the local Stripe refuses, as Stripe does, and what it remembers of a key that comes again.
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { API_VERSION } from '../../infra/local/stripe/index.ts';
import { aStripeForEach, client, clock, invoice, KEY, local, moveTo, refusal, start, stripe } from '../local-stripe.ts';

aStripeForEach();

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
    moveTo(clock + 24 * 3600 * 1000);
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
