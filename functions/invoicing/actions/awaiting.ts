// What a dry run does not find: what was delivered and paid for and waits for its note, and visits that are over and that nobody marked.
import { addDays, type CivilDate, dateOf, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { unsharedNotes } from '../../bookings/store/notes.ts';
import { getBooking } from '../../bookings/store.ts';
import { type Awaiting, awaitingOf } from '../rules/awaiting.ts';
import type { Run } from '../schema.ts';

/** `more`: there are further notes than were looked at. */
export type AwaitingNotes = Awaiting & { more: boolean };

const mostNotes = 200;
const mostCounted = 500;

/** How many bookings have a visit until a day that is over and not marked delivered, and until which day; `more`: at least as many. */
export type Unmarked = { count: number; more: boolean; to: CivilDate };

/** Bookings that no run until its last day finds anything of before their officer has marked a visit. Today’s visits may not be over. */
export async function countUnmarked({ table, now }: Context, { to }: Pick<Run, 'to'>): Promise<Unmarked> {
  const yesterday = addDays(londonDate(now), -1);
  const last = to < yesterday ? to : yesterday;
  return { ...(await table.count(table.range.bookingsByDate('open', '0', last), mostCounted)), to: last };
}

/** What is held until the end of a run's period, by note, those that are late first; of very many notes the first two hundred. */
export async function readAwaitingNotes({ table }: Context, { to }: Pick<Run, 'to'>): Promise<AwaitingNotes> {
  const { items, next } = await unsharedNotes(table, { limit: mostNotes });
  const notes = items.filter(({ sessions }) => sessions.some((session) => dateOf(session) <= to));
  const ids = [...new Set(notes.map(({ booking }) => booking))];
  const bookings = new Map(await Promise.all(ids.map(async (id) => [id, await getBooking(table, id)] as const)));
  const beside = notes.map(({ booking }) => bookings.get(booking));
  return { ...awaitingOf(notes, beside, to), more: next !== undefined };
}
