// Named officers: the academic year at a glance with its gaps, publishing it to those the officers serve, and naming an officer for an organisation.
import { academicYearText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  errorFor,
  Input,
  InsetText,
  NotificationBanner,
  PageHeading,
  Pagination,
  PostButton,
  ScrollTable,
  Select,
  Tag,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { listNamedOfficers, type NamedList, type NamingView, publishNamedOfficers, readNaming } from '../actions/named-officers.ts';
import { nameOfficer, unnameOfficer } from '../actions/school-events.ts';
import type { NamedFor } from '../actions/schools.ts';
import { type NamedOfficer, namedOfficersSearchSchema, nameOfficerSchema, publishYearSchema } from '../schema/events.ts';
import { pathOf } from './partnership.tsx';
import { forPeople } from './words.tsx';

const listText = { partnerships: 'partnerships', schools: 'schools' } as const;
const Draft = (): Element => <Tag text="Draft" classes="govuk-tag--yellow" />;

const Names = ({ officers }: { officers: readonly NamedOfficer[] }): Element =>
  officers.length === 0 ? (
    <Tag text="Nobody yet" classes="govuk-tag--orange" />
  ) : (
    <ul class="govuk-list govuk-!-margin-bottom-0">
      {officers.map(({ officerName, as }) => (
        <li>
          {officerName}, {as}
        </li>
      ))}
    </ul>
  );

/** The section of a school’s page: its own named officers and those of its partnerships. */
export function NamedSection({
  named,
  school,
}: {
  named: { year: number; published: boolean; of: readonly NamedFor[] };
  school: string;
}): Element | null {
  if (named.of.length === 0) return null;
  return (
    <section aria-labelledby="named-officers">
      <h2 class="govuk-heading-m" id="named-officers">
        Named officers {academicYearText(named.year)} {!named.published && <Draft />}
      </h2>
      {!named.published && <p class="govuk-body">Schools and partnerships see this once the year is published.</p>}
      <ScrollTable
        label="Named officers"
        head={[{ text: 'Officer' }, { text: 'As' }, { text: 'For' }]}
        rows={named.of.flatMap(({ organisation, officers }) =>
          officers.map(({ officerName, as }) => [
            { text: officerName },
            { text: as },
            { text: organisation.id === school ? 'The school' : organisation.name },
          ]),
        )}
      />
    </section>
  );
}

const Overview = ({ slug, found, mayRecord }: { slug: string; found: NamedList; mayRecord: boolean }): Element => (
  <ScrollTable
    caption={`Open ${listText[found.list]}, by name`}
    captionClasses="govuk-table__caption--m"
    firstCellIsHeader
    head={[
      { text: found.list === 'schools' ? 'School' : 'Partnership' },
      { text: 'Named officers' },
      ...(mayRecord ? [{ text: 'Change' }] : []),
    ]}
    rows={found.rows.map(({ organisation, officers }) => [
      {
        html: (
          <a class="govuk-link" href={pathOf(slug, organisation.id)}>
            {organisation.name}
          </a>
        ),
      },
      { html: <Names officers={officers} /> },
      ...(mayRecord
        ? [
            {
              html: (
                <a class="govuk-link" href={`/${slug}/schools/${organisation.id}/officers`}>
                  Change<span class="govuk-visually-hidden"> the named officers of {organisation.name}</span>
                </a>
              ),
            },
          ]
        : []),
    ])}
  />
);

function Publishing({ slug, found, mayRecord }: { slug: string; found: NamedList; mayRecord: boolean }): Element {
  const year = academicYearText(found.year);
  if (found.publication)
    return (
      <InsetText
        text={`Published ${momentText(found.publication.publishedAt)}: schools and partnerships see their officers for ${year}, and each change at once.`}
      />
    );
  return (
    <>
      <InsetText text={`${year} is a draft: only the council’s staff see it.`} />
      {mayRecord && (
        <PostButton
          action={`/${slug}/schools/named-officers/publication`}
          fields={{ year: String(found.year) }}
          text={`Publish ${year} to schools and partnerships`}
          preventDoubleClick
        />
      )}
    </>
  );
}

async function overviewPage(context: Context, c: Web, typed: unknown, refusal?: Refusal): Promise<Response> {
  const search = parse(namedOfficersSearchSchema, typed);
  if (!search.ok) return problemPage(c, context, search.refusal);
  const found = await listNamedOfficers(context, search.value);
  const { year, list, rows } = found;
  const slug = context.council.slug;
  const path = `/${slug}/schools/named-officers`;
  const to = (words: Record<string, string>) => `${path}?${new URLSearchParams({ year: String(year), list, ...words })}`;
  const mayRecord = can(context.actor, 'named-officers:record');
  const other = list === 'schools' ? 'partnerships' : 'schools';
  const gaps = rows.filter(({ officers }) => officers.length === 0).length;
  return page(context, c, {
    title: 'Named officers',
    back: { href: `/${slug}/schools`, text: 'Schools' },
    wide: true,
    refusal,
    children: (
      <>
        {c.req.query('done') === 'published' && <NotificationBanner type="success" text={`${academicYearText(year)} is published.`} />}
        <PageHeading>Named officers {academicYearText(year)}</PageHeading>
        <ul class="govuk-list">
          <li>
            <a class="govuk-link" href={to({ list: other })}>
              Officers of {listText[other]}
            </a>
          </li>
          <li>
            <a class="govuk-link" href={to({ year: String(year - 1) })}>
              {academicYearText(year - 1)}
            </a>
          </li>
          <li>
            <a class="govuk-link" href={to({ year: String(year + 1) })}>
              {academicYearText(year + 1)}
            </a>
          </li>
        </ul>
        <Publishing slug={slug} found={found} mayRecord={mayRecord} />
        {rows.length > 0 && (
          <p class="govuk-body">{gaps === 0 ? 'Everybody on this page has a named officer.' : `${gaps} on this page have nobody yet.`}</p>
        )}
        {rows.length > 0 ? (
          <Overview slug={slug} found={found} mayRecord={mayRecord} />
        ) : (
          <p class="govuk-body">There are no open {listText[list]} on this page.</p>
        )}
        {found.next && <Pagination next={{ href: to({ after: found.next }), text: 'Next page' }} />}
      </>
    ),
  });
}

type Typed = { officer?: string | undefined; as?: string | undefined; year?: string | undefined };

function NamingForm({
  action,
  view,
  typed,
  refusal,
}: {
  action: string;
  view: NamingView;
  typed: Typed;
  refusal: Refusal | undefined;
}): Element {
  const errors = refusal && faultsOf(refusal);
  return (
    <form method="post" action={action} novalidate>
      <h2 class="govuk-heading-m">Name an officer</h2>
      <Select
        id="officer"
        name="officer"
        label={{ text: 'Officer' }}
        value={typed.officer}
        items={[{ text: 'Choose an officer', value: '' }, ...view.officers.map(({ id, name }) => ({ value: id, text: name }))]}
        errorMessage={errorFor(errors, 'officer')}
      />
      <Input
        id="as"
        name="as"
        label={{ text: 'What the officer is to them' }}
        hint={{ text: 'For example, first point of contact or phase lead' }}
        value={typed.as}
        errorMessage={errorFor(errors, 'as')}
      />
      <Select
        id="year"
        name="year"
        label={{ text: 'Academic year' }}
        value={typed.year ?? String(view.years[0]?.year)}
        items={view.years.map(({ year }) => ({ value: String(year), text: academicYearText(year) }))}
        errorMessage={errorFor(errors, 'year')}
      />
      <Button text="Name the officer" preventDoubleClick />
    </form>
  );
}

const doneTexts: Record<string, string> = { named: 'The officer is named.', removed: 'The officer is no longer named.' };

async function namingPage(context: Context, c: Web, typed: Typed = {}, refusal?: Refusal): Promise<Response> {
  const decision = await readNaming(context, c.req.param('school'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const view = decision.value;
  const slug = context.council.slug;
  const { id, name } = view.organisation;
  const path = `/${slug}/schools/${id}/officers`;
  const done = refusal ? undefined : doneTexts[c.req.query('done') ?? ''];
  return page(context, c, {
    title: 'Named officers',
    back: { href: pathOf(slug, id), text: name },
    refusal,
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={name}>Named officers</PageHeading>
        {view.years.map(({ year, published, named }) => (
          <section aria-labelledby={`year-${year}`}>
            <h2 class="govuk-heading-m" id={`year-${year}`}>
              {academicYearText(year)} {!published && <Draft />}
            </h2>
            {named.length === 0 && <p class="govuk-body">Nobody is named yet.</p>}
            {named.map(({ officer, officerName, as }) => (
              <>
                <p class="govuk-body">
                  {officerName}, {as}
                </p>
                <PostButton
                  action={`${path}/removal`}
                  fields={{ officer, as, year: String(year) }}
                  html={
                    <>
                      Take off
                      <span class="govuk-visually-hidden">
                        {' '}
                        {officerName}, {as}
                      </span>
                    </>
                  }
                  classes="govuk-button--secondary"
                />
              </>
            ))}
          </section>
        ))}
        <NamingForm action={path} view={view} typed={typed} refusal={refusal} />
      </>
    ),
  });
}

async function readNamingForm(c: Web) {
  const form = await readForm(c);
  const typed = { officer: form.one('officer'), as: form.one('as'), year: form.one('year') };
  return { typed, command: parse(nameOfficerSchema, { ...typed, year: Number(typed.year) }) };
}

export const namedOfficerPages = {
  'GET /schools/named-officers': (context: Context, c: Web) => {
    const { done: _, ...typed } = c.req.query();
    return overviewPage(context, c, typed);
  },
  'POST /schools/named-officers/publication': async (context: Context, c: Web) => {
    const year = (await readForm(c)).one('year');
    const command = parse(publishYearSchema, { year: Number(year) });
    const decision = command.ok ? await publishNamedOfficers(context, command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/schools/named-officers?year=${decision.value.year}&done=published`);
    return command.ok ? overviewPage(context, c, { year }, decision.refusal) : problemPage(c, context, decision.refusal);
  },
  'GET /schools/{school}/officers': (context: Context, c: Web) => namingPage(context, c),
  'POST /schools/{school}/officers': async (context: Context, c: Web) => {
    const { typed, command } = await readNamingForm(c);
    const school = c.req.param('school');
    const decision = command.ok ? await nameOfficer(context, school, command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/schools/${decision.value.organisation}/officers?done=named`);
    return namingPage(context, c, typed, forPeople(decision.refusal));
  },
  'POST /schools/{school}/officers/removal': async (context: Context, c: Web) => {
    const { command } = await readNamingForm(c);
    const school = c.req.param('school');
    const decision = command.ok ? await unnameOfficer(context, school, command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/schools/${decision.value.organisation}/officers?done=removed`);
    return namingPage(context, c, {}, decision.refusal);
  },
};
