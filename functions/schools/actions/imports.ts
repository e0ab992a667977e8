// What is done with imports: a file is sent and looked at, an import of it is begun, followed, and cancelled. The reading itself is a job, slice by slice.
import { londonDate, timestamp } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context, Host } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { idSchema, type JobId, newId, type PersonId } from '../../../shared/ids.ts';
import { cancelJob, getJob, type Job, jobWrite, pace, workOn } from '../../../shared/job.ts';
import type { Page } from '../../../shared/table.ts';
import { namesOf } from '../../identity/store/people.ts';
import { layoutOf, shares, shownOf } from '../rules/imports.ts';
import {
  type ImportKind,
  importStates,
  mostFileBytes,
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
import { encodingOf, recordsOf } from '../store/records.ts';
import { advanceImport } from './import-slice.ts';

/** What an import needs of a host. */
export type Files = Pick<Host, 'openFile' | 'fileSize' | 'uploadForm' | 'send'>;

/** Real time given to an import while its page waits. */
export const inlineMs = 1_500;

/** The upload's key names its council and the import it will become. Nobody else's file can be named by it. */
const keyOf = (context: Context, id: JobId): string => `registers/${context.council.slug}/${id}`;
function idIn(context: Context, key: string): JobId | undefined {
  const id = idSchema('job').safeParse(key.slice(key.lastIndexOf('/') + 1));
  return id.success && key === keyOf(context, id.data) ? id.data : undefined;
}

export type Upload = { file: string; form: { action: string; fields: Record<string, string> } };

/** What a page's form, or a program, needs to send a file to the file store; the browser then comes back to the page with the file's key. */
export async function newUpload(context: Context, files: Files): Promise<Upload> {
  const { slug } = context.council;
  const file = keyOf(context, newId('job'));
  const returnTo = `/${slug}/schools/imports/new?file=${encodeURIComponent(file)}`;
  return { file, form: await files.uploadForm(file, { bytes: mostFileBytes, returnTo }) };
}

export type Inspected = { file: string; size: number; kind: ImportKind };
type Reader = Pick<Files, 'openFile' | 'fileSize'>;

/** What a file of the store is, by its first record. Refuses `unknown-file`, `file-too-large`, `not-a-register` and `missing-columns`. */
async function inspect(file: string, files: Reader): Promise<Decision<Inspected>> {
  const size = await files.fileSize(file);
  if (size === undefined) return refuse('unknown-file');
  if (size > mostFileBytes) return refuse('file-too-large', `The file has ${Math.ceil(size / 1_000_000)} MB.`);
  if (size === 0) return refuse('not-a-register', 'The file is empty.');
  let head = Buffer.alloc(0);
  for await (const chunk of files.openFile(file)) {
    head = Buffer.concat([head, chunk]);
    if (head.length >= 3) break;
  }
  if (encodingOf(head) === 'utf-16') return refuse('not-a-register', 'The file is in UTF-16. Save it as “CSV UTF-8” instead.');
  const records = recordsOf(files.openFile(file));
  const first = await records.next();
  await records.return(undefined);
  if (first.done) return refuse('not-a-register', 'The file is empty.');
  const layout = layoutOf('fields' in first.value ? first.value.fields : undefined);
  return layout.ok ? accept({ file, size, kind: layout.value.kind }) : layout;
}

/** What the council's own upload is. Somebody else's key answers like a file that is not there. */
export const inspectUpload = async (context: Context, files: Reader, file: string): Promise<Decision<Inspected>> =>
  idIn(context, file) ? inspect(file, files) : refuse('unknown-file');

/** The job's state counts while an import is not at its end: it may wait for its turn, or have been given up after five failures. */
export type ImportView = RegisterImport & { shows: RegisterImport['state'] | 'queued' | 'failed'; begunByName?: string };

const view = (entry: RegisterImport, job: Job | undefined): ImportView => ({
  ...entry,
  shows: entry.state !== 'running' ? entry.state : job?.state === 'queued' || job?.state === 'failed' ? job.state : 'running',
});

type Begin = Inspected & { id: JobId; onlyLaCode: number | undefined; supersede: boolean };

/** Writes an import and its job. Refuses `import-running` while another is on its way. The same upload begun twice is one import. */
function begin(context: Context, { id, file, size, kind, onlyLaCode, supersede }: Begin): Promise<Decision<RegisterImport>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const known = await getImport(table, id);
    // Nothing is written, so there is nothing to tell.
    if (known) return accept({ writes: [], result: known, audit: null });
    const latest = await getLatest(table);
    const other = latest && (await getImport(table, latest.import));
    const job = latest && (await getJob(table, latest.import));
    const alive = other?.state === 'running' && (job?.state === 'queued' || job?.state === 'running');
    if (alive && !supersede) return refuse('import-running', undefined, { more: { import: other.id } });
    const given = other && importStates.next(other.state, 'cancel');
    const entry: RegisterImport = {
      type: 'register-import',
      id,
      kind,
      file,
      ...(onlyLaCode === undefined ? {} : { onlyLaCode }),
      state: 'running',
      cursor: { bytes: 0, line: 1 },
      size,
      counts: { ...noCounts },
      reasons: {},
      kept: { faults: 0, elsewhere: 0, chunks: 0 },
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
    return accept({ writes, result: entry, audit: { action: 'import:make', about: id, detail: `${kind}, ${whose}` } });
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
 * `unknown-file` and whatever the file's first record shows, and `import-running`.
 */
export async function startImport(context: Context, files: Files, { file, authorities }: StartImport): Promise<Decision<ImportView>> {
  const id = idIn(context, file);
  if (!id) return refuse('unknown-file');
  const inspected = await inspect(file, files);
  if (!inspected.ok) return inspected;
  const onlyLaCode = authorities === 'own' ? context.council.laCode : undefined;
  const begun = await begin(context, { ...inspected.value, id, onlyLaCode, supersede: false });
  if (!begun.ok) return begun;
  if (begun.value.state === 'running' && begun.value.version === 1) await workHere(context, files, id, inlineMs);
  return readImport(context, id);
}

export type WholeImport = { file: string; allAuthorities: boolean; kind?: ImportKind | undefined; supersede?: boolean | undefined };

/** A whole import now, for an operator: whichever file of the store, worked on here to its end. Throws what a slice throws. */
export async function importNow(context: Context, files: Files, command: WholeImport): Promise<Decision<RegisterImport>> {
  const { file, allAuthorities, kind, supersede = false } = command;
  const inspected = await inspect(file, files);
  if (!inspected.ok) return inspected;
  if (kind && inspected.value.kind !== kind)
    return refuse('not-a-register', kind === 'links' ? 'The file is no file of links.' : 'The file is one of links.');
  const id = newId('job');
  const begun = await begin(context, {
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

export type RejectionPage = { rejections: Rejection[]; total: number };

/**
 * Some of the rejections that are shown of an import, in order of line, and how many there are to be shown. What comes after them is not read: the page of
 * an import that runs asks every few seconds.
 */
export async function listedRejections(
  context: Context,
  entry: Pick<RegisterImport, 'id' | 'kept'>,
  { from = 0, most = mostListed }: { from?: number; most?: number } = {},
): Promise<RejectionPage> {
  const { faults, elsewhere } = shares(entry);
  const total = faults + elsewhere;
  const end = Math.min(from + most, total);
  const rejections: Rejection[] = [];
  if (from >= end) return { rejections, total };
  const isShown = shownOf(entry);
  let passed = 0;
  for await (const rejection of eachRejection(context.table, entry.id)) {
    if (!isShown(rejection)) continue;
    if (passed >= from) rejections.push(rejection);
    passed += 1;
    if (passed === end) break;
  }
  return { rejections, total };
}

/** All that are kept. Refuses `unknown-import`. */
export async function keptRejections(context: Context, id: string | undefined): Promise<Decision<Rejection[]>> {
  const entry = await findImport(context, id);
  return entry ? accept(await rejectionsOf(context.table, entry.id)) : refuse('unknown-import');
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
