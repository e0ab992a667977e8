// Who has rights here and what an administrator does about it, through pages and API; programs; and the rules that hold against everybody.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grantRight, type ShownPerson, takeRight } from '../../functions/identity/actions/people.ts';
import { administers } from '../../functions/identity/rules/people.ts';
import { findClient } from '../../functions/identity/store/clients.ts';
import { contactWrite, getPerson, namesOf, personWrite } from '../../functions/identity/store/people.ts';
import { commit, put } from '../../shared/commit.ts';
import { anonymous, type Context } from '../../shared/context.ts';
import { bareId, type PersonId } from '../../shared/ids.ts';
import { tableDump } from '../bookings.ts';
import { nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

let host: TestHost;
let grace: Visitor;
const academy = 'sch_990010';
const primary = 'sch_990001';

beforeAll(async () => {
  host = await startHost({ only: ['identity'] });
  const table = host.tableOf();
  const organisation = (id: string, name: string) =>
    put(table.key.organisation(id as never), { type: 'organisation', id, name, version: 1 });
  const written = await commit(table, [
    organisation(academy, 'Colnemarsh Grange Academy'),
    organisation(primary, 'Saltmere Community Primary School'),
    put(table.key.officer('off_daniel-osei' as never), { type: 'officer', id: 'off_daniel-osei', name: 'Daniel Osei', version: 1 }),
  ]);
  expect(written.ok).toBe(true);
  grace = await host.as('grace-adeyemi');
});
afterAll(() => host.stop());

const api = (path: string) => `/essex/api/identity${path}`;
const read = async (id: string) =>
  (await grace.json(api(`/people/${id}`))).data<ShownPerson & { history: { who: string; what: string }[] }>();
const me = (visitor: Visitor) => visitor.json('/essex/api/identity/me');
const dump = () => tableDump(host.tableOf().client, host.table.TABLE_NAME, 'essex');
const fresh = async (person: string) => host.visitor().signIn('essex', person);

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

  test('is found by the beginning of a name, in any capitals, and says so when there is nobody', async () => {
    const found = (await grace.json(api('/people?name=MARIA'))).data<{ people: ShownPerson[] }>();
    expect(found.people.map(({ id, name }) => [id, name])).toEqual([['per_maria-okafor', 'Maria Okafor']]);
    expect((await grace.get('/essex/identity/people?name=Okafor')).body).toContain('Nobody’s name begins so');
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
    expect((await grant('off_daniel-osei')).status).toBe(200);
    expect((await read(tom)).officer).toBe('off_daniel-osei');
    expect((await grace.json(api(`/people/${tom}/rights/ending`), {})).status).toBe(200);
    expect(await read(tom)).not.toHaveProperty('officer');
  });

  test.each<[string, object, string]>([
    ['an organisation that is not here', { organisation: 'sch_111111', roles: ['school-booker'] }, 'unknown-organisation'],
    ['a council role for a school', { organisation: academy, roles: ['finance'] }, 'invalid-request'],
    ['a school role for nobody', { roles: ['school-booker'] }, 'invalid-request'],
  ])('is refused, and nothing changes: %s', async (_, command, name) => {
    const before = await dump();
    expect(nameOf(await grace.json(api(`/people/${tom}/rights`), command))).toBe(name);
    expect(await dump()).toEqual(before);
  });

  test('a refused form keeps what was typed and says what is wrong in words', async () => {
    const refused = await grace.post(`/essex/identity/people/${tom}/rights`, { organisation: '990010', roles: ['finance'] });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('For an organisation, choose from its own roles only.');
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
      const [keeper] = (await Promise.all(people.map((id) => getPerson(table, id)))).filter((person) => person && administers(person));
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
      const left = (await Promise.all(people.map((id) => getPerson(table, id)))).filter((person) => person && administers(person));
      expect(left).toHaveLength(1);
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      const [refused] = outcomes.filter((outcome) => !outcome.ok);
      expect(refused && !refused.ok && ['last-administrator', 'contended', 'changed-meanwhile']).toContain(
        refused && !refused.ok ? refused.refusal.name : '',
      );
    }
  });
});

describe('a program', () => {
  let admin: Visitor;
  const program = {
    name: 'Finance system',
    issuer: 'https://sign-in.example',
    subject: 'finance',
    jwksUri: 'https://sign-in.example/keys',
    roles: ['finance'],
  };
  type Shown = { id: string; audience: string; endedAt?: string };

  beforeAll(async () => {
    // Whoever was left an administrator above.
    const table = host.tableOf();
    const still = await getPerson(table, 'per_grace-adeyemi' as PersonId);
    admin = await fresh(still && administers(still) ? 'grace-adeyemi' : 'leo-brandt');
  });

  test('is known by issuer and subject, has a name in the trail, and is nobody among people', async () => {
    const reply = await admin.json(api('/clients'), program);
    expect(reply.status).toBe(201);
    const { id, audience } = reply.data<Shown>();
    expect(audience).toBe(`${host.origin}/essex/api`);
    const table = host.tableOf();
    expect(await findClient(table, program.issuer, program.subject)).toMatchObject({ id, roles: ['finance'], audience });
    expect(await findClient(table, program.issuer, 'another')).toBeUndefined();
    const acts = `per_${bareId(id)}` as PersonId;
    expect((await namesOf(table, [acts])).get(acts)).toBe('Finance system');
    expect((await admin.json(api('/people?name=finance'))).data<{ people: unknown[] }>().people).toEqual([]);
  });

  test('the same again is the same program; other rights for the same subject are refused', async () => {
    const again = await admin.json(api('/clients'), program);
    const listed = (await admin.json(api('/clients'))).data<{ clients: Shown[] }>().clients;
    expect(listed.map(({ id }) => id)).toEqual([again.data<Shown>().id]);
    expect(nameOf(await admin.json(api('/clients'), { ...program, roles: ['auditor'] }))).toBe('client-taken');
    expect(
      nameOf(await admin.json(api('/clients'), { ...program, subject: 'x', organisation: 'sch_111111', roles: ['school-booker'] })),
    ).toBe('unknown-organisation');
  });

  test('a form that is wrong keeps what was typed', async () => {
    const refused = await admin.post('/essex/identity/clients', { ...program, jwksUri: 'http://sign-in.example/keys' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('Enter an address that begins with https://');
    expect(refused.body).toContain('value="http://sign-in.example/keys"');
    expect(refused.body).toContain('value="Finance system"');
  });

  test('is ended, once and for good, and its subject is free for another', async () => {
    const table = host.tableOf();
    const known = await findClient(table, program.issuer, program.subject);
    const ended = await admin.post(`/essex/identity/clients/${known?.id}/ending`);
    expect((await admin.get(ended.location ?? '')).body).toContain('Finance system can no longer use the API.');
    expect(await findClient(table, program.issuer, program.subject)).toBeUndefined();
    const before = await dump();
    expect((await admin.json(api(`/clients/${known?.id}/ending`), {})).data<Shown>().endedAt).toBeDefined();
    expect(await dump()).toEqual(before);
    const next = await admin.post('/essex/identity/clients', program);
    expect(next.status).toBe(303);
    expect((await findClient(table, program.issuer, program.subject))?.id).not.toBe(known?.id);
    expect(nameOf(await admin.json(api('/clients/cli_nobody/ending'), {}))).toBe('unknown-client');
  });
});

describe('a council with many people', () => {
  test('reads them a page at a time, each once, and says when there are more', async () => {
    const table = host.tableOf();
    const many = Array.from({ length: 60 }, (_, n) => `Zz ${String(n).padStart(2, '0')}`);
    for (const name of many) {
      const id = `per_${name.toLowerCase().replace(' ', '-')}` as PersonId;
      const writes = [
        personWrite(table, { type: 'person', id, rights: [], subjects: [], version: 1 }),
        contactWrite(table, id, { type: 'contact', name, version: 1 }),
      ];
      expect((await commit(table, writes)).ok).toBe(true);
    }
    const peter = await fresh('peter-quill');
    const first = await peter.get('/essex/identity/people?name=zz');
    const next = /href="(\?name=zz&amp;after=[^"]+)"[^>]*>\s*More people/.exec(first.body)?.[1]?.replaceAll('&amp;', '&');
    const second = await peter.get(`/essex/identity/people${next}`);
    const shown = [first, second].map(({ body }) => [...body.matchAll(/>(Zz \d\d)</g)].map(([, name]) => name));
    expect(shown.map(({ length }) => length)).toEqual([50, 10]);
    expect(shown.flat()).toEqual(many);
    expect(second.body).not.toContain('More people');
    // A cursor that was made for another question, or by nobody, begins at the beginning.
    expect((await peter.get('/essex/identity/people?name=zz&after=nonsense')).status).toBe(200);
  });
});
