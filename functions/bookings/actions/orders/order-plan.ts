// Planning an order: the services that can be ordered, the schools to choose among with what is free for each, and officers and dates that are proposed for each.
import { addDays, type CivilDate, londonClock, londonDate, timestamp } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { type OfficerId, type OrganisationId, prefixOf, type ServiceId } from '../../../../shared/ids.ts';
import type { Booker } from '../../../../shared/policy/allocations.ts';
import { bookableUnder, bookerOf, isBookableBy } from '../../../../shared/policy/bookers.ts';
import type { Purse } from '../../../../shared/policy/schema.ts';
import { hasEnded } from '../../../catalogue/rules.ts';
import type { Service } from '../../../catalogue/schema.ts';
import { getService, listServices } from '../../../catalogue/store.ts';
import type { FreeAccount, PolicyVersion } from '../../../entitlements/schema.ts';
import { policyAt } from '../../../entitlements/store.ts';
import { freeSessions, takenAt } from '../../../officers/rules.ts';
import type { Officer } from '../../../officers/schema.ts';
import { listOfficers, takenSlots } from '../../../officers/store.ts';
import { canBeBookedFor, isSchool, pursesAhead } from '../../../schools/rules/buyers.ts';
import { districtOn, membersOn, namedOfficersIn, yearOn } from '../../../schools/rules/events.ts';
import type { OrganisationEvent } from '../../../schools/schema/events.ts';
import type { Organisation } from '../../../schools/schema/organisations.ts';
import { phases, type School, type Setting, schoolTypes } from '../../../schools/schema.ts';
import { standingOf } from '../../../schools/store/buyers.ts';
import { publishedYears } from '../../../schools/store/named-officers.ts';
import { eventsOf, getOrganisation, getOrganisations } from '../../../schools/store/organisations.ts';
import { proposeSessions, shareHalfDays } from '../../rules/orders/order-days.ts';
import { bookedByOthers } from '../../rules/quote.ts';
import type { Proposed, ProposeOrderCommand } from '../../schema/orders.ts';
import { readLeft } from '../left.ts';
import { actingFor, actingForAll, ordererOf } from './order-parts.ts';

/** Days from the first on which proposed dates are looked for: half a year, beyond which whoever orders names them. */
const lookAhead = 182;
/** A visit of tomorrow suits nobody: dates are proposed from a week ahead, unless somebody says otherwise. */
const noticeDays = 7;

/** The services that whoever orders may book, by title. */
export async function orderableServices(context: Context): Promise<{ id: ServiceId; title: string }[]> {
  const { table, now } = context;
  const [services, policy] = await Promise.all([listServices(table), policyAt(table, now)]);
  const today = londonDate(now);
  const booker = bookerOf(context.actor);
  return services
    .filter((service) => !hasEnded(service, today) && (!policy || isBookableBy(bookableUnder(policy.pack, service), booker)))
    .map(({ id, title }) => ({ id, title }))
    .sort((a, b) => a.title.localeCompare(b.title, 'en-GB'));
}

/** A school that an order may be for, as it is chosen from. */
export type OrderSchool = {
  id: OrganisationId;
  name: string;
  phase?: string;
  pupils?: number;
  /** What pays for what is not free, where there is a choice. */
  purses: Purse[];
  /** The free half-days that are left for the service, the school's own and its partnerships'. */
  left: FreeAccount[];
};

/** The trust, partnership or other group whose schools are chosen among: whoever orders for one has no other, and the council names it. */
async function groupOf(context: Context, asked: OrganisationId | undefined): Promise<Decision<Organisation | undefined>> {
  const own = ordererOf(context);
  if (own !== undefined && asked !== undefined && asked !== own) return refuse('unknown-organisation');
  const id = own ?? asked;
  if (id === undefined) return accept(undefined);
  const group = await getOrganisation(context.table, id);
  if (!group || !['trs', 'ptn', 'fed'].includes(prefixOf(id))) return refuse('unknown-organisation');
  return accept(group);
}

export type OrderChoices = {
  service: Pick<Service, 'id' | 'title' | 'class' | 'minimumHalfDays'>;
  booker: Booker;
  group?: { id: OrganisationId; name: string };
  schools: OrderSchool[];
  officers: { id: OfficerId; name: string }[];
  /** Half-days that one school may have in an order. */
  least: number;
  most: number;
};

/** The schools of a group that can be booked for today, by name, and those named beside them. */
async function schoolsOf(context: Context, group: OrganisationId | undefined, named: readonly OrganisationId[]): Promise<Organisation[]> {
  const { table, now } = context;
  const today = londonDate(now);
  const members = group ? membersOn(group, await eventsOf(table, group), today) : [];
  const found = await getOrganisations(table, [...members, ...named]);
  return [...found.values()]
    .filter((each) => canBeBookedFor(each, today))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'))
    .slice(0, 200);
}

/**
 * What an order of a service is chosen from. Refuses `unknown-service`, `unknown-organisation`, `policy-not-in-force`, `booked-by-others` where others book it, and
 * `unknown-school` for one that is named and is not theirs.
 */
export async function readOrderChoices(
  context: Context,
  service: ServiceId,
  asked: { group?: OrganisationId | undefined; schools?: readonly OrganisationId[] | undefined },
): Promise<Decision<OrderChoices>> {
  const { table, now, actor } = context;
  const group = await groupOf(context, asked.group);
  if (!group.ok) return group;
  const [found, policy, officers] = await Promise.all([getService(table, service), policyAt(table, now), listOfficers(table)]);
  if (!found) return refuse('unknown-service');
  if (!policy) return refuse('policy-not-in-force');
  const booker = bookerOf(actor);
  const barred = bookedByOthers(policy.pack, found, booker);
  if (barred) return barred;
  const schools = await schoolsOf(context, group.value?.id, asked.schools ?? []);
  const rows = await Promise.all(schools.map((school) => schoolRow(context, { school, service: found, policy })));
  return accept({
    service: found,
    booker,
    ...(group.value ? { group: { id: group.value.id, name: group.value.name } } : {}),
    schools: rows.flatMap((row) => row ?? []),
    officers: officers.filter(({ skills }) => skills.includes(found.skill)).map(({ id, name }) => ({ id, name })),
    least: found.minimumHalfDays,
    most: policy.pack.maximumDaysPerBooking * 2,
  });
}

/** What kind of school it is: its phase, or where the register has none what it is by its type. */
function phaseOf({ phaseCode, typeCode }: School): string | undefined {
  const setting = schoolTypes[typeCode]?.setting;
  return phaseCode > 0 ? phases[phaseCode] : setting && settings[setting];
}
const settings: Readonly<Record<Setting, string>> = {
  mainstream: 'No one phase',
  special: 'Special',
  'alternative-provision': 'Alternative provision',
  nursery: 'Nursery',
  'post-16': 'Post-16',
};

/** A school with what is left for the service; undefined for one that is not theirs to order for. What cannot be told of it is left out. */
async function schoolRow(
  context: Context,
  { school, service, policy }: { school: Organisation; service: Service; policy: PolicyVersion },
): Promise<OrderSchool | undefined> {
  const as = await actingFor(context, school.id);
  if (!as) return undefined;
  const today = londonDate(context.now);
  const { payer, events, becoming } = await standingOf(context.table, school.id, today);
  const left = await readLeft(as, { school, service, policy, events });
  const phase = isSchool(school) ? phaseOf(school) : undefined;
  return {
    id: school.id,
    name: school.name,
    ...(phase ? { phase } : {}),
    ...(isSchool(school) && school.pupils !== undefined ? { pupils: school.pupils } : {}),
    purses: pursesAhead(policy.pack, payer ?? school, context.council.laCode, { today, becoming }),
    left: left.ok ? left.value : [],
  };
}

type Placed = { school: Organisation; events: OrganisationEvent[] };

/** Who comes where nobody is chosen: the school's named officer of the year, or else one of its district, or else the first by name; of those who deliver the service. */
function usualOfficer(
  { council, now }: Context,
  able: readonly Officer[],
  { school, events }: Placed,
  published: ReadonlySet<number>,
): Officer | undefined {
  const today = londonDate(now);
  const year = yearOn(today);
  const named = published.has(year) ? namedOfficersIn(school.id, events, year) : [];
  const district = districtOn(school, council.districts ?? [], events, today);
  return (
    able.find(({ id }) => named.some(({ officer }) => officer === id)) ?? able.find((officer) => officer.district === district) ?? able[0]
  );
}

/**
 * Proposes how many half-days each school has, who comes and when: the next sessions on which its officer is free, each given to one school. Nothing is held. Refuses
 * `unknown-school`, `unknown-service`, `unknown-officer` for one who does not deliver it, `policy-not-in-force`, and what shareHalfDays() refuses.
 */
export async function propose(context: Context, command: ProposeOrderCommand): Promise<Decision<Proposed[]>> {
  const { table, now } = context;
  const ids = command.schools.map(({ school }) => school);
  const acting = await actingForAll(context, ids);
  const unknown = acting.flatMap((each, i) => (each ? [] : [{ field: `schools.${i}.school`, detail: 'unknown-school' }]));
  if (unknown.length > 0) return refuse('unknown-school', undefined, { faults: unknown });
  const [service, policy, officers, found, events, published] = await Promise.all([
    getService(table, command.service),
    policyAt(table, now),
    listOfficers(table),
    getOrganisations(table, ids),
    Promise.all(ids.map((id) => eventsOf(table, id))),
    publishedYears(table, [yearOn(londonDate(now))]),
  ]);
  const missing = ids.findIndex((id) => !found.has(id));
  if (missing >= 0) return refuse('unknown-school', undefined, { field: `schools.${missing}.school` });
  if (!service) return refuse('unknown-service', undefined, { field: 'service' });
  if (!policy) return refuse('policy-not-in-force');
  const schools = ids.flatMap((id, i): Placed[] => {
    const school = found.get(id);
    return school ? [{ school, events: events[i] ?? [] }] : [];
  });
  const counts = halfDaysOf(command, schools);
  if (!counts.ok) return counts;
  const able = officers
    .filter(({ skills }) => skills.includes(service.skill))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB') || (a.id < b.id ? -1 : 1));
  const who = command.schools.map(({ officer }, i) => {
    const place = schools[i];
    return officer ? able.find(({ id }) => id === officer) : place && usualOfficer(context, able, place, published);
  });
  const nobody = who.indexOf(undefined);
  if (nobody >= 0) return refuse('unknown-officer', undefined, { field: `schools.${nobody}.officer` });
  const chosen = who.flatMap((officer) => officer ?? []);
  const free = await freeOf(context, chosen, policy, command.from);
  const dates = proposeSessions(
    chosen.map(({ id }, i) => ({ officer: id, halfDays: counts.value[i] ?? 0 })),
    free,
  );
  return accept(
    schools.map(({ school }, i) => ({
      school: school.id,
      schoolName: school.name,
      officer: chosen[i]?.id as OfficerId,
      officerName: chosen[i]?.name ?? '',
      halfDays: counts.value[i] ?? 0,
      sessions: dates[i] ?? [],
    })),
  );
}

/** How many half-days each school is to have. */
function halfDaysOf({ share, halfDays, schools: asked }: ProposeOrderCommand, schools: readonly Placed[]): Decision<number[]> {
  if (share === 'each') return accept(schools.map(() => halfDays));
  return shareHalfDays(
    halfDays,
    share,
    schools.map(({ school }, i) => ({
      name: school.name,
      pupils: isSchool(school) ? school.pupils : undefined,
      halfDays: asked[i]?.halfDays,
    })),
  );
}

/** The free sessions of some officers in the months looked at, in order. */
async function freeOf({ table, now }: Context, officers: readonly Officer[], policy: PolicyVersion, asked: CivilDate | undefined) {
  const clock = londonClock(now);
  const from = asked ?? addDays(clock.date, noticeDays);
  const to = addDays(from, lookAhead);
  const each = [...new Map(officers.map((officer) => [officer.id, officer])).values()];
  const diaries = await Promise.all(each.map(({ id }) => takenSlots(table, id, from, to)));
  return new Map(
    each.map((officer, i) => {
      const taken = takenAt(diaries[i] ?? [], timestamp(now));
      return [officer.id, freeSessions(officer, taken, from, to, clock, policy.pack.sessions)] as const;
    }),
  );
}

/** More free sessions of an officer than are proposed, so that each can be changed for another: the next so many from a day on. */
export async function offeredSessions(
  context: Context,
  officers: readonly OfficerId[],
  from: CivilDate | undefined,
  most: number,
): Promise<ReadonlyMap<OfficerId, readonly string[]>> {
  const { table, now } = context;
  const [policy, all] = await Promise.all([policyAt(table, now), listOfficers(table)]);
  if (!policy) return new Map();
  const free = await freeOf(
    context,
    all.filter(({ id }) => officers.includes(id)),
    policy,
    from,
  );
  return new Map([...free].map(([id, sessions]) => [id, sessions.slice(0, most)]));
}
