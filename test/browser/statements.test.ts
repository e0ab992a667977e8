// Statements, support plans and reminders in a real browser: each page without an axe violation and without sideways scroll, and a need recorded with scripts off.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHost, type TestHost } from '../host.ts';
import { accountOf, draw, grantYear } from '../standing.ts';
import { words } from './arrive.ts';
import { launchChromium } from './chromium.ts';
import { typeDate } from './dates.ts';
import { looker } from './look.ts';
import { signInAs } from './sign-in.ts';

let host: TestHost;
let browser: Browser;
const [saltmere, juniors] = ['sch_990001', 'sch_990009'];
const colne = 'ptn_colne-and-tendring-partnership';
beforeAll(async () => {
  const only = ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'reports', 'worker', 'outbox', 'documents'] as const;
  [host, browser] = await Promise.all([startHost({ only, seeded: true, at: '2026-11-24T09:00:00Z' }), launchChromium()]);
  await grantYear(host, '2026-11-24');
  const visit = await accountOf(host, juniors ?? '', 'half-day-visit');
  await draw(host, {
    school: juniors ?? '',
    schoolName: 'Harrowdene Junior School',
    account: visit,
    session: '2026-11-10#am',
    state: 'used',
  });
  const rowan = await host.as('rowan-achebe');
  const officer = { officer: 'off_daniel-osei', as: 'First point of contact', year: 2026 };
  await rowan.json(`/essex/api/schools/${saltmere}/officers`, officer);
  // Joining a recognised partnership ends the right to a visit of one's own: what was used stays.
  const joan = await host.as('joan-ferris');
  await joan.json(`/essex/api/schools/partnerships/${colne}/members`, { members: [juniors], on: '2026-11-24' });
  await grantYear(host, '2026-11-24');
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await host?.stop();
});

async function opened(person: string, javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, javaScriptEnabled });
  const page = await context.newPage();
  await signInAs(page, host, person);
  return page;
}

test('a school reads its statement, opens a line to its causes, and keeps the year', async () => {
  const look = looker('statements');
  const page = await opened('Rowan Achebe');
  await page.goto(`${host.origin}/essex/entitlements/statements`);
  await look(page, 'find');
  await page.goto(`${host.origin}/essex/entitlements/statements/${juniors}`);
  expect(await words(page)).toContain('What changed during the year, and why');
  await look(page, 'statement');
  await page.getByRole('link', { name: 'Half-day visit' }).click();
  expect(await words(page)).toContain('Tuesday 10 November 2026, morning');
  await look(page, 'line');
  await page.goBack();
  await page.getByRole('link', { name: 'Year statement' }).click();
  expect(await words(page)).toContain('Cost, not charge');
  await look(page, 'year');
  await page.goto(`${host.origin}/essex/entitlements/statements/${colne}`);
  expect(await words(page)).toContain('Non-negotiable activities');
  await look(page, 'partnership');
  await page.context().close();
});

test('a plan is added to and gone through with scripts off, and the school reads it', async () => {
  const look = looker('needs', false);
  const daniel = await opened('Daniel Osei', false);
  await daniel.goto(`${host.origin}/essex/entitlements/needs/${saltmere}`);
  await daniel.getByLabel('Days wanted').fill('one');
  await daniel.getByRole('button', { name: 'Add it to the plan' }).click();
  expect(await words(daniel)).toContain('Enter how many days are wanted');
  expect(await daniel.getByLabel('Days wanted').inputValue()).toBe('one');
  await look(daniel, 'refused');
  await daniel.getByLabel('What the school needs').fill('Phonics in the first three years');
  await daniel.getByLabel('Skill').selectOption({ label: 'school review' });
  await daniel.getByLabel('Days wanted').fill('1.5');
  await typeDate(daniel, '2027-03-31', 'Needed by');
  await daniel.getByRole('button', { name: 'Add it to the plan' }).click();
  expect(await words(daniel)).toContain('The need is in the plan.');
  await look(daniel, 'plan');
  const rowan = await opened('Rowan Achebe', false);
  await rowan.goto(`${host.origin}/essex/entitlements/needs`);
  expect(await words(rowan)).toContain('Not reviewed yet');
  await look(rowan, 'open-needs');
  await rowan.getByRole('link', { name: 'Saltmere Community Primary School' }).click();
  await rowan.getByRole('link', { name: 'Review' }).first().click();
  await look(rowan, 'review');
  await rowan.getByLabel('What you agreed with the phase lead').fill('Agreed: before the spring term ends');
  await rowan.getByRole('button', { name: 'Record the review' }).click();
  expect(await words(rowan)).toContain('Rowan Achebe: Agreed: before the spring term ends');
  await daniel.context().close();
  await rowan.context().close();
});

test('every page of a plan and of reminders is open to all', async () => {
  const look = looker('reminders');
  const page = await opened('Grace Adeyemi');
  await page.goto(`${host.origin}/essex/entitlements/needs/${saltmere}`);
  await look(page, 'plan');
  await page.goto(`${host.origin}/essex/entitlements/nudges`);
  expect(await words(page)).toContain('Who would be written to on 1 February 2027');
  await look(page, 'off');
  await page.getByRole('button', { name: 'Switch reminders on' }).click();
  expect(await words(page)).toContain('Reminders are switched on.');
  await look(page, 'on');
  await page.goto(`${host.origin}/essex/identity/messages`);
  await look(page, 'own');
  await page.getByRole('button', { name: /^Turn off.*Free days not used$/ }).click();
  expect(await words(page)).toContain('You get no more messages “Free days not used”.');
  await page.context().close();
});
