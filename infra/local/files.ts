// The file store of the local host: a folder of the data directory, or memory. A key is a path that cannot lead out of it.
import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type FileStore = {
  put(key: string, content: Uint8Array): Promise<void>;
  /** The file chunk by chunk; the first read fails when there is none. */
  open(key: string): AsyncIterable<Uint8Array>;
};

const form = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
const chunkBytes = 64 * 1024;

function checked(key: string): string {
  if (!form.test(key)) throw new Error(`not the key of a file: ${key}`);
  return key;
}

export function fileStore(folder?: string): FileStore {
  if (folder === undefined) return inMemory();
  return {
    async put(key, content) {
      const path = join(folder, checked(key));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    },
    open: (key) => createReadStream(join(folder, checked(key)), { highWaterMark: chunkBytes }),
  };
}

function inMemory(): FileStore {
  const files = new Map<string, Uint8Array>();
  return {
    async put(key, content) {
      files.set(checked(key), content);
    },
    async *open(key) {
      const content = files.get(checked(key));
      if (!content) throw new Error(`no file ${key}`);
      for (let at = 0; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
    },
  };
}
