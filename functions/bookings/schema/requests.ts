// The words of a request: a booking that is over somebody's limit, whose sessions are held until somebody else approves it or the hold runs out.
import * as z from 'zod';
import type { BookingId, OrganisationId, PersonId, RequestId } from '../../../shared/ids.ts';
import { machine } from '../../../shared/transitions.ts';
import { words } from '../../../shared/words.ts';
import type { Most } from '../../identity/schema/limits.ts';
import type { Ordered } from '../schema.ts';
import type { Quote, QuoteCommand } from './quotes.ts';

export type RequestState = 'requested' | 'approved' | 'declined' | 'withdrawn' | 'expired';
export type RequestEvent = 'request' | 'approve' | 'decline' | 'withdraw' | 'expire';
/** Nobody writes that one has expired: it has from the moment its hold ends. */
export const requestStates = machine<RequestState, RequestEvent>('booking request', [
  { from: 'new', event: 'request', to: 'requested' },
  { from: 'requested', event: 'approve', to: 'approved' },
  { from: 'requested', event: 'decline', to: 'declined' },
  { from: 'requested', event: 'withdraw', to: 'withdrawn' },
  { from: 'requested', event: 'expire', to: 'expired' },
]);

/** Working days after the one on which it is asked for, to the end of which sessions are held. */
export const holdWorkingDays = 2;

/**
 * What a school may have waiting at once: by asking again and again nobody keeps an officer's weeks from others. So many requests are a term's bookings, and so many
 * half-days all that an officer has in four weeks; a first request may be as long as a booking. Two that are sent at the same moment may come to one more.
 */
export const mostRequestsWaiting = 10;
export const mostHalfDaysWaiting = 40;

export type BookingRequest = {
  type: 'request';
  id: RequestId;
  /** The booking it becomes: the sessions are held in its name. */
  booking: BookingId;
  /** Whose limits it is over: the school's, or those of the trust through which it was asked for. */
  organisation: OrganisationId;
  command: QuoteCommand;
  /** What was quoted when it was asked for. What it comes to is decided again when it is approved. */
  quote: Quote;
  purchaseOrder?: string;
  /** The order that it was asked for with, and what all of that came to with VAT: it is that sum which is over the limit. */
  order?: Ordered & { grossPence: number };
  /** The limit of whoever asked, as it was then. */
  mostPence: Most;
  requestedBy: PersonId;
  requestedAt: string;
  /** The last moment (ISO 8601, UTC) at which the sessions are held. */
  holdUntil: string;
  /** Expired is none of them: that is told by the hold. */
  state: Exclude<RequestState, 'expired'>;
  answeredBy?: PersonId;
  answeredAt?: string;
  reason?: string;
  version: number;
};

/** `agreed` stands for the figures that whoever approves has seen: others are refused with the new ones. */
export const approveSchema = z.strictObject({
  agreed: z.string('Look at what it comes to first').regex(/^[A-Za-z0-9_-]{43}$/, 'Look at what it comes to first'),
});
export type ApproveCommand = z.infer<typeof approveSchema>;
export const declineSchema = z.strictObject({ reason: words(500, 'Say why you decline') });
export type DeclineCommand = z.infer<typeof declineSchema>;
