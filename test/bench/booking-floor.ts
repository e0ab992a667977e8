// The floor of the booking figures: a table of its own in the same engine, to which a bare client writes the very items that bookings wrote, over what stood there.
import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { createTable } from '../../infra/local/engine.ts';
import { tableClient } from '../../shared/table.ts';
import { atOnce, type BenchHost } from './host.ts';

type Stored = Record<string, AttributeValue>;
/** One transaction as it went over the wire, for the floor's own table; with what its writes were put over. */
type Written = { input: TransactWriteItemsCommandInput; stood: Stored[] };

/** The table's own name of a call (`BatchGetItem`), whichever client made it. */
export const commandOf = (context: unknown): string =>
  String((context as { commandName?: string }).commandName ?? '').replace(/Command$/, '');

const nameOf = ({ pk, sk }: Stored): string => `${pk?.S}\n${sk?.S}`;

/** Keeps every transaction that a host sends from now on, and writes those it is asked for again. */
export async function floorOf(host: BenchHost) {
  const tableName = `${host.tableName}-floor`;
  await createTable(host.endpoint, tableName);
  // Signed and sent as the product's own calls are, so that neither side saves what the other pays.
  const { config } = tableClient({ DYNAMODB_ENDPOINT: host.endpoint, AWS_REGION: 'eu-west-2' });
  const { region, endpoint, credentials, signer, requestHandler } = config;
  const client = new DynamoDBClient({ region, ...(endpoint ? { endpoint } : {}), credentials, signer, requestHandler });
  client.middlewareStack.remove('getUserAgentMiddleware');
  let sent: Uint8Array[] = [];
  host.client.middlewareStack.add(
    (next, context) => async (args) => {
      // Read when nothing is timed.
      if (commandOf(context) === 'TransactWriteItems') sent.push((args.request as { body: Uint8Array }).body);
      return next(args);
    },
    { step: 'build', name: 'capture' },
  );
  const last = new Map<string, Stored>();
  /** Each once, though a lost reply sends it again. */
  function taken(): Written[] {
    const distinct = new Map<string, TransactWriteItemsCommandInput>();
    for (const body of sent) {
      const text = new TextDecoder().decode(body).replaceAll(host.tableName, tableName);
      const { ClientRequestToken = '', ...input } = JSON.parse(text) as TransactWriteItemsCommandInput;
      distinct.set(ClientRequestToken, input as TransactWriteItemsCommandInput);
    }
    sent = [];
    return [...distinct.values()].map((input) => ({
      input,
      stood: (input.TransactItems ?? []).flatMap(({ Put, Update }) => {
        // An account's head is counted down: it has something left.
        if (Update?.Key) return [{ ...Update.Key, available: { N: '100' }, debitsPosted: { N: '100' }, creditsPending: { N: '0' } }];
        const item = Put?.Item;
        const before = item && last.get(nameOf(item));
        if (item) last.set(nameOf(item), item);
        return before ? [before] : [];
      }),
    }));
  }
  return {
    taken,
    /** Puts what the writes are put over, as it stood. */
    async prepare(writes: readonly Written[]): Promise<void> {
      const items = writes.flatMap(({ stood }) => stood);
      await atOnce(items, 8, async (Item) => void (await client.send(new PutItemCommand({ TableName: tableName, Item }))));
    },
    async write({ input }: Written): Promise<void> {
      await client.send(new TransactWriteItemsCommand({ ...input, ReturnConsumedCapacity: 'NONE' }));
    },
    stop: () => client.destroy(),
  };
}
