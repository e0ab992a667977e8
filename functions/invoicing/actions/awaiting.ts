// What a dry run does not find, since its note is not shared: which visits were delivered and paid for, and whose note they wait for.
import { dateOf } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { unsharedNotes } from '../../bookings/store/notes.ts';
import { getBooking } from '../../bookings/store.ts';
import { type Awaiting, awaitingOf } from '../rules/awaiting.ts';
import type { Run } from '../schema.ts';

/** `more`: there are further notes than were looked at. */
export type AwaitingNotes = Awaiting & { more: boolean };

const mostNotes = 200;

/** What is held until the end of a run's period, by note, those that are late first; of very many notes the first two hundred. */
export async function readAwaitingNotes({ table }: Context, { to }: Pick<Run, 'to'>): Promise<AwaitingNotes> {
  const { items, next } = await unsharedNotes(table, { limit: mostNotes });
  const notes = items.filter(({ sessions }) => sessions.some((session) => dateOf(session) <= to));
  const ids = [...new Set(notes.map(({ booking }) => booking))];
  const bookings = new Map(await Promise.all(ids.map(async (id) => [id, await getBooking(table, id)] as const)));
  const beside = notes.map(({ booking }) => bookings.get(booking));
  return { ...awaitingOf(notes, beside, to), more: next !== undefined };
}
