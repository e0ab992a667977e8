// What an import brought in is found on the pages and in the API, by whoever may read it.
import { beforeEach, describe, expect, test } from 'vitest';
import type { School } from '../../functions/schools/schema.ts';
import { anEmptyRegisterForEach, cells, demo, everySchool, get, golden, importFile, json } from '../school-register.ts';

anEmptyRegisterForEach();

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
    expect(page.status).toBe(200);
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
    expect((await get('/essex/schools/sch_990010', own)).status).toBe(200);
    const [others, unknown] = [await json('/essex/api/schools/sch_990011', own), await json('/essex/api/schools/sch_999999', own)];
    expect(others).toEqual(unknown);
    expect(others).toMatchObject({ status: 404, body: { type: 'urn:daybook:problem:unknown-school' } });
    expect((await get('/essex/schools/sch_990011', own)).status).toBe(404);
    expect((await get('/essex/schools', own)).status).toBe(403);
  });

  test.each(['sch_999999', 'nonsense', 'sch_1', 'sch_990010%00'])('the unknown school %s is refused by name', async (id) => {
    expect(await json(`/essex/api/schools/${id}`)).toMatchObject({ status: 404, body: { type: 'urn:daybook:problem:unknown-school' } });
  });

  test('a search of 300 characters is refused at its field, on the page with what was typed', async () => {
    const long = 'x'.repeat(300);
    expect(await json(`/essex/api/schools?name=${long}`)).toMatchObject({ status: 422, body: { errors: [{ pointer: '#/name' }] } });
    const page = await get(`/essex/schools?name=${long}`);
    expect(page.status).toBe(422);
    expect(page.body).toContain('href="#name"');
    expect(page.body).toContain(`value="${long}"`);
  });

  test('nobody who is not signed in sees a school', async () => {
    expect(await json('/essex/api/schools/sch_990010', '')).toMatchObject({ status: 401 });
    expect((await get('/essex/schools', '')).status).toBe(303);
  });
});
