// What was recorded by hand, corrected: a name and how a body buys from a date on. What the register tells is put right there.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { foldName, sectorOn } from '../rules.ts';
import type { OrganisationEvent } from '../schema/events.ts';
import type { Body, Group, NewBody, Organisation, Rename, SectorChange } from '../schema/organisations.ts';
import { standing } from './events.ts';
import { closingOf, type GroupFacts, type Happening, inShort, isBody, isRegistered, limitsOf, reasoned, within } from './groups.ts';

/** What a partnership or body cannot share with another that goes on: its kind and its name. Trusts and federations have their numbers. */
export const nameHeld = (group: Group): { kind: string; name: string } | undefined => {
  if (isRegistered(group) || group.closedOn !== undefined) return undefined;
  return { kind: group.kind === 'partnership' ? group.partnershipKind : group.kind, name: foldName(group.name) };
};

/** Refuses `already-recorded`, naming the one that has the name. */
export const nameTaken = ({ name, openedOn }: Organisation): Decision<never> =>
  refuse('already-recorded', `${name}${openedOn ? `, since ${dateText(openedOn)}` : ''}.`, { field: 'name' });

/** The name a group has once these events stand: its last, or the one it was recorded under when no other holds. */
function nameAfter(group: Pick<Group, 'id' | 'name'>, events: readonly OrganisationEvent[]): string {
  const named = (all: readonly OrganisationEvent[]) =>
    all.flatMap((event) => (event.kind === 'renamed' && event.subject === group.id ? [event] : []));
  const last = named(standing(events)).at(-1);
  if (last) return last.name;
  // Ids sort by the moment something was recorded: the first of them knew the first name.
  const [first] = named(events).sort((a, b) => (a.id < b.id ? -1 : 1));
  return first?.was ?? group.name;
}

/** The group as its events tell of it, at its next version. */
export function groupAfter<G extends Group>(group: G, events: readonly OrganisationEvent[]): G {
  const { closedOn: _, ...open } = group;
  const closedOn = closingOf(group.id, events);
  const after = { ...open, name: nameAfter(group, events), ...(closedOn === undefined ? {} : { closedOn }), version: group.version + 1 };
  return after as unknown as G;
}

const keptByRegister = ({ name }: Organisation, what: string): Decision<never> =>
  refuse('kept-by-register', `The register tells ${what} of ${name}.`);

/**
 * A partnership or body has another name from a date on, today at the latest. Names follow each other: what is recorded for later comes first. Refuses
 * `kept-by-register`, `date-out-of-bounds`, `as-it-stands` and `later-change`.
 */
export function decideRenaming({ group, events, today }: GroupFacts<Group>, { name, on, reason }: Rename): Decision<Happening> {
  if (isRegistered(group)) return keptByRegister(group, 'the name');
  const meant = within(on, { first: limitsOf(group, today).first, last: today });
  if (!meant.ok) return meant;
  if (name === group.name) return refuse('as-it-stands', `It is called ${name}.`, { field: 'name' });
  const later = standing(events).find((event) => event.kind === 'renamed' && event.subject === group.id && event.on >= on);
  if (later) return refuse('later-change', `${inShort(later)} is recorded already.`, { field: 'on' });
  return accept({
    events: [{ kind: 'renamed', subject: group.id, name, was: group.name, on, about: [group.id], ...reasoned(reason) }],
    detail: `Renamed from ${group.name} to ${name} from ${dateText(on)}`,
  });
}

/** From when a body that gives no date is as it was recorded. */
const beginning = '2000-01-01' as CivilDate;

/** A body as it is recorded. */
export const bodyOf = (id: OrganisationId, { sector, ...words }: Omit<NewBody, 'key'>): Body => ({
  ...words,
  id,
  sectors: [{ from: words.openedOn ?? beginning, sector }],
  version: 1,
});

/**
 * A body buys otherwise from a date on, until what is recorded for later. What was to hold from the same date gives way. Refuses `kept-by-register`,
 * `date-out-of-bounds` and `as-it-stands`.
 */
export function decideSector(
  { group, today }: { group: Group; today: CivilDate },
  { sector, from }: SectorChange,
): Decision<{ group: Body; detail: string }> {
  if (isRegistered(group)) return keptByRegister(group, 'how the schools buy');
  if (!isBody(group)) return refuse('unknown-organisation');
  const meant = within(from, limitsOf(group, today), 'from');
  if (!meant.ok) return meant;
  if (sectorOn(group, from).sector === sector) return refuse('as-it-stands', `It buys so on ${dateText(from)}.`, { field: 'sector' });
  const others = group.sectors.filter((entry) => entry.from !== from);
  // Where it goes on as before, the date means nothing any more.
  const before = others.findLast((entry) => entry.from < from);
  const sectors = [...others, ...(before?.sector === sector ? [] : [{ from, sector }])].sort((a, b) => (a.from < b.from ? -1 : 1));
  const [was, is] = [sectorOn(group, from).sector, sector].map((word) => word.replace('-', ' '));
  return accept({ group: { ...group, sectors }, detail: `It buys as ${is} from ${dateText(from)}, and as ${was} until then` });
}
