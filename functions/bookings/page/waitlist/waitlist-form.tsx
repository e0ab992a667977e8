// Joining a waiting list on a page: what is waited for, the days that suit, and until when. Nothing is booked by it.
import { addDays, type CivilDate, londonDate, parseDate, type SessionKey } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Refusal } from '../../../../shared/decision.ts';
import type { Web } from '../../../../shared/http.ts';
import { faultsOf, page } from '../../../../shared/page.tsx';
import {
  Button,
  Checkboxes,
  DateField,
  type DateTyped,
  dateTyped,
  type Element,
  errorFor,
  type FieldError,
  halfDaysText,
  InsetText,
  PageHeading,
  purseName,
  Radios,
  Select,
} from '../../../../shared/ui/index.ts';
import { can } from '../../../identity/rules.ts';
import type { Wishing } from '../../actions/waitlist/waitlist.ts';
import { halvesOfWeek, mostWaitedFor } from '../../schema/waitlist.ts';
import { daysTyped, type Plan, planLink } from '../asked.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
/** `1am` as people read it. */
export const halfOfWeekText = (half: string): string => `${weekdays[Number(half[0]) - 1]} ${half.endsWith('am') ? 'morning' : 'afternoon'}`;

type Form = { one(name: string): string | undefined; many(name: string): string[] };

/** What the form holds, as the command has it. */
export const joinFrom = (form: Form) => {
  const [officer, expiresOn, halfDays] = [form.one('officer'), dateTyped(form, 'expiresOn'), form.one('halfDays')];
  return {
    school: form.one('school'),
    service: form.one('service'),
    ...(officer ? { officer } : {}),
    halfDays: halfDays && /^\d$/.test(halfDays) ? Number(halfDays) : undefined,
    from: dateTyped(form, 'from'),
    to: dateTyped(form, 'to'),
    suits: form.many('suits'),
    purse: form.one('purse'),
    ...(expiresOn ? { expiresOn } : {}),
  };
};

/** The place that is free, where there is no need to wait. */
function FreePlace({ context, wishing, refusal }: { context: Context; wishing: Wishing; refusal: Refusal }): Element | null {
  const { officer, sessions } = (refusal.more ?? {}) as { officer?: string; sessions?: SessionKey[] };
  if (refusal.name !== 'place-is-free' || !officer || !sessions) return null;
  const { service, school } = wishing;
  const plan = {
    school: school.id,
    service: service.id,
    officer,
    days: daysTyped(sessions.length),
    from: sessions[0]?.slice(0, 10),
    sessions,
  };
  return (
    <InsetText>
      <a class="govuk-link" href={planLink(context.council.slug, plan)}>
        Book the place that is free
      </a>
    </InsetText>
  );
}

type Joining = { wishing: Wishing; form: Form; typed: DateTyped; suits: readonly string[]; errors: readonly FieldError[] | undefined };

/** With whom, and how much. */
const What = ({ wishing: { service, officers }, form, errors }: Joining): Element => (
  <>
    <Select
      id="officer"
      name="officer"
      label={{ text: 'With whom?' }}
      hint={{ text: 'A place with anybody comes sooner.' }}
      value={form.one('officer') ?? ''}
      items={[{ value: '', text: 'Anybody who delivers it' }, ...officers.map(({ id, name }) => ({ value: id, text: name }))]}
      errorMessage={errorFor(errors, 'officer')}
    />
    <Select
      id="halfDays"
      name="halfDays"
      label={{ text: 'How much?' }}
      hint={{ text: 'More than a day is on working days that follow one another.' }}
      value={form.one('halfDays') ?? String(Math.min(mostWaitedFor, Math.max(2, service.minimumHalfDays)))}
      items={Array.from({ length: mostWaitedFor }, (_, i) => ({ value: String(i + 1), text: halfDaysText(i + 1) }))}
      errorMessage={errorFor(errors, 'halfDays')}
    />
  </>
);

/** The days that suit. */
const When = ({ typed, suits, errors }: Joining): Element => (
  <>
    <DateField field="from" legend="The first day that suits" typed={typed} errors={errors} />
    <DateField field="to" legend="The last day that suits" typed={typed} errors={errors} />
    <Checkboxes
      name="suits"
      idPrefix="suits"
      fieldset={{ legend: { text: 'Which half-days suit?', classes: 'govuk-fieldset__legend--s' } }}
      classes="govuk-checkboxes--small"
      values={suits}
      items={halvesOfWeek.map((half) => ({ value: half, text: halfOfWeekText(half) }))}
      errorMessage={errorFor(errors, 'suits')}
    />
  </>
);

/** What pays for what is not free: asked where there is a choice, and sent along where there is none. */
function WhatPays({ wishing: { service, purses }, form, errors }: Joining): Element | null {
  const [only] = purses;
  if (purses.length <= 1 || service.class !== 'traded') return only ? <input type="hidden" name="purse" value={only} /> : null;
  return (
    <Radios
      name="purse"
      idPrefix="purse"
      value={form.one('purse')}
      fieldset={{ legend: { text: 'What pays for any days that are not free?', classes: 'govuk-fieldset__legend--s' } }}
      items={purses.map((purse) => ({ value: purse, text: `The school’s ${purseName(purse)}` }))}
      errorMessage={errorFor(errors, 'purse')}
    />
  );
}

/** What the form begins with where nothing is typed yet: twelve weeks from tomorrow, or from the day asked for, and any half-day. */
function begunWith(context: Context, form: Form): Pick<Joining, 'typed' | 'suits'> {
  if (form.one('halfDays') !== undefined) return { typed: form, suits: form.many('suits') };
  const [tomorrow, asked] = [addDays(londonDate(context.now), 1), parseDate(form.one('from') ?? '')];
  const first = asked && asked > tomorrow ? asked : tomorrow;
  return { typed: { from: first, to: addDays(first, 83) }, suits: halvesOfWeek };
}

const days: Readonly<Record<string, string>> = { from: 'the first day that suits', to: 'the last day that suits' };
/** Where a day is no date, which of the two is meant. */
const withDay = ({ field, text }: FieldError): FieldError => ({
  field,
  text: days[field] ? text.replace('Enter a real date', `Enter ${days[field]} as a real date`) : text,
});

type JoinShown = { wishing: Wishing; form: Form; refusal?: Refusal };

/** The form with what was typed, or as it is begun. */
export function joinPage(context: Context, c: Web, { wishing, form, refusal }: JoinShown): Promise<Response> {
  const { service, school } = wishing;
  const { slug } = context.council;
  const errors = refusal && faultsOf(refusal).map(withDay);
  const joining: Joining = { wishing, form, errors, ...begunWith(context, form) };
  return page(context, c, {
    title: `Join the waiting list: ${service.title}`,
    refusal,
    errors,
    back: { href: `/${slug}/catalogue/${service.id}` },
    children: (
      <>
        <PageHeading caption={school.name}>Join the waiting list</PageHeading>
        <p class="govuk-body-l">{service.title}</p>
        <p class="govuk-body">
          When a place becomes free that suits, it is offered to whoever joined first, whether for one officer or for anybody. It is then
          held until the end of the next working day, and whoever books for the school is written to. Nothing is booked, and nothing is
          charged, before somebody accepts.
        </p>
        {refusal && <FreePlace context={context} wishing={wishing} refusal={refusal} />}
        <form method="post" action={`/${slug}/bookings/waitlist`} novalidate>
          <input type="hidden" name="school" value={school.id} />
          <input type="hidden" name="service" value={service.id} />
          <What {...joining} />
          <When {...joining} />
          <WhatPays {...joining} />
          <DateField
            field="expiresOn"
            legend="Wait until (optional)"
            hint="The last day on which a place is offered; without one, the last day that suits"
            typed={form}
            errors={errors}
          />
          <Button text="Join the waiting list" preventDoubleClick />
        </form>
      </>
    ),
  });
}

/** What an address says, read as a form is. */
export const formOfAddress = (c: Web): Form => ({
  one: (name) => c.req.query(name)?.trim() || undefined,
  many: (name) => c.req.queries(name) ?? [],
});

/** The way to wait for what is not free, for one officer or for anybody; for whoever may. */
export function WaitInstead({
  context: { actor, council },
  plan: { school, service, team },
  officer,
  from,
}: {
  context: Context;
  plan: Pick<Plan, 'school' | 'service' | 'team'>;
  officer?: { id: string; name: string };
  from: CivilDate;
}): Element | null {
  if (!service || team || !can(actor, 'waitlist:join')) return null;
  const wish = { service, from, ...(school ? { school } : {}), ...(officer ? { officer: officer.id } : {}) };
  return (
    <p class="govuk-body">
      Nothing that suits?{' '}
      <a class="govuk-link" href={`/${council.slug}/bookings/waitlist/new?${new URLSearchParams(wish)}`}>
        Join the waiting list for {officer ? `${officer.name}, or for ` : ''}anybody
      </a>
    </p>
  );
}
