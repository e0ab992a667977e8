// A school's page: who finds it and may read it, where it belongs, what happened to it, and what was recorded by mistake.
import { describe, expect, test } from 'vitest';
import { eventsOf } from '../../functions/schools/store/organisations.ts';
import { schoolWrites } from '../../functions/schools/store.ts';
import { commit } from '../../shared/commit.ts';
import {
  aCouncilOfSchools,
  api,
  bare,
  colne,
  day,
  grange,
  made,
  pagePath,
  people,
  problem,
  recorded,
  saltmere,
  shown,
  table,
  tidal,
  trust,
  wickenhoe,
} from '../school-pages.ts';

aCouncilOfSchools();

describe('The council’s staff find', () => {
  const names = async (query: string) =>
    (await people.joan.json(`/essex/api/schools?${query}`)).data<{ schools: { name: string }[] }>().schools.map(({ name }) => name);
  test('schools and other organisations by any telling word of their names', async () => {
    expect(await names('name=grange')).toEqual([grange.name]);
    expect(await names('name=primary+saltmere')).toEqual([saltmere.name]);
    expect(await names('name=tidal')).toEqual([colne.name]);
    const { body } = await people.joan.get('/essex/schools?name=tidal');
    expect(body).toContain(`href="/essex/schools/partnerships/${colne.id}"`);
    expect(body).toContain('>Partnership<');
    expect(body).not.toContain(tidal.name);
  });
  test('by words that everybody has, and by a postcode typed as people type it', async () => {
    const open = [grange, saltmere, wickenhoe].map(({ name }) => name);
    expect(await names('name=school')).toEqual(open.slice(1));
    expect(await names('name=primary+scho')).toEqual(open.slice(1));
    expect(await names('name=partnership')).toEqual([bare.name, colne.name]);
    for (const typed of ['CM98', 'cm98', 'cm98+4', 'cm984hj', 'CM98+4HJ', 'cm98-4hj'])
      expect((await names(`name=${typed}`)).sort()).toEqual(open);
  });
  test('closed ones when they ask for them, and a closed school by its URN', async () => {
    expect(await names('name=tidal&show=all')).toEqual([colne.name, tidal.name]);
    expect(await names('name=990040')).toEqual([tidal.name]);
    expect((await people.joan.get('/essex/schools?name=tidal&show=all')).body).toContain(tidal.name);
  });
  test('nothing, and are told what to try', async () => {
    const { body } = await people.joan.get('/essex/schools?name=nowhere');
    expect(body).toContain('No school is found for “nowhere”. Try another word of its name, or its postcode. It may have closed');
    expect((await people.joan.get('/essex/schools?name=999999')).body).toContain('No school has the URN 999999.');
    expect((await people.joan.get('/essex/schools?name=zz1')).body).toContain('No school is found at “zz1”.');
    expect(await problem(people.joan, '/essex/api/schools?show=some')).toEqual([422, 'invalid-request']);
  });
});

describe('A school’s page is read by', () => {
  test('staff, the school’s own people and a lead of its partnership, each with what it belongs to', async () => {
    for (const visitor of [people.joan, people.nadia, people.tom, people.anna]) {
      const { status, body } = await visitor.get(pagePath(saltmere.id));
      expect(status).toBe(200);
      expect(body).toContain(colne.name);
      expect(body).toContain('Joined Colne Tidal Partnership');
      expect(body).toContain('>Mid<');
    }
    expect((await shown(people.joan, grange.id)).trusts).toEqual([{ id: trust.id, name: trust.name }]);
  });
  test('nobody else: another’s school answers exactly like one that does not exist', async () => {
    for (const [visitor, id] of [
      [people.maria, saltmere.id],
      [people.tom, grange.id],
      [people.anna, grange.id],
      [people.yusuf, saltmere.id],
    ] as const) {
      expect(await problem(visitor, api(id))).toEqual([404, 'unknown-school']);
      const [others, unknown] = [await visitor.get(pagePath(id)), await visitor.get(pagePath('sch_999999'))];
      expect([others.status, others.body.replaceAll(id, 'sch_999999')]).toEqual([404, unknown.body]);
    }
    // A school's people are not sent to a search they cannot open; staff are.
    expect((await people.maria.get(pagePath(saltmere.id))).body).toContain('You see the school you act for, and no other');
    expect((await people.joan.get(pagePath('sch_999999'))).body).toContain('Search by name or URN');
    for (const id of [colne.id, trust.id, 'nonsense']) expect(await problem(people.joan, api(id))).toEqual([404, 'unknown-school']);
  });
  test('a trust’s booker while acting for the school, and not before', async () => {
    expect(await problem(people.yusuf, api(grange.id))).toEqual([404, 'unknown-school']);
    expect((await people.yusuf.json('/essex/api/schools/acting', { school: grange.id })).status).toBe(200);
    expect((await people.yusuf.json(api(grange.id))).status).toBe(200);
    expect(await problem(people.yusuf, api(saltmere.id))).toEqual([404, 'unknown-school']);
  });
  test('a lead no longer, once the school has left', async () => {
    const left = await recorded({
      kind: 'left',
      subject: wickenhoe.id,
      group: colne.id,
      on: day('2026-11-20'),
      about: [wickenhoe.id, colne.id],
    });
    expect(await problem(people.anna, api(wickenhoe.id))).toEqual([404, 'unknown-school']);
    const { status } = await people.joan.json(api(wickenhoe.id, '/withdrawals'), { event: left.id, reason: 'It has not left' });
    expect(status).toBe(201);
    expect((await people.anna.json(api(wickenhoe.id))).status).toBe(200);
  });
});

test('A school whose opening the register does not give was what it is before records began', async () => {
  const { body } = await people.joan.get(pagePath(saltmere.id));
  expect(body).toMatch(/Sector over time[\s\S]*Before records began/);
  expect(body).not.toContain('1000');
});

describe('A school is placed in a district', () => {
  test('by whoever records organisations; what was typed is kept when it is refused', async () => {
    expect((await people.nadia.get(pagePath(saltmere.id, '/district'))).status).toBe(403);
    const refused = await people.joan.post(pagePath(saltmere.id, '/district'), {
      district: 'South',
      on: '2026-02-30',
      reason: 'By request',
    });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('Enter a date between 23 November 2016 and 25 November 2027');
    const typed = await people.joan.post(pagePath(saltmere.id, '/district'), { 'on-day': '31', 'on-month': '2', 'on-year': '2026' });
    expect(typed.body).toMatch(/name="on-day"[^>]*value="31"/);
    const far = await people.joan.post(pagePath(saltmere.id, '/district'), { district: 'South', on: '2028-01-01' });
    expect(far.status).toBe(422);
    expect(far.body).toContain('The date must be between 23 November 2016 and 25 November 2027.');
    expect(refused.body).toContain('By request');
    expect(refused.body).toMatch(/<option value="South" selected/);
    expect((await people.joan.post(pagePath(saltmere.id, '/district'), { district: 'Mid', on: '2026-11-01' })).status).toBe(409);
    const done = await people.joan.post(pagePath(saltmere.id, '/district'), {
      district: 'South',
      on: '2026-11-01',
      reason: 'Closer to its advisers',
    });
    expect([done.status, done.location]).toEqual([303, `${pagePath(saltmere.id)}?done=placed`]);
    expect(await shown(people.tom)).toMatchObject({ district: 'South' });
  });
  test('and its own people read what happened, staff also who recorded it, when and why', async () => {
    const own = (await people.tom.get(pagePath(saltmere.id))).body;
    const staff = (await people.nadia.get(pagePath(saltmere.id))).body;
    expect(own).toContain('Moved to the South district');
    expect(staff).toContain('Moved to the South district');
    expect(staff).toMatch(/Joan Ferris, 24 November 2026 at/);
    expect(staff).toContain('Closer to its advisers');
    expect(own).not.toContain('Closer to its advisers');
    expect(own).not.toContain('Joan Ferris');
    expect((await shown(people.tom)).timeline.flatMap((entry) => Object.keys(entry)).sort()).not.toContain('recordedBy');
  });
  test('by programs too, into a district there is', async () => {
    const place = (district: string, id: string = saltmere.id) =>
      problem(people.joan, api(id, '/district'), { district, on: '2026-12-01' });
    expect(await place('Atlantis')).toEqual([422, 'unknown-district']);
    expect(await place('West', colne.id)).toEqual([404, 'unknown-organisation']);
    expect(await place('West', 'sch_999999')).toEqual([404, 'unknown-organisation']);
    expect((await people.joan.json(api(saltmere.id, '/district'), { district: 'West', on: '2026-12-01' })).status).toBe(201);
    expect(await shown(people.joan)).toMatchObject({ district: 'South' });
  });
});

describe('What was recorded by mistake is withdrawn', () => {
  test('with a reason, once, and staff still see it struck through', async () => {
    const { timeline } = await shown(people.joan);
    const mistake = timeline.find(({ text }) => text === 'Moves to the West district');
    const path = pagePath(saltmere.id, '/withdrawals');
    const form = await people.joan.get(`${path}?event=${mistake?.id}`);
    expect(form.body).toContain('1 December 2026: Moves to the West district');
    const without = await people.joan.post(path, { event: mistake?.id ?? '' });
    expect(without.status).toBe(422);
    expect(without.body).toContain('href="#reason"');
    const done = await people.joan.post(path, { event: mistake?.id ?? '', reason: 'Another school was meant' });
    expect([done.status, done.location]).toEqual([303, `${pagePath(saltmere.id)}?done=withdrawn`]);
    const staff = (await people.nadia.get(pagePath(saltmere.id))).body;
    expect(staff).toContain('<s>Moves to the West district</s>');
    expect(staff).toContain('Reason: Another school was meant');
    expect((await people.tom.get(pagePath(saltmere.id))).body).not.toContain('West district');
    const again = { event: mistake?.id, reason: 'Once more' };
    expect(await problem(people.joan, api(saltmere.id, '/withdrawals'), again)).toEqual([409, 'event-withdrawn']);
  });
  test('but not what the register told, nor what there is not', async () => {
    const [joined] = await eventsOf(table, saltmere.id);
    expect(joined?.source).toBe('register');
    const withdraw = (event: string | undefined) => problem(people.joan, api(saltmere.id, '/withdrawals'), { event, reason: 'A mistake' });
    expect(await withdraw(joined?.id)).toEqual([409, 'kept-by-register']);
    expect(await withdraw('evt_none')).toEqual([404, 'unknown-event']);
    expect((await people.rowan.json(api(saltmere.id, '/withdrawals'), { event: 'evt_none', reason: 'Mine' })).status).toBe(403);
  });
});

describe('Among many names', () => {
  test('of which each has the word typed, the page says how to find one of them', async () => {
    const writes = Array.from({ length: 60 }, (_, i) => schoolWrites(table, made(980000 + i, `Zeal ${i} Studio School`)));
    for (let i = 0; i < writes.length; i += 30) expect(await commit(table, writes.slice(i, i + 30).flat())).toEqual({ ok: true });
    const { body } = await people.joan.get('/essex/schools?name=school');
    expect(body).toContain('Many names have “school” in them.');
    expect(body).toContain('Next page');
    expect((await people.joan.get('/essex/schools?name=zeal')).body).not.toContain('Many names have');
  });
});
