// Whom the local providers know, and what each says of them: the claims of DfE Sign-in for schools, and of Microsoft Entra for a council's staff.
import { createHash } from 'node:crypto';

export const providerIds = ['schools', 'staff'] as const;
export type ProviderId = (typeof providerIds)[number];

/** An organisation as DfE Sign-in knows it: an establishment by URN, a trust by UID. `roles` are the service's roles of one person in it. */
export type KnownOrganisation = {
  id: string;
  name: string;
  category: { id: '001' | '010'; name: string };
  urn?: string;
  uid?: string;
  establishmentNumber?: string;
  localAuthority?: { code: string };
  roles: readonly string[];
};

/** Somebody who can be chosen: `key` is what the provider calls them, and `description` says who they are on the list. */
export type LocalPerson = {
  key: string;
  name: string;
  description: string;
  email: string;
  /** DfE Sign-in: with more than one, the person is asked for which. */
  organisations: readonly KnownOrganisation[];
  /** Entra: roles of the application that the council's directory gave them. */
  appRoles: readonly string[];
};

export type LocalClient = {
  clientId: string;
  clientSecret: string;
  title: string;
  redirectUri: string;
  people: readonly LocalPerson[];
  /** Entra: the council's directory. */
  tenant: string;
  /** DfE Sign-in: what the service is called in its API, and what signs the requests to it. */
  serviceId: string;
  apiSecret: string;
};

/** A program of the council: it gets tokens for the audience by its secret alone. */
export type LocalProgram = { clientId: string; clientSecret: string; audience: string };

/** A sign-in as the provider keeps it: who, and at DfE Sign-in for which organisation. No key and no id holds a space. */
export const accountOf = (person: LocalPerson, organisation?: KnownOrganisation): string =>
  organisation ? `${person.key} ${organisation.id}` : person.key;

function findAccountOf(client: LocalClient, account: string): { person: LocalPerson; organisation?: KnownOrganisation } | undefined {
  const [key, id] = account.split(' ');
  const person = client.people.find((each) => each.key === key);
  const organisation = person?.organisations.find((each) => each.id === id);
  return person && { person, ...(organisation ? { organisation } : {}) };
}

/** What the application is told somebody is called. Entra's is another one for each application, so that nobody may take it for the person: `tid` and `oid` are. */
export const subjectOf = (provider: ProviderId, clientId: string, account: string): string =>
  provider === 'staff' ? createHash('sha256').update(`${clientId} ${account}`).digest('base64url') : (account.split(' ')[0] ?? '');

/** What an ID token says of a sign-in besides the subject. */
export function claimsOf(provider: ProviderId, client: LocalClient, account: string): Record<string, unknown> | undefined {
  const found = findAccountOf(client, account);
  if (!found) return undefined;
  const { key, name, email, appRoles } = found.person;
  if (provider === 'staff') {
    const roles = appRoles.length > 0 ? { roles: appRoles } : {};
    return { tid: client.tenant, oid: key, name, preferred_username: email, email, ...roles };
  }
  const [given = name, ...family] = name.split(' ');
  const { roles: _, ...organisation } = found.organisation ?? { roles: [] };
  return {
    given_name: given,
    family_name: family.join(' '),
    email,
    ...(found.organisation ? { organisation } : {}),
  };
}
