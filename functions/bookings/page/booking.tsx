// A booking as its people see it: sessions with their state and funding, visit notes, and what the viewer may do with it.
import { dateOf, dateText, halfOf, londonClock, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import {
  Button,
  CharacterCount,
  Checkboxes,
  errorFor,
  Money,
  NotificationBanner,
  PageHeading,
  ScrollTable,
  SummaryList,
  Tag,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { usualSessionTimes } from '../../officers/schema.ts';
import { type BookedSession, type Booking, mostVisitsAtOnce, type SessionState, type VisitNote } from '../schema.ts';
import { purseText } from './quote.tsx';

const colours: Record<SessionState, string> = { booked: 'govuk-tag--blue', delivered: 'govuk-tag--green', cancelled: 'govuk-tag--grey' };
export const stateTag = (state: SessionState) => <Tag text={state} classes={colours[state]} />;

const fundingText = ({ funding }: BookedSession) =>
  funding.fund === 'traded' ? (
    <>
      <Money pence={funding.perDayExVatPence / 2} /> <span class="govuk-hint daybook-inline-hint">half a day</span>
    </>
  ) : (
    <>Free: {funding.fund === 'core' ? 'core service' : funding.title.toLowerCase()}</>
  );

/** Sessions whose end has come in London, so that they can be marked delivered. */
export const ended = (context: Context, { session }: { session: BookedSession['session'] }) => {
  const clock = londonClock(context.now);
  return dateOf(session) < clock.date || (dateOf(session) === clock.date && clock.time >= usualSessionTimes[halfOf(session)].to);
};

type Given = { refusal?: Refusal | undefined; note?: string | undefined; reason?: string | undefined; visits?: readonly string[] };

export async function bookingPage(
  context: Context,
  c: Web,
  { booking, notes }: { booking: Booking; notes: VisitNote[] },
  given: Given = {},
): Promise<Response> {
  const done = c.req.query('done');
  const open = booking.sessions.filter(({ state }) => state === 'booked');
  const deliverable = context.actor.officer === booking.officer ? open.filter((session) => ended(context, session)) : [];
  const slug = context.council.slug;
  return page(context, c, {
    title: `Booking: ${booking.serviceTitle}`,
    refusal: given.refusal,
    back: {
      href: context.actor.officer
        ? `/${slug}/bookings/diary`
        : context.actor.organisation
          ? `/${slug}/bookings`
          : `/${slug}/bookings?school=${booking.school}`,
    },
    children: (
      <>
        {done === 'confirmed' && <NotificationBanner type="success" text="Your booking is confirmed." />}
        {done === 'delivered' && <NotificationBanner type="success" text="Marked delivered. The visit note is saved." />}
        {done === 'cancelled' && <NotificationBanner type="success" text="Cancelled without fee. The sessions are free again." />}
        <PageHeading caption={booking.schoolName}>{booking.serviceTitle}</PageHeading>
        <SummaryList
          rows={[
            { key: { text: 'Officer' }, value: { text: booking.officerName } },
            {
              key: { text: 'Booked' },
              value: { text: `${dateText(londonClock(Date.parse(booking.createdAt)).date)} by ${booking.bookedByName}` },
            },
            booking.netPence > 0 && {
              key: { text: 'Price' },
              value: {
                html: (
                  <>
                    <Money pence={booking.netPence} />
                    {booking.vatPence > 0 && (
                      <>
                        {' '}
                        + VAT <Money pence={booking.vatPence} />
                      </>
                    )}
                    , from {purseText(booking.purse)}
                  </>
                ),
              },
            },
            booking.purchaseOrder ? { key: { text: 'Purchase order' }, value: { text: booking.purchaseOrder } } : null,
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
                  {session.reason && (
                    <>
                      <br />
                      <span class="govuk-hint">{session.reason}</span>
                    </>
                  )}
                </>
              ),
            },
            { html: fundingText(session) },
          ])}
        />
        {notes.length > 0 && <h2 class="govuk-heading-m">Visit notes</h2>}
        {notes.map((note) => (
          <section class="daybook-note" aria-label={`Visit note of ${note.byName}`}>
            <p class="govuk-body daybook-note__text">{note.note}</p>
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
      </>
    ),
  });
}

type FormProps = { action: string; sessions: readonly BookedSession[]; given: Given };

const choicesOf = (sessions: readonly BookedSession[], given: Given, all: boolean) =>
  sessions.map(({ visit, session }, i) => ({
    value: visit,
    text: sessionText(session),
    checked: given.visits ? given.visits.includes(visit) : all && i < mostVisitsAtOnce,
  }));

function DeliverForm({ action, sessions, given }: FormProps) {
  const errors = given.refusal ? faultsOf(given.refusal) : undefined;
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
  const errors = given.refusal ? faultsOf(given.refusal) : undefined;
  return (
    <form method="post" action={action} id="cancel" novalidate>
      <h2 class="govuk-heading-m">Cancel sessions</h2>
      <p class="govuk-body">Without fee. Free days go back to the school’s account, and the officer’s time is free again.</p>
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
