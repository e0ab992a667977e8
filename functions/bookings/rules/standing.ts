// What a booking comes to as it stands: sessions that are cancelled count for nothing. Pure.
import type { Booking, Funding } from '../schema.ts';
import { partsOf, vatOfParts } from './events/shares.ts';
import { isVisit } from './work.ts';

export type Sums = { netPence: number; vatPence: number; grossPence: number };
type Standing = Sums & { halfDays: number; freeHalfDays: number };

/** Pence of some sessions; VAT as it was quoted, rounded once for each rate. */
export function sumsOf(sessions: readonly { funding: Funding }[]): Sums {
  const parts = sessions.flatMap(({ funding }) => (funding.fund === 'traded' ? partsOf(funding) : []));
  const netPence = parts.reduce((sum, part) => sum + part.netPence, 0);
  const vatPence = vatOfParts(parts);
  return { netPence, vatPence, grossPence: netPence + vatPence };
}

/** Half-days and pence of the sessions that are booked or delivered. */
export function standing({ sessions }: Pick<Booking, 'sessions'>): Standing {
  const kept = sessions.filter(({ state }) => state !== 'cancelled');
  return {
    halfDays: kept.length,
    freeHalfDays: kept.filter(({ funding }) => funding.fund === 'core' || funding.fund === 'entitlement').length,
    ...sumsOf(kept),
  };
}

/** The first visit that stands, or of a booking of which none does the first that there was. */
export function firstVisit({ sessions }: Pick<Booking, 'sessions'>): Booking['sessions'][number]['session'] | undefined {
  const visits = sessions.filter(isVisit);
  const kept = visits.filter(({ state }) => state !== 'cancelled');
  return (kept.length > 0 ? kept : visits).map(({ session }) => session).sort()[0];
}

/** By name, who delivers what stands of it, the lead officer first; of what is cancelled altogether whoever was to. */
export function whoComes({ officerName, sessions }: Pick<Booking, 'officerName' | 'sessions'>): string[] {
  const kept = sessions.filter(({ state }) => state !== 'cancelled');
  const names = new Set([...kept.filter((each) => each.officerName === officerName), ...kept].map((each) => each.officerName));
  return names.size > 0 ? [...names] : [officerName];
}
