// What befalls a worker and its transactions, in any order: a client of the table that suffers it, and a worker that lives on. What the tests of crashes share.
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import type { TableClient } from '../shared/table.ts';

export class Crash extends Error {}
/** What befalls a transaction: nothing, the process dies before or after it, its reply is lost, or another transaction was in the way. */
export type Mishap = 'none' | 'before' | 'after' | 'lost' | 'conflict';
export const mishap = fc.constantFrom<Mishap>('none', 'none', 'before', 'after', 'lost', 'conflict');
export const sliceLengths = fc.array(fc.constantFrom(0, 0, 2, 50), { minLength: 1, maxLength: 3 });
export const workers = fc.constantFrom(1, 1, 2);

/** A client that sends as `send` does, and is the same otherwise. */
export const sendingBy = <C>(client: TableClient, send: (command: C) => Promise<unknown>): TableClient =>
  new Proxy(client, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) });

/** A client that suffers the mishaps one after the other, one for each transaction that is sent. */
export function suffering(client: TableClient, mishaps: readonly Mishap[]): { client: TableClient; suffered: number } {
  let next = 0;
  const send = async (command: unknown) => {
    if (!(command instanceof TransactWriteCommand)) return client.send(command as TransactWriteCommand);
    const befalls = mishaps[next++] ?? 'none';
    if (befalls !== 'none') state.suffered += 1;
    if (befalls === 'before') throw new Crash();
    if (befalls === 'conflict')
      throw Object.assign(new Error(), { name: 'TransactionCanceledException', CancellationReasons: [{ Code: 'TransactionConflict' }] });
    const reply = await client.send(command);
    if (befalls === 'after') throw new Crash();
    if (befalls === 'lost') throw Object.assign(new Error(), { name: 'TimeoutError' });
    return reply;
  };
  const state = { client: sendingBy(client, send), suffered: 0 };
  return state;
}

/** What some work comes to, or nothing where its process died in the middle. */
export async function alive<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Crash) return undefined;
    throw error;
  }
}
