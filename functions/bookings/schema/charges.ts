// The words of a charge: what creates the right to bill, told once and never changed.
import type { CivilDate, Half } from '../../../shared/calendar.ts';
import type { AgreementId, BookingId, ChargeId, HolderId, OrganisationId, ServiceId, TransferId } from '../../../shared/ids.ts';
import type { Clause, Purse, Treatment } from '../../../shared/policy/schema.ts';
import type { Budget } from '../schema.ts';

/**
 * The right to bill one half-day, or a fee for cancelling it: written once (a visit's when its note is shared) and never changed. Treatment and tax point are decided
 * when a document is issued.
 */
export type Charge = {
  id: ChargeId;
  /** What it comes from: a booking, or for an instalment the agreement. */
  booking: BookingId | AgreementId;
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
  /** Its net sum is one school’s share of so many pence, at an event that another organises. */
  share?: { ofPence: number; organiser: OrganisationId; organiserName: string };
  /** It is a part of the price of a year's agreement, which sold the half-days of its transfer: no visit, and no price of a day. */
  instalment?: { number: number; of: number; twelfths: number; yearPence: number };
};
