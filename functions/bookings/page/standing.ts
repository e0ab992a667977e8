// What a booking comes to as it stands: sessions that are cancelled count for nothing.
import { halfDayPence } from '../../../shared/money.ts';
import { vatOf } from '../rules/quote.ts';
import type { Booking } from '../schema.ts';

type Standing = { halfDays: number; freeHalfDays: number; netPence: number; vatPence: number; grossPence: number };

/** Half-days and pence of the sessions that are booked or delivered; VAT as it was quoted, rounded once for each rate. */
export function standing({ sessions }: Pick<Booking, 'sessions'>): Standing {
  const kept = sessions.filter(({ state }) => state !== 'cancelled');
  const paid = kept.flatMap(({ funding }) =>
    funding.fund === 'traded' ? [{ netPence: halfDayPence(funding.perDayExVatPence), treatment: funding.treatment }] : [],
  );
  const netPence = paid.reduce((sum, line) => sum + line.netPence, 0);
  const vatPence = vatOf(paid);
  return { halfDays: kept.length, freeHalfDays: kept.length - paid.length, netPence, vatPence, grossPence: netPence + vatPence };
}
