// The file store of the local host: a folder of the data directory, or memory. A key is a path that cannot lead out of it; what stands under it has a mark,
// so that nobody reads on in another file than the one they began with.
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileMark } from '../../shared/context.ts';

export type FileStore = {
  /** Keeps a file, whole or as it comes in. When it breaks off nothing is kept, and what stood under the key before still does. */
  put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>, name?: string): Promise<void>;
  /**
   * The file chunk by chunk from this byte on; the first read fails with `NoSuchKey` when there is none, and with `FileChanged` when it is not the one of
   * the mark.
   */
  open(key: string, from?: number, mark?: string): AsyncIterable<Uint8Array>;
  mark(key: string): Promise<FileMark | undefined>;
  /** A file in parts: begun, added to and ended. Nothing stands under the key before the end. */
  begin(key: string): Promise<string>;
  add(key: string, begun: string, part: number, bytes: Uint8Array): Promise<string>;
  end(key: string, begun: string, receipts: readonly string[]): Promise<void>;
};

const form = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
const chunkBytes = 64 * 1024;

export function checked(key: string): string {
  if (!form.test(key)) throw new Error(`not the key of a file: ${key}`);
  return key;
}

/** The error that S3 throws, by name: rooms know no other. */
const noSuchKey = (key: string) => Object.assign(new Error(`there is no file ${key}`), { name: 'NoSuchKey' });

/** Ours, as S3 would have said that a precondition failed. */
const fileChanged = (key: string) => Object.assign(new Error(`another file stands under ${key}`), { name: 'FileChanged' });

const isMissing = (error: unknown) => ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

export function fileStore(folder?: string): FileStore {
  if (folder === undefined) return inMemory();
  const pathOf = (key: string) => join(folder, checked(key));
  // Names that are no key's, so that nobody reads half a file.
  const partPath = (key: string, begun: string, part: number) => `${join(dirname(pathOf(key)), `.${checkedId(begun)}`)}-${part}`;
  const namePathOf = (path: string) => join(dirname(path), `.${basename(path)}.name`);
  const nameOf = (path: string) => readFile(namePathOf(path), 'utf8').catch(() => undefined);
  async function put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>, name?: string): Promise<void> {
    const path = pathOf(key);
    const draft = join(dirname(path), `.${randomUUID()}`);
    await mkdir(dirname(path), { recursive: true });
    try {
      await pipeline(content instanceof Uint8Array ? [content] : content, createWriteStream(draft));
      if (name) await writeFile(namePathOf(path), name);
      else await rm(namePathOf(path), { force: true });
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }
  return {
    put,
    async begin(key) {
      await mkdir(dirname(pathOf(key)), { recursive: true });
      return randomUUID();
    },
    async add(key, begun, part, bytes) {
      await writeFile(partPath(key, begun, part), bytes);
      return `"${part}"`;
    },
    async end(key, begun, receipts) {
      const parts = receipts.map((_, i) => partPath(key, begun, i + 1));
      await put(key, concatenated(parts));
      await Promise.all(parts.map((path) => rm(path, { force: true })));
    },
    open: (key, from = 0, mark) => reading(key, pathOf(key), from, mark),
    async mark(key) {
      const path = pathOf(key);
      const [mark, name] = await Promise.all([markOf(path), nameOf(path)]);
      return mark && { ...mark, ...(name ? { name } : {}) };
    },
  };
}

function checkedId(begun: string): string {
  if (!/^[0-9a-f-]{36}$/.test(begun)) throw new Error(`no file was begun as ${begun}`);
  return begun;
}

async function* concatenated(paths: readonly string[]): AsyncIterable<Uint8Array> {
  for (const path of paths) yield* createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Uint8Array>;
}

/** A file that is put in another's place is another file to the disk, whatever is in it. */
export async function markOf(path: string): Promise<FileMark | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? { size: found.size, mark: `${found.ino}-${found.mtimeMs}-${found.size}` } : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function* reading(key: string, path: string, start: number, mark: string | undefined): AsyncIterable<Uint8Array> {
  try {
    if (mark !== undefined && (await markOf(path))?.mark !== mark) throw fileChanged(key);
    yield* createReadStream(path, { start, highWaterMark: chunkBytes }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw isMissing(error) ? noSuchKey(key) : error;
  }
}

function inMemory(): FileStore {
  const files = new Map<string, { content: Uint8Array } & FileMark>();
  const fileOf = (key: string) => files.get(checked(key));
  async function* chunksOf(key: string, file = fileOf(key), from = 0, mark = file?.mark): AsyncIterable<Uint8Array> {
    if (!file) throw noSuchKey(key);
    if (file.mark !== mark) throw fileChanged(key);
    const { content } = file;
    for (let at = from; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
  }
  const begun = new Map<string, Uint8Array[]>();
  const partsOf = (id: string): Uint8Array[] => {
    const parts = begun.get(id);
    if (!parts) throw new Error(`no file was begun as ${id}`);
    return parts;
  };
  return {
    async begin(key) {
      checked(key);
      const id = randomUUID();
      begun.set(id, []);
      return id;
    },
    async add(_key, id, part, bytes) {
      partsOf(id)[part - 1] = Uint8Array.from(bytes);
      return `"${part}"`;
    },
    async end(key, id, receipts) {
      const content = Buffer.concat(partsOf(id).slice(0, receipts.length));
      files.set(checked(key), { content, size: content.length, mark: randomUUID() });
      begun.delete(id);
    },
    async put(key, content, name) {
      const chunks: Uint8Array[] = [];
      if (content instanceof Uint8Array) chunks.push(content);
      else for await (const chunk of content) chunks.push(chunk);
      const all = Buffer.concat(chunks);
      files.set(checked(key), { content: all, size: all.length, mark: randomUUID(), ...(name ? { name } : {}) });
    },
    open: (key, from, mark) => chunksOf(key, fileOf(key), from, mark),
    async mark(key) {
      const file = fileOf(key);
      if (!file) return undefined;
      const { content: _, ...mark } = file;
      return mark;
    },
  };
}
