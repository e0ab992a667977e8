// The step that picks sessions: checkboxes of one officer's available half-days, six weeks at a time. What is ticked is carried from stretch to stretch.
import {
  addDays,
  type CivilDate,
  dateOf,
  dateText,
  type Half,
  halfText,
  mondayOf,
  type SessionKey,
  sessionKey,
  sessionKeySchema,
  sessionText,
} from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { Button, dayText, type FieldError, halfDaysText, InsetText, LinkLine, shortDayText } from '../../../shared/ui/index.ts';
import type { Choices } from '../actions/read.ts';
import { mostOthers } from '../schema/quotes.ts';
import { alsoOf, alsoValue, chosenIn, daysTyped, type Plan, planLink } from './asked.ts';
import { WaitInstead } from './waitlist/waitlist-form.tsx';

/** The days shown at once. */
export const stretch = 42;

/** Where a page of dates begins, and the first and last day it may begin. */
export type Window = { from: CivilDate; earliest: CivilDate; latest: CivilDate };

/** The beginnings of the pages before and after, as far as there are any. */
export const around = ({ from, earliest, latest }: Window, days: number): { previous?: CivilDate; next?: CivilDate } => {
  const [before, after] = [addDays(from, -days), addDays(from, days)];
  return {
    ...(from > earliest ? { previous: before < earliest ? earliest : before } : {}),
    ...(after <= latest ? { next: after } : {}),
  };
};

type Props = {
  context: Context;
  plan: Plan;
  halfDays: number;
  choices: Choices;
  chosen: Choices['officers'][number];
  window: Window;
  errors: readonly FieldError[] | undefined;
  /** The school's own booking that has one of the sessions. */
  booked: string | undefined;
};

/** What one officer's boxes are, and which of them are ticked: those in the weeks shown, and those in others, which are carried on. */
function boxesOf({ plan, chosen: { officer }, window: { from } }: Props) {
  const until = addDays(from, stretch - 1);
  const own = plan.adding ? (alsoOf(plan).find((each) => each.officer === officer.id)?.sessions ?? []) : plan.sessions;
  const box: Box = plan.adding
    ? { name: 'also', valueOf: (session) => alsoValue(officer.id, session) }
    : { name: 'session', valueOf: (session) => session };
  // Only what is a session at all, and only what this page does not show: a session in these weeks that cannot be ticked is not available any more.
  const elsewhere = own
    .filter(isSession)
    .filter((session) => dateOf(session) < from || dateOf(session) > until)
    .sort();
  return { until, box, ticked: new Set(own), elsewhere };
}

/** What of the plan is not asked for here, as the form carries it on. */
function Carried({ plan, others }: { plan: Plan; others: readonly Beside[] }) {
  const { school, service, days, purse, officer, purchaseOrder, need, attendees, team, adding } = plan;
  const hidden = { school, service, days, purse, officer, purchaseOrder, need, attendees, team, adding };
  return (
    <>
      {Object.entries(hidden).map(([name, value]) => value && <input type="hidden" name={name} value={value} />)}
      {others.map(({ name, value }) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

export function PickSessions(props: Props) {
  const { context, plan, halfDays, choices, chosen, errors } = props;
  const { officer } = chosen;
  const others = chosenBeside(plan, choices);
  const error = errors?.find(({ field }) => field === 'sessions');
  return (
    <form method="get" action={`/${context.council.slug}/bookings/quote`}>
      <Carried plan={plan} others={others} />
      <fieldset class="govuk-fieldset" aria-describedby={error ? 'sessions-error' : undefined}>
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">
            {others.length > 0
              ? `Choose sessions with ${officer.name}: ${halfDaysText(halfDays)} in all, ${halfDaysText(others.length)} with others`
              : `Choose ${halfDays} ${halfDays === 1 ? 'half-day' : 'half-days'} (${halfDaysText(halfDays)}) with ${officer.name}`}
          </h2>
        </legend>
        <div id="sessions" tabindex={-1}>
          {error && (
            <p class="govuk-error-message" id="sessions-error">
              <span class="govuk-visually-hidden">Error:</span> {error.text}
            </p>
          )}
          <Weeks {...props} others={others} />
        </div>
      </fieldset>
      <Ways {...props} />
      <p class="govuk-hint">What you have ticked is kept while you look at earlier and later dates.</p>
    </form>
  );
}

/** The six weeks with a box for each session that is available, below what is chosen already and the ways to do otherwise. */
function Weeks({ others, ...props }: Props & { others: readonly Beside[] }) {
  const { context, plan, halfDays, choices, chosen, window, booked } = props;
  const { slug } = context.council;
  const { officer, free } = chosen;
  const { from } = window;
  const { until, box, ticked, elsewhere } = boxesOf(props);
  const dates = [...new Set(free.map(dateOf))];
  return (
    <>
      {booked && <LinkLine href={`/${slug}/bookings/${booked}`} text="Look at the booking you have" />}
      <ChangeDays slug={slug} plan={plan} halfDays={halfDays} choices={choices} />
      <Others others={others} />
      {elsewhere.length > 0 && <AlsoChosen sessions={elsewhere} box={box} />}
      <p class="govuk-hint">
        Available sessions from {dateText(from)} to {dateText(until)}. A morning and an afternoon make one day.
      </p>
      {dates.length === 0 && <InsetText text={`${officer.name} has no session available in these six weeks.`} />}
      {!plan.adding && (
        <p class="govuk-body">
          <a
            class="govuk-link"
            href={planLink(slug, plan, { sessions: [], also: [], from: undefined }).replace('/bookings/new?', '/bookings/recurring?')}
          >
            Repeat a visit every few weeks
          </a>
        </p>
      )}
      <WaitInstead context={context} plan={plan} officer={officer} from={from} />
      {weeksOf(dates).map(({ monday, days }) => (
        <div class="daybook-week">
          <h3 class="govuk-heading-s">Week of {dateText(monday)}</h3>
          {days.map((date) => (
            <DayChoice date={date} free={free} ticked={ticked} box={box} />
          ))}
        </div>
      ))}
    </>
  );
}

/** On to the quote, to other dates, to another officer, or back. */
function Ways({ context, plan, choices, window }: Props) {
  const { slug } = context.council;
  const { from } = window;
  const { previous, next } = around(window, stretch);
  return (
    <div class="govuk-button-group">
      {/* The first button is the one that the Enter key presses; each button says where the dates begin, so that none is lost on the way back. */}
      <Button name="from" value={from} text="Get a quote" />
      {previous && <OtherDates slug={slug} from={previous} text="Earlier dates" />}
      {next && <OtherDates slug={slug} from={next} text="Later dates" />}
      {choices.officers.length > 1 && alsoOf(plan).length < mostOthers && (
        <Button
          name="add"
          value="officer"
          text="Add another officer"
          classes="govuk-button--secondary"
          attributes={{ formaction: `/${slug}/bookings/new` }}
        />
      )}
      <a class="govuk-link" href={planLink(slug, plan, { officer: undefined, from, sessions: [], also: [], adding: undefined })}>
        Change the days or the officer
      </a>
    </div>
  );
}

const OtherDates = ({ slug, from, text }: { slug: string; from: CivilDate; text: string }) => (
  <Button name="from" value={from} text={text} classes="govuk-button--secondary" attributes={{ formaction: `/${slug}/bookings/new` }} />
);

/** When another number of sessions was chosen than asked for: the way to ask for as many as were chosen. */
function ChangeDays({ slug, plan, halfDays, choices }: { slug: string; plan: Plan; halfDays: number; choices: Choices }) {
  const chosen = chosenIn(plan);
  if (chosen === 0 || chosen === halfDays || chosen < choices.least || chosen > choices.most) return null;
  return (
    <p class="govuk-body">
      You have chosen {halfDaysText(chosen)}.{' '}
      <a class="govuk-link" href={planLink(slug, plan, { days: daysTyped(chosen) })}>
        Ask for {halfDaysText(chosen)} instead
      </a>
    </p>
  );
}

/** How the boxes of an officer's sessions are sent: the lead's by themselves, a further officer's with whose they are. */
type Box = { name: string; valueOf: (session: string) => string };

type Beside = { name: string; value: string; officerName: string; session: string };

/** What is chosen with other officers than the one whose sessions are shown, as the form carries it on. */
function chosenBeside(plan: Plan, { officers }: Choices): Beside[] {
  const nameOf = (id: string | undefined) => officers.find(({ officer }) => officer.id === id)?.officer.name ?? '';
  const leads = plan.adding
    ? plan.sessions.map((session) => ({ name: 'session', value: session, officerName: nameOf(plan.officer), session }))
    : [];
  const others = alsoOf(plan)
    .filter(({ officer }) => officer !== plan.adding)
    .flatMap(({ officer, sessions }) =>
      sessions.map((session) => ({ name: 'also', value: alsoValue(officer, session), officerName: nameOf(officer), session })),
    );
  return [...leads, ...others];
}

const isSession = (text: string): text is SessionKey => sessionKeySchema.safeParse(text).success;

function Others({ others }: { others: readonly Beside[] }) {
  if (others.length === 0) return null;
  return (
    <>
      <p class="govuk-body govuk-!-margin-bottom-1">Chosen with others:</p>
      <ul class="govuk-list govuk-list--bullet">
        {others.map(({ officerName, session }) => (
          <li>
            {isSession(session) ? sessionText(session) : session}, {officerName}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Above the choice of another officer: what is chosen so far. */
export function AlreadyChosen({ plan, choices }: { plan: Plan; choices: Choices }) {
  return <Others others={chosenBeside(plan, choices)} />;
}

function AlsoChosen({ sessions, box }: { sessions: readonly SessionKey[]; box: Box }) {
  return (
    <div class="govuk-form-group">
      <h3 class="govuk-heading-s govuk-!-margin-bottom-1">Also chosen</h3>
      <div class="govuk-checkboxes govuk-checkboxes--small">
        {sessions.map((session) => (
          <div class="govuk-checkboxes__item">
            <SessionBox session={session} isTicked box={box} />
            <label class="govuk-label govuk-checkboxes__label" for={idOf(session)}>
              {sessionText(session)}
            </label>
          </div>
        ))}
      </div>
    </div>
  );
}

const idOf = (session: SessionKey) => `session-${session.replace('#', '-')}`;

const SessionBox = ({ session, isTicked, box }: { session: SessionKey; isTicked: boolean; box: Box }) => (
  <input
    class="govuk-checkboxes__input"
    id={idOf(session)}
    name={box.name}
    type="checkbox"
    value={box.valueOf(session)}
    checked={isTicked}
  />
);

const halves: readonly Half[] = ['am', 'pm'];

function DayChoice({ date, free, ticked, box }: { date: CivilDate; free: readonly SessionKey[]; ticked: ReadonlySet<string>; box: Box }) {
  return (
    <div class="govuk-checkboxes govuk-checkboxes--small daybook-day-choice">
      <span class="daybook-day-choice__day" aria-hidden="true">
        {shortDayText(date)}
      </span>
      {halves.map((half) => {
        const session = sessionKey(date, half);
        // An empty place keeps the afternoons under one another.
        if (!free.includes(session)) return <div class="daybook-day-choice__none" />;
        return (
          <div class="govuk-checkboxes__item">
            <SessionBox session={session} isTicked={ticked.has(session)} box={box} />
            <label class="govuk-label govuk-checkboxes__label" for={idOf(session)}>
              <span class="govuk-visually-hidden">{dayText(date)}, </span>
              {halfText(half)}
            </label>
          </div>
        );
      })}
    </div>
  );
}

function weeksOf(dates: readonly CivilDate[]): { monday: CivilDate; days: CivilDate[] }[] {
  const weeks = new Map<CivilDate, CivilDate[]>();
  for (const date of dates) weeks.set(mondayOf(date), [...(weeks.get(mondayOf(date)) ?? []), date]);
  return [...weeks].map(([monday, days]) => ({ monday, days }));
}
