// A policy in a real browser, from the version in force to the next one: drafted on forms by one administrator, sent back and approved by another, published;
// each page without an axe violation and without sideways scroll at 320 px, and the forms without JavaScript too.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { essex } from '../../infra/local/demo/essex.ts';
import { shiftedByYears } from '../../shared/policy/rules.ts';
import { startHost, type TestHost } from '../host.ts';
import { words } from './arrive.ts';
import { launchChromium } from './chromium.ts';
import { typeDate } from './dates.ts';
import { looker } from './look.ts';
import { desks } from './sign-in.ts';

const look = looker('policies');
const lookWithoutScript = looker('policies-without-script', false);
let host: TestHost;
let browser: Browser;
const { signedIn, leave } = desks(() => ({ browser, host }));

beforeAll(async () => {
  const only = ['identity', 'catalogue', 'entitlements', 'reports', 'outbox'] as const;
  [host, browser] = await Promise.all([startHost({ at: '2026-11-23T09:00:00Z', only }), launchChromium()]);
  const subject = { pack: shiftedByYears(essex.pack, 9) };
  await host.invoke('entitlements', { council: 'essex', task: 'publish-policy', subject });
  await host.invoke('catalogue', { council: 'essex', task: 'adopt-services', subject });
  const grace = await host.as('grace-adeyemi');
  const rights = { roles: ['catalogue-manager', 'council-admin'] };
  expect((await grace.json('/essex/api/identity/people/per_leo-brandt/rights', rights)).status).toBe(200);
}, 120_000);
afterAll(async () => {
  await leave();
  await browser?.close();
  await host?.stop();
});

const at = (path = '') => `${host.origin}/essex/entitlements/policies${path}`;
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);

let draft = '';

test('an administrator reads the policy in force, and drafts the next one on forms', async () => {
  const page = await signedIn('Grace Adeyemi');
  await page.getByRole('link', { name: 'Policy' }).first().click();
  await look(page, 'list');
  await page.getByRole('link', { name: 'Version 1' }).click();
  await look(page, 'version');
  expect(await words(page)).toContain('A school that leaves the rule in the middle of a year loses what it has not used.');
  await page.goto(at());
  await page.getByRole('button', { name: 'Begin a draft' }).click();
  await look(page, 'begin');
  await page.getByLabel('Title').fill('Essex 2027/28');
  await typeDate(page, '2027-09-01', 'In force from');
  await press(page, 'Begin the draft');
  await look(page, 'draft');
  draft = /drf_\w+/.exec(page.url())?.[0] ?? '';

  await page.getByRole('link', { name: 'Change Half-day visit' }).click();
  await look(page, 'rule');
  await field(page, 'allocations.1.grant.halfDays').fill('-2');
  await press(page, 'Save');
  await look(page, 'rule-with-a-fault');
  await page.getByRole('link', { name: 'Half-days cannot be negative.' }).click();
  expect(await page.evaluate('document.activeElement.name')).toBe('allocations.1.grant.halfDays');
  await page.goto(at(`/drafts/${draft}`));
  await look(page, 'draft-that-is-not-ready');
  expect(await page.getByRole('button', { name: 'Submit it for review' }).count()).toBe(0);
  await page.getByRole('link', { name: /Half-days cannot be negative/ }).click();
  await field(page, 'allocations.1.grant.halfDays').fill('2');
  await press(page, 'Save');
  expect(await words(page)).toMatch(/Days in a year\s+half a day\s+1 day/);
});

test('the other forms, the text, and what another saved meanwhile', async () => {
  const page = await signedIn('Grace Adeyemi');
  await page.goto(at(`/drafts/${draft}/parts/rule.4`));
  await look(page, 'rule-of-partnerships');
  for (const part of ['policy', 'cancellation', 'service.0', 'costs', 'nudges']) {
    await page.goto(at(`/drafts/${draft}/parts/${part}`));
    await look(page, `part-${part}`);
  }
  await page.goto(at(`/drafts/${draft}/text`));
  await look(page, 'text');
  await page.goto(at(`/drafts/${draft}/parts/service.0`));
  const leo = await host.visitor().signIn('essex', 'leo-brandt');
  const api = `/essex/api/entitlements/policies/drafts/${draft}`;
  const { version } = (await leo.json(api)).data<{ version: number }>();
  const price = { from: '2027-09-01', perDayExVatPence: 46_800 };
  const changes = [{ do: 'set', path: ['services', 0, 'prices', 0, 'assumed'], value: true }];
  expect((await leo.json(`${api}/changes`, { version, changes })).status).toBe(200);
  await press(page, 'Save and add a price');
  await look(page, 'conflict');
  expect(await words(page)).toContain('Leo Brandt saved this draft');
  await press(page, 'Save and add a price');
  await field(page, 'services.0.prices.1.from').fill(price.from);
  await field(page, 'services.0.prices.1.perDayExVatPence').fill('468');
  await press(page, 'Save');
  await page.goto(at(`/comparison?of=${draft}&against=1`));
  await look(page, 'comparison');
  expect(await words(page)).toContain('£468.00 before VAT');
  await page.goto(at(`/drafts/${draft}`));
  await press(page, 'Submit it for review');
  await look(page, 'submitted');
});

test('a second person approves it, and it is published', async () => {
  const grace = await host.as('grace-adeyemi');
  // Leo changed a number of the first draft, so his review is of another.
  const begun = await grace.json('/essex/api/entitlements/policies/drafts', { from: 1, effectiveFrom: '2027-01-04' });
  const { id } = begun.data<{ id: string }>();
  await grace.json(`/essex/api/entitlements/policies/drafts/${id}/submission`, { version: 1 });
  const page = await signedIn('Leo Brandt');
  await page.goto(at(`/drafts/${draft}`));
  expect(await words(page)).toContain('somebody else has to review it');
  await page.goto(at(`/drafts/${id}`));
  await look(page, 'review');
  await press(page, 'Give your review');
  await look(page, 'review-without-an-answer');
  await page.getByLabel('Approve it').check();
  await press(page, 'Give your review');
  await look(page, 'approved');
  await press(page, 'Publish');
  await look(page, 'published');
  expect(await words(page)).toContain('It is version 2, in force from 4 January 2027 at 00:00.');
  await page.goto(at());
  await look(page, 'list-of-two');
});

test('without JavaScript a rule is changed all the same', async () => {
  const grace = await host.as('grace-adeyemi');
  const begun = await grace.json('/essex/api/entitlements/policies/drafts', { from: 1, effectiveFrom: '2027-11-01' });
  const { id } = begun.data<{ id: string }>();
  const page = await signedIn('Grace Adeyemi', { javaScriptEnabled: false });
  await page.goto(at(`/drafts/${id}/parts/rule.4`));
  await lookWithoutScript(page, 'rule-of-partnerships');
  await field(page, 'allocations.4.bands.3.to').fill('12');
  await press(page, 'Save and add a band');
  await field(page, 'allocations.4.bands.4.grant.halfDays').fill('40');
  await press(page, 'Save');
  expect(await words(page)).toContain('The draft is saved.');
  expect(await words(page)).toContain('13 or more members');
}, 120_000);
