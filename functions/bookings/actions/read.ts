// What people are shown of bookings: one with its notes, a school's list, an officer's diary, and what a school may choose from.
import { addDays, type CivilDate, dateOf, londonClock, londonDate, type SessionKey, timestamp } from '../../../shared/calendar.ts';
import { type Context, councilRoles } from '../../../shared/context.ts';
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
import { evaluationFor, mostAttendees } from '../../../shared/policy/evaluations.ts';
import { noteRuleFor, plainNote } from '../../../shared/policy/notes.ts';
import { rulesFor } from '../../../shared/policy/rules.ts';
import type { Pack, Purse } from '../../../shared/policy/schema.ts';
import type { Page } from '../../../shared/table.ts';
import type { Service } from '../../catalogue/schema.ts';
import { getService } from '../../catalogue/store.ts';
import type { FreeAccount } from '../../entitlements/schema.ts';
import { policyAt, policyNamed } from '../../entitlements/store.ts';
import { limitingOf } from '../../identity/rules/limits.ts';
import { can, canTouch, isStaff } from '../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf } from '../../identity/store/people.ts';
import { freeSessions, hasEnded, takenAt } from '../../officers/rules.ts';
import type { Officer, Slot } from '../../officers/schema.ts';
import { getOfficer, listOfficers, takenSlots } from '../../officers/store.ts';
import { isBookedFor, pursesAhead } from '../../schools/rules/buyers.ts';
import { groupsOn } from '../../schools/rules/events.ts';
import { refuseOther } from '../../schools/store/acting.ts';
import { placeTakersOf, standingOf } from '../../schools/store/buyers.ts';
import { eventsOf, getOrganisation } from '../../schools/store/organisations.ts';
import { accountsOf } from '../rules/drawing.ts';
import { sharingFor } from '../rules/events/shares.ts';
import { mayRead } from '../rules/notes.ts';
import { bookedByOthers } from '../rules/quote.ts';
import { noAttendees } from '../rules/training/attendees.ts';
import { decideAsking } from '../rules/training/evaluations.ts';
import { withoutOther } from '../rules/waive.ts';
import { toMark } from '../rules/work.ts';
import { theSchool } from '../schema/attendees.ts';
import type { Template } from '../schema/notes.ts';
import type { Reclassification } from '../schema/reclassifications.ts';
import type { BookedSession, Booking, Team } from '../schema.ts';
import { hasAnswered } from '../store/attendees.ts';
import { bookingsOf, bookingWithNotes, getBooking } from '../store.ts';
import { billedOf } from './billed.ts';
import { type Changing, changingOf } from './changing.ts';
import { readLeft } from './left.ts';
import { type NamedNote, withNames } from './note-names.ts';
import { payingFor, sellableOf } from './paying.ts';
import { hasLed, mayQuoteFor } from './quote.ts';

/** Whether the actor may know of the booking at all; a partnership's lead also of what draws on the partnership's days. */
export const touches = (context: Context, booking: Booking) =>
  canTouch(context.actor, 'booking:read', {
    organisation: booking.school,
    officer: booking.sessions.find(({ officer }) => officer === context.actor.officer)?.officer ?? booking.officer,
    partnerships: [...accountsOf(booking.sessions)].map((account) => grantOf(account).holder as OrganisationId),
  });

/**
 * Whether somebody may know of a booking, and do with it what their role may: whoever it touches, and the trust or partnership that ordered it for its school, for as
 * long as the school is one of theirs.
 */
export async function reaches(context: Context, booking: Booking): Promise<boolean> {
  if (touches(context, booking)) return true;
  const { table, actor, now } = context;
  const by = booking.order?.by;
  if (!by || limitingOf(actor) !== by || !can(actor, 'order:read')) return false;
  return groupsOn(booking.school, await eventsOf(table, booking.school), londonDate(now)).includes(by);
}

/** Whether somebody acts for one of those who share an event. */
const hasShare = ({ actor }: Context, { event }: Booking): boolean =>
  (event?.shares ?? []).some(({ school, payer }) =>
    [school, payer].some((organisation) => canTouch(actor, 'booking:read', { organisation, officer: null })),
  );

/** Whether somebody may know of a booking: whoever it reaches, and those who have a share of it. */
export const knows = async (context: Context, booking: Booking): Promise<boolean> =>
  hasShare(context, booking) || reaches(context, booking);

/**
 * The booking, for whoever may change it. Refuses `unknown-booking`, and `not-the-organiser` to those who share what another organises and to whoever led its
 * partnership before.
 */
export async function theirs(context: Context, booking: Booking | undefined): Promise<Decision<Booking>> {
  const { organisation } = context.actor;
  if (booking?.event && organisation === booking.school && prefixOf(organisation) === 'ptn' && (await hasLed(context, organisation)))
    return refuse('not-the-organiser');
  if (booking && (await reaches(context, booking))) return accept(booking);
  return refuse(booking && hasShare(context, booking) ? 'not-the-organiser' : 'unknown-booking');
}

/** A booking with the name of whoever made it, as they are called now: what is kept is their id. */
export type NamedBooking = Booking & { bookedByName: string; approvedByName?: string };

const isCouncil = ({ roles }: Context['actor']): boolean => roles.some((role) => councilRoles.includes(role));

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
  /** Of the delivered visits that were free by right those that could have been sold on their date, for whoever may ask for that. */
  sellable: string[];
  /** The delivered visits that are billed already, for whoever may ask for or answer a correction. */
  billed: string[];
  /**
   * The schools that have taken its school's place since it was booked, or are known to before its last session that is open, and from which day on; several from one
   * day on after a split.
   */
  becoming: { on: CivilDate; school: OrganisationId; name: string }[];
  /** The policy asks the school what it thought, whoever looks may answer for it, and nobody has. */
  asksSchool: boolean;
};
export type NamedRequest = Reclassification & { askedByName: string; answeredByName?: string };

const named = ({ actor }: Context, booking: Booking, names: ReadonlyMap<PersonId, string>): NamedBooking => ({
  ...booking,
  ...(isStaff(actor) ? {} : { sessions: booking.sessions.map(withoutOther) }),
  ...(booking.event ? { event: sharingFor(booking.event, actor.organisation, isCouncil(actor)) } : {}),
  bookedByName: names.get(booking.bookedBy) ?? '',
  ...(booking.approvedBy ? { approvedByName: names.get(booking.approvedBy) ?? '' } : {}),
});

/** A booking with the name of whoever made it. */
export const withName = async (context: Context, booking: Booking): Promise<NamedBooking> =>
  named(context, booking, await namesOf(context.table, madeBy(booking)));

const isCharged = ({ state, funding, asked }: BookedSession) => state === 'delivered' && funding.fund === 'traded' && !asked;
const isByRight = ({ state, funding, asked }: BookedSession) => state === 'delivered' && funding.fund === 'entitlement' && !asked;

/** A booking with its notes; refuses `unknown-booking` alike for one that does not exist and one that is another's. */
export async function readBooking(context: Context, id: BookingId): Promise<Decision<Seen>> {
  const found = await bookingWithNotes(context.table, id);
  if (!found || !(await knows(context, found.booking))) return refuse('unknown-booking');
  const { booking } = found;
  const notes = found.notes.filter((note) => mayRead(note, context.actor, londonDate(context.now)));
  const mayCorrect = can(context.actor, 'reclassification:ask') || can(context.actor, 'reclassification:answer');
  const requests = mayCorrect ? found.reclassifications : [];
  const asking = booking.team || booking.event || !can(context.actor, 'reclassification:ask') ? [] : booking.sessions;
  const [names, namedNotes, history, deliverable, paying, sellable, changing, policy, billed, becoming] = await Promise.all([
    namesOf(context.table, [
      ...madeBy(booking),
      ...requests.flatMap(({ askedBy, answeredBy }) => [askedBy, ...(answeredBy ? [answeredBy] : [])]),
    ]),
    withNames(context, notes),
    readHistory(context, id),
    deliverableOf(context, booking, context.actor.officer),
    payingFor(context, booking, asking.filter(isCharged)),
    sellableOf(context, booking, asking.filter(isByRight)),
    changingOf(context, booking),
    policyAt(context.table, context.now),
    mayCorrect ? billedOf(context, booking) : [],
    placeTakersIn(context, booking),
  ]);
  const reclassifications = requests.map((request) => ({
    ...request,
    askedByName: names.get(request.askedBy) ?? '',
    ...(request.answeredBy ? { answeredByName: names.get(request.answeredBy) ?? '' } : {}),
  }));
  return accept({
    booking: named(context, booking, names),
    notes: namedNotes,
    deliverable,
    history,
    reclassifications,
    ...changing,
    template: policy ? noteRuleFor(policy.pack, bareId(booking.service)) : plainNote,
    paying,
    sellable,
    billed,
    becoming,
    asksSchool: await isSchoolAsked(context, booking),
  });
}

/** Since it was booked: whoever has taken the school's place by now has it for the sessions that are still to come. */
async function placeTakersIn({ table }: Context, { school, sessions, createdAt }: Booking): Promise<Seen['becoming']> {
  const last = sessions
    .filter(({ state }) => state === 'booked')
    .map(({ session }) => dateOf(session))
    .sort()
    .at(-1);
  const takers = last ? await placeTakersOf(table, school, londonDate(Date.parse(createdAt))) : [];
  return takers.flatMap(({ on, into, or = [] }) =>
    last && on <= last ? [into, ...or].map(({ id, name }) => ({ on, school: id, name })) : [],
  );
}

async function isSchoolAsked({ table, actor, now }: Context, booking: Booking): Promise<boolean> {
  const isDelivered = booking.sessions.some(({ state }) => state === 'delivered');
  if (!isDelivered || booking.attendees || !can(actor, 'evaluation:answer')) return false;
  const [terms, answered] = await Promise.all([policyNamed(table, booking.policy), hasAnswered(table, booking.id, theSchool)]);
  const rule = terms && evaluationFor(terms.pack, bareId(booking.service));
  return decideAsking({ booking, list: noAttendees(booking.id), rule, today: londonDate(now), answered }, theSchool).ok;
}

/** The visits of an officer that have ended by the times of the policy in force, with the work on them; without a policy none can be marked. */
async function deliverableOf(
  context: Context,
  booking: Pick<Booking, 'sessions'>,
  officer: OfficerId | undefined,
): Promise<BookedSession[]> {
  const policy = officer && (await policyAt(context.table, context.now));
  const clock = londonClock(context.now);
  return policy ? toMark(booking, officer, (session) => hasEnded(session, clock, policy.pack.sessions)) : [];
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
  return accept({ ...page, items: page.items.map((booking) => named(context, booking, names)), schoolName: organisation.name });
}

/** `attendees`: how many take part, where it is training. */
export type Visit = Slot & { state: 'booked' | 'delivered' | 'cancelled'; attendees?: NonNullable<Booking['attendees']> };

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
  const marked = new Set<string>();
  for (const booking of bookings.values())
    for (const { visit } of booking ? await deliverableOf(context, booking, officer) : []) marked.add(`${booking?.id} ${visit}`);
  const visits = slots.flatMap((slot) => {
    const booking = bookings.get(slot.booking);
    const state = booking?.sessions.find((session) => session.visit === slot.visit)?.state;
    return state ? [{ ...slot, state, ...(booking?.attendees ? { attendees: booking.attendees } : {}) }] : [];
  });
  return accept({ officer: found, visits, toMark: visits.filter(({ booking, visit }) => marked.has(`${booking} ${visit}`)) });
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
  /** How many may take part, where it is training with attendees. */
  mostAttendees?: number | undefined;
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
  const [found, buyer, { payer, events, becoming }, policy, officers] = await Promise.all([
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
    purses: pursesAhead(policy.pack, payer ?? buyer, council.laCode, { today: londonDate(now), becoming }),
    teams: booker === 'council' ? teamsPaying(policy.pack, found.code) : [],
    school: buyer.id,
    schoolName: buyer.name,
    ...(payer ? { payerName: payer.name } : {}),
    left: left.value,
    least: found.minimumHalfDays,
    most: policy.pack.maximumDaysPerBooking * 2,
    mostAttendees: mostAttendees(policy.pack, found.code),
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
