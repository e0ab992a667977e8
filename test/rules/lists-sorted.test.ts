// Lists of ten thousand in another order than that of their keys: every line once, whatever comes and goes while the pages are turned, and nobody else's order.
import { expect, test } from 'vitest';
import { type Line, list, type Reading } from '../../functions/reports/actions/lists/define.ts';
import { inOrder, sortedPage } from '../../functions/reports/actions/lists/sorted.ts';
import { readOn } from '../../functions/reports/actions/lists/stretches.ts';
import { sortOf } from '../../functions/reports/rules/sorted.ts';
import { exportListSchema, linesOnPage, listQuerySchema, mostSorted, type Sort } from '../../functions/reports/schema/lists.ts';
import type { CouncilTable } from '../../shared/table.ts';
import { actor, day, now } from '../bookings.ts';

type Row = { id: string; date: string; school: string; officer: string };
const rowOf = (i: number): Row => ({
  id: `row-${i}`,
  date: `2026-${String(1 + ((i * 7) % 12)).padStart(2, '0')}-01`,
  school: ['École Two', 'school 10', 'School 9', 'Éclair', 'Zebra'][(i * 31) % 5] ?? '',
  officer: `Officer ${(i * 17) % 40}`,
});
const cellOf = ({ id }: Row) => id;
const lines = list<Row, Row>({
  code: 'bookings',
  title: 'Rows',
  columns: [{ title: 'Row', kind: 'text', of: cellOf }],
  filters: [],
  sorts: ['date', 'latest', 'school', 'officer'],
  states: [],
  order: () => 'As kept',
  isFor: () => true,
  stretches: () => [],
  rows: (_reading, items) => items,
  path: ({ id }) => `/rows/${id}`,
  date: ({ date }) => date,
  school: ({ school }) => school,
  officer: ({ officer }) => officer,
  service: () => '',
  stateOf: () => [],
});

let tables = 0;
/** A table of so many rows in one stretch, which says that there is more wherever a read ends at its limit, as DynamoDB does. */
function tableOf(rows: Row[]) {
  const asked = { items: 0 };
  const page = async (_range: unknown, { limit = 0, after = '0' }: { limit?: number; after?: string }) => {
    const start = Number(after);
    const items = rows.slice(start, start + limit);
    asked.items += items.length;
    return { items, ...(items.length === limit ? { next: String(start + limit) } : {}) };
  };
  tables += 1;
  return { asked, table: { name: `rows-${tables}`, council: 'essex', page } as unknown as CouncilTable };
}
const stretches = [{ range: { pk: 'essex#ROWS' } }];
const { name: _, ...reader } = actor('resource-manager');
const reading = (table: CouncilTable, sort: Sort, after?: string, more: Partial<Reading> = {}): Reading => ({
  table,
  reader,
  now,
  today: day('2026-11-24'),
  query: { sort, ...(after === undefined ? {} : { after }) },
  ...more,
});
const shown = (some: readonly Line[]) => some.map(({ path }) => path.slice('/rows/'.length));

/** Every page from the first to the last; `between` happens after the first one was shown. */
async function walked(table: CouncilTable, sort: Sort, more: Partial<Reading> = {}, between?: () => void) {
  const seen: string[] = [];
  const orders: string[] = [];
  for (let after: string | undefined, i = 0; i === 0 || after !== undefined; i++) {
    const page = await sortedPage(lines, reading(table, sort, after, i === 0 ? {} : more), stretches, sort);
    if (!page) throw new Error('too many');
    seen.push(...shown(page.lines));
    orders.push(page.order);
    after = page.next;
    if (i === 0) between?.();
  }
  return { seen, orders };
}

test('ten thousand lines are put in each order, every one of them once, and read once however many pages are turned', async () => {
  const rows = Array.from({ length: mostSorted }, (_unused, i) => rowOf(i));
  for (const sort of lines.sorts) {
    const { asked, table } = tableOf(rows);
    const { seen, orders } = await walked(table, sort);
    expect([seen.length, new Set(seen).size, asked.items, orders.length]).toEqual([10_000, 10_000, 10_000, 10_000 / linesOnPage]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const told = seen.map((id) => byId.get(id) as Row);
    const pairs = told.slice(1).map((row, i) => [told[i] as Row, row] as const);
    if (sort === 'date') expect(pairs.every(([a, b]) => a.date <= b.date)).toBe(true);
    if (sort === 'latest') expect(pairs.every(([a, b]) => a.date >= b.date)).toBe(true);
    // As names are looked up: without regard to case or accents, and numbers by what they count.
    if (sort === 'school')
      expect([...new Set(told.map(({ school }) => school))]).toEqual(['Éclair', 'École Two', 'School 9', 'school 10', 'Zebra']);
    if (sort === 'officer') expect([...new Set(told.map(({ officer }) => officer))].slice(1, 3)).toEqual(['Officer 1', 'Officer 2']);
    expect(orders.at(-1)).toMatch(/: 9,976 to 10,000 of 10,000, as at 08:00$/);
  }
});

test('more than that are put in no other order', async () => {
  for (const length of [mostSorted + 1, 12_000]) {
    const { table } = tableOf(Array.from({ length }, (_unused, i) => rowOf(i)));
    expect(await sortedPage(lines, reading(table, 'school'), stretches, 'school')).toBeUndefined();
    expect(await inOrder(lines, reading(table, 'school'), stretches, 'school', true)).toBeUndefined();
  }
});

test('a first page is always read anew, a later one for five minutes not, and for no other reader or question', async () => {
  const rows = Array.from({ length: 60 }, (_unused, i) => rowOf(i));
  const { asked, table } = tableOf(rows);
  const first = await sortedPage(lines, reading(table, 'date'), stretches, 'date');
  const turn = async (more: Partial<Reading>) => {
    const before = asked.items;
    const page = await sortedPage(lines, reading(table, 'date', first?.next, more), stretches, 'date');
    return [page?.lines.length, asked.items - before];
  };
  expect(await turn({})).toEqual([25, 0]);
  expect(await turn({ reader: { ...reader, roles: ['finance'] } })).toEqual([25, 60]);
  expect(await turn({ query: { sort: 'date', after: first?.next, state: 'booked' } })).toEqual([0, 60]);
  await sortedPage(lines, reading(table, 'date'), stretches, 'date');
  expect(asked.items).toBe(240);
  expect(await turn({ now: now + 5 * 60_000 })).toEqual([25, 0]);
  expect(await turn({ now: now + 5 * 60_000 + 1 })).toEqual([25, 60]);
});

test('where the order has to be made again, pages go on behind the last line that was shown, though lines have come and gone', async () => {
  const late = { now: now + 6 * 60_000 };
  const with60 = () =>
    Array.from({ length: 60 }, (_unused, i) => ({ ...rowOf(i), id: `row-${String(i).padStart(3, '0')}`, date: '2026-01-01' }));
  const came = with60();
  const after = await walked(tableOf(came).table, 'date', late, () => came.unshift({ ...rowOf(0), id: 'row-000a', date: '2025-01-01' }));
  expect(after.seen).toEqual(with60().map(({ id }) => id));
  const went = with60();
  // The last line shown goes itself.
  const gone = await walked(tableOf(went).table, 'date', late, () => went.splice(24, 1));
  expect(gone.seen).toEqual(with60().map(({ id }) => id));
  // It is moved to where it would lead past others, or back to where all were shown.
  for (const to of ['2026-12-01', '2025-01-01']) {
    const moves = with60();
    const moved = await walked(tableOf(moves).table, 'date', late, () => {
      moves[24] = { ...rowOf(0), id: 'row-024', date: to };
    });
    expect([...new Set(moved.seen)].sort()).toEqual(with60().map(({ id }) => id));
    expect(moved.seen.length).toBe(61);
  }
});

test('what a reader has lost since, such as a school of their trust, is shown no more', async () => {
  const { asked, table } = tableOf(Array.from({ length: 60 }, (_unused, i) => rowOf(i)));
  const first = await sortedPage(lines, reading(table, 'date'), stretches, 'date');
  const left = await sortedPage(lines, reading(table, 'date', first?.next), [], 'date');
  expect([left?.lines, left?.next, asked.items]).toEqual([[], undefined, 60]);
});

test('a place that nobody was given leads nowhere else', async () => {
  const { table } = tableOf(Array.from({ length: 60 }, (_unused, i) => rowOf(i)));
  const path = shown((await sortedPage(lines, reading(table, 'date'), stretches, 'date'))?.lines ?? [])[3];
  for (const [after, length] of [
    ['s99999.AAAAAAAA./rows/row-1', 0],
    ['s-1.AAAAAAAA./rows/row-1', 25],
    [`s3./rows/${path}`, 25],
    ['s59.AAAAAAAA.\u0000', 1],
    ['s0.AAAAAAAA.\n', 25],
    ['', 25],
  ] as const)
    expect((await sortedPage(lines, reading(table, 'date', after), stretches, 'date'))?.lines.length).toBe(length);
});

test('an order that a list has not is none', () => {
  const few = { ...lines, sorts: ['date'] as const };
  expect([sortOf(few, { sort: 'date' }), sortOf(few, { sort: 'school' }), sortOf(few, {})]).toEqual(['date', undefined, undefined]);
});

test('several lines of one record are each shown once', async () => {
  const rows = Array.from({ length: 70 }, (_unused, i) => ({
    ...rowOf(0),
    id: `row-${i % 2}`,
    date: `2026-01-${String(1 + (i % 28)).padStart(2, '0')}`,
  }));
  const { seen } = await walked(tableOf(rows).table, 'date', { now: now + 6 * 60_000 });
  expect(seen.length).toBe(70);
});

test('a place in the usual order is none in another, and the other way round begins anew', async () => {
  const { table } = tableOf(Array.from({ length: 60 }, (_unused, i) => rowOf(i)));
  const most = { lines: 25, items: 25, atOnce: 25 };
  const whole = shown((await readOn(lines, reading(table, 'date'), stretches, undefined, most)).lines);
  expect(shown((await readOn(lines, reading(table, 'date'), stretches, 's24./rows/row-9', most)).lines)).toEqual(whole);
  const sorted = await sortedPage(lines, reading(table, 'date', 'nonsense'), stretches, 'date');
  expect(sorted?.order).toMatch(/: 1 to 25 of 60$/);
});

test('what is asked of a list is words that the record of an export takes', () => {
  for (const service of ['Governors\u202e', 'half \ud800', 'nul\u0000', 'x'.repeat(101)]) {
    expect(listQuerySchema.safeParse({ list: 'bookings', service }).success).toBe(false);
    expect(exportListSchema.safeParse({ list: 'bookings', format: 'csv', service }).success).toBe(false);
  }
  expect(listQuerySchema.parse({ service: ' École 学校 ' }).service).toBe('École 学校');
});
