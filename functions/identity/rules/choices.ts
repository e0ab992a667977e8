// For whom a person may act: their rights gathered by organisation, and what a provider's word changes in them.
import type { Role } from '../../../shared/context.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { Person, Right } from '../schema/people.ts';
import { inOrder } from './words.ts';

/** One possibility: an organisation, or the council itself where none is named, with everything the person may do there. */
export type Choice = { organisation?: OrganisationId; roles: Role[] };

/** What a choice is called in a form: the organisation's id, or this for the council itself. */
export const councilItself = 'council';

/** The council first, then organisations by id. Nobody delivers who is no officer: a provider's word alone makes none. */
export function choicesOf({ rights, officer }: Pick<Person, 'rights' | 'officer'>): Choice[] {
  const gathered = new Map<string, Role[]>();
  for (const { organisation = '', roles: given } of rights) {
    const counted = officer ? given : given.filter((role) => role !== 'officer');
    if (counted.length > 0) gathered.set(organisation, [...(gathered.get(organisation) ?? []), ...counted]);
  }
  return [...gathered]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, given]) => ({ ...(id ? { organisation: id as OrganisationId } : {}), roles: inOrder(given) }));
}

export const isTrustBooker = ({ organisation, roles: given }: { organisation?: OrganisationId; roles: readonly Role[] }): boolean =>
  organisation !== undefined && prefixOf(organisation) === 'trs' && given.includes('trust-booker');

/** A trust's booker has a choice though there is one right: the trust itself, or one of its schools. */
export const hasChoice = (choices: readonly Choice[]): boolean => choices.length > 1 || choices.some(isTrustBooker);

/** The choice that a form names, from the rights as they are now and never from the form. */
export const chosenFrom = (choices: readonly Choice[], named: string): Choice | undefined =>
  choices.find(({ organisation = councilItself }) => organisation === named);

/**
 * What was granted here stays; what a provider asserted before gives way to what it asserts now. The word of the council's other providers stands until
 * somebody signs in there again, and that of one the council no longer has counts for nothing.
 */
export const withAsserted = (
  rights: readonly Right[],
  asserted: readonly Right[],
  { by, trusted }: { by: string; trusted: readonly string[] },
): Right[] => [
  ...rights.filter((right) => right.source === 'granted' || (right.provider !== by && trusted.includes(right.provider))),
  ...asserted,
];

const canonical = (rights: readonly Right[]): string =>
  rights
    .map((right) => {
      const says = right.source === 'asserted' ? `asserted by ${right.provider}` : right.source;
      return `${says} ${right.organisation ?? ''} ${inOrder(right.roles).join()}`;
    })
    .sort()
    .join('\n');

export const sameRights = (a: readonly Right[], b: readonly Right[]): boolean => canonical(a) === canonical(b);
