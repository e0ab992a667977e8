// The words of booking: quotes, bookings, their sessions, and the charges that a delivered paid session writes.
import * as z from 'zod';
import { type CivilDate, type Half, type SessionKey, sessionKeySchema } from '../../shared/calendar.ts';
import {
  type BookingId,
  type ChargeId,
  type HolderId,
  idSchema,
  type NeedId,
  type OfficerId,
  type OrganisationId,
  organisationIdSchema,
  type PersonId,
  type ReclassificationId,
  type ServiceId,
  type TeamId,
  type TransferId,
  teamIdSchema,
} from '../../shared/ids.ts';
import { type Clause, type Purse, purses, type Treatment } from '../../shared/policy/schema.ts';
import { machine } from '../../shared/transitions.ts';
import { purchaseOrderSchema } from '../identity/schema/limits.ts';

export type SessionState = 'booked' | 'delivered' | 'cancelled';
export const sessionStates = machine<SessionState, 'confirm' | 'deliver' | 'cancel'>('booking session', [
  { from: 'new', event: 'confirm', to: 'booked' },
  { from: 'booked', event: 'deliver', to: 'delivered' },
  { from: 'booked', event: 'cancel', to: 'cancelled' },
]);

/** Which free account, what granted it, the last day it may pay for (a vacancy's has none), and the partnership whose days they are, where they are not the school's own. */
export type Entitled = { account: string; title: string; clause: Clause; expires?: CivilDate; holderName?: string };

/** The budget of a team that pays a price, by journal within the council: its account, what granted it and whose it is. */
export type Budget = { account: string; title: string; clause: Clause; holderName: string };

/** What funds one session. Only a traded one has a price: a free half-day has nowhere to keep one. */
export type Funding =
  | { fund: 'core' }
  | ({ fund: 'entitlement' } & Entitled)
  | { fund: 'traded'; perDayExVatPence: number; priceVersion: number; treatment: Treatment; budget?: Budget };

/** Sessions of a quote that are funded alike, as a person reads them. */
export type FundingLine =
  | { fund: 'core'; service: ServiceId; halfDays: number; clause: Clause }
  | ({ fund: 'entitlement'; halfDays: number } & Entitled)
  | {
      fund: 'traded';
      halfDays: number;
      unitPricePence: number;
      priceVersion: number;
      netPence: number;
      treatment: Treatment;
      budget?: Budget;
    };

export type Team = { id: TeamId; name: string };

export type Quote = {
  school: OrganisationId;
  schoolName: string;
  payer: OrganisationId;
  /** The trust that is billed, where that is not the school itself. */
  payerName?: string;
  /** The team of the council whose days and budget pay, in place of the school. */
  team?: Team;
  purse: Purse;
  service: ServiceId;
  serviceTitle: string;
  officer: OfficerId;
  officerName: string;
  sessions: { session: SessionKey; funding: Funding }[];
  lines: FundingLine[];
  /** Why nothing, or not all, is free although the service can be; undefined where there is nothing to explain. */
  whyNotFree?: string;
  purchaseOrderRequired: boolean;
  /** An example of what the purchase order numbers of whoever books look like: one that is given has its form. */
  purchaseOrderLike?: string;
  netPence: number;
  vatPence: number;
  grossPence: number;
  policy: string;
  /** The need of the school's support plan that it is for. */
  need?: NeedId;
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
  /** The need of the school's support plan that it is for, if it is for one. */
  need: idSchema('ned').optional(),
  /** The team of the council whose days and budget are to pay, where the council books for the school and the school pays nothing. */
  team: teamIdSchema.optional(),
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

export const confirmSchema = z.strictObject({
  token: z.string('Ask for a quote first').min(1, 'Ask for a quote first').max(20_000, 'Ask for a quote first'),
  purchaseOrder: purchaseOrderSchema.optional(),
});
export type ConfirmCommand = z.infer<typeof confirmSchema>;

/**
 * One transaction holds a hundred writes. A cancelled session takes three (claim, entry, slot), and a fourth where it costs a fee or a free half-day. Each account drawn on takes up to seven more: the account, its use,
 * its allocation, and where a plan's pot is overdrawn the way back to the pot and out of it, the pot's account and its allocation. 12 × 3, 7 × 7, five
 * fees, the booking, its need, that it is to be told and the entry of the audit trail make 94. Delivering takes less.
 */
export const mostVisitsAtOnce = 12;
/**
 * Confirming takes two writes for each of at most forty sessions, two for each account drawn on (the account and its use), the booking, its need, that it is to be
 * told, the record of the command and the entry of the audit trail: 99. Where it was requested first, the request makes 100.
 */
export const mostAccountsAtOnce = 7;
/** Where a team pays, each session may hold its price too: 28 × 3, 4 × 2, and those beside them. Cancelling twelve of them takes 12 × 5, 4 × 4 and those beside. */
export const mostTeamHalfDaysAtOnce = 28;
export const mostTeamAccountsAtOnce = 4;
export const visits = z
  .array(z.string('Choose from the sessions shown').regex(/^\d{2}$/, 'Choose from the sessions shown'), 'Choose at least one session')
  .min(1, 'Choose at least one session')
  .max(mostVisitsAtOnce, `Choose at most ${mostVisitsAtOnce} sessions at a time, and the others after them`);
// Text for people: printable characters and line breaks. Control characters, half pairs and marks that reorder or hide text have no business in a record.
export const printable = /^(?:[^\p{Cc}\p{Cs}\u200B\u202A-\u202E\u2066-\u2069\uFEFF]|[\n\r\t])*$/u;
export const words = (most: number, empty: string) =>
  z
    .string({ error: empty })
    .trim()
    .min(3, empty)
    .max(most, `Use at most ${most} characters`)
    .regex(printable, 'Use printable characters only');

/**
 * `at`: at whose wish, where the council cancels: its own (nothing is charged then), or the school's. `feePence` and `consumedHalfDays` are what it is known to cost: it
 * is refused with what it does cost where that is something else, so that nobody pays what they have not been shown.
 */
export const cancellationSchema = z.strictObject({
  visits,
  reason: words(500, 'Say why the session is cancelled'),
  at: z.enum(['school', 'council'], { error: 'Say at whose wish it is cancelled: the school’s or the council’s' }).optional(),
  feePence: z.int('Give the fee in whole pence').min(0, 'A fee cannot be negative').optional(),
  consumedHalfDays: z.int('Give half-days as a whole number').min(0, 'Half-days cannot be negative').optional(),
});
export type CancellationCommand = z.infer<typeof cancellationSchema>;

/** A session, to another date of its officer. */
export const moveSchema = z.strictObject({
  visit: z.string('Choose from the sessions shown').regex(/^\d{2}$/, 'Choose from the sessions shown'),
  to: sessionKeySchema,
  /** At whose wish, where the council moves it. */
  at: z.enum(['school', 'council'], { error: 'Say at whose wish it is moved: the school’s or the council’s' }).optional(),
});
export type MoveCommand = z.infer<typeof moveSchema>;
export const mostMoves = 20;

/** A visit that another took the place of. */
export type Instead = { booking: BookingId; visit: string };

/** A session that was cancelled with less notice than its policy asks: what that cost, and what waived it. */
export type LateCancellation = {
  /** Whole working days that were left between. */
  notice: number;
  /** The rung of the ladder that it fell short of. */
  workingDays: number;
  feePence?: number;
  basisPoints?: number;
  /** The charge of the fee, under whom it stands and the day on which it falls due. */
  charge?: ChargeId;
  payer?: HolderId;
  dueOn?: CivilDate;
  /** Its free half-day counts as used. */
  consumed?: true;
  waived?: { kind: 'rebooked' | 'substitute' | 'ofsted-call'; at: string; instead?: Instead };
};

export type BookedSession = {
  /** Two digits, in date order. */
  visit: string;
  session: SessionKey;
  state: SessionState;
  funding: Funding;
  transfer: TransferId;
  deliveredAt?: string;
  /** When the note of the visit was shared: what is paid for is billed from then on. */
  signedOffAt?: string;
  cancelledAt?: string;
  reason?: string;
  /** Cancelled with too little notice. */
  late?: LateCancellation;
  /** At whose wish it was cancelled, where it was not the council's own. */
  cancelledAtWish?: 'school' | 'ofsted-call';
  /** Where it was before it was moved, the latest last. */
  moves?: { from: SessionKey; at: string }[];
  /** It was moved with too little notice: the notice there was then, and the date it was booked for. Cancelled afterwards it costs what it would have cost then. */
  bound?: { notice: number; date: CivilDate };
  /** The cancelled visit whose place it has taken, so that it waives one only. */
  takesPlaceOf?: Instead;
  /** Cancelled once what granted its half-day, or the budget that was to pay, had closed: what came back lapsed there. */
  lapsed?: true;
  /** A request to record it as the other kind that waits for a second person. */
  asked?: ReclassificationId;
  /** What it was recorded as before, the latest last. */
  before?: { funding: Funding; transfer: TransferId; reclassification: ReclassificationId }[];
};

export type Booking = {
  id: BookingId;
  school: OrganisationId;
  schoolName: string;
  payer: OrganisationId;
  /** The trust that is billed, where that is not the school itself. */
  payerName?: string;
  /** The team of the council whose days and budget pay, in place of the school. */
  team?: Team;
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
  need?: NeedId;
  bookedBy: PersonId;
  /** Who approved it, where it was over the limit of whoever booked it. */
  approvedBy?: PersonId;
  createdAt: string;
  version: number;
};

/**
 * The right to bill one half-day, or a fee for cancelling it: written once (a visit's when its note is shared) and never changed. Treatment and tax point are decided
 * when a document is issued.
 */
export type Charge = {
  id: ChargeId;
  booking: BookingId;
  visit: string;
  transfer: TransferId;
  /** Whoever was to pay when it was booked: an organisation, or the team of the council whose budget pays. */
  payer: HolderId;
  /** The budget that paid: it is recharged to, and nobody else is. */
  budget?: Budget;
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
  /** A fee for cancelling late is this share of the price of its half-day; `deliveredOn` is then the day on which it falls due, and `on` that of the cancellation:
   * whoever stood in the payer's place then owes it. */
  fee?: { on: CivilDate; basisPoints: number; clause?: Clause };
};
