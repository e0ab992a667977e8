// What every page promises: escaped text, named errors that can be reached, the council and person in the header, and figures said one way.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltAssets, buildAssets } from '../../infra/assets.ts';
import { dateSchema } from '../../shared/calendar.ts';
import { faultsOf } from '../../shared/page.tsx';
import * as ui from '../../shared/ui/index.ts';

const council = { slug: 'essex', name: 'Essex' };
const hostile = `<script>alert("1")</script>'&`;
const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;';

const everyWordIs = (word: string) =>
  String(
    <ui.Layout
      title={word}
      council={{ slug: 'essex', name: word }}
      person={{ name: word, organisation: word }}
      navigation={[{ href: '/a', text: word }]}
      back={{ href: '/b', text: word }}
      errors={[{ field: word, text: word }]}
    >
      <ui.Input name="po" label={{ text: word }} hint={{ text: word }} errorMessage={{ text: word }} value={word} />
      <ui.Textarea name="note" label={{ html: word }} value={word} />
      <ui.Select name="school" label={{ text: word }} items={[{ text: word, value: word }]} />
      <ui.Radios name="purse" items={[{ text: word, value: word, hint: { text: word } }]} />
      <ui.SummaryList rows={[{ key: { text: word }, value: { html: word } }]} />
      <ui.ScrollTable caption={word} head={[{ text: word }]} rows={[[{ text: word }]]} />
      <ui.Card href="/c" title={word} text={word} />
      <ui.NotificationBanner text={word} titleText={word} />
    </ui.Layout>,
  );

describe('a page', () => {
  test('names each table: by its caption, or where a heading above says it as its region is named', () => {
    const rows = [[{ text: '1' }]];
    expect(String(<ui.ScrollTable caption="Sessions" rows={rows} />)).toContain('<table class="govuk-table"><caption');
    expect(String(<ui.ScrollTable label="What was done" rows={rows} />)).toContain(
      '<table class="govuk-table" aria-label="What was done">',
    );
  });

  test('asks for a date as its three boxes have it, and not as a program writes one', () => {
    const typed = dateSchema.safeParse('2027-02-30');
    const detail = typed.error?.issues[0]?.message ?? '';
    expect(faultsOf({ name: 'invalid-request', faults: [{ field: 'from', detail }] })).toEqual([
      { field: 'from', text: 'Enter a real date, such as 1 9 2027.' },
    ]);
  });

  test('is a whole British English document that names itself, the council and the service', () => {
    const page = String(<ui.Layout title="Your bookings" council={council} />);
    expect(page.startsWith('<!DOCTYPE html><html lang="en-GB"')).toBe(true);
    expect(page).toContain('<title>Your bookings – Essex – Daybook</title>');
    expect(page).toContain('<a href="/essex" class="govuk-generic-header__homepage-link">');
    expect(page).toContain('href="/essex/accessibility"');
    expect(page).toContain('<a href="#main-content" class="govuk-skip-link"');
    expect(page).toContain('<main class="govuk-main-wrapper" id="main-content">');
  });

  test('with errors says so in its title and links each to its input', () => {
    const errors = [
      { field: 'visit-day', text: 'Enter the day of the visit' },
      { field: '', text: 'The price has changed. Ask for a new quote' },
    ];
    const page = String(<ui.Layout title="Book" council={council} errors={errors} />);
    expect(page).toContain('<title>Error: Book – Essex – Daybook</title>');
    expect(page).toContain('<li><a href="#visit-day">Enter the day of the visit</a></li>');
    expect(page).toContain('<li>The price has changed. Ask for a new quote</li>');
    expect(ui.errorFor(errors, 'visit-day')).toEqual({ text: 'Enter the day of the visit' });
    expect(ui.errorFor(errors, 'po')).toBeUndefined();
  });

  test('for a signed-in person names them and signs out by a form that posts', () => {
    const page = String(<ui.Layout title="Home" council={council} person={{ name: 'Asha Bello', organisation: 'Larkfield Academy' }} />);
    expect(page).toContain('Asha Bello<span class="daybook-person__organisation">Larkfield Academy</span>');
    expect(page).toMatch(/<form method="post" action="\/essex\/identity\/sign-out"[^>]*><button type="submit"/);
    expect(page).not.toContain('Change organisation');
    const chooser = {
      name: 'Asha Bello',
      organisation: 'Larkfield Academy',
      change: '/essex/identity/organisations',
      account: '/essex/identity/account',
    };
    const links = String(<ui.Layout title="Home" council={council} person={chooser} />);
    expect(links).toContain('<a class="govuk-link" href="/essex/identity/organisations">Change organisation</a>');
    expect(links).toContain('<a class="govuk-link" href="/essex/identity/account">Your account</a>');
    expect(String(<ui.Layout title="Home" council={council} />)).not.toContain('sign-out');
  });

  test('shows the demo day and the way to move it, and a way back inside a landmark', () => {
    const page = String(
      <ui.Layout title="Home" council={council} demo={{ date: '2026-11-24', href: '/demo/clock' }} back={{ href: '/essex/catalogue' }} />,
    );
    expect(page).toContain('Today is Tuesday 24 November 2026. <a class="govuk-link" href="/demo/clock">');
    expect(page).toContain('<nav aria-label="Back"><a href="/essex/catalogue" class="govuk-back-link">Back</a></nav>');
  });

  test('escapes every word it is given', () => {
    const page = everyWordIs(hostile);
    expect(page).not.toContain('<script>alert');
    expect(page.split(escaped)).toHaveLength(33);
    // Every place that shows a harmless word shows the hostile one, escaped.
    expect(everyWordIs('Larkfield').split('Larkfield')).toHaveLength(33);
  });

  test('gives back what a person typed, even an empty first line', () => {
    expect(String(<ui.Textarea name="note" label={{ text: 'Note' }} value={'\nGate code 4'} />)).toContain('>\n\nGate code 4</textarea>');
    expect(String(<ui.Input name="days" label={{ text: 'Days' }} value={0} />)).toContain('value="0"');
  });

  test('carries no style attribute, no event handler and one inline script', () => {
    const page = String(
      <ui.ErrorPage
        title="Not found"
        council={council}
        person={{ name: 'Asha Bello' }}
        detail="There is no such booking."
        next="Go back to your bookings."
      />,
    );
    expect(page).not.toMatch(/\sstyle=|<style|\son[a-z]+=/);
    expect([...page.matchAll(/<script>([^<]*)<\/script>/g)].map(([, source]) => source)).toEqual([ui.inlineScript]);
    expect(page).toContain('What to do next');
  });
});

describe('the files a page loads', () => {
  let outDir: string;
  let built: BuiltAssets;
  let css: string;
  let js: string;

  beforeAll(async () => {
    outDir = await mkdtemp(join(tmpdir(), 'daybook-assets-'));
    built = await buildAssets(outDir);
    css = await readFile(join(outDir, built.css.replace('/assets/', '')), 'utf8');
    js = await readFile(join(outDir, built.js.replace('/assets/', '')), 'utf8');
  });
  afterAll(() => rm(outDir, { recursive: true, force: true }));

  test('are named by their content and all listed', async () => {
    expect((await readdir(outDir)).sort()).toEqual([...built.files].sort());
    expect(built.css).toMatch(/^\/assets\/daybook-[0-9a-f]{10}\.css$/);
    expect(built.js).toMatch(/^\/assets\/daybook-[0-9a-f]{10}\.js$/);
    expect(await buildAssets(outDir)).toEqual(built);
    expect(built.files).toContain(ui.assets.icon.replace('/assets/', ''));
  });

  test('carry nothing of the GOV.UK brand and fetch nothing', () => {
    expect(css.match(/GDS Transport|crown|crest|@font-face|url\(|@import/i)).toBeNull();
    // GOV.UK blue, and the shade of it that links have by default.
    expect(css.match(/#1d70b8|#1a65a6/i)).toBeNull();
    expect(css.includes('--govuk-brand-colour: #0b4f4a')).toBe(true);
    expect(js.match(/\beval\(|new Function|https?:\/\/(?!www\.w3\.org)/)).toBeNull();
  });

  test('style every class of our own that a component writes', async () => {
    const folder = new URL('../../shared/ui/', import.meta.url);
    const sources = await Promise.all(
      (await readdir(folder)).filter((name) => name.endsWith('.tsx')).map((name) => readFile(new URL(name, folder), 'utf8')),
    );
    const written = new Set(sources.flatMap((source) => source.match(/\bdaybook-[a-z]+(?:(?:__|--?)[a-z]+)*(?=[\s"'`])/g) ?? []));
    const plain = ['daybook-availability__cell'];
    expect([...written].filter((name) => !css.includes(`.${name}`) && !plain.includes(name))).toEqual([]);
  });

  test('leave the one inline script to be allowed by its hash', () => {
    const hash = `sha256-${createHash('sha256').update(ui.inlineScript).digest('base64')}`;
    expect(ui.inlineScriptHash).toBe(hash);
    expect(built.scriptHash).toBe(hash);
    expect(ui.contentSecurityPolicy()).toBe(
      `default-src 'none'; script-src 'self' '${hash}'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    );
    expect(ui.contentSecurityPolicy(['https://files.example'])).toContain("form-action 'self' https://files.example;");
  });
});

describe('days, dates and money', () => {
  test.each([
    [0, '0 days'],
    [1, 'half a day'],
    [2, '1 day'],
    [3, '1½ days'],
    [4, '2 days'],
    [5, '2½ days'],
    [20, '10 days'],
    [-1, '−½ day'],
    [-2, '−1 day'],
    [-3, '−1½ days'],
  ])('%i half-days are said "%s"', (halfDays, text) => {
    expect(ui.halfDaysText(halfDays)).toBe(text);
    expect(String(<ui.HalfDays halfDays={halfDays} />)).toContain(text);
  });

  test('half of a half-day is a bug', () => {
    expect(() => ui.halfDaysText(1.5)).toThrow('whole numbers');
  });

  test.each([
    ['2026-11-24', 'Tuesday 24 November 2026', 'Tue 24 Nov'],
    ['2026-03-29', 'Sunday 29 March 2026', 'Sun 29 Mar'],
    ['2026-10-25', 'Sunday 25 October 2026', 'Sun 25 Oct'],
    ['2028-02-29', 'Tuesday 29 February 2028', 'Tue 29 Feb'],
  ])('%s is %s, whichever side of a clock change', (date, long, short) => {
    expect(ui.longDateText(date)).toBe(long);
    expect(ui.dayText(date)).toBe(long.slice(0, -5));
    expect(ui.shortDayText(date)).toBe(short);
    expect(String(<ui.LongDate date={date} />)).toBe(`<time datetime="${date}">${long}</time>`);
  });

  test.each(['2026-04-31', '2026-02-29', '24/11/2026', '2026-11-24T00:00:00Z', ''])('%j is no date', (date) => {
    expect(() => ui.longDateText(date)).toThrow('YYYY-MM-DD');
  });

  test('money is written from whole pence', () => {
    expect(String(<ui.Money pence={108000} />)).toBe('<span class="daybook-money">£1,080.00</span>');
  });
});

describe('a week of officers', () => {
  const officers = [
    {
      name: 'Ines Okafor',
      sessions: [
        { am: { state: 'free', name: 'session', value: 'ofc_1/2026-11-24#am' }, pm: { state: 'busy' } },
        { am: { state: 'off' }, pm: { state: 'free', name: 'session', value: 'ofc_1/2026-11-25#pm', checked: true } },
      ],
    },
    { name: 'Tom Wray', sessions: [{ am: { state: 'free', href: '/essex/bookings/new' }, pm: { state: 'busy', text: 'Leave' } }] },
  ] satisfies ui.AvailabilityTableProps['officers'];
  const table = String(<ui.AvailabilityTable caption="Week of 23 November" days={['2026-11-24', '2026-11-25']} officers={officers} />);

  test('can be chosen half-day by half-day, each with a full name of its own', () => {
    expect(table).toContain('Available<span class="govuk-visually-hidden">: Ines Okafor, Tuesday 24 November, morning</span>');
    expect(table).toContain('Available<span class="govuk-visually-hidden">: Tom Wray, Tuesday 24 November, morning</span>');
    const ids = [...table.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(['session', 'session-1-2-pm']);
    expect([...table.matchAll(/ for="([^"]+)"/g)].map(([, id]) => id)).toEqual(ids);
  });

  test('says in words what is not free, and a missing day is not working', () => {
    expect(table.match(/Booked/g)).toHaveLength(1);
    expect(table.match(/Leave/g)).toHaveLength(1);
    expect(table.match(/Not working/g)).toHaveLength(3);
  });

  test('is a table with day, half-day and officer headers', () => {
    expect(table.match(/<th scope="colgroup" colspan="2"/g)).toHaveLength(2);
    expect(table.match(/<th scope="col" class="daybook-availability__half/g)).toHaveLength(4);
    expect(table.match(/<th scope="row"/g)).toHaveLength(2);
    expect(table).toContain('<section class="daybook-scroll" aria-label="Week of 23 November" tabindex="0">');
  });
});
