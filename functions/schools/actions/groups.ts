// Partnerships, trusts, federations and other bodies: finding and reading them as whoever asks may see them, and acting for a school of one's trust.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type OrganisationId, organisationIdSchema, type PersonId, prefixOf } from '../../../shared/ids.ts';
import type { Page } from '../../../shared/table.ts';
import { canTouch, isStaff } from '../../identity/rules.ts';
import { actingWrites } from '../../identity/store/acting.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf } from '../../identity/store/people.ts';
import { districtOn, groupsOn, holdsOn, leadsOf, membershipsOf, membersOf, membersOn, namedOfficersIn, yearOn } from '../rules/events.ts';
import { isPartnership, openOn } from '../rules/groups.ts';
import { schoolRow, searchFor } from '../rules/search.ts';
import { organisationsIn, type TimelineEntry, timelineOf } from '../rules/timeline.ts';
import type { Membership, OrganisationEvent } from '../schema/events.ts';
import type { Group, OrganisationSearch, Partnership, PartnershipSearch } from '../schema/organisations.ts';
import type { Found } from '../schema/search.ts';
import { publishedYears } from '../store/named-officers.ts';
import { eventsOf, getOrganisation, getOrganisations, groupsOfKind, pageOfGroups } from '../store/organisations.ts';
import { pageOfFound } from '../store/search.ts';
import { getSchool } from '../store.ts';

export type NamedMembership = Membership & { memberName: string; groupName: string };
type NamedLead = { member: OrganisationId; memberName: string; from: CivilDate; to?: CivilDate; personName?: string };
export type Seen<G extends Group = Group> = {
  group: G;
  today: CivilDate;
  district?: string;
  /** Everybody who is or was a member, in order of the first day. */
  members: NamedMembership[];
  /** The partnerships it is or was in itself. */
  memberships: NamedMembership[];
  leads: NamedLead[];
  coming: TimelineEntry[];
  /** For council people: everything that was said of it, newest first. */
  told: TimelineEntry[];
  officers: { officerName: string; as: string }[];
  history: HistoryEntry[];
};

export const today = (context: Context): CivilDate => londonDate(context.now);
const parseId = (id: string | undefined) => organisationIdSchema.safeParse(id).data;

/** Whether somebody may read of a partnership: council people any, its lead the own one, anybody else the ones their organisation is in today. */
const mayRead = ({ actor }: Context, group: OrganisationId, members: readonly OrganisationId[]): boolean =>
  canTouch(actor, 'partnership:read', {
    organisation: actor.organisation !== undefined && members.includes(actor.organisation) ? actor.organisation : group,
    partnerships: [group],
  });

const byDayAndName = (nameOf: (each: NamedMembership) => string) => (a: NamedMembership, b: NamedMembership) =>
  a.from === b.from ? nameOf(a).localeCompare(nameOf(b), 'en-GB') : a.from < b.from ? -1 : 1;

/** Everything a page says of a group, its people and organisations by the names they have now. */
async function seen<G extends Group>(context: Context, group: G, events: readonly OrganisationEvent[]): Promise<Seen<G>> {
  const { table, council, actor } = context;
  const date = today(context);
  const members = membersOf(group.id, events);
  const memberships = membershipsOf(group.id, events);
  const leads = leadsOf(group.id, events);
  const [organisations, people, history] = await Promise.all([
    getOrganisations(table, [group.id, ...organisationsIn(events), ...members.map(({ member }) => member)]),
    namesOf(
      table,
      leads.flatMap(({ person }) => person ?? []),
    ),
    readHistory(context, group.id),
  ]);
  const nameOf = (id: OrganisationId) => organisations.get(id)?.name ?? id;
  const named = (each: Membership): NamedMembership => ({ ...each, memberName: nameOf(each.member), groupName: nameOf(each.group) });
  const personName = (person: PersonId | undefined) => (person ? { personName: people.get(person) ?? '' } : {});
  const staff = isStaff(actor);
  const published = await publishedYears(table, [yearOn(date)]);
  const told = timelineOf(group.id, events, organisations, { staff, publishedYears: published, today: date });
  const district = districtOn(
    { id: group.id, ...('district' in group ? { district: group.district } : {}) },
    council.districts ?? [],
    events,
    date,
  );
  return {
    group,
    today: date,
    ...(district ? { district } : {}),
    members: members.map(named).sort(byDayAndName(({ memberName }) => memberName)),
    memberships: memberships.map(named).sort(byDayAndName(({ groupName }) => groupName)),
    leads: leads.map(({ member, from, to, person }) => ({
      member,
      memberName: nameOf(member),
      from,
      ...(to ? { to } : {}),
      ...personName(person),
    })),
    coming: told.filter(({ on, withdrawn }) => on > date && !withdrawn).map(staff ? (each) => each : ({ reason: _, ...each }) => each),
    told: staff ? [...told].reverse() : [],
    officers:
      staff || published.has(yearOn(date))
        ? namedOfficersIn(group.id, events, yearOn(date)).map(({ officerName, as }) => ({ officerName, as }))
        : [],
    history,
  };
}

/** A partnership; refuses `unknown-organisation` alike for one that is not there and one that is not the actor's to see. */
export async function readPartnership(context: Context, id: string | undefined): Promise<Decision<Seen<Partnership>>> {
  const known = parseId(id);
  if (!known || prefixOf(known) !== 'ptn') return refuse('unknown-organisation');
  const [group, events] = await Promise.all([getOrganisation(context.table, known), eventsOf(context.table, known)]);
  if (!isPartnership(group) || !mayRead(context, known, membersOn(known, events, today(context)))) return refuse('unknown-organisation');
  return accept(await seen(context, group, events));
}

/** A trust, federation or other body, to council people and to its own; refuses `unknown-organisation` otherwise. */
export async function readOrganisation(context: Context, id: string | undefined): Promise<Decision<Seen>> {
  const known = parseId(id);
  if (!known || !['trs', 'fed', 'org'].includes(prefixOf(known))) return refuse('unknown-organisation');
  // Whoever acts for one of a trust's schools has not ceased to be the trust's.
  const own = context.actor.through === known && context.actor.organisation ? context.actor.organisation : known;
  if (!canTouch(context.actor, 'school:read', { organisation: own })) return refuse('unknown-organisation');
  const [group, events] = await Promise.all([getOrganisation(context.table, known), eventsOf(context.table, known)]);
  return group ? accept(await seen(context, group as Group, events)) : refuse('unknown-organisation');
}

export type ListedPartnership = { group: Partnership; memberCount: number; lead?: string };

async function listed(context: Context, group: Partnership): Promise<ListedPartnership> {
  const date = today(context);
  const events = await eventsOf(context.table, group.id);
  const lead = leadsOf(group.id, events).find((each) => holdsOn(each, date));
  const leading = lead && (await getOrganisation(context.table, lead.member));
  return { group, memberCount: membersOn(group.id, events, date).length, ...(leading ? { lead: leading.name } : {}) };
}

const onPage = 25;
/** However few are of the kind that is looked for, one page looks through no more pages of names than this; whoever wants more turns the page. */
const mostQuestions = 4;

/**
 * Partnerships by name, of one kind or all: every one for council people, those of today for a school's, and the own one for its lead. Who is in one and who
 * leads it changes with the day, and by the register without the partnership's own item: it is read from its events, for as many as a page shows.
 */
export async function listPartnerships(context: Context, search: PartnershipSearch): Promise<Page<ListedPartnership>> {
  const { table, actor } = context;
  if (!isStaff(actor)) return { items: await Promise.all((await ownPartnerships(context)).map((group) => listed(context, group))) };
  const found: Partnership[] = [];
  let after = search.after;
  for (let asked = 0; asked < mostQuestions; asked++) {
    const page = await pageOfGroups(table, 'partnership', search.name, after, onPage - found.length);
    found.push(...page.items.filter(isPartnership).filter(({ partnershipKind }) => !search.kind || partnershipKind === search.kind));
    after = page.next;
    if (!after || found.length === onPage) break;
  }
  return { items: await Promise.all(found.map((group) => listed(context, group))), ...(after ? { next: after } : {}) };
}

async function ownPartnerships({ table, actor, now }: Context): Promise<Partnership[]> {
  const own = actor.organisation;
  if (!own) return [];
  const ids = prefixOf(own) === 'ptn' ? [own] : groupsOn(own, await eventsOf(table, own), londonDate(now));
  return [...(await getOrganisations(table, ids)).values()].filter(isPartnership).sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

/** Trusts, federations or other bodies of a kind, by name. */
export const listOrganisations = (context: Context, { kind, name, after }: OrganisationSearch): Promise<Page<Group>> =>
  pageOfGroups(context.table, kind, name, after);

/** Schools and other bodies that may become members, found by a word of the name, a URN or a postcode; the first page of them. */
export async function findCandidates(context: Context, typed: string): Promise<Found[]> {
  const search = searchFor(typed);
  if (search.by === 'urn') {
    const school = await getSchool(context.table, search.id);
    return school ? [schoolRow(school)] : [];
  }
  const { items } = await pageOfFound(context.table, search, { today: today(context) });
  return items.filter(({ id }) => prefixOf(id) === 'sch' || prefixOf(id) === 'org');
}

const mostChoices = 200;

/** The partnerships that another could merge into: all that are not closed. */
export async function openPartnerships(context: Context, except: OrganisationId): Promise<Partnership[]> {
  const all = await groupsOfKind(context.table, 'partnership', mostChoices);
  return all.filter(isPartnership).filter(({ id, closedOn }) => id !== except && closedOn === undefined);
}

/** A trust's booker acts for one of its schools until the day is over. Refuses `not-in-your-trust` and `school-closed`. */
export async function actForSchool(
  context: Context,
  cookie: string,
  school: OrganisationId,
): Promise<Decision<{ school: OrganisationId; schoolName: string }>> {
  const { table, actor } = context;
  const trust = actor.through ?? actor.organisation;
  if (!trust || prefixOf(trust) !== 'trs') return refuse('not-allowed', 'Only a booker of a trust may act for its schools');
  return change(context, async () => {
    const [events, found] = await Promise.all([eventsOf(table, trust), getOrganisation(table, school)]);
    const date = today(context);
    if (!found || !membersOn(trust, events, date).includes(school)) return refuse('not-in-your-trust', undefined, { field: 'school' });
    if (!openOn(found, date)) return refuse('school-closed', undefined, { field: 'school' });
    const writes = await actingWrites(table, cookie, { trust, school, schoolName: found.name, on: date });
    if (!writes.ok) return writes;
    const audit = { action: 'session:own', about: trust, organisation: school, detail: `Acting for ${found.name}` };
    return accept({ writes: writes.value, result: { school, schoolName: found.name }, audit });
  });
}
