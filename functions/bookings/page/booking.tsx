// A booking as its people see it: sessions with their state and funding, visit notes, and what the viewer may do with it.
import { dateText, londonClock, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { halfDayPence } from '../../../shared/money.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import {
  Button,
  CharacterCount,
  Checkboxes,
  errorFor,
  History,
  Money,
  NotificationBanner,
  PageHeading,
  ScrollTable,
  SummaryList,
  type SummaryRow,
  Tag,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { Seen } from '../actions/read.ts';
import { type BookedSession, type Booking, mostVisitsAtOnce, type SessionState } from '../schema.ts';
import { billedRows, purseText } from './quote.tsx';
import { standing } from './standing.ts';

const colours: Record<SessionState, string> = { booked: 'govuk-tag--blue', delivered: 'govuk-tag--green', cancelled: 'govuk-tag--grey' };
export const stateTag = (state: SessionState) => <Tag text={state} classes={colours[state]} />;

const chargeText = ({ funding, state }: BookedSession) =>
  state === 'cancelled' ? (
    'not charged'
  ) : funding.fund === 'traded' ? (
    <>
      <Money pence={halfDayPence(funding.perDayExVatPence)} /> <span class="govuk-hint daybook-inline-hint">half a day</span>
    </>
  ) : (
    <>Free: {funding.fund === 'core' ? 'core service' : funding.title.toLowerCase()}</>
  );

/** What it comes to as it stands, with VAT and in all, and what it was before sessions were cancelled. */
function priceRows(booking: Booking): SummaryRow[] {
  if (booking.netPence === 0) return [{ key: { text: 'Price' }, value: { text: 'Nothing is charged' } }];
  const { netPence, vatPence, grossPence } = standing(booking);
  const was = netPence < booking.netPence && (
    <span class="govuk-hint">
      (was <Money pence={booking.netPence} /> before a cancellation)
    </span>
  );
  return [
    {
      key: { text: 'Price' },
      value: {
        html: (
          <>
            <Money pence={netPence} />
            {netPence > 0 && `, from ${purseText(booking)}`} {was}
          </>
        ),
      },
    },
    { key: { text: 'VAT' }, value: { html: isRecharged(booking) ? 'none: a recharge within the council' : <Money pence={vatPence} /> } },
    { key: { text: 'Total' }, value: { html: <Money pence={grossPence} /> } },
    ...billedRows(booking, isRecharged(booking)),
  ];
}

const isRecharged = ({ sessions }: Booking) =>
  sessions.some(({ funding }) => funding.fund === 'traded' && funding.treatment.rail === 'journal');

/** Says only what the booking itself confirms, so that a typed address cannot claim a change that was not made. */
function doneText({ sessions }: Booking, done: string | undefined): string | undefined {
  const is = (state: SessionState) => sessions.some((session) => session.state === state);
  if (done === 'confirmed' && is('booked')) return 'Your booking is confirmed.';
  if (done === 'delivered' && is('delivered')) return 'Marked delivered. The visit note is saved.';
  if (done === 'cancelled' && is('cancelled')) return 'Cancelled without fee. The sessions can be booked again.';
  return undefined;
}

/** What a school may expect after booking, and whom to ask for a change. */
function WhatNext({ context, booking }: { context: Context; booking: Booking }) {
  const { name, email, telephone } = context.council;
  const { netPence, freeHalfDays } = standing(booking);
  return (
    <>
      <h2 class="govuk-heading-m">What happens next</h2>
      <ul class="govuk-list govuk-list--bullet">
        <li>{booking.officerName} visits on the dates above, and writes a visit note that you can read here.</li>
        {netPence > 0 && (
          <li>
            {isRecharged(booking)
              ? 'Each visit that is paid for is recharged within the council after it has taken place.'
              : `Each visit that is paid for is invoiced to ${booking.payerName ?? booking.schoolName} after it has taken place.`}
          </li>
        )}
        {netPence === 0 && <li>Nothing is charged.</li>}
        {netPence > 0 && freeHalfDays > 0 && <li>Free days appear on no invoice or recharge.</li>}
        <li>
          To change or cancel, contact {name} before the visit:{' '}
          <a class="govuk-link daybook-typed" href={`mailto:${email}`}>
            {email}
          </a>
          , telephone {telephone}. Cancelling costs nothing.
        </li>
      </ul>
    </>
  );
}

type Given = { refusal?: Refusal | undefined; note?: string | undefined; reason?: string | undefined; visits?: readonly string[] };

export async function bookingPage(
  context: Context,
  c: Web,
  { booking, notes, deliverable, history }: Seen,
  given: Given = {},
): Promise<Response> {
  const done = given.refusal ? undefined : doneText(booking, c.req.query('done'));
  const open = booking.sessions.filter(({ state }) => state === 'booked');
  const slug = context.council.slug;
  return page(context, c, {
    title: `Booking: ${booking.serviceTitle}`,
    refusal: given.refusal,
    errors: errorsOf(given),
    back: {
      href: context.actor.officer
        ? `/${slug}/bookings/diary`
        : context.actor.organisation
          ? `/${slug}/bookings`
          : `/${slug}/bookings?school=${booking.school}`,
    },
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={booking.schoolName}>{booking.serviceTitle}</PageHeading>
        <SummaryList
          rows={[
            { key: { text: 'Officer' }, value: { text: booking.officerName } },
            {
              key: { text: 'Booked' },
              value: { text: `${dateText(londonClock(Date.parse(booking.createdAt)).date)} by ${booking.bookedByName}` },
            },
            ...priceRows(booking),
            booking.purchaseOrder
              ? { key: { text: 'Purchase order' }, value: { html: <span class="daybook-typed">{booking.purchaseOrder}</span> } }
              : null,
            {
              key: { text: 'Policy' },
              value: {
                html: (
                  <>
                    {booking.policy} <span class="govuk-hint">{booking.serviceClause.reference}</span>
                  </>
                ),
              },
            },
            { key: { text: 'Reference' }, value: { html: <code class="daybook-reference">{booking.id}</code> } },
          ]}
        />
        <ScrollTable
          caption="Sessions"
          head={[{ text: 'When' }, { text: 'State' }, { text: 'Charge' }]}
          rows={booking.sessions.map((session) => [
            { text: sessionText(session.session) },
            {
              html: (
                <>
                  {stateTag(session.state)}
                  {session.reason && <span class="govuk-hint daybook-typed">{session.reason}</span>}
                </>
              ),
            },
            { html: chargeText(session) },
          ])}
        />
        {context.actor.organisation && open.length > 0 && <WhatNext context={context} booking={booking} />}
        {notes.length > 0 && <h2 class="govuk-heading-m">Visit notes</h2>}
        {notes.map((note) => (
          <section class="daybook-note" aria-label={`Visit note of ${note.byName}`}>
            <p class="govuk-body daybook-note__text daybook-typed">{note.note}</p>
            <p class="govuk-hint">
              {note.byName}, for {note.sessions.map(sessionText).join('; ')}
            </p>
          </section>
        ))}
        {deliverable.length > 0 && (
          <DeliverForm action={`/${slug}/bookings/${booking.id}/deliveries`} sessions={deliverable} given={given} />
        )}
        {context.actor.officer === booking.officer && open.length > deliverable.length && (
          <p class="govuk-body">A session can be marked delivered once it has ended.</p>
        )}
        {can(context.actor, 'booking:cancel') && open.length > 0 && (
          <CancelForm action={`/${slug}/bookings/${booking.id}/cancellations`} sessions={open} given={given} />
        )}
        <History entries={history} />
      </>
    ),
  });
}

/** A fault of one session among several is told of them all: that is where its input is. */
const errorsOf = ({ refusal }: Given) =>
  refusal && faultsOf(refusal).map(({ field, text }) => ({ field: field.replace(/\..*/, ''), text }));

type FormProps = { action: string; sessions: readonly BookedSession[]; given: Given };

const choicesOf = (sessions: readonly BookedSession[], given: Given, all: boolean) =>
  sessions.map(({ visit, session }, i) => ({
    value: visit,
    text: sessionText(session),
    checked: given.visits ? given.visits.includes(visit) : all && i < mostVisitsAtOnce,
  }));

function DeliverForm({ action, sessions, given }: FormProps) {
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

function CancelForm({ action, sessions, given }: FormProps) {
  const errors = errorsOf(given);
  return (
    <form method="post" action={action} id="cancel" novalidate>
      <h2 class="govuk-heading-m">Cancel sessions</h2>
      <p class="govuk-body">Without fee. Free days go back to the school’s account, and the officer is available again then.</p>
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
