// A note of visit as it is read: under its headings, with what was agreed, what corrects it, and where it stands until it is shared.
import { dateText, momentText, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { LinkLine, PostButton, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { NamedNote } from '../actions/note-names.ts';
import { stateText } from '../rules/notes.ts';
import type { NoteAction, NoteState } from '../schema/notes.ts';
import type { Booking } from '../schema.ts';

const tags: Record<NoteState, { text: string; classes: string }> = {
  draft: { text: 'draft', classes: 'govuk-tag--yellow' },
  submitted: { text: 'to be moderated', classes: 'govuk-tag--blue' },
  returned: { text: 'returned', classes: 'govuk-tag--orange' },
  shared: { text: 'shared', classes: 'govuk-tag--green' },
};
export const NoteTag = ({ state, late }: { state: NoteState; late: boolean }) => (
  <>
    <Tag {...tags[state]} /> {late && <Tag text="late" classes="govuk-tag--red" />}
  </>
);

export const notePath = ({ council: { slug } }: Context, booking: string, name: string): string =>
  `/${slug}/bookings/${booking}/notes/${name}`;
export const visitsText = ({ sessions }: Pick<NamedNote, 'sessions'>): string => sessions.map(sessionText).join('; ');

/** Whether whoever reads a note marks an action of it: the school its own, the officer theirs. */
const marks = ({ actor }: Context, note: NamedNote, { who }: NoteAction): boolean =>
  can(actor, 'note:mark') && (who === 'school' ? actor.organisation === note.school : actor.officer === note.officer);

function Agreed({ context, note }: { context: Context; note: NamedNote }) {
  if (note.actions.length === 0) return null;
  return (
    <ScrollTable
      caption="Actions"
      head={[{ text: 'What' }, { text: 'Who' }, { text: 'By' }, { text: 'Done' }]}
      rows={note.actions.map((action) => [
        { html: <span class="daybook-typed">{action.what}</span> },
        { text: action.who === 'school' ? note.schoolName : note.officerName },
        { text: dateText(action.by) },
        {
          html: (
            <>
              {action.doneAt ? `${momentText(action.doneAt)} ` : 'no '}
              {note.state === 'shared' && marks(context, note, action) && (
                <PostButton
                  action={`${notePath(context, note.booking, note.name)}/actions`}
                  fields={{ action: String(action.number), done: action.doneAt ? 'no' : 'yes' }}
                  classes="govuk-button--secondary govuk-!-margin-bottom-0"
                  html={
                    <>
                      {action.doneAt ? 'Not done' : 'Mark done'}
                      <span class="govuk-visually-hidden">: {action.what}</span>
                    </>
                  }
                />
              )}
            </>
          ),
        },
      ])}
    />
  );
}

/** What stands in a note; `note-01` is its place on the page. */
export function NoteShown({ context, note }: { context: Context; note: NamedNote }) {
  const by = note.names.get(note.by) ?? note.officerName;
  return (
    <section class="daybook-note" id={`note-${note.name}`} aria-label={`${note.template.title} of ${by}`}>
      {note.template.headings.map(
        ({ code, title }) =>
          note.sections[code] && (
            <>
              {note.template.headings.length > 1 && <h3 class="govuk-heading-s govuk-!-margin-bottom-1">{title}</h3>}
              <p class="govuk-body daybook-note__text daybook-typed">{note.sections[code]}</p>
            </>
          ),
      )}
      {note.attendees !== undefined && (
        <p class="govuk-body">{note.attendees === 1 ? '1 person was' : `${note.attendees} people were`} named to take part.</p>
      )}
      <Agreed context={context} note={note} />
      {note.additions.map(({ by: person, at, text }) => (
        <>
          <h3 class="govuk-heading-s govuk-!-margin-bottom-1">Added on {momentText(at)}</h3>
          <p class="govuk-body daybook-note__text daybook-typed">{text}</p>
          <p class="govuk-hint">{note.names.get(person) ?? ''}</p>
        </>
      ))}
      <p class="govuk-hint">
        {by}, for {visitsText(note)}
        {note.template.readBy === 'school-and-council' && '. Confidential to the school and the council'}
      </p>
    </section>
  );
}

const doText = (context: Context, note: NamedNote): string | undefined => {
  const isOfficer = context.actor.officer === note.officer;
  if (note.state === 'draft' || note.state === 'returned')
    return isOfficer ? 'Write the note' : note.late && can(context.actor, 'note:moderate') ? 'Write it in the officer’s place' : undefined;
  if (note.state === 'submitted') return !isOfficer && can(context.actor, 'note:moderate') ? 'Read it and answer' : 'Read it';
  return note.state === 'shared' && can(context.actor, 'note:add') ? 'Open the note to correct it' : undefined;
};

/** The notes of a booking, as whoever looks at it may read them, and which visits have none to be read. */
export function VisitNotes({ context, booking, notes }: { context: Context; booking: Booking; notes: readonly NamedNote[] }) {
  const delivered = booking.sessions.filter(({ state }) => state === 'delivered');
  const covered = new Set(notes.flatMap(({ visits }) => visits));
  const unread = delivered.filter(({ visit }) => !covered.has(visit));
  if (delivered.length === 0) return null;
  const toCome = unread.filter(({ signedOffAt }) => !signedOffAt);
  return (
    <>
      <h2 class="govuk-heading-m" id="notes">
        Visit notes
      </h2>
      {notes.map((note) => {
        const link = doText(context, note);
        return (
          <>
            {note.state !== 'shared' && (
              <p class="govuk-body">
                <NoteTag {...note} /> {note.template.title}: {stateText(note)}. For {visitsText(note)}.
              </p>
            )}
            {note.state === 'shared' && <NoteShown context={context} note={note} />}
            {link && <LinkLine href={notePath(context, booking.id, note.name)} text={link} />}
          </>
        );
      })}
      {toCome.length > 0 && (
        <p class="govuk-body">The note is still to come for {toCome.map(({ session }) => sessionText(session)).join('; ')}.</p>
      )}
      {unread.length > toCome.length && (
        <p class="govuk-body">A note of this booking is confidential to the school and the council, and is not shown to you.</p>
      )}
    </>
  );
}
