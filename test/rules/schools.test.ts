// What a school is by its type, whether it can be booked for, what kind of buyer it is on a date, how its name is folded, and what an import does to it.
import { describe, expect, test } from 'vitest';
import { buyerKindOn, foldName, importChange, isBookable, sectorOn } from '../../functions/schools/rules.ts';
import {
  beforeRecords,
  outOfScopeTypes,
  type RegisterEntry,
  type School,
  type Sector,
  type Setting,
  schoolTypes,
} from '../../functions/schools/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';

const day = (text: string) => text as CivilDate;
const today = day('2026-11-24');

const entry: RegisterEntry = {
  urn: 990001,
  name: 'Saltmere Community Primary School',
  laCode: 881,
  establishmentNumber: 9001,
  typeCode: 1,
  phaseCode: 2,
  statusCode: 1,
  addressLines: ['Oyster Lane', 'Saltmere'],
  postcode: 'CM98 1AB',
  pupils: 312,
  censusDate: day('2026-01-15'),
  openedOn: undefined,
  closedOn: undefined,
};
const added = (change: Partial<RegisterEntry> = {}, on = today): School => importChange(undefined, { ...entry, ...change }, on).school;

describe('The type code of the CSV decides the sector, whatever the group or phase', () => {
  const table: [number[], Sector][] = [
    [[1, 2, 3, 5, 7, 12, 14, 15], 'maintained'],
    [[28, 34, 33, 44, 42, 43, 45, 46, 57, 35, 36, 38, 39, 40, 41], 'academy'],
    [[6, 11, 8, 10], 'independent'],
    [[18, 31, 29, 32, 49], 'further-education'],
  ];
  test.each(table)('types %j are %s', (codes, sector) => {
    expect(codes.map((code) => schoolTypes[code]?.sector)).toEqual(codes.map(() => sector));
  });

  test('the table holds these types and no other, and none is out of scope as well', () => {
    const known = table.flatMap(([codes]) => codes).sort((a, b) => a - b);
    expect(Object.keys(schoolTypes).map(Number)).toEqual(known);
    expect(Object.keys(outOfScopeTypes).map(Number)).toEqual([24, 25, 26, 27, 30, 37, 47, 48, 56]);
    expect(known.filter((code) => code in outOfScopeTypes)).toEqual([]);
  });

  test('28 is a sponsor-led academy and 34 a converter, although the register’s website numbers a converter 28', () => {
    expect(schoolTypes[28]?.name).toBe('Academy sponsor led');
    expect(schoolTypes[34]?.name).toBe('Academy converter');
  });

  test.each<[Setting, number[]]>([
    ['special', [7, 8, 10, 12, 32, 33, 36, 44]],
    ['alternative-provision', [14, 38, 42, 43]],
    ['nursery', [15]],
    ['post-16', [18, 29, 31, 39, 45, 46, 57]],
  ])('%s is told from types %j alone, because the phase of such schools is often 0', (setting, codes) => {
    const found = Object.entries(schoolTypes).filter(([, type]) => type.setting === setting);
    expect(found.map(([code]) => Number(code))).toEqual(codes);
  });
});

test.each([
  [1, 'open', true],
  [2, 'closed', false],
  [3, 'open but proposed to close', true],
  [4, 'proposed to open', false],
])('a school with status %i (%s) is bookable: %s', (statusCode, _, bookable) => {
  expect(isBookable({ statusCode })).toBe(bookable);
});

describe('The kind of buyer depends on sector, authority and date', () => {
  test.each([
    ['a community school of the council', { typeCode: 1 }, 'own-maintained'],
    ['a voluntary aided school of the council', { typeCode: 2 }, 'own-maintained'],
    ['a pupil referral unit of the council', { typeCode: 14 }, 'own-maintained'],
    ['another council’s community school', { typeCode: 1, laCode: 352 }, 'other-maintained'],
    ['an academy in the council’s area', { typeCode: 34 }, 'academy'],
    ['an academy elsewhere', { typeCode: 28, laCode: 352 }, 'academy'],
    ['an independent school', { typeCode: 11 }, 'independent'],
    ['a further education college', { typeCode: 18 }, 'further-education'],
  ] as const)('%s buys as %3$s', (_, change, kind) => {
    expect(buyerKindOn(added(change), 881, today)).toBe(kind);
  });

  test('the day before a change of sector takes effect the school is still what it was', () => {
    const before = added({ openedOn: day('1974-09-01') });
    const after = importChange(before, { ...entry, typeCode: 34, openedOn: day('1974-09-01') }, day('2027-01-04')).school;
    expect(['1974-09-01', '2027-01-03', '2027-01-04', '2030-01-01'].map((date) => buyerKindOn(after, 881, day(date)))).toEqual([
      'own-maintained',
      'own-maintained',
      'academy',
      'academy',
    ]);
  });

  test('before the first entry the first stands, because nothing else is known', () => {
    expect(sectorOn(added({ openedOn: day('2024-09-01') }, today), day('2020-01-01'))).toMatchObject({ from: '2024-09-01', typeCode: 1 });
  });
});

describe('An import adds, changes, closes or leaves a school', () => {
  test('a school never seen is added, with its sector from its opening', () => {
    const { outcome, school } = importChange(undefined, { ...entry, openedOn: day('1974-09-01') }, today);
    expect(outcome).toBe('added');
    expect(school).toMatchObject({ id: 'sch_990001', version: 1, sectors: [{ from: '1974-09-01', sector: 'maintained', typeCode: 1 }] });
  });

  test('without an opening date its sector has been what it is since before records began, and no false date is told', () => {
    expect(added().sectors).toEqual([{ from: beforeRecords, sector: 'maintained', typeCode: 1 }]);
    expect(sectorOn(added(), day('1944-08-03'))).toMatchObject({ from: beforeRecords, sector: 'maintained' });
    const after = importChange(added(), { ...entry, typeCode: 34 }, day('2027-01-04')).school;
    expect(after.sectors.map(({ from, sector }) => `${from} ${sector}`)).toEqual([`${beforeRecords} maintained`, '2027-01-04 academy']);
  });

  test('a closed school never seen is added and kept as closed, so that old documents can name it', () => {
    const { outcome, school } = importChange(undefined, { ...entry, statusCode: 2 }, today);
    expect(outcome).toBe('added');
    expect(isBookable(school)).toBe(false);
  });

  test('the same entry again changes nothing, and the school keeps its version', () => {
    const known = added();
    expect(importChange(known, { ...entry }, day('2027-05-01'))).toEqual({ outcome: 'unchanged', school: known });
  });

  test('what the table forgot because it was undefined is still the same', () => {
    const stored = JSON.parse(JSON.stringify(added())) as School;
    expect(importChange(stored, entry, today).outcome).toBe('unchanged');
  });

  test.each<[string, Partial<RegisterEntry>]>([
    ['name', { name: 'Saltmere Primary School' }],
    ['address', { addressLines: ['Oyster Lane', 'Old Saltmere'] }],
    ['a shorter address', { addressLines: ['Oyster Lane'] }],
    ['number of pupils', { pupils: 300 }],
    ['a number of pupils no longer given', { pupils: undefined }],
    ['authority', { laCode: 882 }],
    ['status, reopened or proposed to close', { statusCode: 3 }],
  ])('a new %s changes the school, with the next version and its sectors as they were', (_, change) => {
    const known = added();
    const { outcome, school } = importChange(known, { ...entry, ...change }, day('2027-01-04'));
    expect(outcome).toBe('changed');
    expect(school).toEqual({ ...known, ...change, version: 2 });
  });

  test('a column that the file lacks leaves what is known', () => {
    const { pupils: _, ...without } = entry;
    expect(importChange(added(), without, today).outcome).toBe('unchanged');
  });

  test('a known school that is now closed counts as closed once', () => {
    const gone = { ...entry, statusCode: 2, closedOn: day('2026-08-31') };
    const first = importChange(added(), gone, today);
    expect(first.outcome).toBe('closed');
    expect(importChange(first.school, gone, today).outcome).toBe('unchanged');
    expect(importChange(first.school, { ...gone, pupils: 0 }, today).outcome).toBe('changed');
  });

  test('a new type appends a dated sector entry and keeps the history, however often it changes', () => {
    let school = added({ openedOn: day('1974-09-01') });
    for (const [typeCode, date] of [
      [5, '2027-01-04'],
      [5, '2027-02-01'],
      [34, '2027-09-01'],
      [1, '2028-09-01'],
    ] as const) {
      school = importChange(school, { ...entry, openedOn: day('1974-09-01'), typeCode }, day(date)).school;
    }
    expect(school.sectors).toEqual([
      { from: '1974-09-01', sector: 'maintained', typeCode: 1 },
      { from: '2027-01-04', sector: 'maintained', typeCode: 5 },
      { from: '2027-09-01', sector: 'academy', typeCode: 34 },
      { from: '2028-09-01', sector: 'maintained', typeCode: 1 },
    ]);
  });

  test('a type that changes before the school has opened takes effect at the opening, not before', () => {
    const known = added({ statusCode: 4, openedOn: day('2027-09-01') });
    const { school } = importChange(known, { ...entry, statusCode: 4, openedOn: day('2027-09-01'), typeCode: 35 }, today);
    expect(school.sectors.map(({ from }) => from)).toEqual(['2027-09-01', '2027-09-01']);
    expect(buyerKindOn(school, 881, day('2027-09-01'))).toBe('academy');
  });

  test('two types imported on one day: the later import stands', () => {
    const { school } = importChange(added(), { ...entry, typeCode: 34 }, today);
    expect(buyerKindOn(school, 881, today)).toBe('academy');
  });
});

test.each([
  ['St Ælfgifu’s Église & Château-Lane (C.E.)', 'st aelfgifus eglise and chateau lane c e'],
  ["King's  College", 'kings college'],
  ['King’s College', 'kings college'],
  ['ZOË MARCHBANKS', 'zoe marchbanks'],
  ['Llŷn Road', 'llyn road'],
  ['Œuvre Strøm', 'oeuvre strom'],
  ['—', ''],
])('the name %s is looked for as “%s”', (name, folded) => {
  expect(foldName(name)).toBe(folded);
});
