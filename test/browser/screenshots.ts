// `npm run screenshots`: walks through the demonstration as its people and writes the README's pictures, one to each step of the main job.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { Browser, Locator, Page } from 'playwright-core';
import { printable, printed } from '../../functions/documents/rules.ts';
import { documentModel } from '../../functions/documents/schema.ts';
import { modelOf } from '../../functions/invoicing/rules/issue.ts';
import { getDocument, linesOf } from '../../functions/invoicing/store.ts';
import { bundlePath } from '../../infra/bundle.ts';
import { idSchema } from '../../shared/ids.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { Desk } from '../councils/desk.ts';
import { importAs, linksFile, registerFile, rowOf } from '../councils/register.ts';
import { startHost, type TestHost } from '../host.ts';
import { got } from '../office.ts';
import { pathOf } from '../packs.ts';
import { draftWith } from '../trials.ts';
import { launchChromium } from './chromium.ts';
import { typeDate } from './dates.ts';
import { withFewColours } from './png.ts';
import { signInAs } from './sign-in.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'shared/ui/pictures');
const width = 1200;
const margin = 30;
const largest = 150 * 1024;

/** The pages' own second choice of type, which the documents bring along: so the pictures look alike on every Linux machine. */
function fontsIn(scratch: string): NodeJS.ProcessEnv {
  const file = join(scratch, 'fonts.conf');
  const prefer = (family: string) =>
    `<alias binding="strong"><family>${family}</family><prefer><family>Noto Sans</family></prefer></alias>`;
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>${root}/node_modules/@expo-google-fonts/noto-sans</dir>
<cachedir>${scratch}</cachedir>${prefer('system-ui')}${prefer('sans-serif')}</fontconfig>\n`,
  );
  return { ...process.env, FONTCONFIG_FILE: file };
}

type Tour = { host: TestHost; browser: Browser };

/** Somebody signed in, for this organisation where DfE Sign-in asks for which. */
async function signedIn({ host, browser }: Tour, name: string, organisation?: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  await signInAs(page, host, name, 'essex', organisation);
  return page;
}

/** The resource manager records a headteacher vacancy at two schools, which brings each of them one free day. */
async function recordVacancies(tour: Tour): Promise<void> {
  const page = await signedIn(tour, 'Joan Ferris');
  await page.goto(`${tour.host.origin}/essex/entitlements/vacancies`);
  for (const urn of ['990010', '990001']) {
    await page.getByLabel('School').fill(urn);
    await page.getByLabel('Post').selectOption('headteacher');
    await typeDate(page, '2027-01-01', 'Vacant from');
    await page.getByRole('button', { name: 'Record the vacancy' }).click();
    await page.getByRole('alert').filter({ hasText: 'The vacancy is recorded' }).waitFor();
    await page.goto(`${tour.host.origin}/essex/entitlements/vacancies`);
  }
}

type Booker = { name: string; officer: string; order: string; purse?: string; planPicture?: string; quotePicture?: string };

/** Books three days from Tuesday to Thursday; answers the booking's address. */
async function book(tour: Tour, booker: Booker): Promise<string> {
  const page = await signedIn(tour, booker.name);
  await page.goto(`${tour.host.origin}/essex/catalogue`);
  await page.getByRole('link', { name: 'Support to governing bodies: headteacher recruitment' }).click();
  await page.getByRole('button', { name: /Choose dates/ }).click();
  await page.getByLabel('How many days do you need?').fill('3');
  if (booker.purse) await page.getByLabel(booker.purse).check();
  await page.getByRole('button', { name: 'Show available sessions' }).click();
  if (booker.planPicture) await picture(page, booker.planPicture);
  await page.getByRole('link', { name: booker.officer }).first().click();
  for (const date of ['2026-11-24', '2026-11-25', '2026-11-26'])
    for (const half of ['am', 'pm']) await page.locator(`input[value="${date}#${half}"]`).check();
  await page.getByRole('button', { name: 'Get a quote' }).click();
  const order = page.getByLabel(/Purchase order number/);
  await order.fill(booker.order);
  if (booker.quotePicture) await picture(page, booker.quotePicture);
  await page.getByRole('button', { name: 'Confirm the booking' }).click();
  await page.waitForURL('**/bookings/bkg_**');
  return page.url().replace(/\?.*/, '');
}

async function deliver(tour: Tour, officer: string, booking: string, pictured?: string): Promise<void> {
  const page = await signedIn(tour, officer);
  await page.goto(booking);
  // Three days are over, and nothing is ticked for the officer.
  for (const box of await page.locator('input[name="visits"]').all()) await box.check();
  await page.locator('#section-done').fill('Met the chair and the panel; agreed the advertisement, the tasks and the questions.');
  if (pictured) await picture(page, pictured, { from: page.locator('#deliver'), to: page.locator('#deliver') });
  await page.getByRole('button', { name: 'Mark delivered and share the note' }).click();
  await page.getByText('The note of the visit is shared with the school').waitFor();
}

async function bill(tour: Tour, finance: Page): Promise<void> {
  await finance.goto(`${tour.host.origin}/essex/invoicing/runs`);
  await finance.getByRole('button', { name: 'Make a dry run' }).click();
  await finance.getByRole('heading', { name: 'Dry run: what would be billed' }).waitFor();
  await picture(finance, 'dry-run');
  await finance.getByRole('button', { name: 'Commit the run and issue' }).click();
  await finance.getByText('2 documents are issued').waitFor();
}

async function pay(tour: Tour): Promise<void> {
  const page = await signedIn(tour, 'Maria Okafor');
  await page.goto(`${tour.host.origin}/essex/invoicing/documents`);
  await page.getByRole('link', { name: 'ESX-INV-000001' }).click();
  await page.getByRole('button', { name: 'Pay by card' }).waitFor();
  await picture(page, 'invoice');
  await pictureOfPaper(tour, page.url());
  await page.getByRole('button', { name: 'Pay by card' }).click();
  await page.getByRole('button', { name: /Continue to card payment/ }).click();
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.waitForURL(`${tour.host.origin}/essex/**`);
  await tour.host.quiet();
}

async function prove(tour: Tour, finance: Page): Promise<void> {
  await finance.goto(`${tour.host.origin}/essex/invoicing/journals`);
  await finance.getByLabel('Ledger reference for ESX-JNL-000001').fill('GL-2026-1130');
  await finance.getByRole('button', { name: /Mark posted/ }).click();
  await finance.getByText('Marked posted').waitFor();
  await finance.goto(`${tour.host.origin}/essex/reports/proof`);
  await finance.getByRole('button', { name: 'Prove it now' }).click();
  await tour.host.quiet();
  await finance.goto(`${tour.host.origin}/essex/reports/proof`);
  await finance.getByRole('heading', { name: 'Proved' }).waitFor();
  await picture(finance, 'proof', { to: finance.getByText('No entry crossed the wall') });
}

/** A school becomes an academy: the register says so, its partnership follows, and what was booked before waits for its word. */
async function whoIsWho(tour: Tour): Promise<void> {
  const { host } = tour;
  const at = (path: string) => `${host.origin}/essex${path}`;
  const desk = new Desk(host);
  const asked = { purse: 'delegated-budget', order: 'SALT-8' };
  const { booking } = await desk.day(await host.as('tom-haldane'), 'sch_990001', '2026-12-02', asked);

  const choosing = await signedIn(tour, 'Priya Sandhu', 'Harrowdene Junior School');
  await choosing.goto(at('/identity/organisations'));
  await picture(choosing, 'choosing');

  host.clock.set('2026-12-01T09:00:00Z');
  const joan = await signedIn(tour, 'Joan Ferris');
  await joan.goto(at('/schools/imports/new'));
  await joan.getByLabel('The file').setInputFiles({ name: 'edubaseallschools.csv', mimeType: 'text/csv', buffer: conversion });
  await joan.getByRole('button', { name: 'Send the file' }).click();
  await joan.getByRole('button', { name: 'Import it' }).click();
  await joan.getByText('Schools added').waitFor();
  await picture(joan, 'import-report');
  const link = { LinkName: 'Saltmere Primary Academy', LinkType: 'Successor', LinkEstablishedDate: '01-12-2026' };
  await importAs(await host.as('joan-ferris'), linksFile([{ URN: '990001', LinkURN: '990101', ...link }]));

  const rowan = await signedIn(tour, 'Rowan Achebe');
  await rowan.goto(at('/schools/sch_990001'));
  await picture(rowan, 'school-timeline', { to: rowan.getByRole('region', { name: 'Sector over time' }) });
  await rowan.goto(at('/schools/partnerships/ptn_saltings-schools-partnership'));
  await picture(rowan, 'partnership', { to: rowan.getByRole('region', { name: 'Leads over time' }) });

  host.clock.set('2026-12-03T09:00:00Z');
  await desk.deliver('helen-marsh', booking);
  const grace = await signedIn(tour, 'Grace Adeyemi');
  await grace.goto(at('/identity/people'));
  await picture(grace, 'people', { to: grace.getByRole('link', { name: 'Helen Marsh' }) });
  const right = { organisation: 'sch_990101', roles: ['school-booker'] };
  await desk.ask(await host.as('grace-adeyemi'), 'identity/people/per_tom-haldane/rights', right);
  const tom = await signedIn(tour, 'Tom Haldane');
  await tom.goto(at('/identity/organisations?return=/essex/invoicing/agreements'));
  await tom.getByLabel('Saltmere Primary Academy').check();
  await tom.getByRole('button', { name: 'Continue' }).click();
  await tom.getByText('Which half-days?').waitFor();
  await picture(tom, 'agreements');
}

/** The old school closed, the new one open, and rows that a register should not have. */
const conversion = registerFile([
  rowOf(990001, { 'EstablishmentStatus (code)': '2', 'EstablishmentStatus (name)': 'Closed', CloseDate: '30-11-2026' }),
  rowOf(990001, {
    URN: '990101',
    EstablishmentName: 'Saltmere Primary Academy',
    'TypeOfEstablishment (code)': '34',
    'TypeOfEstablishment (name)': 'Academy converter',
    OpenDate: '01-12-2026',
  }),
  rowOf(990003, { URN: 'not known yet' }),
  rowOf(990004, { 'TypeOfEstablishment (code)': '99' }),
  rowOf(990005, { CloseDate: '31-02-2027' }),
  ...[990007, 990008, 990009].map((urn) => rowOf(urn)),
]);

/** The page from its head, or from one element, to the end of its content, or of another. */
async function picture(page: Page, name: string, part: { from?: Locator; to?: Locator } = {}): Promise<void> {
  // Where an element stands is told from the top of the window, so the page goes back to its own top.
  await page.evaluate('document.activeElement?.blur(); scrollTo(0, 0)');
  await page.mouse.move(0, 0);
  const [first, last] = await Promise.all([part.from?.boundingBox(), (part.to ?? page.locator('main > *').last()).boundingBox()]);
  if (!last || first === null) throw new Error(`the page has not what the picture ${name} shows`);
  const y = first ? Math.floor(first.y) - margin : 0;
  const height = Math.ceil(last.y + last.height) + margin - y;
  keep(name, await page.screenshot({ fullPage: true, clip: { x: 0, y, width, height } }));
}

/** The invoice on paper, from the template and the words its PDF is made of: the browser here shows no PDF, but it shows drawings. */
async function pictureOfPaper({ host, browser }: Tour, address: string): Promise<void> {
  const id = idSchema('doc').parse(new URL(address).pathname.split('/').at(-1));
  const table = host.tableOf();
  const document = await getDocument(table, id);
  if (!document) throw new Error(`there is no document ${id}`);
  const model = documentModel.parse(modelOf(document, await linesOf(table, id), address));
  const words = JSON.stringify(printed(model), (_key, value: unknown) => (typeof value === 'string' ? printable(value) : value));
  const workspace = dirname(bundlePath('documents'));
  const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: [workspace] }] });
  const drawing = compiler.plainSvg({ mainFilePath: join(workspace, 'invoice.typ'), inputs: { document: words } });
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${width}px; height: auto }</style>${drawing}`);
  keep('invoice-on-paper', await page.locator('svg').first().screenshot());
}

/** A year of free days: the dry run that grants it with its reasons, the partnership’s days with a plan, a policy tried on the year. */
async function freeByRight(tour: Tour): Promise<void> {
  const { host } = tour;
  const grace = await signedIn(tour, 'Grace Adeyemi');
  await grace.goto(`${host.origin}/essex/entitlements/runs`);
  await grace.getByLabel('Grant a year').check();
  await grace.getByRole('button', { name: 'Start the dry run' }).click();
  await grace.getByText('Dry run: what would change').first().waitFor();
  await grace.getByText('Why', { exact: true }).first().click();
  await picture(grace, 'allocations', { to: grace.getByText('The source gives no number').first() });
  await grace.getByRole('button', { name: 'Carry out' }).click();
  await grace.getByRole('button', { name: 'Carry out' }).click();
  await grace.getByText('allocations are as the run showed.').first().waitFor();

  const anna = await signedIn(tour, 'Anna Castell');
  await anna.goto(`${host.origin}/essex/entitlements/pots/ptn_colne-and-tendring-partnership`);
  await anna.getByRole('button', { name: 'Propose a plan' }).click();
  await anna.getByLabel('Days').fill('2');
  await anna.getByRole('group', { name: 'What they may be used for' }).getByRole('checkbox').first().check();
  await anna.getByLabel('Purpose').fill('Shared moderation of writing');
  await anna.getByRole('button', { name: 'Propose the plan' }).click();
  await anna.goto(`${host.origin}/essex/entitlements/pots/ptn_colne-and-tendring-partnership`);
  await picture(anna, 'partnership-days', { to: anna.getByText('nobody is held', { exact: false }) });

  const visitor = await host.as('grace-adeyemi');
  const { pack } = got<{ pack: Pack }>(await visitor.json('/essex/api/entitlements/policies/1'), 200);
  const set: [string, unknown][] = [[`${pathOf(pack, 'half-day-visit')}.grant.halfDays`, 3]];
  await draftWith(visitor, 'essex', { from: 1, effectiveFrom: '2027-09-01', set });
  await grace.goto(`${host.origin}/essex/reports/trials`);
  await grace.getByLabel('Policy').selectOption({ label: 'Draft: Essex (2017 model)' });
  await grace.getByLabel('The year in which it begins').fill('2026');
  await grace.getByRole('button', { name: 'Try it' }).click();
  await grace.getByText('Savings, £000 and exactly').first().waitFor();
  await picture(grace, 'trial', { to: grace.getByRole('region', { name: 'Savings, £000 and exactly' }) });
}

/** Keeps a picture, small enough for a page of words. */
function keep(name: string, screenshot: Buffer): void {
  const picture = withFewColours(screenshot);
  if (picture.length > largest) throw new Error(`${name}.png has ${picture.length} bytes: show less of the page`);
  writeFileSync(join(folder, `${name}.png`), picture);
  console.log(`${`${name}.png`.padEnd(24)}${Math.ceil(picture.length / 1024)} KB`);
}

async function main(scratch: string): Promise<void> {
  const host = await startHost({ at: '2026-11-23T09:00:00Z' });
  const browser = await launchChromium(fontsIn(scratch)).catch(async (error: unknown) => {
    await host.stop();
    throw error;
  });
  const tour: Tour = { host, browser };
  try {
    for (const old of readdirSync(folder)) rmSync(join(folder, old));
    await recordVacancies(tour);
    // The quote tells until when it holds, so it is made at the same minute each time.
    host.clock.set('2026-11-23T09:00:00Z');
    const academy = await book(tour, { name: 'Maria Okafor', officer: 'Daniel Osei', order: 'COL-42', quotePicture: 'quote' });
    const purse = 'The school’s delegated budget';
    const maintained = await book(tour, { name: 'Tom Haldane', officer: 'George Wren', order: 'SALT-7', purse, planPicture: 'sessions' });
    host.clock.set('2026-11-27T16:30:00Z');
    await deliver(tour, 'Daniel Osei', academy, 'delivery');
    await deliver(tour, 'George Wren', maintained);
    host.clock.set('2026-11-30T09:00:00Z');
    const finance = await signedIn(tour, 'Nadia Rahman');
    await bill(tour, finance);
    await pay(tour);
    await prove(tour, finance);
    await whoIsWho(tour);
    await freeByRight(tour);
  } finally {
    await browser.close();
    await host.stop();
  }
}

mkdirSync(folder, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'daybook-fonts-'));
try {
  await main(scratch);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
