// Registering a person by a task of the deployment: with their account, what they may do, and how to reach them. Done again, it changes what differs.
import { change, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { sameRights, withAsserted } from '../rules/choices.ts';
import type { Contact, Person, RegisterPerson, Right } from '../schema/people.ts';
import {
  accountEnd,
  accountOf,
  accountWrite,
  contactWrite,
  endSessionsWrites,
  getContact,
  getPerson,
  personWrite,
  sessionsOf,
} from '../store/people.ts';

/**
 * What was granted before gives way to what is granted now, and an account they had before no longer opens any door; their sessions end with it.
 * Refuses as `subject-taken` when the account is somebody else's.
 */
export const registerPerson = (context: Context, { person, issuer }: RegisterPerson): Promise<Decision<{ person: PersonId }>> =>
  change(context, async () => {
    const { table } = context;
    const [before, reached, sessions] = await Promise.all([
      getPerson(table, person.id),
      getContact(table, person.id),
      sessionsOf(table, person.id),
    ]);
    const account = accountOf(issuer, person.subject);
    const rights = withAsserted(
      person.rights.map(
        (right): Right => ({ roles: right.roles, source: 'granted', ...(right.organisation ? { organisation: right.organisation } : {}) }),
      ),
      before?.rights.filter(({ source }) => source === 'asserted') ?? [],
    );
    const same =
      before &&
      !before.erasedAt &&
      sameRights(before.rights, rights) &&
      before.officer === person.officer &&
      before.subjects.join() === account;
    const now: Person = {
      type: 'person',
      id: person.id,
      rights,
      subjects: [account],
      ...(person.officer ? { officer: person.officer } : {}),
      version: (before?.version ?? 0) + 1,
    };
    const contact: Contact = {
      type: 'contact',
      name: person.name,
      ...(person.email ? { email: person.email } : {}),
      version: (reached?.version ?? 0) + 1,
    };
    const writes: Write[] = [
      ...(same
        ? []
        : [
            personWrite(table, now),
            accountWrite(table, account, person.id),
            ...(before?.subjects ?? []).filter((former) => former !== account).map((former) => accountEnd(table, former)),
            // Written though the list is empty: a session that begins meanwhile is then seen, and ended.
            ...(before ? endSessionsWrites(table, person.id, sessions) : []),
          ]),
      ...(reached?.name === contact.name && reached.email === contact.email ? [] : [contactWrite(table, person.id, contact)]),
    ];
    return accept({ writes, result: { person: person.id }, audit: { action: 'person:register', about: person.id } });
  });
