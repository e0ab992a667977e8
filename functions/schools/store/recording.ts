// Of two decisions on an organisation's events at once, the second sees what the first wrote. A school's own version is the register's, which what is recorded
// by hand must not move on; so each organisation has an item beside it that counts what was, read before the events and moved on with every new one. What is
// confidential has a count of its own: nothing that others may read tells that there was something.
import type { Write } from '../../../shared/commit.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import { organisationsIn } from '../rules/timeline.ts';
import type { OrganisationEvent } from '../schema/events.ts';
import type { Organisation } from '../schema/organisations.ts';
import { eventsOf, getOrganisations } from './organisations.ts';

type Recording = { version: number };
type What = Parameters<CouncilTable['key']['recording']>[1];

/** How much has been recorded so far: to be read before the events that a decision rests on. */
export const recordingOf = async (table: CouncilTable, id: OrganisationId, what: What = 'events'): Promise<number> =>
  (await table.get<Recording>(table.key.recording(id, what)))?.version ?? 0;

/** Moves the count on from what was read; fails when something was recorded since. */
export const recordingMoves = (table: CouncilTable, id: OrganisationId, read: number, what: What = 'events'): Write => ({
  op: 'update',
  key: table.key.recording(id, what),
  expression: 'SET #type = :type ADD #version :one',
  condition:
    read === 0
      ? { expression: 'attribute_not_exists(pk)' }
      : { expression: '#version = :read', names: { '#version': 'version' }, values: { ':read': read } },
  names: { '#type': 'type', '#version': 'version' },
  values: { ':type': 'recording', ':one': 1 },
  refusal: { name: 'changed-meanwhile' },
});

/** Moves a group on from the version that was read, and leaves it else as it is. */
const groupMoves = (table: CouncilTable, { id, version }: Pick<Organisation, 'id' | 'version'>): Write => ({
  op: 'update',
  key: table.key.organisation(id),
  expression: 'ADD #version :one',
  condition: { expression: '#version = :read', names: { '#version': 'version' }, values: { ':read': version } },
  names: { '#version': 'version' },
  values: { ':one': 1 },
  refusal: { name: 'changed-meanwhile' },
});

/** An organisation's events, and the writes that hold a decision on them and on its memberships to what was read. */
export type Held = { events: OrganisationEvent[]; holds: Write[] };

/**
 * The events of an organisation, held together with every partnership they name: whoever joins moves the organisation's count on, and whatever else
 * befalls a membership moves the partnership's version on. The count and the partnerships are read before the events.
 */
export async function heldEvents(table: CouncilTable, id: OrganisationId): Promise<Held> {
  const recording = await recordingOf(table, id);
  const groups = new Map<OrganisationId, Organisation>();
  const asked = new Set<OrganisationId>();
  for (;;) {
    const events = await eventsOf(table, id);
    const named = organisationsIn(events).filter((each) => each !== id && prefixOf(each) === 'ptn');
    if (named.every((each) => asked.has(each)))
      return { events, holds: [recordingMoves(table, id, recording), ...[...groups.values()].map((group) => groupMoves(table, group))] };
    for (const each of named) asked.add(each);
    for (const [each, group] of await getOrganisations(table, named)) groups.set(each, group);
  }
}

/** The events under each of some organisations. */
export const eventsUnder = async (table: CouncilTable, ids: Iterable<OrganisationId>): Promise<Map<OrganisationId, OrganisationEvent[]>> =>
  new Map(await Promise.all([...new Set(ids)].map(async (id) => [id, await eventsOf(table, id)] as const)));
