// The lists of bookings: a school's own, newest first, and for the council what is coming at every school.
import { addDays, londonDate, parseDate, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { refuse } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { organisationIdSchema, prefixOf } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { Button, halfDaysText, LinkLine, Money, MoreLink, PageHeading, ScrollTable, Tag, WholeList } from '../../../shared/ui/index.ts';
import { listText } from '../../../shared/ui/text.ts';
import { can } from '../../identity/rules.ts';
import { isBookedFor } from '../../schools/rules/buyers.ts';
import { listBookings, readComingVisits } from '../actions/read.ts';
import { hasLeft, sessionsOf, sumFor } from '../rules/events/shares.ts';
import { firstVisit, standing, whoComes } from '../rules/standing.ts';
import type { Booking } from '../schema.ts';
import { stateTag } from './booking.tsx';
import { UrnInput } from './of-whom.tsx';

/** A price, and the team that pays it in the school's place. */
const Price = ({ pence, team }: { pence: number; team: Booking['team'] }) => (
  <>
    <Money pence={pence} />
    {team && <span class="govuk-hint daybook-inline-hint"> paid by {team.name}</span>}
  </>
);

const firstOf = (booking: Booking): string => {
  const first = firstVisit(booking);
  return first ? sessionText(first) : '';
};

/** What costs nothing is free, or a package has paid for it. */
function unpricedText(kept: Booking['sessions']): string {
  const prepaid = kept.filter(({ funding }) => funding.fund === 'package').length;
  return prepaid === 0 ? 'free' : prepaid === kept.length ? 'paid for' : 'free or paid for';
}

const bookingRow = (slug: string, booking: Booking, school: string) => {
  const own = sessionsOf(booking, school);
  const { halfDays, netPence: whole } = standing({ sessions: own });
  const shares = booking.event?.shares.some((share) => share.school === school);
  const kept = own.filter(({ state }) => state !== 'cancelled');
  // Of an event a school is told its own share.
  const netPence = shares ? sumFor(school as Booking['school'], kept).netPence : whole;
  return [
    {
      html: (
        <a class="govuk-link" href={`/${slug}/bookings/${booking.id}`}>
          {booking.event?.title ?? booking.serviceTitle}
        </a>
      ),
    },
    { text: firstOf(booking) },
    { text: halfDays > 0 ? halfDaysText(halfDays) : 'none' },
    { text: listText(whoComes(booking)) },
    {
      html: netPence > 0 ? <Price pence={netPence} team={booking.team} /> : halfDays > 0 ? unpricedText(kept) : 'not charged',
      format: 'numeric' as const,
    },
    {
      html: (
        <span class="daybook-tags">
          {[...new Set(own.map(({ state }) => state))].map(stateTag)}
          {hasLeft(booking, school) && <Tag text="left" classes="govuk-tag--grey" />}
        </span>
      ),
    },
  ];
};

const bookingHead = [
  { text: 'Service' },
  { text: 'First session' },
  { text: 'How much' },
  { text: 'Officer' },
  { text: 'Net price', format: 'numeric' as const },
  { text: 'State' },
];

/** Whoever acts for something that days are booked for, and may book. */
const mayBookHere = ({ actor }: Context): boolean =>
  can(actor, 'quote:make') &&
  actor.organisation !== undefined &&
  (isBookedFor(actor.organisation) || prefixOf(actor.organisation) === 'ptn');

/** Whoever acts for a trust or a partnership, which orders for its schools, also while acting for one of them. */
const ordersForSchools = ({ actor }: Context): boolean => {
  const own = actor.through ?? actor.organisation;
  return can(actor, 'order:read') && own !== undefined && !isBookedFor(own);
};

/** That there are none yet, and what to do about it. */
function NoBookings({ context, schoolName }: { context: Context; schoolName: string }) {
  const { actor, council } = context;
  if (actor.organisation && !isBookedFor(actor.organisation) && prefixOf(actor.organisation) !== 'ptn')
    return (
      <p class="govuk-body">
        {schoolName} books for its schools, and each booking stands under its school.{' '}
        <a class="govuk-link" href={`/${council.slug}/reports/lists?list=bookings`}>
          See what it ordered or pays for at all of them
        </a>
        .{' '}
        <a class="govuk-link" href={`/${council.slug}/schools/organisations/${actor.organisation}`}>
          Choose the school to act for
        </a>{' '}
        to see all of its bookings or to book
        {can(actor, 'order:make') && (
          <>
            , or{' '}
            <a class="govuk-link" href={`/${council.slug}/bookings/orders/new`}>
              book for several schools
            </a>{' '}
            at once
          </>
        )}
        .
      </p>
    );
  if (!actor.organisation)
    return (
      <p class="govuk-body">
        {schoolName} has no bookings yet. Its own people book for it; those who may are invited under People by an administrator.
      </p>
    );
  return (
    <p class="govuk-body">
      {schoolName} has no bookings yet.{' '}
      {mayBookHere(context)
        ? 'Choose a service to see what it costs and when officers are available: nothing is booked before you confirm a quote.'
        : 'Ask a colleague who books for it, and you will see the bookings here.'}
    </p>
  );
}

export async function schoolBookings(context: Context, c: Web, school: string): Promise<Response> {
  const id = organisationIdSchema.safeParse(school);
  const decision = id.success ? await listBookings(context, id.data, c.req.query('after')) : refuse('unknown-school');
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const { items, next, schoolName } = decision.value;
  const slug = context.council.slug;
  const none = items.length === 0 && !c.req.query('after');
  return page(context, c, {
    title: 'Bookings',
    wide: true,
    children: (
      <>
        <PageHeading caption={schoolName}>Bookings</PageHeading>
        {none ? (
          <NoBookings context={context} schoolName={schoolName} />
        ) : (
          <ScrollTable caption="Newest first" head={bookingHead} rows={items.map((booking) => bookingRow(slug, booking, school))} />
        )}
        {next && <MoreLink query={{ school, after: next }} text="Older bookings" />}
        {!none && <WholeList slug={slug} list="bookings" organisation={context.actor.organisation ? undefined : school} />}
        {can(context.actor, 'booking:cancel') && !none && id.success && prefixOf(id.data) === 'sch' && (
          <LinkLine
            href={`/${slug}/bookings/ofsted-calls/new${context.actor.organisation ? '' : `?school=${school}`}`}
            text="Ofsted has called: free the week"
          />
        )}
        {can(context.actor, 'request:read') && (
          <LinkLine
            href={`/${slug}/bookings/requests${context.actor.organisation ? '' : `?organisation=${school}`}`}
            text="Requests for approval"
          />
        )}
        {can(context.actor, 'waitlist:read') && <LinkLine href={`/${slug}/bookings/waitlist?school=${school}`} text="Waiting lists" />}
        {ordersForSchools(context) && <LinkLine href={`/${slug}/bookings/orders`} text="Orders for several schools" />}
        {can(context.actor, 'event:read') && (
          <LinkLine
            href={`/${slug}/bookings/events${context.actor.organisation ? '' : `?organisation=${school}`}`}
            text="Events that several schools share"
          />
        )}
        {mayBookHere(context) && <Button href={`/${slug}/catalogue`} text="Book a service" />}
      </>
    ),
  });
}

type ComingProps = { slug: string; visits: Awaited<ReturnType<typeof readComingVisits>> };

const ComingVisits = ({ slug, visits }: ComingProps) =>
  visits.length === 0 ? (
    <p class="govuk-body">Nothing is booked in the next four weeks.</p>
  ) : (
    <ScrollTable
      caption="Visits in the next four weeks"
      head={[{ text: 'When' }, { text: 'School' }, { text: 'Service' }, { text: 'Booking' }]}
      rows={visits.map((visit) => [
        { text: sessionText(visit.session) },
        { text: visit.schoolName },
        { text: visit.serviceTitle },
        {
          html: (
            <a class="govuk-link" href={`/${slug}/bookings/${visit.booking}`}>
              Open
              <span class="govuk-visually-hidden">
                {' '}
                the booking of {visit.schoolName} on {sessionText(visit.session)}
              </span>
            </a>
          ),
        },
      ])}
    />
  );

export async function councilBookings(context: Context, c: Web): Promise<Response> {
  const today = londonDate(context.now);
  const from = parseDate(c.req.query('from') ?? '') ?? today;
  const visits = await readComingVisits(context, from, addDays(from, 27));
  const slug = context.council.slug;
  return page(context, c, {
    title: 'Bookings',
    wide: true,
    children: (
      <>
        <PageHeading>Bookings</PageHeading>
        <form method="get" action={`/${slug}/bookings`}>
          <UrnInput label="A school’s bookings" />
          <Button text="Show" classes="govuk-button--secondary" />
        </form>
        {can(context.actor, 'booking:reallocate') && <LinkLine href={`/${slug}/bookings/away`} text="Visits without their officer" />}
        {can(context.actor, 'waitlist:list') && <LinkLine href={`/${slug}/bookings/waitlist/demand`} text="Who waits for what" />}
        <ComingVisits slug={slug} visits={visits} />
        <WholeList slug={slug} list="bookings" />
      </>
    ),
  });
}
