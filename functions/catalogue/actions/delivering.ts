// Who delivers a service and when they are next free, and what of it is booked already: from the officers' own records and diaries.
import { addDays, type CivilDate, dateOf, londonClock, londonDate, timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { OfficerId } from '../../../shared/ids.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { freeSessions, takenAt } from '../../officers/rules.ts';
import { usualSessionTimes } from '../../officers/schema.ts';
import { listOfficers, takenSlots } from '../../officers/store.ts';
import type { Service } from '../schema.ts';

/** How far ahead the next free day is looked for. */
const lookAheadDays = 84;

export type Deliverer = { officer: OfficerId; name: string; title: string; district: string; nextFree?: CivilDate };

/** The officers with the skill of a service, whoever is free soonest first. */
export async function deliverersOf({ table, now }: Context, service: Service, pack: Pack | undefined): Promise<Deliverer[]> {
  const today = londonDate(now);
  const last = addDays(today, lookAheadDays);
  const officers = (await listOfficers(table)).filter(({ skills }) => skills.includes(service.skill));
  const found = await Promise.all(
    officers.map(async (officer): Promise<Deliverer> => {
      const taken = takenAt(await takenSlots(table, officer.id, today, last), timestamp(now));
      const [first] = freeSessions(officer, taken, today, last, londonClock(now), pack?.sessions ?? usualSessionTimes);
      const { id, name, title, district } = officer;
      return { officer: id, name, title, district, ...(first ? { nextFree: dateOf(first) } : {}) };
    }),
  );
  const when = ({ nextFree }: Deliverer) => nextFree ?? '9999';
  return found.sort((a, b) => (when(a) < when(b) ? -1 : when(a) > when(b) ? 1 : a.name.localeCompare(b.name, 'en-GB')));
}

/** Up to this many booked half-days are counted; of more it is said that there are more. */
export const mostCounted = 500;
/** As far ahead as anything is booked, and some days over. */
const bookedAheadDays = 560;

/** What is booked of a service from a day on, at most so many half-days as are counted, by which schools, and how many half-days are only held: asked for, or offered. */
export type BookedFrom = { halfDays: number; schools: string[]; heldHalfDays: number };

export async function bookingsFrom(
  { table, now }: Pick<Context, 'table' | 'now'>,
  service: Pick<Service, 'id'>,
  from: CivilDate,
): Promise<BookedFrom> {
  const schools = new Set<string>();
  let [halfDays, heldHalfDays] = [0, 0];
  for (const officer of await listOfficers(table)) {
    for (const slot of await takenSlots(table, officer.id, from, addDays(from, bookedAheadDays))) {
      if (slot.service !== service.id) continue;
      if (slot.holdUntil !== undefined) {
        heldHalfDays += slot.holdUntil > timestamp(now) ? 1 : 0;
        continue;
      }
      halfDays += 1;
      schools.add(slot.schoolName);
      if (halfDays > mostCounted) return { halfDays, schools: [...schools], heldHalfDays };
    }
  }
  return { halfDays, schools: [...schools].sort((a, b) => a.localeCompare(b, 'en-GB')), heldHalfDays };
}

/** How many half-days of a service are booked from a day on, at most so many as are counted; what is only held is none. */
export const bookedFrom = async (context: Context, service: Service, from: CivilDate): Promise<number> =>
  (await bookingsFrom(context, service, from)).halfDays;
