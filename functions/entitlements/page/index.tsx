// Vacancies for council staff, and for schools the statement of their free days.
import { dateText, londonDate, parseDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { idSchema, organisationIdSchema, organisationTyped } from '../../../shared/ids.ts';
import { faultsOf, inWordsOfForm, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  DateField,
  type DateNames,
  dateNames,
  dateTyped,
  type Element,
  errorFor,
  type FieldError,
  fieldOf,
  halfDaysText,
  Input,
  InsetText,
  MoreLink,
  NotificationBanner,
  PageHeading,
  ScrollTable,
  Select,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { manifest } from '../../manifest.ts';
import { closeVacancy, currentPolicy, listOpenVacancies, listVacancies, recordVacancy } from '../actions.ts';
import { vacancyDates, vacancyRule } from '../rules.ts';
import { closeVacancySchema, recordVacancySchema, type Vacancy } from '../schema.ts';
import { ClosingLinks, closingPage, doneText } from './closing.tsx';
import { statementPage } from './statement.tsx';

type Routes = (typeof manifest)['entitlements']['routes'];
type Elsewhere =
  | `${string} /api/${string}`
  | `${string} /entitlements/${'runs' | 'policies' | 'pots' | 'statements' | 'needs' | 'nudges'}${string}`;
type Pages = { [R in keyof Routes as R extends Elsewhere ? never : R]: Routes[R] };

type Typed = Partial<Record<'school' | 'post' | DateNames<'vacantFrom'>, string | undefined>>;

const bounds = ({ now }: Context): string => {
  const { first, last } = vacancyDates(londonDate(now));
  return `between ${dateText(first)} and ${dateText(last)}`;
};
/** What is no date is told so, before when it may be: nobody looks for a fault in the year of a 31 February. */
const forPeople = (context: Context, refusal: Refusal, typed: Typed): FieldError[] => {
  const date = dateTyped(typed, 'vacantFrom');
  const words = {
    school: 'Enter the school’s URN, six digits.',
    vacantFrom:
      date && !parseDate(date)
        ? `Enter a real date, such as 1 9 2027, ${bounds(context)}.`
        : `Enter the date the post falls vacant, ${bounds(context)}.`,
  };
  return faultsOf(inWordsOfForm(refusal, words)).map(({ field, text }) => ({
    field: ['school', 'post', 'vacantFrom'].includes(field) ? field : 'main-content',
    text,
  }));
};

type OpenProps = { slug: string; vacancies: readonly Vacancy[]; mayRecord: boolean };
const OpenVacancies = ({ slug, vacancies, mayRecord }: OpenProps): Element => (
  <ScrollTable
    caption="Open vacancies"
    head={[
      { text: 'School' },
      { text: 'Post' },
      { text: 'Vacant from' },
      { text: 'Free days granted' },
      ...(mayRecord ? [{ text: 'Close it as' }] : []),
    ]}
    rows={vacancies.map((vacancy) => [
      {
        html: (
          <a class="govuk-link" href={`/${slug}/entitlements/statements/${vacancy.school}`}>
            {vacancy.schoolName}
          </a>
        ),
      },
      { text: vacancy.postTitle },
      { text: dateText(vacancy.vacantFrom) },
      { text: vacancy.grantedHalfDays > 0 ? halfDaysText(vacancy.grantedHalfDays) : 'none' },
      ...(mayRecord ? [{ html: <ClosingLinks slug={slug} vacancy={vacancy} /> }] : []),
    ])}
  />
);

type RecordProps = {
  context: Context;
  policy: Awaited<ReturnType<typeof currentPolicy>>;
  typed: Typed;
  errors: readonly FieldError[] | undefined;
};

/** Recording a vacancy, with what it grants under the policy in force. */
function RecordForm({ context, policy, typed, errors }: RecordProps): Element {
  const rule = policy && vacancyRule(policy.pack);
  return (
    <form method="post" action={`/${context.council.slug}/entitlements/vacancies`} novalidate>
      <h2 class="govuk-heading-m">Record a vacancy</h2>
      {rule && (
        <InsetText
          text={`Recording it grants ${halfDaysText(rule.grant.halfDays)} free: “${rule.clause.text}” (${rule.clause.reference}).`}
        />
      )}
      <Input
        id="school"
        name="school"
        label={{ text: 'School' }}
        hint={{ text: 'The school’s URN, six digits. Find it under Schools.' }}
        value={typed.school?.replace(/^sch_/, '')}
        classes="govuk-input--width-10"
        inputmode="numeric"
        errorMessage={errorFor(errors, 'school')}
      />
      <Select
        {...fieldOf(typed, errors, 'post')}
        label={{ text: 'Post' }}
        items={[
          { text: 'Choose a post', value: '' },
          ...(policy?.pack.posts.map((post) => ({ value: post.code, text: post.title })) ?? []),
        ]}
      />
      <DateField field="vacantFrom" legend="Vacant from" hint={`A date ${bounds(context)}`} typed={typed} errors={errors} />
      <Button text="Record the vacancy" preventDoubleClick />
    </form>
  );
}

async function staffPage(context: Context, c: Web, typed: Typed, refusal?: Refusal): Promise<Response> {
  const [open, policy] = await Promise.all([listOpenVacancies(context, c.req.query('after')), currentPolicy(context)]);
  if (!open.ok) return problemPage(c, context, open.refusal);
  const { items, next } = open.value;
  const errors = refusal && forPeople(context, refusal, typed);
  const mayRecord = can(context.actor, 'vacancy:record');
  const done = refusal ? undefined : await doneText(context, c);
  return page(context, c, {
    title: 'Vacancies',
    refusal,
    errors,
    wide: true,
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading>Vacancies</PageHeading>
        {items.length > 0 ? (
          <OpenVacancies slug={context.council.slug} vacancies={items} mayRecord={mayRecord} />
        ) : (
          <p class="govuk-body">No vacancy is open.</p>
        )}
        {next && <MoreLink query={{ after: next }} text="More vacancies" />}
        {mayRecord && <RecordForm context={context} policy={policy} typed={typed} errors={errors} />}
      </>
    ),
  });
}

const donePath = (context: Context, done: string, { school, id }: Vacancy) =>
  `/${context.council.slug}/entitlements/vacancies?${new URLSearchParams({ done, vacancy: `${school}/${id}` })}`;

export const pages: Handlers<Pages> = {
  'GET /entitlements/vacancies': async (context, c) => {
    const own = context.actor.organisation;
    if (own) {
      const decision = await listVacancies(context, own);
      return decision.ok ? statementPage(context, c, own) : problemPage(c, context, decision.refusal);
    }
    const [close, outcome] = [c.req.query('close'), c.req.query('outcome')];
    if (close && (outcome === 'filled' || outcome === 'withdrawn') && can(context.actor, 'vacancy:record'))
      return closingPage(context, c, close, outcome);
    return staffPage(context, c, { school: c.req.query('school') });
  },
  'POST /entitlements/vacancies': async (context, c) => {
    const form = await readForm(c);
    const names = ['school', 'post', 'vacantFrom', ...dateNames('vacantFrom')];
    const typed: Typed = Object.fromEntries(names.map((name) => [name, form.one(name)]));
    const said = { school: organisationTyped(typed.school), post: typed.post, vacantFrom: dateTyped(typed, 'vacantFrom') };
    const command = parse(recordVacancySchema, said);
    const decision = command.ok ? await recordVacancy(context, command.value) : command;
    return decision.ok ? seeOther(donePath(context, 'recorded', decision.value)) : staffPage(context, c, typed, decision.refusal);
  },
  'POST /entitlements/vacancies/{school}/{vacancy}/closing': async (context, c) => {
    const form = await readForm(c);
    const school = organisationIdSchema.safeParse(c.req.param('school'));
    const vacancy = parse(idSchema('vac'), c.req.param('vacancy'));
    if (!school.success || !vacancy.ok) return problemPage(c, context, { name: 'unknown-vacancy' });
    const command = parse(closeVacancySchema, { outcome: form.one('outcome') });
    const decision = command.ok ? await closeVacancy(context, school.data, vacancy.value, command.value) : command;
    return decision.ok ? seeOther(donePath(context, 'closed', decision.value)) : staffPage(context, c, {}, decision.refusal);
  },
};
