// Exports of the sealed ledger: one is begun, written by the worker, told, and fetched.
import { type CivilDate, londonDate, timestamp } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context, Host } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type JobId, newId } from '../../../shared/ids.ts';
import { getJob, jobWrite, type Slice } from '../../../shared/job.ts';
import { formerUser, namesOf } from '../../identity/store/people.ts';
import { exportReport, newExport } from '../rules/exports.ts';
import type { ExportReport, LedgerExport } from '../schema/exports.ts';
import { exportPointerWrite, exportWrite, getExport, getExportPointer } from '../store/exports.ts';
import { lastSealed } from '../store.ts';
import { fileOf, runExportSlice, type Writer } from './export-slice.ts';
import { clearRuns } from './runs.ts';

/** Real time a slice of an export takes; it ends with the part of the file that it is writing. */
const exportSliceMs = 15_000;

async function told(context: Context, entry: LedgerExport): Promise<ExportReport> {
  const [names, job] = await Promise.all([namesOf(context.table, [entry.startedBy]), getJob(context.table, entry.job)]);
  const alive = job?.state === 'queued' || job?.state === 'running';
  return exportReport(entry, names.get(entry.startedBy) ?? formerUser, alive);
}

async function find(context: Context, job: JobId | undefined): Promise<LedgerExport | undefined> {
  return job && getExport(context.table, job);
}

/** The latest export whose file can be fetched, and a later one that is being written or was given up. */
export async function readExports(context: Context): Promise<{ latest?: ExportReport; current?: ExportReport }> {
  const pointer = await getExportPointer(context.table);
  const [done, current] = await Promise.all([find(context, pointer?.done), find(context, pointer?.current)]);
  const [latest, going] = await Promise.all([
    done && told(context, done),
    current && current.phase !== 'done' ? told(context, current) : undefined,
  ]);
  return { ...(latest ? { latest } : {}), ...(going ? { current: going } : {}) };
}

/**
 * Begins an export of every sealed day, and `ring` calls the worker to it. One that is being written already is answered instead of a second. Refuses
 * `nothing-sealed`.
 */
export async function startExport(context: Context, ring: (job: JobId) => Promise<void>): Promise<Decision<ExportReport>> {
  const { table, council, now, actor } = context;
  const from = council.ledgerFrom as CivilDate;
  const to = await lastSealed(table, from, londonDate(now));
  if (!to) return refuse('nothing-sealed');
  const job = newId('job');
  const decision = await change<ExportReport>(context, async () => {
    const pointer = await getExportPointer(table);
    const { current } = await readExports(context);
    // Nothing is written, so there is nothing to tell.
    if (current?.state === 'running') return accept({ writes: [], result: current, audit: null });
    const entry = newExport({ job, from, to, startedAt: timestamp(now), startedBy: actor.person });
    const next = { type: 'ledger-exports' as const, ...pointer, current: job, version: (pointer?.version ?? 0) + 1 };
    const begun = jobWrite(table, {
      id: job,
      kind: 'ledger-export',
      function: 'reports',
      task: 'export',
      subject: {},
      createdBy: actor.person,
      now,
    });
    const result = exportReport(entry, actor.name, true);
    return accept({
      writes: [exportWrite(table, entry), exportPointerWrite(table, next), begun],
      result,
      audit: { action: 'proof:export', about: job, detail: `${from} to ${to}` },
    });
  });
  if (decision.ok && decision.value.job === job) await ring(job);
  return decision;
}

/** One slice of an export for the worker. A slice that comes too late, because another was quicker, changes nothing. */
export async function continueExport(context: Context, files: Writer, job: JobId, budgetMs = exportSliceMs): Promise<Slice> {
  const before = await getExport(context.table, job);
  if (!before) throw new Error(`no such export: ${job}`);
  const after = before.phase === 'done' ? before : await runExportSlice(context, files, before, budgetMs);
  if (!after) return { state: 'more' };
  const { entries, phase, to, bytes, last } = after;
  if (phase !== 'done')
    return { state: 'more', progress: { done: entries, note: phase === 'days' ? `writing ${after.day} of ${to}` : 'writing accounts' } };
  await clearRuns(context, job);
  return { state: 'done', progress: { done: entries }, result: { bytes, hash: last?.hash } };
}

/** Where the latest export's file is fetched. Refuses `no-export` when there is none, or when the file store keeps it no longer. */
export async function addressOfExport(context: Context, files: Pick<Host, 'fileAddress' | 'fileMark'>): Promise<Decision<string>> {
  const { latest } = await readExports(context);
  const { slug } = context.council;
  if (!latest || (await files.fileMark(fileOf(slug, latest))) === undefined) return refuse('no-export');
  return accept(await files.fileAddress(fileOf(slug, latest), `daybook-ledger-${slug}-${latest.to}.ndjson`));
}
