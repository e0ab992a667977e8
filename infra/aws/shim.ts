// What stands between Lambda and a room: the room's Host on AWS, its secrets, and the table's stream turned into rings of the bell.
import { schedules } from '../../functions/manifest.ts';
import type { Environment, FileMark, Host, TaskEvent } from '../../shared/context.ts';
import type { Create, Room } from '../../shared/http.ts';
import { credentialsOf, filesOrigin, signedAddress, uploadForm } from './presign.ts';

/** Where each secret's ARN stands among a function's variables, and the name under which the room is given its value. */
export const secretVariables = {
  'quote-key': { arn: 'SECRET_QUOTE_KEY', value: 'QUOTE_KEY' },
  'link-key': { arn: 'SECRET_LINK_KEY', value: 'LINK_KEY' },
  'sign-in': { arn: 'SECRET_SIGN_IN', value: 'SIGN_IN_SECRETS' },
  notify: { arn: 'SECRET_NOTIFY', value: 'NOTIFY_SECRETS' },
  stripe: { arn: 'SECRET_STRIPE', value: 'STRIPE_SECRETS' },
} as const;

/** Uploaded files lie under this prefix of the files bucket; a room names them without it. */
export const uploads = 'uploads/';

/** The bell: whatever the schedule for a lost bell runs each minute, the table's stream runs at once. */
export const bell = schedules.find(({ name }) => name === 'lost-bell') ?? schedules[0];

/** What the shim asks of AWS. The entry gives it the SDK's clients. */
export type Cloud = {
  invoke(functionName: string, kind: 'RequestResponse' | 'Event', payload: string): Promise<{ failed: boolean; payload: string }>;
  /** The secret's value, or undefined while the operator has not put one in. */
  readSecret(arn: string): Promise<string | undefined>;
  openFile(bucket: string, key: string, from: number, mark?: string): AsyncIterable<Uint8Array>;
  /** Its name as S3 keeps what was said of it, words in its own encoding and all. */
  fileMark(bucket: string, key: string): Promise<FileMark | undefined>;
  beginFile(bucket: string, key: string): Promise<string>;
  addPart(bucket: string, key: string, begun: string, part: number, bytes: Uint8Array): Promise<string>;
  endFile(bucket: string, key: string, begun: string, receipts: readonly string[]): Promise<void>;
};

export type LambdaHandler = (event: unknown, lambdaContext: unknown) => Promise<unknown>;

/** Makes the room once per process and answers every kind of event Lambda brings: a request, a task, or records of the table's stream. */
export async function start(variables: Environment, create: Create, cloud: Cloud): Promise<LambdaHandler> {
  const room = create(await environment(variables, cloud), host(variables, cloud));
  return (event, lambdaContext) => (isStream(event) ? ring(room, event.Records) : room.handle(event, lambdaContext));
}

/** What the room may know: the table's name, the region, and the values of the secrets it was granted. */
async function environment(variables: Environment, cloud: Cloud): Promise<Environment> {
  const granted = Object.entries(secretVariables).map(async ([name, { arn, value }]) => {
    const where = variables[arn];
    const secret = where === undefined ? undefined : await cloud.readSecret(where);
    // A room without its secret says so where it matters; the other rooms are not held up.
    if (where !== undefined && secret === undefined) tell('secret-without-value', { secret: name });
    return [value, secret] as const;
  });
  const { TABLE_NAME, AWS_REGION } = variables;
  const known = Object.entries({ TABLE_NAME, AWS_REGION, ...Object.fromEntries(await Promise.all(granted)) });
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}

function host(variables: Environment, cloud: Cloud): Host {
  const { FUNCTION_PREFIX, FILES_BUCKET, ORIGIN, AWS_REGION } = variables;
  if (ORIGIN === undefined) throw new Error('ORIGIN is not set');
  const call = (name: string, kind: 'RequestResponse' | 'Event', event: TaskEvent) => {
    if (FUNCTION_PREFIX === undefined) throw new Error(`the manifest grants this function no call of ${name}`);
    return cloud.invoke(`${FUNCTION_PREFIX}${name}`, kind, JSON.stringify(event));
  };
  const bucket = () => {
    if (FILES_BUCKET === undefined) throw new Error('the manifest grants this function no files');
    return FILES_BUCKET;
  };
  return {
    now: () => Date.now(),
    async invoke(name, event) {
      const { failed, payload } = await call(name, 'RequestResponse', event);
      if (failed) throw failureOf(`${name} failed at ${event.task}`, payload);
      return JSON.parse(payload === '' ? 'null' : payload);
    },
    async send(name, event) {
      await call(name, 'Event', event);
    },
    bell: () => {},
    openFile: (key, from = 0, mark) => cloud.openFile(bucket(), `${uploads}${key}`, from, mark),
    async fileMark(key) {
      const { name, ...found } = (await cloud.fileMark(bucket(), `${uploads}${key}`)) ?? { size: 0 };
      // A form sent without choosing a file leaves an empty one.
      if (found.size === 0 || !('mark' in found)) return undefined;
      return { ...found, ...(name ? { name: plainName(name) } : {}) };
    },
    async uploadForm(key, { bytes, returnTo }) {
      const to = new URL(returnTo, ORIGIN);
      if (to.origin !== ORIGIN) throw new Error('an upload leads back to this deployment and nowhere else');
      return uploadForm(
        { bucket: bucket(), region: AWS_REGION ?? '', key: `${uploads}${key}`, bytes, returnTo: to.href, now: Date.now() },
        credentialsOf(variables),
      );
    },
    beginFile: async (key) => cloud.beginFile(bucket(), `${uploads}${key}`),
    addPart: async (key, begun, part, bytes) => cloud.addPart(bucket(), `${uploads}${key}`, begun, part, bytes),
    endFile: async (key, begun, receipts) => cloud.endFile(bucket(), `${uploads}${key}`, begun, receipts),
    async fileAddress(key, name) {
      const region = AWS_REGION ?? '';
      const query = { 'response-content-disposition': `attachment; filename="${name}"` };
      const download = { origin: filesOrigin(bucket(), region), region, key: `${uploads}${key}`, query, now: Date.now() };
      return signedAddress(download, credentialsOf(variables));
    },
    ...(FILES_BUCKET && AWS_REGION ? { filesOrigin: filesOrigin(FILES_BUCKET, AWS_REGION) } : {}),
    origin: ORIGIN,
    demo: false,
  };
}

/** S3 gives what is no ASCII back as encoded words (RFC 2047), of UTF-8 as base64 or with each byte as `=C3`. */
const plainName = (name: string): string =>
  name.replaceAll(/\?=\s+=\?utf-8\?[bq]\?/gi, '').replaceAll(/=\?utf-8\?(b|q)\?([^?]*)\?=/gi, (_, how: string, text: string) =>
    how.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString()
      : Buffer.from(
          text.replaceAll('_', ' ').replaceAll(/=([0-9A-F]{2})/gi, (_byte, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        ).toString(),
  );

/** The task's error under its own name, which says why to whoever called. Lambda tells of it as JSON; a process that ended early leaves something else. */
function failureOf(what: string, payload: string): Error {
  const { errorType, errorMessage } = parsed(payload);
  const why = [errorType, errorMessage].filter((part) => typeof part === 'string').join(': ') || payload;
  return Object.assign(new Error(`${what}: ${why}`), typeof errorType === 'string' && errorType !== '' ? { name: errorType } : {});
}

function parsed(payload: string): { errorType?: unknown; errorMessage?: unknown } {
  try {
    return Object(JSON.parse(payload));
  } catch {
    return {};
  }
}

type StreamRecord = { eventName?: string; dynamodb?: { Keys?: { pk?: { S?: string } }; SequenceNumber?: string } };

const isStream = (event: unknown): event is { Records: StreamRecord[] } =>
  typeof event === 'object' && event !== null && 'Records' in event && Array.isArray(event.Records);

/**
 * Rings once per council seen, whatever the number of records: the outbox looks for itself what is due. A council whose ring failed is told to
 * Lambda by its first record, so that its records come again and the others' are not lost with it.
 */
async function ring(room: Room, records: StreamRecord[]): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const first = new Map<string, string>();
  for (const { eventName, dynamodb } of records) {
    const [council, kind] = dynamodb?.Keys?.pk?.S?.split('#') ?? [];
    if (council === undefined || kind !== 'OUTBOX' || eventName === 'REMOVE') continue;
    if (!first.has(council)) first.set(council, dynamodb?.SequenceNumber ?? '');
  }
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const [council, itemIdentifier] of first) {
    try {
      await room.handle({ council, task: bell.task } satisfies TaskEvent);
    } catch (error) {
      // The name alone: a message may hold what a person typed.
      tell('bell-not-answered', { council, error: error instanceof Error ? error.name : 'Error' });
      batchItemFailures.push({ itemIdentifier });
    }
  }
  return { batchItemFailures };
}

const tell = (event: string, fields: Record<string, unknown>) => console.error(JSON.stringify({ level: 'error', event, ...fields }));
