// The charges of visits that are paid for: written when the note of the visits is shared, and not before. Pure.
import { dateOf, halfOf } from '../../../shared/calendar.ts';
import { bareId, type ChargeId, type HolderId } from '../../../shared/ids.ts';
import { holderOf } from '../../../shared/ledger/chart.ts';
import { halfDayPence } from '../../../shared/money.ts';
import type { BookedSession, Booking, Charge, Funding } from '../schema.ts';

/** Whether a session was delivered and is paid for, and waits for its note before it is billed. */
export const isHeld = ({ state, funding, signedOffAt }: Pick<BookedSession, 'state' | 'funding' | 'signedOffAt'>): boolean =>
  state === 'delivered' && funding.fund === 'traded' && signedOffAt === undefined;

/** The booking, at its version, once the note of some visits is shared, and the charges of those that are paid for as they stand: a free one has none to write. */
export function signedOff(booking: Booking, visits: readonly string[], at: string): { booking: Booking; charges: Charge[] } {
  const isOfNote = ({ visit, signedOffAt }: BookedSession) => visits.includes(visit) && signedOffAt === undefined;
  return {
    booking: {
      ...booking,
      sessions: booking.sessions.map((session) => (isOfNote(session) ? { ...session, signedOffAt: at } : session)),
    },
    charges: booking.sessions
      .filter(isOfNote)
      .flatMap((session) => (session.funding.fund === 'traded' ? [chargeFor(booking, session, session.funding, at)] : [])),
  };
}

export function chargeFor(
  booking: Booking,
  { visit, session, transfer: of }: BookedSession,
  funding: Funding & { fund: 'traded' },
  recordedAt: string,
): Charge {
  return {
    id: `chg_${bareId(of)}` as ChargeId,
    booking: booking.id,
    visit,
    transfer: of,
    ...(funding.budget ? { payer: holderOf(funding.budget.account) as HolderId, budget: funding.budget } : { payer: booking.payer }),
    school: booking.school,
    schoolName: booking.schoolName,
    service: booking.service,
    serviceTitle: booking.serviceTitle,
    officerName: booking.officerName,
    deliveredOn: dateOf(session),
    half: halfOf(session),
    halfDays: 1,
    unitPricePence: funding.perDayExVatPence,
    netPence: halfDayPence(funding.perDayExVatPence),
    purse: booking.purse,
    vatClass: booking.vatClass,
    quoted: funding.treatment,
    incomeCode: booking.incomeCode,
    cfrCode: booking.cfrCode,
    ...(booking.purchaseOrder ? { purchaseOrder: booking.purchaseOrder } : {}),
    policy: booking.policy,
    recordedAt,
  };
}
