// How days, shares and dates are said. Dates are plain 'YYYY-MM-DD' strings counted from UTC midnight, so no clock change can move them.
import type { Purse } from '../policy/schema.ts';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** "half a day", "1 day", "2½ days", "−1 day", from whole half-days. */
export function halfDaysText(halfDays: number): string {
  if (!Number.isSafeInteger(halfDays)) throw new Error(`half-days are whole numbers, not ${halfDays}`);
  const size = Math.abs(halfDays);
  const sign = halfDays < 0 ? '−' : '';
  if (size === 1) return sign ? '−½ day' : 'half a day';
  const whole = (size - (size % 2)) / 2;
  return `${sign}${whole}${size % 2 ? '½' : ''} ${size === 2 ? 'day' : 'days'}`;
}

/** Names as a sentence has them: “A, B and C”. */
export const listText = (names: readonly string[], joining: 'and' | 'or' = 'and'): string =>
  [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(` ${joining} `);

/** As a sentence, or a choice, begins. */
export const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;

/** `2500` basis points as `25%`. */
export const shareText = (basisPoints: number): string => `${basisPoints / 100}%`;

/** What a school pays from, within a sentence: "delegated budget", "own funds". */
export const purseName = (purse: Purse): string => (purse === 'delegated-budget' ? 'delegated budget' : 'own funds');

/** "1 working day", "20 working days" */
export const workingDaysText = (days: number): string => `${days} working ${days === 1 ? 'day' : 'days'}`;

function partsOf(date: string): { weekday: string; day: number; month: string; year: number } {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(date) ? new Date(`${date}T00:00:00Z`) : undefined;
  // A 31 April rolls into May, so the string must survive the round trip.
  if (!instant || Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== date) {
    throw new Error(`a date is written YYYY-MM-DD, not ${JSON.stringify(date)}`);
  }
  return {
    weekday: weekdays[instant.getUTCDay()] ?? '',
    day: instant.getUTCDate(),
    month: months[instant.getUTCMonth()] ?? '',
    year: instant.getUTCFullYear(),
  };
}

/** "Tuesday 24 November 2026" */
export function longDateText(date: string): string {
  const { weekday, day, month, year } = partsOf(date);
  return `${weekday} ${day} ${month} ${year}`;
}

/** "Tuesday 24 November", where the year is plain from what stands around it. */
export function dayText(date: string): string {
  const { weekday, day, month } = partsOf(date);
  return `${weekday} ${day} ${month}`;
}

/** "Tue 24 Nov", for the heading of a narrow column. */
export function shortDayText(date: string): string {
  const { weekday, day, month } = partsOf(date);
  return `${weekday.slice(0, 3)} ${day} ${month.slice(0, 3)}`;
}
