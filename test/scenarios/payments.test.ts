// Paying an invoice by card, through the payments function as deployed, the real Stripe SDK, a local Stripe and a real table.
import { createHmac } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { settleSession, sweep } from '../../functions/payments/actions/settle.ts';
import { startPayment } from '../../functions/payments/actions/start.ts';
import { beginAttempt, moved } from '../../functions/payments/rules.ts';
import type { CardProvider } from '../../functions/payments/schema/card.ts';
import { beginWrites, getReceipt, listSuspense, openWrites, paymentsOf } from '../../functions/payments/store/index.ts';
import { commit } from '../../shared/commit.ts';
import type { Actor } from '../../shared/context.ts';
import { accept, accepted, refuse } from '../../shared/decision.ts';
import { type DocumentId, newId } from '../../shared/ids.ts';
import type { Item } from '../../shared/table.ts';
import { academy, balances, type Desk, now, openDesk, origin, otherSchool, webhookSecret } from '../payments.ts';

type Shown = { attempt: string; state: string; url: string; amountPence: number };
let desk: Desk;
let payer: string;
let finance: string;
const json = { 'content-type': 'application/json' };
const booker: Actor = { person: 'per_booker' as Actor['person'], name: 'Alex Marsh', roles: ['school-booker'], organisation: academy };

beforeEach(async () => {
  desk = await openDesk();
  payer = await desk.signIn('school-booker', academy);
  finance = await desk.signIn('finance');
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await desk.close();
});

const start = (document: DocumentId, cookie = payer) =>
  desk.ask(`/essex/api/payments/documents/${document}/attempts`, { method: 'POST', cookie, body: '{}', headers: json });
const started = async (document: DocumentId): Promise<Shown & { session: string }> => {
  const answer = await start(document);
  expect(answer.status).toBe(201);
  const shown = answer.json<Shown>();
  return { ...shown, session: (await desk.attempt(shown.attempt))?.session ?? '' };
};
const press = (url: string, action: 'pay' | 'decline' | 'abandon') =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ action }), redirect: 'manual' });
const back = (location: string | null, cookie = payer) => desk.ask((location ?? '').slice(origin.length), { cookie });
/** Real time moves on, for leases, sessions and signatures alike. */
function later(minutes: number): void {
  const at = Date.now() + minutes * 60_000;
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(at);
}

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

/** The invoice is paid once: one payment, nothing owed, the money in clearing, the ledger in balance. */
async function expectPaidOnce(document: DocumentId, pence: number): Promise<void> {
  expect(await desk.payments(document)).toMatchObject([{ amountPence: pence, appliedPence: pence, creditedPence: 0 }]);
  expect(await desk.owed(document)).toBe(0);
  const sums = balances(await desk.transfers());
  expect(sums.get(`debtor/${document}`)).toBe(0);
  expect(sums.get('clearing/card')).toBe(pence);
  expect([...sums.values()].reduce((a, b) => a + b, 0)).toBe(0);
  expect(await desk.suspense()).toEqual([]);
}

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

describe('starting', () => {
  test('eight starts at once give one attempt and one session', async () => {
    const document = await desk.issue(108_000);
    const answers = await Promise.all(Array.from({ length: 8 }, () => start(document)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map((answer) => answer.json<Shown>().attempt)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.json<Shown>().url)).size).toBe(1);
    expect(await desk.table.all(desk.table.range.openAttempts())).toHaveLength(1);
    expect(await desk.sessions()).toHaveLength(1);
  });

  test('of two attempts begun on the same facts, the document takes one', async () => {
    const words = { id: await desk.issue(45_000), kind: 'vat-invoice', number: 'ESX-INV-000001', organisation: academy };
    const begun = [newId('att'), newId('att')].map((id) => beginAttempt(id, words, 45_000, new Date(now).toISOString(), Date.now()));
    const outcomes = await Promise.all(begun.map((attempt) => commit(desk.table, beginWrites(desk.table, attempt))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await desk.table.all(desk.table.range.openAttempts())).toHaveLength(1);
  });

  test('a session paid meanwhile is received, not offered again', async () => {
    const document = await desk.issue(45_000);
    const { session } = await started(document);
    desk.stripe.control.setFaults({ webhooks: 'drop' });
    await desk.stripe.control.pay(session);
    expect((await start(document)).json()).toMatchObject({ type: 'urn:daybook:problem:nothing-owed' });
    await expectPaidOnce(document, 45_000);
  });

  test('when less is owed than the open session asks for, it is ended before another is begun', async () => {
    const document = await desk.issue(45_000);
    const first = await started(document);
    await partlyPay(document, 20_000);
    const second = await started(document);
    expect(second).toMatchObject({ amountPence: 25_000 });
    expect(second.attempt).not.toBe(first.attempt);
    expect(await desk.stripe.control.pay(first.session)).toEqual({ ok: false, refusal: 'session-expired' });
    await back((await press(second.url, 'pay')).headers.get('location'));
    expect(await desk.owed(document)).toBe(0);
  });

  test('two tabs, both paid: the second is the school’s credit', async () => {
    const document = await desk.issue(45_000);
    const first = await started(document);
    const second = await anotherSession(document, 45_000);
    await Promise.all([desk.stripe.control.pay(first.session), desk.stripe.control.pay(second)]);
    await desk.stripe.control.settled();
    await desk.deliver();
    const payments = await desk.payments(document);
    expect(payments.map(({ appliedPence, creditedPence }) => [appliedPence, creditedPence]).sort()).toEqual([
      [0, 45_000],
      [45_000, 0],
    ]);
    expect(await desk.owed(document)).toBe(0);
    const sums = balances(await desk.transfers());
    expect(sums.get(`customer-credit/${academy}`)).toBe(-45_000);
    expect(sums.get('clearing/card')).toBe(90_000);
  });

  test('what is paid on one page is no longer asked for on another', async () => {
    const document = await desk.issue(45_000);
    const stray = await anotherSession(document, 45_000);
    const live = await started(document);
    desk.stripe.control.setFaults({ webhooks: 'drop' });
    await desk.stripe.control.pay(stray);
    await settleSession(desk.contextOf(), desk.provider, stray);
    expect(await desk.stripe.control.pay(live.session)).toEqual({ ok: false, refusal: 'session-expired' });
    expect((await desk.attempt(live.attempt))?.state).toBe('closed');
    await expectPaidOnce(document, 45_000);
  });

  test.each<[string, number, string, number, string]>([
    ['a recharge', 45_000, 'journal-recharge', 409, 'not-paid-by-card'],
    ['29 pence', 29, 'vat-invoice', 409, 'below-card-minimum'],
    ['a million pounds', 100_000_000, 'vat-invoice', 409, 'above-card-maximum'],
  ])('%s is refused', async (_, pence, kind, status, name) => {
    const answer = await start(await desk.issue(pence, kind));
    expect([answer.status, answer.json<{ type: string }>().type]).toEqual([status, `urn:daybook:problem:${name}`]);
    expect(await desk.table.all(desk.table.range.openAttempts())).toEqual([]);
  });

  test('another school’s invoice, an unknown one and nonsense are all unknown; finance may not pay', async () => {
    const document = await desk.issue(45_000, 'vat-invoice', otherSchool);
    for (const id of [document, 'doc_none', 'doc_a%2Fb', 'x'.repeat(300), 'doc_a%23b']) {
      expect([id, (await start(id as DocumentId)).status]).toEqual([id, 404]);
    }
    expect((await start(document, finance)).status).toBe(403);
    expect(
      (
        await desk.ask(`/essex/payments/documents/${document}/attempts`, {
          method: 'POST',
          cookie: payer,
          headers: { origin: 'https://elsewhere.example' },
        })
      ).status,
    ).toBe(403);
  });

  test('a body is an empty object or it is refused', async () => {
    const document = await desk.issue(45_000);
    const path = `/essex/api/payments/documents/${document}/attempts`;
    const send = (body: string) => desk.ask(path, { method: 'POST', cookie: payer, headers: json, body });
    expect((await send('{"amountPence":1}')).status).toBe(422);
    expect((await send('{')).status).toBe(400);
    expect(await desk.table.all(desk.table.range.openAttempts())).toEqual([]);
  });

  test('the card service is broken: refused by name, the attempt is given up with its key, and the next start succeeds', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const document = await desk.issue(45_000);
    // Stripe keeps an answer of 500 under the attempt’s key: the same words would fail for a day.
    desk.stripe.control.failCalls({ kind: 'error-500', times: 3 });
    const refused = await start(document);
    expect([refused.status, refused.json<{ type: string }>().type]).toEqual([503, 'urn:daybook:problem:card-service-unavailable']);
    expect(await desk.table.all(desk.table.range.openAttempts())).toEqual([]);
    await back((await press((await started(document)).url, 'pay')).headers.get('location'));
    await expectPaidOnce(document, 45_000);
  });

  test('too many calls at once are tried again after a pause', async () => {
    const document = await desk.issue(45_000);
    desk.stripe.control.failCalls({ kind: 'rate-limit', times: 2 });
    expect((await start(document)).status).toBe(201);
  });

  test('an attempt whose beginner died is gone on with while it lasts, and replaced when its hour is nearly over', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const words = { id: await desk.issue(45_000), kind: 'vat-invoice', number: 'ESX-INV-000001', organisation: academy };
    const begun = beginAttempt(newId('att'), words, 45_000, new Date(now).toISOString(), Date.now());
    await commit(desk.table, beginWrites(desk.table, begun));
    expect((await started(words.id)).attempt).toBe(begun.id);
    const other = { ...words, id: await desk.issue(60_000) };
    const dead = beginAttempt(newId('att'), other, 60_000, new Date(now).toISOString(), Date.now());
    await commit(desk.table, beginWrites(desk.table, dead));
    later(40);
    const replaced = await started(other.id);
    expect(replaced.attempt).not.toBe(dead.id);
    expect((await desk.attempt(dead.id))?.state).toBe('closed');
  });

  test('a reply lost on the way makes no second session', async () => {
    const document = await desk.issue(45_000);
    desk.stripe.control.failCalls({ kind: 'lost-reply', times: 1 });
    const { url } = await started(document);
    expect(await desk.sessions()).toHaveLength(1);
    await back((await press(url, 'pay')).headers.get('location'));
    await expectPaidOnce(document, 45_000);
  });

  test('a council that takes no cards refuses', async () => {
    const context = desk.contextOf(booker);
    const document = await desk.issue(45_000);
    expect(await startPayment(context, undefined, origin, document)).toMatchObject({
      ok: false,
      refusal: { name: 'card-service-unavailable' },
    });
  });
});

/** Part of the debt is paid by other means. */
async function partlyPay(document: DocumentId, pence: number): Promise<void> {
  const stray = await anotherSession(document, pence);
  desk.stripe.control.setFaults({ webhooks: 'drop' });
  await desk.stripe.control.pay(stray);
  // Through the fold, with nobody to end the other session: a payment that the live attempt has not heard of.
  const deaf: CardProvider = { ...desk.provider, expire: async () => refuse('card-service-unavailable') };
  await settleSession(desk.contextOf(), deaf, stray);
  desk.stripe.control.setFaults({ webhooks: 'send' });
}

/** A second session for a document, as a lost race could have left it: open at the card service and not the live one. */
async function anotherSession(document: DocumentId, pence: number): Promise<string> {
  const words = { id: document, kind: 'vat-invoice', number: 'ESX-INV-000001', organisation: academy };
  const begun = beginAttempt(newId('att'), words, pence, new Date(now).toISOString(), Date.now());
  const request = {
    attempt: begun.id,
    council: 'essex',
    document,
    description: 'Invoice',
    amountPence: pence,
    expiresAtMs: begun.expiresAtMs,
  };
  const { session, url } = accepted(await desk.provider.createPayment({ ...request, successUrl: origin, cancelUrl: origin }));
  const [item] = beginWrites(desk.table, begun);
  if (item) await commit(desk.table, [item]);
  await commit(desk.table, openWrites(desk.table, { ...moved(begun, 'open', { url }), session }));
  return session;
}

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
