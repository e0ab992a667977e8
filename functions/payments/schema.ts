// The words of payments: an attempt to pay a document by card, what the card service says of it, and what was received. Nothing here names a person or a card.
import * as z from 'zod';
import type { AttemptId, DocumentId, OrganisationId } from '../../shared/ids.ts';
import { machine } from '../../shared/transitions.ts';

export type AttemptState = 'creating' | 'open' | 'paid' | 'in-suspense' | 'closed';
export type AttemptEvent = 'begin' | 'open' | 'pay' | 'suspend' | 'close';

export const attemptMachine = machine<AttemptState, AttemptEvent>('card payment attempt', [
  { from: 'new', event: 'begin', to: 'creating' },
  { from: 'creating', event: 'open', to: 'open' },
  { from: 'creating', event: 'close', to: 'closed' },
  { from: 'open', event: 'close', to: 'closed' },
  // Money that the card service has taken is received in whatever state it finds the attempt.
  { from: 'creating', event: 'pay', to: 'paid' },
  { from: 'open', event: 'pay', to: 'paid' },
  { from: 'closed', event: 'pay', to: 'paid' },
  { from: 'creating', event: 'suspend', to: 'in-suspense' },
  { from: 'open', event: 'suspend', to: 'in-suspense' },
  { from: 'closed', event: 'suspend', to: 'in-suspense' },
]);

/** One attempt to pay what a document owes. At most one per document is live (creating or open), and it has one session at the card service. */
export type Attempt = {
  type: 'attempt';
  id: AttemptId;
  document: DocumentId;
  /** The document's number, as the payer reads it. */
  number: string;
  organisation: OrganisationId;
  amountPence: number;
  state: AttemptState;
  session?: string;
  /** Where the payer pays; ours to show only while the attempt is open. */
  url?: string;
  startedAt: string;
  /** Milliseconds of real time: card sessions know nothing of a demo clock. */
  begunAtMs: number;
  /** Not `expiresAt`: that is the table's own word, in seconds, for an item it may delete. */
  expiresAtMs: number;
  version: number;
};

/** What the card service says of a session now. */
export type CardSession = {
  id: string;
  /** `processing`: the payer is done and the money is not certain yet. */
  state: 'open' | 'processing' | 'paid' | 'expired';
  url?: string;
  currency: string;
  /** What was asked for, and what was taken. */
  askedPence: number;
  takenPence: number;
  /** The payment's own id there: the natural key of the money. */
  intent?: string;
  /** The words we put on it; another programme may share the account. */
  marks: { council?: string; document?: string; attempt?: string };
  /** What reached the account in pounds and what it cost, once the card service has worked it out. */
  settled?: { currency: string; grossPence: number; feePence: number };
};

/** A signed message, reduced to what is kept of it. Without an object it speaks of nothing that could be looked at. */
export type Notification = { id: string; type: string; object?: string };

/** Messages about a session that may have changed what we know of it. Any other type is kept and causes nothing. */
export const settlingTypes = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
] as const;

export type SuspenseReason = 'unknown-attempt' | 'other-words' | 'other-currency' | 'other-amount';
export const suspenseReasons: Record<SuspenseReason, string> = {
  'unknown-attempt': 'It names a payment that was never begun here.',
  'other-words': 'Its council, document or payment is not the one it was begun for.',
  'other-currency': 'It was not paid in pounds.',
  'other-amount': 'The amount is not the one that was asked for.',
};

/** One receipt by card, once for each payment at the card service: applied to a document, or in suspense until finance has looked at it. */
export type Receipt = {
  type: 'card-receipt';
  intent: string;
  session: string;
  /** Pence received into clearing. */
  amountPence: number;
  outcome: 'applied' | 'in-suspense';
  reason?: SuspenseReason;
  attempt?: AttemptId;
  document?: DocumentId;
  receivedAt: string;
};

/** A payment of a document: what of it paid the document, and what became the organisation's credit. */
export type Payment = {
  type: 'payment';
  intent: string;
  document: DocumentId;
  attempt: AttemptId;
  organisation: OrganisationId;
  amountPence: number;
  appliedPence: number;
  creditedPence: number;
  feePence?: number;
  receivedAt: string;
};

/** What the outbox hands to the task `settle`. */
export const settleSubject = z.object({ payload: z.object({ session: z.string().min(1).max(255) }) });
/** Starting a payment says nothing: the amount is what the document owes. */
export const startCommand = z.strictObject({});
export const suspenseQuery = z.strictObject({ after: z.string().max(1000).optional() });
