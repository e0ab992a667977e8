// A booking as its people see it: sessions with their state and funding, visit notes, and what the viewer may do with it.
import { dateText, londonClock, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { formatPence, halfDayPence } from '../../../shared/money.ts';
import { page } from '../../../shared/page.tsx';
import {
  type Element,
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
import { isHeld } from '../rules/charges.ts';
import type { BookedSession, Booking, SessionState } from '../schema.ts';
import { CancelForm } from './cancel.tsx';
import { DeliverForm, errorsOf } from './changes.tsx';
import { MoveForm } from './move.tsx';
import type { TypedNote } from './note-form.tsx';
import { VisitNotes } from './note-shown.tsx';
import { billedRows, purseText } from './quote.tsx';
import { Corrections } from './reclassify.tsx';
import { standing } from './standing.ts';
import { WaiverForm } from './waive.tsx';

const colours: Record<SessionState, string> = { booked: 'govuk-tag--blue', delivered: 'govuk-tag--green', cancelled: 'govuk-tag--grey' };
export const stateTag = (state: SessionState) => <Tag text={state} classes={colours[state]} />;

const waivedTexts = {
  rebooked: 'as it was booked again and took place',
  substitute: 'as another school took the session',
  'ofsted-call': 'as Ofsted had called',
} as const;

/** What a session that is cancelled has cost, and what has made it cost nothing after all. */
function cancelledText({ late }: BookedSession): Element | string {
  if (!late || (late.feePence === undefined && !late.consumed)) return 'not charged';
  const what = late.feePence === undefined ? 'its free half-day counts as used' : `${formatPence(late.feePence)} for a late cancellation`;
  return late.waived ? `${what}: waived, ${waivedTexts[late.waived.kind]}` : what;
}

const chargeText = (session: BookedSession) => {
  const { funding, state } = session;
  return state === 'cancelled' ? (
    cancelledText(session)
  ) : funding.fund === 'traded' ? (
    <>
      <Money pence={halfDayPence(funding.perDayExVatPence)} />{' '}
      <span class="govuk-hint daybook-inline-hint">half a day{funding.budget && `, from the budget of ${funding.budget.holderName}`}</span>
      {isHeld(session) && <span class="govuk-hint">billed once its note is shared</span>}
    </>
  ) : (
    <>
      Free: {funding.fund === 'core' ? 'core service' : funding.title.toLowerCase()}
      {funding.fund === 'entitlement' && funding.holderName && <span class="govuk-hint daybook-inline-hint"> of {funding.holderName}</span>}
    </>
  );
};

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
    ...feeRows(booking),
    ...billedRows(booking, isRecharged(booking)),
  ];
}

/** What cancelling late has cost and nothing has waived, beside the price of what is left. */
function feeRows({ sessions }: Booking): SummaryRow[] {
  const owed = sessions.flatMap(({ late }) => (late?.feePence !== undefined && !late.waived ? [late] : []));
  const due = owed
    .flatMap(({ dueOn }) => dueOn ?? [])
    .sort()
    .at(-1);
  if (owed.length === 0) return [];
  const pence = owed.reduce((sum, { feePence = 0 }) => sum + feePence, 0);
  return [
    {
      key: { text: 'Late cancellations' },
      value: {
        html: (
          <>
            <Money pence={pence} /> before VAT{due && `, billed from ${dateText(due)} on unless it is waived before`}
          </>
        ),
      },
    },
  ];
}

const isRecharged = ({ sessions }: Booking) =>
  sessions.some(({ funding }) => funding.fund === 'traded' && funding.treatment.rail === 'journal');

function cancelledDone(sessions: readonly BookedSession[]): string {
  const owed = sessions.some(({ late }) => late?.feePence !== undefined && !late.waived);
  const fee = owed ? 'Cancelled. The fee for too little notice stands beside each session.' : 'Cancelled, and nothing is charged.';
  return sessions.some(({ lapsed }) => lapsed)
    ? `${fee} What granted some of the free days has ended: those have lapsed, and cannot be booked again.`
    : `${fee} The sessions can be booked again.`;
}

/** Says only what the booking itself confirms, so that a typed address cannot claim a change that was not made. */
function doneText({ sessions }: Booking, done: string | undefined): string | undefined {
  const is = (state: SessionState) => sessions.some((session) => session.state === state);
  if (done === 'confirmed' && is('booked')) return 'Your booking is confirmed.';
  if (done === 'delivered' && is('delivered'))
    return sessions.some(({ state, signedOffAt }) => state === 'delivered' && !signedOffAt)
      ? 'Marked delivered. The note of the visit is saved; what is paid for is billed once it is shared.'
      : 'Marked delivered. The note of the visit is shared with the school.';
  if (done === 'asked' && sessions.some(({ asked }) => asked)) return 'The correction waits for a second person. Nothing has changed yet.';
  if (done === 'moved' && sessions.some(({ moves }) => moves)) return 'Moved. Whoever booked and the officer are told of the new date.';
  if (done === 'waived' && sessions.some(({ late }) => late?.waived)) return 'It costs nothing any more.';
  if (done === 'answered') return 'The correction is answered.';
  if (done === 'marked' && is('delivered')) return 'The action is marked.';
  if (done === 'cancelled' && is('cancelled')) return cancelledDone(sessions);
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
          To change the officer, contact {name} before the visit:{' '}
          <a class="govuk-link daybook-typed" href={`mailto:${email}`}>
            {email}
          </a>
          , telephone {telephone}. You move or cancel a session below, and see what cancelling costs before you do.
        </li>
      </ul>
    </>
  );
}

export type Given = {
  refusal?: Refusal | undefined;
  /** What was typed as a note. */
  written?: TypedNote;
  /** A session that is to be moved, and to when. */
  moving?: { visit: string; to: string };
  /** At whose wish sessions are cancelled. */
  at?: string | undefined;
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
            booking.approvedByName ? { key: { text: 'Approved' }, value: { text: `by ${booking.approvedByName}` } } : null,
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
          rows={[...booking.sessions]
            .sort((a, b) => (a.session < b.session ? -1 : 1))
            .map((session) => [
              { text: sessionText(session.session) },
              {
                html: (
                  <>
                    {stateTag(session.state)}{' '}
                    {session.moves && (
                      <span class="govuk-hint">Moved from {session.moves.map(({ from }) => sessionText(from)).join(', then ')}</span>
                    )}
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
        {open.length > 0 && (
          <p class="govuk-body">
            <a class="govuk-link" href={`/${slug}/bookings/${booking.id}/calendar`} download>
              Put the visits into your calendar
            </a>
          </p>
        )}
        {can(context.actor, 'outbox:read') && (
          <p class="govuk-body">
            <a class="govuk-link" href={`/${slug}/reports/messages?about=${booking.id}`}>
              Messages about this booking
            </a>
          </p>
        )}
        {context.actor.organisation && open.length > 0 && <WhatNext context={context} booking={booking} />}
        <VisitNotes context={context} booking={booking} notes={notes} />
        {deliverable.length > 0 && (
          <DeliverForm action={`/${slug}/bookings/${booking.id}/deliveries`} sessions={deliverable} given={given} seen={seen} />
        )}
        {context.actor.officer === booking.officer && open.length > deliverable.length && (
          <p class="govuk-body">A session can be marked delivered once it has ended.</p>
        )}
        {seen.candidates.length > 0 && (
          <WaiverForm action={`/${slug}/bookings/${booking.id}/waivers`} candidates={seen.candidates} given={given} />
        )}
        {seen.cancelling && open.length > 0 && seen.offered.length > 0 && (
          <MoveForm
            action={`/${slug}/bookings/${booking.id}/moves`}
            sessions={open}
            given={given}
            offered={seen.offered}
            cancelling={seen.cancelling}
            byCouncil={context.actor.organisation === undefined}
          />
        )}
        {seen.cancelling && open.length > 0 && (
          <CancelForm
            action={`/${slug}/bookings/${booking.id}/cancellations`}
            sessions={open}
            given={given}
            seen={seen}
            cancelling={seen.cancelling}
            byCouncil={context.actor.organisation === undefined}
          />
        )}
        <Corrections context={context} seen={seen} given={given} />
        <History entries={history} />
      </>
    ),
  });
}
