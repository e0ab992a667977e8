// The browser of the tests starts without an installed one, shows a page as people see it, stays on this machine, and ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium, packaged } from './chromium.ts';

const output = fileURLToPath(new URL('../output/', import.meta.url));
const page = `<!doctype html><html lang="en"><title>Daybook</title><h1>Half-days left: 2</h1><p id="script">without script</p>
<script>document.getElementById('script').textContent = 'with script';</script>`;
const server = createServer((_, reply) => reply.setHeader('content-type', 'text/html; charset=utf-8').end(page));
let address = '';
let browser: Browser;

beforeAll(async () => {
  mkdirSync(output, { recursive: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  server.close();
});

/** The process id of the browser itself, as the browser tells it. */
async function processOf(running: Browser): Promise<number> {
  const session = await running.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.find(({ type }) => type === 'browser')?.id ?? 0;
}

/** Waits for the end of a process, for as long as its test may last; one that has ended and is only not yet collected counts as gone. */
async function end(id: number): Promise<void> {
  for (;;) {
    try {
      process.kill(id, 0);
      if (existsSync('/proc/self/cmdline') && readFileSync(`/proc/${id}/cmdline`, 'utf8') === '') return;
    } catch {
      return;
    }
    await pause(50);
  }
}

test('a local page is shown with its text, and a picture of it is kept', async () => {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const tab = await context.newPage();
  await tab.goto(address);
  expect(await tab.textContent('h1')).toBe('Half-days left: 2');
  expect(await tab.textContent('#script')).toBe('with script');
  const picture = join(output, 'chromium.png');
  await tab.screenshot({ path: picture });
  // A window without a font shows an empty page, and an empty page of this size takes about 2 kB.
  expect(statSync(picture).size).toBeGreaterThan(4_000);
  const heading = await tab.locator('h1').evaluate((element) => element.getBoundingClientRect().height);
  expect(heading).toBeGreaterThan(20);
  await context.close();
});

test('a page is shown without script when script is off, after another window was closed', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const tab = await context.newPage();
  await tab.goto(address);
  expect(await tab.textContent('#script')).toBe('without script');
  await context.close();
});

test('a page cannot reach another machine, by name or by number', async () => {
  const tab = await browser.newPage();
  for (const elsewhere of ['http://www.example.com/', 'http://192.0.2.1/']) {
    await expect(tab.goto(elsewhere)).rejects.toThrow('ERR_NAME_NOT_RESOLVED');
  }
  await tab.close();
});

test('the browser is gone when it has been closed', async () => {
  const second = await launchChromium();
  const id = await processOf(second);
  expect(id).toBeGreaterThan(1);
  await second.close();
  expect(second.isConnected()).toBe(false);
  await end(id);
});

test('the browser is gone when the process that launched it was killed', async () => {
  const launcher = `import { launchChromium } from ${JSON.stringify(new URL('./chromium.ts', import.meta.url).href)};
    const browser = await launchChromium();
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    console.log(processInfo.find(({ type }) => type === 'browser').id);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout, 'data');
  const id = Number(said);
  expect(process.kill(id, 0)).toBe(true);
  child.kill('SIGKILL');
  await end(id);
});

test('a CHROMIUM_PATH that leads nowhere is refused by name', async () => {
  await expect(launchChromium({ ...process.env, CHROMIUM_PATH: '/nowhere/chromium' })).rejects.toThrow(
    /CHROMIUM_PATH is \/nowhere\/chromium/,
  );
});

describe('an installed browser', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'daybook-chromium-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const script = (name: string, then: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n: > '${path}-tried'\n${then}\n`, { mode: 0o755 });
    return path;
  };
  const tried = (path: string) => existsSync(`${path}-tried`);

  test('is not tried where the packaged one starts', async () => {
    const other = script('chromium', 'exit 1');
    const third = await launchChromium({ ...process.env, CHROMIUM_PATH: undefined, PATH: folder });
    expect(third.isConnected()).toBe(true);
    expect(tried(other)).toBe(false);
    await third.close();
  });

  test('is taken where the packaged one does not start', async () => {
    const own = await packaged();
    if (!own) throw new Error('there is no packaged browser for this platform');
    const broken = script('broken', 'exit 1');
    const other = script('chromium', `exec '${own.executable}' "$@"`);
    const environment = { ...process.env, ...own.extra, CHROMIUM_PATH: undefined, PATH: folder };
    const third = await launchChromium(environment, async () => ({ executable: broken }));
    expect([tried(broken), tried(other), third.isConnected()]).toEqual([true, true, true]);
    await third.close();
  });
});
