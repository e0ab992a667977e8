// What a store can ask of the table: reads that travel together, ranges page by page, cursors that cannot lead astray, councils that cannot meet.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit, put } from '../../shared/commit.ts';
import type { OfficerId } from '../../shared/ids.ts';
import {
  accessPatterns,
  CouncilTable,
  type Item,
  type Key,
  keysOf,
  type Range,
  rangesOf,
  shardOf,
  shards,
  type TableClient,
  tableClient,
} from '../../shared/table.ts';
import { testTable } from '../engine.ts';

let client: TableClient;
let tableName = '';
let table: CouncilTable;

beforeEach(async () => {
  const made = await testTable();
  tableName = made.tableName;
  client = tableClient({ DYNAMODB_ENDPOINT: made.endpoint });
  table = new CouncilTable(client, tableName, 'essex');
});
afterEach(() => client.destroy());

const key = (sk: string, pk = 'essex#TEST'): Key => ({ pk, sk });
const letters = ['a', 'b', 'c', 'd', 'e'];

async function store(items: (Key & Item)[], into = table): Promise<void> {
  for (let i = 0; i < items.length; i += 100)
    await commit(
      into,
      items.slice(i, i + 100).map(({ pk, sk, ...item }) => put({ pk, sk }, item)),
    );
}

/** The inputs of every read that goes to the engine, by what it is. */
function reads(): { name: string; input: Item }[] {
  const seen: { name: string; input: Item }[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      seen.push({ name: String(context.commandName), input: args.input as Item });
      return next(args);
    },
    { step: 'initialize', name: 'reads' },
  );
  return seen;
}

type BatchInput = { RequestItems: Record<string, { Keys: Key[]; ConsistentRead?: boolean }> };
const keysAsked = ({ input }: { input: Item }) => (input as BatchInput).RequestItems[tableName]?.Keys ?? [];

test.each([
  ['', '/'],
  ['/', '/'],
  ['/kept/', '/kept/'],
])('an engine whose address ends with %j is asked at %j', async (end, path) => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.host, request.url);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const there = tableClient({ DYNAMODB_ENDPOINT: `http://${host}${end}` });
  try {
    expect(await new CouncilTable(there, tableName, 'essex').get(key('a'))).toBeUndefined();
    expect(asked).toEqual([host, path]);
  } finally {
    there.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

describe('reads of one turn travel together', () => {
  test('one read is a GetItem, and consistent', async () => {
    await store([{ ...key('a'), n: 1 }]);
    const seen = reads();
    expect(await table.get(key('a'))).toEqual({ ...key('a'), n: 1 });
    expect(seen).toMatchObject([{ name: 'GetItemCommand', input: { ConsistentRead: true } }]);
  });

  test('several are one BatchGetItem, consistent, each answered with its own item or with nothing', async () => {
    await store(letters.map((sk, n) => ({ ...key(sk), n })));
    const seen = reads();
    const found = await Promise.all(['e', 'missing', 'a', 'c', 'a'].map((sk) => table.get<{ n: number }>(key(sk))));
    expect(found.map((item) => item?.n)).toEqual([4, undefined, 0, 2, 0]);
    expect(seen).toMatchObject([{ name: 'BatchGetItemCommand', input: { RequestItems: { [tableName]: { ConsistentRead: true } } } }]);
    expect(seen.map((one) => keysAsked(one).length)).toEqual([4]);
  });

  test('even those asked for after a promise that was already kept', async () => {
    const seen = reads();
    await Promise.all([table.get(key('a')), Promise.resolve().then(() => table.get(key('b')))]);
    expect(seen.map(({ name }) => name)).toEqual(['BatchGetItemCommand']);
  });

  test('reads of later turns are asked anew and see what was written between', async () => {
    expect(await table.get(key('a'))).toBeUndefined();
    await store([{ ...key('a'), n: 1 }]);
    expect(await table.get(key('a'))).toMatchObject({ n: 1 });
  });

  test('more than a hundred are asked for a hundred at a time', async () => {
    const all = Array.from({ length: 250 }, (_, n) => ({ ...key(String(n)), n }));
    await store(all);
    const seen = reads();
    const found = await Promise.all(all.map(({ sk }) => table.get<{ n: number }>(key(sk))));
    expect(found.map((item) => item?.n)).toEqual(all.map(({ n }) => n));
    expect(seen.map((one) => keysAsked(one).length)).toEqual([100, 100, 50]);
  });

  test('what the engine leaves unread is asked for again', async () => {
    await store(letters.map((sk, n) => ({ ...key(sk), n })));
    const seen = reads();
    client.middlewareStack.add(
      (next) => async (args) => {
        const asked = (args.input as BatchInput).RequestItems[tableName]?.Keys ?? [];
        if (asked.length === 1) return next(args);
        // Like a reply over 16 MB: the first key is answered and the rest are given back.
        const [first, ...rest] = asked;
        const reply = await next({ ...args, input: { RequestItems: { [tableName]: { Keys: [first], ConsistentRead: true } } } });
        Object.assign(reply.output as object, { UnprocessedKeys: { [tableName]: { Keys: rest } } });
        return reply;
      },
      { step: 'initialize', name: 'unprocessed', priority: 'low' },
    );
    const found = await Promise.all(letters.map((sk) => table.get<{ n: number }>(key(sk))));
    expect(found.map((item) => item?.n)).toEqual([0, 1, 2, 3, 4]);
    expect(seen.map((one) => keysAsked(one).length)).toEqual([5, 4, 3, 2, 1]);
  });

  test('a failed read fails everybody who waited for it, and nobody after', async () => {
    let isDown = true;
    client.middlewareStack.add(
      (next) => async (args) => {
        if (isDown) throw new Error('the engine is down');
        return next(args);
      },
      { step: 'initialize', name: 'down' },
    );
    const outcomes = await Promise.allSettled(letters.map((sk) => table.get(key(sk))));
    expect(outcomes.map(({ status }) => status)).toEqual(letters.map(() => 'rejected'));
    isDown = false;
    expect(await Promise.all(letters.map((sk) => table.get(key(sk))))).toEqual(letters.map(() => undefined));
  });
});

const whole: Range = { pk: 'essex#TEST' };
const named = async (range: Range, options?: Parameters<CouncilTable['page']>[1]) =>
  (await table.page<Key>(range, options)).items.map(({ sk }) => sk);

describe('a range is read in order, by its sort keys', () => {
  beforeEach(() =>
    store([
      ...letters.map((letter) => ({ ...key(`x#${letter}`), gsi1pk: 'essex#INDEX', gsi1sk: `z#${letter}` })),
      ...letters.map((letter) => ({ ...key(`y#${letter}`) })),
      { ...key('x#a', 'essex#OTHER') },
    ]),
  );

  test.each<[string, Range, string[]]>([
    ['the whole partition', whole, [...letters.map((l) => `x#${l}`), ...letters.map((l) => `y#${l}`)]],
    ['what begins alike', { ...whole, begins: 'y#' }, letters.map((l) => `y#${l}`)],
    ['from one to another, both included', { ...whole, from: 'x#b', to: 'x#d' }, ['x#b', 'x#c', 'x#d']],
    ['nothing between', { ...whole, from: 'x#f', to: 'x#z' }, []],
    ['another partition', { pk: 'essex#OTHER' }, ['x#a']],
    ['an index', { index: 'gsi1', pk: 'essex#INDEX', begins: 'z#' }, letters.map((l) => `x#${l}`)],
    ['part of an index', { index: 'gsi1', pk: 'essex#INDEX', from: 'z#d', to: 'z#z' }, ['x#d', 'x#e']],
  ])('%s', async (_, range, expected) => {
    expect(await named(range)).toEqual(expected);
    expect(await named(range, { descending: true })).toEqual(expected.toReversed());
    expect((await table.all<Key>(range)).map(({ sk }) => sk)).toEqual(expected);
  });

  test('base items are read consistently, an index is not asked to be', async () => {
    const seen = reads();
    await table.page(whole);
    await table.page({ index: 'gsi1', pk: 'essex#INDEX' });
    expect(seen.map(({ input }) => [input.IndexName, input.ConsistentRead])).toEqual([
      [undefined, true],
      ['gsi1', undefined],
    ]);
  });

  test.each<[string, Range, boolean]>([
    ['a partition', { ...whole, begins: 'x#' }, false],
    ['a partition, last first', { ...whole, begins: 'x#' }, true],
    ['an index', { index: 'gsi1', pk: 'essex#INDEX' }, false],
    ['an index, last first', { index: 'gsi1', pk: 'essex#INDEX' }, true],
  ])('%s, two at a time, neither loses nor repeats', async (_, range, descending) => {
    const seen: string[] = [];
    let after: string | undefined;
    for (let pages = 0; pages === 0 || after; pages++) {
      expect(pages).toBeLessThan(5);
      const page = await table.page<Key>(range, { limit: 2, descending, ...(after ? { after } : {}) });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ sk }) => sk));
      after = page.next;
    }
    const expected = letters.map((l) => `x#${l}`);
    expect(seen).toEqual(descending ? expected.toReversed() : expected);
  });

  test('a cursor is safe in an address', async () => {
    const { next } = await table.page(whole, { limit: 3 });
    expect(next).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  test.each<[string, Range, unknown]>([
    ['before what begins alike', { ...whole, begins: 'y#' }, { pk: 'essex#TEST', sk: 'x#c' }],
    ['after what begins alike', { ...whole, begins: 'y#' }, { pk: 'essex#TEST', sk: 'z#a' }],
    ['before the stretch', { ...whole, from: 'y#a', to: 'y#e' }, { pk: 'essex#TEST', sk: 'x#e' }],
    ['after the stretch', { ...whole, from: 'y#a', to: 'y#e' }, { pk: 'essex#TEST', sk: 'y#f' }],
    ['of the base table for an index', { index: 'gsi1', pk: 'essex#INDEX' }, { pk: 'essex#TEST', sk: 'x#c' }],
  ])('a cursor %s never reaches the engine, which on AWS would refuse it', async (_, range, cursor) => {
    const seen = reads();
    expect(await named(range, { after: encoded(cursor) })).toHaveLength(5);
    expect(seen.map(({ input }) => input.ExclusiveStartKey)).toEqual([undefined]);
  });

  test.each<[string, string]>([
    ['of another partition', encoded({ pk: 'essex#OTHER', sk: 'x#a' })],
    ['of another council', encoded({ pk: 'wessex#TEST', sk: 'x#c' })],
    ['of an index', encoded({ pk: 'essex#OTHER', sk: 'x#c', gsi1pk: 'essex#TEST', gsi1sk: 'z#c' })],
    ['that holds more than text', encoded({ pk: 'essex#TEST', sk: { S: 'x#c' } })],
    ['without its sort key', encoded({ pk: 'essex#TEST' })],
    ['with a sort key of nothing', encoded({ pk: 'essex#TEST', sk: '' })],
    ['with more than a key', encoded({ pk: 'essex#TEST', sk: 'x#c', more: 'y' })],
    ['that is nothing', encoded(null)],
    ['that is no JSON', Buffer.from('{').toString('base64url')],
    ['that is not even base64', '<script>'],
  ])('a cursor %s is ignored: the list begins at its beginning', async (_, after) => {
    expect(await named(whole, { limit: 2, after })).toEqual(['x#a', 'x#b']);
  });
});

test('each() goes through pages the engine cuts at a megabyte, and asks for no more than it is read', async () => {
  const filling = 'x'.repeat(300_000);
  for (const letter of letters) await store([{ ...key(letter), filling }]);
  const seen = reads();
  const found: string[] = [];
  for await (const item of table.each<Key>(whole)) found.push(item.sk);
  expect(found).toEqual(letters);
  expect(seen.length).toBeGreaterThan(1);

  seen.length = 0;
  for await (const item of table.each<Key>(whole, { descending: true })) {
    expect(item.sk).toBe('e');
    break;
  }
  expect(seen).toHaveLength(1);
});

describe('councils cannot meet', () => {
  test('every key and every range of a council begins with its name', () => {
    const unlike = (texts: unknown[]) => texts.map((text) => String(text)).filter((text) => !text.startsWith('essex#'));
    const keys = Object.values(keysOf('essex')).map((make) => (make as (...parts: string[]) => Key)('x', 'y', 'z').pk);
    const ranges = Object.values(rangesOf('essex')).map((make) => (make as (...parts: string[]) => Range)('x', 'y', 'z').pk);
    expect([unlike(keys), unlike(ranges)]).toEqual([[], []]);
  });

  test('each range says which question it answers', () => {
    expect(Object.keys(accessPatterns).sort()).toEqual(Object.keys(rangesOf('essex')).sort());
  });

  test.each(['', 'Essex', 'essex#', 'essex/', '1essex', 'e', 'x'.repeat(32), 'essex coast'])(
    '%j is no council, and has no table',
    (slug) => {
      expect(() => new CouncilTable(client, tableName, slug)).toThrow('not a council');
    },
  );

  test('the same officer’s diary in two councils is two diaries', async () => {
    const wessex = new CouncilTable(client, tableName, 'wessex');
    const [officer, from] = ['off_ada' as OfficerId, '2026-11-24' as CivilDate];
    await store([{ pk: 'wessex#OFFICER#off_ada', sk: 'SLOT#2026-11-24#am' }], wessex);
    expect(await wessex.all(wessex.range.diary(officer, from, from))).toHaveLength(1);
    expect(await table.all(table.range.diary(officer, from, from))).toEqual([]);
  });
});

test('work is spread over sixteen shards, the same way each time, and about evenly', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 1_600; i++) {
    const shard = shardOf(`sch_${900_000 + i}`);
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(Array.from({ length: shards }, (_, i) => String(i).padStart(2, '0')));
  expect(Math.max(...counts.values())).toBeLessThan(200);
  expect(shardOf('sch_990001')).toBe(shardOf('sch_990001'));
});
