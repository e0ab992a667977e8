// What an import makes of what changed: trusts and federations, types, closures and moves, each told in the history of whom it befell.
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { historyOf } from '../../functions/identity/store/audit.ts';
import { membersOn, standing } from '../../functions/schools/rules/events.ts';
import { isBookable } from '../../functions/schools/rules.ts';
import { eventsOf, getOrganisation, pageOfGroups } from '../../functions/schools/store/organisations.ts';
import { getSchool } from '../../functions/schools/store.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { type OrganisationId, schoolIdOf } from '../../shared/ids.ts';
import {
  anEmptyRegisterForEach,
  at,
  cells,
  client,
  csv,
  demo,
  everySchool,
  get,
  golden,
  importFile,
  json,
  table,
} from '../school-register.ts';

anEmptyRegisterForEach();

const plain = (html: string) =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** What the trail says of a record, newest first. */
const told = async (about: string) => (await historyOf(table, about)).map(({ detail }) => detail);

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
