// A booking's life once a quote is accepted: confirmed and delivered (cancel.ts: cancelled). Each change says what the ledger does with it. Pure.
import { type CivilDate, dateOf, halfOf, type Instant, sessionText, timestamp } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type BookingId, bareId, type ChargeId, type HolderId } from '../../../shared/ids.ts';
import { holderOf } from '../../../shared/ledger/chart.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { settle } from '../../../shared/ledger/transfers.ts';
import { halfDayPence } from '../../../shared/money.ts';
import type { Service } from '../../catalogue/schema.ts';
import { decideMeeting } from '../../entitlements/rules/needs.ts';
import type { Need } from '../../entitlements/schema/needs.ts';
import { hasEnded } from '../../officers/rules.ts';
import type { SessionTimes, Slot } from '../../officers/schema.ts';
import type { BookedSession, Booking, Charge, DeliveryCommand, Funding, Quote, VisitNote } from '../schema.ts';
import { sessionStates } from '../schema.ts';
import { halfDayTransfer, transfersOf } from './transfers.ts';

export type Confirmed = { booking: Booking; slots: Slot[]; postings: Posting[]; need: Need | undefined };

/**
 * The booking that an accepted quote makes, with the officer's slots and one pending transfer for each session, and what it makes of the need it is for. Refuses
 * `purchase-order-required`, and `wrong-state` for a need that is met or withdrawn by now.
 */
export function decideBooking(
  facts: { id: BookingId; now: Instant; actor: Actor; quote: Quote; service: Service; need?: Need | undefined },
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
    ...(quote.team ? { team: quote.team } : {}),
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
    ...(quote.need ? { need: quote.need } : {}),
    bookedBy: facts.actor.person,
    createdAt: timestamp(facts.now),
    version: 1,
  };
  const booking: Booking = {
    ...header,
    sessions: quote.sessions.map(({ session, funding }, i) => {
      const visit = String(i + 1).padStart(2, '0');
      const { id } = halfDayTransfer(header, { visit, session, funding });
      return { visit, session, state: 'booked', funding, transfer: id };
    }),
  };
  const slots = booking.sessions.map((session) => slotOf(booking, session));
  const met = quote.need && facts.need && decideMeeting(facts.need, { booking: booking.id, halfDays: booking.sessions.length });
  if (met && !met.ok) return met;
  return accept({
    booking,
    slots,
    need: met?.value,
    postings: booking.sessions
      .flatMap((session) => transfersOf(booking, session))
      .map((transfer) => ({
        transfer,
        refusal:
          transfer.code === 'spend-budget'
            ? { name: 'budget-too-small' as const }
            : { name: 'no-free-days-left' as const, detail: 'Somebody has booked the free days of this quote meanwhile.' },
      })),
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
export function named(booking: Booking, visits: readonly string[], event: 'deliver' | 'cancel'): Decision<BookedSession[]> {
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

export const withStates = (
  booking: Booking,
  chosen: readonly BookedSession[],
  next: (session: BookedSession) => BookedSession,
): Booking => ({
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
    postings: chosen.value.flatMap((session) => transfersOf(booking, session).map((of) => ({ settlement: settle(of, 'post', now) }))),
  });
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
