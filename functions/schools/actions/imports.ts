// What is done with imports: a file is sent and looked at, an import of it is begun, followed, and cancelled. The reading itself is a job, slice by slice.
import { londonDate, timestamp } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { idSchema, type JobId, newId, type PersonId } from '../../../shared/ids.ts';
import { cancelJob, getJob, type Job, jobWrite, pace, workOn } from '../../../shared/job.ts';
import type { Page } from '../../../shared/table.ts';
import { namesOf } from '../../identity/store/people.ts';
import { listOf, shares, shownOf } from '../rules/imports.ts';
import {
  type ImportKind,
  importStates,
  type List,
  mostListed,
  noCounts,
  type RegisterImport,
  type StartImport,
} from '../schema/imports.ts';
import type { Rejection } from '../schema.ts';
import {
  cancelWrite,
  eachRejection,
  getImport,
  getLatest,
  importWrite,
  latestWrite,
  pageOfImports,
  rejectionsOf,
} from '../store/imports.ts';
import { type Files, type Inspected, idIn, inspect, noFile, shownName } from './import-file.ts';
import { advanceImport } from './import-slice.ts';

/** Real time given to an import while its page waits. */
const inlineMs = 1_500;

/** The job's state counts while an import is not at its end: it may wait for its turn, or have been given up after five failures. */
export type ImportView = RegisterImport & { shows: RegisterImport['state'] | 'queued' | 'failed'; begunByName?: string };

const view = (entry: RegisterImport, job: Job | undefined): ImportView => ({
  ...entry,
  shows: entry.state !== 'running' ? entry.state : job?.state === 'queued' || job?.state === 'failed' ? job.state : 'running',
});

type Begin = Inspected & { id: JobId; onlyLaCode: number | undefined; supersede: boolean };

/**
 * Writes an import and its job. Refuses `import-running` while another is on its way. The same upload begun twice is one import; another file in its place
 * is refused as `file-changed`.
 */
function begin(context: Context, { id, onlyLaCode, supersede, ...inspected }: Begin): Promise<Decision<RegisterImport>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const known = await getImport(table, id);
    // Nothing is written, so there is nothing to tell.
    if (known?.mark === inspected.mark) return accept({ writes: [], result: known, audit: null });
    if (known) return refuse('file-changed', 'What stood there before is imported already. Send the new file by the form again.');
    const latest = await getLatest(table);
    const other = latest && (await getImport(table, latest.import));
    const job = latest && (await getJob(table, latest.import));
    const alive = other?.state === 'running' && (job?.state === 'queued' || job?.state === 'running');
    if (alive && !supersede) return refuse('import-running', undefined, { more: { import: other.id } });
    const given = other && importStates.next(other.state, 'cancel');
    const entry: RegisterImport = {
      type: 'register-import',
      id,
      ...inspected,
      ...(onlyLaCode === undefined ? {} : { onlyLaCode }),
      state: 'running',
      cursor: { bytes: 0, line: 1 },
      counts: { ...noCounts },
      reasons: {},
      kept: { faults: 0, remarks: 0, elsewhere: 0, chunks: 0 },
      effectiveOn: londonDate(now),
      begunBy: actor.person,
      begunAt: timestamp(now),
      version: 1,
    };
    const writes = [
      importWrite(table, entry),
      latestWrite(table, id, latest),
      // One that was given up goes on no more once another has begun.
      ...(other && given ? [cancelWrite(table, other.id, given, timestamp(now))] : []),
      jobWrite(table, {
        id,
        kind: 'register-import',
        function: 'schools',
        task: 'advance-import',
        subject: {},
        createdBy: actor.person,
        now,
      }),
    ];
    const whose = onlyLaCode === undefined ? 'every authority' : `authority ${onlyLaCode}`;
    return accept({ writes, result: entry, audit: { action: 'import:make', about: id, detail: `${inspected.kind}, ${whose}` } });
  });
}

/** Works on an import here, as its worker, until it is done or the time is spent; a worker then goes on with it. */
async function workHere(context: Context, files: Pick<Files, 'openFile' | 'send'>, id: JobId, budgetMs: number): Promise<void> {
  const until = performance.now() + budgetMs;
  const invoke = () => advanceImport(context, files.openFile, id, Math.max(1, until - performance.now()));
  await workOn(context.table, { invoke, send: (name, event) => files.send(name, event) }, id, { ...pace, budgetMs: 0 });
}

/**
 * Begins an import of an uploaded file. What can be read in a second and a half is done at once; otherwise a job goes on with it. Refuses
 * `unknown-file` and whatever the file's first record shows, `file-changed` when it is not the one that was looked at, and `import-running`.
 */
export async function startImport(context: Context, files: Files, { file, authorities, mark }: StartImport): Promise<Decision<ImportView>> {
  const id = idIn(context, file);
  if (!id) return noFile;
  const inspected = await inspect(file, files);
  if (!inspected.ok) return inspected;
  if (mark !== undefined && mark !== inspected.value.mark) return refuse('file-changed');
  const onlyLaCode = authorities === 'own' ? context.council.laCode : undefined;
  const begun = await begin(context, { ...inspected.value, id, onlyLaCode, supersede: false });
  if (!begun.ok) return begun;
  if (begun.value.state === 'running' && begun.value.version === 1) await workHere(context, files, id, inlineMs);
  return readImport(context, id);
}

type WholeImport = {
  file: string;
  allAuthorities: boolean;
  kind?: ImportKind | undefined;
  name?: string | undefined;
  supersede?: boolean | undefined;
};

/** A whole import now, for an operator: whichever file of the store, worked on here to its end. Throws what a slice throws. */
export async function importNow(context: Context, files: Files, command: WholeImport): Promise<Decision<RegisterImport>> {
  const { file, allAuthorities, kind, name = file.slice(file.lastIndexOf('/') + 1), supersede = false } = command;
  const inspected = await inspect(file, files);
  if (!inspected.ok) return inspected;
  if (kind && inspected.value.kind !== kind)
    return refuse('not-a-register', kind === 'links' ? 'The file is no file of links.' : 'The file is one of links.');
  const id = newId('job');
  const begun = await begin(context, {
    fileName: shownName(name),
    ...inspected.value,
    id,
    onlyLaCode: allAuthorities ? undefined : context.council.laCode,
    supersede,
  });
  if (!begun.ok) return begun;
  let fault: unknown;
  const invoke = () =>
    advanceImport(context, files.openFile, id).catch((error: unknown) => {
      fault = error;
      throw error;
    });
  await workOn(context.table, { invoke, send: async () => {} }, id, { ...pace, budgetMs: Number.POSITIVE_INFINITY });
  if (fault) throw fault;
  const done = await getImport(context.table, id);
  return done ? accept(done) : refuse('unknown-import');
}

async function named<T extends { begunBy: PersonId }>(context: Context, entries: readonly T[]): Promise<(T & { begunByName?: string })[]> {
  const names = await namesOf(
    context.table,
    entries.map(({ begunBy }) => begunBy),
  );
  return entries.map((entry) => {
    const name = names.get(entry.begunBy);
    return { ...entry, ...(name ? { begunByName: name } : {}) };
  });
}

/** Imports, newest first, a page at a time. */
export async function listImports(context: Context, after?: string): Promise<Page<ImportView>> {
  const page = await pageOfImports(context.table, after);
  const jobs = await Promise.all(page.items.map(({ id, state }) => (state === 'running' ? getJob(context.table, id) : undefined)));
  return {
    ...page,
    items: await named(
      context,
      page.items.map((entry, i) => view(entry, jobs[i])),
    ),
  };
}

async function findImport(context: Context, id: string | undefined): Promise<RegisterImport | undefined> {
  const parsed = idSchema('job').safeParse(id);
  return parsed.success ? getImport(context.table, parsed.data) : undefined;
}

/** One import as it stands. Refuses `unknown-import`. */
export async function readImport(context: Context, id: string | undefined): Promise<Decision<ImportView>> {
  const entry = await findImport(context, id);
  if (!entry) return refuse('unknown-import');
  const [shown] = await named(context, [view(entry, await getJob(context.table, entry.id))]);
  return shown ? accept(shown) : refuse('unknown-import');
}

type RejectionPage = { rejections: Rejection[]; total: number };

/**
 * Some of what is shown of one list of an import, or of its rejections of either kind, in order of line, and how many there are to be shown. What comes after them is not read: the page of
 * an import that runs asks every few seconds.
 */
export async function listedRejections(
  context: Context,
  entry: Pick<RegisterImport, 'id' | 'kept'>,
  { list, from = 0, most = mostListed }: { list?: List; from?: number; most?: number } = {},
): Promise<RejectionPage> {
  const shown = shares(entry, list);
  const total = Object.values(shown).reduce((sum, count) => sum + count, 0);
  const end = Math.min(from + most, total);
  const rejections: Rejection[] = [];
  if (from >= end) return { rejections, total };
  const isShown = shownOf(shown);
  let passed = 0;
  for await (const rejection of eachRejection(context.table, entry.id)) {
    if (!isShown(rejection)) continue;
    if (passed >= from) rejections.push(rejection);
    passed += 1;
    if (passed === end) break;
  }
  return { rejections, total };
}

/** All that is kept of a list. Refuses `unknown-import`. */
export async function keptRejections(context: Context, id: string | undefined, list: List): Promise<Decision<Rejection[]>> {
  const entry = await findImport(context, id);
  if (!entry) return refuse('unknown-import');
  return accept((await rejectionsOf(context.table, entry.id)).filter((each) => listOf(each) === list));
}

/** Stops an import: what is taken in stands, and no further row is. Refuses `unknown-import` and `wrong-state`. */
export async function cancelImport(context: Context, id: string | undefined): Promise<Decision<ImportView>> {
  const entry = await findImport(context, id);
  if (!entry) return refuse('unknown-import');
  const cancelled = await change(context, async () => {
    const read = await getImport(context.table, entry.id);
    const state = read && importStates.next(read.state, 'cancel');
    if (!state) return refuse('wrong-state', 'The import has come to its end.');
    return accept({
      writes: [cancelWrite(context.table, entry.id, state, timestamp(context.now))],
      result: undefined,
      audit: { action: 'import:make', about: entry.id, detail: 'cancelled' },
    });
  });
  if (!cancelled.ok) return cancelled;
  // A slice under way finds the import at its end and stops; the job may have come to its own by then.
  await cancelJob(context, entry.id);
  return readImport(context, entry.id);
}
