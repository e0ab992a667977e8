// Notes of visits: read, written, moderated, corrected, and their actions marked. Load the booking and its note, decide, commit one transaction.
import { dateOf, dateText, londonDate } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { BookingId, OfficerId } from '../../../shared/ids.ts';
import type { Page } from '../../../shared/table.ts';
import {
  auditActions,
  decideAddition,
  decideMark,
  decideModeration,
  decideWriting,
  isLate,
  mayRead,
  type NoteChange,
  type NoteFacts,
} from '../rules/notes.ts';
import type { AdditionCommand, MarkCommand, ModerationCommand, VisitNote, WritingCommand } from '../schema/notes.ts';
import { getNote, nameOfNote, notesToFinish, notesToModerate, unsharedNotes } from '../store/notes.ts';
import { getBooking, noteChangeWrites } from '../store.ts';
import { type NamedNote, withNames } from './note-names.ts';
import { knows } from './read.ts';

/** A note, for whoever may read it. Refuses `unknown-booking`, and `unknown-note` alike for one that does not exist and one that is not theirs to read. */
export async function readNote(context: Context, id: BookingId, name: string): Promise<Decision<NamedNote>> {
  const [booking, note] = await Promise.all([getBooking(context.table, id), getNote(context.table, id, name)]);
  if (!booking || !(await knows(context, booking))) return refuse('unknown-booking');
  if (!note || !mayRead(note, context.actor, londonDate(context.now))) return refuse('unknown-note');
  const [named] = await withNames(context, [note]);
  return named ? accept(named) : refuse('unknown-note');
}

async function changeNote(
  context: Context,
  id: BookingId,
  name: string,
  decide: (facts: NoteFacts) => Decision<NoteChange>,
): Promise<Decision<NamedNote>> {
  const { table, now, actor } = context;
  const changed = await change(context, async () => {
    const [booking, note] = await Promise.all([getBooking(table, id), getNote(table, id, name)]);
    if (!booking || !(await knows(context, booking))) return refuse('unknown-booking');
    if (!note || !mayRead(note, actor, londonDate(now))) return refuse('unknown-note');
    const decision = decide({ booking, note, now, actor });
    if (!decision.ok) return decision;
    const { note: next, did } = decision.value;
    return accept({
      writes: noteChangeWrites(table, decision.value),
      result: next,
      audit: {
        action: auditActions[did],
        about: id,
        organisation: booking.school,
        policy: booking.policy,
        // Of what was written nothing stands in the trail: a note may be confidential to the school.
        detail: [...new Set(next.sessions.map((session) => dateText(dateOf(session))))].join(', '),
      },
    });
  });
  if (!changed.ok) return changed;
  const [named] = await withNames(context, [changed.value]);
  return named ? accept(named) : refuse('unknown-note');
}

/** Saves a note, or sends it to the school or to be moderated. Refuses `unknown-booking`, `unknown-note` and what decideWriting() refuses. */
export const writeNote = (context: Context, id: BookingId, name: string, command: WritingCommand): Promise<Decision<NamedNote>> =>
  changeNote(context, id, name, (facts) => decideWriting(facts, command));
/** Approves a note, which shares it, or returns it. Refuses `unknown-booking`, `unknown-note` and what decideModeration() refuses. */
export const moderateNote = (context: Context, id: BookingId, name: string, command: ModerationCommand): Promise<Decision<NamedNote>> =>
  changeNote(context, id, name, (facts) => decideModeration(facts, command));
/** Adds a correction below a note. Refuses `unknown-booking`, `unknown-note` and what decideAddition() refuses. */
export const addToNote = (context: Context, id: BookingId, name: string, command: AdditionCommand): Promise<Decision<NamedNote>> =>
  changeNote(context, id, name, (facts) => decideAddition(facts, command));
/** Marks an action of a note done, or open again. Refuses `unknown-booking`, `unknown-note` and what decideMark() refuses. */
export const markAction = (context: Context, id: BookingId, name: string, command: MarkCommand): Promise<Decision<NamedNote>> =>
  changeNote(context, id, name, (facts) => decideMark(facts, command));

/** A note in a list of what waits: of what is written in it nothing. */
export type ListedNote = Pick<VisitNote, 'booking' | 'sessions' | 'schoolName' | 'serviceTitle' | 'officerName' | 'state' | 'dueOn'> & {
  name: string;
  late: boolean;
};

function listed(context: Context, page: Page<VisitNote>): Page<ListedNote> {
  const today = londonDate(context.now);
  return {
    ...page,
    items: page.items.map((note) => {
      const { booking, sessions, schoolName, serviceTitle, officerName, state, dueOn } = note;
      return { booking, name: nameOfNote(note), sessions, schoolName, serviceTitle, officerName, state, dueOn, late: isLate(note, today) };
    }),
  };
}

/** A page of the notes that an officer is to finish, those that are late first. */
export const readOwnNotes = async (context: Context, officer: OfficerId, after?: string): Promise<Page<ListedNote>> =>
  listed(context, await notesToFinish(context.table, officer, after));
/** A page of every officer's notes that are late, the longest first. */
export const readLateNotes = async (context: Context, after?: string): Promise<Page<ListedNote>> =>
  listed(context, await unsharedNotes(context.table, { before: londonDate(context.now), after }));
/** A page of the notes that wait to be moderated, those that are late first. */
export const readNotesToModerate = async (context: Context, after?: string): Promise<Page<ListedNote>> =>
  listed(context, await notesToModerate(context.table, after));
