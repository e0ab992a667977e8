// Planning a booking, without JavaScript: how much, who pays, which officer, which sessions.
import { addDays, type CivilDate, isWeekend, londonDate, mondayOf, parseDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, type FieldFault, type Refusal, refuse } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { idSchema, type OrganisationId, organisationIdSchema, organisationTyped, prefixOf, type ServiceId } from '../../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import type { Purse } from '../../../shared/policy/schema.ts';
import { type FieldError, halfDaysText, PageHeading } from '../../../shared/ui/index.ts';
import { type Choices, readChoices } from '../actions/read.ts';
import { bookingHorizonDays } from '../schema.ts';
import { BookedFor, cannotBook } from './acting.tsx';
import { chosenIn, halfDaysFrom, type Plan, peopleFrom } from './asked.ts';
import { forWhomPage } from './for-whom.tsx';
import { AskHowMuch } from './how-much.tsx';
import { PickOfficer } from './pick-officer.tsx';
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

export type StepProps = { context: Context; plan: Plan; choices: Choices; errors: readonly FieldError[] | undefined };

const isStaffs = ({ actor }: Context): boolean => actor.organisation === undefined;

/** Which service it is, and for which school: none where that is still to be said, or where the council's people typed a name to look for. */
function askedIn(context: Context, plan: Plan): Decision<{ service: ServiceId; school?: OrganisationId }> {
  const service = idSchema('svc').safeParse(plan.service);
  if (!service.success) return refuse('unknown-service');
  const typed = plan.school?.trim();
  const { organisation } = context.actor;
  const named = organisation ? (typed ?? organisation) : organisationTyped(typed);
  if (!named || (organisation && prefixOf(organisation) === 'ptn' && !typed)) return accept({ service: service.data });
  const school = organisationIdSchema.safeParse(named);
  if (school.success) return accept({ service: service.data, school: school.data });
  return isStaffs(context) ? accept({ service: service.data }) : refuse('unknown-school');
}

/** The page at whatever step the plan has come to; a refusal from the quote is shown on the step it concerns. */
export async function planPage(context: Context, c: Web, plan: Plan, refused?: Refusal): Promise<Response> {
  const asked = askedIn(context, plan);
  if (!asked.ok) return problemPage(c, context, asked.refusal);
  const { service, school } = asked.value;
  if (!school) return forWhomPage(context, c, { ...plan, service });
  const window = windowFor(context, plan.from ?? (plan.adding ? [...plan.sessions].sort()[0]?.slice(0, 10) : undefined));
  const found = await readChoices(context, school, service, window.from, plan.officer && plan.adding !== 'choose' ? stretch : 5);
  if (!found.ok && found.refusal.name === 'unknown-school' && isStaffs(context)) return forWhomPage(context, c, { ...plan, service });
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
  const step: StepProps = { context, plan: settled, choices, errors };
  const booked = typeof refused?.more?.booking === 'string' ? refused.more.booking : undefined;
  return page(context, c, {
    title: `Book: ${choices.service.title}`,
    refusal,
    errors,
    wide: true,
    back: { href: `/${context.council.slug}/catalogue/${service}` },
    children: (
      <>
        <PageHeading caption={choices.schoolName}>{choices.service.title}</PageHeading>
        <BookedFor {...choices} team={choices.teams.find(({ id }) => id === plan.team)} />
        {ready && chosen ? (
          <PickSessions {...step} halfDays={halfDays} chosen={chosen} window={window} booked={booked} />
        ) : (
          <>
            {plan.adding && ready ? <AlreadyChosen plan={settled} choices={choices} /> : <AskHowMuch {...step} />}
            {ready && <PickOfficer {...step} window={window} />}
          </>
        )}
      </>
    ),
  });
}
