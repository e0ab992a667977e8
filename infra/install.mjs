// Brings node_modules to what package-lock.json says before a script runs, on whatever Node the machine has, and costs
// nothing when it is already so. Plain JavaScript without dependencies, because nothing is installed yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.daybook-installed');
const runtime = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const lock = join(root, 'package-lock.json');
const minutes = 15;

main();

function main() {
  if (!atLeast(process.versions.node, 20, 19)) {
    stop(
      `Daybook installs with Node 20.19 or later, and this is Node ${process.versions.node}.`,
      'Install a newer Node from https://nodejs.org and run the command again.',
    );
  }
  if (!existsSync(lock)) stop('package-lock.json is missing.', 'Restore it from the repository and run the command again.');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (read(stamp) === wanted && existsSync(runtime)) return;

  const reason = whyInstall();
  if (reason) install(reason);
  checkRuntime();
  writeFileSync(stamp, wanted);
}

/** The reason to install, or nothing when npm itself has already put these very versions in place. */
function whyInstall() {
  if (!existsSync(modules)) return 'node_modules is missing';
  const installed = packages(join(modules, '.package-lock.json'));
  if (!installed) return 'node_modules is incomplete';
  const wanted = packages(lock);
  // An optional package of another platform is in the lock and rightly not on the disk.
  const same = (path) => (installed[path] ? installed[path].version === wanted[path].version : wanted[path].optional);
  const needed = Object.keys(wanted).filter((path) => path !== '' && !wanted[path].link);
  return needed.every((path) => same(path)) && Object.keys(installed).every((path) => path in wanted)
    ? ''
    : 'package-lock.json has changed';
}

function install(reason) {
  console.error(`Installing the packages of package-lock.json, because ${reason}.`);
  // Said on the command line, so that what npm passed to this script in npm_config_* and NODE_ENV cannot leave packages out.
  const wanted = [
    '--include=dev',
    '--include=optional',
    '--include=peer',
    '--global=false',
    '--dry-run=false',
    '--package-lock-only=false',
  ];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith('.js') ? [hostNode(), [npm]] : ['npm', []];
  const result = spawnSync(program, [...first, 'ci', ...wanted, ...quiet], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    timeout: minutes * 60000,
    shell: program === 'npm' && process.platform === 'win32',
  });
  if (result.status === 0) return;
  const timedOut = result.error && result.error.code === 'ETIMEDOUT';
  const cause = timedOut
    ? `was not done after ${minutes} minutes`
    : result.error
      ? `could not start (${result.error.message})`
      : `ended with code ${result.status}`;
  stop(`npm ci ${cause}.`, 'See its message above. When the registry can be reached (npm ping), run: npm ci');
}

/** The machine's own Node: the one in node_modules may be replaced while npm runs. */
function hostNode() {
  const own = [process.env.npm_node_execpath, process.execPath].find((path) => path && !path.startsWith(modules));
  if (own) return own;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = (process.env.PATH || '').split(delimiter).filter((folder) => folder && !folder.startsWith(modules));
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) || process.execPath;
}

/** The scripts run on the Node that the package `node` brings; its install script may have been blocked. */
function checkRuntime() {
  const result = spawnSync(runtime, ['--version'], { encoding: 'utf8', timeout: 30000, shell: process.platform === 'win32' });
  const version = result.status === 0 ? result.stdout.trim().replace('v', '') : '';
  if (atLeast(version, 24, 0)) return;
  const found = version ? `is version ${version}, and 24 is needed` : 'cannot be run';
  stop(
    `node_modules/.bin/node ${found}: the install script of the package "node" was probably blocked.`,
    'Run: npm rebuild node --ignore-scripts=false',
  );
}

function atLeast(version, major, minor) {
  const [hasMajor, hasMinor] = version.split('.').map(Number);
  return hasMajor > major || (hasMajor === major && hasMinor >= minor);
}

function read(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (_) {
    return '';
  }
}

function packages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch (_) {
    return undefined;
  }
}

function stop(what, next) {
  console.error(`${what}\n${next}`);
  process.exit(1);
}
