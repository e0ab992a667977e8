// Partnerships at the counter: recorded, joined, left, led, merged, closed and withdrawn, by page and by API; who sees which; and two at once.
import { describe, expect, test } from 'vitest';
import { eventsOf } from '../../functions/schools/store/organisations.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { nameOf, type Problem } from '../counter.ts';
import type { Reply } from '../host.ts';
import { aCouncilOfSchools, api, host, joan, join, record, shown, to } from '../organisations.ts';

aCouncilOfSchools();

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
