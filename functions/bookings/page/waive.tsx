// Waiving on a page what a late cancellation cost, for the visit that has taken its place.
import { sessionText } from '../../../shared/calendar.ts';
import { Button, type Element, errorFor, Radios } from '../../../shared/ui/index.ts';
import type { Candidate } from '../actions/cancellations.ts';
import type { Given } from './booking.tsx';
import { errorsOf } from './changes.tsx';

/** What may be waived of late cancellations, for whoever may: each visit that has taken the place of one. */
export function WaiverForm({ action, candidates, given }: { action: string; candidates: readonly Candidate[]; given: Given }): Element {
  return (
    <form method="post" action={action} id="waive" novalidate>
      <h2 class="govuk-heading-m">Waive what a late cancellation cost</h2>
      <Radios
        name="waiver"
        idPrefix="waiver"
        fieldset={{ legend: { text: 'What has taken its place?' } }}
        hint={{ text: 'A visit that was booked again and has taken place, or another school’s visit in the same session.' }}
        items={candidates.map(({ visit, kind, session, instead }) => ({
          value: [visit, kind, instead.booking, instead.visit].join(' '),
          text: `For ${sessionText(session)}: ${kind === 'rebooked' ? 'the visit of' : `${instead.schoolName}, on`} ${sessionText(instead.session)}`,
        }))}
        errorMessage={errorFor(errorsOf(given), 'waiver')}
      />
      <Button text="Waive it" preventDoubleClick />
    </form>
  );
}
