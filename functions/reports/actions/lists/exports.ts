// A whole list as a file: begun by whoever may read it, written by the worker in bounded memory with the rights they had, told and fetched by them alone.
import { londonDate, timestamp } from '../../../../shared/calendar.ts';
import { change, commit } from '../../../../shared/commit.ts';
import type { Context, Host } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { type JobId, newId } from '../../../../shared/ids.ts';
import { getJob, jobWrite, type Slice } from '../../../../shared/job.ts';
import { csvHead, csvRows } from '../../../../shared/spreadsheet/csv.ts';
import { beginWorkbook, endWorkbook, noWorkbook, rowsOfWorkbook } from '../../../../shared/spreadsheet/xlsx.ts';
import { sortOf } from '../../rules/sorted.ts';
import type { ExportList, Format, ListExport, ListExportReport } from '../../schema/lists.ts';
import { getListExport, listExportWrite } from '../../store/lists.ts';
import type { Writer } from '../export-slice.ts';
import type { Line, List } from './define.ts';
import { listOf } from './lists.ts';
import { findList, readingOf } from './read.ts';
import { inOrder } from './sorted.ts';
import { readOn } from './stretches.ts';

/** What a part of the file holds at least (the store takes no less than 5 MB, but for the last), how many items are read at once, and how long a slice takes. */
export const listBounds = { bytesPerPart: 5_500_000, itemsPerRead: 500, sliceMs: 15_000 };

type Named = Pick<ListExport, 'job' | 'format'>;
const fileOf = (council: string, { job, format }: Named): string => `exports/${council}/${job}.${format}`;

async function told(context: Context, entry: ListExport): Promise<ListExportReport> {
  const { job, list, format, startedAt, finishedAt, rows, bytes, phase } = entry;
  const kept = await getJob(context.table, job);
  const alive = kept?.state === 'queued' || kept?.state === 'running';
  const state = phase === 'done' ? 'done' : alive ? 'running' : 'failed';
  return { job, list, title: listOf(list).title, format, state, startedAt, ...(finishedAt ? { finishedAt } : {}), rows, bytes };
}

/** An export of one's own, for as long as one acts for whom one acted then and has every right that it was read with: what was taken away since opens no file. */
async function find({ table, actor }: Context, job: JobId): Promise<ListExport | undefined> {
  const entry = await getListExport(table, job);
  if (!entry || entry.startedBy !== actor.person) return undefined;
  const { organisation, officer, roles } = entry.reader;
  const same = organisation === actor.organisation && officer === actor.officer && roles.every((role) => actor.roles.includes(role));
  return same ? entry : undefined;
}

/** An export as it stands. Refuses `unknown-export`, also for somebody else's. */
export async function readListExport(context: Context, job: JobId): Promise<Decision<ListExportReport>> {
  const entry = await find(context, job);
  return entry ? accept(await told(context, entry)) : refuse('unknown-export');
}

/** What an export is of: the same name with something else asked is no second try. */
const asked = ({ list, format, query }: Pick<ListExport, 'list' | 'format' | 'query'>): string =>
  JSON.stringify([
    list,
    format,
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .sort(),
  ]);

/**
 * Begins to write a list as a file, and `ring` calls the worker to it. The same export asked for again is the one that was begun. Refuses `unknown-list`,
 * `key-reused` where the name stands for another list, format or question, and `invalid-request` where something has to be given first.
 */
export async function startListExport(
  context: Context,
  ring: (job: JobId) => Promise<void>,
  command: ExportList,
): Promise<Decision<ListExportReport>> {
  const { table, now, actor } = context;
  const { list: code, format, job = newId('job'), ...query } = command;
  const found = findList(context, code);
  if (!found.ok) return found;
  const reading = readingOf(context, query);
  const stretches = await found.value.stretches(reading);
  if (typeof stretches === 'string')
    return refuse('invalid-request', undefined, { faults: [{ field: 'organisation', detail: stretches }] });
  const decision = await change<ListExport>(context, async () => {
    const before = await getListExport(table, job);
    if (before && !(await find(context, job))) return refuse('unknown-export');
    if (before)
      return asked(before) === asked({ list: code, format, query })
        ? accept({ writes: [], result: before, audit: null })
        : refuse('key-reused');
    const entry: ListExport = {
      type: 'list-export',
      job,
      list: code,
      query,
      format,
      reader: reading.reader,
      stretches,
      today: londonDate(now),
      startedAt: timestamp(now),
      startedBy: actor.person,
      phase: 'rows',
      receipts: [],
      bytes: 0,
      rows: 0,
      version: 1,
    };
    const begun = jobWrite(table, {
      id: job,
      kind: 'list-export',
      function: 'reports',
      task: 'export-list',
      subject: {},
      createdBy: actor.person,
      now,
    });
    return accept({
      writes: [listExportWrite(table, entry), begun],
      result: entry,
      audit: {
        action: 'list:export',
        about: job,
        organisation: actor.organisation ?? query.organisation,
        detail: `${found.value.title}, as ${format.toUpperCase()}`,
      },
    });
  });
  if (!decision.ok) return decision;
  if (decision.value.rows === 0) await ring(job);
  return accept(await told(context, decision.value));
}

/** What of a file is not kept yet. */
type Held = { pieces: Uint8Array[]; size: number };
const hold = (held: Held, bytes: Uint8Array): void => {
  held.pieces.push(bytes);
  held.size += bytes.length;
};

/** How a file of each format begins, goes on and ends; where it stands is kept in its entry. */
const writers: Readonly<
  Record<
    Format,
    {
      begin(entry: ListExport, list: List): Buffer;
      rows(entry: ListExport, list: List, lines: readonly Line[]): Buffer;
      end(entry: ListExport): Buffer;
    }
  >
> = {
  csv: {
    begin: (_entry, { headings }) => Buffer.from(csvHead(headings)),
    rows: (_entry, { headings }, lines) =>
      Buffer.from(
        csvRows(
          headings,
          lines.map(({ cells }) => cells),
        ),
      ),
    end: () => Buffer.alloc(0),
  },
  xlsx: {
    begin(entry, { title, headings }) {
      const { bytes, state } = beginWorkbook(title, headings);
      entry.workbook = state;
      return bytes;
    },
    rows(entry, { headings }, lines) {
      const cells = lines.map((line) => line.cells);
      const { bytes, state } = rowsOfWorkbook(entry.workbook ?? noWorkbook, headings, cells);
      entry.workbook = state;
      return bytes;
    },
    end: ({ workbook = noWorkbook }) => endWorkbook(workbook),
  },
};

/** Keeps the entry as it is now; answers false where another slice was quicker. */
async function save(context: Context, entry: ListExport): Promise<boolean> {
  entry.version += 1;
  return (await commit(context.table, [listExportWrite(context.table, entry)])).ok;
}

async function keepPart(context: Context, files: Writer, entry: ListExport, held: Held): Promise<boolean> {
  const bytes = Buffer.concat(held.pieces);
  entry.receipts.push(await files.addPart(fileOf(context.council.slug, entry), entry.begun ?? '', entry.receipts.length + 1, bytes));
  entry.bytes += bytes.length;
  held.pieces = [];
  held.size = 0;
  return save(context, entry);
}

/** Writes rows until the list is at its end, or a part was kept and the time is spent; false where another slice was quicker. */
async function writeRows(context: Context, files: Writer, entry: ListExport): Promise<boolean> {
  const until = performance.now() + listBounds.sliceMs;
  const list = listOf(entry.list);
  const writer = writers[entry.format];
  const reading = { table: context.table, reader: entry.reader, today: entry.today, now: Date.parse(entry.startedAt), query: entry.query };
  const held: Held = { pieces: [], size: 0 };
  if (entry.begun === undefined) {
    entry.begun = await files.beginFile(fileOf(context.council.slug, entry));
    hold(held, writer.begin(entry, list));
  }
  const bounds = { lines: 1, items: 1, atOnce: listBounds.itemsPerRead };
  const sort = sortOf(list, entry.query);
  // What can be put in order is short enough for one part, so an order is made and written in one go; what cannot be goes on as its keys do.
  const sorted = sort && entry.after === undefined ? await inOrder(list, reading, entry.stretches, sort, true) : undefined;
  if (sorted) {
    hold(held, writer.rows(entry, list, sorted));
    entry.rows = sorted.length;
  }
  while (!sorted) {
    const { lines, next } = await readOn(list, reading, entry.stretches, entry.after, bounds);
    hold(held, writer.rows(entry, list, lines));
    entry.rows += lines.length;
    if (next === undefined) break;
    entry.after = next;
    if (held.size < listBounds.bytesPerPart) continue;
    if (!(await keepPart(context, files, entry, held))) return false;
    if (performance.now() > until) return true;
  }
  hold(held, writer.end(entry));
  entry.phase = 'ending';
  return keepPart(context, files, entry, held);
}

/** One slice of an export for the worker. A slice that comes too late changes nothing. */
export async function continueListExport(context: Context, files: Writer, job: JobId): Promise<Slice> {
  const entry = await getListExport(context.table, job);
  if (!entry) throw new Error(`no such export: ${job}`);
  if (entry.phase === 'rows' && !(await writeRows(context, files, entry))) return { state: 'more' };
  const progress = { done: entry.rows };
  if (entry.phase === 'rows') return { state: 'more', progress };
  if (entry.phase === 'ending') {
    const file = fileOf(context.council.slug, entry);
    // It stands from here on, so that whoever comes back after a crash finds it and only says so.
    if ((await files.fileMark(file)) === undefined) await files.endFile(file, entry.begun ?? '', entry.receipts);
    entry.phase = 'done';
    entry.finishedAt = timestamp(context.now);
    if (!(await save(context, entry))) return { state: 'more', progress };
  }
  return { state: 'done', progress, result: { rows: entry.rows, bytes: entry.bytes } };
}

/** Where one's own export is fetched. Refuses `unknown-export`, and `no-export` while it is being written or once the file store keeps it no longer. */
export async function addressOfListExport(
  context: Context,
  files: Pick<Host, 'fileAddress' | 'fileMark'>,
  job: JobId,
): Promise<Decision<string>> {
  const entry = await find(context, job);
  if (!entry) return refuse('unknown-export');
  const { slug } = context.council;
  const file = fileOf(slug, entry);
  if (entry.phase !== 'done' || (await files.fileMark(file)) === undefined) return refuse('no-export');
  return accept(await files.fileAddress(file, `daybook-${slug}-${entry.list}-${londonDate(Date.parse(entry.startedAt))}.${entry.format}`));
}
