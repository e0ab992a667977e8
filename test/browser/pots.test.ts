// A partnership's days in a real browser: proposed by its lead, agreed in a meeting that the council records, and released again, each page without an axe
// violation and without sideways scroll.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { colneAndTendring } from '../../infra/local/demo/organisations.ts';
import { startHost, type TestHost } from '../host.ts';
import { grantYear } from '../standing.ts';
import { words } from './arrive.ts';
import { launchChromium } from './chromium.ts';
import { typeDate } from './dates.ts';
import { looker } from './look.ts';
import { signInAs } from './sign-in.ts';

let host: TestHost;
let browser: Browser;
beforeAll(async () => {
  const only = ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'reports', 'worker', 'outbox'] as const;
  [host, browser] = await Promise.all([startHost({ only, seeded: true, at: '2026-11-24T09:00:00Z' }), launchChromium()]);
  await grantYear(host, '2026-11-24');
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await host?.stop();
});

async function opened(person: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  await signInAs(page, host, person);
  await page.goto(`${host.origin}/essex/entitlements/pots/${colneAndTendring}`);
  return page;
}

test('a plan is proposed, agreed in a meeting, and partly released', async () => {
  const look = looker('pots');
  const anna = await opened('Anna Castell');
  expect(await words(anna)).toContain('Booked by the council alone.');
  await look(anna, 'pot');
  await anna.getByRole('button', { name: 'Propose a plan' }).click();
  await anna.getByLabel('Days', { exact: true }).fill('200');
  await anna.getByRole('button', { name: 'Propose the plan' }).click();
  expect(await words(anna)).toContain('Choose at least one of the services listed');
  expect(await anna.getByLabel('Days', { exact: true }).inputValue()).toBe('200');
  await look(anna, 'refused');
  await anna.getByLabel('Days', { exact: true }).fill('2');
  await anna.getByRole('group', { name: 'What they may be used for' }).getByRole('checkbox').first().check();
  await anna.getByLabel('Purpose').fill('Shared moderation of writing');
  await anna.getByRole('button', { name: 'Propose the plan' }).click();
  expect(await words(anna)).toContain('The plan is proposed.');
  await look(anna, 'proposed');

  const rowan = await opened('Rowan Achebe');
  await rowan.getByRole('link', { name: 'Shared moderation of writing', exact: true }).click();
  await rowan.getByRole('link', { name: 'Record what was said in a meeting' }).click();
  await rowan.getByRole('button', { name: 'Record what was said' }).click();
  expect(await words(rowan)).toContain('Enter the day of a meeting of the last twelve months');
  await look(rowan, 'meeting-refused');
  await rowan.getByLabel('Which meeting').fill('The autumn meeting of headteachers');
  await typeDate(rowan, '2026-11-24', 'Day of the meeting');
  const agreed = rowan.getByRole('group', { name: 'Agreed' }).getByRole('checkbox');
  for (let i = 0; i < (await agreed.count()); i++) await agreed.nth(i).check();
  await rowan.getByLabel('Why it is recorded here').fill('Said aloud, and minuted');
  await rowan.getByRole('button', { name: 'Record what was said' }).click();
  expect(await words(rowan)).toContain('What was said in the meeting is recorded.');
  expect(await words(rowan)).toContain('On 24 November 2026, by more than half of its members');
  await look(rowan, 'agreed');

  await anna.reload();
  await anna
    .getByRole('link', { name: /^Book from it: / })
    .first()
    .click();
  expect(await words(anna)).toContain('For whom do you book?');
  await look(anna, 'for-whom');
  await anna.goBack();
  await anna.getByRole('link', { name: 'Release days that are not needed' }).click();
  await anna.getByLabel('Days', { exact: true }).fill('4.5');
  await anna.getByLabel('Reason').fill('One school has moved its date');
  await anna.getByRole('button', { name: 'Release the days' }).click();
  await anna.locator('.govuk-error-summary').waitFor();
  await look(anna, 'release-refused');
  await anna.getByLabel('Days', { exact: true }).fill('0.5');
  await anna.getByRole('button', { name: 'Release the days' }).click();
  expect(await words(anna)).toContain('The days are back in the pot.');
  await anna.goto(`${host.origin}/essex/entitlements/pots/${colneAndTendring}`);
  expect(await words(anna)).toContain('Plan: Shared moderation of writing');
  await look(anna, 'pot-with-a-plan');
  await anna.context().close();
  await rowan.context().close();
});
