// Civil dates are plain `YYYY-MM-DD` strings in Europe/London; a session is a date and a half of the day. No instant ever stands for a day.
import * as z from 'zod';
import type { Branded } from './ids.ts';

export type CivilDate = Branded<'civil-date'>;
export type Half = 'am' | 'pm';
/** One bookable half-day, as a key that sorts in time order: `2026-11-24#am`. */
export type SessionKey = Branded<'session-key'>;
/** Milliseconds since the epoch; only for moments, never for days. */
export type Instant = number;

const dayMs = 86_400_000;
const midnight = (date: string) => Date.parse(`${date}T00:00:00Z`);
const fromMidnight = (ms: number) => new Date(ms).toISOString().slice(0, 10) as CivilDate;

/** A real calendar date between 2000 and 2099, or undefined. */
export function parseDate(text: string): CivilDate | undefined {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return undefined;
  const ms = midnight(text);
  return Number.isNaN(ms) || fromMidnight(ms) !== text ? undefined : (text as CivilDate);
}

/** What a program is told of a date that is none; a page says it as its three boxes have it. */
export const noRealDate = 'must be a real date between 2000 and 2099, written like 2026-11-24';

export const dateSchema = z
  .string(noRealDate)
  .refine((text) => parseDate(text) !== undefined, noRealDate)
  .transform((text) => text as CivilDate);

export const sessionKeySchema = z
  .string('must be a date and a half of the day, written like 2026-11-24#am')
  .refine((text) => /#(am|pm)$/.test(text) && parseDate(text.slice(0, 10)) !== undefined && text.length === 13, {
    message: 'must be a date and a half of the day, written like 2026-11-24#am',
  })
  .transform((text) => text as SessionKey);

export const sessionKey = (date: CivilDate, half: Half): SessionKey => `${date}#${half}` as SessionKey;
export const dateOf = (session: SessionKey): CivilDate => session.slice(0, 10) as CivilDate;
export const halfOf = (session: SessionKey): Half => session.slice(11) as Half;

export const addDays = (date: CivilDate, days: number): CivilDate => fromMidnight(midnight(date) + days * dayMs);
export const daysBetween = (from: CivilDate, to: CivilDate): number => Math.round((midnight(to) - midnight(from)) / dayMs);
/** 1 for Monday to 7 for Sunday. */
export const weekday = (date: CivilDate): number => ((Math.floor(midnight(date) / dayMs) + 3) % 7) + 1;
export const isWeekend = (date: CivilDate): boolean => weekday(date) > 5;
export const mondayOf = (date: CivilDate): CivilDate => addDays(date, 1 - weekday(date));
export const monthOf = (date: CivilDate): string => date.slice(0, 7);

/** The months from one date's to another's, both included: `['2026-11', '2026-12']`. */
export function monthsBetween(from: CivilDate, to: CivilDate): string[] {
  const months: string[] = [];
  let year = Number(from.slice(0, 4));
  let month = Number(from.slice(5, 7));
  while (`${year}-${String(month).padStart(2, '0')}` <= monthOf(to)) {
    months.push(`${year}-${String(month).padStart(2, '0')}`);
    month += 1;
    if (month === 13) {
      month = 1;
      year += 1;
    }
  }
  return months;
}

/** The year in which the academic year (1 September to 31 August) of a date begins. */
export const academicYearOf = (date: CivilDate): number => Number(date.slice(0, 4)) - (date.slice(5) < '09-01' ? 1 : 0);
export const academicYearText = (startYear: number): string => `${startYear}/${String((startYear + 1) % 100).padStart(2, '0')}`;
/** The year in which the financial year (1 April to 31 March) of a date begins. */
export const financialYearOf = (date: CivilDate): number => Number(date.slice(0, 4)) - (date.slice(5) < '04-01' ? 1 : 0);

const london = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

type Clock = { date: CivilDate; time: string };
/** A command asks for its own moment again and again, and each time it would be worked out from the tables of the zone. Clocks change on whole minutes. */
let lastAsked: { minute: number; clock: Clock } | undefined;

/** The date and the wall clock in London at an instant, as `{ date: '2026-07-01', time: '00:30' }`. */
export function londonClock(instant: Instant): Clock {
  const minute = Math.floor(instant / 60_000);
  if (lastAsked?.minute === minute) return { ...lastAsked.clock };
  const parts = Object.fromEntries(london.formatToParts(instant).map((part) => [part.type, part.value]));
  const clock: Clock = { date: `${parts.year}-${parts.month}-${parts.day}` as CivilDate, time: `${parts.hour}:${parts.minute}` };
  lastAsked = { minute, clock };
  return { ...clock };
}

export const londonDate = (instant: Instant): CivilDate => londonClock(instant).date;

/** Easter Sunday by the anonymous Gregorian computus. */
function easterSunday(year: number): CivilDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as CivilDate;
}

/** Days proclaimed, moved or added once, that no rule gives: England and Wales, royal events of 2022 and 2023. */
const proclaimed: Record<number, { add: Record<string, string>; drop: string[] }> = {
  2022: {
    add: { '2022-06-02': 'Spring bank holiday', '2022-06-03': 'Platinum Jubilee', '2022-09-19': 'State funeral' },
    drop: ['2022-05-30'],
  },
  2023: { add: { '2023-05-08': 'Coronation' }, drop: [] },
};

const yearsOfHolidays = new Map<number, Map<string, string>>();

function holidaysIn(year: number): Map<string, string> {
  const known = yearsOfHolidays.get(year);
  if (known) return known;
  const on = (monthDay: string) => `${year}-${monthDay}` as CivilDate;
  const holidays = new Map<string, string>();
  const firstMonday = (monthDay: string) => {
    let date = on(monthDay);
    while (weekday(date) !== 1) date = addDays(date, 1);
    return date;
  };
  const easter = easterSunday(year);
  const put = (date: CivilDate, title: string) => {
    let free = date;
    // A holiday that falls on a weekend, or on another holiday, is taken on the next free weekday (a substitute day).
    while (isWeekend(free) || holidays.has(free)) free = addDays(free, 1);
    holidays.set(free, title);
  };
  put(on('01-01'), 'New Year’s Day');
  put(addDays(easter, -2), 'Good Friday');
  put(addDays(easter, 1), 'Easter Monday');
  put(firstMonday('05-01'), 'Early May bank holiday');
  put(firstMonday('05-25'), 'Spring bank holiday');
  put(firstMonday('08-25'), 'Summer bank holiday');
  // A Boxing Day on a Monday keeps its day, and the substitute for a Christmas Day on the Sunday follows it (2022).
  if (weekday(on('12-26')) === 1) put(on('12-26'), 'Boxing Day');
  put(on('12-25'), 'Christmas Day');
  if (weekday(on('12-26')) !== 1) put(on('12-26'), 'Boxing Day');
  for (const date of proclaimed[year]?.drop ?? []) holidays.delete(date);
  for (const [date, title] of Object.entries(proclaimed[year]?.add ?? {})) holidays.set(date, title);
  yearsOfHolidays.set(year, holidays);
  return holidays;
}

/** The name of the bank holiday in England on a date, or undefined. */
export const bankHoliday = (date: CivilDate): string | undefined => holidaysIn(Number(date.slice(0, 4))).get(date);

/** Neither at a weekend nor a bank holiday in England. */
export const isWorkingDay = (date: CivilDate): boolean => !isWeekend(date) && bankHoliday(date) === undefined;

/** The day after so many whole working days. */
export function workingDaysAfter(date: CivilDate, workingDays: number): CivilDate {
  let day = date;
  for (let left = workingDays; left > 0; ) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) left -= 1;
  }
  return day;
}

/** The day before so many whole working days. */
export function workingDaysBefore(date: CivilDate, workingDays: number): CivilDate {
  let day = date;
  for (let left = workingDays; left > 0; ) {
    day = addDays(day, -1);
    if (isWorkingDay(day)) left -= 1;
  }
  return day;
}

/** How many whole working days lie between two days, neither of which counts; none where the second is not after the first. `most` is as far as is counted. */
export function workingDaysBetween(from: CivilDate, to: CivilDate, most: number): number {
  let count = 0;
  for (let day = addDays(from, 1); day < to && count < most; day = addDays(day, 1)) if (isWorkingDay(day)) count += 1;
  return count;
}

// Made once: making a formatter costs more than a whole booking's rules.
const dayMonthYear = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });
const weekdayName = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long' });

/** `2026-11-24` as a person reads it: `24 November 2026`. */
export const dateText = (date: CivilDate): string => dayMonthYear.format(midnight(date));
export const halfText = (half: Half): string => (half === 'am' ? 'morning' : 'afternoon');
/** `Tuesday 24 November 2026, morning`. */
export const sessionText = (session: SessionKey): string =>
  `${weekdayName.format(midnight(dateOf(session)))} ${dateText(dateOf(session))}, ${halfText(halfOf(session))}`;

/** An instant as records keep it: ISO 8601 in UTC. For moments only; a day is never made from it. */
export const timestamp = (instant: Instant): string => new Date(instant).toISOString();

/** A recorded moment as a person reads it: `18 December 2026 at 18:00`. */
export function momentText(recordedAt: string): string {
  const { date, time } = londonClock(Date.parse(recordedAt));
  return `${dateText(date)} at ${time}`;
}

/** A recorded moment as the name of a file holds it, to the second: `2026-12-18-180005`. */
export function fileMoment(recordedAt: string): string {
  const { date, time } = londonClock(Date.parse(recordedAt));
  // London is whole minutes from UTC, so its seconds are UTC's.
  return `${date}-${time.replace(':', '')}${recordedAt.slice(17, 19)}`;
}
