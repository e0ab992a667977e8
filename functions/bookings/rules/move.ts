// Moving a session to another date of the same officer: it keeps what funds it and what it costs, or it is not moved. Pure.
import {
  academicYearOf,
  dateOf,
  dateText,
  type Instant,
  londonDate,
  type SessionKey,
  sessionText,
  timestamp,
} from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { formatPence, halfDayPence } from '../../../shared/money.ts';
import type { Slot } from '../../officers/schema.ts';
import type { QuoteCommand } from '../schema/quotes.ts';
import { type BookedSession, type Booking, type Funding, type MoveCommand, mostMoves } from '../schema.ts';
import type { QuoteFacts } from './facts.ts';
import { costText, type Ladder, rebookableUntil, sumOf, termsFor, type Wish } from './ladder.ts';
import { named, slotOf, withSession } from './life.ts';
import { countsOneMore, type OfSchool, whyNotMovedLate } from './one-more.ts';
import { decideQuote } from './quote.ts';
import { isVisit, outOfOrder, saidAmong, sessionSaid, visitOf } from './work.ts';

export type Moved = { booking: Booking; freed: Slot; taken: Slot };

/** For the trail: from when to when a session is moved, and where several officers deliver them whose it is. */
export function movedText({ sessions }: Pick<Booking, 'sessions'>, visit: string, to: SessionKey): string {
  const moved = sessions.find((each) => each.visit === visit);
  return moved ? `${sessionSaid(moved)} to ${saidAmong(sessions)({ session: to, officerName: moved.officerName })}` : sessionText(to);
}

/** The quote of a session on its new date: for as little as it is, by whoever agreed to pay for it. */
export const quoteOf = (
  { school, service, purse, team }: Booking,
  { officer }: Pick<BookedSession, 'officer'>,
  to: SessionKey,
): QuoteCommand => ({
  school,
  service,
  officer,
  purse,
  halfDays: 1,
  sessions: [to],
  ...(team ? { team: team.id } : {}),
});

/** Whether two sessions are paid for alike: by the same account, or at the same price with the same VAT. */
function paidAlike(a: Funding, b: Funding): boolean {
  if (a.fund === 'entitlement' && b.fund === 'entitlement') return a.account === b.account;
  if (a.fund === 'package' && b.fund === 'package') return a.account === b.account;
  if (a.fund !== 'traded' || b.fund !== 'traded') return a.fund === b.fund;
  const treated = ({ shares = [] }: typeof a) =>
    shares.map(({ school, treatment: { rail, category, rateBasisPoints } }) => `${school} ${rail} ${category} ${rateBasisPoints}`).join();
  if (treated(a) !== treated(b)) return false;
  const terms = ({ perDayExVatPence, treatment: { rail, category, rateBasisPoints }, budget }: typeof a) =>
    [perDayExVatPence, rail, category, rateBasisPoints, budget?.account].join(' ');
  return terms(a) === terms(b);
}

const costs = (funding: Funding): string =>
  funding.fund === 'traded'
    ? `it costs ${formatPence(halfDayPence(funding.perDayExVatPence))} before VAT`
    : funding.fund === 'package'
      ? 'your package pays'
      : 'it is free';

/**
 * Moves a session. With less notice than the ladder asks it is moved as far as a visit may be rebooked without a fee, and cancelling it afterwards costs what it would
 * have cost then; where only a visit that is one more counts as booked again, it is not moved late while another could be given up for nothing in its stead. Refuses `unknown-session`, `already-delivered`, `already-cancelled`, what decideQuote() refuses of the new date, `move-too-late`,
 * `moved-beside-another`, `move-changes-cost` where it would be paid for otherwise, and as `invalid-request` the date it is on, another academic year, and a session moved too often.
 */
export function decideMove(
  facts: {
    booking: Booking;
    now: Instant;
    ladder: Ladder;
    wish: Wish;
    quote: QuoteFacts;
    /** What the school has booked of the service, where the policy counts only a visit that is one more. */
    all?: readonly OfSchool[] | undefined;
    begun?: (session: BookedSession) => boolean;
  },
  { visit, to }: MoveCommand,
): Decision<Moved> {
  const { booking, now, ladder, wish, quote, begun } = facts;
  const chosen = named(booking, [visit], 'cancel');
  if (!chosen.ok) return chosen;
  const [session] = chosen.value;
  if (!session) return refuse('unknown-session', undefined, { field: 'visit' });
  if (begun?.(session))
    return refuse('date-in-past', `${sessionText(session.session)} has begun or is over: ask the council about it.`, { field: 'visit' });
  if (!isVisit(session) && wish !== 'council')
    return refuse('goes-with-its-visit', `${sessionSaid(session)} is the officer’s own time: the council moves it.`, { field: 'visit' });
  if (session.takesPlaceOf)
    return refuse('wrong-state', 'It has taken the place of a visit that was cancelled, and stays where it is.', { field: 'visit' });
  const fault = (detail: string) => refuse('invalid-request', undefined, { faults: [{ field: 'to', detail }] });
  const { moves = [], bound } = session;
  if (to === session.session) return fault('Choose another date: it is on that one');
  if (academicYearOf(dateOf(to)) !== academicYearOf(dateOf(session.session)))
    return fault('Choose a date of the same academic year, or cancel it and book anew');
  if (moves.length >= mostMoves) return fault(`It was moved ${mostMoves} times: cancel it and book anew`);
  const work = misplaced(booking, session, to);
  if (work) return fault(work);
  const today = londonDate(now);
  const terms = termsFor(booking, session, { ladder, today, wish });
  const cost = sumOf([terms]);
  const isLate = cost.feePence > 0 || cost.consumedHalfDays > 0;
  const from = bound?.date ?? dateOf(session.session);
  const last = rebookableUntil(ladder, from);
  const givenUp = costText(cost).replace(/^It costs/, 'Giving it up instead costs');
  if (isLate && (!last || dateOf(to) > last))
    return refuse('move-too-late', last ? `It may be moved up to ${dateText(last)} now. ${givenUp}` : givenUp, { field: 'to' });
  const instead = isLate && countsOneMore(ladder) ? whyNotMovedLate(ladder, { booking, session }, facts.all, today) : undefined;
  if (instead) return refuse('moved-beside-another', instead, { field: 'to' });
  const quoted = decideQuote(forMove(quote, booking, session), quoteOf(booking, session, to));
  if (!quoted.ok) {
    const { name, detail, more } = quoted.refusal;
    return refuse(name, detail, { field: 'to', ...(more ? { more } : {}) });
  }
  const [next] = quoted.value.sessions;
  if (!next || !paidAlike(session.funding, next.funding))
    return refuse(
      'move-changes-cost',
      `On ${sessionText(session.session)} ${costs(session.funding)}; on ${sessionText(to)} ${next ? costs(next.funding) : 'it has no price'}.`,
      { field: 'to' },
    );
  // At its own wish the council lets go of what was moved late before.
  const { bound: _, ...unbound } = session;
  const moved: BookedSession = {
    ...(wish === 'council' ? unbound : session),
    session: to,
    funding: sharedAsBefore(session.funding, next.funding),
    moves: [...moves, { from: session.session, at: timestamp(now) }],
    ...(isLate ? { bound: { notice: terms.notice, date: from } } : {}),
  };
  return accept({ booking: withSession(booking, moved), freed: slotOf(booking, session), taken: slotOf(booking, moved) });
}

/** A session of an event keeps its division, to the penny: each school has agreed to that. */
const sharedAsBefore = (was: Funding, next: Funding): Funding =>
  was.fund === 'traded' && was.shares && next.fund === 'traded' ? { ...next, treatment: was.treatment, shares: was.shares } : next;

/** Why a visit cannot pass its preparation or its report, nor they it; undefined where the order stays. */
function misplaced(booking: Booking, session: BookedSession, to: SessionKey): string | undefined {
  if (isVisit(session)) {
    const passed = outOfOrder(booking, session, to);
    return (
      passed &&
      `${sessionSaid(passed)}: choose a date ${passed.work === 'preparation' ? 'after' : 'before'} it, or have the council move it first`
    );
  }
  const { session: at } = visitOf(booking, session);
  if (session.work === 'preparation' ? to < at : to > at) return undefined;
  return `The visit is on ${sessionText(at)}: choose a session ${session.work === 'preparation' ? 'before' : 'after'} it`;
}

/** The facts of a quote as they are for a session that is moved: one half-day is enough, nobody need agree anew to what is paid for, and what it draws on pays for it. */
function forMove(quote: QuoteFacts, { team }: Booking, { funding }: BookedSession): QuoteFacts {
  const paying = funding.fund === 'entitlement' ? funding.account : funding.fund === 'traded' ? funding.budget?.account : undefined;
  const { service, budgets } = quote;
  return {
    ...quote,
    booker: (funding.fund === 'traded' || funding.fund === 'package') && !team ? 'school' : quote.booker,
    packages: (quote.packages ?? []).filter(({ account }) => funding.fund === 'package' && account === funding.account),
    service: service && { ...service, minimumHalfDays: 1, preparationHalfDays: 0, reportHalfDays: 0 },
    freeAccounts: quote.freeAccounts.filter(({ account }) => account === paying),
    ...(budgets ? { budgets: budgets.filter(({ account }) => account === paying) } : {}),
  };
}
