// One change is one transaction whatever happens on the way: a failed condition names its refusal, and conflicts, throttles and lost replies end in exactly one commit.
import { createHash } from 'node:crypto';
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Change, change, commit, commitOnce, create, maximumWrites, once, put, replace, type Write } from '../../shared/commit.ts';
import { type Context, daybookItself } from '../../shared/context.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import { CouncilTable, type Item, type Key, type TableClient, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';

let endpoint = '';
let tableName = '';
let client: TableClient;
let table: CouncilTable;

beforeEach(async () => {
  ({ endpoint, tableName } = await testTable());
  client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
  table = new CouncilTable(client, tableName, 'essex');
});
afterEach(() => {
  vi.useRealTimers();
  client.destroy();
});

const key = (sk: string, council = 'essex'): Key => ({ pk: `${council}#TEST`, sk });
const read = (sk: string) => new CouncilTable(client, tableName, 'essex').get<Item>(key(sk));
/** Adds one to a counter that starts at nothing: a second application of the same transaction shows. */
const count = (sk: string): Write => ({
  op: 'update',
  key: key(sk),
  expression: 'ADD #n :one',
  names: { '#n': 'n' },
  values: { ':one': 1 },
  refusal: { name: 'wrong-state' },
});
const never = (sk: string, refusal: Write['refusal'], final = false): Write => ({
  op: 'check',
  key: key(sk),
  condition: { expression: 'attribute_exists(pk)' },
  refusal,
  final,
});

type Fault = 'before' | 'after';
const named = (name: string, more: object = {}) => Object.assign(new Error(`injected ${name}`), { name }, more);
const cancelled = (code: string) => named('TransactionCanceledException', { CancellationReasons: [{ Code: 'None' }, { Code: code }] });
const faults: [string, () => Error][] = [
  ['a transaction conflict', () => cancelled('TransactionConflict')],
  ['a throttled item', () => cancelled('ThrottlingError')],
  ['an item over its provision', () => cancelled('ProvisionedThroughputExceeded')],
  ['a throttled request', () => named('ThrottlingException')],
  ['a request limit', () => named('RequestLimitExceeded')],
  ['a transaction still in progress', () => named('TransactionInProgressException')],
  ['a failure inside the engine', () => named('InternalServerError')],
  ['a timeout', () => named('TimeoutError')],
];

/** Makes the first `times` transactions fail before or after they reach the engine. Answers how many were sent, counting the failed ones. */
function inject(fault: () => Error, when: Fault, times: number): { sent: number } {
  const seen = { sent: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!('TransactItems' in (args.input as object))) return next(args);
      seen.sent += 1;
      if (seen.sent > times) return next(args);
      if (when === 'after') await next(args);
      throw fault();
    },
    { step: 'initialize', name: 'inject' },
  );
  return seen;
}

/** The body of every transaction that leaves for the engine. */
function bodies(): string[] {
  const sent: string[] = [];
  client.middlewareStack.add(
    (next) => async (args) => {
      const request = args.request as { body?: unknown; headers: Record<string, string> };
      if (request.headers['x-amz-target']?.endsWith('TransactWriteItems')) sent.push(new TextDecoder().decode(request.body as Uint8Array));
      return next(args);
    },
    { step: 'finalizeRequest', name: 'bodies' },
  );
  return sent;
}

describe('a transaction is all or nothing, and says which write failed', () => {
  test('puts, updates, deletes and checks land together', async () => {
    await commit(table, [put(key('old'), { n: 1 }), put(key('there'), { n: 1 })]);
    const outcome = await commit(table, [
      create(key('new'), { n: 1 }, 'session-taken'),
      count('counter'),
      { op: 'delete', key: key('old'), refusal: { name: 'wrong-state' } },
      never('there', { name: 'wrong-state' }),
    ]);
    expect(outcome).toEqual({ ok: true });
    expect(await Promise.all(['new', 'counter', 'old', 'there'].map(read))).toEqual([
      { ...key('new'), n: 1 },
      { ...key('counter'), n: 1 },
      undefined,
      { ...key('there'), n: 1 },
    ]);
    expect(table.commits).toBe(2);
  });

  test.each([0, 1, 2])('the condition of write %i is told by its own refusal, and nothing is written', async (failing) => {
    await commit(table, [put(key(`w${failing}`), { taken: true })]);
    const writes = ([['session-taken'], ['no-free-days-left'], ['already-posted']] as const).map(([name], i) =>
      create(key(`w${i}`), { n: i }, { name, detail: `write ${i}` }),
    );
    const outcome = await commit(table, writes);
    expect(outcome).toEqual({ ok: false, index: failing, write: writes[failing] });
    for (const i of [0, 1, 2]) if (i !== failing) expect(await read(`w${i}`)).toBeUndefined();
    expect(table.commits).toBe(1);
    expect(await commitOnce(table, writes)).toEqual({ ok: false, refusal: writes[failing]?.refusal });
  });

  test('a replacement needs the version that was read', async () => {
    await commit(table, [put(key('doc'), { version: 1, text: 'first' })]);
    expect(await commit(table, [replace(key('doc'), { version: 2, text: 'second' })])).toEqual({ ok: true });
    expect(await commitOnce(table, [replace(key('doc'), { version: 2, text: 'late' })])).toEqual({
      ok: false,
      refusal: { name: 'changed-meanwhile' },
    });
    expect(await read('doc')).toMatchObject({ text: 'second' });
    expect(await commitOnce(table, [replace(key('nowhere'), { version: 2 })])).toMatchObject({ ok: false });
  });

  test('an update may bring names and values of its own beside those of its condition', async () => {
    const update: Write = {
      ...count('counter'),
      op: 'update',
      expression: 'ADD #n :one',
      condition: { expression: 'attribute_not_exists(#m) OR #m < :most', names: { '#m': 'n' }, values: { ':most': 1 } },
      refusal: { name: 'no-free-days-left' },
    };
    expect(await commitOnce(table, [update])).toMatchObject({ ok: true });
    expect(await commitOnce(table, [update])).toEqual({ ok: false, refusal: { name: 'no-free-days-left' } });
  });

  test('nothing to write is nothing done', async () => {
    expect(await commit(table, [])).toEqual({ ok: true });
    expect(table.commits).toBe(0);
  });
});

describe('what could only be a bug throws before anything is sent', () => {
  const sendsNothing = async (writes: Write[], message: string) => {
    const sent = bodies();
    await expect(commit(table, writes)).rejects.toThrow(message);
    expect(sent).toEqual([]);
  };

  test('more than a hundred writes', async () => {
    await sendsNothing(
      Array.from({ length: maximumWrites + 1 }, (_, i) => put(key(String(i)), {})),
      'at most 100 writes, not 101',
    );
  });

  test('but a hundred are one transaction', async () => {
    const writes = Array.from({ length: maximumWrites }, (_, i) => put(key(String(i)), { i }));
    expect(await commit(table, writes)).toEqual({ ok: true });
    expect(await table.all({ pk: 'essex#TEST' })).toHaveLength(100);
  });

  test('two writes of one item', async () => {
    await sendsNothing([put(key('a'), {}), put(key('b'), {}), never('a', { name: 'wrong-state' })], 'two writes of one item');
  });

  test.each(['wessex', 'essex-coast', 'esse'])('a key of another council, %s', async (council) => {
    await sendsNothing([put(key('a'), {}), put(key('b', council), {})], 'a key of another council');
  });

  test('an item cannot carry itself to another key than its write names', async () => {
    await commit(table, [put(key('here'), { ...key('there', 'wessex'), n: 1 })]);
    expect(await read('here')).toEqual({ ...key('here'), n: 1 });
    expect(await new CouncilTable(client, tableName, 'wessex').get(key('there', 'wessex'))).toBeUndefined();
  });

  test('a transaction the engine calls invalid is not a refusal', async () => {
    await expect(commit(table, [{ ...count('a'), op: 'update', expression: 'ADD nonsense' }])).rejects.toThrow();
    expect(await read('a')).toBeUndefined();
  });
});

describe.each<Fault>(['before', 'after'])('a fault %s the commit ends in exactly one commit', (when) => {
  test.each(faults)('%s, three times', async (_, fault) => {
    const seen = inject(fault, when, 3);
    const sent = bodies();
    expect(await commit(table, [create(key('new'), { n: 1 }, 'session-taken'), count('counter')])).toEqual({ ok: true });
    expect(seen.sent).toBe(4);
    expect(await read('counter')).toMatchObject({ n: 1 });
    expect(table.commits).toBe(1);
    // Byte-identical, and with the same token: that is what makes the engine apply it once.
    expect(new Set(sent).size).toBe(1);
    expect(sent[0]).toContain('ClientRequestToken');
  });

  test('an unknown error is thrown as it is, and the transaction sent only once', async () => {
    const seen = inject(() => named('ValidationException'), when, 1);
    await expect(commit(table, [count('counter')])).rejects.toThrow('injected ValidationException');
    expect(seen.sent).toBe(1);
    expect((await read('counter'))?.n).toBe(when === 'after' ? 1 : undefined);
  });

  test('once() answers the first result even when its own first sending was applied and lost', async () => {
    inject(() => named('TimeoutError'), when, 2);
    const book = () =>
      once(contextOf(), { key: 'k', payload: 1 }, async () =>
        accept({ writes: [create(key('slot'), {}, 'session-taken', true), count('counter')], result: 'booked', audit: null }),
      );
    expect(await book()).toEqual(accept('booked'));
    expect(await book()).toEqual(accept('booked'));
    expect(await read('counter')).toMatchObject({ n: 1 });
  });
});

test('a conflict beside a failed condition is the condition’s refusal', async () => {
  const reasons = [{ Code: 'TransactionConflict' }, { Code: 'ConditionalCheckFailed' }];
  inject(() => named('TransactionCanceledException', { CancellationReasons: reasons }), 'before', 1);
  const outcome = await commit(table, [put(key('a'), {}), create(key('b'), {}, 'session-taken')]);
  expect(outcome).toMatchObject({ ok: false, index: 1, write: { refusal: { name: 'session-taken' } } });
});

test('each transaction has a token of its own', async () => {
  const sent = bodies();
  await commit(table, [count('a')]);
  await commit(table, [count('a')]);
  const tokens = sent.map((body) => (JSON.parse(body) as { ClientRequestToken: string }).ClientRequestToken);
  expect(new Set(tokens).size).toBe(2);
  expect(await read('a')).toMatchObject({ n: 2 });
});

describe('conflicts without end are given up as contended', () => {
  test('after a dozen sendings', async () => {
    const seen = inject(() => cancelled('TransactionConflict'), 'before', Number.POSITIVE_INFINITY);
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    const outcome = commit(table, [count('a')]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await outcome).toEqual({ ok: false, contended: true });
    expect(seen.sent).toBe(12);
  });

  test('and never sent again when it is sixty seconds old', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    const seen = inject(
      () => {
        vi.advanceTimersByTime(31_000);
        return cancelled('TransactionConflict');
      },
      'before',
      Number.POSITIVE_INFINITY,
    );
    const outcome = commitOnce(table, [count('a')]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await outcome).toEqual({ ok: false, refusal: { name: 'contended' } });
    expect(seen.sent).toBe(2);
  });
});

describe('on a real wire', () => {
  type Cut = 'request' | 'reply' | 'half of the reply' | 'reply, with a gateway’s own page in its place' | 'reply, though nobody hangs up';

  /** A road to the engine on which the first `times` transactions are cut: before they arrive, after they were applied, or in the middle of the answer. */
  async function road(
    cut: Cut,
    times: number,
    use: (faulty: CouncilTable, seen: { sent: number; tokens: Set<string> }) => Promise<void>,
    replyMs = 400,
  ): Promise<void> {
    const seen = { sent: 0, tokens: new Set<string>() };
    const server = createServer((incoming, outgoing) => {
      const isTransaction = incoming.headers['x-amz-target']?.toString().endsWith('TransactWriteItems');
      if (isTransaction) seen.sent += 1;
      const isCut = isTransaction && seen.sent <= times;
      if (isCut && cut === 'request') return void incoming.socket.destroy();
      const body: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => body.push(chunk));
      incoming.on('end', () => isTransaction && seen.tokens.add(JSON.parse(Buffer.concat(body).toString()).ClientRequestToken));
      const onward = ask(endpoint, { method: incoming.method, path: incoming.url, headers: incoming.headers }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () => {
          if (isCut && cut === 'reply, though nobody hangs up') return;
          if (isCut && cut === 'reply') return void incoming.socket.destroy();
          if (isCut && cut.startsWith('reply,')) return void outgoing.writeHead(503).end('<html>Service Unavailable</html>');
          const body = Buffer.concat(chunks);
          outgoing.writeHead(reply.statusCode ?? 500, {
            'content-type': 'application/x-amz-json-1.0',
            'content-length': isCut ? body.length + 10 : body.length,
          });
          if (isCut) outgoing.write(body, () => incoming.socket.destroy());
          else outgoing.end(body);
        });
      });
      incoming.pipe(onward);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const faultyClient = tableClient(
      { DYNAMODB_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      cut === 'reply, though nobody hangs up' ? replyMs : undefined,
    );
    try {
      await use(new CouncilTable(faultyClient, tableName, 'essex'), seen);
    } finally {
      faultyClient.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  }

  test.each<Cut>([
    'request',
    'reply',
    'half of the reply',
    'reply, with a gateway’s own page in its place',
    'reply, though nobody hangs up',
  ])('a lost %s ends in exactly one commit', async (cut) => {
    await road(cut, 5, async (faulty, seen) => {
      expect(await commit(faulty, [create(key('new'), {}, 'session-taken'), count('counter')])).toEqual({ ok: true });
      expect(seen.sent).toBe(6);
      if (cut !== 'request') expect(seen.tokens.size).toBe(1);
    });
    expect(await read('counter')).toMatchObject({ n: 1 });
  });

  test('a table that takes every request and never answers is given up as contended, having been sent one transaction only', async () => {
    // The shortest of each wait.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    await road(
      'reply, though nobody hangs up',
      Number.POSITIVE_INFINITY,
      async (faulty, seen) => {
        expect(await commit(faulty, [count('counter')])).toEqual({ ok: false, contended: true });
        expect(seen.sent).toBeGreaterThanOrEqual(12);
        expect(seen.tokens.size).toBe(1);
      },
      20,
    );
    vi.restoreAllMocks();
    expect(await read('counter')).toMatchObject({ n: 1 });
  }, 20_000);
});

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

const contextOf = (): Context => {
  const council = { slug: 'essex' } as Context['council'];
  const logger = { info: () => undefined, error: () => undefined };
  return {
    actor: daybookItself,
    council,
    now: Date.parse('2026-11-01T10:00:00Z'),
    table: new CouncilTable(client, tableName, 'essex'),
    logger,
  };
};

describe('once() does a command once, however often it is sent', () => {
  type Result = { booking: string };
  /** Books a slot if it is free, as a room would: load, decide, commit. */
  const book = (booking: string, payload: unknown = { slot: 'a', days: [1, 2] }, slot = 'slot') => {
    const context = contextOf();
    const attempt = async (): Promise<Decision<Change<Result>>> => {
      if (await context.table.get(key(slot))) return refuse('session-taken');
      return accept({
        writes: [create(key(slot), { booking }, 'session-taken', true), count('counter')],
        result: { booking },
        audit: null,
      });
    };
    return once(context, { key: 'quote-1', payload }, attempt);
  };

  test('the same key with the same payload lands on the first result, though the second would have been refused', async () => {
    expect(await book('first')).toEqual(accept({ booking: 'first' }));
    expect(await book('second')).toEqual(accept({ booking: 'first' }));
    expect(await read('counter')).toMatchObject({ n: 1 });
  });

  test('the order of a payload’s fields does not matter, the order of its lists does', async () => {
    await book('first', { slot: 'a', days: [1, 2], more: { x: 1, y: 2 } });
    expect(await book('second', { more: { y: 2, x: 1 }, days: [1, 2], slot: 'a' })).toEqual(accept({ booking: 'first' }));
    expect(await book('second', { slot: 'a', days: [2, 1], more: { x: 1, y: 2 } })).toEqual(refuse('key-reused'));
  });

  test('the same key with another payload is refused, and changes nothing', async () => {
    await book('first');
    expect(await book('second', { slot: 'b' })).toEqual(refuse('key-reused'));
    expect(await book('second', { slot: 'b' }, 'another-slot')).toEqual(refuse('key-reused'));
    expect([await read('counter'), await read('another-slot')]).toMatchObject([{ n: 1 }, undefined]);
  });

  test('sixteen at once are one booking, and all hear of it', async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, (_, i) => book(`b${i}`)));
    const winner = answers[0];
    expect(winner?.ok).toBe(true);
    expect(answers).toEqual(answers.map(() => winner));
    expect(await read('counter')).toMatchObject({ n: 1 });
  });

  test('another council’s same key is another command', async () => {
    await book('first');
    const wessex = { ...contextOf(), table: new CouncilTable(client, tableName, 'wessex') };
    const attempt = async () => accept({ writes: [put(key('slot', 'wessex'), {})], result: { booking: 'theirs' }, audit: null });
    expect(await once(wessex, { key: 'quote-1', payload: 'anything' }, attempt)).toEqual(accept({ booking: 'theirs' }));
  });

  test('a refusal is not remembered: sent again when the way is free, it is done', async () => {
    await commit(table, [put(key('slot'), { booking: 'theirs' })]);
    expect(await book('mine')).toEqual(refuse('session-taken'));
    await commit(table, [{ op: 'delete', key: key('slot'), refusal: { name: 'wrong-state' } }]);
    expect(await book('mine')).toEqual(accept({ booking: 'mine' }));
  });

  test('a command that writes nothing else is remembered all the same', async () => {
    const results = [1, 2].map((result) => async () => accept({ writes: [], result, audit: null }));
    for (const attempt of results) expect(await once(contextOf(), { key: 'k', payload: 0 }, attempt)).toEqual(accept(1));
  });

  test('a failed condition loads and decides again', async () => {
    let tries = 0;
    const attempt = async (): Promise<Decision<Change<number>>> => {
      tries += 1;
      return accept({ writes: [tries < 3 ? never('gone', { name: 'changed-meanwhile' }) : count('counter')], result: tries, audit: null });
    };
    expect(await once(contextOf(), { key: 'k', payload: 0 }, attempt)).toEqual(accept(3));
    expect(await read('counter')).toMatchObject({ n: 1 });
  });

  test('three times at most, and then it is contended', async () => {
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      return accept({ writes: [count('counter'), never('gone', { name: 'changed-meanwhile' })], result: 0, audit: null });
    };
    expect(await once(contextOf(), { key: 'k', payload: 0 }, attempt)).toEqual(refuse('contended'));
    expect([tries, await read('counter')]).toEqual([3, undefined]);
  });

  test('a final refusal is answered at once', async () => {
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      return accept({ writes: [never('gone', { name: 'session-taken', detail: 'that one' }, true)], result: 0, audit: null });
    };
    expect(await once(contextOf(), { key: 'k', payload: 0 }, attempt)).toEqual({
      ok: false,
      refusal: { name: 'session-taken', detail: 'that one' },
    });
    expect(tries).toBe(1);
  });

  test('the record holds hashes, never the key or the payload', async () => {
    await once(contextOf(), { key: 'secret-token', payload: 'secret-words' }, async () =>
      accept({ writes: [], result: 'done', audit: null }),
    );
    const bodiesOfRecords = await new CouncilTable(client, tableName, 'essex').all({
      pk: table.key.idempotency(hashOf('secret-token')).pk,
    });
    expect(bodiesOfRecords).toMatchObject([{ type: 'idempotency', result: 'done', recordedAt: '2026-11-01T10:00:00.000Z' }]);
    expect(JSON.stringify(bodiesOfRecords)).not.toContain('secret');
  });
});

describe('change() loads and decides again when a condition fails', () => {
  const failing = (times: number, final = false) => {
    const seen = { tries: 0 };
    const attempt = async (): Promise<Decision<Change<number>>> => {
      seen.tries += 1;
      const refusal = { name: 'changed-meanwhile', detail: `try ${seen.tries}` } as const;
      return accept({
        writes: [count('counter'), ...(seen.tries <= times ? [never('gone', refusal, final)] : [])],
        result: seen.tries,
        audit: null,
      });
    };
    return { seen, attempt };
  };

  test('until it succeeds', async () => {
    const { attempt } = failing(2);
    expect(await change(contextOf(), attempt)).toEqual(accept(3));
    expect(await read('counter')).toMatchObject({ n: 1 });
  });

  test('five times at most, and then the last refusal stands', async () => {
    const { attempt, seen } = failing(9);
    expect(await change(contextOf(), attempt)).toEqual(refuse('changed-meanwhile', 'try 5'));
    expect([seen.tries, await read('counter')]).toEqual([5, undefined]);
  });

  test('but not after a final one, nor after a decision that refuses', async () => {
    const { attempt, seen } = failing(9, true);
    expect(await change(contextOf(), attempt)).toEqual(refuse('changed-meanwhile', 'try 1'));
    expect(seen.tries).toBe(1);
    expect(await change(contextOf(), async () => refuse('wrong-state'))).toEqual(refuse('wrong-state'));
  });

  test('thirty-two counting at once by version lose no count', async () => {
    await commit(table, [put(key('tally'), { version: 1 })]);
    const countOne = async () => {
      for (let tries = 0; tries < 40; tries++) {
        const context = contextOf();
        const done = await change(context, async () => {
          const item = (await context.table.get<{ version: number }>(key('tally'))) ?? { version: 0 };
          return accept({ writes: [replace(key('tally'), { version: item.version + 1 })], result: item.version + 1, audit: null });
        });
        if (done.ok) return;
      }
      throw new Error('never got through');
    };
    await Promise.all(Array.from({ length: 32 }, countOne));
    expect(await read('tally')).toMatchObject({ version: 33 });
  });
});
