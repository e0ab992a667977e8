// Completes the built functions for Lambda: the entry beside each bundle, and the native packages that no bundle can hold.
import { existsSync } from 'node:fs';
import { cp, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { documentNativePackages } from '../../functions/documents/schema.ts';
import { type FunctionName, functions } from '../../functions/manifest.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const nativePackages: Partial<Record<FunctionName, readonly string[]>> = { documents: documentNativePackages };

/** Afterwards each function's folder holds all that Lambda is given of it. */
export async function assemble(directoryOf: (name: FunctionName) => string, modules = join(root, 'node_modules')): Promise<void> {
  const entry = await buildEntry();
  for (const name of functions.map((each) => each.name as FunctionName)) {
    const directory = directoryOf(name);
    const path = join(directory, 'entry.mjs');
    // Another process may be reading the folder: the file appears whole or not at all.
    await writeFile(`${path}.${process.pid}`, entry);
    await rename(`${path}.${process.pid}`, path);
    for (const each of nativePackages[name] ?? []) await bring(each, modules, join(directory, 'node_modules'));
  }
}

/** The entry as one module; the SDK is left to Lambda's runtime and the room to the file beside it. */
async function buildEntry(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['infra/aws/entry.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    legalComments: 'none',
    external: ['@aws-sdk/*'],
  });
  const [entry] = outputFiles;
  if (!entry) throw new Error('esbuild wrote no entry');
  return entry.contents;
}

/** Lambda runs Linux whatever this machine is, so a package for another system than this one has to be fetched by name. */
async function bring(name: string, from: string, to: string): Promise<void> {
  if (!existsSync(join(from, name))) {
    const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version?: string }> };
    const version = lock.packages[`node_modules/${name}`]?.version;
    const exact = version === undefined ? name : `${name}@${version}`;
    throw new Error(`${name} is not installed. Run: npm install --no-save --os=linux --cpu=x64 --libc=glibc ${exact}`);
  }
  await cp(join(from, name), join(to, name), { recursive: true });
}
