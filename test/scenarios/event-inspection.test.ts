// An inspection of one school that shares an event: whoever tells of it, the council or the school, the event stays that of all, and so does what giving it up has cost.
import { beforeAll, expect, test } from 'vitest';
import { cancel } from '../../functions/bookings/actions/life.ts';
import { callOfsted } from '../../functions/bookings/actions/ofsted.ts';
import { accepted } from '../../shared/decision.ts';
import type { Bench } from '../billing.ts';
import { day } from '../bookings.ts';
import { beginEvents, bookedEvent, bookingOf, lead, manager, nth, of } from '../shared-events.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await beginEvents();
});

test('frees no session of it, and waives no fee of the others', async () => {
  const two = await bookedEvent(bench, ['2026-12-07#am', '2026-12-08#am'], { split: 'equal' }, [1, 2, 3]);
  const late = { visits: ['01'], reason: 'Snow', feePence: 22_500 };
  const after = Date.parse('2026-12-04T09:00:00Z');
  accepted(await cancel(bench.at(after, lead), two, late));
  const before = await bookingOf(bench, two);
  expect(before.sessions.map(({ state, late: cost }) => [state, cost?.feePence])).toEqual([
    ['cancelled', 22_500],
    ['booked', undefined],
  ]);
  for (const who of [manager, of(1)]) {
    const called = accepted(await callOfsted(bench.at(after, who), { school: nth(1).id, on: day('2026-12-08') }));
    expect(called).toMatchObject({ freed: [], waived: [], kept: [{ id: two, refusal: { name: 'not-the-organiser' } }] });
  }
  expect(await bookingOf(bench, two)).toEqual(before);
});
