// An auditor's morning in a real browser: the books are proved and sealed, the seal is found again, an export is fetched and checked on the auditor's own
// computer; each page without an axe violation and without sideways scroll at 320 px, and readable without scripts.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commit } from '../../shared/commit.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { account } from '../../shared/ledger/chart.ts';
import { postingWrites } from '../../shared/ledger/post.ts';
import { settle, transfer } from '../../shared/ledger/transfers.ts';
import { startHost, type TestHost } from '../host.ts';
import { words } from './arrive.ts';
import { launchChromium } from './chromium.ts';
import { looker } from './look.ts';
import { desks, signInAs } from './sign-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'daybook-auditor-'));
let host: TestHost;
let browser: Browser;
const { newPage, leave } = desks(() => ({ browser, host }));

beforeAll(async () => {
  [host, browser] = await Promise.all([
    startHost({ at: '2026-11-23T09:00:00Z', only: ['identity', 'reports', 'worker', 'nightly'] }),
    launchChromium(),
  ]);
}, 120_000);
afterAll(async () => {
  await leave();
  await browser?.close();
  await host?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A grant and a visit on the first day, delivered on the next. */
async function entries(): Promise<void> {
  const table = host.tableOf();
  const school = 'sch_990001' as OrganisationId;
  const free = account('entitlement', school, 'headteacher-recruitment', 'vac_1');
  const now = host.clock.now();
  const hold = transfer('deliver-entitlement', free, account('delivered-entitlement', school, '2026'), 1, {
    name: 'visit',
    now,
    cause: { booking: 'bkg_1' },
    pending: true,
  });
  const grant = transfer('grant', account('grants', 'headteacher-recruitment'), free, 4, { name: 'grant', now, cause: { clause: 'A8' } });
  const later = now + 86_400_000;
  for (const postings of [[{ transfer: grant }], [{ transfer: hold }], [{ settlement: settle(hold, 'post', later) }]])
    expect((await commit(table, postingWrites(table, postings))).ok).toBe(true);
}

test('the books are proved, sealed, exported and checked elsewhere', { timeout: 240_000 }, async () => {
  const look = looker('proof');
  await entries();
  host.clock.set('2026-11-26T09:00:00Z');
  expect(await host.invoke('nightly', { council: 'essex', task: 'seal' })).toMatchObject({ sealed: 3, to: '2026-11-25' });

  const page = await newPage();
  await signInAs(page, host, 'Nadia Rahman');
  await page.goto(`${host.origin}/essex/reports/proof`);
  await page.getByRole('button', { name: 'Prove it now' }).click();
  await host.quiet();
  await page.goto(`${host.origin}/essex/reports/proof`);
  expect(await words(page)).toContain('3 days, from 23 November 2026 to 25 November 2026');
  await look(page, 'proof');

  await page.getByRole('link', { name: 'All seals' }).click();
  const row = page.getByRole('row').filter({ hasText: '25 November 2026' });
  const seal = (await row.locator('.daybook-typed').innerText()).replaceAll(' ', '');
  expect(seal).toMatch(/^[0-9a-f]{64}$/);
  await look(page, 'seals');

  await page.goto(`${host.origin}/essex/reports/proof/export`);
  await page.getByRole('button', { name: 'Make an export' }).click();
  await look(page, 'export-on-its-way');
  await host.quiet();
  await page.goto(`${host.origin}/essex/reports/proof/export`);
  await look(page, 'export');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the export' }).click()]);
  expect(download.suggestedFilename()).toBe('daybook-ledger-essex-2026-11-25.ndjson');
  const file = join(folder, 'ledger.ndjson');
  await download.saveAs(file);

  // Somebody who was sent the file, has no account and runs no scripts of ours.
  const stranger = await newPage({ javaScriptEnabled: false });
  await stranger.goto(`${host.origin}/essex/reports/proof/format`);
  expect(await stranger.locator('h1').innerText()).toBe('How an export of the ledger is checked');
  const [program] = await Promise.all([
    stranger.waitForEvent('download'),
    stranger.getByRole('link', { name: 'Download check-ledger.mjs' }).click(),
  ]);
  await program.saveAs(join(folder, program.suggestedFilename()));
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'check-ledger.mjs'), file]);
  expect(stdout).toContain('Days 3, entries 3, accounts 1, faults 0');
  expect(stdout).toContain(`The last seal, of 2026-11-25: ${seal}`);
  expect(readFileSync(file, 'utf8')).not.toContain('Nadia');
  const reader = await newPage();
  await reader.goto(`${host.origin}/essex/reports/proof/format`);
  await look(reader, 'format');
});
