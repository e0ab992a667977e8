// What a run has issued, through the functions as deployed: who sees the documents, their PDF, the journal file and its posting, by the API and on pages.
import { parse as parseCsv } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { manifest } from '../../functions/manifest.ts';
import { nameOf } from '../counter.ts';
import type { Reply } from '../host.ts';
import { api, aTermToBill, documentsOf, maria, nadia, period, peter, type ShownDocument, settled, tom } from '../term-to-bill.ts';
import { unhurried } from '../unhurried.ts';

aTermToBill();
beforeAll(unhurried);

describe('from issued documents to the council’s ledger', () => {
  let run = '';
  let invoice: ShownDocument;
  let recharge: ShownDocument;

  beforeAll(async () => {
    run = (await nadia.json(`${api}/runs`, period)).data<{ id: string }>().id;
    await settled(run);
    await nadia.json(`${api}/runs/${run}/commitment`, {});
    await settled(run);
    [invoice, recharge] = [(await documentsOf(nadia))[0], (await documentsOf(nadia, 'journal'))[0]] as [ShownDocument, ShownDocument];
  });

  test('the invoice has a tax point for each line and no free half-day', async () => {
    const shown = (await maria.json(`${api}/documents/${invoice.id}`)).data<ShownDocument>();
    expect(shown).toMatchObject({ kind: 'vat-invoice', netPence: 90_000, vatPence: 18_000, dueOn: '2027-01-17', overdue: false });
    expect(shown.lines).toHaveLength(4);
    for (const line of shown.lines) {
      const recent = line.deliveredOn >= '2026-12-04';
      expect(line).toMatchObject({ netPence: 22_500, taxPoint: recent ? '2026-12-18' : line.deliveredOn });
    }
  });

  test('no answer of the API shows how things are kept', async () => {
    const attempt = (await maria.json(`/essex/api/payments/documents/${invoice.id}/attempts`, {})).data<{ attempt: string }>().attempt;
    const ids: Record<string, string> = { run: run, document: invoice.id, attempt };
    const routes = [...Object.keys(manifest.invoicing.routes), ...Object.keys(manifest.payments.routes)];
    const paths = routes.flatMap((route) => (route.startsWith('GET /api/') ? [route.slice('GET '.length)] : []));
    expect(paths.length).toBeGreaterThanOrEqual(8);
    for (const path of paths) {
      // Whose lines wait for agreement has to be said by whoever acts for no organisation.
      const query = path.endsWith('/agreements') ? '?organisation=sch_990010' : '';
      const reply = await nadia.json(`/essex${path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')}${query}`);
      expect([path, reply.status]).toEqual([path, 200]);
      expect(reply.body).not.toMatch(/"(pk|sk|gsi[12][ps]k|type|begun|cursor|version|judged)":/);
    }
  });

  test('a school sees its own documents; another’s answers exactly like none, as data, page and PDF', async () => {
    expect((await documentsOf(maria)).map(({ number }) => number)).toEqual(['ESX-INV-000001']);
    expect((await documentsOf(tom)).map(({ number }) => number)).toEqual(['ESX-JNL-000001']);
    const none = 'doc_01zzzzzzzzzzzzzzzzzzzzzzzz-00-00000';
    const same = (reply: Reply) => [reply.status, reply.headers.get('content-type'), reply.body.replaceAll(recharge.id, none)];
    const pairs = await Promise.all(
      [`${api}/documents/@`, '/essex/invoicing/documents/@', '/essex/invoicing/documents/@/pdf'].map(async (path) => {
        const [another, missing, misspelt] = await Promise.all(
          [recharge.id, none, '<b>'].map((id) =>
            path.startsWith(api)
              ? maria.json(path.replace('@', encodeURIComponent(id)))
              : maria.get(path.replace('@', encodeURIComponent(id))),
          ),
        );
        return [another, missing, misspelt] as [Reply, Reply, Reply];
      }),
    );
    for (const [another, missing, misspelt] of pairs) {
      expect(another.status).toBe(404);
      expect(same(another)).toEqual(same(missing));
      expect(misspelt.status).toBe(404);
      expect(misspelt.body).not.toContain('<b>');
    }
    for (const path of ['/journals', '/runs']) expect(nameOf(await maria.json(api + path))).toBe('not-allowed');
    expect((await maria.get('/essex/invoicing/journals/export')).status).toBe(403);
  });

  test('each document is a PDF, the same each time, named by its number', async () => {
    for (const [who, { id, number }] of [
      [maria, invoice],
      [tom, recharge],
      [nadia, invoice],
    ] as const) {
      const [one, two] = [await who.get(`/essex/invoicing/documents/${id}/pdf`), await who.get(`/essex/invoicing/documents/${id}/pdf`)];
      expect(one.status).toBe(200);
      expect(one.headers.get('content-type')).toBe('application/pdf');
      expect(one.headers.get('content-disposition')).toBe(`inline; filename="${number}.pdf"`);
      expect(one.body.startsWith('%PDF-')).toBe(true);
      expect(two.body).toBe(one.body);
    }
  });

  test('the pages show what is owed, and only the payer is offered to pay', async () => {
    const page = (await maria.get(`/essex/invoicing/documents/${invoice.id}`)).body;
    for (const text of [
      'ESX-INV-000001',
      '£1,080.00',
      '£180.00',
      'VAT registration number',
      'Pay by card',
      '17 January 2027',
      'Demonstration House',
    ])
      expect(page).toContain(text);
    for (const text of ['Period', 'Prepared by', 'Approved by', `href="/essex/payments/documents/${invoice.id}"`])
      expect(page).toContain(text);
    expect((await nadia.get(`/essex/invoicing/documents/${invoice.id}`)).body).not.toContain('Pay by card');
    const internal = (await tom.get(`/essex/invoicing/documents/${recharge.id}`)).body;
    expect(internal).toContain('This is not a VAT invoice');
    expect(internal).not.toMatch(/Pay by card|Tax point|VAT registration/);
  });

  const exported = async () => {
    const reply = await nadia.get('/essex/invoicing/journals/export');
    expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="journals-2026-12-18-18\d{4}\.csv"$/);
    return parseCsv(reply.body, { columns: true }) as Record<string, string>[];
  };

  test('the journal file debits the school and credits the service, in pence that come to nothing', async () => {
    const rows = await exported();
    expect(rows.map(({ journal, urn, side, code, amount_pence, amount }) => [journal, urn, side, code, amount_pence, amount])).toEqual([
      ['ESX-JNL-000001', '990001', 'debit', 'E28a', '45000', '450.00'],
      ['ESX-JNL-000001', '990001', 'credit', 'SI-TRADED', '-45000', '-450.00'],
    ]);
    expect(rows[0]).toMatchObject({
      school: 'Saltmere Community Primary School',
      prepared_by: 'Nadia Rahman',
      purchase_orders: 'PO-2026/118',
    });
  });

  test('a posting needs a reference the ledger could have given, on page and API', async () => {
    const path = `${api}/documents/${recharge.id}/posting`;
    for (const councilReference of ['', '=1+1', 'x'.repeat(41), 7])
      expect(nameOf(await nadia.json(path, { councilReference }))).toBe('invalid-request');
    const page = await nadia.post(`/essex/invoicing/documents/${recharge.id}/posting`, { councilReference: '=cmd' });
    expect(page.status).toBe(422);
    expect(page.body).toContain('value="=cmd"');
    expect(nameOf(await peter.json(path, { councilReference: 'GL 1' }))).toBe('not-allowed');
    expect(nameOf(await nadia.json(`${api}/documents/${invoice.id}/posting`, { councilReference: 'GL 1' }))).toBe('not-a-recharge');
    expect(nameOf(await nadia.json(`${api}/documents/doc_none/posting`, { councilReference: 'GL 1' }))).toBe('unknown-document');
    expect((await exported()).length).toBe(2);
  });

  test('posted once, the recharge owes nothing, leaves the file and keeps its reference', async () => {
    const sent = await nadia.post(`/essex/invoicing/documents/${recharge.id}/posting`, { councilReference: 'GL 2026/778' });
    expect(sent.location).toBe('/essex/invoicing/journals?done=posted');
    const again = await nadia.json(`${api}/documents/${recharge.id}/posting`, { councilReference: 'GL 2026/778' });
    expect(again.status).toBe(200);
    expect(nameOf(await nadia.json(`${api}/documents/${recharge.id}/posting`, { councilReference: 'GL 2026/779' }))).toBe('already-posted');
    expect((await tom.json(`${api}/documents/${recharge.id}`)).data<ShownDocument>()).toMatchObject({
      openPence: 0,
      posting: { councilReference: 'GL 2026/778', postedByName: 'Essex (2017 model)' },
    });
    expect((await nadia.json(`${api}/documents/${recharge.id}`)).data<ShownDocument>().posting?.postedByName).toBe('Nadia Rahman');
    expect(await exported()).toEqual([]);
    const all = await nadia.get('/essex/invoicing/journals/export?all=yes');
    expect(all.headers.get('content-disposition')).toContain('filename="journals-all-2026-12-18-18');
    expect((parseCsv(all.body, { columns: true }) as Record<string, string>[])[0]).toMatchObject({
      journal: 'ESX-JNL-000001',
      cost_centre: '',
      posted_as: 'GL 2026/778',
      posted_at: '2026-12-18 18:00',
    });
    for (const path of [`documents/${recharge.id}`, 'journals?all=yes'])
      expect((await nadia.get(`/essex/invoicing/${path}`)).body).toContain('as GL 2026/778, by Nadia Rahman, 18 December 2026 at 18:00');
    expect((await nadia.json(`${api}/journals`)).data()).toEqual({ journals: [] });
    expect((await nadia.json(`${api}/journals?all=yes`)).data<{ journals: unknown[] }>().journals).toHaveLength(1);
  });
});
