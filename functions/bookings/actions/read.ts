// What people are shown of bookings: one with its notes, a school's list, an officer's diary, and what a school may choose from.
import { addDays, type CivilDate, londonClock, londonDate, type SessionKey, timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import {
  type BookingId,
  bareId,
  type OfficerId,
  type OrganisationId,
  type PersonId,
  prefixOf,
  type ServiceId,
  teamIdOf,
} from '../../../shared/ids.ts';
import { grantOf } from '../../../shared/ledger/chart.ts';
import type { Booker } from '../../../shared/policy/allocations.ts';
import { bookerOf } from '../../../shared/policy/bookers.ts';
import { noteRuleFor, plainNote } from '../../../shared/policy/notes.ts';
import { pursesOf, rulesFor } from '../../../shared/policy/rules.ts';
import type { Pack, Purse } from '../../../shared/policy/schema.ts';
import type { Page } from '../../../shared/table.ts';
import type { Service } from '../../catalogue/schema.ts';
import { getService } from '../../catalogue/store.ts';
import type { FreeAccount } from '../../entitlements/schema.ts';
import { policyAt } from '../../entitlements/store.ts';
import { can, canTouch } from '../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf } from '../../identity/store/people.ts';
import { freeSessions, hasEnded, takenAt } from '../../officers/rules.ts';
import type { Officer, Slot } from '../../officers/schema.ts';
import { getOfficer, listOfficers, takenSlots } from '../../officers/store.ts';
import { isBookedFor, kindOfBuyerOn } from '../../schools/rules/buyers.ts';
import { refuseOther } from '../../schools/store/acting.ts';
import { standingOf } from '../../schools/store/buyers.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import { accountsOf } from '../rules/drawing.ts';
import { mayRead } from '../rules/notes.ts';
import { bookedByOthers } from '../rules/quote.ts';
import type { Template } from '../schema/notes.ts';
import type { Reclassification } from '../schema/reclassifications.ts';
import type { BookedSession, Booking, Team } from '../schema.ts';
import { bookingsOf, bookingWithNotes, getBooking } from '../store.ts';
import { type Changing, changingOf } from './changing.ts';
import { readLeft } from './left.ts';
import { type NamedNote, withNames } from './note-names.ts';
import { payingFor } from './paying.ts';
import { mayQuoteFor } from './quote.ts';

/** Whether the actor may know of the booking at all; a partnership's lead also of what draws on the partnership's days. */
export const touches = (context: Context, booking: Booking) =>
  canTouch(context.actor, 'booking:read', {
    organisation: booking.school,
    officer: booking.officer,
    partnerships: [...accountsOf(booking.sessions)].map((account) => grantOf(account).holder as OrganisationId),
  });

/** A booking with the name of whoever made it, as they are called now: what is kept is their id. */
export type NamedBooking = Booking & { bookedByName: string; approvedByName?: string };

const madeBy = ({ bookedBy, approvedBy }: Booking): PersonId[] => [bookedBy, ...(approvedBy ? [approvedBy] : [])];

/** A booking as it is shown to somebody: with the notes of its visits that they may read, what was done to it, and the sessions that they may mark delivered now. */
export type Seen = Changing & {
  booking: NamedBooking;
  notes: NamedNote[];
  deliverable: BookedSession[];
  /** What the policy asks of the note of those. */
  template: Template;
  history: HistoryEntry[];
  /** Requests to record a session as the other kind, for whoever may ask for or answer them; of others none. */
  reclassifications: NamedRequest[];
  /** The free days that some session could be recorded as drawing on, for whoever may ask for that. */
  paying: FreeAccount[];
};
export type NamedRequest = Reclassification & { askedByName: string; answeredByName?: string };

const named = (booking: Booking, names: ReadonlyMap<PersonId, string>): NamedBooking => ({
  ...booking,
  bookedByName: names.get(booking.bookedBy) ?? '',
  ...(booking.approvedBy ? { approvedByName: names.get(booking.approvedBy) ?? '' } : {}),
});

/** A booking with the name of whoever made it. */
export const withName = async (context: Context, booking: Booking): Promise<NamedBooking> =>
  named(booking, await namesOf(context.table, madeBy(booking)));

const isCharged = ({ state, funding, asked }: BookedSession) => state === 'delivered' && funding.fund === 'traded' && !asked;

/** A booking with its notes; refuses `unknown-booking` alike for one that does not exist and one that is another's. */
export async function readBooking(context: Context, id: BookingId): Promise<Decision<Seen>> {
  const found = await bookingWithNotes(context.table, id);
  if (!found || !touches(context, found.booking)) return refuse('unknown-booking');
  const { booking } = found;
  const notes = found.notes.filter((note) => mayRead(note, context.actor, londonDate(context.now)));
  const mayCorrect = can(context.actor, 'reclassification:ask') || can(context.actor, 'reclassification:answer');
  const requests = mayCorrect ? found.reclassifications : [];
  const charged = booking.team || !can(context.actor, 'reclassification:ask') ? [] : booking.sessions.filter(isCharged);
  const [names, namedNotes, history, deliverable, paying, changing, policy] = await Promise.all([
    namesOf(context.table, [
      ...madeBy(booking),
      ...requests.flatMap(({ askedBy, answeredBy }) => [askedBy, ...(answeredBy ? [answeredBy] : [])]),
    ]),
    withNames(context, notes),
    readHistory(context, id),
    booking.officer === context.actor.officer ? deliverableOf(context, booking.sessions) : [],
    payingFor(context, booking, charged),
    changingOf(context, booking),
    policyAt(context.table, context.now),
  ]);
  const reclassifications = requests.map((request) => ({
    ...request,
    askedByName: names.get(request.askedBy) ?? '',
    ...(request.answeredBy ? { answeredByName: names.get(request.answeredBy) ?? '' } : {}),
  }));
  return accept({
    booking: named(booking, names),
    notes: namedNotes,
    deliverable,
    history,
    reclassifications,
    ...changing,
    template: policy ? noteRuleFor(policy.pack, bareId(booking.service)) : plainNote,
    paying,
  });
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
  const names = await namesOf(context.table, page.items.flatMap(madeBy));
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

/** What a service is called; undefined where there is none. */
export const readServiceTitle = async ({ table }: Context, service: ServiceId): Promise<string | undefined> =>
  (await getService(table, service))?.title;

export type Choices = {
  service: Service;
  /** Whoever does not pay books free days alone. */
  booker: Booker;
  purses: Purse[];
  /** The teams of the council whose days or budget may pay, for whoever books for the council. */
  teams: Team[];
  school: OrganisationId;
  schoolName: string;
  /** The trust that is billed, where that is not the school itself. */
  payerName?: string;
  /** The free days that are left for it, for whoever is booking. */
  left: FreeAccount[];
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
  if (!(await mayQuoteFor(context, school))) return refuseOther(context, school, { name: 'unknown-school' });
  const [found, buyer, { payer, events }, policy, officers] = await Promise.all([
    getService(table, service),
    getOrganisation(table, school),
    standingOf(table, school, londonDate(now)),
    policyAt(table, now),
    listOfficers(table),
  ]);
  if (!buyer) return refuse('unknown-school');
  if (!found) return refuse('unknown-service');
  const booker = bookerOf(context.actor);
  if (!isBookedFor(school) && (booker === 'school' || prefixOf(school) !== 'ptn')) return refuse('choose-school');
  if (!policy) return refuse('policy-not-in-force');
  const barred = bookedByOthers(policy.pack, found, booker);
  if (barred) return barred;
  const left = await readLeft(context, { school: buyer, service: found, policy, events });
  if (!left.ok) return left;
  const able = officers.filter((officer) => officer.skills.includes(found.skill));
  const to = addDays(from, days - 1);
  const diaries = await Promise.all(able.map((officer) => takenSlots(table, officer.id, from, to)));
  const clock = londonClock(now);
  return accept({
    service: found,
    booker,
    purses: pursesOf(policy.pack, kindOfBuyerOn(payer ?? buyer, council.laCode, londonDate(now))),
    teams: booker === 'council' ? teamsPaying(policy.pack, found.code) : [],
    school: buyer.id,
    schoolName: buyer.name,
    ...(payer ? { payerName: payer.name } : {}),
    left: left.value,
    least: found.minimumHalfDays,
    most: policy.pack.maximumDaysPerBooking * 2,
    officers: able.map((officer, i) => ({
      officer,
      free: freeSessions(officer, takenAt(diaries[i] ?? [], timestamp(now)), from, to, clock, policy.pack.sessions),
    })),
  });
}

/** The teams that the policy lets the council book this service with. */
const teamsPaying = (pack: Pack, service: string): Team[] =>
  rulesFor(pack, service).flatMap((rule) =>
    rule.per === 'team' && rule.bookableBy.includes('council')
      ? rule.teams.map(({ code, title }) => ({ id: teamIdOf(code), name: title }))
      : [],
  );

/** Every officer's visits in a stretch of days, for council staff: what is coming, whoever asked for it. */
export async function readComingVisits(context: Context, from: CivilDate, to: CivilDate): Promise<Slot[]> {
  const officers = await listOfficers(context.table);
  const diaries = await Promise.all(officers.map((officer) => takenSlots(context.table, officer.id, from, to)));
  // What is only held may come to nothing.
  const booked = diaries.flat().filter(({ holdUntil }) => holdUntil === undefined);
  return booked.sort((a, b) => (a.session < b.session ? -1 : a.session > b.session ? 1 : 0));
}
