// Waiving what a late cancellation cost, and which visits may have taken the place of one. Load, decide, commit.
import {
  addDays,
  type CivilDate,
  dateOf,
  londonClock,
  londonDate,
  type SessionKey,
  sessionText,
  timestamp,
} from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { BookingId } from '../../../shared/ids.ts';
import { policyAt } from '../../entitlements/store.ts';
import { freeSessions, takenAt } from '../../officers/rules.ts';
import { getOfficer, takenSlots } from '../../officers/store.ts';
import { decideWaiver, isWaivable, stillToWaive, whyNotInstead } from '../rules/waive.ts';
import type { WaiverCommand } from '../schema/cancellations.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { bookingStays, waiverWrites } from '../store/cancellations.ts';
import { isClaimed } from '../store/reclassifications.ts';
import { getBooking } from '../store.ts';
import { knows, reaches, touches } from './read.ts';
import { allOfSchool, bookedSince, ladderOf, waiverFacts } from './waiving.ts';

/**
 * Waives what cancelling a session late has cost, for a visit that took its place. Refuses `unknown-booking` for either, what decideWaiver() refuses, and
 * `already-billed` once a billing run has the fee.
 */
export async function waive(context: Context, id: BookingId, command: WaiverCommand): Promise<Decision<Booking>> {
  const { table } = context;
  return change(context, async () => {
    const [booking, other] = await Promise.all([getBooking(table, id), getBooking(table, command.instead.booking)]);
    if (!booking || !(await reaches(context, booking)) || !other || !(await reaches(context, other)))
      return refuse(booking && (await knows(context, booking)) && booking.event ? 'not-the-organiser' : 'unknown-booking');
    const session = booking.sessions.find(({ visit }) => visit === command.visit);
    const facts = await waiverFacts(context, booking, other, command.visit);
    const decision = decideWaiver(facts, command);
    if (!decision.ok) return decision;
    return accept({
      writes: [...waiverWrites(table, decision.value), ...stillToWaive(facts).map((each) => bookingStays(table, each))],
      result: decision.value.booking,
      audit: {
        action: 'booking:waive',
        about: id,
        organisation: booking.school,
        policy: booking.policy,
        detail: session ? sessionText(session.session) : '',
        reason: command.kind === 'rebooked' ? 'It was booked again and has taken place' : 'Another school has taken the session',
      },
    });
  });
}

/** A visit that may have taken the place of one that was cancelled late. */
export type Candidate = WaiverCommand & {
  session: SessionKey;
  instead: WaiverCommand['instead'] & { session: SessionKey; schoolName: string };
};

/** Whether a billing run has the fee of a late cancellation: then it stays. */
async function hasFeeBilled({ table, now }: Context, { late }: BookedSession): Promise<boolean> {
  const { charge: id, payer, charges = id && payer ? [{ id, payer }] : [], dueOn: deliveredOn } = late ?? {};
  // Nothing is billed before its day.
  if (!deliveredOn || deliveredOn > londonDate(now)) return false;
  return (await Promise.all(charges.map((each) => isClaimed(table, { ...each, deliveredOn })))).includes(true);
}

/** For each session of a booking that was cancelled late and is neither waived nor billed, the visits that take its place, among those that whoever looks may know of. */
export async function candidatesFor(context: Context, booking: Booking): Promise<Candidate[]> {
  const waivable = booking.sessions.filter(isWaivable);
  const billed = await Promise.all(waivable.map((session) => hasFeeBilled(context, session)));
  const late = waivable.filter((_, i) => !billed[i]);
  if (late.length === 0) return [];
  const ladder = await ladderOf(context, booking);
  const since = late.map(({ cancelledAt = booking.createdAt }) => londonDate(Date.parse(cancelledAt))).sort()[0];
  const [theirs, others] = await Promise.all([since ? bookedSince(context, booking.school, since) : [], substitutesOf(context, late)]);
  const all = await allOfSchool(context, booking, ladder);
  const terms = new Map(await Promise.all(others.map(async (other) => [other.id, await ladderOf(context, other)] as const)));
  return late.flatMap((session) =>
    (['rebooked', 'substitute'] as const).flatMap((kind) =>
      (kind === 'rebooked' ? theirs : others).flatMap((other) =>
        other.sessions
          .filter(
            (taking) =>
              other.id !== booking.id &&
              !whyNotInstead(kind, ladder, { booking, session }, { booking: other, session: taking, terms: terms.get(other.id) }, all),
          )
          .map((taking) => ({
            visit: session.visit,
            kind,
            session: session.session,
            instead: { booking: other.id, visit: taking.visit, session: taking.session, schoolName: other.schoolName },
          })),
      ),
    ),
  );
}

/** Whoever has the officer's sessions now that were cancelled. */
async function substitutesOf(context: Context, late: readonly BookedSession[]): Promise<Booking[]> {
  const diaries = [...new Set(late.map(({ officer }) => officer))].map(async (officer) => {
    const wanted = late.filter((session) => session.officer === officer).map(({ session }) => session);
    const dates = wanted.map(dateOf).sort();
    const [first, last] = [dates[0], dates.at(-1)];
    const slots = first && last ? await takenSlots(context.table, officer, first, last) : [];
    return slots.filter(({ session }) => wanted.includes(session));
  });
  const slots = (await Promise.all(diaries)).flat();
  const found = await Promise.all([...new Set(slots.map(({ booking }) => booking))].map((id) => getBooking(context.table, id)));
  return found.filter((other): other is Booking => other !== undefined && touches(context, other));
}

/** How far ahead new dates are looked for. */
const offeredDays = 41;

/** The next sessions that the officer of a booking has free, from a day on. */
export async function nextSessions(
  context: Context,
  { officer: id }: Pick<Booking, 'officer'>,
  from: CivilDate,
  most: number,
): Promise<SessionKey[]> {
  const to = addDays(from, offeredDays);
  const [officer, slots, policy] = await Promise.all([
    getOfficer(context.table, id),
    takenSlots(context.table, id, from, to),
    policyAt(context.table, context.now),
  ]);
  if (!officer || !policy) return [];
  const taken = takenAt(slots, timestamp(context.now));
  return freeSessions(officer, taken, from, to, londonClock(context.now), policy.pack.sessions).slice(0, most);
}
