// A booking as its people see it: sessions with their state and funding, visit notes, and what the viewer may do with it.
import { dateText, londonClock, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { halfDayPence } from '../../../shared/money.ts';
import { page } from '../../../shared/page.tsx';
import {
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
import type { BookedSession, Booking, SessionState } from '../schema.ts';
import { CancelForm, DeliverForm, errorsOf } from './changes.tsx';
import { billedRows, purseText } from './quote.tsx';
import { Corrections } from './reclassify.tsx';
import { standing } from './standing.ts';

const colours: Record<SessionState, string> = { booked: 'govuk-tag--blue', delivered: 'govuk-tag--green', cancelled: 'govuk-tag--grey' };
export const stateTag = (state: SessionState) => <Tag text={state} classes={colours[state]} />;

const chargeText = ({ funding, state }: BookedSession) =>
  state === 'cancelled' ? (
    'not charged'
  ) : funding.fund === 'traded' ? (
    <>
      <Money pence={halfDayPence(funding.perDayExVatPence)} />{' '}
      <span class="govuk-hint daybook-inline-hint">half a day{funding.budget && `, from the budget of ${funding.budget.holderName}`}</span>
    </>
  ) : (
    <>
      Free: {funding.fund === 'core' ? 'core service' : funding.title.toLowerCase()}
      {funding.fund === 'entitlement' && funding.holderName && <span class="govuk-hint daybook-inline-hint"> of {funding.holderName}</span>}
    </>
  );

/** What changed a price since it was booked: sessions that were cancelled, or recorded as the other kind. */
function whyChanged({ sessions }: Booking): string {
  const isCancelled = sessions.some(({ state, funding }) => state === 'cancelled' && funding.fund === 'traded');
  const isCorrected = sessions.some(({ before = [] }) => before.length > 0);
  return [...(isCancelled ? ['a cancellation'] : []), ...(isCorrected ? ['a correction'] : [])].join(' and ');
}

/** What it comes to as it stands, with VAT and in all, and what it was before sessions were cancelled or corrected. */
function priceRows(booking: Booking): SummaryRow[] {
  const { netPence, vatPence, grossPence } = standing(booking);
  if (booking.netPence === 0 && netPence === 0) return [{ key: { text: 'Price' }, value: { text: 'Nothing is charged' } }];
  const was = netPence !== booking.netPence && (
    <span class="govuk-hint">
      (was <Money pence={booking.netPence} /> before {whyChanged(booking)})
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
  if (done === 'asked' && sessions.some(({ asked }) => asked)) return 'The correction waits for a second person. Nothing has changed yet.';
  if (done === 'answered') return 'The correction is answered.';
  if (done === 'cancelled' && is('cancelled'))
    return sessions.some(({ lapsed }) => lapsed)
      ? 'Cancelled, and nothing is charged. What granted some of the free days has ended: those have lapsed, and cannot be booked again.'
      : 'Cancelled, and nothing is charged. The sessions can be booked again.';
  return undefined;
}

/** What cancelling costs, truly: nothing here, also where the policy has terms for it. */
const cancellingText = (termsOf: string | undefined): string =>
  termsOf
    ? `Cancelling here costs nothing: the policy (${termsOf}) has terms for cancelling late, and Daybook does not charge by them yet.`
    : 'Cancelling costs nothing.';

/** What a school may expect after booking, and whom to ask for a change. */
function WhatNext({ context, booking, termsOf }: { context: Context; booking: Booking; termsOf: string | undefined }) {
  const { name, email, telephone } = context.council;
  const { netPence, freeHalfDays } = standing(booking);
  return (
    <>
      <h2 class="govuk-heading-m">What happens next</h2>
      <ul class="govuk-list govuk-list--bullet">
        <li>{booking.officerName} visits on the dates above, and writes a visit note that you can read here.</li>
        {netPence > 0 && (
          <li>
            {booking.team
              ? `${booking.team.name} pays from its budget. Nothing is charged to ${booking.schoolName}.`
              : isRecharged(booking)
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
          , telephone {telephone}. {cancellingText(termsOf)}
        </li>
      </ul>
    </>
  );
}

export type Given = {
  refusal?: Refusal | undefined;
  note?: string | undefined;
  reason?: string | undefined;
  visits?: readonly string[];
  /** What was typed to ask for a correction, or to answer one. */
  correction?: Readonly<Record<string, string | undefined>>;
};

export async function bookingPage(context: Context, c: Web, seen: Seen, given: Given = {}): Promise<Response> {
  const { booking, notes, deliverable, history } = seen;
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
                  {session.before && session.before.length > 0 && (
                    <span class="govuk-hint">
                      Recorded as {session.before.at(-1)?.funding.fund === 'traded' ? 'charged' : 'free'} before, and corrected
                    </span>
                  )}
                </>
              ),
            },
            { html: chargeText(session) },
          ])}
        />
        {context.actor.organisation && open.length > 0 && <WhatNext context={context} booking={booking} termsOf={seen.termsOf} />}
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
          <CancelForm action={`/${slug}/bookings/${booking.id}/cancellations`} sessions={open} given={given} seen={seen} />
        )}
        <Corrections context={context} seen={seen} given={given} />
        <History entries={history} />
      </>
    ),
  });
}
