// What of a trust's schools' bookings its own list holds, and whose shares of an event somebody is told there. Pure.
import type { OrganisationId } from '../../../shared/ids.ts';
import type { Booking } from '../schema.ts';

type Listed = Pick<Booking, 'school' | 'payer' | 'order' | 'event' | 'sessions'>;

/** Something of it has, or had, a price: what is free is paid by nobody. */
const isPaid = ({ sessions }: Pick<Booking, 'sessions'>): boolean =>
  sessions.some(({ funding }) => funding.fund === 'traded' || funding.fund === 'package');

/**
 * Whether a booking is a trust's to list: it organises it, it ordered it for its school, or it pays for it or for a share of it. What its schools book with free days
 * of their own, or pay for themselves, is theirs to tell.
 */
export function isTrusts({ school, payer, order, event, sessions }: Listed, trust: OrganisationId): boolean {
  if (school === trust || order?.by === trust) return true;
  return event ? event.shares.some((share) => share.payer === trust) : payer === trust && isPaid({ sessions });
}

/** Of an event that another organises the schools whose shares somebody is told: their own, and those that they pay. Undefined for what is told as a whole. */
export function sharesToldTo({ school, event }: Pick<Booking, 'school' | 'event'>, reader: OrganisationId): OrganisationId[] | undefined {
  if (!event || school === reader) return undefined;
  return event.shares.filter((share) => share.school === reader || share.payer === reader).map((share) => share.school);
}
