// The invented people of the demonstration in few words: whom a provider knows, and what a council has given them.
import type { Role } from '../../../shared/context.ts';
import { type OfficerId, type OrganisationId, schoolIdOf, trustIdOf } from '../../../shared/ids.ts';
import type { KnownOrganisation, ProviderId } from '../identity-provider/index.ts';

/** Somebody on a sign-in list: `key` is what the provider calls them, and their id here is `per_` and the key where the council has registered them. */
export type DemoPerson = {
  key: string;
  name: string;
  description: string;
  email: string;
  /** Where they have their account. */
  provider: ProviderId;
  /** What the council has granted them; without any they are registered nowhere. */
  rights: readonly { organisation?: OrganisationId; roles: readonly Role[] }[];
  officer?: OfficerId;
  /** What DfE Sign-in says of them: where they work, and with which of the service's roles. */
  organisations?: readonly KnownOrganisation[];
  /** What the council's own directory says of them. */
  appRoles?: readonly string[];
};

/** The providers' words for our roles, the same for every council of the demonstration. */
export const asserted: Record<ProviderId, Record<string, Role>> = {
  schools: { Daybook_Booker: 'school-booker', Daybook_Approver: 'school-approver', Daybook_Trust_Booker: 'trust-booker' },
  staff: {
    'Daybook.Catalogue': 'catalogue-manager',
    'Daybook.Resources': 'resource-manager',
    'Daybook.Improvement': 'sip-manager',
    'Daybook.Finance': 'finance',
    'Daybook.FinanceApproval': 'finance-approver',
    'Daybook.Audit': 'auditor',
    'Daybook.Admin': 'council-admin',
  },
};

export const keyOf = (name: string): string => name.toLowerCase().replaceAll(' ', '-');
const addressOf = (name: string, at: string): string => `${name.toLowerCase().replaceAll(' ', '.')}@${at}.example`;

const knownId = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const school = (urn: number, name: string, laCode: number, roles: readonly string[] = []): KnownOrganisation => ({
  id: knownId(urn),
  name,
  category: { id: '001', name: 'Establishment' },
  urn: String(urn),
  establishmentNumber: String(9000 + (urn % 1000)),
  localAuthority: { code: String(laCode) },
  roles,
});

const trust = (uid: number, name: string, roles: readonly string[] = []): KnownOrganisation => ({
  id: knownId(uid),
  name,
  category: { id: '010', name: 'Multi-Academy Trust' },
  uid: String(uid),
  roles,
});

/** Somebody of a school or trust, known to DfE Sign-in; the council has granted the rights given, if any. */
export const atSchool = (
  name: string,
  description: string,
  organisations: readonly KnownOrganisation[],
  rights: DemoPerson['rights'] = [],
): DemoPerson => ({
  key: keyOf(name),
  name,
  description,
  email: addressOf(name, 'schools'),
  provider: 'schools',
  organisations,
  rights,
});

/** The business manager of one school. */
export const bookerFor = (name: string, urn: number, called: string, laCode: number): DemoPerson =>
  atSchool(name, `School business manager, ${called}`, [school(urn, called, laCode)], [right('school-booker', schoolIdOf(urn))]);

export const trustBookerFor = (name: string, title: string, uid: number, called: string): DemoPerson =>
  atSchool(name, `${title}, ${called}`, [trust(uid, called)], [right('trust-booker', trustIdOf(uid))]);

export const right = (role: Role, organisation?: OrganisationId): DemoPerson['rights'][number] => ({
  roles: [role],
  ...(organisation ? { organisation } : {}),
});

/** Somebody who works for the council. */
export const staff = (council: string, name: string, role: Role, description: string, officer?: OfficerId): DemoPerson => ({
  key: keyOf(name),
  name,
  description,
  email: addressOf(name, council),
  provider: 'staff',
  rights: [right(role)],
  ...(officer ? { officer } : {}),
});
