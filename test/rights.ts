// Somebody with rights, and a council whose providers assert some, as the tests of the rules about people need them.
import type { Source } from '../functions/identity/rules/people.ts';
import type { Person, Right } from '../functions/identity/schema/people.ts';
import type { Role } from '../shared/context.ts';
import type { OfficerId, OrganisationId, PersonId } from '../shared/ids.ts';

export const grace = 'per_grace' as PersonId;
export const school = 'sch_990010' as OrganisationId;
export const daniel = 'off_daniel-osei' as OfficerId;
export const actor = { person: grace };
export const granted = (roles: Role[], organisation?: OrganisationId): Right => ({
  ...(organisation ? { organisation } : {}),
  roles,
  source: 'granted',
});
export const somebody = (rights: Right[], more: Partial<Person> = {}): Person => ({
  type: 'person',
  id: 'per_maria' as PersonId,
  rights,
  subjects: ['account'],
  version: 3,
  ...more,
});
/** A council whose directory makes administrators, and whose schools' service makes none. */
export const providers: readonly Source[] = [
  { id: 'staff', roles: { Admin: 'council-admin' } },
  { id: 'schools', roles: { Booker: 'school-booker' } },
];
export const assertedBy = (provider: string, roles: Role[]): Right => ({ roles, source: 'asserted', provider });
