// A policy tried on a year in a real browser: from the draft to what it comes to, with a sum typed beside it; no axe violation, no sideways scroll at 320 px, and
// without JavaScript too.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pack } from '../../shared/policy/schema.ts';
import { startHost, type TestHost } from '../host.ts';
import { got } from '../office.ts';
import { pathOf } from '../packs.ts';
import { draftWith } from '../trials.ts';
import { arrive, finished, words } from './arrive.ts';
import { launchChromium } from './chromium.ts';
import { looker } from './look.ts';
import { desks } from './sign-in.ts';

const look = looker('trials');
let host: TestHost;
let browser: Browser;
let draft = '';
const { signedIn, leave } = desks(() => ({ browser, host }));

beforeAll(async () => {
  [host, browser] = await Promise.all([startHost(), launchChromium()]);
  const grace = await host.as('grace-adeyemi');
  const { pack } = got<{ pack: Pack }>(await grace.json('/essex/api/entitlements/policies/1'), 200);
  const set: [string, unknown][] = [[`${pathOf(pack, 'half-day-visit')}.grant.halfDays`, 3]];
  draft = await draftWith(grace, 'essex', { from: 1, effectiveFrom: '2027-09-01', set });
}, 120_000);
afterAll(async () => {
  await leave();
  await browser?.close();
  await host?.stop();
});

const press = (page: Page, name: string) => page.getByRole('button', { name }).click();

/** Tries the draft on the current academic year, as somebody who comes from its page. */
async function tryDraft(page: Page): Promise<void> {
  await page.goto(`${host.origin}/essex/entitlements/policies/drafts/${draft}`);
  await page.getByRole('link', { name: 'Try it on a year' }).click();
  expect(await page.locator('[name="of"]').inputValue()).toBe(draft);
  await arrive(page, () => press(page, 'Try it'));
  await finished(page, host);
}

test('an administrator tries a draft, reads what it costs, and adds a sum', async () => {
  const page = await signedIn('Grace Adeyemi', { javaScriptEnabled: true });
  await page.goto(`${host.origin}/essex/reports/trials`);
  await look(page, 'begin');
  await page.locator('[name="year"]').fill('2050');
  await press(page, 'Try it');
  expect(await words(page)).toContain('Choose a year that has begun');
  await look(page, 'refused');
  await tryDraft(page);
  expect(await words(page)).toContain('cost, not charge');
  await look(page, 'trial');
  await page.locator('[name="row"]').selectOption('implementation-costs');
  await page.getByLabel('One-off', { exact: true }).check();
  await page.getByLabel('Pounds').fill('130,000');
  await page.getByLabel('What it is for').fill('Leaving early');
  await press(page, 'Add the sum');
  await page.getByText('130 (£130,000.00)').first().waitFor();
  await look(page, 'with-a-sum');
  await press(page, 'Take out Leaving early');
  await page.getByText('None: the table holds only what was worked out.').waitFor();
});

test('without JavaScript it does the same', async () => {
  const page = await signedIn('Grace Adeyemi', { javaScriptEnabled: false });
  await tryDraft(page);
  expect(await words(page)).toContain('Total savings less implementation costs');
});
