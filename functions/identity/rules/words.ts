// What roles are called where people read of them, and the order they are told in.
import { type Role, roles } from '../../../shared/context.ts';

export const roleWords: Readonly<Record<Role, string>> = {
  'school-booker': 'School booker',
  'school-approver': 'School approver',
  'trust-booker': 'Trust booker',
  'partnership-lead': 'Partnership lead',
  officer: 'Officer',
  'catalogue-manager': 'Catalogue manager',
  'resource-manager': 'Resource manager',
  'sip-manager': 'School improvement manager',
  finance: 'Finance',
  'finance-approver': 'Finance approver',
  auditor: 'Auditor',
  'council-admin': 'Council administrator',
};

/** Roles in their usual order, each once. */
export function inOrder(given: Iterable<Role>): Role[] {
  const known = new Set(given);
  return roles.filter((role) => known.has(role));
}

/** Roles in a sentence, in their usual order: "School booker and school approver". */
export function rolesInWords(given: readonly Role[]): string {
  const words = inOrder(given).map((role, i) =>
    i === 0 ? roleWords[role] : `${roleWords[role].charAt(0).toLowerCase()}${roleWords[role].slice(1)}`,
  );
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
