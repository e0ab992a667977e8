// What a dry run leaves out, since the note of the visit is not shared yet: how much it is, and whose note is missing.
import { dateText, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { Money, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { isLate } from '../../bookings/rules/notes.ts';
import type { VisitNote } from '../../bookings/schema/notes.ts';
import type { AwaitingNotes, Unmarked as UnmarkedBookings } from '../actions/awaiting.ts';
import { counted, halfDays } from '../rules/words.ts';

const whoseText: Record<VisitNote['state'], (officer: string) => string> = {
  draft: (officer) => `with ${officer}`,
  returned: (officer) => `returned to ${officer}`,
  submitted: (officer) => `${officer}’s, to be moderated`,
  shared: (officer) => `${officer}’s, shared`,
};

/** What nobody has marked is on no list of charges yet: whoever closes a month asks for it. */
export function Unmarked({ slug, unmarked: { count, more, to } }: { slug: string; unmarked: UnmarkedBookings }) {
  const list = `/${slug}/reports/lists?${new URLSearchParams({ list: 'bookings', stage: 'open', to })}`;
  return (
    <>
      <h2 class="govuk-heading-m" id="unmarked">
        Not marked delivered
      </h2>
      <p class="govuk-body">
        <a class="govuk-link" href={list}>
          {more ? `At least ${count} bookings` : counted(count, 'booking')}
        </a>{' '}
        {count === 1 ? 'has' : 'have'} a visit up to {dateText(to)} that is over and that its officer has not marked delivered. What of it
        has a price is billed after that, and once its note is shared.
      </p>
    </>
  );
}

export function Awaiting({ context, awaiting }: { context: Context; awaiting: AwaitingNotes }) {
  const today = londonDate(context.now);
  return (
    <>
      <h2 class="govuk-heading-m" id="awaiting">
        Waiting for a note of the visit
      </h2>
      <p class="govuk-body">
        {halfDays(awaiting.halfDays)}, <Money pence={awaiting.netPence} /> before VAT,{' '}
        {awaiting.halfDays === 1 ? 'is delivered and not billed yet: it is' : 'are delivered and not billed yet: they are'} billed once{' '}
        {awaiting.notes.length === 1 ? 'the note is' : 'their notes are'} shared with the school.
        {awaiting.more && ' There are further notes that are not shared: these are the ones due first.'}
      </p>
      <ScrollTable
        label="Visits that wait for their note"
        head={[
          { text: 'School and service' },
          { text: 'Whose note' },
          { text: 'Due' },
          { text: 'Half-days' },
          { text: 'Net', format: 'numeric' },
        ]}
        rows={awaiting.notes.map((note) => [
          {
            html: (
              <>
                <a class="govuk-link" href={`/${context.council.slug}/bookings/${note.booking}#notes`}>
                  {note.schoolName}
                </a>
                <br />
                {note.serviceTitle}
              </>
            ),
          },
          { text: whoseText[note.state](note.officerName) },
          {
            html: (
              <>
                {dateText(note.dueOn)} {isLate(note, today) && <Tag text="late" classes="govuk-tag--red" />}
              </>
            ),
          },
          { text: String(note.halfDays) },
          { html: <Money pence={note.netPence} />, format: 'numeric' as const },
        ])}
      />
    </>
  );
}
