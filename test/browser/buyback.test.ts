// A year's buy-back in a real browser: bought, switched from one year clock to the other and given up by the keyboard alone, with JavaScript on and off; its purchase order named
// anew. Each page without an axe violation and without sideways scroll at 320 px.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import { startHost, type TestHost } from '../host.ts';
import { words } from './arrive.ts';
import { launchChromium } from './chromium.ts';
import { press, reach } from './keyboard.ts';
import { looker } from './look.ts';
import { desks, signInAs } from './sign-in.ts';

let host: TestHost;
let browser: Browser;
const { newPage, leave } = desks(() => ({ browser, host }));

beforeAll(async () => {
  [host, browser] = await Promise.all([
    startHost({
      at: '2027-02-01T09:00:00Z',
      only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'buyback', 'reports'],
      councils: [rivermouth],
      seeded: true,
    }),
    launchChromium(),
  ]);
}, 120_000);
afterAll(async () => {
  await leave();
  await browser?.close();
  await host?.stop();
});

const pages = () => `${host.origin}/rivermouth/buyback`;
const night = () => host.invoke('buyback', { council: 'rivermouth', task: 'advance-agreements' });
async function elsie(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const page = await newPage(options);
  await signInAs(page, host, 'Elsie Tranter', 'rivermouth');
  return page;
}

test('a school finds it from a service, and agrees to a year under a purchase order by the keyboard alone', async () => {
  const look = looker('buyback');
  const page = await elsie();
  await page.goto(`${host.origin}/rivermouth/catalogue/svc_headteacher-coaching`);
  await look(page, 'service');
  await press(page, 'link', 'Packages and buy-back');
  await look(page, 'offers');
  await press(page, 'button', 'Ask for a quote: Leadership and governance buy-back');
  expect(await words(page)).toContain('£1,150.01');
  await look(page, 'quote');
  await reach(page, 'textbox', /Purchase order number/);
  await page.keyboard.type('<none>');
  await press(page, 'button', 'Agree');
  await look(page, 'quote-with-a-wrong-number');
  await reach(page, 'textbox', /Purchase order number/);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('ASP-2027');
  await press(page, 'button', 'Agree');
  await expect.poll(() => words(page)).toContain('It is agreed.');
  await look(page, 'agreed');
  await reach(page, 'textbox', /Purchase order number for/);
  await press(page, 'button', 'Save the number');
  await look(page, 'no-number');
  await reach(page, 'textbox', /Purchase order number for/);
  await page.keyboard.type('ASP-2027/B');
  await press(page, 'button', 'Save the number');
  await expect.poll(() => words(page)).toContain('The number is saved.');
});

test('it is switched to the other year clock, and given up, by the keyboard alone with JavaScript off', async () => {
  const look = looker('buyback-renewal', false);
  host.clock.set('2028-02-01T09:00:00Z');
  await night();
  const page = await elsie({ javaScriptEnabled: false });
  await page.goto(`${pages()}/renewals`);
  await look(page, 'renewals');
  await press(page, 'button', /Ask for a quote/);
  expect(await words(page)).toContain('Choose how the year after is to be.');
  await look(page, 'nothing-chosen');
  await reach(page, 'radio', /by another year: academic year/);
  await page.keyboard.press('Space');
  await press(page, 'button', /Ask for a quote/);
  const quote = await words(page);
  for (const words of ['1 of 1 (5/12)', '1 of 2 (7/12)', 'in two parts', '£1,629.18']) expect(quote).toContain(words);
  await look(page, 'switch');
  await press(page, 'button', 'Renew the agreement');
  expect(await words(page)).toContain('1 September 2028 to 31 August 2029');
  await look(page, 'renewed');
  await press(page, 'link', 'See what notice would mean');
  await look(page, 'notice');
  await press(page, 'button', 'Give notice');
  expect(await words(page)).toContain('it runs to 31 August 2029 and no further');
  await page.goto(pages());
  expect(await words(page)).toContain('agree to it anew');
  await look(page, 'given-up');
});
