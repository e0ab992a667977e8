// What a pack says on a date: the version of a dated entry, the VAT of a sale, the tax point, and a model moved to other years.
import { describe, expect, test } from 'vitest';
import { daysBetween } from '../../shared/calendar.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { rochdale2012 } from '../../shared/policy/rochdale-2012.ts';
import { inForce, pursesOf, shiftedByYears, taxPointOf, treatmentFor } from '../../shared/policy/rules.ts';
import { type BuyerKind, dayPriceSchema, type Pack, type Purse, packSchema } from '../../shared/policy/schema.ts';
import { day } from '../bookings.ts';
import { clausesOf } from '../clauses.ts';

const packs: [string, Pack][] = [essex2017, manchester2007, rochdale2012, rivermouth2026].map((pack) => [pack.title, pack]);

describe('the entry in force is the last whose date has come', () => {
  const entries = [
    { from: day('2026-09-01'), name: 'first' },
    { from: day('2027-04-01'), name: 'third' },
    { from: day('2026-12-01'), name: 'second' },
  ];
  test.each([
    ['2026-08-31', undefined],
    ['2026-09-01', 'first'],
    ['2026-12-01', 'second'],
    ['2027-03-31', 'second'],
    ['2027-04-01', 'third'],
    ['2099-12-31', 'third'],
  ])('on %s', (date, expected) => {
    expect(inForce(entries, day(date))?.name).toBe(expected);
  });
  test('and of two of the same date the later in the list', () => {
    expect(inForce([...entries, { from: day('2026-09-01'), name: 'corrected' }], day('2026-10-01'))?.name).toBe('corrected');
  });
});

describe('a sale is treated by buyer, purse, class of service and tax point', () => {
  const journal = { rail: 'journal', category: 'O', rateBasisPoints: 0 };
  const standard = { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 };
  const exempt = { rail: 'vat-invoice', category: 'E', rateBasisPoints: 0 };
  test.each<[BuyerKind, Purse, 'standard' | 'exempt', object | undefined]>([
    ['own-maintained', 'delegated-budget', 'standard', journal],
    ['own-maintained', 'delegated-budget', 'exempt', journal],
    ['own-maintained', 'own-funds', 'standard', standard],
    ['own-maintained', 'own-funds', 'exempt', exempt],
    ['other-maintained', 'own-funds', 'standard', standard],
    ['other-maintained', 'delegated-budget', 'standard', undefined],
    ['academy', 'own-funds', 'standard', standard],
    ['academy', 'own-funds', 'exempt', exempt],
    ['academy', 'delegated-budget', 'standard', undefined],
    ['independent', 'own-funds', 'standard', standard],
    ['independent', 'delegated-budget', 'exempt', undefined],
    ['further-education', 'own-funds', 'exempt', exempt],
    ['further-education', 'delegated-budget', 'standard', undefined],
  ])('%s, %s, %s', (buyer, purse, vatClass, expected) => {
    expect(treatmentFor(essex2017, { buyer, purse, vatClass, taxPoint: day('2017-11-24') })).toEqual(expected);
  });

  test('with the standard rate of the tax point', () => {
    const changed = {
      ...essex2017,
      vat: { ...essex2017.vat, standardRates: [...essex2017.vat.standardRates, { from: day('2018-01-01'), basisPoints: 2250 }] },
    };
    const rate = (taxPoint: string) =>
      treatmentFor(changed, { buyer: 'academy', purse: 'own-funds', vatClass: 'standard', taxPoint: day(taxPoint) })?.rateBasisPoints;
    expect([rate('2017-12-31'), rate('2018-01-01'), rate('2011-01-03')]).toEqual([2000, 2250, undefined]);
  });

  test.each<[BuyerKind, Purse[]]>([
    ['own-maintained', ['delegated-budget', 'own-funds']],
    ['other-maintained', ['own-funds']],
    ['academy', ['own-funds']],
  ])('and %s may pay from %j', (buyer, expected) => {
    expect(pursesOf(essex2017, buyer)).toEqual(expected);
  });
});

describe('the tax point is the day of performance, or of an invoice within fourteen days of it', () => {
  test.each([
    ['the same day', '2026-12-01', '2026-12-01', '2026-12-01'],
    ['one day after', '2026-12-01', '2026-12-02', '2026-12-02'],
    ['fourteen days after', '2026-12-01', '2026-12-15', '2026-12-15'],
    ['fifteen days after', '2026-12-01', '2026-12-16', '2026-12-01'],
    ['fourteen days after, over the end of summer time', '2026-10-20', '2026-11-03', '2026-11-03'],
    ['fourteen days after, over the end of February in a leap year', '2028-02-20', '2028-03-05', '2028-03-05'],
    ['before delivery, which is not billed', '2026-12-01', '2026-11-30', '2026-12-01'],
  ])('issued %s', (_, deliveredOn, issuedOn, expected) => {
    expect(taxPointOf(day(deliveredOn), day(issuedOn))).toBe(expected);
  });
});

describe('a model moved by whole years', () => {
  const moved = shiftedByYears(essex2017, 9);
  test('takes effect, and has its prices and costs, in the year it is moved to', () => {
    expect(moved.effectiveFrom).toBe('2026-09-01');
    expect(new Set(moved.services.flatMap(({ prices }) => prices.map(({ from }) => from)))).toEqual(new Set(['2026-09-01']));
    expect(moved.costs.map(({ from }) => from)).toEqual(['2026-09-01']);
  });
  test('has its rules and its funding begin and end there too; days of the year stay what they are', () => {
    const later = shiftedByYears(manchester2007, 19);
    const spans = later.allocations.flatMap((rule) => (rule.per === 'event' ? [] : [[rule.code, rule.from, rule.to]]));
    expect(spans).toEqual([
      ['school-improvement-partner-days', undefined, undefined],
      ['foundation-settings-days', undefined, undefined],
      ['district-teams', '2027-04-01', undefined],
      ['district-team-budgets', '2027-04-01', undefined],
      ['excellence-in-cities', undefined, '2027-03-31'],
      ['education-improvement-partnerships', '2027-04-01', undefined],
    ]);
    expect(later.fundings.map(({ endsOn }) => endsOn)).toEqual(['2027-03-31']);
    expect(later.allocations.at(-1)).toMatchObject({ yearEnd: { useBy: '12-31' } });
  });
  test.each(packs)('%s: keeps its words, its law and its rates of VAT, and fits together as before', (_, pack) => {
    const later = shiftedByYears(pack, 7);
    expect(clausesOf(later)).toEqual(clausesOf(pack));
    expect(later.vat).toEqual(pack.vat);
    expect(packSchema.parse(later)).toEqual(later);
  });
  test('no date of it is left behind', () => {
    for (const [, pack] of packs) {
      const dates = (of: Pack) => [...JSON.stringify({ ...of, vat: null }).matchAll(/"(20\d\d)(-\d\d-\d\d)"/g)];
      expect(dates(shiftedByYears(pack, 3)).map(([, year, rest]) => `${Number(year) - 3}${rest}`)).toEqual(
        dates(pack).map(([, year, rest]) => `${year}${rest}`),
      );
    }
  });
  test('leaves the model it was made from as it was, and comes back to it', () => {
    expect(essex2017.effectiveFrom).toBe('2017-09-01');
    for (const [, pack] of packs) expect(shiftedByYears(shiftedByYears(pack, 9), -9)).toEqual(pack);
  });
  test('turns a leap day into the last day of February', () => {
    const leap = shiftedByYears({ ...essex2017, effectiveFrom: day('2016-02-29') }, 1).effectiveFrom;
    expect(leap).toBe('2017-02-28');
    expect(daysBetween(leap, day('2017-03-01'))).toBe(1);
    expect(shiftedByYears({ ...essex2017, effectiveFrom: day('2016-02-29') }, 4).effectiveFrom).toBe('2020-02-29');
  });
});

const everySale = (['own-maintained', 'other-maintained', 'academy', 'independent', 'further-education'] as const).flatMap((buyer) =>
  (['delegated-budget', 'own-funds'] as const).flatMap((purse) =>
    (['standard', 'exempt'] as const).map((vatClass) => ({ buyer, purse, vatClass, rail: 'vat-invoice', category: 'S' })),
  ),
);

describe('a pack keeps within bounds', () => {
  const { vat, services, posts } = rivermouth2026;
  const [one, post] = [services.at(-1), posts[0]];
  const clause = (text: string) => [...services.slice(0, -1), { ...one, clause: { reference: 'a', text } }];
  const many = <T extends object>(all: readonly T[], of: T | undefined, count: number) => [
    ...all,
    ...Array.from({ length: count - all.length }, (_, i) => ({ ...of, code: `another-${i}` })),
  ];
  test.each([
    ['as it is', {}, true],
    ['a title of 300 characters', { title: 'x'.repeat(300) }, true],
    ['a longer title', { title: 'x'.repeat(301) }, false],
    ['a longer source', { source: 'x'.repeat(301) }, false],
    ['a clause of 2,000 characters', { services: clause('x'.repeat(2000)) }, true],
    ['a longer clause', { services: clause('x'.repeat(2001)) }, false],
    ['a longer legal power', { services: [...services.slice(0, -1), { ...one, legalPower: 'x'.repeat(301) }] }, false],
    ['200 services', { services: many(services, one, 200) }, true],
    ['more services', { services: many(services, one, 201) }, false],
    ['50 posts', { posts: many(posts, post, 50) }, true],
    ['more posts', { posts: many(posts, post, 51) }, false],
    ['a row for every sale there is', { vat: { ...vat, rows: everySale } }, true],
    ['no row of VAT', { vat: { ...vat, rows: [] } }, false],
  ])('%s: %j', (_, more, expected) => expect(packSchema.safeParse({ ...rivermouth2026, ...more }).success).toBe(expected));
});

describe('a day rate halves to whole pence', () => {
  test.each([
    [45_000, true],
    [2, true],
    [45_001, false],
    [0, false],
    [-450, false],
    [450.5, false],
    [10_000_002, false],
  ])('%d: %s', (pence, expected) => {
    expect(dayPriceSchema.safeParse(pence).success).toBe(expected);
  });
});
