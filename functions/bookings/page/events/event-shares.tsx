// Who shares a booked event, as its booking's page tells it, and the forms of a school that leaves and of those whom that concerns.
import { sessionText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { formatPence } from '../../../../shared/money.ts';
import { faultsOf } from '../../../../shared/page.tsx';
import {
  Button,
  CharacterCount,
  type Element,
  errorFor,
  type FieldError,
  Money,
  PostButton,
  purseName,
  ScrollTable,
  Select,
} from '../../../../shared/ui/index.ts';
import type { EventSeen, Leaving } from '../../actions/events/leaving.ts';
import { sumFor } from '../../rules/events/shares.ts';
import type { Booking } from '../../schema.ts';
import type { Given } from '../booking.tsx';
import { splitText } from './event-forms.tsx';

const SharesTable = ({ event, sessions }: Pick<Booking, 'sessions'> & { event: NonNullable<Booking['event']> }): Element => (
  <ScrollTable
    caption={`Who shares ${event.title}, divided ${splitText[event.split]}`}
    head={[{ text: 'School' }, { text: 'Share before VAT', format: 'numeric' }, { text: 'VAT', format: 'numeric' }, { text: 'Paid by' }]}
    rows={event.shares.map(({ school, schoolName, payerName, purse, purchaseOrder, leftAt }) => {
      const sum = sumFor(
        school,
        sessions.filter(({ state }) => state !== 'cancelled'),
      );
      return [
        {
          html: (
            <>
              {schoolName}
              {leftAt && (
                <>
                  <br />
                  <span class="govuk-hint">{sum.netPence > 0 ? 'left; keeps its share of what had been delivered' : 'left'}</span>
                </>
              )}
            </>
          ),
        },
        { html: <Money pence={sum.netPence} />, format: 'numeric' as const },
        { html: <Money pence={sum.vatPence} />, format: 'numeric' as const },
        {
          html: (
            <>
              {payerName ?? schoolName}
              {purse && (
                <span class="govuk-hint daybook-inline-hint">
                  {' '}
                  {purseName(purse)}
                  {purchaseOrder && `, order ${purchaseOrder}`}
                </span>
              )}
            </>
          ),
        },
      ];
    })}
  />
);

const LeavingTable = ({ leaving }: { leaving: Leaving }): Element => (
  <>
    <h2 class="govuk-heading-m">{leaving.leaverName} asks to leave</h2>
    <p class="govuk-body daybook-typed">{leaving.reason}</p>
    <p class="govuk-body">
      What is still to come would be divided among the others. That happens once every school whose share rises has agreed; until then{' '}
      {leaving.leaverName} keeps its share.
      {leaving.before &&
        ` The next session is on ${sessionText(leaving.before)}: one that is delivered before all have agreed stays as it is.`}
    </p>
    <ScrollTable
      caption="Shares before VAT, now and then"
      head={[{ text: 'School' }, { text: 'Now', format: 'numeric' }, { text: 'Then', format: 'numeric' }, { text: 'Answer' }]}
      rows={leaving.rows.map(({ schoolName, now, anew, asked, agreed }) => [
        { text: schoolName },
        { html: <Money pence={now.netPence} />, format: 'numeric' as const },
        { html: <Money pence={anew.netPence} />, format: 'numeric' as const },
        { text: agreed ? 'agreed' : asked ? 'asked' : 'not asked' },
      ])}
    />
  </>
);

type Typed = { typed: Given['leaving']; errors: readonly FieldError[] | undefined };

/** The forms of a school whose share would rise. */
function AnswerLeaving({ base, leaving, typed, errors }: { base: string; leaving: Leaving } & Typed): Element {
  return (
    <>
      {leaving.answers.map(({ school, schoolName, agreed }) => {
        const row = leaving.rows.find((each) => each.school === school);
        return (
          <>
            <p class="govuk-body">
              {schoolName} would pay {formatPence(row?.anew.grossPence ?? 0)} in all in place of {formatPence(row?.now.grossPence ?? 0)}.
            </p>
            <PostButton action={`${base}/leaving/answer`} fields={{ school, agreed, answer: 'agree' }} text={`Agree for ${schoolName}`} />
            <form method="post" action={`${base}/leaving/answer`} novalidate>
              <input type="hidden" name="school" value={school} />
              <input type="hidden" name="answer" value="decline" />
              <CharacterCount
                id={`stayingReason-${school}`}
                name="stayingReason"
                maxlength={500}
                rows={2}
                label={{ text: `Or decline for ${schoolName}. Why?` }}
                value={typed?.school === school ? typed.stayingReason : undefined}
                errorMessage={errorFor(errors, `stayingReason-${school}`)}
              />
              <Button text="Decline" classes="govuk-button--secondary" preventDoubleClick />
            </form>
          </>
        );
      })}
      {leaving.mayWithdraw && (
        <PostButton
          action={`${base}/leaving/answer`}
          fields={{ answer: 'withdraw' }}
          classes="govuk-button--secondary"
          text="Withdraw: the school stays"
        />
      )}
    </>
  );
}

const LeaveForm = ({ base, schools, typed, errors }: { base: string; schools: EventSeen['mayLeave'] } & Typed): Element => (
  <form method="post" action={`${base}/leaving`} novalidate>
    <h2 class="govuk-heading-m">Leave the event</h2>
    <p class="govuk-body">
      The school’s share of what has been delivered stays as it is. Leaving costs no fee: the others are asked whether they take the rest
      over.
    </p>
    {schools.length === 1 && schools[0] ? (
      <input type="hidden" name="school" value={schools[0].school} />
    ) : (
      <Select
        id="leaver"
        name="school"
        label={{ text: 'Which school leaves?' }}
        items={schools.map(({ school, schoolName }) => ({ value: school, text: schoolName, selected: typed?.school === school }))}
        errorMessage={errorFor(errors, 'leaver')}
      />
    )}
    <CharacterCount
      id="leavingReason"
      name="leavingReason"
      maxlength={500}
      rows={2}
      label={{ text: 'Why? The other schools are told.' }}
      value={typed?.leavingReason}
      errorMessage={errorFor(errors, 'leavingReason')}
    />
    <Button text="Ask to leave" classes="govuk-button--secondary" preventDoubleClick />
  </form>
);

/** The shares of a booked event and what may be done about them; nothing for a booking of one school. */
export function EventShares({
  context,
  booking,
  seen,
  given: { leaving: typed, refusal },
}: {
  context: Context;
  booking: Booking;
  seen: EventSeen | undefined;
  given: Given;
}): Element | null {
  if (!booking.event || !seen) return null;
  const errors = typed && refusal && faultsOf(refusal);
  const base = `/${context.council.slug}/bookings/${booking.id}`;
  return (
    <section id="shares">
      <SharesTable event={booking.event} sessions={booking.sessions} />
      {seen.leaving && <LeavingTable leaving={seen.leaving} />}
      {seen.leaving && <AnswerLeaving base={base} leaving={seen.leaving} typed={typed} errors={errors} />}
      {seen.mayLeave.length > 0 && <LeaveForm base={base} schools={seen.mayLeave} typed={typed} errors={errors} />}
    </section>
  );
}
