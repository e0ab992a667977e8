// Recording a delivered half-day as the other kind, free or paid: one person asks, another approves, and a reversing pair on each side of the wall says so. Pure.
// Nothing crosses the wall: what was free goes back to where it came from, what is paid for is delivered as such, and the other way round.
import {
  academicYearOf,
  type CivilDate,
  dateOf,
  dateText,
  type Instant,
  londonDate,
  sessionText,
  timestamp,
} from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { bareId, prefixOf, type ReclassificationId } from '../../../shared/ids.ts';
import { type Account, account } from '../../../shared/ledger/chart.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { transfer } from '../../../shared/ledger/transfers.ts';
import type { Treatment } from '../../../shared/policy/schema.ts';
import { type Grants, givenBack, nothingBack, type Returned } from '../../entitlements/rules/returns.ts';
import type { FreeAccount } from '../../entitlements/schema.ts';
import type { Charge } from '../schema/charges.ts';
import {
  type AnswerReclassification,
  type AskReclassification,
  type Reclassification,
  reclassificationStates,
} from '../schema/reclassifications.ts';
import type { BookedSession, Booking, Funding, Paid } from '../schema.ts';
import { chargeFor } from './charges.ts';
import { withSession } from './life.ts';

export type AskFacts = {
  id: ReclassificationId;
  now: Instant;
  today: CivilDate;
  actor: Pick<Actor, 'person'>;
  booking: Booking;
  /** What the day rate of the session's date is, and how it would be billed; undefined where it is not sold. */
  price: { perDayExVatPence: number; version: number } | undefined;
  treatment: Treatment | undefined;
  /** Free accounts that may pay for the session on its date, in the order in which they are to be used. */
  paying: readonly FreeAccount[];
  /** Whether an invoice, a recharge or an earlier correction has claimed the session's charge. */
  claimed: boolean;
};

/** What a session is to be recorded as instead, or why it cannot be. */
function instead(
  facts: AskFacts,
  { funding, session }: BookedSession,
  { to, account: wanted, agreed }: AskReclassification,
): Decision<Funding> {
  const { booking, price, treatment, paying, claimed, today } = facts;
  // A team chose to pay: neither the school's right nor its money takes the place of the team's afterwards.
  if (booking.event) return refuse('shared-price');
  if (booking.team)
    return refuse('wrong-state', `${booking.team.name} has paid for it: nothing of ${booking.schoolName}’s is to take its place.`);
  if (to === 'paid') {
    if (funding.fund !== 'entitlement') return refuse('wrong-state', 'Only a half-day that was free by right can be recorded as paid.');
    if (prefixOf(booking.school) === 'ptn') return refuse('buyer-must-agree', 'A partnership pays for nothing itself.');
    if (agreed && agreed.on > today)
      return refuse('invalid-request', undefined, {
        faults: [{ field: 'agreed.on', detail: 'Give the day on which they agreed: it is still to come' }],
      });
    const bookedOn = londonDate(Date.parse(booking.createdAt));
    if (agreed && agreed.on < bookedOn)
      return refuse('invalid-request', undefined, {
        faults: [
          {
            field: 'agreed.on',
            detail: `Give the day on which they agreed: the booking was made on ${dateText(bookedOn)}, and not before`,
          },
        ],
      });
    if (!price || !treatment) return refuse('not-on-sale', `${booking.serviceTitle} has no price on ${dateText(dateOf(session))}.`);
    return accept({ fund: 'traded', perDayExVatPence: price.perDayExVatPence, priceVersion: price.version, treatment });
  }
  if (funding.fund !== 'traded') return refuse('wrong-state', 'Only a half-day that is charged can be recorded as free.');
  if (claimed) return refuse('already-billed');
  const from = wanted ? paying.find((each) => each.account === wanted) : paying[0];
  if (!from)
    return refuse('no-free-days-left', `No free days of ${booking.schoolName} may pay for ${sessionText(session)}.`, {
      field: wanted ? 'account' : 'visit',
    });
  const { account: of, title, clause, expires, holderName } = from;
  return accept({
    fund: 'entitlement',
    account: of,
    title,
    clause,
    ...(expires ? { expires } : {}),
    ...(holderName ? { holderName } : {}),
  });
}

/**
 * The delivered sessions that decideAsking() may ask of to be recorded as the other kind, and those that are billed already: of what several schools share or a team has
 * paid for there are none of either, nor of a partnership's free days, for which nobody would pay, nor of what is paid for where no free days may take its place, nor of
 * what was free and is not sold on its date.
 */
export function correctable(
  { sessions, school, event, team }: Pick<Booking, 'sessions' | 'school' | 'event' | 'team'>,
  { billed, hasFreeDays, sellable }: { billed: readonly string[]; hasFreeDays: boolean; sellable: readonly string[] },
): { open: BookedSession[]; billed: BookedSession[] } {
  if (event || team) return { open: [], billed: [] };
  const delivered = sessions.filter(({ state, asked }) => state === 'delivered' && !asked);
  const isOpen = ({ visit, funding }: BookedSession) =>
    funding.fund === 'traded'
      ? hasFreeDays && !billed.includes(visit)
      : funding.fund === 'entitlement' && prefixOf(school) !== 'ptn' && sellable.includes(visit);
  return { open: delivered.filter(isOpen), billed: delivered.filter(({ visit }) => billed.includes(visit)) };
}

/**
 * Asks for a delivered session to be recorded as the other kind. Refuses `unknown-session`, `wrong-state` for one that was not delivered or is of that kind,
 * `already-asked`, `already-billed`, `no-free-days-left`, `not-on-sale` and `buyer-must-agree`.
 */
export function decideAsking(facts: AskFacts, command: AskReclassification): Decision<{ asked: Reclassification; booking: Booking }> {
  const { booking, id, now, actor } = facts;
  const session = booking.sessions.find(({ visit }) => visit === command.visit);
  if (!session) return refuse('unknown-session', undefined, { field: 'visit' });
  if (session.state !== 'delivered')
    return refuse('wrong-state', `${sessionText(session.session)} is ${session.state}, not delivered.`, { field: 'visit' });
  if (session.asked) return refuse('already-asked', undefined, { field: 'visit' });
  const to = instead(facts, session, command);
  if (!to.ok) return to;
  const state = reclassificationStates.next('new', 'ask');
  if (!state) throw new Error('a reclassification begins by being asked for');
  return accept({
    asked: {
      type: 'reclassification',
      id,
      booking: booking.id,
      school: booking.school,
      visit: session.visit,
      session: session.session,
      from: session.funding,
      to: to.value,
      reason: command.reason,
      ...(command.to === 'paid' && command.agreed ? { agreed: command.agreed } : {}),
      state,
      askedBy: actor.person,
      askedAt: timestamp(now),
      version: 1,
    },
    booking: withSession(booking, { ...session, asked: id }),
  });
}

export type Answered = {
  asked: Reclassification;
  booking: Booking;
  was: Booking;
  postings: Posting[];
  /** The charge that is written for a session that is paid for now. */
  charge?: Charge;
  /** The charge that is withdrawn before it was billed. */
  withdrawn?: Pick<Charge, 'id' | 'payer' | 'deliveredOn'>;
  /** What becomes of what granted a half-day that comes back. */
  back: Omit<Returned, 'postings'>;
  /** The accounts whose uses are told anew. */
  accounts: string[];
};

type AnswerFacts = { now: Instant; actor: Pick<Actor, 'person'>; booking: Booking; asked: Reclassification; claimed: boolean } & Grants;
/** A request that is approved: the session as it was delivered, without the mark that something was asked of it. */
type Approval = AnswerFacts & { answered: Reclassification; session: BookedSession };
type Free = Extract<Funding, { fund: 'entitlement' }>;

/** One half of the reversing pair: what was recorded goes back, or what it should have been is recorded anew. */
const pairDetails = ({ asked, booking, now }: Approval, which: 'back' | 'anew', funding: Funding) => ({
  name: `${bareId(asked.id)}-${which}`,
  now,
  cause: {
    booking: booking.id,
    session: asked.visit,
    policy: booking.policy,
    ...(funding.fund === 'entitlement' ? { clause: funding.clause.reference } : {}),
  },
});

/** Where the half-days of a school are delivered from and to, in the academic year of a session. */
function deliveredAccounts({ booking: { school }, session }: Approval) {
  const year = String(academicYearOf(dateOf(session.session)));
  return {
    free: account('delivered-entitlement', school, year),
    paid: account('delivered-traded', school, year),
    sold: account('sold', school, year),
  };
}

/** The session as it is recorded from now on, with what it was recorded as before. */
const recordedAnew = ({ asked, session }: Approval, transfer: BookedSession['transfer']): BookedSession => {
  const before = [...(session.before ?? []), { funding: asked.from, transfer: session.transfer, reclassification: asked.id }];
  return { ...session, funding: asked.to, transfer, before };
};

/** A free half-day turns out to be paid for: it goes back to what granted it, and a charge is written, or will be once the note of the visit is shared. */
function recordedAsPaid(facts: Approval, from: Free, to: Paid): Answered {
  const { free, paid, sold } = deliveredAccounts(facts);
  const own = from.account as Account<'entitlement'>;
  const { asked, now, actor } = facts;
  const because = 'A visit recorded as free is paid for';
  const { postings, ...back } = givenBack(facts, own, { name: bareId(asked.id), now, by: actor.person, because });
  const anew = transfer('deliver-traded', sold, paid, 1, pairDetails(facts, 'anew', to));
  const session = recordedAnew(facts, anew.id);
  const booking = withSession(facts.booking, session);
  const charge = session.signedOffAt ? chargeFor(booking, session, to, timestamp(facts.now)) : undefined;
  return {
    asked: { ...facts.answered, ...(charge ? { charge: charge.id } : {}) },
    booking,
    was: facts.booking,
    ...(charge ? { charge } : {}),
    postings: [
      { transfer: transfer('return-entitlement', free, own, 1, pairDetails(facts, 'back', from)) },
      ...postings,
      { transfer: anew },
    ],
    back,
    accounts: [own],
  };
}

/** A paid half-day turns out to be free by right: its charge, if there is one yet, is withdrawn before it is billed, and the half-day drawn from what grants it. */
function recordedAsFree(facts: Approval, from: Paid, to: Free): Answered {
  const { free, paid, sold } = deliveredAccounts(facts);
  const own = to.account as Account<'entitlement'>;
  const anew = transfer('deliver-entitlement', own, free, 1, pairDetails(facts, 'anew', to));
  const charge = facts.session.signedOffAt ? chargeFor(facts.booking, facts.session, from, timestamp(facts.now)) : undefined;
  const gone = 'Those free days have been used or booked since the correction was asked for.';
  return {
    asked: { ...facts.answered, ...(charge ? { charge: charge.id } : {}) },
    booking: withSession(facts.booking, recordedAnew(facts, anew.id)),
    was: facts.booking,
    ...(charge ? { withdrawn: { id: charge.id, payer: charge.payer, deliveredOn: charge.deliveredOn } } : {}),
    postings: [
      { transfer: transfer('return-traded', paid, sold, 1, pairDetails(facts, 'back', from)) },
      { transfer: anew, refusal: { name: 'no-free-days-left', detail: gone } },
    ],
    back: nothingBack,
    accounts: [own],
  };
}

/**
 * Approves or declines a request. Approved, the ledger gets a reversing pair, and a charge is written or withdrawn. Refuses `wrong-state` for one that is answered,
 * `own-request` for whoever asked and approves, and `already-billed`.
 */
export function decideAnswer(facts: AnswerFacts, { answer, note }: AnswerReclassification): Decision<Answered> {
  const { asked, actor, now, claimed, booking } = facts;
  const state = reclassificationStates.next(asked.state, answer);
  const found = booking.sessions.find(({ visit }) => visit === asked.visit);
  if (!state || !found) return refuse('wrong-state', `It was ${asked.state} already.`);
  if (answer === 'approve' && asked.askedBy === actor.person) return refuse('own-request');
  const { asked: _, ...session } = found;
  const told = { state, answeredBy: actor.person, answeredAt: timestamp(now), ...(note ? { note } : {}), version: asked.version + 1 };
  const answered: Reclassification = { ...asked, ...told };
  if (answer === 'decline')
    return accept({ asked: answered, booking: withSession(booking, session), was: booking, postings: [], back: nothingBack, accounts: [] });
  const { from, to } = asked;
  if (from.fund === 'traded' && claimed) return refuse('already-billed');
  const approval = { ...facts, answered, session };
  if (from.fund === 'entitlement' && to.fund === 'traded') return accept(recordedAsPaid(approval, from, to));
  if (from.fund === 'traded' && to.fund === 'entitlement') return accept(recordedAsFree(approval, from, to));
  throw new Error('a half-day is recorded as the other kind');
}
