// The form that marks sessions of a booking delivered, with the note of the visit.
import { dateOf, sessionText } from '../../../shared/calendar.ts';
import { faultsOf } from '../../../shared/page.tsx';
import { Checkboxes, errorFor } from '../../../shared/ui/index.ts';
import type { Seen } from '../actions/read.ts';
import { type BookedSession, mostVisitsAtOnce } from '../schema.ts';
import type { Given } from './booking.tsx';
import { NoteFields, noteErrors, noteInput, SendButtons } from './note-form.tsx';
import { correctionInput } from './reclassify.tsx';

/** A fault of one session among several is told of them all: that is where its input is. */
export const errorsOf = ({ refusal, correction, written }: Given) =>
  written
    ? noteErrors(refusal)
    : refusal &&
      faultsOf(refusal).map(({ field, text }) => ({
        field: correction ? correctionInput(field, correction.request) : noteInput(field),
        text,
      }));

type FormProps = { action: string; sessions: readonly BookedSession[]; given: Given };

/** The sessions of one day are one visit, and ticked. Of several days none is: whoever marks too much has billed what did not take place. */
export function choicesOf(sessions: readonly BookedSession[], given: Given) {
  const isOneVisit = new Set(sessions.map(({ session }) => dateOf(session))).size === 1;
  return sessions.map(({ visit, session }) => ({
    value: visit,
    text: sessionText(session),
    checked: given.visits ? given.visits.includes(visit) : isOneVisit,
  }));
}

export function DeliverForm({ action, sessions, given, seen: { template } }: FormProps & { seen: Seen }) {
  const errors = errorsOf(given);
  return (
    <form method="post" action={action} id="deliver" novalidate>
      <h2 class="govuk-heading-m">Mark delivered</h2>
      <Checkboxes
        name="visits"
        idPrefix="visits"
        fieldset={{ legend: { text: 'Which sessions took place?' } }}
        hint={
          sessions.length > mostVisitsAtOnce
            ? { text: `Choose at most ${mostVisitsAtOnce} at a time, and the others after them.` }
            : undefined
        }
        items={choicesOf(sessions, given)}
        errorMessage={errorFor(errors, 'visits')}
      />
      <h3 class="govuk-heading-s">{template.title}</h3>
      <NoteFields template={template} typed={given.written ?? { sections: {}, actions: [] }} errors={errors} />
      <SendButtons moderated={template.moderated} before="Mark delivered" />
    </form>
  );
}
