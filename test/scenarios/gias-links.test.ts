// A school converts and two schools merge, as the register and its links file tell it: the old school closes and stays what it was, the new one opens,
// takes over the partnerships and stands in its trust, and whoever sends the files again changes nothing.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Reply, startHost, type TestHost } from '../host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ at: '2027-09-06T09:00:00Z' });
}, 60_000);
afterAll(() => host.stop());

type Row = Record<string, string>;

/** The demonstration's register with some rows changed or added: a row is made of another school's. */
async function register(changes: Record<string, Row>, added: { like: string; row: Row }[] = []): Promise<string> {
  const lines = (await readFile(new URL('../../infra/local/demo/schools.csv', import.meta.url), 'latin1')).trimEnd().split('\r\n');
  const [header = [], ...rows] = lines.map((line) => line.slice(1, -1).split('","'));
  const withWords = (row: readonly string[], words: Row) => row.map((field, at) => words[header[at] ?? ''] ?? field);
  const rowOf = (urn: string) => rows.find(([first]) => first === urn) ?? [];
  const all = [
    header,
    ...rows.map((row) => withWords(row, changes[row[0] ?? ''] ?? {})),
    ...added.map(({ like, row }) => withWords(rowOf(like), row)),
  ];
  return all.map((row) => `"${row.join('","')}"\r\n`).join('');
}
const links = (...rows: string[][]) =>
  [['URN', 'LinkURN', 'LinkName', 'LinkType', 'LinkEstablishedDate'], ...rows].map((row) => `"${row.join('","')}"\r\n`).join('');

let files = 0;
async function send(text: string): Promise<Record<string, unknown>> {
  const file = `sent-${++files}.csv`;
  await host.files.put(file, Buffer.from(text, 'latin1'));
  return (await host.invoke('schools', { council: 'essex', task: 'import-gias', subject: { file, allAuthorities: false } })) as Record<
    string,
    unknown
  >;
}

const api = async <T>(path: string): Promise<T> => {
  const reply: Reply = await (await host.as('joan-ferris')).json(`/essex/api/${path}`);
  expect(reply.status, reply.body).toBe(200);
  return reply.data<T>();
};
type School = {
  statusCode: number;
  bookable: boolean;
  sector: string;
  sectors: { from: string; sector: string; typeCode: number }[];
  partnerships: { id: string }[];
  trusts: { id: string; name: string }[];
  timeline: { on: string; text: string }[];
};
const school = (urn: number) => api<School>(`schools/sch_${urn}`);
const groupsOf = ({ partnerships }: School) => partnerships.map(({ id }) => id).sort();

const closedLastAugust = { 'EstablishmentStatus (code)': '2', CloseDate: '31-08-2027' };

test('a maintained school converts: the old one keeps its history, the new one its place in the partnerships, and the trust comes from its row', async () => {
  const before = await school(990001);
  expect([before.sector, before.bookable]).toEqual(['maintained', true]);
  expect(groupsOf(before).length).toBeGreaterThan(0);

  const academy = {
    URN: '990901',
    EstablishmentName: 'Saltmere Harbour Academy',
    'TypeOfEstablishment (code)': '34',
    OpenDate: '01-09-2027',
    'Trusts (code)': '5902',
    'Trusts (name)': 'Estuary Light Learning Trust',
  };
  const file = await register({ '990001': closedLastAugust }, [{ like: '990001', row: academy }]);
  expect(await send(file)).toMatchObject({ ok: true, added: 1, closed: 1, changed: 0, rejectedCount: 0 });
  const pairs = links(
    ['990001', '990901', 'Saltmere Harbour Academy', 'Successor', '01-09-2027'],
    ['990901', '990001', 'Saltmere Community Primary School', 'Predecessor', '01-09-2027'],
    ['990001', '990009', 'Harrowdene Junior School', 'Sixth Form Centre Link', '01-09-2015'],
    ['990001', '123456', 'A school elsewhere', 'Successor', '01-09-2027'],
  );
  expect(await send(pairs)).toMatchObject({
    ok: true,
    added: 1,
    unchanged: 2,
    rejected: [{ line: 5, fault: 'unknown-urn', reason: 'No school with URN 123456 is known here.' }],
  });

  const [old, now] = [await school(990001), await school(990901)];
  expect(old).toMatchObject({ statusCode: 2, bookable: false, sector: 'maintained', sectors: before.sectors });
  expect(groupsOf(old)).toEqual([]);
  expect(now).toMatchObject({ bookable: true, sector: 'academy', sectors: [{ from: '2027-09-01', sector: 'academy', typeCode: 34 }] });
  expect(groupsOf(now)).toEqual(groupsOf(before));
  expect(now.trusts).toEqual([{ id: 'trs_5902', name: 'Estuary Light Learning Trust' }]);
  for (const { timeline } of [old, now])
    expect(timeline.filter(({ on, text }) => on === '2027-09-01' && /Saltmere (Harbour Academy|Community)/.test(text))).toHaveLength(1);

  expect(await send(pairs)).toMatchObject({ added: 0, unchanged: 3 });
  expect(await send(file)).toMatchObject({ added: 0, changed: 0, closed: 0 });
  expect((await school(990901)).timeline).toEqual(now.timeline);
});

test('two schools merge into one, which is then in whatever either was in, once', async () => {
  const [left, right] = [await school(990003), await school(990004)];
  const merged = { URN: '990902', EstablishmentName: 'Blackwater Primary School', OpenDate: '01-09-2027' };
  const saltmere = {
    URN: '990901',
    EstablishmentName: 'Saltmere Harbour Academy',
    'TypeOfEstablishment (code)': '34',
    OpenDate: '01-09-2027',
    'Trusts (code)': '5902',
  };
  const file = await register({ '990001': closedLastAugust, '990003': closedLastAugust, '990004': closedLastAugust }, [
    { like: '990001', row: { ...saltmere, 'Trusts (name)': 'Estuary Light Learning Trust' } },
    { like: '990003', row: merged },
  ]);
  expect(await send(file)).toMatchObject({ ok: true, added: 1, closed: 2, changed: 0, rejectedCount: 0 });
  const pairs = links(
    ['990902', '990003', 'Wickenhoe', 'Predecessor - merged', '01-09-2027'],
    ['990902', '990004', 'Thornhythe', 'PREDECESSOR - Amalgamated', ''],
  );
  expect(await send(pairs)).toMatchObject({ ok: true, added: 2, unchanged: 0, rejectedCount: 0 });
  const now = await school(990902);
  expect(groupsOf(now)).toEqual([...new Set([...groupsOf(left), ...groupsOf(right)])].sort());
  for (const urn of [990003, 990004]) expect(await school(urn)).toMatchObject({ bookable: false, partnerships: [] });
  expect(now.timeline.filter(({ on }) => on === '2027-09-01').length).toBeGreaterThanOrEqual(2);
  expect(await send(pairs)).toMatchObject({ added: 0, unchanged: 2 });
});
