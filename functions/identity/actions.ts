// Signing in and out: OpenID Connect's code flow with PKCE, state and nonce, each attempt bound to one browser and good for one try.
import { randomBytes } from 'node:crypto';
import * as openid from 'openid-client';
import { change, commitOnce } from '../../shared/commit.ts';
import type { Context, Council } from '../../shared/context.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import type { PersonId } from '../../shared/ids.ts';
import { attemptSeconds, type Person, sessionSeconds } from './schema.ts';
import { beginAttempt, beginSession, endSession, findAttempt, findPerson, getPerson, hashOf, recordPerson, useAttempt } from './store.ts';

/** The client secret of each council's provider. */
export type SignInSecrets = Readonly<Record<string, string>>;
/** Where this deployment is found, and the secrets it was given. */
export type Door = { origin: string; secrets: SignInSecrets };

const providerCacheMs = 3_600_000;
const providerSeconds = 5;
const scope = 'openid profile';
const onThisMachine = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$)/;

const token = () => randomBytes(32).toString('base64url');
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const callback = (context: Context, door: Door) => `${door.origin}/${context.council.slug}/identity/callback`;

const providers = new Map<string, { provider: Promise<openid.Configuration>; until: number }>();

/** What the council's provider says of itself, asked once an hour. Plain HTTP is for a provider on this very machine and no other. */
function providerOf(council: Council, secret: string): Promise<openid.Configuration> {
  const { issuer, clientId } = council.providers[0] ?? { issuer: '', clientId: '' };
  const key = `${issuer} ${clientId} ${hashOf(secret)}`;
  const known = providers.get(key);
  if (known && known.until > Date.now()) return known.provider;
  const provider = openid.discovery(new URL(issuer), clientId, undefined, openid.ClientSecretPost(secret), {
    timeout: providerSeconds,
    execute: [openid.enableNonRepudiationChecks, ...(onThisMachine.test(issuer) ? [openid.allowInsecureRequests] : [])],
  });
  providers.set(key, { provider, until: Date.now() + providerCacheMs });
  provider.catch(() => providers.delete(key));
  return provider;
}

/** Asks the provider something. Whatever goes wrong there, the person is told to start again and the log has the reason, never a token. */
async function ask<T>(
  context: Context,
  door: Door,
  detail: string,
  question: (provider: openid.Configuration) => Promise<T>,
): Promise<Decision<T>> {
  const secret = door.secrets[context.council.slug];
  if (!secret) {
    context.logger.error('sign-in-not-configured', { council: context.council.slug });
    return refuse('sign-in-failed', 'Sign-in is not set up for this council');
  }
  try {
    return accept(await question(await providerOf(context.council, secret)));
  } catch (error) {
    const { code, error: answered } = error as { code?: string; error?: string };
    // A person who changed their mind is no fault of anybody's.
    const denied = answered === 'access_denied';
    context.logger[denied ? 'info' : 'error']('sign-in-failed', { council: context.council.slug, code, answered });
    return refuse('sign-in-failed', denied ? 'The sign-in service says that access was denied' : detail);
  }
}

export type SignInStarted = { location: string; browser: string };

/**
 * Begins an attempt: what the provider's answer will be checked against is kept here, and the browser gets a cookie that only it can bring back.
 * A browser that already has one keeps it, so that two tabs can both finish.
 */
export async function startSignIn(
  context: Context,
  door: Door,
  from: { returnPath: string; browser: string | undefined },
): Promise<Decision<SignInStarted>> {
  const [state, nonce, verifier, browser] = [token(), token(), openid.randomPKCECodeVerifier(), from.browser ?? token()];
  const challenge = await openid.calculatePKCECodeChallenge(verifier);
  const asked = await ask(context, door, 'The sign-in service did not answer', async (provider) =>
    openid.buildAuthorizationUrl(provider, {
      redirect_uri: callback(context, door),
      scope,
      state,
      nonce,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      // Several people may share a school's computer: the provider asks who it is each time.
      prompt: 'login',
    }),
  );
  if (!asked.ok) return asked;
  const attempt = { browser: hashOf(browser), nonce, verifier, returnPath: from.returnPath, expiresAt: inSeconds(attemptSeconds) };
  const kept = await commitOnce(context.table, [beginAttempt(context.table, state, { type: 'sign-in-attempt', ...attempt })]);
  return kept.ok ? accept({ location: asked.value.href, browser }) : kept;
}

export type SignedIn = { token: string; returnPath: string };
type Answer = { query: URLSearchParams; browser: string | undefined; formerToken: string | undefined };

/** Checks the provider's answer against the attempt and begins a session under a token that never existed before. Refuses as `sign-in-failed` or `unknown-person`. */
export async function finishSignIn(context: Context, door: Door, answer: Answer): Promise<Decision<SignedIn>> {
  const { table, council } = context;
  const state = answer.query.get('state');
  const attempt = state && answer.browser ? await findAttempt(table, state, answer.browser) : undefined;
  if (!state || !attempt) return refuse('sign-in-failed', 'This sign-in was not begun in this browser, or it took too long');
  const taken = await commitOnce(table, [useAttempt(table, state)]);
  if (!taken.ok) return taken;

  const claims = await ask(context, door, 'The sign-in service’s answer could not be checked', async (provider) => {
    const url = new URL(`${callback(context, door)}?${answer.query}`);
    const checks = { expectedState: state, expectedNonce: attempt.nonce, pkceCodeVerifier: attempt.verifier, idTokenExpected: true };
    return (await openid.authorizationCodeGrant(provider, url, checks)).claims();
  });
  if (!claims.ok) return claims;
  const person = claims.value && (await findPerson(table, claims.value.iss, claims.value.sub));
  if (!person) {
    context.logger.info('unknown-person', { council: council.slug });
    return refuse('unknown-person', typeof claims.value?.name === 'string' ? `You signed in as ${claims.value.name}` : undefined);
  }
  const fresh = token();
  const { id, name, roles, organisation, officer } = person;
  const begun = await commitOnce(table, [
    beginSession(table, fresh, {
      type: 'sign-in-session',
      person: id,
      name,
      roles,
      ...(organisation ? { organisation } : {}),
      ...(officer ? { officer } : {}),
      signedInAt: new Date().toISOString(),
      expiresAt: inSeconds(sessionSeconds),
    }),
    // Whoever was signed in here before no longer is.
    ...(answer.formerToken ? [endSession(table, answer.formerToken)] : []),
  ]);
  return begun.ok ? accept({ token: fresh, returnPath: attempt.returnPath }) : begun;
}

/** Ends a session at once, wherever its cookie may have got to. */
export const signOut = (context: Context, sessionToken: string | undefined): Promise<Decision<void>> =>
  commitOnce(context.table, sessionToken ? [endSession(context.table, sessionToken)] : []);

/** Records a person and who they are to the provider; doing it again changes what differs. Refuses as `subject-taken`. */
export const registerPerson = (
  context: Context,
  { person, issuer }: { person: Person; issuer: string },
): Promise<Decision<{ person: PersonId }>> =>
  change(context, async () => {
    const before = await getPerson(context.table, person.id);
    const writes = recordPerson(context.table, person, issuer, before);
    return accept({ writes, result: { person: person.id }, audit: { action: 'person:register', about: person.id } });
  });
