// Every change is one transaction. Each write carries the refusal it means if its condition fails; commit() owns the retries that the SDK does not make.
import { createHash, randomUUID } from 'node:crypto';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type AuditNote, auditWrite } from './audit.ts';
import { timestamp } from './calendar.ts';
import type { Context } from './context.ts';
import { accept, type Decision, type Refusal, refuse } from './decision.ts';
import type { RefusalName } from './problem.ts';
import type { CouncilTable, Item, Key } from './table.ts';

type Condition = { expression: string; names?: Record<string, string>; values?: Record<string, unknown> };

/** One write of a transaction. `final` refusals are not worth another look at the facts: trying again cannot help. */
export type Write =
  | { op: 'put'; key: Key; item: Item; condition?: Condition; refusal: Refusal; final?: boolean }
  | {
      op: 'update';
      key: Key;
      expression: string;
      condition?: Condition;
      names?: Record<string, string>;
      values?: Record<string, unknown>;
      refusal: Refusal;
      final?: boolean;
    }
  | { op: 'delete'; key: Key; condition?: Condition; refusal: Refusal; final?: boolean }
  | { op: 'check'; key: Key; condition: Condition; refusal: Refusal; final?: boolean };

type Named = RefusalName | Refusal;
const named = (refusal: Named): Refusal => (typeof refusal === 'string' ? { name: refusal } : refusal);

/** Puts an item that must not exist yet. */
export const create = (key: Key, item: Item, refusal: Named, final = false): Write => ({
  op: 'put',
  key,
  item,
  condition: { expression: 'attribute_not_exists(pk)' },
  refusal: named(refusal),
  final,
});

/** Puts an item whatever stood there: only for what is the same each time it is written, or is versioned by its key. */
export const put = (key: Key, item: Item): Write => ({ op: 'put', key, item, refusal: { name: 'changed-meanwhile' } });

/** Replaces an item that is still at the version that was read; the item must carry the next version. */
export const replace = (key: Key, item: Item & { version: number }, refusal: Named = 'changed-meanwhile'): Write => ({
  op: 'put',
  key,
  item,
  condition: { expression: '#version = :read', names: { '#version': 'version' }, values: { ':read': item.version - 1 } },
  refusal: named(refusal),
});

export const maximumWrites = 100;
const attemptLifetimeMs = 60_000;

type Failure = {
  name?: string;
  /** Node's word for what befell the connection; the error's name is then only `Error`. */
  code?: string;
  $metadata?: { httpStatusCode?: number };
  CancellationReasons?: { Code?: string }[];
};

const transient = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded', 'TransactionInProgress']);
const transientErrors = new Set([
  'TransactionInProgressException',
  'TransactionConflictException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'InternalFailure',
  'ServiceUnavailable',
  'TimeoutError',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'NetworkingError',
  'AbortError',
]);

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

function toInput(table: CouncilTable, writes: readonly Write[]): TransactItem[] {
  return writes.map((write): TransactItem => {
    const condition = write.condition;
    const names = { ...(condition?.names ?? {}), ...(write.op === 'update' ? (write.names ?? {}) : {}) };
    const values = { ...(condition?.values ?? {}), ...(write.op === 'update' ? (write.values ?? {}) : {}) };
    const common = {
      TableName: table.name,
      ...(condition ? { ConditionExpression: condition.expression } : {}),
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
    };
    switch (write.op) {
      case 'put':
        return { Put: { ...common, Item: { ...write.item, ...write.key } } };
      case 'update':
        return { Update: { ...common, Key: write.key, UpdateExpression: write.expression } };
      case 'delete':
        return { Delete: { ...common, Key: write.key } };
      default:
        return { ConditionCheck: { ...common, ConditionExpression: write.condition.expression, Key: write.key } };
    }
  });
}

export type Committed = { ok: true } | { ok: false; write: Write; index: number } | { ok: false; contended: true };

/**
 * Sends the writes as one transaction and answers which write's condition failed, if any. After a conflict, a throttle or a lost reply it resends
 * the byte-identical payload with the same token, with jitter, for at most 60 s of real time, so that nothing can land in a sealed day.
 */
export async function commit(table: CouncilTable, writes: readonly Write[]): Promise<Committed> {
  if (writes.length === 0) return { ok: true };
  if (writes.length > maximumWrites) throw new Error(`a transaction holds at most ${maximumWrites} writes, not ${writes.length}`);
  const seen = new Set<string>();
  for (const { key } of writes) {
    const name = `${key.pk}\n${key.sk}`;
    if (seen.has(name)) throw new Error(`two writes of one item in one transaction: ${key.pk} ${key.sk}`);
    if (!key.pk.startsWith(`${table.council}#`)) throw new Error(`a key of another council: ${key.pk}`);
    seen.add(name);
  }
  const input: TransactWriteCommandInput = { TransactItems: toInput(table, writes), ClientRequestToken: randomUUID() };
  const started = performance.now();
  for (let attempt = 0; ; attempt++) {
    try {
      await table.client.send(new TransactWriteCommand(input));
      table.commits += 1;
      return { ok: true };
    } catch (error) {
      const failure = error as Failure;
      const codes = failure.CancellationReasons?.map((reason) => reason.Code ?? 'None') ?? [];
      const index = codes.indexOf('ConditionalCheckFailed');
      const write = writes[index];
      if (write) return { ok: false, write, index };
      const retry =
        failure.name === 'TransactionCanceledException'
          ? codes.some((code) => transient.has(code))
          : transientErrors.has(failure.name ?? '') ||
            transientErrors.has(failure.code ?? '') ||
            (failure.$metadata?.httpStatusCode ?? 0) >= 500;
      if (!retry) throw error;
      const wait = Math.min(1000, 10 * 2 ** attempt) * (0.5 + Math.random());
      if (attempt >= 11 || performance.now() - started + wait > attemptLifetimeMs) return { ok: false, contended: true };
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}

const contended = refuse('contended');

/** Commits a change whose idempotency is in its own conditions (tasks, settlements); a failed condition is its refusal. */
export async function commitOnce(table: CouncilTable, writes: readonly Write[]): Promise<Decision<void>> {
  const outcome = await commit(table, writes);
  if (outcome.ok) return accept(undefined);
  return 'contended' in outcome ? contended : { ok: false, refusal: outcome.write.refusal };
}

/** What is to be written, what it comes to, and what the audit trail says of it; null where a trail of its own tells more, with the reason on the line. */
export type Change<R> = { writes: Write[]; result: R; audit: AuditNote | null };

/** The writes with the entry that tells of them; where nothing is written, there is nothing to tell. */
const told = (context: Context, { writes, audit }: Change<unknown>): Write[] =>
  audit && writes.length > 0 ? [...writes, auditWrite(context, audit)] : writes;
type Remembered = { hash: string; result: unknown };

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v,
  );

const recordKey = (table: CouncilTable, key: string): Key => table.key.idempotency(createHash('sha256').update(key).digest('base64url'));

/** What the command that was done under a client's key came to, whoever asks and whatever they sent with it; undefined when none was. */
export async function resultOf<R>(table: CouncilTable, key: string): Promise<R | undefined> {
  return (await table.get<Remembered>(recordKey(table, key)))?.result as R | undefined;
}

/**
 * Does a command once, however often it is sent. The record (key, hash of the payload, result) is written in the same transaction; a second sending
 * answers the first result, and the same key with another payload is refused as `key-reused`. A failed condition loads and decides again, at most three times.
 */
export async function once<R>(
  context: Context,
  request: { key: string; payload: unknown },
  attempt: () => Promise<Decision<Change<R>>>,
): Promise<Decision<R>> {
  const { table } = context;
  const key = recordKey(table, request.key);
  const hash = createHash('sha256').update(canonical(request.payload)).digest('base64url');
  const remembered = async (): Promise<Decision<R> | undefined> => {
    const record = await table.get<Remembered>(key);
    if (!record) return undefined;
    return record.hash === hash ? accept(record.result as R) : refuse('key-reused');
  };
  for (let tries = 0; tries < 3; tries++) {
    if (tries > 0) {
      const before = await remembered();
      if (before) return before;
    }
    const decision = await attempt();
    // A refusal may be the echo of our own first sending (it took the session, it used the free day): the record knows.
    if (!decision.ok) return (await remembered()) ?? decision;
    const record = create(
      key,
      { type: 'idempotency', hash, result: decision.value.result, recordedAt: timestamp(context.now) },
      'key-reused',
    );
    const outcome = await commit(table, [record, ...told(context, decision.value)]);
    if (outcome.ok) return accept(decision.value.result);
    if ('contended' in outcome) return contended;
    if (outcome.index === 0) {
      const before = await remembered();
      if (before) return before;
    } else if (outcome.write.final) return (await remembered()) ?? { ok: false, refusal: outcome.write.refusal };
  }
  return contended;
}

/** Like once(), for changes whose own items carry their identity: loads and decides again when a condition fails, at most five times, a little later each time. */
export async function change<R>(context: Context, attempt: () => Promise<Decision<Change<R>>>): Promise<Decision<R>> {
  const most = 5;
  for (let tries = 1; ; tries++) {
    const decision = await attempt();
    if (!decision.ok) return decision;
    const outcome = await commit(context.table, told(context, decision.value));
    if (outcome.ok) return accept(decision.value.result);
    if ('contended' in outcome) return contended;
    if (outcome.write.final || tries === most) return { ok: false, refusal: outcome.write.refusal };
    await new Promise((done) => setTimeout(done, 10 * 2 ** tries * Math.random()));
  }
}
