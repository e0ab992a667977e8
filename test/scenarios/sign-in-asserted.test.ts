// What a provider asserts of somebody counts while it is said, for a school that the council knows, and only as far as the council wants it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoCouncil } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { atSchool, school, staff } from '../../infra/local/demo/people.ts';
import { recordCouncil } from '../../infra/local/demo/seed.ts';
import { providersOf } from '../../infra/local/sign-in.ts';
import { commit, put } from '../../shared/commit.ts';
import type { CouncilSlug, OrganisationId, PersonId } from '../../shared/ids.ts';
import type { Item } from '../../shared/table.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

/** What DfE Sign-in has of somebody's roles: the provider reads it anew each time. */
const rolesOfVera = ['Daybook_Booker', 'Daybook_Trust_Booker', 'Somebody_Elses_Word'];
const rolesOfIan = ['Daybook.Finance', 'Daybook.Catalogue'];
const harbour = school(990012, 'Thornhythe Harbour Academy', 881, rolesOfVera);

/** A council that grants nothing itself: what its providers assert is all there is. */
const trusting: DemoCouncil = {
  ...essex,
  people: [
    atSchool('Vera Lindqvist', 'Has a role in DfE Sign-in', [harbour]),
    { ...staff('trusting', 'Ian Prowse', 'finance', 'Has app roles'), rights: [], appRoles: rolesOfIan },
  ],
  council: { ...essex.council, slug: 'trusting' as CouncilSlug, name: 'Trusting' },
};
const mistaken: DemoCouncil = { ...trusting, council: { ...trusting.council, slug: 'mistaken' as CouncilSlug, name: 'Mistaken' } };

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ only: ['identity'], councils: [trusting, mistaken] });
});
afterAll(() => host.stop());

const me = (visitor: Visitor, council = 'essex') => visitor.json(`/${council}/api/identity/me`);

describe('what a provider asserts', () => {
  const cookie = '__Host-trusting-session';
  const organisation = async (id: OrganisationId, name: string) => {
    const table = host.tableOf('trusting');
    expect((await commit(table, [put(table.key.organisation(id), { type: 'school', id, name })])).ok).toBe(true);
  };
  const trail = async (person: string) =>
    (await host.tableOf('trusting').all<Item>(host.tableOf('trusting').range.auditOf(person))).map(({ action, person: who, detail }) => [
      action,
      who,
      detail,
    ]);

  test('counts for a school the council knows, makes a person of somebody nobody registered, and goes when it is no longer said', async () => {
    const stranger = host.visitor();
    expect((await stranger.goThrough('trusting', 'vera-lindqvist')).status).toBe(403);
    expect(stranger.cookies.has(cookie)).toBe(false);

    await organisation('sch_990012' as OrganisationId, 'Thornhythe Harbour Academy');
    const vera = await host.visitor().signIn('trusting', 'vera-lindqvist');
    const known = (await me(vera, 'trusting')).data<{ person: PersonId }>();
    expect(known).toMatchObject({
      name: 'Vera Lindqvist',
      roles: ['school-booker'],
      organisation: 'sch_990012',
      organisationName: 'Thornhythe Harbour Academy',
    });
    const table = host.tableOf('trusting');
    expect(await table.get(table.key.contact(known.person))).toMatchObject({
      name: 'Vera Lindqvist',
      email: 'vera.lindqvist@schools.example',
    });
    expect(await trail(known.person)).toEqual([
      ['person:sign-in-rights', known.person, 'DfE Sign-in asserts: School booker for sch_990012'],
    ]);

    // Again: the same person, and nothing to tell.
    const again = await host.visitor().signIn('trusting', 'vera-lindqvist');
    expect((await me(again, 'trusting')).data()).toMatchObject({ person: known.person });
    expect(await trail(known.person)).toHaveLength(1);
    expect((await me(vera, 'trusting')).status).toBe(200);

    // Other rights from here on: the sessions that began with the former ones end.
    rolesOfVera.splice(0, 1, 'Daybook_Approver');
    const approver = await host.visitor().signIn('trusting', 'vera-lindqvist');
    expect((await me(approver, 'trusting')).data()).toMatchObject({ person: known.person, roles: ['school-approver'] });
    expect((await me(vera, 'trusting')).status).toBe(401);
    expect((await me(again, 'trusting')).status).toBe(401);

    // None at all: what is granted here would stay, and there is nothing.
    rolesOfVera.splice(0);
    const gone = host.visitor();
    const told = await gone.goThrough('trusting', 'vera-lindqvist');
    expect([told.status, gone.cookies.has(cookie)]).toEqual([403, false]);
    expect((await me(approver, 'trusting')).status).toBe(401);
    expect((await host.visitor().goThrough('trusting', 'vera-lindqvist')).status).toBe(403);
  });

  test('of a council’s own directory is for the council itself', async () => {
    const ian = await host.visitor().signIn('trusting', 'ian-prowse');
    const known = (await me(ian, 'trusting')).data<{ person: PersonId }>();
    expect(known).toMatchObject({ name: 'Ian Prowse', roles: ['catalogue-manager', 'finance'] });
    expect(known).not.toHaveProperty('organisation');
    expect(await trail(known.person)).toEqual([
      ['person:sign-in-rights', known.person, 'Council staff asserts: Catalogue manager and finance'],
    ]);
  });

  test('another tenant’s people do not come in, nor anybody while the roles cannot be asked', async () => {
    const { origin } = new URL(host.issuers.schools);
    const secondary = providersOf(mistaken, { origin, issuers: host.issuers }).map((provider) =>
      provider.id === 'staff'
        ? { ...provider, tenant: '00000000-0000-4000-8000-000000000999' }
        : { ...provider, rolesApi: { origin: 'http://127.0.0.1:1', serviceId: 'daybook-mistaken' } },
    );
    await recordCouncil(host, mistaken.council, secondary);
    const ian = await host.visitor().goThrough('mistaken', 'ian-prowse');
    expect([ian.status, ian.body]).toEqual([400, expect.stringContaining('That account belongs to another organisation')]);
    const vera = await host.visitor().goThrough('mistaken', 'vera-lindqvist');
    expect([vera.status, vera.body]).toEqual([400, expect.stringContaining('did not tell which roles you have')]);
  });

  describe('by the API of DfE Sign-in', () => {
    let answer: (about: { user: string; organisation: string }) => unknown = () => undefined;
    let server: Server;
    beforeAll(async () => {
      server = createServer((request, response) => {
        const [, organisation = '', user = ''] = /\/organisations\/([^/]+)\/users\/([^/]+)$/.exec(request.url ?? '') ?? [];
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer({ user, organisation })));
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const told = providersOf(mistaken, { origin: new URL(host.issuers.schools).origin, issuers: host.issuers });
      const providers = told.map((each) => (each.rolesApi ? { ...each, rolesApi: { ...each.rolesApi, origin } } : each));
      await recordCouncil(host, mistaken.council, providers);
      const table = host.tableOf('mistaken');
      const school = { type: 'school', id: 'sch_990012', name: 'Thornhythe Harbour Academy' };
      expect((await commit(table, [put(table.key.organisation('sch_990012' as OrganisationId), school)])).ok).toBe(true);
    });
    afterAll(() => new Promise((closed) => server.close(closed)));

    const role = (code: string, id: number) => ({ code, name: code, status: { id } });
    const comeIn = async () => {
      const visitor = host.visitor();
      const reply = await visitor.goThrough('mistaken', 'vera-lindqvist');
      return { reply, visitor, inside: visitor.cookies.has('__Host-mistaken-session') };
    };

    test('a role that is not active grants nothing', async () => {
      answer = ({ user, organisation }) => ({ userId: user, organisationId: organisation, roles: [role('Daybook_Booker', 0)] });
      const { reply, inside } = await comeIn();
      expect([reply.status, inside]).toEqual([403, false]);
    });

    test.each<[string, object]>([
      ['another person', { userId: 'somebody-else' }],
      ['another organisation', { organisationId: '00000000-0000-4000-8000-000000990001' }],
      ['nobody in particular', { userId: undefined }],
    ])('an answer about %s lets nobody in', async (_, more) => {
      answer = ({ user, organisation }) => ({ userId: user, organisationId: organisation, roles: [role('Daybook_Booker', 1)], ...more });
      const { reply, inside } = await comeIn();
      expect([reply.status, inside]).toEqual([400, false]);
      expect(reply.body).toContain('did not tell which roles you have');
    });

    test('one that is endless lets nobody in', async () => {
      answer = ({ user, organisation }) => ({ userId: user, organisationId: organisation, roles: [role('x'.repeat(300_000), 1)] });
      const { reply, inside } = await comeIn();
      expect([reply.status, inside]).toEqual([400, false]);
    });

    test('an active role of theirs there is granted', async () => {
      answer = ({ user, organisation }) => ({
        userId: user,
        organisationId: organisation,
        roles: [role('Daybook_Booker', 1), role('Daybook_Approver', 0)],
      });
      const { visitor } = await comeIn();
      expect((await me(visitor, 'mistaken')).data()).toMatchObject({ roles: ['school-booker'], organisation: 'sch_990012' });
    });
  });

  describe('and the council does not want', () => {
    const people = (id: string, rest = '') => `/trusting/api/identity/people/${id}${rest}`;
    let ian: Visitor;
    let vera: Visitor;
    let id = '' as PersonId;
    const personOf = async (visitor: Visitor) => (await me(visitor, 'trusting')).data<{ person: PersonId }>().person;

    beforeAll(async () => {
      rolesOfVera.push('Daybook_Booker');
      rolesOfIan.push('Daybook.Admin');
      ian = await host.visitor().signIn('trusting', 'ian-prowse');
      vera = await host.visitor().signIn('trusting', 'vera-lindqvist');
      id = await personOf(vera);
    });

    test('is beaten by a refused entry: their session ends, they do not come in, and nobody new is made of them', async () => {
      const before = await host.tableOf('trusting').all<Item>(host.tableOf('trusting').range.people());
      expect((await ian.json(people(id, '/no-entry'), { reason: 'account' })).status).toBe(200);
      expect((await me(vera, 'trusting')).status).toBe(401);
      const again = host.visitor();
      const reply = await again.goThrough('trusting', 'vera-lindqvist');
      expect([reply.status, again.cookies.has(cookie)]).toEqual([403, false]);
      expect(reply.body).toContain('Your council does not let you in at present');
      expect(reply.body).toContain('mailto:school.services@essex.example');
      // The reason is the council's own.
      expect(reply.body).not.toContain('somebody else’s hands');
      expect(await host.tableOf('trusting').all<Item>(host.tableOf('trusting').range.people())).toHaveLength(before.length);
      const record = (await ian.json(people(id))).data();
      expect(record).toMatchObject({
        noEntry: { reason: 'account' },
        rights: [{ roles: ['school-booker'], source: 'asserted' }],
        sessions: 0,
      });
      expect((await trail(id)).filter(([action]) => action === 'person:refuse-entry')).toEqual([
        ['person:refuse-entry', await personOf(ian), 'Their account may be in somebody else’s hands'],
      ]);
    });

    test('which is shown, and taken back', async () => {
      expect((await ian.get('/trusting/identity/people')).body).toContain('No entry');
      const page = await ian.get(`/trusting/identity/people/${id}`);
      expect(page.body).toMatch(/Refused entry since .*Their account may be in somebody else’s hands/s);
      const readmitted = await ian.post(`/trusting/identity/people/${id}/no-entry/ending`);
      expect(readmitted.status).toBe(303);
      expect((await ian.get(readmitted.location ?? '')).body).toContain('Person let in again');
      vera = await host.visitor().signIn('trusting', 'vera-lindqvist');
      expect(await personOf(vera)).toBe(id);
    });

    test('is asked for a reason on the page, and refused for oneself', async () => {
      const unsaid = await ian.post(`/trusting/identity/people/${id}/no-entry`);
      expect([unsaid.status, unsaid.body.includes('Choose why they may not come in')]).toEqual([422, true]);
      expect(unsaid.body).toContain('href="#no-entry"');
      const own = await ian.json(people(await personOf(ian), '/no-entry'), { reason: 'left' });
      expect(own.data().type).toBe('urn:daybook:problem:own-rights');
    });

    test('is not kept out by erasing: they come back as somebody new, as the page says', async () => {
      const page = await ian.get(`/trusting/identity/people/${id}`);
      expect(page.body.replace(/\s+/g, ' ')).toContain('Erasing keeps nobody out. If DfE Sign-in or Council staff says at a later sign-in');
      expect((await ian.json(people(id, '/erasure'), { reason: 'left', confirm: true })).status).toBe(200);
      const shown = await ian.get(`/trusting/identity/people/${id}?done=yes`);
      expect(shown.body).toContain('Person erased: They no longer work here');
      vera = await host.visitor().signIn('trusting', 'vera-lindqvist');
      expect(await personOf(vera)).not.toBe(id);
    });

    test('leaves the council an administrator, though its own directory alone names them', async () => {
      const task = { council: 'trusting', task: 'erase-person', subject: { person: await personOf(ian), reason: 'left' } };
      expect(await host.invoke('identity', task)).toMatchObject({ ok: false, refusal: { name: 'last-administrator' } });
      // Once somebody else is one, the first may go.
      const grant = people(await personOf(vera), '/rights');
      expect((await ian.json(grant, { roles: ['council-admin'] })).status).toBe(200);
      expect(await host.invoke('identity', task)).toMatchObject({ ok: true });
    });
  });
});
