// Who wrote to a note of visit, by the names they have now.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { isStaff } from '../../identity/rules.ts';
import { namesOf } from '../../identity/store/people.ts';
import { isLate } from '../rules/notes.ts';
import type { VisitNote } from '../schema/notes.ts';
import { nameOfNote } from '../store/notes.ts';

/** A note with the names of those who wrote to it, as they are called now: what is kept are their ids. */
export type NamedNote = VisitNote & { name: string; late: boolean; names: ReadonlyMap<PersonId, string> };

/** These notes with the names of those who wrote to them. A school reads who wrote its note; the council's other people are told to it as the council. */
export async function withNames(context: Context, notes: readonly VisitNote[]): Promise<NamedNote[]> {
  const { actor, council, table, now } = context;
  const others = ({ approvedBy, returned, additions }: VisitNote) => [
    ...(approvedBy ? [approvedBy] : []),
    ...[...returned, ...additions].map(({ by }) => by),
  ];
  const names = await namesOf(
    table,
    notes.flatMap((note) => [note.by, ...others(note)]),
  );
  const today = londonDate(now);
  const toldTo = (note: VisitNote) =>
    isStaff(actor) ? names : new Map([...others(note).map((id) => [id, council.name] as const), [note.by, names.get(note.by) ?? '']]);
  return notes.map((note) => ({ ...note, name: nameOfNote(note), late: isLate(note, today), names: toldTo(note) }));
}
