// A booking's life once a quote is accepted: confirmed, delivered, cancelled. Each change says what the ledger does with it. Pure.
import {
  academicYearOf,
  type CivilDate,
  dateOf,
  halfOf,
  type Instant,
  type SessionKey,
  sessionText,
  timestamp,
} from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type BookingId, bareId, type ChargeId } from '../../../shared/ids.ts';
import { type Account, account } from '../../../shared/ledger/chart.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { type Cause, settle, type Transfer, transfer } from '../../../shared/ledger/transfers.ts';
import { halfDayPence } from '../../../shared/money.ts';
import type { Service } from '../../catalogue/schema.ts';
import { lapse } from '../../entitlements/rules.ts';
import type { Vacancy } from '../../entitlements/schema.ts';
import { hasEnded } from '../../officers/rules.ts';
import type { SessionTimes, Slot } from '../../officers/schema.ts';
import type { BookedSession, Booking, CancellationCommand, Charge, DeliveryCommand, Funding, Quote, VisitNote } from '../schema.ts';
import { sessionStates } from '../schema.ts';

/** The pending half-day transfer of one session, named after the booking and the visit so that it can be posted once only. */
function sessionTransfer(
  booking: Pick<Booking, 'id' | 'school' | 'service' | 'createdAt' | 'policy'>,
  visit: string,
  session: SessionKey,
  funding: Funding,
): Transfer {
  const year = String(academicYearOf(dateOf(session)));
  const cause: Cause = {
    booking: booking.id,
    session: visit,
    policy: booking.policy,
    ...(funding.fund === 'entitlement' ? { clause: funding.clause.reference } : {}),
  };
  const details = { name: `${bareId(booking.id)}-${visit}`, now: Date.parse(booking.createdAt), cause, pending: true };
  switch (funding.fund) {
    case 'core':
      return transfer('deliver-core', account('capacity', booking.service), account('delivered-core', booking.school, year), 1, details);
    case 'entitlement':
      return transfer(
        'deliver-entitlement',
        funding.account as Account<'entitlement'>,
        account('delivered-entitlement', booking.school, year),
        1,
        details,
      );
    case 'traded':
      return transfer(
        'deliver-traded',
        account('sold', booking.school, year),
        account('delivered-traded', booking.school, year),
        1,
        details,
      );
  }
}

const transferOf = (booking: Booking, session: BookedSession) => sessionTransfer(booking, session.visit, session.session, session.funding);

export type Confirmed = { booking: Booking; slots: Slot[]; postings: Posting[] };

/** The booking that an accepted quote makes, with the officer's slots and one pending transfer for each session. Refuses `purchase-order-required`. */
export function decideBooking(
  facts: { id: BookingId; now: Instant; actor: Actor; quote: Quote; service: Service },
  command: { purchaseOrder?: string | undefined },
): Decision<Confirmed> {
  const { quote, service } = facts;
  if (quote.purchaseOrderRequired && !command.purchaseOrder)
    return refuse('purchase-order-required', undefined, { field: 'purchaseOrder' });
  const header = {
    id: facts.id,
    school: quote.school,
    schoolName: quote.schoolName,
    payer: quote.payer,
    ...(quote.payerName ? { payerName: quote.payerName } : {}),
    purse: quote.purse,
    service: quote.service,
    serviceTitle: quote.serviceTitle,
    serviceClause: service.clause,
    vatClass: service.vatClass,
    incomeCode: service.incomeCode,
    cfrCode: service.cfrCode,
    officer: quote.officer,
    officerName: quote.officerName,
    ...(command.purchaseOrder ? { purchaseOrder: command.purchaseOrder } : {}),
    policy: quote.policy,
    netPence: quote.netPence,
    vatPence: quote.vatPence,
    bookedBy: facts.actor.person,
    createdAt: timestamp(facts.now),
    version: 1,
  };
  const pending = quote.sessions.map(({ session, funding }, i) => {
    const visit = String(i + 1).padStart(2, '0');
    return { visit, session, funding, transfer: sessionTransfer(header, visit, session, funding) };
  });
  const booking: Booking = {
    ...header,
    sessions: pending.map(({ visit, session, funding, transfer: { id } }) => ({ visit, session, state: 'booked', funding, transfer: id })),
  };
  const slots = booking.sessions.map((session) => slotOf(booking, session));
  return accept({
    booking,
    slots,
    postings: pending.map((p) => ({ transfer: p.transfer, refusal: { name: 'no-free-days-left' as const } })),
  });
}

/** The officer's slot that a session takes. */
export const slotOf = (booking: Booking, { session, visit }: Pick<BookedSession, 'session' | 'visit'>): Slot => ({
  officer: booking.officer,
  session,
  booking: booking.id,
  visit,
  school: booking.school,
  schoolName: booking.schoolName,
  service: booking.service,
  serviceTitle: booking.serviceTitle,
});

/** The sessions a command names, each of which must be able to take the event; refuses `unknown-session`, `already-delivered`, `already-cancelled`. */
function named(booking: Booking, visits: readonly string[], event: 'deliver' | 'cancel'): Decision<BookedSession[]> {
  const chosen: BookedSession[] = [];
  // In date order, whatever the order of the request: a visit note stands under its first session.
  for (const visit of [...new Set(visits)].sort()) {
    const session = booking.sessions.find((s) => s.visit === visit);
    if (!session) return refuse('unknown-session', `There is no session ${visit}.`, { field: 'visits' });
    if (!sessionStates.next(session.state, event))
      return refuse(
        session.state === 'delivered' ? 'already-delivered' : 'already-cancelled',
        `${sessionText(session.session)} is ${session.state}.`,
        { field: 'visits' },
      );
    chosen.push(session);
  }
  return accept(chosen);
}

const withStates = (booking: Booking, chosen: readonly BookedSession[], next: (session: BookedSession) => BookedSession): Booking => ({
  ...booking,
  sessions: booking.sessions.map((session) => (chosen.includes(session) ? next(session) : session)),
  version: booking.version + 1,
});

export type Delivered = { booking: Booking; note: VisitNote; charges: Charge[]; postings: Posting[] };

/**
 * Marks sessions delivered with one visit note. Their pending transfers post, and each paid session writes its charge; a free one has none to write.
 * Refuses `not-ended` for a session whose end in London has not come yet.
 */
export function decideDelivery(
  facts: { booking: Booking; now: Instant; clock: { date: CivilDate; time: string }; actor: Actor; sessionTimes: SessionTimes },
  command: DeliveryCommand,
): Decision<Delivered> {
  const { booking, clock, now, sessionTimes } = facts;
  const chosen = named(booking, command.visits, 'deliver');
  if (!chosen.ok) return chosen;
  for (const { session } of chosen.value) {
    if (!hasEnded(session, clock, sessionTimes))
      return refuse('not-ended', `${sessionText(session)} ends at ${sessionTimes[halfOf(session)].to}.`, { field: 'visits' });
  }
  const recordedAt = timestamp(now);
  const delivered = withStates(booking, chosen.value, (session) => ({ ...session, state: 'delivered', deliveredAt: recordedAt }));
  const note: VisitNote = {
    booking: booking.id,
    visits: chosen.value.map((s) => s.visit),
    sessions: chosen.value.map((s) => s.session),
    note: command.note,
    by: facts.actor.person,
    recordedAt,
  };
  const charges = chosen.value.flatMap((session) =>
    session.funding.fund === 'traded' ? [chargeFor(booking, session, session.funding, recordedAt)] : [],
  );
  return accept({
    booking: delivered,
    note,
    charges,
    postings: chosen.value.map((session) => ({ settlement: settle(transferOf(booking, session), 'post', now) })),
  });
}

function chargeFor(
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
    payer: booking.payer,
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

export type Cancelled = {
  booking: Booking;
  freed: Slot[];
  postings: Posting[];
  /** Entitlement accounts that get half-days back and must still be open then. */
  openAccounts: string[];
  /** Vacancies that have closed meanwhile, with the half-days that lapse at once. */
  lapsed: { vacancy: Vacancy; halfDays: number }[];
};

/**
 * Cancels undelivered sessions without fee: each hold is voided and the slot freed. A free half-day goes back to its account;
 * if its vacancy has closed meanwhile it lapses in the same breath, so that nothing is left on a closed account.
 */
export function decideCancellation(
  facts: { booking: Booking; now: Instant; vacancies: ReadonlyMap<string, Vacancy> },
  command: CancellationCommand,
): Decision<Cancelled> {
  const { booking, now } = facts;
  const chosen = named(booking, command.visits, 'cancel');
  if (!chosen.ok) return chosen;
  const cancelledAt = timestamp(now);
  const cancelled = withStates(booking, chosen.value, (session) => ({
    ...session,
    state: 'cancelled',
    cancelledAt,
    reason: command.reason,
  }));
  const postings: Posting[] = chosen.value.map((session) => ({ settlement: settle(transferOf(booking, session), 'void', now) }));
  const openAccounts = new Set<string>();
  const lapsed = new Map<string, { vacancy: Vacancy; halfDays: number; from: string }>();
  for (const { funding, visit } of chosen.value) {
    if (funding.fund !== 'entitlement') continue;
    const vacancy = facts.vacancies.get(funding.account);
    if (!vacancy || vacancy.state === 'open') openAccounts.add(funding.account);
    else
      lapsed.set(vacancy.id, {
        vacancy,
        halfDays: (lapsed.get(vacancy.id)?.halfDays ?? 0) + 1,
        from: lapsed.get(vacancy.id)?.from ?? visit,
      });
  }
  for (const { vacancy, halfDays, from } of lapsed.values())
    postings.push({ transfer: lapse(vacancy, halfDays, now, `${bareId(booking.id)}-${from}`) });
  return accept({
    booking: cancelled,
    freed: chosen.value.map((session) => slotOf(booking, session)),
    postings,
    openAccounts: [...openAccounts],
    lapsed: [...lapsed.values()].map(({ vacancy, halfDays }) => ({ vacancy, halfDays })),
  });
}
