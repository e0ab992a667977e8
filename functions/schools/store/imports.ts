// Imports in the table: one item each with its cursor and counts, its rejections in chunks beside it, and one item that says which import is the latest.
import { create, put, replace, type Write } from '../../../shared/commit.ts';
import type { JobId } from '../../../shared/ids.ts';
import { type CouncilTable, type Item, indexOf, type Page, unkeyed } from '../../../shared/table.ts';
import type { ImportState, RegisterImport } from '../schema/imports.ts';
import type { Rejection } from '../schema.ts';

export async function getImport(table: CouncilTable, id: JobId): Promise<RegisterImport | undefined> {
  const item = await table.get<RegisterImport>(table.key.registerImport(id));
  return item && unkeyed(item);
}

/** One page of imports, newest first. */
export async function pageOfImports(table: CouncilTable, after?: string): Promise<Page<RegisterImport>> {
  const page = await table.page<RegisterImport>(table.range.registerImports(), {
    limit: 25,
    descending: true,
    ...(after ? { after } : {}),
  });
  return { ...page, items: page.items.map(unkeyed) };
}

/** Keeps an import: the first version where there was none, any later one in place of the version before it. */
export function importWrite(table: CouncilTable, entry: RegisterImport): Write {
  const key = table.key.registerImport(entry.id);
  const item = { ...entry, ...indexOf(table.council).registerImport(entry.begunAt, entry.id) };
  return entry.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

/** Ends an import that runs, whatever version it has come to: the slice that is under way finds another version than its own and stops. */
export const cancelWrite = (
  table: CouncilTable,
  id: JobId,
  state: ImportState,
  at: string,
  stoppedBy?: RegisterImport['stoppedBy'],
): Write => ({
  op: 'update',
  key: table.key.registerImport(id),
  expression: `SET #state = :state, endedAt = :at${stoppedBy ? ', stoppedBy = :by' : ''} ADD #version :one`,
  condition: { expression: '#state = :running', names: { '#state': 'state' }, values: { ':running': 'running' } },
  names: { '#version': 'version' },
  values: { ':state': state, ':at': at, ':one': 1, ...(stoppedBy ? { ':by': stoppedBy } : {}) },
  refusal: { name: 'wrong-state' },
});

type Latest = { import: JobId; version: number };
export const getLatest = (table: CouncilTable): Promise<Latest | undefined> => table.get<Latest & Item>(table.key.latestImport());

/** Makes an import the latest; one that begins at the same moment fails. */
export function latestWrite(table: CouncilTable, id: JobId, before: Latest | undefined): Write {
  const item = { type: 'latest-import', import: id, version: (before?.version ?? 0) + 1 };
  return before ? replace(table.key.latestImport(), item) : create(table.key.latestImport(), item, 'changed-meanwhile');
}

/** A chunk is written with the count that names it, so it is never written twice. */
export const rejectionsWrite = (table: CouncilTable, id: JobId, chunk: number, rejections: readonly Rejection[]): Write =>
  put(table.key.importRejections(id, chunk), { type: 'import-rejections', rejections });

/** The rejections that were kept, in order of line, a few chunks at a time for whoever stops early. */
export async function* eachRejection(table: CouncilTable, id: JobId): AsyncGenerator<Rejection> {
  for await (const { rejections } of table.each<{ rejections: Rejection[] }>(table.range.importRejections(id), { limit: 2 }))
    yield* rejections;
}

/** Every rejection that was kept, in order of line. */
export async function rejectionsOf(table: CouncilTable, id: JobId): Promise<Rejection[]> {
  const chunks = await table.all<{ rejections: Rejection[] }>(table.range.importRejections(id));
  return chunks.flatMap(({ rejections }) => rejections);
}
