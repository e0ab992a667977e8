// What never was: an event is withdrawn by another, together with whatever was recorded since and means nothing without it. What merges, closes or follows
// since is first withdrawn itself.
import type { CivilDate } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type EventId, type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { EventKind, OrganisationEvent } from '../schema/events.ts';
import { membersOn, standing } from './events.ts';
import { type Happening, idledBy, inShort, listed, type Under } from './groups.ts';
import { agree, isSuccession, placesOf, withdrawalOf } from './successions.ts';

/** The council withdraws what its staff recorded, and a succession that the register's links file has wrong. */
export const isWithdrawable = ({ source, kind }: { source: OrganisationEvent['source']; kind: EventKind }): boolean =>
  source === 'staff' || kind === 'succeeded';

/** A merger and the closing it brings are one: neither is withdrawn without the other. */
export function withdrawnWith(event: OrganisationEvent, events: readonly OrganisationEvent[]): OrganisationEvent[] {
  const pair: readonly string[] = ['partnership-merged', 'closed'];
  const both = standing(events).filter((each) => pair.includes(each.kind) && each.subject === event.subject && each.on === event.on);
  return pair.includes(event.kind) && both.length > 1 ? both : [event];
}

/** Events under each organisation without some. */
const without = (under: Under, gone: ReadonlySet<EventId>): Under =>
  new Map([...under].map(([id, events]) => [id, events.filter((each) => !gone.has(each.id))]));

/** With the events that go, those that would mean nothing without them: a leaving of whoever never joined, a lead of whoever was no member. */
function withWhatRests(first: readonly OrganisationEvent[], under: Under): OrganisationEvent[] {
  const gone = new Map(first.map((event) => [event.id, event]));
  for (;;) {
    const left = without(under, new Set(gone.keys()));
    const idled = [...under].flatMap(([id, events]) => idledBy(id, events, left.get(id) ?? []));
    const fresh = idled.filter(({ id }) => !gone.has(id));
    if (fresh.length === 0) return [...gone.values()];
    for (const event of fresh) gone.set(event.id, event);
  }
}

/** Whether everybody whom a merger takes along, or whose place a succession passes on, has that place. */
function isFounded(event: OrganisationEvent, under: Under): boolean {
  const events = under.get(event.subject);
  if (!events) return true;
  if (isSuccession(event)) {
    const places = placesOf(event.subject, events, event.on);
    return event.memberships.every((group) => places.includes(group));
  }
  if (event.kind !== 'partnership-merged') return true;
  const before = events.filter((each) => each.subject !== event.subject || (each.kind !== 'closed' && each.kind !== 'partnership-merged'));
  const members = membersOn(event.subject, before, event.on);
  return event.members.every((member) => members.includes(member));
}

/** The first event that would take along or pass on a place which is there before a change and not after it. */
export function unfoundedBy(before: Under, after: Under): OrganisationEvent | undefined {
  const stands = [...after.values()].flatMap((events) => standing(events)).sort((a, b) => (`${a.on} ${a.id}` < `${b.on} ${b.id}` ? -1 : 1));
  return stands.find((event) => isFounded(event, before) && !isFounded(event, after));
}

/** The event for whose sake others cannot be withdrawn, if there is one. */
function inTheWay(under: Under, gone: readonly OrganisationEvent[]): OrganisationEvent | undefined {
  const left = without(under, new Set(gone.map(({ id }) => id)));
  const unfounded = unfoundedBy(under, left);
  if (unfounded) return unfounded;
  const stands = [...left.values()].flatMap((events) => standing(events));
  const renamed = gone.find(({ kind }) => kind === 'renamed');
  const renamedSince = renamed && stands.find((event) => event.kind === 'renamed' && event.on >= renamed.on);
  if (renamedSince || agree(left)) return renamedSince;
  const counted = stands.filter(({ kind }) => ['closed', 'partnership-merged', 'succeeded'].includes(kind));
  const [since = ''] = gone.map(({ on }) => on).sort();
  return counted.find(({ on }) => on >= since) ?? counted[0];
}

type Command = { event: EventId; reason: string; also?: readonly EventId[] | undefined };
export type Withdrawal = Happening & {
  /** What goes: the event itself first, then what goes with it in order of date. */
  withdrawn: OrganisationEvent[];
};

/**
 * An event that never was is withdrawn by another. `events` are those of one organisation it is about, `under` those of all of them, without which no
 * membership is looked at. Refuses `unknown-event`, `event-withdrawn`, `kept-by-register` for what the register told, `later-change` for what a merger, a
 * closing or a succession rests on, and `changed-meanwhile` when something else goes with it than `also` says.
 */
export function decideWithdrawal(
  { events, under = new Map(), today }: { events: readonly OrganisationEvent[]; under?: Under; today: CivilDate },
  command: Command,
): Decision<Withdrawal> {
  const event = events.find((each) => each.id === command.event);
  if (!event || event.kind === 'withdrawn') return refuse('unknown-event', undefined, { field: 'event' });
  if (!standing(events).some((each) => each.id === event.id)) return refuse('event-withdrawn', undefined, { field: 'event' });
  if (!isWithdrawable(event)) return refuse('kept-by-register', undefined, { field: 'event' });
  const gone = withWhatRests(withdrawnWith(event, events), under);
  const blocking = inTheWay(under, gone);
  if (blocking) return refuse('later-change', `${inShort(blocking)} rests on it.`, { field: 'event' });
  const others = gone.filter(({ id }) => id !== event.id).sort((a, b) => (`${a.on} ${a.id}` < `${b.on} ${b.id}` ? -1 : 1));
  const shown = command.also && [...command.also].sort().join();
  const is = others
    .map(({ id }) => id)
    .sort()
    .join();
  if (shown !== undefined && shown !== is) return refuse('changed-meanwhile', 'Something else goes with it now.', { field: 'event' });
  const withdrawn = [event, ...others];
  return accept({
    withdrawn,
    events: withdrawn.map((each) => withdrawalOf(each, today, command.reason)),
    detail: `${inShort(event)} was withdrawn${others.length > 0 ? `, and with it ${listed(others.map((each) => inShort(each).replace(/^A/, 'a')))}` : ''}`,
  });
}

/** Organisations whose own version moves on when these events go: every group whose members, closing or name they tell of. */
export const touchedBy = (events: readonly OrganisationEvent[]): OrganisationId[] =>
  [
    ...new Set(
      events.flatMap((event) => [
        event.subject,
        ...('group' in event ? [event.group] : []),
        ...('into' in event ? [event.into] : []),
        ...event.about.filter((id) => prefixOf(id) === 'ptn' || prefixOf(id) === 'fed'),
      ]),
    ),
  ].filter((id) => prefixOf(id) !== 'sch');
