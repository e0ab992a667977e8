// Programs with a bearer token: which tokens are good for what, and every forgery that must stay nobody's.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base64url, type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ApiClient } from '../../functions/identity/schema/clients.ts';
import { actorOfBearer } from '../../functions/identity/store/bearer.ts';
import { clientEndWrites, clientWrites } from '../../functions/identity/store/clients.ts';
import type { DemoCouncil } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { commitOnce } from '../../shared/commit.ts';
import { accepted } from '../../shared/decision.ts';
import { type CouncilSlug, newId, type OrganisationId } from '../../shared/ids.ts';
import { type Reply, startHost, type TestHost } from '../host.ts';

const neighbour: DemoCouncil = { ...essex, people: [], council: { ...essex.council, slug: 'neighbour' as CouncilSlug, name: 'Neighbour' } };
const audience = 'urn:daybook:essex';

let host: TestHost;
let issuer = '';
let keyServer: Server;
let asked = 0;
let own: { publicKey: CryptoKey; privateKey: CryptoKey };
let stranger: { privateKey: CryptoKey };

beforeAll(async () => {
  own = await generateKeyPair('RS256', { extractable: true });
  stranger = await generateKeyPair('RS256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] });
  keyServer = createServer((request, response) => {
    asked += 1;
    const json = { 'content-type': 'application/json' };
    if (request.url === '/broken') return void response.writeHead(500).end();
    if (request.url === '/elsewhere') return void response.writeHead(302, { location: '/keys' }).end();
    if (request.url === '/none') return void response.writeHead(200, json).end('{"keys":"none"}');
    if (request.url === '/huge') return void response.writeHead(200, json).end(keys.replace('{', `{"padding":"${'x'.repeat(300_000)}",`));
    // It begins and does not end.
    if (request.url === '/slow') return void response.writeHead(200, json).write('{');
    response.writeHead(200, json).end(keys);
  });
  await new Promise<void>((listening) => keyServer.listen(0, '127.0.0.1', listening));
  issuer = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}`;
  host = await startHost({ only: ['identity', 'catalogue'], councils: [essex, neighbour] });
});
afterAll(async () => {
  await host.stop();
  keyServer.closeAllConnections();
  await new Promise((closed) => keyServer.close(closed));
});

/** A program of the council, as its administrator would register it. */
async function program(subject: string, more: Partial<ApiClient> = {}, council = 'essex'): Promise<ApiClient> {
  const client: ApiClient = {
    type: 'client',
    id: newId('cli'),
    name: 'Ledger bridge',
    issuer,
    subject,
    audience,
    jwksUri: `${issuer}/keys`,
    roles: ['finance'],
    version: 1,
    ...more,
  };
  accepted(await commitOnce(host.tableOf(council), clientWrites(host.tableOf(council), client)));
  return client;
}

const now = () => Math.floor(Date.now() / 1000);
/** A good token of a program, apart from what is said. */
const tokenOf = (subject: string, claims: JWTPayload = {}, key: CryptoKey = own.privateKey, header: { alg?: string; kid?: string } = {}) =>
  new SignJWT({ iss: issuer, sub: subject, aud: audience, iat: now(), exp: now() + 600, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
    .sign(key);

const me = (authorization: string, council = 'essex', cookie = ''): Promise<Reply> =>
  host.visitor().send(`/${council}/api/identity/me`, { method: 'GET', headers: { authorization, ...(cookie ? { cookie } : {}) } });

function expectNobody(reply: Reply): void {
  expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
  expect(reply.data()).toMatchObject({ type: 'urn:daybook:problem:invalid-token', status: 401 });
}

describe('a good token', () => {
  test('is its program’s, with the program’s roles: by its subject, or as Entra marks an application’s own', async () => {
    const client = await program('bridge');
    const known = { person: client.id.replace('cli_', 'per_'), name: 'Ledger bridge', roles: ['finance'], client: true };
    const before = asked;
    for (const claims of [
      {},
      { azp: 'bridge' },
      { client_id: 'bridge', azp: 'bridge' },
      { sub: 'of-the-application', oid: 'of-the-application', azp: 'bridge', idtyp: 'app' },
      { sub: 'of-the-application', oid: 'of-the-application', appid: 'bridge', idtyp: 'app' },
    ]) {
      const reply = await me(`Bearer ${await tokenOf('bridge', claims)}`);
      expect([reply.status, reply.data()]).toEqual([200, expect.objectContaining(known)]);
    }
    // The issuer's keys are asked for once.
    expect(asked - before).toBeLessThanOrEqual(1);
  });

  test('of a program that acts for an organisation reaches no further', async () => {
    await program('school-system', { roles: ['school-booker'], organisation: 'sch_990010' as OrganisationId });
    expect((await me(`bearer ${await tokenOf('school-system')}`)).data()).toMatchObject({
      roles: ['school-booker'],
      organisation: 'sch_990010',
    });
    const sent = await host.visitor().send('/essex/api/catalogue/svc_x/withdrawal', {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenOf('school-system')}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect([sent.status, sent.data().type]).toEqual([403, 'urn:daybook:problem:not-allowed']);
  });

  test('changes things without a browser’s marks, as no browser sends it by itself', async () => {
    await program('catalogue', { roles: ['catalogue-manager'] });
    const sent = await host.visitor().send('/essex/api/catalogue/svc_nothing/withdrawal', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenOf('catalogue')}`,
        'content-type': 'application/json',
        origin: 'https://elsewhere.example',
        'sec-fetch-site': 'cross-site',
      },
      body: JSON.stringify({ withdrawnFrom: '2027-09-01' }),
    });
    expect([sent.status, sent.data().type]).toEqual([404, 'urn:daybook:problem:unknown-service']);
  });

  test('comes from the local provider for the demonstration’s own program', async () => {
    const told = host.programs.essex;
    if (!told) throw new Error('essex has no program');
    await program(told.clientId, { issuer: told.issuer, audience: told.audience, jwksUri: told.jwksUri, roles: ['auditor'] });
    const form = { grant_type: 'client_credentials', client_id: told.clientId, client_secret: told.clientSecret };
    const granted = await fetch(told.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) });
    const { access_token } = (await granted.json()) as { access_token: string };
    expect((await me(`Bearer ${access_token}`)).data()).toMatchObject({ roles: ['auditor'], client: true });
    expectNobody(await me(`Bearer ${access_token}`, 'neighbour'));
  });
});

describe('a token that is not good is nobody’s', () => {
  beforeAll(async () => {
    await program('known');
  });

  const hour = 3600;
  test.each<[string, () => JWTPayload]>([
    ['expired', () => ({ iat: now() - 1200, exp: now() - 60 })],
    ['not valid yet', () => ({ nbf: now() + 120 })],
    ['made in the future', () => ({ iat: now() + 120 })],
    ['made more than an hour ago, though good for longer', () => ({ iat: now() - hour - 60, exp: now() + hour })],
    ['without an end', () => ({ exp: undefined })],
    ['that does not say when it was made', () => ({ iat: undefined })],
    ['for another audience', () => ({ aud: 'urn:daybook:neighbour' })],
    ['for no audience', () => ({ aud: undefined })],
    ['of another issuer', () => ({ iss: 'https://sign-in.example' })],
    ['of no issuer', () => ({ iss: undefined })],
    ['of a program nobody registered', () => ({ sub: 'unknown' })],
    ['that was given to another program', () => ({ azp: 'unknown' })],
    ['that was given to two programs', () => ({ azp: 'known', client_id: 'unknown' })],
    ['that a program holds for a person, as RFC 9068 writes it', () => ({ sub: 'somebody', client_id: 'known' })],
    ['that a program holds for a person, as Keycloak writes it', () => ({ sub: 'somebody', azp: 'known', scope: 'openid' })],
    ['that a program holds for a person, as Entra once wrote it', () => ({ sub: 'somebody', appid: 'known' })],
    ['that a program holds on behalf of a person', () => ({ sub: 'somebody', azp: 'known', scp: 'bookings' })],
    ['that holds a person’s consent, whatever it is marked', () => ({ sub: 'x', azp: 'known', idtyp: 'app', scp: 'bookings' })],
    ['of a person, as its type says', () => ({ sub: 'somebody', azp: 'known', idtyp: 'user' })],
    ['of an application that it does not name', () => ({ idtyp: 'app' })],
    ['whose subject is no text', () => ({ azp: 5 })],
  ])('%s', async (_, claims) => {
    expectNobody(await me(`Bearer ${await tokenOf('known', claims())}`));
  });

  test('and half a minute is forgiven between two clocks', async () => {
    expect((await me(`Bearer ${await tokenOf('known', { exp: now() - 10 })}`)).status).toBe(200);
    expect((await me(`Bearer ${await tokenOf('known', { nbf: now() + 10 })}`)).status).toBe(200);
  });

  test('of a program that was ended', async () => {
    const client = await program('ended');
    const token = await tokenOf('ended');
    expect((await me(`Bearer ${token}`)).status).toBe(200);
    const table = host.tableOf();
    accepted(await commitOnce(table, clientEndWrites(table, { ...client, endedAt: '2026-11-24T09:00:00.000Z', version: 2 })));
    expectNobody(await me(`Bearer ${token}`));
  });

  test('of another council’s program', async () => {
    await program('theirs', {}, 'neighbour');
    const token = await tokenOf('theirs');
    expect((await me(`Bearer ${token}`, 'neighbour')).status).toBe(200);
    expectNobody(await me(`Bearer ${token}`));
  });

  test('signed by another key, under the same name and under one of its own', async () => {
    expectNobody(await me(`Bearer ${await tokenOf('known', {}, stranger.privateKey)}`));
    expectNobody(await me(`Bearer ${await tokenOf('known', {}, stranger.privateKey, { kid: 'two' })}`));
  });

  test('with a changed word or a changed signature', async () => {
    const [header = '', payload = '', signature = ''] = (await tokenOf('known')).split('.');
    const claims = JSON.parse(new TextDecoder().decode(base64url.decode(payload))) as JWTPayload;
    const later = base64url.encode(JSON.stringify({ ...claims, exp: now() + 900 }));
    expectNobody(await me(`Bearer ${header}.${later}.${signature}`));
    expectNobody(await me(`Bearer ${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`));
    expectNobody(await me(`Bearer ${header}.${payload}.`));
  });

  test('with no signature, as `alg: none` says', async () => {
    const payload = (await tokenOf('known')).split('.')[1];
    for (const alg of ['none', 'None', 'NONE', '']) {
      const header = base64url.encode(JSON.stringify({ alg, typ: 'JWT' }));
      expectNobody(await me(`Bearer ${header}.${payload}.`));
      expectNobody(await me(`Bearer ${header}.${payload}.AAAA`));
    }
  });

  test('signed with the public key as if it were a shared secret', async () => {
    const secret = new TextEncoder().encode(await exportSPKI(own.publicKey));
    const forged = await new SignJWT({ iss: issuer, sub: 'known', aud: audience, iat: now(), exp: now() + 600 })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(secret);
    expectNobody(await me(`Bearer ${forged}`));
  });

  test.each([
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Bearer a.b',
    'Bearer a.b.c',
    'Bearer a.b.c.d',
    'Bearer e30.e30.e30',
    `Bearer ${'a'.repeat(9000)}.a.a`,
  ])('which is no token at all: %s', async (authorization) => {
    expectNobody(await me(authorization));
  });

  test('whose issuer’s keys are found over plain HTTP on another machine, or not at all', async () => {
    await program('plain', { jwksUri: 'http://192.0.2.1/keys' });
    const asking = vi.spyOn(globalThis, 'fetch');
    try {
      expectNobody(await me(`Bearer ${await tokenOf('plain')}`));
      // It was not even asked.
      expect(asking).not.toHaveBeenCalled();
    } finally {
      asking.mockRestore();
    }
    await program('nowhere', { jwksUri: 'http://127.0.0.1:1/keys' });
    expectNobody(await me(`Bearer ${await tokenOf('nowhere')}`));
  });
});

describe('an issuer’s keys', () => {
  test.each(['broken', 'elsewhere', 'none', 'huge'])(
    'that cannot be had (%s) are asked for once, and then left in peace for half a minute, however many tokens come',
    async (path) => {
      await program(path, { jwksUri: `${issuer}/${path}` });
      const before = asked;
      for (let i = 0; i < 4; i++) expectNobody(await me(`Bearer ${await tokenOf(path)}`));
      await Promise.all(Array.from({ length: 4 }, async () => expectNobody(await me(`Bearer ${await tokenOf(path)}`))));
      expect(asked - before).toBe(1);
    },
  );

  test('are waited for five seconds and no longer', async () => {
    await program('slow', { jwksUri: `${issuer}/slow` });
    const soon = vi.spyOn(AbortSignal, 'timeout');
    const [begun, before] = [performance.now(), asked];
    try {
      expectNobody(await me(`Bearer ${await tokenOf('slow')}`));
      // It never answers: that somebody is told at all is the end of the waiting.
      expect(performance.now() - begun).toBeGreaterThan(4000);
      expect(new Set(soon.mock.calls.flat())).toEqual(new Set([5000]));
    } finally {
      soon.mockRestore();
    }
    expectNobody(await me(`Bearer ${await tokenOf('slow')}`));
    expect(asked - before).toBe(1);
  });

  test('lie on this very machine in a demonstration alone: a deployment does not even ask', async () => {
    await program('deployed', { jwksUri: `${issuer}/deployed` });
    const authorization = `Bearer ${await tokenOf('deployed')}`;
    const quiet = { info: () => {}, error: () => {} };
    const before = asked;
    expect(await actorOfBearer(host.tableOf(), authorization, { logger: quiet, demo: false })).toBeUndefined();
    expect(asked).toBe(before);
    expect((await me(authorization)).status).toBe(200);
  });

  test('belong to the issuer however it is spelt', async () => {
    await program('spelt');
    expect((await me(`Bearer ${await tokenOf('spelt', { iss: `${issuer}/` })}`)).status).toBe(200);
    expect((await me(`Bearer ${await tokenOf('spelt', { iss: issuer.toUpperCase() })}`)).status).toBe(200);
    expectNobody(await me(`Bearer ${await tokenOf('spelt', { iss: `${issuer}/other` })}`));
  });
});

describe('a token beside a cookie', () => {
  const cookieOf = async (person: string) => {
    const visitor = await host.as(person);
    return [...visitor.cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ');
  };

  test('is what counts, good or bad', async () => {
    await program('beside', { roles: ['auditor'] });
    const cookie = await cookieOf('maria-okafor');
    expect((await me(`Bearer ${await tokenOf('beside')}`, 'essex', cookie)).data()).toMatchObject({ roles: ['auditor'], client: true });
    expectNobody(await me(`Bearer ${await tokenOf('beside', { exp: now() - 600 })}`, 'essex', cookie));
    expectNobody(await me('Bearer nonsense', 'essex', cookie));
  });

  test('opens no page: there the cookie counts, and a form needs the marks of our own pages', async () => {
    const authorization = `Bearer ${await tokenOf('beside')}`;
    const page = await host.visitor().send('/essex/catalogue', { method: 'GET', headers: { authorization } });
    expect([page.status, page.location?.startsWith('/essex/identity/sign-in?')]).toEqual([303, true]);
    const forged = await host.visitor().send('/essex/identity/sign-out', {
      method: 'POST',
      headers: {
        authorization,
        cookie: await cookieOf('maria-okafor'),
        origin: 'https://evil.example',
        'sec-fetch-site': 'cross-site',
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    expect(forged.status).toBe(403);
    expect((await (await host.as('maria-okafor')).json('/essex/api/identity/me')).status).toBe(200);
  });

  test('another kind of authorization is none of ours', async () => {
    expect((await me('Basic YTpi', 'essex', await cookieOf('maria-okafor'))).status).toBe(200);
    const nobody = await me('Basic YTpi');
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });
});
