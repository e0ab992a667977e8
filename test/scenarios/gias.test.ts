// The register is imported as the council imports it: each row accounted for, twice changes nothing, and what came in is found on the pages and in the API.
import { readFileSync } from 'node:fs';
import { ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { can } from '../../functions/identity/rules.ts';
import { historyOf } from '../../functions/identity/store/audit.ts';
import { manifest } from '../../functions/manifest.ts';
import { pagesWith } from '../../functions/schools/page/index.ts';
import { routesWith } from '../../functions/schools/routes.ts';
import { membersOn, standing } from '../../functions/schools/rules/events.ts';
import { requiredColumns } from '../../functions/schools/rules/register.ts';
import { isBookable } from '../../functions/schools/rules.ts';
import { type School, schoolTypes } from '../../functions/schools/schema.ts';
import { eventsOf, getOrganisation, pageOfGroups } from '../../functions/schools/store/organisations.ts';
import { getSchool } from '../../functions/schools/store.ts';
import { type ImportAnswer, tasks } from '../../functions/schools/tasks/import-gias.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit, put } from '../../shared/commit.ts';
import { type Actor, type Host, roles } from '../../shared/context.ts';
import { type Room, room } from '../../shared/http.ts';
import { type JobId, type OrganisationId, schoolIdOf } from '../../shared/ids.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';
import { noFiles } from '../files.ts';

const golden = readFileSync(new URL('../golden/gias-extract.csv', import.meta.url));
const demo = readFileSync(new URL('../../infra/local/demo/schools.csv', import.meta.url));

/** The cookie names a role; a school's person is of 990010 (or of the school the cookie names). */
async function findActor(_table: CouncilTable, { cookie }: { cookie: string }): Promise<Actor | undefined> {
  const [role, organisation] = cookie.split('@');
  const known = roles.find((each) => each === role);
  return (
    known && {
      person: 'per_1' as Actor['person'],
      name: 'A Person',
      roles: [known],
      ...(organisation ? { organisation: organisation as OrganisationId } : {}),
    }
  );
}
/** Tasks of the room that are not of the register. */
const others = Object.fromEntries(
  manifest.schools.tasks
    .filter((name) => name !== 'import-gias' && name !== 'advance-import')
    .map((name) => [name, () => Promise.reject(new Error('not asked for here'))]),
);
const create = room(manifest.schools, { findActor, can }, (_env, host) => ({
  handlers: { ...routesWith(host), ...pagesWith(host) },
  tasks: { ...tasks(host), ...others },
}));

let client: TableClient;
let table: CouncilTable;
let schools: Room;
let now = 0;
/** What openFile gives, and how far it has been read. */
let file: { bytes: Uint8Array; chunk: number } = { bytes: golden, chunk: 65_536 };

const at = (date: string) => {
  now = Date.parse(`${date}T10:00:00Z`);
};

beforeEach(async () => {
  const { endpoint, tableName } = await testTable();
  client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
  table = new CouncilTable(client, tableName, 'essex');
  await commit(table, [put(table.key.council(), { type: 'council', slug: 'essex', name: 'Essex', laCode: 881 })]);
  at('2026-11-24');
  const host: Host = {
    now: () => now,
    invoke: () => Promise.reject(new Error('nobody is invoked')),
    send: () => Promise.reject(new Error('nobody is sent to')),
    bell: () => {},
    ...noFiles,
    openFile: async function* (_key, from = 0) {
      for (let at = from; at < file.bytes.length; at += file.chunk) yield file.bytes.subarray(at, at + file.chunk);
    },
    fileMark: async () => ({ size: file.bytes.length, mark: 'only' }),
    uploadForm: () => Promise.reject(new Error('nothing is uploaded')),
    origin: 'http://127.0.0.1',
    demo: false,
    tableClient: client,
  };
  schools = create({ TABLE_NAME: tableName }, host);
});

async function importFile(bytes: Uint8Array | string, allAuthorities = true, chunk = 65_536): Promise<ImportAnswer> {
  file = { bytes: typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, chunk };
  return (await schools.handle({
    council: 'essex',
    task: 'import-gias',
    subject: { file: 'register.csv', allAuthorities },
  })) as ImportAnswer;
}

type Answer = { statusCode: number; headers: Record<string, string>; body: string };
async function get(path: string, cookie = 'resource-manager'): Promise<Answer> {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  return (await schools.handle({
    version: '2.0',
    rawPath,
    rawQueryString,
    headers: { cookie, host: '127.0.0.1' },
    requestContext: { domainName: '127.0.0.1', http: { method: 'GET', path: rawPath } },
    isBase64Encoded: false,
  })) as Answer;
}
const json = async (path: string, cookie?: string) => {
  const { statusCode, body } = await get(path, cookie);
  return { status: statusCode, body: JSON.parse(body) };
};

const plain = (html: string) =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** What the trail says of a record, newest first. */
const told = async (about: string) => (await historyOf(table, about)).map(({ detail }) => detail);

async function everySchool(): Promise<School[]> {
  const all = await table.all<School>(table.range.schoolsByName());
  return all.sort((a, b) => a.urn - b.urn);
}

/** The file as a table of text, told apart without the product's reader: every field of these files is quoted and holds no comma and quotation mark in a row. */
const cells = (bytes: Uint8Array): string[][] => {
  const lines = Buffer.from(bytes).toString('latin1').split('\r\n').slice(0, -1);
  return lines.map((line) => line.slice(1, -1).split('","'));
};
const csv = (rows: readonly (readonly string[])[]) => `${rows.map((row) => row.map((field) => `"${field}"`).join(',')).join('\r\n')}\r\n`;

const outOfScope = [
  { line: 16, urn: '900014', fault: 'out-of-scope-type', reason: 'Type 24, Secure unit, is out of scope.' },
  { line: 149, urn: '900147', fault: 'out-of-scope-type', reason: 'Type 30, Welsh establishment, is out of scope.' },
  { line: 249, urn: '900247', fault: 'out-of-scope-type', reason: 'Type 30, Welsh establishment, is out of scope.' },
  { line: 315, urn: '900313', fault: 'out-of-scope-type', reason: 'Type 24, Secure unit, is out of scope.' },
  { line: 375, urn: '900373', fault: 'out-of-scope-type', reason: 'Type 30, Welsh establishment, is out of scope.' },
];

describe('All 620 rows of the extract are accounted for', () => {
  test('of every authority: 615 added and five rejected by line and reason; again, 615 unchanged and not one write', async () => {
    expect(await importFile(golden)).toEqual({
      ok: true,
      added: 615,
      changed: 0,
      closed: 0,
      unchanged: 0,
      rejectedCount: 5,
      rejected: outOfScope,
      remarks: [],
    });
    const before = await everySchool();
    at('2027-03-01');
    const again = await importFile(golden, true, 1000);
    expect(again).toEqual({
      ok: true,
      added: 0,
      changed: 0,
      closed: 0,
      unchanged: 615,
      rejectedCount: 5,
      rejected: outOfScope,
      remarks: [],
    });
    expect(await everySchool()).toEqual(before);
    expect(before.every(({ version }) => version === 1)).toBe(true);
  });

  test('of one authority: its own are added, and each other row is rejected by line, with the authority it belongs to', async () => {
    const elsewhere = cells(golden).flatMap(([urn, laCode], index) =>
      index > 0 && laCode !== '881'
        ? [{ line: index + 1, urn, fault: 'other-authority', reason: `The school belongs to local authority ${laCode}, not 881.` }]
        : [],
    );
    const essex = outOfScope.filter(({ line }) => line === 249);
    expect(await importFile(golden, false)).toEqual({
      ok: true,
      added: 359,
      changed: 0,
      closed: 0,
      unchanged: 0,
      rejectedCount: 261,
      rejected: [...elsewhere, ...essex].sort((a, b) => a.line - b.line),
      remarks: [],
    });
    expect(elsewhere).toHaveLength(260);
  });

  test('what is kept is what the file says: names in windows-1252, types, statuses, and dates before 2000', async () => {
    await importFile(golden);
    const all = await everySchool();
    expect(all).toHaveLength(615);
    expect(await getSchool(table, schoolIdOf(900038))).toMatchObject({ name: 'St Ælfgifu’sport High School' });
    const count = (test: (school: School) => boolean) => all.filter(test).length;
    expect([1, 2, 3, 4].map((code) => count(({ statusCode }) => statusCode === code))).toEqual(
      [1, 2, 3, 4].map((code) => cells(golden).filter((row) => row[9] === String(code) && row[5] !== '24' && row[5] !== '30').length),
    );
    expect(count(({ typeCode }) => typeCode === 28)).toBe(50);
    expect(count(({ sectors }) => sectors[0]?.sector === 'academy')).toBe(196);
    expect(count(({ openedOn }) => openedOn === '1974-09-01')).toBeGreaterThan(100);
    expect(all.every((school) => schoolTypes[school.typeCode] !== undefined && school.sectors.length === 1)).toBe(true);
  });
});

describe('The columns are read by name', () => {
  test('in any order, in UTF-8 with a byte order mark and without the columns that are not needed, the result is the same', async () => {
    await importFile(golden);
    const before = await everySchool();
    const rows = cells(golden);
    const header = rows[0] ?? [];
    const order = header.map((_, index) => index).sort((a, b) => ((a * 37) % 129) - ((b * 37) % 129));
    const shuffled = rows.map((row) => order.map((index) => row[index] ?? ''));
    expect(shuffled[0]).not.toEqual(header);
    expect(await importFile(csv(shuffled))).toMatchObject({ added: 0, changed: 0, closed: 0, unchanged: 615, rejectedCount: 5 });
    const utf8 = Buffer.from(`\ufeff${new TextDecoder('windows-1252').decode(golden)}`);
    expect(await importFile(utf8, true, 4093)).toMatchObject({ unchanged: 615, rejectedCount: 5 });
    const wanted = ['Locality', ...requiredColumns, 'Address3', 'County (name)'].map((name) => header.indexOf(name));
    const fewer = rows.map((row) => wanted.map((index) => row[index] ?? ''));
    expect(await importFile(csv(fewer))).toMatchObject({ added: 0, changed: 0, closed: 0, unchanged: 615, rejectedCount: 5 });
    expect(await everySchool()).toEqual(before);
  });

  test('a file that lacks some is refused whole, with their names, and changes nothing', async () => {
    const rows = cells(golden);
    const gone = ['URN', 'EstablishmentStatus (code)', 'Postcode'];
    const places = (rows[0] ?? []).flatMap((name, index) => (gone.includes(name) ? [] : [index]));
    const answer = await importFile(csv(rows.map((row) => places.map((index) => row[index] ?? ''))));
    expect(answer).toEqual({
      ok: false,
      refusal: {
        name: 'missing-columns',
        detail: 'The file has no column called “URN”, “EstablishmentStatus (code)”, “Postcode”.',
        more: { columns: gone },
      },
    });
    expect(await everySchool()).toEqual([]);
  });

  test('nothing about a headteacher is kept', async () => {
    const rows = cells(demo);
    const filled = rows.map((row, line) =>
      row.map((field, index) => (line > 0 && rows[0]?.[index]?.startsWith('Head') ? 'Aurelia Finch' : field)),
    );
    expect(filled[1]?.filter((field) => field === 'Aurelia Finch')).toHaveLength(4);
    expect(await importFile(csv(filled))).toMatchObject({ added: 36 });
    const everything = await client.send(new ScanCommand({ TableName: table.name, ConsistentRead: true }));
    expect(everything.Items?.length).toBeGreaterThan(100);
    expect(JSON.stringify(everything.Items)).not.toMatch(/Aurelia|Finch|Head(Title|FirstName|LastName|PreferredJobTitle)/);
  });
});

describe('Trusts and federations come with the schools', () => {
  const events = async (id: string) => standing(await eventsOf(table, id as OrganisationId));
  const members = async (id: string, on: string) =>
    membersOn(id as OrganisationId, await eventsOf(table, id as OrganisationId), on as CivilDate);

  test('each that a row names is recorded with its name, and its schools are members since they opened', async () => {
    await importFile(golden);
    const rows = cells(golden);
    const [code, name, status] = ['Trusts (code)', 'Trusts (name)', 'EstablishmentStatus (code)'].map(
      (column) => rows[0]?.indexOf(column) ?? -1,
    );
    const named = new Map(
      rows.slice(1).flatMap((row) => (row[code ?? 0] && row[status ?? 0] !== '2' ? [[Number(row[code ?? 0]), row[name ?? 0]]] : [])),
    );
    expect(named.size).toBeGreaterThan(20);
    const { items } = await pageOfGroups(table, 'trust');
    expect(new Map(items.map((group) => ['uid' in group ? group.uid : 0, group.name]))).toEqual(named);
    const [uid = 0] = named.keys();
    const own = rows.filter((row) => row[code ?? 0] === String(uid) && row[status ?? 0] !== '2').map((row) => `sch_${row[0]}`);
    expect((await members(`trs_${uid}`, '2040-01-01')).sort()).toEqual(own.sort());
    const all = await everySchool();
    const joined = (await events(own[0] ?? '')).map(({ on, kind, source }) => ({ on, kind, source }));
    expect(joined).toEqual([{ on: all.find(({ id }) => id === own[0])?.openedOn, kind: 'joined', source: 'register' }]);
  });

  const hundred = (change: (row: string[], n: number) => Record<string, string | undefined>) => {
    const header = cells(demo)[0] ?? [];
    const template = cells(demo)[1] ?? [];
    const rows = Array.from({ length: 100 }, (_, n) => {
      const words: Record<string, string | undefined> = {
        URN: String(930_000 + n),
        EstablishmentName: `School ${n}`,
        ...change(template, n),
      };
      return template.map((field, at) => words[header[at] ?? ''] ?? field);
    });
    return csv([header, ...rows]);
  };

  test('a trust of a hundred schools is one trust, under the name of its first row; half leave it, and the other half never move', async () => {
    const trust = (n: number) => ({
      'Trusts (code)': '77',
      'Trusts (name)': n === 0 ? 'Long Reach Trust' : 'Long Reach Trust (formerly)',
      OpenDate: '01-09-2019',
    });
    const first = await importFile(hundred((_, n) => trust(n)));
    expect(first).toMatchObject({ added: 100, rejectedCount: 0 });
    expect(first.ok && first.remarks).toEqual([
      {
        line: 3,
        urn: '930001',
        fault: 'unclear-group-name',
        reason:
          'The row calls trust 77 “Long Reach Trust (formerly)”, and line 2 calls it “Long Reach Trust”: a name it had before is left.',
      },
    ]);
    expect(await getOrganisation(table, 'trs_77' as OrganisationId)).toMatchObject({
      kind: 'trust',
      uid: 77,
      name: 'Long Reach Trust',
      version: 1,
    });
    expect(await members('trs_77', '2019-09-01')).toHaveLength(100);
    at('2027-01-11');
    const half = hundred((_, n) => (n < 50 ? trust(0) : { OpenDate: '01-09-2019' }));
    expect(await importFile(half)).toMatchObject({ changed: 50, unchanged: 50 });
    expect(await members('trs_77', '2027-01-10')).toHaveLength(100);
    expect(await members('trs_77', '2027-01-11')).toHaveLength(50);
    expect((await events('trs_77')).length).toBe(150);
    expect((await events('sch_930050')).map(({ kind, on }) => `${kind} ${on}`)).toEqual(['joined 2019-09-01', 'left 2027-01-11']);
    expect(await importFile(half)).toMatchObject({ changed: 0, unchanged: 100 });
  });

  test('a trust that is renamed is found by its new name, while no school of it has changed', async () => {
    const trust = (name: string) =>
      hundred((_, n) =>
        n < 3 ? { 'Trusts (code)': '77', 'Trusts (name)': name, 'Federations (code)': '9', 'Federations (name)': 'Quay Federation' } : {},
      );
    await importFile(trust('Long Reach Trust'));
    expect(await importFile(trust('Wide Reach Trust'))).toMatchObject({ unchanged: 100 });
    expect(await getOrganisation(table, 'trs_77' as OrganisationId)).toMatchObject({ name: 'Wide Reach Trust', version: 2 });
    expect((await pageOfGroups(table, 'trust', 'wide')).items).toHaveLength(1);
    expect((await pageOfGroups(table, 'federation')).items).toMatchObject([{ id: 'fed_9', kind: 'federation', name: 'Quay Federation' }]);
    expect(await members('fed_9', '2040-01-01')).toHaveLength(3);
    expect(await told('trs_77')).toEqual(['Name from “Long Reach Trust” to “Wide Reach Trust”']);
    expect((await get('/essex/schools/organisations/trs_77')).body).toContain('Name from “Long Reach Trust” to “Wide Reach Trust”');
  });

  test('one row that calls a known trust otherwise changes nothing, wherever it stands, and neither does a row without a name', async () => {
    const trust = (names: readonly string[]) =>
      hundred((_, n) => (names[n] === undefined ? {} : { 'Trusts (code)': '77', 'Trusts (name)': names[n] }));
    await importFile(trust(['Long Reach Trust', 'Long Reach Trust', '']));
    const contradicted = await importFile(trust(['Absurd', 'Long Reach Trust', '']));
    expect(contradicted.ok && contradicted.remarks.map(({ line, fault }) => [line, fault])).toEqual([[3, 'unclear-group-name']]);
    const apart = await importFile(trust(['Wide Reach Trust', 'Wide Reach Trust', 'Long Reach Trust']));
    expect(apart.ok && apart.remarks.map(({ line }) => line)).toEqual([4]);
    expect(await importFile(trust(['', '', '']))).toMatchObject({ unchanged: 100, remarks: [] });
    expect(await getOrganisation(table, 'trs_77' as OrganisationId)).toMatchObject({ name: 'Long Reach Trust', version: 1 });
    expect(await told('trs_77')).toEqual([]);
  });

  test('a trust that a row names by its number alone is called by it until a file tells its name', async () => {
    const trust = (name: string) => hundred((_, n) => (n < 2 ? { 'Trusts (code)': '77', 'Trusts (name)': n === 0 ? '' : name } : {}));
    expect(await importFile(trust(''))).toMatchObject({ added: 100 });
    expect(await getOrganisation(table, 'trs_77' as OrganisationId)).toMatchObject({ name: 'Trust 77' });
    expect(await importFile(trust('Long Reach Trust'))).toMatchObject({ unchanged: 100, remarks: [] });
    expect(await getOrganisation(table, 'trs_77' as OrganisationId)).toMatchObject({ name: 'Long Reach Trust' });
  });
});

test.each<[string, string | Uint8Array]>([
  ['an empty file', ''],
  ['a file of blank lines', '\r\n\r\n'],
  ['a page of a web site', '<!doctype html>\n<html><head><title>Downloads, and more</title></head></html>\n'],
  ['JSON', '{"URN":990001,"LA (code)":881}'],
  ['a zip archive', Uint8Array.of(0x50, 0x4b, 3, 4, 0x14, 0, 0, 0x2c, 0x2c, 0x0a, 0x2c, 1, 2)],
  ['UTF-16', Buffer.from(`\ufeff${csv(cells(demo).slice(0, 2))}`, 'utf16le')],
  ['a file with tabs for commas', 'URN\tLA (code)\n990001\t881\n'],
  ['one long line without end', 'x,'.repeat(100_000)],
  ['a file whose lines end as no register’s do', csv(cells(demo)).replaceAll('\r\n', '\r')],
])('%s is refused as no register', async (_, bytes) => {
  expect(await importFile(bytes)).toMatchObject({ ok: false, refusal: { name: 'not-a-register' } });
});

test('a bad row is rejected by line and reason, and every other is imported', async () => {
  const rows = cells(demo);
  const column = (name: string) => rows[0]?.indexOf(name) ?? -1;
  const spoil = (line: number, name: string, text: string) => {
    const row = rows[line - 1];
    if (row) row[column(name)] = text;
  };
  spoil(2, 'EstablishmentName', 'Saltmere\r\nCommunity Primary School');
  spoil(3, 'URN', 'none');
  spoil(5, 'URN', '990001');
  spoil(6, 'OpenDate', '31-09-1974');
  spoil(9, 'TypeOfEstablishment (code)', '99');
  rows[10] = rows[10]?.slice(0, -1) ?? [];
  const text = csv(rows).replace('"Thornhythe Harbour', 'Thornhythe Harbour');
  const answer = await importFile(text, false, 100);
  expect(answer.ok && answer.rejected.map(({ line, urn, fault }) => [line, urn, fault])).toEqual([
    [4, 'none', 'bad-urn'],
    [6, '990001', 'duplicate-urn'],
    [7, '990005', 'bad-date'],
    [10, '990008', 'unknown-type'],
    [12, undefined, 'wrong-field-count'],
    [14, undefined, 'broken-quotes'],
  ]);
  expect(answer).toMatchObject({ added: 30, rejectedCount: 6 });
  expect(await getSchool(table, schoolIdOf(990001))).toMatchObject({ name: 'Saltmere Community Primary School' });
});

describe('Over time', () => {
  const with990001 = (change: Record<string, string>) => {
    const rows = cells(demo);
    const row = rows[1] ?? [];
    for (const [name, text] of Object.entries(change)) row[rows[0]?.indexOf(name) ?? -1] = text;
    return csv(rows);
  };

  test('a school that changes its type at a later import keeps its history, with the date it took effect', async () => {
    await importFile(demo);
    at('2027-09-01');
    expect(await importFile(with990001({ 'TypeOfEstablishment (code)': '34' }))).toMatchObject({ changed: 1, unchanged: 35 });
    expect(await getSchool(table, schoolIdOf(990001))).toMatchObject({
      version: 2,
      typeCode: 34,
      sectors: [
        { from: '1000-01-01', sector: 'maintained', typeCode: 1 },
        { from: '2027-09-01', sector: 'academy', typeCode: 34 },
      ],
    });
    const page = await get('/essex/schools/sch_990001');
    expect(page.body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')).toContain(
      'Before records began Maintained Community school 1 September 2027 Academy Academy converter',
    );
    expect((await json('/essex/api/schools/sch_990001')).body.sectors).toEqual([
      { sector: 'maintained', typeCode: 1 },
      { from: '2027-09-01', sector: 'academy', typeCode: 34 },
    ]);
  });

  test('a known school that the register closes counts as closed and can no longer be booked', async () => {
    await importFile(demo);
    const closing = with990001({ 'EstablishmentStatus (code)': '2', CloseDate: '31-08-2027' });
    at('2027-09-02');
    expect(await importFile(closing)).toMatchObject({ added: 0, changed: 0, closed: 1, unchanged: 35 });
    expect(await importFile(closing)).toMatchObject({ closed: 0, unchanged: 36 });
    const school = await getSchool(table, schoolIdOf(990001));
    expect(school && isBookable(school)).toBe(false);
    const words = plain((await get('/essex/schools/sch_990001')).body);
    expect(words).toContain('Last day 31 August 2027');
    expect(words).toContain('1 September 2027 Closed');
  });

  test('every change is told in the school’s history with what was there before; what is added or unchanged is not', async () => {
    await importFile(demo);
    expect(await told('sch_990001')).toEqual([]);
    const known = await getSchool(table, schoolIdOf(990001));
    at('2027-01-11');
    const change = {
      EstablishmentName: 'Saltmere Quay Academy',
      'TypeOfEstablishment (code)': '34',
      'Trusts (code)': '77',
      'Trusts (name)': 'Long Reach Trust',
      NumberOfPupils: '9',
    };
    expect(await importFile(with990001(change))).toMatchObject({ changed: 1, unchanged: 35 });
    at('2027-02-01');
    expect(await importFile(with990001({ ...change, 'Trusts (code)': '', 'EstablishmentStatus (code)': '3' }))).toMatchObject({
      changed: 1,
    });
    expect(await importFile(with990001({ ...change, 'Trusts (code)': '', 'EstablishmentStatus (code)': '3' }))).toMatchObject({
      changed: 0,
    });
    const texts = [
      'Status from Open to Open, but proposed to close; trust from “Long Reach Trust” to none',
      `Name from “${known?.name}” to “Saltmere Quay Academy”; type from Community school to Academy converter; trust from none to “Long Reach Trust”; pupils from ${known?.pupils} to 9`,
    ];
    expect(await told('sch_990001')).toEqual(texts);
    const page = plain((await get('/essex/schools/sch_990001')).body);
    for (const text of texts) expect(page).toContain(`Register import: ${text}`);
    // As many entries as changes: nothing is told of the other 35.
    const entries = await client.send(new ScanCommand({ TableName: table.name, ConsistentRead: true }));
    const about = entries.Items?.filter(({ type }) => type === 'audit').map((item) => item.about as string) ?? [];
    expect(about.filter((id) => !id.startsWith('job_'))).toEqual(['sch_990001', 'sch_990001']);
  });

  test('of a school that moves to or from our authority the move is taken in, told and reported, and other authorities’ schools stay out', async () => {
    const rowsOf = (laCodes: readonly number[]) =>
      csv([
        cells(demo)[0] ?? [],
        ...laCodes.map((laCode, n) => {
          const row = [...(cells(demo)[1] ?? [])];
          row[0] = String(940_000 + n);
          row[1] = String(laCode);
          return row;
        }),
      ]);
    // Under the filter of the other council's import and of ours: one of ours, one of theirs, and one that nobody took in.
    expect(await importFile(rowsOf([881, 352]), true)).toMatchObject({ added: 2 });
    at('2027-04-01');
    const moved = await importFile(rowsOf([352, 881, 352]), false);
    expect(moved).toMatchObject({ added: 0, changed: 2, rejectedCount: 1 });
    expect(moved.ok && moved.remarks).toEqual([
      { line: 2, urn: '940000', fault: 'authority-moved', reason: 'The school moved from local authority 881 to 352.' },
      { line: 3, urn: '940001', fault: 'authority-moved', reason: 'The school moved from local authority 352 to 881.' },
    ]);
    expect(moved.ok && moved.rejected).toMatchObject([{ line: 4, fault: 'other-authority' }]);
    expect(await Promise.all([940000, 940001, 940002].map(async (urn) => (await getSchool(table, schoolIdOf(urn)))?.laCode))).toEqual([
      352,
      881,
      undefined,
    ]);
    expect(await told('sch_940000')).toEqual(['Local authority from 881 to 352']);
    // From then on it is theirs, and no concern of ours.
    expect(await importFile(rowsOf([353, 881, 352]), false)).toMatchObject({ changed: 0, unchanged: 1, rejectedCount: 2, remarks: [] });
    expect(await getSchool(table, schoolIdOf(940000))).toMatchObject({ laCode: 352 });
  });

  test('a fault in the row of a school of ours is a fault, whatever authority the row claims', async () => {
    await importFile(demo);
    const faulty = await importFile(with990001({ 'LA (code)': '352', OpenDate: '31-02-2001' }), false);
    expect(faulty.ok && faulty.rejected).toMatchObject([{ line: 2, urn: '990001', fault: 'bad-date' }]);
  });
});

describe('One absurd row stops nothing', () => {
  const absurd: [string, string, string][] = [
    ['Street', 'x'.repeat(60_000), 'text-too-long'],
    ['Postcode', 'X'.repeat(1_100), 'text-too-long'],
    ['EstablishmentName', 'x'.repeat(30_000), 'name-too-long'],
    ['DistrictAdministrative (name)', 'x'.repeat(5_000), 'text-too-long'],
  ];
  test('it is rejected by line and reason, and all others are imported', async () => {
    const rows = cells(demo);
    absurd.forEach(([name, text], n) => {
      const row = rows[n + 5];
      if (row) row[rows[0]?.indexOf(name) ?? -1] = text;
    });
    const answer = await importFile(csv(rows));
    expect(answer).toMatchObject({ ok: true, added: 36 - absurd.length, rejectedCount: absurd.length });
    expect(answer.ok && answer.rejected.map(({ line, fault }) => [line, fault])).toEqual(absurd.map(([, , fault], n) => [n + 6, fault]));
  });

  test('what the longest rows take of a transaction, of an item and of a key stays within what the table allows', async () => {
    const [header = [], template = []] = cells(demo);
    // Letters of three bytes, in every text there is; and of Korean ones, which come apart into three when they are folded.
    const text = (n: number, turn: number, length = 200) => `${'\ud55c'.repeat(length - 8)} ${n} ${turn}`.slice(0, length);
    const texts = [
      'Street',
      'Locality',
      'Address3',
      'Town',
      'County (name)',
      'DistrictAdministrative (name)',
      'Trusts (name)',
      'Federations (name)',
    ];
    const turned = (turn: number) =>
      `\ufeff${csv([
        header,
        ...Array.from({ length: 100 }, (_, n) => {
          const words: Record<string, string> = {
            URN: String(950_000 + n),
            EstablishmentName: Array.from(
              { length: 12 },
              (_, k) => `${'\ud55c'.repeat(14)}${String.fromCharCode(0xac00 + 12 * turn + k)}`,
            ).join(' '),
            Postcode: '\ud55c'.repeat(10),
            'Trusts (code)': String(1 + n + 100 * turn),
            'Federations (code)': String(1 + n + 100 * turn),
            ...Object.fromEntries(texts.map((name) => [name, text(n, turn)])),
          };
          return template.map((field, at) => words[header[at] ?? ''] ?? field);
        }),
      ])}`;
    const largest = { transaction: 0, item: 0, writes: 0, sk: 0, pk: 0 };
    const send = client.send.bind(client);
    client.send = ((command: unknown) => {
      const items = command instanceof TransactWriteCommand ? (command.input.TransactItems ?? []) : [];
      const bytes = (value: unknown) => Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
      let transaction = 0;
      for (const { Put, Delete, Update } of items) {
        const item = Put?.Item ?? Delete?.Key ?? Update?.Key ?? {};
        transaction += bytes(item);
        largest.item = Math.max(largest.item, bytes(item));
        for (const [name, value] of Object.entries(item)) {
          if (/^(gsi\d)?sk$/.test(name)) largest.sk = Math.max(largest.sk, bytes(value));
          if (/^(gsi\d)?pk$/.test(name)) largest.pk = Math.max(largest.pk, bytes(value));
        }
      }
      largest.transaction = Math.max(largest.transaction, transaction);
      largest.writes = Math.max(largest.writes, items.length);
      return send(command as TransactWriteCommand);
    }) as typeof client.send;
    expect(await importFile(Buffer.from(turned(0)))).toMatchObject({ ok: true, added: 100, rejectedCount: 0 });
    at('2027-03-01');
    expect(await importFile(Buffer.from(turned(1)))).toMatchObject({ ok: true, changed: 100, rejectedCount: 0 });
    expect(largest.writes).toBeGreaterThan(80);
    // As JSON, which is larger than what is counted. The table allows four megabytes, 400 KB, 1,024 and 2,048 bytes.
    expect(largest.transaction).toBeLessThan(1_000_000);
    expect(largest.item).toBeLessThan(40_000);
    expect(largest.sk).toBeLessThanOrEqual(1_024);
    expect(largest.pk).toBeLessThanOrEqual(2_048);
  });
});

test('memory is bounded: the file is read no further ahead than two lots and one chunk', async () => {
  const header = cells(demo)[0] ?? [];
  const template = cells(demo)[1] ?? [];
  const rows = 2000;
  const rowOf = (urn: number) => csv([[String(urn), ...template.slice(1)]]);
  const chunks = [
    csv([header]),
    ...Array.from({ length: rows / 10 }, (_, n) => Array.from({ length: 10 }, (_, i) => rowOf(910_000 + n * 10 + i)).join('')),
  ];
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  let given = 0;
  let ahead = 0;
  let latest: { id: JobId; counts: { added: number } } | undefined;
  async function* streamed() {
    given = 0;
    for (const [index, chunk] of chunks.entries()) {
      yield Buffer.from(chunk);
      if (index === 0) continue;
      given += 10;
      const { items } = await table.page<{ id: JobId; counts: { added: number } }>(table.range.registerImports(), { limit: 1 });
      latest = items[0];
      ahead = Math.max(ahead, given - (latest?.counts.added ?? 0));
    }
  }
  const context = {
    actor: { person: 'per_daybook' as Actor['person'], name: 'Daybook', roles: [] },
    council: { slug: 'essex', laCode: 881 } as never,
    now,
    table,
    logger: { info: () => {}, error: () => {} },
  };
  const files = { openFile: streamed, fileMark: async () => ({ size, mark: 'only' }) } as unknown as Host;
  const answer = await tasks(files)['import-gias'](context, { file: 'register.csv', allAuthorities: false });
  expect(answer).toMatchObject({ ok: true, added: rows, rejectedCount: 0 });
  expect(ahead).toBeGreaterThan(90);
  // Two lots of ninety, what stands in the transaction that is on its way, and the chunk.
  expect(ahead).toBeLessThanOrEqual(90 + 90 + 96 + 10);
});

test('at most a thousand rejections are listed, all are counted, and rows of other authorities give way to faults', async () => {
  const rows = cells(demo);
  const other = Array.from({ length: 1500 }, (_, n) =>
    (rows[1] ?? []).map((field, index) => (index === 0 ? String(920_000 + n) : index === 1 ? '352' : field)),
  );
  const bad = (rows[1] ?? []).map((field, index) => (index === 4 ? '' : field));
  const answer = await importFile(csv([rows[0] ?? [], ...other, bad]), false);
  expect(answer).toMatchObject({ ok: true, added: 0, rejectedCount: 1501 });
  expect(answer.ok && answer.rejected).toHaveLength(1000);
  expect(answer.ok && answer.rejected.at(-1)).toMatchObject({ line: 1502, fault: 'missing-name' });
});

test('a subject that is no import is refused by field', async () => {
  const answer = await schools.handle({ council: 'essex', task: 'import-gias', subject: { file: '', all: true } });
  expect(answer).toMatchObject({ ok: false, refusal: { name: 'invalid-request' } });
});

describe('The demo’s own register', () => {
  test('is imported whole, of every kind of school, and those of the demo’s people are open and what they say', async () => {
    expect(await importFile(demo, false)).toMatchObject({ ok: true, added: 36, rejectedCount: 0, rejected: [] });
    const all = await everySchool();
    const one = (urn: number) => all.find((school) => school.urn === urn);
    expect(one(990001)).toMatchObject({ typeCode: 1, phaseCode: 2, statusCode: 1 });
    expect(one(990010)).toMatchObject({ typeCode: 34, phaseCode: 4, statusCode: 1 });
    expect(one(990011)).toMatchObject({ typeCode: 28, phaseCode: 2, statusCode: 1, name: 'Béatrice Fairlight Primary Academy' });
    expect(new Set(all.map(({ typeCode }) => typeCode))).toEqual(
      new Set([1, 2, 3, 5, 7, 11, 12, 14, 15, 18, 28, 33, 34, 35, 36, 40, 42, 44]),
    );
    expect([2, 3, 4].map((code) => all.filter(({ statusCode }) => statusCode === code).length)).toEqual([1, 1, 1]);
  });
});

describe('Schools are found and read', () => {
  beforeEach(async () => {
    await importFile(demo, false);
  });

  test('by the beginning of the name, by URN and by postcode, in the API and on the page', async () => {
    const found = async (typed: string) => {
      const { body } = await json(`/essex/api/schools?name=${encodeURIComponent(typed)}&show=all`);
      return body.schools.flatMap(({ urn }: School) => urn ?? []);
    };
    expect(await found('colnemarsh')).toEqual([990028, 990010, 990005]);
    expect(await found('beatrice FAIR')).toEqual([990011]);
    expect(await found('st aelfwyns')).toEqual([990002]);
    expect(await found('990010')).toEqual([990010]);
    expect(await found('999999')).toEqual([]);
    expect(await found('co975np')).toEqual([990010]);
    expect((await found('CM98')).length).toBe(cells(demo).filter((row) => row.some((field) => field.startsWith('CM98 '))).length);
    expect(await found('nowhere')).toEqual([]);
    const page = await get('/essex/schools?name=colnemarsh&show=all');
    expect(page.statusCode).toBe(200);
    expect([...page.body.matchAll(/href="\/essex\/schools\/(sch_\d+)"/g)].map(([, id]) => id)).toEqual([
      'sch_990028',
      'sch_990010',
      'sch_990005',
    ]);
    expect((await get('/essex/schools?name=nowhere')).body).toContain('No school is found for “nowhere”');
  });

  test('a page at a time, each school once', async () => {
    await importFile(golden);
    const seen: number[] = [];
    let path: string | undefined = '/essex/schools?show=all';
    let turns = 0;
    for (; path; turns++) {
      const { body } = await get(path);
      seen.push(...[...body.matchAll(/href="\/essex\/schools\/sch_(\d+)"/g)].map(([, urn]) => Number(urn)));
      path = /href="(\/essex\/schools\?show=all&amp;after=[^"]+)"/.exec(body)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(turns).toBe(14);
    expect(seen.sort((a, b) => a - b)).toEqual((await everySchool()).map(({ urn }) => urn));
  });

  test('one school by its id, with its sector, its sectors over time and whether it can be booked', async () => {
    const { status, body } = await json('/essex/api/schools/sch_990010');
    expect(status).toBe(200);
    // What it belongs to and what happened to it is told in school-pages.test.ts.
    const { trusts, federations, partnerships, namedOfficers, timeline, ...school } = body;
    expect([trusts, federations, partnerships, namedOfficers.of]).toEqual([[expect.objectContaining({ id: 'trs_5901' })], [], [], []]);
    expect(timeline).toHaveLength(1);
    expect(school).toEqual({
      id: 'sch_990010',
      urn: 990010,
      name: 'Colnemarsh Grange Academy',
      laCode: 881,
      establishmentNumber: 9010,
      typeCode: 34,
      setting: 'mainstream',
      phaseCode: 4,
      statusCode: 1,
      bookable: true,
      sector: 'academy',
      sectors: [{ from: '2012-09-01', sector: 'academy', typeCode: 34 }],
      addressLines: ['Grange Avenue', 'Colnemarsh', 'Essex'],
      postcode: 'CO97 5NP',
      pupils: 1216,
      censusDate: '2026-01-15',
      openedOn: '2012-09-01',
      version: 1,
    });
  });

  test('the page links staff to the statement and to recording a vacancy, and the school’s own people to the statement alone', async () => {
    const statement = '/essex/entitlements/statements/sch_990010';
    const vacancy = '/essex/entitlements/vacancies?school=sch_990010';
    const links = async (cookie: string, id = 'sch_990010') => {
      const { body } = await get(`/essex/schools/${id}`, cookie);
      return [body.includes(statement), body.includes(vacancy)];
    };
    expect(await links('resource-manager')).toEqual([true, true]);
    expect(await links('finance')).toEqual([true, false]);
    expect(await links('school-booker@sch_990010')).toEqual([true, false]);
    expect(await links('officer')).toEqual([false, false]);
    expect((await get('/essex/schools/sch_990028')).body).not.toContain('/essex/entitlements/vacancies?school=');
  });

  test('a school’s own people read their school; another’s answers exactly like one that does not exist', async () => {
    const own = 'school-booker@sch_990010';
    expect((await get('/essex/schools/sch_990010', own)).statusCode).toBe(200);
    const [others, unknown] = [await json('/essex/api/schools/sch_990011', own), await json('/essex/api/schools/sch_999999', own)];
    expect(others).toEqual(unknown);
    expect(others).toMatchObject({ status: 404, body: { type: 'urn:daybook:problem:unknown-school' } });
    expect((await get('/essex/schools/sch_990011', own)).statusCode).toBe(404);
    expect((await get('/essex/schools', own)).statusCode).toBe(403);
  });

  test.each(['sch_999999', 'nonsense', 'sch_1', 'sch_990010%00'])('the unknown school %s is refused by name', async (id) => {
    expect(await json(`/essex/api/schools/${id}`)).toMatchObject({ status: 404, body: { type: 'urn:daybook:problem:unknown-school' } });
  });

  test('a search of 300 characters is refused at its field, on the page with what was typed', async () => {
    const long = 'x'.repeat(300);
    expect(await json(`/essex/api/schools?name=${long}`)).toMatchObject({ status: 422, body: { errors: [{ pointer: '#/name' }] } });
    const page = await get(`/essex/schools?name=${long}`);
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain('href="#name"');
    expect(page.body).toContain(`value="${long}"`);
  });

  test('nobody who is not signed in sees a school', async () => {
    expect(await json('/essex/api/schools/sch_990010', '')).toMatchObject({ status: 401 });
    expect((await get('/essex/schools', '')).statusCode).toBe(303);
  });
});
