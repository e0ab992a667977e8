// One OpenID Connect provider as configured for this machine: code flow with PKCE for people, and tokens for programs by their secret.
import { generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import Provider, { type Account, type ProviderContext } from 'oidc-provider';
import { claimsOf, type LocalClient, type LocalProgram, type ProviderId, subjectOf } from './people.ts';
import { shelf } from './shelf.ts';

/** Kept with the data, so that a sign-in survives a restart. */
export type ProviderKeys = { signing: JsonWebKey; cookies: string };

export type ProviderSettings = {
  id: ProviderId;
  keys: ProviderKeys;
  clients: readonly LocalClient[];
  programs: readonly LocalProgram[];
};

const tokenSeconds = 600;

export function newProviderKeys(): ProviderKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    signing: { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: randomBytes(6).toString('base64url') },
    cookies: randomBytes(24).toString('base64url'),
  };
}

export function newProvider(issuer: string, settings: ProviderSettings): Provider {
  const provider = new Provider(issuer, configuration(settings));
  provider.on('server_error', (_context, error) => console.error(`identity provider ${settings.id}:`, error));
  return provider;
}

function configuration({ id, keys, clients, programs }: ProviderSettings): Record<string, unknown> {
  const clientOf = ({ oidc }: ProviderContext) => clients.find(({ clientId }) => clientId === oidc.client?.clientId);
  return {
    adapter: shelf(),
    jwks: { keys: [keys.signing] },
    cookies: {
      keys: [keys.cookies],
      // Both providers answer on one host: a browser that is at both keeps their cookies apart by name.
      names: { session: `_session_${id}`, interaction: `_interaction_${id}`, resume: `_resume_${id}` },
    },
    clients: [
      ...clients.map(({ clientId, clientSecret, redirectUri }) => ({
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
        subject_type: 'pairwise',
      })),
      ...programs.map(({ clientId, clientSecret }) => ({
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [],
        grant_types: ['client_credentials'],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_post',
      })),
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    subjectTypes: ['public', 'pairwise'],
    pairwiseIdentifier: (_context: unknown, accountId: string, { clientId }: { clientId: string }) => subjectOf(id, clientId, accountId),
    pkce: { required: () => true },
    // Everything travels in the ID token, so that nothing more need be asked.
    conformIdTokenClaims: false,
    scopes: ['openid', 'profile', 'email', 'organisation'],
    claims: {
      openid: id === 'staff' ? ['sub', 'tid', 'oid', 'roles'] : ['sub'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username'],
      email: ['email'],
      ...(id === 'schools' ? { organisation: ['organisation'] } : {}),
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: programs.length > 0 },
      resourceIndicators: {
        enabled: programs.length > 0,
        // A program's token is for its council's API whether it says so or not, and for nothing else.
        defaultResource: ({ oidc }: ProviderContext) => programs.find(({ clientId }) => clientId === oidc.client?.clientId)?.audience,
        useGrantedResource: () => false,
        getResourceServerInfo: ({ oidc }: ProviderContext, resource: string) => {
          const program = programs.find(({ clientId }) => clientId === oidc.client?.clientId);
          if (program?.audience !== resource)
            throw Object.assign(new Error('invalid_target'), { error: 'invalid_target', status: 400, statusCode: 400, expose: true });
          return { scope: '', audience: resource, accessTokenTTL: tokenSeconds, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } };
        },
      },
    },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/${id}/interaction/${uid}` },
    ttl: {
      AccessToken: tokenSeconds,
      AuthorizationCode: 60,
      ClientCredentials: tokenSeconds,
      Grant: 600,
      IdToken: 600,
      Interaction: 1800,
      Session: 600,
    },
    findAccount: (context: ProviderContext, accountId: string): Account | undefined => {
      const client = clientOf(context);
      const claims = client && claimsOf(id, client, accountId);
      return claims && { accountId, claims: async () => ({ sub: accountId, ...claims }) };
    },
    // Nobody is asked to consent to a product that their own council gave them.
    loadExistingGrant: async ({ oidc }: ProviderContext) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId ?? '', accountId: oidc.session.accountId ?? '' });
      grant.addOIDCScope('openid profile email organisation');
      await grant.save();
      return grant;
    },
    renderError: (context: ProviderContext, out: { error: string; error_description?: string }) => {
      context.type = 'text';
      context.body = `Sign-in stopped: ${out.error_description ?? out.error}. Go back to Daybook and sign in again.`;
    },
  };
}
