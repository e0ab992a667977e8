// Programs that may use the API: which there are, one more, and the end of one.
import { timestamp } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type ClientId, newId } from '../../../shared/ids.ts';
import type { Page } from '../../../shared/table.ts';
import { addressFaults } from '../rules/addresses.ts';
import { fitsHere } from '../rules/people.ts';
import { rolesInWords } from '../rules/words.ts';
import type { ApiClient, ClientCommand } from '../schema/clients.ts';
import { clientEndWrites, clientWrites, findClient, getClient, pageOfClients } from '../store/clients.ts';
import { organisationNames } from '../store/organisations.ts';
import { existing } from '../store/people.ts';

export type ShownClient = Omit<ApiClient, 'type' | 'version'> & { organisationName?: string };

async function shown({ table }: Context, clients: readonly ApiClient[]): Promise<ShownClient[]> {
  const names = await organisationNames(
    table,
    clients.flatMap(({ organisation }) => organisation ?? []),
  );
  return clients.map(({ type: _, version: __, ...client }) => ({
    ...client,
    ...(client.organisation ? { organisationName: names.get(client.organisation) ?? client.organisation } : {}),
  }));
}

const one = (context: Context, client: ApiClient): Promise<Decision<ShownClient>> =>
  shown(context, [client]).then(([only]) => (only ? accept(only) : refuse('unknown-client')));

/** What a program's tokens must say they are for: the API of this council, and of no other. */
export const audienceOf = (origin: string, council: string): string => `${origin}/${council}/api`;

export async function listClients(context: Context, after?: string): Promise<Decision<Page<ShownClient>>> {
  const page = await pageOfClients(context.table, after);
  return accept({ ...page, items: await shown(context, page.items) });
}

/**
 * Lets a program use the API of this host. The same again answers the one there is. Refuses `invalid-request` (an address that this host may not ask),
 * `unknown-organisation` and `client-taken`.
 */
export async function registerClient(
  context: Context,
  { origin, demo }: { origin: string; demo: boolean },
  command: ClientCommand,
): Promise<Decision<ShownClient>> {
  const { table, council } = context;
  const id = newId('cli');
  const { name, issuer, subject, jwksUri, roles, organisation } = command;
  const faults = addressFaults({ issuer, jwksUri }, demo);
  if (faults.length > 0) return refuse('invalid-request', undefined, { faults });
  const written = await change(context, async () => {
    const [facts, before] = await Promise.all([existing(table, { organisation }), findClient(table, issuer, subject)]);
    const fits = fitsHere({ ...facts, officerKnown: false }, { organisation, roles });
    if (!fits.ok) return fits;
    if (before) {
      const same =
        before.name === name &&
        before.jwksUri === jwksUri &&
        before.organisation === organisation &&
        [...before.roles].sort().join() === [...roles].sort().join();
      return same ? accept({ writes: [], result: before, audit: null }) : refuse('client-taken', undefined, { field: 'subject' });
    }
    const client: ApiClient = {
      type: 'client',
      id,
      name,
      issuer,
      subject,
      audience: audienceOf(origin, council.slug),
      jwksUri,
      roles,
      ...(organisation ? { organisation } : {}),
      version: 1,
    };
    return accept({
      writes: clientWrites(table, client),
      result: client,
      audit: { action: 'client:register', about: id, organisation, detail: rolesInWords(roles) },
    });
  });
  return written.ok ? one(context, written.value) : written;
}

/** Ends a program's access at once; one that has ended stays so. Refuses `unknown-client`. */
export async function endClient(context: Context, id: ClientId): Promise<Decision<ShownClient>> {
  const { table, now } = context;
  const written = await change(context, async () => {
    const before = await getClient(table, id);
    if (!before) return refuse('unknown-client');
    if (before.endedAt) return accept({ writes: [], result: before, audit: null });
    const ended: ApiClient = { ...before, endedAt: timestamp(now), version: before.version + 1 };
    return accept({
      writes: clientEndWrites(table, ended),
      result: ended,
      audit: { action: 'client:end', about: id, organisation: before.organisation, detail: rolesInWords(before.roles) },
    });
  });
  return written.ok ? one(context, written.value) : written;
}
