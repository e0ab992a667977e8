// The words of people: what each may do and for whom, who they are to a provider, and, apart from both, how to reach them.
import * as z from 'zod';
import { type Role, roles } from '../../../shared/context.ts';
import {
  type InvitationId,
  idSchema,
  type OfficerId,
  type OrganisationId,
  type OrganisationPrefix,
  organisationIdSchema,
  type PersonId,
  prefixOf,
} from '../../../shared/ids.ts';
import { rolesInWords } from '../rules/words.ts';
import { ownRoles, rolesAt } from '../schema.ts';

/**
 * What a person may do for one organisation, or for the council itself where none is named: `granted` here, or `asserted` by one of the council's providers
 * at the last sign-in there and gone when that provider no longer says so.
 */
export type Right = { organisation?: OrganisationId; roles: Role[] } & ({ source: 'granted' } | { source: 'asserted'; provider: string });

/** Who somebody is to a provider: its issuer and what it calls them, hashed together, as only the hash is needed to know them again. */
export type Person = {
  type: 'person';
  id: PersonId;
  rights: Right[];
  /** Hashes of issuer and subject. */
  subjects: string[];
  officer?: OfficerId;
  /** The invitations they accepted: those of their address are listed beside them, but they may have come in by another. */
  invitations?: InvitationId[];
  /** They may not come in, whatever rights they have and whoever asserts them, from this moment on. */
  noEntry?: { reason: NoEntryReason; since: string };
  /** The contact details were taken away at this moment, with every right and every way to sign in. */
  erasedAt?: string;
  version: number;
};

/** The one item that erasure deletes. */
export type Contact = { type: 'contact'; name: string; email?: string; version: number };

/** Every session of a person by its hash, so that all can be ended in one transaction. */
export type SessionList = { type: 'sessions'; hashes: string[]; version: number };
/** More sessions at once than this end the oldest. */
export const mostSessions = 20;

const kindWords: Readonly<Record<OrganisationPrefix, string>> = {
  sch: 'a school',
  trs: 'a trust',
  fed: 'a federation',
  ptn: 'a partnership',
  org: 'an organisation of this kind',
};

/** Why these roles are none for the organisation, or for the council where none is named; undefined where they are. */
function roleFault(organisation: OrganisationId | undefined, given: readonly Role[]): string | undefined {
  if (!organisation) {
    const wrong = given.filter((role) => ownRoles.includes(role));
    return wrong.length > 0 ? `${rolesInWords(wrong)}: for this, say for which organisation` : undefined;
  }
  // What is no identifier has been told of itself.
  if (!organisationIdSchema.safeParse(organisation).success) return undefined;
  const kind = prefixOf(organisation);
  const [ofCouncil, wrong] = [
    given.filter((role) => !ownRoles.includes(role)),
    given.filter((role) => ownRoles.includes(role) && !rolesAt[kind].includes(role)),
  ];
  if (ofCouncil.length > 0) return `${rolesInWords(ofCouncil)}: this is for the council’s own people, so leave the organisation out`;
  if (wrong.length === 0) return undefined;
  const instead = rolesAt[kind].length > 0 ? `Its roles are: ${rolesInWords(rolesAt[kind])}` : 'Give roles in each of its schools instead';
  return `${rolesInWords(wrong)}: there is no such role in ${kindWords[kind]}. ${instead}`;
}

/** Roles for an organisation are those there are in one of its kind; roles for the council are all the others. */
export const rightSchema = z
  .strictObject({
    organisation: organisationIdSchema.optional(),
    roles: z.array(z.enum(roles, 'Choose from the roles shown')).min(1, 'Choose at least one role').max(roles.length),
  })
  .superRefine(({ organisation, roles: given }, context) => {
    const message = roleFault(organisation, given);
    if (message) context.addIssue({ code: 'custom', path: ['roles'], message });
  });
export type RightCommand = z.infer<typeof rightSchema>;

/** A right to give somebody; whoever is to deliver is one of the council’s officers. */
export const grantSchema = rightSchema
  .safeExtend({ officer: idSchema('off').optional() })
  .refine(({ officer, roles: given }) => officer === undefined || given.includes('officer'), {
    path: ['officer'],
    message: 'is for somebody with the role of officer',
  });
export type GrantCommand = z.infer<typeof grantSchema>;

/** Which right to take away: the one for this organisation, or for the council where none is named. */
export const takeSchema = z.strictObject({ organisation: organisationIdSchema.optional() });
export type TakeCommand = z.infer<typeof takeSchema>;

/** Why somebody is erased: a code and no free text, because it stays in the audit trail. */
export const erasureReasons = {
  left: 'They no longer work here',
  asked: 'They asked for it',
  mistake: 'They were added by mistake',
} as const;
export type ErasureReason = keyof typeof erasureReasons;
const reason = z.enum(Object.keys(erasureReasons) as [ErasureReason, ...ErasureReason[]], 'Choose a reason');
export const erasureSchema = z.strictObject({ reason, confirm: z.literal(true, 'Confirm that this cannot be undone') });
/** Why somebody may not come in: a code as well, as it stays in the trail. They are not told it. */
export const noEntryReasons = {
  left: 'They no longer work there',
  account: 'Their account may be in somebody else’s hands',
  asked: 'Their organisation asked for it',
  conduct: 'They misused what they may do',
} as const;
export type NoEntryReason = keyof typeof noEntryReasons;
export const noEntrySchema = z.strictObject({
  reason: z.enum(Object.keys(noEntryReasons) as [NoEntryReason, ...NoEntryReason[]], 'Choose why they may not come in'),
});

/** What the task `erase-person` takes. */
export const erasePersonSchema = z.strictObject({ person: idSchema('per'), reason });

const after = z.string().max(2000).optional();
/** `name` is any part of somebody's name or e-mail address. */
export const peopleQuery = z.object({ name: z.string().trim().max(120).optional(), after });
/** A page of a list that is not searched: of invitations, of programs. */
export const listQuery = z.object({ after });

export const personName = z.string('Enter a name').trim().min(1, 'Enter a name').max(120, 'Use at most 120 characters');
export const personEmail = z
  .string('Enter an e-mail address')
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('Enter an e-mail address such as name@school.example'));

/**
 * What the task `register-person` takes: a person with the account they sign in with. Done again, it changes what differs; with `keepRights`, whoever is
 * known already stays what they have become here, and their account alone follows.
 */
export const registerPersonSchema = z.strictObject({
  person: z
    .strictObject({
      id: idSchema('per'),
      name: personName,
      email: personEmail.optional(),
      /** What the provider calls the person (`sub`, or `tid#oid` for Entra): it means something together with the issuer only. */
      subject: z.string().min(1).max(255),
      rights: z.array(rightSchema).min(1).max(50),
      officer: idSchema('off').optional(),
    })
    .refine(({ rights, officer }) => officer !== undefined || !rights.some((right) => right.roles.includes('officer')), {
      path: ['officer'],
      message: 'is needed for somebody who delivers',
    }),
  issuer: z.url({ protocol: /^https?$/ }).max(500),
  keepRights: z.boolean().optional(),
});
export type RegisterPerson = z.infer<typeof registerPersonSchema>;
