// Proposing an event to several schools, without JavaScript: who organises it, which service and officer, then sessions, deadline and schools. Each step is an address.
import { londonDate, parseDate, sessionText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, type FieldFault, type Refusal, refuse } from '../../../../shared/decision.ts';
import type { Web } from '../../../../shared/http.ts';
import { idSchema, type OrganisationId, organisationIdSchema, organisationTyped } from '../../../../shared/ids.ts';
import { faultsOf, inWordsOfForm, page, problemPage } from '../../../../shared/page.tsx';
import {
  Button,
  Checkboxes,
  DateField,
  dateTyped,
  type Element,
  errorFor,
  type FieldError,
  fieldOf,
  Input,
  InsetText,
  PageHeading,
  Select,
} from '../../../../shared/ui/index.ts';
import { type EventChoices, readEventChoices } from '../../actions/events/event-plan.ts';
import { OtherSchools, SchoolFields } from './event-schools.tsx';
import { Acknowledging, acknowledgedIn, Unanswerable } from './unanswerable.tsx';

type Form = { one(name: string): string | undefined; many(name: string): string[] };

/** What was typed so far. */
export type EventPlan = {
  organiser?: string | undefined;
  service?: string | undefined;
  officer?: string | undefined;
  from?: string | undefined;
  title?: string | undefined;
  sessions: readonly string[];
  answerBy?: string | undefined;
  split?: string | undefined;
  schools: readonly string[];
  weights: Readonly<Record<string, string | undefined>>;
  others?: string | undefined;
  /** Of a trust that commits its own schools at once: one for all their shares. */
  purchaseOrder?: string | undefined;
};

export const planAsked = (c: Web): EventPlan => ({
  organiser: organisationTyped(c.req.query('organiser')?.trim()) || undefined,
  service: c.req.query('service') || undefined,
  officer: c.req.query('officer') || undefined,
  from: dateTyped({ one: (name) => c.req.query(name) }, 'from'),
  sessions: c.req.queries('session') ?? [],
  schools: [],
  weights: {},
});

/** What a step was sent without: undefined where nothing was sent yet, or all that was asked for is there. */
export function missingIn(c: Web): Refusal | undefined {
  const words = { organiser: 'Choose who organises it', service: 'Choose a service', officer: 'Choose an officer' } as const;
  const faults: FieldFault[] = (['organiser', 'service', 'officer'] as const).flatMap((field) =>
    c.req.query(field) === '' ? [{ field, detail: words[field] }] : [],
  );
  const from = dateTyped({ one: (name) => c.req.query(name) }, 'from');
  if (from && !parseDate(from)) faults.push({ field: 'from', detail: 'Enter a real date, such as 1 9 2027, or leave it empty' });
  return faults.length > 0 ? { name: 'invalid-request', faults } : undefined;
}

const whole = (text: string | undefined): number | undefined => (text && /^\d{1,6}$/.test(text) ? Number(text) : undefined);

const urnsOf = (others = ''): string[] => others.split(/[\s,;]+/).filter(Boolean);
/** What was typed for further schools is URNs, and nothing else. */
export const othersTyped = (others: string | undefined): Decision<void> =>
  urnsOf(others).every((text) => /^\d{6}$/.test(text))
    ? accept(undefined)
    : refuse('invalid-request', undefined, {
        faults: [{ field: 'others', detail: 'Enter the URN of each school, six digits, one a line' }],
      });

/** A posted form as the plan to show again, and as the command that it asks for. */
export function schoolsTyped(form: Form) {
  const others = form.one('others');
  const schools = [...new Set([...form.many('schools'), ...urnsOf(others).flatMap((text) => organisationTyped(text) ?? [])])];
  const weights = Object.fromEntries(schools.map((school) => [school, form.one(`weight-${school}`)]));
  const split = form.one('split');
  const [organiser, service, officer, title] = [form.one('organiser'), form.one('service'), form.one('officer'), form.one('title')];
  const purchaseOrder = form.one('purchaseOrder')?.trim() || undefined;
  const sessions = form.many('session');
  const answerBy = dateTyped(form, 'answerBy');
  const plan: EventPlan = {
    organiser,
    service,
    officer,
    from: form.one('from'),
    title,
    sessions,
    answerBy,
    split,
    schools,
    weights,
    others,
    purchaseOrder,
  };
  const command = {
    organiser,
    title,
    service,
    officer,
    sessions,
    answerBy,
    split,
    ...acknowledgedIn(form),
    schools: schools.map((school) => {
      const weight = whole(weights[school]);
      return { school, ...(split === 'named' && weight !== undefined ? { weight } : {}), ...(purchaseOrder ? { purchaseOrder } : {}) };
    }),
  };
  return { plan, command };
}

/** The first steps: who organises it, what it is and who delivers it. */
const FirstSteps = ({ plan, choices, base, errors }: StepProps): Element => (
  <form method="get" action={`${base}/new`} novalidate>
    {choices.organisers.length > 0 && (
      <Select
        {...fieldOf(plan, errors, 'organiser')}
        label={{ text: 'Who organises it?' }}
        items={[{ value: '', text: 'Choose' }, ...choices.organisers.map(({ id, name }) => ({ value: id, text: name }))]}
      />
    )}
    <Select
      {...fieldOf(plan, errors, 'service')}
      label={{ text: 'Which service?' }}
      items={[{ value: '', text: 'Choose' }, ...choices.services.map(({ id, name }) => ({ value: id, text: name }))]}
    />
    {choices.officers.length > 0 && (
      <Select
        {...fieldOf(plan, errors, 'officer')}
        label={{ text: 'Which officer?' }}
        hint={{ text: 'Whoever is chosen shows when they are free' }}
        items={[{ value: '', text: 'Choose' }, ...choices.officers.map(({ id, name }) => ({ value: id, text: name }))]}
      />
    )}
    <DateField
      field="from"
      legend="Sessions from which day on?"
      hint="Leave it empty for the next four weeks"
      typed={{ from: plan.from }}
      errors={errors}
    />
    <Button text="Show what is free" classes="govuk-button--secondary" />
  </form>
);

const Hidden = ({ plan, organiser }: { plan: EventPlan; organiser: string | undefined }) => (
  <>
    {organiser && <input type="hidden" name="organiser" value={organiser} />}
    <input type="hidden" name="service" value={plan.service ?? ''} />
    <input type="hidden" name="officer" value={plan.officer ?? ''} />
    {plan.from && <input type="hidden" name="from" value={plan.from} />}
  </>
);

type StepProps = { plan: EventPlan; choices: EventChoices; base: string; errors: readonly FieldError[] | undefined };
type LastProps = StepProps & { context: Context; refusal: Refusal | undefined };
const LastStep = ({ context, plan, choices, base, errors, refusal }: LastProps): Element => (
  <form method="post" action={base} novalidate>
    <Hidden plan={plan} organiser={context.actor.organisation ? undefined : choices.organiser?.id} />
    <Input {...fieldOf(plan, errors, 'title')} label={{ text: 'What is the event called?' }} />
    <Checkboxes
      name="session"
      idPrefix="sessions"
      values={[...plan.sessions]}
      fieldset={{ legend: { text: 'Which sessions?', classes: 'govuk-fieldset__legend--s' } }}
      errorMessage={errorFor(errors, 'sessions')}
      items={choices.free.map((session) => ({ value: session, text: sessionText(session) }))}
    />
    {choices.atOnce ? (
      <input type="hidden" name="answerBy" value={londonDate(context.now)} />
    ) : (
      <DateField
        field="answerBy"
        legend="By the end of which day has every school agreed?"
        hint="The sessions are held until then, at most four weeks and never beyond the day before the first"
        typed={{ answerBy: plan.answerBy }}
        errors={errors}
      />
    )}
    <Unanswerable context={context} schools={choices.schools.filter(({ isAnswerable }) => !isAnswerable).map(({ name }) => name)} />
    <SchoolFields schools={choices.schools} chosen={plan.schools} weights={plan.weights} split={plan.split} errors={errors} />
    {!context.actor.organisation && <OtherSchools others={plan.others} errors={errors} />}
    {choices.atOnce && (
      <Input
        {...fieldOf(plan, errors, 'purchaseOrder')}
        label={{ text: 'Purchase order number, if you have one' }}
        hint={{ text: 'It is named on every share' }}
        classes="govuk-input--width-20"
      />
    )}
    <InsetText
      text={
        choices.atOnce
          ? 'You commit your own schools: it is booked at once, and each share is billed to whoever pays for that school.'
          : 'Nothing is booked before every school has agreed to its own share.'
      }
    />
    <Acknowledging refusal={refusal} errors={errors} />
    <Button text={choices.atOnce ? 'Book for these schools' : 'Propose it to these schools'} preventDoubleClick />
  </form>
);

/** The number is asked for once here, and stands with every school of the command. */
const withOneNumber = (refusal: Refusal): Refusal => {
  const isOfSchool = (field: string) => /^schools\.\d+\.purchaseOrder$/.test(field);
  const [first] = refusal.faults?.filter(({ field }) => isOfSchool(field)) ?? [];
  if (!refusal.faults || !first) return refusal;
  return { ...refusal, faults: [...refusal.faults.filter(({ field }) => !isOfSchool(field)), { ...first, field: 'purchaseOrder' }] };
};

/** How much it is follows from the sessions that are ticked. */
const ofSessions = (refusal: Refusal): Refusal =>
  refusal.faults
    ? { ...refusal, faults: refusal.faults.map(({ field, detail }) => ({ field: field === 'halfDays' ? 'sessions' : field, detail })) }
    : refusal;

/** The schema speaks to programs: the day has three boxes here. */
const inBoxes = (refusal: Refusal): Refusal =>
  refusal.faults?.some(({ field, detail }) => field === 'answerBy' && !detail.startsWith('Give a day'))
    ? inWordsOfForm(refusal, { answerBy: 'Give the day by the end of which every school has agreed, such as 1 12 2026' })
    : refusal;

/** The page at whatever step the plan has come to, with what was refused of it. */
export async function eventPlanPage(context: Context, c: Web, plan: EventPlan, refused?: Refusal): Promise<Response> {
  const refusal = refused && withOneNumber(inBoxes(ofSessions(refused)));
  const { slug } = context.council;
  const organiser = organisationIdSchema.safeParse(plan.organiser);
  const service = idSchema('svc').safeParse(plan.service);
  const officer = idSchema('off').safeParse(plan.officer);
  const today = londonDate(context.now);
  const asked = parseDate(plan.from ?? '');
  const found = await readEventChoices(context, {
    ...(organiser.success ? { organiser: organiser.data as OrganisationId } : {}),
    ...(service.success ? { service: service.data } : {}),
    ...(officer.success ? { officer: officer.data } : {}),
    from: asked && asked > today ? asked : today,
  });
  if (!found.ok) return problemPage(c, context, found.refusal);
  const choices = found.value;
  const base = `/${slug}/bookings/events`;
  const isLast = choices.organiser !== undefined && choices.free.length > 0;
  return page(context, c, {
    title: 'Propose an event',
    refusal,
    back: { href: base, text: 'Events' },
    children: (
      <>
        <PageHeading caption={choices.organiser?.name}>Propose an event to several schools</PageHeading>
        <FirstSteps plan={plan} choices={choices} base={base} errors={refusal && faultsOf(refusal)} />
        {plan.officer && choices.free.length === 0 && (
          <p class="govuk-body">The officer has no free sessions in the four weeks from then.</p>
        )}
        {isLast && (
          <LastStep context={context} plan={plan} choices={choices} base={base} errors={refusal && faultsOf(refusal)} refusal={refusal} />
        )}
      </>
    ),
  });
}
