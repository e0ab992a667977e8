// A school converts between its visit and its bill: the register says so, the dry run holds the line with the reason, and nothing of it is billed or numbered.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHost, type TestHost } from '../host.ts';

const school = 'sch_990001';
let host: TestHost;
beforeAll(async () => {
  host = await startHost({ at: '2026-11-23T09:00:00Z' });
});
afterAll(() => host.stop());

const api = async <T>(person: string, path: string, body?: unknown): Promise<T> => {
  const reply = await (await host.as(person)).json(`/essex/api/${path}`, body);
  expect(reply.status, reply.body).toBeLessThan(300);
  return reply.data<T>();
};

/** The register as it would come once the school has become a converter academy (type 34). */
async function convert(): Promise<unknown> {
  const rows = (await readFile(new URL('../../infra/local/demo/schools.csv', import.meta.url), 'latin1')).split('\r\n');
  const header = (rows[0] ?? '').slice(1, -1).split('","');
  const changed = rows.map((row) => {
    if (!row.startsWith('"990001"')) return row;
    const fields = row.slice(1, -1).split('","');
    fields[header.indexOf('TypeOfEstablishment (code)')] = '34';
    return `"${fields.join('","')}"`;
  });
  await host.files.put('converted.csv', Buffer.from(changed.join('\r\n'), 'latin1'));
  return host.invoke('schools', { council: 'essex', task: 'import-gias', subject: { file: 'converted.csv', allAuthorities: false } });
}

test('a visit quoted as a recharge is held once the school is an academy', async () => {
  const quote = await api<{ token: string; netPence: number; vatPence: number }>('tom-haldane', 'bookings/quotes', {
    school,
    service: 'svc_headteacher-performance-management',
    officer: 'off_helen-marsh',
    purse: 'delegated-budget',
    halfDays: 2,
    sessions: ['2026-11-24#am', '2026-11-24#pm'],
  });
  expect([quote.netPence, quote.vatPence]).toEqual([45_000, 0]);
  const { booking } = await api<{ booking: string }>('tom-haldane', 'bookings', { token: quote.token, purchaseOrder: 'SALT-1' });
  host.clock.set('2026-11-25T09:00:00Z');
  await api('helen-marsh', `bookings/${booking}/deliveries`, { visits: ['01', '02'], note: 'The review took place.' });

  host.clock.set('2026-11-27T09:00:00Z');
  expect(await convert()).toMatchObject({ ok: true, changed: 1, added: 0, rejected: [] });

  const run = await api<{ id: string; held: number }>('nadia-rahman', 'invoicing/runs', { from: '2026-11-01', to: '2026-11-27' });
  expect(run.held).toBe(2);
  const seen = await api<{ documents: unknown[]; heldLines: { why: string; booking: string }[] }>(
    'nadia-rahman',
    `invoicing/runs/${run.id}`,
  );
  expect(seen.documents).toEqual([]);
  expect(seen.heldLines.map((line) => line.booking)).toEqual([booking, booking]);
  expect(seen.heldLines[0]?.why).toContain('quoted as a journal recharge without VAT');

  const commit = await (await host.as('nadia-rahman')).json(`/essex/api/invoicing/runs/${run.id}/commitment`, {});
  expect([commit.status, commit.data<{ type: string }>().type]).toEqual([409, 'urn:daybook:problem:nothing-to-bill']);
  expect(await api('tom-haldane', 'invoicing/documents')).toMatchObject({ documents: [] });
});

test('and a new quote to the same school is an academy’s: with VAT, and without a delegated budget', async () => {
  const ask = {
    school,
    service: 'svc_headteacher-performance-management',
    officer: 'off_helen-marsh',
    halfDays: 2,
    sessions: ['2026-12-01#am', '2026-12-01#pm'],
  };
  const tom = await host.as('tom-haldane');
  const refused = await tom.json('/essex/api/bookings/quotes', { ...ask, purse: 'delegated-budget' });
  expect(refused.data<{ type: string }>().type).toBe('urn:daybook:problem:purse-not-available');
  expect(await api('tom-haldane', 'bookings/quotes', { ...ask, purse: 'own-funds' })).toMatchObject({ netPence: 45_000, vatPence: 9_000 });
});
