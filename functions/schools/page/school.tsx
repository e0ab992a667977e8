// A school's page: what the register says of it, where it belongs today, who its named officers are and what happened to it, each as the reader may know.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  type Element,
  History,
  LinkList,
  NotificationBanner,
  PageHeading,
  ScrollTable,
  SummaryList,
  type SummaryRow,
} from '../../../shared/ui/index.ts';
import { can, canTouch, isStaff } from '../../identity/rules.ts';
import { readSchool, type SchoolView } from '../actions/schools.ts';
import { isBookable } from '../rules.ts';
import type { Organisation } from '../schema/organisations.ts';
import { beforeRecords, phases, type School, schoolTypes } from '../schema.ts';
import { NamedSection } from './named-officers.tsx';
import { doneText, pathOf } from './partnership.tsx';
import { StatusSection } from './status.tsx';
import { SchoolTimeline } from './timeline.tsx';
import { StatusTag, sectorText, settingText, typeText } from './words.tsx';

const date = (value: School['openedOn']) => (value ? dateText(value) : 'Not recorded');

const Lines = ({ lines }: { lines: readonly Element[] | readonly string[] }): Element => (
  <>
    {lines.map((line, index) => (
      <>
        {index > 0 && <br />}
        {line}
      </>
    ))}
  </>
);

/** An organisation by name, as a link for those who may read it. */
function Named({ context, organisation, school }: { context: Context; organisation: Organisation; school: School }): Element {
  const { actor, council } = context;
  const own = actor.organisation === organisation.id || actor.through === organisation.id;
  const member = organisation.id.startsWith('ptn_') && actor.organisation === school.id;
  if (!isStaff(actor) && !own && !member) return <>{organisation.name}</>;
  return (
    <a class="govuk-link" href={pathOf(council.slug, organisation.id)}>
      {organisation.name}
    </a>
  );
}

const text = (key: string, value: string | number | undefined): SummaryRow => ({
  key: { text: key },
  value: { text: String(value ?? 'Not recorded') },
});

function Facts({ context, view }: { context: Context; view: SchoolView }): Element {
  const { school, district, trusts, federations, partnerships } = view;
  const number = school.establishmentNumber === undefined ? '' : `/${String(school.establishmentNumber).padStart(4, '0')}`;
  const census = school.censusDate ? ` (census of ${dateText(school.censusDate)})` : '';
  const belongs = (key: string, organisations: readonly Organisation[]): SummaryRow | false =>
    organisations.length > 0 && {
      key: { text: key },
      value: {
        html: (
          <Lines lines={organisations.map((organisation) => <Named context={context} organisation={organisation} school={school} />)} />
        ),
      },
    };
  return (
    <SummaryList
      rows={[
        { key: { text: 'Status' }, value: { html: <StatusTag code={school.statusCode} /> } },
        text('URN', school.urn),
        text('Authority and number', `${school.laCode}${number}`),
        text('Type', typeText(school.typeCode)),
        text('Setting', settingText[schoolTypes[school.typeCode]?.setting ?? 'mainstream']),
        text('Phase', phases[school.phaseCode]),
        {
          key: { text: 'Address' },
          value: { html: <Lines lines={[...school.addressLines, school.postcode].filter((line) => line !== '')} /> },
        },
        text('Pupils', school.pupils === undefined ? undefined : `${school.pupils}${census}`),
        text('Opened', date(school.openedOn)),
        school.closedOn && text('Last day', date(school.closedOn)),
        district !== undefined && text('District', district),
        belongs('Trust', trusts),
        belongs('Federation', federations),
        belongs(partnerships.length > 1 ? 'Partnerships' : 'Partnership', partnerships),
      ]}
    />
  );
}

function links(context: Context, school: School): { href: string; text: string }[] {
  const { actor, council } = context;
  const path = `/${council.slug}/schools/${school.id}`;
  return [
    canTouch(actor, 'statement:read', { organisation: school.id }) && {
      href: `/${council.slug}/entitlements/statements/${school.id}`,
      text: 'Statement of free days',
    },
    canTouch(actor, 'need:read', { organisation: school.id }) && {
      href: `/${council.slug}/entitlements/needs/${school.id}`,
      text: 'Support plan',
    },
    can(actor, 'vacancy:record') &&
      isBookable(school) && { href: `/${council.slug}/entitlements/vacancies?school=${school.id}`, text: 'Record a headteacher vacancy' },
    can(actor, 'organisation:record') && { href: `${path}/district`, text: 'Place in a district' },
    can(actor, 'named-officers:record') && { href: `${path}/officers`, text: 'Change the named officers' },
  ].filter((link) => link !== false);
}

const Sectors = ({ school }: { school: School }): Element => (
  <ScrollTable
    caption="Sector over time"
    captionClasses="govuk-table__caption--m"
    head={[{ text: 'From' }, { text: 'Sector' }, { text: 'Type' }]}
    rows={school.sectors.map((entry) => [
      { text: entry.from === beforeRecords ? 'Before records began' : dateText(entry.from) },
      { text: sectorText[entry.sector] },
      { text: typeText(entry.typeCode) },
    ])}
  />
);

const doneTexts: Record<string, string> = { placed: 'The district is recorded.', withdrawn: 'What was recorded is withdrawn.' };

export async function schoolPage(context: Context, c: Web): Promise<Response> {
  const decision = await readSchool(context, c.req.param('school'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const view = decision.value;
  const { school, named, timeline, statuses, people, history, today } = view;
  const { actor, council } = context;
  const path = `/${council.slug}/schools/${school.id}`;
  const further = links(context, school);
  const done = doneText(c, doneTexts);
  return page(context, c, {
    title: school.name,
    ...(can(actor, 'school:search') ? { back: { href: `/${council.slug}/schools`, text: 'Schools' } } : {}),
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading>{school.name}</PageHeading>
        <Facts context={context} view={view} />
        {further.length > 0 && <LinkList links={further} />}
        {statuses && <StatusSection statuses={statuses} today={today} path={path} mayRecord={can(actor, 'confidential:record')} />}
        <NamedSection named={named} school={school.id} />
        <SchoolTimeline context={context} school={school.id} entries={timeline} people={people} />
        <Sectors school={school} />
        <History entries={history} />
      </>
    ),
  });
}
