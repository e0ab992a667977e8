// A file of the register is sent to the file store under a key of its own, and looked at before it is imported: what it is, and which file stands there.
import type { Context, FileMark, Host } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { idSchema, type JobId, newId } from '../../../shared/ids.ts';
import { layoutOf } from '../rules/imports.ts';
import { plainText } from '../rules/register.ts';
import { type ImportKind, mostFileBytes } from '../schema/imports.ts';
import { encodingOf, recordsOf } from '../store/records.ts';

/** What an import needs of a host. */
export type Files = Pick<Host, 'openFile' | 'fileMark' | 'uploadForm' | 'send'>;

/** The upload's key names its council and the import it will become. Nobody else's file can be named by it. */
const keyOf = (context: Context, id: JobId): string => `registers/${context.council.slug}/${id}`;
export function idIn(context: Context, key: string): JobId | undefined {
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

export type Inspected = { file: string; size: number; mark: string; fileName?: string; kind: ImportKind };
type Reader = Pick<Files, 'openFile' | 'fileMark'>;

/** A name that somebody else's computer gave a file, to be shown. */
export const shownName = (name: string): string => plainText(name).slice(0, 100);

/** Somebody else's file, none, and one that was sent without being chosen answer alike. */
export const noFile = refuse('unknown-file', 'No file was chosen, or the one that was sent is empty.');

/** What a file of the store is, by its first record. Refuses `unknown-file`, `file-too-large`, `not-a-register`, `missing-columns` and `file-changed`. */
export async function inspect(file: string, files: Reader): Promise<Decision<Inspected>> {
  const found = await files.fileMark(file);
  if (found === undefined) return noFile;
  try {
    return await inspectFound(file, found, (from) => files.openFile(file, from, found.mark));
  } catch (error) {
    // Another was put in its place while it was being looked at.
    if ((error as Error).name !== 'FileChanged') throw error;
    return refuse('file-changed');
  }
}

async function inspectFound(
  file: string,
  { size, mark, name }: FileMark,
  open: (from?: number) => AsyncIterable<Uint8Array>,
): Promise<Decision<Inspected>> {
  if (size > mostFileBytes) return refuse('file-too-large', `The file has ${Math.ceil(size / 1_000_000)} MB.`);
  if (size === 0) return refuse('not-a-register', 'The file is empty.');
  let head = Buffer.alloc(0);
  for await (const chunk of open()) {
    head = Buffer.concat([head, chunk]);
    if (head.length >= 3) break;
  }
  if (encodingOf(head) === 'utf-16') return refuse('not-a-register', 'The file is in UTF-16. Save it as “CSV UTF-8” instead.');
  const records = recordsOf(open());
  const first = await records.next();
  await records.return(undefined);
  if (first.done) return refuse('not-a-register', 'The file is empty.');
  const layout = layoutOf('fields' in first.value ? first.value.fields : undefined);
  const fileName = shownName(name ?? '');
  return layout.ok ? accept({ file, size, mark, ...(fileName ? { fileName } : {}), kind: layout.value.kind }) : layout;
}

/** What the council's own upload is. Somebody else's key answers like a file that is not there. */
export const inspectUpload = async (context: Context, files: Reader, file: string): Promise<Decision<Inspected>> =>
  idIn(context, file) ? inspect(file, files) : noFile;
