// The local Stripe, driven by the real SDK: how a session is paid, expires and is listed.
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { aStripeForEach, clock, inbox, invoice, local, moveTo, press, refusal, start, stripe } from '../local-stripe.ts';

aStripeForEach();

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
    moveTo(at * 1000 - 1);
    expect((await stripe.checkout.sessions.list({ status: 'open' })).data).toHaveLength(1);
    moveTo(at * 1000);
    expect(await local.control.pay(session.id)).toEqual({ ok: false, refusal: 'session-expired' });
    expect((await stripe.checkout.sessions.list({ status: 'open' })).data).toEqual([]);
    expect((await stripe.events.list({ types: ['checkout.session.expired'] })).data).toHaveLength(1);
    await local.control.settled();
    expect(inbox.ofType('checkout.session.expired')).toHaveLength(1);
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
