// What the local Stripe sends, and that nothing of it is lost when it starts again.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { API_VERSION } from '../../infra/local/stripe/index.ts';
import { aStripeForEach, client, clock, folder, type Heard, inbox, invoice, local, press, SECRET, start, stripe } from '../local-stripe.ts';

aStripeForEach();

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
