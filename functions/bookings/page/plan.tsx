// Planning a booking, without JavaScript: how much, who pays, which officer, which sessions.
import {
  addDays,
  type CivilDate,
  dateOf,
  dateText,
  type Half,
  halfOf,
  halfText,
  isWeekend,
  londonDate,
  mondayOf,
  parseDate,
  type SessionKey,
  sessionKey,
} from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { idSchema, type OrganisationId, type ServiceId } from '../../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  type AvailabilityCell,
  AvailabilityTable,
  Button,
  errorFor,
  halfDaysText,
  Input,
  InsetText,
  PageHeading,
  Radios,
} from '../../../shared/ui/index.ts';
import { dayText, shortDayText } from '../../../shared/ui/text.ts';
import { type Choices, readChoices } from '../actions.ts';

/** Days as a person types them, as half-days: whole, or with a half. Undefined for anything else, zero and less included. */
export function halfDaysFrom(days: string | undefined): number | undefined {
  const match = /^(\d{1,4})(?:(\.5|½)|\.0)?$/.exec((days ?? '').trim().replace(/^½$/, '0½').replace(/^\.5$/, '0.5'));
  if (!match) return undefined;
  const halfDays = Number(match[1]) * 2 + (match[2] ? 1 : 0);
  return halfDays > 0 ? halfDays : undefined;
}

const stretch = 42;

export type Plan = {
  service?: string | undefined;
  days?: string | undefined;
  purse?: string | undefined;
  officer?: string | undefined;
  from?: string | undefined;
  sessions: readonly string[];
};

export const planFrom = (c: Web): Plan => ({
  service: c.req.query('service'),
  days: c.req.query('days')?.trim(),
  purse: c.req.query('purse'),
  officer: c.req.query('officer'),
  from: c.req.query('from'),
  sessions: c.req.queries('session') ?? [],
});

const link = (slug: string, plan: Plan, change: Partial<Plan>) => {
  const { sessions: _sessions, ...next } = { ...plan, ...change };
  const entries = Object.entries(next).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return `/${slug}/bookings/new?${new URLSearchParams(entries)}`;
};

/** A refusal with the names this form gives its inputs, so that the error summary leads to them. */
const inThisForm = (refusal: Refusal): Refusal => ({
  ...refusal,
  ...(refusal.faults
    ? { faults: refusal.faults.map(({ field, detail }) => ({ field: field === 'halfDays' ? 'days' : field.replace(/\..*/, ''), detail })) }
    : {}),
});

/** The page at whatever step the plan has come to; a refusal from the quote is shown on the step it concerns. */
export async function planPage(context: Context, c: Web, plan: Plan, refused?: Refusal): Promise<Response> {
  const service = idSchema('svc').safeParse(plan.service);
  if (!service.success || !context.actor.organisation) return problemPage(c, context, { name: 'unknown-service' });
  const today = londonDate(context.now);
  const earliest = mondayOf(isWeekend(today) ? addDays(today, 2) : today);
  const asked = parseDate(plan.from ?? '') ?? earliest;
  const from = asked < earliest ? earliest : mondayOf(asked);
  const choices = await readChoices(
    context,
    context.actor.organisation as OrganisationId,
    service.data as ServiceId,
    from,
    plan.officer ? stretch : 5,
  );
  if (!choices.ok) return problemPage(c, context, choices.refusal);
  const halfDays = halfDaysFrom(plan.days);
  const refusal: Refusal | undefined =
    plan.days !== undefined && !halfDays
      ? {
          name: 'invalid-request',
          faults: [{ field: 'days', detail: 'Enter a number of days greater than zero, whole or with a half, such as 3 or 2.5' }],
        }
      : refused && inThisForm(refused);
  const purses = choices.value.purses;
  const settled: Plan = { ...plan, purse: plan.purse ?? (purses.length === 1 ? purses[0] : undefined) };
  const ready = halfDays !== undefined && settled.purse !== undefined && (!refusal || (refusal.faults?.[0]?.field ?? '') === 'sessions');
  const chosen = choices.value.officers.find(({ officer }) => officer.id === plan.officer);
  return page(context, c, {
    title: `Book: ${choices.value.service.title}`,
    refusal,
    wide: true,
    back: { href: `/${context.council.slug}/catalogue/${service.data}` },
    children: (
      <>
        <PageHeading caption={choices.value.schoolName}>{choices.value.service.title}</PageHeading>
        {ready && chosen ? (
          <PickSessions
            context={context}
            plan={settled}
            halfDays={halfDays}
            chosen={chosen}
            from={from}
            earliest={earliest}
            refusal={refusal}
          />
        ) : (
          <>
            <AskHowMuch context={context} plan={settled} choices={choices.value} refusal={refusal} />
            {ready && <PickOfficer context={context} plan={settled} choices={choices.value} from={from} earliest={earliest} />}
          </>
        )}
      </>
    ),
  });
}

function AskHowMuch({ context, plan, choices, refusal }: { context: Context; plan: Plan; choices: Choices; refusal: Refusal | undefined }) {
  const errors = refusal ? faultsOf(refusal) : undefined;
  const least = choices.service.minimumHalfDays;
  return (
    <form method="get" action={`/${context.council.slug}/bookings/new`} novalidate>
      <input type="hidden" name="service" value={choices.service.id} />
      <Input
        id="days"
        name="days"
        label={{ text: 'How many days do you need?', classes: 'govuk-label--m' }}
        hint={{ text: `Whole or half days, such as 3 or 2.5. At least ${halfDaysText(least)}, at most 20 days in one booking.` }}
        value={plan.days}
        classes="govuk-input--width-4"
        inputmode="decimal"
        errorMessage={errorFor(errors, 'days')}
      />
      {choices.purses.length > 1 ? (
        <Radios
          name="purse"
          idPrefix="purse"
          value={plan.purse}
          fieldset={{ legend: { text: 'What pays for any days that are not free?', classes: 'govuk-fieldset__legend--m' } }}
          hint={{ text: 'VAT depends on it.' }}
          errorMessage={errorFor(errors, 'purse')}
          items={choices.purses.map((purse) => ({
            value: purse,
            text: purse === 'delegated-budget' ? 'The school’s delegated budget' : 'The school’s own funds',
            hint: {
              text:
                purse === 'delegated-budget'
                  ? 'Recharged within the council by journal, without VAT'
                  : 'Donations, lettings or other private funds: invoiced with VAT',
            },
          }))}
        />
      ) : (
        <input type="hidden" name="purse" value={choices.purses[0]} />
      )}
      <Button text="Show free sessions" />
    </form>
  );
}

type Step = { context: Context; plan: Plan; from: CivilDate; earliest: CivilDate };

function PickOfficer({ context, plan, choices, from, earliest }: Step & { choices: Choices }) {
  const slug = context.council.slug;
  const days = [0, 1, 2, 3, 4].map((n) => addDays(from, n));
  const previous = addDays(from, -7);
  if (choices.officers.length === 0) return <InsetText text="No officer delivers this service at present. Ask the council." />;
  return (
    <>
      <h2 class="govuk-heading-m" id="officers">
        Choose an officer
      </h2>
      <p class="govuk-body">Free sessions this week. Choose an officer to see the next six weeks and pick your dates.</p>
      <ul class="govuk-list">
        {choices.officers.map(({ officer }) => (
          <li>
            <a class="govuk-link" href={link(slug, plan, { officer: officer.id, from })}>
              {officer.name}
            </a>
            , {officer.title}
          </li>
        ))}
      </ul>
      <AvailabilityTable
        caption={`Week of ${dateText(from)}`}
        days={days}
        officers={choices.officers.map(({ officer, free }) => ({
          name: officer.name,
          detail: officer.district,
          sessions: days.map((date) => {
            const cell = (half: Half): AvailabilityCell =>
              free.includes(sessionKey(date, half))
                ? { state: 'free', href: link(slug, plan, { officer: officer.id, from }) }
                : { state: 'off', text: 'Not free' };
            return { am: cell('am'), pm: cell('pm') };
          }),
        }))}
        previous={previous >= earliest ? { href: link(slug, plan, { from: previous }), text: `Week of ${dateText(previous)}` } : undefined}
        next={{ href: link(slug, plan, { from: addDays(from, 7) }), text: `Week of ${dateText(addDays(from, 7))}` }}
      />
    </>
  );
}

function PickSessions({
  context,
  plan,
  halfDays,
  chosen,
  from,
  earliest,
  refusal,
}: Step & { halfDays: number; chosen: Choices['officers'][number]; refusal: Refusal | undefined }) {
  const slug = context.council.slug;
  const { officer, free } = chosen;
  const errors = refusal ? faultsOf(refusal) : undefined;
  const dates = [...new Set(free.map(dateOf))];
  const ticked = new Set(plan.sessions);
  const previous = addDays(from, -stretch);
  const hidden = { service: plan.service, days: plan.days, purse: plan.purse, officer: plan.officer, from };
  return (
    <form method="get" action={`/${slug}/bookings/quote`}>
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <fieldset class="govuk-fieldset" aria-describedby={errors ? 'sessions-error' : undefined}>
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">
            Choose {halfDays} half-days ({halfDaysText(halfDays)}) with {officer.name}
          </h2>
        </legend>
        <div id="sessions" tabindex={-1}>
          {errors && (
            <p class="govuk-error-message" id="sessions-error">
              <span class="govuk-visually-hidden">Error:</span> {errors[0]?.text}
            </p>
          )}
          <p class="govuk-hint">
            Free sessions from {dateText(from)} to {dateText(addDays(from, stretch - 1))}. A morning and an afternoon make one day.
          </p>
          {dates.length === 0 && <InsetText text={`${officer.name} has no free session in these six weeks.`} />}
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
        {dates.length > 0 && <Button text="Get a quote" />}
        {previous >= earliest && (
          <a class="govuk-link" href={link(slug, plan, { from: previous })}>
            Earlier dates
          </a>
        )}
        <a class="govuk-link" href={link(slug, plan, { from: addDays(from, stretch) })}>
          Later dates
        </a>
        <a class="govuk-link" href={link(slug, plan, { officer: undefined, from })}>
          Another officer
        </a>
      </div>
    </form>
  );
}

function DayChoice({ date, free, ticked }: { date: CivilDate; free: readonly SessionKey[]; ticked: ReadonlySet<string> }) {
  return (
    <div class="govuk-checkboxes govuk-checkboxes--small daybook-day-choice">
      <span class="daybook-day-choice__day" aria-hidden="true">
        {shortDayText(date)}
      </span>
      {free
        .filter((session) => dateOf(session) === date)
        .map((session) => {
          const id = `session-${session.replace('#', '-')}`;
          return (
            <div class="govuk-checkboxes__item">
              <input class="govuk-checkboxes__input" id={id} name="session" type="checkbox" value={session} checked={ticked.has(session)} />
              <label class="govuk-label govuk-checkboxes__label" for={id}>
                <span class="govuk-visually-hidden">{dayText(date)}, </span>
                {halfText(halfOf(session))}
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
