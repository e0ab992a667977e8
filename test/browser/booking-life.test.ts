// The booking's life in a real browser: a school cancels, moves and is inspected; a request is asked for and approved by the keyboard alone; an officer writes a note with
// JavaScript off; a catalogue manager previews words and a price. Each page without an axe violation and without sideways scroll at 320 px.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { halfOfWeek } from '../../functions/bookings/rules/waitlist/places.ts';
import { academy, Counter, maintained, recruitment } from '../counter.ts';
import { startHost, type TestHost } from '../host.ts';
import { got } from '../office.ts';
import { words } from './arrive.ts';
import { launchChromium } from './chromium.ts';
import { typeDate } from './dates.ts';
import { press, reach } from './keyboard.ts';
import { looker } from './look.ts';
import { desks } from './sign-in.ts';

let host: TestHost;
let browser: Browser;
let counter: Counter;
const { signedIn, leave } = desks(() => ({ browser, host }));

beforeAll(async () => {
  [host, browser] = await Promise.all([
    startHost({
      at: '2026-11-24T08:00:00Z',
      only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'reports'],
      seeded: true,
    }),
    launchChromium(),
  ]);
  counter = new Counter(host, '2026-12-01');
}, 120_000);
afterAll(async () => {
  await leave();
  await browser?.close();
  await host?.stop();
});

test('a school reads what cancelling costs before it does, moves a visit, and has its week freed when Ofsted calls', async () => {
  const look = looker('booking-life');
  const booker = await counter.as('maria-okafor');
  const booking = await counter.book(booker, await counter.fresh(4), { school: academy });
  const page = await signedIn('Maria Okafor');
  await page.goto(`${host.origin}/essex/bookings/${booking}`);
  await look(page, 'booking');
  const cancelling = page.locator(`form[action$="/${booking}/cancellations"]`);
  await cancelling.getByRole('button').first().click();
  expect(await words(page)).toContain('Choose at least one session');
  await look(page, 'cancelling-without-choosing');
  await page.locator(`form[action$="/cancellations"] input[value="01"]`).check();
  await page
    .locator(`form[action$="/cancellations"]`)
    .getByLabel(/reason|why/i)
    .fill('The governors meet that day.');
  await page.locator(`form[action$="/cancellations"]`).getByRole('button').first().click();
  await expect.poll(() => words(page)).toContain('at a fee of £');
  await look(page, 'what-cancelling-costs');
  await page.getByRole('button', { name: /at a fee of/ }).click();
  await expect.poll(() => words(page)).toContain('Cancelled');
  await look(page, 'cancelled');
  await page.goto(`${host.origin}/essex/bookings/ofsted-calls/new`);
  await look(page, 'ofsted');
  await page.goto(`${host.origin}/essex/bookings`);
  await look(page, 'bookings');
});

test('what is over a limit is asked for and approved by the keyboard alone', async () => {
  const look = looker('approval');
  const limits = `/essex/api/identity/limits/${maintained}`;
  const admin = await counter.as('grace-adeyemi');
  got(await admin.json(`${limits}/people`, { person: 'per_denise-alder', mostPence: 50_000 }), 200);
  got(await admin.json(`${limits}/approval`, { othersMostPence: null, approver: 'per_bridget-lowe', everyBooking: false }), 200);
  counter = new Counter(host, '2027-01-10');
  const denise = await signedIn('Denise Alder', { javaScriptEnabled: false });
  const sessions = await counter.fresh(4);
  const query = new URLSearchParams({
    school: maintained,
    service: 'svc_governing-bodies-headteacher-recruitment',
    days: '2',
    purse: 'delegated-budget',
    officer: 'off_daniel-osei',
  });
  for (const session of sessions) query.append('session', session);
  await denise.goto(`${host.origin}/essex/bookings/quote?${query}`);
  expect(await words(denise)).toContain('It is over your limit of £500.00');
  await reach(denise, 'textbox', /Purchase order/);
  await denise.keyboard.type('PO-7');
  await press(denise, 'button', 'Ask for approval');
  await expect.poll(() => denise.url()).toMatch(/\/bookings\/requests\/req_/);

  const bridget = await signedIn('Bridget Lowe');
  await look(bridget, 'home');
  await press(bridget, 'link', /^Requests/);
  await look(bridget, 'requests');
  await press(bridget, 'link', /headteacher recruitment/);
  await look(bridget, 'request');
  await press(bridget, 'button', /^Approve/);
  await expect.poll(() => words(bridget)).toMatch(/approved|is booked/i);
  await look(bridget, 'approved');
});

test('an officer marks a visit delivered and finishes its note by the keyboard alone, with JavaScript off', async () => {
  const look = looker('note', false);
  counter = new Counter(host, '2026-12-07');
  const booker = await counter.as('maria-okafor');
  const booking = await counter.book(booker, await counter.fresh(1), { school: academy });
  host.clock.set('2026-12-14T18:00:00Z');
  const page = await signedIn('Daniel Osei', { javaScriptEnabled: false });
  await page.goto(`${host.origin}/essex/bookings/diary`);
  await look(page, 'diary');
  await page.goto(`${host.origin}/essex/bookings/${booking}`);
  await reach(page, 'textbox', /What was done|done/i);
  await page.keyboard.type('Met the chair of governors.');
  await look(page, 'delivering');
  await press(page, 'button', /Mark delivered/);
  await expect.poll(() => words(page)).toContain('The note of the visit is shared with the school');
  await look(page, 'delivered');
});

test('a place that is offered is looked at and taken by the keyboard alone, with JavaScript off', async () => {
  const look = looker('offer', false);
  counter = new Counter(host, '2027-02-07');
  const [session] = await counter.fresh(1);
  if (!session) throw new Error('nothing is free to be waited for');
  const date = session.slice(0, 10);
  const what = { school: maintained, service: recruitment, officer: 'off_daniel-osei', purse: 'delegated-budget' };
  const waiting = { ...what, halfDays: 1, from: date, to: date, suits: [halfOfWeek(session)] };
  const maria = await counter.as('maria-okafor');
  const booking = await counter.book(maria, [session]);
  const list = '/essex/api/bookings/waitlist';
  const { id: wait } = got<{ id: string }>(await (await counter.as('tom-haldane')).json(list, waiting), 201);
  got(await counter.cancel(maria, booking, ['01']), 200);
  const offer = { officer: what.officer, sessions: [session] };
  got(await (await counter.as('joan-ferris')).json(`${list}/${wait}/offers`, offer), 201);
  const page = await signedIn('Tom Haldane', { javaScriptEnabled: false });
  await press(page, 'link', /place offered to you/);
  await look(page, 'waiting-list');
  await press(page, 'link', /headteacher recruitment/);
  await look(page, 'offer');
  await press(page, 'button', 'See what it comes to, and accept');
  expect(await words(page)).toContain('£225.00');
  await look(page, 'what-it-comes-to');
  await reach(page, 'textbox', /Purchase order/);
  await page.keyboard.type('PO-8');
  await press(page, 'button', 'Confirm the booking');
  expect(await words(page)).toContain('Your booking is confirmed');
  await look(page, 'taken');
});

test('a catalogue manager sees words and a price as schools will before either is saved', async () => {
  const look = looker('catalogue');
  const service = `${host.origin}/essex/catalogue/svc_reviews-of-governance`;
  const page = await signedIn('Leo Brandt');
  await look(page, 'home');
  await page.goto(`${service}/words`);
  await look(page, 'words');
  await page.getByLabel('Title', { exact: true }).fill('');
  await press(page, 'button', 'Preview the words');
  await look(page, 'words-without-a-title');
  await page.getByLabel('Title', { exact: true }).fill('A review of governance');
  await press(page, 'button', 'Preview the words');
  expect(await words(page)).toContain('A review of governance');
  await look(page, 'words-before-they-are-saved');
  await press(page, 'button', /^Save/);
  await expect.poll(() => page.url()).toContain('done=words');
  await page.getByLabel('Day rate in pounds, excluding VAT').fill('465');
  await typeDate(page.locator('form[action$="/prices/preview"]'), '2027-04-01');
  await press(page, 'button', 'Preview the new day rate');
  expect(await words(page)).toContain('£465.00');
  await look(page, 'price-before-it-is-set');
  await press(page, 'button', 'Set the new day rate');
  await look(page, 'service');
});
