// Those who may have to pay: the organisations themselves, what followed them, and what followed that, in as few rounds of reads as there are steps.
import type { CivilDate } from '../../../shared/calendar.ts';
import { type HolderId, isTeam, type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { type Becoming, billsTrust, isTrust, type Succeeded, successionsOf, successorsAfter, trustOn } from '../rules/buyers.ts';
import type { OrganisationEvent } from '../schema/events.ts';
import type { Organisation, Trust } from '../schema/organisations.ts';
import { eventsOf, getOrganisation, getOrganisations } from './organisations.ts';

export type Buyers = {
  organisations: Map<OrganisationId, Organisation>;
  successions: Map<OrganisationId, Succeeded[]>;
};

const atOnce = 32;

/** These organisations and every one that followed them. A team of the council that pays is none, and is followed by nobody. */
export async function readBuyers(table: CouncilTable, ids: readonly HolderId[]): Promise<Buyers> {
  const successions = new Map<OrganisationId, Succeeded[]>();
  let waiting = [...new Set(ids)].filter((id): id is OrganisationId => !isTeam(id));
  while (waiting.length > 0) {
    for (let i = 0; i < waiting.length; i += atOnce) {
      const part = waiting.slice(i, i + atOnce);
      const events = await Promise.all(part.map((id) => eventsOf(table, id)));
      for (const [n, id] of part.entries()) successions.set(id, successionsOf(id, events[n] ?? []));
    }
    waiting = [...new Set(waiting.flatMap((id) => (successions.get(id) ?? []).map(({ into }) => into)))].filter(
      (id) => !successions.has(id),
    );
  }
  return { organisations: await getOrganisations(table, [...successions.keys()]), successions };
}

/** How a school stands on a day, from its events: the trust that pays for what it books, and whether another school has taken its place. With the events. */
export type Standing = {
  payer?: Trust;
  succeeded: boolean;
  events: OrganisationEvent[];
  /** What it is known to become after the day: of no account where its trust pays. */
  becoming?: Becoming[];
};

/** What a school is known to become after a day, and that in its turn. */
async function becomingOf(
  table: CouncilTable,
  school: OrganisationId,
  events: readonly OrganisationEvent[],
  today: CivilDate,
): Promise<Becoming[]> {
  const own = successionsOf(school, events);
  if (!own.some(({ on }) => on > today)) return [];
  const { organisations, successions } = await readBuyers(
    table,
    own.map(({ into }) => into),
  );
  return successorsAfter(school, new Map([...successions, [school, own]]), today).flatMap(({ on, into, or = [] }) => {
    const organisation = organisations.get(into);
    const others = or.flatMap((each) => organisations.get(each) ?? []);
    return organisation ? [{ on, into: organisation, ...(others.length > 0 ? { or: others } : {}) }] : [];
  });
}

/** Who is known to take a school's place after a day, and from when on; nobody of another body. */
export const placeTakersOf = async (table: CouncilTable, school: OrganisationId, day: CivilDate): Promise<Becoming[]> =>
  prefixOf(school) === 'sch' ? becomingOf(table, school, await eventsOf(table, school), day) : [];

/** A trust is read only for a school that has one, and what a school becomes only where that is known. */
export async function standingOf(table: CouncilTable, school: OrganisationId, today: CivilDate): Promise<Standing> {
  const events = await eventsOf(table, school);
  if (prefixOf(school) !== 'sch') return { succeeded: false, events };
  const succeeded = successionsOf(school, events).some(({ on }) => on <= today);
  const id = trustOn(school, events, today);
  const trust = id && (await getOrganisation(table, id));
  if (isTrust(trust) && billsTrust(trust, today)) return { payer: trust, succeeded, events };
  const becoming = await becomingOf(table, school, events, today);
  return { succeeded, events, ...(becoming.length > 0 ? { becoming } : {}) };
}
