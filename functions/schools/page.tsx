// Schools as pages: the council's staff find one by name, URN or postcode; staff and the school's own people see what the register says of it.
import { dateText } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import { type Handlers, parse, type Web } from '../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../shared/page.tsx';
import {
  Button,
  type Element,
  errorFor,
  Input,
  PageHeading,
  Pagination,
  ScrollTable,
  SummaryList,
  Table,
  Tag,
} from '../../shared/ui/index.ts';
import { can } from '../identity/rules.ts';
import type { manifest } from '../manifest.ts';
import { findSchools, readSchool } from './actions.ts';
import { isBookable } from './rules.ts';
import { closedStatus, phases, type School, type Sector, type Setting, schoolTypes, searchSchema, statuses } from './schema.ts';

type Routes = (typeof manifest)['schools']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /api/${string}` ? never : R]: Routes[R] };

const sectorText: Record<Sector, string> = {
  maintained: 'Maintained',
  academy: 'Academy',
  independent: 'Independent',
  'further-education': 'Further education',
};
const settingText: Record<Setting, string> = {
  mainstream: 'Mainstream',
  special: 'Special',
  'alternative-provision': 'Alternative provision',
  nursery: 'Nursery',
  'post-16': 'Post-16',
};
const typeText = (code: number): string => schoolTypes[code]?.name ?? `Type ${code}`;

function StatusTag({ school }: { school: School }): Element {
  const colour =
    school.statusCode === closedStatus ? 'grey' : !isBookable(school) ? 'yellow' : school.statusCode === 1 ? 'green' : 'orange';
  return <Tag text={statuses[school.statusCode] ?? `Status ${school.statusCode}`} classes={`govuk-tag--${colour}`} />;
}

const SchoolTable = ({ schools, slug, caption }: { schools: readonly School[]; slug: string; caption: string }): Element => (
  <ScrollTable
    caption={caption}
    captionClasses="govuk-table__caption--m"
    firstCellIsHeader
    head={[{ text: 'School' }, { text: 'URN' }, { text: 'Type' }, { text: 'Postcode' }, { text: 'Status' }]}
    rows={schools.map((school) => [
      {
        html: (
          <a class="govuk-link" href={`/${slug}/schools/${school.id}`}>
            {school.name}
          </a>
        ),
      },
      { text: school.urn },
      { text: typeText(school.typeCode) },
      { text: school.postcode },
      { html: <StatusTag school={school} /> },
    ])}
  />
);

async function listPage(context: Context, c: Web): Promise<Response> {
  const search = parse(searchSchema, c.req.query());
  const found = search.ok ? await findSchools(context, search.value) : { items: [] };
  const name = c.req.query('name')?.trim() ?? '';
  const slug = context.council.slug;
  const next = new URLSearchParams({ ...(name ? { name } : {}), ...(found.next ? { after: found.next } : {}) });
  const refusal = search.ok ? undefined : search.refusal;
  return page(context, c, {
    title: 'Schools',
    wide: true,
    refusal,
    children: (
      <>
        <PageHeading>Schools</PageHeading>
        <search aria-label="Schools">
          <form method="get" action={`/${slug}/schools`}>
            <Input
              name="name"
              type="search"
              value={name}
              label={{ text: 'Find a school' }}
              hint={{ text: 'The beginning of its name, its URN or its postcode' }}
              errorMessage={errorFor(refusal && faultsOf(refusal), 'name')}
              classes="govuk-!-width-one-half"
              spellcheck={false}
            />
            <Button text="Search" classes="govuk-button--secondary" />
          </form>
        </search>
        {found.items.length > 0 && (
          <SchoolTable schools={found.items} slug={slug} caption={name ? `Schools found for “${name}”` : 'Schools by name'} />
        )}
        {search.ok && found.items.length === 0 && (
          <p class="govuk-body">
            {name ? `No school is found for “${name}”. Try the first word of its name.` : 'No schools have been imported yet.'}
          </p>
        )}
        {found.next && <Pagination next={{ href: `/${slug}/schools?${next}`, text: 'Next page' }} />}
      </>
    ),
  });
}

const date = (value: School['openedOn']) => (value ? dateText(value) : 'Not recorded');

function Details({ school }: { school: School }): Element {
  const number = school.establishmentNumber === undefined ? '' : `/${String(school.establishmentNumber).padStart(4, '0')}`;
  const address = [...school.addressLines, school.postcode].filter((line) => line !== '');
  const pupils =
    school.pupils === undefined
      ? 'Not recorded'
      : `${school.pupils}${school.censusDate ? ` (census of ${dateText(school.censusDate)})` : ''}`;
  return (
    <SummaryList
      rows={[
        { key: { text: 'Status' }, value: { html: <StatusTag school={school} /> } },
        { key: { text: 'URN' }, value: { text: school.urn } },
        { key: { text: 'Authority and number' }, value: { text: `${school.laCode}${number}` } },
        { key: { text: 'Type' }, value: { text: typeText(school.typeCode) } },
        { key: { text: 'Setting' }, value: { text: settingText[schoolTypes[school.typeCode]?.setting ?? 'mainstream'] } },
        { key: { text: 'Phase' }, value: { text: phases[school.phaseCode] } },
        {
          key: { text: 'Address' },
          value: {
            html: address.map((line, index) =>
              index === 0 ? (
                line
              ) : (
                <>
                  <br />
                  {line}
                </>
              ),
            ),
          },
        },
        { key: { text: 'Pupils' }, value: { text: pupils } },
        { key: { text: 'Opened' }, value: { text: date(school.openedOn) } },
        school.closedOn && { key: { text: 'Closed' }, value: { text: date(school.closedOn) } },
      ]}
    />
  );
}

const links = (context: Context, school: School): { href: string; text: string }[] => {
  const slug = context.council.slug;
  return [
    ...(can(context.actor, 'statement:read')
      ? [{ href: `/${slug}/entitlements/statements/${school.id}`, text: 'Statement of free days' }]
      : []),
    ...(can(context.actor, 'vacancy:record') && isBookable(school)
      ? [{ href: `/${slug}/entitlements/vacancies?school=${school.id}`, text: 'Record a headteacher vacancy' }]
      : []),
  ];
};

async function schoolPage(context: Context, c: Web): Promise<Response> {
  const decision = await readSchool(context, c.req.param('school'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const school = decision.value;
  const further = links(context, school);
  return page(context, c, {
    title: school.name,
    ...(can(context.actor, 'school:search') ? { back: { href: `/${context.council.slug}/schools`, text: 'Schools' } } : {}),
    children: (
      <>
        <PageHeading>{school.name}</PageHeading>
        <Details school={school} />
        {further.length > 0 && (
          <ul class="govuk-list">
            {further.map(({ href, text }) => (
              <li>
                <a class="govuk-link" href={href}>
                  {text}
                </a>
              </li>
            ))}
          </ul>
        )}
        <Table
          caption="Sector over time"
          captionClasses="govuk-table__caption--m"
          head={[{ text: 'From' }, { text: 'Sector' }, { text: 'Type' }]}
          rows={school.sectors.map((entry) => [
            { text: dateText(entry.from) },
            { text: sectorText[entry.sector] },
            { text: typeText(entry.typeCode) },
          ])}
        />
      </>
    ),
  });
}

export const pages: Handlers<Pages> = { 'GET /schools': listPage, 'GET /schools/{school}': schoolPage };
