// Finance bills what was delivered, through the functions as deployed: dry runs, which of them may be committed, and what committing does.
import { beforeAll, describe, expect, test } from 'vitest';
import type { HeldLine, Run } from '../../functions/invoicing/schema.ts';
import { getRun, heldWrite, replaceRunWrite } from '../../functions/invoicing/store.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit } from '../../shared/commit.ts';
import { nameOf, type Problem } from '../counter.ts';
import { api, aTermToBill, documentsOf, host, idIn, maria, nadia, period, peter, type ShownRun, settled } from '../term-to-bill.ts';
import { unhurried } from '../unhurried.ts';

aTermToBill();
beforeAll(unhurried);

describe('from delivery to issued documents', () => {
  let first = '';
  let second = '';
  let newest = '';
  let overlapping = '';

  test('only finance makes a run; the auditor looks; a school and a stranger see nothing', async () => {
    expect(nameOf(await peter.json(`${api}/runs`, period))).toBe('not-allowed');
    expect(nameOf(await maria.json(`${api}/runs`, period))).toBe('not-allowed');
    expect(nameOf(await maria.json(`${api}/runs`))).toBe('not-allowed');
    expect(nameOf(await host.visitor().json(`${api}/runs`, period))).toBe('not-signed-in');
    expect((await peter.json(`${api}/runs`)).data()).toEqual({ runs: [] });
  });

  const bad: [string, unknown, string][] = [
    ['a period that ends before it begins', { from: '2026-12-02', to: '2026-12-01' }, 'period-backwards'],
    ['a period that ends in the future', { from: '2026-12-01', to: '2026-12-19' }, 'period-in-future'],
    ['a period of three years', { from: '2023-12-01', to: '2026-12-01' }, 'period-too-long'],
    ['a day that does not exist', { from: '2026-02-30', to: '2026-12-01' }, 'invalid-request'],
    ['a field of its own making', { ...period, all: true }, 'invalid-request'],
    ['a list', [], 'invalid-request'],
  ];
  test.each(bad)('%s is refused by name, and nothing is made', async (_, command, name) => {
    const reply = await nadia.json(`${api}/runs`, command);
    expect(nameOf(reply)).toBe(name);
    expect(reply.data<Problem>().next).not.toBe('');
    expect((await nadia.json(`${api}/runs`)).data()).toEqual({ runs: [] });
  });

  test('the form says what is wrong and keeps what was typed', async () => {
    const [from, to] = ['from', 'to'].map((name, i) => ({
      [`${name}-day`]: String(2 - i),
      [`${name}-month`]: '12',
      [`${name}-year`]: '2026',
    }));
    const reply = await nadia.post('/essex/invoicing/runs', { ...from, ...to });
    expect(reply.status).toBe(422);
    expect(reply.body).toContain('The period ends before it begins');
    expect(reply.body).toMatch(/name="from-day"[^>]*value="2"/);
    expect(reply.body).toMatch(/name="to-day"[^>]*value="1"/);
    const empty = await nadia.post('/essex/invoicing/runs', {});
    expect(empty.status).toBe(422);
    for (const [field, which] of Object.entries({ from: 'first', to: 'last' }))
      expect(empty.body).toContain(`href="#${field}">Enter a real date as the ${which} day, such as 1 9 2027.`);
  });

  test('a dry run by the API lists what would be billed, and why; the free day is not in it', async () => {
    const made = await nadia.json(`${api}/runs`, period);
    expect(made.status).toBe(201);
    first = made.data<{ id: string }>().id;
    const run = await settled(first);
    expect(run).toMatchObject({ state: 'proposed', issueOn: '2026-12-18', held: 0, heldLines: [] });
    expect(run.proposed).toEqual({
      'vat-invoice': { documents: 1, lines: 4, netPence: 90_000, vatPence: 18_000 },
      journal: { documents: 1, lines: 2, netPence: 45_000, vatPence: 0 },
    });
    expect(run.documents.map(({ why }) => why).sort()).toEqual([
      'Paid from own funds: a VAT invoice, category S at 20%.',
      'Paid from the delegated budget: a journal recharge without VAT.',
    ]);
    expect(run.documents.flatMap(({ lines }) => lines).every(({ netPence }) => netPence === 22_500)).toBe(true);
    expect(await documentsOf(nadia)).toEqual([]);
  });

  test('a dry run of a later period says what it leaves out, and offers one that takes it in', async () => {
    const late = { from: '2026-12-10', to: '2026-12-18' };
    const id = idIn(await nadia.post('/essex/invoicing/runs', late));
    expect(await settled(id)).toMatchObject({ earlier: { lines: 6, netPence: 135_000 }, heldTotal: 0 });
    const text = (body: string) => body.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
    const page = (await nadia.get(`/essex/invoicing/runs/${id}`)).body;
    expect(text(page)).toContain('6 lines, £1,350.00, delivered or due before 10 December 2026 are still unbilled.');
    expect(page).toContain('Make a dry run that includes them');
    const [, from] = /name="from" value="(\d{4}-\d\d-\d\d)"/.exec(page) ?? [];
    expect(from !== undefined && from <= '2026-11-24').toBe(true);
    expect((await peter.get(`/essex/invoicing/runs/${id}`)).body).not.toContain('Make a dry run that includes them');
    const wider = await nadia.post('/essex/invoicing/runs', { from: from ?? '', to: late.to });
    expect(await settled(idIn(wider))).toMatchObject({
      earlier: { lines: 0 },
      proposed: { 'vat-invoice': { lines: 4 }, journal: { lines: 2 } },
    });
  });

  test('a dry run by the page shows the same, with a button to commit it for finance only', async () => {
    const made = await nadia.post('/essex/invoicing/runs', period);
    expect(made.status).toBe(303);
    second = idIn(made);
    await settled(second);
    const page = await nadia.get(`/essex/invoicing/runs/${second}`);
    expect(page.status).toBe(200);
    for (const text of [
      'Dry run: what would be billed',
      '£1,080.00',
      '£450.00',
      'Colnemarsh Grange Academy',
      'Saltmere Community Primary School',
    ])
      expect(page.body).toContain(text);
    expect(page.body).not.toMatch(/discount|£0\.00 a day|100\s?%/i);
    expect(page.body).toContain(`action="/essex/invoicing/runs/${second}/commitment"`);
    expect((await peter.get(`/essex/invoicing/runs/${second}`)).body).not.toContain('/commitment"');
  });

  test('of many held lines the page shows the first two hundred, and says of how many', async () => {
    const id = idIn(await nadia.post('/essex/invoicing/runs', period)) as Run['id'];
    await settled(id);
    const table = host.tableOf();
    const lines = Array.from({ length: 205 }, (_, i) => {
      const visit = `20261120-${String(i).padStart(8, '0')}-01`;
      return heldWrite(table, {
        run: id,
        charge: `chg_${visit}` as HeldLine['charge'],
        payer: 'sch_990010' as HeldLine['payer'],
        buyers: ['sch_990010' as HeldLine['buyers'][number]],
        booking: 'bkg_held' as HeldLine['booking'],
        schoolName: 'Colnemarsh Grange Academy',
        serviceTitle: 'Safeguarding audits',
        deliveredOn: '2026-11-20' as CivilDate,
        half: 'am',
        netPence: 22_500,
        quoted: { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 },
        now: null,
        why: `Held line ${i}.`,
      });
    });
    const run = await getRun(table, id);
    if (!run) throw new Error('there is no such run');
    const counted = replaceRunWrite(table, { ...run, held: 205, version: run.version + 1 });
    for (const writes of [lines.slice(0, 100), lines.slice(100, 200), [...lines.slice(200), counted]])
      expect(await commit(table, writes)).toMatchObject({ ok: true });
    const page = (await nadia.get(`/essex/invoicing/runs/${id}`)).body;
    expect(page.replace(/\s+/g, ' ')).toContain('The first 200 of 205.');
    expect(page.match(/Held line \d+\./g)).toHaveLength(200);
    expect(await settled(id)).toMatchObject({ heldTotal: 205, heldLines: { length: 200 } });
  });

  test('a cursor of one’s own making shows the first page, on page and API alike', async () => {
    for (const after of ['~', 'doc_~~', '%00', 'x'.repeat(3000)]) {
      expect((await nadia.json(`${api}/runs/${first}?after=${after}`)).data<ShownRun>().documents).toHaveLength(2);
      expect((await nadia.get(`/essex/invoicing/runs/${first}?after=${after}`)).status).toBe(200);
      expect((await nadia.json(`${api}/documents?after=${after}`)).status).toBe(200);
      expect((await nadia.json(`${api}/runs?after=${after}`)).status).toBe(200);
    }
  });

  test('the older dry runs of the period cannot be committed any more, and lead to the newest', async () => {
    newest = (await nadia.json(`${api}/runs`, period)).data<{ id: string }>().id;
    await settled(newest);
    const refused = await nadia.json(`${api}/runs/${first}/commitment`, {});
    expect([refused.status, nameOf(refused), refused.data<{ run: string }>().run]).toEqual([409, 'proposal-superseded', newest]);
    const page = await nadia.post(`/essex/invoicing/runs/${second}/commitment`);
    expect(page.status).toBe(409);
    for (const text of ['There is a newer dry run of this period', `href="/essex/invoicing/runs/${newest}"`])
      expect(page.body).toContain(text);
    expect(page.body).not.toContain('/commitment"');
    expect((await nadia.get('/essex/invoicing/runs')).body).toContain('replaced by a newer one');
    expect(await settled(first)).toMatchObject({ state: 'proposed', supersededBy: newest });
    overlapping = (await nadia.json(`${api}/runs`, { ...period, from: '2026-09-02' })).data<{ id: string }>().id;
    await settled(overlapping);
    expect(await documentsOf(nadia)).toEqual([]);
  });

  test('committing issues everything; sent again, it is the same run', async () => {
    expect(nameOf(await peter.json(`${api}/runs/${newest}/commitment`, {}))).toBe('not-allowed');
    const all = await Promise.all([1, 2, 3].map(() => nadia.json(`${api}/runs/${newest}/commitment`, {})));
    expect(all.map(({ status }) => status)).toEqual([202, 202, 202]);
    const run = await settled(newest);
    expect(run).toMatchObject({ state: 'complete', committedByName: 'Nadia Rahman', firstNumber: { 'vat-invoice': 1, journal: 1 } });
    expect(run.committedAt?.slice(0, 16)).toBe('2026-12-18T18:00');
    expect((await nadia.get(`/essex/invoicing/runs/${newest}`)).body).toContain('Nadia Rahman, 18 December 2026 at 18:00');
    expect(run.frozen).toEqual(run.proposed);
    expect(await documentsOf(nadia)).toMatchObject([
      { number: 'ESX-INV-000001', organisation: 'sch_990010', grossPence: 108_000, openPence: 108_000 },
    ]);
    expect(await documentsOf(nadia, 'journal')).toMatchObject([
      { number: 'ESX-JNL-000001', organisation: 'sch_990001', grossPence: 45_000, openPence: 45_000 },
    ]);
  });

  test('a dry run of a longer period that held the same lines is stopped by name, with the new figures on page and API', async () => {
    const sent = await nadia.post(`/essex/invoicing/runs/${overlapping}/commitment`);
    expect(sent.status).toBe(409);
    for (const text of [
      'What would be billed has changed since the dry run',
      'It was 2 documents for £1,530.00; now it is 0 documents for £0.00.',
      'What has changed',
      'Colnemarsh Grange Academy: 4 lines of it have been billed by another run.',
      'Nothing that was delivered or fell due in this period is left unbilled.',
    ])
      expect(sent.body).toContain(text);
    const problem = await nadia.json(`${api}/runs/${overlapping}/commitment`, {});
    expect([problem.status, nameOf(problem)]).toEqual([409, 'proposal-changed']);
    const { run: fresh } = problem.data<{ run: string }>();
    expect(problem.data()).toMatchObject({
      before: { 'vat-invoice': { documents: 1, lines: 4 }, journal: { documents: 1 } },
      proposed: { 'vat-invoice': { documents: 0 }, journal: { documents: 0 } },
    });
    expect(await settled(fresh)).toMatchObject({ state: 'proposed', documents: [], before: { run: overlapping } });
    const old = (await nadia.get(`/essex/invoicing/runs/${overlapping}`)).body;
    for (const text of [
      'not issued: figures changed',
      'Look at the newer dry run',
      `/essex/invoicing/runs/${fresh}`,
      'and nothing was issued',
    ])
      expect(old).toContain(text);
    expect(old).not.toContain('/commitment"');
    expect(nameOf(await nadia.json(`${api}/runs/${fresh}/commitment`, {}))).toBe('nothing-to-bill');
    expect([(await documentsOf(nadia)).length, (await documentsOf(nadia, 'journal')).length]).toEqual([1, 1]);
  });

  test('and a new one of the period has nothing left to bill', async () => {
    const again = (await nadia.json(`${api}/runs`, period)).data<{ id: string }>().id;
    expect((await settled(again)).documents).toEqual([]);
    expect(nameOf(await nadia.json(`${api}/runs/${again}/commitment`, {}))).toBe('nothing-to-bill');
  });

  test('a run whose worker is gone says so, and goes on when finance says so', async () => {
    const table = host.tableOf();
    const id = (await nadia.json(`${api}/runs`, period)).data<{ id: Run['id'] }>().id;
    await settled(id);
    const run = await getRun(table, id);
    if (!run) throw new Error('there is no such run');
    const by = { committedBy: run.madeBy, committedAt: run.madeAt };
    const stuck: Run = { ...run, ...by, state: 'claiming', job: 'job_gone' as Run['job'], version: run.version + 1 };
    expect(await commit(table, [replaceRunWrite(table, stuck)])).toMatchObject({ ok: true });
    const path = `/essex/invoicing/runs/${id}`;
    const shown = (await nadia.get(path)).body;
    for (const text of ['Issuing has stopped half-way', 'Go on', `action="${path}/commitment"`]) expect(shown).toContain(text);
    expect(shown).not.toContain('it goes on by itself');
    expect((await peter.get(path)).body).not.toContain('/commitment"');
    expect((await nadia.post(`${path}/commitment`)).status).toBe(303);
    expect((await settled(id)).state).toBe('complete');
    expect((await nadia.get(path)).body).not.toContain('Go on');
  });

  test('yesterday’s dry run cannot be committed today', async () => {
    const id = (await nadia.json(`${api}/runs`, period)).data<{ id: string }>().id;
    await settled(id);
    host.clock.set('2026-12-19T00:30:00Z');
    expect(nameOf(await nadia.json(`${api}/runs/${id}/commitment`, {}))).toBe('proposal-out-of-date');
    const page = await nadia.post(`/essex/invoicing/runs/${id}/commitment`);
    expect(page.status).toBe(409);
    expect(page.body).toContain('Make a new dry run');
    const shown = (await nadia.get(`/essex/invoicing/runs/${id}`)).body;
    expect(shown).toContain('out of date');
    expect(shown).toContain('Make a new dry run');
    expect(shown).not.toContain('/commitment"');
    expect((await peter.get(`/essex/invoicing/runs/${id}`)).body).not.toContain('Make a new dry run');
    expect((await nadia.get('/essex/invoicing/runs')).body).toContain('out of date');
  });
});
