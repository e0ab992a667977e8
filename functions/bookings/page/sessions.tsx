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
import { Button, dayText, type FieldError, halfDaysText, InsetText, shortDayText } from '../../../shared/ui/index.ts';
import type { Choices } from '../actions/read.ts';
import { daysTyped, type Plan, planLink } from './asked.ts';

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

export function PickSessions({ context, plan, halfDays, choices, chosen, window, errors, booked }: Props) {
  const slug = context.council.slug;
  const { officer, free } = chosen;
  const { from } = window;
  const until = addDays(from, stretch - 1);
  const dates = [...new Set(free.map(dateOf))];
  const ticked = new Set(plan.sessions);
  // Only what is a session at all, and only what this page does not show: a session in these weeks that cannot be ticked is not available any more.
  const elsewhere = plan.sessions
    .filter((session): session is SessionKey => sessionKeySchema.safeParse(session).success)
    .filter((session) => dateOf(session) < from || dateOf(session) > until)
    .sort();
  const { previous, next } = around(window, stretch);
  const error = errors?.find(({ field }) => field === 'sessions');
  const { school, service, days, purse, purchaseOrder } = plan;
  const hidden = { school, service, days, purse, officer: plan.officer, purchaseOrder, need: plan.need, team: plan.team };
  return (
    <form method="get" action={`/${slug}/bookings/quote`}>
      {Object.entries(hidden).map(([name, value]) => value && <input type="hidden" name={name} value={value} />)}
      <fieldset class="govuk-fieldset" aria-describedby={error ? 'sessions-error' : undefined}>
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">
            Choose {halfDays} {halfDays === 1 ? 'half-day' : 'half-days'} ({halfDaysText(halfDays)}) with {officer.name}
          </h2>
        </legend>
        <div id="sessions" tabindex={-1}>
          {error && (
            <p class="govuk-error-message" id="sessions-error">
              <span class="govuk-visually-hidden">Error:</span> {error.text}
            </p>
          )}
          {booked && (
            <p class="govuk-body">
              <a class="govuk-link" href={`/${slug}/bookings/${booked}`}>
                Look at the booking you have
              </a>
            </p>
          )}
          <ChangeDays slug={slug} plan={plan} halfDays={halfDays} choices={choices} />
          {elsewhere.length > 0 && <AlsoChosen sessions={elsewhere} />}
          <p class="govuk-hint">
            Available sessions from {dateText(from)} to {dateText(until)}. A morning and an afternoon make one day.
          </p>
          {dates.length === 0 && <InsetText text={`${officer.name} has no session available in these six weeks.`} />}
          {weeksOf(dates).map(({ monday, days }) => (
            <div class="daybook-week">
              <h3 class="govuk-heading-s">Week of {dateText(monday)}</h3>
              {days.map((date) => (
                <DayChoice date={date} free={free} ticked={ticked} />
              ))}
            </div>
          ))}
        </div>
      </fieldset>
      <div class="govuk-button-group">
        {/* The first button is the one that the Enter key presses; each button says where the dates begin, so that none is lost on the way back. */}
        <Button name="from" value={from} text="Get a quote" />
        {previous && <OtherDates slug={slug} from={previous} text="Earlier dates" />}
        {next && <OtherDates slug={slug} from={next} text="Later dates" />}
        <a class="govuk-link" href={planLink(slug, plan, { officer: undefined, from, sessions: [] })}>
          Change the days or the officer
        </a>
      </div>
      <p class="govuk-hint">What you have ticked is kept while you look at earlier and later dates.</p>
    </form>
  );
}

const OtherDates = ({ slug, from, text }: { slug: string; from: CivilDate; text: string }) => (
  <Button name="from" value={from} text={text} classes="govuk-button--secondary" attributes={{ formaction: `/${slug}/bookings/new` }} />
);

/** When another number of sessions was chosen than asked for: the way to ask for as many as were chosen. */
function ChangeDays({ slug, plan, halfDays, choices }: { slug: string; plan: Plan; halfDays: number; choices: Choices }) {
  const chosen = plan.sessions.length;
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

function AlsoChosen({ sessions }: { sessions: readonly SessionKey[] }) {
  return (
    <div class="govuk-form-group">
      <h3 class="govuk-heading-s govuk-!-margin-bottom-1">Also chosen</h3>
      <div class="govuk-checkboxes govuk-checkboxes--small">
        {sessions.map((session) => (
          <div class="govuk-checkboxes__item">
            <SessionBox session={session} isTicked />
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

const SessionBox = ({ session, isTicked }: { session: SessionKey; isTicked: boolean }) => (
  <input class="govuk-checkboxes__input" id={idOf(session)} name="session" type="checkbox" value={session} checked={isTicked} />
);

const halves: readonly Half[] = ['am', 'pm'];

function DayChoice({ date, free, ticked }: { date: CivilDate; free: readonly SessionKey[]; ticked: ReadonlySet<string> }) {
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
            <SessionBox session={session} isTicked={ticked.has(session)} />
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
