// What everything that is recorded of a partnership or another body rests on: whether the register keeps it, on which dates it can be changed, when it is
// open, and that nothing recorded for later is left without what it rests on.
import { addDays, type CivilDate, dateText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { EventDraft, OrganisationEvent } from '../schema/events.ts';
import type { Body, Group, Organisation, Partnership } from '../schema/organisations.ts';
import { closedStatus } from '../schema.ts';
import { idleIn, standing } from './events.ts';

/** A merger's events, one under each member and both partnerships, fit one transaction with the words of a name. */
export const mostMembers = 80;

export type GroupFacts<G extends Group = Partnership> = { group: G; events: readonly OrganisationEvent[]; today: CivilDate };
/** The events to be recorded, and in a sentence that names nobody what they say. */
export type Happening = { events: EventDraft[]; detail: string };
/** Every event of these organisations, by organisation. */
export type Under = ReadonlyMap<OrganisationId, readonly OrganisationEvent[]>;

export const isPartnership = (organisation: Organisation | undefined): organisation is Partnership =>
  organisation !== undefined && prefixOf(organisation.id) === 'ptn';
export const isBody = (organisation: Organisation | undefined): organisation is Body =>
  organisation !== undefined && prefixOf(organisation.id) === 'org';
/** Trusts and federations: the register tells their names and their schools. */
export const isRegistered = ({ id }: Pick<Organisation, 'id'>): boolean => ['sch', 'trs', 'fed'].includes(prefixOf(id));

export const listed = (names: readonly string[]): string => new Intl.ListFormat('en-GB').format(names);
export const reasoned = (reason: string | undefined) => (reason ? { reason } : {});

/** The day from which a group or body is closed, if its closing is recorded and stands. */
export const closingOf = (id: OrganisationId, events: readonly OrganisationEvent[]): CivilDate | undefined =>
  standing(events).find((event) => event.kind === 'closed' && event.subject === id)?.on;

type Limits = { first: CivilDate; last: CivilDate };

/** Refuses `date-out-of-bounds`, with the first and the last date that can be meant. */
export const within = (on: CivilDate, { first, last }: Limits, field = 'on'): Decision<void> =>
  on < first || on > last
    ? refuse('date-out-of-bounds', `The date must be between ${dateText(first)} and ${dateText(last)}.`, { field })
    : accept(undefined);

/** Dates that can be meant: at most a year ahead and ten years back, and not before the opening. */
export function limitsOf({ openedOn }: { openedOn?: CivilDate | undefined }, today: CivilDate): Limits {
  const [first, last] = [addDays(today, -3653), addDays(today, 366)];
  return { first: openedOn !== undefined && openedOn > first ? openedOn : first, last };
}

/** When something new may have opened, or opens: from where our dates begin, and at most a year ahead. */
export const decideOpening = (openedOn: CivilDate | undefined, today: CivilDate): Decision<void> =>
  openedOn === undefined
    ? accept(undefined)
    : within(openedOn, { first: '2000-01-01' as CivilDate, last: addDays(today, 366) }, 'openedOn');

/** Refuses what the register keeps, a date nobody can mean, and a date on which the group is closed. */
export function recordable({ group, events, today }: GroupFacts<Group>, on: CivilDate): Decision<void> {
  if (isRegistered(group)) return refuse('kept-by-register', `The schools of ${group.name} come from the register.`);
  const meant = within(on, limitsOf(group, today));
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

/** Drafts as they would stand, so that what follows from them can be asked before they are recorded. */
export const supposed = (drafts: readonly EventDraft[]): OrganisationEvent[] =>
  drafts.map((draft, n) => ({
    ...draft,
    type: 'organisation-event',
    // After whatever people recorded for the same day, and before what the register told.
    id: ('id' in draft ? draft.id : `evt_0z~${String(n).padStart(4, '0')}`) as OrganisationEvent['id'],
    source: 'staff',
    recordedAt: '',
    recordedBy: '' as OrganisationEvent['recordedBy'],
  }));

/** Events of a group that would mean something before a change and nothing after it. */
export function idledBy(
  group: OrganisationId,
  before: readonly OrganisationEvent[],
  after: readonly OrganisationEvent[],
): OrganisationEvent[] {
  const already = new Set(idleIn(group, before).map(({ id }) => id));
  return idleIn(group, after).filter(({ id }) => !already.has(id));
}

const shortTexts: Partial<Record<OrganisationEvent['kind'], string>> = {
  joined: 'A joining',
  left: 'A leaving',
  'lead-appointed': 'A new lead',
  'lead-ended': 'An end of a lead',
  'partnership-merged': 'A merger',
  closed: 'A closing',
  succeeded: 'A succession',
  renamed: 'A name',
};
/** An event in words that name nobody. */
export const inShort = ({ kind, on }: Pick<OrganisationEvent, 'kind' | 'on'>): string =>
  `${shortTexts[kind] ?? 'An event'} on ${dateText(on)}`;

/** Refuses `later-change` for what would leave an event without what it rests on: a member that leaves before it is recorded to lead. */
export function leavesNothingIdle(group: OrganisationId, events: readonly OrganisationEvent[], happening: Happening): Decision<Happening> {
  const [idle] = idledBy(group, events, [...events, ...supposed(happening.events)]);
  return idle ? refuse('later-change', `${inShort(idle)} is recorded already.`, { field: 'on' }) : accept(happening);
}
