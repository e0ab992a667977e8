// Partnerships and other bodies at the counter: recorded, joined, left, led, merged, closed and withdrawn, by page and by API; who sees which; two at
// once; and a trust's booker who books for a school of the trust.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf } from '../../functions/schools/store/organisations.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { nameOf, type Problem } from '../counter.ts';
import { type Reply, startHost, type TestHost, type Visitor } from '../host.ts';

type Shown = {
  id: string;
  name: string;
  closedOn?: string;
  version: number;
  members: { id: string; name: string; from: string }[];
  membersOverTime: { id: string; from: string; to?: string }[];
  memberships: { id: string; name: string; from: string; to?: string }[];
  lead?: { member: string; memberName: string; from: string; personName?: string };
  leadsOverTime: { member: string; from: string; to?: string }[];
  coming: { on: string; text: string }[];
  events: { id: string; kind: string; on: string; text: string; reason?: string; withdrawn: boolean }[];
};

let host: TestHost;
let joan: Visitor;
let tom: Visitor;
let maria: Visitor;
beforeAll(async () => {
  host = await startHost({ only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings'], seeded: true });
  [joan, tom, maria] = [await host.as('joan-ferris'), await host.as('tom-haldane'), await host.as('maria-okafor')];
});
afterAll(() => host.stop());

const api = '/essex/api/schools';
const shown = async (id: string, who = joan): Promise<Shown> => (await who.json(`${api}/partnerships/${id}`)).data<Shown>();
const record = async (name: string, more: Record<string, unknown> = {}): Promise<string> => {
  const reply = await joan.json(`${api}/partnerships`, { partnershipKind: 'school-improvement', name, openedOn: '2024-09-01', ...more });
  expect(reply.status, reply.body).toBe(201);
  return reply.data<{ id: string }>().id;
};
const to = (id: string, what: string, body: unknown, who = joan): Promise<Reply> => who.json(`${api}/partnerships/${id}/${what}`, body);
const join = (id: string, urns: number[], on = '2024-09-01') => to(id, 'members', { members: urns.map((urn) => `sch_${urn}`), on });
const errorsOf = (reply: Reply) => reply.data<Problem>().errors?.map(({ pointer }) => pointer);

describe('A partnership on its pages', () => {
  let id = '';
  test('is recorded from the form, once however often it is sent', async () => {
    const form = await joan.get('/essex/schools/partnerships/new');
    const key = /name="key" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
    const fields = { key, partnershipKind: 'school-improvement', name: 'Oyster Partnership', openedOn: '2025-09-01', district: 'Mid' };
    const [first, second] = [
      await joan.post('/essex/schools/partnerships', fields),
      await joan.post('/essex/schools/partnerships', fields),
    ];
    expect(first.status).toBe(303);
    expect(second.location).toBe(first.location);
    id = /ptn_[0-9a-z]+/.exec(first.location ?? '')?.[0] ?? '';
    const list = await joan.get('/essex/schools/partnerships?name=Oyster');
    expect(list.body.split('Oyster Partnership')).toHaveLength(2);
  });

  test('is refused without what is needed, with what was typed kept', async () => {
    const reply = await joan.post('/essex/schools/partnerships', {
      partnershipKind: 'thematic',
      name: 'Early Reading',
      openedOn: '2025-09-01',
    });
    expect(reply.status).toBe(422);
    expect(reply.body).toContain('Say what the thematic partnership is about');
    expect(reply.body).toContain('value="Early Reading"');
  });

  test('takes members by their URNs and from what was found, and says that a past date changes what held', async () => {
    const found = await joan.get(`/essex/schools/partnerships/${id}?change=members&find=saltmere`);
    expect(found.body).toContain('value="sch_990001"');
    const reply = await joan.post(`/essex/schools/partnerships/${id}/members`, {
      members: ['sch_990001'],
      urns: '990025, 990022',
      on: '2025-09-01',
    });
    expect(reply.location).toContain('done=members&past=1');
    const page = await joan.get(reply.location ?? '');
    expect(page.body).toContain('it holds from then on');
    expect(page.body).toContain('Free days follow it once an allocation run is carried out.');
    for (const name of [
      'Saltmere Community Primary School',
      'Oysterbourne Church of England Primary School',
      'Little Curlews Nursery School',
    ])
      expect(page.body).toContain(name);
    expect((await shown(id)).members.map((each) => each.from)).toEqual(['2025-09-01', '2025-09-01', '2025-09-01']);
  });

  test('refuses members at the box they were typed in, and keeps what was typed', async () => {
    const again = await joan.post(`/essex/schools/partnerships/${id}/members`, { urns: '990001 990002', on: '2026-01-01' });
    expect(again.status).toBe(409);
    expect(again.body).toContain('Saltmere Community Primary School is a member of Oyster Partnership on 1 January 2026');
    expect(again.body).toContain('href="#urns"');
    expect(again.body).toContain('990001 990002</textarea>');
    const nothing = await joan.post(`/essex/schools/partnerships/${id}/members`, { on: '2026-01-01' });
    expect([nothing.status, nothing.body.includes('Name at least one organisation')]).toEqual([422, true]);
    const nonsense = await joan.post(`/essex/schools/partnerships/${id}/members`, { urns: 'Saltmere', on: 'soon' });
    expect(nonsense.status).toBe(422);
    expect(nonsense.body).toContain('Enter a date.');
  });

  test('shows its lead by the headteacher’s school and name, and ends it with the next', async () => {
    const lead = { change: 'appointed', member: 'sch_990001', on: '2025-09-01', person: 'tom haldane' };
    expect((await joan.post(`/essex/schools/partnerships/${id}/lead`, lead)).status).toBe(303);
    expect((await joan.get(`/essex/schools/partnerships/${id}`)).body).toContain(
      'The headteacher of Saltmere Community Primary School, Tom Haldane, since 1 September 2025',
    );
    // Somebody else's headteacher, and nobody's.
    for (const person of ['Maria Okafor', 'Nobody Here']) {
      const refused = await joan.post(`/essex/schools/partnerships/${id}/lead`, { ...lead, person });
      expect(refused.status).toBe(404);
      expect(refused.body).toContain(`Nobody called ${person} signs in for the member`);
      expect(refused.body).toContain(`value="${person}"`);
      expect(refused.body).toContain('href="#person"');
    }
    expect(nameOf(await to(id, 'lead', { change: 'appointed', member: 'sch_990022', on: '2026-12-01' }))).toBe('200');
    const { lead: now, coming } = await shown(id);
    expect(now).toMatchObject({ member: 'sch_990001', personName: 'Tom Haldane', to: '2026-12-01' });
    expect(coming.map(({ on }) => on)).toEqual(['2026-12-01']);
  });

  test('lets a member go on a date to come, and shows it as a coming change', async () => {
    expect((await joan.post(`/essex/schools/partnerships/${id}/departures`, { on: '2027-01-01' })).body).toContain('Choose a member.');
    const reply = await joan.post(`/essex/schools/partnerships/${id}/departures`, {
      member: 'sch_990025',
      on: '2027-01-01',
      reason: 'Joins another partnership',
    });
    expect(reply.location).not.toContain('past');
    const page = await joan.get(`/essex/schools/partnerships/${id}`);
    expect(page.body).toContain('Coming changes');
    expect(page.body).toContain('1 January 2027');
    expect(page.body).toContain('Oysterbourne Church of England Primary School leaves');
    expect((await shown(id)).members).toHaveLength(3);
  });

  test('tells its history, with who recorded what', async () => {
    const page = await joan.get(`/essex/schools/partnerships/${id}`);
    expect(page.body).toContain('History');
    expect(page.body).toContain('Oyster Partnership recorded');
    expect(page.body).toContain('Joan Ferris');
  });

  test('takes back an event that never was, and keeps it in the list', async () => {
    const { events } = await shown(id);
    const left = events.find(({ kind }) => kind === 'left');
    const form = await joan.get(`/essex/schools/partnerships/${id}?change=withdrawals&event=${left?.id}`);
    expect(form.body).toContain(`value="${left?.id}"`);
    const path = `/essex/schools/partnerships/${id}/withdrawals`;
    expect((await joan.post(path, { event: left?.id ?? '' })).body).toContain('Say why');
    expect((await joan.post(path, { event: left?.id ?? '', reason: 'It stays after all' })).status).toBe(303);
    const after = await shown(id);
    expect(after.coming.map(({ on }) => on)).toEqual(['2026-12-01']);
    expect(after.events.find((each) => each.id === left?.id)?.withdrawn).toBe(true);
    expect((await joan.post(path, { event: left?.id ?? '', reason: 'Once more' })).status).toBe(409);
  });

  test('is closed, and then has no members', async () => {
    const other = await record('Short Partnership');
    await join(other, [990002]);
    const reply = await joan.post(`/essex/schools/partnerships/${other}/closing`, { on: '2026-09-01' });
    expect(reply.status).toBe(303);
    const page = await joan.get(`/essex/schools/partnerships/${other}`);
    expect(page.body).toContain('Closed');
    expect(page.body).not.toContain('Members today');
    expect((await shown(other)).membersOverTime).toEqual([
      { id: 'sch_990002', name: expect.any(String), from: '2024-09-01', to: '2026-09-01' },
    ]);
    expect((await joan.get('/essex/schools/partnerships?name=Short')).body).toContain('Closed');
  });
});

describe('A partnership is recorded once', () => {
  const fields = { partnershipKind: 'school-improvement', name: 'Avocet Partnership', openedOn: '2025-09-01' };
  const formAgain = async () => ({
    ...fields,
    key: /name="key" value="([^"]+)"/.exec((await joan.get('/essex/schools/partnerships/new')).body)?.[1] ?? '',
  });
  test('also from a form that is filled in anew after going back, which is told which one is there', async () => {
    expect((await joan.post('/essex/schools/partnerships', await formAgain())).status).toBe(303);
    const again = await joan.post('/essex/schools/partnerships', { ...(await formAgain()), name: 'AVOCET  partnership' });
    expect(again.status).toBe(409);
    expect(again.body).toContain('Avocet Partnership, since 1 September 2025.');
    expect(again.body).toContain('href="#name"');
    expect(again.body).toContain('value="AVOCET  partnership"');
    expect((await joan.get('/essex/schools/partnerships?name=Avocet')).body.split('>Avocet Partnership<')).toHaveLength(1 + 1);
  });
  test('of two at once; another kind, or one whose namesake has closed, is another', async () => {
    const once = { ...fields, name: 'Curlew Partnership' };
    const both = await Promise.all([1, 2].map(() => joan.json(`${api}/partnerships`, once)));
    expect(both.map(nameOf).sort()).toEqual(['201', 'already-recorded']);
    expect(nameOf(await joan.json(`${api}/partnerships`, { ...once, partnershipKind: 'collaborative-group' }))).toBe('201');
    const id = both.find(({ status }) => status === 201)?.data<{ id: string }>().id ?? '';
    const closing = await to(id, 'closing', { on: '2026-09-01' });
    expect(closing.status, closing.body).toBe(200);
    const second = await joan.json(`${api}/partnerships`, once);
    expect(nameOf(second)).toBe('201');
    // The first would be open again beside it.
    const event = closing.data<{ events: { id: string }[] }>().events[0]?.id;
    expect(nameOf(await to(id, 'withdrawals', { event, reason: 'It goes on' }))).toBe('already-recorded');
    expect(nameOf(await to(second.data<{ id: string }>().id, 'name', { name: 'Avocet Partnership', on: '2026-01-01' }))).toBe(
      'already-recorded',
    );
    expect(nameOf(await to(second.data<{ id: string }>().id, 'name', { name: 'Whimbrel Partnership', on: '2026-01-01' }))).toBe('200');
    expect(nameOf(await to(id, 'withdrawals', { event, reason: 'It goes on' }))).toBe('200');
  });
  test('from 2000 on, and at most a year ahead: until it begins it says when', async () => {
    const late = await joan.post('/essex/schools/partnerships', {
      ...fields,
      name: 'Far Partnership',
      openedOn: '',
      'openedOn-day': '1',
      'openedOn-month': '9',
      'openedOn-year': '2028',
    });
    expect(late.body).toContain('The date must be between 1 January 2000 and');
    expect(late.body).toContain('value="2028"');
    expect((await joan.post('/essex/schools/partnerships', { ...fields, name: 'No Day', openedOn: '' })).body).toContain(
      'Enter a real date',
    );
    const coming = await record('Coming Partnership', { openedOn: '2027-09-01' });
    for (const path of [`/essex/schools/partnerships/${coming}`, '/essex/schools/partnerships?name=Coming']) {
      const { body } = await joan.get(path);
      expect(body).toContain('Opens on 1 September 2027');
      expect(body).not.toMatch(/>\s*Open\s*</);
    }
  });
});

describe('What was recorded by hand is put right', () => {
  test('a partnership is called otherwise from a day on, is found so, and its old name stays in its history', async () => {
    const id = await record('Dunlin Partnership');
    const form = await joan.get(`/essex/schools/partnerships/${id}?change=name`);
    expect(form.body).toContain('value="Dunlin Partnership"');
    expect(form.body).toContain('For example, 1 9 2027.');
    const fields = { name: 'Knot Partnership', 'on-day': '1', 'on-month': '9', 'on-year': '2026', reason: 'Agreed' };
    const path = `/essex/schools/partnerships/${id}/name`;
    const ahead = await joan.post(path, { ...fields, 'on-year': '2027' });
    expect([ahead.status, ahead.body.includes('must be between 1 September 2024 and 24 November 2026')]).toEqual([422, true]);
    expect(ahead.body).toContain('value="Knot Partnership"');
    expect((await joan.post(path, fields)).location).toContain('done=name');
    const page = await joan.get(`/essex/schools/partnerships/${id}`);
    expect(page.body).toContain('Renamed from Dunlin Partnership to Knot Partnership');
    expect((await joan.get('/essex/schools/partnerships?name=Knot')).body).toContain('Knot Partnership');
    expect((await joan.get('/essex/schools/partnerships?name=Dunlin')).body).toContain('No partnership is found.');
    expect((await joan.get('/essex/schools?name=dunlin')).body).not.toContain('Knot Partnership');
    const { events } = await shown(id);
    const event = events.find(({ kind }) => kind === 'renamed')?.id;
    expect(nameOf(await to(id, 'withdrawals', { event, reason: 'It was not agreed' }))).toBe('200');
    expect((await shown(id)).name).toBe('Dunlin Partnership');
    // And the name is free again.
    await record('Knot Partnership');
  });

  test('a setting has another name, another address, and buys otherwise from a day on', async () => {
    const made = await joan.json(`${api}/organisations`, {
      kind: 'foundation-setting',
      name: 'Plover Playgroup',
      addressLines: [],
      postcode: '',
      sector: 'independent',
    });
    const { id } = made.data<{ id: string }>();
    const path = `/essex/schools/organisations/${id}`;
    const page = await joan.get(path);
    for (const change of ['name', 'details', 'sector', 'closing']) expect(page.body).toContain(`?change=${change}`);
    expect((await joan.post(`${path}/name`, { name: 'Plover Nursery', on: '2026-09-01' })).status).toBe(303);
    const sector = { sector: 'academy', 'from-day': '1', 'from-month': '4', 'from-year': '2027' };
    expect((await joan.post(`${path}/sector`, sector)).status).toBe(303);
    expect((await joan.post(`${path}/sector`, sector)).body).toContain('It buys so on 1 April 2027.');
    const form = await joan.get(`${path}?change=details`);
    const version = /name="version" value="(\d+)"/.exec(form.body)?.[1] ?? '';
    expect((await joan.post(`${path}/details`, { address: '1 Quay\nSaltmere', postcode: 'cm1 5jb', version })).status).toBe(303);
    expect((await joan.post(`${path}/details`, { address: '2 Quay', postcode: '', version })).status).toBe(409);
    const after = (await joan.json(`${api}/organisations/${id}`)).data<Shown & { addressLines: string[]; sectors: unknown[] }>();
    expect(after).toMatchObject({
      name: 'Plover Nursery',
      addressLines: ['1 Quay', 'Saltmere'],
      sectors: [
        { from: '2000-01-01', sector: 'independent' },
        { from: '2027-04-01', sector: 'academy' },
      ],
    });
    const seen = (await joan.get(path)).body;
    for (const text of [
      'Renamed from Plover Playgroup to Plover Nursery',
      'How it buys over time',
      'It buys as academy from 1 April 2027, and as independent until then',
    ])
      expect(seen).toContain(text);
  });

  test('what the register tells is put right there, and the refusal says so', async () => {
    const name = { name: 'Another Name', on: '2026-09-01' };
    for (const id of ['trs_5902', 'sch_990001']) {
      const refused = await joan.json(`${api}/organisations/${id}/name`, name);
      expect([id, nameOf(refused)]).toEqual([id, 'kept-by-register']);
      expect(refused.data<{ next: string }>().next).toBe('Import the register once it is right there.');
    }
    expect(nameOf(await joan.json(`${api}/organisations/trs_5902/sector`, { sector: 'academy', from: '2026-09-01' }))).toBe(
      'kept-by-register',
    );
    const page = await joan.get('/essex/schools/organisations/trs_5902?change=name');
    expect(page.body).not.toContain('Record the name');
    expect(
      nameOf(
        await joan.json(`${api}/organisations/ptn_colne-and-tendring-partnership/details`, {
          addressLines: ['1 Quay'],
          postcode: '',
          version: 1,
        }),
      ),
    ).toBe('unknown-organisation');
  });
});

test('a joining is withdrawn with the lead and the leaving that rest on it, which are shown first', async () => {
  const id = await record('Resting Partnership');
  await join(id, [990005, 990006]);
  expect(nameOf(await to(id, 'lead', { change: 'appointed', member: 'sch_990005', on: '2025-09-01' }))).toBe('200');
  // Whose it is need not be said.
  expect(nameOf(await to(id, 'lead', { change: 'ended', on: '2026-01-01' }))).toBe('200');
  expect(nameOf(await to(id, 'lead', { change: 'ended', on: '2026-01-01' }))).toBe('not-the-lead');
  expect(nameOf(await to(id, 'departures', { member: 'sch_990005', on: '2026-09-01' }))).toBe('200');
  const { events } = await shown(id);
  const joining = events.find(({ kind, text }) => kind === 'joined' && text.startsWith('Colnemarsh High'))?.id ?? '';
  const form = await joan.get(`/essex/schools/partnerships/${id}?change=withdrawals&event=${joining}`);
  expect(form.body).toContain('is withdrawn with it');
  const also = [...form.body.matchAll(/name="also" value="([^"]+)"/g)].map(([, event]) => event ?? '');
  expect(also).toHaveLength(3);
  const path = `/essex/schools/partnerships/${id}/withdrawals`;
  const less = await joan.post(path, { event: joining, reason: 'The wrong school', also: also.slice(1) });
  expect([less.status, less.body.includes('Something else goes with it now.')]).toEqual([409, true]);
  expect((await joan.post(path, { event: joining, reason: 'The wrong school', also })).status).toBe(303);
  const after = await shown(id);
  expect(after.events.filter(({ withdrawn }) => withdrawn)).toHaveLength(4);
  expect([after.members.map((each) => each.id), after.leadsOverTime]).toEqual([['sch_990006'], []]);
  // From the school's own side it is the same.
  const timeline = (await joan.json(`${api}/sch_990005`)).data<{ timeline: { id: string; withdrawn?: unknown }[] }>().timeline;
  expect(timeline.filter((each) => [joining, ...also].includes(each.id)).every(({ withdrawn }) => withdrawn)).toBe(true);
});

test('the list of partnerships is a page of twenty-five, however many there are', async () => {
  for (let n = 10; n < 40; n++) await record(`Zander ${n} Partnership`, n % 10 === 0 ? { partnershipKind: 'collaborative-group' } : {});
  type Listed = { partnerships: { name: string; memberCount: number }[]; next?: string };
  const page = async (query: string) => (await joan.json(`${api}/partnerships?name=Zander&${query}`)).data<Listed>();
  const first = await page('');
  expect(first.partnerships).toHaveLength(25);
  const second = await page(`after=${encodeURIComponent(first.next ?? '')}`);
  expect([...first.partnerships, ...second.partnerships].map(({ name }) => name)).toEqual(
    Array.from({ length: 30 }, (_, n) => `Zander ${n + 10} Partnership`),
  );
  expect(second.next).toBeUndefined();
  const groups = await page('kind=collaborative-group');
  expect(groups.partnerships.map(({ name }) => name)).toEqual(['Zander 10 Partnership', 'Zander 20 Partnership', 'Zander 30 Partnership']);
});

test('the API names what is wrong, and a refused command changes nothing', async () => {
  const id = await record('Refusing Partnership');
  await join(id, [990003]);
  const before = await shown(id);
  const on = '2026-01-01';
  const refusals: [string, unknown, string][] = [
    ['members', { members: ['sch_990003'], on }, 'already-member'],
    ['members', { members: ['sch_999999'], on }, 'unknown-organisation'],
    ['members', { members: ['sch_990028'], on }, 'organisation-closed'],
    ['members', { members: [id], on }, 'not-fit-for-membership'],
    ['members', { members: ['sch_990004'], on: '2024-08-31' }, 'date-out-of-bounds'],
    ['members', { members: [], on }, 'invalid-request'],
    ['members', { members: ['sch_990004'], on, colour: 'red' }, 'invalid-request'],
    ['departures', { member: 'sch_990004', on }, 'not-a-member'],
    ['lead', { change: 'appointed', member: 'sch_990004', on }, 'not-a-member'],
    ['lead', { change: 'ended', member: 'sch_990003', on }, 'not-the-lead'],
    ['lead', { change: 'appointed', member: 'sch_990003', on, person: 'per_nobody' }, 'unknown-user'],
    ['merger', { into: id, on }, 'same-partnership'],
    ['merger', { into: 'ptn_none', on }, 'unknown-organisation'],
    ['closing', { on: '2024-08-31' }, 'date-out-of-bounds'],
    ['withdrawals', { event: 'evt_none', reason: 'A mistake' }, 'unknown-event'],
  ];
  for (const [what, body, name] of refusals) expect([what, nameOf(await to(id, what, body))]).toEqual([what, name]);
  expect(errorsOf(await to(id, 'members', { members: ['sch_990003'], on }))).toEqual(['#/members']);
  expect(nameOf(await to('ptn_none', 'members', { members: ['sch_990003'], on }))).toBe('unknown-organisation');
  expect(nameOf(await to('nonsense', 'members', { members: ['sch_990003'], on }))).toBe('unknown-organisation');
  expect(await shown(id)).toEqual(before);
});

test('a merger takes the members along and closes the first; withdrawn, from either side, it never was', async () => {
  const [a, b] = [await record('Merging Partnership'), await record('Receiving Partnership')];
  await join(a, [990002, 990003]);
  await join(b, [990003, 990004]);
  await to(a, 'lead', { change: 'appointed', member: 'sch_990002', on: '2024-09-01' });
  const merged = await to(a, 'merger', { into: b, on: '2026-09-01', reason: 'Too small alone' });
  expect(merged.status, merged.body).toBe(200);
  const [first, second] = [await shown(a), await shown(b)];
  expect([first.closedOn, first.members, first.lead]).toEqual(['2026-09-01', [], undefined]);
  expect(second.members.map(({ id }) => id).sort()).toEqual(['sch_990002', 'sch_990003', 'sch_990004']);
  expect(second.members.find(({ id }) => id === 'sch_990003')?.from).toBe('2024-09-01');
  const table = host.tableOf();
  expect((await eventsOf(table, 'sch_990002' as OrganisationId)).filter(({ kind }) => kind === 'partnership-merged')).toHaveLength(1);
  const event = second.events.find(({ kind }) => kind === 'partnership-merged')?.id;
  expect(nameOf(await to(b, 'withdrawals', { event, reason: 'Decided otherwise' }))).toBe('200');
  expect((await shown(a)).members.map(({ id }) => id).sort()).toEqual(['sch_990002', 'sch_990003']);
  expect((await shown(a)).closedOn).toBeUndefined();
  expect((await shown(b)).members.map(({ id }) => id).sort()).toEqual(['sch_990003', 'sch_990004']);
});

test('of two who record the same joining at once one is told that it is there already, and it is recorded once', async () => {
  const id = await record('Racing Partnership');
  const replies = await Promise.all(Array.from({ length: 4 }, () => join(id, [990005])));
  expect(replies.map(nameOf).sort()).toEqual(['200', 'already-member', 'already-member', 'already-member']);
  expect((await shown(id)).events.filter(({ kind }) => kind === 'joined')).toHaveLength(1);
  const different = await Promise.all([join(id, [990006]), join(id, [990007])]);
  expect(different.map(nameOf)).toEqual(['200', '200']);
  expect((await shown(id)).members).toHaveLength(3);
});

test('closing a partnership and joining it at once never leaves a member in a closed one', async () => {
  const id = await record('Closing Race');
  const [closing, joining] = await Promise.all([to(id, 'closing', { on: '2026-09-01' }), join(id, [990005], '2026-10-01')]);
  expect([closing.status, joining.status].filter((status) => status === 200)).toHaveLength(1);
  const { closedOn, members } = await shown(id);
  expect(closedOn === undefined ? members.length : 0).toBe(members.length);
});

describe('Who sees a partnership', () => {
  let ours = '';
  let theirs = '';
  beforeAll(async () => {
    [ours, theirs] = [await record('Saltmere’s Own Partnership'), await record('Somebody Else’s Partnership')];
    await to(ours, 'members', { members: ['sch_990001'], on: '2024-09-01', reason: 'A reason for staff' });
    await join(theirs, [990010]);
  });

  test('a school’s people those it is in today, and another answers like one that is not there', async () => {
    expect((await tom.get(`/essex/schools/partnerships/${ours}`)).status).toBe(200);
    const [hidden, none] = [await tom.json(`${api}/partnerships/${theirs}`), await tom.json(`${api}/partnerships/ptn_none`)];
    expect([hidden.status, hidden.body]).toEqual([none.status, none.body]);
    const names = (await tom.json(`${api}/partnerships`)).data<{ partnerships: { name: string }[] }>().partnerships.map(({ name }) => name);
    expect(names).toContain('Saltmere’s Own Partnership');
    expect(names).not.toContain('Somebody Else’s Partnership');
    expect((await maria.get(`/essex/schools/partnerships/${theirs}`)).status).toBe(200);
    await to(theirs, 'departures', { member: 'sch_990010', on: '2026-11-24' });
    expect((await maria.get(`/essex/schools/partnerships/${theirs}`)).status).toBe(404);
  });

  test('and they are told neither reasons nor the list of events, nor offered a change', async () => {
    const seen = await tom.json(`${api}/partnerships/${ours}`);
    expect(seen.body).not.toContain('A reason for staff');
    expect(seen.data<Shown>().events).toEqual([]);
    const page = await tom.get(`/essex/schools/partnerships/${ours}`);
    expect(page.body).not.toContain('Record a change');
    expect((await tom.get(`/essex/schools/partnerships/${ours}?change=closing`)).body).not.toContain('Record the closing');
    expect((await joan.json(`${api}/partnerships/${ours}`)).body).toContain('A reason for staff');
  });

  test('its lead the own one and no other; officers and the council’s people any; only those who record may change it', async () => {
    const anna = await host.as('anna-castell');
    expect((await anna.json(`${api}/partnerships/ptn_colne-and-tendring-partnership`)).status).toBe(200);
    expect((await anna.json(`${api}/partnerships/${ours}`)).status).toBe(404);
    const own = (await anna.json(`${api}/partnerships`)).data<{ partnerships: { id: string }[] }>().partnerships;
    expect(own.map(({ id }) => id)).toEqual(['ptn_colne-and-tendring-partnership']);
    for (const who of ['helen-marsh', 'peter-quill', 'rowan-achebe'])
      expect((await (await host.as(who)).json(`${api}/partnerships/${ours}`)).status, who).toBe(200);
    for (const who of ['helen-marsh', 'peter-quill', 'rowan-achebe', 'tom-haldane', 'anna-castell'])
      expect(nameOf(await to(ours, 'closing', { on: '2026-12-01' }, await host.as(who))), who).toBe('not-allowed');
  });
});

describe('What a council brings along', () => {
  const given = {
    bodies: [{ kind: 'foundation-setting', name: 'Curlew Playgroup', addressLines: [], postcode: '', sector: 'independent' }],
    partnerships: [
      {
        kind: 'school-improvement',
        name: 'Brought Along Partnership',
        openedOn: '2019-09-01',
        members: [
          { id: 'sch_990001', from: '2019-09-01' },
          { id: 'sch_990028', from: '2019-09-01', to: '2024-09-01' },
          { id: 'org_curlew-playgroup', from: '2020-09-01' },
        ],
        lead: { id: 'sch_990001', from: '2020-09-01', person: 'per_tom-haldane' },
      },
    ],
  };
  const bring = (subject: unknown) => host.invoke('schools', { council: 'essex', task: 'record-organisations', subject });
  const [only] = given.partnerships as [(typeof given.partnerships)[number]];

  test('is recorded with its years, and once however often it is brought', async () => {
    expect(await bring(given)).toEqual({ ok: true, organisations: 2, events: 5 });
    expect(await bring(given)).toEqual({ ok: true, organisations: 0, events: 0 });
    const seen = await shown('ptn_brought-along-partnership');
    expect(seen.members.map(({ id }) => id)).toEqual(['sch_990001', 'org_curlew-playgroup']);
    expect(seen.membersOverTime.find(({ id }) => id === 'sch_990028')).toMatchObject({ from: '2019-09-01', to: '2024-09-01' });
    expect(seen.lead).toMatchObject({ member: 'sch_990001', personName: 'Tom Haldane' });
    const more = { partnerships: [{ ...only, members: [...only.members, { id: 'sch_990002', from: '2026-09-01' }] }] };
    expect(await bring(more)).toEqual({ ok: true, organisations: 0, events: 1 });
  });

  test('is refused by name where it cannot be so, and nothing of it is recorded', async () => {
    const wrong = async (change: object) => (await bring({ partnerships: [{ ...only, name: 'Wrong One', ...change }] })) as object;
    const refusal = (name: string) => ({ ok: false, refusal: { name } });
    expect(await wrong({ members: [{ id: 'sch_999999', from: '2019-09-01' }], lead: undefined })).toMatchObject(
      refusal('unknown-organisation'),
    );
    expect(await wrong({ members: [{ id: 'sch_990001', from: '2019-08-31' }], lead: undefined })).toMatchObject(
      refusal('date-out-of-bounds'),
    );
    expect(await wrong({ members: [], lead: only.lead })).toMatchObject(refusal('not-a-member'));
    expect(await wrong({ openedOn: 'once' })).toMatchObject(refusal('invalid-request'));
    expect((await joan.json(`${api}/partnerships/ptn_wrong-one`)).status).toBe(404);
  });
});

describe('Another body', () => {
  const body = { kind: 'university', addressLines: ['1 Quad'], postcode: 'cm1 5jb', sector: 'further-education', openedOn: '2001-01-01' };
  const bodyAt = async (id: string) => (await joan.json(`${api}/organisations/${id}`)).data<Shown>();

  test('is recorded, found by a word of its name, and becomes a member among schools', async () => {
    const reply = await joan.json(`${api}/organisations`, { ...body, name: 'University of Zephyr Point' });
    expect(reply.status, reply.body).toBe(201);
    const { id } = reply.data<{ id: string }>();
    const partnership = await record('Learning City', { partnershipKind: 'geographic' });
    expect((await joan.get(`/essex/schools/partnerships/${partnership}?change=members&find=zephyr`)).body).toContain(`value="${id}"`);
    expect(nameOf(await to(partnership, 'members', { members: [id, 'sch_990018'], on: '2025-09-01' }))).toBe('200');
    expect((await bodyAt(id)).memberships).toMatchObject([{ id: partnership, name: 'Learning City', from: '2025-09-01' }]);
    expect((await joan.get('/essex/schools/organisations?kind=university')).body).toContain('University of Zephyr Point');
    const closing = await joan.json(`${api}/organisations/${id}/closing`, { on: '2026-09-01' });
    expect(closing.status, closing.body).toBe(200);
    expect((await shown(partnership)).members.map((each) => each.id)).toEqual(['sch_990018']);
    const { events } = closing.data<{ events: { id: string }[] }>();
    const back = await joan.json(`${api}/organisations/${id}/withdrawals`, { event: events[0]?.id, reason: 'It goes on' });
    expect(back.status, back.body).toBe(200);
    expect((await shown(partnership)).members).toHaveLength(2);
    expect((await bodyAt(id)).closedOn).toBeUndefined();
  });

  test('is refused in the words of the form', async () => {
    const reply = await joan.post('/essex/schools/organisations', {
      kind: 'college',
      name: 'No',
      openedOn: '2020-01-01',
      postcode: 'nowhere',
    });
    expect(reply.status).toBe(422);
    for (const text of ['Enter a name of at least 3 characters', 'Choose how it buys', 'Enter a postcode such as CM1 5JB'])
      expect(reply.body).toContain(text);
    expect(reply.body).toContain('value="nowhere"');
    expect((await joan.get('/essex/schools/organisations?kind=bookshop')).status).toBe(422);
  });
});

describe('A trust', () => {
  const path = `${api}/organisations/trs_5902`;
  const trust = async () => (await joan.json(path)).data<Shown & { billing: unknown[] }>();

  test('shows its schools as the register has them, and they are not changed by hand', async () => {
    expect((await trust()).members.length).toBeGreaterThan(0);
    expect(nameOf(await to('trs_5902', 'members', { members: ['sch_990001'], on: '2026-09-01' }))).toBe('kept-by-register');
    expect(nameOf(await joan.json(`${path}/closing`, { on: '2026-12-01' }))).toBe('still-has-members');
  });

  test('has an address that changes at the version that was seen, and is billed from a date on', async () => {
    const { version } = await trust();
    const details = { addressLines: ['Trust House'], postcode: 'CM1 5JB', version };
    expect((await joan.json(`${path}/details`, details)).status).toBe(200);
    expect(nameOf(await joan.json(`${path}/details`, details))).toBe('changed-meanwhile');
    expect(nameOf(await joan.json(`${path}/billing`, { from: '2026-11-23', to: 'trust' }))).toBe('billing-in-past');
    expect((await joan.post('/essex/schools/organisations/trs_5902/billing', { from: '2027-04-01', to: 'trust' })).status).toBe(303);
    expect((await trust()).billing).toEqual([{ from: '2027-04-01', to: 'trust' }]);
    const page = await joan.get('/essex/schools/organisations/trs_5902');
    expect(page.body).toContain('Each school for itself');
    expect(page.body).toContain('1 April 2027');
  });

  test('lets its booker pick one of its schools, and nobody pick another’s', async () => {
    const yusuf = await host.as('yusuf-demir');
    const own = (await trust()).members[0]?.id ?? '';
    const page = await yusuf.get('/essex/schools/organisations/trs_5902');
    expect(page.status, page.body).toBe(200);
    expect(page.body).toContain('Book for this school');
    expect(nameOf(await yusuf.json(`${api}/acting`, { school: 'sch_990001' }))).toBe('not-in-your-trust');
    expect(nameOf(await tom.json(`${api}/acting`, { school: 'sch_990001' }))).toBe('not-allowed');
    expect(nameOf(await joan.json(`${api}/acting`, { school: own }))).toBe('not-allowed');
    expect((await yusuf.get('/essex/schools/organisations/trs_5901')).status).toBe(404);
    const chosen = await yusuf.post('/essex/schools/acting', { school: own });
    expect([chosen.status, chosen.location]).toEqual([303, '/essex/catalogue']);
    expect((await yusuf.json('/essex/api/identity/me')).body).toContain(own);
    expect((await yusuf.get('/essex/schools/organisations/trs_5902')).status).toBe(200);
    expect((await yusuf.json(`${api}/${own}`)).status).toBe(200);
  });
});
