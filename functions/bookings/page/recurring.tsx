// Visits that recur, without JavaScript: the rhythm, the dates it comes to as the officer's diary stands, and one quote of those that are kept.
import { dateText, londonDate, sessionText } from '../../../shared/calendar.ts';
import { type Handler, parse } from '../../../shared/http.ts';
import { idSchema, organisationIdSchema } from '../../../shared/ids.ts';
import { faultsOf, inWordsOfForm, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  Checkboxes,
  DateField,
  dateTyped,
  errorFor,
  type FieldError,
  fieldOf,
  Input,
  LinkLine,
  PageHeading,
  Radios,
  Select,
} from '../../../shared/ui/index.ts';
import { type Recurring, readRecurring } from '../actions/officers.ts';
import { type Choices, readChoices } from '../actions/read.ts';
import type { Proposed, Standing } from '../rules/recurring.ts';
import { mostTimes, recurringSchema } from '../schema/officers.ts';
import { BookedFor, cannotBook } from './acting.tsx';
import { type Plan, planFrom, planLink } from './asked.ts';

/** What a plan has answered already, carried from step to step. */
const carried = ({ school, service, purse, need, team, package: kept, attendees, purchaseOrder }: Plan) =>
  Object.entries({ school, service, purse, need, team, package: kept, attendees, purchaseOrder }).flatMap(([name, value]) =>
    value ? [{ name, value }] : [],
  );
const Carried = ({ plan }: { plan: Plan }) => (
  <>
    {carried(plan).map(({ name, value }) => (
      <input type="hidden" name={name} value={value} />
    ))}
  </>
);

type Typed = Readonly<Record<string, string | undefined>>;

type Answers = { typed: Typed; errors: FieldError[] | undefined };

/** How often and how many times: each a small number. */
const HowOften = ({ typed, errors }: Answers) => (
  <>
    <Input
      {...fieldOf(typed, errors, 'everyWeeks')}
      label={{ text: 'Every how many weeks?' }}
      classes="govuk-input--width-2"
      inputmode="numeric"
    />
    <Input
      {...fieldOf(typed, errors, 'times')}
      label={{ text: 'How many times?' }}
      hint={{ text: `From 2 to ${mostTimes}` }}
      classes="govuk-input--width-2"
      inputmode="numeric"
    />
  </>
);

function Rhythm({ slug, plan, choices, typed, errors }: Answers & { slug: string; plan: Plan; choices: Choices }) {
  return (
    <form method="get" action={`/${slug}/bookings/recurring`} novalidate>
      <Carried plan={plan} />
      <input type="hidden" name="ask" value="yes" />
      <Select
        name="officer"
        label={{ text: 'Who comes?' }}
        items={[
          { value: '', text: 'Choose' },
          ...choices.officers.map(({ officer: { id, name } }) => ({ value: id, text: name, selected: id === plan.officer })),
        ]}
        errorMessage={errorFor(errors, 'officer')}
      />
      <DateField field="from" legend="First visit" typed={typed} errors={errors} />
      <Radios
        name="half"
        idPrefix="half"
        value={typed.half}
        fieldset={{ legend: { text: 'In which part of the day?', classes: 'govuk-fieldset__legend--s' } }}
        classes="govuk-radios--inline"
        errorMessage={errorFor(errors, 'half')}
        items={[
          { value: 'am', text: 'Morning' },
          { value: 'pm', text: 'Afternoon' },
          { value: 'day', text: 'Whole day' },
        ]}
      />
      <HowOften typed={typed} errors={errors} />
      <Button text="Propose dates" />
    </form>
  );
}

/** Why a date of the rhythm is not to be had, as whoever plans reads it. */
function standingText({ standing, holiday }: Proposed, officerName: string): string {
  const texts: Record<Standing, string> = {
    free: `${officerName} is available`,
    begun: 'It has begun or is over',
    'too-far-ahead': 'It is more than eighteen months away',
    weekend: 'It is at a weekend',
    'bank-holiday': `It is a bank holiday: ${holiday ?? ''}`,
    away: `${officerName} is away`,
    left: `${officerName} has left by then`,
    'not-working': `${officerName} does not work then`,
    taken: `${officerName} is booked already`,
  };
  return texts[standing];
}

/** The dates as they stand: what is free is ticked, and what is not says why, with what is free in the same week to tick in its place. */
function Dates({ slug, plan, found, again }: { slug: string; plan: Plan; found: Recurring; again: string }) {
  const free = found.dates.filter(({ standing }) => standing === 'free');
  const not = found.dates.filter(({ standing }) => standing !== 'free');
  const offered = found.dates.flatMap(({ instead }) => instead);
  const first = (date: Proposed) => (session: string) =>
    found.dates.find(({ instead }) => instead.some((each) => each === session)) === date;
  return (
    <form method="get" action={`/${slug}/bookings/quote`} novalidate>
      <Carried plan={plan} />
      <input type="hidden" name="officer" value={plan.officer ?? ''} />
      <input type="hidden" name="count" value="chosen" />
      <p class="govuk-body">
        {free.length} of {found.dates.length} {found.dates.length === 1 ? 'session is' : 'sessions are'} available with {found.officerName}.
        Nothing is booked or held yet.
      </p>
      {free.length > 0 && (
        <Checkboxes
          name="session"
          idPrefix="session"
          fieldset={{ legend: { text: 'Available: untick what you do not want', classes: 'govuk-fieldset__legend--m' } }}
          items={free.map(({ session }) => ({ value: session, text: sessionText(session), checked: true }))}
        />
      )}
      {not.map((date, i) => {
        const instead = date.instead.filter(first(date));
        return instead.length > 0 ? (
          <Checkboxes
            name="session"
            idPrefix={`instead-${i}`}
            fieldset={{ legend: { text: `${sessionText(date.session)} is not available`, classes: 'govuk-fieldset__legend--s' } }}
            hint={{ text: `${standingText(date, found.officerName)}. Available in the same week:` }}
            items={instead.map((session) => ({ value: session, text: sessionText(session) }))}
          />
        ) : (
          <>
            <h2 class="govuk-heading-s govuk-!-margin-bottom-1">{sessionText(date.session)} is not available</h2>
            <p class="govuk-hint">
              {standingText(date, found.officerName)}.{' '}
              {date.instead.length === 0
                ? `${found.officerName} has nothing else available in that week.`
                : 'What is available in that week is offered above.'}
            </p>
          </>
        );
      })}
      {(free.length > 0 || offered.length > 0) && <Button text="Get a quote for these dates" />}
      <LinkLine href={again} text="Change the rhythm" />
    </form>
  );
}

/** What the form asks for in its own words; of a program's query the schema says it. */
const formWords: Readonly<Record<string, string>> = {
  officer: 'Choose who comes',
  from: 'Enter the date of the first visit, such as 1 9 2027',
  half: 'Choose mornings, afternoons or whole days',
  everyWeeks: 'Enter every how many weeks, from 1 to 12',
  times: `Enter how many times, from 2 to ${mostTimes}`,
};
export const recurringPage: Handler = async (context, c) => {
  const plan = planFrom(c);
  const [school, service] = [
    organisationIdSchema.safeParse(plan.school ?? context.actor.organisation),
    idSchema('svc').safeParse(plan.service),
  ];
  if (!service.success) return problemPage(c, context, { name: 'unknown-service' });
  if (!school.success) return problemPage(c, context, { name: 'unknown-school' });
  const found = await readChoices(context, school.data, service.data, londonDate(context.now), 1);
  if (!found.ok) return cannotBook(context, c, found.refusal, plan);
  const typed: Typed = c.req.query();
  const { half, everyWeeks, times } = typed;
  const query = {
    school: school.data,
    service: service.data,
    officer: plan.officer,
    from: dateTyped(typed, 'from'),
    half,
    everyWeeks,
    times,
  };
  const asked = typed.ask ? parse(recurringSchema, query) : undefined;
  const answered = asked?.ok ? await readRecurring(context, asked.value) : undefined;
  const refused = asked && !asked.ok ? asked.refusal : answered && !answered.ok ? answered.refusal : undefined;
  const refusal = refused && inWordsOfForm(refused, formWords);
  const errors = refusal && faultsOf(refusal);
  const { slug } = context.council;
  const again = `/${slug}/bookings/recurring?${new URLSearchParams(Object.entries(typed).flatMap(([name, value]) => (value && name !== 'ask' ? [[name, value] as [string, string]] : [])))}`;
  const chosen = asked?.ok && answered?.ok ? { rhythm: asked.value, found: answered.value } : undefined;
  return page(context, c, {
    title: 'Visits that recur',
    ...(refusal ? { refusal, errors } : {}),
    back: { href: planLink(slug, { ...plan, school: school.data, sessions: [] }, { from: undefined }), text: 'Choose dates one by one' },
    children: (
      <>
        <PageHeading caption={found.value.service.title}>Visits that recur</PageHeading>
        <BookedFor {...found.value} />
        {chosen ? (
          <>
            <p class="govuk-body">
              Every {chosen.rhythm.everyWeeks === 1 ? 'week' : `${chosen.rhythm.everyWeeks} weeks`} from {dateText(chosen.rhythm.from)},{' '}
              {chosen.rhythm.times} times.
            </p>
            <Dates slug={slug} plan={{ ...plan, school: school.data }} found={chosen.found} again={again} />
          </>
        ) : (
          <Rhythm slug={slug} plan={{ ...plan, school: school.data }} choices={found.value} typed={typed} errors={errors} />
        )}
      </>
    ),
  });
};
