// Who may give and take which right, and what is left of a person afterwards, decided purely. Nobody changes their own rights, and somebody always can.
import type { Actor, Provider, Role } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OfficerId, OrganisationId, PersonId } from '../../../shared/ids.ts';
import type { GrantCommand, NoEntryReason, Person, Right, RightCommand, TakeCommand } from '../schema/people.ts';
import { inOrder } from './words.ts';

/** A provider as far as it can make administrators. */
export type Source = Pick<Provider, 'id' | 'roles'>;

const isAdministrator = ({ roles: given }: Right): boolean => given.includes('council-admin');

/** Whether a person may change rights as far as their own item says: whether their provider is still the council's is asked of the council. */
export const mayAdminister = ({ rights, noEntry }: Pick<Person, 'rights' | 'noEntry'>): boolean => !noEntry && rights.some(isAdministrator);

/** Whether somebody may come in, and has one of some roles for an organisation by a right of their own. */
export const actsFor = ({ rights, noEntry }: Pick<Person, 'rights' | 'noEntry'>, organisation: OrganisationId, roles: readonly Role[]) =>
  !noEntry && rights.some((right) => right.organisation === organisation && right.roles.some((role) => roles.includes(role)));

/**
 * Whether somebody can come in and change rights: by what was granted here, or by the word of a provider at their last sign-in there. Such a word counts as
 * long as the council has that provider and lets it make administrators: then its directory can always name another. Whoever is refused entry cannot.
 */
export const administers = (person: Pick<Person, 'rights' | 'noEntry'>, providers: readonly Source[]): boolean =>
  mayAdminister(person) &&
  person.rights.some(
    (right) =>
      isAdministrator(right) &&
      (right.source === 'granted' ||
        providers.some(({ id, roles: words }) => id === right.provider && Object.values(words).includes('council-admin'))),
  );

/** The rights with one more: roles granted for an organisation where some are granted already join them. */
export function withRight(rights: readonly Right[], { organisation, roles: given }: RightCommand): Right[] {
  const granted = (right: Right) => right.source === 'granted' && right.organisation === organisation;
  const before = rights.filter(granted).flatMap((right) => right.roles);
  const right: Right = { ...(organisation ? { organisation } : {}), roles: inOrder([...before, ...given]), source: 'granted' };
  const at = rights.findIndex(granted);
  return at < 0 ? [...rights, right] : rights.flatMap((each, index) => (index === at ? [right] : granted(each) ? [] : [each]));
}

/** A person with other rights: the link to the officer they are stays for as long as they deliver. */
function withRights(person: Person, rights: Right[], officer = person.officer): Person {
  const { officer: _, ...rest } = person;
  const delivers = rights.some((right) => right.roles.includes('officer'));
  return { ...rest, rights, ...(delivers && officer ? { officer } : {}), version: person.version + 1 };
}

/** What a right needs to be true of: the organisation it is for, and the officer somebody is to be, whom nobody else may be. */
export type RightFacts = { organisationKnown: boolean; officerKnown: boolean; officerIs?: { person: PersonId; name: string } | undefined };

/** Refuses `officer-taken` where the officer is somebody else than this person. */
export const officerFree = ({ officerIs }: Pick<RightFacts, 'officerIs'>, person: PersonId | undefined): Decision<void> =>
  officerIs && officerIs.person !== person
    ? refuse('officer-taken', `That is ${officerIs.name}`, { field: 'officer', more: { person: officerIs.person } })
    : accept(undefined);

/**
 * Refuses `unknown-organisation`, `unknown-officer`, `officer-taken` and `invalid-request` (an officer is to deliver and nobody said which). `already` is the
 * officer that this person is.
 */
export function fitsHere(
  { organisationKnown, officerKnown, officerIs }: RightFacts,
  {
    organisation,
    officer,
    roles: given,
  }: { organisation?: OrganisationId | undefined; officer?: OfficerId | undefined; roles: readonly Role[] },
  { already, person }: { already?: OfficerId | undefined; person?: PersonId } = {},
): Decision<void> {
  if (organisation && !organisationKnown) return refuse('unknown-organisation', undefined, { field: 'organisation' });
  if (officer && !officerKnown) return refuse('unknown-officer', undefined, { field: 'officer' });
  if (given.includes('officer') && !officer && !already)
    return refuse('invalid-request', undefined, { faults: [{ field: 'officer', detail: 'Say which of the council’s officers this is' }] });
  return officer ? officerFree({ officerIs }, person) : accept(undefined);
}

type Change = { actor: Pick<Actor, 'person'>; person: Person | undefined };

/** Refuses `unknown-user`, `own-rights` and `person-erased`. */
function changeable({ actor, person }: Change): Decision<Person> {
  if (!person) return refuse('unknown-user');
  if (person.id === actor.person) return refuse('own-rights');
  return person.erasedAt ? refuse('person-erased') : accept(person);
}

/** Gives a person roles for an organisation, or for the council. Refuses as `changeable` and `fitsHere` do, and an officer who is another already. */
export function decideGrant(facts: Change & RightFacts, command: GrantCommand): Decision<Person> {
  const open = changeable(facts);
  if (!open.ok) return open;
  const person = open.value;
  const fits = fitsHere(facts, command, { already: person.officer, person: person.id });
  if (!fits.ok) return fits;
  if (command.officer && person.officer && command.officer !== person.officer)
    return refuse('wrong-state', 'This person is linked to another officer: take that right away first', { field: 'officer' });
  return accept(withRights(person, withRight(person.rights, command), command.officer ?? person.officer));
}

/** Who else can change rights, and whose word on that the council takes. */
type Administration = { otherAdministrator: boolean; providers: readonly Source[] };

/** Whether without this person, as they would be, nobody could change rights any more. */
const leavesNobody = (before: Person, after: Person, { otherAdministrator, providers }: Administration) =>
  administers(before, providers) && !administers(after, providers) && !otherAdministrator;

/**
 * Takes away every role granted for an organisation, or for the council. Refuses `unknown-right`, `asserted-right` (a provider says so, and would say so
 * again) and `last-administrator`.
 */
export function decideTaking(facts: Change & Administration, { organisation }: TakeCommand): Decision<{ person: Person; taken: Role[] }> {
  const open = changeable(facts);
  if (!open.ok) return open;
  const there = open.value.rights.filter((right) => right.organisation === organisation);
  if (there.length === 0) return refuse('unknown-right');
  const taken = there.filter(({ source }) => source === 'granted').flatMap((right) => right.roles);
  if (taken.length === 0) return refuse('asserted-right');
  const left = open.value.rights.filter((right) => right.organisation !== organisation || right.source === 'asserted');
  const person = withRights(open.value, left);
  return leavesNobody(open.value, person, facts) ? refuse('last-administrator') : accept({ person, taken });
}

/** Refuses somebody entry, whatever rights they have: those stay, and count again once they may come in. Refuses `last-administrator`. */
export function decideNoEntry(facts: Change & Administration & { at: string }, { reason }: { reason: NoEntryReason }): Decision<Person> {
  const open = changeable(facts);
  if (!open.ok) return open;
  const barred: Person = { ...open.value, noEntry: { reason, since: facts.at }, version: open.value.version + 1 };
  return leavesNobody(open.value, barred, facts) ? refuse('last-administrator') : accept(barred);
}

/** Lets somebody in again. */
export function decideEntry(facts: Change): Decision<Person> {
  const open = changeable(facts);
  if (!open.ok) return open;
  const { noEntry: _, ...person } = open.value;
  return accept({ ...person, version: person.version + 1 });
}

/** What is left of a person who is erased: an id that records may go on naming, and nothing to know or reach them by. Refuses `last-administrator`. */
export function decideErasure(facts: Change & Administration & { at: string }): Decision<Person> {
  const open = changeable(facts);
  if (!open.ok) return open;
  const { invitations: _, noEntry: __, ...rest } = withRights(open.value, []);
  const erased: Person = { ...rest, subjects: [], erasedAt: facts.at };
  return leavesNobody(open.value, erased, facts) ? refuse('last-administrator') : accept(erased);
}
