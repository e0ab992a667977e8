// The words of booking: quotes, bookings, their sessions, and the charges that a delivered paid session writes.
import * as z from 'zod';
import { type CivilDate, type Half, type SessionKey, sessionKeySchema } from '../../shared/calendar.ts';
import {
  type BookingId,
  type ChargeId,
  idSchema,
  type OfficerId,
  type OrganisationId,
  organisationIdSchema,
  type PersonId,
  type ServiceId,
  type TransferId,
} from '../../shared/ids.ts';
import { type Clause, type Purse, purses, type Treatment } from '../../shared/policy/schema.ts';
import { machine } from '../../shared/transitions.ts';

export type SessionState = 'booked' | 'delivered' | 'cancelled';
export const sessionStates = machine<SessionState, 'confirm' | 'deliver' | 'cancel'>('booking session', [
  { from: 'new', event: 'confirm', to: 'booked' },
  { from: 'booked', event: 'deliver', to: 'delivered' },
  { from: 'booked', event: 'cancel', to: 'cancelled' },
]);

/** What funds one session. Only a traded one has a price: a free half-day has nowhere to keep one. */
export type Funding =
  | { fund: 'core' }
  | { fund: 'entitlement'; account: string; title: string; clause: Clause }
  | { fund: 'traded'; perDayExVatPence: number; priceVersion: number; treatment: Treatment };

/** Sessions of a quote that are funded alike, as a person reads them. */
export type FundingLine =
  | { fund: 'core'; service: ServiceId; halfDays: number; clause: Clause }
  | { fund: 'entitlement'; account: string; halfDays: number; title: string; clause: Clause }
  | { fund: 'traded'; halfDays: number; unitPricePence: number; priceVersion: number; netPence: number; treatment: Treatment };

export type Quote = {
  school: OrganisationId;
  schoolName: string;
  payer: OrganisationId;
  /** The trust that is billed, where that is not the school itself. */
  payerName?: string;
  purse: Purse;
  service: ServiceId;
  serviceTitle: string;
  officer: OfficerId;
  officerName: string;
  sessions: { session: SessionKey; funding: Funding }[];
  lines: FundingLine[];
  /** Why nothing is free although the service can be, or undefined. */
  whyNotFree?: string;
  purchaseOrderRequired: boolean;
  netPence: number;
  vatPence: number;
  grossPence: number;
  policy: string;
};

export const quoteSchema = z.strictObject({
  school: organisationIdSchema,
  service: idSchema('svc'),
  officer: idSchema('off'),
  purse: z.enum(purses, { error: 'Choose what pays: the delegated budget or the school’s own funds' }),
  /** How much is wanted, in half-days; must equal the number of sessions, so that a slip of the mouse is caught. */
  halfDays: z
    .int('must be a whole number of half-days')
    .min(1, 'must be at least one half-day')
    .max(10_000, 'must be at most 10,000 half-days'),
  sessions: z
    .array(sessionKeySchema, 'Choose at least one session')
    .min(1, 'Choose at least one session')
    .max(1000, 'Choose at most 1,000 sessions'),
});
export type QuoteCommand = z.infer<typeof quoteSchema>;

/** How far ahead bookings are taken: eighteen months. */
export const bookingHorizonDays = 548;

/** The figures of a quote that a buyer remembers, so that a new quote can say what they were before. */
const saidSchema = z.strictObject({ netPence: z.int(), grossPence: z.int(), freeHalfDays: z.int() });
export type Said = z.infer<typeof saidSchema>;

/** What a quote token carries: who it was made for, until when, what was asked, what was answered in figures, and a fingerprint of the whole answer. */
export const quoteTokenSchema = z.strictObject({
  id: idSchema('qte'),
  council: z.string(),
  person: z.string(),
  expiresAt: z.int(),
  command: quoteSchema,
  said: saidSchema,
  fingerprint: z.string(),
});
export type QuoteToken = z.infer<typeof quoteTokenSchema>;

const purchaseOrderSchema = z
  .string()
  .max(30, 'A purchase order number has at most 30 characters')
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} ./_#-]*$/u,
    'A purchase order number begins with a letter or a digit and holds only letters, digits, spaces and . / _ # -',
  );

export const confirmSchema = z.strictObject({
  token: z.string('Ask for a quote first').min(1, 'Ask for a quote first').max(20_000, 'Ask for a quote first'),
  purchaseOrder: purchaseOrderSchema.optional(),
});
export type ConfirmCommand = z.infer<typeof confirmSchema>;

/**
 * One transaction holds a hundred writes. A cancelled session takes three (claim, entry, slot), and where each drew on a closed vacancy of its own
 * three more (account, lapse, vacancy): 16 × 6, the booking and the entry of the audit trail make 98. Delivering takes three a session, the booking, the note and the
 * entry: 51.
 */
export const mostVisitsAtOnce = 16;
/**
 * Confirming takes two writes for each of at most forty sessions, one for each account drawn on, the booking, the record of the command and the
 * entry of the audit trail: 99.
 */
export const mostVacanciesAtOnce = 16;
const visits = z
  .array(z.string('Choose from the sessions shown').regex(/^\d{2}$/, 'Choose from the sessions shown'), 'Choose at least one session')
  .min(1, 'Choose at least one session')
  .max(mostVisitsAtOnce, `Choose at most ${mostVisitsAtOnce} sessions at a time, and the others after them`);
// Text for people: printable characters and line breaks. Control characters, half pairs and marks that reorder or hide text have no business in a record.
const words = (most: number, empty: string) =>
  z
    .string({ error: empty })
    .trim()
    .min(3, empty)
    .max(most, `Use at most ${most} characters`)
    .regex(/^(?:[^\p{Cc}\p{Cs}\u200B\u202A-\u202E\u2066-\u2069\uFEFF]|[\n\r\t])*$/u, 'Use printable characters only');

export const deliverySchema = z.strictObject({ visits, note: words(4000, 'Write what was done, in a sentence or more') });
export type DeliveryCommand = z.infer<typeof deliverySchema>;
export const cancellationSchema = z.strictObject({ visits, reason: words(500, 'Say why the session is cancelled') });
export type CancellationCommand = z.infer<typeof cancellationSchema>;

export type BookedSession = {
  /** Two digits, in date order. */
  visit: string;
  session: SessionKey;
  state: SessionState;
  funding: Funding;
  transfer: TransferId;
  deliveredAt?: string;
  cancelledAt?: string;
  reason?: string;
};

export type Booking = {
  id: BookingId;
  school: OrganisationId;
  schoolName: string;
  payer: OrganisationId;
  /** The trust that is billed, where that is not the school itself. */
  payerName?: string;
  purse: Purse;
  service: ServiceId;
  serviceTitle: string;
  serviceClause: Clause;
  vatClass: 'standard' | 'exempt';
  incomeCode: string;
  cfrCode: string;
  officer: OfficerId;
  /** The service’s record of who was to deliver it, as slots, charges and lines have it too: no contact detail, and no part of what erasure takes away. */
  officerName: string;
  purchaseOrder?: string;
  policy: string;
  sessions: BookedSession[];
  netPence: number;
  vatPence: number;
  bookedBy: PersonId;
  createdAt: string;
  version: number;
};

export type VisitNote = {
  booking: BookingId;
  visits: string[];
  sessions: SessionKey[];
  note: string;
  by: PersonId;
  recordedAt: string;
};

/** The right to bill one delivered half-day: written once, never changed. Treatment and tax point are decided when a document is issued. */
export type Charge = {
  id: ChargeId;
  booking: BookingId;
  visit: string;
  transfer: TransferId;
  payer: OrganisationId;
  school: OrganisationId;
  schoolName: string;
  service: ServiceId;
  serviceTitle: string;
  officerName: string;
  deliveredOn: CivilDate;
  /** Which half of that day. */
  half: Half;
  halfDays: 1;
  unitPricePence: number;
  netPence: number;
  purse: Purse;
  vatClass: 'standard' | 'exempt';
  quoted: Treatment;
  incomeCode: string;
  cfrCode: string;
  purchaseOrder?: string;
  policy: string;
  recordedAt: string;
};
