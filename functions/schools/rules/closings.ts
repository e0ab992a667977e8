// What merges and closes: a partnership into another, and whatever has come to its end. A closing stands under every membership it ends.
import { dateText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import type { Close, EventDraft, Merge, OrganisationEvent } from '../schema/events.ts';
import type { Group, Organisation } from '../schema/organisations.ts';
import { holdsOn, membershipsOf, membersOf, standing } from './events.ts';
import {
  closingOf,
  type GroupFacts,
  type Happening,
  isBody,
  isRegistered,
  leavesNothingIdle,
  limitsOf,
  reasoned,
  recordable,
  within,
} from './groups.ts';
import { fewEnough, membersFrom } from './members.ts';

/** Whatever is recorded of a group's members and lead for after a date: a merger or a closing on that date would leave it hanging. */
function laterThan(group: Group, events: readonly OrganisationEvent[], on: Close['on']): Decision<void> {
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
  const few = fewEnough(into.group.name, all.size, 'into');
  if (!few.ok) return few;
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
  return leavesNothingIdle(group.id, events, {
    events: [merged, closed],
    detail: `${group.name} merged into ${into.group.name} from ${dateText(on)}`,
  });
}

/**
 * A partnership or body is closed from a date on: it stands under every member it ends a membership of, or under every group. Refuses
 * `group-closed`, `date-out-of-bounds`, `later-change`, and for a trust or federation `still-has-members`.
 */
export function decideClosing(facts: GroupFacts<Group>, { on, reason }: Close): Decision<Happening> {
  const { group, events, today } = facts;
  const registered = isRegistered(group);
  const may = registered ? within(on, limitsOf(group, today)) : recordable(facts, on);
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
  const happening: Happening = {
    events: [{ kind: 'closed', subject: group.id, on, about: [group.id, ...around], ...reasoned(reason) }],
    detail: `${group.name} closed from ${dateText(on)}`,
  };
  const refused = [group.id, ...around].map((each) => leavesNothingIdle(each, events, happening)).find(({ ok }) => !ok);
  return refused ?? accept(happening);
}
