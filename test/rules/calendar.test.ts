// Civil dates, clock changes, school and financial years, and the bank holidays of England as gov.uk lists them.
import { describe, expect, test } from 'vitest';
import {
  academicYearOf,
  academicYearText,
  addDays,
  bankHoliday,
  type CivilDate,
  dateOf,
  dateSchema,
  dateText,
  daysBetween,
  financialYearOf,
  halfOf,
  isWeekend,
  londonClock,
  londonDate,
  mondayOf,
  monthOf,
  monthsBetween,
  parseDate,
  type SessionKey,
  sessionKey,
  sessionKeySchema,
  sessionText,
  timestamp,
  weekday,
} from '../../shared/calendar.ts';

const day = (text: string) => text as CivilDate;

/** Month and day of each bank holiday in England and Wales, as listed by gov.uk; for 2027 and later by the same rules. */
const holidays: Record<number, string[]> = {
  2021: ['01-01', '04-02', '04-05', '05-03', '05-31', '08-30', '12-27', '12-28'],
  2022: ['01-03', '04-15', '04-18', '05-02', '06-02', '06-03', '08-29', '09-19', '12-26', '12-27'],
  2023: ['01-02', '04-07', '04-10', '05-01', '05-08', '05-29', '08-28', '12-25', '12-26'],
  2024: ['01-01', '03-29', '04-01', '05-06', '05-27', '08-26', '12-25', '12-26'],
  2025: ['01-01', '04-18', '04-21', '05-05', '05-26', '08-25', '12-25', '12-26'],
  2026: ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-28'],
  2027: ['01-01', '03-26', '03-29', '05-03', '05-31', '08-30', '12-27', '12-28'],
  2028: ['01-03', '04-14', '04-17', '05-01', '05-29', '08-28', '12-25', '12-26'],
  2029: ['01-01', '03-30', '04-02', '05-07', '05-28', '08-27', '12-25', '12-26'],
  2030: ['01-01', '04-19', '04-22', '05-06', '05-27', '08-26', '12-25', '12-26'],
};

describe('bank holidays in England', () => {
  test.each(Object.entries(holidays))('%s has these and no others', (year, expected) => {
    const found: string[] = [];
    for (let date = day(`${year}-01-01`); date.startsWith(year); date = addDays(date, 1)) if (bankHoliday(date)) found.push(date.slice(5));
    expect(found).toEqual(expected);
  });

  test.each([
    ['2021-12-25', undefined],
    ['2021-12-27', 'Christmas Day'],
    ['2021-12-28', 'Boxing Day'],
    ['2022-12-26', 'Boxing Day'],
    ['2022-12-27', 'Christmas Day'],
    ['2026-12-25', 'Christmas Day'],
    ['2026-12-26', undefined],
    ['2026-12-28', 'Boxing Day'],
    ['2022-01-01', undefined],
    ['2022-01-03', 'New Year’s Day'],
    ['2022-05-30', undefined],
    ['2022-06-02', 'Spring bank holiday'],
    ['2022-09-19', 'State funeral'],
    ['2023-05-08', 'Coronation'],
    ['2026-04-05', undefined],
    ['2026-04-06', 'Easter Monday'],
  ])('%s is %s', (date, title) => {
    expect(bankHoliday(day(date))).toBe(title);
  });
});

describe('the clock in London', () => {
  test.each([
    ['the last minute of winter time', '2026-03-29T00:59:59Z', '2026-03-29', '00:59'],
    ['the first minute of summer time', '2026-03-29T01:00:00Z', '2026-03-29', '02:00'],
    ['the first 01:59 of the long night', '2026-10-25T00:59:59Z', '2026-10-25', '01:59'],
    ['back at 01:00', '2026-10-25T01:00:00Z', '2026-10-25', '01:00'],
    ['the second 01:59', '2026-10-25T01:59:59Z', '2026-10-25', '01:59'],
    ['two o’clock', '2026-10-25T02:00:00Z', '2026-10-25', '02:00'],
    ['midnight in winter', '2026-01-15T00:00:00Z', '2026-01-15', '00:00'],
    ['a summer evening in UTC that is tomorrow in London', '2026-06-30T23:30:00Z', '2026-07-01', '00:30'],
    ['the turn of the year', '2026-12-31T23:59:59.999Z', '2026-12-31', '23:59'],
    ['a leap day', '2028-02-29T12:00:00Z', '2028-02-29', '12:00'],
  ])('%s', (_, instant, date, time) => {
    expect(londonClock(Date.parse(instant))).toEqual({ date, time });
    expect(londonDate(Date.parse(instant))).toBe(date);
  });

  test('a record keeps the moment itself, in UTC', () => {
    expect(timestamp(Date.parse('2026-07-01T00:30:00.007+01:00'))).toBe('2026-06-30T23:30:00.007Z');
  });
});

describe('a date is a real one, between 2000 and 2099', () => {
  test.each<[string, boolean]>([
    ['2026-11-24', true],
    ['2000-01-01', true],
    ['2099-12-31', true],
    ['2028-02-29', true],
    ['2000-02-29', true],
    ['2026-02-29', false],
    ['2100-01-01', false],
    ['1999-12-31', false],
    ['2026-04-31', false],
    ['2026-00-10', false],
    ['2026-13-01', false],
    ['2026-01-00', false],
    ['2026-1-1', false],
    ['2026-11-24T00:00', false],
    ['2026-11-24\n', false],
    [' 2026-11-24', false],
    ['24/11/2026', false],
    ['٢٠٢٦-١١-٢٤', false],
    ['', false],
  ])('%j', (text, isReal) => {
    expect(parseDate(text)).toBe(isReal ? text : undefined);
    expect(dateSchema.safeParse(text).success).toBe(isReal);
  });

  test.each<[unknown, boolean]>([
    ['2026-11-24#am', true],
    ['2026-11-24#pm', true],
    ['2026-11-24#AM', false],
    ['2026-11-24', false],
    ['2026-02-30#am', false],
    ['2026-11-24 #am', false],
    ['2026-11-24#am#pm', false],
    ['2026-11-24#am\n', false],
    [null, false],
  ])('a session, %j', (text, isReal) => {
    expect(sessionKeySchema.safeParse(text).success).toBe(isReal);
  });
});

describe('days are counted without clocks', () => {
  test.each([
    ['over the change to summer time', '2026-03-28', 2, '2026-03-30'],
    ['over the change to winter time', '2026-10-24', 2, '2026-10-26'],
    ['over a leap day', '2028-02-28', 2, '2028-03-01'],
    ['over the turn of a year', '2026-12-31', 1, '2027-01-01'],
    ['backwards', '2026-03-01', -1, '2026-02-28'],
    ['not at all', '2026-03-01', 0, '2026-03-01'],
  ])('%s', (_, from, days, to) => {
    expect(addDays(day(from), days)).toBe(to);
    expect(daysBetween(day(from), day(to))).toBe(days);
  });

  test.each([
    ['2026-11-23', 1, '2026-11-23'],
    ['2026-11-27', 5, '2026-11-23'],
    ['2026-11-28', 6, '2026-11-23'],
    ['2026-11-29', 7, '2026-11-23'],
    ['2026-11-30', 1, '2026-11-30'],
    ['2000-01-01', 6, '1999-12-27'],
  ])('%s is day %i of the week that began on %s', (date, number, monday) => {
    expect(weekday(day(date))).toBe(number);
    expect(isWeekend(day(date))).toBe(number > 5);
    expect(mondayOf(day(date))).toBe(monday);
  });
});

describe('months and years', () => {
  test.each([
    ['one day', '2026-11-24', '2026-11-24', ['2026-11']],
    ['over the turn of a year', '2026-11-30', '2027-01-01', ['2026-11', '2026-12', '2027-01']],
    ['backwards', '2026-11-24', '2026-10-31', []],
    ['backwards within a month', '2026-11-24', '2026-11-01', ['2026-11']],
  ])('months, %s', (_, from, to, months) => {
    expect(monthsBetween(day(from), day(to))).toEqual(months);
  });

  test('a whole academic year has twelve months', () => {
    const months = monthsBetween(day('2026-09-01'), day('2027-08-31'));
    expect([months.length, months[0], months[11]]).toEqual([12, '2026-09', '2027-08']);
  });

  test.each([
    ['2026-08-31', 2025, 2026],
    ['2026-09-01', 2026, 2026],
    ['2027-03-31', 2026, 2026],
    ['2027-04-01', 2026, 2027],
    ['2027-01-01', 2026, 2026],
    ['2028-02-29', 2027, 2027],
  ])('%s lies in the academic year that began in %i and the financial year that began in %i', (date, academic, financial) => {
    expect(academicYearOf(day(date))).toBe(academic);
    expect(financialYearOf(day(date))).toBe(financial);
  });

  test.each([
    [2026, '2026/27'],
    [2099, '2099/00'],
    [2008, '2008/09'],
  ])('%i is written %s', (year, text) => {
    expect(academicYearText(year)).toBe(text);
  });
});

test('a session is a date and a half, sorts in time order, and is spoken', () => {
  const [morning, afternoon] = [sessionKey(day('2026-11-24'), 'am'), sessionKey(day('2026-11-24'), 'pm')];
  const sorted: SessionKey[] = [sessionKey(day('2026-11-25'), 'am'), afternoon, morning].sort();
  expect(sorted).toEqual(['2026-11-24#am', '2026-11-24#pm', '2026-11-25#am']);
  expect([dateOf(afternoon), halfOf(afternoon), monthOf(dateOf(afternoon))]).toEqual(['2026-11-24', 'pm', '2026-11']);
  expect(sessionText(afternoon)).toBe('Tuesday 24 November 2026, afternoon');
  expect(dateText(day('2026-03-01'))).toBe('1 March 2026');
});
