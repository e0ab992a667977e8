// The words of booking: bookings, their sessions and what funds each, and what cancelling and moving one asks for.
import * as z from 'zod';
import { type CivilDate, type SessionKey, sessionKeySchema } from '../../shared/calendar.ts';
import {
  type AgreementId,
  type BookingId,
  type ChargeId,
  type HolderId,
  type NeedId,
  type OfficerId,
  type OrderId,
  type OrganisationId,
  organisationIdSchema,
  type PersonId,
  type ReclassificationId,
  type ServiceId,
  type TeamId,
  type TransferId,
} from '../../shared/ids.ts';
import type { Clause, Purse, Treatment } from '../../shared/policy/schema.ts';
import { machine } from '../../shared/transitions.ts';
import { words } from '../../shared/words.ts';
import type { SessionShare, Sharing } from './schema/shares.ts';

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

/** Which account of half-days that were paid for in advance, what was bought and under which agreement, and the last day it pays for. */
type Prepaid = { account: string; title: string; agreement: AgreementId; clause?: Clause; expires: CivilDate };

/** What funds one session. Only a traded one has a price: a free half-day has nowhere to keep one, and neither has one of a package, which is paid for already. */
export type Funding =
  | { fund: 'core' }
  | ({ fund: 'entitlement' } & Entitled)
  | ({ fund: 'package' } & Prepaid)
  | {
      fund: 'traded';
      perDayExVatPence: number;
      priceVersion: number;
      /** Of an event each share has its own, and this is that of the first. */
      treatment: Treatment;
      budget?: Budget;
      /** What each school pays of it, where several share an event. */
      shares?: SessionShare[];
    };

/** What funds a session that has a price. */
export type Paid = Extract<Funding, { fund: 'traded' }>;

/** Sessions of a quote that are funded alike, as a person reads them. */
export type FundingLine =
  | { fund: 'core'; service: ServiceId; halfDays: number; clause: Clause }
  | ({ fund: 'entitlement'; halfDays: number } & Entitled)
  /** `leftHalfDays` of `boughtHalfDays` are left of the package after this. */
  | ({ fund: 'package'; halfDays: number; leftHalfDays: number; boughtHalfDays: number } & Prepaid)
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

/** What a session is where it is not the visit itself: the officer's work before it or after it, with nobody at the school. */
export type Work = 'preparation' | 'report';

/** Whose diary a session is in: each has its own officer. Of a session of work, which it is. */
export type Delivering = { session: SessionKey; officer: OfficerId; officerName: string; work?: Work };
export type QuotedSession = Delivering & { funding: Funding };

/** How far ahead bookings are taken: eighteen months. */
export const bookingHorizonDays = 548;

/**
 * One transaction holds a hundred writes. A cancelled session takes three (claim, entry, slot), and a fourth where it costs a fee or a free half-day. Each account drawn on takes up to seven more: the account, its use,
 * its allocation, and where a plan's pot is overdrawn the way back to the pot and out of it, the pot's account and its allocation. 12 × 3, 6 × 7, six
 * fees, the booking, its need, its purchase order, that it is to be told, that something is free and the entry of the audit trail make 90. Delivering takes less.
 */
export const mostVisitsAtOnce = 12;
/**
 * Confirming takes two writes for each of at most forty sessions, two for each account drawn on (the account and its use), the booking, its need, its purchase
 * order, that it is to be told, the record of the command and the entry of the audit trail: 98. Where it was requested first, the request makes 99. What is taken from a waiting list is few sessions.
 */
export const mostAccountsAtOnce = 6;
/** Where a team pays, each session may hold its price too: 28 × 3, 4 × 2, and those beside them. Cancelling twelve of them takes 12 × 5, 4 × 4 and those beside. */
export const mostTeamHalfDaysAtOnce = 28;
export const mostTeamAccountsAtOnce = 4;
/** The number that a session of a booking keeps: two digits, from its place in date order (counted from 0) when it was booked. */
export const visitNumber = (index: number): string => String(index + 1).padStart(2, '0');
export const visitSchema = z.string('Choose from the sessions shown').regex(/^\d{2}$/, 'Choose from the sessions shown');
export const visits = z
  .array(visitSchema, 'Choose at least one session')
  .min(1, 'Choose at least one session')
  .max(mostVisitsAtOnce, `Choose at most ${mostVisitsAtOnce} sessions at a time, and the others after them`);

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
  /** Another school of the same trust or partnership: the place is offered there before anybody else. */
  giveTo: organisationIdSchema.optional(),
});
export type CancellationCommand = z.infer<typeof cancellationSchema>;

/** A session, to another date of its officer. */
export const moveSchema = z.strictObject({
  visit: visitSchema,
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
  /** Those of each share, where several schools share the fee. */
  charges?: { id: ChargeId; payer: HolderId }[];
  dueOn?: CivilDate;
  /** Its free half-day counts as used. */
  consumed?: true;
  waived?: { kind: 'rebooked' | 'substitute' | 'ofsted-call'; at: string; instead?: Instead };
};

export type BookedSession = {
  /** Two digits, in date order. */
  visit: string;
  session: SessionKey;
  /** Who delivers it. */
  officer: OfficerId;
  officerName: string;
  /** The officer's work before or after a visit, with nobody at the school, and the visit that it belongs to. */
  work?: Work;
  of?: string;
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
  /** Who was to deliver it before, the latest last. */
  swaps?: { from: OfficerId; fromName: string; at: string; reason?: string }[];
  /** Where it was before it was moved, the latest last. */
  moves?: { from: SessionKey; at: string }[];
  /** It was moved with too little notice: the notice there was then, and the date it was booked for. Cancelled afterwards it costs what it would have cost then. */
  bound?: { notice: number; date: CivilDate };
  /** The officer's work that stayed for another visit: the notice at which its own was given up late. Cancelled afterwards it costs no less than it would have cost with that one. */
  keptNotice?: number;
  /** The cancelled visit whose place it has taken, so that it waives one only. */
  takesPlaceOf?: Instead;
  /** Cancelled once what granted its half-day, or the budget that was to pay, had closed: what came back lapsed there. */
  lapsed?: true;
  /** A request to record it as the other kind that waits for a second person. */
  asked?: ReclassificationId;
  /** What it was recorded as before, the latest last. */
  before?: { funding: Funding; transfer: TransferId; reclassification: ReclassificationId }[];
};

/** Which order something is a part of, and who ordered it for its schools. */
export type Ordered = { id: OrderId; by?: OrganisationId };

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
  /** Whose registered purchase order its number is: what it comes to is held against what that is worth. */
  purchaseOrderBy?: OrganisationId;
  /** Training: how many may take part, how many are expected, and how many are named. Who they are stands elsewhere, where it can be forgotten. */
  attendees?: { most: number; expected?: number; named: number };
  policy: string;
  sessions: BookedSession[];
  netPence: number;
  vatPence: number;
  need?: NeedId;
  /** The order that it is a part of, and the trust or partnership that ordered; the council where none is named. */
  order?: Ordered;
  /** An event that several schools share: `school` is whoever organises it, who pays nothing, and each share has its payer. */
  event?: Sharing;
  bookedBy: PersonId;
  /** Who approved it, where it was over the limit of whoever booked it. */
  approvedBy?: PersonId;
  createdAt: string;
  version: number;
};
