// The two local identity providers, asked as a product would ask them: what they say of people, of roles and to programs, and to whom they say nothing.
import { createHmac, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCouncils } from '../../infra/local/demo/councils.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { type IdentityProviders, type ProviderId, startIdentityProviders } from '../../infra/local/identity-provider/index.ts';
import { secretFor, secretsOf } from '../../infra/local/secrets.ts';
import { offerOf, programsOf, providersOf, signInSecretsOf } from '../../infra/local/sign-in.ts';
import { Visitor } from '../host.ts';

const origin = 'http://127.0.0.1:9';
const secrets = secretsOf();
let providers: IdentityProviders;
beforeAll(async () => {
  providers = await startIdentityProviders({ port: 0, stylesheet: '/assets/none.css', offer: offerOf(demoCouncils, secrets, origin) });
});
afterAll(() => providers.stop());

const told = (provider: ProviderId) => {
  const found = providersOf(essex, providers).find(({ id }) => id === provider);
  if (!found) throw new Error(`no provider ${provider}`);
  return found;
};
const apiSecret = () => secretFor(secrets, told('schools').clientId, 'roles-api');

/** Signs somebody in as Daybook does, and answers what the pages said on the way and the claims at the end. */
async function signIn(provider: ProviderId, council: string, choice: Record<string, string>, scope = 'openid profile email organisation') {
  const clientId = `daybook-${council}-${provider}`;
  const configuration = await openid.discovery(
    new URL(providers.issuers[provider]),
    clientId,
    undefined,
    openid.ClientSecretPost(secretFor(secrets, clientId, 'sign-in')),
    { execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks] },
  );
  const [state, nonce, verifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()];
  const asked = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: `${origin}/${council}/identity/callback`,
    scope,
    state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    prompt: 'login',
  });
  const visitor = new Visitor(providers.origin);
  const list = await visitor.visit(asked.href);
  let reply = await visitor.post(list.url, choice);
  const asking = reply.status === 200 ? reply.body : '';
  while (reply.location && !reply.location.startsWith(origin)) reply = await visitor.get(new URL(reply.location, reply.url).href);
  if (!reply.location) return { list, asking };
  const tokens = await openid.authorizationCodeGrant(configuration, new URL(reply.location), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const { iss, aud, iat, exp, auth_time, nonce: _, at_hash, ...claims } = (tokens.claims() ?? {}) as Record<string, unknown>;
  return { list, asking, iss, aud, claims };
}

describe('DfE Sign-in', () => {
  test('says who somebody is and for which school, and nothing of roles', async () => {
    const { iss, aud, claims } = await signIn('schools', 'essex', { person: 'owen-larkin' });
    expect([iss, aud]).toEqual([providers.issuers.schools, 'daybook-essex-schools']);
    expect(claims).toEqual({
      sub: 'owen-larkin',
      given_name: 'Owen',
      family_name: 'Larkin',
      email: 'owen.larkin@schools.example',
      organisation: {
        id: '00000000-0000-4000-8000-000000990012',
        name: 'Thornhythe Harbour Academy',
        category: { id: '001', name: 'Establishment' },
        urn: '990012',
        establishmentNumber: '9012',
        localAuthority: { code: '881' },
      },
    });
  });

  test('names a trust by its UID, and nobody’s organisation where there is none', async () => {
    const trust = await signIn('schools', 'essex', { person: 'yusuf-demir' });
    expect(trust.claims?.organisation).toEqual({
      id: '00000000-0000-4000-8000-000000005902',
      name: 'Estuary Light Learning Trust',
      category: { id: '010', name: 'Multi-Academy Trust' },
      uid: '5902',
    });
    expect((await signIn('schools', 'essex', { person: 'robin-fairweather' })).claims).not.toHaveProperty('organisation');
  });

  test('asks somebody of two schools for which, and says that one', async () => {
    const priya = essex.people.find(({ key }) => key === 'priya-sandhu');
    const [juniors, infants] = priya?.organisations ?? [];
    const { asking } = await signIn('schools', 'essex', { person: 'priya-sandhu' });
    expect(asking).toContain('Which organisation are you signing in for?');
    for (const each of [juniors, infants]) expect(asking).toContain(`value="${each?.id}"`);
    for (const each of [juniors, infants]) {
      const { claims } = await signIn('schools', 'essex', { person: 'priya-sandhu', organisation: each?.id ?? '' });
      expect(claims).toMatchObject({ sub: 'priya-sandhu', organisation: { urn: each?.urn } });
    }
    // Somebody else's organisation is no choice, and declining the second list declines the sign-in.
    const saltmere = '00000000-0000-4000-8000-000000990001';
    for (const organisation of [saltmere, ''])
      await expect(signIn('schools', 'essex', { person: 'priya-sandhu', organisation })).rejects.toMatchObject({ error: 'access_denied' });
  });
});

describe('the staff’s provider', () => {
  test('says who somebody is by tenant and object, with a subject that differs from one application to the next', async () => {
    const { iss, claims } = await signIn('staff', 'essex', { person: 'nadia-rahman' }, 'openid profile email');
    expect(iss).toBe(providers.issuers.staff);
    expect(claims).toEqual({
      sub: expect.not.stringContaining('nadia'),
      tid: essex.tenant,
      oid: 'nadia-rahman',
      name: 'Nadia Rahman',
      preferred_username: 'nadia.rahman@essex.example',
      email: 'nadia.rahman@essex.example',
    });
  });
});

describe('each list', () => {
  test('holds the people of its own provider and council, and no more', async () => {
    for (const { council, people } of demoCouncils) {
      for (const provider of ['schools', 'staff'] as const) {
        const { list } = await signIn(provider, council.slug, { person: people.find((each) => each.provider === provider)?.key ?? '' });
        const shown = [...list.body.matchAll(/name="person" value="([^"]+)"/g)].map(([, key]) => key);
        expect(shown).toEqual(people.filter((each) => each.provider === provider).map(({ key }) => key));
      }
    }
  });

  test.each([
    ['schools', 'rivermouth', 'maria-okafor'],
    ['staff', 'rivermouth', 'grace-adeyemi'],
    ['schools', 'essex', 'grace-adeyemi'],
    ['staff', 'essex', 'maria-okafor'],
  ] as const)('%s of %s does not know %s', async (provider, council, person) => {
    await expect(signIn(provider, council, { person })).rejects.toMatchObject({ error: 'access_denied' });
  });

  test('takes a form from its own page only', async () => {
    const visitor = new Visitor(providers.origin);
    const list = await visitor.visit(
      `${providers.issuers.staff}/auth?${new URLSearchParams({
        client_id: 'daybook-essex-staff',
        response_type: 'code',
        redirect_uri: `${origin}/essex/identity/callback`,
        scope: 'openid',
        code_challenge: 'A'.repeat(43),
        code_challenge_method: 'S256',
      })}`,
    );
    const forged = await visitor.send(list.url, {
      method: 'POST',
      body: new URLSearchParams({ person: 'grace-adeyemi' }),
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    });
    expect(forged.status).toBe(403);
    expect((await new Visitor(providers.origin).get(list.url)).status).toBe(400);
  });
});

describe('the roles API of DfE Sign-in', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (payload: object, secret: string, header: object = { alg: 'HS256', typ: 'JWT' }) => {
    const body = `${encode(header)}.${encode(payload)}`;
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
  };
  const good = () => ({ iss: told('schools').clientId, aud: 'signin.education.gov.uk' });
  const thornhythe = '00000000-0000-4000-8000-000000990012';
  const ask = (user: string, organisation: string, token?: string, service = 'daybook-essex') =>
    fetch(`${told('schools').rolesApi?.origin}/services/${service}/organisations/${organisation}/users/${user}`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });

  test('tells the roles of a person in an organisation to the service itself', async () => {
    const reply = await ask('owen-larkin', thornhythe, signed(good(), apiSecret()));
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({
      userId: 'owen-larkin',
      serviceId: told('schools').rolesApi?.serviceId,
      organisationId: thornhythe,
      roles: [{ code: 'Daybook_Booker' }],
    });
    expect(told('schools').roles).toMatchObject({ Daybook_Booker: 'school-booker' });
  });

  test('knows nothing of somebody without a role there', async () => {
    const token = signed(good(), apiSecret());
    for (const [user, organisation] of [
      ['maria-okafor', '00000000-0000-4000-8000-000000990010'],
      ['owen-larkin', '00000000-0000-4000-8000-000000990010'],
      ['nobody', thornhythe],
    ] as const)
      expect((await ask(user, organisation, token)).status).toBe(404);
  });

  test.each<[string, () => string | undefined]>([
    ['no token', () => undefined],
    ['another secret', () => signed(good(), 'another')],
    ['the client’s own secret', () => signed(good(), secretFor(secrets, told('schools').clientId, 'sign-in'))],
    ['another issuer', () => signed({ ...good(), iss: 'daybook-rivermouth-schools' }, apiSecret())],
    ['another audience', () => signed({ ...good(), aud: 'daybook' }, apiSecret())],
    ['a token that is over', () => signed({ ...good(), exp: Math.floor(Date.now() / 1000) - 1 }, apiSecret())],
    ['another algorithm', () => signed(good(), apiSecret(), { alg: 'none' })],
    ['no signature', () => `${signed(good(), apiSecret()).split('.').slice(0, 2).join('.')}.`],
    ['no JSON', () => 'a.b.c'],
  ])('tells nothing to %s', async (_what, token) => {
    expect((await ask('owen-larkin', thornhythe, token())).status).toBe(401);
  });

  test('tells nothing about another service', async () => {
    expect((await ask('owen-larkin', thornhythe, signed(good(), apiSecret()), 'daybook-rivermouth')).status).toBe(401);
  });
});

describe('a program', () => {
  const tokenFor = (fields: Record<string, string>) =>
    fetch(programsOf(demoCouncils, providers.issuers.staff, origin).essex?.tokenEndpoint ?? '', {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }),
    });

  test('gets a token for its council’s API that anybody can check against the published keys', async () => {
    const { essex: program } = programsOf(demoCouncils, providers.issuers.staff, origin);
    if (!program) throw new Error('Essex has no program');
    const reply = await tokenFor({ client_id: program.clientId, client_secret: program.clientSecret });
    expect(reply.status).toBe(200);
    const { access_token } = (await reply.json()) as { access_token: string };
    const [header = '', payload = '', signature = ''] = access_token.split('.');
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    expect(read(payload)).toMatchObject({ iss: program.issuer, aud: `${origin}/essex/api`, sub: 'daybook-essex-ledger' });
    const { keys } = (await (await fetch(program.jwksUri)).json()) as { keys: (JsonWebKey & { kid: string })[] };
    const key = keys.find(({ kid }) => kid === read(header).kid);
    expect(read(header)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const publicKey = createPublicKey({ key: key ?? {}, format: 'jwk' });
    const checked = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    expect(checked).toBe(true);
    // The two providers have keys of their own: what one signs, the other never did.
    const others = (await (await fetch(`${providers.issuers.schools}/jwks`)).json()) as { keys: { kid: string }[] };
    expect(others.keys.map(({ kid }) => kid)).not.toContain(read(header).kid);
  });

  test.each([
    ['a wrong secret', { client_id: 'daybook-essex-ledger', client_secret: 'wrong' }, 'invalid_client'],
    ['another council’s API', { resource: `${origin}/rivermouth/api` }, 'invalid_target'],
    ['a client for people', { client_id: 'daybook-essex-staff' }, 'invalid_client'],
  ])('gets none with %s', async (_what, fields, error) => {
    const { clientId, clientSecret } = programsOf(demoCouncils, providers.issuers.staff, origin).essex ?? {
      clientId: '',
      clientSecret: '',
    };
    const reply = await tokenFor({ client_id: clientId, client_secret: clientSecret, ...fields });
    expect([reply.status >= 400, ((await reply.json()) as { error: string }).error]).toEqual([true, error]);
  });
});

test('the secrets Daybook is given are those the providers have, each client’s its own', () => {
  const given = JSON.parse(signInSecretsOf(demoCouncils, secrets)) as Record<string, Record<string, Record<string, string>>>;
  expect(given.essex).toEqual({
    schools: { clientSecret: secretFor(secrets, 'daybook-essex-schools', 'sign-in'), apiSecret: apiSecret() },
    staff: { clientSecret: secretFor(secrets, 'daybook-essex-staff', 'sign-in') },
  });
  const all = Object.values(given).flatMap((council) => Object.values(council).flatMap((each) => Object.values(each)));
  expect(new Set(all).size).toBe(6);
});
