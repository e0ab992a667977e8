// A real OpenID Connect provider on this machine, for invented people: whoever is chosen from the list is signed in, without a password.
import { generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { html } from 'hono/html';
import Provider, { type Account, type ProviderContext } from 'oidc-provider';
import { list, page, sameOrigin, sendAsset, sendPage } from './page.ts';

/** Somebody who can be chosen: `key` is their `sub`, and `description` says who they are on the list. */
export type LocalPerson = { key: string; name: string; description: string };
export type LocalClient = { clientId: string; clientSecret: string; title: string; redirectUri: string; people: readonly LocalPerson[] };
/** Kept with the data, so that a sign-in survives a restart. */
export type ProviderKeys = { signing: JsonWebKey; cookies: string };

export type ProviderSettings = { port: number; keys: ProviderKeys; clients: readonly LocalClient[]; stylesheet: string };
export type IdentityProvider = { port: number; issuer: string; stop(): Promise<void> };

const host = '127.0.0.1';

export function newProviderKeys(): ProviderKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    signing: { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'local' },
    cookies: randomBytes(24).toString('base64url'),
  };
}

/** Starts the provider on 127.0.0.1 and nothing else; port 0 takes a free one. */
export async function startIdentityProvider(settings: ProviderSettings): Promise<IdentityProvider> {
  let provider: Provider;
  let issuer = '';
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => failed(response, error));
  });

  function failed(response: ServerResponse, error: unknown): void {
    // An unknown or used interaction is a stale page in somebody's browser, not a fault of the provider.
    const stale = (error as Error).name === 'SessionNotFound';
    if (!stale) console.error('identity provider:', error);
    if (response.headersSent) return void response.destroy();
    const body = html`<h1 class="govuk-heading-l">Start again</h1><p class="govuk-body">This sign-in is over. Go back to Daybook and sign in again.</p>`;
    void sendPage(response, stale ? 400 : 500, page({ title: 'Start again', stylesheet: settings.stylesheet, body }));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.host !== new URL(issuer).host) return void response.writeHead(421).end();
    // The provider forgets who signed in last: the list is shown each time, as on a computer that several people share.
    request.headers.cookie = request.headers.cookie?.replace(/(^|;\s*)_session[^=;]*=[^;]*/g, '');
    if (request.url?.startsWith('/assets/')) return sendAsset(response, request.url.slice('/assets/'.length));
    if (request.url?.startsWith('/interaction/')) return interact(request, response);
    await provider.callback()(request, response);
  }

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params } = await provider.interactionDetails(request, response);
    const client = settings.clients.find(({ clientId }) => clientId === params.client_id);
    if (!client) throw new Error(`no client ${params.client_id}`);
    if (request.method !== 'POST') {
      return sendPage(response, 200, peoplePage(client, settings.stylesheet), new URL(client.redirectUri).origin);
    }
    if (!sameOrigin(request.headers, issuer)) return void response.writeHead(403).end('This form was sent from another site.');
    const chosen = new URLSearchParams(await text(request)).get('person');
    const person = client.people.find(({ key }) => key === chosen);
    const result = person ? { login: { accountId: person.key } } : { error: 'access_denied', error_description: 'nobody was chosen' };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(settings.port, host, listening);
  });
  const { port } = server.address() as AddressInfo;
  issuer = `http://${host}:${port}`;
  provider = new Provider(issuer, configuration(settings));
  provider.on('server_error', (_context, error) => console.error('identity provider:', error));

  return {
    port,
    issuer,
    stop() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function configuration({ keys, clients }: ProviderSettings): Record<string, unknown> {
  const people = new Map(clients.flatMap((client) => client.people.map((person) => [person.key, person] as const)));
  return {
    adapter: shelf(),
    jwks: { keys: [keys.signing] },
    cookies: { keys: [keys.cookies] },
    clients: clients.map(({ clientId, clientSecret, redirectUri }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: 'ES256',
    })),
    pkce: { required: () => true },
    // The name travels in the ID token, so that nothing more need be asked.
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 1800, Session: 600 },
    findAccount: (_context: unknown, key: string): Account | undefined => {
      const person = people.get(key);
      return person && { accountId: key, claims: async () => ({ sub: key, name: person.name }) };
    },
    // Nobody is asked to consent to a product that their own council gave them.
    loadExistingGrant: async ({ oidc }: ProviderContext) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId ?? '', accountId: oidc.session.accountId ?? '' });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    renderError: (context: ProviderContext, out: { error: string; error_description?: string }) => {
      context.type = 'text';
      context.body = `Sign-in stopped: ${out.error_description ?? out.error}. Go back to Daybook and sign in again.`;
    },
  };
}

const peoplePage = (client: LocalClient, stylesheet: string) =>
  page({
    title: `Who are you? – ${client.title}`,
    stylesheet,
    body: html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${client.title}</span> Who are you?</h1>
<p class="govuk-body">These people are invented. Choose one to sign in as; there is no password. In use, this page is your council’s own sign-in.</p>
<form method="post"><ul class="govuk-list">
${list(
  client.people.map(
    ({ key, name, description }) => html`<li class="govuk-!-margin-bottom-4">
<button class="govuk-button govuk-button--secondary govuk-!-margin-bottom-1" name="person" value="${key}" aria-describedby="about-${key}">${name}</button>
<div class="govuk-hint govuk-!-margin-bottom-0" id="about-${key}">${description}</div></li>`,
  ),
)}
</ul>
<button class="govuk-button govuk-button--warning" name="person" value="">Do not sign in</button></form>`,
  });

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 10_000) throw new Error('the form is too large');
  }
  return body;
}

type Kept = { grantId?: string; uid?: string; consumed?: number };

/** What the provider remembers, in memory and for half an hour: a sign-in takes seconds. */
function shelf(): (model: string) => unknown {
  const kept = new Map<string, { value: Kept; until: number }>();
  const find = (key: string) => {
    const entry = kept.get(key);
    return entry && entry.until > Date.now() ? entry.value : undefined;
  };
  return (model) => ({
    async upsert(id: string, value: Kept, seconds: number) {
      for (const [key, { until }] of kept) if (until <= Date.now()) kept.delete(key);
      kept.set(`${model} ${id}`, { value, until: Date.now() + Math.min(seconds || 1800, 1800) * 1000 });
    },
    find: async (id: string) => find(`${model} ${id}`),
    findByUid: async (uid: string) => [...kept].find(([key, { value }]) => key.startsWith(`${model} `) && value.uid === uid)?.[1].value,
    findByUserCode: async () => undefined,
    async consume(id: string) {
      const value = find(`${model} ${id}`);
      if (value) value.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id: string) {
      kept.delete(`${model} ${id}`);
    },
    async revokeByGrantId(grantId: string) {
      for (const [key, { value }] of kept) if (value.grantId === grantId) kept.delete(key);
    },
  });
}
