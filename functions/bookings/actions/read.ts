// What people are shown of bookings: one with its notes, a school's list, an officer's diary, and what a school may choose from.
import { addDays, type CivilDate, londonClock, londonDate, type SessionKey, timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { BookingId, OfficerId, OrganisationId, PersonId, ServiceId } from '../../../shared/ids.ts';
import { pursesOf } from '../../../shared/policy/rules.ts';
import type { Purse } from '../../../shared/policy/schema.ts';
import type { Page } from '../../../shared/table.ts';
import type { Service } from '../../catalogue/schema.ts';
import { getService } from '../../catalogue/store.ts';
import { policyAt } from '../../entitlements/store.ts';
import { canTouch } from '../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf } from '../../identity/store/people.ts';
import { freeSessions, hasEnded, takenAt } from '../../officers/rules.ts';
import type { Officer, Slot } from '../../officers/schema.ts';
import { getOfficer, listOfficers, takenSlots } from '../../officers/store.ts';
import { isBookedFor, kindOfBuyerOn } from '../../schools/rules/buyers.ts';
import { refuseOther } from '../../schools/store/acting.ts';
import { standingOf } from '../../schools/store/buyers.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import type { BookedSession, Booking, VisitNote } from '../schema.ts';
import { bookingsOf, bookingWithNotes, getBooking } from '../store.ts';

/** Whether the actor may know of the booking at all. */
export const touches = (context: Context, booking: Booking) =>
  canTouch(context.actor, 'booking:read', { organisation: booking.school, officer: booking.officer });

/** A booking and a visit note with the names of those who made them, as they are called now: what is kept are their ids. */
export type NamedBooking = Booking & { bookedByName: string };
export type NamedNote = VisitNote & { byName: string };

/** A booking as it is shown to somebody: with its visit notes, what was done to it, and the sessions that they may mark delivered now. */
export type Seen = { booking: NamedBooking; notes: NamedNote[]; deliverable: BookedSession[]; history: HistoryEntry[] };

const named = (booking: Booking, names: ReadonlyMap<PersonId, string>): NamedBooking => ({
  ...booking,
  bookedByName: names.get(booking.bookedBy) ?? '',
});

/** A booking with the name of whoever made it. */
export const withName = async (context: Context, booking: Booking): Promise<NamedBooking> =>
  named(booking, await namesOf(context.table, [booking.bookedBy]));

/** A booking with its notes; refuses `unknown-booking` alike for one that does not exist and one that is another's. */
export async function readBooking(context: Context, id: BookingId): Promise<Decision<Seen>> {
  const found = await bookingWithNotes(context.table, id);
  if (!found || !touches(context, found.booking)) return refuse('unknown-booking');
  const { booking, notes } = found;
  const [names, history, deliverable] = await Promise.all([
    namesOf(context.table, [booking.bookedBy, ...notes.map(({ by }) => by)]),
    readHistory(context, id),
    booking.officer === context.actor.officer ? deliverableOf(context, booking.sessions) : [],
  ]);
  const namedNotes = notes.map((note) => ({ ...note, byName: names.get(note.by) ?? '' }));
  return accept({ booking: named(booking, names), notes: namedNotes, deliverable, history });
}

/** Of some sessions those that are booked and have ended by the times of the policy in force, without which none can be marked. */
async function deliverableOf<S extends Pick<BookedSession, 'session' | 'state'>>(context: Context, sessions: readonly S[]): Promise<S[]> {
  const policy = await policyAt(context.table, context.now);
  const clock = londonClock(context.now);
  return sessions.filter(({ session, state }) => state === 'booked' && policy && hasEnded(session, clock, policy.pack.sessions));
}

/** A school's bookings, newest first, a page at a time. Refuses `unknown-school` for one that is not the actor's to see, or that there is not. */
export async function listBookings(
  context: Context,
  school: OrganisationId,
  after?: string,
): Promise<Decision<Page<NamedBooking> & { schoolName: string }>> {
  // An officer's own work is in the diary; a school's list would tell of other officers', if only by where a page ends.
  if (!canTouch(context.actor, 'booking:read', { organisation: school, officer: null })) return refuse('unknown-school');
  const [page, organisation] = await Promise.all([bookingsOf(context.table, school, after), getOrganisation(context.table, school)]);
  if (!organisation) return refuse('unknown-school');
  const names = await namesOf(
    context.table,
    page.items.map(({ bookedBy }) => bookedBy),
  );
  return accept({ ...page, items: page.items.map((booking) => named(booking, names)), schoolName: organisation.name });
}

export type Visit = Slot & { state: 'booked' | 'delivered' | 'cancelled' };

/** An officer's visits between two dates, in time order, each with its state, and those to be marked delivered. Refuses `unknown-officer`, also for another's. */
export async function readDiary(
  context: Context,
  officer: OfficerId,
  from: CivilDate,
  to: CivilDate,
): Promise<Decision<{ officer: Officer; visits: Visit[]; toMark: Visit[] }>> {
  if (!canTouch(context.actor, 'diary:read', { officer })) return refuse('unknown-officer');
  const [found, slots] = await Promise.all([getOfficer(context.table, officer), takenSlots(context.table, officer, from, to)]);
  if (!found) return refuse('unknown-officer');
  const bookings = new Map(
    await Promise.all(
      [...new Set(slots.map((slot) => slot.booking))].map(async (id) => [id, await getBooking(context.table, id)] as const),
    ),
  );
  const visits = slots.flatMap((slot) => {
    const state = bookings.get(slot.booking)?.sessions.find((session) => session.visit === slot.visit)?.state;
    return state ? [{ ...slot, state }] : [];
  });
  return accept({ officer: found, visits, toMark: await deliverableOf(context, visits) });
}

export type Choices = {
  service: Service;
  purses: Purse[];
  school: OrganisationId;
  schoolName: string;
  /** The trust that is billed, where that is not the school itself. */
  payerName?: string;
  /** In half-days: the least this service is booked for, and the most that one booking holds. */
  least: number;
  most: number;
  officers: { officer: Officer; free: SessionKey[] }[];
};

/**
 * What a school may choose from: the purses it can pay from, and the free sessions of the officers who deliver the service. Refuses `unknown-school`,
 * `acting-for-another`, `choose-school` for a trust acting for itself, `unknown-service` and `policy-not-in-force`.
 */
export async function readChoices(
  context: Context,
  school: OrganisationId,
  service: ServiceId,
  from: CivilDate,
  days: number,
): Promise<Decision<Choices>> {
  const { table, now, council } = context;
  if (!canTouch(context.actor, 'quote:make', { organisation: school })) return refuseOther(context, school, { name: 'unknown-school' });
  const [found, buyer, { payer }, policy, officers] = await Promise.all([
    getService(table, service),
    getOrganisation(table, school),
    standingOf(table, school, londonDate(now)),
    policyAt(table, now),
    listOfficers(table),
  ]);
  if (!buyer) return refuse('unknown-school');
  if (!found) return refuse('unknown-service');
  if (!isBookedFor(school)) return refuse('choose-school');
  if (!policy) return refuse('policy-not-in-force');
  const able = officers.filter((officer) => officer.skills.includes(found.skill));
  const to = addDays(from, days - 1);
  const diaries = await Promise.all(able.map((officer) => takenSlots(table, officer.id, from, to)));
  const clock = londonClock(now);
  return accept({
    service: found,
    purses: pursesOf(policy.pack, kindOfBuyerOn(payer ?? buyer, council.laCode, londonDate(now))),
    school: buyer.id,
    schoolName: buyer.name,
    ...(payer ? { payerName: payer.name } : {}),
    least: found.minimumHalfDays,
    most: policy.pack.maximumDaysPerBooking * 2,
    officers: able.map((officer, i) => ({
      officer,
      free: freeSessions(officer, takenAt(diaries[i] ?? [], timestamp(now)), from, to, clock, policy.pack.sessions),
    })),
  });
}

/** Every officer's visits in a stretch of days, for council staff: what is coming, whoever asked for it. */
export async function readComingVisits(context: Context, from: CivilDate, to: CivilDate): Promise<Slot[]> {
  const officers = await listOfficers(context.table);
  const diaries = await Promise.all(officers.map((officer) => takenSlots(context.table, officer.id, from, to)));
  return diaries.flat().sort((a, b) => (a.session < b.session ? -1 : a.session > b.session ? 1 : 0));
}
