// An order that is over the limit of whoever orders by its sum: held school by school, and booked with the word of whoever approves, one after the other.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approveOrder } from '../../functions/bookings/actions/orders/order-read.ts';
import { declineRequest } from '../../functions/bookings/actions/requests.ts';
import { accepted } from '../../shared/decision.ts';
import type { RequestId } from '../../shared/ids.ts';
import { day } from '../bookings.ts';
import {
  asked,
  beginOrders,
  chief,
  contextOf,
  director,
  endOrders,
  leaves,
  nameOf,
  next,
  order,
  quote,
  schools,
  seen,
} from '../ordering.ts';

beforeAll(beginOrders);
afterAll(endOrders);

describe('an order over the limit of whoever orders', () => {
  /** Five half-days are £1,350 with VAT, each of them far below the limit of £1,000. */
  const over = () =>
    asked([
      [0, next(1)],
      [1, next(2)],
      [3, next(1)],
      [4, next(1)],
    ]);

  test('says so by its sum, and becomes a request for each school, all held', async () => {
    const command = over();
    expect(accepted(await quote(director, command)).overLimit).toMatchObject({ mostPence: 100_000, approvers: ['chief'] });
    const made = accepted(await order(director, command));
    expect([made.bookings, made.requests?.length]).toEqual([[], 4]);
    const { parts, approvers } = await seen(made.order);
    expect(parts.map(({ request }) => request?.state)).toEqual(Array(4).fill('requested'));
    expect(approvers.map(({ name }) => name)).toEqual(['chief']);
    expect(parts.some(({ now }) => now)).toBe(false);
    expect(nameOf(await quote(director, asked([[2, command.parts[0]?.sessions ?? []]])))).toBe('session-taken');
  });

  test('is approved all at once, one after the other, and what cannot be booked stops none of the others', async () => {
    const made = accepted(await order(director, over()));
    const [first, ...rest] = (await seen(made.order, chief)).parts;
    accepted(await declineRequest(contextOf(chief), first?.request?.id as RequestId, { reason: 'Not this year' }));
    const requests = [first, ...rest].flatMap((each) =>
      each?.request && each.now && 'agreed' in each.now ? [{ request: each.request.id, agreed: each.now.agreed }] : [],
    );
    expect(requests).toHaveLength(4);
    const approve = () => approveOrder(contextOf(chief), made.order, { requests });
    const done = accepted(await approve());
    expect(done.map(({ booking, refusal }) => (booking ? 'booked' : refusal?.name))).toEqual([
      'request-answered',
      'booked',
      'booked',
      'booked',
    ]);
    expect(accepted(await approve())).toEqual(done);
    const { parts } = await seen(made.order);
    expect(parts.map(({ booking, request }) => booking?.order?.id ?? request?.state)).toEqual([
      'declined',
      made.order,
      made.order,
      made.order,
    ]);
    expect(
      nameOf(await approveOrder(contextOf(director), made.order, { requests: [{ request: 'req_01' as RequestId, agreed: '' }] })),
    ).toBe('unknown-request');
  });

  test('is not approved by whoever asked', async () => {
    const made = accepted(await order(director, over()));
    const requests = (made.requests ?? []).map(({ request }) => ({ request, agreed: 'x'.repeat(43) }));
    const done = accepted(await approveOrder(contextOf(director), made.order, { requests }));
    expect(done.map(({ refusal }) => refusal?.name)).toEqual(Array(4).fill('own-spending'));
  });

  test('is approved for the trust’s schools of the day alone: of one that has left meanwhile it books nothing, and tells nothing more', async () => {
    const made = accepted(await order(director, over()));
    const before = (await seen(made.order, chief)).parts;
    const left = before.find(({ school }) => school === schools[4]?.id);
    if (!left?.request || !left.now || !('agreed' in left.now)) throw new Error('it does not wait');
    const booked = accepted(await order(director, asked([[4, next(1)]])));
    await leaves(left.school, day('2026-11-20'));
    const { parts } = await seen(made.order, chief);
    expect(parts.map(({ now }) => now && ('refusal' in now ? now.refusal.name : 'ready'))).toEqual([
      'ready',
      'ready',
      'ready',
      'not-of-group',
    ]);
    const requests = [{ request: left.request.id, agreed: left.now.agreed }];
    const [done] = accepted(await approveOrder(contextOf(chief), made.order, { requests }));
    expect(done?.refusal?.name).toBe('not-of-group');
    // What is booked for it is the school's own to tell of by now.
    expect((await seen(booked.order, director)).parts).toEqual([{ school: left.school, schoolName: left.schoolName, gone: true }]);
  });
});
