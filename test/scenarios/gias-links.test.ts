// A school converts and two schools merge, as the register and its links file tell it: the old school closes and stays what it was, the new one opens,
// takes over the partnerships and stands in its trust, and whoever sends the files again changes nothing.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Reply, startHost, type TestHost } from '../host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ at: '2027-09-06T09:00:00Z' });
});
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

type Event = { id: string; on: string; text: string; withdrawn?: unknown };
const timelineOf = async (urn: number) => (await api<{ timeline: Event[] }>(`schools/sch_${urn}`)).timeline;
const partnership = (id: string) =>
  api<{ lead?: { member: string }; membersOverTime: { id: string; from: string; to?: string }[] }>(`schools/partnerships/${id}`);
const ofPair = (timeline: Event[]) => timeline.filter(({ id }) => id.startsWith('evt_s990011-990012'));

describe('What a links file has wrong', () => {
  test('is rejected by line and reason: dates nobody means, circles, and two dates for one pair', async () => {
    const told = await send(
      links(
        ['990005', '990006', 'Elsewhen', 'Successor', '01-01-1000'],
        ['990005', '990006', 'Elsewhen', 'Successor', '31-12-2999'],
        ['990007', '990008', 'Next', 'Successor', '01-09-2026'],
        ['990008', '990009', 'After', 'Successor', '01-01-2027'],
        ['990009', '990007', 'Round', 'Successor', '01-04-2027'],
        ['990008', '990007', 'Back', 'Predecessor', '01-10-2026'],
        ['990010', '990010', 'Itself', 'Successor', '01-09-2026'],
      ),
    );
    expect(told).toMatchObject({ ok: true, added: 2, rejectedCount: 5 });
    const rejected = told.rejected as { line: number; fault: string; reason: string }[];
    expect(rejected.map(({ line, fault }) => [line, fault])).toEqual([
      [2, 'date-out-of-bounds'],
      [3, 'date-out-of-bounds'],
      [6, 'circular-link'],
      [7, 'bad-date'],
      [8, 'bad-urn'],
    ]);
    expect(rejected[0]?.reason).toBe('The date is 1 January 1000; it must be between 1 January 1944 and 6 September 2029.');
    expect(rejected[2]?.reason).toContain('they would follow each other in a circle');
    expect(rejected[3]?.reason).toBe('Line 4 gives 1 September 2026 for the same two schools, and this one 1 October 2026.');
  });
});

describe('A succession that is wrong', () => {
  const pair = (on: string) => links(['990011', '990012', 'A mistake', 'Successor', on]);
  const made = { partnershipKind: 'geographic', openedOn: '2024-09-01' };
  let id = '';
  beforeAll(async () => {
    const joan = await host.as('joan-ferris');
    id = (await joan.json('/essex/api/schools/partnerships', { ...made, name: 'Passing Partnership' })).data<{ id: string }>().id;
    await joan.json(`/essex/api/schools/partnerships/${id}/members`, { members: ['sch_990011'], on: '2025-09-01' });
    await joan.json(`/essex/api/schools/partnerships/${id}/lead`, { change: 'appointed', member: 'sch_990011', on: '2025-09-01' });
  });

  test('passes on the lead with the place', async () => {
    expect(await send(pair('01-06-2027'))).toMatchObject({ added: 1 });
    expect((await partnership(id)).lead?.member).toBe('sch_990012');
  });

  test('takes another date from a later file, which says so in the history of the school', async () => {
    expect(await send(pair('01-07-2027'))).toMatchObject({ added: 0, changed: 1, rejectedCount: 0 });
    expect((await partnership(id)).membersOverTime).toMatchObject([
      { id: 'sch_990011', from: '2025-09-01', to: '2027-07-01' },
      { id: 'sch_990012', from: '2027-07-01' },
    ]);
    const told = ofPair(await timelineOf(990011));
    expect(told.map(({ on, withdrawn }) => [on, Boolean(withdrawn)])).toEqual([
      ['2027-06-01', true],
      ['2027-07-01', false],
    ]);
    const page = await (await host.as('joan-ferris')).get('/essex/schools/sch_990011');
    expect(page.body).toContain('The register moves the succession by 990012 from 1 June 2027 to 1 July 2027');
    expect(await send(pair('01-07-2027'))).toMatchObject({ unchanged: 1, changed: 0 });
  });

  test('is withdrawn by hand, from the school or the partnership, and is not brought back, unless the date is another', async () => {
    const joan = await host.as('joan-ferris');
    const event = ofPair(await timelineOf(990011)).find(({ withdrawn }) => !withdrawn)?.id ?? '';
    for (const path of ['sch_990011', 'sch_990012'])
      expect((await joan.get(`/essex/schools/${path}`)).body).toContain(`/withdrawals?event=${event}`);
    expect((await joan.get(`/essex/schools/partnerships/${id}`)).body).toContain(`change=withdrawals&amp;event=${event}`);
    const form = await joan.get(`/essex/schools/sch_990012/withdrawals?event=${event}`);
    expect(form.status).toBe(200);
    expect((await joan.post('/essex/schools/sch_990012/withdrawals', { event })).body).toContain('Say why');
    expect((await joan.post('/essex/schools/sch_990012/withdrawals', { event, reason: 'They are two schools' })).status).toBe(303);
    for (const urn of [990011, 990012]) expect(ofPair(await timelineOf(urn)).every(({ withdrawn }) => withdrawn)).toBe(true);
    const { lead, membersOverTime } = await partnership(id);
    expect([lead?.member, membersOverTime.map((each) => each.id)]).toEqual(['sch_990011', ['sch_990011']]);

    expect(await send(pair('01-07-2027'))).toMatchObject({
      added: 0,
      rejectedCount: 1,
      rejected: [{ line: 2, fault: 'withdrawn-by-hand', reason: expect.stringContaining('1 July 2027 was withdrawn here by hand') }],
    });
    expect((await partnership(id)).membersOverTime).toHaveLength(1);
    expect(await send(pair('15-07-2027'))).toMatchObject({ added: 1, rejectedCount: 0 });
    expect((await partnership(id)).lead?.member).toBe('sch_990012');
  });

  test('two who withdraw it at once, or while the file comes again, never leave the sides apart', async () => {
    const joan = await host.as('joan-ferris');
    const event = ofPair(await timelineOf(990011)).find(({ withdrawn }) => !withdrawn)?.id ?? '';
    const withdraw = (path: string) => joan.json(`/essex/api/schools/${path}/withdrawals`, { event, reason: 'They are two schools' });
    const replies = await Promise.all([withdraw('sch_990011'), withdraw(`partnerships/${id}`), send(pair('20-07-2027'))]);
    expect(replies.slice(0, 2).some((reply) => ((reply as Reply).status ?? 500) < 300)).toBe(true);
    const members = (await partnership(id)).membersOverTime.filter(({ to }) => to === undefined).map((each) => each.id);
    expect(members).toHaveLength(1);
    const [own] = members;
    expect((await school(Number(own?.slice(4)))).partnerships.map((each) => each.id)).toContain(id);
  });
});
