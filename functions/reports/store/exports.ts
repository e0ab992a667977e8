// What an export of the ledger keeps of itself: its own item, and which one is the latest.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { JobId } from '../../../shared/ids.ts';
import type { CouncilTable } from '../../../shared/table.ts';
import type { ExportPointer, LedgerExport } from '../schema/exports.ts';

export const getExport = (table: CouncilTable, job: JobId): Promise<LedgerExport | undefined> =>
  table.get<LedgerExport>(table.key.ledgerExport(job));
export const exportWrite = (table: CouncilTable, entry: LedgerExport): Write =>
  entry.version === 1
    ? create(table.key.ledgerExport(entry.job), entry, 'changed-meanwhile')
    : replace(table.key.ledgerExport(entry.job), entry);

export const getExportPointer = (table: CouncilTable): Promise<ExportPointer | undefined> =>
  table.get<ExportPointer>(table.key.ledgerExports());
export const exportPointerWrite = (table: CouncilTable, pointer: ExportPointer): Write =>
  pointer.version === 1 ? create(table.key.ledgerExports(), pointer, 'changed-meanwhile') : replace(table.key.ledgerExports(), pointer);
/** Points to an export that is done, whichever has been begun meanwhile. */
export const exportDoneWrite = (table: CouncilTable, job: JobId): Write => ({
  op: 'update',
  key: table.key.ledgerExports(),
  expression: 'SET #done = :job ADD #version :one',
  names: { '#done': 'done', '#version': 'version' },
  values: { ':job': job, ':one': 1 },
  refusal: { name: 'changed-meanwhile' },
});
