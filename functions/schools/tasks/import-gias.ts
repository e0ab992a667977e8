// Imports a GIAS register as it streams in: every row is counted once, as added, changed, closed, unchanged or rejected by line and reason.
import type { Context, Host } from '../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { parse, type Task } from '../../../shared/http.ts';
import { importEntries } from '../actions.ts';
import { keptColumns, missingColumns, type Row, rowToSchool } from '../rules/register.ts';
import { type ImportCommand, type ImportReport, importOutcomes, importSchema, type RegisterEntry, type Rejection } from '../schema.ts';
import { type CsvRecord, recordsOf } from './records.ts';

const batchSize = 100;
const mostListed = 1000;

/** What the task answers: the report, or why the file was refused. A file refused half-way has been imported so far and may be sent again. */
export type ImportAnswer = ({ ok: true } & ImportReport) | { ok: false; refusal: Refusal };

/** The first rejections in order of line. Rows of other authorities are most of a national file, so they only fill what faults leave over. */
function listed(faults: readonly Rejection[], elsewhere: readonly Rejection[]): Rejection[] {
  return [...faults, ...elsewhere].slice(0, mostListed).sort((a, b) => a.line - b.line);
}

class Report {
  private readonly counts: Pick<ImportReport, (typeof importOutcomes)[number]> = { added: 0, changed: 0, closed: 0, unchanged: 0 };
  private readonly faults: Rejection[] = [];
  private readonly elsewhere: Rejection[] = [];
  private rejectedCount = 0;

  count(counts: Report['counts']): void {
    for (const outcome of importOutcomes) this.counts[outcome] += counts[outcome];
  }

  reject(rejection: Rejection): void {
    const list = rejection.fault === 'other-authority' ? this.elsewhere : this.faults;
    if (list.length < mostListed) list.push(rejection);
    this.rejectedCount += 1;
  }

  show(): ImportReport {
    return { ...this.counts, rejectedCount: this.rejectedCount, rejected: listed(this.faults, this.elsewhere) };
  }
}

/** Which field stands under which kept column, from the first record. Refuses `not-a-register` and `missing-columns`. */
function layoutOf(record: CsvRecord | undefined): Decision<{ places: [string, number][]; width: number }> {
  if (!record) return refuse('not-a-register', 'The file is empty.');
  const header = 'fields' in record ? record.fields.map((name) => name.trim()) : [];
  const missing = missingColumns(header);
  const noTable = header.length < 2 && missing.length > 0;
  // Control characters are what tells a workbook, an image or another encoding from a header.
  if (noTable || header.some((name) => /\p{Cc}/u.test(name)))
    return refuse('not-a-register', 'The file does not begin with a header row of comma separated names.');
  if (missing.length > 0)
    return refuse('missing-columns', `The file has no column called ${missing.map((name) => `“${name}”`).join(', ')}.`, {
      more: { columns: missing },
    });
  const places = keptColumns.map((column): [string, number] => [column, header.indexOf(column)]);
  return accept({ places: places.filter(([, place]) => place >= 0), width: header.length });
}

async function importRegister(
  context: Context,
  command: ImportCommand,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Decision<ImportReport>> {
  const records = recordsOf(chunks);
  const layout = layoutOf((await records.next()).value ?? undefined);
  if (!layout.ok) {
    await records.return(undefined);
    return layout;
  }
  const { places, width } = layout.value;
  const report = new Report();
  // The one thing that grows with the file: two numbers for each school.
  const lines = new Map<number, number>();
  const wanted = { onlyLaCode: command.allAuthorities ? undefined : context.council.laCode, lineOf: (urn: number) => lines.get(urn) };
  let batch: RegisterEntry[] = [];
  const flush = async (): Promise<Decision<void>> => {
    const outcome = await importEntries(context, batch);
    batch = [];
    if (!outcome.ok) return outcome;
    report.count(outcome.value);
    return accept(undefined);
  };
  for await (const record of records) {
    if ('fault' in record) {
      report.reject(record);
      continue;
    }
    const { line, fields } = record;
    if (fields.length !== width) {
      report.reject({ line, fault: 'wrong-field-count', reason: `The row has ${fields.length} fields and the header ${width}.` });
      continue;
    }
    const row: Row = Object.fromEntries(places.map(([column, place]) => [column, fields[place]]));
    const reading = rowToSchool(row, line, wanted);
    if (!reading.ok) {
      report.reject(reading.rejection);
      continue;
    }
    lines.set(reading.entry.urn, line);
    batch.push(reading.entry);
    if (batch.length < batchSize) continue;
    const flushed = await flush();
    if (!flushed.ok) return flushed;
  }
  const flushed = await flush();
  return flushed.ok ? accept(report.show()) : flushed;
}

export const tasks = (openFile: Host['openFile']): { 'import-gias': Task } => ({
  'import-gias': async (context, subject): Promise<ImportAnswer> => {
    const command = parse(importSchema, subject);
    if (!command.ok) return command;
    const decision = await importRegister(context, command.value, openFile(command.value.file));
    return decision.ok ? { ok: true, ...decision.value } : decision;
  },
});
