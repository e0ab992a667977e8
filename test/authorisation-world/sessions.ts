// Sessions begun in the table itself, for people whom nobody registered: the cookie stands for whatever the test says of them.
import { createHash, randomBytes } from 'node:crypto';
import { sessionCookie } from '../../functions/identity/rules.ts';
import type { SignInSession } from '../../functions/identity/schema.ts';
import { beginSession } from '../../functions/identity/store.ts';
import { timestamp } from '../../shared/calendar.ts';
import { commitOnce } from '../../shared/commit.ts';
import { type Role, roles } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import type { Item } from '../../shared/table.ts';
import type { Row } from '../authorisation.ts';
import type { Knocker, World } from '../authorisation-world.ts';
import type { TestHost, Visitor } from '../host.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

const sessionOf = (host: TestHost, role: Role | undefined, more: Partial<SignInSession>): SignInSession => ({
  type: 'sign-in-session',
  person: `per_${role ?? 'nothing'}-abroad` as PersonId,
  name: 'Alex Marsh',
  roles: role ? [role] : [],
  signedInAt: timestamp(host.clock.now()),
  expiresAt: Math.floor(Date.now() / 1000) + 3600,
  ...more,
});

async function begun(host: TestHost, council: string, session: SignInSession): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  accepted(await commitOnce(host.tableOf(council), [beginSession(host.tableOf(council), token, session)]));
  return token;
}

const planted = (visitor: Visitor, council: string, token: string) => {
  const name = sessionCookie(council);
  visitor.cookies.set(name, { name, value: token, path: '/', ends: Number.POSITIVE_INFINITY });
};

const saltmere = 'sch_990001' as OrganisationId;

/** Signed in for a school, and may do nothing. */
export async function idleVisitor(host: TestHost): Promise<Visitor> {
  const visitor = host.visitor();
  planted(visitor, 'essex', await begun(host, 'essex', sessionOf(host, undefined, { organisation: saltmere })));
  return visitor;
}

/** Somebody of each role, and of none, in the other council, who holds that cookie out at essex too. */
export const outsidersAt = (host: TestHost): Promise<World['outsiders']> =>
  Promise.all(
    [...roles, undefined].map(async (role) => {
      const visitor = host.visitor();
      const session = sessionOf(host, role, { organisation: saltmere, officer: 'off_daniel-osei' as never });
      const token = await begun(host, 'rivermouth', session);
      for (const council of ['rivermouth', 'essex']) planted(visitor, council, token);
      return { name: role ?? 'no role', visitor };
    }),
  );

/** Whom to ask a route by: where it ends or changes a session, the same session again under a cookie of its own. */
export async function askedBy(host: TestHost, { visitor, authorization }: Knocker, route: string, row: Row): Promise<Visitor> {
  const token = visitor.cookies.get(sessionCookie('essex'))?.value;
  if (!row.spends || authorization || !token) return visitor;
  const table = host.tableOf();
  const found = await table.get<SignInSession & Item>(table.key.signInSession(hashOf(token)));
  if (!found) throw new Error(`${route} is asked by somebody whose session has ended`);
  const { pk: _pk, sk: _sk, gsi1pk: _trust, gsi1sk: _hash, ...kept } = found;
  // Signing out everywhere ends every session of a person: nobody else is to lose theirs.
  const person = route.endsWith('/sign-out-everywhere') ? ('per_passing-through' as PersonId) : found.person;
  const again = host.visitor();
  planted(again, 'essex', await begun(host, 'essex', { ...kept, person } as SignInSession));
  return again;
}
