// Who has rights here and what an administrator does about it, through pages and API; and the rules that hold against everybody.
import { describe, expect, test } from 'vitest';
import { grantRight, type ShownPerson, takeRight } from '../../functions/identity/actions/people.ts';
import { administers } from '../../functions/identity/rules/people.ts';
import { getPerson } from '../../functions/identity/store/people.ts';
import { anonymous, type Context } from '../../shared/context.ts';
import type { PersonId } from '../../shared/ids.ts';
import { nameOf } from '../counter.ts';
import type { Visitor } from '../host.ts';
import { aCouncilOfPeople, academy, api, dump, fresh, grace, host, primary, read } from '../people.ts';

aCouncilOfPeople();

const me = (visitor: Visitor) => visitor.json('/essex/api/identity/me');

describe('the list of people', () => {
  test('holds everybody with rights by name, with what they may do in words', async () => {
    const page = await grace.get('/essex/identity/people');
    expect(page.status).toBe(200);
    const names = [...page.body.matchAll(/\/identity\/people\/per_[a-z-]+">([^<]+)</g)].map(([, name]) => name);
    expect(names).toContain('Maria Okafor');
    expect(names).toEqual([...names].sort());
    expect(page.body).toContain('Colnemarsh Grange Academy: School booker');
    expect(page.body).toContain('Essex (2017 model): Council administrator');
  });

  test('is searched by any part of a name or an address, in any capitals, and says so when there is nobody', async () => {
    for (const typed of ['MARIA', 'okafor', 'Okafor, Maria', 'kafo', 'maria.okafor@', 'Maria schools.example'])
      expect((await grace.json(api(`/people?name=${encodeURIComponent(typed)}`))).data<{ people: ShownPerson[] }>().people).toMatchObject([
        { id: 'per_maria-okafor', name: 'Maria Okafor' },
      ]);
    const page = await grace.get('/essex/identity/people?name=okafor');
    expect(page.body).toContain('People found for “okafor”');
    expect((await grace.get('/essex/identity/people?name=nobody-at-all')).body).toContain('Nobody’s name or e-mail address has that in it');
  });

  test('is for administrators and auditors; an auditor is shown nothing to change', async () => {
    const peter = await host.as('peter-quill');
    const page = await peter.get('/essex/identity/people/per_maria-okafor');
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('method="post" action="/essex/identity/people');
    expect((await peter.post('/essex/identity/people/per_maria-okafor/sign-out')).status).toBe(403);
    const maria = await host.as('maria-okafor');
    for (const path of ['/people', '/people/per_maria-okafor', '/invitations', '/clients'])
      expect((await maria.json(api(path))).status).toBe(403);
  });

  test('an id that is nobody’s, and one that is no id, are not found', async () => {
    for (const id of ['per_nobody', 'nobody', 'sch_990010']) expect(nameOf(await grace.json(api(`/people/${id}`)))).toBe('unknown-user');
    expect((await grace.get('/essex/identity/people/per_nobody')).status).toBe(404);
  });
});

describe('a right', () => {
  const tom = 'per_tom-haldane';

  test('is given on the page and counts at once: the person is signed out, and has both when they come back', async () => {
    const signedIn = await fresh('tom-haldane');
    expect((await me(signedIn)).status).toBe(200);
    const given = await grace.post(`/essex/identity/people/${tom}/rights`, {
      organisation: '990010',
      roles: ['school-booker', 'school-approver'],
    });
    expect([given.status, given.location]).toEqual([303, `/essex/identity/people/${tom}?done=yes`]);
    expect((await grace.get(given.location ?? '')).body).toContain('Rights granted: School booker and school approver');
    expect((await me(signedIn)).status).toBe(401);
    const { rights, history } = await read(tom);
    expect(rights).toEqual([
      { organisation: primary, organisationName: 'Saltmere Community Primary School', roles: ['school-booker'], source: 'granted' },
      {
        organisation: academy,
        organisationName: 'Colnemarsh Grange Academy',
        roles: ['school-booker', 'school-approver'],
        source: 'granted',
      },
    ]);
    expect(history[0]).toMatchObject({ who: 'Grace Adeyemi' });
    expect((await me(await fresh('tom-haldane'))).data()).toMatchObject({ hasChoice: true });
  });

  test('is taken away, and the session that had it ends', async () => {
    const signedIn = await fresh('tom-haldane');
    const taken = await grace.json(api(`/people/${tom}/rights/ending`), { organisation: academy });
    expect(taken.status).toBe(200);
    expect((await me(signedIn)).status).toBe(401);
    expect((await read(tom)).rights.map(({ organisation }) => organisation)).toEqual([primary]);
    expect(nameOf(await grace.json(api(`/people/${tom}/rights/ending`), { organisation: academy }))).toBe('unknown-right');
  });

  test('for the council is given with the officer somebody is, who must be one', async () => {
    const grant = (officer?: string) => grace.json(api(`/people/${tom}/rights`), { roles: ['officer'], ...(officer ? { officer } : {}) });
    expect((await grant()).data<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer)).toEqual(['#/officer']);
    expect(nameOf(await grant('off_nobody'))).toBe('unknown-officer');
    expect((await grant('off_new')).status).toBe(200);
    expect((await read(tom)).officer).toBe('off_new');
  });

  test('an officer is one person: the second is told who it is and what to do, and once the right is taken away another may be', async () => {
    const grant = (person: string, officer: string) => grace.json(api(`/people/${person}/rights`), { roles: ['officer'], officer });
    const taken = await grant('per_ruth-pennington', 'off_new');
    expect([taken.status, nameOf(taken), taken.data()]).toEqual([
      409,
      'officer-taken',
      expect.objectContaining({
        detail: 'That is Tom Haldane',
        person: tom,
        next: expect.stringContaining('take the right to deliver away'),
      }),
    ]);
    // Whoever was registered as one holds it as well, and so does an invitation's place among them.
    expect(nameOf(await grant('per_ruth-pennington', 'off_daniel-osei'))).toBe('officer-taken');
    const whom = { email: 'new@council.example', name: 'New', roles: ['officer'], officer: 'off_new' };
    expect(nameOf(await grace.json(api('/invitations'), whom))).toBe('officer-taken');
    const form = await grace.post('/essex/identity/people/per_ruth-pennington/rights', { roles: 'officer', officer: 'off_new' });
    expect([form.status, form.body.includes('That is Tom Haldane.')]).toEqual([409, true]);
    expect((await grace.json(api(`/people/${tom}/rights/ending`), {})).status).toBe(200);
    expect(await read(tom)).not.toHaveProperty('officer');
    expect((await grant('per_ruth-pennington', 'off_new')).status).toBe(200);
    expect((await grace.json(api('/people/per_ruth-pennington/rights/ending'), {})).status).toBe(200);
  });

  test('two people who are made one officer at once leave one', async () => {
    const people = [tom, 'per_ruth-pennington'];
    const replies = await Promise.all(
      people.map((id) => grace.json(api(`/people/${id}/rights`), { roles: ['officer'], officer: 'off_new' })),
    );
    expect(replies.map(nameOf).sort()).toEqual(['200', 'officer-taken']);
    for (const id of people) await grace.json(api(`/people/${id}/rights/ending`), {});
  });

  test.each<[string, object, string]>([
    ['an organisation that is not here', { organisation: 'sch_111111', roles: ['school-booker'] }, 'unknown-organisation'],
    ['a council role for a school', { organisation: academy, roles: ['finance'] }, 'invalid-request'],
    ['a school role for nobody', { roles: ['school-booker'] }, 'invalid-request'],
    ['a trust’s role for a school', { organisation: academy, roles: ['trust-booker'] }, 'invalid-request'],
    ['a partnership’s role for a school', { organisation: academy, roles: ['partnership-lead'] }, 'invalid-request'],
  ])('is refused, and nothing changes: %s', async (_, command, name) => {
    const before = await dump();
    expect(nameOf(await grace.json(api(`/people/${tom}/rights`), command))).toBe(name);
    expect(await dump()).toEqual(before);
  });

  test('a refused form keeps what was typed and says what is wrong in words', async () => {
    const refused = await grace.post(`/essex/identity/people/${tom}/rights`, { organisation: '990010', roles: ['finance'] });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('Finance: this is for the council’s own people, so leave the organisation out.');
    expect(refused.body).toContain('value="990010"');
    expect(refused.body).toMatch(/value="finance" checked/);
    expect(refused.body).toContain('href="#roles"');
  });

  test('is not changed by the person it is of, on the page or through the API', async () => {
    const own = 'per_grace-adeyemi';
    expect(nameOf(await grace.json(api(`/people/${own}/rights`), { roles: ['finance'] }))).toBe('own-rights');
    expect(nameOf(await grace.json(api(`/people/${own}/rights/ending`), {}))).toBe('own-rights');
    expect(nameOf(await grace.json(api(`/people/${own}/erasure`), { reason: 'asked', confirm: true }))).toBe('own-rights');
    const page = await grace.get(`/essex/identity/people/${own}`);
    expect(page.body).toContain('Nobody changes their own rights');
    expect(page.body).not.toContain(`action="/essex/identity/people/${own}`);
  });

  test('the entry in the audit trail holds ids and roles, and no name', async () => {
    const entries = [...(await dump())]
      .filter(([key, item]) => key.includes('#AUDIT#') && item.includes('person:grant'))
      .map(([, item]) => item);
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) expect(entry).not.toMatch(/Tom|Haldane|Grace|Colnemarsh/);
  });
});

describe('what is not there', () => {
  test('is told to somebody of a school with what they can do: go home, or ask the council', async () => {
    const maria = await host.as('maria-okafor');
    const ask = 'If you think that it should be here, ask Essex (2017 model): school.services@essex.example or 01632 960881.';
    const page = await maria.get('/essex/identity/nothing');
    expect([page.status, page.body.includes(ask)]).toEqual([404, true]);
    expect(page.body).toContain('start from your home page');
    expect((await grace.get('/essex/identity/nothing')).body).not.toContain('If you think that it should be here');
  });
});

describe('signing somebody out', () => {
  test('ends every session they have, and no other', async () => {
    const [one, two, another] = [await fresh('ruth-pennington'), await fresh('ruth-pennington'), await fresh('maria-okafor')];
    expect((await grace.get('/essex/identity/people/per_ruth-pennington')).body).toContain('In 2 places');
    const reply = await grace.post('/essex/identity/people/per_ruth-pennington/sign-out');
    expect(reply.status).toBe(303);
    expect([(await me(one)).status, (await me(two)).status, (await me(another)).status]).toEqual([401, 401, 200]);
  });
});

describe('somebody can always change rights', () => {
  const byDaybook = (person: string) =>
    host.invoke('identity', { council: 'essex', task: 'erase-person', subject: { person, reason: 'left' } }) as Promise<{
      ok: boolean;
      refusal?: { name: string };
    }>;

  test('the last administrator is not erased, whoever asks', async () => {
    const before = await dump();
    expect((await byDaybook('per_grace-adeyemi')).refusal?.name).toBe('last-administrator');
    expect(await dump()).toEqual(before);
  });

  test('two administrators who take each other’s rights at once leave one', async () => {
    const table = host.tableOf();
    const people = ['per_grace-adeyemi', 'per_leo-brandt'] as PersonId[];
    const council = await table.get<Context['council']>(table.key.council());
    if (!council) throw new Error('no council');
    for (let round = 0; round < 5; round++) {
      const [keeper] = (await Promise.all(people.map((id) => getPerson(table, id)))).filter(
        (person) => person && administers(person, council.providers),
      );
      const as = (person: PersonId): Context => ({
        table: host.tableOf(),
        council,
        now: host.clock.now(),
        logger: { info: () => {}, error: () => {} },
        actor: { ...anonymous, person, roles: ['council-admin'] },
      });
      const newcomer = people.find((id) => id !== keeper?.id);
      if (!keeper || !newcomer) throw new Error('nobody administers');
      expect((await grantRight(as(keeper.id), newcomer, { roles: ['council-admin'] })).ok).toBe(true);
      const outcomes = await Promise.all(people.map((id) => takeRight(as(people.find((other) => other !== id) as PersonId), id, {})));
      const left = (await Promise.all(people.map((id) => getPerson(table, id)))).filter(
        (person) => person && administers(person, council.providers),
      );
      expect(left).toHaveLength(1);
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      const [refused] = outcomes.filter((outcome) => !outcome.ok);
      expect(refused && !refused.ok && ['last-administrator', 'contended', 'changed-meanwhile']).toContain(
        refused && !refused.ok ? refused.refusal.name : '',
      );
    }
  });
});
