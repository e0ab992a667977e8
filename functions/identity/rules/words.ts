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

/** What each role may do, in a sentence, for whoever gives one or has one. */
export const roleTasks: Readonly<Record<Role, string>> = {
  'school-booker': 'Books services for the school, sees its free days and bookings, and pays its invoices.',
  'school-approver': 'Sees what is booked and billed, agrees to lines that changed, and settles who may commit to how much. Books nothing.',
  'trust-booker': 'Books and pays for the trust, and for each of its schools once they choose to act for it.',
  'partnership-lead': 'Sees the partnership, its members, their free days and their named officers.',
  officer: 'Has a diary, and marks visits delivered.',
  'catalogue-manager': 'Sets services and prices.',
  'resource-manager': 'Records vacancies, partnerships, districts and named officers, imports the register, and cancels sessions.',
  'sip-manager': 'Records named officers and confidential statuses, and sees diaries.',
  finance: 'Runs the billing, posts journals, and sees payments.',
  'finance-approver': 'Sees billing, documents and payments, and may be the second person for a change of policy.',
  auditor: 'Sees everything, confidential statuses and the audit trail too. Changes nothing.',
  'council-admin': 'Decides who may do what, and does what catalogue, resource and school improvement managers do.',
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
