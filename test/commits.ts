// What the tests of commits share: a table of its own for each, writes that show how often they were applied, and what a command is given.
import type { Write } from '../shared/commit.ts';
import { type Context, daybookItself } from '../shared/context.ts';
import { CouncilTable, type Item, type Key, type TableClient, tableClient } from '../shared/table.ts';
import { testTable } from './engine.ts';

export const key = (sk: string, council = 'essex'): Key => ({ pk: `${council}#TEST`, sk });
/** Adds one to a counter that starts at nothing: a second application of the same transaction shows. */
export const count = (sk: string): Write => ({
  op: 'update',
  key: key(sk),
  expression: 'ADD #n :one',
  names: { '#n': 'n' },
  values: { ':one': 1 },
  refusal: { name: 'wrong-state' },
});
export const never = (sk: string, refusal: Write['refusal'], final = false): Write => ({
  op: 'check',
  key: key(sk),
  condition: { expression: 'attribute_exists(pk)' },
  refusal,
  final,
});

/** A table nobody else has, with a client of its own. */
export type Ground = { endpoint: string; tableName: string; client: TableClient; table: CouncilTable };
export async function newGround(): Promise<Ground> {
  const made = await testTable();
  const client = tableClient({ DYNAMODB_ENDPOINT: made.endpoint });
  return { ...made, client, table: new CouncilTable(client, made.tableName, 'essex') };
}

/** What is stored there, read by a view of the table that has counted nothing yet. */
export const readFrom = ({ client, tableName }: Ground, sk: string) => new CouncilTable(client, tableName, 'essex').get<Item>(key(sk));

/** What a command of the council is given there. */
export const contextAt = ({ client, tableName }: Ground): Context => ({
  actor: daybookItself,
  council: { slug: 'essex' } as Context['council'],
  now: Date.parse('2026-11-01T10:00:00Z'),
  table: new CouncilTable(client, tableName, 'essex'),
  logger: { info: () => undefined, error: () => undefined },
});
