// Notes of visits in the table, beside their booking, and the lists in which a note stands until it is shared.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { BookingId, OfficerId, OrganisationId } from '../../../shared/ids.ts';
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

/** Where a shared note stands at its school, and with its officer for as long as they have something to do. */
function sharedIn(table: CouncilTable, { booking, visits, school, officer, actions, sharedAt = '' }: VisitNote) {
  const index = indexOf(table.council);
  const name = visits[0] ?? '';
  const open = actions.filter(({ doneAt }) => !doneAt).sort((a, b) => (a.by < b.by ? -1 : 1));
  const own = open.find(({ who }) => who === 'officer');
  return {
    ...index.noteAt(school, open.length > 0, open[0]?.by ?? sharedAt, booking, name),
    ...(own ? index.actionOf(officer, own.by, booking, name) : {}),
  };
}

/** A note as it is begun, or as a change leaves it in place of its version before. Once it is shared, it stands with its school instead of in the lists of what waits. */
export function noteWrite(table: CouncilTable, note: VisitNote): Write {
  const { booking, state, version } = note;
  const name = nameOfNote(note);
  const key = table.key.visitNote(booking, name);
  const item = { type: 'visit-note', ...note, ...(state === 'shared' ? sharedIn(table, note) : waitingIn(table, note)) };
  return version === 1 ? create(key, item, 'already-delivered') : replace(key, item);
}

const mostNotesOnPage = 25;
async function notesIn(
  table: CouncilTable,
  range: Range,
  limit: number,
  after: string | undefined,
  descending = false,
): Promise<Page<VisitNote>> {
  const page = await table.page<NoteItem>(range, { limit, descending, ...(after ? { after } : {}) });
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

/** Notes that were shared with a school: those with open actions, the first to be due first; or those without, the last to be shared first. */
export const notesAt = (
  table: CouncilTable,
  school: OrganisationId,
  { open, limit, after }: { open: boolean; limit: number; after?: string | undefined },
): Promise<Page<VisitNote>> => notesIn(table, table.range.notesAt(school, open), limit, after, !open);
/** Shared notes in which their officer has promised something that is not done, the first to be due first. */
export const actionsOf = (table: CouncilTable, officer: OfficerId, limit: number, after?: string): Promise<Page<VisitNote>> =>
  notesIn(table, table.range.actionsOf(officer), limit, after);

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
