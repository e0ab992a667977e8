// A place that a school gives up to another of its own trust or partnership: offered before anybody in the line, and going back to none. Pure.
import { type CivilDate, dateOf, type Instant, timestamp } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { BookingId, OrganisationId } from '../../../shared/ids.ts';
import type { Purse } from '../../../shared/policy/schema.ts';
import type { Service } from '../../catalogue/schema.ts';
import type { Officer } from '../../officers/schema.ts';
import { mostWaitedFor, type Offer, type Place, type Wait, waitStates } from '../schema/waitlist.ts';
import type { BookedSession } from '../schema.ts';
import { offeredUntil } from './waitlist/places.ts';
import { begun, type Joining, type Offered, slotsOf } from './waitlist/waitlist.ts';

/**
 * Whether the place of some visits can be given to a school, which is said before they are cancelled: whoever gives it counts on its being offered. Refuses
 * `too-late-to-offer`, and as `invalid-request` what is not one place.
 */
export function decideGiving(sessions: readonly BookedSession[], visits: readonly string[], now: Instant): Decision<void> {
  const given = sessions.filter(({ visit, state, work }) => visits.includes(visit) && state === 'booked' && !work);
  const [first] = given.map(({ session }) => session).sort();
  if (given.length > mostWaitedFor || new Set(given.map(({ officer }) => officer)).size > 1) {
    const detail = `What one officer delivers on at most ${mostWaitedFor / 2} days is given at a time: cancel the others by themselves`;
    return refuse('invalid-request', undefined, { faults: [{ field: 'giveTo', detail }] });
  }
  return first && offeredUntil(now, first) === undefined ? refuse('too-late-to-offer', undefined, { field: 'giveTo' }) : accept(undefined);
}

type Giving = Pick<Joining, 'id' | 'now' | 'person' | 'school'> & {
  by: OrganisationId;
  booking: BookingId;
  officer: Pick<Officer, 'id' | 'name'>;
  service: Pick<Service, 'id' | 'title'>;
  purse: Purse;
};

/** The place that a school gives up to another of its own trust or partnership: offered at once, before anybody in the line. Undefined where it is too late. */
export function given(facts: Giving, { sessions }: Pick<Place, 'sessions'>): Offered | undefined {
  const { now, by, booking, officer, purse } = facts;
  const ordered = [...sessions].sort();
  const [first, last] = [ordered[0], ordered.at(-1)];
  const until = first && offeredUntil(now, first);
  const state = waitStates.next('new', 'give');
  if (until === undefined || !first || !last || !state) return undefined;
  const [from, to]: [CivilDate, CivilDate] = [dateOf(first), dateOf(last)];
  const offer: Offer = {
    number: 1,
    officer: officer.id,
    officerName: officer.name,
    sessions: ordered,
    booking,
    holdUntil: timestamp(until),
    madeAt: timestamp(now),
  };
  const wait: Wait = {
    ...begun(facts),
    officer: officer.id,
    officerName: officer.name,
    halfDays: ordered.length,
    from,
    to,
    suits: [],
    purse,
    expiresOn: to,
    state,
    givenBy: by,
    offer,
    offers: 1,
  };
  return { wait, held: slotsOf(wait, offer) };
}
