// A short list as a file that is made at once and kept nowhere: what holds people's names is not left lying in a store that erasure does not reach.
import { type Column, cellsOf } from './columns.ts';
import { csvHead, csvRows } from './csv.ts';
import { beginWorkbook, endWorkbook, rowsOfWorkbook } from './xlsx.ts';

const fileFormats = ['csv', 'xlsx'] as const;
export type FileFormat = (typeof fileFormats)[number];
export const isFileFormat = (text: string | undefined): text is FileFormat => fileFormats.some((format) => format === text);

const contentTypes: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** `name` is what the file is called, without its ending. */
export function fileResponse<T>(
  format: FileFormat,
  { name, title, columns, rows }: { name: string; title: string; columns: readonly Column<T>[]; rows: readonly T[] },
): Response {
  const cells = rows.map((row) => cellsOf(columns, row));
  const workbook = () => {
    const begun = beginWorkbook(title, columns);
    const filled = rowsOfWorkbook(begun.state, columns, cells);
    return Buffer.concat([begun.bytes, filled.bytes, endWorkbook(filled.state)]);
  };
  const bytes = format === 'csv' ? Buffer.from(csvHead(columns) + csvRows(columns, cells)) : workbook();
  return new Response(new Uint8Array(bytes), {
    headers: { 'content-type': contentTypes[format], 'content-disposition': `attachment; filename="${name}.${format}"` },
  });
}
