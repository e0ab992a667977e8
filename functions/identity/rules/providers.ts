// What a provider's claims mean here: who somebody is, and which rights it asserts of them. Each shape is read by itself, and what is not understood grants nothing.
import * as z from 'zod';
import type { Provider, Role } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type OrganisationId, organisationIdSchema, prefixOf } from '../../../shared/ids.ts';
import type { Right } from '../schema/people.ts';
import { ownRoles, rolesAt } from '../schema.ts';
import { issuerOf } from './addresses.ts';

/** Somebody as a provider tells of them: `issuer` and `subject` together are their account. */
export type Identified = {
  issuer: string;
  subject: string;
  name?: string;
  email?: string;
  /** Entra: the app roles in the token. DfE Sign-in tells roles by its API instead. */
  codes: readonly string[];
  /** DfE Sign-in: the organisation the person came from, ours and as it is called there. */
  from?: { organisation: OrganisationId; id: string };
};

export type Claims = Readonly<Record<string, unknown>>;

const text = z.string().trim().min(1);
const number = z.union([z.number().int().positive(), z.string().regex(/^[1-9][0-9]*$/)]);
const dfeOrganisation = z.object({
  id: text.max(100),
  category: z.object({ id: z.union([z.string(), z.number()]).transform((id) => String(id).padStart(3, '0')) }),
  urn: number.nullish(),
  uid: number.nullish(),
});
const entraAccount = z.object({ tid: z.string().min(1).max(100), oid: z.string().min(1).max(100) });

const read = <T>(schema: z.ZodType<T>, value: unknown): T | undefined => schema.safeParse(value).data;
const nameIn = (claims: Claims): string | undefined => {
  const joined = [claims.given_name, claims.family_name].filter((part) => typeof part === 'string').join(' ');
  return (read(text, claims.name) ?? read(text, joined))?.slice(0, 120);
};
const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email());

/**
 * An address somebody has shown to be theirs: a provider of the plain shape must say that it was verified. DfE Sign-in and the council's own tenant give
 * only addresses they manage; Entra's sign-in name is the address where no other is told.
 */
function emailIn(shape: Provider['shape'], claims: Claims): string | undefined {
  const told = read(emailSchema, claims.email);
  if (shape === 'plain') return claims.email_verified === true ? told : undefined;
  return told ?? (shape === 'entra' ? read(emailSchema, claims.preferred_username) : undefined);
}

/**
 * DfE Sign-in's organisation as ours: an establishment (category 001) by URN, a multi- or single-academy trust (010, 013) by its group number. A local
 * authority's and every other category have no place here. Without a URN a school could only be found by authority and establishment number, among
 * schools that identity does not know: it stays unknown, and grants nothing.
 */
function organisationFrom(told: z.infer<typeof dfeOrganisation>): OrganisationId | undefined {
  const { category, urn, uid } = told;
  if (category.id === '001' && urn != null) return read(organisationIdSchema, `sch_${urn}`);
  if ((category.id === '010' || category.id === '013') && uid != null) return read(organisationIdSchema, `trs_${uid}`);
  return undefined;
}

/** Who the claims of an ID token speak of. Refuses as `sign-in-failed` where they are not those of the provider's shape, or of another tenant's person. */
export function identify(provider: Provider, claims: Claims): Decision<Identified> {
  const name = nameIn(claims);
  const email = emailIn(provider.shape, claims);
  const known = { issuer: issuerOf(provider.issuer), ...(name ? { name } : {}), ...(email ? { email } : {}) };
  if (provider.shape === 'entra') {
    const account = read(entraAccount, claims);
    if (!account || !provider.tenant || account.tid !== provider.tenant)
      return refuse('sign-in-failed', 'That account belongs to another organisation');
    return accept({ ...known, subject: `${account.tid}#${account.oid}`, codes: read(z.array(z.string()), claims.roles) ?? [] });
  }
  const subject = read(z.string().min(1).max(255), claims.sub);
  if (!subject) return refuse('sign-in-failed', 'The sign-in service did not say who you are');
  const told = provider.shape === 'dfe-sign-in' ? read(dfeOrganisation, claims.organisation) : undefined;
  const organisation = told && organisationFrom(told);
  return accept({ ...known, subject, codes: [], ...(told && organisation ? { from: { organisation, id: told.id } } : {}) });
}

/** Whoever books for a school by the provider's word books for the trust, when it is a trust they came from. A school has no trust's booker. */
function roleAt(organisation: OrganisationId, role: Role): Role | undefined {
  const kind = prefixOf(organisation);
  const meant = role === 'school-booker' && kind === 'trs' ? 'trust-booker' : role;
  return rolesAt[kind].includes(meant) ? meant : undefined;
}

/**
 * The rights a provider asserts with its words for roles: DfE Sign-in's for the organisation the person came from and of that organisation's roles only,
 * Entra's for the council itself and of the council's roles only. The plain shape asserts nothing.
 */
export function rightsAsserted(provider: Provider, { from }: Pick<Identified, 'from'>, codes: readonly string[]): Right[] {
  if (provider.shape === 'plain') return [];
  const told = codes.flatMap((code) => (Object.hasOwn(provider.roles, code) ? (provider.roles[code] ?? []) : []));
  const isSchools = provider.shape === 'dfe-sign-in';
  const counted = isSchools
    ? told.flatMap((role) => (from && ownRoles.includes(role) ? (roleAt(from.organisation, role) ?? []) : []))
    : told.filter((role) => !ownRoles.includes(role));
  const roles = [...new Set(counted)];
  if (roles.length === 0) return [];
  return [{ ...(isSchools && from ? { organisation: from.organisation } : {}), roles, source: 'asserted', provider: provider.id }];
}

const toldRole = z.object({ code: z.string().min(1), status: z.object({ id: z.literal(1) }) });
const toldRoles = z.object({ userId: z.string(), organisationId: z.string(), roles: z.array(z.unknown()) });
const sameId = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/**
 * The words for roles in an answer of DfE Sign-in's API: of those that are active (status 1), and of this person in this organisation alone. Undefined where
 * the answer is not of its form, or is about somebody or somewhere else.
 */
export function activeRoles(answer: unknown, about: { user: string; organisation: string }): string[] | undefined {
  const told = read(toldRoles, answer);
  if (!told || !sameId(told.userId, about.user) || !sameId(told.organisationId, about.organisation)) return undefined;
  return told.roles.flatMap((role) => read(toldRole, role)?.code ?? []);
}

/**
 * The claims of an ID token and of the provider's userinfo as one. An address and whether it was verified belong together: both are of the token, or both of
 * the userinfo where the token has not both.
 */
export function claimsTogether(token: Claims, userinfo: Claims): Claims {
  const { email: _, email_verified: __, ...rest } = { ...userinfo, ...token };
  const whole = [token, userinfo].find(({ email, email_verified }) => email !== undefined && email_verified !== undefined);
  const source = whole ?? [token, userinfo].find(({ email }) => email !== undefined);
  if (!source) return rest;
  const { email, email_verified } = source;
  return { ...rest, email, ...(email_verified === undefined ? {} : { email_verified }) };
}

const scopes: Record<Provider['shape'], string> = {
  'dfe-sign-in': 'openid profile email organisation',
  entra: 'openid profile email',
  plain: 'openid profile email',
};
export const scopeOf = (provider: Provider): string => scopes[provider.shape];

/** Whether the provider has more to tell than its ID token did: some put only the account there and the rest behind their userinfo address. */
export const saysTooLittle = (provider: Provider, claims: Claims): boolean =>
  provider.shape !== 'entra' &&
  (nameIn(claims) === undefined ||
    claims.email === undefined ||
    (provider.shape === 'plain' && claims.email_verified === undefined) ||
    (provider.shape === 'dfe-sign-in' && claims.organisation === undefined));
