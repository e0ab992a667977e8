// Where each council's people sign in on this machine: what the two local providers offer, and what a council and its functions are told of them.
import type { Provider } from '../../shared/context.ts';
import type { DemoCouncil } from './demo/council.ts';
import { asserted, type DemoPerson } from './demo/people.ts';
import type { LocalClient, LocalProgram, Offer, ProviderId } from './identity-provider/index.ts';
import { programSecret, type Secrets, secretFor } from './secrets.ts';

/** A council's program for trying the API with a bearer token: where it gets one, and what the token says. */
export type Program = LocalProgram & { issuer: string; jwksUri: string; tokenEndpoint: string };

const clientOf = (council: string, provider: ProviderId): string => `daybook-${council}-${provider}`;
const serviceOf = (council: string): string => `daybook-${council}`;

/** What a provider offers: a client of each council, and for programs the provider of its staff. */
export const offerOf =
  (councils: readonly DemoCouncil[], secrets: Secrets, origin: string): Offer =>
  (id) => ({
    keys: secrets.providers[id],
    clients: councils.map(({ council, tenant, people }): LocalClient => {
      const clientId = clientOf(council.slug, id);
      return {
        clientId,
        clientSecret: secretFor(secrets, clientId, 'sign-in'),
        title: council.name,
        redirectUri: `${origin}/${council.slug}/identity/callback`,
        people: people.filter(({ provider }) => provider === id).map(atProvider),
        tenant,
        serviceId: serviceOf(council.slug),
        apiSecret: secretFor(secrets, clientId, 'roles-api'),
      };
    }),
    programs: id === 'staff' ? councils.map(({ council }) => programOf(council.slug, origin)) : [],
  });

const atProvider = ({ key, name, description, email, organisations = [], appRoles = [] }: DemoPerson) => ({
  key,
  name,
  description,
  email,
  organisations,
  appRoles,
});

const programOf = (council: string, origin: string): LocalProgram => ({
  clientId: `daybook-${council}-ledger`,
  clientSecret: programSecret,
  audience: `${origin}/${council}/api`,
});

/** Each council's program, by the council's short name. */
export const programsOf = (councils: readonly DemoCouncil[], issuer: string, origin: string): Record<string, Program> =>
  Object.fromEntries(
    councils.map(({ council: { slug } }) => [
      slug,
      { ...programOf(slug, origin), issuer, jwksUri: `${issuer}/jwks`, tokenEndpoint: `${issuer}/token` },
    ]),
  );

/** What a council is recorded with. */
export const providersOf = (
  { council: { slug }, tenant }: DemoCouncil,
  at: { origin: string; issuers: Record<ProviderId, string> },
): Provider[] => [
  {
    id: 'schools',
    title: 'DfE Sign-in',
    hint: 'For schools and trusts. In this demonstration it is a stand-in on this computer, and nobody is asked for a password.',
    shape: 'dfe-sign-in',
    issuer: at.issuers.schools,
    clientId: clientOf(slug, 'schools'),
    rolesApi: { origin: `${at.origin}/schools-api`, serviceId: serviceOf(slug) },
    roles: asserted.schools,
  },
  {
    id: 'staff',
    title: 'Council staff',
    hint: 'For people who work for the council. In this demonstration it is a stand-in on this computer too.',
    shape: 'entra',
    issuer: at.issuers.staff,
    clientId: clientOf(slug, 'staff'),
    tenant,
    roles: asserted.staff,
  },
];

/** What the function that signs people in is given: `SIGN_IN_SECRETS`. */
export const signInSecretsOf = (councils: readonly DemoCouncil[], secrets: Secrets): string =>
  JSON.stringify(
    Object.fromEntries(
      councils.map(({ council: { slug } }) => {
        const [schools, staff] = [clientOf(slug, 'schools'), clientOf(slug, 'staff')];
        return [
          slug,
          {
            schools: { clientSecret: secretFor(secrets, schools, 'sign-in'), apiSecret: secretFor(secrets, schools, 'roles-api') },
            staff: { clientSecret: secretFor(secrets, staff, 'sign-in') },
          },
        ];
      }),
    ),
  );
