// What can be done with officers: list them, read one, see which of their sessions are free, register one.
import { londonClock, londonDate, type SessionKey, timestamp } from '../../shared/calendar.ts';
import { change } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import { idSchema } from '../../shared/ids.ts';
import { type HistoryEntry, readHistory } from '../identity/store/audit.ts';
import { registeredOver } from './rules/keeping.ts';
import { freeSessions, sameOfficer, takenAt } from './rules.ts';
import { type Officer, type Stretch, usualSessionTimes } from './schema.ts';
import { changedOfficer, freerWrites, getOfficer, listOfficers, newOfficer, takenSlots } from './store.ts';

/** Everybody who delivers, by name. */
export async function readOfficers(context: Context): Promise<Decision<Officer[]>> {
  const officers = await listOfficers(context.table);
  return accept(officers.sort((a, b) => a.name.localeCompare(b.name, 'en-GB') || (a.id < b.id ? -1 : 1)));
}

/** One officer, or `unknown-officer`. */
export async function readOfficer(context: Context, id: string): Promise<Decision<Officer>> {
  const parsed = idSchema('off').safeParse(id);
  const officer = parsed.success ? await getOfficer(context.table, parsed.data) : undefined;
  return officer ? accept(officer) : refuse('unknown-officer');
}

/** What was done to an officer’s record, for whoever may see it. */
export const officerHistory = (context: Context, { id }: Officer): Promise<HistoryEntry[]> => readHistory(context, id);

export type Diary = Stretch & { officer: Officer; taken: ReadonlySet<SessionKey>; free: SessionKey[] };

/** An officer's sessions over a stretch of days: what is taken, and what is free now at the usual session times. Refuses `unknown-officer`. */
export async function readFreeSessions(context: Context, id: string, { from, to }: Stretch): Promise<Decision<Diary>> {
  const parsed = idSchema('off').safeParse(id);
  if (!parsed.success) return refuse('unknown-officer');
  const [officer, slots] = await Promise.all([getOfficer(context.table, parsed.data), takenSlots(context.table, parsed.data, from, to)]);
  if (!officer) return refuse('unknown-officer');
  const taken = takenAt(slots, timestamp(context.now));
  return accept({ officer, from, to, taken, free: freeSessions(officer, taken, from, to, londonClock(context.now), usualSessionTimes) });
}

export const today = (context: Context) => londonDate(context.now);

/** Registers an officer or brings the record up to date; what is the same already is left alone. Bookings already made stand. */
export function registerOfficer(context: Context, told: Omit<Officer, 'version'>): Promise<Decision<Officer>> {
  return change(context, async () => {
    const known = await getOfficer(context.table, told.id);
    if (known && sameOfficer(known, told)) return accept({ writes: [], result: known, audit: null });
    const officer: Officer = known ? registeredOver(known, told, { today: today(context) }) : { ...told, version: 1 };
    return accept({
      writes: known
        ? [changedOfficer(context.table, officer), ...freerWrites(context.table, officer, context.now)]
        : [newOfficer(context.table, officer)],
      result: officer,
      audit: { action: 'officer:register', about: officer.id },
    });
  });
}
