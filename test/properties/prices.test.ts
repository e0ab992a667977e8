// What is true of prices by customer, whatever they are: for each kind and date one or none, and a price for one kind is no other's business.
import fc from 'fast-check';
import { expect } from 'vitest';
import { addDays, type CivilDate } from '../../shared/calendar.ts';
import { type BuyerKind, buyerKinds, lateRiseOf, type PriceNotice, priceFor, sameBuyers, unpricedOn } from '../../shared/policy/prices.ts';
import { holds as holdsWithin } from './budget.ts';

const holds = <T>(sentence: string, values: fc.Arbitrary<T>, predicate: (value: T) => void): void =>
  holdsWithin(sentence, values, predicate, { milliseconds: 3_000, cases: 1_500, least: 100 });

type Price = { from: CivilDate; perDayExVatPence: number; buyers?: BuyerKind[] };
const first = '2026-09-01' as CivilDate;
const dates = fc.integer({ min: 0, max: 900 }).map((days) => addDays(first, days));
const kinds = fc.constantFrom(...buyerKinds);
const price: fc.Arbitrary<Price> = fc.record(
  {
    from: dates,
    perDayExVatPence: fc.integer({ min: 1, max: 60_000 }).map((half) => half * 2),
    buyers: fc.subarray([...buyerKinds], { minLength: 1 }),
  },
  { requiredKeys: ['from', 'perDayExVatPence'] },
);
/** As a catalogue keeps them: of two from one day for the same customers there is only the first. */
const prices = fc
  .array(price, { maxLength: 12 })
  .map((all) => all.filter((each, i) => !all.slice(0, i).some((before) => before.from === each.from && sameBuyers(before, each))));

holds(
  'there is one price for a kind and a date, or none, in whatever order they stand',
  fc.tuple(prices, dates, kinds),
  ([all, date, kind]) => {
    const found = priceFor(all, date, kind);
    expect(priceFor([...all].reverse(), date, kind)).toBe(found);
    const begun = all.filter(({ from }) => from <= date);
    const own = begun.filter(({ buyers }) => buyers?.includes(kind));
    const able = own.length > 0 ? own : begun.filter(({ buyers }) => !buyers);
    expect(found === undefined).toBe(able.length === 0);
    if (found) expect(able.filter(({ from }) => from >= found.from)).toEqual([found]);
  },
);

holds('a price for one kind changes nobody else’s, on any day', fc.tuple(prices, price, dates, kinds), ([all, added, date, kind]) => {
  if (all.some((each) => each.from === added.from && sameBuyers(each, added))) return;
  const [was, is] = [priceFor(all, date, kind), priceFor([...all, added], date, kind)];
  if (is !== was) {
    expect(is).toBe(added);
    expect(date >= added.from && (added.buyers?.includes(kind) ?? true)).toBe(true);
  }
});

holds('with a price for everybody else from the first day nobody is left without one', fc.tuple(prices, dates), ([all, date]) => {
  expect(unpricedOn([...all, { from: first, perDayExVatPence: 2 }], date, buyerKinds)).toEqual([]);
});

const notice: PriceNotice = {
  year: 'financial',
  announceBy: '12-31',
  inflation: [{ year: 2026, basisPoints: 340, source: 'Consumer prices' }],
  clause: { reference: 'Entry 19', text: 'By 31 December before.' },
};

holds(
  'a rise is late only where it is one, is above inflation, and is told after the day',
  fc.tuple(prices, price, dates),
  ([all, added, today]) => {
    const late = lateRiseOf(notice, all, added, today);
    if (!late) return;
    expect(late.toPence).toBeGreaterThan(late.fromPence);
    expect((late.toPence - late.fromPence) * 10_000).toBeGreaterThan(late.inflationBasisPoints * late.fromPence);
    expect(today > late.announceBy && late.announceBy < added.from).toBe(true);
    expect(lateRiseOf(notice, all, added, late.announceBy)).toBeUndefined();
  },
);
