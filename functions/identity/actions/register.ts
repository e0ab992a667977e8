// Registering a person by a task of the deployment: with their account, what they may do, and how to reach them. Done again, it changes what differs.
import { change, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { sameRights } from '../rules/choices.ts';
import { fitsHere } from '../rules/people.ts';
import { rolesInWords } from '../rules/words.ts';
import type { Contact, Person, RegisterPerson, Right } from '../schema/people.ts';
import {
  accountEnd,
  accountOf,
  accountWrite,
  contactWrite,
  endSessionsWrites,
  existing,
  getContact,
  getPerson,
  personWrites,
  sessionsOf,
} from '../store/people.ts';

/** Why these rights are none here: an organisation that is not known, an officer who is none or somebody else. */
async function unfit({ table }: Context, { id, rights, officer }: RegisterPerson['person']): Promise<Refusal | undefined> {
  const facts = await Promise.all(rights.map(({ organisation }) => existing(table, { organisation, officer })));
  for (const [i, { organisation, roles }] of rights.entries()) {
    const fact = facts[i] ?? { organisationKnown: false, officerKnown: false };
    const fits = fitsHere(fact, { organisation, officer, roles }, { person: id });
    if (fits.ok) continue;
    const field = fits.refusal.name === 'unknown-organisation' ? `person.rights.${i}.organisation` : 'person.officer';
    const detail = fits.refusal.detail ?? `${field.endsWith('officer') ? officer : organisation} is not known here`;
    return { ...fits.refusal, detail, faults: [{ field, detail }] };
  }
  return undefined;
}

/**
 * What was granted before gives way to what is granted now, unless rights are to be kept, and an account they had before no longer opens any door; their
 * sessions end with it. Refuses `subject-taken` when the account is somebody else's, `person-erased`: nobody comes back under the id of an erased person, and
 * what is granted for an organisation or an officer that is not known here, or is another person.
 */
export const registerPerson = (
  context: Context,
  { person, issuer, keepRights = false }: RegisterPerson,
): Promise<Decision<{ person: PersonId }>> =>
  change(context, async () => {
    const { table } = context;
    const [before, reached, sessions] = await Promise.all([
      getPerson(table, person.id),
      getContact(table, person.id),
      sessionsOf(table, person.id),
    ]);
    if (before?.erasedAt) return refuse('person-erased');
    const account = accountOf(issuer, person.subject);
    const kept = keepRights ? before : undefined;
    const wrong = kept ? undefined : await unfit(context, person);
    if (wrong) return { ok: false, refusal: wrong };
    const granted = person.rights.map(
      ({ organisation, roles }): Right => ({ roles, source: 'granted', ...(organisation ? { organisation } : {}) }),
    );
    const rights = kept?.rights ?? [...granted, ...(before?.rights.filter(({ source }) => source === 'asserted') ?? [])];
    const officer = kept ? kept.officer : person.officer;
    const sameAccount = kept ? kept.subjects.includes(account) : before?.subjects.join() === account;
    const same = before && sameRights(before.rights, rights) && before.officer === officer && sameAccount;
    const now: Person = {
      type: 'person',
      id: person.id,
      rights,
      subjects: [account],
      ...(officer ? { officer } : {}),
      ...(before?.invitations ? { invitations: before.invitations } : {}),
      ...(before?.noEntry ? { noEntry: before.noEntry } : {}),
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
            ...personWrites(table, before, now),
            accountWrite(table, account, person.id),
            ...(before?.subjects ?? []).filter((former) => former !== account).map((former) => accountEnd(table, former)),
            // Written though the list is empty: a session that begins meanwhile is then seen, and ended.
            ...(before ? endSessionsWrites(table, person.id, sessions) : []),
          ]),
      ...(reached?.name === contact.name && reached.email === contact.email ? [] : [contactWrite(table, person.id, contact)]),
    ];
    return accept({
      writes,
      result: { person: person.id },
      audit: { action: 'person:register', about: person.id, detail: rights.map(({ roles }) => rolesInWords(roles)).join('; ') },
    });
  });
