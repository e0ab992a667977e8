// Who may give and take which right, and what is left of a person afterwards, decided purely. Nobody changes their own rights, and somebody always can.
import type { Actor, Role } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OfficerId, OrganisationId } from '../../../shared/ids.ts';
import type { GrantCommand, Person, Right, RightCommand, TakeCommand } from '../schema/people.ts';
import { inOrder } from './words.ts';

/** Whether a person may change rights: by what was granted here, or by what a provider said when they last signed in. */
export const administers = ({ rights }: Pick<Person, 'rights'>): boolean => rights.some((right) => right.roles.includes('council-admin'));

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

/** What a right needs to be true of: the organisation it is for, and the officer somebody is to be. */
export type RightFacts = { organisationKnown: boolean; officerKnown: boolean };

/** Refuses `unknown-organisation`, `unknown-officer` and `invalid-request` (an officer is to deliver and nobody said which). */
export function fitsHere(
  { organisationKnown, officerKnown }: RightFacts,
  {
    organisation,
    officer,
    roles: given,
  }: { organisation?: OrganisationId | undefined; officer?: OfficerId | undefined; roles: readonly Role[] },
  already?: OfficerId,
): Decision<void> {
  if (organisation && !organisationKnown) return refuse('unknown-organisation', undefined, { field: 'organisation' });
  if (officer && !officerKnown) return refuse('unknown-officer', undefined, { field: 'officer' });
  if (given.includes('officer') && !officer && !already)
    return refuse('invalid-request', undefined, { faults: [{ field: 'officer', detail: 'Say which of the council’s officers this is' }] });
  return accept(undefined);
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
  const fits = fitsHere(facts, command, person.officer);
  if (!fits.ok) return fits;
  if (command.officer && person.officer && command.officer !== person.officer)
    return refuse('wrong-state', 'This person is linked to another officer: take that right away first', { field: 'officer' });
  return accept(withRights(person, withRight(person.rights, command), command.officer ?? person.officer));
}

/** Whether without this person, as they would be, nobody could change rights any more. */
const leavesNobody = (before: Person, after: Person, others: boolean) => administers(before) && !administers(after) && !others;

/**
 * Takes away every role granted for an organisation, or for the council. Refuses `unknown-right`, `asserted-right` (a provider says so, and would say so
 * again) and `last-administrator`; `otherAdministrator` is whether somebody else may change rights.
 */
export function decideTaking(
  facts: Change & { otherAdministrator: boolean },
  { organisation }: TakeCommand,
): Decision<{ person: Person; taken: Role[] }> {
  const open = changeable(facts);
  if (!open.ok) return open;
  const there = open.value.rights.filter((right) => right.organisation === organisation);
  if (there.length === 0) return refuse('unknown-right');
  const taken = there.filter(({ source }) => source === 'granted').flatMap((right) => right.roles);
  if (taken.length === 0) return refuse('asserted-right');
  const left = open.value.rights.filter((right) => right.organisation !== organisation || right.source === 'asserted');
  const person = withRights(open.value, left);
  return leavesNobody(open.value, person, facts.otherAdministrator) ? refuse('last-administrator') : accept({ person, taken });
}

/** What is left of a person who is erased: an id that records may go on naming, and nothing to know or reach them by. Refuses `last-administrator`. */
export function decideErasure(facts: Change & { otherAdministrator: boolean; at: string }): Decision<Person> {
  const open = changeable(facts);
  if (!open.ok) return open;
  const { invitations: _, ...rest } = withRights(open.value, []);
  const erased: Person = { ...rest, subjects: [], erasedAt: facts.at };
  return leavesNobody(open.value, erased, facts.otherAdministrator) ? refuse('last-administrator') : accept(erased);
}
