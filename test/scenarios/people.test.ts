// Who has rights here and what an administrator does about it, through pages and API; programs; and the rules that hold against everybody.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { grantRight, type ShownPerson, takeRight } from '../../functions/identity/actions/people.ts';
import { administers, mayAdminister } from '../../functions/identity/rules/people.ts';
import { findClient } from '../../functions/identity/store/clients.ts';
import { contactWrite, getPerson, namesOf, pageOfPeople, personWrite } from '../../functions/identity/store/people.ts';
import { wordWrites } from '../../functions/schools/store/search.ts';
import { commit, put } from '../../shared/commit.ts';
import { anonymous, type Context } from '../../shared/context.ts';
import { bareId, type OrganisationId, type PersonId } from '../../shared/ids.ts';
import { foldName } from '../../shared/names.ts';
import { CouncilTable, indexOf, type TableClient } from '../../shared/table.ts';
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
    put(table.key.officer('off_new' as never), { type: 'officer', id: 'off_new', name: 'New Officer', version: 1 }),
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

describe('an organisation or a person is typed as people know them', () => {
  const rights = '/essex/identity/people/per_tom-haldane/rights';
  const roles = ['school-approver'];
  const page = (fields: Record<string, string | string[]>) => grace.post(rights, { roles, ...fields });
  const granted = async () =>
    (await read('per_tom-haldane')).rights.flatMap(({ organisation, roles: each }) =>
      each.includes('school-approver') ? organisation : [],
    );
  const take = async () => {
    for (const organisation of await granted()) await grace.json(api('/people/per_tom-haldane/rights/ending'), { organisation });
  };
  const hints = (body: string) => [...body.matchAll(/type="radio" value="((?:sch|trs|ptn)_[^"]+)"/g)].map(([, id]) => id);

  beforeAll(async () => {
    const table = host.tableOf();
    const index = indexOf('essex');
    const school = (urn: number, name: string, more: object = {}) => {
      const row = {
        id: `sch_${urn}` as OrganisationId,
        kind: 'school' as const,
        name,
        postcode: 'CM1 1AA',
        town: 'Colne',
        urn,
        statusCode: 1,
        ...more,
      };
      return [
        put(table.key.organisation(row.id), { ...row, type: 'school', version: 1, ...index.school(foldName(name), row.postcode, urn) }),
        ...wordWrites(table, row),
      ];
    };
    const trust = { id: 'trs_5902' as OrganisationId, kind: 'trust' as const, name: 'Estuary Light Learning Trust', postcode: '' };
    const writes = [
      ...school(990010, 'Colnemarsh Grange Academy'),
      ...school(990040, 'Colnemarsh Valley Academy'),
      ...school(990041, 'Saint Osyth’s Church School'),
      // The school that it was before it converted has its name still, and is closed.
      ...school(990042, 'Saint Osyth’s Church School', { statusCode: 2 }),
      put(table.key.organisation(trust.id), { ...trust, type: 'trust', version: 1 }),
      ...wordWrites(table, trust),
    ];
    expect((await commit(table, writes)).ok).toBe(true);
    await take();
  });
  afterEach(take);

  test.each([
    ['990010', academy],
    ['sch_990010', academy],
    ['Colnemarsh Grange Academy', academy],
    ['  colnemarsh   GRANGE ', academy],
    ['grange', academy],
    ['grange colne', academy],
    ['Saint Osyths Church School', 'sch_990041'],
  ])('%j is one school', async (organisation, expected) => {
    expect((await page({ organisation })).status).toBe(303);
    expect(await granted()).toEqual([expected]);
  });

  test('a trust by its UID or its name, with the roles there are in one', async () => {
    for (const organisation of ['5902', 'Estuary Light'])
      expect((await page({ organisation, roles: ['trust-booker', 'school-approver'] })).status).toBe(303);
    expect(await granted()).toEqual(['trs_5902']);
    const wrong = await page({ organisation: 'Estuary Light', roles: ['school-booker'] });
    expect(wrong.body).toContain('School booker: there is no such role in a trust. Its roles are: School approver and trust booker.');
  });

  test('several are listed to choose from; the choice counts for what it was offered for', async () => {
    const asked = await page({ organisation: 'colnemarsh' });
    expect(asked.status).toBe(422);
    expect(asked.body).toContain('Several organisations are called so. Choose one of them.');
    expect(asked.body).toContain('href="#organisation-choice"');
    expect(hints(asked.body)).toEqual([academy, 'sch_990040']);
    expect(asked.body).toContain('School, URN 990040, Colne CM1 1AA');
    expect(asked.body).toMatch(/value="school-approver" checked/);
    expect(await granted()).toEqual([]);
    const chosen = { 'organisation-offered': 'colnemarsh', 'organisation-choice': 'sch_990040' };
    expect((await page({ organisation: 'grange', ...chosen })).status).toBe(303);
    expect(await granted()).toEqual([academy]);
    await take();
    // What is wrong beside it does not lose the choice.
    const without = await grace.post(rights, { organisation: 'colnemarsh', ...chosen });
    expect([without.status, without.body.includes('value="990040"')]).toEqual([422, true]);
    expect((await page({ organisation: 'colnemarsh', ...chosen })).status).toBe(303);
    expect(await granted()).toEqual(['sch_990040']);
  });

  test.each(['Nowhere', '111111', '7', '…', 'valley grange'])('none is said, and nothing is granted: %j', async (organisation) => {
    const refused = await page({ organisation });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('No organisation here has that name or number. Look it up under Schools.');
    expect(refused.body).toContain('href="#organisation"');
    expect(await granted()).toEqual([]);
  });

  test('an invitation and a program are told the same way', async () => {
    const invited = { email: 'new@school.example', name: 'New', roles: 'school-booker', organisation: 'colnemarsh' };
    const program = { name: 'P', issuer: 'https://a.example', subject: 'p', jwksUri: 'https://a.example/k', roles: 'school-booker' };
    for (const [path, form] of [
      ['invitations', invited],
      ['clients', { ...program, organisation: 'colnemarsh' }],
    ] as const) {
      const refused = await grace.post(`/essex/identity/${path}`, form);
      expect([path, refused.status, hints(refused.body)]).toEqual([path, 422, [academy, 'sch_990040']]);
    }
    const sent = await grace.post('/essex/identity/invitations', { ...invited, organisation: 'grange' });
    expect(sent.status).toBe(303);
  });

  test('the audit trail is asked by name: what has closed is found too, and so is a person', async () => {
    const trail = (query: Record<string, string>) => grace.get(`/essex/identity/audit?${new URLSearchParams(query)}`);
    const link = (body: string) => new URLSearchParams(/\/identity\/audit\/export\?([^"]+)"/.exec(body)?.[1]?.replaceAll('&amp;', '&'));
    expect((await page({ organisation: 'grange' })).status).toBe(303);
    const found = await trail({ organisation: 'grange academy', person: 'adeyemi' });
    expect(found.status).toBe(200);
    expect(Object.fromEntries(link(found.body))).toEqual({ person: 'per_grace-adeyemi', organisation: academy });
    expect(found.body).toContain('Rights granted');
    const several = await trail({ organisation: 'Saint Osyth' });
    expect([several.status, hints(several.body)]).toEqual([422, ['sch_990041', 'sch_990042']]);
    expect(several.body).toContain('closed');
    const nobody = await trail({ person: 'nobody-at-all', from: 'yesterday' });
    expect(nobody.status).toBe(422);
    for (const text of ['Nobody here has that in their name or e-mail address', 'Enter the first day as a date', 'value="nobody-at-all"'])
      expect(nobody.body).toContain(text);
    expect((await trail({ person: 'a' })).body).toContain('Several people are called so. Choose one of them');
  });

  test('what each role may do is said where one is given', async () => {
    for (const path of ['people/per_tom-haldane', 'invitations', 'clients']) {
      const { body } = await grace.get(`/essex/identity/${path}`);
      expect(body).toContain('What each role may do');
      expect(body).toContain('Books services for the school, sees its free days and bookings, and pays its invoices.');
    }
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
    admin = await fresh(still && mayAdminister(still) ? 'grace-adeyemi' : 'leo-brandt');
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
    expect(refused.body).toContain('The address must begin with https://');
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
    // A cursor that was made for another question, or by nobody, begins somewhere.
    expect((await peter.get('/essex/identity/people?name=zz&after=nonsense')).status).toBe(200);
  });

  test('searches them in one question of a thousand, and looks at no more than so many at once', async () => {
    const table = host.tableOf();
    let questions = 0;
    const counting = {
      send: (command: unknown) => {
        if (command instanceof QueryCommand) questions += 1;
        return table.client.send(command as never);
      },
    } as unknown as TableClient;
    const watched = new CouncilTable(counting, table.name, 'essex');
    expect((await pageOfPeople(watched, 'haldane')).items.map(({ id }) => id)).toEqual(['per_tom-haldane']);
    expect(questions).toBe(1);
    // Cut off on the way, the rest follows, each once, and a page that found nobody leads on all the same.
    const shown: string[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const { items, next } = await pageOfPeople(table, 'zz', { most: 20, ...(after ? { after } : {}) });
      shown.push(...items.map(({ name }) => name));
      after = next;
      pages += 1;
    } while (after);
    expect(shown).toEqual(Array.from({ length: 60 }, (_, n) => `Zz ${String(n).padStart(2, '0')}`));
    expect(pages).toBeGreaterThan(3);
  });
});
