// However an import is interrupted, it ends as if it had not been: a crash before or after any transaction, a lost reply, a second worker at the same time
// and any cut into slices leave the same schools, trusts, events and words, the same counts and the same rejections.
import { type QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { closeGroup, joinPartnership, mergePartnership } from '../../functions/schools/actions/events.ts';
import type { Files } from '../../functions/schools/actions/import-file.ts';
import { advanceImport, bounds } from '../../functions/schools/actions/import-slice.ts';
import { importNow, listedRejections, startImport } from '../../functions/schools/actions/imports.ts';
import { groupsOn, membersOn } from '../../functions/schools/rules/events.ts';
import type { RegisterImport } from '../../functions/schools/schema/imports.ts';
import type { Partnership } from '../../functions/schools/schema/organisations.ts';
import type { Rejection } from '../../functions/schools/schema.ts';
import { getImport, rejectionsOf } from '../../functions/schools/store/imports.ts';
import { eventsOf, groupWrites } from '../../functions/schools/store/organisations.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit, put } from '../../shared/commit.ts';
import type { Context } from '../../shared/context.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import { type JobId, newId, type OrganisationId, type PersonId } from '../../shared/ids.ts';
import { CouncilTable, type Item, type TableClient, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';
import { everyItem } from '../items.ts';
import { alive, Crash, type Mishap, mishap, sendingBy, sliceLengths, suffering, workers } from '../mishaps.ts';
import { hunt, report, timeBox } from '../properties/budget.ts';
import { file, header, link, ofTrust, renaming } from '../register-rows.ts';
import { unhurried } from '../unhurried.ts';

const now = Date.parse('2026-11-24T10:00:00Z');
const council = { slug: 'essex', name: 'Essex', laCode: 881 } as Context['council'];
const actor = { person: 'per_daybook' as PersonId, name: 'Daybook', roles: [] };
const usual = { ...bounds };
afterEach(() => {
  Object.assign(bounds, usual);
});

let client: TableClient;
let endpoint: string;
beforeAll(async () => {
  ({ endpoint } = await testTable());
  client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
});

type World = { context: Context; tableName: string };
async function world(): Promise<World> {
  const { tableName } = await testTable();
  const table = new CouncilTable(client, tableName, 'essex');
  await commit(table, [put(table.key.council(), { type: 'council', ...council })]);
  return { tableName, context: { actor, council, now, table, logger: { info: () => {}, error: () => {} } } };
}

const filesOf = (bytes: Buffer, chunk: number): Files => ({
  async *openFile(_key, from = 0) {
    for (let at = from; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  },
  fileMark: async () => ({ size: bytes.length, mark: 'only' }),
  uploadForm: () => Promise.reject(new Error('nothing is uploaded')),
  send: async () => {},
});

/** Tries until it is done, as workers do after each crash; two at a time when there are two workers. */
async function importThrough(
  { context, tableName }: World,
  bytes: Buffer,
  how: { mishaps: readonly Mishap[]; chunk: number; slices: number[]; workers: number },
): Promise<{ id: JobId; suffered: number }> {
  const id = newId('job');
  const files = filesOf(bytes, how.chunk);
  const trouble = suffering(client, how.mishaps);
  const troubled = (): Context => ({ ...context, table: new CouncilTable(trouble.client, tableName, 'essex') });
  for (let begun = false; !begun; )
    begun = (await alive(startImport(troubled(), files, { file: `registers/essex/${id}`, authorities: 'own' })))?.ok ?? false;
  for (let turn = 0; (await getImport(context.table, id))?.state === 'running'; turn++) {
    if (turn > 500) throw new Error('the import never ends');
    const slice = how.slices[turn % how.slices.length] ?? 0;
    await Promise.all(Array.from({ length: how.workers }, () => alive(advanceImport(troubled(), files.openFile, id, slice))));
  }
  return { id, suffered: trouble.suffered };
}

/** Everything there is but the import's own keeping; what the trail tells of it, without the ids and moments that it has of its own. */
async function contents({ tableName }: World): Promise<Item[]> {
  const items = await everyItem(client, tableName);
  const own = /^essex#(IMPORT|IMPORTS|JOB|AUDIT|IDEMPOTENCY)(#|$)/;
  const name = ({ pk, sk, about, detail }: Item) => `${pk} ${sk} ${about} ${detail}`;
  const entries = items.filter(({ type, about }) => type === 'audit' && !String(about).startsWith('job_'));
  return [
    ...items.filter(({ pk }) => !own.test(String(pk))),
    ...entries.map(({ about, detail, person, organisation }) => ({ about, detail, person, organisation })),
  ].sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

type Told = Pick<RegisterImport, 'counts' | 'reasons' | 'state'> & { rejections: Rejection[] };
async function told({ context: { table } }: World, id: JobId): Promise<Told | undefined> {
  const entry = await getImport(table, id);
  return entry && { counts: entry.counts, reasons: entry.reasons, state: entry.state, rejections: await rejectionsOf(table, id) };
}

const how = fc.record({
  mishaps: fc.array(mishap, { maxLength: 25 }),
  chunk: fc.constantFrom(7, 200, 65_536),
  slices: sliceLengths,
  workers,
});

test(
  'an import that is interrupted ends as one that is not, and so does the next',
  async () => {
    Object.assign(bounds, { writes: 14, rows: 6, rejections: 2 });
    let suffered = 0;
    let changes = 0;
    let renamings = 0;
    const cases = await hunt(
      fc.tuple(file, file, how, how, fc.constantFrom<BufferEncoding>('latin1', 'utf8')),
      async ([first, second, one, two, encoding]) => {
        const [calm, stormy] = [await world(), await world()];
        for (const [rows, mishaps] of [
          [[ofTrust, ...first], one],
          [renaming([ofTrust, ...second], 'Trust Renamed 7'), two],
        ] as const) {
          const text = `${encoding === 'utf8' ? '\ufeff' : ''}${[header, ...rows].join('\r\n')}\r\n`;
          const bytes = Buffer.from(text, encoding);
          const undisturbed = await importThrough(calm, bytes, { mishaps: [], chunk: 65_536, slices: [60_000], workers: 1 });
          const disturbed = await importThrough(stormy, bytes, mishaps);
          suffered += disturbed.suffered;
          const expected = await told(calm, undisturbed.id);
          expect(await told(stormy, disturbed.id)).toEqual(expected);
          expect(expected?.state).toBe('done');
          expect(await contents(stormy)).toEqual(await contents(calm));
          const counted = Object.values(expected?.counts ?? {}).reduce((sum, count) => sum + count, 0);
          expect(counted).toBe(rows.filter((each) => each !== '').length);
          changes += (await contents(calm)).filter(({ pk, about }) => pk === undefined && about !== 'trs_7').length;
          renamings += (await contents(calm)).filter(({ pk, about }) => pk === undefined && about === 'trs_7').length;
        }
      },
      { milliseconds: 20_000, cases: 60, least: 24 },
    );
    report('an import that is interrupted ends as one that is not', cases);
    expect(suffered).toBeGreaterThan(10);
    // Changes of schools, and new names of trusts at the end of a file, were among what was compared.
    expect([changes > 5, renamings > 5]).toEqual([true, true]);
  },
  timeBox(240_000),
);

test(
  'links that are interrupted end as those that are not',
  async () => {
    Object.assign(bounds, { writes: 14, rows: 3, rejections: 2 });
    const schools = Array.from(
      { length: 6 },
      (_, n) => `${900_000 + n},${n < 4 ? 881 : 352},School ${n},1,1,2,Quay,Saltmere,CM98 1AB,${n % 2 ? '01-09-2027' : ''},,`,
    );
    const register = Buffer.from([header, ...schools].join('\r\n'));
    const calmly = { mishaps: [], chunk: 65_536, slices: [60_000], workers: 1 };
    let suffered = 0;
    let recorded = 0;
    const cases = await hunt(
      fc.tuple(fc.array(link, { maxLength: 20 }), how),
      async ([rows, storm]) => {
        const [calm, stormy] = [await world(), await world()];
        for (const each of [calm, stormy]) {
          const begun = { ...each, context: { ...each.context, council: { ...council, laCode: 352 } } };
          await importThrough(each, register, calmly);
          await importThrough(begun, register, calmly);
        }
        const bytes = Buffer.from(['URN,LinkURN,LinkName,LinkType,LinkEstablishedDate', ...rows].join('\r\n'));
        const undisturbed = await importThrough(calm, bytes, calmly);
        const disturbed = await importThrough(stormy, bytes, storm);
        suffered += disturbed.suffered;
        const expected = await told(calm, undisturbed.id);
        recorded += expected?.counts.added ?? 0;
        expect(await told(stormy, disturbed.id)).toEqual(expected);
        expect(expected?.state).toBe('done');
        expect(await contents(stormy)).toEqual(await contents(calm));
      },
      { milliseconds: 10_000, cases: 30, least: 5 },
    );
    report('links that are interrupted end as those that are not', cases);
    expect([suffered > 5, recorded > 5]).toEqual([true, true]);
  },
  timeBox(240_000),
);

test('a line of the links file that contradicts an earlier one is found, though another worker read that one', async () => {
  Object.assign(bounds, { writes: 14, rows: 1, rejections: 2 });
  const here = await world();
  const schools = [900_001, 900_005].map((urn) => `${urn},881,School ${urn},1,1,2,Quay,Saltmere,CM98 1AB,,,`);
  const links = ['01-09-2028', '01-09-2027'].map((on) => `900001,900005,"A school",Successor,${on}`);
  const bytes = Buffer.from(['URN,LinkURN,LinkName,LinkType,LinkEstablishedDate', ...links].join('\r\n'));
  const calmly = { mishaps: [], chunk: 65_536, slices: [0], workers: 1 };
  await importThrough(here, Buffer.from([header, ...schools].join('\r\n')), calmly);
  // Each look at the clock finds the time over, so that a slice is one row.
  let moment = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (moment += 60_000));
  const { id } = await importThrough(here, bytes, calmly).finally(() => vi.mocked(performance.now).mockRestore());
  expect(await told(here, id)).toMatchObject({
    counts: { added: 1, changed: 0, rejected: 1 },
    rejections: [{ line: 3, reason: 'Line 2 gives 1 September 2028 for the same two schools, and this one 1 September 2027.' }],
  });
});

test('an import that nobody goes on with gives way to an operator who says so, and to nobody else', async () => {
  const { context } = await world();
  const row = '900001,881,Larch,1,1,2,Quay,Saltmere,CM98 1AB,,,';
  const files = filesOf(Buffer.from([header, row].join('\r\n')), 100);
  const id = newId('job');
  const lost: Files = { ...files, openFile: () => filesOf(Buffer.from(header), 100).openFile('') };
  let opened = 0;
  // The process ends once the import has begun: its file cannot be read any more.
  const dying: Files = {
    ...lost,
    openFile: (key, from) => {
      opened += 1;
      if (opened > 2) throw new Crash();
      return lost.openFile(key, from);
    },
  };
  await startImport(context, dying, { file: `registers/essex/${id}`, authorities: 'own' });
  expect(await getImport(context.table, id)).toMatchObject({ state: 'running', cursor: { bytes: 0 } });
  const command = { file: 'register.csv', allAuthorities: false };
  expect(await importNow(context, files, command)).toMatchObject({ ok: false, refusal: { name: 'import-running', more: { import: id } } });
  expect(await importNow(context, files, { ...command, supersede: true })).toMatchObject({
    ok: true,
    value: { state: 'done', counts: { added: 1 } },
  });
  expect(await getImport(context.table, id)).toMatchObject({ state: 'cancelled' });
  expect(await advanceImport(context, files.openFile, id)).toMatchObject({ state: 'done', result: { added: 0 } });
  expect(await importNow(context, files, { ...command, kind: 'links' })).toMatchObject({ ok: false, refusal: { name: 'not-a-register' } });
});

test('a school that somebody else changes meanwhile is decided again, and counted once', async () => {
  const { context, tableName } = await world();
  const row = '900001,881,Larch,1,1,2,Quay,Saltmere,CM98 1AB,,,';
  const bytes = Buffer.from([header, row, row.replace('900001', '900002')].join('\r\n'));
  const id = newId('job');
  const key = context.table.key.organisation('sch_900001' as never);
  let meddled = 0;
  const send = async (command: unknown) => {
    // Just before the rows are written, another import of the same school is.
    if (command instanceof TransactWriteCommand && JSON.stringify(command.input).includes(key.pk) && meddled++ === 0)
      await commit(context.table, [
        put(key, {
          type: 'school',
          id: 'sch_900001',
          urn: 900001,
          name: 'Elder',
          laCode: 881,
          typeCode: 1,
          phaseCode: 2,
          statusCode: 1,
          sectors: [{ from: '2020-09-01', sector: 'maintained', typeCode: 1 }],
          addressLines: [],
          postcode: '',
          version: 1,
        }),
      ]);
    return client.send(command as TransactWriteCommand);
  };
  const watched = sendingBy(client, send);
  const table = new CouncilTable(watched, tableName, 'essex');
  const done = await startImport({ ...context, table }, filesOf(bytes, 100), { file: `registers/essex/${id}`, authorities: 'own' });
  expect(done).toMatchObject({ ok: true, value: { state: 'done', counts: { added: 1, changed: 1, rejected: 0 } } });
  expect(await context.table.get(key)).toMatchObject({ name: 'Larch', version: 2 });
});

describe('Staff who record something just before the register’s word is written are seen by it:', () => {
  const larch = '900001,881,Larch,1,1,2,Quay,Saltmere,CM98 1AB,,,';
  const elder = larch.replace('900001', '900002').replace('Larch', 'Elder');
  const school = 'sch_900001' as OrganisationId;
  const on = '2026-09-01' as CivilDate;
  const partnership = (id: string): Partnership => ({
    id: id as OrganisationId,
    kind: 'partnership',
    partnershipKind: 'school-improvement',
    name: `Partnership ${id.slice(4)}`,
    addressLines: [],
    postcode: '',
    version: 1,
  });
  const [first, second] = [partnership('ptn_first'), partnership('ptn_second')];
  const idOf = ({ id }: Partnership) => id;

  /** Two schools, of which one is in the first partnership; then a file, and what staff do at the last moment before the school's events are written. */
  async function meanwhile(text: string[], meddle: (staff: Context) => Promise<Decision<unknown>>) {
    const { context, tableName } = await world();
    const staff: Context = { ...context, actor: { ...actor, person: 'per_joan' as PersonId, roles: ['resource-manager'] } };
    const bring = async (lines: string[], table: CouncilTable) => {
      const id = newId('job');
      const files = filesOf(Buffer.from(lines.join('\r\n')), 500);
      return startImport({ ...context, table }, files, { file: `registers/essex/${id}`, authorities: 'own' });
    };
    await bring([header, larch, elder], context.table);
    await commit(
      context.table,
      [first, second].flatMap((group) => groupWrites(context.table, group)),
    );
    expect(await joinPartnership(staff, first.id, { members: [school], on })).toMatchObject({ ok: true });
    let meddled = 0;
    const send = async (command: unknown) => {
      if (command instanceof TransactWriteCommand && JSON.stringify(command.input).includes('EVENT#') && meddled++ === 0)
        expect(await meddle(staff)).toMatchObject({ ok: true });
      return client.send(command as TransactWriteCommand);
    };
    const watched = sendingBy(client, send);
    const done = await bring(text, new CouncilTable(watched, tableName, 'essex'));
    expect(done).toMatchObject({ ok: true, value: { state: 'done', counts: { rejected: 0 } } });
    expect(meddled).toBeGreaterThan(1);
    const read = async (id: OrganisationId) => eventsOf(context.table, id);
    const later = '2027-01-01' as CivilDate;
    return {
      ofGroups: await Promise.all([first, second].map(async ({ id }) => membersOn(id, await read(id), later))),
      ofSchools: await Promise.all([school, 'sch_900002' as OrganisationId].map(async (id) => groupsOn(id, await read(id), later))),
    };
  }
  const closed = [`${header},CloseDate`, `${larch.replace('Larch,1,1,2', 'Larch,1,2,2')},31-10-2026`, `${elder},`];
  const links = ['URN,LinkURN,LinkType,LinkEstablishedDate', '900001,900002,Successor,01-11-2026'];

  test('a joining, by a closing', async () => {
    const { ofGroups, ofSchools } = await meanwhile(closed, (staff) => joinPartnership(staff, second.id, { members: [school], on }));
    expect([ofGroups, ofSchools]).toEqual([
      [[], []],
      [[], []],
    ]);
  });
  test('a merger, by a closing', async () => {
    const { ofGroups, ofSchools } = await meanwhile(closed, (staff) => mergePartnership(staff, first.id, { into: second.id, on }));
    expect([ofGroups, ofSchools]).toEqual([
      [[], []],
      [[], []],
    ]);
  });
  test('a partnership’s closing, by a succession', async () => {
    const day = '2026-12-01' as CivilDate;
    const { ofGroups, ofSchools } = await meanwhile(links, (staff) => closeGroup(staff, first.id, { on: day }));
    expect([ofGroups, ofSchools]).toEqual([
      [[], []],
      [[], []],
    ]);
  });
  test('a joining, by a succession', async () => {
    const { ofGroups, ofSchools } = await meanwhile(links, (staff) => joinPartnership(staff, second.id, { members: [school], on }));
    expect(ofGroups).toEqual([['sch_900002'], ['sch_900002']]);
    expect(ofSchools).toEqual([[], [idOf(first), idOf(second)]]);
  });
});

test('one page of the rejections reads only the chunks up to it', async () => {
  unhurried();
  const { context, tableName } = await world();
  bounds.rejections = 20;
  const id = newId('job');
  const rows = Array.from({ length: 400 }, (_, n) => `x${n},881,Larch,1,1,2,Quay,Saltmere,CM98 1AB,,,`);
  const done = accepted(
    await startImport(context, filesOf(Buffer.from([header, ...rows].join('\r\n')), 5_000), {
      file: `registers/essex/${id}`,
      authorities: 'own',
    }),
  );
  expect(done.kept).toMatchObject({ faults: 400, chunks: 20 });
  const read: number[] = [];
  const send = async (command: QueryCommand) => {
    const reply = await client.send(command);
    read.push(reply.Items?.length ?? 0);
    return reply;
  };
  const watched = sendingBy(client, send);
  const looking = { ...context, table: new CouncilTable(watched, tableName, 'essex') };
  const chunksFor = async (from: number) => {
    read.length = 0;
    const { rejections, total } = await listedRejections(looking, done, { from, most: 40 });
    expect([rejections.map(({ line }) => line), total]).toEqual([Array.from({ length: 40 }, (_, n) => from + n + 2), 400]);
    return read.reduce((sum, n) => sum + n, 0);
  };
  expect([await chunksFor(0), await chunksFor(100)]).toEqual([2, 8]);
});
