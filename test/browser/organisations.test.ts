// Trusts, partnerships and other organisations in a real browser: every heading of a page in one type, nothing to press beyond the edge of a narrow screen,
// dates in three boxes, and what goes with a withdrawal shown before it goes.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHost, type TestHost } from '../host.ts';
import { words } from './arrive.ts';
import { launchChromium } from './chromium.ts';
import { typeDate } from './dates.ts';
import { looker } from './look.ts';
import { desks } from './sign-in.ts';

const look = looker('organisations');
let host: TestHost;
let browser: Browser;
const { signedIn, leave } = desks(() => ({ browser, host }));

beforeAll(async () => {
  [host, browser] = await Promise.all([startHost(), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await leave();
  await browser?.close();
  await host?.stop();
});

const at = (path: string) => `${host.origin}/essex/schools/${path}`;

/** In which types the headings of a page are set, whatever they are made of; GOV.UK's banner and error summary keep theirs. */
const typesOf = (page: Page): Promise<string[]> =>
  page.evaluate(`[...new Set([...document.querySelectorAll(
    'main h1, main h2:not(.govuk-notification-banner__title, .govuk-error-summary__title), main h3, main caption[class*="--"], main legend[class*="--m"], main legend[class*="--l"]'
  )].map((each) => getComputedStyle(each).fontFamily))]`);

async function fits(page: Page, name: string): Promise<void> {
  expect(await typesOf(page), `types on ${name}`).toHaveLength(1);
  await look(page, name);
}

test('a trust’s page: its booker presses the button of each school on the narrowest screen', async () => {
  const page = await signedIn('Yusuf Demir');
  await page.goto(at('organisations/trs_5902'));
  await fits(page, 'trust-booker');
  await page.setViewportSize({ width: 320, height: 800 });
  const buttons = await page.getByRole('button', { name: /Book for this school/ }).all();
  expect(buttons.length).toBeGreaterThan(0);
  for (const button of buttons) {
    const box = await button.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 320, JSON.stringify(box)).toBe(true);
  }
});

test('what staff see and do of a trust, a body and a partnership', async () => {
  const page = await signedIn('Joan Ferris');
  await page.goto(at('organisations/trs_5902'));
  await fits(page, 'trust');
  for (const change of ['details', 'billing', 'closing']) {
    await page.goto(at(`organisations/trs_5902?change=${change}`));
    await fits(page, `trust-${change}`);
  }
  await page.goto(at('organisations/new'));
  await fits(page, 'organisation-new');
  await page.getByLabel('Foundation setting').check();
  await page.getByLabel('Name', { exact: true }).fill('Sanderling Playgroup');
  await page.getByLabel('As an independent organisation').check();
  await page.getByRole('button', { name: 'Record the organisation' }).click();
  await expect.poll(() => words(page)).toContain('The organisation is recorded.');
  await page.getByRole('link', { name: 'Change how it buys' }).click();
  await fits(page, 'body-sector');
  await page.getByLabel('As an academy').check();
  await typeDate(page, '2027-04-01');
  await page.getByRole('button', { name: 'Record how it buys' }).click();
  await expect.poll(() => words(page)).toContain('How it buys over time');
  await fits(page, 'body');
  await page.goto(at('organisations?kind=foundation-setting'));
  await fits(page, 'organisations');
});

test('a partnership that is to open, one that is there already, and a joining that is withdrawn with what rests on it', async () => {
  const page = await signedIn('Joan Ferris');
  const make = async (year: string) => {
    await page.goto(at('partnerships/new'));
    await page.getByLabel('School improvement partnership').check();
    await page.getByLabel('Name', { exact: true }).fill('Sanderling Partnership');
    await typeDate(page, `${year}-09-01`);
    await page.getByRole('button', { name: 'Record the partnership' }).click();
  };
  await page.goto(at('partnerships/new'));
  await fits(page, 'partnership-new');
  await make('2027');
  await expect.poll(() => words(page)).toContain('Opens on 1 September 2027');
  await fits(page, 'partnership-to-open');
  await make('2026');
  await expect.poll(() => words(page)).toContain('One of this kind and name is open already');
  await fits(page, 'partnership-twice');

  const joan = await host.as('joan-ferris');
  const api = '/essex/api/schools/partnerships';
  const made = await joan.json(api, { partnershipKind: 'geographic', name: 'Turnstone Partnership', openedOn: '2024-09-01' });
  const { id } = made.data<{ id: string }>();
  const joined = await joan.json(`${api}/${id}/members`, { members: ['sch_990001', 'sch_990002'], on: '2024-09-01' });
  await joan.json(`${api}/${id}/lead`, { change: 'appointed', member: 'sch_990001', on: '2025-09-01' });
  await joan.json(`${api}/${id}/departures`, { member: 'sch_990001', on: '2026-09-01' });
  await page.goto(at(`partnerships/${id}`));
  await fits(page, 'partnership');
  for (const change of ['members', 'departures', 'lead', 'name', 'merger', 'closing']) {
    await page.goto(at(`partnerships/${id}?change=${change}`));
    await fits(page, `partnership-${change}`);
  }
  const event = joined.data<{ events: { id: string }[] }>().events[0]?.id;
  await page.goto(at(`partnerships/${id}?change=withdrawals&event=${event}`));
  for (const text of ['withdrawn with it', '1 September 2025', '1 September 2026']) expect(await words(page)).toContain(text);
  await fits(page, 'partnership-withdrawal');
  await page.getByLabel('Why is it withdrawn?').fill('The wrong school');
  await page.getByRole('button', { name: 'Withdraw it' }).click();
  await expect.poll(() => words(page)).toContain('The event is withdrawn.');
  await page.goto(at('partnerships'));
  await fits(page, 'partnerships');
});
