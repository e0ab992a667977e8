// Signing in and out through the real provider, and every way in that must stay shut.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoCouncil, recordCouncil } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { londonDate } from '../../shared/calendar.ts';
import { commit, put } from '../../shared/commit.ts';
import type { CouncilSlug } from '../../shared/ids.ts';
import type { Item, Key } from '../../shared/table.ts';
import { type Reply, startHost, type TestHost, Visitor } from '../host.ts';

const sessionCookie = '__Host-essex-session';
const browserCookie = '__Host-essex-sign-in';
const hourMs = 3_600_000;

/** A second council with people of its own, and a third whose provider does not answer. */
const neighbour: DemoCouncil = { ...essex, council: { ...essex.council, slug: 'neighbour' as CouncilSlug, name: 'Neighbour' } };
const unreachable: DemoCouncil = {
  ...essex,
  people: [],
  council: { ...essex.council, slug: 'unreachable' as CouncilSlug, name: 'Unreachable' },
};

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ only: ['identity', 'catalogue'], councils: [essex, neighbour, unreachable] });
});
afterAll(() => host.stop());

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');
const tokenOf = (visitor: Visitor) => visitor.cookies.get(sessionCookie)?.value ?? '';
const me = (visitor: Visitor, council = 'essex') => visitor.json(`/${council}/api/identity/me`);

/** As far as the provider sends the browser back, without going there. */
async function callbackFor(visitor: Visitor, person: string, returnPath = '/essex/catalogue'): Promise<URL> {
  const choice = await visitor.visit(`/essex/identity/sign-in?return=${encodeURIComponent(returnPath)}`);
  let reply = await visitor.post(choice.url, { person });
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
    const reply = await host.visitor().get('/essex/identity/sign-in');
    expect(reply.status).toBe(303);
    const asked = new URL(reply.location ?? '');
    expect(asked.origin).toBe(host.issuer);
    const { code_challenge, state, nonce, ...rest } = Object.fromEntries(asked.searchParams);
    expect(rest).toEqual({
      client_id: 'daybook-essex',
      response_type: 'code',
      redirect_uri: `${host.origin}/essex/identity/callback`,
      scope: 'openid profile',
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
      organisation: 'sch_900010',
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
    const again = await visitor.visit('/essex/identity/sign-in');
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
    await stranger.get('/essex/identity/sign-in');
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
    const signIn = { issuer: 'http://127.0.0.1:1', clientId: 'daybook-unreachable' };
    await recordCouncil(host.table, unreachable.council, londonDate(host.clock.now()), signIn);
    const reply = await host.visitor().get('/unreachable/identity/sign-in');
    expect(reply.status).toBe(400);
    expect(reply.body).toContain('The sign-in service did not answer');
  });
});

describe('a session', () => {
  test('is never one that the browser brought along', async () => {
    const visitor = host.visitor();
    const planted = 'C'.repeat(43);
    visitor.cookies.set(sessionCookie, { name: sessionCookie, value: planted, path: '/', ends: Number.POSITIVE_INFINITY });
    await visitor.signIn('essex', 'maria-okafor');
    expect(tokenOf(visitor)).not.toBe(planted);
    const attacker = host.visitor();
    attacker.cookies.set(sessionCookie, { name: sessionCookie, value: planted, path: '/', ends: Number.POSITIVE_INFINITY });
    expect((await me(attacker)).status).toBe(401);
  });

  test('ends the one before it in the same browser', async () => {
    const visitor = await host.visitor().signIn('essex', 'maria-okafor');
    const former = new Visitor(host.origin);
    for (const cookie of visitor.cookies.values()) former.cookies.set(cookie.name, cookie);
    expect((await me(former)).status).toBe(200);
    await visitor.signIn('essex', 'tom-haldane');
    expect((await me(former)).status).toBe(401);
    expect((await me(visitor)).data().name).toBe('Tom Haldane');
  });

  test('is kept by its hash alone', async () => {
    const visitor = await host.visitor().signIn('essex', 'maria-okafor');
    const item = await host.tableOf().get<Item>(host.tableOf().key.signInSession(hashOf(tokenOf(visitor))));
    expect(item).toMatchObject({ person: 'per_maria-okafor', roles: ['school-booker'] });
    expect(JSON.stringify(item)).not.toContain(tokenOf(visitor));
  });

  test('lasts eight hours of real time, whatever the demo clock says', async () => {
    const visitor = await host.visitor().signIn('essex', 'maria-okafor');
    const before = host.clock.now();
    host.clock.set(before + 48 * hourMs);
    expect((await me(visitor)).status).toBe(200);
    host.clock.set(before);
    const key = host.tableOf().key.signInSession(hashOf(tokenOf(visitor)));
    await rewrite(key, (item) => {
      expect(Math.abs(Number(item.expiresAt) * 1000 - Date.now() - 8 * hourMs)).toBeLessThan(60_000);
      return { ...item, expiresAt: Math.floor(Date.now() / 1000) - 1 };
    });
    expect((await me(visitor)).status).toBe(401);
  });

  test('of one council opens nothing at another', async () => {
    const visitor = await host.visitor().signIn('essex', 'maria-okafor');
    expect((await me(visitor, 'neighbour')).status).toBe(401);
    visitor.cookies.set('__Host-neighbour-session', {
      name: '__Host-neighbour-session',
      value: tokenOf(visitor),
      path: '/',
      ends: Number.POSITIVE_INFINITY,
    });
    expect((await me(visitor, 'neighbour')).status).toBe(401);
    expect((await me(await host.as('maria-okafor', 'neighbour'), 'neighbour')).data().council).toEqual({
      slug: 'neighbour',
      name: 'Neighbour',
    });
  });

  test.each(['', 'x', 'D'.repeat(43), `${'D'.repeat(43)}=`, '"><script>', '%00'])('is not what anybody makes up: %j', async (value) => {
    const visitor = host.visitor();
    visitor.cookies.set(sessionCookie, { name: sessionCookie, value, path: '/', ends: Number.POSITIVE_INFINITY });
    expect((await me(visitor)).status).toBe(401);
  });
});

describe('the way out', () => {
  test('ends the session at once and offers to sign in again', async () => {
    const visitor = await host.visitor().signIn('essex', 'maria-okafor');
    const kept = new Visitor(host.origin);
    for (const cookie of visitor.cookies.values()) kept.cookies.set(cookie.name, cookie);
    const reply = await visitor.post('/essex/identity/sign-out');
    expect([reply.status, reply.location]).toEqual([303, '/essex/identity/signed-out']);
    expect(reply.headers.getSetCookie()).toEqual(['__Host-essex-session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax']);
    expect((await me(kept)).status).toBe(401);
    const page = await visitor.get('/essex/identity/signed-out');
    expect(page.status).toBe(200);
    expect(page.body).toContain('href="/essex/identity/sign-in"');
  });

  test('twice, or without ever having been in, is no fault', async () => {
    const visitor = await host.visitor().signIn('essex', 'maria-okafor');
    await visitor.post('/essex/identity/sign-out');
    expect((await visitor.post('/essex/identity/sign-out')).status).toBe(303);
    expect((await host.visitor().post('/essex/identity/sign-out')).status).toBe(303);
  });

  test('cannot be taken for somebody by another site, nor by a link', async () => {
    const visitor = await host.visitor().signIn('essex', 'maria-okafor');
    const forged = await visitor.send('/essex/identity/sign-out', {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    });
    expect(forged.status).toBe(403);
    expect((await visitor.get('/essex/identity/sign-out')).status).toBe(404);
    expect((await me(visitor)).status).toBe(200);
  });
});

describe('registering people', () => {
  const register = (subject: unknown) => host.invoke('identity', { council: 'neighbour', task: 'register-person', subject });
  const person = { id: 'per_sheila-ngata', name: 'Sheila Ngata', subject: 'leo-brandt', roles: ['finance'] };

  test('an account that is somebody else’s is refused', async () => {
    expect(await register({ person: { ...person, subject: 'maria-okafor' }, issuer: host.issuer })).toMatchObject({
      ok: false,
      refusal: { name: 'subject-taken' },
    });
  });

  test.each([
    ['a booker without a school', { ...person, roles: ['school-booker'] }, 'person.organisation'],
    ['somebody who delivers without being an officer', { ...person, roles: ['officer'] }, 'person.officer'],
    ['a role that does not exist', { ...person, roles: ['emperor'] }, 'person.roles.0'],
    ['no role', { ...person, roles: [] }, 'person.roles'],
    ['an id of another kind', { ...person, id: 'off_sheila-ngata' }, 'person.id'],
    ['a field too many', { ...person, password: 'x' }, 'person.password'],
  ])('%s is refused by the field', async (_what, wrong, field) => {
    const answer = (await register({ person: wrong, issuer: host.issuer })) as {
      ok: boolean;
      refusal: { name: string; faults: { field: string }[] };
    };
    expect(answer).toMatchObject({ ok: false, refusal: { name: 'invalid-request' } });
    expect(answer.refusal.faults.map((fault) => fault.field)).toContain(field);
  });

  test('again with another account: the new one opens, the old one no longer does', async () => {
    const leo = { id: 'per_leo-brandt', name: 'Leo Brandt', roles: ['catalogue-manager'] };
    expect(await register({ person: { ...leo, subject: 'robin-fairweather' }, issuer: host.issuer })).toMatchObject({ ok: true });
    const robin = await host.visitor().signIn('neighbour', 'robin-fairweather');
    expect((await me(robin, 'neighbour')).data()).toMatchObject({ person: 'per_leo-brandt', name: 'Leo Brandt' });
    expect((await host.visitor().goThrough('neighbour', 'leo-brandt')).status).toBe(403);
    // And the account that became free can be given to somebody.
    expect(await register({ person, issuer: host.issuer })).toMatchObject({ ok: true });
    expect((await me(await host.visitor().signIn('neighbour', 'leo-brandt'), 'neighbour')).data()).toMatchObject({
      name: 'Sheila Ngata',
      roles: ['finance'],
    });
  });
});
