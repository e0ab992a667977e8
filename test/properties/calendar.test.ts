// What is true of every date between 2000 and 2099: counting is reversible, weeks have seven days, holidays fall on working days.
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  academicYearOf,
  addDays,
  bankHoliday,
  type CivilDate,
  daysBetween,
  financialYearOf,
  isWeekend,
  londonClock,
  mondayOf,
  monthOf,
  monthsBetween,
  parseDate,
  sessionKey,
  sessionKeySchema,
  weekday,
} from '../../shared/calendar.ts';
import { holds as holdsWithin } from './budget.ts';

const holds = <T>(sentence: string, values: fc.Arbitrary<T>, predicate: (value: T) => void): void =>
  holdsWithin(sentence, values, predicate, { milliseconds: 5_000, cases: 2_000, least: 100 });

const first = '2000-01-01' as CivilDate;
const daysInAll = daysBetween(first, '2099-12-31' as CivilDate);
const dates = fc.integer({ min: 0, max: daysInAll }).map((days) => addDays(first, days));
const twoDates = fc.tuple(dates, dates);
/** Any moment from 1980 to 2100, so that dates before the first parsed one are met too. */
const instants = fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2100, 0, 1) });

holds('every day that is counted to is a real date', dates, (date) => {
  expect(parseDate(date)).toBe(date);
});

holds('counting days and going them leads to the same date', twoDates, ([a, b]) => {
  expect(addDays(a, daysBetween(a, b))).toBe(b);
  expect(daysBetween(b, a)).toBe(-daysBetween(a, b) || 0);
  expect(Math.sign(daysBetween(a, b))).toBe(a < b ? 1 : a > b ? -1 : 0);
});

holds('seven days on it is the same weekday, and a week begins on its Monday', dates, (date) => {
  expect(weekday(addDays(date, 7))).toBe(weekday(date));
  expect(weekday(addDays(date, 1))).toBe((weekday(date) % 7) + 1);
  expect(weekday(mondayOf(date))).toBe(1);
  expect(daysBetween(mondayOf(date), date)).toBe(weekday(date) - 1);
});

holds('a holiday is never at a weekend', dates, (date) => {
  if (isWeekend(date)) expect(bankHoliday(date)).toBeUndefined();
});

holds(
  'an ordinary year has eight holidays, and the two of royal events what was proclaimed',
  fc.integer({ min: 2021, max: 2099 }),
  (year) => {
    let count = 0;
    for (let date = `${year}-01-01` as CivilDate; date.startsWith(String(year)); date = addDays(date, 1)) if (bankHoliday(date)) count += 1;
    expect(count).toBe({ 2022: 10, 2023: 9 }[year] ?? 8);
  },
);

holds('months are listed once each, in order, from the first to the last', twoDates, ([a, b]) => {
  const [from, to] = a < b ? [a, b] : [b, a];
  const months = monthsBetween(from, to);
  expect([months[0], months.at(-1)]).toEqual([monthOf(from), monthOf(to)]);
  expect(months).toEqual([...new Set(months)].sort());
  const count = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7)) + 1;
  expect(months.length).toBe(count);
});

holds(
  'an academic year holds exactly the days from 1 September to 31 August, a financial year those from 1 April to 31 March',
  dates,
  (date) => {
    const [academic, financial] = [academicYearOf(date), financialYearOf(date)];
    expect(`${academic}-09-01` <= date && date <= `${academic + 1}-08-31`).toBe(true);
    expect(`${financial}-04-01` <= date && date <= `${financial + 1}-03-31`).toBe(true);
  },
);

holds('the clock in London is that of UTC or one hour ahead, with the date that belongs to it', instants, (instant) => {
  const { date, time } = londonClock(instant);
  const utc = [instant, instant + 3_600_000].map((ms) => new Date(ms).toISOString().slice(0, 16));
  expect(utc).toContain(`${date}T${time}`);
});

holds(
  'every session key is one the schema takes, and no other text of its length is',
  fc.tuple(dates, fc.constantFrom('am' as const, 'pm' as const), fc.string()),
  ([date, half, other]) => {
    const key = sessionKey(date, half);
    expect(sessionKeySchema.parse(key)).toBe(key);
    expect(sessionKeySchema.safeParse(`${key}${other}`).success).toBe(other === '');
  },
);
