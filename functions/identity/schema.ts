// The words of identity: what people may do, as one table from action to roles, and the shapes of people and sign-in sessions.
import * as z from 'zod';
import { type Role, roles } from '../../shared/context.ts';
import { type OfficerId, organisationIdSchema, type OrganisationId, type PersonId } from '../../shared/ids.ts';

const council: readonly Role[] = ['catalogue-manager', 'resource-manager', 'finance', 'auditor', 'council-admin'];
const everyone: readonly Role[] = roles;

/** Each action and the roles that may do it at all; whose organisation it may touch is decided with the subject. */
export const actions = {
  'home:read': everyone,
  'me:read': everyone,
  'catalogue:read': everyone,
  'catalogue:edit': ['catalogue-manager', 'council-admin'],
  'school:search': [...council],
  'school:read': everyone,
  'officer:read': [...council, 'officer', 'school-booker'],
  'free-sessions:read': [...council, 'officer', 'school-booker'],
  'vacancy:read': [...council, 'school-booker'],
  'vacancy:record': ['resource-manager', 'council-admin'],
  'statement:read': [...council, 'school-booker'],
  'quote:make': ['school-booker'],
  'booking:confirm': ['school-booker'],
  'booking:read': [...council, 'school-booker', 'officer'],
  'booking:cancel': ['resource-manager', 'council-admin'],
  'diary:read': ['officer', 'resource-manager', 'council-admin', 'auditor'],
  'visit:deliver': ['officer'],
  'run:read': ['finance', 'auditor'],
  'run:make': ['finance'],
  'document:read': ['finance', 'auditor', 'school-booker'],
  'journal:export': ['finance', 'auditor'],
  'journal:post': ['finance'],
  'payment:make': ['school-booker'],
  'payment:read': ['finance', 'auditor', 'school-booker'],
  'suspense:read': ['finance', 'auditor'],
  'proof:read': ['finance', 'auditor', 'council-admin'],
  'proof:run': ['finance', 'auditor', 'council-admin'],
  'outbox:read': ['finance', 'auditor', 'council-admin'],
  'outbox:mend': ['council-admin', 'finance'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof actions;

/** A person as recorded: who they are to the provider, what they may do, and for whom. */
export const personSchema = z.strictObject({
  id: z.string().transform((text) => text as PersonId),
  name: z.string().min(1).max(120),
  subject: z.string().min(1).max(255),
  roles: z.array(z.enum(roles)).min(1),
  organisation: organisationIdSchema.optional(),
  officer: z
    .string()
    .transform((text) => text as OfficerId)
    .optional(),
});
export type Person = z.infer<typeof personSchema>;

/** What an action is about, as far as rights are concerned: the organisation it touches, or the officer whose work it is. */
export type Subject = { organisation?: OrganisationId; officer?: OfficerId };
