// A real Chromium for the tests on any machine: one that is named, the one in node_modules, which brings its own libraries and
// fonts, or one that is installed. It can reach this machine and nothing else.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

type Environment = Readonly<Record<string, string | undefined>>;
type Candidate = { executable: string; extra?: Record<string, string> };

const root = fileURLToPath(new URL('../..', import.meta.url));
const remedy = 'Run: apt-get install --yes chromium (or set CHROMIUM_PATH to a Chromium or Chrome).';

const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-domain-reliability',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/**
 * Launches CHROMIUM_PATH, else the package's, else an installed Chromium or Chrome. The package's is the same everywhere, and without windows it costs half
 * the work of an installed one. The caller closes it; when the caller is killed the browser ends by itself, since it is held by a pipe.
 */
export async function launchChromium(environment: Environment = process.env, brought: typeof packaged = packaged): Promise<Browser> {
  const named = environment.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, but there is no such file. Correct it, or unset CHROMIUM_PATH.`);
    return launch({ executable: named }, environment);
  }
  const failures: string[] = [];
  for (const candidate of [brought, ...installed(environment)]) {
    try {
      const found = typeof candidate === 'function' ? await candidate() : candidate;
      if (found) return await launch(found, environment);
    } catch (error) {
      failures.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  }
  throw new Error(`No Chromium could be started for ${process.platform}-${process.arch}. ${[...failures, remedy].join(' ')}`);
}

function launch({ executable, extra }: Candidate, environment: Environment): Promise<Browser> {
  const set = Object.entries({ ...environment, ...extra }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return chromium.launch({ executablePath: executable, args: flags, env: Object.fromEntries(set), timeout: 60_000 });
}

function installed(environment: Environment): Candidate[] {
  const folders = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter(Boolean);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const usual = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...[environment.ProgramFiles, environment['ProgramFiles(x86)']].map((folder) => `${folder}\\Google\\Chrome\\Application\\chrome.exe`),
  ];
  const places = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...usual];
  return places.filter((place) => existsSync(place)).map((executable) => ({ executable }));
}

/** The Chromium of @sparticuz/chromium, unpacked once per version; it runs on Linux x64 only. */
export async function packaged(): Promise<Candidate | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = await unpack();
  const executable = join(folder, 'chromium');
  const libraries = join(folder, 'al2023', 'lib');
  const fonts = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  return { executable, extra: lacksLibraries(executable) ? { ...fonts, LD_LIBRARY_PATH: libraries } : fonts };
}

/** The package unpacks into the temporary folder and its libraries only on Lambda, so both are asked for here. */
const unpacking = `import chromium, { inflate } from '@sparticuz/chromium';
await chromium.executablePath(process.argv[1]);
await inflate(process.argv[1] + '/al2023.tar.br');`;

async function unpack(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const home = join(dirname(dirname(entry)));
  const { version } = createRequire(import.meta.url)(join(home, 'package.json')) as { version: string };
  const folder = join(root, 'node_modules', '.cache', `chromium-${version}`);
  if (existsSync(folder)) return folder;
  // Unpacked beside its place and then moved there, so that nobody ever starts half a browser.
  const beside = `${folder}.${process.pid}`;
  mkdirSync(beside, { recursive: true });
  try {
    const environment = { ...process.env, TMPDIR: beside };
    const script = ['--input-type=module', '-e', unpacking, join(home, 'bin')];
    await promisify(execFile)(process.execPath, script, { cwd: root, env: environment, timeout: 120_000 });
    writeFileSync(
      join(beside, 'fonts.conf'),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`,
    );
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    // Another worker may have been quicker.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Whether the system misses a library the browser needs; when it cannot be asked, the package's own are taken. */
function lacksLibraries(executable: string): boolean {
  try {
    return execFileSync('ldd', [executable], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes('not found');
  } catch {
    return true;
  }
}
