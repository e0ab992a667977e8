// Schools in a real table: kept under the URN, found by postcode and by words of their names, replaced only at the version that was read, and never by
// another council.
import { beforeAll, describe, expect, test } from 'vitest';
import { groupRow, searchFor } from '../../functions/schools/rules/search.ts';
import { importChange } from '../../functions/schools/rules.ts';
import type { Partnership } from '../../functions/schools/schema/organisations.ts';
import type { RegisterEntry, School } from '../../functions/schools/schema.ts';
import { pageOfFound, wordWrites } from '../../functions/schools/store/search.ts';
import { getSchool, getSchools, schoolWrites } from '../../functions/schools/store.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit, commitOnce } from '../../shared/commit.ts';
import { type OrganisationId, schoolIdOf } from '../../shared/ids.ts';
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
      schools.flatMap((each) => schoolWrites(table, each)),
    ),
  ).toEqual({ ok: true });
});

type Options = Parameters<typeof pageOfFound>[2];
const pageOf = (typed: string, options: Options = {}, of = table) => {
  const search = searchFor(typed);
  if (search.by === 'urn') throw new Error('a URN is read and not looked for');
  return pageOfFound(of, search, options);
};
const urns = async (typed: string, options?: Options) => (await pageOf(typed, options)).items.map(({ urn }) => urn);

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
    expect(await urns('KING')).toEqual([990003, 990002, 990005, 990001]);
    expect(await urns('kings c')).toEqual([990002, 990005]);
  });
  test('by any telling word of the name and by several in any order', async () => {
    expect(await urns('edward')).toEqual([990003]);
    expect(await urns('édw')).toEqual([990003]);
    expect(await urns('edward king')).toEqual([990003]);
    expect(await urns('primary edward')).toEqual([990003]);
    expect(await urns('edward secondary')).toEqual([]);
  });
  test('by a word that everybody has too, and by the beginning of one, in the order of names', async () => {
    expect(await urns('college')).toEqual([990002, 990005, 990004]);
    expect(await urns('colle')).toEqual([990002, 990005, 990004]);
    expect(await urns('college kings')).toEqual([990002, 990005]);
  });
  test('by postcode and by its outward part, which does not find a longer one', async () => {
    expect(await urns('CM98 8AB')).toEqual([990003, 990004]);
    expect(await urns('CM9')).toEqual([990002]);
  });
  test('in their own council alone', async () => {
    const other = new CouncilTable(client, tableName, 'rochdale');
    expect(await getSchool(other, schoolIdOf(990001))).toBeUndefined();
    expect((await pageOf('', {}, other)).items).toEqual([]);
    expect((await pageOf('edward', {}, other)).items).toEqual([]);
  });
  test('with other organisations, whose first words are looked up like any other', async () => {
    const partnership: Partnership = {
      id: 'ptn_kings' as OrganisationId,
      kind: 'partnership',
      partnershipKind: 'geographic',
      name: 'Edward and Fenwick Partnership',
      addressLines: [],
      postcode: '',
      version: 1,
    };
    await commit(table, wordWrites(table, groupRow(partnership)));
    expect((await pageOf('partnership')).items.map(({ id }) => id)).toEqual(['ptn_kings']);
    const found = await pageOf('edward');
    expect(found.items.map(({ id, kind }) => [id, kind])).toEqual([
      ['ptn_kings', 'partnership'],
      ['sch_990003', 'school'],
    ]);
    const closed = { ...partnership, closedOn: today, version: 2 };
    await commit(table, wordWrites(table, groupRow(closed), groupRow(partnership)));
    expect((await pageOf('fenwick', { today })).items).toEqual([]);
    expect((await pageOf('fenwick')).items).toEqual([groupRow(closed)]);
  });
});

describe('Many schools with one word', () => {
  const many = Array.from({ length: 300 }, (_, i) =>
    school(
      991000 + i,
      i < 150 ? `Zennor ${String(i).padStart(3, '0')} School` : `Number ${i} Zennor School`,
      i % 5 === 0 ? { statusCode: 2 } : {},
    ),
  );
  beforeAll(async () => {
    const writes = many.map((each) => schoolWrites(table, each));
    for (let i = 0; i < writes.length; i += 30) expect(await commit(table, writes.slice(i, i + 30).flat())).toEqual({ ok: true });
  });
  test('are found a page at a time, each once, closed ones for those who ask', async () => {
    for (const [options, expected] of [
      [{}, 300],
      [{ today }, 240],
    ] as const) {
      const seen: (number | undefined)[] = [];
      let after: string | undefined;
      let pages = 0;
      do {
        const page = await pageOf('zennor', { ...options, after });
        const names = page.items.map(({ name }) => name);
        expect(names).toEqual([...names].sort());
        seen.push(...page.items.map(({ urn }) => urn));
        after = page.next;
        pages += 1;
      } while (after);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toHaveLength(expected);
      expect(pages).toBeGreaterThan(1);
    }
  });
  test('are narrowed by a second word, whichever of the two is the rare one', async () => {
    expect(await urns('zennor 064')).toEqual([991064]);
    // Three hundred have the longer word, more than are looked through for the shorter one.
    await commit(table, schoolWrites(table, school(992000, 'Zyx Zennor School')));
    expect(await urns('zennor zyx')).toEqual([992000]);
    expect(await urns('zyx zenn')).toEqual([992000]);
    expect(await urns('zennor 064')).toEqual([991064]);
    expect(await urns('number 299 zennor')).toEqual([991299]);
  });
  test('and every school there is has “school” in its name: each is found once, a page at a time, in few questions', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await pageOf('school', { after });
      expect(page.items.length).toBeGreaterThan(0);
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after);
    expect(new Set(seen).size).toBe(seen.length);
    const all = await table.all<{ id: string; name: string }>(table.range.schoolsByName());
    expect(seen.filter((id) => id.startsWith('sch_')).sort()).toEqual(
      all
        .filter(({ name }) => / School/.test(name))
        .map(({ id }) => id)
        .sort(),
    );
  });
  test('a common word that few of many names have brings them on the first page', async () => {
    await commit(table, schoolWrites(table, school(992001, 'Zzyx Nursery')));
    // Three hundred names stand before it.
    expect(await urns('nursery')).toEqual([992001]);
  });
  test('a cursor that nobody gave begins at the beginning', async () => {
    expect((await pageOf('zennor', { after: 'nonsense' })).items).toEqual((await pageOf('zennor')).items);
  });
});

describe('A school is replaced', () => {
  test('and found under its new name and postcode alone', async () => {
    const known = school(990020, 'Alder Thicket School', { postcode: 'SS96 1AA' });
    const renamed = { ...known, name: 'Birch Copse School', postcode: 'SS96 2BB', version: 2 };
    expect(await commitOnce(table, schoolWrites(table, known))).toEqual({ ok: true, value: undefined });
    expect(await urns('thicket')).toEqual([990020]);
    expect(await commitOnce(table, schoolWrites(table, renamed, known))).toEqual({ ok: true, value: undefined });
    for (const gone of ['alder', 'thicket', 'SS96 1AA']) expect(await urns(gone)).toEqual([]);
    for (const found of ['birch', 'copse', 'SS96 2BB']) expect(await urns(found)).toEqual([990020]);
  });
  test('and its words say what became of it', async () => {
    const known = school(990022, 'Dunlin Estuary School');
    await commitOnce(table, schoolWrites(table, known));
    await commitOnce(table, schoolWrites(table, { ...known, statusCode: 2, version: 2 }, known));
    expect(await urns('estuary', { today })).toEqual([]);
    expect((await pageOf('estuary')).items).toMatchObject([{ urn: 990022, statusCode: 2 }]);
  });
  test('without a word written when no row of results would change', () => {
    const known = school(990023, 'Egret Estuary School');
    expect(schoolWrites(table, { ...known, pupils: 12, version: 2 }, known)).toHaveLength(1);
    expect(schoolWrites(table, { ...known, postcode: 'CM9 1AA', version: 2 }, known)).toHaveLength(2);
    expect(() => schoolWrites(table, { ...known, version: 2 })).toThrow('follows the version before it');
  });
  test('only at the version that was read, and added only once', async () => {
    const known = school(990021, 'Cedar School');
    await commitOnce(table, schoolWrites(table, known));
    await commitOnce(table, schoolWrites(table, { ...known, name: 'First', version: 2 }, known));
    const late = await commitOnce(table, schoolWrites(table, { ...known, name: 'Second', version: 2 }, known));
    const again = await commitOnce(table, schoolWrites(table, known));
    expect([late, again]).toEqual([
      { ok: false, refusal: { name: 'changed-meanwhile' } },
      { ok: false, refusal: { name: 'changed-meanwhile' } },
    ]);
    expect((await getSchool(table, known.id))?.name).toBe('First');
  });
});
