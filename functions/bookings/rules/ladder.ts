// What cancelling a session costs whoever booked it, and what becomes of a free half-day: by the terms of the policy under which it was booked and the notice that is
// left. Pure. A fee is a share of the price of a session that has one: what is free has none to take a share of.
import {
  addDays,
  type CivilDate,
  dateOf,
  dateText,
  halfOf,
  halfText,
  mondayOf,
  workingDaysAfter,
  workingDaysBetween,
} from '../../../shared/calendar.ts';
import { bareId, type ChargeId } from '../../../shared/ids.ts';
import { formatPence, halfDayPence, rounded } from '../../../shared/money.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { halfDaysText, shareText } from '../../../shared/ui/text.ts';
import type { Charge } from '../schema/charges.ts';
import type { BookedSession, Booking, CancellationCommand, LateCancellation, Paid } from '../schema.ts';
import { chargeFor, sharedCharges } from './charges.ts';
import { feeParts } from './events/shares.ts';
import { visitOf, workPrefix } from './work.ts';

export type Ladder = Pack['cancellation'];
/** A policy that has no terms: cancelling costs nothing. */
export const noLadder: Ladder = { rungs: [], waivers: [] };
type Rung = Ladder['rungs'][number];

/** At whose wish sessions are cancelled: the council asks nothing for what it calls off itself. `ofsted-call`: an inspection has been announced. */
export type Wish = 'school' | 'council' | 'ofsted-call';

/** What cancelling one session comes to. Undefined parts: it has no price, or it is not free by right. */
export type Terms = {
  visit: string;
  /** Whole working days between today and the session, neither counted; no more than the ladder asks about. */
  notice: number;
  rung?: Rung;
  feePence?: number;
  halfDay?: 'returned' | 'consumed';
  /** The half-day is of a package that was paid for. */
  ofPackage?: true;
  /** The announcement of an inspection waives what the rung would have cost. */
  waived?: 'ofsted-call';
};

/** The rung with the fewest working days that the notice still falls short of; undefined with notice enough. */
export const rungFor = ({ rungs }: Ladder, notice: number): Rung | undefined =>
  [...rungs].sort((a, b) => a.workingDays - b.workingDays).find(({ workingDays }) => notice < workingDays);

export const waiverOf = <Kind extends Ladder['waivers'][number]['kind']>({ waivers }: Ladder, kind: Kind) =>
  waivers.find((each): each is Extract<Ladder['waivers'][number], { kind: Kind }> => each.kind === kind);

/** A share of the price of half a day, to the nearest penny, half a penny up. */
export const feeOf = ({ perDayExVatPence }: Pick<Paid, 'perDayExVatPence'>, { feeBasisPoints }: Pick<Rung, 'feeBasisPoints'>): number =>
  rounded(halfDayPence(perDayExVatPence) * feeBasisPoints, 10_000);

/**
 * What cancelling a session today comes to. The officer's work on a visit is given up with it, and by the notice of the visit: its own date, which may be over
 * while the visit is weeks away or come days after it, neither raises nor lowers what it costs. What a team of the council pays for costs the council nothing
 * but its own journal, and is asked no fee.
 */
export function termsFor(
  { team, sessions }: Pick<Booking, 'team' | 'sessions'>,
  given: BookedSession,
  { ladder, today, wish }: { ladder: Ladder; today: CivilDate; wish: Wish },
): Terms {
  const { visit, funding } = given;
  const { session, bound } = visitOf({ sessions }, given);
  const most = Math.max(0, ...ladder.rungs.map(({ workingDays }) => workingDays));
  const notice = Math.min(workingDaysBetween(today, dateOf(session), most), bound?.notice ?? most, given.keptNotice ?? most);
  const rung = wish === 'council' || team ? undefined : rungFor(ladder, notice);
  // What was moved into the week of the inspection with too little notice is not waived by it.
  const isMovedIn = bound !== undefined && mondayOf(bound.date) !== mondayOf(dateOf(session));
  const waived = rung && wish === 'ofsted-call' && !isMovedIn && waiverOf(ladder, 'ofsted-call') ? ('ofsted-call' as const) : undefined;
  const counts = waived ? undefined : rung;
  const fee = counts && funding.fund === 'traded' ? feeOf(funding, counts) : 0;
  return {
    visit,
    notice,
    ...(rung ? { rung } : {}),
    ...(fee > 0 ? { feePence: fee } : {}),
    ...(funding.fund === 'entitlement' || funding.fund === 'package' ? { halfDay: counts?.allocation ?? ('returned' as const) } : {}),
    ...(funding.fund === 'package' ? { ofPackage: true as const } : {}),
    ...(waived ? { waived } : {}),
  };
}

export type Cost = Required<Pick<CancellationCommand, 'feePence' | 'consumedHalfDays'>>;
/** What some cancellations come to together, as whoever cancels must have said to know; `ofPackages` of the half-days that count as used were paid for. */
export const sumOf = (terms: readonly Terms[]): Cost & { ofPackages?: number } => {
  const consumed = terms.filter(({ halfDay }) => halfDay === 'consumed');
  const ofPackages = consumed.filter(({ ofPackage }) => ofPackage).length;
  return {
    feePence: terms.reduce((sum, { feePence = 0 }) => sum + feePence, 0),
    consumedHalfDays: consumed.length,
    ...(ofPackages > 0 ? { ofPackages } : {}),
  };
};

const daysText = (consumed: number, ofPackages: number): string =>
  ofPackages === 0 ? 'free days' : ofPackages === consumed ? 'package' : 'free days and your package';

/** `It costs £112.50 before VAT and half a day of your free days, which counts as used.` */
export function costText({ feePence, consumedHalfDays, ofPackages = 0 }: Cost & { ofPackages?: number }): string {
  const fee = feePence > 0 ? [`${formatPence(feePence)} before VAT`] : [];
  const free =
    consumedHalfDays > 0
      ? [
          `${halfDaysText(consumedHalfDays)} of your ${daysText(consumedHalfDays, ofPackages)}, which ${consumedHalfDays > 1 ? 'count' : 'counts'} as used`,
        ]
      : [];
  const said = [...fee, ...free].join(' and ');
  return said ? `It costs ${said}.` : 'It costs nothing.';
}

/** The last day on which a visit that was for a date may be rebooked for nothing; undefined where that waives nothing. */
export const rebookableUntil = (ladder: Ladder, date: CivilDate): CivilDate | undefined => {
  const waiver = waiverOf(ladder, 'rebooked');
  return waiver && workingDaysAfter(date, waiver.withinWorkingDays);
};

/** How many working days there are to mark a substitute's visit delivered. */
const toMarkDelivered = 5;

/** The last day on which a late cancellation may still turn out to cost nothing; undefined where nothing waives it afterwards. */
export function waivableUntil(ladder: Ladder, date: CivilDate): CivilDate | undefined {
  return rebookableUntil(ladder, date) ?? (waiverOf(ladder, 'substitute') ? workingDaysAfter(date, toMarkDelivered) : undefined);
}

/**
 * The charge of a fee: it falls due on the day of the cancellation, or once nothing can waive it any more, so that no run bills what is given up afterwards. It is
 * further consideration for the visit and is taxed as the visit would have been (HMRC, Revenue and Customs Brief 2 (2022)).
 */
function feeCharge(
  booking: Booking,
  session: BookedSession & { funding: Paid },
  { rung, feePence }: { rung: Rung; feePence: number },
  { ladder, today, at }: { ladder: Ladder; today: CivilDate; at: string },
): Charge {
  const date = dateOf(session.session);
  const { bound, session: of } = visitOf(booking, session);
  const until = waivableUntil(ladder, bound?.date ?? dateOf(of));
  const charge = chargeFor(booking, session, session.funding, at);
  return {
    ...charge,
    id: `chg_${bareId(session.transfer)}-fee` as ChargeId,
    serviceTitle: `Cancelled late: ${booking.serviceTitle}, ${workPrefix(session).toLowerCase()}${dateText(date)}, ${halfText(halfOf(session.session))}`,
    deliveredOn: until === undefined || until < today ? today : addDays(until, 1),
    netPence: feePence,
    fee: { on: today, basisPoints: rung.feeBasisPoints, ...(ladder.clause ? { clause: ladder.clause } : {}) },
  };
}

/** The charge of a fee; of an event one of each share, divided as the price of its session is. */
export function feeCharges(
  booking: Booking,
  session: BookedSession & { funding: Paid },
  of: { rung: Rung; feePence: number },
  day: { ladder: Ladder; today: CivilDate; at: string },
): Charge[] {
  const charge = feeCharge(booking, session, of, day);
  return session.funding.shares ? sharedCharges(booking, charge, feeParts(session.funding, of.feePence)) : [charge];
}

/** Which charges there are, under whom and when they fall due: one, or those of the shares of an event. */
function feesOf(charges: readonly Charge[]): Pick<LateCancellation, 'charge' | 'charges' | 'payer' | 'dueOn'> {
  const [first] = charges;
  if (!first) return {};
  const { id, payer, deliveredOn: dueOn } = first;
  return first.share ? { charges: charges.map((each) => ({ id: each.id, payer: each.payer })), dueOn } : { charge: id, payer, dueOn };
}

/** What a cancelled session keeps of it. */
export const lateOf = (
  { notice, rung, feePence, halfDay, waived }: Terms,
  charges: readonly Charge[],
  at: string,
): LateCancellation | undefined =>
  rung && {
    notice,
    workingDays: rung.workingDays,
    ...(feePence !== undefined ? { feePence, basisPoints: rung.feeBasisPoints } : {}),
    ...feesOf(charges),
    ...(halfDay === 'consumed' ? { consumed: true as const } : {}),
    ...(waived ? { waived: { kind: waived, at } } : {}),
  };

/** Why, as whoever cancels reads it: `less than 10 working days’ notice: 50% of the price`. */
export const rungText = ({ workingDays, feeBasisPoints }: Rung, isPriced: boolean): string =>
  `less than ${workingDays} working ${workingDays === 1 ? 'day’s' : 'days’'} notice${isPriced ? `: ${shareText(feeBasisPoints)} of the price` : ''}`;
