// One change is one transaction whatever happens on the way: a failed condition names its refusal, and conflicts, throttles and lost replies end in exactly one commit.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { commit, commitOnce, create, maximumWrites, once, put, replace, type Write } from '../../shared/commit.ts';
import { accept } from '../../shared/decision.ts';
import { CouncilTable, type TableClient } from '../../shared/table.ts';
import { contextAt, count, type Ground, key, never, newGround, readFrom } from '../commits.ts';

let ground: Ground;
let client: TableClient;
let table: CouncilTable;
beforeEach(async () => {
  ground = await newGround();
  ({ client, table } = ground);
});
afterEach(() => {
  vi.useRealTimers();
  client.destroy();
});
const contextOf = () => contextAt(ground);
const read = (sk: string) => readFrom(ground, sk);

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
    expect(await new CouncilTable(client, ground.tableName, 'wessex').get(key('there', 'wessex'))).toBeUndefined();
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
