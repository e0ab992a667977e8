// A booking's life once a quote is accepted: confirmed and delivered (cancel.ts: cancelled). Each change says what the ledger does with it. Pure.
import { type CivilDate, halfOf, type Instant, sessionText, timestamp } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { BookingId } from '../../../shared/ids.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { settle } from '../../../shared/ledger/transfers.ts';
import type { Service } from '../../catalogue/schema.ts';
import { decideMeeting } from '../../entitlements/rules/needs.ts';
import type { Need } from '../../entitlements/schema/needs.ts';
import type { PolicyVersion } from '../../entitlements/schema.ts';
import { looksLike } from '../../identity/rules/limits.ts';
import { hasEnded } from '../../officers/rules.ts';
import type { Slot } from '../../officers/schema.ts';
import type { Charge } from '../schema/charges.ts';
import type { DeliveryCommand, VisitNote } from '../schema/notes.ts';
import type { Quote } from '../schema/quotes.ts';
import type { BookedSession, Booking, Ordered } from '../schema.ts';
import { sessionStates, visitNumber } from '../schema.ts';
import { signedOff } from './charges.ts';
import { staying } from './events/shares.ts';
import { beginNote, sent, written } from './notes.ts';
import { halfDayTransfer, transfersOf } from './transfers.ts';
import { attached, sessionSaid, withTheirWork, workOn } from './work.ts';

export type Confirmed = { booking: Booking; slots: Slot[]; postings: Posting[]; need: Need | undefined };

type Accepted = {
  id: BookingId;
  now: Instant;
  actor: Actor;
  quote: Quote;
  service: Service;
  need?: Need | undefined;
  order?: Ordered | undefined;
};

/** A new booking but for its sessions, as its quote and its service are on the day it is made. */
const headerOf = ({ id, now, actor, quote, service, order }: Accepted, purchaseOrder: string | undefined) => ({
  id,
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
  ...(purchaseOrder ? { purchaseOrder } : {}),
  policy: quote.policy,
  netPence: quote.netPence,
  vatPence: quote.vatPence,
  ...(quote.need ? { need: quote.need } : {}),
  ...(quote.attendees ? { attendees: { ...quote.attendees, named: 0 } } : {}),
  ...(quote.event ? { event: quote.event } : {}),
  ...(order ? { order } : {}),
  bookedBy: actor.person,
  createdAt: timestamp(now),
  version: 1,
});

/** What each session draws on, held until it is delivered or cancelled; each says what it means that there is no more of it. */
const holdsOf = (booking: Booking): Posting[] =>
  booking.sessions
    .flatMap((session) => transfersOf(booking, session))
    .map((transfer) => ({
      transfer,
      refusal:
        transfer.code === 'spend-budget'
          ? { name: 'budget-too-small' as const }
          : { name: 'no-free-days-left' as const, detail: 'Somebody has booked the free days of this quote meanwhile.' },
    }));

/**
 * The booking that an accepted quote makes, with the officer's slots and one pending transfer for each session, and what it makes of the need it is for. Refuses
 * `purchase-order-required`, `purchase-order-form`, and `wrong-state` for a need that is met or withdrawn by now.
 */
export function decideBooking(facts: Accepted, command: { purchaseOrder?: string | undefined }): Decision<Confirmed> {
  const { quote } = facts;
  if (quote.purchaseOrderRequired && !command.purchaseOrder)
    return refuse('purchase-order-required', undefined, { field: 'purchaseOrder' });
  const { purchaseOrderLike: like } = quote;
  if (like && command.purchaseOrder && !looksLike(command.purchaseOrder, like))
    return refuse('purchase-order-form', `They look like ${like}.`, { field: 'purchaseOrder' });
  const header = headerOf(facts, command.purchaseOrder);
  const booking: Booking = {
    ...header,
    sessions: attached(
      quote.sessions.map(({ session, officer, officerName, work, funding }, i) => {
        const visit = visitNumber(i);
        const { id } = halfDayTransfer(header, { visit, session, funding });
        return { visit, session, officer, officerName, ...(work ? { work } : {}), state: 'booked', funding, transfer: id };
      }),
    ),
  };
  const met = quote.need && facts.need && decideMeeting(facts.need, { booking: booking.id, halfDays: booking.sessions.length });
  if (met && !met.ok) return met;
  return accept({
    booking,
    slots: booking.sessions.map((session) => slotOf(booking, session)),
    need: met?.value,
    postings: holdsOf(booking),
  });
}

/** A booking with one of its sessions as a change leaves it, at its next version. */
export const withSession = (booking: Booking, session: BookedSession): Booking => ({
  ...booking,
  sessions: booking.sessions.map((each) => (each.visit === session.visit ? session : each)),
  version: booking.version + 1,
});

/** The slot that a session takes, of its own officer. */
export const slotOf = (
  booking: Booking,
  { session, visit, officer, work }: Pick<BookedSession, 'session' | 'visit' | 'officer' | 'work'>,
): Slot => ({
  officer,
  session,
  booking: booking.id,
  visit,
  school: booking.school,
  schoolName: booking.schoolName,
  service: booking.service,
  serviceTitle: booking.serviceTitle,
  ...(work ? { work } : {}),
  ...(booking.event ? { sharedBy: staying(booking.event).map(({ school }) => school) } : {}),
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

/** The charges of visits that are paid for come with the note, once it is shared: here only where it is shared at once. */
export type Delivered = { booking: Booking; was: Booking; note: VisitNote; charges: Charge[]; postings: Posting[] };

/**
 * Marks visits of one officer delivered, with the work on them, and begins their note, which is sent at once or kept as a draft: the ledger waits for no note. Their
 * pending transfers post; what is paid for is charged once the note is shared. Refuses what named() and written() refuse, and `not-ended` for a session whose end in
 * London has not come yet.
 */
export function decideDelivery(
  facts: { booking: Booking; now: Instant; clock: { date: CivilDate; time: string }; actor: Actor; policy: PolicyVersion },
  command: DeliveryCommand,
): Decision<Delivered> {
  const { booking, clock, now, policy } = facts;
  const { sessions: sessionTimes } = policy.pack;
  const chosen = named(booking, command.visits, 'deliver');
  if (!chosen.ok) return chosen;
  const at = timestamp(now);
  const [first] = chosen.value;
  if (chosen.value.some(({ officer }) => officer !== first?.officer))
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'visits', detail: 'Choose visits of one officer: each officer writes the note of their own' }],
    });
  const work = workOn(booking, chosen.value);
  const all = withTheirWork(booking, chosen.value, work);
  if (!all.ok) return all;
  const delivered = withStates(booking, all.value, (session) => ({ ...session, state: 'delivered', deliveredAt: at }));
  const draft = written(beginNote(facts, chosen.value, work), command);
  if (!draft.ok) return draft;
  for (const each of all.value) {
    if (!hasEnded(each.session, clock, sessionTimes))
      return refuse('not-ended', `${sessionSaid(each)} ends at ${sessionTimes[halfOf(each.session)].to}.`, { field: 'visits' });
  }
  const note = command.as === 'sent' ? sent(draft.value, at) : accept({ note: draft.value });
  if (!note.ok) return note;
  const { note: begun } = note.value;
  return accept({
    ...(begun.state === 'shared' ? signedOff(delivered, begun.visits, at) : { booking: delivered, charges: [] }),
    was: booking,
    note: begun,
    postings: all.value.flatMap((session) => transfersOf(booking, session).map((of) => ({ settlement: settle(of, 'post', now) }))),
  });
}
