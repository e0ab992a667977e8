// Moving a session on a page: to where its officer is free, at no other price.
import { sessionText } from '../../../shared/calendar.ts';
import { Button, type Element, errorFor, Select } from '../../../shared/ui/index.ts';
import { workingDaysText } from '../../../shared/ui/text.ts';
import type { Offered } from '../actions/changing.ts';
import { waiverOf } from '../rules/ladder.ts';
import { sessionSaid } from '../rules/work.ts';
import type { BookedSession } from '../schema.ts';
import type { Given } from './booking.tsx';
import { type Cancelling, WishRadios } from './cancel.tsx';
import { errorsOf } from './changes.tsx';

type Props = {
  action: string;
  sessions: readonly BookedSession[];
  given: Given;
  offered: readonly Offered[];
  cancelling: Cancelling;
  byCouncil: boolean;
};

const choose = { value: '', text: 'Choose' };

/** A session to another date of its officer. Where it would cost anything to cancel today, it may be moved only as far as it could be rebooked without a fee. */
export function MoveForm({ action, sessions, given, offered, cancelling: { terms, ladder }, byCouncil }: Props): Element {
  const { moving } = given;
  const errors = moving ? errorsOf(given)?.map(({ field, text }) => ({ field: field === 'at' ? 'move-at' : field, text })) : undefined;
  const rebooked = waiverOf(ladder, 'rebooked');
  const isLate = terms.some(({ feePence, halfDay }) => feePence !== undefined || halfDay === 'consumed');
  const named = ({ officerName }: { officerName: string }) => (offered.length > 1 ? `, ${officerName}` : '');
  return (
    <form method="post" action={action} id="move" novalidate>
      <h2 class="govuk-heading-m">Move a session</h2>
      <p class="govuk-body">
        It stays with {offered.length > 1 ? 'its' : 'the'} officer and costs what it costs now. Notice to cancel it is counted from its new
        date.{' '}
        {isLate &&
          rebooked &&
          `With too little notice it is moved by up to ${workingDaysText(rebooked.withinWorkingDays)}, and cancelling it afterwards costs what it costs today${rebooked.oneMore ? '; it is not moved so while another visit of the service could be given up for nothing' : ''}.`}
      </p>
      <Select
        name="visit"
        label={{ text: 'Which session?' }}
        items={[
          choose,
          ...sessions.map((session) => ({
            value: session.visit,
            text: `${sessionSaid(session)}${named(session)}`,
            selected: moving?.visit === session.visit,
          })),
        ]}
        errorMessage={errorFor(errors, 'visit')}
      />
      <Select
        name="to"
        label={{ text: 'To when?' }}
        hint={{
          text: offered.length > 1 ? 'When each officer is free: choose one of the same officer' : 'When the officer is free',
        }}
        items={[
          choose,
          ...offered.flatMap((of) =>
            of.sessions.map((session) => ({
              value: session,
              text: `${sessionText(session)}${named(of)}`,
              selected: moving?.to === session,
            })),
          ),
        ]}
        errorMessage={errorFor(errors, 'to')}
      />
      {byCouncil && ladder.rungs.length > 0 && (
        <WishRadios id="move-at" at={moving ? given.at : undefined} errors={errors} hint="It is moved whatever notice is left." />
      )}
      <Button text="Move it" classes="govuk-button--secondary" preventDoubleClick />
    </form>
  );
}
