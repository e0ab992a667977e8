// Two real OpenID Connect providers on this machine, for invented people: whoever is chosen from the list is signed in, without a password.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import { sameOrigin, sendAsset, sendPage } from '../page.ts';
import { organisationsPage, overPage, peoplePage } from './pages.ts';
import { accountOf, type LocalClient, type ProviderId, providerIds } from './people.ts';
import { newProvider, type ProviderSettings } from './provider.ts';
import { answerRoles } from './roles-api.ts';

export type { KnownOrganisation, LocalClient, LocalProgram, ProviderId } from './people.ts';
export { newProviderKeys, type ProviderKeys } from './provider.ts';

export type IdentityProviders = { port: number; origin: string; issuers: Record<ProviderId, string>; stop(): Promise<void> };
/** Asked once the port is known: what a provider offers depends on where it is found. */
export type Offer = (id: ProviderId) => Omit<ProviderSettings, 'id'>;

const host = '127.0.0.1';

/** Starts both under one port of 127.0.0.1 and nothing else, each under a path of its own; port 0 takes a free one. */
export async function startIdentityProviders(settings: { port: number; stylesheet: string; offer: Offer }): Promise<IdentityProviders> {
  const { stylesheet } = settings;
  const providers = new Map<string, { settings: ProviderSettings; provider: Provider }>();
  let origin = '';
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => failed(response, error));
  });

  function failed(response: ServerResponse, error: unknown): void {
    // An unknown or used interaction is a stale page in somebody's browser, not a fault of the provider.
    const stale = (error as Error).name === 'SessionNotFound';
    if (!stale) console.error('identity provider:', error);
    if (response.headersSent) return void response.destroy();
    void sendPage(response, stale ? 400 : 500, overPage(stylesheet));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.host !== new URL(origin).host) return void response.writeHead(421).end();
    // The providers forget who signed in last: the list is shown each time, as on a computer that several people share.
    request.headers.cookie = request.headers.cookie?.replace(/(^|;\s*)_session[^=;]*=[^;]*/g, '');
    const [, first = '', rest = ''] = /^\/([^/?]*)(.*)$/s.exec(request.url ?? '') ?? [];
    if (first === 'assets') return sendAsset(response, rest.slice(1));
    if (first === 'schools-api') {
      const clients = providers.get('schools')?.settings.clients ?? [];
      return answerRoles(clients, rest.replace(/\?.*/, ''), request, response);
    }
    const known = providers.get(first);
    if (!known) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.');
    if (rest.startsWith('/interaction/')) return interact(known.provider, known.settings, request, response);
    // The provider finds its own addresses by what stands before those it is given.
    Object.assign(request, { originalUrl: request.url, url: rest || '/' });
    await known.provider.callback()(request, response);
  }

  async function interact(provider: Provider, { id, clients }: ProviderSettings, request: IncomingMessage, response: ServerResponse) {
    const { params } = await provider.interactionDetails(request, response);
    const client = clients.find(({ clientId }) => clientId === params.client_id);
    if (!client) throw new Error(`no client ${params.client_id}`);
    const formsTo = new URL(client.redirectUri).origin;
    if (request.method !== 'POST') return sendPage(response, 200, peoplePage(id, client, stylesheet), formsTo);
    if (!sameOrigin(request.headers, origin)) return void response.writeHead(403).end('This form was sent from another site.');
    const chosen = choiceOf(client, new URLSearchParams(await text(request)));
    if (chosen.ask) return sendPage(response, 200, organisationsPage(client, chosen.ask, stylesheet), formsTo);
    const { account } = chosen;
    const result = account ? { login: { accountId: account } } : { error: 'access_denied', error_description: 'nobody was chosen' };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(settings.port, host, listening);
  });
  const { port } = server.address() as AddressInfo;
  origin = `http://${host}:${port}`;
  for (const id of providerIds) {
    const offered = { id, ...settings.offer(id) };
    providers.set(id, { settings: offered, provider: newProvider(`${origin}/${id}`, offered) });
  }

  return {
    port,
    origin,
    issuers: { schools: `${origin}/schools`, staff: `${origin}/staff` },
    stop() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      return closed;
    },
  };
}

/** Who was chosen, and for which organisation: somebody with several is asked, somebody with one is not. */
function choiceOf(client: LocalClient, fields: URLSearchParams): { account?: string; ask?: LocalClient['people'][number] } {
  const person = client.people.find(({ key }) => key === fields.get('person'));
  if (!person) return {};
  const { organisations } = person;
  if (organisations.length < 2) return { account: accountOf(person, organisations[0]) };
  const asked = fields.get('organisation');
  const organisation = organisations.find(({ id }) => id === asked);
  if (organisation) return { account: accountOf(person, organisation) };
  return asked === null ? { ask: person } : {};
}

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 10_000) throw new Error('the form is too large');
  }
  return body;
}
