// Notes of visits in the table, beside their booking, and the lists in which a note stands until it is shared.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { BookingId, OfficerId } from '../../../shared/ids.ts';
import { type CouncilTable, indexOf, type Key, type Page, type Range, unkeyed } from '../../../shared/table.ts';
import type { VisitNote } from '../schema/notes.ts';

export type NoteItem = VisitNote & Key & { type: 'visit-note' };

export function noteFrom(item: NoteItem): VisitNote {
  const { type: _, ...note } = unkeyed(item);
  return note;
}

/** A note goes by its first visit. */
export const nameOfNote = ({ visits }: Pick<VisitNote, 'visits'>): string => visits[0] ?? '';

export async function getNote(table: CouncilTable, booking: BookingId, visit: string): Promise<VisitNote | undefined> {
  const item = await table.get<NoteItem>(table.key.visitNote(booking, visit));
  return item && noteFrom(item);
}

function waitingIn(table: CouncilTable, note: VisitNote) {
  const index = indexOf(table.council);
  const { booking, dueOn, officer, state } = note;
  const name = nameOfNote(note);
  const where = state === 'submitted' ? index.noteToModerate(dueOn, booking, name) : index.noteToFinish(officer, dueOn, booking, name);
  return { ...index.unsharedNote(dueOn, booking, name), ...where };
}

/** A note as it is begun, or as a change leaves it in place of its version before. Once it is shared, no list of what waits has it any more. */
export function noteWrite(table: CouncilTable, note: VisitNote): Write {
  const { booking, state, version } = note;
  const name = nameOfNote(note);
  const key = table.key.visitNote(booking, name);
  const item = { type: 'visit-note', ...note, ...(state === 'shared' ? {} : waitingIn(table, note)) };
  return version === 1 ? create(key, item, 'already-delivered') : replace(key, item);
}

const mostNotesOnPage = 25;
async function notesIn(table: CouncilTable, range: Range, limit: number, after: string | undefined): Promise<Page<VisitNote>> {
  const page = await table.page<NoteItem>(range, { limit, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(noteFrom) };
}

/** Notes that were due before a day and are not shared, or all that are not, the first to be due first. */
export const unsharedNotes = (
  table: CouncilTable,
  { before, after, limit = mostNotesOnPage }: { before?: string; after?: string | undefined; limit?: number } = {},
): Promise<Page<VisitNote>> => notesIn(table, table.range.unsharedNotes(before), limit, after);
/** Notes that an officer is to write, the first to be due first. */
export const notesToFinish = (table: CouncilTable, officer: OfficerId, after?: string, limit = mostNotesOnPage): Promise<Page<VisitNote>> =>
  notesIn(table, table.range.notesToFinish(officer), limit, after);
/** Notes that wait to be moderated, the first to be due first. */
export const notesToModerate = (table: CouncilTable, after?: string, limit = mostNotesOnPage): Promise<Page<VisitNote>> =>
  notesIn(table, table.range.notesToModerate(), limit, after);

/** How many notes an officer is to finish, or without one wait to be moderated, as far as one page tells: at most `most`, and whether there are more. */
export async function countNotes(
  table: CouncilTable,
  officer: OfficerId | undefined,
  most: number,
): Promise<{ count: number; more: boolean }> {
  const range = officer ? table.range.notesToFinish(officer) : table.range.notesToModerate();
  const page = await table.page<Key>(range, { limit: most });
  return { count: page.items.length, more: page.next !== undefined };
}
