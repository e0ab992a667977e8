// Ofsted has called: the week in which a school is inspected is freed, what it gave up of that week before costs nothing any more, and finance is told why. Load, decide, commit.
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
import { hasBegun } from '../../officers/rules.ts';
import type { Slot } from '../../officers/schema.ts';
import { visitsAt } from '../../officers/store.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import { sessionsOf } from '../rules/events/shares.ts';
import { noLadder } from '../rules/ladder.ts';
import { decideCallWaiver, isWaivable, isWaivedByCall } from '../rules/waive.ts';
import { visitOf } from '../rules/work.ts';
import type { OfstedCall, OfstedCallCommand, OfstedCalled } from '../schema/cancellations.ts';
import { type BookedSession, type Booking, bookingHorizonDays, mostVisitsAtOnce } from '../schema.ts';
import { ofstedCalls, ofstedCallsOf, ofstedCallWrite, waiverWrites } from '../store/cancellations.ts';
import { getBooking } from '../store.ts';
import { nextSessions } from './cancellations.ts';
import { cancelAt } from './life.ts';
import { theirs } from './read.ts';
import { bookedSince, costFacts, ladderOf } from './waiving.ts';

type Freed = Pick<Booking, 'id' | 'service' | 'serviceTitle' | 'officer' | 'officerName'> & {
  sessions: SessionKey[];
  offered: SessionKey[];
};
/** What an inspection has freed, with the next sessions of each officer, and what it could not free, with the reason. */
type Uncharged = Pick<Booking, 'id' | 'serviceTitle'> & { sessions: SessionKey[] };
export type OfstedFreed = {
  school: OrganisationId;
  schoolName: string;
  week: CivilDate;
  freed: Freed[];
  /** What was cancelled late before, and costs nothing any more. */
  waived: Uncharged[];
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
/** How many new dates are offered. */
const offeredSessions = 6;

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
 * waives it, and offers new dates. What was given up of that week before, late and at a cost, costs nothing any more either. What another organises is kept. Sent again it
 * frees what was not freed yet. Refuses `unknown-school`, `policy-not-in-force`, `ofsted-called-already` to a school that has called for another week of late, and `invalid-request` for a day that is more than a week ago, or further ahead than they may free.
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
  const isToCome = ({ session }: BookedSession) => !hasBegun(session, londonClock(now), policy.pack.sessions);
  const call = { type: 'ofsted-call' as const, school, schoolName: organisation.name, week, calledAt: timestamp(now) };
  const result: OfstedFreed = { school, schoolName: organisation.name, week, freed: [], waived: [], kept: [] };
  for (const booking of await bookedSince(context, school, addDays(week, -bookingHorizonDays))) {
    // What was booked once the inspection was known was booked in spite of it.
    if (calledAt && booking.createdAt > calledAt) continue;
    if (booking.school !== school) {
      // Whoever asks, the event of another stays the event of all who share it: one of them is inspected, and leaves it by its organiser's proposal.
      const isShared = sessionsOf(booking, school).some((session) => isMeant(session));
      if (isShared) result.kept.push({ id: booking.id, serviceTitle: booking.serviceTitle, refusal: { name: 'not-the-organiser' } });
      continue;
    }
    const { sessions, kept } = await freeOf(context, booking, booking.sessions.filter(isMeant), call);
    result.kept.push(...kept);
    result.freed.push(...(await offeredFor(context, booking, sessions, week)));
    const before = await waiveBefore(context, booking, isToCome, call);
    result.kept.push(...before.kept);
    if (before.sessions.length > 0) result.waived.push({ id: booking.id, serviceTitle: booking.serviceTitle, sessions: before.sessions });
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

/** Waives what was given up of the week before anybody told of the inspection, each in a transaction of its own: which were, and why others were not. */
async function waiveBefore(
  context: Context,
  booking: Booking,
  isToCome: (session: BookedSession) => boolean,
  call: OfstedCalled,
): Promise<{ sessions: SessionKey[]; kept: OfstedFreed['kept'] }> {
  const ladder = booking.sessions.some(isWaivable) ? await ladderOf(context, booking) : noLadder;
  const { id, serviceTitle, sessions } = booking;
  const waived: SessionKey[] = [];
  const kept: OfstedFreed['kept'] = [];
  for (const session of sessions) {
    if (!isToCome(visitOf(booking, session)) || !isWaivedByCall(ladder, booking, session, call.week)) continue;
    const done = await waiveForCall(context, id, session, call);
    if (done.ok) waived.push(session.session);
    else kept.push({ id, serviceTitle, refusal: done.refusal });
  }
  return { sessions: waived, kept };
}

/** Waives what one late cancellation cost as an inspection was announced, and adds it to what the inspection has waived. */
const waiveForCall = (context: Context, id: BookingId, { visit, session }: BookedSession, call: OfstedCalled) =>
  change(context, async () => {
    const { table } = context;
    const found = await theirs(context, await getBooking(table, id));
    if (!found.ok) return found;
    const booking = found.value;
    const decision = decideCallWaiver(await costFacts(context, booking, visit), { visit, week: call.week });
    if (!decision.ok) return decision;
    const { feePence = 0, consumed } = booking.sessions.find((each) => each.visit === visit)?.late ?? {};
    const waived = { sessions: 0, waivedPence: feePence, waivedHalfDays: consumed ? 1 : 0 };
    return accept({
      writes: [...waiverWrites(table, decision.value), ofstedCallWrite(table, { ...call, ...waived })],
      result: undefined,
      audit: {
        action: 'booking:waive',
        about: id,
        organisation: booking.school,
        policy: booking.policy,
        detail: sessionText(session),
        reason: `Ofsted is inspecting in the week of ${dateText(call.week)}`,
      },
    });
  });

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

/** A page of the weeks that inspections have freed, the latest first, with what they waived: for finance. */
export const listOfstedCalls = (context: Context, after?: string): Promise<Page<OfstedCall>> => ofstedCalls(context.table, after);
