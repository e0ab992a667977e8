// From when the days count that a version changes: the sentence that a page says is what the rules then do.
import { expect, test } from 'vitest';
import { countingTexts } from '../../functions/entitlements/rules/policies/counting.ts';
import { targetOf } from '../../functions/entitlements/rules/targets.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { yearOf } from '../../shared/policy/rules.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { day } from '../bookings.ts';
import { ruleOf } from '../packs.ts';

function next(effectiveFrom: string, change: (pack: Pack) => void): Pack {
  const pack = { ...structuredClone(essex2017), effectiveFrom: day(effectiveFrom) };
  change(pack);
  return pack;
}
const of = (pack: Pack, whole = true) => countingTexts(essex2017, pack, whole);
const visits = (halfDays: number) => (pack: Pack) => {
  ruleOf(pack, 'school', 'half-day-visit').grant = { halfDays };
};

test('a version that changes no days has nothing to say', () => {
  expect(of(next('2017-11-25', () => {}))).toEqual([]);
  expect(of(next('2017-11-25', (pack) => Object.assign(pack, { title: 'Another title' })))).toEqual([]);
});

test('a version that takes effect with a year counts for that year', () => {
  expect(of(next('2018-09-01', visits(2)))).toEqual(['Half-day visit: counts for the year that begins on 1 September 2018.']);
});

test('more days in the middle of a year count as the rule says, and are counted so', () => {
  expect(of(next('2017-11-25', visits(2)))).toEqual([
    'Half-day visit: 25 November 2017 is in the middle of the academic year that ends on 31 August 2018. There whoever gains by it has the whole year’s figure from that day.',
  ]);
  const { midYear, year } = ruleOf(essex2017, 'school', 'half-day-visit');
  const because = '';
  const segments = [
    { from: day('2017-09-01'), value: 1, because, midYear },
    { from: day('2017-11-25'), value: 2, because, midYear },
  ];
  expect(targetOf(segments, yearOf(year, day('2017-11-25'))).target).toBe(2);
});

test('fewer days of a rule that keeps them are fewer from the next year on, and are counted so', () => {
  const fewer = next('2017-11-25', (pack) => {
    for (const band of ruleOf(pack, 'partnership').bands) band.grant.halfDays -= 2;
  });
  expect(of(fewer)).toEqual([
    'Partnership days: 25 November 2017 is in the middle of the academic year that ends on 31 August 2018. There whoever loses by it keeps this year’s figure, and has less from the year that begins on 1 September 2018.',
  ]);
  const { midYear, year } = ruleOf(essex2017, 'partnership');
  const segments = [
    { from: day('2017-09-01'), value: 12, because: '', midYear },
    { from: day('2017-11-25'), value: 10, because: '', midYear },
  ];
  expect(targetOf(segments, yearOf(year, day('2017-11-25'))).target).toBe(12);
});

test('a condition that is written in another order means the same', () => {
  const same = next('2017-11-25', (pack) => {
    const rule = ruleOf(pack, 'school', 'special-school-days');
    rule.where = { settings: ['alternative-provision', 'special'], sectors: ['academy', 'maintained'] };
  });
  expect(of(same)).toEqual([]);
});

test('a rule that means others may give to some and take from others', () => {
  const others = next('2017-11-25', (pack) => {
    ruleOf(pack, 'school', 'special-school-days').where = { settings: ['special'] };
  });
  expect(of(others)).toEqual([
    'Days for special schools and pupil referral units: 25 November 2017 is in the middle of the academic year that ends on 31 August 2018. There whoever gains by it has its part of the year’s figure, by the days that are left of the year; from whoever loses by it what is left of the year is taken back, by days; what was used stays used.',
  ]);
});

test('a rule that is left out takes as its last words said', () => {
  const without = next('2017-11-25', (pack) => {
    pack.allocations = pack.allocations.filter(({ code }) => code !== 'half-day-visit');
  });
  expect(of(without)).toEqual([
    'Half-day visit: 25 November 2017 is in the middle of the academic year that ends on 31 August 2018. There from whoever loses by it what is not used is taken back; what was used stays used.',
  ]);
});

test('that a rule rests on another status is told to those alone who read the policy whole', () => {
  const other = next('2017-11-25', (pack) => {
    ruleOf(pack, 'status').status = 'vulnerable';
  });
  expect(of(other)).toHaveLength(1);
  expect(of(other, false)).toEqual([]);
});
