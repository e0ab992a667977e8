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
 * The events of some organisations, held together with every partnership they name: whoever joins moves an organisation's count on, and whatever else befalls
 * a membership moves the partnership's version on. The counts and the partnerships are read before the events. `more` says whose events the events found so
 * far lead to.
 */
export async function heldTogether(
  table: CouncilTable,
  ids: readonly OrganisationId[],
  more: (under: ReadonlyMap<OrganisationId, OrganisationEvent[]>) => readonly OrganisationId[] = () => [],
): Promise<{ under: Map<OrganisationId, OrganisationEvent[]>; holds: Write[] }> {
  const counts = new Map<OrganisationId, number>();
  const groups = new Map<OrganisationId, Organisation | undefined>();
  const unknown = (wanted: readonly OrganisationId[], known: ReadonlyMap<OrganisationId, unknown>) => wanted.filter((id) => !known.has(id));
  let wanted = [...new Set(ids)];
  for (;;) {
    for (const id of unknown(wanted, counts)) counts.set(id, await recordingOf(table, id));
    const under = await eventsUnder(table, counts.keys());
    const named = organisationsIn([...under.values()].flat()).filter((id) => prefixOf(id) === 'ptn' && !counts.has(id));
    wanted = unknown(more(under), counts);
    const fresh = unknown(named, groups);
    if (wanted.length === 0 && fresh.length === 0) {
      const found = [...groups.values()].filter((group) => group !== undefined);
      return {
        under,
        holds: [...[...counts].map(([id, read]) => recordingMoves(table, id, read)), ...found.map((group) => groupMoves(table, group))],
      };
    }
    const read = await getOrganisations(table, fresh);
    for (const id of fresh) groups.set(id, read.get(id));
  }
}

/** The events of one organisation, held together with every partnership they name. */
export async function heldEvents(table: CouncilTable, id: OrganisationId): Promise<Held> {
  const { under, holds } = await heldTogether(table, [id]);
  return { events: under.get(id) ?? [], holds };
}

/** The events under each of some organisations. */
export const eventsUnder = async (table: CouncilTable, ids: Iterable<OrganisationId>): Promise<Map<OrganisationId, OrganisationEvent[]>> =>
  new Map(await Promise.all([...new Set(ids)].map(async (id) => [id, await eventsOf(table, id)] as const)));
