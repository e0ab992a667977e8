// Schools in a real table: kept under the URN, found by name and postcode, replaced only at the version that was read, and never by another council.
import { beforeAll, describe, expect, test } from 'vitest';
import { foldName, importChange } from '../../functions/schools/rules.ts';
import type { RegisterEntry, School } from '../../functions/schools/schema.ts';
import { getSchool, getSchools, pageOfSchools, schoolWrite } from '../../functions/schools/store.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit, commitOnce } from '../../shared/commit.ts';
import { schoolIdOf } from '../../shared/ids.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';

const today = '2026-11-24' as CivilDate;
const school = (urn: number, name: string, change: Partial<RegisterEntry> = {}): School =>
  importChange(
    undefined,
    { urn, name, laCode: 881, typeCode: 1, phaseCode: 2, statusCode: 1, addressLines: ['Quay Road'], postcode: 'CO97 4HJ', ...change },
    today,
  ).school;

const schools = [
  school(990001, 'Kingsdale School'),
  school(990002, 'King’s College', { postcode: 'CM9 8AB' }),
  school(990003, 'Kîng Édward Primary School', { postcode: 'CM98 8AB' }),
  school(990004, 'Queen’s College', { postcode: 'CM98 8AB' }),
  school(990005, 'King’s College', { postcode: '' }),
];
let client: TableClient;
let tableName: string;
let table: CouncilTable;

beforeAll(async () => {
  const made = await testTable();
  client = tableClient({ DYNAMODB_ENDPOINT: made.endpoint });
  tableName = made.tableName;
  table = new CouncilTable(client, tableName, 'essex');
  expect(
    await commit(
      table,
      schools.map((each) => schoolWrite(table, each)),
    ),
  ).toEqual({ ok: true });
});

const urns = async (search: Parameters<typeof pageOfSchools>[1]) => (await pageOfSchools(table, search)).items.map(({ urn }) => urn);

test('a school is read back as it was kept', async () => {
  expect(await getSchool(table, schoolIdOf(990001))).toMatchObject(JSON.parse(JSON.stringify(schools[0])));
  expect(await getSchool(table, schoolIdOf(999999))).toBeUndefined();
});

test('several schools are read at once; those that are unknown are left out and a repeated one is read once', async () => {
  const found = await getSchools(table, [990004, 999999, 990001, 990004].map(schoolIdOf));
  expect([...found.keys()]).toEqual(['sch_990004', 'sch_990001']);
});

describe('Schools are found', () => {
  test('by the beginning of the name, without regard to accents, capitals or apostrophes, in the order of names', async () => {
    expect(await urns({ by: 'name', begins: foldName('KING') })).toEqual([990003, 990002, 990005, 990001]);
    expect(await urns({ by: 'name', begins: foldName('kings c') })).toEqual([990002, 990005]);
    expect(await urns({ by: 'name', begins: foldName('college') })).toEqual([]);
  });
  test('by postcode and by its outward part, which does not find a longer one', async () => {
    expect(await urns({ by: 'postcode', begins: 'CM98 8AB' })).toEqual([990003, 990004]);
    expect(await urns({ by: 'postcode', begins: 'CM9 ' })).toEqual([990002]);
  });
  test('a page at a time', async () => {
    const range = table.range.schoolsByName('');
    const first = await table.page<School>(range, { limit: 3 });
    const second = await table.page<School>(range, { limit: 3, ...(first.next ? { after: first.next } : {}) });
    expect([...first.items, ...second.items].map(({ urn }) => urn)).toEqual([990003, 990002, 990005, 990001, 990004]);
    expect(second.next).toBeUndefined();
  });
  test('in their own council alone', async () => {
    const other = new CouncilTable(client, tableName, 'rochdale');
    expect(await getSchool(other, schoolIdOf(990001))).toBeUndefined();
    expect((await pageOfSchools(other, { by: 'name', begins: '' })).items).toEqual([]);
  });
});

describe('A school is replaced', () => {
  test('and found under its new name and postcode alone', async () => {
    const known = school(990020, 'Alder School', { postcode: 'SS96 1AA' });
    const renamed = { ...known, name: 'Birch School', postcode: 'SS96 2BB', version: 2 };
    expect(await commitOnce(table, [schoolWrite(table, known)])).toEqual({ ok: true, value: undefined });
    expect(await commitOnce(table, [schoolWrite(table, renamed)])).toEqual({ ok: true, value: undefined });
    expect(await urns({ by: 'name', begins: 'alder' })).toEqual([]);
    expect(await urns({ by: 'name', begins: 'birch' })).toEqual([990020]);
    expect(await urns({ by: 'postcode', begins: 'SS96 1AA' })).toEqual([]);
  });
  test('only at the version that was read, and added only once', async () => {
    const known = school(990021, 'Cedar School');
    await commitOnce(table, [schoolWrite(table, known)]);
    await commitOnce(table, [schoolWrite(table, { ...known, name: 'First', version: 2 })]);
    const late = await commitOnce(table, [schoolWrite(table, { ...known, name: 'Second', version: 2 })]);
    const again = await commitOnce(table, [schoolWrite(table, known)]);
    expect([late, again]).toEqual([
      { ok: false, refusal: { name: 'changed-meanwhile' } },
      { ok: false, refusal: { name: 'changed-meanwhile' } },
    ]);
    expect((await getSchool(table, known.id))?.name).toBe('First');
  });
});
