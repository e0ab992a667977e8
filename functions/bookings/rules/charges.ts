// The charges of visits that are paid for: written when the note of the visits is shared, and not before. Pure.
import { dateOf, halfOf } from '../../../shared/calendar.ts';
import { bareId, type ChargeId, type HolderId } from '../../../shared/ids.ts';
import { holderOf } from '../../../shared/ledger/chart.ts';
import { halfDayPence } from '../../../shared/money.ts';
import type { Charge } from '../schema/charges.ts';
import type { BookedSession, Booking, Funding, Paid } from '../schema.ts';
import { type Part, partsOf } from './events/shares.ts';

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
      .flatMap((session) => (session.funding.fund === 'traded' ? chargesFor(booking, session, session.funding, at) : [])),
  };
}

/** The right to bill a delivered session: half its price of a day, in pence before VAT, under the id of the session's own transfer. */
export function chargeFor(
  booking: Booking,
  { visit, session, officerName, work, transfer: of }: BookedSession,
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
    serviceTitle: work ? `${booking.serviceTitle}: ${work}` : booking.serviceTitle,
    officerName,
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

/** The charge of a session, or where several schools share it one of each share that comes to anything. */
export function chargesFor(booking: Booking, session: BookedSession, funding: Paid, recordedAt: string): Charge[] {
  const charge = chargeFor(booking, session, funding, recordedAt);
  return funding.shares ? sharedCharges(booking, charge, partsOf(funding)) : [charge];
}

/** A line of a document holds so many characters. */
const mostOnLine = 300;
const greatestInCommon = (a: number, b: number): number => (b === 0 ? a : greatestInCommon(b, a % b));

/** What is billed of an event: its title, the service, and which part of it. The part stands whole; what is too long for a line is cut from the service. */
function sharedTitle(title: string, serviceTitle: string, weight: number, of: number): string {
  const by = greatestInCommon(weight, of);
  const part = `, share ${weight / by}/${of / by}`;
  const room = mostOnLine - title.length - part.length - 3;
  return `${title} (${serviceTitle.slice(0, room)})${part}`;
}

/** A charge divided into parts, each under whoever pays that share, from its purse and under its number. */
export function sharedCharges({ event, school, schoolName }: Booking, charge: Charge, parts: readonly Part[]): Charge[] {
  const { purchaseOrder: _, budget: __, ...of } = charge;
  // Whoever has left has no part in it, and the others have what is left between them.
  const sharing = event?.shares.filter((share) => parts.some(({ school: by }) => by === share.school)) ?? [];
  const whole = sharing.reduce((sum, { weight }) => sum + weight, 0);
  return parts.flatMap(({ school: by, netPence, treatment }) => {
    const share = event?.shares.find((each) => each.school === by);
    if (!share?.purse) throw new Error(`${charge.booking} has a part for a school that has no share of it`);
    const { number, payer, purse, purchaseOrder } = share;
    if (netPence === 0) return [];
    return {
      ...of,
      id: `${charge.id}-s${number}` as ChargeId,
      payer,
      school: share.school,
      schoolName: share.schoolName,
      serviceTitle: sharedTitle(event?.title ?? '', charge.serviceTitle, share.weight, whole),
      netPence,
      purse,
      quoted: treatment,
      ...(purchaseOrder ? { purchaseOrder } : {}),
      share: { ofPence: charge.netPence, organiser: school, organiserName: schoolName },
    };
  });
}
