// Paying an invoice by card, through the payments function as deployed, the real Stripe SDK, a local Stripe and a real table.
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test, vi } from 'vitest';
import { settleSession, sweep } from '../../functions/payments/actions/settle.ts';
import { beginAttempt } from '../../functions/payments/rules.ts';
import type { CardProvider } from '../../functions/payments/schema/card.ts';
import { beginWrites, getReceipt, listSuspense, paymentsOf } from '../../functions/payments/store/index.ts';
import { commit } from '../../shared/commit.ts';
import { accept, accepted } from '../../shared/decision.ts';
import { type DocumentId, newId } from '../../shared/ids.ts';
import type { Item } from '../../shared/table.ts';
import { aDeskForEach, back, desk, expectPaidOnce, finance, later, payer, press, type Shown, start, started } from '../paying.ts';
import { academy, origin, otherSchool } from '../payments.ts';

aDeskForEach();

async function expectPaidInFull(document: DocumentId): Promise<void> {
  expect(await desk.payments(document)).toHaveLength(1);
  expect(await desk.owed(document)).toBe(0);
}

/** Money for an attempt that was never begun here. */
const strayMoney = {
  id: 'cs_stray',
  state: 'paid' as const,
  currency: 'gbp',
  askedPence: 45_000,
  takenPence: 45_000,
  intent: 'pi_stray',
  marks: { council: 'essex', attempt: 'att_never' },
};

describe('the school pays', () => {
  test('on the pages: start, our own page with a link, the card page, and back to the paid invoice', async () => {
    const document = await desk.issue(108_000);
    const answer = await desk.ask(`/essex/payments/documents/${document}/attempts`, {
      method: 'POST',
      cookie: payer,
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(303);
    const page = await desk.ask(answer.location ?? '', { cookie: payer });
    expect(page.status).toBe(200);
    expect(page.body).toContain('ESX-INV-000001');
    expect(page.body).toContain('£1,080.00');
    const url = /href="(http[^"]+)"[^>]*>Continue to card payment/.exec(page.body)?.[1] ?? '';
    expect(url.startsWith(`${desk.stripe.origin}/pay/cs_test_`)).toBe(true);
    expect(await (await fetch(url)).text()).toContain('Invoice ESX-INV-000001');

    const paid = await press(url, 'pay');
    const returned = await back(paid.headers.get('location'));
    expect([returned.status, returned.location]).toEqual([303, `/essex/invoicing/documents/${document}?paid=1`]);
    await expectPaidOnce(document, 108_000);
    const after = await desk.ask(answer.location ?? '', { cookie: payer });
    expect(after.body).toContain('Payment received');
    expect(after.body).not.toContain('Continue to card payment');
    const told = await desk.ask(`/essex/api/payments/documents/${document}`, { cookie: finance });
    expect(told.json()).toMatchObject({
      grossPence: 108_000,
      outstandingPence: 0,
      payments: [{ amountPence: 108_000, feePence: 1640 }],
      liveAttempt: null,
    });
    const listed = `/essex/payments/documents/${document}`;
    const [ours, theirs] = [await desk.ask(listed, { cookie: finance }), await desk.ask(listed, { cookie: payer })];
    for (const { status, body } of [ours, theirs]) {
      expect(status).toBe(200);
      for (const text of ['30 November 2026 at 10:00', 'pi_', '£1,080.00', 'Applied to this invoice']) expect(body).toContain(text);
    }
    expect([ours.body.includes('£16.40'), theirs.body.includes('£16.40')]).toEqual([true, false]);
    const toPayer = await desk.ask(`/essex/api/payments/documents/${document}`, { cookie: payer });
    expect(toPayer.json<{ payments: object[] }>().payments.map((payment) => Object.keys(payment).sort())).toEqual([
      ['amountPence', 'appliedPence', 'attempt', 'creditedPence', 'intent', 'receivedAt'],
    ]);
    for (const { body } of [told, toPayer]) expect(body).not.toMatch(/"(pk|sk|gsi[12][ps]k|type)":/);
    expect((await desk.ask(listed, { cookie: await desk.signIn('school-booker', otherSchool) })).status).toBe(404);
    expect((await start(document)).json()).toMatchObject({ type: 'urn:daybook:problem:nothing-owed' });
  });

  test('the same webhook five times at once gives one payment', async () => {
    const document = await desk.issue(108_000);
    const { session } = await started(document);
    desk.stripe.control.setFaults({ webhooks: 'hold' });
    const paid = await desk.stripe.control.pay(session);
    const event = paid.ok ? (paid.events.at(-1) ?? '') : '';
    const sent = await desk.stripe.control.replay(event, 5);
    expect(Array.isArray(sent) && sent.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await desk.table.all(desk.table.range.effectsOf(`payment:${session}`))).toHaveLength(1);
    await Promise.all(Array.from({ length: 3 }, () => desk.deliver()));
    await Promise.all(Array.from({ length: 5 }, () => settleSession(desk.contextOf(), desk.provider, session)));
    await expectPaidOnce(document, 108_000);
    expect(await desk.table.all(desk.table.range.outbox())).toEqual([]);
  });

  test('the webhook comes before the redirect, and the redirect adds nothing', async () => {
    const document = await desk.issue(45_000);
    const { session, url } = await started(document);
    desk.stripe.control.setFaults({ order: 'webhook-first', copies: 2 });
    const paid = await press(url, 'pay');
    await desk.stripe.control.settled();
    await desk.deliver();
    await expectPaidOnce(document, 45_000);
    expect((await back(paid.headers.get('location'))).location).toBe(`/essex/invoicing/documents/${document}?paid=1`);
    await expectPaidOnce(document, 45_000);
    expect((await settleSession(desk.contextOf(), desk.provider, session)).ok).toBe(true);
    await expectPaidOnce(document, 45_000);
  });

  test('webhook, redirect and sweep at once give one payment', async () => {
    const document = await desk.issue(45_000);
    const { session, attempt } = await started(document);
    await desk.stripe.control.pay(session);
    await desk.stripe.control.settled();
    later(6);
    await Promise.all([
      desk.deliver(),
      desk.task('sweep'),
      desk.ask(`/essex/payments/attempts/${attempt}/return`, { cookie: payer }),
      desk.deliver(),
    ]);
    await desk.deliver();
    await expectPaidOnce(document, 45_000);
  });

  test('the page was closed and the webhook lost for good: the sweep settles it', async () => {
    const document = await desk.issue(45_000);
    const { session } = await started(document);
    desk.stripe.control.setFaults({ webhooks: 'drop' });
    await desk.stripe.control.pay(session);
    expect(await desk.owed(document)).toBe(45_000);
    later(6);
    expect(await desk.task('sweep')).toMatchObject({ looked: 1, finished: 1, recovered: 1 });
    await desk.deliver();
    await expectPaidOnce(document, 45_000);
    expect(await desk.task('sweep')).toEqual({ looked: 0, finished: 0, recovered: 0 });
  });

  test('a slow card service is asked for its lost messages first, and the sweep begins nothing once its time is up', async () => {
    const documents = await Promise.all(Array.from({ length: 7 }, () => desk.issue(45_000)));
    const sessions: string[] = [];
    for (const document of documents) sessions.push((await started(document)).session);
    desk.stripe.control.setFaults({ webhooks: 'drop' });
    for (const session of sessions) await desk.stripe.control.pay(session);
    later(6);
    const asked: string[] = [];
    let slowBy = 0;
    const performanceNow = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => performanceNow() + slowBy);
    const slow: CardProvider = {
      ...desk.provider,
      async undelivered(since) {
        asked.push('undelivered');
        return desk.provider.undelivered(since);
      },
      async get(session) {
        asked.push('get');
        const found = await desk.provider.get(session);
        slowBy += 9_000;
        return found;
      },
    };
    // Five look beside each other; by the time they are done it is too late to begin with the sixth.
    expect(await sweep(desk.contextOf(), slow)).toEqual({ looked: 5, finished: 5, recovered: 7 });
    expect(asked).toEqual(['undelivered', ...Array(5).fill('get')]);
    expect(await sweep(desk.contextOf(), slow)).toEqual({ looked: 2, finished: 2, recovered: 0 });
    for (const document of documents) await expectPaidInFull(document);
  });

  test('our reply was lost before the session was kept: the message still finds the attempt', async () => {
    const document = await desk.issue(45_000);
    const attempt = beginAttempt(
      newId('att'),
      { id: document, kind: 'vat-invoice', number: 'ESX-INV-000001', organisation: academy },
      45_000,
      '',
      Date.now(),
    );
    await commit(desk.table, beginWrites(desk.table, attempt));
    const request = {
      attempt: attempt.id,
      council: 'essex',
      document,
      description: 'Invoice',
      amountPence: 45_000,
      expiresAtMs: attempt.expiresAtMs,
    };
    const made = accepted(await desk.provider.createPayment({ ...request, successUrl: origin, cancelUrl: origin }));
    await desk.stripe.control.pay(made.session);
    await desk.stripe.control.settled();
    await desk.deliver();
    await expectPaidOnce(document, 45_000);
    expect(await desk.attempt(attempt.id)).toMatchObject({ state: 'paid', session: made.session });
  });

  test('a declined card can be followed by one that pays', async () => {
    const document = await desk.issue(45_000);
    const { url, attempt } = await started(document);
    expect((await press(url, 'decline')).status).toBe(303);
    await desk.stripe.control.settled();
    await desk.deliver();
    expect(await desk.owed(document)).toBe(45_000);
    const unpaid = await desk.ask(`/essex/payments/attempts/${attempt}/return`, { cookie: payer });
    expect(unpaid.location).toBe(`/essex/payments/attempts/${attempt}`);
    expect((await desk.ask(unpaid.location ?? '', { cookie: payer })).body).toContain('Not paid');
    await back((await press(url, 'pay')).headers.get('location'));
    await expectPaidOnce(document, 45_000);
  });

  test('an abandoned session expires: the attempt closes and another can begin', async () => {
    const document = await desk.issue(45_000);
    const first = await started(document);
    later(61);
    expect(await desk.task('sweep')).toMatchObject({ looked: 1, finished: 1 });
    expect((await desk.attempt(first.attempt))?.state).toBe('closed');
    expect((await desk.ask(`/essex/payments/attempts/${first.attempt}`, { cookie: payer })).body).toContain('Nothing was taken');
    const second = await started(document);
    expect(second.attempt).not.toBe(first.attempt);
    await back((await press(second.url, 'pay')).headers.get('location'));
    await expectPaidOnce(document, 45_000);
  });

  test('the redirect proves nothing: a forged session of another school pays nothing', async () => {
    const mine = await desk.issue(45_000);
    const theirs = await desk.issue(90_000, 'vat-invoice', otherSchool);
    const { attempt } = await started(mine);
    const other = await desk.signIn('school-booker', otherSchool);
    const paid = (await start(theirs, other)).json<Shown>();
    desk.stripe.control.setFaults({ webhooks: 'hold' });
    await press(paid.url, 'pay');
    const session = (await desk.attempt(paid.attempt))?.session;
    const answer = await desk.ask(`/essex/payments/attempts/${attempt}/return?session_id=${session}&paid=1`, { cookie: payer });
    expect(answer.location).toBe(`/essex/payments/attempts/${attempt}`);
    expect([await desk.owed(mine), await desk.owed(theirs)]).toEqual([45_000, 90_000]);
    expect((await desk.ask(`/essex/payments/attempts/${paid.attempt}/return`, { cookie: payer })).status).toBe(404);
    expect((await desk.ask(`/essex/api/payments/attempts/${paid.attempt}`, { cookie: payer })).status).toBe(404);
    expect(await desk.owed(theirs)).toBe(90_000);
  });
});

test('what is read of money is without the keys it was stored under', async () => {
  const document = await desk.issue(45_000);
  const { session } = await started(document);
  await desk.stripe.control.pay(session);
  await desk.stripe.control.settled();
  await desk.deliver();
  await settleSession(desk.contextOf(), { ...desk.provider, get: async () => accept(strayMoney) }, strayMoney.id);
  const [payment] = await paymentsOf(desk.table, document);
  const [suspended] = (await listSuspense(desk.table)).items;
  const receipts = await Promise.all([payment?.intent ?? '', strayMoney.intent].map((intent) => getReceipt(desk.table, intent)));
  for (const item of [payment, suspended, ...receipts]) {
    expect(item).toMatchObject({ amountPence: 45_000 });
    expect(Object.keys(item ?? {}).filter((name) => /^(gsi\d)?[ps]k$/.test(name))).toEqual([]);
  }
});

test('only what belongs to signing in carries `expiresAt`: the table deletes by it', async () => {
  const document = await desk.issue(45_000);
  await started(await desk.issue(45_000));
  const { url } = await started(document);
  await back((await press(url, 'pay')).headers.get('location'));
  await desk.stripe.control.settled();
  await desk.deliver();
  const { Items = [] } = await desk.table.client.send(new ScanCommand({ TableName: desk.table.name, ConsistentRead: true }));
  const types = (items: Item[]) => [...new Set(items.map(({ type }) => String(type)))].sort();
  expect(types(Items.filter(({ expiresAt }) => expiresAt !== undefined))).toEqual(['sign-in-session']);
  for (const type of ['attempt', 'card-event', 'card-receipt', 'card-session', 'payment']) expect(types(Items)).toContain(type);
});
