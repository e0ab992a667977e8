// Every partition key begins with the council, and a table cannot be had without one, so tenants cannot meet. The keys are spelled in ./table.
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Environment } from './context.ts';
import { type Item, type Key, type Keys, keysOf } from './table/keys.ts';
import { type Range, type Ranges, rangesOf } from './table/ranges.ts';

export { indexOf } from './table/indexes.ts';
export { type Item, type Key, type Keys, keysOf, shardOf, shards, unkeyed } from './table/keys.ts';
export { accessPatterns } from './table/patterns.ts';
export { type Range, type Ranges, rangesOf } from './table/ranges.ts';

export type TableClient = DynamoDBDocumentClient;
export type Page<T> = { items: T[]; next?: string };

/** After this long a reply counts as lost. */
const replyMs = 6000;

/** An engine on this machine wants the form of a signature and checks none, and a true one is a quarter of what a call costs. */
const formally: DynamoDBClientConfig['signer'] = async () => ({
  async sign(request) {
    const at = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const scope = `local/${at.slice(0, 8)}/eu-west-2/dynamodb/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
    Object.assign(request.headers, { 'x-amz-date': at, authorization });
    return request;
  },
});

/** Told in its parts, it need not be taken apart at every call. */
function partsOf(endpoint: string) {
  const { protocol, hostname, port, pathname } = new URL(endpoint);
  return { protocol, hostname, ...(port ? { port: Number(port) } : {}), path: pathname };
}

/** The client each room makes once, from the variables the manifest grants it. */
export function tableClient(env: Environment, requestTimeout = replyMs): TableClient {
  const client = new DynamoDBClient({
    region: env.AWS_REGION ?? 'eu-west-2',
    // A reply that never comes is a lost reply: commit() sends the same again under the same token. Unless told to throw, the SDK warns and waits on.
    requestHandler: { connectionTimeout: 1000, requestTimeout, throwOnRequestTimeout: true },
    ...(env.DYNAMODB_ENDPOINT
      ? { endpoint: partsOf(env.DYNAMODB_ENDPOINT), credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, signer: formally }
      : {}),
  });
  // It filters every request and reply for a log that nobody keeps.
  client.middlewareStack.remove('loggerMiddleware');
  // And it puts together anew for each which client asks, which an engine on this machine tells nobody.
  if (env.DYNAMODB_ENDPOINT) client.middlewareStack.remove('getUserAgentMiddleware');
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

type Waiting = { key: Key; resolve(item: Item | undefined): void; reject(error: unknown): void };

/** One council's view of the table: strongly consistent reads of base items, hints from indexes. Only stores read it, only commit() writes it. */
export class CouncilTable {
  readonly council: string;
  readonly client: TableClient;
  readonly name: string;
  readonly key: Keys;
  readonly range: Ranges;
  /** Commits made through this view; the host rings the outbox bell when it grew. */
  commits = 0;
  private waiting: Waiting[] = [];

  constructor(client: TableClient, name: string, council: string) {
    if (!/^[a-z][a-z0-9-]{1,30}$/.test(council)) throw new Error(`not a council: ${council}`);
    this.client = client;
    this.name = name;
    this.council = council;
    this.key = keysOf(council);
    this.range = rangesOf(council);
  }

  /** One item, read consistently. Reads asked for in the same turn travel in one BatchGetItem. */
  get<T>(key: Key): Promise<T | undefined> {
    return new Promise<Item | undefined>((resolve, reject) => {
      if (this.waiting.length === 0) queueMicrotask(() => setImmediate(() => void this.flush()));
      this.waiting.push({ key, resolve, reject });
    }) as Promise<T | undefined>;
  }

  private async flush(): Promise<void> {
    const all = this.waiting;
    this.waiting = [];
    const batches = Array.from({ length: Math.ceil(all.length / 100) }, (_, i) => all.slice(100 * i, 100 * (i + 1)));
    await Promise.all(batches.map((batch) => this.fetch(batch)));
  }

  private async fetch(batch: Waiting[]): Promise<void> {
    try {
      const only = batch[0];
      if (batch.length === 1 && only) {
        const { Item } = await this.client.send(new GetCommand({ TableName: this.name, Key: only.key, ConsistentRead: true }));
        only.resolve(Item);
        return;
      }
      const found = new Map<string, Item>();
      const distinct = new Map(batch.map(({ key }) => [`${key.pk}\n${key.sk}`, { pk: key.pk, sk: key.sk }]));
      let keys: Key[] = [...distinct.values()];
      for (let attempt = 0; keys.length > 0; attempt++) {
        if (attempt > 8) throw new Error('the table left keys unread after eight attempts');
        if (attempt > 0) await new Promise((done) => setTimeout(done, 2 ** attempt * 10 * Math.random()));
        const reply = await this.client.send(new BatchGetCommand({ RequestItems: { [this.name]: { Keys: keys, ConsistentRead: true } } }));
        for (const item of reply.Responses?.[this.name] ?? []) found.set(`${item.pk}\n${item.sk}`, item);
        keys = (reply.UnprocessedKeys?.[this.name]?.Keys ?? []) as Key[];
      }
      for (const { key, resolve } of batch) resolve(found.get(`${key.pk}\n${key.sk}`));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /** A range as a query. */
  private asked(range: Range) {
    const pkName = range.index ? `${range.index}pk` : 'pk';
    const skName = range.index ? `${range.index}sk` : 'sk';
    const names: Record<string, string> = { '#pk': pkName };
    const values: Record<string, unknown> = { ':pk': range.pk };
    let condition = '#pk = :pk';
    if (range.from !== undefined && range.to !== undefined) {
      condition += ' AND #sk BETWEEN :from AND :to';
      names['#sk'] = skName;
      Object.assign(values, { ':from': range.from, ':to': range.to });
    } else if (range.begins) {
      condition += ' AND begins_with(#sk, :begins)';
      names['#sk'] = skName;
      values[':begins'] = range.begins;
    }
    return {
      TableName: this.name,
      ...(range.index ? { IndexName: range.index } : { ConsistentRead: true }),
      KeyConditionExpression: condition,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    };
  }

  /** One page of a range; `after` is the cursor a previous page gave. A cursor of another range is ignored. */
  async page<T>(range: Range, options: { limit?: number; after?: string; descending?: boolean } = {}): Promise<Page<T>> {
    const start = options.after ? decodeCursor(options.after, range) : undefined;
    const reply = await this.client.send(
      new QueryCommand({
        ...this.asked(range),
        ScanIndexForward: !options.descending,
        ...(options.limit ? { Limit: options.limit } : {}),
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    return { items: (reply.Items ?? []) as T[], ...(reply.LastEvaluatedKey ? { next: encodeCursor(reply.LastEvaluatedKey) } : {}) };
  }

  /** How many items a range holds, as far as one page tells: at most `most`, and whether there are more. Nothing of them travels. */
  async count(range: Range, most: number): Promise<{ count: number; more: boolean }> {
    const reply = await this.client.send(new QueryCommand({ ...this.asked(range), Limit: most, Select: 'COUNT' }));
    return { count: reply.Count ?? 0, more: reply.LastEvaluatedKey !== undefined };
  }

  /** Every item of a range, page by page, in bounded memory; `limit` is how many are read at once, for whoever may stop early. */
  async *each<T>(range: Range, options: { descending?: boolean; limit?: number } = {}): AsyncGenerator<T> {
    let after: string | undefined;
    do {
      const page: Page<T> = await this.page<T>(range, { ...options, ...(after ? { after } : {}) });
      yield* page.items;
      after = page.next;
    } while (after);
  }

  /** Every item of a range that is known to be small. */
  async all<T>(range: Range, options: { descending?: boolean } = {}): Promise<T[]> {
    const items: T[] = [];
    for await (const item of this.each<T>(range, options)) items.push(item);
    return items;
  }
}

const encodeCursor = (key: Item): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** The start key a cursor stands for, or undefined (from the beginning) for one that was not made for this range: AWS would refuse it, the local engine would not. */
function decodeCursor(text: string, range: Range): Item | undefined {
  const parts = range.index ? ['pk', 'sk', `${range.index}pk`, `${range.index}sk`] : ['pk', 'sk'];
  const [pkName, skName] = range.index ? [`${range.index}pk`, `${range.index}sk`] : ['pk', 'sk'];
  try {
    const key = JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, string>;
    const whole =
      Object.keys(key).sort().join() === parts.sort().join() &&
      Object.entries(key).every(([name, v]) => typeof v === 'string' && v !== '' && v.length <= (name.endsWith('pk') ? 2048 : 1024));
    const position = key[skName] ?? '';
    const inside =
      range.from !== undefined && range.to !== undefined
        ? position >= range.from && position <= range.to
        : position.startsWith(range.begins ?? '');
    return whole && inside && key[pkName] === range.pk && key.pk?.startsWith(`${range.pk.split('#')[0]}#`) ? key : undefined;
  } catch {
    return undefined;
  }
}
