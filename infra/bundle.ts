// Builds each function of the manifest once, as the very files both hosts run, and what pages load. What has not changed is not built again.
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { documentAssets, documentNativePackages } from '../functions/documents/schema.ts';
import { type FunctionName, manifest } from '../functions/manifest.ts';
import type { BuiltAssets } from './assets.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const buildDirectory = join(root, '.build');
/** Where a function's built module lies; it exports `create(env, host)`. */
export const bundlePath = (name: FunctionName): string => join(buildDirectory, name, 'index.mjs');

/** Packages that cannot be bundled, and the files that stand beside a function's bundle. */
const external: Partial<Record<FunctionName, readonly string[]>> = { documents: documentNativePackages };
const beside: Partial<Record<FunctionName, readonly { from: string; to: string }[]>> = { documents: documentAssets };

export type BundleReport = {
  assets: BuiltAssets;
  functions: { name: FunctionName; file: string; bytes: number; built: boolean }[];
};

/** What a part was made from: when these files and settings are as they were, what was built still stands. */
type Made<T> = T & { inputs: string[]; stamp: string };
type Book = { assets?: Made<{ made: BuiltAssets }>; functions: Partial<Record<FunctionName, Made<{ bytes: number }>>> };

const bookPath = join(buildDirectory, 'report.json');
/** What esbuild says went into each bundle: for the bench and for curious people, not for a host. */
const metafiles = join(buildDirectory, 'metafiles');
/** Raised when the settings below change, so that nobody runs what older settings made. */
const settings = 1;

export async function bundle(options: { only?: readonly FunctionName[] } = {}): Promise<BundleReport> {
  const names = options.only ?? (Object.keys(manifest) as FunctionName[]);
  await mkdir(metafiles, { recursive: true });
  const book = await readBook();
  const digest = digester();
  // The lock file stands for everything in node_modules.
  const lock = await digest(['package-lock.json'], String(settings));
  const before = JSON.stringify(book);
  const assets = await pageAssets(book, lock, digest);
  try {
    const changed = await build(names, book, `${lock} ${JSON.stringify(assets)}`, digest);
    const functions = names.map((name) => ({
      name,
      file: bundlePath(name),
      bytes: book.functions[name]?.bytes ?? 0,
      built: changed.includes(name),
    }));
    return { assets, functions };
  } finally {
    // One function that does not build leaves the others built.
    if (JSON.stringify(book) !== before) await writeWhole(bookPath, JSON.stringify(book));
  }
}

async function pageAssets(book: Book, lock: string, digest: Digest): Promise<BuiltAssets> {
  const folder = 'shared/ui';
  const inputs = [
    'infra/assets.ts',
    ...(await readdir(join(root, folder))).filter((name) => !name.endsWith('.tsx')).map((name) => `${folder}/${name}`),
  ];
  const stamp = await digest(inputs, lock);
  if (book.assets?.stamp === stamp) return book.assets.made;
  const outDir = join(buildDirectory, 'assets');
  const draft = `${outDir}.${process.pid}`;
  // Loaded only when there is something to build: a host that starts on built bundles needs neither compiler.
  const { buildAssets } = await import('./assets.ts');
  const made = await buildAssets(draft);
  await mkdir(outDir, { recursive: true });
  for (const file of made.files) await rename(join(draft, file), join(outDir, file));
  await rm(draft, { recursive: true });
  book.assets = { inputs, stamp, made };
  return made;
}

/** Builds those of the functions that are not in the book as they are now, and answers which these were. Throws what is wrong with one that does not build. */
async function build(names: readonly FunctionName[], book: Book, common: string, digest: Digest): Promise<FunctionName[]> {
  const stamps = await Promise.all(names.map((name) => digest(book.functions[name]?.inputs ?? [], common)));
  const changed = names.filter((name, i) => book.functions[name]?.stamp !== stamps[i]);
  // Most functions share most files, and what is built together is read once; what leaves out packages of its own is built apart.
  const kinds = [...new Set(changed.map((name) => external[name]))].map((kind) => changed.filter((name) => external[name] === kind));
  const outcomes = await Promise.allSettled(kinds.map((kind) => made(kind)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return changed;

  async function made(kind: readonly FunctionName[]): Promise<void> {
    try {
      await together(kind, book, common, digest);
    } catch (error) {
      if (kind.length < 2) throw error;
      // One function that does not build leaves the others built.
      const alone = await Promise.allSettled(kind.map((name) => together([name], book, common, digest)));
      throw alone.find((outcome) => outcome.status === 'rejected')?.reason ?? error;
    }
  }
}

/** Writes each function and what stands beside it, and into the book what it was made from. */
async function together(names: readonly FunctionName[], book: Book, common: string, digest: Digest): Promise<void> {
  for (const { name, files, part } of await compile(names, book.assets?.made)) {
    const file = bundlePath(name);
    await mkdir(dirname(file), { recursive: true });
    for (const { path, contents } of files) await writeWhole(path, contents);
    for (const { from, to } of beside[name] ?? []) await cp(join(root, from), join(dirname(file), to));
    await writeWhole(join(metafiles, `${name}.json`), JSON.stringify(part));
    const inputs = Object.keys(part.inputs).filter((path) => !path.startsWith('node_modules/'));
    const bytes = files.find(({ path }) => path === file)?.contents.length ?? 0;
    const all = [...inputs, ...(beside[name] ?? []).map(({ from }) => from)].sort();
    book.functions[name] = { inputs: all, stamp: await digest(all, common), bytes };
  }
}

/** What is built of one function: its files as bytes, and what esbuild says went into them. */
export type Compiled = { name: FunctionName; files: readonly { path: string; contents: Uint8Array }[]; part: Metafile };

/** Each function bundled whole, byte for byte as if it were built alone; nothing is written. The pages load the assets of these names. */
export async function compile(names: readonly FunctionName[], assets?: Pick<BuiltAssets, 'css' | 'js'>): Promise<Compiled[]> {
  const esbuild = await import('esbuild');
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, entryOf(name)])),
    outdir: buildDirectory,
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    external: [...new Set(names.flatMap((name) => external[name] ?? []))],
    alias: { '@aws-sdk/credential-provider-node': join(root, 'infra/environment-credentials.ts') },
    define: { __ASSET_CSS__: JSON.stringify(assets?.css), __ASSET_JS__: JSON.stringify(assets?.js) },
    banner: { js: "import{createRequire as __require}from'node:module';const require=__require(import.meta.url);" },
  });
  return names.map((name) => {
    const files = outputFiles.filter(({ path }) => dirname(path) === dirname(bundlePath(name)));
    return { name, files, part: partOf(metafile, name) };
  });
}

const entryOf = (name: FunctionName): string => `functions/${name}/handler.ts`;

/** What esbuild says of one of several functions: what can be reached from its entry, and its own files. */
function partOf({ inputs, outputs }: Metafile, name: FunctionName): Metafile {
  const reached = new Set([entryOf(name)]);
  for (const path of reached) for (const { path: next } of inputs[path]?.imports ?? []) if (next in inputs) reached.add(next);
  const folder = `${relative(root, dirname(bundlePath(name)))}/`.replaceAll('\\', '/');
  const only = <T>(of: Record<string, T>, has: (path: string) => boolean) =>
    Object.fromEntries(Object.entries(of).filter(([path]) => has(path)));
  return { inputs: only(inputs, (path) => reached.has(path)), outputs: only(outputs, (path) => path.startsWith(folder)) };
}

type Digest = (paths: readonly string[], more: string) => Promise<string>;
/** One hash over the names and contents of files; a file that has gone counts as changed. Most functions share most files: each is read once. */
function digester(): Digest {
  const read = new Map<string, Promise<string>>();
  const contentOf = async (path: string) => {
    const content = await readFile(join(root, path)).catch(() => undefined);
    return content ? createHash('sha256').update(content).digest('hex') : 'gone';
  };
  return async (paths, more) => {
    const hash = createHash('sha256').update(more);
    const contents = await Promise.all(
      paths.map((path) => {
        const content = read.get(path) ?? contentOf(path);
        read.set(path, content);
        return content;
      }),
    );
    for (const [index, content] of contents.entries()) hash.update(`\n${paths[index]} ${content}`);
    return hash.digest('hex');
  };
}

/** Two processes may build at once: each file appears whole or not at all. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, content);
  await rename(draft, path);
}

async function readBook(): Promise<Book> {
  try {
    return JSON.parse(await readFile(bookPath, 'utf8')) as Book;
  } catch {
    return { functions: {} };
  }
}

/** From the command line: every function, or those named. */
async function report(names: readonly string[]): Promise<void> {
  const strange = names.find((name) => !(name in manifest));
  if (strange) throw new Error(`There is no function ${strange}. Known: ${Object.keys(manifest).join(', ')}.`);
  const { functions, assets } = await bundle(names.length > 0 ? { only: names as FunctionName[] } : {});
  for (const { name, bytes, built } of functions) {
    console.log(`${name.padEnd(14)}${String(Math.ceil(bytes / 1024)).padStart(5)} KB  ${built ? 'built' : 'unchanged'}`);
  }
  console.log(`assets        ${assets.files.join(', ')}`);
}

if (import.meta.main) {
  await report(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
