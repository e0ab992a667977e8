// Waiving what a late cancellation cost, and freeing the week in which a school is inspected. Load, decide, commit.
import {
  addDays,
  type CivilDate,
  dateOf,
  dateText,
  londonClock,
  londonDate,
  mondayOf,
  type SessionKey,
  sessionText,
  timestamp,
} from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { type BookingId, type OrganisationId, organisationIdSchema, prefixOf } from '../../../shared/ids.ts';
import type { Page } from '../../../shared/table.ts';
import { policyAt } from '../../entitlements/store.ts';
import { canTouch } from '../../identity/rules.ts';
import { freeSessions, hasBegun, takenAt } from '../../officers/rules.ts';
import type { Slot } from '../../officers/schema.ts';
import { getOfficer, takenSlots, visitsAt } from '../../officers/store.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import { decideWaiver, isWaivable, whyNotInstead } from '../rules/waive.ts';
import type { OfstedCall, OfstedCallCommand, OfstedCalled, WaiverCommand } from '../schema/cancellations.ts';
import { type BookedSession, type Booking, bookingHorizonDays, mostVisitsAtOnce } from '../schema.ts';
import { ofstedCalls, ofstedCallsOf, waiverWrites } from '../store/cancellations.ts';
import { getBooking } from '../store.ts';
import { cancelAt } from './life.ts';
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
    const decision = decideWaiver(await waiverFacts(context, booking, other, command.visit), command);
    if (!decision.ok) return decision;
    return accept({
      writes: waiverWrites(table, decision.value),
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

/** For each session of a booking that was cancelled late and is not waived, the visits that take its place, among those that whoever looks may know of. */
export async function candidatesFor(context: Context, booking: Booking): Promise<Candidate[]> {
  const late = booking.sessions.filter(isWaivable);
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

type Freed = Pick<Booking, 'id' | 'service' | 'serviceTitle' | 'officer' | 'officerName'> & {
  sessions: SessionKey[];
  offered: SessionKey[];
};
/** What an inspection has freed, with the next sessions of each officer, and what it could not free, with the reason. */
export type OfstedFreed = {
  school: OrganisationId;
  schoolName: string;
  week: CivilDate;
  freed: Freed[];
  kept: (Pick<Booking, 'id' | 'serviceTitle'> & { refusal: Refusal })[];
};

/**
 * How far from today a day of the inspection may be. It is announced the day before, and somebody may be late to tell: a school frees this week or the next. The council,
 * which knows of one that was put off, may free a later one.
 */
const pastDays = 7;
const aheadDays = { school: 14, council: 28 };
/** No school is inspected twice within so many weeks: a second call is the council's to make. */
const weeksApart = 8;
/** Visits cancelled at once where the officer's work goes with them: both fit into one transaction. */
const mostVisitsWithWork = 4;
/** How many new dates are offered, and how far ahead they are looked for. */
const [offeredSessions, offeredDays] = [6, 41];

/** As many half-days as two weeks of several officers have. */
const mostInspected = 60;

/** What a school has booked on the days from today to one, so that it is read before a week is freed; nothing for whoever has no business with it. */
export async function readBookedUntil({ table, actor, now }: Context, school: string | undefined, last: CivilDate): Promise<Slot[]> {
  const id = organisationIdSchema.safeParse(school ?? actor.organisation).data;
  if (!id || !canTouch(actor, 'booking:read', { organisation: id, officer: null })) return [];
  const { items } = await visitsAt(table, id, londonDate(now), mostInspected);
  return items.filter(({ session, holdUntil }) => holdUntil === undefined && dateOf(session) <= last);
}

/**
 * Ofsted has called: cancels every visit that a school has booked in the week of a day and that has not begun, at no cost where the policy under which it was booked
 * waives it, and offers new dates. Sent again it frees what was not freed yet. Refuses `unknown-school`, `policy-not-in-force`, `ofsted-called-already` to a school that
 * has called for another week of late, and `invalid-request` for a day that is more than a week ago, or further ahead than they may free.
 */
export async function callOfsted(context: Context, command: OfstedCallCommand): Promise<Decision<OfstedFreed>> {
  const { table, now, actor } = context;
  const school = command.school ?? actor.organisation;
  if (!school || prefixOf(school) !== 'sch' || !canTouch(actor, 'booking:read', { organisation: school, officer: null }))
    return refuse('unknown-school');
  const organisation = await getOrganisation(table, school);
  if (!organisation) return refuse('unknown-school');
  const today = londonDate(now);
  const last = addDays(today, actor.organisation ? aheadDays.school : aheadDays.council);
  if (command.on < addDays(today, -pastDays) || command.on > last)
    return refuse('invalid-request', undefined, {
      faults: [
        {
          field: 'on',
          detail: `Give a day of the inspection, from ${dateText(addDays(today, -pastDays))} to ${dateText(last)}`,
        },
      ],
    });
  const week = mondayOf(command.on);
  const policy = await policyAt(table, now);
  if (!policy) return refuse('policy-not-in-force');
  const calls = await ofstedCallsOf(table, school, weeksAround(week));
  const other = calls.find((call) => call.week !== week);
  if (actor.organisation && other)
    return refuse('ofsted-called-already', `The week of ${dateText(other.week)} was freed for an inspection.`);
  const calledAt = calls.find((call) => call.week === week)?.calledAt;
  const isMeant = isOfWeek(week, londonClock(now), policy.pack.sessions);
  const call = { type: 'ofsted-call' as const, school, schoolName: organisation.name, week, calledAt: timestamp(now) };
  const result: OfstedFreed = { school, schoolName: organisation.name, week, freed: [], kept: [] };
  for (const booking of await bookedSince(context, school, addDays(week, -bookingHorizonDays))) {
    // What was booked once the inspection was known was booked in spite of it.
    if (calledAt && booking.createdAt > calledAt) continue;
    const { sessions, kept } = await freeOf(context, booking, booking.sessions.filter(isMeant), call);
    result.kept.push(...kept);
    result.freed.push(...(await offeredFor(context, booking, sessions, week)));
  }
  return accept(result);
}

const weeksAround = (week: CivilDate): CivilDate[] =>
  Array.from({ length: 2 * weeksApart + 1 }, (_, i) => addDays(week, (i - weeksApart) * 7));

/** A booked visit of a week that has not begun. The officer's work on it goes with it, and is none of the week's visits. */
const isOfWeek =
  (week: CivilDate, clock: ReturnType<typeof londonClock>, times: Parameters<typeof hasBegun>[2]) =>
  ({ session, state, work }: BookedSession): boolean =>
    state === 'booked' &&
    work === undefined &&
    dateOf(session) >= week &&
    dateOf(session) <= addDays(week, 6) &&
    !hasBegun(session, clock, times);

/** Cancels some visits of a booking, as many at a time as fit into one transaction: which were, and why others were not. */
async function freeOf(
  context: Context,
  { id, serviceTitle, sessions: all }: Booking,
  meant: readonly BookedSession[],
  call: OfstedCalled,
): Promise<{ sessions: BookedSession[]; kept: OfstedFreed['kept'] }> {
  const sessions: BookedSession[] = [];
  const kept: OfstedFreed['kept'] = [];
  const atOnce = all.some(({ work }) => work) ? mostVisitsWithWork : mostVisitsAtOnce;
  const reason = `Ofsted is inspecting in the week of ${dateText(call.week)}`;
  for (let i = 0; i < meant.length; i += atOnce) {
    const some = meant.slice(i, i + atOnce);
    const visits = some.map(({ visit }) => visit);
    const done = await cancelAt(context, id, { visits, reason, wish: 'ofsted-call', feePence: 0, consumedHalfDays: 0, call });
    if (done.ok) sessions.push(...some);
    else kept.push({ id, serviceTitle, refusal: done.refusal });
  }
  return { sessions, kept };
}

/** What was freed of a booking, officer by officer, each with the next dates from the week after the inspection. */
function offeredFor(context: Context, booking: Booking, freed: readonly BookedSession[], week: CivilDate): Promise<Freed[]> {
  const { id, service, serviceTitle } = booking;
  return Promise.all(
    [...new Set(freed.map(({ officer }) => officer))].map(async (officer) => {
      const own = freed.filter((session) => session.officer === officer);
      return {
        id,
        service,
        serviceTitle,
        officer,
        officerName: own[0]?.officerName ?? booking.officerName,
        sessions: own.map(({ session }) => session),
        offered: await nextSessions(context, { officer }, addDays(week, 7), offeredSessions),
      };
    }),
  );
}

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

/** A page of the weeks that inspections have freed, the latest first, with what they waived: for finance. */
export const listOfstedCalls = (context: Context, after?: string): Promise<Page<OfstedCall>> => ofstedCalls(context.table, after);
