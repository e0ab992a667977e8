// Dates that recur are proposed as they are: what falls on a weekend, a bank holiday or a day away says so, and nothing is put in its place unasked.
import { expect, test } from 'vitest';
import { proposed, recurring } from '../../functions/bookings/rules/recurring.ts';
import { recurringSchema } from '../../functions/bookings/schema/officers.ts';
import { londonClock } from '../../shared/calendar.ts';
import { daniel, day, now, pack, session } from '../bookings.ts';

const facts = { officer: daniel, taken: new Set([session('2026-12-02#am')]), clock: londonClock(now), sessionTimes: pack.sessions };
const standings = (rhythm: Parameters<typeof recurring>[0], more = {}) =>
  proposed({ ...facts, ...more }, rhythm).map((each) => [each.session, each.standing]);

test('every so many weeks on the same weekday, over a change of the clocks too, in one half of the day or in both', () => {
  expect(recurring({ from: day('2027-03-16'), half: 'pm', everyWeeks: 2, times: 3 })).toEqual([
    '2027-03-16#pm',
    '2027-03-30#pm',
    '2027-04-13#pm',
  ]);
  expect(recurring({ from: day('2027-03-16'), half: 'day', everyWeeks: 1, times: 2 })).toHaveLength(4);
});

test('each date says how it stands in the officer’s diary', () => {
  expect(standings({ from: day('2026-12-02'), half: 'am', everyWeeks: 1, times: 4 })).toEqual([
    ['2026-12-02#am', 'taken'],
    ['2026-12-09#am', 'free'],
    ['2026-12-16#am', 'free'],
    ['2026-12-23#am', 'free'],
  ]);
  expect(standings({ from: day('2026-12-11'), half: 'day', everyWeeks: 2, times: 2 })).toEqual([
    ['2026-12-11#am', 'free'],
    ['2026-12-11#pm', 'not-working'],
    ['2026-12-25#am', 'bank-holiday'],
    ['2026-12-25#pm', 'bank-holiday'],
  ]);
  expect(standings({ from: day('2026-12-14'), half: 'am', everyWeeks: 1, times: 2 })[0]).toEqual(['2026-12-14#am', 'away']);
  expect(standings({ from: day('2026-11-28'), half: 'am', everyWeeks: 1, times: 2 })[0]).toEqual(['2026-11-28#am', 'weekend']);
  expect(standings({ from: day('2026-11-23'), half: 'am', everyWeeks: 1, times: 2 })[0]).toEqual(['2026-11-23#am', 'begun']);
  // What no booking is taken for yet is not proposed as free.
  expect(standings({ from: day('2028-05-17'), half: 'am', everyWeeks: 2, times: 2 }).map(([, standing]) => standing)).toEqual([
    'free',
    'too-far-ahead',
  ]);
  const leaving = { officer: { ...daniel, leavesOn: day('2026-12-08') } };
  expect(standings({ from: day('2026-12-08'), half: 'am', everyWeeks: 1, times: 2 }, leaving).map(([, standing]) => standing)).toEqual([
    'free',
    'left',
  ]);
});

test('what is not free offers what is in the same week, the nearest first, and never a date of the rhythm itself', () => {
  const [taken] = proposed(facts, { from: day('2026-12-02'), half: 'am', everyWeeks: 1, times: 2 });
  expect(taken?.instead).toEqual(['2026-12-02#pm', '2026-12-01#am', '2026-12-01#pm', '2026-12-03#am']);
  const christmas = proposed(facts, { from: day('2026-12-25'), half: 'am', everyWeeks: 1, times: 2 });
  expect(christmas.map(({ holiday, instead }) => [holiday, instead[0]])).toEqual([
    ['Christmas Day', '2026-12-24#am'],
    ['New Year’s Day', '2026-12-31#am'],
  ]);
  expect(
    proposed(facts, { from: day('2026-12-09'), half: 'am', everyWeeks: 1, times: 2 }).every(({ instead }) => instead.length === 0),
  ).toBe(true);
});

test('a rhythm that is none is refused field by field', () => {
  const asked = { school: 'sch_990001', service: 'svc_x', officer: 'off_x', from: '2026-12-02', half: 'am', everyWeeks: '2', times: '3' };
  expect(recurringSchema.safeParse(asked).success).toBe(true);
  for (const wrong of [
    { everyWeeks: '0' },
    { everyWeeks: '1.5' },
    { times: '1' },
    { times: '21' },
    { half: 'night' },
    { from: '2026-02-30' },
  ])
    expect(recurringSchema.safeParse({ ...asked, ...wrong }).error?.issues.map(({ path }) => path[0])).toEqual(Object.keys(wrong));
});
