// The engine is found in the promised order, holds what it is given, and never outlives its owner.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTable, type Engine, startEngine } from '../../infra/local/engine.ts';
import { testTable } from '../engine.ts';

const platform = `@dynoxide/${process.platform}-${process.arch}`;
const packaged = fileURLToPath(new URL(`../../node_modules/${platform}/dynoxide`, import.meta.url));
const engineModule = new URL('../../infra/local/engine.ts', import.meta.url).href;
const started: Engine[] = [];
const children: ChildProcess[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybook-engine-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(started.splice(0).map((engine) => engine.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Parameters<typeof startEngine>[0]): Promise<Engine> {
  const engine = await startEngine(options);
  started.push(engine);
  return engine;
}

function client(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: 'eu-west-2', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
}

const answers = (endpoint: string) =>
  fetch(endpoint).then(
    () => true,
    () => false,
  );

/** Waits until nothing answers there, for as long as a test may last. */
async function silence(endpoint: string): Promise<void> {
  while (await answers(endpoint)) await pause(25);
}

/** Another process that starts an engine, says where, and then does what the given line does. */
async function host(then: string, file?: string): Promise<{ child: ChildProcess; endpoint: string }> {
  const script = `import { startEngine } from ${JSON.stringify(engineModule)};
    const engine = await startEngine({ environment: {}, file: ${JSON.stringify(file)} });
    console.log(engine.endpoint);
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  const [said] = await once(child.stdout, 'data');
  return { child, endpoint: String(said).trim() };
}

describe('which engine', () => {
  const original = Object.getOwnPropertyDescriptor(process, 'arch');
  const onProcessor = (arch: string) => Object.defineProperty(process, 'arch', { value: arch, configurable: true });
  afterEach(() => {
    if (original) Object.defineProperty(process, 'arch', original);
  });

  test('an endpoint that is given is used as it is, even before a program that is named, and nothing is started', async () => {
    const server = createServer((_, reply) => reply.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const engine = await start({ environment: { DYNAMODB_ENDPOINT: endpoint, DYNOXIDE_BIN: '/nowhere' }, file: join(folder, 'tables.db') });
    expect(engine).toMatchObject({ endpoint, kind: 'DYNAMODB_ENDPOINT' });
    expect(existsSync(join(folder, 'tables.db'))).toBe(false);
    await engine.stop();
    expect(await answers(endpoint)).toBe(true);
    server.close();
  });

  test('an endpoint where nothing answers is refused by name', async () => {
    const gone = await start({ environment: {} });
    await gone.stop();
    await expect(startEngine({ environment: { DYNAMODB_ENDPOINT: gone.endpoint } })).rejects.toThrow(
      /DYNAMODB_ENDPOINT is .* nothing answers/,
    );
  });

  test('the program that DYNOXIDE_BIN names comes next, and a wrong name is not passed over in silence', async () => {
    expect((await start({ environment: { DYNOXIDE_BIN: packaged } })).kind).toBe(`DYNOXIDE_BIN ${packaged}`);
    await expect(startEngine({ environment: { DYNOXIDE_BIN: '/nowhere/dynoxide' } })).rejects.toThrow(
      /DYNOXIDE_BIN is \/nowhere\/dynoxide/,
    );
  });

  test('then the package of this platform, then dynoxide on the PATH', async () => {
    symlinkSync(packaged, join(folder, 'dynoxide'));
    const environment = { PATH: `/nowhere:${folder}` };
    expect((await start({ environment })).kind).toBe(platform);
    onProcessor('arm64');
    expect((await start({ environment })).kind).toBe(join(folder, 'dynoxide'));
  });

  test('without any of them the error names the one command for the platform', async () => {
    onProcessor('arm64');
    await expect(startEngine({ environment: {} })).rejects.toThrow('npm install --no-save @dynoxide/linux-arm64@1.2.1');
    onProcessor('riscv64');
    await expect(startEngine({ environment: {} })).rejects.toThrow(
      /No DynamoDB engine was found for linux-riscv64\. Set DYNAMODB_LOCAL_DIR/,
    );
  });

  test('a program that ends instead of answering is quoted', async () => {
    const broken = join(folder, 'broken');
    writeFileSync(broken, '#!/bin/sh\necho the disk is full >&2\nexit 3\n', { mode: 0o755 });
    await expect(startEngine({ environment: { DYNOXIDE_BIN: broken } })).rejects.toThrow(/It said: the disk is full/);
  });

  if (process.env.DYNAMODB_LOCAL_DIR) {
    test('DynamoDB Local serves when it is all there is, or when it is asked for', async () => {
      const { PATH, DYNAMODB_LOCAL_DIR } = process.env;
      onProcessor('arm64');
      const alone = await start({ environment: { PATH, DYNAMODB_LOCAL_DIR }, file: join(folder, 'tables.db') });
      expect(alone.kind).toMatch(/^DynamoDB Local/);
      await createTable(alone.endpoint, 'daybook');
      const asked = await testTable('dynamodb-local');
      const { Table } = await client(asked.endpoint).send(new DescribeTableCommand({ TableName: asked.tableName }));
      expect(Table?.TableStatus).toBe('ACTIVE');
    });
  }
});

describe('the table', () => {
  test('has its keys, two whole indexes, on-demand capacity and no stream, and asking twice changes nothing', async () => {
    const { endpoint, tableName } = await testTable();
    await createTable(endpoint, tableName);
    const { Table } = await client(endpoint).send(new DescribeTableCommand({ TableName: tableName }));
    const keys = (schema = Table?.KeySchema) => schema?.map((key) => `${key.AttributeName} ${key.KeyType}`);
    expect(keys()).toEqual(['pk HASH', 'sk RANGE']);
    const indexes = new Map((Table?.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName, index]));
    expect(keys(indexes.get('gsi1')?.KeySchema)).toEqual(['gsi1pk HASH', 'gsi1sk RANGE']);
    expect(keys(indexes.get('gsi2')?.KeySchema)).toEqual(['gsi2pk HASH', 'gsi2sk RANGE']);
    expect([...indexes.values()].map((index) => index.Projection?.ProjectionType)).toEqual(['ALL', 'ALL']);
    expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
    expect(Table?.StreamSpecification?.StreamEnabled ?? false).toBe(false);
  });

  test('each test has its own, on one engine', async () => {
    const [one, other] = await Promise.all([testTable(), testTable()]);
    expect(one.endpoint).toBe(other.endpoint);
    expect(one.tableName).not.toBe(other.tableName);
  });
});

describe('the file', () => {
  test('holds the tables across a stop and a start, and its claim is gone after the stop', async () => {
    const file = join(folder, 'deep', 'tables.db');
    const key = { pk: { S: 'council' }, sk: { S: 'half-day' } };
    const first = await start({ environment: {}, file });
    await createTable(first.endpoint, 'daybook');
    await client(first.endpoint).send(new PutItemCommand({ TableName: 'daybook', Item: { ...key, halfDays: { N: '2' } } }));
    expect(existsSync(`${file}.pid`)).toBe(true);
    await first.stop();
    expect(existsSync(`${file}.pid`)).toBe(false);
    const second = await start({ environment: {}, file });
    const { Item } = await client(second.endpoint).send(new GetItemCommand({ TableName: 'daybook', Key: key }));
    expect(Item?.halfDays).toEqual({ N: '2' });
  });

  test('is refused while a living process holds it, which goes on undisturbed', async () => {
    const file = join(folder, 'tables.db');
    const first = await start({ environment: {}, file });
    await expect(startEngine({ environment: {}, file })).rejects.toThrow(`${file} is already in use by process ${process.pid}`);
    expect(await answers(first.endpoint)).toBe(true);
  });

  test('is taken back from an engine whose host was killed', async () => {
    const file = join(folder, 'tables.db');
    const { child, endpoint } = await host('setInterval(() => {}, 1000);', file);
    const claim = JSON.parse(readFileSync(`${file}.pid`, 'utf8'));
    // Only an engine that has lost its leash as well can be orphaned.
    const watch = readFileSync(`/proc/${claim.engine}/task/${claim.engine}/children`, 'utf8').trim();
    process.kill(Number(watch), 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await pause(200);
    expect(await answers(endpoint)).toBe(true);
    const next = await start({ environment: {}, file });
    expect(await answers(endpoint)).toBe(false);
    expect(await answers(next.endpoint)).toBe(true);
  });

  test('a stranger that has been given the old process id is left alone', async () => {
    const file = join(folder, 'tables.db');
    const stranger = spawn('sleep', ['60']);
    children.push(stranger);
    writeFileSync(`${file}.pid`, JSON.stringify({ engine: stranger.pid, host: 1, command: [packaged, '--db-path', file] }));
    await start({ environment: {}, file });
    expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
  });

  test('a claim that cannot be read does not stand in the way', async () => {
    const file = join(folder, 'tables.db');
    writeFileSync(`${file}.pid`, 'half a li');
    expect(await answers((await start({ environment: {}, file })).endpoint)).toBe(true);
  });
});

describe('the engine ends', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGHUP'] as const)('when its owner is ended by %s', async (signal) => {
    const { child, endpoint } = await host('setInterval(() => {}, 1000);');
    expect(await answers(endpoint)).toBe(true);
    child.kill(signal);
    await silence(endpoint);
  });

  test.each([
    ['has nothing left to do', ''],
    ['calls exit', 'process.exit(0);'],
    ['throws', 'throw new Error("stopped");'],
  ])('when its owner %s', async (_, line) => {
    const { child, endpoint } = await host(line);
    if (child.exitCode === null) await once(child, 'exit');
    await silence(endpoint);
  });

  test('when it is stopped, though a client still holds a connection open, and stopping twice is harmless', async () => {
    const { endpoint, stop } = await start({ environment: {} });
    await createTable(endpoint, 'daybook');
    await client(endpoint).send(new DescribeTableCommand({ TableName: 'daybook' }));
    // An engine that did not end when it is asked to would be killed after a while, which here never passes.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      await Promise.all([stop(), stop()]);
    } finally {
      vi.useRealTimers();
    }
    expect(await answers(endpoint)).toBe(false);
  });
});
