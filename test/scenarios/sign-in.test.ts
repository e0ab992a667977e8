// Signing in through the real provider, and every way in that must stay shut.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginAttempt, useAttempt } from '../../functions/identity/store.ts';
import type { DemoCouncil } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { recordCouncil } from '../../infra/local/demo/seed.ts';
import { commit, commitOnce, put } from '../../shared/commit.ts';
import type { CouncilSlug } from '../../shared/ids.ts';
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

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ only: ['identity', 'catalogue'], councils: [essex, unreachable], wire: true });
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
    const begun = Math.floor(Date.now() / 1000);
    const callback = await callbackFor(visitor, 'maria-okafor');
    const key = host.tableOf().key.signInAttempt(hashOf(callback.searchParams.get('state') ?? ''));
    await rewrite(key, (item) => {
      expect(Number(item.expiresAt)).toBeGreaterThanOrEqual(begun + 600);
      expect(Number(item.expiresAt)).toBeLessThanOrEqual(Date.now() / 1000 + 600);
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
