// What may happen to partnerships and other bodies, decided on the events that stand: who joins, leaves and leads, what merges and closes, and what is
// withdrawn. Each decision drafts the dated events that say so; none changes an event that is there.
import { addDays, type CivilDate, dateText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type EventId, type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { Close, EventDraft, Join, LeadCommand, Leave, Membership, Merge, OrganisationEvent } from '../schema/events.ts';
import type { Body, Group, Organisation, Partnership } from '../schema/organisations.ts';
import { closedStatus } from '../schema.ts';
import { holdsOn, leadOn, membershipsOf, membersOf, standing } from './events.ts';

/** A merger's events, one under each member and both partnerships, fit one transaction with the words of a name. */
export const mostMembers = 80;

export type GroupFacts<G extends Group = Partnership> = { group: G; events: readonly OrganisationEvent[]; today: CivilDate };
/** The events to be recorded, and in a sentence that names nobody what they say. */
export type Happening = { events: EventDraft[]; detail: string };

export const isPartnership = (organisation: Organisation | undefined): organisation is Partnership =>
  organisation !== undefined && prefixOf(organisation.id) === 'ptn';
export const isBody = (organisation: Organisation | undefined): organisation is Body =>
  organisation !== undefined && prefixOf(organisation.id) === 'org';

const listed = (names: readonly string[]): string => new Intl.ListFormat('en-GB').format(names);
const reasoned = (reason: string | undefined) => (reason ? { reason } : {});

/** The day from which a group or body is closed, if its closing is recorded and stands. */
export const closingOf = (id: OrganisationId, events: readonly OrganisationEvent[]): CivilDate | undefined =>
  standing(events).find((event) => event.kind === 'closed' && event.subject === id)?.on;

/** Dates that can be meant: at most a year ahead, ten years back, and not before the opening. */
function bounds({ name, openedOn }: Pick<Group, 'name' | 'openedOn'>, today: CivilDate, on: CivilDate): Decision<void> {
  const no = (detail: string) => refuse('date-out-of-bounds', detail, { field: 'on' });
  const [first, last] = [addDays(today, -3653), addDays(today, 366)];
  if (on > last) return no(`${dateText(on)} is more than a year ahead.`);
  if (on < first) return no(`${dateText(on)} is more than ten years ago.`);
  if (openedOn !== undefined && on < openedOn) return no(`${name} opened on ${dateText(openedOn)}.`);
  return accept(undefined);
}

/** Refuses what the register keeps, a date nobody can mean, and a date on which the group is closed. */
function recordable({ group, events, today }: GroupFacts<Group>, on: CivilDate): Decision<void> {
  if (prefixOf(group.id) === 'trs' || prefixOf(group.id) === 'fed')
    return refuse('kept-by-register', `The schools of ${group.name} come from the register.`);
  const meant = bounds(group, today, on);
  if (!meant.ok) return meant;
  const closed = closingOf(group.id, events);
  return closed !== undefined && on >= closed
    ? refuse('group-closed', `${group.name} is closed from ${dateText(closed)}.`, { field: 'on' })
    : accept(undefined);
}

/** Whether an organisation is open on a date. The register gives the last day of a school; a body is closed from its date on. */
export function openOn(organisation: Organisation, on: CivilDate): boolean {
  if (organisation.openedOn !== undefined && on < organisation.openedOn) return false;
  if (!('statusCode' in organisation)) return organisation.closedOn === undefined || on < organisation.closedOn;
  if (organisation.closedOn !== undefined && organisation.closedOn < on) return false;
  if (organisation.statusCode === closedStatus) return organisation.closedOn !== undefined && on <= organisation.closedOn;
  return organisation.statusCode !== 4 || organisation.openedOn !== undefined;
}

/** Refuses whatever cannot be a member on the date: a trust, federation or partnership, and what is not open or about to close. */
function fitToJoin(organisation: Organisation, on: CivilDate): Decision<void> {
  const { id, name } = organisation;
  if (!['sch', 'org'].includes(prefixOf(id)))
    return refuse('not-fit-for-membership', `${name} is a ${isPartnership(organisation) ? 'partnership' : 'trust or federation'}.`);
  if (!openOn(organisation, on)) return refuse('organisation-closed', `${name} is not open on ${dateText(on)}.`);
  // Its closing stands under the groups it was in when it was recorded: it would not end this membership.
  const closingTold = isBody(organisation) || ('statusCode' in organisation && organisation.statusCode === closedStatus);
  if (closingTold && organisation.closedOn !== undefined)
    return refuse('later-change', `The closing of ${name} on ${dateText(organisation.closedOn)} is recorded already.`);
  return accept(undefined);
}

const refusedMember = <T>(decision: Decision<T>): Decision<never> =>
  decision.ok ? accept(undefined as never) : { ok: false, refusal: { ...decision.refusal, faults: faultOf(decision.refusal.detail) } };
const faultOf = (detail = '') => [{ field: 'members', detail }];

/** How many members a partnership has on a date or will have later, as far as is recorded. */
const membersFrom = (memberships: readonly Membership[], on: CivilDate): Set<OrganisationId> =>
  new Set(memberships.filter(({ to }) => to === undefined || on < to).map(({ member }) => member));

/**
 * One or several organisations become members from a date on, in the past too. Refuses `kept-by-register`, `date-out-of-bounds`, `group-closed`,
 * `later-change`, `unknown-organisation`, `not-fit-for-membership`, `organisation-closed`, `already-member` and `too-many-members`.
 */
export function decideJoin(
  facts: GroupFacts & { organisations: ReadonlyMap<OrganisationId, Organisation> },
  { members, on, reason }: Join,
): Decision<Happening> {
  const { group, events, organisations } = facts;
  const may = recordable(facts, on);
  if (!may.ok) return may;
  const closed = closingOf(group.id, events);
  if (closed !== undefined)
    return refuse('later-change', `The closing of ${group.name} on ${dateText(closed)} is recorded already.`, { field: 'on' });
  const memberships = membersOf(group.id, events);
  const joining: Organisation[] = [];
  for (const id of new Set(members)) {
    const organisation = organisations.get(id);
    if (!organisation) return refuse('unknown-organisation', `Nothing is known as ${id}.`, { field: 'members' });
    const fit = fitToJoin(organisation, on);
    if (!fit.ok) return refusedMember(fit);
    if (memberships.some((membership) => membership.member === id && holdsOn(membership, on)))
      return refuse('already-member', `${organisation.name} is a member of ${group.name} on ${dateText(on)}.`, { field: 'members' });
    joining.push(organisation);
  }
  const all = membersFrom(memberships, on);
  for (const { id } of joining) all.add(id);
  if (all.size > mostMembers) return refuse('too-many-members', `With these ${group.name} would have ${all.size}.`, { field: 'members' });
  return accept({
    events: joining.map(({ id }) => ({ kind: 'joined', subject: id, group: group.id, on, about: [id, group.id], ...reasoned(reason) })),
    detail: `${listed(joining.map(({ name }) => name))} joined from ${dateText(on)}`,
  });
}

/** A merger counted whoever was a member when it was recorded: what would change that comes first, or not at all. */
const mergerAfter = (group: OrganisationId, events: readonly OrganisationEvent[], on: CivilDate) =>
  standing(events).find((event) => event.kind === 'partnership-merged' && event.subject === group && event.on > on);

/** A member is one no longer from a date on. Refuses `kept-by-register`, `date-out-of-bounds`, `group-closed`, `not-a-member` and `later-change`. */
export function decideLeave(facts: GroupFacts & { memberName: string }, { member, on, reason }: Leave): Decision<Happening> {
  const { group, events, memberName } = facts;
  const may = recordable(facts, on);
  if (!may.ok) return may;
  const membership = membersOf(group.id, events).find((each) => each.member === member && holdsOn(each, on));
  const no = (detail: string) => refuse('not-a-member', detail, { field: 'member' });
  if (!membership) return no(`${memberName} is not a member of ${group.name} on ${dateText(on)}.`);
  if (membership.from === on) return no(`${memberName} joined on ${dateText(on)}; withdraw the joining if it never was.`);
  const merger = mergerAfter(group.id, events, on);
  if (merger) return refuse('later-change', `The merger on ${dateText(merger.on)} is recorded already.`, { field: 'on' });
  return accept({
    events: [{ kind: 'left', subject: member, group: group.id, on, about: [member, group.id], ...reasoned(reason) }],
    detail: `${memberName} left from ${dateText(on)}`,
  });
}

/** The headteacher of a member leads from a date on, or no longer does. Refuses `not-a-member`, `already-lead`, `not-the-lead` and what every change is refused for. */
export function decideLead(
  facts: GroupFacts & { memberName: string },
  { change, member, on, person, reason }: LeadCommand,
): Decision<Happening> {
  const { group, events, memberName } = facts;
  const may = recordable(facts, on);
  if (!may.ok) return may;
  const now = leadOn(group.id, events, on);
  const common = { subject: member, group: group.id, on, about: [member, group.id], ...reasoned(reason) };
  if (change === 'ended') {
    if (now?.member !== member)
      return refuse('not-the-lead', `${memberName} does not lead ${group.name} on ${dateText(on)}.`, { field: 'member' });
    return accept({ events: [{ kind: 'lead-ended', ...common }], detail: `${memberName} leads no longer from ${dateText(on)}` });
  }
  if (!membersOf(group.id, events).some((each) => each.member === member && holdsOn(each, on)))
    return refuse('not-a-member', `${memberName} is not a member of ${group.name} on ${dateText(on)}.`, { field: 'member' });
  if (now?.member === member && now.person === person)
    return refuse('already-lead', `${memberName} leads ${group.name} since ${dateText(now.from)}.`, { field: 'member' });
  return accept({
    events: [{ kind: 'lead-appointed', ...common, ...(person ? { person } : {}) }],
    detail: `${memberName} leads from ${dateText(on)}`,
  });
}

/** Whatever is recorded of a group's members and lead for after a date: a merger or a closing on that date would leave it hanging. */
function laterThan(group: Group, events: readonly OrganisationEvent[], on: CivilDate): Decision<void> {
  const kinds: readonly string[] = ['joined', 'left', 'lead-appointed', 'lead-ended', 'partnership-merged', 'closed', 'succeeded'];
  // Of one day a succession counts as the last: it would begin in what has closed.
  const later = standing(events).find(
    (event) => (event.on > on || (event.on === on && event.kind === 'succeeded')) && kinds.includes(event.kind),
  );
  return later
    ? refuse('later-change', `Something is recorded of ${group.name} for ${dateText(later.on)}.`, { field: 'on' })
    : accept(undefined);
}

/**
 * All members of a partnership on a date become members of another, and it closes. Refuses `same-partnership`, `group-closed`, `date-out-of-bounds`,
 * `later-change` and `too-many-members`.
 */
export function decideMerger(
  facts: GroupFacts & { into: Pick<GroupFacts, 'group' | 'events'>; organisations: ReadonlyMap<OrganisationId, Organisation> },
  { on, reason }: Omit<Merge, 'into'>,
): Decision<Happening> {
  const { group, events, into, today, organisations } = facts;
  if (into.group.id === group.id) return refuse('same-partnership', undefined, { field: 'into' });
  const may = [recordable(facts, on), laterThan(group, events, on), recordable({ ...into, today }, on)].find(({ ok }) => !ok);
  if (may && !may.ok) return may;
  const intoCloses = closingOf(into.group.id, into.events);
  if (intoCloses !== undefined)
    return refuse('later-change', `The closing of ${into.group.name} on ${dateText(intoCloses)} is recorded already.`, { field: 'into' });
  const members = membersOf(group.id, events)
    .filter((membership) => holdsOn(membership, on))
    .map(({ member }) => member);
  for (const member of members) {
    const organisation = organisations.get(member);
    if (isBody(organisation) && organisation.closedOn !== undefined)
      return refuse('later-change', `The closing of ${organisation.name} on ${dateText(organisation.closedOn)} is recorded already.`);
  }
  const all = new Set([...membersFrom(membersOf(into.group.id, into.events), on), ...members]);
  if (all.size > mostMembers) return refuse('too-many-members', `Together they would have ${all.size}.`, { field: 'into' });
  const merged: EventDraft = {
    kind: 'partnership-merged',
    subject: group.id,
    into: into.group.id,
    members,
    on,
    about: [group.id, into.group.id, ...members],
    ...reasoned(reason),
  };
  const closed: EventDraft = { kind: 'closed', subject: group.id, on, about: [group.id], ...reasoned(reason) };
  return accept({ events: [merged, closed], detail: `${group.name} merged into ${into.group.name} from ${dateText(on)}` });
}

/**
 * A partnership or body is closed from a date on: it stands under every member it ends a membership of, or under every group. Refuses
 * `group-closed`, `date-out-of-bounds`, `later-change`, and for a trust or federation `still-has-members`.
 */
export function decideClosing(facts: GroupFacts<Group>, { on, reason }: Close): Decision<Happening> {
  const { group, events, today } = facts;
  const registered = prefixOf(group.id) === 'trs' || prefixOf(group.id) === 'fed';
  const may = registered ? bounds(group, today, on) : recordable(facts, on);
  if (!may.ok) return may;
  const closed = closingOf(group.id, events);
  if (closed !== undefined && on >= closed)
    return refuse('group-closed', `${group.name} is closed from ${dateText(closed)}.`, { field: 'on' });
  const later = laterThan(group, events, on);
  if (!later.ok) return later;
  const around = isBody(group)
    ? membershipsOf(group.id, events)
        .filter((each) => holdsOn(each, on))
        .map((each) => each.group)
    : membersOf(group.id, events)
        .filter((each) => holdsOn(each, on))
        .map(({ member }) => member);
  if (registered && around.length > 0)
    return refuse('still-has-members', `${group.name} has ${around.length} on ${dateText(on)}.`, { field: 'on' });
  return accept({
    events: [{ kind: 'closed', subject: group.id, on, about: [group.id, ...around], ...reasoned(reason) }],
    detail: `${group.name} closed from ${dateText(on)}`,
  });
}

/** A merger and the closing it brings are one: neither is withdrawn without the other. */
export function withdrawnWith(event: OrganisationEvent, events: readonly OrganisationEvent[]): OrganisationEvent[] {
  const pair: readonly string[] = ['partnership-merged', 'closed'];
  const both = standing(events).filter((each) => pair.includes(each.kind) && each.subject === event.subject && each.on === event.on);
  return pair.includes(event.kind) && both.length > 1 ? both : [event];
}

/** Every event of these organisations, by organisation. */
export type Under = ReadonlyMap<OrganisationId, readonly OrganisationEvent[]>;

/**
 * Whether partnerships and members would still tell the same of each other without some events. A closing and a merger stand under whoever was a member
 * when they were recorded: a membership that came to life again would go on after them on one side only.
 */
function wouldAgree(under: Under, gone: ReadonlySet<EventId>): boolean {
  const without = (id: OrganisationId) => (under.get(id) ?? []).filter((each) => !gone.has(each.id));
  const spells = (memberships: readonly Membership[]) => memberships.map(({ from, to }) => `${from} ${to ?? ''}`).join();
  const members = new Map([...under.keys()].map((id) => [id, membershipsOf(id, without(id))]));
  return [...under.keys()].every((group) => {
    const ofGroup = membersOf(group, without(group));
    return [...members].every(
      ([member, all]) => spells(ofGroup.filter((each) => each.member === member)) === spells(all.filter((each) => each.group === group)),
    );
  });
}

/**
 * An event that never was is withdrawn by another. `events` are those of one organisation it is about, `under` those of all of them, without
 * which no membership is looked at. Refuses
 * `unknown-event`, `event-withdrawn`, `kept-by-register` for what the register told, and `later-change` for what a merger or a closing rests on.
 */
export function decideWithdrawal(
  { events, under = new Map(), today }: { events: readonly OrganisationEvent[]; under?: Under; today: CivilDate },
  command: { event: EventId; reason: string },
): Decision<Happening & { withdrawn: OrganisationEvent[] }> {
  const event = events.find((each) => each.id === command.event);
  if (!event || event.kind === 'withdrawn') return refuse('unknown-event', undefined, { field: 'event' });
  const stand = standing(events);
  if (!stand.some((each) => each.id === event.id)) return refuse('event-withdrawn', undefined, { field: 'event' });
  if (event.source !== 'staff') return refuse('kept-by-register', undefined, { field: 'event' });
  const withdrawn = withdrawnWith(event, events);
  const merger = stand.find(
    (each) =>
      event.kind === 'joined' && each.kind === 'partnership-merged' && each.subject === event.group && each.members.includes(event.subject),
  );
  if (merger || !wouldAgree(under, new Set(withdrawn.map(({ id }) => id))))
    return refuse('later-change', 'A merger or a closing that was recorded since rests on it.', { field: 'event' });
  return accept({
    withdrawn,
    events: withdrawn.map((each) => ({
      kind: 'withdrawn',
      subject: each.subject,
      event: each.id,
      withdrawnOn: today,
      on: each.on,
      about: each.about,
      reason: command.reason,
    })),
    detail: `An event of ${dateText(event.on)} was withdrawn`,
  });
}
