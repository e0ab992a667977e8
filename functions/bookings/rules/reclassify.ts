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
import { type Cause, transfer } from '../../../shared/ledger/transfers.ts';
import type { Treatment } from '../../../shared/policy/schema.ts';
import { type Allocation, mostChangesKept } from '../../entitlements/schema/allocations.ts';
import type { FreeAccount, Vacancy } from '../../entitlements/schema.ts';
import {
  type AnswerReclassification,
  type AskReclassification,
  type Reclassification,
  reclassificationStates,
} from '../schema/reclassifications.ts';
import type { BookedSession, Booking, Charge, Funding } from '../schema.ts';
import { type Grants, lapsedOn } from './cancel.ts';
import { chargeFor } from './life.ts';

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

const replaced = (booking: Booking, session: BookedSession): Booking => ({
  ...booking,
  sessions: booking.sessions.map((each) => (each.visit === session.visit ? session : each)),
  version: booking.version + 1,
});

/** What a session is to be recorded as instead, or why it cannot be. */
function instead(
  facts: AskFacts,
  { funding, session }: BookedSession,
  { to, account: wanted, agreed }: AskReclassification,
): Decision<Funding> {
  const { booking, price, treatment, paying, claimed, today } = facts;
  // A team chose to pay: neither the school's right nor its money takes the place of the team's afterwards.
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
    booking: replaced(booking, { ...session, asked: id }),
  });
}

export type Answered = {
  asked: Reclassification;
  booking: Booking;
  postings: Posting[];
  /** The charge that is written for a session that is paid for now. */
  charge?: Charge;
  /** The charge that is withdrawn before it was billed. */
  withdrawn?: Pick<Charge, 'id' | 'payer' | 'deliveredOn'>;
  vacancies: Vacancy[];
  allocations: Allocation[];
  /** The accounts whose uses are told anew. */
  accounts: string[];
};

type AnswerFacts = { now: Instant; actor: Pick<Actor, 'person'>; booking: Booking; asked: Reclassification; claimed: boolean } & Grants;

/** What a half-day that comes back does to what granted it: it is counted as taken back, and lapses at once where that has closed meanwhile. */
function broughtBack(facts: AnswerFacts, from: string): Pick<Answered, 'postings' | 'vacancies' | 'allocations'> {
  const { now, actor, asked } = facts;
  const recordedAt = timestamp(now);
  const lapsed = lapsedOn(facts, from, 1, now, bareId(asked.id));
  const vacancy = lapsed?.vacancies[0] ?? facts.vacancies.get(from);
  const allocation = lapsed?.allocations[0] ?? facts.allocations.get(from);
  return {
    postings: lapsed?.postings ?? [],
    vacancies: vacancy
      ? [{ ...vacancy, returnedHalfDays: (vacancy.returnedHalfDays ?? 0) + 1, version: (facts.vacancies.get(from)?.version ?? 0) + 1 }]
      : [],
    allocations: allocation
      ? [
          {
            ...allocation,
            moved: { ...allocation.moved, returned: allocation.moved.returned + 1 },
            changes: [
              ...allocation.changes,
              { recordedAt, by: actor.person, code: 'return', amount: 1, because: 'A visit recorded as free is paid for' },
            ].slice(-mostChangesKept),
            version: (facts.allocations.get(from)?.version ?? 0) + 1,
          },
        ]
      : [],
  };
}

/**
 * Approves or declines a request. Approved, the ledger gets a reversing pair, and a charge is written or withdrawn. Refuses `wrong-state` for one that is answered,
 * `own-request` for whoever asked and approves, and `already-billed`.
 */
export function decideAnswer(facts: AnswerFacts, { answer, note }: AnswerReclassification): Decision<Answered> {
  const { asked, actor, now, claimed } = facts;
  const state = reclassificationStates.next(asked.state, answer);
  const session = facts.booking.sessions.find(({ visit }) => visit === asked.visit);
  if (!state || !session) return refuse('wrong-state', `It was ${asked.state} already.`);
  if (answer === 'approve' && asked.askedBy === actor.person) return refuse('own-request');
  const recordedAt = timestamp(now);
  const { asked: _, ...bare } = session;
  const answered: Reclassification = {
    ...asked,
    state,
    answeredBy: actor.person,
    answeredAt: recordedAt,
    ...(note ? { note } : {}),
    version: asked.version + 1,
  };
  const nothing = { postings: [], vacancies: [], allocations: [], accounts: [] };
  if (answer === 'decline') return accept({ asked: answered, booking: replaced(facts.booking, bare), ...nothing });
  const { from, to } = asked;
  if (from.fund === 'traded' && claimed) return refuse('already-billed');
  const { school, id, policy } = facts.booking;
  const year = String(academicYearOf(dateOf(session.session)));
  const cause = (funding: Funding): Cause => ({
    booking: id,
    session: session.visit,
    policy,
    ...(funding.fund === 'entitlement' ? { clause: funding.clause.reference } : {}),
  });
  const details = (which: 'back' | 'anew', funding: Funding) => ({ name: `${bareId(asked.id)}-${which}`, now, cause: cause(funding) });
  const free = account('delivered-entitlement', school, year);
  const paid = account('delivered-traded', school, year);
  const sold = account('sold', school, year);
  const becomes = (of: BookedSession['transfer']): BookedSession => ({
    ...bare,
    funding: to,
    transfer: of,
    before: [...(bare.before ?? []), { funding: from, transfer: bare.transfer, reclassification: asked.id }],
  });
  if (from.fund === 'entitlement' && to.fund === 'traded') {
    const own = from.account as Account<'entitlement'>;
    const back = broughtBack(facts, own);
    const anew = transfer('deliver-traded', sold, paid, 1, details('anew', to));
    const booking = replaced(facts.booking, becomes(anew.id));
    const charge = chargeFor(booking, becomes(anew.id), to, recordedAt);
    return accept({
      ...back,
      asked: { ...answered, charge: charge.id },
      booking,
      charge,
      postings: [{ transfer: transfer('return-entitlement', free, own, 1, details('back', from)) }, ...back.postings, { transfer: anew }],
      accounts: [own],
    });
  }
  if (from.fund === 'traded' && to.fund === 'entitlement') {
    const own = to.account as Account<'entitlement'>;
    const anew = transfer('deliver-entitlement', own, free, 1, details('anew', to));
    const charge = chargeFor(facts.booking, session, from, recordedAt);
    return accept({
      ...nothing,
      asked: { ...answered, charge: charge.id },
      booking: replaced(facts.booking, becomes(anew.id)),
      withdrawn: { id: charge.id, payer: charge.payer, deliveredOn: charge.deliveredOn },
      postings: [
        { transfer: transfer('return-traded', paid, sold, 1, details('back', from)) },
        {
          transfer: anew,
          refusal: { name: 'no-free-days-left', detail: 'Those free days have been used or booked since the correction was asked for.' },
        },
      ],
      accounts: [own],
    });
  }
  throw new Error('a half-day is recorded as the other kind');
}
