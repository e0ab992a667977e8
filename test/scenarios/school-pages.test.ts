// A school's page and what is recorded on it: who may read it, where it belongs, who is named for it, what happened to it, and what only some may know.
import { describe, expect, test } from 'vitest';
import { readSchool } from '../../functions/schools/actions/schools.ts';
import { eventsOf } from '../../functions/schools/store/organisations.ts';
import { schoolWrites } from '../../functions/schools/store.ts';
import { trailOf } from '../../shared/audit.ts';
import { commit } from '../../shared/commit.ts';
import type { Actor, Context, Role } from '../../shared/context.ts';
import { type OrganisationId, type PersonId, schoolIdOf } from '../../shared/ids.ts';
import { CouncilTable, type Range } from '../../shared/table.ts';
import type { Reply, Visitor } from '../host.ts';
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
  rowanAshdown,
  type Shown,
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

describe('Named officers', () => {
  const name = (id: string, as: string, officer = rowanAshdown) => people.rowan.json(api(id, '/officers'), { officer, as, year: 2026 });
  const overview = async (list: string) =>
    (await people.joan.json(`/essex/api/schools/named-officers?year=2026&list=${list}`)).data<
      Record<string, { id: string; officers: { name: string }[] }[]>
    >()[list];

  test('are named for a school and for a partnership, as drafts that staff alone see', async () => {
    const form = await people.rowan.get(pagePath(saltmere.id, '/officers'));
    expect(form.body).toContain('Rowan Ashdown');
    const refused = await people.rowan.post(pagePath(saltmere.id, '/officers'), { as: 'Phase lead', year: '2026' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('Choose an officer');
    expect(refused.body).toContain('value="Phase lead"');
    const done = await people.rowan.post(pagePath(saltmere.id, '/officers'), { officer: rowanAshdown, as: 'Phase lead', year: '2026' });
    expect([done.status, done.location]).toEqual([303, `${pagePath(saltmere.id, '/officers')}?done=named`]);
    expect((await name(colne.id, 'Partnership adviser')).status).toBe(201);
    const staff = (await people.nadia.get(pagePath(saltmere.id))).body;
    expect(staff).toContain('Draft');
    expect(staff).toContain('Partnership adviser');
    for (const visitor of [people.tom, people.anna]) {
      const { body } = await visitor.get(pagePath(saltmere.id));
      expect(body).not.toContain('Rowan Ashdown');
      // Not even that there is something to be told later.
      expect(body).not.toMatch(/named officers/i);
      expect(JSON.stringify(await shown(visitor))).not.toContain('Rowan Ashdown');
    }
    expect((await people.anna.get(`/essex/schools/partnerships/${colne.id}`)).body).not.toMatch(/named officers recorded/i);
    expect(staff).toContain('Named officers recorded');
  });
  test('are not named twice, nor who is no officer, nor by whoever may not', async () => {
    expect((await name(saltmere.id, 'phase lead')).data().type).toContain('officer-already-named');
    expect((await name(saltmere.id, 'Phase lead', 'off_nobody')).data().type).toContain('unknown-officer');
    expect((await name('sch_999999', 'Phase lead')).data().type).toContain('unknown-organisation');
    expect((await people.nadia.json(api(saltmere.id, '/officers'), { officer: rowanAshdown, as: 'Friend', year: 2026 })).status).toBe(403);
  });
  test('of a year are seen at a glance, with whoever has nobody yet', async () => {
    expect(await overview('partnerships')).toEqual([
      { id: bare.id, name: bare.name, officers: [] },
      { id: colne.id, name: colne.name, officers: [{ officer: rowanAshdown, name: 'Rowan Ashdown', as: 'Partnership adviser' }] },
    ]);
    expect((await overview('schools'))?.map(({ id, officers }) => [id, officers.length])).toEqual([
      [grange.id, 0],
      [saltmere.id, 1],
      [wickenhoe.id, 0],
    ]);
    const { body } = await people.joan.get('/essex/schools/named-officers?year=2026');
    expect(body).toContain('1 on this page have nobody yet');
    expect(body).toContain('2026/27 is a draft');
    expect((await people.tom.get('/essex/schools/named-officers')).status).toBe(403);
  });
  test('are published once, to their school and to the schools of their partnership', async () => {
    const done = await people.rowan.post('/essex/schools/named-officers/publication', { year: '2026' });
    expect([done.status, done.location]).toEqual([303, '/essex/schools/named-officers?year=2026&done=published']);
    expect((await people.rowan.post('/essex/schools/named-officers/publication', { year: '2026' })).status).toBe(409);
    for (const visitor of [people.tom, people.anna]) {
      const { body } = await visitor.get(pagePath(saltmere.id));
      expect(body).toContain('Phase lead');
      expect(body).toContain('Partnership adviser');
      expect(body).toContain('Rowan Ashdown named as Phase lead for 2026/27');
      expect(body).not.toContain('Draft');
    }
    const { namedOfficers } = await shown(people.anna, wickenhoe.id);
    expect(namedOfficers.of).toMatchObject([{ id: colne.id, officers: [{ name: 'Rowan Ashdown', as: 'Partnership adviser' }] }]);
  });
  test('that change afterwards are seen at once', async () => {
    const off = await people.rowan.post(pagePath(saltmere.id, '/officers/removal'), {
      officer: rowanAshdown,
      as: 'Phase lead',
      year: '2026',
    });
    expect(off.status).toBe(303);
    const { namedOfficers } = await shown(people.tom);
    expect(namedOfficers.of.map(({ id }) => id)).toEqual([colne.id]);
    const again = { officer: rowanAshdown, as: 'Phase lead', year: 2026 };
    expect((await people.rowan.json(api(saltmere.id, '/officers/removal'), again)).status).toBe(201);
    expect(await problem(people.joan, api(saltmere.id, '/officers/removal'), again)).toEqual([409, 'officer-not-named']);
  });
});

describe('A confidential status', () => {
  const command = { status: 'causing-concern', change: 'entered', on: '2026-11-02', reason: 'Agreed at the termly review' };
  test('is recorded and read by those few who may', async () => {
    for (const visitor of [people.joan, people.nadia, people.tom, people.anna]) {
      expect((await visitor.get(pagePath(saltmere.id, '/statuses'))).status).toBe(403);
      expect((await visitor.json(api(saltmere.id, '/statuses'), command)).status).toBe(403);
    }
    expect((await people.peter.json(api(saltmere.id, '/statuses'), command)).status).toBe(403);
    const refused = await people.rowan.post(pagePath(saltmere.id, '/statuses'), { ...command, reason: '' });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatch(/value="causing-concern" checked/);
    const done = await people.rowan.post(pagePath(saltmere.id, '/statuses'), command);
    expect([done.status, done.location]).toEqual([303, `${pagePath(saltmere.id, '/statuses')}?done=recorded`]);
    for (const visitor of [people.rowan, people.peter]) {
      expect((await visitor.get(pagePath(saltmere.id))).body).toContain('School causing concern');
      expect((await visitor.get(pagePath(saltmere.id, '/statuses'))).body).toContain('Agreed at the termly review');
      expect((await shown(visitor)).confidentialStatuses).toEqual([{ status: 'causing-concern', from: '2026-11-02' }]);
    }
    expect(await shown(people.joan)).not.toHaveProperty('confidentialStatuses');
  });
  test('begins once and ends after it began', async () => {
    const record = (more: object) => problem(people.rowan, api(saltmere.id, '/statuses'), { ...command, ...more });
    expect(await record({ on: '2026-11-10' })).toEqual([409, 'status-already-entered']);
    expect(await record({ change: 'ended', on: '2026-11-01' })).toEqual([409, 'status-not-entered']);
    expect((await people.rowan.json(api(saltmere.id, '/statuses'), { ...command, change: 'ended', on: '2026-11-20' })).status).toBe(201);
    expect((await shown(people.peter)).confidentialStatuses).toEqual([{ status: 'causing-concern', from: '2026-11-02', to: '2026-11-20' }]);
  });
  test('is withdrawn by those few alone, and stays confidential', async () => {
    const { timeline } = (await people.rowan.json(api(saltmere.id, '/statuses'))).data<Pick<Shown, 'timeline'>>();
    const ended = timeline.find(({ text }) => text.endsWith('ended'));
    const body = { event: ended?.id, reason: 'It has not ended' };
    expect(await problem(people.joan, api(saltmere.id, '/withdrawals'), body)).toEqual([404, 'unknown-event']);
    expect((await people.joan.json(api(saltmere.id, '/statuses/withdrawals'), body)).status).toBe(403);
    expect((await people.rowan.get(pagePath(saltmere.id, `/statuses?event=${ended?.id}`))).body).toContain('School causing concern ended');
    expect((await people.rowan.post(pagePath(saltmere.id, '/statuses/withdrawals'), body as Record<string, string>)).status).toBe(303);
    expect((await shown(people.peter)).confidentialStatuses).toEqual([{ status: 'causing-concern', from: '2026-11-02' }]);
    expect((await eventsOf(table, saltmere.id)).filter((event) => event.reason === 'It has not ended')).toEqual([]);
  });
  test('stands in the trail apart from the school’s history, and without its name', async () => {
    const trail = async (about: string) => table.all<{ action: string; detail?: string }>(table.range.auditOf(about));
    const plain = await trail(trailOf(saltmere.id));
    expect(plain.map(({ action }) => action)).not.toContain('confidential:record');
    expect(plain.map(({ action }) => action)).toContain('organisation:record');
    const apart = await trail(trailOf(saltmere.id, true));
    expect(apart.map(({ action }) => action)).toEqual(['confidential:record', 'confidential:record', 'confidential:record']);
    expect(JSON.stringify(apart)).not.toContain('causing');
  });
  test('is not even loaded for those who may not read it', async () => {
    const asked: Range[] = [];
    class Watched extends CouncilTable {
      override page<T>(range: Range, options?: Parameters<CouncilTable['page']>[1]) {
        asked.push(range);
        return super.page<T>(range, options);
      }
    }
    const watched = new Watched(table.client, table.name, table.council);
    const read = async (role: Role, organisation?: OrganisationId) => {
      asked.length = 0;
      const actor: Actor = { person: 'per_x' as PersonId, name: 'X', roles: [role], ...(organisation ? { organisation } : {}) };
      const context = { actor, table: watched, council: { name: 'Essex', slug: 'essex' }, now: Date.parse('2026-11-24T08:00:00Z') };
      expect((await readSchool(context as unknown as Context, saltmere.id)).ok).toBe(true);
      return asked.some(({ begins }) => begins?.startsWith('CONFIDENTIAL'));
    };
    expect(await read('sip-manager')).toBe(true);
    for (const role of ['resource-manager', 'finance', 'catalogue-manager', 'officer'] as const) expect(await read(role)).toBe(false);
    expect(await read('school-booker', schoolIdOf(990001))).toBe(false);
  });
});

describe('Recorded at once, or sent twice', () => {
  const staffEvents = async (id: OrganisationId) => (await eventsOf(table, id)).filter(({ source }) => source === 'staff');
  const eventOf = (reply: Reply) => reply.data<{ event: string }>().event;

  test('the same command of the same person is one event, and answers it; its withdrawal too', async () => {
    const cases: [Visitor, string, object][] = [
      [people.joan, '/district', { district: 'South', on: '2026-11-10', reason: 'A move' }],
      [people.rowan, '/officers', { officer: rowanAshdown, as: 'Mentor', year: 2026 }],
    ];
    for (const [visitor, path, body] of cases) {
      const before = (await staffEvents(wickenhoe.id)).length;
      const replies = await Promise.all(Array.from({ length: 3 }, () => visitor.json(api(wickenhoe.id, path), body)));
      expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
      expect(new Set(replies.map(eventOf)).size).toBe(1);
      expect((await staffEvents(wickenhoe.id)).length).toBe(before + 1);
      const [first] = replies;
      const gone = { event: first && eventOf(first), reason: 'Once is enough' };
      const withdrawn = await Promise.all([1, 2].map(() => people.joan.json(api(wickenhoe.id, '/withdrawals'), gone)));
      expect(withdrawn.map(({ status }) => status)).toEqual([201, 201]);
      expect((await staffEvents(wickenhoe.id)).length).toBe(before + 2);
    }
    // Withdrawn, it never was: the same may be recorded again.
    const [visitor, path, body] = cases[0] as (typeof cases)[0];
    expect((await visitor.json(api(wickenhoe.id, path), body)).status).toBe(201);
    expect(await shown(people.joan, wickenhoe.id)).toMatchObject({ district: 'South' });
  });

  test('a status begins once, on whichever of two days is first in the table; withdrawn, there is none', async () => {
    const path = api(wickenhoe.id, '/statuses');
    const enter = (on: string) => people.rowan.json(path, { status: 'vulnerable', change: 'entered', on, reason: 'At the review' });
    const twice = await Promise.all([enter('2026-11-04'), enter('2026-11-04')]);
    expect(twice.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(twice.map(eventOf)).size).toBe(1);
    const withdrawal = { event: twice[0] && eventOf(twice[0]), reason: 'Another school was meant' };
    const gone = await Promise.all([1, 2].map(() => people.rowan.json(`${path}/withdrawals`, withdrawal)));
    expect(new Set(gone.map(eventOf)).size).toBe(1);
    expect((await shown(people.rowan, wickenhoe.id)).confidentialStatuses).toEqual([]);
    const days = await Promise.all(['2026-11-05', '2026-11-06', '2026-11-07'].map(enter));
    expect(days.filter(({ status }) => status === 201)).toHaveLength(1);
    const [only] = days.filter(({ status }) => status === 201);
    const end = { event: only && eventOf(only), reason: 'It never was' };
    expect((await people.rowan.json(`${path}/withdrawals`, end)).status).toBe(201);
    expect((await shown(people.rowan, wickenhoe.id)).confidentialStatuses).toEqual([]);
  });

  test('another person who names the same officer is told that it is done, and neither moves the register’s version of the school', async () => {
    const version = async () => (await people.joan.json(api(wickenhoe.id))).data<{ version: number }>().version;
    const before = await version();
    const body = { officer: rowanAshdown, as: 'Governance', year: 2026 };
    const both = await Promise.all([people.rowan, people.joan].map((each) => each.json(api(wickenhoe.id, '/officers'), body)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await version()).toBe(before);
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
