// The list of invoices and recharges: each as it stands now, in any order, and what putting it in order costs. On the real engine.
import { beforeAll, expect, test } from 'vitest';
import type { Document } from '../../functions/invoicing/schema.ts';
import { createDocumentWrite, unpaidWrite, unpostedWrite } from '../../functions/invoicing/store.ts';
import { continueListExport, startListExport } from '../../functions/reports/actions/lists/exports.ts';
import { readList } from '../../functions/reports/actions/lists/read.ts';
import { type ListQuery, linesOnPage } from '../../functions/reports/schema/lists.ts';
import { addDays } from '../../shared/calendar.ts';
import { commit, put } from '../../shared/commit.ts';
import type { Actor, Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { DocumentId } from '../../shared/ids.ts';
import { account } from '../../shared/ledger/chart.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import { council } from '../actors.ts';
import { academy, actor, day, maintained, now } from '../bookings.ts';
import { testTable } from '../engine.ts';
import { writtenFile } from '../files.ts';

const invoices = 140;
const recharges = 60;
const finance = actor('finance');
const school = actor('school-approver', { organisation: academy.id });
let table: CouncilTable;
const meter = { units: 0, single: 0 };
const as = (who: Actor): Context => ({ actor: who, council, now, table, logger: { info() {}, error() {} } });

const isOpen = (i: number): boolean => i % 4 === 0;
function documentOf(i: number): Document {
  const isInvoice = i < invoices;
  const customer = isInvoice ? academy : maintained;
  const issuedOn = addDays(day('2026-04-01'), (i * 37) % 200);
  return {
    id: `doc_${String(i).padStart(4, '0')}` as DocumentId,
    kind: isInvoice ? 'vat-invoice' : 'journal-recharge',
    rail: isInvoice ? 'vat-invoice' : 'journal',
    number: `ESX-${String(i).padStart(6, '0')}`,
    organisation: customer.id,
    issuedOn,
    ...(isInvoice ? { dueOn: addDays(issuedOn, 30) } : {}),
    customer: { name: customer.name, addressLines: [] },
    purchaseOrders: [],
    netPence: 10_000,
    vatPence: 0,
    grossPence: 10_000,
    lineCount: 1,
  } as unknown as Document;
}

beforeAll(async () => {
  const { endpoint, tableName } = await testTable();
  const client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
  table = new CouncilTable(client, tableName, 'essex');
  const documents = Array.from({ length: invoices + recharges }, (_, i) => documentOf(i));
  for (let i = 0; i < documents.length; i += 30) {
    const writes = documents.slice(i, i + 30).flatMap((document, j) => {
      const [isInvoice, open] = [document.kind === 'vat-invoice', isOpen(i + j)];
      const name = account(isInvoice ? 'debtor' : 'recharge', document.id);
      const mark = isInvoice ? unpaidWrite(table, document) : unpostedWrite(table, document);
      return [
        createDocumentWrite(table, document),
        put(table.key.head(document.id, name), { type: 'head', account: name, available: open ? 4_000 + i + j : 0 }),
        ...(open ? [mark] : []),
      ];
    });
    if (!(await commit(table, writes)).ok) throw new Error('the documents could not be kept');
  }
  client.middlewareStack.add(
    (next) => async (args) => {
      (args.input as { ReturnConsumedCapacity?: string }).ReturnConsumedCapacity = 'TOTAL';
      const reply = await next(args);
      const { ConsumedCapacity: of, Responses } = reply.output as {
        ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
        Responses?: Record<string, unknown[]>;
      };
      for (const each of [of ?? []].flat()) meter.units += each.CapacityUnits ?? 0;
      meter.single += Object.values(Responses ?? {}).flat().length;
      return reply;
    },
    { step: 'initialize', name: 'meter' },
  );
});

type Told = { number: string; open: number; state: string; issued: string };
async function read(who: Actor, query: Partial<ListQuery>) {
  const { lines, next } = accepted(await readList(as(who), { list: 'documents', ...query }));
  const told = lines.map(
    ({ cells }): Told => ({
      number: String(cells[0]),
      issued: String(cells[3]),
      open: Number(cells[8]),
      state: String(cells[9]),
    }),
  );
  return { told, next };
}
async function walked(who: Actor, query: Partial<ListQuery>): Promise<Told[]> {
  const all: Told[] = [];
  for (let after: string | undefined, i = 0; i === 0 || (after && i < 50); i++) {
    const { told, next } = await read(who, { ...query, ...(after ? { after } : {}) });
    all.push(...told);
    after = next;
  }
  return all;
}
const expected = Array.from({ length: invoices + recharges }, (_, i): Told => {
  const { number, issuedOn, dueOn } = documentOf(i);
  const open = isOpen(i);
  const state = i >= invoices ? (open ? 'to be posted' : 'posted') : !open ? 'paid' : (dueOn ?? '') < '2026-11-24' ? 'overdue' : 'owed';
  return { number, issued: issuedOn, open: open ? 4_000 + i : 0, state };
});
const byNumber = (all: readonly Told[]) => [...all].sort((a, b) => (a.number < b.number ? -1 : 1));

test('in every order each is told once, with what is open on it', async () => {
  for (const sort of [undefined, 'date', 'latest', 'school'] as const) {
    const all = await walked(finance, sort ? { sort } : {});
    expect(byNumber(all)).toEqual(expected);
    if (sort === 'date') expect(all.map(({ issued }) => issued)).toEqual(expected.map(({ issued }) => issued).sort());
  }
  expect(byNumber(await walked(school, { sort: 'latest' }))).toEqual(expected.slice(0, invoices));
});

test('by its state each is found once, whoever asks and in any order', async () => {
  for (const state of ['owed', 'overdue', 'paid', 'to be posted', 'posted'])
    for (const sort of [undefined, 'date', 'school'] as const) {
      const fitting = expected.filter((each) => each.state === state || (state === 'owed' && each.state === 'overdue'));
      expect(byNumber(await walked(finance, { state, ...(sort ? { sort } : {}) }))).toEqual(fitting);
      const own = fitting.filter(({ number }) => number < `ESX-${String(invoices).padStart(6, '0')}`);
      expect(byNumber(await walked(school, { state, ...(sort ? { sort } : {}) }))).toEqual(own);
    }
});

test('putting it in order reads what is open on the lines that are shown and on no other, and a page that is turned on its own alone', async () => {
  const metered = async (query: Partial<ListQuery>) => {
    Object.assign(meter, { units: 0, single: 0 });
    const { next } = await read(finance, query);
    return { next, ...meter };
  };
  const first = await metered({ sort: 'school' });
  expect(first.single).toBe(linesOnPage);
  // Some 0.6 KB each, read from an index for half a unit for 4 KB, and a unit for each of those that are shown.
  expect(first.units).toBeLessThan(linesOnPage + ((invoices + recharges) * 0.8) / 8 + 3);
  const second = await metered({ sort: 'school', after: first.next ?? '' });
  expect([second.single, second.units]).toEqual([linesOnPage, linesOnPage]);
  // What is to be posted has its marks, and of a recharge nothing is owed.
  expect((await metered({ state: 'to be posted' })).single).toBeLessThanOrEqual(2 * (recharges / 4));
  expect((await metered({ state: 'posted', sort: 'date' })).single).toBe(recharges);
});

test('a file in order has what is open on every line', async () => {
  const { job } = accepted(await startListExport(as(finance), async () => {}, { list: 'documents', sort: 'date', format: 'csv' }));
  const { files, lines } = writtenFile();
  for (let i = 0, state = ''; i < 5 && state !== 'done'; i++) ({ state } = await continueListExport(as(finance), files, job));
  const rows = lines().slice(1, -1);
  const pence = (text = '') => Number(text.replace('.', ''));
  const told = rows.map((line) => line.split(',')).map((cells) => [cells[0], pence(cells.at(-3)), cells.at(-2)]);
  expect(told.sort()).toEqual(expected.map(({ number, open, state }) => [number, open, state]).sort());
});
