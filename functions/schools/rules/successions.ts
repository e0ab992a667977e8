// What a school passes on to the one that follows it: its place in partnerships and federations, through schools that have closed or been followed since.
import type { CivilDate } from '../../../shared/calendar.ts';
import { bareId, type EventId, type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { EventDraft, OrganisationEvent } from '../schema/events.ts';
import { groupsOn, membershipsOf, membersOf, standing } from './events.ts';
import { closingOf, supposed, type Under } from './groups.ts';
import type { NamedDraft } from './imports.ts';

export type Succeeded = Extract<OrganisationEvent, { kind: 'succeeded' }>;

export const isSuccession = (event: OrganisationEvent): event is Succeeded => event.kind === 'succeeded';

/** By which schools a school is followed, as it stands. */
const followedBy = (id: OrganisationId, events: readonly OrganisationEvent[]): Succeeded[] =>
  standing(events).filter((event): event is Succeeded => isSuccession(event) && event.subject === id);

/** A school and all that followed it, as far as their events are here. */
export function chainFrom(id: OrganisationId, under: Under): OrganisationId[] {
  const found = new Set([id]);
  // A set gives what is added while it is walked.
  for (const each of found) for (const { into } of followedBy(each, under.get(each) ?? [])) found.add(into);
  return [...found];
}

/**
 * The groups a school has a place in on a date to pass on. Neither its closing takes from them, nor that it left them for it, nor another part of the same
 * split.
 */
export function placesOf(id: OrganisationId, events: readonly OrganisationEvent[], on: CivilDate): OrganisationId[] {
  const closed = closingOf(id, events);
  const forClosing = (event: OrganisationEvent) =>
    event.kind === 'closed' || event.kind === 'succeeded' || (event.kind === 'left' && event.source === 'register' && event.on === closed);
  return groupsOn(
    id,
    events.filter((event) => event.subject !== id || !forClosing(event)),
    on,
  ).filter((group) => prefixOf(group) !== 'trs');
}

/** Events as they would stand under each organisation with these added. */
export function withDrafts(under: Under, drafts: readonly EventDraft[]): Map<OrganisationId, readonly OrganisationEvent[]> {
  const events = supposed(drafts);
  return new Map([...under].map(([id, all]) => [id, [...all, ...events.filter(({ about }) => about.includes(id))]]));
}

/**
 * Whether partnerships and members would still tell the same of each other. A closing and a merger stand under whoever was a member when they were recorded:
 * a membership that begins or comes to life again would go on after them on one side only.
 */
export function agree(under: Under): boolean {
  const spells = (memberships: readonly { from: CivilDate; to?: CivilDate }[]) =>
    memberships.map(({ from, to }) => `${from} ${to ?? ''}`).join();
  const members = new Map([...under].map(([id, events]) => [id, membershipsOf(id, events)]));
  return [...under].every(([group, events]) => {
    const ofGroup = membersOf(group, events);
    return [...members].every(
      ([member, all]) => spells(ofGroup.filter((each) => each.member === member)) === spells(all.filter((each) => each.group === group)),
    );
  });
}

export const withdrawalOf = (
  { id, subject, on, about }: OrganisationEvent,
  withdrawnOn: CivilDate,
  reason: string,
): Extract<EventDraft, { kind: 'withdrawn' }> => ({ kind: 'withdrawn', subject, event: id, withdrawnOn, on, about, reason });

/** An id that none of the events has: what is told again after it was withdrawn is another event. */
function freshId(id: string, events: readonly OrganisationEvent[]): EventId {
  const taken = new Set<string>(events.map((event) => event.id));
  let fresh = id;
  for (let n = 2; taken.has(fresh); n++) fresh = `${id}-${n}`;
  return fresh as EventId;
}

/** The id of the next succession between two schools. */
export const idOfPair = ({ subject, into }: Pick<Succeeded, 'subject' | 'into'>, events: readonly OrganisationEvent[]): EventId =>
  freshId(`evt_s${bareId(subject)}-${bareId(into)}`, events);
/** An event is withdrawn once. */
export const idOfWithdrawal = (id: EventId): EventId => `evt_x${bareId(id)}` as EventId;

/** Whether a school had not closed by the day on which it would take places over: its closing would not stand under what it took. */
export const takesOver = ({ into, on }: { into: OrganisationId; on: CivilDate }, under: Under): boolean =>
  (closingOf(into, under.get(into) ?? []) ?? '9999') > on;

/**
 * What follows when a school takes places over on a date on which it is long known what became of it: it leaves them when it closed, and whoever followed it
 * takes them over in its turn, by a succession that is recorded anew with them.
 */
export function handedOn(
  { into, on }: { into: OrganisationId; on: CivilDate },
  groups: readonly OrganisationId[],
  under: Under,
  today: CivilDate,
): NamedDraft[] {
  const events = under.get(into) ?? [];
  const closing = standing(events).find((event) => event.kind === 'closed' && event.subject === into);
  const drafts: NamedDraft[] = [];
  const following = followedBy(into, events);
  // Whoever follows by that day takes the place from it.
  if (closing && closing.on > on && !following.some((next) => on <= next.on && next.on <= closing.on)) {
    const held = placesOf(into, events, closing.on);
    const told = (group: OrganisationId) =>
      closing.about.includes(group) ||
      standing(events).some((event) => event.kind === 'left' && event.subject === into && event.group === group && event.on === closing.on);
    for (const group of groups.filter((each) => held.includes(each) && !told(each))) {
      const id = freshId(`evt_t${bareId(into)}-${closing.on}-${bareId(group).slice(0, 30)}`, events);
      drafts.push({ id, kind: 'left', subject: into, group, on: closing.on, about: [into, group] });
    }
  }
  for (const next of following) {
    const places = next.on < on || !takesOver(next, under) ? [] : placesOf(into, events, next.on);
    const more = groups.filter((group) => places.includes(group) && !next.memberships.includes(group));
    if (more.length === 0) continue;
    const { type: _, source: __, recordedAt: ___, recordedBy: ____, ...told } = next;
    const again: NamedDraft = {
      ...told,
      id: idOfPair(next, events),
      memberships: [...next.memberships, ...more],
      about: [...new Set([...next.about, ...more])],
    };
    const gone = withdrawalOf(next, today, 'What it passes on became more.');
    const drawn: NamedDraft = { ...gone, id: idOfWithdrawal(next.id) };
    const after = withDrafts(under, [drawn, again]);
    drafts.push(drawn, again, ...handedOn(next, more, after, today));
  }
  return drafts;
}
