// What holds of an organisation on a date, folded from the dated events that stand under it. Nothing here edits an event: a mistake is withdrawn by another.
import { academicYearOf, addDays, type CivilDate } from '../../../shared/calendar.ts';
import type { EventId, OrganisationId, PersonId } from '../../../shared/ids.ts';
import type { ConfidentialStatus, Membership, NamedOfficer, OrganisationEvent, Span } from '../schema/events.ts';

/** The events that stand, in the order in which they take effect: without those that were withdrawn, and without the withdrawals. */
export function standing(events: readonly OrganisationEvent[]): OrganisationEvent[] {
  const gone = new Set(events.flatMap((event) => (event.kind === 'withdrawn' ? [event.event] : [])));
  return events
    .filter((event) => event.kind !== 'withdrawn' && !gone.has(event.id))
    .sort((a, b) => (`${a.on} ${a.id}` < `${b.on} ${b.id}` ? -1 : 1));
}

export const holdsOn = ({ from, to }: Span, date: CivilDate): boolean => from <= date && (to === undefined || date < to);

type Change = { on: CivilDate; member: OrganisationId; group: OrganisationId; begins: boolean };

/** Each event as the memberships it begins and ends. */
function changesOf(event: OrganisationEvent): Change[] {
  const { on, subject } = event;
  const change = (begins: boolean, member: OrganisationId, group: OrganisationId): Change => ({ on, member, group, begins });
  switch (event.kind) {
    case 'joined':
    case 'left':
      return [change(event.kind === 'joined', subject, event.group)];
    case 'partnership-merged':
      return event.members.flatMap((member) => [change(false, member, subject), change(true, member, event.into)]);
    case 'succeeded':
      return event.memberships.flatMap((group) => [change(false, subject, group), change(true, event.into, group)]);
    default:
      return [];
  }
}

/**
 * Every membership that the events tell of, in order of its first day; one that is begun twice is one. A closed group or school has no members and is none.
 * Beside them the leavings that ended none.
 */
function folded(events: readonly OrganisationEvent[]): { memberships: Membership[]; idle: ReadonlySet<EventId> } {
  const found: Membership[] = [];
  const idle = new Set<EventId>();
  const open = new Map<string, Membership>();
  const closed = new Set<OrganisationId>();
  const end = (membership: Membership, on: CivilDate) => {
    membership.to = on;
    open.delete(`${membership.member} ${membership.group}`);
  };
  for (const event of standing(events)) {
    for (const { on, member, group, begins } of changesOf(event)) {
      const known = open.get(`${member} ${group}`);
      if (!begins && known) end(known, on);
      if (!known && event.kind === 'left') idle.add(event.id);
      if (!begins || known || closed.has(member) || closed.has(group)) continue;
      const membership: Membership = { member, group, from: on };
      open.set(`${member} ${group}`, membership);
      found.push(membership);
    }
    if (event.kind !== 'closed') continue;
    closed.add(event.subject);
    for (const membership of [...open.values()])
      if (membership.member === event.subject || membership.group === event.subject) end(membership, event.on);
  }
  // A stretch that ended on the day it began never held.
  return { memberships: found.filter(({ from, to }) => to === undefined || from < to), idle };
}
const memberships = (events: readonly OrganisationEvent[]): Membership[] => folded(events).memberships;

/** The groups an organisation has been in, from the events under it. */
export const membershipsOf = (id: OrganisationId, events: readonly OrganisationEvent[]): Membership[] =>
  memberships(events).filter(({ member }) => member === id);

/** The members a group has had, from the events under it. */
export const membersOf = (group: OrganisationId, events: readonly OrganisationEvent[]): Membership[] =>
  memberships(events).filter((membership) => membership.group === group);

export const groupsOn = (id: OrganisationId, events: readonly OrganisationEvent[], date: CivilDate): OrganisationId[] =>
  membershipsOf(id, events)
    .filter((membership) => holdsOn(membership, date))
    .map(({ group }) => group);

export const membersOn = (group: OrganisationId, events: readonly OrganisationEvent[], date: CivilDate): OrganisationId[] =>
  membersOf(group, events)
    .filter((membership) => holdsOn(membership, date))
    .map(({ member }) => member);

export type Lead = Span & { member: OrganisationId; person?: PersonId | undefined };

/** Whether the last lead before a succession was still its member when that came, unless it closed for it: then its successor leads on. */
function leadsUntil({ member, from }: Lead, members: readonly Membership[], on: CivilDate): boolean {
  const last = members.findLast((each) => each.member === member && each.from < on);
  return last !== undefined && holdsOn(last, from);
}

/**
 * Who has led a group, in order: a new lead ends the one before, and so does leaving the group. Whoever was no member then never led. A school that takes a
 * lead's place in the group leads in its stead; where it is the same school under another number, with the same headteacher.
 */
export function leadsOf(group: OrganisationId, events: readonly OrganisationEvent[]): Lead[] {
  const leads: Lead[] = [];
  const members = membersOf(group, events);
  const isMember = (id: OrganisationId, date: CivilDate) => members.some((each) => each.member === id && holdsOn(each, date));
  for (const event of standing(events)) {
    const last = leads.at(-1);
    if (event.kind === 'lead-appointed' && event.group === group && isMember(event.subject, event.on)) {
      if (last && last.to === undefined) last.to = event.on;
      leads.push({ member: event.subject, from: event.on, ...(event.person ? { person: event.person } : {}) });
    }
    if (event.kind === 'lead-ended' && event.group === group && last?.member === event.subject && last.to === undefined) last.to = event.on;
    if (event.kind !== 'succeeded' || last?.member !== event.subject || last.to !== undefined) continue;
    if (!event.memberships.includes(group) || !isMember(event.into, event.on) || !leadsUntil(last, members, event.on)) continue;
    last.to = event.on;
    leads.push({ member: event.into, from: event.on, ...(event.how === 'conversion' && last.person ? { person: last.person } : {}) });
  }
  const untilLeft = (lead: Lead): Lead => {
    const stay = members.find((membership) => membership.member === lead.member && holdsOn(membership, lead.from));
    if (!stay?.to || (lead.to !== undefined && lead.to <= stay.to)) return lead;
    return { ...lead, to: stay.to };
  };
  return leads.map(untilLeft).filter(({ from, to }) => to === undefined || from < to);
}

export const leadOn = (group: OrganisationId, events: readonly OrganisationEvent[], date: CivilDate): Lead | undefined =>
  leadsOf(group, events).findLast((lead) => holdsOn(lead, date));

/**
 * The events of a group that change nothing, because whoever they speak of was no member then, or did not lead: a leaving, a lead that begins, a lead that
 * ends. Nothing that is recorded or withdrawn may make one of an event that meant something.
 */
export function idleIn(group: OrganisationId, events: readonly OrganisationEvent[]): OrganisationEvent[] {
  const { memberships: all, idle } = folded(events);
  const isMember = (id: OrganisationId, date: CivilDate) =>
    all.some((each) => each.group === group && each.member === id && holdsOn(each, date));
  return standing(events).filter((event) => {
    if (event.kind === 'left') return event.group === group && idle.has(event.id);
    if (event.kind === 'lead-appointed') return event.group === group && !isMember(event.subject, event.on);
    if (event.kind !== 'lead-ended' || event.group !== group) return false;
    const others = events.filter((each) => each !== event);
    // Somebody else may have begun on the very day.
    return [event.on, addDays(event.on, -1)].every((date) => leadOn(group, others, date)?.member !== event.subject);
  });
}

/** The district it was placed in by the council's staff, if any: otherwise the register's administrative district decides. */
export function placedOn(id: OrganisationId, events: readonly OrganisationEvent[], date: CivilDate): string | undefined {
  const last = standing(events).findLast((event) => event.kind === 'district-placed' && event.subject === id && event.on <= date);
  return last?.kind === 'district-placed' ? last.district : undefined;
}

/** The district on a date: as placed, or the one that covers the administrative district of the register. */
export const districtOn = (
  organisation: { id: OrganisationId; administrativeDistrict?: string | undefined; district?: string | undefined },
  districts: readonly { name: string; covers: readonly string[] }[],
  events: readonly OrganisationEvent[],
  date: CivilDate,
): string | undefined =>
  placedOn(organisation.id, events, date) ??
  organisation.district ??
  districts.find(({ covers }) => organisation.administrativeDistrict !== undefined && covers.includes(organisation.administrativeDistrict))
    ?.name;

/** The named officers of an academic year (by its starting year), in the order in which they were named; one who was taken off again is not among them. */
export function namedOfficersIn(id: OrganisationId, events: readonly OrganisationEvent[], year: number): NamedOfficer[] {
  const named = new Map<string, NamedOfficer>();
  for (const event of standing(events)) {
    if ((event.kind !== 'officer-named' && event.kind !== 'officer-unnamed') || event.subject !== id || event.year !== year) continue;
    const key = `${event.officer} ${event.as}`;
    if (event.kind === 'officer-unnamed') named.delete(key);
    else named.set(key, event);
  }
  return [...named.values()];
}

export const yearOn = (date: CivilDate): number => academicYearOf(date);

export type StatusSpan = Span & { status: ConfidentialStatus };

/** Confidential statuses over time; give it confidential events only, to those who may read them. */
export function statusesOf(events: readonly OrganisationEvent[]): StatusSpan[] {
  const found: StatusSpan[] = [];
  for (const event of standing(events)) {
    if (event.kind !== 'status-entered' && event.kind !== 'status-ended') continue;
    const open = found.find(({ status, to }) => status === event.status && to === undefined);
    if (event.kind === 'status-entered' && !open) found.push({ status: event.status, from: event.on });
    if (event.kind === 'status-ended' && open) open.to = event.on;
  }
  return found.filter(({ from, to }) => to === undefined || from < to);
}

type Succeeded = Extract<OrganisationEvent, { kind: 'succeeded' }>;
const successions = (events: readonly OrganisationEvent[]) =>
  standing(events).filter((event): event is Succeeded => event.kind === 'succeeded');

/** What a school was before: each school it followed and from when. */
export const predecessorsOf = (id: OrganisationId, events: readonly OrganisationEvent[]): { id: OrganisationId; on: CivilDate }[] =>
  successions(events)
    .filter((event) => event.into === id)
    .map(({ subject, on }) => ({ id: subject, on }));
