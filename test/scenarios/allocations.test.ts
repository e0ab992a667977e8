// A year under the Essex pack as the council's people live it on pages and through the API: the dry run with its reasons, carrying out, events in the middle of the
// year, what a finance officer may see of it, and the end of the year.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Reply, startHost, type TestHost, type Visitor } from '../host.ts';

let host: TestHost;
let grace: Visitor;
let rowan: Visitor;
let nadia: Visitor;
beforeAll(async () => {
  host = await startHost({ at: '2026-11-24T09:00:00Z' });
  [grace, rowan, nadia] = (await Promise.all(['grace-adeyemi', 'rowan-achebe', 'nadia-rahman'].map((person) => host.as(person)))) as [
    Visitor,
    Visitor,
    Visitor,
  ];
});
afterAll(() => host.stop());

const base = '/essex/entitlements/runs';
const api = '/essex/api/entitlements/runs';
const plain = (html: string) =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();
type Amounts = Record<string, number>;
type Line = {
  holder: string;
  holderName: string;
  rule: string;
  part: string;
  target: number;
  amounts: Amounts;
  reasons: string[];
  clause: { text: string };
};
type Run = {
  id: string;
  state: string;
  changes: number;
  unchanged: number;
  carriedOut: number;
  skipped: number;
  halfDays: Amounts;
  lines: Line[];
  next?: string;
};

/** A dry run read to its end. */
async function dryRun(kind: 'allocate' | 'close', on: string): Promise<Run> {
  const started = await grace.json(api, { kind, on });
  expect(started.status, started.body).toBeLessThan(203);
  await host.quiet();
  return (await grace.json(`${api}/${started.data<Run>().id}`)).data<Run>();
}
async function carryOut(id: string): Promise<Run> {
  const committed = await grace.json(`${api}/${id}/commitment`, {});
  expect(committed.status, committed.body).toBeLessThan(203);
  await host.quiet();
  return (await grace.json(`${api}/${id}`)).data<Run>();
}
const nameOf = (reply: Reply) => reply.data<{ type: string }>().type.replace('urn:daybook:problem:', '');

describe('the year is granted', () => {
  let here = '';
  test('a dry run is started on a page, shows what would change and why, and changes nothing', async () => {
    const empty = await grace.get(base);
    expect(empty.status).toBe(200);
    expect(plain(empty.body)).toContain('No run has been made yet.');
    const started = await grace.post(base, { kind: 'allocate', on: '2026-11-24' });
    expect(started.status).toBe(303);
    here = started.location ?? '';
    await host.quiet();
    const page = await grace.get(here);
    expect(page.body).not.toContain('data-going-on');
    const text = plain(page.body);
    expect(text).toContain('Dry run: what would change');
    expect(text).toContain('Nothing has been granted or taken yet.');
    expect(text).toContain('Half-day visit');
    expect(text).toMatch(
      /1 September 2026: \+half a day \(maintained, mainstream, primary, member of no school improvement partnership or collaborative group\)/,
    );
    expect(text).toContain('“A minority of primary schools are not in recognised partnerships.');
    expect(text).toContain('assumed');
    expect(page.body).toContain(`${here}?confirm=yes`);
    // Nothing stands on a school's account yet.
    const heads = await host.tableOf().all(host.tableOf().range.headsOf('sch_990001', 'entitlement/'));
    expect(heads).toEqual([]);
  });

  test('lines are found by a part of a name and by rule, and all of them come as a file', async () => {
    const all = (await grace.json(`${api}/${here.split('/').at(-1)}`)).data<Run>();
    const [line] = all.lines.filter(({ rule }) => rule === 'half-day-visit');
    if (!line) throw new Error('nobody has a visit');
    const found = await grace.get(`${here}?${new URLSearchParams({ holder: line.holderName.slice(0, 12), rule: 'half-day-visit' })}`);
    expect(plain(found.body)).toContain('Lines that were found');
    expect(plain(found.body)).toContain(line.holderName);
    expect(plain((await grace.get(`${here}?holder=nobody-of-this-name`)).body)).toContain('No line was found.');
    const file = await grace.get(`${here}/lines`);
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows = file.body.replace('\ufeff', '').trimEnd().split('\r\n');
    expect(rows[0]).toMatch(/^holder,holder_name,kind,district,rule/);
    expect(rows).toHaveLength(all.changes + 1);
    expect((await grace.get(`${here}/lines?part=2`)).status).toBe(404);
  });

  test('carrying out is asked about once more, with the totals, and is done exactly once', async () => {
    const asked = await grace.get(`${here}?confirm=yes`);
    expect(plain(asked.body)).toMatch(/Carry out this run\? \d+ allocations change: [\d½,]+ days granted\./);
    const committed = await grace.post(`${here}/commitment`);
    expect(committed.location).toBe(`${here}?done=yes`);
    await host.quiet();
    const done = plain((await grace.get(`${here}?done=yes`)).body);
    expect(done).toMatch(/\d+ allocations are as the run showed\./);
    expect(done).toContain('State Carried out');
    expect(done).toContain('Allocation run: carried out as shown');
    expect((await grace.post(`${here}/commitment`)).location).toBe(`${here}?done=yes`);
    const again = await dryRun('allocate', '2026-11-24');
    expect(again).toMatchObject({ changes: 0, lines: [] });
    expect(again.unchanged).toBeGreaterThan(5);
    expect(plain((await grace.get(`${base}/${again.id}`)).body)).toContain('There is nothing to carry out.');
    expect(nameOf(await grace.json(`${api}/${again.id}/commitment`, {}))).toBe('nothing-to-allocate');
    const listed = plain((await grace.get(base)).body);
    expect(listed).toContain('Carried out');
    expect(listed).toMatch(/Last worked out on 24 November 2026 at \S+ , for years that include 24 November 2026\. Whatever was recorded/);
  });
});

describe('whatever happens in the middle of the year is another run', () => {
  const school = 'sch_990001';
  test('a school that enters a status has more days, which finance sees summed and not named', async () => {
    const status = { status: 'causing-concern', change: 'entered', on: '2026-11-24', reason: 'Agreed at the termly review.' };
    expect((await rowan.json(`/essex/api/schools/${school}/statuses`, status)).status).toBeLessThan(300);
    const run = await dryRun('allocate', '2026-11-24');
    expect(run.lines).toMatchObject([{ holder: school, amounts: { 'claw-back': 0 } }]);
    const granted = run.lines[0]?.amounts.grant ?? 0;
    expect(granted).toBeGreaterThan(0);
    const seen = (await nadia.json(`${api}/${run.id}`)).data<Run & { sums: { kind: string; amounts: Amounts }[] }>();
    expect(seen.lines).toEqual([]);
    expect(seen.sums).toMatchObject([{ kind: 'not-shown', amounts: { grant: granted } }]);
    const page = await nadia.get(`${base}/${run.id}`);
    expect(page.body).not.toContain(school);
    expect(page.body).not.toMatch(/causing concern/i);
    expect(page.body).not.toContain('Carry out');
    expect((await nadia.get(`${base}/${run.id}/lines`)).body).not.toContain(school);
    expect(plain((await rowan.get(`${base}/${run.id}`)).body)).toContain('the status holds from 24 November 2026');
    await carryOut(run.id);
  });

  test('one that joins a partnership loses what it had for being in none', async () => {
    const table = host.tableOf();
    const visits = (await table.all<{ id: string }>(table.range.schoolsByName())).map(({ id }) => id);
    const holders = await Promise.all(
      visits.map(async (id) => ({ id, kept: await table.all<{ rule?: string }>(table.range.allocationsOf(id as never)) })),
    );
    const loner = holders.find(({ kept }) => kept.some(({ rule }) => rule === 'half-day-visit'))?.id ?? '';
    const joan = await host.as('joan-ferris');
    const group = { partnershipKind: 'school-improvement', name: 'Creekside Partnership', openedOn: '2026-11-24' };
    const { id } = (await joan.json('/essex/api/schools/partnerships', group)).data<{ id: string }>();
    const joined = await joan.json(`/essex/api/schools/partnerships/${id}/members`, { members: [loner], on: '2026-11-24' });
    expect(joined.status, joined.body).toBeLessThan(300);
    const run = await dryRun('allocate', '2026-11-24');
    expect(run.lines.find(({ holder }) => holder === loner)).toMatchObject({
      rule: 'half-day-visit',
      target: 0,
      amounts: { 'claw-back': 1 },
    });
    expect(run.lines.filter(({ holder }) => holder === id).map(({ part }) => part)).toEqual(['own', 'reserved']);
    expect(await carryOut(run.id)).toMatchObject({ state: 'done', skipped: 0 });
    expect((await dryRun('allocate', '2026-11-24')).changes).toBe(0);
  });
});

describe('what is asked wrongly is refused by name, with what was typed', () => {
  test.each<[string, Record<string, string>, number, string]>([
    ['nothing chosen', { on: '2026-11-24' }, 422, 'Choose whether to grant a year or to close one'],
    ['no real date', { kind: 'allocate', on: '2026-02-31' }, 422, 'real date'],
    ['a year that has not ended', { kind: 'close', on: '2027-09-01' }, 422, 'what has not ended cannot be closed'],
    ['a day before any policy', { kind: 'allocate', on: '2020-09-01' }, 409, 'No policy is in force on that date'],
  ])('%s', async (_, fields, status, words) => {
    const page = await grace.post(base, fields);
    expect(page.status).toBe(status);
    expect(plain(page.body)).toContain(words);
    const boxes = ['year', 'month', 'day'].map((part) => new RegExp(`name="on-${part}"[^>]*value="(\\d+)"`).exec(page.body)?.[1]);
    expect(boxes.join('-')).toBe(fields.on);
  });

  test('a second run while one waits, an unknown run, and an address that no page gave', async () => {
    const table = host.tableOf();
    const joan = await host.as('joan-ferris');
    const group = { partnershipKind: 'school-improvement', name: 'Second Partnership', openedOn: '2026-11-24' };
    const { id } = (await joan.json('/essex/api/schools/partnerships', group)).data<{ id: string }>();
    const [first] = await table.all<{ id: string; statusCode: number }>(table.range.schoolsByName());
    await joan.json(`/essex/api/schools/partnerships/${id}/members`, { members: [first?.id], on: '2026-11-24' });
    const run = await dryRun('allocate', '2026-11-24');
    expect(run.changes).toBeGreaterThan(0);
    expect(nameOf(await grace.json(api, { kind: 'allocate', on: '2026-11-24' }))).toBe('allocation-run-waiting');
    const second = await grace.post(base, { kind: 'allocate', on: '2026-11-24' });
    expect([second.status, plain(second.body).includes('Another dry run waits to be carried out')]).toEqual([409, true]);
    expect(second.body).toContain(`href="${base}/${run.id}"`);
    expect(plain(second.body)).toContain('The dry run that waits : there it can be carried out, or given up with “Give up this dry run”.');
    expect((await grace.get(`${base}/${run.id}`)).body).toContain('Give up this dry run');
    expect((await grace.get(`${base}/${run.id}?after=x`)).status).toBe(422);
    expect((await grace.get(`${base}/alr_unknown`)).status).toBe(404);
    expect((await grace.post(`${base}/alr_unknown/commitment`)).status).toBe(404);
    expect((await grace.post(`${base}/${run.id}/cancellation`)).location).toBe(`${base}/${run.id}`);
    expect(plain((await grace.get(`${base}/${run.id}`)).body)).toContain('State Given up');
    const late = await grace.post(`${base}/${run.id}/commitment`);
    expect([late.status, plain(late.body).includes('The run was given up.')]).toEqual([409, true]);
  });

  test('whoever may read them starts none', async () => {
    for (const visitor of [rowan, nadia]) {
      expect((await visitor.get(base)).status).toBe(200);
      expect((await visitor.get(base)).body).not.toContain('Start the dry run');
      expect((await visitor.post(base, { kind: 'allocate', on: '2026-11-24' })).status).toBe(403);
    }
    expect((await (await host.as('tom-haldane')).get(base)).status).toBe(403);
  });
});

test('when the year has ended it is closed, what is left lapses, and the next one is granted', async () => {
  host.clock.set('2027-09-01T09:00:00Z');
  const closing = await dryRun('close', '2027-09-01');
  expect(closing.changes).toBeGreaterThan(5);
  expect(closing.halfDays.lapse).toBeGreaterThan(0);
  const shown = plain((await grace.get(`${base}/${closing.id}`)).body);
  expect(shown).toMatch(/half a day left none left half a day lapsed? /);
  expect(shown).toContain('the year ended on 31 August 2027 What is not used lapses. It was granted by: “');
  expect(await carryOut(closing.id)).toMatchObject({ state: 'done', skipped: 0 });
  expect((await dryRun('close', '2027-09-01')).changes).toBe(0);
  const next = await dryRun('allocate', '2027-09-01');
  expect(next.changes).toBeGreaterThan(5);
  expect(await carryOut(next.id)).toMatchObject({ state: 'done', skipped: 0 });
  expect((await dryRun('allocate', '2027-09-01')).changes).toBe(0);
});
