// The words of identity: what people may do, as one table from action to roles, and the shapes of people and sign-in sessions.
import * as z from 'zod';
import { type Role, roles } from '../../shared/context.ts';
import { idSchema, type OfficerId, type OrganisationId, organisationIdSchema, type PersonId } from '../../shared/ids.ts';

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
export const personSchema = z
  .strictObject({
    id: idSchema('per'),
    name: z.string().trim().min(1).max(120),
    /** What the provider calls the person in `sub`: it means something together with the issuer only. */
    subject: z.string().min(1).max(255),
    roles: z.array(z.enum(roles)).min(1),
    organisation: organisationIdSchema.optional(),
    officer: idSchema('off').optional(),
  })
  .refine(({ roles, organisation }) => !roles.includes('school-booker') || organisation !== undefined, {
    path: ['organisation'],
    message: 'is needed for somebody who books for a school',
  })
  .refine(({ roles, officer }) => !roles.includes('officer') || officer !== undefined, {
    path: ['officer'],
    message: 'is needed for somebody who delivers',
  });
export type Person = z.infer<typeof personSchema>;

export const registerPersonSchema = z.strictObject({ person: personSchema, issuer: z.url({ protocol: /^https?$/ }) });

/** Sign-in keeps real time: a session ends eight hours after it began, an attempt to sign in ten minutes after. Neither follows a demo clock. */
export const sessionSeconds = 8 * 3600;
export const attemptSeconds = 600;

/** What is kept of a person who is signed in. The token itself is only in the browser: the item is found by its hash. */
export type SignInSession = {
  type: 'sign-in-session';
  person: PersonId;
  name: string;
  roles: readonly Role[];
  organisation?: OrganisationId;
  officer?: OfficerId;
  signedInAt: string;
  /** Seconds since 1970, which is also the table's time to live; a read never relies on the row having gone. */
  expiresAt: number;
};

/** What is kept while a person is at the provider, found by the hash of the state that the provider gives back. */
export type SignInAttempt = {
  type: 'sign-in-attempt';
  /** Hash of the cookie of the browser that began: no other browser may finish. */
  browser: string;
  nonce: string;
  verifier: string;
  returnPath: string;
  expiresAt: number;
};

/** What an action is about, as far as rights are concerned: the organisation it touches, or the officer whose work it is. */
export type Subject = {
  organisation?: OrganisationId;
  /** Null for what is no one officer’s work: a list that holds the work of several. */
  officer?: OfficerId | null;
};
