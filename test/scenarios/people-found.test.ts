// People, organisations and programs are found by what an administrator knows of them, also among many; a program is known by issuer and subject.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findClient } from '../../functions/identity/store/clients.ts';
import { contactWrite, namesOf, pageOfPeople, personWrite } from '../../functions/identity/store/people.ts';
import { wordWrites } from '../../functions/schools/store/search.ts';
import { commit, put } from '../../shared/commit.ts';
import { bareId, type OrganisationId, type PersonId } from '../../shared/ids.ts';
import { foldName } from '../../shared/names.ts';
import { CouncilTable, indexOf, type TableClient } from '../../shared/table.ts';
import { nameOf } from '../counter.ts';
import { aCouncilOfPeople, academy, api, dump, fresh, grace, host, read } from '../people.ts';

aCouncilOfPeople();

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

describe('a program', () => {
  const program = {
    name: 'Finance system',
    issuer: 'https://sign-in.example',
    subject: 'finance',
    jwksUri: 'https://sign-in.example/keys',
    roles: ['finance'],
  };
  type Shown = { id: string; audience: string; endedAt?: string };

  test('is known by issuer and subject, has a name in the trail, and is nobody among people', async () => {
    const reply = await grace.json(api('/clients'), program);
    expect(reply.status).toBe(201);
    const { id, audience } = reply.data<Shown>();
    expect(audience).toBe(`${host.origin}/essex/api`);
    const table = host.tableOf();
    expect(await findClient(table, program.issuer, program.subject)).toMatchObject({ id, roles: ['finance'], audience });
    expect(await findClient(table, program.issuer, 'another')).toBeUndefined();
    const acts = `per_${bareId(id)}` as PersonId;
    expect((await namesOf(table, [acts])).get(acts)).toBe('Finance system');
    expect((await grace.json(api('/people?name=finance'))).data<{ people: unknown[] }>().people).toEqual([]);
  });

  test('the same again is the same program; other rights for the same subject are refused', async () => {
    const again = await grace.json(api('/clients'), program);
    const listed = (await grace.json(api('/clients'))).data<{ clients: Shown[] }>().clients;
    expect(listed.map(({ id }) => id)).toEqual([again.data<Shown>().id]);
    expect(nameOf(await grace.json(api('/clients'), { ...program, roles: ['auditor'] }))).toBe('client-taken');
    expect(
      nameOf(await grace.json(api('/clients'), { ...program, subject: 'x', organisation: 'sch_111111', roles: ['school-booker'] })),
    ).toBe('unknown-organisation');
  });

  test('a form that is wrong keeps what was typed', async () => {
    const refused = await grace.post('/essex/identity/clients', { ...program, jwksUri: 'http://sign-in.example/keys' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('The address must begin with https://');
    expect(refused.body).toContain('value="http://sign-in.example/keys"');
    expect(refused.body).toContain('value="Finance system"');
  });

  test('is ended, once and for good, and its subject is free for another', async () => {
    const table = host.tableOf();
    const known = await findClient(table, program.issuer, program.subject);
    const ended = await grace.post(`/essex/identity/clients/${known?.id}/ending`);
    expect((await grace.get(ended.location ?? '')).body).toContain('Finance system can no longer use the API.');
    expect(await findClient(table, program.issuer, program.subject)).toBeUndefined();
    const before = await dump();
    expect((await grace.json(api(`/clients/${known?.id}/ending`), {})).data<Shown>().endedAt).toBeDefined();
    expect(await dump()).toEqual(before);
    const next = await grace.post('/essex/identity/clients', program);
    expect(next.status).toBe(303);
    expect((await findClient(table, program.issuer, program.subject))?.id).not.toBe(known?.id);
    expect(nameOf(await grace.json(api('/clients/cli_nobody/ending'), {}))).toBe('unknown-client');
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
