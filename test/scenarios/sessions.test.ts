// Who is signed in and for how long: sessions that can be ended, one by one or all at once, also while somebody's rights change.
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { type Comer, enter } from '../../functions/identity/actions/enter.ts';
import { registerPerson } from '../../functions/identity/actions/register.ts';
import { chooseOrganisation, signOutEverywhere } from '../../functions/identity/actions/session.ts';
import { mostSessions } from '../../functions/identity/schema/people.ts';
import { sessionsOf } from '../../functions/identity/store/people.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { commit, put } from '../../shared/commit.ts';
import { anonymous, type Context, type Role } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { PersonId } from '../../shared/ids.ts';
import { CouncilTable, type Item, type Key, type TableClient } from '../../shared/table.ts';
import { Visitor } from '../host.ts';
import { hashOf, host, me, sessionCookie, tokenOf, twoCouncils } from '../sessions.ts';

const hourMs = 3_600_000;

twoCouncils();

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
    const begun = Math.floor(Date.now() / 1000);
    const visitor = await host.visitor().signIn('essex', 'maria-okafor');
    const before = host.clock.now();
    host.clock.set(before + 48 * hourMs);
    expect((await me(visitor)).status).toBe(200);
    host.clock.set(before);
    const key = host.tableOf().key.signInSession(hashOf(tokenOf(visitor)));
    await rewrite(key, (item) => {
      expect(Number(item.expiresAt)).toBeGreaterThanOrEqual(begun + 8 * 3600);
      expect(Number(item.expiresAt)).toBeLessThanOrEqual(Date.now() / 1000 + 8 * 3600);
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

describe('several sessions of one person', () => {
  const table = () => host.tableOf();
  const listed = async (id: string) => (await sessionsOf(table(), id as PersonId)).hashes;

  test('are listed, shown on the account page, and all end at once', async () => {
    const here = await host.visitor().signIn('essex', 'peter-quill');
    const elsewhere = await host.visitor().signIn('essex', 'peter-quill');
    expect(await listed('per_peter-quill')).toEqual([hashOf(tokenOf(here)), hashOf(tokenOf(elsewhere))]);
    const page = await here.get('/essex/identity/account');
    expect(page.status).toBe(200);
    for (const words of ['Peter Quill', 'peter.quill@', 'Auditor', 'Essex (2017 model)', '2, in this browser and elsewhere'])
      expect(page.body).toContain(words);
    expect((await me(here)).status).toBe(200);
    const ended = await here.post('/essex/identity/account/sign-out-everywhere');
    expect([ended.status, ended.location]).toEqual([303, '/essex/identity/signed-out']);
    expect(ended.headers.getSetCookie()).toEqual(['__Host-essex-session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax']);
    expect((await me(elsewhere)).status).toBe(401);
    expect(await listed('per_peter-quill')).toEqual([]);
    const trail = await table().all<Item>(table().range.auditOf('per_peter-quill'));
    expect(trail.map(({ action }) => action)).toContain('session:end-all');
    // And one can come back.
    expect((await me(await host.visitor().signIn('essex', 'peter-quill'))).status).toBe(200);
  });

  test('one that ends leaves the list, also when somebody else signs in in its browser', async () => {
    const visitor = await host.visitor().signIn('essex', 'keith-wilmot');
    expect(await listed('per_keith-wilmot')).toEqual([hashOf(tokenOf(visitor))]);
    await visitor.signIn('essex', 'nadia-rahman');
    expect(await listed('per_keith-wilmot')).toEqual([]);
    expect(await listed('per_nadia-rahman')).toEqual([hashOf(tokenOf(visitor))]);
    await visitor.post('/essex/identity/sign-out');
    expect(await listed('per_nadia-rahman')).toEqual([]);
  });

  test('more than twenty end the oldest', async () => {
    const first = await host.visitor().signIn('essex', 'grace-adeyemi');
    for (let i = 0; i < mostSessions; i++) accepted(await enter(contextOn(table()), comer('grace-adeyemi')));
    expect(await listed('per_grace-adeyemi')).toHaveLength(mostSessions);
    expect((await me(first)).status).toBe(401);
  });
});

describe('a change of rights and a sign-in at the same moment', () => {
  const id = 'per_rowan-achebe' as PersonId;
  const registered = (role: Role) => ({
    person: { id, name: 'Rowan Achebe', subject: `${essex.tenant}#rowan-achebe`, rights: [{ roles: [role] }] },
    issuer: host.issuers.staff,
  });
  const rolesWith = async (token: string) => (await host.tableOf().get<Item>(host.tableOf().key.signInSession(hashOf(token))))?.roles;

  /** The council's table, where something happens once, just before the first transaction is sent. */
  function interrupted(meanwhile: () => Promise<unknown>): CouncilTable {
    const real = host.tableOf();
    let happened = false;
    const send = async (command: unknown) => {
      if (command instanceof TransactWriteCommand && !happened) {
        happened = true;
        await meanwhile();
      }
      return real.client.send(command as never);
    };
    return new CouncilTable({ send } as unknown as TableClient, real.name, 'essex');
  }

  test('the change comes between the look at the person and their session: the session has the new rights', async () => {
    accepted(await registerPerson(contextOn(host.tableOf()), registered('sip-manager')));
    const table = interrupted(async () => accepted(await registerPerson(contextOn(host.tableOf()), registered('auditor'))));
    const { token } = accepted(await enter(contextOn(table), comer('rowan-achebe')));
    expect(await rolesWith(token)).toEqual(['auditor']);
  });

  test('the session comes between the look at the sessions and the change: the session is over', async () => {
    accepted(await registerPerson(contextOn(host.tableOf()), registered('sip-manager')));
    let token = '';
    const table = interrupted(async () => {
      token = accepted(await enter(contextOn(host.tableOf()), comer('rowan-achebe'))).token;
      expect(await rolesWith(token)).toEqual(['sip-manager']);
    });
    accepted(await registerPerson(contextOn(table), registered('auditor')));
    expect(await rolesWith(token)).toBeUndefined();
    expect((await sessionsOf(host.tableOf(), id)).hashes).toEqual([]);
  });

  test('a choice of organisation does not bring a session back that was ended meanwhile', async () => {
    const priya = await host.visitor().signIn('essex', 'priya-sandhu');
    const cookie = `${sessionCookie}=${tokenOf(priya)}`;
    const table = interrupted(async () => accepted(await signOutEverywhere(contextOn(host.tableOf()), cookie)));
    expect(await chooseOrganisation(contextOn(table), cookie, 'sch_990024')).toMatchObject({
      ok: false,
      refusal: { name: 'not-signed-in' },
    });
    expect((await me(priya)).status).toBe(401);
  });
});

/** What an action is given, with this view of the table. */
const contextOn = (table: CouncilTable): Context => ({
  actor: anonymous,
  council: { ...essex.council, ledgerFrom: '2026-11-24', providers: [] },
  now: host.clock.now(),
  table,
  logger: { info: () => {}, error: () => {} },
});

/** Somebody of the council's staff, as their provider identified them. */
const comer = (key: string): Comer => ({
  provider: { id: 'staff', title: 'Staff', hint: '', shape: 'plain', issuer: host.issuers.staff, clientId: 'x', roles: {} },
  identified: { issuer: host.issuers.staff, subject: `${essex.tenant}#${key}`, codes: [] },
  asserted: [],
  invitation: undefined,
  cookie: '',
});
