// Signing in through the real provider, and every way in that must stay shut.
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginAttempt, useAttempt } from '../../functions/identity/store.ts';
import type { DemoCouncil } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { atSchool, school, staff } from '../../infra/local/demo/people.ts';
import { recordCouncil } from '../../infra/local/demo/seed.ts';
import { providersOf } from '../../infra/local/sign-in.ts';
import { commit, commitOnce, put } from '../../shared/commit.ts';
import type { CouncilSlug, OrganisationId, PersonId } from '../../shared/ids.ts';
import type { Item, Key } from '../../shared/table.ts';
import { type Reply, startHost, type TestHost, type Visitor } from '../host.ts';

const sessionCookie = '__Host-essex-session';
const browserCookie = '__Host-essex-sign-in';

/** A council whose provider does not answer. */
const unreachable: DemoCouncil = {
  ...essex,
  people: [],
  council: { ...essex.council, slug: 'unreachable' as CouncilSlug, name: 'Unreachable' },
};

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
  host = await startHost({ only: ['identity', 'catalogue'], councils: [essex, unreachable, trusting, mistaken] });
});
afterAll(() => host.stop());

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');
const me = (visitor: Visitor, council = 'essex') => visitor.json(`/${council}/api/identity/me`);

/** As far as the provider sends the browser back, without going there. */
async function callbackFor(visitor: Visitor, person: string, returnPath = '/essex/catalogue'): Promise<URL> {
  let reply = await visitor.chooseAtProvider('essex', person, { return: returnPath });
  while (reply.location && !reply.location.startsWith(host.origin)) reply = await visitor.get(new URL(reply.location, reply.url).href);
  return new URL(reply.location ?? '', reply.url);
}

/** Changes an item behind everybody's back. */
async function rewrite(key: Key, change: (item: Item) => Item): Promise<void> {
  const table = host.tableOf();
  const item = await table.get<Item>(key);
  if (!item) throw new Error(`no item ${key.pk}`);
  expect((await commit(table, [put(key, change(item))])).ok).toBe(true);
}

function expectNobodySignedIn(reply: Reply, visitor: Visitor, status = 400): void {
  expect(reply.status).toBe(status);
  expect(reply.headers.getSetCookie().join()).not.toContain(sessionCookie);
  expect(visitor.cookies.has(sessionCookie)).toBe(false);
  // What to do next is on the page.
  expect(reply.body).toContain('href="/essex/identity/sign-in"');
}

describe('the way in', () => {
  test('leads through the provider with PKCE, state and nonce, and asks who it is each time', async () => {
    const reply = await host.visitor().get('/essex/identity/sign-in/schools');
    expect(reply.status).toBe(303);
    const asked = new URL(reply.location ?? '');
    expect(asked.href.startsWith(`${host.issuers.schools}/`)).toBe(true);
    const { code_challenge, state, nonce, ...rest } = Object.fromEntries(asked.searchParams);
    expect(rest).toEqual({
      client_id: 'daybook-essex-schools',
      response_type: 'code',
      redirect_uri: `${host.origin}/essex/identity/callback`,
      scope: 'openid profile email organisation',
      code_challenge_method: 'S256',
      prompt: 'login',
    });
    for (const secret of [code_challenge, state, nonce]) expect(secret).toMatch(/^[\w-]{43}$/);
    const [cookie] = reply.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-essex-sign-in=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; Secure; SameSite=Lax$/);
  });

  test('ends where the person was going, with a session cookie that scripts and other sites cannot use', async () => {
    const visitor = host.visitor();
    const callback = await callbackFor(visitor, 'maria-okafor', '/essex/catalogue?after=x');
    const reply = await visitor.get(callback.href);
    expect(reply.status).toBe(303);
    expect(reply.location).toBe('/essex/catalogue?after=x');
    const cookie = reply.headers.getSetCookie().find((text) => text.startsWith(sessionCookie));
    expect(cookie).toMatch(/^__Host-essex-session=[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; Secure; SameSite=Lax$/);
    expect((await me(visitor)).data()).toEqual({
      person: 'per_maria-okafor',
      name: 'Maria Okafor',
      roles: ['school-booker'],
      organisation: 'sch_990010',
      council: { slug: 'essex', name: 'Essex (2017 model)' },
    });
    expect((await visitor.get('/essex/catalogue')).body).toContain('Maria Okafor');
  });

  test('an officer is known as the officer they are', async () => {
    const daniel = await host.as('daniel-osei');
    expect((await me(daniel)).data()).toMatchObject({ roles: ['officer'], officer: 'off_daniel-osei' });
  });

  test('a page for signed-in people sends others to sign in and back; the API says 401', async () => {
    const nobody = host.visitor();
    const page = await nobody.get('/essex/catalogue?after=x');
    expect([page.status, page.location]).toEqual([303, `/essex/identity/sign-in?return=${encodeURIComponent('/essex/catalogue?after=x')}`]);
    const api = await me(nobody);
    expect([api.status, api.data().type]).toEqual([401, 'urn:daybook:problem:not-signed-in']);
  });

  test('the list of people is shown again to a browser that has signed in', async () => {
    const visitor = await host.visitor().signIn('essex', 'tom-haldane');
    const again = await visitor.visit('/essex/identity/sign-in/schools');
    expect(again.body).toContain('value="maria-okafor"');
    const other = await visitor.goThrough('essex', 'maria-okafor', '/essex/catalogue');
    expect(other.status).toBe(200);
    expect((await me(visitor)).data().name).toBe('Maria Okafor');
  });

  test('two tabs of one browser can both finish', async () => {
    const visitor = host.visitor();
    const first = await callbackFor(visitor, 'tom-haldane');
    const second = await callbackFor(visitor, 'tom-haldane');
    expect((await visitor.get(first.href)).status).toBe(303);
    expect((await visitor.get(second.href)).status).toBe(303);
    expect((await me(visitor)).status).toBe(200);
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/essex//evil.example',
    '/neighbour/catalogue',
    '/essex/../neighbour',
    '/essexevil',
    'javascript:alert(1)',
    '/essex/catalogue\r\nset-cookie: a=b',
    '',
  ])('a return path that is not one of ours is forgotten: %j', async (returnPath) => {
    const visitor = host.visitor();
    const reply = await visitor.get((await callbackFor(visitor, 'maria-okafor', returnPath)).href);
    expect([reply.status, reply.location]).toEqual([303, '/essex']);
  });
});

describe('an answer that is not the one asked for signs nobody in', () => {
  test('another state', async () => {
    const visitor = host.visitor();
    const callback = await callbackFor(visitor, 'maria-okafor');
    callback.searchParams.set('state', 'A'.repeat(43));
    expectNobodySignedIn(await visitor.get(callback.href), visitor);
  });

  test('no state, and nothing at all', async () => {
    const visitor = host.visitor();
    const callback = await callbackFor(visitor, 'maria-okafor');
    callback.searchParams.delete('state');
    expectNobodySignedIn(await visitor.get(callback.href), visitor);
    expectNobodySignedIn(await visitor.get('/essex/identity/callback'), visitor);
  });

  test('another browser, even with the whole address; the right one can still finish', async () => {
    const visitor = host.visitor();
    const callback = await callbackFor(visitor, 'maria-okafor');
    const stranger = host.visitor();
    expectNobodySignedIn(await stranger.get(callback.href), stranger);
    await stranger.get('/essex/identity/sign-in/schools');
    expect(stranger.cookies.has(browserCookie)).toBe(true);
    expectNobodySignedIn(await stranger.get(callback.href), stranger);
    expect((await visitor.get(callback.href)).status).toBe(303);
  });

  test('the same answer a second time', async () => {
    const visitor = host.visitor();
    const callback = await callbackFor(visitor, 'maria-okafor');
    expect((await visitor.get(callback.href)).status).toBe(303);
    const replayed = await visitor.get(callback.href);
    expect(replayed.status).toBe(400);
    expect(replayed.headers.getSetCookie()).toEqual([]);
  });

  test('the same answer many times at once is good for one session', async () => {
    const visitor = host.visitor();
    const callback = await callbackFor(visitor, 'maria-okafor');
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => visitor.get(callback.href)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([303, 400, 400, 400, 400, 400, 400, 400]);
  });

  test('the attempt is taken away by whoever uses it first, before the provider is asked', async () => {
    const table = host.tableOf();
    const state = 'E'.repeat(43);
    const attempt = {
      type: 'sign-in-attempt' as const,
      browser: '',
      provider: 'schools',
      nonce: '',
      verifier: '',
      returnPath: '/essex',
      expiresAt: 0,
    };
    expect((await commit(table, [beginAttempt(table, state, attempt)])).ok).toBe(true);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => commitOnce(table, [useAttempt(table, state)])));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.refusal.name === 'sign-in-failed')).toHaveLength(7);
  });

  test('a code the provider did not give: refused by it, and no fault of ours', async () => {
    const visitor = host.visitor();
    const callback = await callbackFor(visitor, 'maria-okafor');
    callback.searchParams.set('code', 'A'.repeat(43));
    expectNobodySignedIn(await visitor.get(callback.href), visitor);
  });

  test('an answer from another issuer', async () => {
    const visitor = host.visitor();
    const callback = await callbackFor(visitor, 'maria-okafor');
    callback.searchParams.set('iss', 'https://evil.example');
    expectNobodySignedIn(await visitor.get(callback.href), visitor);
  });

  test('another provider than the one that was asked', async () => {
    const visitor = host.visitor();
    const callback = await callbackFor(visitor, 'maria-okafor');
    await rewrite(host.tableOf().key.signInAttempt(hashOf(callback.searchParams.get('state') ?? '')), (item) => {
      expect(item.provider).toBe('schools');
      return { ...item, provider: 'staff' };
    });
    expectNobodySignedIn(await visitor.get(callback.href), visitor);
  });

  test.each(['nonce', 'verifier'])('a %s that differs from the one kept', async (field) => {
    const visitor = host.visitor();
    const callback = await callbackFor(visitor, 'maria-okafor');
    const key = host.tableOf().key.signInAttempt(hashOf(callback.searchParams.get('state') ?? ''));
    await rewrite(key, (item) => ({ ...item, [field]: 'B'.repeat(43) }));
    expectNobodySignedIn(await visitor.get(callback.href), visitor);
  });

  test('an attempt that took longer than ten minutes of real time', async () => {
    const visitor = host.visitor();
    const callback = await callbackFor(visitor, 'maria-okafor');
    const key = host.tableOf().key.signInAttempt(hashOf(callback.searchParams.get('state') ?? ''));
    await rewrite(key, (item) => {
      expect(Number(item.expiresAt) - Date.now() / 1000).toBeGreaterThan(590);
      expect(Number(item.expiresAt) - Date.now() / 1000).toBeLessThanOrEqual(600);
      return { ...item, expiresAt: Math.floor(Date.now() / 1000) - 1 };
    });
    expectNobodySignedIn(await visitor.get(callback.href), visitor);
  });

  test('nobody was chosen at the provider', async () => {
    const visitor = host.visitor();
    const reply = await visitor.get((await callbackFor(visitor, '')).href);
    expectNobodySignedIn(reply, visitor);
    expect(reply.body).toContain('access was denied');
  });

  test('somebody the council has not registered is told whom to ask', async () => {
    const visitor = host.visitor();
    const reply = await visitor.get((await callbackFor(visitor, 'robin-fairweather')).href);
    expectNobodySignedIn(reply, visitor, 403);
    expect(reply.body).toContain('Nobody here is registered with that account');
    expect(reply.body).toContain('Robin Fairweather');
    expect(reply.body).toContain('mailto:school.services@essex.example');
  });

  test('a provider that does not answer is said, and is no fault of ours', async () => {
    const told = { id: 'schools', title: 'Council', hint: '', shape: 'plain', roles: {} } as const;
    const provider = { ...told, issuer: 'http://127.0.0.1:1', clientId: 'daybook-unreachable' };
    await recordCouncil(host, unreachable.council, [provider]);
    const reply = await host.visitor().get('/unreachable/identity/sign-in');
    expect(reply.status).toBe(400);
    expect(reply.body).toContain('The sign-in service did not answer');
  });
});

describe('several providers', () => {
  test('are offered by name and with whom each is for, and lead on with the way back', async () => {
    const visitor = host.visitor();
    const page = await visitor.get(`/essex/identity/sign-in?return=${encodeURIComponent('/essex/catalogue')}`);
    expect([page.status, page.headers.getSetCookie()]).toEqual([200, []]);
    for (const words of [
      'DfE Sign-in',
      'Council staff',
      'For schools and trusts',
      '/essex/identity/sign-in/schools?return=%2Fessex%2Fcatalogue',
    ])
      expect(page.body).toContain(words);
    const arrived = await visitor.goThrough('essex', 'joan-ferris', '/essex/catalogue');
    expect([arrived.status, new URL(arrived.url).pathname]).toEqual([200, '/essex/catalogue']);
    expect((await me(visitor)).data()).toMatchObject({ person: 'per_joan-ferris', roles: ['resource-manager'] });
  });

  test('and none that the council has not', async () => {
    for (const id of ['google', 'Schools', '__proto__', 'schools/..'])
      expect((await host.visitor().get(`/essex/identity/sign-in/${encodeURIComponent(id)}`)).status).toBe(404);
  });

  test('keep an invitation on the way, when it is a whole one, and of its secret the hash alone', async () => {
    const secret = 'S'.repeat(43);
    const visitor = host.visitor();
    const page = await visitor.get(`/essex/identity/sign-in?invitation=inv_abc&secret=${secret}`);
    expect(page.body).toContain(`invitation=inv_abc&amp;secret=${secret}`);
    const asked = await visitor.get(`/essex/identity/sign-in/schools?invitation=inv_abc&secret=${secret}`);
    const kept = async (address: string | undefined) => {
      const state = new URL(address ?? '').searchParams.get('state') ?? '';
      return (await host.tableOf().get<Item>(host.tableOf().key.signInAttempt(hashOf(state))))?.invitation;
    };
    expect(await kept(asked.location)).toEqual({ id: 'inv_abc', secretHash: hashOf(secret) });
    expect(asked.location).not.toContain(secret);
    const broken = await visitor.get('/essex/identity/sign-in/schools?invitation=inv_abc&secret=short');
    expect(await kept(broken.location)).toBeUndefined();
  });

  test('an invitation that is none lets nobody in', async () => {
    const visitor = host.visitor();
    const query = { invitation: 'inv_nothing', secret: 'S'.repeat(43) };
    const chosen = await visitor.chooseAtProvider('essex', 'robin-fairweather', query);
    expectNobodySignedIn(await visitor.visit(new URL(chosen.location ?? '', chosen.url).href), visitor, 404);
  });
});

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
