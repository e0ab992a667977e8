// The forms that change a booking: sessions marked delivered with a visit note, and sessions cancelled, with what cancelling does said truly.
import { sessionText } from '../../../shared/calendar.ts';
import { faultsOf } from '../../../shared/page.tsx';
import { Button, CharacterCount, Checkboxes, errorFor, InsetText } from '../../../shared/ui/index.ts';
import type { Seen } from '../actions/read.ts';
import { type BookedSession, mostVisitsAtOnce } from '../schema.ts';
import type { Given } from './booking.tsx';
import { correctionInput } from './reclassify.tsx';

/** A fault of one session among several is told of them all: that is where its input is. */
export const errorsOf = ({ refusal, correction }: Given) =>
  refusal &&
  faultsOf(refusal).map(({ field, text }) => ({
    field: correction ? correctionInput(field, correction.request) : field.replace(/\..*/, ''),
    text,
  }));

type FormProps = { action: string; sessions: readonly BookedSession[]; given: Given };

const choicesOf = (sessions: readonly BookedSession[], given: Given, all: boolean) =>
  sessions.map(({ visit, session }, i) => ({
    value: visit,
    text: sessionText(session),
    checked: given.visits ? given.visits.includes(visit) : all && i < mostVisitsAtOnce,
  }));

export function DeliverForm({ action, sessions, given }: FormProps) {
  const errors = errorsOf(given);
  return (
    <form method="post" action={action} id="deliver" novalidate>
      <h2 class="govuk-heading-m">Mark delivered</h2>
      <Checkboxes
        name="visits"
        idPrefix="visits"
        fieldset={{ legend: { text: 'Which sessions took place?' } }}
        items={choicesOf(sessions, given, true)}
        errorMessage={errorFor(errors, 'visits')}
      />
      <CharacterCount
        id="note"
        name="note"
        maxlength={4000}
        label={{ text: 'Visit note' }}
        hint={{ text: 'What was done and agreed. The school can read it.' }}
        value={given.note}
        errorMessage={errorFor(errors, 'note')}
      />
      <Button text="Mark delivered" preventDoubleClick />
    </form>
  );
}

export function CancelForm({ action, sessions, given, seen: { lapsing, overdrawn, termsOf } }: FormProps & { seen: Seen }) {
  const errors = errorsOf(given);
  return (
    <form method="post" action={action} id="cancel" novalidate>
      <h2 class="govuk-heading-m">Cancel sessions</h2>
      <p class="govuk-body">
        {termsOf
          ? `Nothing is charged: the policy (${termsOf}) has terms for cancelling late, and Daybook does not charge by them yet.`
          : 'Nothing is charged.'}{' '}
        The officer is available again then.{' '}
        {lapsing.length < sessions.length &&
          (overdrawn
            ? 'Free days go back to the account they came from. More of them is booked or used than is due by now, so that what comes back makes good for that first.'
            : 'Free days go back to the account they came from, to be booked again.')}
      </p>
      {lapsing.length > 0 && (
        <InsetText>
          What granted the free days of {lapsing.length === 1 ? 'this session' : 'these sessions'} has ended, so they lapse and cannot be
          booked again:{' '}
          {sessions
            .filter(({ visit }) => lapsing.includes(visit))
            .map(({ session }) => sessionText(session))
            .join('; ')}
          .
        </InsetText>
      )}
      <Checkboxes
        name="visits"
        idPrefix="visits"
        fieldset={{ legend: { text: 'Which sessions?' } }}
        items={choicesOf(sessions, given, false)}
        errorMessage={errorFor(errors, 'visits')}
      />
      <CharacterCount
        id="reason"
        name="reason"
        maxlength={500}
        rows={3}
        label={{ text: 'Reason' }}
        value={given.reason}
        errorMessage={errorFor(errors, 'reason')}
      />
      <Button text="Cancel the sessions" classes="govuk-button--warning" preventDoubleClick />
    </form>
  );
}
