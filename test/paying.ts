// A school that pays its invoices by card at the desk of payments.ts, with finance who looks on: what the tests of card payments share.
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { DocumentId } from '../shared/ids.ts';
import { academy, balances, type Desk, openDesk, origin } from './payments.ts';

export type Shown = { attempt: string; state: string; url: string; amountPence: number };
export let desk: Desk;
export let payer: string;
export let finance: string;
export const json = { 'content-type': 'application/json' };

export const start = (document: DocumentId, cookie = payer) =>
  desk.ask(`/essex/api/payments/documents/${document}/attempts`, { method: 'POST', cookie, body: '{}', headers: json });
export const started = async (document: DocumentId): Promise<Shown & { session: string }> => {
  const answer = await start(document);
  expect(answer.status).toBe(201);
  const shown = answer.json<Shown>();
  return { ...shown, session: (await desk.attempt(shown.attempt))?.session ?? '' };
};
export const press = (url: string, action: 'pay' | 'decline' | 'abandon') =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ action }), redirect: 'manual' });
export const back = (location: string | null, cookie = payer) => desk.ask((location ?? '').slice(origin.length), { cookie });
/** Real time moves on, for leases, sessions and signatures alike. */
export function later(minutes: number): void {
  const at = Date.now() + minutes * 60_000;
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(at);
}

/** The invoice is paid once: one payment, nothing owed, the money in clearing, the ledger in balance. */
export async function expectPaidOnce(document: DocumentId, pence: number): Promise<void> {
  expect(await desk.payments(document)).toMatchObject([{ amountPence: pence, appliedPence: pence, creditedPence: 0 }]);
  expect(await desk.owed(document)).toBe(0);
  const sums = balances(await desk.transfers());
  expect(sums.get(`debtor/${document}`)).toBe(0);
  expect(sums.get('clearing/card')).toBe(pence);
  expect([...sums.values()].reduce((a, b) => a + b, 0)).toBe(0);
  expect(await desk.suspense()).toEqual([]);
}

/** Before each test of a file a desk of its own, at which a school and finance are signed in. */
export function aDeskForEach(): void {
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
}
