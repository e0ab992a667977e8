// The JSON API of notes of visits.
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { answer, type Handlers, problem, readJson, type Web } from '../../../shared/http.ts';
import { type BookingId, idSchema } from '../../../shared/ids.ts';
import type { Page } from '../../../shared/table.ts';
import type { manifest } from '../../manifest.ts';
import type { NamedNote } from '../actions/note-names.ts';
import {
  addToNote,
  type ListedNote,
  markAction,
  moderateNote,
  readLateNotes,
  readNote,
  readNotesToModerate,
  readOwnNotes,
  writeNote,
} from '../actions/notes.ts';
import { additionSchema, markSchema, moderationSchema, writingSchema } from '../schema/notes.ts';

type Routes = (typeof manifest)['bookings']['routes'];
type OfNotes = Extract<keyof Routes, `${string} /api/bookings/notes${string}` | `${string} /api/bookings/{booking}/notes/${string}`>;

/** A note as it is told to whoever may read it; why it was returned once is between its officer and whoever moderates. */
export const showNote = ({ name, names, template, sections, actions, approvedBy, additions, ...note }: NamedNote) => ({
  note: name,
  title: template.title,
  state: note.state,
  visits: note.visits,
  sessions: note.sessions,
  dueOn: note.dueOn,
  late: note.late,
  moderated: template.moderated,
  readBy: template.readBy,
  sections: template.headings.map(({ code, title, required }) => ({ code, title, required, text: sections[code] ?? '' })),
  actions: actions.map(({ doneBy: _, doneAt, ...action }) => ({ ...action, done: doneAt !== undefined, ...(doneAt ? { doneAt } : {}) })),
  by: names.get(note.by) ?? '',
  recordedAt: note.recordedAt,
  ...(note.state === 'shared' ? {} : { returned: note.returned.map(({ by, at, reason }) => ({ by: names.get(by) ?? '', at, reason })) }),
  ...(note.sharedAt ? { sharedAt: note.sharedAt } : {}),
  ...(approvedBy ? { approvedBy: names.get(approvedBy) ?? '' } : {}),
  additions: additions.map(({ by, at, text }) => ({ by: names.get(by) ?? '', at, text })),
  version: note.version,
});

const showListed = ({ name, ...note }: ListedNote) => ({ ...note, note: name });
const answerPage = (c: Web, { items, next }: Page<ListedNote>) => c.json({ notes: items.map(showListed), ...(next ? { next } : {}) });

/** The booking and the note that a path names; what is neither is a booking, or a note, that does not exist. */
export function noteIn(c: Web): Decision<{ id: BookingId; name: string }> {
  const id = idSchema('bkg').safeParse(c.req.param('booking'));
  if (!id.success) return refuse('unknown-booking');
  const name = c.req.param('note') ?? '';
  return accept({ id: id.data, name: /^\d{2}$/.test(name) ? name : '00' });
}

const changed = async (c: Web, doIt: (id: BookingId, name: string) => Promise<Decision<NamedNote>>) => {
  const of = noteIn(c);
  return answer(c, of.ok ? await doIt(of.value.id, of.value.name) : of, showNote);
};

/** What an officer is to finish, or for the council’s people every note that is late. */
const readWaitingNotes = (context: Context, after?: string): Promise<Page<ListedNote>> =>
  context.actor.officer ? readOwnNotes(context, context.actor.officer, after) : readLateNotes(context, after);

export const noteRoutes: Handlers<Pick<Routes, OfNotes>> = {
  'GET /api/bookings/notes': async (context, c) => answerPage(c, await readWaitingNotes(context, c.req.query('after'))),
  'GET /api/bookings/notes/moderation': async (context, c) => answerPage(c, await readNotesToModerate(context, c.req.query('after'))),
  'GET /api/bookings/{booking}/notes/{note}': (context, c) => changed(c, (id, name) => readNote(context, id, name)),
  'POST /api/bookings/{booking}/notes/{note}': async (context, c) => {
    const command = await readJson(c, writingSchema);
    return command.ok ? changed(c, (id, name) => writeNote(context, id, name, command.value)) : problem(c, command.refusal);
  },
  'POST /api/bookings/{booking}/notes/{note}/moderation': async (context, c) => {
    const command = await readJson(c, moderationSchema);
    return command.ok ? changed(c, (id, name) => moderateNote(context, id, name, command.value)) : problem(c, command.refusal);
  },
  'POST /api/bookings/{booking}/notes/{note}/additions': async (context, c) => {
    const command = await readJson(c, additionSchema);
    return command.ok ? changed(c, (id, name) => addToNote(context, id, name, command.value)) : problem(c, command.refusal);
  },
  'POST /api/bookings/{booking}/notes/{note}/actions': async (context, c) => {
    const command = await readJson(c, markSchema);
    return command.ok ? changed(c, (id, name) => markAction(context, id, name, command.value)) : problem(c, command.refusal);
  },
};
