// Organisations and people in a real browser: coming in, choosing for whom, the register with a broken file and a good one, a school that converts, its
// partnership, people invited and erased, the audit trail; each page without an axe violation and without sideways scroll at 320 px.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailboxPath } from '../../infra/local/mailbox.ts';
import { Desk } from '../councils/desk.ts';
import { linksFile, registerFile, rowOf } from '../councils/register.ts';
import { startHost, type TestHost } from '../host.ts';
import { finished, words } from './arrive.ts';
import { launchChromium } from './chromium.ts';
import { looker } from './look.ts';
import { desks } from './sign-in.ts';

const look = looker('who-is-who');
const lookWithoutScript = looker('who-is-who-without-script', false);
let host: TestHost;
let browser: Browser;
let desk: Desk;
let booking = '';
const { newPage, signedIn, leave } = desks(() => ({ browser, host }));

beforeAll(async () => {
  [host, browser] = await Promise.all([startHost({ at: '2026-11-23T09:00:00Z' }), launchChromium()]);
  desk = new Desk(host);
  // A day that is booked while the school is maintained, for after it has become an academy.
  const tom = await host.as('tom-haldane');
  ({ booking } = await desk.day(tom, 'sch_990001', '2026-12-02', { purse: 'delegated-budget', order: 'SALT-1' }));
}, 120_000);
afterAll(async () => {
  await leave();
  await browser?.close();
  await host?.stop();
});

const at = (path: string) => `${host.origin}/essex${path}`;
const header = (page: Page) => page.locator('header').innerText();
const send = async (page: Page, name: string, buffer: Buffer) => {
  await page.getByLabel('The file').setInputFiles({ name, mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Send the file' }).click();
};

/** Signs in as Priya, who has two schools, and is asked by DfE Sign-in for which. */
async function priyaFor(page: Page, school: string, see?: (page: Page, name: string) => Promise<void>): Promise<void> {
  await page.goto(at('/bookings'));
  await see?.(page, 'sign-in');
  await page.getByRole('link', { name: 'DfE Sign-in' }).click();
  await see?.(page, 'dfe-people');
  await page.getByRole('button', { name: 'Priya Sandhu' }).click();
  await see?.(page, 'dfe-organisations');
  await page.getByRole('button', { name: school }).click();
  await page.waitForURL(at('/bookings'));
}

test('coming in: two ways to sign in, for which school, another school, and out everywhere', async () => {
  const page = await newPage();
  await priyaFor(page, 'Harrowdene Infant School', look);
  expect(await header(page)).toContain('Harrowdene Infant School');
  await look(page, 'header');
  await page.getByRole('link', { name: 'Change organisation' }).click();
  await look(page, 'choose');
  await page.getByLabel('Harrowdene Junior School').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(at('/bookings'));
  expect(await header(page)).toContain('Harrowdene Junior School');

  const elsewhere = await newPage();
  await priyaFor(elsewhere, 'Harrowdene Junior School');
  await page.getByRole('link', { name: 'Your account' }).click();
  expect(await words(page)).toContain('2, in this browser and elsewhere');
  await look(page, 'account');
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.waitForURL(at('/identity/signed-out'));
  await look(page, 'signed-out');
  await elsewhere.reload();
  expect(new URL(elsewhere.url()).pathname).toBe('/essex/identity/sign-in');
});

test('a booking begun for one school in one window, and another school acted for in the other', async () => {
  const page = await newPage();
  await priyaFor(page, 'Harrowdene Junior School');
  expect(await words(page)).toContain('Harrowdene Junior School has no bookings yet.');
  await look(page, 'bookings-none');
  await page.goto(at('/bookings/new?service=svc_quality-assurance-of-self-evaluation'));
  expect(await words(page)).toContain('You are booking for Harrowdene Junior School.');
  await page.getByLabel('How many days do you need?').fill('0.5');
  await page.getByLabel('The school’s delegated budget').check();
  await look(page, 'book-how-much');
  await page.getByRole('button', { name: 'Show available sessions' }).click();
  await page.getByRole('link', { name: 'Helen Marsh', exact: true }).click();
  await page.getByRole('checkbox').first().check();
  await look(page, 'book-sessions');
  await page.getByRole('button', { name: 'Get a quote' }).click();
  expect(await words(page)).toContain('Recharge to\tHarrowdene Junior School');
  await look(page, 'book-quote');

  const other = await page.context().newPage();
  await other.goto(at('/identity/organisations'));
  await other.getByLabel('Harrowdene Infant School').check();
  await other.getByRole('button', { name: 'Continue' }).click();
  await other.waitForURL(at(''));
  expect(await header(other)).toContain('Harrowdene Infant School');

  await page.getByLabel('Purchase order number').fill('JUN-3');
  await page.getByRole('button', { name: 'Confirm the booking' }).click();
  expect(await words(page)).toContain('You are now acting for Harrowdene Infant School, and this was begun for Harrowdene Junior School.');
  await look(page, 'book-acting-for-another');
  await page.getByRole('link', { name: 'Change for whom you act, and go on there' }).click();
  await page.getByLabel('Harrowdene Junior School').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  expect(await words(page)).toContain('You are booking for Harrowdene Junior School.');
  expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(1);
  await page.goto(at('/schools/sch_990001'));
  expect(await words(page)).toContain('You see the school you act for, and no other');
  await look(page, 'school-of-another');
  await page.goto(at('/schools/sch_990009'));
  await look(page, 'school-own');
  await page.goto(at('/entitlements/vacancies'));
  await look(page, 'free-days-none');
});

test('a trust is led from a service to its schools, and what it books names the trust that is billed', async () => {
  const joan = await host.as('joan-ferris');
  expect((await joan.json('/essex/api/schools/organisations/trs_5902/billing', { from: '2026-11-23', to: 'trust' })).status).toBe(200);
  const page = await signedIn('Yusuf Demir');
  await page.goto(at('/bookings'));
  await look(page, 'trust-bookings-none');
  await page.goto(at('/bookings/new?service=svc_deputy-headteacher-recruitment'));
  await page.waitForURL(at('/schools/organisations/trs_5902'));
  await look(page, 'trust-schools');
  await page.getByRole('button', { name: /Thornhythe Harbour Academy/ }).click();
  await page.goto(at('/bookings/new?service=svc_deputy-headteacher-recruitment'));
  const said = await words(page);
  expect(said).toContain('You are booking for Thornhythe Harbour Academy. What is not free is invoiced to Estuary Light Learning Trust.');
  await look(page, 'trust-book');
});

test('a school by a word that everybody has', async () => {
  const page = await signedIn('Joan Ferris');
  await page.goto(at('/schools?name=school'));
  expect(await words(page)).toContain('Saltmere Community Primary School');
  await look(page, 'schools-common-word');
  await page.goto(at('/schools?name=cm98'));
  await look(page, 'schools-postcode');
  await page.goto(at('/schools/sch_990001'));
  await look(page, 'school-staff');
  await page.getByRole('link', { name: 'Place in a district' }).click();
  await page.getByRole('button', { name: 'Place it there' }).click();
  await look(page, 'district-refused');
});

const bad = [
  rowOf(990003, { URN: 'no URN' }),
  rowOf(990004, { 'TypeOfEstablishment (code)': '99', 'TypeOfEstablishment (name)': 'Of no kind' }),
  rowOf(990005, { CloseDate: '31-02-2027' }),
  rowOf(990006, { URN: '970006', 'LA (code)': '882', 'LA (name)': 'Elsewhere' }),
  rowOf(990007),
];
const conversion = registerFile([
  rowOf(990001, { 'EstablishmentStatus (code)': '2', 'EstablishmentStatus (name)': 'Closed', CloseDate: '30-11-2026' }),
  rowOf(990001, {
    URN: '990101',
    EstablishmentName: 'Saltmere Primary Academy',
    'TypeOfEstablishment (code)': '34',
    'TypeOfEstablishment (name)': 'Academy converter',
    OpenDate: '01-12-2026',
  }),
  ...bad,
  rowOf(990007),
]);

test('the register: a PDF, a file without its columns, and a good one with bad rows', async () => {
  host.clock.set('2026-12-01T09:00:00Z');
  const page = await signedIn('Joan Ferris');
  await page.goto(at('/schools/imports/new'));
  await look(page, 'import-new');
  await send(page, 'edubase.pdf', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<< /Type /Catalog >>\nendobj\n', 'latin1'));
  await expect.poll(() => words(page)).toContain('The file is a PDF');
  await look(page, 'import-pdf');
  await send(page, 'some.csv', Buffer.from('URN,EstablishmentName,Town\r\n990001,Saltmere,Saltmere\r\n'));
  await expect.poll(() => words(page)).toContain('“TypeOfEstablishment (code)”');
  await look(page, 'import-missing-columns');
  await send(page, 'edubaseallschools.csv', conversion);
  await expect.poll(() => words(page)).toContain('Register of schools');
  await look(page, 'import-choice');
  await page.getByRole('button', { name: 'Import it' }).click();
  await page.waitForURL('**/schools/imports/job_**');
  await finished(page, host);
  const report = await words(page);
  for (const told of [
    'Schools added\t1',
    'Schools closed\t1',
    'Unchanged\t1',
    'Rejected\t4',
    'Outside this council’s authority\t1',
    'Date wrong',
  ])
    expect(report).toContain(told);
  await look(page, 'import-report');
  const rejected = await page.request.get(
    await page.getByRole('link', { name: 'Download these rows (CSV)' }).evaluate((link) => (link as unknown as { href: string }).href),
  );
  expect((await rejected.text()).split('\r\n')).toHaveLength(6);

  await page.goto(at('/schools/imports/new'));
  const link = {
    URN: '990001',
    LinkURN: '990101',
    LinkName: 'Saltmere Primary Academy',
    LinkType: 'Successor',
    LinkEstablishedDate: '01-12-2026',
  };
  await send(page, 'links_edubaseallschools.csv', linksFile([link]));
  await page.getByRole('button', { name: 'Import it' }).click();
  await finished(page, host);
  expect(await words(page)).toContain('Successions added\t1');
  await page.goto(at('/schools/imports'));
  await look(page, 'imports');
});

test('a school by a word from the middle of its name, what became of it, and its partnership over time', async () => {
  const page = await signedIn('Joan Ferris');
  await page.goto(at('/schools'));
  const find = async (text: string) => {
    await page.getByLabel('Find a school or another organisation').fill(text);
    await page.getByRole('button', { name: 'Search' }).click();
  };
  await find('beach');
  expect(await words(page)).toContain('Thornhythe Beach Community Primary School');
  await look(page, 'schools-found');
  await page.getByLabel('Include what is closed').check();
  await find('saltmere');
  for (const name of ['Saltmere Community Primary School', 'Saltmere Primary Academy']) expect(await words(page)).toContain(name);
  await look(page, 'schools-found-closed');
  await page.getByRole('link', { name: 'Saltmere Community Primary School' }).click();
  expect(await words(page)).toContain('Became an academy: now Saltmere Primary Academy');
  await look(page, 'school-closed');
  await page.goto(at('/schools/sch_990101'));
  expect(await words(page)).toContain('Became an academy: before, Saltmere Community Primary School');
  await look(page, 'school');
  await page.getByRole('link', { name: 'Saltings Schools Partnership' }).first().click();
  const partnership = await words(page);
  for (const name of ['Saltmere Community Primary School', 'Saltmere Primary Academy']) expect(partnership).toContain(name);
  await look(page, 'partnership');
  await page.goto(at('/schools/partnerships'));
  await look(page, 'partnerships');
});

test('what was booked before the conversion waits for the academy’s word', async () => {
  host.clock.set('2026-12-03T09:00:00Z');
  await desk.deliver('helen-marsh', booking);
  const grace = await host.as('grace-adeyemi');
  await desk.ask(grace, 'identity/people/per_tom-haldane/rights', { organisation: 'sch_990101', roles: ['school-booker'] });
  const page = await signedIn('Tom Haldane');
  await page.goto(at('/invoicing/agreements'));
  await page.getByRole('link', { name: 'Change organisation' }).click();
  await page.getByLabel('Saltmere Primary Academy').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  expect(await words(page)).toContain('Quoted as a recharge without VAT; now an invoice with VAT at 20%');
  await look(page, 'agreements');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect.poll(() => words(page)).toContain('Choose at least one line');
  await look(page, 'agreements-refused');
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByLabel('Yes, bill them as shown').check();
  await page.getByRole('button', { name: 'Send' }).click();
  await expect.poll(() => words(page)).toContain('Your answer is kept');
  await look(page, 'agreed');
});

test('people: invited by e-mail, come in by the link, and erased; the audit trail tells of all of it', async () => {
  const grace = await signedIn('Grace Adeyemi');
  await grace.goto(at('/identity/people'));
  await look(grace, 'people');
  await grace.getByRole('link', { name: 'Invite somebody' }).click();
  await look(grace, 'invite');
  await grace.getByRole('button', { name: 'Send the invitation' }).click();
  await expect.poll(() => words(grace)).toContain('Choose at least one role');
  await look(grace, 'invite-refused');
  await grace.getByLabel('E-mail address').fill('robin.fairweather@schools.example');
  await grace.getByLabel('Name', { exact: true }).fill('Robin Fairweather');
  await grace.getByLabel('Organisation', { exact: true }).fill('990025');
  await grace.getByLabel('School booker').check();
  await grace.getByRole('button', { name: 'Send the invitation' }).click();
  await expect.poll(() => words(grace)).toContain('The invitation to robin.fairweather@schools.example is on its way');
  await look(grace, 'invited');
  await host.quiet();

  const robin = await newPage();
  await robin.goto(host.origin + mailboxPath);
  await look(robin, 'mailbox');
  await robin.locator('main a[href*="/identity/invitations/"]').first().click();
  expect(await words(robin)).toContain('Oysterbourne Church of England Primary School');
  await look(robin, 'invitation');
  await robin
    .getByRole('link', { name: 'Sign in and accept' })
    .or(robin.getByRole('button', { name: 'Sign in and accept' }))
    .click();
  await robin.getByRole('link', { name: 'DfE Sign-in' }).click();
  await robin.getByRole('button', { name: 'Robin Fairweather' }).click();
  await robin.waitForURL(`${host.origin}/essex**`);
  expect(await header(robin)).toContain('Oysterbourne Church of England Primary School');
  await look(robin, 'invited-home');

  await grace.goto(at('/identity/people?name=Robin'));
  await grace.getByRole('link', { name: 'Robin Fairweather' }).click();
  await look(grace, 'person');
  await grace.getByLabel('They asked for it').check();
  await grace.getByRole('button', { name: /Erase/ }).click();
  expect(await words(grace)).toContain('Robin Fairweather');
  await look(grace, 'erasure-unconfirmed');
  await grace.getByLabel('They asked for it').check();
  await grace.getByRole('checkbox', { name: /cannot be undone/ }).check();
  await grace.getByRole('button', { name: /Erase/ }).click();
  await expect.poll(() => words(grace)).toContain('Former user');
  expect(await words(grace)).not.toContain('Robin');
  await look(grace, 'erased');
  await robin.reload();
  expect(new URL(robin.url()).pathname).toBe('/essex/identity/sign-in');

  const peter = await signedIn('Peter Quill');
  await peter.getByRole('link', { name: 'Audit trail' }).first().click();
  const trail = await words(peter);
  for (const told of ['Grace Adeyemi', 'Changed lines answered: Agreed. ', 'Former user']) expect(trail).toContain(told);
  expect(trail).not.toContain('Robin');
  await look(peter, 'audit');
});

test('without JavaScript the same is done: coming in, another school, the register, an invitation, and out everywhere', async () => {
  const off = { javaScriptEnabled: false };
  const priya = await newPage(off);
  await priyaFor(priya, 'Harrowdene Junior School', lookWithoutScript);
  await priya.getByRole('link', { name: 'Change organisation' }).click();
  await priya.getByLabel('Harrowdene Infant School').check();
  await priya.getByRole('button', { name: 'Continue' }).click();
  await priya.waitForURL(at('/bookings'));
  expect(await header(priya)).toContain('Harrowdene Infant School');
  await lookWithoutScript(priya, 'header');
  await priya.getByRole('link', { name: 'Your account' }).click();
  await priya.getByRole('button', { name: 'Sign out everywhere' }).click();
  await priya.waitForURL(at('/identity/signed-out'));

  const joan = await signedIn('Joan Ferris', off);
  await joan.goto(at('/schools'));
  await joan.getByLabel('Find a school or another organisation').fill('curlews');
  await joan.getByRole('button', { name: 'Search' }).click();
  await joan.getByRole('link', { name: 'Little Curlews Nursery School' }).click();
  expect(await words(joan)).toContain('Saltings Schools Partnership');
  await joan.goto(at('/schools/imports/new'));
  await send(joan, 'edubase.pdf', Buffer.from('%PDF-1.7\n'));
  expect(await words(joan)).toContain('The file is a PDF');
  await send(joan, 'edubaseallschools.csv', registerFile([rowOf(990008)]));
  await joan.getByRole('button', { name: 'Import it' }).click();
  await finished(joan, host);
  expect(await words(joan)).toContain('Unchanged\t1');
  await lookWithoutScript(joan, 'import-report');

  const grace = await signedIn('Grace Adeyemi', off);
  await grace.goto(at('/identity/invitations'));
  await grace.getByLabel('E-mail address').fill('robin.fairweather@schools.example');
  await grace.getByLabel('Name', { exact: true }).fill('Robin Fairweather');
  await grace.getByLabel('Organisation', { exact: true }).fill('990008');
  await grace.getByLabel('School booker').check();
  await grace.getByRole('button', { name: 'Send the invitation' }).click();
  expect(await words(grace)).toContain('The invitation to robin.fairweather@schools.example is on its way');
});
