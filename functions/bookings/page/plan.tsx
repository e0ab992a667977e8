// Planning a booking, without JavaScript: how much, who pays, which officer, which sessions.
import { addDays, type CivilDate, isWeekend, londonDate, mondayOf, parseDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { FieldFault, Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { idSchema, organisationIdSchema, organisationTyped, prefixOf } from '../../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import type { Purse } from '../../../shared/policy/schema.ts';
import { Button, errorFor, type FieldError, halfDaysText, Input, InsetText, PageHeading, Radios } from '../../../shared/ui/index.ts';
import { type Choices, readChoices } from '../actions/read.ts';
import { bookingHorizonDays } from '../schema.ts';
import { BookedFor, cannotBook } from './acting.tsx';
import { chosenIn, halfDaysFrom, type Plan, peopleFrom } from './asked.ts';
import { forWhomPage } from './for-whom.tsx';
import { PickOfficer } from './pick-officer.tsx';
import { accountText } from './reclassify.tsx';
import { AlreadyChosen, PickSessions, stretch, type Window } from './sessions.tsx';

/** Where on the form a field of the command is asked for; what is asked for nowhere is about the page as a whole. */
const inputOf = (field: string): string => {
  const name = field.replace(/\..*/, '').replace(/^also$/, 'sessions');
  return name === 'halfDays'
    ? 'days'
    : ['days', 'purse', 'team', 'attendees', 'officer', 'sessions'].includes(name)
      ? name
      : 'main-content';
};

const steps = [['days', 'purse', 'team', 'attendees'], ['officer'], ['sessions']];

/** A refusal of the quote in this form's words: the schema speaks to programs too. */
function forPeople(refusal: Refusal, plan: Plan, { least, most }: Choices): FieldError[] {
  if (refusal.name !== 'invalid-request') return faultsOf(refusal).map(({ field, text }) => ({ field: inputOf(field), text }));
  const halfDays = halfDaysFrom(plan.days) ?? 0;
  const chosen = chosenIn(plan);
  const missing = halfDays - chosen;
  const instead = chosen >= least && chosen <= most ? `, or ask for ${halfDaysText(chosen)}` : '';
  const words: Readonly<Record<string, string>> = {
    officer: 'Choose an officer from those offered.',
    purse: 'Choose what pays for any days that are not free.',
    team: 'Choose whose days and budget from those offered.',
    days: 'Enter how many days you need, such as 3 or 2.5.',
    sessions:
      chosen === 0 || missing === 0
        ? 'Choose sessions from those shown.'
        : missing > 0
          ? `You have chosen ${chosen} of ${halfDays} half-days: choose ${missing} more${instead}.`
          : `You have chosen ${chosen} half-days and asked for ${halfDays}: take away ${-missing}${instead}.`,
  };
  const fields = new Set((refusal.faults ?? []).map(({ field }) => inputOf(field)));
  // One step at a time: what is asked for on a later page is not missing yet.
  const step = steps.find((inputs) => inputs.some((input) => fields.has(input))) ?? ['main-content'];
  return step
    .filter((input) => fields.has(input) || input === 'main-content')
    .map((field) => ({
      field,
      text: words[field] ?? 'Some of what was sent is not as this page sends it. Start again from the service.',
    }));
}

/** What is wrong with the answers to how much and who pays, once they are given: days and purse together. */
function answersRefused(plan: Plan, { least, most, purses, teams, service, booker, mostAttendees }: Choices): FieldFault[] {
  if (plan.days === undefined && plan.purse === undefined && plan.team === undefined) return [];
  const halfDays = halfDaysFrom(plan.days);
  const days =
    plan.days === undefined
      ? undefined
      : !halfDays
        ? 'Enter a number of days greater than zero, whole or with a half, such as 3 or 2.5'
        : halfDays > most
          ? `One booking holds at most ${halfDaysText(most)}. Ask for fewer, and make another booking for the rest`
          : halfDays < least
            ? `${service.title} is booked for at least ${halfDaysText(least)} at a time. Ask for more`
            : undefined;
  const isAsked = service.class === 'traded' && booker === 'school' && plan.days !== undefined;
  const purse =
    plan.purse === undefined
      ? isAsked && purses.length > 1
        ? 'Choose what pays for any days that are not free: the delegated budget or the school’s own funds'
        : undefined
      : purses.some((offered) => offered === plan.purse) || service.class !== 'traded' || booker !== 'school'
        ? undefined
        : 'The school cannot pay from there. Choose what pays from those offered';
  const team =
    plan.team === undefined || teams.some(({ id }) => id === plan.team)
      ? undefined
      : 'That team pays for nothing of this service. Choose from those offered';
  const count = peopleFrom(plan.attendees);
  const attendees =
    plan.attendees === undefined || mostAttendees === undefined || (count !== undefined && count <= mostAttendees)
      ? undefined
      : `Enter how many people take part, from 1 to ${mostAttendees}, or leave it empty`;
  return [
    ...(attendees ? [{ field: 'attendees', detail: attendees }] : []),
    ...(days ? [{ field: 'days', detail: days }] : []),
    ...(purse ? [{ field: 'purse', detail: purse }] : []),
    ...(team ? [{ field: 'team', detail: team }] : []),
  ];
}

/** The purse of a plan: the one chosen; the only one there is; and the first for a service that is not sold, which needs none. */
function purseOf(plan: Plan, { purses, service, booker }: Choices): Purse | undefined {
  const chosen = purses.find((purse) => purse === plan.purse);
  return chosen ?? (purses.length === 1 || service.class !== 'traded' || booker !== 'school' ? (purses[0] ?? 'own-funds') : undefined);
}

/** Where the dates shown begin: the week asked for, but not before this one and not beyond the last week that can be booked. */
function windowFor(context: Context, asked: string | undefined): Window {
  const today = londonDate(context.now);
  const earliest = mondayOf(isWeekend(today) ? addDays(today, 2) : today);
  const latest = mondayOf(addDays(today, bookingHorizonDays));
  const from = mondayOf(parseDate(asked ?? '') ?? earliest);
  const begins = (monday: CivilDate): Window => ({ from: monday, earliest, latest });
  if (from < earliest) return begins(earliest);
  return from > latest ? begins(latest) : begins(from);
}

/** The page at whatever step the plan has come to; a refusal from the quote is shown on the step it concerns. */
export async function planPage(context: Context, c: Web, plan: Plan, refused?: Refusal): Promise<Response> {
  const service = idSchema('svc').safeParse(plan.service);
  if (!service.success) return problemPage(c, context, { name: 'unknown-service' });
  const typed = plan.school?.trim();
  const named = context.actor.organisation ? (typed ?? context.actor.organisation) : organisationTyped(typed);
  if (!named || (context.actor.organisation && prefixOf(context.actor.organisation) === 'ptn' && !typed))
    return forWhomPage(context, c, { ...plan, service: service.data });
  const school = organisationIdSchema.safeParse(named);
  const isStaffs = context.actor.organisation === undefined;
  // What is no identifier is a name to look for.
  if (!school.success)
    return isStaffs ? forWhomPage(context, c, { ...plan, service: service.data }) : problemPage(c, context, { name: 'unknown-school' });
  const window = windowFor(context, plan.from ?? (plan.adding ? [...plan.sessions].sort()[0]?.slice(0, 10) : undefined));
  const found = await readChoices(context, school.data, service.data, window.from, plan.officer && plan.adding !== 'choose' ? stretch : 5);
  if (!found.ok && found.refusal.name === 'unknown-school' && isStaffs) return forWhomPage(context, c, { ...plan, service: service.data });
  if (!found.ok) return cannotBook(context, c, found.refusal, plan);
  const choices = found.value;
  const faults = answersRefused(plan, choices);
  const refusal: Refusal | undefined = faults.length > 0 ? { name: 'invalid-request', faults } : refused;
  const errors = faults.length > 0 ? faultsOf({ name: 'invalid-request', faults }) : refused && forPeople(refused, plan, choices);
  const faulty = new Set(errors?.map(({ field }) => field));
  const settled: Plan = { ...plan, school: choices.school, purse: purseOf(plan, choices), from: window.from };
  const halfDays = halfDaysFrom(plan.days);
  const ready =
    halfDays !== undefined && settled.purse !== undefined && !['days', 'purse', 'team', 'attendees'].some((field) => faulty.has(field));
  const who = plan.adding ?? plan.officer;
  const chosen = faulty.has('officer') ? undefined : choices.officers.find(({ officer }) => officer.id === who);
  return page(context, c, {
    title: `Book: ${choices.service.title}`,
    refusal,
    errors,
    wide: true,
    back: { href: `/${context.council.slug}/catalogue/${service.data}` },
    children: (
      <>
        <PageHeading caption={choices.schoolName}>{choices.service.title}</PageHeading>
        <BookedFor {...choices} team={choices.teams.find(({ id }) => id === plan.team)} />
        {ready && chosen ? (
          <PickSessions
            context={context}
            plan={settled}
            halfDays={halfDays}
            choices={choices}
            chosen={chosen}
            window={window}
            errors={errors}
            booked={typeof refused?.more?.booking === 'string' ? refused.more.booking : undefined}
          />
        ) : (
          <>
            {plan.adding && ready ? (
              <AlreadyChosen plan={settled} choices={choices} />
            ) : (
              <AskHowMuch context={context} plan={settled} choices={choices} errors={errors} />
            )}
            {ready && <PickOfficer context={context} plan={settled} choices={choices} window={window} errors={errors} />}
          </>
        )}
      </>
    ),
  });
}

const paidFrom = (purse: Purse, { schoolName, payerName = schoolName }: Choices): string =>
  purse === 'delegated-budget'
    ? 'Any days that are not free are paid from the school’s delegated budget: recharged within the council, without VAT.'
    : `Any days that are not free are invoiced to ${payerName}, with VAT where it applies.`;

/** How much is left that can pay for it, account by account; of a service that is only free also that there is nothing. */
function Left({ choices: { left, service, schoolName, booker } }: { choices: Choices }) {
  const whose = booker === 'lead' ? 'your partnership' : schoolName;
  if (left.length === 0)
    return service.class === 'entitlement' ? <InsetText text={`No free days of ${whose} are left that could pay for this.`} /> : null;
  return (
    <InsetText>
      Free days left for it:
      <ul class="govuk-list govuk-list--bullet">
        {left.map((account) => (
          <li>{accountText(account)}</li>
        ))}
      </ul>
    </InsetText>
  );
}

export type StepProps = { context: Context; plan: Plan; choices: Choices; errors: readonly FieldError[] | undefined };

function AskHowMuch({ context, plan, choices, errors }: StepProps) {
  const { service, purses, least, most } = choices;
  const [only] = purses;
  return (
    <form method="get" action={`/${context.council.slug}/bookings/new`} novalidate>
      <input type="hidden" name="school" value={choices.school} />
      <input type="hidden" name="service" value={service.id} />
      {plan.need && <input type="hidden" name="need" value={plan.need} />}
      {/* Whoever comes from an officer’s next free day comes to that officer’s days. */}
      {plan.officer && <input type="hidden" name="officer" value={plan.officer} />}
      {plan.officer && <input type="hidden" name="from" value={plan.from} />}
      <Left choices={choices} />
      <Input
        id="days"
        name="days"
        label={{ text: 'How many days do you need?', classes: 'govuk-label--m' }}
        hint={{
          text: `Whole or half days, such as 3 or 2.5. At least ${halfDaysText(least)}, at most ${halfDaysText(most)} in one booking.`,
        }}
        value={plan.days}
        classes="govuk-input--width-4"
        inputmode="decimal"
        errorMessage={errorFor(errors, 'days')}
      />
      {choices.mostAttendees !== undefined && (
        <Input
          id="attendees"
          name="attendees"
          label={{ text: 'How many people will take part? (optional)', classes: 'govuk-label--m' }}
          hint={{ text: `At most ${choices.mostAttendees}. You name them once it is booked, and may change the names until it is over.` }}
          value={plan.attendees}
          classes="govuk-input--width-3"
          inputmode="numeric"
          errorMessage={errorFor(errors, 'attendees')}
        />
      )}
      {service.class === 'core' ? (
        <p class="govuk-body" id="purse" tabindex={-1}>
          This is a core service: nothing is charged.
        </p>
      ) : choices.teams.length > 0 ? (
        <Radios
          name="team"
          idPrefix="team"
          value={plan.team ?? ''}
          fieldset={{ legend: { text: 'Whose days and budget?', classes: 'govuk-fieldset__legend--m' } }}
          errorMessage={errorFor(errors, 'team')}
          items={[
            {
              value: '',
              text: `Free days of ${choices.schoolName}, or of its partnership`,
              hint: { text: 'What is charged is booked by the school that pays for it.' },
            },
            ...choices.teams.map(({ id, name }) => ({
              value: id,
              text: name,
              hint: { text: 'Its days, and from its budget the price of what is not free, by journal. The school pays nothing.' },
            })),
          ]}
        />
      ) : choices.booker !== 'school' ? (
        <p class="govuk-body" id="purse" tabindex={-1}>
          Only free days can be booked here. What is charged is booked by the school that pays for it.
        </p>
      ) : service.class === 'entitlement' ? (
        <p class="govuk-body" id="purse" tabindex={-1}>
          It is not sold: only free days can be booked.
        </p>
      ) : purses.length > 1 ? (
        <Radios
          name="purse"
          idPrefix="purse"
          value={plan.purse}
          fieldset={{ legend: { text: 'What pays for any days that are not free?', classes: 'govuk-fieldset__legend--m' } }}
          hint={{ text: 'VAT depends on it.' }}
          errorMessage={errorFor(errors, 'purse')}
          items={purses.map((purse) => ({
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
        <p class="govuk-body" id="purse" tabindex={-1}>
          {only && paidFrom(only, choices)}
        </p>
      )}
      <Button text="Show available sessions" />
    </form>
  );
}
