// The table's calls of a piece of work, kept as they went over the wire and made again by a bare client: what the engine alone takes for them.
import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createTable } from '../../infra/local/engine.ts';
import { atOnce, type BenchHost } from './host.ts';

const reads = { BatchGetItem: BatchGetItemCommand, GetItem: GetItemCommand, Query: QueryCommand };
const writes = { PutItem: PutItemCommand, TransactWriteItems: TransactWriteItemsCommand, UpdateItem: UpdateItemCommand };
const commands: Record<string, new (input: never) => object> = { ...reads, ...writes };
const sideBySide = 16;

/** The table's own name of a call (`BatchGetItem`), whichever client made it. */
const commandOf = (context: unknown): string => String((context as { commandName?: string }).commandName ?? '').replace(/Command$/, '');

/** Keeps every call that a host's client makes from now on, until it is made again. */
export function keepCalls(host: BenchHost) {
  const kept: { name: string; body: string }[] = [];
  let keeping = true;
  host.client.middlewareStack.add(
    (next, context) => async (args) => {
      const { body } = args.request as { body: Uint8Array | string };
      if (keeping) kept.push({ name: commandOf(context), body: typeof body === 'string' ? body : new TextDecoder().decode(body) });
      return next(args);
    },
    { step: 'build', name: 'keep-calls' },
  );
  return {
    /** Milliseconds of the same calls by a bare client: reads side by side, then writes one after the other into a table that is empty as theirs was. */
    async again(): Promise<number> {
      keeping = false;
      const tableName = `${host.tableName}-floor`;
      await createTable(host.endpoint, tableName);
      const client = new DynamoDBClient({
        region: 'eu-west-2',
        endpoint: host.endpoint,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      const send = (name: string, input: object) => {
        const Command = commands[name];
        if (!Command) throw new Error(`a bare ${name} is not known`);
        return client.send(new Command(input as never) as GetItemCommand);
      };
      try {
        const asked = kept.filter(({ name }) => name in reads).map(({ name, body }) => ({ name, input: JSON.parse(body) as object }));
        const written = kept
          .filter(({ name }) => !(name in reads))
          .map(({ name, body }) => {
            // The token of a transaction counts for the engine as a whole, and there it has been used.
            const { ClientRequestToken: _, ...input } = JSON.parse(body.replaceAll(host.tableName, tableName)) as Record<string, unknown>;
            return { name, input };
          });
        const readMs = await atOnce(asked, sideBySide, async ({ name, input }) => void (await send(name, input)));
        return readMs + (await atOnce(written, 1, async ({ name, input }) => void (await send(name, input))));
      } finally {
        client.destroy();
      }
    },
  };
}
