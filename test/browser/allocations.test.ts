// Allocation runs in a real browser: started, looked through, asked about and carried out, each page without an axe violation and without sideways scroll.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHost, type TestHost } from '../host.ts';
import { words } from './arrive.ts';
import { launchChromium } from './chromium.ts';
import { looker } from './look.ts';
import { signInAs } from './sign-in.ts';

const look = looker('allocations');
let host: TestHost;
let browser: Browser;
beforeAll(async () => {
  [host, browser] = await Promise.all([startHost({ at: '2026-11-24T09:00:00Z' }), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await host?.stop();
});

test('a year is granted on pages', async () => {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  await signInAs(page, host, 'Grace Adeyemi');
  await page.goto(`${host.origin}/essex/entitlements/runs`);
  await look(page, 'none-yet');
  await page.getByRole('button', { name: 'Start the dry run' }).click();
  expect(await words(page)).toContain('Choose whether to grant a year or to close one');
  await look(page, 'refused');
  await page.getByLabel('Grant a year').check();
  await page.getByRole('button', { name: 'Start the dry run' }).click();
  await host.quiet();
  // The page asks by itself whether the run has ended, and shows it then.
  await page.getByText('Dry run: what would change').first().waitFor();
  await page.getByText('Why', { exact: true }).first().click();
  await look(page, 'dry-run');
  await page.getByLabel('What for').selectOption({ label: 'Half-day visit' });
  await page.getByRole('button', { name: 'Find' }).click();
  expect(await words(page)).toContain('Lines that were found');
  await page.getByRole('button', { name: 'Carry out' }).click();
  expect(await words(page)).toContain('Carry out this run?');
  await look(page, 'asked');
  await page.getByRole('button', { name: 'Carry out' }).click();
  await host.quiet();
  await page.getByText('allocations are as the run showed.').first().waitFor();
  await look(page, 'done');
  await page.getByRole('link', { name: 'Allocations', exact: true }).first().click();
  expect(await words(page)).toContain('Carried out');
  await look(page, 'runs');
  await context.close();
});

test('a page of something that goes on is not loaded again under anybody’s hands, and shows what came of it once that has ended', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signInAs(page, host, 'Grace Adeyemi');
  const here = `${host.origin}/essex/entitlements/runs`;
  let asked = 0;
  await page.route(here, async (route) => {
    asked += 1;
    const ended = await route.fetch();
    // Twice it goes on, and then it has ended.
    const going = asked < 3 ? `<p data-going-on="${here}">Every holder is being looked at.</p>` : '';
    const body = (await ended.text()).replace('<h1', `${going}<h1`);
    await route.fulfill({ response: ended, body });
  });
  await page.clock.install();
  await page.goto(here);
  const button = page.getByRole('button', { name: 'Start the dry run' });
  await button.focus();
  await page.clock.runFor(4000);
  await expect.poll(() => asked).toBe(2);
  expect(await words(page)).toContain('Every holder is being looked at.');
  expect(await button.evaluate((element) => element.matches(':focus'))).toBe(true);
  await expect
    .poll(async () => {
      await page.clock.runFor(5000);
      return words(page);
    })
    .not.toContain('Every holder is being looked at.');
  // Asked for the third time, and then shown.
  expect(asked).toBeGreaterThanOrEqual(4);
  await context.close();
});
