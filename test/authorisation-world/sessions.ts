// Who is at the door with a session of their own making: somebody who may do nothing, and people of the other council.
import { createHash } from 'node:crypto';
import { sessionCookie } from '../../functions/identity/rules.ts';
import type { SignInSession } from '../../functions/identity/schema.ts';
import { type Role, roles } from '../../shared/context.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import type { Item } from '../../shared/table.ts';
import type { Row } from '../authorisation.ts';
import type { Knocker, World } from '../authorisation-world.ts';
import { begun, planted, sessionAs } from '../begun.ts';
import type { TestHost, Visitor } from '../host.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

const abroad = (host: TestHost, role: Role | undefined, more: Partial<SignInSession>): SignInSession =>
  sessionAs(role, host.clock.now(), { person: `per_${role ?? 'nothing'}-abroad` as PersonId, ...more });

const saltmere = 'sch_990001' as OrganisationId;

/** Signed in for a school, and may do nothing. */
export async function idleVisitor(host: TestHost): Promise<Visitor> {
  const visitor = host.visitor();
  planted(visitor, 'essex', await begun(host.tableOf(), abroad(host, undefined, { organisation: saltmere })));
  return visitor;
}

/** Somebody of each role, and of none, in the other council, who holds that cookie out at essex too. */
export const outsidersAt = (host: TestHost): Promise<World['outsiders']> =>
  Promise.all(
    [...roles, undefined].map(async (role) => {
      const visitor = host.visitor();
      const session = abroad(host, role, { organisation: saltmere, officer: 'off_daniel-osei' as never });
      const token = await begun(host.tableOf('rivermouth'), session);
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
  planted(again, 'essex', await begun(table, { ...kept, person } as SignInSession));
  return again;
}
