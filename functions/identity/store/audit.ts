// The audit trail in the table: a record's own history from the index, and everything of a day from its sixteen shards, newest first.
import { type AuditEntry, trailOf } from '../../../shared/audit.ts';
import { addDays, type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { OrganisationId, PersonId } from '../../../shared/ids.ts';
import { type CouncilTable, type Range, shards, unkeyed } from '../../../shared/table.ts';
import { type HistoryEntry, historyEntry, isToldTo, peopleIn } from '../rules/audit.ts';
import { organisationNames } from './organisations.ts';
import { formerUser, namesOf } from './people.ts';

export type { HistoryEntry };

/** Where an entry stands among all others: its moment, and for one moment the order of their ids. It is also how both of its sort keys read. */
export const placeOf = ({ at, id }: AuditEntry): string => `${at}#${id}`;
const newestFirst = (a: AuditEntry, b: AuditEntry): number => (placeOf(a) < placeOf(b) ? 1 : -1);

/** The last entries about a record, newest first. What is confidential is no part of a record's own history. */
export async function historyOf(table: CouncilTable, about: string, most = 20): Promise<AuditEntry[]> {
  const page = await table.page<AuditEntry>(table.range.auditOf(trailOf(about)), { limit: most, descending: true });
  return page.items.map(unkeyed);
}

/** The first entry about a record: what made it. */
const firstOf = async (table: CouncilTable, about: string): Promise<AuditEntry[]> =>
  (await table.page<AuditEntry>(table.range.auditOf(trailOf(about)), { limit: 1 })).items.map(unkeyed);

/** Names of everybody, and of every organisation, that some entries speak of. An organisation that is not known is "Another organisation". */
export async function trailNames(table: CouncilTable, entries: readonly AuditEntry[]) {
  const organisationIds = entries.flatMap(({ actingFor, through, organisation }) =>
    [actingFor, through, organisation].filter((id) => id !== undefined),
  );
  const [people, organisations] = await Promise.all([
    namesOf(
      table,
      entries.flatMap((entry) => [entry.person, ...peopleIn(entry)]),
    ),
    organisationNames(table, organisationIds),
  ]);
  return {
    person: ({ person }: { person: PersonId }) => people.get(person) ?? formerUser,
    organisation: (id: OrganisationId) => organisations.get(id) ?? 'Another organisation',
  };
}

/**
 * The history of a record as whoever asks may see it, for `<History entries={…} />`: staff see who did what by name, an organisation's people see their
 * own colleagues by name and the council's people as the council. Whether they may see the record at all is decided before.
 * `about` is the record's id, or the ids of the records that one page shows. `became` is another record that this one has become: what made it is the last thing
 * that was done to this one.
 */
export async function readHistory(
  { table, actor, council }: Context,
  about: string | readonly string[],
  { most = 20, became }: { most?: number; became?: string | undefined } = {},
): Promise<HistoryEntry[]> {
  const records = typeof about === 'string' ? [about] : about;
  const found = await Promise.all([
    ...records.map((record) => historyOf(table, record, most + 1)),
    ...(became ? [firstOf(table, became)] : []),
  ]);
  const told = found.flat().filter((entry) => isToldTo(entry, actor));
  const entries = told.sort(newestFirst).slice(0, most);
  const names = await trailNames(table, entries);
  const isLast = (i: number) => told.length > most && i === most - 1;
  return entries.map((entry, i) => ({ ...historyEntry(entry, actor, council.name, names), ...(isLast(i) ? { more: true as const } : {}) }));
}

/** Where to begin, and how many entries of a partition are read at once: few for a page, so that a busy day's sixteen are not read to their ends for it. */
export type Reading = { before?: string | undefined; atOnce: number };

/** What several partitions hold, newest first, from before a place on; each is read only as far as it is asked for. */
async function* merged(table: CouncilTable, ranges: readonly Range[], { before, atOnce }: Reading): AsyncGenerator<AuditEntry> {
  const readers = ranges.map((range) =>
    table.each<AuditEntry>(before ? { ...range, from: '0', to: before } : range, { descending: true, limit: atOnce }),
  );
  const heads = await Promise.all(readers.map((reader) => reader.next()));
  for (;;) {
    let first = -1;
    for (const [i, { value, done }] of heads.entries()) {
      const best = heads[first];
      if (!done && (!best || best.done || placeOf(value) > placeOf(best.value))) first = i;
    }
    const [head, reader] = [heads[first], readers[first]];
    if (!head || head.done || !reader) return;
    if (placeOf(head.value) !== before) yield unkeyed(head.value);
    heads[first] = await reader.next();
  }
}

/** Everything of some days, newest first, from before a place on: one day after the other, each from its sixteen shards. */
export async function* entriesOfDays(
  table: CouncilTable,
  days: { from: CivilDate; to: CivilDate },
  reading: Reading,
): AsyncGenerator<AuditEntry> {
  const { before } = reading;
  const reached = before && londonDate(Date.parse(before.slice(0, before.indexOf('#'))));
  for (let day = reached && reached < days.to ? reached : days.to; day >= days.from; day = addDays(day, -1)) {
    const ranges = Array.from({ length: shards }, (_, shard) => table.range.auditDay(day, String(shard).padStart(2, '0')));
    yield* merged(table, ranges, reading);
  }
}

/** A record's whole trail, newest first, from before a place on; with what is confidential for those who may read it. */
export const entriesOfRecord = (table: CouncilTable, about: string, confidential: boolean, reading: Reading): AsyncGenerator<AuditEntry> =>
  merged(table, [trailOf(about), ...(confidential ? [trailOf(about, true)] : [])].map(table.range.auditOf), reading);
