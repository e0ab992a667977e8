// Who is signed in: reads of sessions and of attempts to sign in by the hash of a secret, and the writes that begin, change and end them.
import { create, type Write } from '../../shared/commit.ts';
import type { Actor } from '../../shared/context.ts';
import type { Brought } from '../../shared/http.ts';
import { type CouncilTable, type Item, indexOf, unkeyed } from '../../shared/table.ts';
import { actorOf } from './rules/sessions.ts';
import { readToken, sessionCookie } from './rules.ts';
import type { SignInAttempt, SignInSession } from './schema.ts';
import { actorOfBearer } from './store/bearer.ts';
import { hashOf } from './store/hash.ts';

const over = (expiresAt: number) => expiresAt <= Date.now() / 1000;

/** A session as stored, with the hash it is found by. */
export type FoundSession = { hash: string; session: SignInSession };

/**
 * The actor a session cookie stands for: one consistent read, and nobody once the session has expired or been ended. Whoever brings a token is known by
 * it alone: the cookie beside a token that fails opens nothing.
 */
export async function findActor(table: CouncilTable, { cookie, authorization, today, logger, demo }: Brought): Promise<Actor | undefined> {
  if (authorization !== undefined) return actorOfBearer(table, authorization, { logger, demo });
  const found = await findSession(table, cookie);
  return found && actorOf(found.session, today);
}

/** The session of a Cookie header, while it lasts. */
export async function findSession(table: CouncilTable, cookie: string): Promise<FoundSession | undefined> {
  const token = readToken(cookie, sessionCookie(table.council));
  const hash = token && hashOf(token);
  const session = hash ? await getSession(table, hash) : undefined;
  return hash && session ? { hash, session } : undefined;
}

export async function getSession(table: CouncilTable, hash: string): Promise<SignInSession | undefined> {
  const session = await table.get<SignInSession>(table.key.signInSession(hash));
  return session && !over(session.expiresAt) ? unkeyed(session) : undefined;
}

export const beginSession = (table: CouncilTable, token: string, session: SignInSession): Write =>
  create(table.key.signInSession(hashOf(token)), session, 'sign-in-failed', true);

/** A session after its right was changed: it must still be there, so that one that was ended meanwhile stays ended. */
export function sessionWrite(table: CouncilTable, { hash, session }: FoundSession): Write {
  const { organisation, acting } = session;
  const through = organisation && acting ? indexOf(table.council).sessionThrough(organisation, acting.school, hash) : {};
  return {
    op: 'put',
    key: table.key.signInSession(hash),
    item: { ...session, ...through } satisfies Item,
    condition: { expression: '#person = :person', names: { '#person': 'person' }, values: { ':person': session.person } },
    refusal: { name: 'not-signed-in' },
    final: true,
  };
}

export const endSession = (table: CouncilTable, hash: string): Write => ({
  op: 'delete',
  key: table.key.signInSession(hash),
  refusal: { name: 'not-signed-in' },
});

/** The attempt a state belongs to, if this browser began it and its time is not over. */
export async function findAttempt(table: CouncilTable, state: string, browser: string): Promise<SignInAttempt | undefined> {
  const attempt = await table.get<SignInAttempt>(table.key.signInAttempt(hashOf(state)));
  return attempt && attempt.browser === hashOf(browser) && !over(attempt.expiresAt) ? attempt : undefined;
}

export const beginAttempt = (table: CouncilTable, state: string, attempt: SignInAttempt): Write =>
  create(table.key.signInAttempt(hashOf(state)), attempt, 'sign-in-failed', true);

/** Takes the attempt away, so that the same answer of the provider cannot be used twice. */
export const useAttempt = (table: CouncilTable, state: string): Write => ({
  op: 'delete',
  key: table.key.signInAttempt(hashOf(state)),
  condition: { expression: 'attribute_exists(pk)' },
  refusal: { name: 'sign-in-failed', detail: 'That sign-in was already used' },
  final: true,
});
