// The Ofsted-call button: one form that frees a school's week without a fee, what it freed with new dates to choose from, and finance's list of what was waived and why.
// And what the forms of a booking's page send to move a session, and to waive what a late cancellation cost.
import { addDays, type CivilDate, dateOf, dateText, isWeekend, londonDate, mondayOf, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Refusal, refuse } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, type Web } from '../../../shared/http.ts';
import { type BookingId, organisationTyped } from '../../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import { refusals } from '../../../shared/problem.ts';
import {
  Button,
  capital,
  errorFor,
  halfDaysText,
  InsetText,
  Money,
  MoreLink,
  PageHeading,
  Panel,
  Radios,
  ScrollTable,
} from '../../../shared/ui/index.ts';
import type { manifest } from '../../manifest.ts';
import type { Slot } from '../../officers/schema.ts';
import { waive } from '../actions/cancellations.ts';
import { move } from '../actions/life.ts';
import { callOfsted, listOfstedCalls, type OfstedFreed, readBookedUntil } from '../actions/ofsted.ts';
import { ofstedCallSchema, waiverSchema } from '../schema/cancellations.ts';
import { moveSchema } from '../schema.ts';
import { daysTyped, planLink } from './asked.ts';
import { wishTyped } from './cancel.tsx';
import { onBooking } from './done.ts';

type Routes = (typeof manifest)['bookings']['routes'];
type Pages = Pick<
  Routes,
  | 'GET /bookings/ofsted-calls'
  | 'GET /bookings/ofsted-calls/new'
  | 'POST /bookings/ofsted-calls'
  | 'POST /bookings/{booking}/waivers'
  | 'POST /bookings/{booking}/moves'
>;

const title = 'Ofsted has called';

/** What pressing the button would free of a week, before it is pressed. */
function bookedText(booked: readonly Slot[], week: CivilDate): string {
  const visits = booked.filter(({ session }) => mondayOf(dateOf(session)) === week);
  if (visits.length === 0) return 'Nothing is booked in it from today on.';
  return `Booked: ${visits.map(({ session, serviceTitle }) => `${sessionText(session)} (${serviceTitle})`).join(', ')}`;
}

async function callPage(
  context: Context,
  c: Web,
  school: string | undefined,
  given: { on?: string | undefined; refusal?: Refusal } = {},
): Promise<Response> {
  const today = londonDate(context.now);
  const monday = mondayOf(today);
  const errors = given.refusal && faultsOf(given.refusal);
  const weeks = isWeekend(today) ? [addDays(monday, 7), addDays(monday, 14)] : [monday, addDays(monday, 7)];
  const isKnown = school !== undefined || context.actor.organisation !== undefined;
  const booked = isKnown ? await readBookedUntil(context, school, addDays(monday, 20)) : [];
  return page(context, c, {
    title,
    refusal: given.refusal,
    errors,
    children: (
      <>
        <PageHeading>{title}</PageHeading>
        <p class="govuk-body">
          This frees every visit that {context.actor.organisationName ?? 'the school'} has booked in the week of the inspection. Nothing is
          charged for it where the policy under which a visit was booked says so, free half-days go back, and the council’s finance office
          is told why. What was cancelled late of that week before, and has not been billed, costs nothing any more either.
        </p>
        <form method="post" action={`/${context.council.slug}/bookings/ofsted-calls`} novalidate>
          {school && <input type="hidden" name="school" value={school} />}
          <Radios
            name="on"
            idPrefix="on"
            fieldset={{ legend: { text: 'In which week is the inspection?' } }}
            items={weeks.map((week) => ({
              value: week,
              text: `${week === monday ? 'This week' : week === addDays(monday, 7) ? 'Next week' : 'The week after'}, from Monday ${dateText(week)}`,
              checked: given.on === week,
              ...(isKnown ? { hint: { text: bookedText(booked, week) } } : {}),
            }))}
            errorMessage={errorFor(errors, 'on')}
          />
          <Button text="Free the week’s visits" classes="govuk-button--warning" preventDoubleClick />
        </form>
      </>
    ),
  });
}

type Freed = OfstedFreed['freed'][number];

/** What was freed of one booking of one officer, with the way to that officer's next dates. */
const FreedVisits = ({ slug, school, week, of }: { slug: string; of: Freed } & Pick<OfstedFreed, 'school' | 'week'>) => (
  <section>
    <h2 class="govuk-heading-m">{of.serviceTitle}</h2>
    <p class="govuk-body">
      Freed: {of.sessions.map(sessionText).join('; ')}.{' '}
      <a class="govuk-link" href={`/${slug}/bookings/${of.id}`}>
        The booking
      </a>
    </p>
    {of.offered.length > 0 && (
      <p class="govuk-body">
        {of.officerName} is next free on {of.offered.map(sessionText).join('; ')}.{' '}
        <a
          class="govuk-link"
          href={planLink(slug, {
            school,
            service: of.service,
            days: daysTyped(of.sessions.length),
            officer: of.officer,
            from: addDays(week, 7),
            sessions: [],
          })}
        >
          Choose new dates<span class="govuk-visually-hidden"> for {of.serviceTitle}</span>
        </a>
      </p>
    )}
  </section>
);

/** What was given up of the week before the inspection was told of. */
const Uncharged = ({ slug, waived }: { slug: string } & Pick<OfstedFreed, 'waived'>) => (
  <>
    <h2 class="govuk-heading-m">Cancelled before, and not charged any more</h2>
    <ul class="govuk-list govuk-list--bullet">
      {waived.map(({ id, serviceTitle, sessions }) => (
        <li>
          <a class="govuk-link" href={`/${slug}/bookings/${id}`}>
            {serviceTitle}
          </a>
          : {sessions.map(sessionText).join('; ')}
        </li>
      ))}
    </ul>
  </>
);

const NotFreed = ({ slug, kept }: { slug: string } & Pick<OfstedFreed, 'kept'>) => (
  <>
    <h2 class="govuk-heading-m">Not freed</h2>
    <ul class="govuk-list govuk-list--bullet">
      {kept.map(({ id, serviceTitle, refusal }) => (
        <li>
          <a class="govuk-link" href={`/${slug}/bookings/${id}#cancel`}>
            {serviceTitle}
          </a>
          : {refusals[refusal.name].title.toLowerCase()}. {refusal.detail}
        </li>
      ))}
    </ul>
  </>
);

function freedPage(context: Context, c: Web, { school, schoolName, week, freed, waived, kept }: OfstedFreed): Promise<Response> {
  const { slug } = context.council;
  const sessions = freed.reduce((sum, each) => sum + each.sessions.length, 0);
  const nothing = freed.length === 0 && waived.length === 0 && kept.length === 0;
  return page(context, c, {
    title: 'The week is free',
    children: (
      <>
        {nothing ? (
          <>
            <PageHeading caption={schoolName}>{title}</PageHeading>
            <InsetText>Nothing is booked in the week of {dateText(week)}.</InsetText>
          </>
        ) : (
          <Panel
            titleText={freed.length > 0 ? `${capital(halfDaysText(sessions))} freed` : 'Nothing was freed'}
            text={`${schoolName}, week of ${dateText(week)}`}
          />
        )}
        {freed.map((of) => (
          <FreedVisits slug={slug} school={school} week={week} of={of} />
        ))}
        {waived.length > 0 && <Uncharged slug={slug} waived={waived} />}
        {kept.length > 0 && <NotFreed slug={slug} kept={kept} />}
      </>
    ),
  });
}

/** Finance's list: which weeks were freed for whom, and what that waived. */
async function weeksPage(context: Context, c: Web): Promise<Response> {
  const { items, next } = await listOfstedCalls(context, c.req.query('after'));
  const { slug } = context.council;
  return page(context, c, {
    title: 'Inspections',
    wide: true,
    children: (
      <>
        <PageHeading>Weeks freed for inspections</PageHeading>
        <p class="govuk-body">
          Ofsted had called: these visits were cancelled without a fee, by the terms they were booked under. What a school had cancelled
          late of its week before it told of the inspection is among what is not charged.
        </p>
        {items.length === 0 ? (
          <p class="govuk-body">None so far.</p>
        ) : (
          <ScrollTable
            label="Weeks freed for inspections"
            head={[
              { text: 'Week of' },
              { text: 'School' },
              { text: 'Freed' },
              { text: 'Free half-days not counted as used', format: 'numeric' },
              { text: 'Fees not charged', format: 'numeric' },
            ]}
            rows={items.map(({ week, school, schoolName, sessions, waivedPence, waivedHalfDays }) => [
              { text: dateText(week) },
              {
                html: (
                  <a class="govuk-link" href={`/${slug}/bookings?school=${school}`}>
                    {schoolName}
                  </a>
                ),
              },
              { text: halfDaysText(sessions) },
              { text: String(waivedHalfDays), format: 'numeric' as const },
              { html: <Money pence={waivedPence} />, format: 'numeric' as const },
            ])}
          />
        )}
        {next && <MoreLink query={{ after: next }} text="Earlier weeks" />}
      </>
    ),
  });
}

export const cancellationPages: Handlers<Pages> = {
  'GET /bookings/ofsted-calls/new': (context, c) => callPage(context, c, c.req.query('school')),
  'POST /bookings/ofsted-calls': async (context, c) => {
    const form = await readForm(c);
    const school = organisationTyped(form.one('school'));
    const command = parse(ofstedCallSchema, { on: form.one('on') ?? '', ...(school ? { school } : {}) });
    const decision = command.ok ? await callOfsted(context, command.value) : command;
    if (decision.ok) return freedPage(context, c, decision.value);
    if (decision.refusal.name === 'unknown-school') return problemPage(c, context, decision.refusal);
    const chooseWeek: Refusal = command.ok
      ? decision.refusal
      : { name: 'invalid-request', faults: [{ field: 'on', detail: 'Choose the week of the inspection' }] };
    return callPage(context, c, school, { on: form.one('on'), refusal: chooseWeek });
  },
  'GET /bookings/ofsted-calls': weeksPage,
  'POST /bookings/{booking}/moves': async (context, c) => {
    const form = await readForm(c);
    const moving = { visit: form.one('visit') ?? '', to: form.one('to') ?? '' };
    const wish = wishTyped(form);
    const told = { visit: 'Choose a session', to: 'Choose a new date' } as const;
    const unchosen = (['visit', 'to'] as const).flatMap((field) => (moving[field] ? [] : [{ field, detail: told[field] }]));
    const doIt = async (id: BookingId) => {
      if (unchosen.length > 0) return refuse('invalid-request', undefined, { faults: unchosen });
      const command = parse(moveSchema, { ...moving, ...wish });
      return command.ok ? move(context, id, command.value) : command;
    };
    return onBooking(context, c, { doIt, to: '?done=moved', typed: { moving, ...wish } });
  },
  'POST /bookings/{booking}/waivers': async (context, c) => {
    // A candidate as the form offers it: the visit, what took its place, and which that is.
    const [visit, kind, booking, taking] = ((await readForm(c)).one('waiver') ?? '').split(' ');
    const doIt = async (id: BookingId) => {
      const command = parse(waiverSchema, { visit, kind, instead: { booking, visit: taking } });
      if (command.ok) return waive(context, id, command.value);
      return refuse('invalid-request', undefined, { faults: [{ field: 'waiver', detail: 'Choose the visit that took its place' }] });
    };
    return onBooking(context, c, { doIt, to: '?done=waived' });
  },
};
