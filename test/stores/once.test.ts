// once() does a command once, however often it is sent; change() loads and decides again when a condition fails, and loses nothing.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Change, change, commit, create, once, put, replace } from '../../shared/commit.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import { CouncilTable, type TableClient } from '../../shared/table.ts';
import { contextAt, count, type Ground, key, never, newGround, readFrom } from '../commits.ts';

let ground: Ground;
let client: TableClient;
let table: CouncilTable;
beforeEach(async () => {
  ground = await newGround();
  ({ client, table } = ground);
});
afterEach(() => client.destroy());
const contextOf = () => contextAt(ground);
const read = (sk: string) => readFrom(ground, sk);

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

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
    const wessex = { ...contextOf(), table: new CouncilTable(client, ground.tableName, 'wessex') };
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
    const bodiesOfRecords = await new CouncilTable(client, ground.tableName, 'essex').all({
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
