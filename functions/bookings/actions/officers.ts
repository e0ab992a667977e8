// Giving visits to another officer: who could come, the change itself, and the visits whose officer will not be there. And dates that recur, in an officer's diary.
import { addDays, dateOf, londonClock, londonDate, type SessionKey, sessionText, timestamp } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { BookingId, OfficerId } from '../../../shared/ids.ts';
import { getService } from '../../catalogue/store.ts';
import { policyAt, policyNamed } from '../../entitlements/store.ts';
import { hasBegun, type NotThere, takenAt, whyNotThere } from '../../officers/rules.ts';
import { type Slot, usualSessionTimes } from '../../officers/schema.ts';
import { getOfficer, listOfficers, takenSlots } from '../../officers/store.ts';
import { districtOn, namedOfficersIn, yearOn } from '../../schools/rules/events.ts';
import { refuseOther } from '../../schools/store/acting.ts';
import { eventsOf, getOrganisation } from '../../schools/store/organisations.ts';
import { type Proposed, proposed } from '../rules/recurring.ts';
import { decideSwap, type Substitute, substitutesFor, type Unable, whyElse } from '../rules/swap.ts';
import { isVisit } from '../rules/work.ts';
import type { RecurringQuery, SwapCommand } from '../schema/officers.ts';
import { type BookedSession, type Booking, bookingHorizonDays } from '../schema.ts';
import { getBooking, swapWrites } from '../store.ts';
import { mayQuoteFor } from './quote.ts';
import { touches } from './read.ts';

/** Whether a session has begun, by the times of the policy a booking was made under. */
async function begunFor({ table, now }: Context, { policy }: Booking): Promise<(session: SessionKey) => boolean> {
  const terms = await policyNamed(table, policy);
  const clock = londonClock(now);
  return (session) => hasBegun(session, clock, terms?.pack.sessions ?? usualSessionTimes);
}

/** What is taken of an officer's diary from the first of some sessions to the last, beside what a booking has of it itself. */
async function takenOf({ table, now }: Context, officer: OfficerId, sessions: readonly BookedSession[]) {
  const dates = sessions.map(({ session }) => dateOf(session)).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  return takenAt(first && last ? await takenSlots(table, officer, first, last) : [], timestamp(now));
}

/** A visit that could be given to somebody else, and why its officer will not be there where that is known. */
type Reallocatable = { session: BookedSession; away?: string };
export type Substitutes = {
  booking: Booking;
  open: Reallocatable[];
  /** The visits that somebody is looked for: of those asked for, those that are there. */
  visits: string[];
  substitutes: Substitute[];
  unable: Unable[];
};

/** Who could deliver some visits of a booking instead, in their order. Without visits only which there are. Refuses `unknown-booking` and what substitutesFor() refuses. */
export async function readSubstitutes(context: Context, id: BookingId, visits: readonly string[]): Promise<Decision<Substitutes>> {
  const { table, council } = context;
  const booking = await getBooking(table, id);
  if (!booking || !touches(context, booking)) return refuse('unknown-booking');
  const [officers, service, begun] = await Promise.all([
    listOfficers(table),
    getService(table, booking.service),
    begunFor(context, booking),
  ]);
  const open = booking.sessions
    .filter((session) => session.state === 'booked' && isVisit(session))
    .map((session) => {
      const away = whyElse(
        officers.find(({ id: each }) => each === session.officer),
        session.session,
      );
      return { session, ...(away ? { away } : {}) };
    });
  if (visits.length === 0) return accept({ booking, open, visits: [], substitutes: [], unable: [] });
  const chosen = booking.sessions.filter(({ visit }) => visits.includes(visit));
  const date = chosen[0] ? dateOf(chosen[0].session) : londonDate(context.now);
  const able = officers.filter(({ skills }) => service && skills.includes(service.skill));
  const standing = booking.sessions.filter(({ state }) => state === 'booked');
  const [school, events, ...taken] = await Promise.all([
    getOrganisation(table, booking.school),
    eventsOf(table, booking.school),
    ...able.map((officer) => takenOf(context, officer.id, standing)),
  ]);
  const none: ReadonlySet<SessionKey> = new Set();
  const found = substitutesFor(
    {
      booking,
      service,
      diaries: able.map((officer, i) => ({ officer, taken: taken[i] ?? none })),
      district: school && districtOn(school, council.districts ?? [], events, date),
      namedAs: new Map(namedOfficersIn(booking.school, events, yearOn(date)).map(({ officer, as }) => [officer, as])),
      begun,
    },
    visits,
  );
  return found.ok ? accept({ booking, open, visits: [...visits], ...found.value }) : found;
}

/**
 * Gives visits to another officer, in one transaction: the slots of the one are freed and those of the other taken, or nothing happens. Refuses `unknown-booking`,
 * what decideSwap() refuses, and `session-taken` or `changed-meanwhile` when somebody else was first.
 */
export async function swapOfficer(context: Context, id: BookingId, command: SwapCommand): Promise<Decision<Booking>> {
  const { table, now } = context;
  return change(context, async () => {
    const booking = await getBooking(table, id);
    if (!booking || !touches(context, booking)) return refuse('unknown-booking');
    const standing = booking.sessions.filter(({ state }) => state === 'booked');
    const [service, officer, taken, begun] = await Promise.all([
      getService(table, booking.service),
      getOfficer(table, command.officer),
      takenOf(context, command.officer, standing),
      begunFor(context, booking),
    ]);
    const decision = decideSwap({ booking, service, officer, taken, now, begun }, command);
    if (!decision.ok) return decision;
    const { booking: swapped, taken: slots } = decision.value;
    // Sent twice: it is theirs already.
    if (slots.length === 0) return accept({ writes: [], result: booking, audit: null });
    const detail = `${slots.map(({ session }) => sessionText(session)).join(', ')}, to ${officer?.name ?? ''}`;
    return accept({
      writes: swapWrites(table, decision.value, now),
      result: swapped,
      audit: {
        action: 'booking:reallocate',
        about: id,
        organisation: booking.school,
        policy: booking.policy,
        detail,
        ...(command.reason ? { reason: command.reason } : {}),
      },
    });
  });
}

/** A visit, or the work on one, whose officer will not be there. */
export type Unattended = Slot & { officerName: string; why: NotThere };
/** As many as somebody can deal with at a time; the others come after them. */
export const mostUnattended = 100;

/** The sessions still to come whose officer is away then, has left, or works by another pattern by then, the first to come first. Of officers who go nowhere nothing is read. */
export async function readUnattended(context: Context): Promise<{ items: Unattended[]; more: boolean }> {
  const { table, now } = context;
  const today = londonDate(now);
  const [officers, policy] = await Promise.all([listOfficers(table), policyAt(table, now)]);
  const clock = londonClock(now);
  const going = officers.filter(
    ({ absences, leavesOn, laterPatterns, takenBackFrom }) =>
      [leavesOn, laterPatterns, takenBackFrom].some((each) => each !== undefined) || absences.some(({ to }) => to >= today),
  );
  const found = await Promise.all(
    going.map(async (officer) => {
      const slots = await takenSlots(table, officer.id, today, addDays(today, bookingHorizonDays));
      return slots.flatMap((slot) => {
        const why = whyNotThere(officer, slot.session);
        const isToCome = slot.holdUntil === undefined && !hasBegun(slot.session, clock, policy?.pack.sessions ?? usualSessionTimes);
        return why && isToCome ? [{ ...slot, officerName: officer.name, why }] : [];
      });
    }),
  );
  const items = found.flat().sort((a, b) => (a.session < b.session ? -1 : a.session > b.session ? 1 : a.officer < b.officer ? -1 : 1));
  return { items: items.slice(0, mostUnattended), more: items.length > mostUnattended };
}

export type Recurring = { officerName: string; serviceTitle: string; dates: Proposed[] };

/**
 * Dates that recur, each with how it stands in the officer's diary. Nothing is booked or held. Refuses `unknown-school`, `acting-for-another`, `unknown-service`,
 * `unknown-officer`, `officer-lacks-skill`, `policy-not-in-force`, and `too-many-sessions` for more than one booking holds.
 */
export async function readRecurring(context: Context, query: RecurringQuery): Promise<Decision<Recurring>> {
  const { table, now } = context;
  if (!(await mayQuoteFor(context, query.school))) return refuseOther(context, query.school, { name: 'unknown-school' });
  const last = addDays(query.from, (query.times - 1) * query.everyWeeks * 7 + 7);
  const [school, service, officer, policy, slots] = await Promise.all([
    getOrganisation(table, query.school),
    getService(table, query.service),
    getOfficer(table, query.officer),
    policyAt(table, now),
    takenSlots(table, query.officer, addDays(query.from, -7), last),
  ]);
  if (!school) return refuse('unknown-school', undefined, { field: 'school' });
  if (!service) return refuse('unknown-service', undefined, { field: 'service' });
  if (!officer) return refuse('unknown-officer', undefined, { field: 'officer' });
  if (!policy) return refuse('policy-not-in-force');
  if (!officer.skills.includes(service.skill))
    return refuse('officer-lacks-skill', `${officer.name} does not deliver ${service.title}.`, { field: 'officer' });
  const most = policy.pack.maximumDaysPerBooking * 2;
  if (query.times * (query.half === 'day' ? 2 : 1) > most)
    return refuse('too-many-sessions', `One booking holds at most ${most / 2} days.`, { field: 'times' });
  const facts = { officer, taken: takenAt(slots, timestamp(now)), clock: londonClock(now), sessionTimes: policy.pack.sessions };
  return accept({ officerName: officer.name, serviceTitle: service.title, dates: proposed(facts, query) });
}
