// A script's packages are brought to what the lock says, once, with one line telling why, and nothing is done when they are.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const installer = fileURLToPath(new URL('../../infra/install.mjs', import.meta.url));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybook-install-'));
  mkdirSync(join(folder, 'infra'));
  cpSync(installer, join(folder, 'infra', 'install.mjs'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A project whose one package stands for the Node that scripts run on, and says it is of the given version. */
function project(name: string, nodeVersion: string): void {
  const runtime = join(folder, 'runtime');
  mkdirSync(runtime, { recursive: true });
  writeFileSync(join(runtime, 'package.json'), JSON.stringify({ name: 'node', version: nodeVersion, bin: { node: 'node' } }));
  writeFileSync(join(runtime, 'node'), `#!/bin/sh\necho v${nodeVersion}\n`, { mode: 0o755 });
  const own = { name, version: '1.0.0', devDependencies: { node: 'file:runtime' } };
  const packages = {
    '': own,
    'node_modules/node': { resolved: 'runtime', link: true },
    runtime: { name: 'node', version: nodeVersion, dev: true, bin: { node: 'node' } },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(own));
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ name, version: '1.0.0', lockfileVersion: 3, requires: true, packages }),
  );
}

function install(environment: Record<string, string> = {}, flags: string[] = []): Promise<{ code: number; said: string }> {
  const script = [...flags, join(folder, 'infra', 'install.mjs')];
  return new Promise((done) => {
    execFile(
      process.execPath,
      script,
      { cwd: tmpdir(), env: { ...process.env, ...environment }, timeout: 60_000 },
      (error, said, warned) => {
        done({ code: error ? Number(error.code ?? 1) : 0, said: said + warned });
      },
    );
  });
}

const installed = () => statSync(join(folder, 'node_modules', '.package-lock.json')).mtimeMs;

test('what is missing is installed, once', async () => {
  project('daybook', '24.21.0');
  expect(await install()).toMatchObject({ code: 0, said: expect.stringContaining('because node_modules is missing') });
  const first = installed();
  expect(await install()).toEqual({ code: 0, said: '' });
  expect(installed()).toBe(first);
});

test('a lock that has changed is installed again', async () => {
  project('daybook', '24.21.0');
  await install();
  project('daybook', '24.22.0');
  expect(await install()).toMatchObject({ code: 0, said: expect.stringContaining('because package-lock.json has changed') });
});

test('what npm ci has installed by itself is taken as it is', async () => {
  project('daybook', '24.21.0');
  await install();
  rmSync(join(folder, 'node_modules', '.daybook-installed'));
  const first = installed();
  expect(await install()).toEqual({ code: 0, said: '' });
  expect(installed()).toBe(first);
});

test('what npm passes to its scripts leaves nothing out', async () => {
  project('daybook', '24.21.0');
  const passed = { NODE_ENV: 'production', npm_config_omit: 'dev', npm_config_dry_run: 'true', npm_lifecycle_event: 'pretest' };
  expect((await install(passed)).code).toBe(0);
  expect(existsSync(join(folder, 'node_modules', 'node'))).toBe(true);
});

test('an older Node for the scripts is refused with what to do, every time', async () => {
  project('daybook', '20.20.2');
  for (let time = 0; time < 2; time++) {
    const { code, said } = await install();
    expect(code).toBe(1);
    expect(said).toContain('node_modules/.bin/node is version 20.20.2, and 24 is needed');
    expect(said).toContain('npm rebuild node');
  }
});

test('a failure of npm is passed on with what to do', async () => {
  project('daybook', '24.21.0');
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  const { code, said } = await install();
  expect(code).toBe(1);
  expect(said).toMatch(/npm ci ended with code \d+\.\nSee its message above/);
});

test('a machine whose own Node is too old is told so before anything else', async () => {
  const pretend = join(folder, 'older.mjs');
  writeFileSync(pretend, "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });\n");
  const { code, said } = await install({}, ['--import', pretend]);
  expect(code).toBe(1);
  expect(said).toBe(
    'Daybook installs with Node 20.19 or later, and this is Node 18.20.4.\nInstall a newer Node from https://nodejs.org and run the command again.\n',
  );
});
