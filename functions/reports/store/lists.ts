// What an export of a list keeps of itself.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { JobId } from '../../../shared/ids.ts';
import { type CouncilTable, unkeyed } from '../../../shared/table.ts';
import type { ListExport } from '../schema/lists.ts';

export async function getListExport(table: CouncilTable, job: JobId): Promise<ListExport | undefined> {
  const item = await table.get<ListExport>(table.key.listExport(job));
  return item && unkeyed(item);
}
export const listExportWrite = (table: CouncilTable, entry: ListExport): Write =>
  entry.version === 1
    ? create(table.key.listExport(entry.job), entry, 'changed-meanwhile')
    : replace(table.key.listExport(entry.job), entry);
