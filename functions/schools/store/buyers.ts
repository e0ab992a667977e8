// Those who may have to pay: the organisations themselves, what followed them, and what followed that, in as few rounds of reads as there are steps.
import type { CivilDate } from '../../../shared/calendar.ts';
import { type HolderId, isTeam, type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { billsTrust, isTrust, type Succeeded, successionsOf, trustOn } from '../rules/buyers.ts';
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
export type Standing = { payer?: Trust; succeeded: boolean; events: OrganisationEvent[] };

/** A trust is read only for a school that has one. */
export async function standingOf(table: CouncilTable, school: OrganisationId, today: CivilDate): Promise<Standing> {
  const events = await eventsOf(table, school);
  if (prefixOf(school) !== 'sch') return { succeeded: false, events };
  const succeeded = successionsOf(school, events).some(({ on }) => on <= today);
  const id = trustOn(school, events, today);
  const trust = id && (await getOrganisation(table, id));
  return isTrust(trust) && billsTrust(trust, today) ? { payer: trust, succeeded, events } : { succeeded, events };
}
