// Who is signed in and who is known: reads of sessions, attempts and people by the hash of a secret, and the writes that change them.
import { createHash } from 'node:crypto';
import { create, replace, type Write } from '../../shared/commit.ts';
import type { Actor } from '../../shared/context.ts';
import type { Brought } from '../../shared/http.ts';
import type { PersonId } from '../../shared/ids.ts';
import type { CouncilTable } from '../../shared/table.ts';
import { readToken, sessionCookie } from './rules.ts';
import type { Person, SignInAttempt, SignInSession } from './schema.ts';

/** A token of 256 random bits is guessed by nobody, so its plain hash is enough: who reads the table cannot sign in with what is there. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

const over = (expiresAt: number) => expiresAt <= Date.now() / 1000;

/** The person a session cookie stands for: one consistent read, and nobody once the session has expired or been ended. */
export async function findActor(table: CouncilTable, { cookie }: Brought): Promise<Actor | undefined> {
  const token = readToken(cookie, sessionCookie(table.council));
  if (!token) return undefined;
  const session = await table.get<SignInSession>(table.key.signInSession(hashOf(token)));
  if (!session || over(session.expiresAt)) return undefined;
  const { person, name, roles, organisation, officer } = session;
  return { person, name, roles, ...(organisation ? { organisation } : {}), ...(officer ? { officer } : {}) };
}

export const beginSession = (table: CouncilTable, token: string, session: SignInSession): Write =>
  create(table.key.signInSession(hashOf(token)), session, 'sign-in-failed', true);

export const endSession = (table: CouncilTable, token: string): Write => ({
  op: 'delete',
  key: table.key.signInSession(hashOf(token)),
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

type PersonItem = Person & { type: 'person'; issuer: string; version: number };
type SubjectItem = { type: 'subject'; person: PersonId };

/** The provider's name for a person means something only together with who issued it. */
const subjectOf = (issuer: string, subject: string): string => hashOf(`${issuer}\n${subject}`);

export const getPerson = (table: CouncilTable, id: PersonId): Promise<PersonItem | undefined> =>
  table.get<PersonItem>(table.key.person(id));

/** The person registered under what a provider says of them, or undefined. */
export async function findPerson(table: CouncilTable, issuer: string, subject: string): Promise<Person | undefined> {
  const known = await table.get<SubjectItem>(table.key.subject(subjectOf(issuer, subject)));
  return known && getPerson(table, known.person);
}

/** Records a person and the subject they sign in as, which must be new or already theirs; one they had before no longer opens any door. */
export function recordPerson(table: CouncilTable, person: Person, issuer: string, before: PersonItem | undefined): Write[] {
  const item: PersonItem = { ...person, type: 'person', issuer, version: (before?.version ?? 0) + 1 };
  const subject = table.key.subject(subjectOf(issuer, person.subject));
  const former = before && table.key.subject(subjectOf(before.issuer, before.subject));
  return [
    before ? replace(table.key.person(person.id), item) : create(table.key.person(person.id), item, 'changed-meanwhile'),
    {
      op: 'put',
      key: subject,
      item: { type: 'subject', person: person.id } satisfies SubjectItem,
      condition: {
        expression: 'attribute_not_exists(pk) OR #person = :person',
        names: { '#person': 'person' },
        values: { ':person': person.id },
      },
      refusal: { name: 'subject-taken' },
      final: true,
    },
    ...(former && former.pk !== subject.pk ? [{ op: 'delete', key: former, refusal: { name: 'changed-meanwhile' } } satisfies Write] : []),
  ];
}
