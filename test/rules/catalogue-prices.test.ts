// Prices by kind of customer: which new ones are allowed, how they stand in a table, and which rises come too late to be silent about.
import { describe, expect, test } from 'vitest';
import { priceDates, priceRows, yearText, youPayText } from '../../functions/catalogue/rules/price-table.ts';
import { changesBy, decidePrice, priceOn, soldTo } from '../../functions/catalogue/rules/prices.ts';
import { adoptService } from '../../functions/catalogue/rules.ts';
import type { Price, PriceCommand, Service } from '../../functions/catalogue/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { buyerKinds } from '../../shared/policy/prices.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { treatmentFor } from '../../shared/policy/rules.ts';
import type { Pack } from '../../shared/policy/schema.ts';

const day = (text: string) => text as CivilDate;
const today = day('2027-01-11');
const offered = rivermouth2026.services.find(({ code }) => code === 'headteacher-coaching') as Pack['services'][number];
const coaching: Service = adoptService(undefined, offered, rivermouth2026, today).service;
const facts = { notice: rivermouth2026.priceNotice, sold: soldTo(coaching, rivermouth2026) };
const command = (from: string, perDayExVatPence: number, more: Partial<PriceCommand> = {}): PriceCommand => ({
  from: day(from),
  perDayExVatPence,
  ...more,
});

describe('the price of a kind of customer', () => {
  test.each([
    ['2026-08-31', 'academy', undefined],
    ['2026-09-01', 'own-maintained', 52_000],
    ['2026-09-01', 'other-maintained', 52_000],
    ['2026-09-01', 'academy', 56_000],
    ['2027-04-01', 'independent', 57_600],
    ['2027-04-01', 'own-maintained', 53_600],
  ] as const)('on %s for %s', (date, buyer, expected) => {
    expect(priceOn(coaching, day(date), buyer)?.perDayExVatPence).toBe(expected);
  });

  test('has a version of its own, whomever it is for', () => {
    expect(new Set(coaching.prices.map(({ version }) => version)).size).toBe(4);
  });

  test('adopted again brings nothing, however its customers are listed', () => {
    const turned = {
      ...offered,
      prices: offered.prices.map((price) => (price.buyers ? { ...price, buyers: [...price.buyers].reverse() } : price)),
    };
    expect(adoptService(coaching, turned, rivermouth2026, today)).toMatchObject({ change: 'unchanged', leftOut: [] });
  });

  test('of another pack is left out where another stands from the day for some of the same customers', () => {
    const other = { ...offered, prices: [{ from: day('2027-04-01'), perDayExVatPence: 60_000, buyers: ['academy' as const] }] };
    expect(adoptService(coaching, other, rivermouth2026, today)).toMatchObject({
      change: 'unchanged',
      leftOut: [{ buyers: ['academy'], because: 'another-rate-stands' }],
    });
  });
});

describe('a new day rate for some customers', () => {
  const unpriced: Service = { ...coaching, prices: [] };
  test.each<[string, Service, PriceCommand, string]>([
    ['leaves everybody else without one', unpriced, command('2027-09-01', 50_000, { buyers: ['academy'] }), 'customers-unpriced'],
    [
      'meets another one for one of them',
      coaching,
      command('2027-04-01', 57_000, { buyers: ['academy', 'own-maintained'] }),
      'price-already-set',
    ],
    ['meets another one for everybody else', coaching, command('2027-04-01', 54_000), 'price-already-set'],
    ['rises above inflation after the day', coaching, command('2027-05-01', 60_000, { buyers: ['academy'] }), 'above-inflation'],
  ])('that %s is refused', (_, service, asked, name) => {
    expect(decidePrice(service, asked, today, facts)).toMatchObject({ ok: false, refusal: { name } });
  });

  test('beside that for everybody else from the same day is taken, and changes only theirs', () => {
    const decision = decidePrice(coaching, command('2027-04-01', 53_000, { buyers: ['other-maintained'] }), today, facts);
    if (!decision.ok) throw new Error(decision.refusal.name);
    expect(decision.value.prices.at(-1)).toEqual({
      from: '2027-04-01',
      perDayExVatPence: 53_000,
      buyers: ['other-maintained'],
      version: 5,
    });
    for (const kind of buyerKinds.filter((each) => each !== 'other-maintained'))
      expect(priceOn(decision.value, day('2028-01-01'), kind)).toEqual(priceOn(coaching, day('2028-01-01'), kind));
  });

  test('again, the customers in another order, changes nothing', () => {
    const again = command('2027-04-01', 57_600, { buyers: ['further-education', 'independent', 'academy'] });
    const decision = decidePrice(coaching, again, today, facts);
    expect(decision.ok && decision.value).toBe(coaching);
  });
});

describe('a rise above inflation', () => {
  const rise = (from: string, pence: number, on: string) => decidePrice(coaching, command(from, pence), day(on), facts);
  const rateOf = (from: string, pence: number, on: string): string => {
    const decision = rise(from, pence, on);
    return decision.ok ? 'taken' : decision.refusal.name;
  };
  // 3.4% on £536.00 at the end of 2027/28 is £554.22; a later year without a figure of its own goes by the last one.
  test.each<[string, string, number, string, string]>([
    ['of inflation, late', '2028-04-01', 55_400, '2028-02-01', 'taken'],
    ['above it, on the last day for telling it', '2028-04-01', 60_000, '2027-12-31', 'taken'],
    ['above it, the day after', '2028-04-01', 55_424, '2028-01-01', 'above-inflation'],
    ['within a year that has begun', '2027-10-01', 60_000, '2027-01-11', 'above-inflation'],
    ['no rise but a fall', '2028-04-01', 40_000, '2028-02-01', 'taken'],
  ])('%s', (_, from, pence, on, expected) => {
    expect(rateOf(from, pence, on)).toBe(expected);
  });

  test('in two steps is one rise', () => {
    // Each step is within 3.4%, both are not: from £520.00 at the end of 2026/27.
    const once = decidePrice({ ...coaching, prices: coaching.prices.slice(0, 1) }, command('2027-04-01', 53_600), today, facts);
    if (!once.ok) throw new Error(once.refusal.name);
    expect(decidePrice(once.value, command('2027-06-01', 55_000), today, facts)).toMatchObject({
      ok: false,
      refusal: { name: 'above-inflation' },
    });
  });

  test('tells its figures, and is taken from whoever answers for it', () => {
    const asked = command('2027-04-05', 60_000, { buyers: ['academy'] });
    const refused = decidePrice(coaching, asked, today, facts);
    expect(refused).toMatchObject({
      refusal: {
        detail:
          'A rise of 7.14% for academies and their trusts, from £560.00 to £600.00 a day in 2027/28, is above inflation of 3.4%, and was to be announced by 31 December 2026 (Service directory 2026/27, entry 19)',
        more: { rise: { buyer: 'academy', fromPence: 56_000, toPence: 60_000, riseBasisPoints: 714, announceBy: '2026-12-31' } },
      },
    });
    expect(decidePrice(coaching, { ...asked, acknowledged: true }, today, facts).ok).toBe(true);
  });

  test('is nobody’s business where the council has not bound itself', () => {
    expect(decidePrice(coaching, command('2028-04-01', 90_000), day('2028-03-01')).ok).toBe(true);
  });
});

describe('the table of prices', () => {
  const ways = (buyer: (typeof buyerKinds)[number]) =>
    rivermouth2026.vat.rows
      .filter((row) => row.buyer === buyer && row.vatClass === 'standard')
      .flatMap(({ purse }) => {
        const treatment = treatmentFor(rivermouth2026, { buyer, purse, vatClass: 'standard', taxPoint: today });
        return treatment ? [{ purse, treatment }] : [];
      });
  const customers = buyerKinds.map((buyer) => ({ buyer, ways: ways(buyer) }));

  test('has a row for all who pay alike and a column for each year, with how each is billed', () => {
    const dates = priceDates(coaching.prices, today, false);
    expect(dates.map(yearText)).toEqual(['Academic year 2026/27', 'Financial year 2027/28']);
    expect(priceRows(coaching, customers, dates)).toEqual([
      {
        title: 'Schools the council maintains',
        billed: 'by journal without VAT from the delegated budget; plus VAT from its own funds',
        pence: [52_000, 53_600],
      },
      { title: 'Schools another council maintains', billed: 'plus VAT', pence: [52_000, 53_600] },
      { title: 'Everybody else', billed: 'plus VAT', pence: [56_000, 57_600] },
    ]);
  });

  test('keeps of what is over only the last price, unless all are asked for', () => {
    const prices: Price[] = ['2024-09-01', '2025-09-01', '2028-01-05'].map((from, i) => ({
      from: day(from),
      perDayExVatPence: 2,
      version: i + 1,
    }));
    expect([priceDates(prices, today, false), priceDates(prices, today, true).length]).toEqual([['2025-09-01', '2028-01-05'], 3]);
    expect(yearText(day('2028-01-05'))).toBe('From 5 January 2028');
  });

  test('says what whoever looks pays first', () => {
    expect(youPayText(52_000, ways('own-maintained'))).toBe('£520.00 a day by journal without VAT');
    expect(youPayText(56_000, ways('academy'))).toBe('£560.00 a day plus VAT (£672.00 with it)');
  });

  test('a preview tells kind by kind what changes, and for whom nothing does', () => {
    const asked = command('2027-05-01', 58_000, { buyers: ['academy'], acknowledged: true });
    const changes = changesBy(coaching, asked, facts.sold);
    const decision = decidePrice(coaching, asked, today, facts);
    if (!decision.ok) throw new Error(decision.refusal.name);
    // What is shown before it is saved is what then holds.
    for (const { buyer, afterPence } of changes) expect(priceOn(decision.value, asked.from, buyer)?.perDayExVatPence).toBe(afterPence);
    expect(changes).toContainEqual({ buyer: 'academy', beforePence: 57_600, afterPence: 58_000 });
    expect(changes).toContainEqual({ buyer: 'independent', beforePence: 57_600, afterPence: 57_600 });
  });
});
