// Signing in: OpenID Connect's code flow with PKCE, state and nonce, each attempt bound to one browser, one provider, and good for one try.
import { randomBytes } from 'node:crypto';
import * as openid from 'openid-client';
import { commitOnce } from '../../../shared/commit.ts';
import type { Context, Provider } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { identify, rightsAsserted } from '../rules/providers.ts';
import { attemptSeconds, type InvitationKey, type SignInAttempt } from '../schema.ts';
import { hashOf } from '../store/hash.ts';
import { beginAttempt, findAttempt, useAttempt } from '../store.ts';
import { type Entered, enter } from './enter.ts';
import { addressAt, claimsFrom, type Door, roleCodes } from './providers.ts';

const token = () => randomBytes(32).toString('base64url');
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

/** The council's provider of that word. */
export const providerNamed = ({ council }: Context, id: string): Provider | undefined => council.providers.find((each) => each.id === id);

type SignInStarted = { location: string; browser: string };

/**
 * Begins an attempt: what the provider's answer will be checked against is kept here, and the browser gets a cookie that only it can bring back.
 * A browser that already has one keeps it, so that two tabs can both finish. Refuses as addressAt() does.
 */
export async function startSignIn(
  context: Context,
  door: Door,
  provider: Provider,
  from: { returnPath: string; browser: string | undefined; invitation: InvitationKey | undefined },
): Promise<Decision<SignInStarted>> {
  const checks = { state: token(), nonce: token(), verifier: openid.randomPKCECodeVerifier() };
  const browser = from.browser ?? token();
  const asked = await addressAt(context, door, provider, checks);
  if (!asked.ok) return asked;
  const attempt: SignInAttempt = {
    type: 'sign-in-attempt',
    browser: hashOf(browser),
    provider: provider.id,
    nonce: checks.nonce,
    verifier: checks.verifier,
    ...(from.invitation ? { invitation: { id: from.invitation.id, secretHash: hashOf(from.invitation.secret) } } : {}),
    returnPath: from.returnPath,
    expiresAt: inSeconds(attemptSeconds),
  };
  const kept = await commitOnce(context.table, [beginAttempt(context.table, checks.state, attempt)]);
  return kept.ok ? accept({ location: asked.value.href, browser }) : kept;
}

type SignedIn = Entered & { returnPath: string };
type Answer = { query: URLSearchParams; browser: string | undefined; cookie: string };

/**
 * Checks the provider's answer against the attempt and begins a session under a token that never existed before. Refuses as `sign-in-failed`,
 * `unknown-person` or `no-rights`, or as the invitation is refused that the person came with.
 */
export async function finishSignIn(context: Context, door: Door, answer: Answer): Promise<Decision<SignedIn>> {
  const { table } = context;
  const state = answer.query.get('state');
  const attempt = state && answer.browser ? await findAttempt(table, state, answer.browser) : undefined;
  const provider = attempt && providerNamed(context, attempt.provider);
  if (!state || !attempt || !provider) return refuse('sign-in-failed', 'This sign-in was not begun in this browser, or it took too long');
  const taken = await commitOnce(table, [useAttempt(table, state)]);
  if (!taken.ok) return taken;

  const claims = await claimsFrom(context, door, provider, answer.query, { state, nonce: attempt.nonce, verifier: attempt.verifier });
  if (!claims.ok) return claims;
  const identified = identify(provider, claims.value);
  if (!identified.ok) return identified;
  const codes = await roleCodes(context, door, provider, identified.value);
  if (!codes.ok) return codes;
  const entered = await enter(context, {
    provider,
    identified: identified.value,
    asserted: rightsAsserted(provider, identified.value, codes.value),
    invitation: attempt.invitation,
    cookie: answer.cookie,
  });
  return entered.ok ? accept({ ...entered.value, returnPath: attempt.returnPath }) : entered;
}
