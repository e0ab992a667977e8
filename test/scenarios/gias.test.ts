// The register is imported as the council imports it: each row accounted for, twice changes nothing, and a bad row or file is refused by name.
import { ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { requiredColumns } from '../../functions/schools/rules/register.ts';
import { type School, schoolTypes } from '../../functions/schools/schema.ts';
import { getSchool } from '../../functions/schools/store.ts';
import { tasks } from '../../functions/schools/tasks/import-gias.ts';
import type { Actor, Host } from '../../shared/context.ts';
import { type JobId, schoolIdOf } from '../../shared/ids.ts';
import {
  anEmptyRegisterForEach,
  at,
  cells,
  client,
  csv,
  demo,
  everySchool,
  golden,
  importFile,
  now,
  schools,
  table,
} from '../school-register.ts';

anEmptyRegisterForEach();

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
