// A statement of free days: what a school, a partnership, another body or a team was granted by right, year by year, and where each half-day is now.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Handler, seeOther, type Web } from '../../../shared/http.ts';
import { holderIdSchema, isTeam, prefixOf } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { type Element, History, InsetText, LinkLine, LinkList, PageHeading, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { figuresOf } from '../../documents/schema/statement.ts';
import { can, isStaff } from '../../identity/rules.ts';
import { listTeams, readStatement, statementHistory } from '../actions/statements.ts';
import { byYear, figureText, midYearTexts, shortfallText, unknownHolder, vacancyText, yearTitle } from '../rules/statements.ts';
import type { Beside, Line, Statement, StatementYear } from '../schema/statements.ts';

const numeric = { format: 'numeric' as const };

/** What is told of a line beside its title: whether it still runs, and what only some may know. */
export const Marks = ({ line }: { line: Line }): Element => (
  <>
    {line.of === 'vacancy' && (
      <>
        {' '}
        <Tag text={line.state} classes={line.state === 'open' ? 'govuk-tag--green' : 'govuk-tag--grey'} />
      </>
    )}
    {line.of === 'allocation' && line.state === 'closed' && (
      <>
        {' '}
        <Tag text="ended" classes="govuk-tag--grey" />
      </>
    )}
    {line.of === 'allocation' && line.assumed && (
      <>
        {' '}
        <Tag text="assumed" classes="govuk-tag--yellow" />
      </>
    )}
    {line.of === 'allocation' && line.confidential && (
      <>
        {' '}
        <Tag text="confidential" classes="govuk-tag--grey" />
      </>
    )}
  </>
);

export const hintOf = (line: Line): string => {
  if (line.of === 'vacancy') return vacancyText(line);
  const days = `To be used from ${dateText(line.period.from)} to ${dateText(line.period.to)}`;
  return line.clause ? `${days} · ${line.clause.reference}` : days;
};

/** What the mark says, wherever it stands. */
export const assumedText = 'Assumed: the source gives no number, so the policy carries one that was put in its place.';

function YearTable({ path, year, lines }: { path: string; year: StatementYear; lines: readonly Line[] }): Element {
  const shown = figuresOf(lines);
  return (
    <ScrollTable
      label={`${yearTitle(year)}: what was granted, and where it is now`}
      head={[{ text: 'What for' }, ...shown.map(([, text]) => ({ text, ...numeric }))]}
      rows={lines.map((line) => [
        {
          html: (
            <>
              <a class="govuk-link" href={`${path}/lines/${line.line}`}>
                {line.title}
              </a>
              <Marks line={line} />
              <br />
              <span class="govuk-hint">{hintOf(line)}</span>
            </>
          ),
        },
        ...shown.map(([figure]) => ({ text: figureText(line.unit, line[figure]), ...numeric })),
      ])}
    />
  );
}

/** What changed in the middle of the year, and why, and what was used beyond what is granted now. */
function Changes({ lines }: { lines: readonly Line[] }): Element | null {
  const beyond = lines.flatMap((line) => {
    const text = line.of === 'allocation' ? shortfallText(line) : undefined;
    return text ? [`${line.title}: ${text}`] : [];
  });
  const texts = [...midYearTexts(lines), ...beyond];
  if (texts.length === 0) return null;
  return (
    <>
      <h3 class="govuk-heading-s">What changed during the year, and why</h3>
      <ul class="govuk-list govuk-list--bullet">
        {texts.map((text) => (
          <li>{text}</li>
        ))}
      </ul>
    </>
  );
}

function Others({ slug, title, beside }: { slug: string; title: string; beside: readonly Beside[] }): Element | null {
  if (beside.length === 0) return null;
  return (
    <>
      <h2 class="govuk-heading-m">{title}</h2>
      <LinkList links={beside.map(({ holder, name }) => ({ href: `/${slug}/entitlements/statements/${holder}`, text: name }))} />
    </>
  );
}

const besideTitle = ({ holder }: Statement): string => {
  if (isTeam(holder)) return '';
  const kind = prefixOf(holder);
  return kind === 'trs'
    ? 'Statements of the trust’s schools'
    : kind === 'ptn'
      ? 'Statements of its members'
      : 'Statements of its partnerships';
};

/** That there are none, what would grant some, and whom to tell. */
function NoneGranted({ context, statement: { holder, name } }: { context: Context; statement: Statement }): Element {
  const { actor, council } = context;
  if (isTeam(holder) || prefixOf(holder) !== 'sch') return <p class="govuk-body">No free days have been granted to {name}.</p>;
  return (
    <>
      <p class="govuk-body">
        No free days have been granted to {name}. They are granted by the year, or for a vacancy that the council has recorded.
      </p>
      {can(actor, 'vacancy:record') ? (
        <LinkLine href={`/${council.slug}/entitlements/vacancies?school=${holder}`} text="Record a vacancy" />
      ) : (
        actor.organisation && (
          <p class="govuk-body">
            If there is one, tell {council.name}:{' '}
            <a class="govuk-link daybook-typed" href={`mailto:${council.email}`}>
              {council.email}
            </a>
            , telephone {council.telephone}.{' '}
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

/** The statement of whoever it is, for those who may see it. */
export async function statementPage(context: Context, c: Web, text: string): Promise<Response> {
  const holder = holderIdSchema.safeParse(text);
  const found = holder.success ? await readStatement(context, holder.data) : { ok: false as const, refusal: unknownHolder(text) };
  if (!found.ok) return problemPage(c, context, found.refusal);
  const statement = found.value;
  const { slug } = context.council;
  const path = `/${slug}/entitlements/statements/${statement.holder}`;
  const history = await statementHistory(context, statement.lines);
  const isOwn = context.actor.organisation === statement.holder;
  const hasPlan = statement.holder.startsWith('sch_') && (isOwn || isStaff(context.actor)) && can(context.actor, 'need:read');
  return page(context, c, {
    title: `Free days of ${statement.name}`,
    wide: true,
    ...(isOwn ? {} : { back: { href: `/${slug}/entitlements/statements`, text: isStaff(context.actor) ? 'Statements' : 'Free days' } }),
    children: (
      <>
        <PageHeading caption={statement.name}>{isTeam(statement.holder) ? 'Days and money by right' : 'Free days'}</PageHeading>
        {statement.lines.length === 0 && <NoneGranted context={context} statement={statement} />}
        {byYear(statement.lines).map(({ year, lines }) => (
          <>
            <h2 class="govuk-heading-m">{yearTitle(year)}</h2>
            <YearTable path={path} year={year} lines={lines} />
            {lines.some((line) => line.of === 'allocation' && line.assumed) && <p class="govuk-body">{assumedText}</p>}
            <Changes lines={lines} />
            <p class="govuk-body">
              <a
                class="govuk-link"
                href={`/${slug}/reports/statements/${statement.holder}?${new URLSearchParams({ clock: year.clock, year: String(year.start) })}`}
              >
                Year statement<span class="govuk-visually-hidden">: {yearTitle(year)}</span>
              </a>
              , to print or keep
            </p>
          </>
        ))}
        <InsetText text="Free days carry no price. They can never appear on an invoice, and a day you pay for never draws on them." />
        <Others slug={slug} title={besideTitle(statement)} beside={statement.beside} />
        {hasPlan && (
          <p class="govuk-body">
            <a class="govuk-link" href={`/${slug}/entitlements/needs/${statement.holder}`}>
              Support plan
            </a>
            , what the school needs and what is booked for it
          </p>
        )}
        {isOwn && <LinkLine href={`/${slug}/identity/messages`} text="Reminders by e-mail of days that are not used" />}
        <History entries={history} />
      </>
    ),
  });
}

/** One's own statement; staff look one up. */
export const statementsPage: Handler = async (context, c) => {
  const { actor, council } = context;
  const slug = council.slug;
  if (actor.organisation) return seeOther(`/${slug}/entitlements/statements/${actor.organisation}`);
  const teams = await listTeams(context);
  if (!teams.ok) return problemPage(c, context, teams.refusal);
  return page(context, c, {
    title: 'Statements of free days',
    children: (
      <>
        <PageHeading>Statements of free days</PageHeading>
        <p class="govuk-body">
          What each school, partnership and team was granted by right, and where it is. Find the school or partnership; its page leads to
          its statement.
        </p>
        <LinkList
          links={[
            { href: `/${slug}/schools`, text: 'Find a school' },
            { href: `/${slug}/schools/partnerships`, text: 'Partnerships' },
            { href: `/${slug}/schools/organisations`, text: 'Trusts and other organisations' },
          ]}
        />
        <Others slug={slug} title="Teams" beside={teams.value} />
      </>
    ),
  });
};
