// Asking a council's providers: what they say of themselves, how a person is sent there, what their answer proves, and the roles DfE Sign-in tells by its API.
import { SignJWT } from 'jose';
import * as openid from 'openid-client';
import type { Context, Provider } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { mayBePlain } from '../rules/addresses.ts';
import { activeRoles, type Claims, claimsTogether, type Identified, saysTooLittle, scopeOf } from '../rules/providers.ts';
import type { SignInSecrets } from '../schema.ts';
import { hashOf } from '../store/hash.ts';
import { answerSeconds, askOutside } from '../store/outside.ts';

/** Where this deployment is found, the secrets it was given, and whether it is a demonstration. */
export type Door = { origin: string; secrets: SignInSecrets; demo: boolean };
/** What the provider's answer must match. */
export type Checks = { state: string; nonce: string; verifier: string };

const providerCacheMs = 3_600_000;
/** One that did not answer is not asked again for so long: whoever comes to the door could otherwise have it asked without end. */
const failedMs = 30_000;

const callback = (context: Context, door: Door) => `${door.origin}/${context.council.slug}/identity/callback`;

const known = new Map<string, { provider: Promise<openid.Configuration>; until: number }>();

/** What a provider says of itself, asked once an hour. */
function discovered({ issuer, clientId }: Provider, secret: string, demo: boolean): Promise<openid.Configuration> {
  const key = `${issuer} ${clientId} ${hashOf(secret)}`;
  const before = known.get(key);
  if (before && before.until > Date.now()) return before.provider;
  const provider = openid.discovery(new URL(issuer), clientId, undefined, openid.ClientSecretPost(secret), {
    timeout: answerSeconds,
    // Every address that it names of itself is asked in the same way: a provider cannot send us into a network.
    [openid.customFetch]: (address, question) => askOutside(address, question, demo),
    execute: [openid.enableNonRepudiationChecks, ...(mayBePlain(issuer, demo) ? [openid.allowInsecureRequests] : [])],
  });
  known.set(key, { provider, until: Date.now() + providerCacheMs });
  provider.catch(() => known.set(key, { provider, until: Date.now() + failedMs }));
  return provider;
}

const secretsOf = ({ council }: Context, { secrets }: Door, provider: Provider) => secrets[council.slug]?.[provider.id];

function notSetUp({ council, logger }: Context, provider: Provider) {
  logger.error('sign-in-not-configured', { council: council.slug, provider: provider.id });
  return refuse('sign-in-failed', 'Sign-in is not set up for this council');
}

/** Asks the provider something. Whatever goes wrong there, the person is told to start again and the log has the reason, never a token. */
async function ask<T>(
  context: Context,
  door: Door,
  provider: Provider,
  detail: string,
  question: (configuration: openid.Configuration) => Promise<T>,
): Promise<Decision<T>> {
  const secret = secretsOf(context, door, provider)?.clientSecret;
  if (!secret) return notSetUp(context, provider);
  try {
    return accept(await question(await discovered(provider, secret, door.demo)));
  } catch (error) {
    const { code = (error as Error).name, error: answered } = error as { code?: string; error?: string };
    // A person who changed their mind is no fault of anybody's.
    const denied = answered === 'access_denied';
    context.logger[denied ? 'info' : 'error']('sign-in-failed', { council: context.council.slug, provider: provider.id, code, answered });
    return refuse('sign-in-failed', denied ? 'The sign-in service says that access was denied' : detail);
  }
}

/** The address at the provider that the person is sent to. Refuses `sign-in-failed` where the provider does not answer. */
export async function addressAt(
  context: Context,
  door: Door,
  provider: Provider,
  { state, nonce, verifier }: Checks,
): Promise<Decision<URL>> {
  const challenge = await openid.calculatePKCECodeChallenge(verifier);
  return ask(context, door, provider, 'The sign-in service did not answer', async (configuration) =>
    openid.buildAuthorizationUrl(configuration, {
      redirect_uri: callback(context, door),
      scope: scopeOf(provider),
      state,
      nonce,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      // Several people may share a school's computer: the provider asks who it is each time.
      prompt: 'login',
    }),
  );
}

/** What the provider says of the person, once its answer is checked: the ID token's claims, and its userinfo where the token says too little. */
export const claimsFrom = (
  context: Context,
  door: Door,
  provider: Provider,
  query: URLSearchParams,
  checks: Checks,
): Promise<Decision<Claims>> =>
  ask(context, door, provider, 'The sign-in service’s answer could not be checked', async (configuration) => {
    const tokens = await openid.authorizationCodeGrant(configuration, new URL(`${callback(context, door)}?${query}`), {
      expectedState: checks.state,
      expectedNonce: checks.nonce,
      pkceCodeVerifier: checks.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('an answer without an ID token');
    if (!saysTooLittle(provider, claims) || !configuration.serverMetadata().userinfo_endpoint) return claims;
    // It is refused when it speaks of another subject than the token.
    return claimsTogether(claims, await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub));
  });

/**
 * The provider's words for what the person may do: those of the token, or what DfE Sign-in's API tells of them at the organisation they came from. Its
 * request is signed with the API's own secret, which is not the client's (source: DfE Sign-in's public API). An answer that is not about them lets nobody in.
 */
export async function roleCodes(
  context: Context,
  door: Door,
  provider: Provider,
  identified: Identified,
): Promise<Decision<readonly string[]>> {
  const { from, subject, codes } = identified;
  const { rolesApi, clientId } = provider;
  if (provider.shape !== 'dfe-sign-in' || !rolesApi || !from) return accept(codes);
  const secret = secretsOf(context, door, provider)?.apiSecret;
  if (!secret) return notSetUp(context, provider);
  const failed = (reason: string) => {
    context.logger.error('sign-in-roles-failed', { council: context.council.slug, provider: provider.id, reason });
    return refuse('sign-in-failed', 'The sign-in service did not tell which roles you have');
  };
  try {
    const path = ['services', rolesApi.serviceId, 'organisations', from.id, 'users', subject].map(encodeURIComponent).join('/');
    const address = new URL(`${rolesApi.origin.replace(/\/$/, '')}/${path}`);
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(clientId)
      .setAudience('signin.education.gov.uk')
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(new TextEncoder().encode(secret));
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const reply = await askOutside(address.href, { headers }, door.demo);
    // Nobody gave the person a role for this service.
    if (reply.status === 404) return accept([]);
    if (reply.status !== 200) return failed(`status ${reply.status}`);
    const told = activeRoles(await reply.json(), { user: subject, organisation: from.id });
    return told ? accept(told) : failed('not about this person there');
  } catch (error) {
    return failed((error as Error).name);
  }
}
