// What a statement is told of each session of a booking: drawn, given back, and where that is not the whole of it what came of it besides.
import { expect, test } from 'vitest';
import { decideCancellation, drawsOnClosed, drawsOnOverdrawn } from '../../functions/bookings/rules/cancel.ts';
import { drawingOf } from '../../functions/bookings/rules/drawing.ts';
import type { BookedSession } from '../../functions/bookings/schema.ts';
import type { Grants } from '../../functions/entitlements/rules/returns.ts';
import type { Allocation } from '../../functions/entitlements/schema/allocations.ts';
import type { Vacancy } from '../../functions/entitlements/schema.ts';
import { accepted } from '../../shared/decision.ts';
import type { ReclassificationId } from '../../shared/ids.ts';
import { academy, booked, freeAccount, now, quoted } from '../bookings.ts';

const free = freeAccount(academy, 1);
const of = free.account;
const { booking } = booked(quoted({ freeAccounts: [free] }));
const [drawing, paid] = booking.sessions as [BookedSession, BookedSession];
const told = (sessions: BookedSession[]) =>
  drawingOf({ ...booking, sessions }, new Set([of])).sessions.map(({ visit, state, turn }) => [visit, state, turn]);
const vacancyThat = (state: Vacancy['state']) => new Map([[of, { state } as Vacancy]]);
const allocationThat = (more: Partial<Allocation>) => new Map([[of, { state: 'open', shortfall: 0, ...more } as Allocation]]);
const grants = (more: Partial<Grants>): Grants => ({ vacancies: new Map(), allocations: new Map(), ...more });

test('one that is cancelled is given back, and lapses once what granted it has closed', () => {
  const cancelled = (state: Vacancy['state']) => {
    const vacancy = {
      ...vacancyThat(state).get(of),
      id: 'vac_01',
      school: academy.id,
      rule: free.rule,
      account: of,
      lapsedHalfDays: 0,
      version: 1,
      clause: free.clause,
    } as Vacancy;
    const facts = { booking, now, ...grants({ vacancies: new Map([[of, vacancy]]) }) };
    return told(accepted(decideCancellation(facts, { visits: ['01', '02'], reason: 'Snow' })).booking.sessions);
  };
  expect(cancelled('open')).toEqual([['01', 'given-back', undefined]]);
  expect(cancelled('filled')).toEqual([['01', 'given-back', 'lapsed']]);
});

test('one that was recorded as the other kind says so, on the account it was taken from and on the one it went back to', () => {
  const reclassification = 'rcl_01' as ReclassificationId;
  const before = ({ funding, transfer }: BookedSession) => [{ funding, transfer, reclassification }];
  const delivered = { state: 'delivered' as const };
  expect(told([{ ...drawing, ...delivered }])).toEqual([['01', 'used', undefined]]);
  expect(told([{ ...drawing, ...delivered, funding: paid.funding, before: before(drawing) }])).toEqual([['01', 'given-back', 'corrected']]);
  expect(told([{ ...paid, ...delivered, funding: drawing.funding, before: before(paid) }])).toEqual([['02', 'used', 'corrected']]);
});

test('before anything is cancelled it is known what will not come back to be booked again', () => {
  const seen = (more: Partial<Grants>) => [drawsOnClosed(grants(more), drawing), drawsOnOverdrawn(grants(more), drawing)];
  expect(seen({ vacancies: vacancyThat('open') })).toEqual([false, false]);
  expect(seen({ vacancies: vacancyThat('filled') })).toEqual([true, false]);
  expect(seen({ allocations: allocationThat({}) })).toEqual([false, false]);
  expect(seen({ allocations: allocationThat({ state: 'closed', shortfall: 1 }) })).toEqual([true, false]);
  expect(seen({ allocations: allocationThat({ shortfall: 1 }) })).toEqual([false, true]);
  expect(drawsOnClosed(grants({ vacancies: vacancyThat('filled') }), paid)).toBe(false);
});
