// Those who may have to pay: the organisations themselves, what followed them, and what followed that, in as few rounds of reads as there are steps.
import type { CivilDate } from '../../../shared/calendar.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { billsTrust, isTrust, type Succeeded, successionsOf, trustOn } from '../rules/buyers.ts';
import type { Organisation, Trust } from '../schema/organisations.ts';
import { eventsOf, getOrganisation, getOrganisations } from './organisations.ts';

export type Buyers = {
  organisations: Map<OrganisationId, Organisation>;
  successions: Map<OrganisationId, Succeeded[]>;
};

const atOnce = 32;

/** These organisations and every one that followed them. */
export async function readBuyers(table: CouncilTable, ids: readonly OrganisationId[]): Promise<Buyers> {
  const successions = new Map<OrganisationId, Succeeded[]>();
  let waiting = [...new Set(ids)];
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

/** The trust that pays for what a school books today, or undefined where the school pays itself. A trust that is billed is read only for a school that has one. */
export async function payerFor(table: CouncilTable, school: OrganisationId, today: CivilDate): Promise<Trust | undefined> {
  if (prefixOf(school) !== 'sch') return undefined;
  const id = trustOn(school, await eventsOf(table, school), today);
  const trust = id && (await getOrganisation(table, id));
  return isTrust(trust) && billsTrust(trust, today) ? trust : undefined;
}
