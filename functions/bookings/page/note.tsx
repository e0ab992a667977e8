// The page of one note of visit: its officer writes it there, whoever moderates answers it, and what is shared is read and corrected.
import { londonDate, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Decision, Refusal } from '../../../shared/decision.ts';
import { doneOrShown } from '../../../shared/done.ts';
import { type Handlers, parse, readForm, type Web } from '../../../shared/http.ts';
import type { BookingId } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { Button, CharacterCount, type FieldError, fieldOf, InsetText, NotificationBanner, PageHeading } from '../../../shared/ui/index.ts';
import { rolesInWords } from '../../identity/rules/words.ts';
import { can } from '../../identity/rules.ts';
import { actions } from '../../identity/schema.ts';
import type { manifest } from '../../manifest.ts';
import type { NamedNote } from '../actions/note-names.ts';
import { addToNote, markAction, moderateNote, readNote, writeNote } from '../actions/notes.ts';
import { noteIn } from '../routes/notes.ts';
import { standsIn, stateText } from '../rules/notes.ts';
import { additionSchema, markSchema, moderationSchema, writingSchema } from '../schema/notes.ts';
import { NoteFields, noteCommand, noteErrors, noteTyped, SendButtons, type TypedNote } from './note-form.tsx';
import { NoteShown, NoteTag, notePath, visitsText } from './note-shown.tsx';
import { listPages } from './notes.tsx';

type Routes = (typeof manifest)['bookings']['routes'];
type OfNotes = Extract<keyof Routes, `${string} /bookings/notes${string}` | `${string} /bookings/{booking}/notes/${string}`>;

type Given = {
  refusal?: Refusal | undefined;
  typed?: TypedNote;
  version?: string | undefined;
  reason?: string | undefined;
  text?: string | undefined;
};

const savedTexts: Readonly<Record<string, (note: NamedNote) => string | undefined>> = {
  saved: ({ state }) => (state === 'draft' || state === 'returned' ? 'The draft is saved.' : undefined),
  sent: ({ state }) =>
    state === 'shared' ? 'The note is shared with the school.' : state === 'submitted' ? 'The note waits to be moderated.' : undefined,
  returned: ({ state, officerName }) => (state === 'returned' ? `The note is returned to ${officerName}.` : undefined),
  added: ({ additions }) => (additions.length > 0 ? 'The correction is added.' : undefined),
};

const asTyped = ({ sections, actions }: NamedNote): TypedNote => ({
  sections: { ...sections },
  actions: actions.map(({ what, who, by }) => ({ what, who, by })),
});

type FormProps = { action: string; note: NamedNote; given: Given; errors: readonly FieldError[] | undefined };

function WriteForm({ action, note, given, errors }: FormProps) {
  const last = note.returned.at(-1);
  return (
    <>
      {note.state === 'returned' && last && (
        <InsetText>
          {note.names.get(last.by) ?? ''} returned it on {momentText(last.at)}: <span class="daybook-typed">{last.reason}</span>
        </InsetText>
      )}
      <form method="post" action={action} id="write" novalidate>
        <input type="hidden" name="version" value={given.version ?? String(note.version)} />
        <NoteFields template={note.template} typed={given.typed ?? asTyped(note)} errors={errors} />
        <SendButtons moderated={note.template.moderated} />
      </form>
    </>
  );
}

function ModerationForms({ action, note, given, errors }: FormProps) {
  return (
    <form method="post" action={action} id="moderate" novalidate>
      <h2 class="govuk-heading-m">Your answer</h2>
      <input type="hidden" name="version" value={String(note.version)} />
      <CharacterCount
        {...fieldOf(given, errors, 'reason')}
        maxlength={1000}
        rows={3}
        label={{ text: 'If you return it: what is to be changed' }}
        hint={{ text: 'Its officer reads this, and the school does not' }}
      />
      <div class="govuk-button-group">
        <Button name="answer" value="approve" text="Approve and share with the school" preventDoubleClick />
        <Button name="answer" value="return" text={`Return to ${note.officerName}`} classes="govuk-button--secondary" preventDoubleClick />
      </div>
    </form>
  );
}

/** Whoever moderates, of a note of their own: who answers it, and what to do where nobody else may. */
function OwnNote({ context: { actor, council } }: { context: Context }) {
  return (
    <InsetText>
      You wrote this note or delivered the visit, so a colleague moderates it. Roles that may: {rolesInWords(actions['note:moderate'])}.
      Where nobody else has one of them, the note waits until a colleague is given one
      {can(actor, 'people:edit') ? (
        <>
          {' '}
          under{' '}
          <a class="govuk-link" href={`/${council.slug}/identity/people`}>
            People
          </a>
        </>
      ) : (
        ' by whoever looks after people'
      )}
      . Until then the school does not read it, and what is paid for is not billed.
    </InsetText>
  );
}

async function notePage(context: Context, c: Web, note: NamedNote, given: Given = {}): Promise<Response> {
  const { actor, council } = context;
  const path = notePath(context, note.booking, note.name);
  const errors = noteErrors(given.refusal);
  const isOfficer = actor.roles.includes('officer') && actor.officer === note.officer;
  const isOpen = note.state === 'draft' || note.state === 'returned';
  const mayWrite = isOpen && (isOfficer || standsIn(note, actor, londonDate(context.now)));
  const moderates = can(actor, 'note:moderate') && !isOfficer && !note.writers.includes(actor.person);
  const done = given.refusal ? undefined : savedTexts[c.req.query('done') ?? '']?.(note);
  const mayAdd = note.state === 'shared' && can(actor, 'note:add') && (note.template.moderated ? moderates : isOfficer || moderates);
  return page(context, c, {
    title: `${note.template.title}: ${note.serviceTitle}, ${note.schoolName}`,
    refusal: given.refusal,
    errors,
    back: { href: `/${council.slug}/bookings/${note.booking}`, text: 'The booking' },
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={`${note.schoolName}, ${note.serviceTitle}`}>{note.template.title}</PageHeading>
        <p class="govuk-body">
          <NoteTag {...note} /> {note.state !== 'shared' && `${stateText(note)}, `}for {visitsText(note)}
        </p>
        {mayWrite && !isOfficer && (
          <InsetText text={`It is late: you may write it in the place of ${note.officerName}. The note says that it is yours.`} />
        )}
        {mayWrite && <WriteForm action={path} note={note} given={given} errors={errors} />}
        {!mayWrite && (
          <>
            <h2 class="govuk-heading-m">What it says</h2>
            <NoteShown context={context} note={note} />
          </>
        )}
        {note.state === 'submitted' && moderates && (
          <ModerationForms action={`${path}/moderation`} note={note} given={given} errors={errors} />
        )}
        {note.state === 'submitted' && isOfficer && (
          <p class="govuk-body">A colleague reads it before the school does. It can be changed again if it is returned.</p>
        )}
        {note.state === 'submitted' && can(actor, 'note:moderate') && !moderates && <OwnNote context={context} />}
        {mayAdd && (
          <form method="post" action={`${path}/additions`} id="add" novalidate>
            <h2 class="govuk-heading-m">Correct the note</h2>
            <CharacterCount
              {...fieldOf(given, errors, 'text')}
              maxlength={2000}
              rows={3}
              label={{ text: 'What is to be corrected' }}
              hint={{ text: 'The note stays as it is; this is added below it, and whoever reads the note reads it' }}
            />
            <Button text="Add the correction" classes="govuk-button--secondary" preventDoubleClick />
          </form>
        )}
      </>
    ),
  });
}

const shows = async (context: Context, c: Web): Promise<Response> => {
  const of = noteIn(c);
  const decision = of.ok ? await readNote(context, of.value.id, of.value.name) : of;
  return decision.ok ? notePage(context, c, decision.value) : problemPage(c, context, decision.refusal);
};

/** Does a change to the note the path names; on a refusal shows it again with what was typed. */
const afterChange = (
  context: Context,
  c: Web,
  given: Given,
  to: (note: NamedNote) => string,
  doIt: (id: BookingId, name: string) => Promise<Decision<NamedNote>>,
): Promise<Response> =>
  doneOrShown(context, c, {
    id: noteIn(c),
    doIt: ({ id, name }) => doIt(id, name),
    to,
    read: ({ id, name }) => readNote(context, id, name),
    show: (seen, refusal) => notePage(context, c, seen, { ...given, refusal }),
  });

export const notePages: Handlers<Pick<Routes, OfNotes>> = {
  ...listPages,
  'GET /bookings/{booking}/notes/{note}': shows,
  'POST /bookings/{booking}/notes/{note}': async (context, c) => {
    const form = await readForm(c);
    const typed = noteTyped(form);
    const version = form.one('version');
    const done = (note: NamedNote) => `${notePath(context, note.booking, note.name)}?done=${typed.as === 'draft' ? 'saved' : 'sent'}`;
    return afterChange(context, c, { typed, version }, done, async (id, name) => {
      const command = parse(writingSchema, { version: Number(version), ...noteCommand(typed) });
      return command.ok ? writeNote(context, id, name, command.value) : command;
    });
  },
  'POST /bookings/{booking}/notes/{note}/moderation': async (context, c) => {
    const form = await readForm(c);
    const [answer, reason] = [form.one('answer'), form.one('reason')];
    const done = (note: NamedNote) => `${notePath(context, note.booking, note.name)}?done=${answer === 'return' ? 'returned' : 'sent'}`;
    return afterChange(context, c, { reason }, done, async (id, name) => {
      const command = parse(moderationSchema, { version: Number(form.one('version')), answer, ...(reason ? { reason } : {}) });
      return command.ok ? moderateNote(context, id, name, command.value) : command;
    });
  },
  'POST /bookings/{booking}/notes/{note}/additions': async (context, c) => {
    const text = (await readForm(c)).one('text');
    const done = (note: NamedNote) => `${notePath(context, note.booking, note.name)}?done=added`;
    return afterChange(context, c, { text }, done, async (id, name) => {
      const command = parse(additionSchema, { text });
      return command.ok ? addToNote(context, id, name, command.value) : command;
    });
  },
  'POST /bookings/{booking}/notes/{note}/actions': async (context, c) => {
    const form = await readForm(c);
    const done = (note: NamedNote) => `/${context.council.slug}/bookings/${note.booking}?done=marked#note-${note.name}`;
    return afterChange(context, c, {}, done, async (id, name) => {
      const said = form.one('done');
      const command = parse(markSchema, {
        action: Number(form.one('action')),
        done: said === 'yes' ? true : said === 'no' ? false : undefined,
      });
      return command.ok ? markAction(context, id, name, command.value) : command;
    });
  },
};
