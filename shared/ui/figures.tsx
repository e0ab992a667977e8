// Money, days and dates as elements, so that every page writes them alike and figures line up.
import { formatPence } from '../money.ts';
import type { Element } from './markup.ts';
import { halfDaysText, longDateText } from './text.ts';

/** £1,080.00, from integer pence. */
export function Money({ pence }: { pence: number }): Element {
  return <span class="daybook-money">{formatPence(pence)}</span>;
}

/** "2½ days", from integer half-days. */
export function HalfDays({ halfDays }: { halfDays: number }): Element {
  return <>{halfDaysText(halfDays)}</>;
}

/** Tuesday 24 November 2026, from 'YYYY-MM-DD'. */
export function LongDate({ date }: { date: string }): Element {
  return <time datetime={date}>{longDateText(date)}</time>;
}
