// What staff keep of a school apart from the register: its named officers, a status that only some may know, and each of them recorded once.
import { describe, expect, test } from 'vitest';
import { readSchool } from '../../functions/schools/actions/schools.ts';
import { eventsOf } from '../../functions/schools/store/organisations.ts';
import { trailOf } from '../../shared/audit.ts';
import type { Actor, Context, Role } from '../../shared/context.ts';
import { type OrganisationId, type PersonId, schoolIdOf } from '../../shared/ids.ts';
import { CouncilTable, type Range } from '../../shared/table.ts';
import type { Reply, Visitor } from '../host.ts';
import {
  aCouncilOfSchools,
  api,
  bare,
  colne,
  grange,
  pagePath,
  people,
  problem,
  rowanAshdown,
  type Shown,
  saltmere,
  shown,
  table,
  wickenhoe,
} from '../school-pages.ts';

aCouncilOfSchools();

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
    expect(plain.map(({ action }) => action)).toContain('named-officers:record');
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
