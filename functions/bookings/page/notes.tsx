// Lists of notes that are not shared yet: an officer's own to finish, those that wait to be moderated, and for the council every one that is late.
import { dateText, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { councilRoles } from '../../../shared/context.ts';
import type { Handler } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import type { Page } from '../../../shared/table.ts';
import { halfDaysText, LinkLine, MoreLink, PageHeading, ScrollTable, WholeList } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { type ListedNote, readLateNotes, readNotesToModerate, readOwnNotes } from '../actions/notes.ts';
import { NoteTag, notePath } from './note-shown.tsx';

const whenText = ({ sessions }: ListedNote): string => {
  const [first] = sessions;
  if (!first) return '';
  return sessions.length === 1 ? sessionText(first) : `${sessionText(first)}, and after it (${halfDaysText(sessions.length)} in all)`;
};

/** `opens`: whether whoever reads the list may read the notes in it too; otherwise it leads to the booking. */
export function NotesTable({
  context,
  caption,
  notes,
  opens,
}: {
  context: Context;
  caption: string;
  notes: readonly ListedNote[];
  opens: boolean;
}) {
  const { slug } = context.council;
  return (
    <ScrollTable
      caption={caption}
      head={[{ text: 'Visit' }, { text: 'Officer' }, { text: 'Due' }, { text: 'Note' }]}
      rows={notes.map((note) => [
        {
          html: (
            <>
              <a class="govuk-link" href={opens ? notePath(context, note.booking, note.name) : `/${slug}/bookings/${note.booking}#notes`}>
                {note.schoolName}: {note.serviceTitle}
              </a>
              <br />
              {whenText(note)}
            </>
          ),
        },
        { text: note.officerName },
        { text: dateText(note.dueOn) },
        { html: <NoteTag {...note} /> },
      ])}
    />
  );
}

const More = ({ next }: { next: string | undefined }) => (next ? <MoreLink query={{ after: next }} text="More notes" /> : null);

const ModerationLink = ({ context }: { context: Context }) =>
  can(context.actor, 'note:moderate') ? (
    <LinkLine href={`/${context.council.slug}/bookings/notes/moderation`} text="Notes to moderate" />
  ) : null;

const nothing: Page<ListedNote> = { items: [] };

const waitingPage: Handler = async (context, c) => {
  const { actor } = context;
  const after = c.req.query('after');
  const isCouncil = actor.roles.some((role) => councilRoles.includes(role));
  // Somebody who is both pages through the late ones: their own are few.
  const own = actor.officer ? await readOwnNotes(context, actor.officer, isCouncil ? undefined : after) : nothing;
  const late = isCouncil ? await readLateNotes(context, after) : nothing;
  return page(context, c, {
    title: 'Visit notes',
    wide: true,
    back: { href: `/${context.council.slug}` },
    children: (
      <>
        <PageHeading>Visit notes</PageHeading>
        <ModerationLink context={context} />
        <WholeList slug={context.council.slug} list="notes" />
        {actor.officer && own.items.length === 0 && <p class="govuk-body">You have no note to finish.</p>}
        {own.items.length > 0 && <NotesTable context={context} caption="Yours to finish" notes={own.items} opens />}
        {isCouncil && late.items.length === 0 && <p class="govuk-body">{after ? 'No further note is late.' : 'No note is late.'}</p>}
        {late.items.length > 0 && (
          <NotesTable context={context} caption="Late, the longest first" notes={late.items} opens={can(actor, 'note:moderate')} />
        )}
        <More next={isCouncil ? late.next : own.next} />
      </>
    ),
  });
};

const moderationPage: Handler = async (context, c) => {
  const after = c.req.query('after');
  const { items, next } = await readNotesToModerate(context, after);
  return page(context, c, {
    title: 'Notes to moderate',
    wide: true,
    back: { href: `/${context.council.slug}/bookings/notes`, text: 'Visit notes' },
    children: (
      <>
        <PageHeading>Notes to moderate</PageHeading>
        <p class="govuk-body">
          The policy has these read by a colleague of their officer before the school reads them. What is approved is shared at once.
        </p>
        {items.length === 0 && <p class="govuk-body">{after ? 'No further note waits.' : 'No note waits.'}</p>}
        {items.length > 0 && <NotesTable context={context} caption="The first to be due first" notes={items} opens />}
        <More next={next} />
      </>
    ),
  });
};

export const listPages = { 'GET /bookings/notes': waitingPage, 'GET /bookings/notes/moderation': moderationPage } as const;
