// The file store of the local host: a folder of the data directory, or memory. A key is a path that cannot lead out of it.
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export type FileStore = {
  /** Keeps a file, whole or as it comes in. When it breaks off nothing is kept, and what stood under the key before still does. */
  put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>;
  /** The file chunk by chunk from this byte on; the first read fails with `NoSuchKey` when there is none. */
  open(key: string, from?: number): AsyncIterable<Uint8Array>;
  /** The bytes of a file. */
  size(key: string): Promise<number | undefined>;
};

const form = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
const chunkBytes = 64 * 1024;

export function checked(key: string): string {
  if (!form.test(key)) throw new Error(`not the key of a file: ${key}`);
  return key;
}

/** The error that S3 throws, by name: rooms know no other. */
const noSuchKey = (key: string) => Object.assign(new Error(`there is no file ${key}`), { name: 'NoSuchKey' });

const isMissing = (error: unknown) => ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

export function fileStore(folder?: string): FileStore {
  if (folder === undefined) return inMemory();
  const pathOf = (key: string) => join(folder, checked(key));
  return {
    async put(key, content) {
      const path = pathOf(key);
      // A name that is no key's, so that nobody reads half a file.
      const draft = join(dirname(path), `.${randomUUID()}`);
      await mkdir(dirname(path), { recursive: true });
      try {
        await pipeline(content instanceof Uint8Array ? [content] : content, createWriteStream(draft));
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    open: (key, from = 0) => reading(key, pathOf(key), from),
    async size(key) {
      try {
        const found = await stat(pathOf(key));
        return found.isFile() ? found.size : undefined;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
}

async function* reading(key: string, path: string, start: number): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path, { start, highWaterMark: chunkBytes }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw isMissing(error) ? noSuchKey(key) : error;
  }
}

function inMemory(): FileStore {
  const files = new Map<string, Uint8Array>();
  const contentOf = (key: string) => files.get(checked(key));
  async function* chunksOf(key: string, content: Uint8Array | undefined, from: number): AsyncIterable<Uint8Array> {
    if (!content) throw noSuchKey(key);
    for (let at = from; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
  }
  return {
    async put(key, content) {
      const chunks: Uint8Array[] = [];
      if (content instanceof Uint8Array) chunks.push(content);
      else for await (const chunk of content) chunks.push(chunk);
      files.set(checked(key), Buffer.concat(chunks));
    },
    open: (key, from = 0) => chunksOf(key, contentOf(key), from),
    size: async (key) => contentOf(key)?.length,
  };
}
