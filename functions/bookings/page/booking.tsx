// A booking as its people see it: sessions with their state and funding, visit notes, and what the viewer may do with it.
import { type CivilDate, dateText, londonClock, londonDate, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import {
  type Element,
  History,
  InsetText,
  LinkLine,
  NotificationBanner,
  PageHeading,
  ScrollTable,
  SummaryList,
  type SummaryRow,
  Tag,
} from '../../../shared/ui/index.ts';
import { listText } from '../../../shared/ui/text.ts';
import { can } from '../../identity/rules.ts';
import { eventSeen } from '../actions/events/leaving.ts';
import { policyWords } from '../actions/quote.ts';
import type { Seen } from '../actions/read.ts';
import { firstVisit, whoComes } from '../rules/standing.ts';
import { isVisit, saidAmong } from '../rules/work.ts';
import { purchaseOrderPath } from '../schema/purchase-orders.ts';
import type { BookedSession, Booking, SessionState } from '../schema.ts';
import { doneText, WhatNext } from './booking-next.tsx';
import { chargeText, priceRows } from './booking-price.tsx';
import { CancelForm } from './cancel.tsx';
import { DeliverForm, errorsOf } from './changes.tsx';
import { EventShares } from './events/event-shares.tsx';
import { MoveForm } from './move.tsx';
import { NotTheirs } from './not-theirs.tsx';
import type { TypedNote } from './note-form.tsx';
import { VisitNotes } from './note-shown.tsx';
import { OrderLink } from './orders/order-link.tsx';
import { Corrections } from './reclassify.tsx';
import { AttendeesLink } from './training/attendees-shown.tsx';
import { WaiverForm } from './waive.tsx';

const colours: Record<SessionState, string> = { booked: 'govuk-tag--blue', delivered: 'govuk-tag--green', cancelled: 'govuk-tag--grey' };
export const stateTag = (state: SessionState) => <Tag text={state} classes={colours[state]} />;

/** The number, and where it is registered the way to what is left of it. */
function OrderNumber({ slug, booking: { purchaseOrder = '', purchaseOrderBy } }: { slug: string; booking: Booking }) {
  const number = <span class="daybook-typed">{purchaseOrder}</span>;
  if (!purchaseOrderBy) return number;
  return (
    <a
      class="govuk-link"
      href={`/${slug}/bookings/purchase-orders/${purchaseOrderPath({ organisation: purchaseOrderBy, number: purchaseOrder })}`}
    >
      {number}
    </a>
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
  /** The school that is to have their place. */
  giveTo?: string | undefined;
  reason?: string | undefined;
  visits?: readonly string[];
  /** What was typed to leave an event, or to decline what another asks that leaves it. */
  leaving?: { school?: string | undefined; leavingReason?: string | undefined; stayingReason?: string | undefined };
  /** What was typed to ask for a correction, or to answer one. */
  correction?: Readonly<Record<string, string | undefined>>;
};

/** Who has its school's place, from each day on which it is another: of several after a split none is billed unasked. */
const placeRows = (becoming: Seen['becoming'], today: CivilDate): SummaryRow[] =>
  [...new Set(becoming.map(({ on }) => on))].map((on) => {
    const names = becoming.filter((each) => each.on === on).map(({ name }) => name);
    const text =
      names.length === 1
        ? `${names[0]} ${on <= today ? 'has taken' : 'takes'} the school’s place. Sessions from then on are delivered to it, and it is asked before they are billed in another way than was quoted.`
        : `${listText(names)} ${on <= today ? 'have taken' : 'take'} the school’s place. Each session from then on is billed to whichever of them agrees to it, and to none before one has.`;
    return { key: { text: `From ${dateText(on)}` }, value: { text } };
  });

type SummaryProps = { slug: string; seen: Seen; today: CivilDate; policy: string };
/** Who delivers it, who booked it, what it costs and by which terms. */
function Summary({ slug, seen: { booking, becoming }, today, policy }: SummaryProps): Element {
  const comers = whoComes(booking);
  return (
    <SummaryList
      rows={[
        { key: { text: comers.length > 1 ? 'Officers' : 'Officer' }, value: { text: listText(comers) } },
        {
          key: { text: 'Booked' },
          value: { text: `${dateText(londonClock(Date.parse(booking.createdAt)).date)} by ${booking.bookedByName}` },
        },
        booking.approvedByName ? { key: { text: 'Approved' }, value: { text: `by ${booking.approvedByName}` } } : null,
        ...priceRows(booking, today),
        ...placeRows(becoming, today),
        booking.attendees ? { key: { text: 'Who takes part' }, value: { html: <AttendeesLink slug={slug} booking={booking} /> } } : null,
        booking.purchaseOrder ? { key: { text: 'Purchase order' }, value: { html: <OrderNumber slug={slug} booking={booking} /> } } : null,
        {
          key: { text: 'Terms' },
          value: {
            html: (
              <>
                {policy}: <span class="govuk-hint">{booking.serviceClause.reference}</span>
              </>
            ),
          },
        },
        { key: { text: 'Reference' }, value: { html: <code class="daybook-reference">{booking.id}</code> } },
      ]}
    />
  );
}

/** Every session with its state, what happened to it before, and its charge. */
const Sessions = ({ booking }: { booking: Booking }): Element => (
  <ScrollTable
    caption="Sessions"
    head={[{ text: 'When' }, { text: 'State' }, { text: 'Charge' }]}
    rows={[...booking.sessions]
      .sort((a, b) => (a.session < b.session ? -1 : 1))
      .map((session) => [
        { text: saidAmong(booking.sessions)(session) },
        {
          html: (
            <>
              {stateTag(session.state)}{' '}
              {session.swaps && (
                <span class="govuk-hint">Taken over from {session.swaps.map(({ fromName }) => fromName).join(', then from ')}</span>
              )}
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
);

type PartProps = { context: Context; seen: Seen; given: Given; open: readonly BookedSession[] };

/** The name of the school that looks and has left the event: it goes on without it. */
const leaverOf = ({ actor: { organisation } }: Context, { event }: Booking): string | undefined =>
  event?.shares.find(({ school, leftAt }) => school === organisation && leftAt !== undefined)?.schoolName;

/** Where else something of it is read or done. */
const Elsewhere = ({ context, seen: { booking, asksSchool }, given, open }: PartProps): Element => {
  const { slug } = context.council;
  const path = `/${slug}/bookings/${booking.id}`;
  return (
    <>
      {asksSchool && <LinkLine href={`${path}/evaluation`} text="Say what you thought of it" />}
      {open.length > 0 && !leaverOf(context, booking) && (
        <LinkLine href={`${path}/calendar`} text="Put the visits into your calendar" download />
      )}
      {can(context.actor, 'booking:reallocate') && open.some(isVisit) && <LinkLine href={`${path}/officers`} text="Change the officer" />}
      <EventShares context={context} booking={booking} seen={eventSeen(context, booking)} given={given} />
      <OrderLink context={context} order={booking.order} />
      {can(context.actor, 'outbox:read') && (
        <LinkLine href={`/${slug}/reports/messages?about=${booking.id}`} text="Messages about this booking" />
      )}
    </>
  );
};

/** What was delivered and is to be: its notes, what its officer marks, and what a late cancellation may be waived for. */
const Delivery = ({ context, seen, given, open }: PartProps): Element => {
  const { booking, notes, deliverable, candidates } = seen;
  const path = `/${context.council.slug}/bookings/${booking.id}`;
  return (
    <>
      <VisitNotes context={context} booking={booking} notes={notes} />
      {deliverable.length > 0 && <DeliverForm action={`${path}/deliveries`} sessions={deliverable} given={given} seen={seen} />}
      {open.filter((session) => isVisit(session) && session.officer === context.actor.officer).length > deliverable.length && (
        <p class="govuk-body">
          A session can be marked delivered once it has ended
          {open.some(({ work }) => work === 'report') && ', and with the report that is written of it once that has'}.
        </p>
      )}
      {candidates.length > 0 && <WaiverForm action={`${path}/waivers`} candidates={candidates} given={given} />}
    </>
  );
};

/** Moving and cancelling, and of what is not this viewer's to change, whose it is. */
function Changes({ context, seen, given }: Omit<PartProps, 'open'>): Element {
  const { booking, notTheirs, cancelling, offered, cancellable, movable } = seen;
  const path = `/${context.council.slug}/bookings/${booking.id}`;
  const byCouncil = context.actor.organisation === undefined;
  const visits = cancellable.filter(isVisit);
  return (
    <>
      <NotTheirs booking={booking} notTheirs={notTheirs} />
      {cancelling && movable.length > 0 && offered.length > 0 && (
        <MoveForm
          action={`${path}/moves`}
          sessions={movable}
          given={given}
          offered={offered}
          cancelling={cancelling}
          byCouncil={byCouncil}
        />
      )}
      {cancelling && visits.length > 0 && (
        <CancelForm
          action={`${path}/cancellations`}
          sessions={visits}
          work={cancellable.length > visits.length}
          given={given}
          seen={seen}
          cancelling={cancelling}
          byCouncil={byCouncil}
        />
      )}
    </>
  );
}

const backFrom = ({ actor, council: { slug } }: Context, { school }: Booking): string =>
  actor.officer ? `/${slug}/bookings/diary` : actor.organisation ? `/${slug}/bookings` : `/${slug}/bookings?school=${school}`;

/** Bookings of one service are told apart by when and where, also in a browser's tabs and history. */
function titleOf(booking: Booking): string {
  const first = firstVisit(booking);
  return [`Booking: ${booking.event?.title ?? booking.serviceTitle}`, first && sessionText(first), booking.schoolName]
    .filter(Boolean)
    .join(', ');
}

export async function bookingPage(context: Context, c: Web, seen: Seen, given: Given = {}): Promise<Response> {
  const { booking, history } = seen;
  const done = given.refusal ? undefined : doneText(booking, c.req.query('done'));
  const open = booking.sessions.filter(({ state }) => state === 'booked');
  const leaver = leaverOf(context, booking);
  const policy = await policyWords(context, booking.policy);
  return page(context, c, {
    title: titleOf(booking),
    refusal: given.refusal,
    errors: errorsOf(given),
    back: { href: backFrom(context, booking) },
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={booking.schoolName}>{booking.event?.title ?? booking.serviceTitle}</PageHeading>
        <Summary slug={context.council.slug} seen={seen} today={londonDate(context.now)} policy={policy} />
        <Sessions booking={booking} />
        <Elsewhere context={context} seen={seen} given={given} open={open} />
        {leaver && open.length > 0 && (
          <InsetText text={`${leaver} has left the event: what is still to come takes place without it, and is not charged to it.`} />
        )}
        {context.actor.organisation && open.length > 0 && !leaver && (
          <WhatNext context={context} booking={booking} mayChange={seen.cancellable.length > 0} />
        )}
        <Delivery context={context} seen={seen} given={given} open={open} />
        <Changes context={context} seen={seen} given={given} />
        <Corrections context={context} seen={seen} given={given} />
        <History entries={history} />
      </>
    ),
  });
}
