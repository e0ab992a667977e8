// Who is signed in, for how long and as whom: sessions that can be ended, and people the council has registered.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoCouncil } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { commit, put } from '../../shared/commit.ts';
import type { CouncilSlug } from '../../shared/ids.ts';
import type { Item, Key } from '../../shared/table.ts';
import { startHost, type TestHost, Visitor } from '../host.ts';

const sessionCookie = '__Host-essex-session';
const hourMs = 3_600_000;

/** A second council with the same people, who are other people there. */
const neighbour: DemoCouncil = { ...essex, council: { ...essex.council, slug: 'neighbour' as CouncilSlug, name: 'Neighbour' } };

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ only: ['identity'], councils: [essex, neighbour] });
});
afterAll(() => host.stop());

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');
const tokenOf = (visitor: Visitor) => visitor.cookies.get(sessionCookie)?.value ?? '';
const me = (visitor: Visitor, council = 'essex') => visitor.json(`/${council}/api/identity/me`);

/** Changes an item behind everybody's back. */
async function rewrite(key: Key, change: (item: Item) => Item): Promise<void> {
  const table = host.tableOf();
  const item = await table.get<Item>(key);
  if (!item) throw new Error(`no item ${key.pk}`);
  expect((await commit(table, [put(key, change(item))])).ok).toBe(true);
}

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
    expect((await visitor.get('/essex/identity/sign-out')).status).toBe(405);
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
