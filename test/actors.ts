// Whoever acts on a table of a test's own: the council it is in, contexts that log nothing, and people with the one right they act by.
import type { Person } from '../functions/identity/schema/people.ts';
import { contactWrite, personWrites } from '../functions/identity/store/people.ts';
import { essex } from '../infra/local/demo/essex.ts';
import type { Instant } from '../shared/calendar.ts';
import type { Write } from '../shared/commit.ts';
import type { Actor, Context, Council } from '../shared/context.ts';
import { CouncilTable, type TableClient, tableClient } from '../shared/table.ts';
import { now } from './bookings.ts';
import { testTable } from './engine.ts';

/** Essex, from the first day of the school year on. */
export const council: Council = { ...essex.council, ledgerFrom: '2026-09-01', providers: [] };

export type OwnTable = { client: TableClient; tableName: string };
export async function ownTable(): Promise<OwnTable> {
  const { tableName, endpoint } = await testTable();
  return { tableName, client: tableClient({ DYNAMODB_ENDPOINT: endpoint }) };
}

/** Everybody has a view of the table of their own, as every request does. */
export const contextIn = ({ client, tableName }: OwnTable, who: Actor, at: Instant = now): Context => ({
  actor: who,
  council,
  now: at,
  table: new CouncilTable(client, tableName, 'essex'),
  logger: { info: () => {}, error: () => {} },
});

/** Somebody with the right they act by, who can be written to. */
export function personOf(table: CouncilTable, { person: id, roles, organisation }: Actor): Write[] {
  const right = { ...(organisation ? { organisation } : {}), roles: [...roles], source: 'granted' as const };
  const person: Person = { type: 'person', id, rights: [right], subjects: [], version: 1 };
  return [...personWrites(table, undefined, person), contactWrite(table, id, { type: 'contact', name: id.slice(4), version: 1 })];
}
