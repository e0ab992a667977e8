// A school’s statement of its free days: what was granted by right, and where each half-day is now.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { refuse } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { type OrganisationId, organisationIdSchema } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { History, halfDaysText, InsetText, PageHeading, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { readStatement, statementHistory } from '../actions.ts';
import type { StatementLine, Vacancy } from '../schema.ts';

const stateTag = (vacancy: Vacancy) => (
  <Tag text={vacancy.state} classes={vacancy.state === 'open' ? 'govuk-tag--green' : 'govuk-tag--grey'} />
);

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
    ...[left, granted, held, used, lapsed].map((halfDays) => ({ text: halfDays === 0 ? '0' : halfDaysText(halfDays) })),
  ]);

const statementHead = [
  { text: 'What for' },
  { text: 'Left' },
  { text: 'Granted' },
  { text: 'Held by bookings' },
  { text: 'Used' },
  { text: 'Lapsed' },
];

/** That there are none, what would grant some, and whom to tell. */
function NoneGranted({ context, school, name }: { context: Context; school: OrganisationId; name: string }) {
  const { actor, council } = context;
  const { email, telephone } = council;
  return (
    <>
      <p class="govuk-body">
        No free days have been granted to {name}. A headteacher vacancy grants some, once the council has recorded it.
      </p>
      {can(actor, 'vacancy:record') ? (
        <p class="govuk-body">
          <a class="govuk-link" href={`/${council.slug}/entitlements/vacancies?school=${school}`}>
            Record a headteacher vacancy
          </a>
        </p>
      ) : (
        actor.organisation && (
          <p class="govuk-body">
            If there is one, tell {council.name}:{' '}
            <a class="govuk-link daybook-typed" href={`mailto:${email}`}>
              {email}
            </a>
            , telephone {telephone}.{' '}
            {can(actor, 'quote:make') && (
              <>
                Days can also be paid for:{' '}
                <a class="govuk-link" href={`/${council.slug}/catalogue`}>
                  choose a service
                </a>
                .
              </>
            )}
          </p>
        )
      )}
    </>
  );
}

export async function schoolPage(context: Context, c: Web, school: string): Promise<Response> {
  const id = organisationIdSchema.safeParse(school);
  const statement = id.success ? await readStatement(context, id.data) : refuse('unknown-school');
  if (!statement.ok) return problemPage(c, context, statement.refusal);
  const { school: of, lines } = statement.value;
  const history = await statementHistory(context, lines);
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
          <NoneGranted context={context} school={of.id} name={of.name} />
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
        <History entries={history} />
      </>
    ),
  });
}
