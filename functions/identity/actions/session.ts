// One's own session: for whom to act, who one is here, and the ways out.
import { change, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { type Choice, choicesOf, chosenFrom, councilItself, hasChoice, isTrustBooker } from '../rules/choices.ts';
import { listAfter } from '../rules/sessions.ts';
import { organisationNames } from '../store/organisations.ts';
import { getContact, getPerson, personStays, sessionListWrite, sessionsOf } from '../store/people.ts';
import { endSession, type FoundSession, findSession, getSession, sessionWrite } from '../store.ts';

type NamedChoice = Choice & {
  /** What a form calls it. */
  value: string;
  name: string;
  /** A trust whose booker may go on to one of its schools. */
  trust?: true;
};

/** An organisation that the register no longer names is told by its number. */
const nameless = (id: OrganisationId) => `${id.startsWith('sch_') ? 'School' : 'Organisation'} ${id.slice(4)}`;

/** Whoever is signed in here with a session, and their rights as they stand now. */
async function own({ table }: Context, cookie: string) {
  const found = await findSession(table, cookie);
  const person = found && (await getPerson(table, found.session.person));
  return found && person && { found, person };
}

/** For whom the person may act, by name, and the one they act for now. Refuses as `not-signed-in`. */
export async function readChoices(context: Context, cookie: string): Promise<Decision<{ choices: NamedChoice[]; now: string }>> {
  const { table, council } = context;
  const mine = await own(context, cookie);
  if (!mine) return refuse('not-signed-in');
  const choices = choicesOf(mine.person);
  const names = await organisationNames(
    table,
    choices.flatMap(({ organisation }) => organisation ?? []),
  );
  return accept({
    choices: choices.map((choice) => {
      const { organisation } = choice;
      const name = organisation ? (names.get(organisation) ?? nameless(organisation)) : council.name;
      return { ...choice, value: organisation ?? councilItself, name, ...(isTrustBooker(choice) ? { trust: true as const } : {}) };
    }),
    now: mine.found.session.organisation ?? councilItself,
  });
}

/**
 * Acts for another organisation from now on, with the roles the person has there now: nothing of them comes from the browser. Whoever acted for a
 * school through their trust acts for the trust itself again. Refuses `not-signed-in`, and `invalid-request` for what is none of their choices.
 */
export const chooseOrganisation = (context: Context, cookie: string, named: string): Promise<Decision<void>> =>
  change(context, async () => {
    const { table } = context;
    const mine = await own(context, cookie);
    if (!mine) return refuse('not-signed-in');
    const { found, person } = mine;
    const choices = choicesOf(person);
    const choice = chosenFrom(choices, named);
    if (!choice) return refuse('invalid-request', undefined, { faults: [{ field: 'organisation', detail: 'Choose one of those shown' }] });
    const { organisation, roles } = choice;
    const organisationName = organisation && (await organisationNames(table, [organisation])).get(organisation);
    const { type, name, signedInAt, expiresAt } = found.session;
    const session = {
      type,
      person: person.id,
      name,
      roles,
      ...(organisation ? { organisation } : {}),
      ...(organisationName ? { organisationName } : {}),
      ...(person.officer && roles.includes('officer') ? { officer: person.officer } : {}),
      ...(hasChoice(choices) ? { hasChoice: true as const } : {}),
      signedInAt,
      expiresAt,
    };
    // A choice changes no record: what is done for the organisation afterwards says for whom it was done.
    return accept({
      writes: [sessionWrite(table, { hash: found.hash, session }), personStays(table, person)],
      result: undefined,
      audit: null,
    });
  });

export type Account = { name: string; email?: string; choices: NamedChoice[]; now: string; signedInAt: string; sessions: number };

/** Who the person is here, what they may do and for whom, and how many sessions they have. Refuses as `not-signed-in`. */
export async function readAccount(context: Context, cookie: string): Promise<Decision<Account>> {
  const { table } = context;
  const [found, read] = await Promise.all([findSession(table, cookie), readChoices(context, cookie)]);
  if (!read.ok) return read;
  if (!found) return refuse('not-signed-in');
  const { person, name, signedInAt } = found.session;
  const [contact, list] = await Promise.all([getContact(table, person), sessionsOf(table, person)]);
  // What is on the list may be over by now.
  const others = await Promise.all(list.hashes.filter((hash) => hash !== found.hash).map((hash) => getSession(table, hash)));
  const sessions = 1 + others.filter((session) => session !== undefined).length;
  return accept({ name: contact?.name ?? name, ...(contact?.email ? { email: contact.email } : {}), ...read.value, signedInAt, sessions });
}

/** The writes that end some of a person's sessions, or none when they are over already. */
async function ending({ table }: Context, { hash, session }: FoundSession, everywhere: boolean): Promise<Write[]> {
  const list = await sessionsOf(table, session.person);
  const ended = [...new Set([hash, ...(everywhere ? list.hashes : [])])];
  return [
    ...ended.map((each) => endSession(table, each)),
    ...(list.hashes.some((each) => ended.includes(each)) ? [sessionListWrite(table, session.person, listAfter(list, { ended }).list)] : []),
  ];
}

/** Ends a session at once, wherever its cookie may have got to. Somebody who is not signed in is signed out already. */
export const signOut = (context: Context, cookie: string): Promise<Decision<void>> =>
  change(context, async () => {
    const found = await findSession(context.table, cookie);
    // Coming and going changes no record.
    return accept({ writes: found ? await ending(context, found, false) : [], result: undefined, audit: null });
  });

/** Ends every session of the person, here and on every other computer. Refuses as `not-signed-in`. */
export const signOutEverywhere = (context: Context, cookie: string): Promise<Decision<void>> =>
  change(context, async () => {
    const found = await findSession(context.table, cookie);
    if (!found) return refuse('not-signed-in');
    const { person } = found.session;
    return accept({
      writes: await ending(context, found, true),
      result: undefined,
      audit: { action: 'session:end-all', about: person },
    });
  });
