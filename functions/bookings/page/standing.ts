// What a booking comes to as it stands: sessions that are cancelled count for nothing.
import { partsOf, vatOfParts } from '../rules/shares.ts';
import type { Booking } from '../schema.ts';

type Standing = { halfDays: number; freeHalfDays: number; netPence: number; vatPence: number; grossPence: number };

/** Half-days and pence of the sessions that are booked or delivered; VAT as it was quoted, rounded once for each rate. */
export function standing({ sessions }: Pick<Booking, 'sessions'>): Standing {
  const kept = sessions.filter(({ state }) => state !== 'cancelled');
  const paid = kept.flatMap(({ funding }) => (funding.fund === 'traded' ? [partsOf(funding)] : []));
  const netPence = paid.flat().reduce((sum, part) => sum + part.netPence, 0);
  const vatPence = vatOfParts(paid.flat());
  return {
    halfDays: kept.length,
    freeHalfDays: kept.filter(({ funding }) => funding.fund === 'core' || funding.fund === 'entitlement').length,
    netPence,
    vatPence,
    grossPence: netPence + vatPence,
  };
}
