// What Stripe tells us: a message is taken in once and only when it is signed, and money that does not fit goes to suspense.
import { createHmac } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { settleSession } from '../../functions/payments/actions/settle.ts';
import type { CardProvider } from '../../functions/payments/schema/card.ts';
import { accept, accepted } from '../../shared/decision.ts';
import { aDeskForEach, desk, expectPaidOnce, finance, json, later, payer, started } from '../paying.ts';
import { balances, origin, webhookSecret } from '../payments.ts';

aDeskForEach();

describe('money that does not fit goes to suspense', () => {
  /** The local Stripe’s truth with one thing about it changed. */
  const saying = (change: Parameters<typeof Object.assign>[1]): CardProvider => ({
    ...desk.provider,
    get: async (id) => {
      const found = await desk.provider.get(id);
      return found.ok ? accept({ ...found.value, ...change }) : found;
    },
  });

  test.each<[string, object, number, string]>([
    ['a penny less', { takenPence: 44_999 }, 44_999, 'other-amount'],
    ['a penny more', { takenPence: 45_001 }, 45_001, 'other-amount'],
    ['euro', { currency: 'eur', settled: { currency: 'gbp', grossPence: 38_700, feePence: 100 } }, 38_700, 'other-currency'],
    ['another document', { marks: { council: 'essex', document: 'doc_other', attempt: 'att_other' } }, 45_000, 'other-words'],
    ['no words at all', { marks: {} }, 45_000, 'other-words'],
    ['another council', { marks: { council: 'kent' } }, 45_000, 'other-words'],
  ])('%s', async (_, change, pence, reason) => {
    const document = await desk.issue(45_000);
    const { session, attempt } = await started(document);
    desk.stripe.control.setFaults({ webhooks: 'drop' });
    await desk.stripe.control.pay(session);
    const provider = saying(change);
    const outcomes = await Promise.all(Array.from({ length: 3 }, () => settleSession(desk.contextOf(), provider, session)));
    expect(outcomes.map((each) => each.ok && each.value.outcome)).toEqual(Array(3).fill('in-suspense'));
    expect(await desk.suspense()).toMatchObject([{ amountPence: pence, reason, outcome: 'in-suspense', attempt }]);
    expect(await desk.owed(document)).toBe(45_000);
    const sums = balances(await desk.transfers());
    expect([sums.get('suspense/card'), sums.get('clearing/card')]).toEqual([-pence, pence]);
    expect((await desk.attempt(attempt))?.state).toBe('in-suspense');
    const page = await desk.ask('/essex/payments/suspense', { cookie: finance });
    expect([page.status, page.body.includes('pi_3')]).toEqual([200, true]);
    expect((await desk.ask('/essex/payments/suspense', { cookie: payer })).status).toBe(403);
    expect((await desk.ask('/essex/api/payments/suspense', { cookie: finance })).json()).toMatchObject({
      receipts: [{ amountPence: pence, reason }],
    });
  });

  test('another currency whose worth is not known yet waits, and is not lost', async () => {
    const document = await desk.issue(45_000);
    const { session } = await started(document);
    desk.stripe.control.setFaults({ webhooks: 'drop' });
    await desk.stripe.control.pay(session);
    const waiting = await settleSession(desk.contextOf(), saying({ currency: 'eur', settled: undefined }), session);
    expect(waiting).toMatchObject({ ok: false, refusal: { name: 'card-service-unavailable' } });
    expect(await desk.suspense()).toEqual([]);
  });

  test('a session of another programme on the same account is not ours', async () => {
    const request = {
      attempt: 'shop-1',
      council: 'shop',
      document: 'basket',
      description: 'Shop',
      amountPence: 500,
      expiresAtMs: Date.now() + 3_600_000,
    };
    const { session } = accepted(await desk.provider.createPayment({ ...request, successUrl: origin, cancelUrl: origin }));
    await desk.stripe.control.pay(session);
    await desk.stripe.control.settled();
    expect(await desk.deliver()).toMatchObject({ sent: 1 });
    expect([await desk.suspense(), await desk.transfers()]).toEqual([[], []]);
  });

  test('an attempt of ours that was never begun is in suspense', async () => {
    const request = {
      attempt: 'att_never',
      council: 'essex',
      document: 'doc_x',
      description: 'x',
      amountPence: 500,
      expiresAtMs: Date.now() + 3_600_000,
    };
    const { session } = accepted(await desk.provider.createPayment({ ...request, successUrl: origin, cancelUrl: origin }));
    await desk.stripe.control.pay(session);
    await desk.stripe.control.settled();
    await desk.deliver();
    expect(await desk.suspense()).toMatchObject([{ amountPence: 500, reason: 'unknown-attempt' }]);
  });
});

describe('messages', () => {
  const seconds = () => Math.floor(Date.now() / 1000);
  const sign = (payload: string, secret = webhookSecret, at = seconds()) =>
    `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`;
  const payload = (more: object = {}) =>
    JSON.stringify({
      id: 'evt_1',
      object: 'event',
      type: 'checkout.session.completed',
      livemode: false,
      data: { object: { id: 'cs_test_1' } },
      ...more,
    });
  const post = (body: string, signature: string | undefined) =>
    desk.ask('/essex/payments/webhooks/stripe', {
      method: 'POST',
      body,
      headers: { ...json, ...(signature === undefined ? {} : { 'stripe-signature': signature }) },
    });
  const thin = JSON.stringify({
    id: 'evt_1',
    object: 'v2.core.event',
    type: 'v1.checkout.session.completed',
    livemode: false,
    related_object: { id: 'cs_1' },
  });

  test.each<[string, () => [string, string | undefined]]>([
    ['no signature', () => [payload(), undefined]],
    ['an empty header', () => [payload(), '']],
    ['an empty v1', () => [payload(), `t=${seconds()},v1=`]],
    ['a foreign secret', () => [payload(), sign(payload(), 'whsec_of_another_endpoint')]],
    ['a body changed after signing', () => [payload({ type: 'x' }), sign(payload())]],
    ['an hour old', () => [payload(), sign(payload(), webhookSecret, seconds() - 3600)]],
    ['dated six minutes ahead', () => [payload(), sign(payload(), webhookSecret, seconds() + 360)]],
    ['dated a year ahead', () => [payload(), sign(payload(), webhookSecret, seconds() + 31_536_000)]],
    ['two dates', () => [payload(), `t=${seconds() - 3600},${sign(payload())}`]],
    ['signed, not JSON', () => ['hello', sign('hello')]],
    ['signed, JSON null', () => ['null', sign('null')]],
    ['a thin message', () => [thin, sign(thin)]],
    ['live money with a test key', () => [payload({ livemode: true }), sign(payload({ livemode: true }))]],
    ['no id', () => [payload({ id: undefined }), sign(payload({ id: undefined }))]],
    ['an empty body', () => ['', sign('')]],
  ])('%s: 400 and nothing written', async (_, make) => {
    const [body, signature] = make();
    const answer = await post(body, signature);
    expect([answer.status, answer.json<{ type: string }>().type]).toEqual([400, 'urn:daybook:problem:bad-signature']);
    expect(await desk.table.get(desk.table.key.cardEvent('evt_1'))).toBeUndefined();
    expect(await desk.table.all(desk.table.range.outbox())).toEqual([]);
  });

  test('the good message is kept once, with one effect and nothing of what it says about people', async () => {
    const body = payload({ data: { object: { id: 'cs_test_1', customer_details: { email: 'alex@larkfield.example' } } } });
    expect((await post(body, sign(body))).status).toBe(200);
    expect((await post(body, sign(body))).status).toBe(200);
    const kept = await desk.table.get(desk.table.key.cardEvent('evt_1'));
    expect(kept).toMatchObject({ id: 'evt_1', event: 'checkout.session.completed', object: 'cs_test_1' });
    expect(JSON.stringify(kept)).not.toContain('larkfield');
    expect(await desk.table.all(desk.table.range.effectsOf('payment:cs_test_1'))).toHaveLength(1);
  });

  test('two messages about one session are two effects, one after the other', async () => {
    const bodies = ['evt_1', 'evt_2', 'evt_3'].map((id) => payload({ id }));
    const answers = await Promise.all(bodies.map((body) => post(body, sign(body))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const effects = await desk.table.all<{ version: number }>(desk.table.range.effectsOf('payment:cs_test_1'));
    expect(effects.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(await desk.deliver()).toMatchObject({ sent: 3, failed: 0 });
  });

  test('an unknown type is kept and causes nothing', async () => {
    const body = payload({ type: 'invoice.created' });
    expect((await post(body, sign(body))).status).toBe(200);
    expect(await desk.table.get(desk.table.key.cardEvent('evt_1'))).toBeDefined();
    expect(await desk.table.all(desk.table.range.outbox())).toEqual([]);
  });

  test('a body over 256 KB is refused before it is read', async () => {
    const body = payload({ padding: 'x'.repeat(1_000_000) });
    expect((await post(body, sign(body))).status).toBe(413);
    expect(await desk.table.get(desk.table.key.cardEvent('evt_1'))).toBeUndefined();
  });

  test('a message that is crowded out each time is answered 503 by name, so that it comes again', async () => {
    const send = desk.table.client.send.bind(desk.table.client) as (command: unknown) => Promise<unknown>;
    const crowded = Object.assign(new Error('crowded'), {
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
    });
    vi.spyOn(desk.table.client, 'send').mockImplementation(((command: { constructor: { name: string } }) =>
      command.constructor.name === 'TransactWriteCommand' ? Promise.reject(crowded) : send(command)) as never);
    const body = payload();
    const answer = await post(body, sign(body));
    expect([answer.status, answer.json<{ type: string }>().type]).toEqual([503, 'urn:daybook:problem:contended']);
    vi.mocked(desk.table.client.send).mockRestore();
    expect((await post(body, sign(body))).status).toBe(200);
    expect(await desk.table.all(desk.table.range.effectsOf('payment:cs_test_1'))).toHaveLength(1);
  });

  test('a signed message that names no object is kept and causes nothing', async () => {
    const body = payload({ data: { object: { status: 'complete' } } });
    expect((await post(body, sign(body))).status).toBe(200);
    expect(await desk.table.get(desk.table.key.cardEvent('evt_1'))).toMatchObject({ id: 'evt_1' });
    expect(await desk.table.all(desk.table.range.outbox())).toEqual([]);
  });

  test('a message that could not be kept is answered 500, so that it comes again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    vi.spyOn(desk.table.client, 'send').mockRejectedValue(new Error('no table'));
    const body = payload();
    expect((await post(body, sign(body))).status).toBe(500);
    vi.mocked(desk.table.client.send).mockRestore();
    expect((await post(body, sign(body))).status).toBe(200);
  });

  test('the card service is down when the effect is delivered: tried again later, and settled', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const document = await desk.issue(45_000);
    const { session } = await started(document);
    await desk.stripe.control.pay(session);
    await desk.stripe.control.settled();
    desk.stripe.control.failCalls({ kind: 'error-500', times: 3 });
    expect(await desk.deliver()).toMatchObject({ sent: 0, failed: 1 });
    expect(await desk.deliver()).toMatchObject({ sent: 0, failed: 0 });
    later(1);
    expect(await desk.deliver()).toMatchObject({ sent: 1 });
    await expectPaidOnce(document, 45_000);
  });
});
