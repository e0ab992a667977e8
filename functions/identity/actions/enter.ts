// Coming in: whoever a provider identified is found or made, gets the rights it asserts, and a session in the same transaction as all of that.
import { randomBytes } from 'node:crypto';
import { auditWrite } from '../../../shared/audit.ts';
import { change, type Write } from '../../../shared/commit.ts';
import { anonymous, type Context, type Provider } from '../../../shared/context.ts';
import { accept, type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { newId, type OrganisationId } from '../../../shared/ids.ts';
import { type Choice, choicesOf, hasChoice, sameRights, withAsserted } from '../rules/choices.ts';
import type { Identified } from '../rules/providers.ts';
import { listAfter } from '../rules/sessions.ts';
import { rolesInWords } from '../rules/words.ts';
import type { Contact, Person, Right } from '../schema/people.ts';
import { type InvitationProof, type SignInSession, sessionSeconds } from '../schema.ts';
import { hashOf } from '../store/hash.ts';
import { organisationNames } from '../store/organisations.ts';
import {
  accountOf,
  accountWrite,
  contactWrite,
  getContact,
  personStays,
  personWith,
  personWrites,
  sessionListWrite,
  sessionsOf,
} from '../store/people.ts';
import { beginSession, endSession, type FoundSession, findSession } from '../store.ts';
import { acceptInvitation } from './invitations.ts';

export type Entered = {
  token: string;
  /** There is more than one possibility: the person is asked for whom they act. */
  choose: boolean;
};

export type Comer = {
  provider: Provider;
  identified: Identified;
  asserted: readonly Right[];
  invitation: InvitationProof | undefined;
  /** What the browser brought: whoever was signed in there no longer is. */
  cookie: string;
};

/** Refuses as `unknown-person` whom nobody registered and no provider gave a right here, as `no-rights` whose last right has gone, and `no-entry`. */
export async function enter(context: Context, comer: Comer): Promise<Decision<Entered>> {
  const { identified, invitation } = comer;
  const account = accountOf(identified.issuer, identified.subject);
  if (invitation) {
    const { name, email } = identified;
    const accepted = await acceptInvitation(context, { invitation, account, name, email });
    if (!accepted.ok) return accepted;
  }
  const token = randomBytes(32).toString('base64url');
  const begun = await change(context, async () => {
    const entry = await prepare(context, comer, account, token);
    // The entry is among the writes: it is told of whoever comes in, whom the context does not know yet.
    return entry.ok ? accept({ ...entry.value, audit: null }) : entry;
  });
  if (!begun.ok) return begun;
  const { refusal, choose } = begun.value;
  return refusal ? { ok: false, refusal } : accept({ token, choose });
}

type Prepared = { writes: Write[]; result: { choose: boolean; refusal?: Refusal } };

/** One look at the facts and all that follows. What was read of the person is checked in the transaction, so that a change of rights before or after it wins. */
async function prepare(context: Context, comer: Comer, account: string, token: string): Promise<Decision<Prepared>> {
  const { table } = context;
  const { identified } = comer;
  const [registered, asserted, former] = await Promise.all([
    personWith(table, account),
    assertedHere(context, comer.asserted),
    findSession(table, comer.cookie),
  ]);
  // Erasure takes every account away; one that is still found is of somebody who is just being erased.
  const known = registered?.erasedAt ? undefined : registered;
  const refused = turnedAway(context, comer, known, asserted);
  if (refused) return refused;
  const { person, changed } = withRightsOf(context, comer, known ?? newcomer(account), asserted);
  const made = contactOf(identified);
  const choices = choicesOf(person);
  // Whoever said at the provider for which organisation they come is not asked again; the head of each page leads to the others.
  const said = identified.from && choices.find(({ organisation }) => organisation === identified.from?.organisation);
  const first = said ?? choices.find(({ organisation }) => asserted.some((right) => right.organisation === organisation)) ?? choices[0];
  const [contact, list, names] = await Promise.all([
    known ? getContact(table, person.id) : made,
    sessionsOf(table, person.id),
    organisationNames(table, first?.organisation ? [first.organisation] : []),
  ]);
  const sessions = first && [beginSession(table, token, sessionFor(person, contact?.name ?? made.name, choices, first, names))];
  const others = former && former.session.person !== person.id ? await leaving(context, former) : [];
  const after = listAfter(list, {
    ...(sessions ? { begun: hashOf(token) } : {}),
    // Whoever was signed in in this browser no longer is; and no session outlives the rights it began with.
    ended: [...(former ? [former.hash] : []), ...(changed ? list.hashes : [])],
  });
  const writes: Write[] = [
    ...(changed ? personWrites(table, known, person) : [personStays(table, person)]),
    ...(known ? [] : [contactWrite(table, person.id, made), { ...accountWrite(table, account, person.id), final: false }]),
    ...(changed ? [rightsTold(context, comer, person, asserted)] : []),
    ...(sessions ?? []),
    ...after.gone.map((hash) => endSession(table, hash)),
    sessionListWrite(table, person.id, after.list),
    ...others,
  ];
  if (!first) return accept({ writes, result: { choose: false, refusal: { name: 'no-rights' } } });
  return accept({ writes, result: { choose: said === undefined && hasChoice(choices) } });
}

/** Whoever may not come in, whatever is asserted of them: the council's own word comes first, and nothing of theirs is changed. */
function turnedAway(
  { council, logger }: Context,
  { identified, provider }: Comer,
  known: Person | undefined,
  asserted: readonly Right[],
): Decision<never> | undefined {
  if (known?.noEntry) {
    logger.info('no-entry', { council: council.slug, person: known.id });
    return refuse('no-entry');
  }
  if (known || asserted.length > 0) return undefined;
  logger.info('unknown-person', { council: council.slug, provider: provider.id });
  return refuse('unknown-person', identified.name ? `You signed in as ${identified.name}` : undefined);
}

const newcomer = (account: string): Person => ({ type: 'person', id: newId('per'), rights: [], subjects: [account], version: 0 });

const contactOf = ({ name, email }: Comer['identified']): Contact => ({
  type: 'contact',
  name: name ?? email ?? 'Name not given',
  ...(email ? { email } : {}),
  version: 1,
});

/** The person with the rights that their provider asserts now, and whether that changes anything. */
function withRightsOf(
  { council }: Context,
  { provider }: Comer,
  before: Person,
  asserted: readonly Right[],
): { person: Person; changed: boolean } {
  const rights = withAsserted(before.rights, asserted, { by: provider.id, trusted: council.providers.map(({ id }) => id) });
  const changed = !sameRights(before.rights, rights);
  return { changed, person: changed ? { ...before, rights, version: before.version + 1 } : before };
}

/** The person is told of as whoever changed their own rights, by coming in with others. */
const rightsTold = (context: Context, { provider }: Comer, { id }: Person, asserted: readonly Right[]): Write =>
  auditWrite(
    { ...context, actor: { ...anonymous, person: id } },
    {
      action: 'person:sign-in-rights',
      about: id,
      organisation: asserted[0]?.organisation,
      detail: `${provider.title} asserts: ${asserted.map(inWords).join('; ') || 'nothing'}`,
    },
  );

/** What a provider asserts for an organisation counts where the council knows that organisation, and nowhere else. */
async function assertedHere({ table }: Context, asserted: readonly Right[]): Promise<Right[]> {
  const names = await organisationNames(
    table,
    asserted.flatMap(({ organisation }) => organisation ?? []),
  );
  return asserted.filter(({ organisation }) => organisation === undefined || names.has(organisation));
}

function sessionFor(
  { id, officer }: Person,
  name: string,
  choices: readonly Choice[],
  { organisation, roles }: Choice,
  names: ReadonlyMap<OrganisationId, string>,
): SignInSession {
  const organisationName = organisation && names.get(organisation);
  const seconds = Math.floor(Date.now() / 1000);
  return {
    type: 'sign-in-session',
    person: id,
    name,
    roles,
    ...(organisation ? { organisation } : {}),
    ...(organisationName ? { organisationName } : {}),
    ...(officer && roles.includes('officer') ? { officer } : {}),
    ...(hasChoice(choices) ? { hasChoice: true } : {}),
    signedInAt: new Date(seconds * 1000).toISOString(),
    expiresAt: seconds + sessionSeconds,
  };
}

/** Takes a session from the list of somebody else who was signed in in this browser; the session itself ends with the others. */
async function leaving({ table }: Context, { hash, session }: FoundSession): Promise<Write[]> {
  const list = await sessionsOf(table, session.person);
  return list.hashes.includes(hash) ? [sessionListWrite(table, session.person, listAfter(list, { ended: [hash] }).list)] : [];
}

const inWords = ({ organisation, roles }: Right) => `${rolesInWords(roles)}${organisation ? ` for ${organisation}` : ''}`;
