// What happens to partnerships and other bodies, recorded: each command loads the events that stand, has them judged, and writes new ones together with
// the group at its next version, so that of two commands at once the second is judged on what the first wrote.
import { londonDate, timestamp } from '../../../shared/calendar.ts';
import { type Change, change, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { newId, type OrganisationId, type PersonId, prefixOf } from '../../../shared/ids.ts';
import { canTouch } from '../../identity/rules.ts';
import { getPerson, pageOfPeople } from '../../identity/store/people.ts';
import { decideClosing, decideMerger } from '../rules/closings.ts';
import { groupAfter } from '../rules/corrections.ts';
import { membersOn } from '../rules/events.ts';
import { type Happening, isBody, isPartnership } from '../rules/groups.ts';
import { decideJoin, decideLead, decideLeave } from '../rules/members.ts';
import { organisationsIn } from '../rules/timeline.ts';
import type { Close, EventDraft, Join, LeadCommand, Leave, Merge, OrganisationEvent } from '../schema/events.ts';
import type { Group, Organisation, Partnership } from '../schema/organisations.ts';
import { eventsOf, eventWrites, getOrganisation, getOrganisations, groupWrites } from '../store/organisations.ts';
import { recordingMoves, recordingOf } from '../store/recording.ts';

/** What a command recorded: the organisation it was about, and what was said of it. */
export type Recorded = { group: OrganisationId; detail: string; events: OrganisationEvent[] };
export type Loaded<G extends Group = Group> = { group: G; events: OrganisationEvent[] };

const isGroup = (organisation: Organisation | undefined): organisation is Group =>
  organisation !== undefined && prefixOf(organisation.id) !== 'sch';

export async function loadGroup(context: Context, id: OrganisationId): Promise<Decision<Loaded>> {
  if (!canTouch(context.actor, 'organisation:record', { organisation: id })) return refuse('unknown-organisation');
  // The group first: events that are recorded after it was read move its version on, and the write built on the older version fails.
  const group = await getOrganisation(context.table, id);
  return isGroup(group) ? accept({ group, events: await eventsOf(context.table, id) }) : refuse('unknown-organisation');
}

/** The partnership, or whatever else keeps members: the rule says that a trust's and a federation's are the register's. */
async function loadPartnership(context: Context, id: OrganisationId): Promise<Decision<Loaded<Partnership>>> {
  const found = await loadGroup(context, id);
  if (!found.ok) return found;
  const { group, events } = found.value;
  if (isPartnership(group)) return accept({ group, events });
  return prefixOf(id) === 'org'
    ? refuse('unknown-organisation')
    : refuse('kept-by-register', `The schools of ${group.name} come from the register.`);
}

export const loadAll = async (context: Context, ids: Iterable<OrganisationId>): Promise<Loaded[]> =>
  (await Promise.all([...new Set(ids)].map((id) => loadGroup(context, id)))).flatMap((each) => (each.ok ? [each.value] : []));

export const recordedEvent = ({ actor, now }: Pick<Context, 'actor' | 'now'>, draft: EventDraft): OrganisationEvent => ({
  ...draft,
  type: 'organisation-event',
  id: newId('evt'),
  source: 'staff',
  recordedAt: timestamp(now),
  recordedBy: actor.person,
});

/** The writes of what happened to an organisation: its events, and every group that was judged, at its next version. */
export function recorded(
  context: Context,
  about: OrganisationId,
  happening: Happening,
  groups: readonly Loaded[],
  checks: readonly Write[] = [],
): Decision<Change<Recorded>> {
  const events = happening.events.map((draft) => recordedEvent(context, draft));
  const writes = [
    ...events.flatMap((event) => eventWrites(context.table, event)),
    ...groups.flatMap((loaded) =>
      groupWrites(
        context.table,
        groupAfter(loaded.group, [...loaded.events, ...events.filter((each) => each.about.includes(loaded.group.id))]),
        loaded.group,
      ),
    ),
    ...checks,
  ];
  const audit = { action: 'organisation:record', about, organisation: about, detail: happening.detail };
  return accept({ writes, result: { group: about, detail: happening.detail, events }, audit });
}

const today = (context: Context) => londonDate(context.now);

/** Organisations join a partnership from a date on. Refusals: decideJoin. */
export const joinPartnership = (context: Context, id: OrganisationId, command: Join): Promise<Decision<Recorded>> =>
  change(context, async () => {
    const { table } = context;
    const recordings = await Promise.all(command.members.map(async (member) => [member, await recordingOf(table, member)] as const));
    const [found, organisations] = await Promise.all([loadPartnership(context, id), getOrganisations(table, command.members)]);
    if (!found.ok) return found;
    const decision = decideJoin({ ...found.value, organisations, today: today(context) }, command);
    if (!decision.ok) return decision;
    // A member that closes at this very moment is judged again, or its closing is.
    const holds = [...new Map(recordings)].map(([member, read]) => recordingMoves(table, member, read));
    return recorded(context, id, decision.value, [found.value], holds);
  });

async function memberNamed(context: Context, member: OrganisationId | undefined): Promise<string> {
  return (member && (await getOrganisation(context.table, member))?.name) ?? member ?? 'Nobody';
}

/** A member leaves from a date on. Refusals: decideLeave. */
export const leavePartnership = (context: Context, id: OrganisationId, command: Leave): Promise<Decision<Recorded>> =>
  change(context, async () => {
    const [found, memberName] = await Promise.all([loadPartnership(context, id), memberNamed(context, command.member)]);
    if (!found.ok) return found;
    const decision = decideLeave({ ...found.value, memberName, today: today(context) }, command);
    return decision.ok ? recorded(context, id, decision.value, [found.value]) : decision;
  });

/**
 * Somebody by name, for those who know no identifier: whoever has a right at this member or as the partnership's lead. Refuses `unknown-user` unless it is
 * one person.
 */
export async function personNamed(context: Context, name: string, places: readonly (string | undefined)[]): Promise<Decision<PersonId>> {
  const { items } = await pageOfPeople(context.table, name);
  const people = await Promise.all(items.map(({ id }) => getPerson(context.table, id)));
  const found = people.filter((person) => person?.rights.some(({ organisation }) => organisation && places.includes(organisation)));
  const [only] = found;
  if (only && found.length === 1) return accept(only.id);
  const detail = only
    ? `More than one person called ${name} signs in for them. Enter the whole name.`
    : `Nobody called ${name} signs in for the member or as the partnership’s lead. Leave the name empty, or invite them first.`;
  return refuse('unknown-user', detail, { field: 'person' });
}

/** A member's headteacher leads from a date on, or nobody does. Refuses `unknown-user` for a person nobody here knows, and as decideLead does. */
export const recordLead = (context: Context, id: OrganisationId, command: LeadCommand): Promise<Decision<Recorded>> =>
  change(context, async () => {
    const [found, memberName, person] = await Promise.all([
      loadPartnership(context, id),
      memberNamed(context, command.member),
      command.person && getPerson(context.table, command.person),
    ]);
    if (!found.ok) return found;
    if (command.person && !person) return refuse('unknown-user', undefined, { field: 'person' });
    const decision = decideLead({ ...found.value, memberName, today: today(context) }, command);
    return decision.ok ? recorded(context, id, decision.value, [found.value]) : decision;
  });

/** All members of the day become members of another partnership, and the first closes. Refusals: decideMerger. */
export const mergePartnership = (context: Context, id: OrganisationId, command: Merge): Promise<Decision<Recorded>> =>
  change(context, async () => {
    const [found, into] = await Promise.all([loadPartnership(context, id), loadPartnership(context, command.into)]);
    if (!found.ok) return found;
    if (!into.ok) return refuse('unknown-organisation', undefined, { field: 'into' });
    const organisations = await getOrganisations(context.table, membersOn(id, found.value.events, command.on));
    const decision = decideMerger({ ...found.value, into: into.value, organisations, today: today(context) }, command);
    return decision.ok ? recorded(context, id, decision.value, [found.value, into.value]) : decision;
  });

/** A partnership, another body, or a trust or federation without schools is closed from a date on. Refusals: decideClosing. */
export const closeGroup = (context: Context, id: OrganisationId, command: Close): Promise<Decision<Recorded>> =>
  change(context, async () => {
    const found = await loadGroup(context, id);
    if (!found.ok) return found;
    const { group } = found.value;
    // A merger must not take a closing body along, and it must not join meanwhile: the partnerships it was ever in and the count of what was recorded of it
    // are read first, its events again, and all are written together.
    const recording = await recordingOf(context.table, id);
    const named = organisationsIn(found.value.events).filter((each) => each !== id && prefixOf(each) === 'ptn');
    const around = isBody(group) ? await loadAll(context, named) : [];
    const events = isBody(group) ? await eventsOf(context.table, id) : found.value.events;
    const decision = decideClosing({ group, events, today: today(context) }, command);
    if (!decision.ok) return decision;
    const known = new Set(around.map((each) => each.group.id));
    if (isBody(group) && decision.value.events.some(({ about }) => about.some((each) => each !== id && !known.has(each))))
      return refuse('changed-meanwhile');
    const holds = isBody(group) ? [recordingMoves(context.table, id, recording)] : [];
    return recorded(context, id, decision.value, [{ group, events }, ...around], holds);
  });
