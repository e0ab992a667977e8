// How billing counts and what it calls a treatment, in words. Pure.
import { type CivilDate, dateText, type Half, halfText } from '../../../shared/calendar.ts';
import type { Treatment } from '../../../shared/policy/schema.ts';

/** `1 half-day`, `2,000 half-days`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
export const halfDays = (n: number): string => counted(n, 'half-day');

/** How something is billed, as a buyer reads it. */
export const treatmentWords = ({ rail, category, rateBasisPoints }: Treatment): string =>
  rail === 'journal'
    ? 'a recharge without VAT'
    : category === 'S'
      ? `an invoice with VAT at ${rateBasisPoints / 100}%`
      : 'an invoice without VAT';

/** `24 November 2026, morning`: two half-days of one day look alike without it. */
export const halfDayText = ({ deliveredOn, half }: { deliveredOn: CivilDate; half: Half }): string =>
  `${dateText(deliveredOn)}, ${halfText(half)}`;
