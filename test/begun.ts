// Sessions begun in the table itself, as sign-in would have begun them, for people whom nobody registered: they are whatever the test says they are.
import { randomBytes } from 'node:crypto';
import { sessionCookie } from '../functions/identity/rules.ts';
import type { SignInSession } from '../functions/identity/schema.ts';
import { beginSession } from '../functions/identity/store.ts';
import { type Instant, timestamp } from '../shared/calendar.ts';
import { commitOnce } from '../shared/commit.ts';
import type { Role } from '../shared/context.ts';
import { accepted } from '../shared/decision.ts';
import type { PersonId } from '../shared/ids.ts';
import type { CouncilTable } from '../shared/table.ts';
import type { Visitor } from './host.ts';

/** Later than any moment to which a test moves its clock, in seconds since 1970. */
const wellAhead = 4_000_000_000;

/** Somebody with a role, or with none, as a session says it. */
export const sessionAs = (role: Role | undefined, at: Instant, more: Partial<SignInSession> = {}): SignInSession => ({
  type: 'sign-in-session',
  person: `per_${role ?? 'nothing'}` as PersonId,
  name: 'Alex Marsh',
  roles: role ? [role] : [],
  signedInAt: timestamp(at),
  expiresAt: wellAhead,
  ...more,
});

/** Begins a session and answers the token that its cookie holds. */
export async function begun(table: CouncilTable, session: SignInSession): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  accepted(await commitOnce(table, [beginSession(table, token, session)]));
  return token;
}

/** The session's cookie as a request brings it. */
export const cookieWith = (council: string, token: string): string => `${sessionCookie(council)}=${token}`;

/** Puts the session's cookie among those of a visitor. */
export function planted(visitor: Visitor, council: string, token: string): void {
  const name = sessionCookie(council);
  visitor.cookies.set(name, { name, value: token, path: '/', ends: Number.POSITIVE_INFINITY });
}
