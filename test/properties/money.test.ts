// What is true of money for every sum: shares add up and are fair, VAT equals exact arithmetic, what is written is read back.
import fc from 'fast-check';
import { expect } from 'vitest';
import { allocate, formatPence, parsePounds, plainPence, vat } from '../../shared/money.ts';
import { holds as holdsWithin } from './budget.ts';

const holds = <T>(sentence: string, values: fc.Arbitrary<T>, predicate: (value: T) => void): void =>
  holdsWithin(sentence, values, predicate, { milliseconds: 5_000, cases: 3_000, least: 100 });

const sum = (parts: readonly number[]) => parts.reduce((a, b) => a + b, 0);
/** Up to ten million pounds, either way. */
const pence = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
const weights = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 40 }).filter((list) => sum(list) > 0);
const shared = fc.record({ total: pence, weights });

holds('shares sum to the total exactly', shared, ({ total, weights }) => {
  expect(sum(allocate(total, weights))).toBe(total);
});

holds('each share is within a penny of the exact one, on the side of the total', shared, ({ total, weights }) => {
  const whole = BigInt(sum(weights));
  allocate(total, weights).forEach((part, i) => {
    const exact = BigInt(Math.abs(total)) * BigInt(weights[i] ?? 0);
    const size = BigInt(total < 0 ? -part : part);
    expect(size >= 0n && size * whole > exact - whole && size * whole < exact + whole).toBe(true);
  });
});

holds('a heavier weight never gets less, and a weight of nothing gets nothing', shared, ({ total, weights }) => {
  const size = allocate(Math.abs(total), weights);
  for (const [i, a] of weights.entries()) {
    if (a === 0) expect(size[i]).toBe(0);
    for (const [j, b] of weights.entries()) if (a > b) expect(size[i] ?? 0).toBeGreaterThanOrEqual(size[j] ?? 0);
  }
});

holds('a credit is shared exactly as the sum it reverses', shared, ({ total, weights }) => {
  const there = allocate(total, weights);
  const back = allocate(-total, weights);
  expect(there.map((part, i) => part + (back[i] ?? 0))).toEqual(weights.map(() => 0));
});

holds(
  'VAT is the exact product rounded half-up in size',
  fc.record({ net: pence, rate: fc.integer({ min: 0, max: 10_000 }) }),
  ({ net, rate }) => {
    const twice = BigInt(Math.abs(net)) * BigInt(rate) * 2n;
    const size = Number((twice + 10_000n) / 20_000n);
    expect(vat(net, rate)).toBe(net < 0 ? -size || 0 : size);
  },
);

holds('pence written for people or for files are read back as the same pence', fc.integer({ min: 0, max: 99_999_999_999 }), (sum) => {
  expect(parsePounds(formatPence(sum))).toBe(sum);
  expect(parsePounds(plainPence(sum))).toBe(sum);
});

holds('whatever is typed is whole pence or refused', fc.oneof(fc.string(), fc.stringMatching(/^£?[0-9,.]{0,12}$/)), (text) => {
  const read = parsePounds(text);
  expect(read === undefined || (Number.isSafeInteger(read) && read >= 0)).toBe(true);
});
