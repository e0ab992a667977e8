// What is done with schools: finding one, and reading one with everything that is known of it today.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Actor, Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type OrganisationId, organisationIdSchema, type PersonId, prefixOf } from '../../../shared/ids.ts';
import type { Page } from '../../../shared/table.ts';
import { can, canTouch, isStaff } from '../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf } from '../../identity/store/people.ts';
import { districtOn, groupsOn, namedOfficersIn, type StatusSpan, statusesOf, yearOn } from '../rules/events.ts';
import { schoolRow, searchFor } from '../rules/search.ts';
import { organisationsIn, type TimelineEntry, timelineOf } from '../rules/timeline.ts';
import type { NamedOfficer, OrganisationEvent } from '../schema/events.ts';
import type { Organisation } from '../schema/organisations.ts';
import type { Found, SearchCommand } from '../schema/search.ts';
import type { School } from '../schema.ts';
import { publishedYears } from '../store/named-officers.ts';
import { confidentialEventsOf, eventsOf, getOrganisations } from '../store/organisations.ts';
import { pageOfFound } from '../store/search.ts';
import { getSchool } from '../store.ts';

/** Schools and other organisations by words of their names, schools by postcode or URN too, a page at a time; every school by name when nothing was typed. */
export async function findOrganisations(context: Context, { name = '', show = 'open', after }: SearchCommand): Promise<Page<Found>> {
  const search = searchFor(name);
  if (search.by === 'urn') {
    // Whoever knows the number of a school wants that school, closed or not.
    const school = await getSchool(context.table, search.id);
    return { items: school ? [schoolRow(school)] : [] };
  }
  return pageOfFound(context.table, search, { after, ...(show === 'open' ? { today: londonDate(context.now) } : {}) });
}

/** The named officers of a school or of one of its partnerships. */
export type NamedFor = { organisation: Organisation; officers: NamedOfficer[] };

/** A school and everything that this reader may know of it today. */
export type SchoolView = {
  school: School;
  today: CivilDate;
  district?: string | undefined;
  trusts: Organisation[];
  federations: Organisation[];
  partnerships: Organisation[];
  named: { year: number; published: boolean; of: NamedFor[] };
  timeline: TimelineEntry[];
  /** Only where the reader may know of confidential statuses; what nobody may read is not loaded. */
  statuses?: StatusSpan[];
  /** Who recorded what, by name: for staff. */
  people: ReadonlyMap<PersonId, string>;
  history: HistoryEntry[];
};

/** Whether this reader may see the school: staff, its own people, and a lead of a partnership it is in today. */
function mayRead(actor: Actor, school: OrganisationId, events: readonly OrganisationEvent[], today: CivilDate): boolean {
  return canTouch(actor, 'school:read', { organisation: school, partnerships: groupsOn(school, events, today) });
}

/** One school. Refuses `unknown-school`, and the same for somebody else's. */
export async function readSchool(context: Context, id: string | undefined): Promise<Decision<SchoolView>> {
  const parsed = organisationIdSchema.safeParse(id);
  if (!parsed.success || prefixOf(parsed.data) !== 'sch') return refuse('unknown-school');
  const { table, actor, now } = context;
  const mayKnowStatuses = can(actor, 'confidential:read');
  const [school, events, confidential, history] = await Promise.all([
    getSchool(table, parsed.data),
    eventsOf(table, parsed.data),
    mayKnowStatuses ? confidentialEventsOf(table, parsed.data) : [],
    readHistory(context, parsed.data),
  ]);
  const today = londonDate(now);
  if (!school || !mayRead(actor, parsed.data, events, today)) return refuse('unknown-school');
  return accept(await viewOf(context, { school, events, confidential: mayKnowStatuses ? confidential : undefined, history, today }));
}

type Loaded = {
  school: School;
  events: OrganisationEvent[];
  confidential: OrganisationEvent[] | undefined;
  history: HistoryEntry[];
  today: CivilDate;
};

async function viewOf(context: Context, { school, events, confidential, history, today }: Loaded): Promise<SchoolView> {
  const { table, actor, council } = context;
  const staff = isStaff(actor);
  const year = yearOn(today);
  const groups = groupsOn(school.id, events, today);
  const partnershipIds = groups.filter((group) => prefixOf(group) === 'ptn');
  const years = events.flatMap((event) => ('officer' in event ? [event.year] : []));
  const [organisations, publishedOnes, ofPartnerships, people] = await Promise.all([
    getOrganisations(table, [...organisationsIn(events), ...groups]),
    publishedYears(table, [...years, year]),
    Promise.all(partnershipIds.map((group) => eventsOf(table, group))),
    staff ? namesOf(table, [...new Set(events.map(({ recordedBy }) => recordedBy))]) : new Map<PersonId, string>(),
  ]);
  const known = (prefix: string) => groups.filter((group) => prefixOf(group) === prefix).flatMap((group) => organisations.get(group) ?? []);
  const published = publishedOnes.has(year);
  const named: NamedFor[] = [
    { organisation: school, officers: namedOfficersIn(school.id, events, year) },
    ...partnershipIds.flatMap((group, i) => {
      const organisation = organisations.get(group);
      return organisation ? [{ organisation, officers: namedOfficersIn(group, ofPartnerships[i] ?? [], year) }] : [];
    }),
  ];
  return {
    school,
    today,
    district: districtOn(school, council.districts ?? [], events, today),
    trusts: known('trs'),
    federations: known('fed'),
    partnerships: known('ptn'),
    named: { year, published, of: staff || published ? named.filter(({ officers }) => officers.length > 0) : [] },
    timeline: timelineOf(school.id, events, organisations, { staff, publishedYears: publishedOnes, today }),
    ...(confidential ? { statuses: statusesOf(confidential) } : {}),
    people,
    history,
  };
}
