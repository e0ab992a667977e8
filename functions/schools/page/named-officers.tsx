// Named officers: the academic year at a glance with its gaps, publishing it to those the officers serve, and the section of a school’s page.
import { academicYearText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  type Element,
  InsetText,
  LinkList,
  NotificationBanner,
  PageHeading,
  Pagination,
  PostButton,
  ScrollTable,
  Tag,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { listNamedOfficers, type NamedList, publishNamedOfficers } from '../actions/named-officers.ts';
import type { NamedFor } from '../actions/schools.ts';
import { type NamedOfficer, namedOfficersSearchSchema, publishYearSchema } from '../schema/events.ts';
import { pathOf } from './partnership.tsx';
import { Draft } from './words.tsx';

const listText = { partnerships: 'partnerships', schools: 'schools' } as const;

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
    title: `Named officers ${academicYearText(year)}`,
    back: { href: `/${slug}/schools`, text: 'Schools' },
    wide: true,
    refusal,
    children: (
      <>
        {c.req.query('done') === 'published' && <NotificationBanner type="success" text={`${academicYearText(year)} is published.`} />}
        <PageHeading>Named officers {academicYearText(year)}</PageHeading>
        <LinkList
          links={[
            { href: to({ list: other }), text: `Officers of ${listText[other]}` },
            ...[year - 1, year + 1].map((each) => ({ href: to({ year: String(each) }), text: academicYearText(each) })),
          ]}
        />
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
};
