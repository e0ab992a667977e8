// Who comes instead: the visits of a booking, those who could take them over in a line each, and the list of visits whose officer is away or has left.
import { sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Refusal, refuse } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  CharacterCount,
  Checkboxes,
  errorFor,
  fieldOf,
  InsetText,
  LinkLine,
  PageHeading,
  Radios,
  ScrollTable,
} from '../../../shared/ui/index.ts';
import type { manifest } from '../../manifest.ts';
import { mostUnattended, readSubstitutes, readUnattended, type Substitutes, swapOfficer } from '../actions/officers.ts';
import { bookingIdFrom } from '../routes.ts';
import { sessionSaid, workOn } from '../rules/work.ts';
import { swapSchema } from '../schema/officers.ts';
import { type BookedSession, type Booking, mostVisitsAtOnce } from '../schema.ts';
import { recurringPage } from './recurring.tsx';

type Routes = (typeof manifest)['bookings']['routes'];
type Pages = Pick<
  Routes,
  'GET /bookings/away' | 'GET /bookings/recurring' | 'GET /bookings/{booking}/officers' | 'POST /bookings/{booking}/officers'
>;

type Given = { visits?: readonly string[]; officer?: string | undefined; reason?: string | undefined; refusal?: Refusal };

const nameOf = (session: BookedSession, away?: string) => `${session.officerName}${away ? ` ${away}` : ' comes'}`;

/** The first step: for which visits somebody is looked for. Those whose officer will not be there are ticked. */
function WhichVisits({ found: { booking, open }, given, path }: { found: Substitutes; given: Given; path: string }) {
  const errors = given.refusal && faultsOf(given.refusal);
  return (
    <form method="get" action={path} novalidate>
      <input type="hidden" name="asked" value="yes" />
      <Checkboxes
        name="visit"
        idPrefix="visits"
        fieldset={{ legend: { text: 'Which visits does somebody else make?', classes: 'govuk-fieldset__legend--m' } }}
        hint={open.length > mostVisitsAtOnce ? { text: `Choose at most ${mostVisitsAtOnce} at a time.` } : undefined}
        errorMessage={errorFor(errors, 'visits')}
        items={open.map(({ session, away }) => ({
          value: session.visit,
          text: sessionText(session.session),
          checked: given.visits?.length ? given.visits.includes(session.visit) : away !== undefined,
          hint: { text: nameOf(session, away) },
        }))}
      />
      {booking.sessions.some(({ work, state }) => work && state === 'booked') && (
        <p class="govuk-body">Preparation and report go with their visit, as far as they have not begun.</p>
      )}
      <Button text="See who could come" />
    </form>
  );
}

/** The visits that are chosen, and the work that goes with them. */
function Chosen({ booking, chosen, path }: { booking: Booking; chosen: Substitutes['open']; path: string }) {
  const along = workOn(
    booking,
    chosen.map(({ session }) => session),
  );
  return (
    <>
      <ul class="govuk-list govuk-list--bullet">
        {chosen.map(({ session, away }) => (
          <li>
            {sessionText(session.session)}: {nameOf(session, away)}
          </li>
        ))}
        {along.map((session) => (
          <li>{sessionSaid(session)}, which goes with it unless it has begun</li>
        ))}
      </ul>
      <LinkLine href={path} text="Choose other visits" />
    </>
  );
}

type WhoProps = { found: Substitutes; given: Given; path: string; chosen: Substitutes['open'] };

/** Those who are free then, in the order in which they are looked for, and what is said to whom. */
function WhoForm({ found: { visits, substitutes }, given, path, chosen }: WhoProps) {
  const errors = given.refusal && faultsOf(given.refusal);
  return (
    <form method="post" action={path} novalidate>
      {visits.map((visit) => (
        <input type="hidden" name="visits" value={visit} />
      ))}
      <Radios
        name="officer"
        idPrefix="officer"
        value={given.officer}
        fieldset={{ legend: { text: 'Who comes instead?', classes: 'govuk-fieldset__legend--m' } }}
        hint={{
          text: 'Those who deliver it and are free then: the school’s named officers first, then whoever works in its district, then the others.',
        }}
        errorMessage={errorFor(errors, 'officer')}
        items={substitutes.map(({ officer, name, title, why }) => ({ value: officer, text: `${name}, ${title}`, hint: { text: why } }))}
      />
      <CharacterCount
        {...fieldOf(given, errors, 'reason')}
        maxlength={500}
        rows={2}
        label={{ text: 'Reason (optional)' }}
        hint={{
          text: 'It stands in the history of the booking, for the council’s people alone: the school is told who comes. Say nothing of anybody’s health.',
        }}
      />
      <p class="govuk-body">
        Whoever booked, {[...new Set(chosen.map(({ session }) => session.officerName))].join(', ')} and whoever comes instead are told. What
        it costs stays as it is.
      </p>
      <Button text="Change the officer" preventDoubleClick />
    </form>
  );
}

/** The second step: who comes, or that nobody can, and why those who deliver it cannot. */
function WhoComes({ found, given, path }: Omit<WhoProps, 'chosen'>) {
  const { booking, open, visits, substitutes, unable } = found;
  const chosen = open.filter(({ session }) => visits.includes(session.visit));
  return (
    <>
      <Chosen booking={booking} chosen={chosen} path={path} />
      {substitutes.length === 0 ? (
        <InsetText id="officer">
          Nobody who delivers {booking.serviceTitle} is free then. Choose fewer visits at a time, or move them to another date on{' '}
          <a class="govuk-link" href={path.replace(/\/officers$/, '')}>
            the page of the booking
          </a>
          .
        </InsetText>
      ) : (
        <WhoForm found={found} given={given} path={path} chosen={chosen} />
      )}
      {unable.length > 0 && (
        <>
          <h2 class="govuk-heading-s">Deliver it, and cannot come</h2>
          <ul class="govuk-list govuk-list--bullet">
            {unable.map(({ why }) => (
              <li>{why}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

async function substitutesPage(context: Context, c: Web, given: Given = {}): Promise<Response> {
  const id = bookingIdFrom(c.req.param('booking'));
  const asked = given.visits ?? [];
  const read = id.ok ? await readSubstitutes(context, id.value, asked) : id;
  // Visits that nobody can be looked for are told of above the choice of others.
  const again = !read.ok && id.ok && asked.length > 0 ? await readSubstitutes(context, id.value, []) : read;
  if (!again.ok) return problemPage(c, context, again.refusal);
  const refusal = given.refusal ?? (read.ok ? undefined : read.refusal);
  const shown = refusal ? { ...given, refusal } : given;
  const { booking, open, visits } = again.value;
  const path = `/${context.council.slug}/bookings/${booking.id}/officers`;
  return page(context, c, {
    title: `Change the officer: ${booking.serviceTitle}, ${booking.schoolName}`,
    refusal,
    ...(refusal ? { errors: faultsOf(refusal) } : {}),
    back: { href: `/${context.council.slug}/bookings/${booking.id}`, text: 'The booking' },
    children: (
      <>
        <PageHeading caption={`${booking.serviceTitle}, ${booking.schoolName}`}>Change the officer</PageHeading>
        {open.length === 0 ? (
          <p class="govuk-body">No visit of this booking is still to come.</p>
        ) : visits.length > 0 ? (
          <WhoComes found={again.value} given={shown} path={path} />
        ) : (
          <WhichVisits found={again.value} given={shown} path={path} />
        )}
      </>
    ),
  });
}

const notThere = { absent: 'is away', left: 'has left', 'not-working': 'does not work then' } as const;

async function awayPage(context: Context, c: Web): Promise<Response> {
  const { items, more } = await readUnattended(context);
  const { slug } = context.council;
  return page(context, c, {
    title: 'Visits without their officer',
    wide: true,
    back: { href: `/${slug}` },
    children: (
      <>
        <PageHeading>Visits without their officer</PageHeading>
        <p class="govuk-body">Booked sessions still to come at times at which their officer is away, has left or does not work.</p>
        {items.length === 0 ? (
          <p class="govuk-body">There are none: every officer is there for what is booked.</p>
        ) : (
          <ScrollTable
            label="Visits without their officer"
            head={[{ text: 'When' }, { text: 'Officer' }, { text: 'School' }, { text: 'Service' }, { text: 'What to do' }]}
            rows={items.map(({ booking, visit, session, work, officerName, why, schoolName, serviceTitle }) => [
              { text: sessionSaid({ session, ...(work ? { work: work as BookedSession['work'] } : {}) } as BookedSession) },
              { text: `${officerName} ${notThere[why]}` },
              { text: schoolName },
              { text: serviceTitle },
              {
                html: (
                  <a class="govuk-link" href={`/${slug}/bookings/${booking}/officers${work ? '' : `?visit=${visit}`}`}>
                    Find somebody else
                    <span class="govuk-visually-hidden">
                      {' '}
                      for {schoolName} on {sessionText(session)}
                    </span>
                  </a>
                ),
              },
            ])}
          />
        )}
        {more && (
          <p class="govuk-body">These are the first {mostUnattended}. The others are shown once some of these have somebody else.</p>
        )}
      </>
    ),
  });
}

/** The first step that was sent without a visit asks for one. */
function askedVisits(c: Web): Given {
  const visits = c.req.queries('visit') ?? [];
  if (visits.length > 0 || c.req.query('asked') === undefined) return { visits };
  return { visits, refusal: { name: 'invalid-request', faults: [{ field: 'visits', detail: 'Choose at least one visit' }] } };
}

/** A form that names nobody asks for a choice, in the words of the question. */
const chosenFaults = (given: Given): Refusal | undefined =>
  given.officer ? undefined : { name: 'invalid-request', faults: [{ field: 'officer', detail: 'Choose who comes instead' }] };

export const officerPages: Handlers<Pages> = {
  'GET /bookings/away': awayPage,
  'GET /bookings/recurring': recurringPage,
  'GET /bookings/{booking}/officers': (context, c) => substitutesPage(context, c, askedVisits(c)),
  'POST /bookings/{booking}/officers': async (context, c) => {
    const form = await readForm(c);
    const id = bookingIdFrom(c.req.param('booking'));
    const given = { visits: form.many('visits'), officer: form.one('officer'), reason: form.one('reason')?.trim() || undefined };
    const unchosen = chosenFaults(given);
    const { visits, officer, reason } = given;
    const command = unchosen
      ? refuse(unchosen.name, undefined, unchosen)
      : parse(swapSchema, { visits, officer, ...(reason ? { reason } : {}) });
    const decision = !id.ok ? id : command.ok ? await swapOfficer(context, id.value, command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/bookings/${decision.value.id}?done=reallocated`);
    return decision.refusal.name === 'unknown-booking'
      ? problemPage(c, context, decision.refusal)
      : substitutesPage(context, c, { ...given, refusal: decision.refusal });
  },
};
