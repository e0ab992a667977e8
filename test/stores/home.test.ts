// A school with many bookings: its home reads as much as one with few, and its list comes whole by pages and as a file. On the real engine.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { slotOf } from '../../functions/bookings/rules/life.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { bookingWrite, confirmationWrites } from '../../functions/bookings/store.ts';
import { countOldUnbilled } from '../../functions/invoicing/actions/unbilled.ts';
import { countUnbilled } from '../../functions/invoicing/store/unbilled.ts';
import { readHome } from '../../functions/reports/actions/home.ts';
import { continueListExport, listBounds, readListExport, startListExport } from '../../functions/reports/actions/lists/exports.ts';
import { type ListPage, readList } from '../../functions/reports/actions/lists/read.ts';
import type { ListQuery } from '../../functions/reports/schema/lists.ts';
import { addDays, isWorkingDay, type SessionKey } from '../../shared/calendar.ts';
import { commit, put, type Write } from '../../shared/commit.ts';
import type { Actor, Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, ChargeId, JobId, OfficerId } from '../../shared/ids.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { council } from '../actors.ts';
import { academy, actor, booked, day, maintained, now, outcomeOf, quoted } from '../bookings.ts';
import { testTable } from '../engine.ts';
import { writtenFile } from '../files.ts';

const maria = actor('school-booker', { organisation: academy.id });
const joan = actor('resource-manager');
let client: TableClient;
let table: CouncilTable;
const as = (who: Actor): Context => ({
  actor: who,
  council,
  now,
  table,
  logger: { info() {}, error() {} },
});

const [first] = [booked(quoted()).booking];
/** Bookings of one half-day on the working days from a day on, one a day. */
function make(from: string, count: number, name: string, of = academy): Booking[] {
  const bookings: Booking[] = [];
  for (let date = day(from); bookings.length < count; date = addDays(date, 1)) {
    if (!isWorkingDay(date)) continue;
    const [session] = first.sessions;
    if (!session) throw new Error('no session');
    bookings.push({
      ...first,
      id: `bkg_${name}-${String(bookings.length).padStart(4, '0')}` as BookingId,
      school: of.id,
      schoolName: of.name,
      sessions: [{ ...session, session: `${date}#am` as SessionKey, officer: `off_${name}` as OfficerId }],
    });
  }
  return bookings;
}
async function keep(bookings: readonly Booking[], into = table): Promise<void> {
  for (let i = 0; i < bookings.length; i += 30) {
    const writes = bookings
      .slice(i, i + 30)
      .flatMap((booking) =>
        confirmationWrites(
          into,
          { booking, slots: booking.sessions.map((session) => slotOf(booking, session)), postings: [], need: undefined },
          now,
        ),
      );
    expect((await commit(into, writes)).ok).toBe(true);
  }
}

/** Items that the table handed over while something was done, and how often it was asked. */
async function reads<T>(work: () => Promise<T>): Promise<{ result: T; items: number; asked: number }> {
  const seen = { items: 0, asked: 0 };
  const middleware = `meter-${Math.trunc(performance.now() * 1000)}`;
  client.middlewareStack.add(
    (next) => async (args) => {
      const reply = await next(args);
      const { Items, Responses, Item } = reply.output as { Items?: unknown[]; Responses?: Record<string, unknown[]>; Item?: unknown };
      seen.asked += 1;
      seen.items += (Items?.length ?? 0) + Object.values(Responses ?? {}).flat().length + (Item ? 1 : 0);
      return reply;
    },
    { step: 'initialize', name: middleware },
  );
  const result = await work();
  client.middlewareStack.remove(middleware);
  return { result, ...seen };
}

beforeAll(async () => {
  const { endpoint, tableName } = await testTable();
  client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
  table = new CouncilTable(client, tableName, 'essex');
  await keep(make('2026-11-25', 110, 'a'));
});

describe('the home of a school', () => {
  test('reads no more for twice as many bookings, and tells the next five visits and that there are more', async () => {
    const before = await reads(() => readHome(as(maria)));
    const parts = Object.fromEntries(before.result.parts.map((part) => [part.code, part]));
    expect(parts.coming?.rows.map(({ text, detail, tag }) => `${text} ${detail} ${tag?.text}`)).toEqual([
      expect.stringMatching(/^Wednesday 25 November, morning: .* with Daniel Osei paid$/),
      expect.stringMatching(/^Thursday 26 November, morning: /),
      expect.stringMatching(/^Friday 27 November/),
      expect.stringMatching(/^Monday 30 November/),
      expect.stringMatching(/^Tuesday 1 December/),
    ]);
    expect(parts.coming?.more).toEqual([{ count: 55, more: true }]);
    // Whoever has nothing free is told so.
    expect(parts.left).toMatchObject({ rows: [], none: 'No free days have been granted.' });
    await keep(make('2026-11-25', 110, 'b'));
    const after = await reads(() => readHome(as(maria)));
    expect(before.items).toBeLessThan(90);
    expect(after.items).toBe(before.items);
    expect(after.asked).toBe(before.asked);
  });

  test('does not tell of a visit whose slot was given back', async () => {
    expect(
      (await readHome(as(actor('school-booker', { organisation: maintained.id })))).parts.find(({ code }) => code === 'coming'),
    ).toMatchObject({
      rows: [],
      none: 'Nothing is booked.',
    });
  });
});

test('a visit that is over and not marked is stuck until it is delivered, and then is not', async () => {
  // Longer ago than the weeks of a diary that an officer’s home reads.
  const [late] = make('2026-10-19', 1, 'late', maintained);
  if (!late) throw new Error('none made');
  const stuck = async () =>
    (await readHome(as(joan))).parts.find(({ code }) => code === 'stuck')?.rows.map(({ text, count }) => `${count?.count} ${text}`);
  const toMark = async (officer: string) =>
    (await readHome(as(actor('officer', { officer: officer as OfficerId })))).parts
      .find(({ code }) => code === 'week')
      ?.rows.flatMap(({ count }) => (count ? [count.count] : []));
  expect([await stuck(), await toMark('off_late')]).toEqual([[], []]);
  await keep([late]);
  expect([await toMark('off_late'), await toMark('off_a')]).toEqual([[1], []]);
  expect(await stuck()).toEqual(['1 booking with a visit that is over and not marked delivered']);
  const delivered: Booking = {
    ...late,
    version: late.version + 1,
    sessions: late.sessions.map((session) => ({ ...session, state: 'delivered' })),
  };
  expect((await commit(table, [bookingWrite(table, delivered)])).ok).toBe(true);
  expect([await stuck(), await toMark('off_late')]).toEqual([[], []]);
});

test('an officer is told of a visit that was forgotten though many of other officers were forgotten before it', async () => {
  const of = new CouncilTable(client, table.name, 'forgetful');
  await keep([...make('2026-03-02', 90, 'other', maintained), ...make('2026-10-19', 2, 'late', maintained)], of);
  const home = await readHome({ ...as(actor('officer', { officer: 'off_late' as OfficerId })), table: of });
  expect(home.parts.find(({ code }) => code === 'week')?.rows.map(({ count }) => count)).toEqual([{ count: 2, more: false }]);
});

test('what is not billed is counted without what is, what waits for agreement, what is not due and what is older; beyond a bound there may be more', async () => {
  const of = new CouncilTable(client, table.name, 'unbilled');
  const [payer, today] = [academy.id, day('2026-11-24')];
  const charge = (name: string, deliveredOn = '2026-11-12') => {
    const id = `chg_${name}` as ChargeId;
    return put(of.key.charge(deliveredOn.slice(0, 7), payer, id), { type: 'charge', id, payer, deliveredOn });
  };
  const claim = (name: string) => put(of.key.claim('2026-11', payer, `chg_${name}` as ChargeId), { type: 'claim' });
  const consent = (name: string, more: object) =>
    put(of.key.consent('2026-11', payer, `chg_${name}` as ChargeId), { type: 'consent', charge: `chg_${name}`, ...more });
  const count = () => countUnbilled(of, today, '2026-01-01');
  expect(await count()).toEqual({ count: 0, more: false });
  await commit(of, [
    ...[charge('billed'), claim('billed'), charge('billed-2'), charge('waits'), consent('waits', { waits: {} })],
    ...[
      charge('agreed'),
      consent('agreed', {}),
      charge('to-come', '2026-11-25'),
      charge('old', '2026-08-31'),
      charge('term', '2026-09-01'),
    ],
  ]);
  expect(await count()).toEqual({ count: 3, more: false });
  expect(await countUnbilled(of, today, '2026-11-01')).toEqual({ count: 2, more: false });
  for (const name of ['a', 'b'])
    await commit(
      of,
      Array.from({ length: 60 }, (_, i) => charge(`${name}${i}`)),
    );
  const { count: found, more } = await count();
  expect([found > 90 && found < 103, more]).toEqual([true, true]);
});

test('what is not billed for longer is counted once a day, and is stuck for finance until it is billed or waits for a word', async () => {
  const of = new CouncilTable(client, table.name, 'counted');
  const auditor = actor('auditor');
  const at = (date: string): Context => ({
    ...as(auditor),
    table: of,
    now: Date.parse(`${date}T09:00:00Z`),
    council: { ...council, ledgerFrom: '2025-09-01' },
  });
  const stuck = async (date = '2026-11-24') =>
    (await readHome(at(date))).parts.find(({ code }) => code === 'stuck')?.rows.filter(({ path }) => path === '/invoicing/runs');
  const [payers, write] = [[academy.id, maintained.id], (writes: Write[]) => commit(of, writes)];
  const id = (name: string) => `chg_${name}` as ChargeId;
  const charge = (name: string, on: string, payer = academy.id) =>
    put(of.key.charge(on.slice(0, 7), payer, id(name)), { type: 'charge', id: id(name), payer, deliveredOn: on, netPence: 45_000 });
  const claim = (name: string, on: string) => put(of.key.claim(on.slice(0, 7), academy.id, id(name)), { type: 'claim' });
  await write([
    charge('new', '2026-09-01'),
    charge('old', '2025-10-02'),
    charge('other', '2026-08-31', payers[1]),
    charge('billed', '2026-01-05'),
  ]);
  await write([claim('billed', '2026-01-05'), charge('waits', '2026-02-03')]);
  const waits = { type: 'consent', charge: id('waits'), payer: academy.id, deliveredOn: '2026-02-03', waits: { since: '2026-02-04' } };
  await write([put(of.key.consent('2026-02', academy.id, id('waits')), waits)]);
  expect(await stuck()).toEqual([]);
  // A run that has no time takes one month at a time, and another goes on with the next.
  const states: string[] = [];
  while (states.length < 20 && states.at(-1) !== 'done') states.push((await countOldUnbilled(at('2026-11-24'), 0)).state);
  expect(states).toEqual([...Array(11).fill('more'), 'done']);
  expect(await stuck()).toMatchObject([
    { text: 'charges from before 1 September 2026 not billed', count: { count: 2, more: false }, pence: 90_000, tag: { tone: 'late' } },
  ]);
  expect((await stuck())?.[0]?.detail).toMatch(/counted on 24 November 2026; a dry run from 2 October 2025 lists the oldest$/);
  expect(await countOldUnbilled(at('2026-11-24'))).toEqual({ state: 'nothing-due', count: 2 });
  await write([claim('old', '2025-10-02')]);
  expect(await stuck()).toMatchObject([{ text: 'charge from before 1 September 2026 not billed', pence: 45_000 }]);
  // Two at once count once, and a month later what was new is old.
  const december = await Promise.all([countOldUnbilled(at('2026-12-01')), countOldUnbilled(at('2026-12-01'))]);
  expect(december.map(({ state }) => state)).toContain('done');
  expect(await stuck('2026-12-01')).toMatchObject([{ text: 'charges from before 1 October 2026 not billed', count: { count: 2 } }]);
});

/** Every line of a list, page by page. */
async function walked(who: Actor, query: ListQuery): Promise<{ paths: string[]; pages: number }> {
  const paths: string[] = [];
  let [after, pages]: [string | undefined, number] = [undefined, 0];
  do {
    const page: ListPage = accepted(await readList(as(who), { ...query, ...(after ? { after } : {}) }));
    paths.push(...page.lines.map(({ path }) => path));
    after = page.next;
    pages += 1;
  } while (after && pages < 50);
  return { paths, pages };
}

describe('the list of bookings', () => {
  test('comes page by page, each booking once, for its school and for the council', async () => {
    const own = await walked(maria, { list: 'bookings' });
    expect([own.paths.length, new Set(own.paths).size, own.pages]).toEqual([220, 220, 9]);
    const all = await walked(joan, { list: 'bookings' });
    // What waits for a visit by its date, and then what is over.
    expect([all.paths.length, new Set(all.paths).size, all.paths.at(-1)]).toEqual([221, 221, '/bookings/bkg_late-0000']);
    expect((await walked(joan, { list: 'bookings', stage: 'over' })).paths).toEqual(['/bookings/bkg_late-0000']);
  });

  test('is asked by date and state, and put in another order', async () => {
    const december = await walked(maria, { list: 'bookings', from: day('2026-12-01'), to: day('2026-12-31') });
    expect(december.paths.length).toBe(42);
    expect((await walked(maria, { list: 'bookings', state: 'cancelled' })).paths).toEqual([]);
    const sorted = accepted(await readList(as(maria), { list: 'bookings', sort: 'date' }));
    expect(sorted.lines.map(({ cells }) => cells[2]).slice(0, 3)).toEqual(['2026-11-25', '2026-11-25', '2026-11-26']);
    const { paths } = await walked(maria, { list: 'bookings', sort: 'date' });
    expect(paths.length).toBe(220);
    // The file comes in the order of the page.
    const { job } = accepted(await startListExport(as(maria), async () => {}, { list: 'bookings', sort: 'date', format: 'csv' }));
    const { files, lines } = writtenFile();
    // The power goes once after each step, before what it came to is kept: the file is begun again, and no line is in it twice.
    const ahead = new Set(['begin', 'part', 'end']);
    const then = <T>(step: string, came: T): T => {
      if (ahead.delete(step)) throw new Error('the power went');
      return came;
    };
    const dying: typeof files = {
      ...files,
      beginFile: async (...of) => then('begin', await files.beginFile(...of)),
      addPart: async (...of) => then('part', await files.addPart(...of)),
      endFile: async (...of) => then('end', await files.endFile(...of)),
    };
    for (const _step of [...ahead]) await expect(continueListExport(as(maria), dying, job)).rejects.toThrow('the power went');
    expect(await continueListExport(as(maria), dying, job)).toMatchObject({ state: 'done', result: { rows: 220 } });
    const written = lines().slice(1, -1);
    expect(written.map((line) => `/bookings/${line.split(',').at(-1)}`)).toEqual(paths);
  });

  test('is nobody’s who has none, and another school’s address changes nothing', async () => {
    expect(outcomeOf(await readList(as(actor('officer', { officer: 'off_a' as OfficerId })), { list: 'bookings' }))).toBe('unknown-list');
    expect(
      (await walked(actor('school-booker', { organisation: maintained.id }), { list: 'bookings', organisation: academy.id })).paths,
    ).toEqual(['/bookings/bkg_late-0000']);
  });
});

test('ten thousand lines are written as a file in parts of a bounded size, and a crash leaves none twice', async () => {
  const total = 10_000;
  const [pattern] = make('2026-11-25', 1, 'many');
  const wide = (i: number) => ({
    ...pattern,
    id: `bkg_many-${i}`,
    serviceTitle: `=1+${i}`,
    pk: `essex#BOOKING#${i}`,
    sk: 'booking',
    gsi1pk: `essex#BOOKINGS#${academy.id}`,
    gsi1sk: `bkg_many-${String(i).padStart(6, '0')}`,
  });
  // The school's bookings come from here and everything else from the engine.
  const many = new Proxy(client, {
    get: (target, name) =>
      name !== 'send'
        ? Reflect.get(target, name)
        : async (command: QueryCommand) => {
            const { IndexName, ExpressionAttributeValues: values, Limit = 0, ExclusiveStartKey } = command.input;
            if (!(command instanceof QueryCommand) || IndexName !== 'gsi1' || values?.[':pk'] !== `essex#BOOKINGS#${academy.id}`)
              return target.send(command);
            const start = ExclusiveStartKey ? Number(String(ExclusiveStartKey.pk).split('#')[2]) + 1 : 0;
            const items = Array.from({ length: Math.min(Limit, total - start) }, (_, i) => wide(start + i));
            const { pk, sk, gsi1pk, gsi1sk } = items.at(-1) ?? wide(0);
            return { Items: items, ...(start + items.length < total ? { LastEvaluatedKey: { pk, sk, gsi1pk, gsi1sk } } : {}) };
          },
  });
  const context: Context = { ...as(maria), table: new CouncilTable(many, table.name, 'essex') };
  const sorted = accepted(await readList(context, { list: 'bookings', sort: 'latest' }));
  expect([sorted.order, sorted.lines.length]).toEqual(['In order of date, latest first: 1 to 25 of 10,000', 25]);
  let crashes = 1;
  const {
    files,
    parts,
    lines: written,
  } = writtenFile((part) => {
    if (part === 2 && crashes-- > 0) throw new Error('the power went');
  });
  const before = { ...listBounds };
  Object.assign(listBounds, { bytesPerPart: 300_000, sliceMs: 60_000 });
  const { job } = accepted(await startListExport(context, async () => {}, { list: 'bookings', format: 'csv' }));
  const again = accepted(await startListExport(context, async () => {}, { list: 'bookings', format: 'csv', job, service: undefined }));
  expect(again.job).toBe(job);
  const otherwise = { list: 'bookings', format: 'xlsx', job } as const;
  expect(outcomeOf(await startListExport(context, async () => {}, otherwise))).toBe('key-reused');
  await expect(continueListExport(context, files, job)).rejects.toThrow('the power went');
  let state = '';
  for (let slice = 0; slice < 5 && state !== 'done'; slice++) ({ state } = await continueListExport(context, files, job));
  Object.assign(listBounds, before);
  const lines = written();
  expect([state, lines.length, parts.length > 2]).toEqual(['done', total + 2, true]);
  expect(new Set(lines.map((line) => line.split(',').at(-1))).size).toBe(total + 2);
  expect(lines[1]).toMatch(/^'=1\+0,/);
  // A part is what was asked for and at most what one read gives beyond it.
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(300_000 + 500 * 250);
  expect(accepted(await readListExport(context, job))).toMatchObject({ state: 'done', rows: total });
  expect(outcomeOf(await readListExport(as(joan), job))).toBe('unknown-export');
  expect(outcomeOf(await readListExport(context, 'job_none' as JobId))).toBe('unknown-export');
});

test('an export is its own person’s for as long as they have the rights that it was read with', async () => {
  const both = { ...actor('finance'), roles: ['finance', 'resource-manager'] as const };
  const { job } = accepted(await startListExport(as(both), async () => {}, { list: 'waiting-lines', format: 'csv' }));
  expect(outcomeOf(await readListExport(as({ ...both, roles: ['auditor', ...both.roles] }), job))).toBe('accepted');
  for (const who of [
    { ...both, roles: ['resource-manager'] as const },
    { ...both, organisation: academy.id },
    { ...both, roles: [] },
  ])
    expect(outcomeOf(await readListExport(as(who), job))).toBe('unknown-export');
});
