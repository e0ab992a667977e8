// A DynamoDB engine on this machine: found in a fixed order, answering before it is handed out, and never left behind
// when its owner ends, however the owner ends.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type Socket } from 'node:net';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import project from '../../package.json' with { type: 'json' };

export type Engine = {
  endpoint: string;
  /** How the engine was found, to print at start. */
  kind: string;
  stop(): Promise<void>;
};

export type EngineOptions = {
  /** Where the tables are kept; in memory without it. */
  file?: string;
  environment?: Environment;
  /** AWS's own DynamoDB Local and nothing else, for a second opinion on what the usual engine answers. */
  only?: 'dynamodb-local';
};

type Environment = Readonly<Record<string, string | undefined>>;
type Program = { kind: string; command: (port: number, file?: string) => [string, ...string[]] };
type Claim = { engine: number; host: number; command: string[] };

const windows = process.platform === 'win32';
const javaRemedy =
  'Set DYNAMODB_LOCAL_DIR to the folder holding DynamoDBLocal.jar and have java on the PATH, or set DYNAMODB_ENDPOINT to a running engine.';
const published = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64'];

/**
 * Starts the engine, or joins the one `DYNAMODB_ENDPOINT` names. Tables are kept in `file`, or in memory without one.
 * Throws one line saying what to do when no engine can be had, or when a living process already holds the file.
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const environment = options.environment ?? process.env;
  const given = environment.DYNAMODB_ENDPOINT;
  if (given && options.only === undefined) {
    if (!(await answers(given, 2_000))) {
      throw new Error(`DYNAMODB_ENDPOINT is ${given}, but nothing answers there. Start that engine, or unset DYNAMODB_ENDPOINT.`);
    }
    return { endpoint: given, kind: 'DYNAMODB_ENDPOINT', stop: async () => {} };
  }
  const program = options.only === 'dynamodb-local' ? dynamoDbLocal(environment) : findProgram(environment);
  if (program === undefined) throw new Error(`DynamoDB Local was not found. ${javaRemedy}`);
  const file = options.file === undefined ? undefined : resolve(options.file);
  if (file) {
    mkdirSync(dirname(file), { recursive: true });
    await endOrphan(file);
  }
  // A port found free can be taken before the engine binds it, so another is tried before its own words are shown.
  let words = '';
  for (let attempt = 0; attempt < 3; attempt++) {
    const started = await run(program, await freePort(), file);
    if (typeof started !== 'string') return started;
    words = started;
  }
  throw new Error(`The DynamoDB engine (${program.kind}) did not start. It said: ${words || 'nothing'}`);
}

/** Creates the one table with its two indexes, as deployed; a table that is already there is left as it is. */
export async function createTable(endpoint: string, tableName: string): Promise<void> {
  const { AWS_ACCESS_KEY_ID = 'local', AWS_SECRET_ACCESS_KEY = 'local', AWS_REGION = 'eu-west-2' } = process.env;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const client = new DynamoDBClient({ endpoint, region: AWS_REGION, credentials });
  const keys = (pk: string, sk: string) => [
    { AttributeName: pk, KeyType: 'HASH' as const },
    { AttributeName: sk, KeyType: 'RANGE' as const },
  ];
  const index = (name: string) => ({
    IndexName: name,
    KeySchema: keys(`${name}pk`, `${name}sk`),
    Projection: { ProjectionType: 'ALL' as const },
  });
  const attributes = ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk'];
  try {
    const created = await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: attributes.map((name) => ({ AttributeName: name, AttributeType: 'S' as const })),
        KeySchema: keys('pk', 'sk'),
        GlobalSecondaryIndexes: [index('gsi1'), index('gsi2')],
      }),
    );
    if (created.TableDescription?.TableStatus !== 'ACTIVE') {
      await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 2 }, { TableName: tableName });
    }
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  } finally {
    client.destroy();
  }
}

/** The first engine this machine offers, in the order a person would expect to be able to overrule it. */
function findProgram(environment: Environment): Program {
  const dynoxide = (kind: string, path: string): Program => ({
    kind,
    command: (port, file) => [path, '--host', '127.0.0.1', '--port', String(port), ...(file ? ['--db-path', file] : [])],
  });
  const named = environment.DYNOXIDE_BIN;
  if (named) {
    if (!existsSync(named)) throw new Error(`DYNOXIDE_BIN is ${named}, but there is no such file. Correct it, or unset DYNOXIDE_BIN.`);
    return dynoxide(`DYNOXIDE_BIN ${named}`, resolve(named));
  }
  const executable = windows ? 'dynoxide.exe' : 'dynoxide';
  const platform = `${process.platform}-${process.arch}`;
  const packaged = packagedEngine(`@dynoxide/${platform}`, executable);
  if (packaged) return dynoxide(`@dynoxide/${platform}`, packaged);
  const installed = onPath(environment, executable);
  if (installed) return dynoxide(installed, installed);

  const java = dynamoDbLocal(environment);
  if (java) return java;
  const remedy = published.includes(platform)
    ? `Run: npm install --no-save @dynoxide/${platform}@${project.optionalDependencies['@dynoxide/linux-x64']}`
    : javaRemedy;
  throw new Error(`No DynamoDB engine was found for ${platform}. ${remedy}`);
}

function dynamoDbLocal(environment: Environment): Program | undefined {
  const folder = environment.DYNAMODB_LOCAL_DIR;
  const java = onPath(environment, windows ? 'java.exe' : 'java');
  if (!folder || !java || !existsSync(join(folder, 'DynamoDBLocal.jar'))) return undefined;
  const jar = [`-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`, '-jar', join(folder, 'DynamoDBLocal.jar')];
  return {
    kind: `DynamoDB Local in ${folder} (it listens on every network interface, not on this machine alone)`,
    command: (port, file) => {
      const place = file ? ['-dbPath', dirname(file)] : ['-inMemory'];
      return [java, ...jar, '-port', String(port), '-sharedDb', '-disableTelemetry', ...place];
    },
  };
}

function packagedEngine(name: string, executable: string): string | undefined {
  try {
    const path = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), executable);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function onPath(environment: Environment, executable: string): string | undefined {
  const folders = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, executable)).find((path) => existsSync(path));
}

/** The running engine, or what it said when it ended before it answered. */
async function run(program: Program, port: number, file: string | undefined): Promise<Engine | string> {
  const command = program.command(port, file);
  const child = leash(command);
  const ended = new Promise<void>((done) => {
    child.once('close', () => done());
    child.once('error', () => done());
  });
  let words = '';
  child.once('error', (error) => {
    words += error.message;
  });
  // A greeting proves that the answer comes from this process and not from another that took the port a moment earlier.
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece) => {
      if (words.length < 2_000) words += piece;
    });
  }
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  const endpoint = `http://127.0.0.1:${port}`;
  const running = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const patience = Date.now() + 30_000;
  while (running() && !(words && (await answers(endpoint, 1_000)) && running())) {
    if (Date.now() > patience) child.kill('SIGKILL');
    await pause(5);
  }
  if (!running()) {
    process.off('exit', end);
    await ended;
    return words.trim();
  }
  // The engine alone never keeps its owner alive: a script that has finished ends, and takes the engine with it.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as Socket).unref();
  if (file) writeFileSync(claimPath(file), JSON.stringify({ engine: child.pid ?? 0, host: process.pid, command } satisfies Claim));
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    process.off('exit', end);
    end();
    const stubborn = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(stubborn);
    if (file) rmSync(claimPath(file), { force: true });
  };
  return { endpoint, kind: program.kind, stop: () => (stopped ??= stop()) };
}

/**
 * Starts a command that ends when this process does. A handler for exit never runs after SIGKILL, so a shell holds the
 * other end of a pipe and ends the engine when the pipe closes. The engine takes the shell's own process id, and its own
 * process group, so that Ctrl-C reaches the host first and the host may still write while it closes.
 */
function leash(command: [string, ...string[]]): ChildProcess {
  const [program, ...rest] = command;
  if (windows) return spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  const watch = 'exec 3<&0; (read -r _ <&3; kill $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null';
  return spawn('/bin/sh', ['-c', watch, 'engine', ...command], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
}

const claimPath = (file: string) => `${file}.pid`;

/** Ends the engine that a killed host left on this file; refuses when its host still lives. */
async function endOrphan(file: string): Promise<void> {
  if (!existsSync(claimPath(file))) return;
  const claim = readClaim(file);
  const running = claim && lookUp(claim.engine);
  // Process ids are used again: only the very command that was started is ours to end.
  if (claim && running && (running.command === claim.command.join('\0') || running.command === claim.command.join(' '))) {
    if (running.parent === claim.host) {
      throw new Error(`${file} is already in use by process ${claim.host}. Stop that one first.`);
    }
    process.kill(claim.engine, 'SIGTERM');
    const patience = Date.now() + 5_000;
    while (lookUp(claim.engine)) {
      if (Date.now() > patience) process.kill(claim.engine, 'SIGKILL');
      await pause(20);
    }
  }
  rmSync(claimPath(file), { force: true });
}

function readClaim(file: string): Claim | undefined {
  try {
    const claim: Claim = JSON.parse(readFileSync(claimPath(file), 'utf8'));
    return Number.isInteger(claim.engine) && claim.engine > 1 && Array.isArray(claim.command) ? claim : undefined;
  } catch {
    return undefined;
  }
}

/** The process behind an id, or nothing when it has ended or this platform does not say. */
function lookUp(id: number): { parent: number; command: string } | undefined {
  try {
    if (existsSync('/proc/self/stat')) {
      const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').replace(/\0$/, '');
      const [state, parent] = readFileSync(`/proc/${id}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return state === 'Z' ? undefined : { parent: Number(parent), command };
    }
    const [, parent, command] =
      execFileSync('ps', ['-o', 'ppid=,command=', '-p', String(id)], { encoding: 'utf8' }).match(/^\s*(\d+) (.*)$/m) ?? [];
    return command ? { parent: Number(parent), command } : undefined;
  } catch {
    return undefined;
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Whether anything speaks HTTP there within the time; every engine answers some status to a bare GET. */
async function answers(endpoint: string, withinMs: number): Promise<boolean> {
  const patience = Date.now() + withinMs;
  do {
    try {
      const reply = await fetch(endpoint, { signal: AbortSignal.timeout(Math.max(1, patience - Date.now())) });
      await reply.arrayBuffer();
      return true;
    } catch {
      await pause(Math.min(5, withinMs));
    }
  } while (Date.now() < patience);
  return false;
}
