// Years, windows, notice days and the switch from one clock to another, by tables.
import { describe, expect, test } from 'vitest';
import { Years } from '../../functions/buyback/page/words.tsx';
import {
  buyableYear,
  firstFrom,
  instalmentsOf,
  lastBefore,
  mayBuy,
  monthsFrom,
  noticeDayOf,
  windowOf,
  yearBy,
  yearsAfter,
} from '../../functions/buyback/rules/clocks.ts';
import { type YearLeft, yearLeft } from '../../functions/buyback/rules/renewals.ts';
import { divisionOf, switchedYears } from '../../functions/buyback/rules/switch.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { YearClock } from '../../shared/policy/packages.ts';

const day = (text: string) => text as CivilDate;
const spring = { clock: 'financial' as const, window: { from: '01-15', to: '04-30' } };

describe('years', () => {
  test.each([
    ['financial', '2027-03-31', '2026-04-01', '2027-03-31'],
    ['financial', '2027-04-01', '2027-04-01', '2028-03-31'],
    ['academic', '2027-08-31', '2026-09-01', '2027-08-31'],
    ['academy', '2027-09-01', '2027-09-01', '2028-08-31'],
  ] as const)('the %s year of %s is %s to %s', (clock, date, from, to) => {
    expect(yearBy(clock, day(date))).toEqual({ from, to });
  });

  test.each([
    ['2027-05-10', 12, '2028-05-09'],
    ['2027-01-31', 1, '2027-02-28'],
    ['2027-12-31', 2, '2028-02-29'],
    ['2027-12-01', 1, '2027-12-31'],
    ['2028-02-29', 12, '2029-02-28'],
  ])('from %s for %i months is to %s', (from, months, to) => {
    expect(monthsFrom(day(from), months)).toBe(to);
  });

  test('29 February is 28 February where there is none', () => {
    expect(yearsAfter(day('2028-02-29'), 1)).toBe('2029-02-28');
    expect(yearsAfter(day('2028-02-29'), 4)).toBe('2032-02-29');
  });

  test('the last such day before and the first after count the day itself', () => {
    expect([lastBefore('04-01', day('2027-04-01')), lastBefore('04-02', day('2027-04-01'))]).toEqual(['2027-04-01', '2026-04-02']);
    expect([firstFrom('04-01', day('2027-04-01')), firstFrom('03-31', day('2027-04-01'))]).toEqual(['2027-04-01', '2028-03-31']);
  });
});

describe('the window', () => {
  test('opens in the months before the year and may stay open into it', () => {
    expect(windowOf(spring, day('2027-04-01'))).toEqual({ opens: '2027-01-15', closes: '2027-04-30' });
    expect(windowOf({ window: { from: '11-01', to: '02-28' } }, day('2027-04-01'))).toEqual({ opens: '2026-11-01', closes: '2027-02-28' });
  });

  test.each([
    ['2027-01-14', { opens: '2027-01-15', for: { from: '2027-04-01', to: '2028-03-31' } }],
    ['2027-01-15', { year: { from: '2027-04-01', to: '2028-03-31' } }],
    ['2027-04-30', { year: { from: '2027-04-01', to: '2028-03-31' } }],
    ['2027-05-01', { opens: '2028-01-15', for: { from: '2028-04-01', to: '2029-03-31' } }],
  ])('on %s it is %j', (today, found) => {
    expect(buyableYear(spring, day(today))).toEqual(found);
  });

  test('a year is bought on its days and on no other', () => {
    const on = ['2027-01-14', '2027-01-15', '2027-04-30', '2027-05-01'].map((today) => mayBuy(spring, day('2027-04-01'), day(today)));
    expect(on).toEqual([false, true, true, false]);
  });
});

describe('notice', () => {
  test.each([
    ['03-01', '2027-03-31', '2027-03-01'],
    ['04-01', '2027-08-31', '2027-04-01'],
    ['12-31', '2027-03-31', '2026-12-31'],
    ['03-31', '2027-03-31', '2027-03-31'],
  ])('by %s for a year that ends on %s is by %s', (noticeBy, ends, by) => {
    expect(noticeDayOf({ noticeBy }, day(ends))).toBe(by);
  });
});

describe('instalments', () => {
  const parts = [
    { on: '09-01', twelfths: 7 },
    { on: '04-01', twelfths: 5 },
  ];
  const year = yearBy('financial', day('2027-04-01'));

  test('fall due in order and come to the price, to the penny', () => {
    expect(instalmentsOf(parts, year, 115_001, day('2027-02-01'))).toEqual([
      { number: 1, of: 2, twelfths: 5, dueOn: '2027-04-01', netPence: 47_917 },
      { number: 2, of: 2, twelfths: 7, dueOn: '2027-09-01', netPence: 67_084 },
    ]);
  });

  test('what was due before the agreement falls due with it', () => {
    expect(instalmentsOf(parts, year, 120_000, day('2027-04-20')).map(({ dueOn }) => dueOn)).toEqual(['2027-04-20', '2027-09-01']);
  });

  test('a part of nothing is no instalment', () => {
    expect(instalmentsOf(parts, year, 1, day('2027-02-01'))).toEqual([{ number: 1, of: 1, twelfths: 7, dueOn: '2027-09-01', netPence: 1 }]);
  });
});

describe('a switch', () => {
  test.each([
    ['financial', 'academic', '2027-04-01', ['2027-04-01', '2027-08-31'], ['2027-09-01', '2028-03-31'], [5, 7]],
    ['financial', 'academy', '2027-04-01', ['2027-04-01', '2027-08-31'], ['2027-09-01', '2028-03-31'], [5, 7]],
    ['academic', 'financial', '2027-09-01', ['2027-09-01', '2028-03-31'], ['2028-04-01', '2028-08-31'], [7, 5]],
    ['academy', 'financial', '2027-09-01', ['2027-09-01', '2028-03-31'], ['2028-04-01', '2028-08-31'], [7, 5]],
  ] as [YearClock, YearClock, string, string[], string[], number[]][])(
    'from the %s to the %s year that begins on %s',
    (from, to, begins, before, after, twelfths) => {
      const division = divisionOf(from, to, day(begins));
      expect(division).toEqual({ before: { from: before[0], to: before[1] }, after: { from: after[0], to: after[1] }, twelfths });
    },
  );

  test.each([
    ['academic', 'academy'],
    ['academy', 'academic'],
    ['financial', 'financial'],
  ] as const)('from the %s to the %s year divides nothing', (from, to) => {
    expect(divisionOf(from, to, day('2027-09-01'))).toBeUndefined();
  });

  const terms = { halfDays: 6, agreedOn: day('2027-02-01') };

  test('to the academic year: five twelfths at once, seven in September, and the rest at the price by then', () => {
    const priceOn = (date: string) => (date < '2028-04-01' ? 115_001 : 118_000);
    const years = switchedYears('financial', 'academic', day('2027-04-01'), { priceOn, ...terms });
    expect(years).toEqual([
      {
        clock: 'financial',
        from: '2027-04-01',
        to: '2027-08-31',
        netPence: 47_917,
        halfDays: 3,
        instalments: [{ number: 1, of: 1, twelfths: 5, dueOn: '2027-04-01', netPence: 47_917 }],
      },
      {
        clock: 'academic',
        from: '2027-09-01',
        to: '2028-08-31',
        netPence: 67_084 + 49_167,
        halfDays: 6,
        instalments: [
          { number: 1, of: 2, twelfths: 7, dueOn: '2027-09-01', netPence: 67_084 },
          { number: 2, of: 2, twelfths: 5, dueOn: '2028-04-01', netPence: 49_167 },
        ],
      },
    ]);
  });

  test('to the financial year: seven twelfths, then five, then seven', () => {
    const years = switchedYears('academic', 'financial', day('2027-09-01'), { priceOn: () => 120_000, ...terms });
    expect(years.map(({ clock, from, to, netPence }) => [clock, from, to, netPence])).toEqual([
      ['academic', '2027-09-01', '2028-03-31', 70_000],
      ['financial', '2028-04-01', '2029-03-31', 120_000],
    ]);
    expect(years.flatMap(({ instalments }) => instalments.map(({ dueOn, twelfths }) => [dueOn, twelfths]))).toEqual([
      ['2027-09-01', 7],
      ['2028-04-01', 5],
      ['2028-09-01', 7],
    ]);
  });
});

test.each([
  ['a whole year', '2027-04-01', '2028-03-31', '2027/28', '1 April 2027 to 31 March 2028, 2 carried from the year before, 1 lapsed'],
  ['a part of one', '2027-04-01', '2027-08-31', '1 April 2027 to 31 August 2027', '2 carried from the year before, 1 lapsed'],
])('what is said of %s in a table of years is said once, and begins with no comma', (_, from, to, name, hint) => {
  const year = {
    ...{ clock: 'financial', from: day(from), to: day(to), netPence: 0, halfDays: 4, instalments: [] },
    ...{ account: '', sold: '', carriedHalfDays: 2, closed: { lapsedHalfDays: 1, carriedHalfDays: 0 } },
  } as unknown as YearLeft['year'];
  const html = String(Years({ years: [yearLeft(year, undefined)], caption: 'Years' }));
  const [, said, beneath] = />([^<>]+)<br\/?><span class="govuk-hint">([^<]*)</.exec(html) ?? [];
  expect([said, beneath?.trim()]).toEqual([name, hint]);
});
