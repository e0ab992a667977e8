// The words of use: which sessions of a booking draw on an account of free half-days, and what became of each.
import type { SessionKey } from '../../../shared/calendar.ts';
import type { BookingId, OrganisationId, ServiceId } from '../../../shared/ids.ts';

/** `used` also where a cancelled session counts as used; `given-back` where it does not. */
export type UseState = 'held' | 'used' | 'given-back';
/** What came of it in another way than by being booked, delivered or cancelled: recorded as another kind afterwards, or given back to what had closed, where it lapsed. */
export type UseTurn = 'corrected' | 'lapsed' | 'consumed' | 'restored';
/** `pence`: what it takes of a budget, where that pays its price; every other takes one half-day. */
export type UsedSession = { visit: string; session: SessionKey; state: UseState; turn?: UseTurn; pence?: number };

/** What one booking draws on one account: written in the transaction of the booking, and each time a session of it is delivered or cancelled. */
export type Use = {
  type: 'use';
  account: string;
  booking: BookingId;
  /** For whom it is: of a partnership’s days that is one of its members. */
  school: OrganisationId;
  schoolName: string;
  service: ServiceId;
  serviceTitle: string;
  sessions: UsedSession[];
};

/** A booking as far as its use of free accounts goes; a session that draws on none has no account. */
export type Drawing = Omit<Use, 'type' | 'account' | 'sessions'> & {
  sessions: readonly (UsedSession & { account?: string | undefined })[];
};
