// Giving visits to another officer: who could come instead and why in that order, and what changes hands with a visit. Pure: nothing moves in the ledger, and no price.
import { type Instant, type SessionKey, sessionText, timestamp } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OfficerId } from '../../../shared/ids.ts';
import type { Service } from '../../catalogue/schema.ts';
import { whyAway, worksThen } from '../../officers/rules.ts';
import type { Officer, Slot } from '../../officers/schema.ts';
import { mostSwaps, type SwapCommand } from '../schema/officers.ts';
import type { BookedSession, Booking } from '../schema.ts';
import type { Diary } from './delivering.ts';
import { named, slotOf } from './life.ts';
import { isVisit, sessionSaid, visitsAlone, withTheirWork, workOn } from './work.ts';

type Begun = (session: SessionKey) => boolean;

/** What changes hands: the visits, and the work on them that is still to be done. What an officer has begun stays with them. */
function changingHands(booking: Booking, visits: readonly BookedSession[], begun: Begun): Decision<BookedSession[]> {
  const alone = visitsAlone(booking, visits);
  if (!alone.ok) return alone;
  return withTheirWork(
    booking,
    visits,
    workOn(booking, visits).filter(({ session }) => !begun(session)),
  );
}

/** Why an officer cannot take over some sessions, by name; undefined where they can. `taken`: what is known to be taken of their diary. */
function whyNotFree(
  officer: Officer,
  taken: ReadonlySet<SessionKey>,
  sessions: readonly BookedSession[],
): ReturnType<typeof refuse> | undefined {
  for (const of of sessions) {
    const { session } = of;
    const at = { field: 'officer' };
    const away = whyAway(officer, session);
    if (away)
      return refuse('outside-pattern', `${officer.name} ${away === 'left' ? 'has left by' : 'is away on'} ${sessionText(session)}.`, at);
    if (!worksThen(officer, session)) return refuse('outside-pattern', `${officer.name} does not work on ${sessionText(session)}.`, at);
    if (taken.has(session))
      return refuse('session-taken', `${officer.name} is already booked on ${sessionText(session)}.`, { ...at, more: { session } });
  }
  return undefined;
}

/** The lead officer of a booking: who led it, as long as a session of theirs stands, and otherwise the officer of the first that does. */
function leadOf(booking: Booking): Pick<Booking, 'officer' | 'officerName'> {
  const standing = booking.sessions.filter(({ state }) => state !== 'cancelled');
  const { officer, officerName } = standing.find(({ officer: each }) => each === booking.officer) ?? standing.find(isVisit) ?? booking;
  return { officer, officerName };
}

export type Swapped = { booking: Booking; freed: Slot[]; taken: Slot[]; before: OfficerId[] };

/**
 * Gives visits to another officer, with the work on them that is still to be done. What funds them and what they cost stays as it is; those that are theirs already
 * are left alone, so that a form sent twice changes nothing more. Refuses `unknown-session`, `already-delivered`, `already-cancelled`, `goes-with-its-visit`,
 * `unknown-officer`, `officer-lacks-skill`, `outside-pattern`, `session-taken`, and `invalid-request` for a session that changed hands too often or is wanted twice.
 */
export function decideSwap(
  facts: {
    booking: Booking;
    service: Service | undefined;
    officer: Officer | undefined;
    taken: ReadonlySet<SessionKey>;
    now: Instant;
    begun: Begun;
  },
  command: SwapCommand,
): Decision<Swapped> {
  const { booking, service, officer, taken, now, begun } = facts;
  const chosen = named(booking, command.visits, 'cancel');
  if (!chosen.ok) return chosen;
  if (!officer) return refuse('unknown-officer', undefined, { field: 'officer' });
  if (!service || !officer.skills.includes(service.skill))
    return refuse('officer-lacks-skill', `${officer.name} does not deliver ${booking.serviceTitle}.`, { field: 'officer' });
  const all = changingHands(booking, chosen.value, begun);
  if (!all.ok) return all;
  const changing = all.value.filter((session) => session.officer !== officer.id);
  const fault = (detail: string) => refuse('invalid-request', undefined, { faults: [{ field: 'visits', detail }] });
  const worn = changing.find(({ swaps = [] }) => swaps.length >= mostSwaps);
  if (worn) return fault(`${sessionSaid(worn)} has changed hands ${mostSwaps} times: cancel it and book anew`);
  const twice = changing.find(({ session }, i) => changing.findIndex((each) => each.session === session) !== i);
  if (twice) return fault(`${officer.name} cannot be in two visits at once: ${sessionText(twice.session)}`);
  const busy = whyNotFree(officer, taken, changing);
  if (busy) return busy;
  const at = timestamp(now);
  const given = (session: BookedSession): BookedSession => ({
    ...session,
    officer: officer.id,
    officerName: officer.name,
    swaps: [
      ...(session.swaps ?? []),
      { from: session.officer, fromName: session.officerName, at, ...(command.reason ? { reason: command.reason } : {}) },
    ],
  });
  const sessions = booking.sessions.map((session) => (changing.includes(session) ? given(session) : session));
  const swapped = { ...booking, sessions, version: booking.version + 1 };
  return accept({
    booking: { ...swapped, ...leadOf(swapped) },
    freed: changing.map((session) => slotOf(booking, session)),
    taken: changing.map((session) => slotOf(booking, given(session))),
    before: [...new Set(changing.map((session) => session.officer))],
  });
}

/** Somebody who could come instead, and in one line why they stand where they do. */
export type Substitute = { officer: OfficerId; name: string; title: string; why: string };
/** Somebody who has the skill and cannot come. */
export type Unable = { officer: OfficerId; name: string; why: string };

/**
 * Who could deliver some visits instead: those who have the skill and are free then. First the named officers of the school, then whoever works in its district, then
 * the others, each by name: the same order whoever asks. And those who have the skill and cannot, with the reason.
 */
export function substitutesFor(
  {
    booking,
    service,
    diaries,
    district,
    namedAs,
    begun,
  }: {
    booking: Booking;
    service: Service | undefined;
    diaries: readonly Diary[];
    district: string | undefined;
    /** As what an officer is named for the school, in the year of the visits. */
    namedAs: ReadonlyMap<OfficerId, string>;
    begun: Begun;
  },
  visits: readonly string[],
): Decision<{ substitutes: Substitute[]; unable: Unable[] }> {
  const chosen = named(booking, visits, 'cancel');
  if (!chosen.ok) return chosen;
  const all = changingHands(booking, chosen.value, begun);
  if (!all.ok) return all;
  const able = diaries
    .filter(({ officer }) => service && officer.skills.includes(service.skill))
    .filter(({ officer }) => all.value.some((session) => session.officer !== officer.id))
    .map(({ officer, taken }) => ({
      officer,
      busy: whyNotFree(
        officer,
        taken,
        all.value.filter((session) => session.officer !== officer.id),
      ),
    }));
  const rankOf = ({ id, district: home }: Officer): { rank: number; why: string } => {
    const as = namedAs.get(id);
    if (as) return { rank: 0, why: `Named for ${booking.schoolName}: ${as}` };
    if (district && home === district) return { rank: 1, why: `Works in the district of ${booking.schoolName}, ${district}` };
    return { rank: 2, why: `Delivers ${booking.serviceTitle} and is free then; works in ${home}` };
  };
  const substitutes = able
    .filter(({ busy }) => !busy)
    .map(({ officer }) => ({ officer: officer.id, name: officer.name, title: officer.title, ...rankOf(officer) }))
    .sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name, 'en-GB') || (a.officer < b.officer ? -1 : 1))
    .map(({ rank: _, ...substitute }) => substitute);
  const unable = able.flatMap(({ officer, busy }) =>
    busy ? [{ officer: officer.id, name: officer.name, why: busy.refusal.detail ?? '' }] : [],
  );
  return accept({ substitutes, unable: unable.sort((a, b) => a.name.localeCompare(b.name, 'en-GB')) });
}

/** Why the officer of a session will not be there: away, gone, or no longer working then. Undefined where they will. */
export function whyElse(officer: Officer | undefined, session: SessionKey): string | undefined {
  if (!officer) return 'is not an officer of the council any more';
  const away = whyAway(officer, session);
  if (away) return away === 'left' ? 'has left' : 'is away';
  return worksThen(officer, session) ? undefined : 'does not work then';
}
