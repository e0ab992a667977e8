// Everybody's first page: whatever it leads to, by the menu or by a card, opens for them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Part } from '../../functions/reports/rules/home-parts.ts';
import { demoCouncils } from '../../infra/local/demo/councils.ts';
import { Desk, type ShownDocument } from '../councils/desk.ts';
import { Counter } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { grantYear } from '../standing.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ councils: demoCouncils });
});
afterAll(() => host?.stop());

const linksIn = (body: string, slug: string): string[] => [
  ...new Set([...body.matchAll(new RegExp(`href="(/${slug}/[^"#?]*)`, 'g'))].map(([, href = '']) => href)),
];

describe.each(demoCouncils.map(({ council, people }) => ({ slug: council.slug, people })))('$slug', ({ slug, people }) => {
  test.each(people.filter(({ key }) => key !== 'robin-fairweather'))('$name ($description)', async ({ key, name }) => {
    const visitor = await host.as(key, slug);
    const home = await visitor.visit(`/${slug}`);
    expect(home.status).toBe(200);
    expect(home.body).toContain(name);
    const links = linksIn(home.body, slug);
    expect(links.length).toBeGreaterThan(1);
    const opened = await Promise.all(links.map(async (link) => [link, (await visitor.visit(link)).status]));
    expect(opened.filter(([, status]) => status !== 200)).toEqual([]);
  });
});

test('a partnership’s lead is led to no statement of a member’s free days, which is the member’s own; the member is', async () => {
  const [anna, tom] = [await host.as('anna-castell', 'essex'), await host.as('tom-haldane', 'essex')];
  expect((await anna.visit('/essex/entitlements/statements/sch_990003')).status).toBe(404);
  const page = await anna.visit('/essex/schools/sch_990003');
  expect(page.status).toBe(200);
  expect(page.body).not.toContain('/entitlements/statements/');
  expect((await tom.visit('/essex/schools/sch_990001')).body).toContain('href="/essex/entitlements/statements/sch_990001"');
});

test('free days at home are those that can still be booked by whoever reads: nothing where none was granted, and not what the council alone books', async () => {
  const [anna, priya] = [await host.as('anna-castell', 'essex'), await host.as('priya-sandhu', 'essex')];
  const text = async (visitor: typeof anna) => (await visitor.visit('/essex')).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(await text(priya)).not.toContain('none left');
  await grantYear(host, '2026-11-24');
  // Ten days, a quarter of them reserved.
  expect(await text(anna)).toContain('7½ days left');
  expect(await text(priya)).toContain('half a day left');
});

const told = (parts: readonly Part[], code: string): string[] | undefined =>
  parts
    .find((part) => part.code === code)
    ?.rows.map(({ text, count, tag }) => [count?.count, text, tag && `(${tag.text})`].filter(Boolean).join(' '));

// What waits on each role’s page as a booking goes on from wish to invoice: told to whoever it concerns, for as long as it does, and to nobody else.
describe('a visit, its note and its invoice', () => {
  const academy = 'sch_990010';
  let desk: Desk;
  let [maria, helen, joan, nadia, tom]: Visitor[] = [];
  let booking = '';
  let invoice: ShownDocument | undefined;
  beforeAll(async () => {
    desk = new Desk(host);
    [maria, helen, joan, nadia, tom] = await Promise.all(
      ['maria-okafor', 'helen-marsh', 'joan-ferris', 'nadia-rahman', 'tom-haldane'].map((key) => host.as(key)),
    );
  });
  const home = async (who: Visitor | undefined, code: string) => {
    const { parts } = await desk.ask<{ parts: Part[] }>(who as Visitor, 'reports/home');
    return told(parts, code);
  };

  test('is coming up for the school and stands in the officer’s week with the school’s address', async () => {
    ({ booking } = await desk.day(maria as Visitor, academy, '2026-12-01', { purse: 'own-funds', order: 'CGA-1' }));
    expect(await home(maria, 'coming')).toEqual([expect.stringMatching(/^Tuesday 1 December, all day: .+ \(paid\)$/)]);
    expect(await home(tom, 'coming')).toEqual([]);
    // A trust finds the visits of its schools together.
    const [ruth, yusuf] = await Promise.all([host.as('ruth-pennington'), host.as('yusuf-demir')]);
    expect(await home(yusuf, 'coming')).toEqual([]);
    await desk.day(ruth, 'sch_990011', '2027-01-19', { purse: 'own-funds', order: 'BFP-1' });
    expect(await home(yusuf, 'coming')).toEqual([expect.stringMatching(/^Tuesday 19 January, all day: .+ \(paid\)$/)]);
    expect(await home(helen, 'week')).toEqual(['Next visit: Colnemarsh Grange Academy']);
    host.clock.set('2026-12-01T08:00:00Z');
    expect(await home(helen, 'week')).toEqual([
      'Next visit: Colnemarsh Grange Academy',
      'Tuesday 1 December, all day: Colnemarsh Grange Academy (today)',
    ]);
    const { parts } = await desk.ask<{ parts: Part[] }>(helen as Visitor, 'reports/home');
    const [visit] = parts.find(({ code }) => code === 'week')?.rows ?? [];
    expect([visit?.path, visit?.detail]).toEqual([
      `/bookings/${booking}`,
      expect.stringMatching(/^Tuesday 1 December, all day, at .+[A-Z]{2}\d+ \d[A-Z]{2}$/),
    ]);
  });

  test('is stuck once it is over and nobody has marked it, until the officer does', async () => {
    host.clock.set('2026-12-02T08:00:00Z');
    const stuck = '1 booking with a visit that is over and not marked delivered (late)';
    expect(await home(joan, 'stuck')).toEqual([stuck]);
    // Until it is marked nothing of it is billed: finance is told too.
    expect(await home(nadia, 'stuck')).toEqual([stuck]);
    expect(await home(nadia, 'money')).toEqual([]);
    expect((await home(helen, 'week'))?.[0]).toBe('2 half-days to mark delivered (to do)');
    const actions = [
      { what: 'Send the data of the last three years', who: 'school', by: '2026-12-11' },
      { what: 'Suggest a partner school', who: 'officer', by: '2026-12-09' },
    ];
    const reply = await new Counter(host, '2026-09-01').deliver(helen as Visitor, booking, ['01', '02'], 'Looked at it together.', {
      actions,
    });
    expect(reply.status, reply.body).toBe(200);
    expect(await home(joan, 'stuck')).toEqual([]);
    expect(await home(nadia, 'stuck')).toEqual([]);
    expect(await home(helen, 'week')).toEqual([]);
    // Its note is shared: its two half-days are charges now.
    expect(await home(nadia, 'money')).toEqual(['2 charges not billed yet']);
  });

  test('gives the school a new note and both their actions, which are late once they are', async () => {
    expect(await home(maria, 'notes')).toEqual([
      expect.stringMatching(/ \(new note\)$/),
      'Suggest a partner school',
      'Send the data of the last three years',
    ]);
    expect(await home(helen, 'notes')).toEqual(['Suggest a partner school']);
    expect(await home(tom, 'notes')).toEqual([]);
    host.clock.set('2026-12-10T08:00:00Z');
    expect(await home(helen, 'notes')).toEqual(['Suggest a partner school (late)']);
    const marked = await (helen as Visitor).json(`/essex/api/bookings/${booking}/notes/01/actions`, { action: 2, done: true });
    expect(marked.status, marked.body).toBe(200);
    expect(await home(helen, 'notes')).toEqual([]);
    expect((await home(maria, 'notes'))?.slice(1)).toEqual(['Send the data of the last three years']);
  });

  test('is owed once it is invoiced and overdue once its day has passed: to the school that owes it and to finance', async () => {
    host.clock.set('2027-01-03T09:00:00Z');
    await desk.dryRun('2026-12-01', '2026-12-31');
    const unbilled = '2 charges not billed yet';
    expect(await home(nadia, 'money')).toEqual([unbilled, expect.stringMatching(/^Billing run/)]);
    host.clock.set('2027-01-04T09:00:00Z');
    expect(await home(maria, 'owed')).toEqual([]);
    // A dry run of yesterday can no longer be committed, nor one whose period has a newer one, nor one that bills nothing: none of them waits. What is unbilled does.
    expect(await home(nadia, 'money')).toEqual([unbilled]);
    await desk.dryRun('2026-11-01', '2026-11-01');
    await desk.dryRun('2026-12-01', '2026-12-31');
    const run = await desk.dryRun('2026-12-01', '2026-12-31');
    expect(await home(nadia, 'money')).toEqual([
      unbilled,
      expect.stringMatching(/^Billing run 1 December 2026 to 31 December 2026 \(waits\)$/),
    ]);
    const documents = await desk.issue(run);
    invoice = documents.find(({ organisation }) => organisation === academy);
    const number = invoice?.number;
    expect(await home(maria, 'owed')).toEqual(['1 unpaid invoice', `The oldest: ${number}`]);
    expect(await home(tom, 'owed')).toEqual([]);
    expect(await home(nadia, 'money')).toEqual([]);
    host.clock.set('2027-02-15T09:00:00Z');
    expect(await home(maria, 'owed')).toEqual(['1 unpaid invoice', '1 invoice past its due date (overdue)', `The oldest: ${number}`]);
    expect(await home(nadia, 'money')).toEqual(['1 invoice to be paid (overdue)']);
    const { lines } = await desk.ask<{ lines: { path: string }[] }>(nadia as Visitor, 'reports/lists?list=documents&state=overdue');
    expect(lines.map(({ path }) => path)).toEqual([`/invoicing/documents/${invoice?.id}`]);
  });

  test('is exported by the school as a file of what it may see, fetched by whoever asked for it and by nobody else', async () => {
    const form = { list: 'bookings', format: 'csv', job: 'job_01kaq48x1z3b5d7f9h1k3m5p7r' };
    const begun = await (maria as Visitor).post('/essex/reports/lists/exports', form);
    expect([begun.status, begun.location]).toEqual([303, `/essex/reports/lists/export?job=${form.job}`]);
    expect((await (maria as Visitor).post('/essex/reports/lists/exports', form)).location).toBe(begun.location);
    await host.quiet();
    const { file, rows } = await desk.ask<{ file: string; rows: number }>(maria as Visitor, `reports/lists/export?job=${form.job}`);
    const text = await (await fetch(new URL(file, host.origin))).text();
    expect([rows, text.split('\r\n').length, text.includes(booking)]).toEqual([1, 3, true]);
    expect(await desk.refused(tom as Visitor, `reports/lists/export?job=${form.job}`)).toBe('unknown-export');
    expect(await desk.refused(tom as Visitor, 'reports/lists?list=waiting-lines')).toBe('unknown-list');
    expect(await desk.refused(tom as Visitor, 'reports/lists?list=bookings&from=soon')).toBe('invalid-request');
    // Whoever goes back for the other format sends another name with it.
    const { body } = await (maria as Visitor).get('/essex/reports/lists?list=bookings&state=delivered');
    const names = [...body.matchAll(/name="job" value="(job_[^"]+)"/g)].map(([, name]) => name);
    expect([names.length, new Set(names).size]).toEqual([2, 2]);
    expect([...body.matchAll(/type="hidden" name="state" value="delivered"/g)].length).toBe(2);
    // A page beyond the last line of what there is, and one of what there is not.
    const end = await (maria as Visitor).get('/essex/reports/lists?list=bookings&after=1.');
    expect([end.body.includes('you have seen the whole list'), end.body.includes('nothing that fits')]).toEqual([true, false]);
    expect((await (tom as Visitor).get('/essex/reports/lists?list=bookings&state=cancelled')).body).toContain('nothing that fits');
    for (const list of ['bookings', 'notes', 'documents'])
      expect(await desk.refused(nadia as Visitor, `reports/lists?list=${list}&from=2027-01-01&to=2026-12-31`)).toBe('invalid-request');
  });
});
