// Waiving what a late cancellation cost, once another visit has taken its place: its fee is withdrawn before it is billed, and its free half-day goes back. Pure.
import { dateOf, dateText, type Instant, sessionText, timestamp } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { bareId } from '../../../shared/ids.ts';
import { type Account, account, grantOf, holderOf } from '../../../shared/ledger/chart.ts';
import type { Posting } from '../../../shared/ledger/post.ts';
import { transfer } from '../../../shared/ledger/transfers.ts';
import { workingDaysText } from '../../../shared/ui/text.ts';
import { type Grants, givenBack, nothingBack, type Returned } from '../../entitlements/rules/returns.ts';
import type { WaiverCommand } from '../schema/cancellations.ts';
import type { BookedSession, Booking, Charge } from '../schema.ts';
import { type Ladder, rebookableUntil, waiverOf } from './ladder.ts';
import { withSession } from './life.ts';

export type Waived = {
  booking: Booking;
  /** The booking of the visit that took its place, with the mark that it has. */
  other: Booking;
  /** The fee that is withdrawn. */
  withdrawn?: Pick<Charge, 'id' | 'payer' | 'deliveredOn'>;
  postings: Posting[];
  back: Omit<Returned, 'postings'>;
  /** The accounts whose uses are told anew. */
  accounts: string[];
};

type Kind = WaiverCommand['kind'];
type Taken = { booking: Booking; session: BookedSession };

/** Why one visit does not take the place of another that was cancelled; undefined where it does. */
export function whyNotInstead(kind: Kind, ladder: Ladder, lost: Taken, other: Taken): string | undefined {
  const { cancelledAt = '' } = lost.session;
  if (!waiverOf(ladder, kind)) return 'The policy under which it was booked waives nothing for that.';
  if (other.session.takesPlaceOf) return 'That visit has taken the place of another one already.';
  if (other.booking.createdAt <= cancelledAt) return 'That visit was booked before this one was cancelled.';
  if (kind === 'substitute') {
    if (other.booking.school === lost.booking.school) return 'A substitute is a visit to another school.';
    if (other.booking.officer !== lost.booking.officer || other.session.session !== lost.session.session)
      return `A substitute takes the same session of the same officer: ${sessionText(lost.session.session)}.`;
    return other.session.state === 'delivered' ? undefined : 'That visit has not been delivered yet.';
  }
  if (other.booking.school !== lost.booking.school || other.booking.service !== lost.booking.service)
    return 'What is rebooked is a visit of the same service to the same school.';
  if (other.session.state !== 'delivered') return 'That visit has not been delivered yet.';
  const by = rebookableUntil(ladder, lost.session.bound?.date ?? dateOf(lost.session.session));
  const { withinWorkingDays = 0 } = waiverOf(ladder, 'rebooked') ?? {};
  return by && dateOf(other.session.session) > by
    ? `It had to take place within ${workingDaysText(withinWorkingDays)}, by ${dateText(by)}.`
    : undefined;
}

/** Whether a cancellation has cost something that may still be waived. */
export const isWaivable = ({ late }: Pick<BookedSession, 'late'>): boolean =>
  late !== undefined && late.waived === undefined && (late.feePence !== undefined || late.consumed === true);

/**
 * Waives what a late cancellation cost. Refuses `unknown-session`, `wrong-state` where it cost nothing or is waived already, and `not-waivable` with the reason
 * where the other visit does not take its place.
 */
export function decideWaiver(
  facts: { booking: Booking; other: Booking; ladder: Ladder; now: Instant; actor: Pick<Actor, 'person'> } & Grants,
  { visit, kind, instead }: WaiverCommand,
): Decision<Waived> {
  const { booking, other, ladder, now, actor } = facts;
  const session = booking.sessions.find((each) => each.visit === visit);
  if (!session) return refuse('unknown-session', undefined, { field: 'visit' });
  const taking = other.id === booking.id ? undefined : other.sessions.find((each) => each.visit === instead.visit);
  const { late } = session;
  if (!late || !isWaivable(session))
    return refuse('wrong-state', late?.waived ? 'It is waived already.' : 'Cancelling it cost nothing.', { field: 'visit' });
  if (!taking) return refuse('not-waivable', 'That is no visit of another booking.', { field: 'instead' });
  const why = whyNotInstead(kind, ladder, { booking, session }, { booking: other, session: taking });
  if (why) return refuse('not-waivable', why, { field: 'instead' });
  const { funding } = session;
  const waived = { ...late, waived: { kind, at: timestamp(now), instead: { booking: other.id, visit: taking.visit } } };
  const changed = {
    booking: withSession(booking, { ...session, late: waived }),
    other: withSession(other, { ...taking, takesPlaceOf: { booking: booking.id, visit } }),
  };
  if (!late.consumed || funding.fund !== 'entitlement') {
    const { charge: id, payer, dueOn: deliveredOn } = late;
    return accept({
      ...changed,
      ...(id && payer && deliveredOn ? { withdrawn: { id, payer, deliveredOn } } : {}),
      postings: [],
      back: nothingBack,
      accounts: [],
    });
  }
  const of = funding.account as Account<'entitlement'>;
  const name = `${bareId(booking.id)}-${visit}-restored`;
  const cause = { booking: booking.id, session: visit, policy: booking.policy, clause: funding.clause.reference };
  const restored = transfer('restore', account('consumed', holderOf(of), grantOf(of).rule), of, 1, { name, now, cause });
  const { postings, ...back } = givenBack(facts, of, { name, now, by: actor.person, because: 'A late cancellation was waived' });
  return accept({ ...changed, postings: [{ transfer: restored }, ...postings], back, accounts: [of] });
}
