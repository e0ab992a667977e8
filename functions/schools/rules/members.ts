// Who joins, leaves and leads a partnership, decided on the events that stand. Each decision drafts the dated events that say so; none changes an event that
// is there.
import { dateText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { Join, LeadCommand, Leave, Membership, OrganisationEvent } from '../schema/events.ts';
import type { Organisation } from '../schema/organisations.ts';
import { closedStatus } from '../schema.ts';
import { holdsOn, leadOn, membersOf, standing } from './events.ts';
import {
  closingOf,
  type GroupFacts,
  type Happening,
  isBody,
  isPartnership,
  leavesNothingIdle,
  listed,
  mostMembers,
  openOn,
  reasoned,
  recordable,
} from './groups.ts';

/** Refuses whatever cannot be a member on the date: a trust, federation or partnership, and what is not open or about to close. */
function fitToJoin(organisation: Organisation, on: Join['on']): Decision<void> {
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
export const membersFrom = (memberships: readonly Membership[], on: Join['on']): Set<OrganisationId> =>
  new Set(memberships.filter(({ to }) => to === undefined || on < to).map(({ member }) => member));

/** Refuses `too-many-members`, and says how many are too many. */
export function fewEnough(name: string, count: number, field: string): Decision<void> {
  const over = count - mostMembers;
  if (over <= 0) return accept(undefined);
  const detail = `With these ${name} would have ${count}, now or later: ${over === 1 ? 'one' : over} more than it can.`;
  return refuse('too-many-members', detail, { field });
}

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
  const few = fewEnough(group.name, all.size, 'members');
  if (!few.ok) return few;
  return accept({
    events: joining.map(({ id }) => ({ kind: 'joined', subject: id, group: group.id, on, about: [id, group.id], ...reasoned(reason) })),
    detail: `${listed(joining.map(({ name }) => name))} joined from ${dateText(on)}`,
  });
}

/** A merger and a succession counted whoever was a member when they were recorded: what would change that comes first, or not at all. */
const restingOn = (
  group: OrganisationId,
  member: OrganisationId,
  events: readonly OrganisationEvent[],
  on: Leave['on'],
): OrganisationEvent | undefined =>
  standing(events).find(
    (event) =>
      event.on > on &&
      ((event.kind === 'partnership-merged' && event.subject === group) ||
        (event.kind === 'succeeded' && event.subject === member && event.memberships.includes(group))),
  );

/** A member is one no longer from a date on. Refuses `kept-by-register`, `date-out-of-bounds`, `group-closed`, `not-a-member` and `later-change`. */
export function decideLeave(facts: GroupFacts & { memberName: string }, { member, on, reason }: Leave): Decision<Happening> {
  const { group, events, memberName } = facts;
  const may = recordable(facts, on);
  if (!may.ok) return may;
  const membership = membersOf(group.id, events).find((each) => each.member === member && holdsOn(each, on));
  const no = (detail: string) => refuse('not-a-member', detail, { field: 'member' });
  if (!membership) return no(`${memberName} is not a member of ${group.name} on ${dateText(on)}.`);
  if (membership.from === on) return no(`${memberName} joined on ${dateText(on)}; withdraw the joining if it never was.`);
  const later = restingOn(group.id, member, events, on);
  if (later) {
    const what = later.kind === 'succeeded' ? 'It passes on its place' : 'The merger';
    return refuse('later-change', `${what} on ${dateText(later.on)}, which is recorded already.`, { field: 'on' });
  }
  return leavesNothingIdle(group.id, events, {
    events: [{ kind: 'left', subject: member, group: group.id, on, about: [member, group.id], ...reasoned(reason) }],
    detail: `${memberName} left from ${dateText(on)}`,
  });
}

/** Whoever leads on a date leads no longer: whose headteacher it is need not be said. Refuses `not-the-lead`. */
function decideLeadEnd(
  { group, events, memberName }: GroupFacts & { memberName: string },
  { member, on, reason }: LeadCommand,
): Decision<Happening> {
  const now = leadOn(group.id, events, on);
  if (!now || (member !== undefined && now.member !== member)) {
    const who = member === undefined ? 'Nobody leads' : `${memberName} does not lead`;
    return refuse('not-the-lead', `${who} ${group.name} on ${dateText(on)}.`, { field: member === undefined ? 'on' : 'member' });
  }
  return leavesNothingIdle(group.id, events, {
    events: [{ kind: 'lead-ended', subject: now.member, group: group.id, on, about: [now.member, group.id], ...reasoned(reason) }],
    detail: `${member === undefined ? 'The lead ended' : `${memberName} leads no longer`} from ${dateText(on)}`,
  });
}

/**
 * The headteacher of a member leads from a date on, or nobody does until another is appointed. Refuses `not-a-member`, `already-lead`, `not-the-lead`,
 * `later-change` and what every change is refused for.
 */
export function decideLead(facts: GroupFacts & { memberName: string }, command: LeadCommand): Decision<Happening> {
  const { group, events, memberName } = facts;
  const { change, member, on, person, reason } = command;
  const may = recordable(facts, on);
  if (!may.ok) return may;
  if (change === 'ended') return decideLeadEnd(facts, command);
  if (member === undefined || !membersOf(group.id, events).some((each) => each.member === member && holdsOn(each, on)))
    return refuse('not-a-member', `${memberName} is not a member of ${group.name} on ${dateText(on)}.`, { field: 'member' });
  const now = leadOn(group.id, events, on);
  if (now?.member === member && now.person === person)
    return refuse('already-lead', `${memberName} leads ${group.name} since ${dateText(now.from)}.`, { field: 'member' });
  return leavesNothingIdle(group.id, events, {
    events: [
      {
        kind: 'lead-appointed',
        subject: member,
        group: group.id,
        on,
        about: [member, group.id],
        ...reasoned(reason),
        ...(person ? { person } : {}),
      },
    ],
    detail: `${memberName} leads from ${dateText(on)}`,
  });
}
