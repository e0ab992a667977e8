// The whole main job in a real browser: vacancy, quote, booking, delivery, billing, payment, journal, proof; each page without an axe violation and without sideways scroll at 320 px.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHost, type TestHost } from '../host.ts';
import { arrive, finished, words } from './arrive.ts';
import { launchChromium } from './chromium.ts';
import { typeDate } from './dates.ts';
import { beyondPaper, looker } from './look.ts';
import { desks } from './sign-in.ts';

const look = looker('main-job');
let host: TestHost;
let browser: Browser;
const { signedIn, leave } = desks(() => ({ browser, host }));

beforeAll(async () => {
  [host, browser] = await Promise.all([startHost({ at: '2026-11-23T09:00:00Z' }), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await leave();
  await browser?.close();
  await host?.stop();
});

/** From the catalogue to a confirmed booking of three days; answers the booking's address. */
async function book(
  page: Page,
  options: { purse?: string; officer: string; order: string; expectations(text: string): void; prefix: string },
): Promise<string> {
  await page.goto(`${host.origin}/essex/catalogue`);
  await look(page, `${options.prefix}-catalogue`);
  await page.getByRole('link', { name: 'Support to governing bodies: headteacher recruitment' }).click();
  await look(page, `${options.prefix}-service`);
  await page.getByRole('button', { name: /Choose dates/ }).click();
  await page.getByLabel('How many days do you need?').fill('3');
  if (options.purse) {
    await page.getByRole('button', { name: 'Show available sessions' }).click();
    await expect.poll(() => words(page)).toContain('Choose what pays for any days that are not free');
    await page.getByLabel(options.purse).check();
  }
  await page.getByRole('button', { name: 'Show available sessions' }).click();
  await look(page, `${options.prefix}-officers`);
  await page.getByRole('link', { name: options.officer }).first().click();
  const boxes = page.getByRole('checkbox');
  for (let i = 0; i < 6; i++) await boxes.nth(i).check();
  await look(page, `${options.prefix}-sessions`);
  await page.getByRole('button', { name: 'Get a quote' }).click();
  await look(page, `${options.prefix}-quote`);
  options.expectations(await words(page));
  await page.getByLabel(/Purchase order number/).fill(options.order);
  await page.getByRole('button', { name: 'Confirm the booking' }).click();
  await page.waitForURL('**/bookings/bkg_**');
  await look(page, `${options.prefix}-booking`);
  return page.url().replace(/\?.*/, '');
}

async function deliver(officer: string, booking: string, prefix: string): Promise<void> {
  const page = await signedIn(officer);
  await page.goto(`${host.origin}/essex/bookings/diary`);
  await look(page, `${prefix}-diary`);
  await page.goto(booking);
  // Three days are over, and nothing is ticked for the officer.
  for (const box of await page.locator('input[name="visits"]').all()) await box.check();
  // One word as long as a person can make it must not widen the page.
  await page.locator('#section-done').fill(`Met the chair and the panel; agreed the advertisement: https://example.org/${'a'.repeat(252)}`);
  await page.getByRole('button', { name: 'Mark delivered and share the note' }).click();
  await expect.poll(() => words(page)).toContain('The note of the visit is shared with the school');
  await look(page, `${prefix}-delivered`);
}

test('the main job, from vacancy to proof', { timeout: 240_000 }, async () => {
  const joan = await signedIn('Joan Ferris');
  await look(joan, 'staff-home');
  await joan.goto(`${host.origin}/essex/entitlements/vacancies`);
  for (const urn of ['990010', '990001']) {
    await joan.getByLabel('School').fill(urn);
    await joan.getByLabel('Post').selectOption('headteacher');
    await typeDate(joan, '2027-01-01', 'Vacant from');
    await joan.getByRole('button', { name: 'Record the vacancy' }).click();
    await expect.poll(() => words(joan)).toContain('the vacancy is recorded and 1 day free granted');
  }
  await look(joan, 'vacancies');

  const maria = await signedIn('Maria Okafor', { javaScriptEnabled: false });
  const academyBooking = await bookWithoutScript(maria);
  const tom = await signedIn('Tom Haldane');
  const maintainedBooking = await book(tom, {
    purse: 'The school’s delegated budget',
    officer: 'George Wren',
    order: 'SALT-7',
    prefix: 'maintained',
    expectations: (text) => {
      expect(text).toContain('1 day free (headteacher recruitment) + 2 days × £450.00 = £900.00, recharged within the council without VAT');
      expect(text).toContain('£900.00');
      expect(text).toContain('a recharge within the council');
      expect(text).not.toContain('£1,080.00');
    },
  });

  host.clock.set('2027-01-15T17:00:00Z');
  await deliver('Daniel Osei', academyBooking, 'academy');
  await deliver('George Wren', maintainedBooking, 'maintained');

  const nadia = await signedIn('Nadia Rahman');
  await nadia.goto(`${host.origin}/essex/invoicing/runs`);
  await look(nadia, 'runs');
  const press = async (name: string) => {
    await arrive(nadia, () => nadia.getByRole('button', { name }).click());
    await finished(nadia, host);
  };
  await press('Make a dry run');
  await look(nadia, 'dry-run');
  expect(await words(nadia)).toContain('£1,080.00');
  await press('Commit the run and issue');
  expect(await words(nadia)).toContain('2 documents are issued');
  await look(nadia, 'run-issued');
  await nadia.goto(`${host.origin}/essex/invoicing/runs`);
  await press('Make a dry run');
  expect(await words(nadia)).toContain('Nothing that was delivered or fell due in this period is left unbilled.');

  await maria.goto(`${host.origin}/essex/invoicing/documents`);
  await maria.getByRole('link', { name: 'ESX-INV-000001' }).click();
  const invoice = await words(maria);
  for (const told of ['£900.00', '£180.00', '£1,080.00', '20%', 'COL-42']) expect(invoice).toContain(told);
  expect(invoice.toLowerCase()).not.toContain('free');
  const pdf = await maria.request.get(`${maria.url().replace(/\?.*/, '')}/pdf`);
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await maria.getByRole('button', { name: 'Pay by card' }).click();
  await maria.getByRole('button', { name: /Continue to card payment/ }).click();
  await maria.getByRole('button', { name: /Decline/ }).click();
  await maria.getByRole('button', { name: /^Pay/ }).click();
  await maria.waitForURL(`${host.origin}/essex/**`);
  await host.stripe.control.settled();
  await host.quiet();
  const paid = await signedIn('Maria Okafor');
  await paid.goto(`${host.origin}/essex/invoicing/documents`);
  await look(paid, 'documents');
  await paid.getByRole('link', { name: 'ESX-INV-000001' }).click();
  expect(await words(paid)).toContain('Still to pay\t£0.00');
  await look(paid, 'invoice-paid');
  expect(await beyondPaper(paid), 'the invoice, printed').toBe(0);

  await nadia.goto(`${host.origin}/essex/invoicing/journals`);
  await look(nadia, 'journals');
  await nadia.getByLabel('Ledger reference for ESX-JNL-000001').fill('GL-2027-0115');
  await nadia.getByRole('button', { name: /Mark posted/ }).click();
  await expect.poll(() => words(nadia)).toContain('Marked posted');

  await nadia.goto(`${host.origin}/essex/reports/proof`);
  await nadia.getByRole('button', { name: 'Prove it now' }).click();
  await host.quiet();
  await nadia.goto(`${host.origin}/essex/reports/proof`);
  await look(nadia, 'proof');
  expect(await words(nadia)).toMatch(/Proved/);
});

/** The academy's booking with JavaScript off: axe needs scripts, so these pages are looked at by the maintained school's tour and only worked here. */
async function bookWithoutScript(page: Page): Promise<string> {
  await page.goto(`${host.origin}/essex/catalogue`);
  await page.getByRole('link', { name: 'Support to governing bodies: headteacher recruitment' }).click();
  await page.getByRole('button', { name: /Choose dates/ }).click();
  for (const [days, told] of [
    ['0', 'Enter a number of days greater than zero'],
    ['20.5', 'One booking holds at most 20 days'],
    ['3', 'Choose an officer'],
  ] as const) {
    await page.getByLabel('How many days do you need?').fill(days);
    await page.getByRole('button', { name: 'Show available sessions' }).click();
    expect(await words(page)).toContain(told);
  }
  await page.getByRole('link', { name: 'Daniel Osei' }).first().click();
  for (let i = 0; i < 5; i++) await page.getByRole('checkbox').nth(i).check();
  await page.getByRole('button', { name: 'Later dates' }).click();
  expect(await words(page)).toContain('Also chosen');
  expect(await page.locator('input:checked').count()).toBe(5);
  await page.getByRole('button', { name: 'Earlier dates' }).click();
  expect(await page.locator('input:checked').count()).toBe(5);
  await page.getByRole('button', { name: 'Get a quote' }).click();
  expect(await words(page)).toContain('You have chosen 5 of 6 half-days: choose 1 more, or ask for 2½ days');
  await page.getByRole('checkbox').nth(5).check();
  await page.getByRole('button', { name: 'Get a quote' }).click();
  const text = await words(page);
  for (const told of [
    '1 day free (headteacher recruitment) + 2 days × £450.00 = £900.00, VAT £180.00, total £1,080.00',
    'One day - advice and support for Governors',
    '£450.00',
    '£900.00',
    '£180.00',
    '£1,080.00',
  ])
    expect(text).toContain(told);
  await page.getByRole('button', { name: 'Confirm the booking' }).click();
  expect(await words(page)).toContain('A purchase order number is needed');
  await page.getByLabel(/Purchase order number/).fill('COL-42');
  await page.getByRole('button', { name: 'Confirm the booking' }).click();
  await page.waitForURL('**/bookings/bkg_**');
  return page.url().replace(/\?.*/, '');
}
