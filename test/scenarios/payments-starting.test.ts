// Starting to pay: one attempt and one session of a document at a time, whoever presses how often and whatever fails.
import { describe, expect, test, vi } from 'vitest';
import { settleSession } from '../../functions/payments/actions/settle.ts';
import { startPayment } from '../../functions/payments/actions/start.ts';
import { beginAttempt, moved } from '../../functions/payments/rules.ts';
import type { CardProvider } from '../../functions/payments/schema/card.ts';
import { beginWrites, openWrites } from '../../functions/payments/store/index.ts';
import { commit } from '../../shared/commit.ts';
import type { Actor } from '../../shared/context.ts';
import { accepted, refuse } from '../../shared/decision.ts';
import { type DocumentId, newId } from '../../shared/ids.ts';
import { aDeskForEach, back, desk, expectPaidOnce, finance, json, later, payer, press, type Shown, start, started } from '../paying.ts';
import { academy, balances, now, origin, otherSchool } from '../payments.ts';

aDeskForEach();

const booker: Actor = { person: 'per_booker' as Actor['person'], name: 'Alex Marsh', roles: ['school-booker'], organisation: academy };

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
