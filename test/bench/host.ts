// A bench's own world: an engine, one council with its policy, services, schools and officers, and the built functions behind API Gateway events.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beginSession } from '../../functions/identity/store.ts';
import type { FunctionName } from '../../functions/manifest.ts';
import { bundlePath } from '../../infra/bundle.ts';
import { layGround } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { createTable, startEngine } from '../../infra/local/engine.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { commit } from '../../shared/commit.ts';
import type { Host, Role } from '../../shared/context.ts';
import type { Create, Room } from '../../shared/http.ts';
import { shiftedByYears } from '../../shared/policy/rules.ts';
import { CouncilTable, type TableClient, tableClient } from '../../shared/table.ts';
import { noFiles } from '../files.ts';

export const today = '2026-11-02' as CivilDate;
export const council = 'essex';

export type BenchHost = {
  client: TableClient;
  table: CouncilTable;
  tableName: string;
  endpoint: string;
  room(name: FunctionName): Promise<Room>;
  /** Signs somebody in by writing their session, and answers the cookie. */
  signIn(roles: readonly Role[], more?: { person?: string; organisation?: string; officer?: string }): Promise<string>;
  /** A JSON request as API Gateway would send it to the function. */
  call(
    name: FunctionName,
    method: string,
    path: string,
    cookie: string,
    body?: unknown,
  ): Promise<{ status: number; data: Record<string, unknown> }>;
  stop(): Promise<void>;
};

/** Starts a world with its data in a file (`file`) or in memory. */
export async function benchHost(options: { file: boolean }): Promise<BenchHost> {
  const directory = mkdtempSync(join(tmpdir(), 'daybook-bench-'));
  const engine = await startEngine(options.file ? { file: join(directory, 'table.db') } : {});
  const tableName = `bench-${randomUUID()}`;
  await createTable(engine.endpoint, tableName);
  const address = { TABLE_NAME: tableName, DYNAMODB_ENDPOINT: engine.endpoint, AWS_REGION: 'eu-west-2' };
  const client = tableClient(address);
  const table = new CouncilTable(client, tableName, council);
  await layGround(address, essex.council, today);
  const rooms = new Map<string, Promise<Room>>();
  const clock = Date.parse(`${today}T08:00:00Z`);
  const register = await readFile(new URL('../golden/gias-extract.csv', import.meta.url));
  const host: Host = {
    now: () => clock,
    invoke: async (name, event) => (await room(name as FunctionName)).handle(event),
    send: async () => {},
    bell: () => {},
    ...noFiles,
    fileMark: async () => ({ size: register.length, mark: 'only' }),
    async *openFile() {
      yield register;
    },
    origin: 'http://127.0.0.1',
    demo: false,
    tableClient: client,
  };
  const env = { ...address, QUOTE_KEY: 'bench-key-of-no-worth' };
  const room = (name: FunctionName): Promise<Room> => {
    const known =
      rooms.get(name) ?? import(pathToFileURL(bundlePath(name)).href).then(({ create }: { create: Create }) => create(env, host));
    rooms.set(name, known);
    return known;
  };
  const pack = shiftedByYears(essex.pack, 9);
  const task = async (name: FunctionName, taskName: string, subject: unknown) =>
    (await room(name)).handle({ council, task: taskName, subject });
  await task('entitlements', 'publish-policy', { pack });
  await task('catalogue', 'adopt-services', { pack });
  await task('schools', 'import-gias', { file: 'register', allAuthorities: true });
  return {
    client,
    table,
    tableName,
    endpoint: engine.endpoint,
    room,
    async signIn(roles, more = {}) {
      const token = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
      const session = {
        type: 'session',
        person: `per_${randomUUID()}`,
        name: 'A. Person',
        roles,
        ...more,
        startedAt: new Date().toISOString(),
        expiresAt: Math.floor(Date.now() / 1000) + 3600,
      };
      await commit(table, [beginSession(table, token, session as unknown as Parameters<typeof beginSession>[2])]);
      return `__Host-${council}-session=${token}`;
    },
    async call(name, method, path, cookie, body) {
      const reply = (await (await room(name)).handle(eventOf(method, path, cookie, body))) as { statusCode: number; body: string };
      return { status: reply.statusCode, data: JSON.parse(reply.body) as Record<string, unknown> };
    },
    async stop() {
      client.destroy();
      await engine.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A request as API Gateway sends it. */
export function eventOf(method: string, target: string, cookie: string, body: unknown) {
  const [path = '', query = ''] = target.split('?');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    cookies: [cookie],
    headers: { host: '127.0.0.1', 'content-type': 'application/json', accept: 'application/json', 'sec-fetch-site': 'same-origin' },
    requestContext: {
      accountId: 'bench',
      apiId: 'bench',
      domainName: '127.0.0.1',
      domainPrefix: 'bench',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

/** Runs jobs, so many at a time; answers the wall time in milliseconds. */
export async function atOnce<T>(jobs: readonly T[], concurrency: number, work: (job: T) => Promise<void>): Promise<number> {
  const started = performance.now();
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < jobs.length; i = next++) await work(jobs[i] as T);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return performance.now() - started;
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
