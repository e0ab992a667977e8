// Vacancies for council staff and schools, and a school's statement of its free days.
import { dateText } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import { type Refusal, refuse } from '../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../shared/http.ts';
import { idSchema, organisationIdSchema } from '../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../shared/page.tsx';
import {
  Button,
  errorFor,
  halfDaysText,
  Input,
  InsetText,
  NotificationBanner,
  PageHeading,
  PostButton,
  ScrollTable,
  Select,
  Tag,
} from '../../shared/ui/index.ts';
import { can } from '../identity/rules.ts';
import type { manifest } from '../manifest.ts';
import { closeVacancy, currentPolicy, listOpenVacancies, listVacancies, readStatement, recordVacancy } from './actions.ts';
import { closeVacancySchema, recordVacancySchema, type StatementLine, type Vacancy } from './schema.ts';

type Routes = (typeof manifest)['entitlements']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /api/${string}` ? never : R]: Routes[R] };

const stateTag = (vacancy: Vacancy) => (
  <Tag text={vacancy.state} classes={vacancy.state === 'open' ? 'govuk-tag--green' : 'govuk-tag--grey'} />
);

/** A URN as typed, or our own id of a school. */
const schoolFrom = (text: string | undefined) => (text && /^\d+$/.test(text) ? `sch_${text}` : text);

type Typed = { school?: string | undefined; post?: string | undefined; vacantFrom?: string | undefined };

async function staffPage(context: Context, c: Web, typed: Typed, refusal?: Refusal): Promise<Response> {
  const [open, policy] = await Promise.all([listOpenVacancies(context, c.req.query('after')), currentPolicy(context)]);
  if (!open.ok) return problemPage(c, context, open.refusal);
  const vacancies = open.value;
  const slug = context.council.slug;
  const errors = refusal ? faultsOf(refusal) : undefined;
  const mayRecord = can(context.actor, 'vacancy:record');
  const rule = policy?.pack.allocations.find((r) => r.event === 'vacancy');
  return page(context, c, {
    title: 'Vacancies',
    refusal,
    wide: true,
    children: (
      <>
        {c.req.query('done') === 'recorded' && (
          <NotificationBanner type="success" text="The vacancy is recorded and its free days are granted." />
        )}
        {c.req.query('done') === 'closed' && (
          <NotificationBanner type="success" text="The vacancy is closed. What was left of its free days has lapsed." />
        )}
        <PageHeading>Vacancies</PageHeading>
        <ScrollTable
          caption="Open vacancies"
          head={[{ text: 'School' }, { text: 'Post' }, { text: 'Vacant from' }, { text: 'Free days granted' }, { text: 'Actions' }]}
          rows={vacancies.items.map((vacancy) => [
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
            {
              html: mayRecord ? (
                <>
                  <PostButton
                    action={`/${slug}/entitlements/vacancies/${vacancy.school}/${vacancy.id}/closing`}
                    fields={{ outcome: 'filled' }}
                    classes="govuk-button--secondary daybook-small-button"
                    html={
                      <>
                        Filled
                        <span class="govuk-visually-hidden">
                          : {vacancy.postTitle} at {vacancy.schoolName}
                        </span>
                      </>
                    }
                  />
                  <PostButton
                    action={`/${slug}/entitlements/vacancies/${vacancy.school}/${vacancy.id}/closing`}
                    fields={{ outcome: 'withdrawn' }}
                    classes="govuk-button--secondary daybook-small-button"
                    html={
                      <>
                        Withdrawn
                        <span class="govuk-visually-hidden">
                          : {vacancy.postTitle} at {vacancy.schoolName}
                        </span>
                      </>
                    }
                  />
                </>
              ) : (
                '–'
              ),
            },
          ])}
        />
        {vacancies.items.length === 0 && <p class="govuk-body">No vacancy is open.</p>}
        {vacancies.next && (
          <p class="govuk-body">
            <a class="govuk-link" href={`?after=${encodeURIComponent(vacancies.next)}`}>
              More vacancies
            </a>
          </p>
        )}
        {mayRecord && (
          <form method="post" action={`/${slug}/entitlements/vacancies`} novalidate>
            <h2 class="govuk-heading-m">Record a vacancy</h2>
            {rule && (
              <InsetText
                text={`Recording it grants ${halfDaysText(rule.grantHalfDays)} free: “${rule.clause.text}” (${rule.clause.reference}).`}
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
              id="post"
              name="post"
              label={{ text: 'Post' }}
              value={typed.post}
              items={[
                { text: 'Choose a post', value: '' },
                ...(policy?.pack.posts.map((post) => ({ value: post.code, text: post.title })) ?? []),
              ]}
              errorMessage={errorFor(errors, 'post')}
            />
            <Input
              id="vacantFrom"
              name="vacantFrom"
              type="date"
              label={{ text: 'Vacant from' }}
              hint={{ text: 'For example, 2026-12-31' }}
              value={typed.vacantFrom}
              classes="govuk-input--width-10"
              errorMessage={errorFor(errors, 'vacantFrom')}
            />
            <Button text="Record the vacancy" preventDoubleClick />
          </form>
        )}
      </>
    ),
  });
}

const statementRows = (lines: readonly StatementLine[]) =>
  lines.map(({ vacancy, granted, held, used, lapsed, left }) => [
    {
      html: (
        <>
          {vacancy.ruleTitle ?? vacancy.postTitle} {stateTag(vacancy)}
          <br />
          <span class="govuk-hint">
            {vacancy.postTitle}, vacant from {dateText(vacancy.vacantFrom)}
            {vacancy.clause ? ` · ${vacancy.clause.reference}` : ''}
          </span>
        </>
      ),
    },
    ...[granted, held, used, lapsed, left].map((halfDays) => ({ text: halfDays === 0 ? '0' : halfDaysText(halfDays) })),
  ]);

const statementHead = [
  { text: 'What for' },
  { text: 'Granted' },
  { text: 'Held by bookings' },
  { text: 'Used' },
  { text: 'Lapsed' },
  { text: 'Left' },
];

async function schoolPage(context: Context, c: Web, school: string): Promise<Response> {
  const id = organisationIdSchema.safeParse(school);
  const statement = id.success ? await readStatement(context, id.data) : refuse('unknown-school');
  if (!statement.ok) return problemPage(c, context, statement.refusal);
  const { school: of, lines } = statement.value;
  const clauses = [
    ...new Map(
      lines.flatMap(({ vacancy }) => (vacancy.clause ? [[vacancy.clause.reference, vacancy.clause.text] as const] : [])),
    ).entries(),
  ];
  return page(context, c, {
    title: `Free days of ${of.name}`,
    wide: true,
    children: (
      <>
        <PageHeading caption={of.name}>Free days</PageHeading>
        {lines.length === 0 ? (
          <p class="govuk-body">
            No free days have been granted. A headteacher vacancy that the council has recorded grants some; tell the council if there is
            one.
          </p>
        ) : (
          <ScrollTable caption="Days granted by right, and where they are now" head={statementHead} rows={statementRows(lines)} />
        )}
        {clauses.map(([reference, text]) => (
          <InsetText>
            “{text}” <br />
            <span class="govuk-hint">{reference}</span>
          </InsetText>
        ))}
        <p class="govuk-body">Free days carry no price. They can never appear on an invoice, and a day you pay for never draws on them.</p>
      </>
    ),
  });
}

export const pages: Handlers<Pages> = {
  'GET /entitlements/vacancies': async (context, c) => {
    const own = context.actor.organisation;
    if (own) {
      const decision = await listVacancies(context, own);
      return decision.ok ? schoolPage(context, c, own) : problemPage(c, context, decision.refusal);
    }
    return staffPage(context, c, { school: c.req.query('school') });
  },
  'POST /entitlements/vacancies': async (context, c) => {
    const form = await readForm(c);
    const typed = { school: form.one('school'), post: form.one('post'), vacantFrom: form.one('vacantFrom') };
    const command = parse(recordVacancySchema, { ...typed, school: schoolFrom(typed.school) });
    const decision = command.ok ? await recordVacancy(context, command.value) : command;
    return decision.ok
      ? seeOther(`/${context.council.slug}/entitlements/vacancies?done=recorded`)
      : staffPage(context, c, typed, decision.refusal);
  },
  'POST /entitlements/vacancies/{school}/{vacancy}/closing': async (context, c) => {
    const form = await readForm(c);
    const school = organisationIdSchema.safeParse(c.req.param('school'));
    const vacancy = parse(idSchema('vac'), c.req.param('vacancy'));
    if (!school.success || !vacancy.ok) return problemPage(c, context, { name: 'unknown-vacancy' });
    const command = parse(closeVacancySchema, { outcome: form.one('outcome') });
    const decision = command.ok ? await closeVacancy(context, school.data, vacancy.value, command.value) : command;
    return decision.ok
      ? seeOther(`/${context.council.slug}/entitlements/vacancies?done=closed`)
      : staffPage(context, c, {}, decision.refusal);
  },
  'GET /entitlements/statements/{school}': async (context, c) => schoolPage(context, c, c.req.param('school') ?? ''),
};
