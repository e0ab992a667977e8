// Programs in the table: each by its id, and by whom its tokens are about. They have a name in the audit trail, and no secret is kept of them.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { ClientId } from '../../../shared/ids.ts';
import { type CouncilTable, type Page, unkeyed } from '../../../shared/table.ts';
import { type ApiClient, actsAs } from '../schema/clients.ts';
import type { Contact } from '../schema/people.ts';
import { accountOf } from './people.ts';

type ClientSubject = { type: 'client-subject'; client: ClientId };

export async function getClient(table: CouncilTable, id: ClientId): Promise<ApiClient | undefined> {
  const item = await table.get<ApiClient>(table.key.client(id));
  return item && unkeyed(item);
}

/** The program whose tokens this issuer signs about this subject, unless it was ended. */
export async function findClient(table: CouncilTable, issuer: string, subject: string): Promise<ApiClient | undefined> {
  const known = await table.get<ClientSubject>(table.key.clientSubject(accountOf(issuer, subject)));
  const client = known && (await getClient(table, known.client));
  return client?.endedAt ? undefined : client;
}

export async function pageOfClients(table: CouncilTable, after?: string): Promise<Page<ApiClient>> {
  const page = await table.page<ApiClient>(table.range.clients(), { limit: 50, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(unkeyed) };
}

/** A new program, known by its issuer and subject, which no other may have, and by name in the trail. It is not found among people. */
export const clientWrites = (table: CouncilTable, client: ApiClient): Write[] => [
  create(table.key.client(client.id), client, 'changed-meanwhile'),
  create(
    table.key.clientSubject(accountOf(client.issuer, client.subject)),
    { type: 'client-subject', client: client.id } satisfies ClientSubject,
    'client-taken',
    true,
  ),
  create(table.key.contact(actsAs(client.id)), { type: 'contact', name: client.name, version: 1 } satisfies Contact, 'changed-meanwhile'),
];

/** Its tokens are good for nothing from here on; its name stays, because the trail goes on naming it. */
export const clientEndWrites = (table: CouncilTable, ended: ApiClient): Write[] => [
  replace(table.key.client(ended.id), ended),
  { op: 'delete', key: table.key.clientSubject(accountOf(ended.issuer, ended.subject)), refusal: { name: 'changed-meanwhile' } },
];
