// What Lambda loads: the Host a room is given on AWS, its secrets, and the stream as a bell.
import { describe, expect, test, vi } from 'vitest';
import { type Cloud, start } from '../../infra/aws/shim.ts';
import type { Environment, Host } from '../../shared/context.ts';

type Call = { functionName: string; kind: string; payload: unknown };

/** A cloud that answers as told and remembers what it was asked. */
function cloud(
  given: {
    secrets?: Record<string, string>;
    reply?: { failed: boolean; payload: string };
    files?: Record<string, string[]>;
    name?: string;
  } = {},
) {
  const calls: Call[] = [];
  const opened: string[] = [];
  const fake: Cloud = {
    async invoke(functionName, kind, payload) {
      calls.push({ functionName, kind, payload: JSON.parse(payload) });
      return given.reply ?? { failed: false, payload: 'null' };
    },
    readSecret: async (arn) => given.secrets?.[arn],
    beginFile: async (bucket, key) => `upload of ${bucket}/${key}`,
    addPart: async (_bucket, key, begun, part, bytes) => `${key} ${begun} ${part} ${new TextDecoder().decode(bytes)}`,
    endFile: async (bucket, key, begun, receipts) => void opened.push(`${bucket} ${key} ${begun} ${receipts.join()}`),
    async fileMark(_bucket, key) {
      const content = given.files?.[key]?.join('');
      return content === undefined
        ? undefined
        : { size: content.length, mark: `"${content}"`, ...(given.name ? { name: given.name } : {}) };
    },
    async *openFile(bucket, key, from, mark) {
      opened.push(`${bucket} ${key} ${from} ${mark ?? 'any'}`);
      for (const chunk of given.files?.[key] ?? []) yield new TextEncoder().encode(chunk);
    },
  };
  return { calls, opened, fake };
}

/** Starts a room that keeps what it was made with and answers by `handle`. */
async function begin(
  variables: Environment,
  given: Cloud,
  handle: (event: unknown, context?: unknown) => Promise<unknown> = async () => undefined,
) {
  const made: { env: Environment; host: Host }[] = [];
  const create = (env: Environment, host: Host) => {
    made.push({ env, host });
    return { handle };
  };
  const handler = await start({ ORIGIN: 'https://bookings.example.org', ...variables }, create, given);
  const [only] = made;
  if (!only || made.length !== 1) throw new Error('a room is made once');
  return { handler, ...only };
}

describe('the host', () => {
  test('has the real time, the public origin and no demo clock, and rings no bell', async () => {
    const { host } = await begin({}, cloud().fake);
    expect(Math.abs(host.now() - Date.now())).toBeLessThan(1000);
    expect(host).toMatchObject({ origin: 'https://bookings.example.org', demo: false });
    expect(host.bell('essex')).toBeUndefined();
    expect(host.tableClient).toBeUndefined();
  });

  test('does not start without an origin: every form would be refused', async () => {
    await expect(start({}, () => ({ handle: async () => undefined }), cloud().fake)).rejects.toThrow('ORIGIN is not set');
  });

  test('calls another function by its deployed name and answers what its task answered', async () => {
    const { calls, fake } = cloud({ reply: { failed: false, payload: '{"pdf":"JVBERi0="}' } });
    const { host } = await begin({ FUNCTION_PREFIX: 'daybook-' }, fake);
    const event = { council: 'essex', task: 'render', subject: { number: 'INV-1' } };
    expect(await host.invoke('documents', event)).toEqual({ pdf: 'JVBERi0=' });
    expect(calls).toEqual([{ functionName: 'daybook-documents', kind: 'RequestResponse', payload: event }]);
  });

  test.each(['null', ''])('answers null for a task that answers nothing, as the local host does: %j', async (payload) => {
    const { host } = await begin({ FUNCTION_PREFIX: 'daybook-' }, cloud({ reply: { failed: false, payload } }).fake);
    expect(await host.invoke('payments', { council: 'essex', task: 'sweep' })).toBeNull();
  });

  test.each([
    ['{"errorType":"RangeError","errorMessage":"no such run","trace":[]}', 'RangeError', 'RangeError: no such run'],
    ['{"errorType":"card-service-unavailable","errorMessage":"x"}', 'card-service-unavailable', 'card-service-unavailable: x'],
    ['{"errorMessage":"Task timed out after 300.00 seconds"}', 'Error', 'Task timed out after 300.00 seconds'],
    ['killed', 'Error', 'killed'],
    ['null', 'Error', 'null'],
    ['{}', 'Error', '{}'],
    ['{"errorType":7}', 'Error', '{"errorType":7}'],
  ])('throws when the task failed, under its error’s own name as the local host does: %s', async (payload, name, message) => {
    const { host } = await begin({ FUNCTION_PREFIX: 'daybook-' }, cloud({ reply: { failed: true, payload } }).fake);
    const failed = host.invoke('invoicing', { council: 'essex', task: 'advance-run' });
    await expect(failed).rejects.toMatchObject({ name, message: `invoicing failed at advance-run: ${message}` });
  });

  test('hands a task over without waiting for what it does', async () => {
    const { calls, fake } = cloud({ reply: { failed: false, payload: '' } });
    const { host } = await begin({ FUNCTION_PREFIX: 'daybook-' }, fake);
    expect(await host.send('worker', { council: 'essex', task: 'work', subject: { job: 'job_1' } })).toBeUndefined();
    expect(calls).toMatchObject([{ functionName: 'daybook-worker', kind: 'Event' }]);
  });

  test('opens an upload by its name, in chunks', async () => {
    const { opened, fake } = cloud({ files: { 'uploads/gias.csv': ['URN,', 'LA'] } });
    const { host } = await begin({ FILES_BUCKET: 'files' }, fake);
    const chunks: string[] = [];
    for await (const chunk of host.openFile('gias.csv')) chunks.push(new TextDecoder().decode(chunk));
    expect(chunks).toEqual(['URN,', 'LA']);
    for await (const chunk of host.openFile('gias.csv', 4, '"mark"')) expect(chunk.length).toBeGreaterThan(0);
    expect(opened).toEqual(['files uploads/gias.csv 0 any', 'files uploads/gias.csv 4 "mark"']);
  });

  test('knows an upload’s size and its mark; an empty one is what a form leaves that was sent without a file', async () => {
    const { host } = await begin(
      { FILES_BUCKET: 'files' },
      cloud({ files: { 'uploads/gias.csv': ['URN,', 'LA'], 'uploads/none': [] } }).fake,
    );
    expect(await Promise.all(['gias.csv', 'none', 'gone'].map((key) => host.fileMark(key)))).toEqual([
      { size: 6, mark: '"URN,LA"' },
      undefined,
      undefined,
    ]);
  });

  test.each([
    ['edubasealldata20261120.csv', 'edubasealldata20261120.csv'],
    ['=?UTF-8?B?w4ZsZmd5dGgsIE5vdmVtYmVyLmNzdg==?=', 'Ælfgyth, November.csv'],
    ['=?UTF-8?Q?=C3=86lf_gyth?= =?UTF-8?Q?.csv?=', 'Ælf gyth.csv'],
  ])('knows what its sender called it: %s', async (name, plain) => {
    const { host } = await begin({ FILES_BUCKET: 'files' }, cloud({ files: { 'uploads/gias.csv': ['URN'] }, name }).fake);
    expect(await host.fileMark('gias.csv')).toMatchObject({ name: plain });
  });

  test('gives a page what it needs to send a file to the bucket, and says where that leads', async () => {
    const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
    const { host, env } = await begin({ FILES_BUCKET: 'files', AWS_REGION: 'eu-west-2', ...credentials }, cloud().fake);
    expect(host.filesOrigin).toBe('https://files.s3.eu-west-2.amazonaws.com');
    const { action, fields } = await host.uploadForm('gias.csv', { bytes: 10, returnTo: '/essex/schools/imports?a=b' });
    expect(action).toBe(`${host.filesOrigin}/`);
    expect(fields).toMatchObject({
      key: 'uploads/gias.csv',
      success_action_redirect: 'https://bookings.example.org/essex/schools/imports?a=b',
      'x-amz-security-token': 't',
    });
    await expect(host.uploadForm('gias.csv', { bytes: 10, returnTo: 'https://evil.example/' })).rejects.toThrow('this deployment');
    // The room itself is told none of it.
    expect(env).toEqual({ AWS_REGION: 'eu-west-2' });
  });

  test('writes a file in parts under the room’s folder of the bucket, and says where it is fetched', async () => {
    const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
    const { opened, fake } = cloud();
    const { host } = await begin({ FILES_BUCKET: 'files', AWS_REGION: 'eu-west-2', ...credentials }, fake);
    const begun = await host.beginFile('exports/a.ndjson');
    const receipt = await host.addPart('exports/a.ndjson', begun, 1, Buffer.from('x'));
    await host.endFile('exports/a.ndjson', begun, [receipt]);
    expect(opened).toEqual([
      'files uploads/exports/a.ndjson upload of files/uploads/exports/a.ndjson uploads/exports/a.ndjson upload of files/uploads/exports/a.ndjson 1 x',
    ]);
    const url = new URL(await host.fileAddress('exports/a.ndjson', 'ledger.ndjson'));
    expect(url.origin + url.pathname).toBe(`${host.filesOrigin}/uploads/exports/a.ndjson`);
    expect(url.searchParams.get('response-content-disposition')).toBe('attachment; filename="ledger.ndjson"');
  });

  test('says so when a room asks for what the manifest does not grant', async () => {
    const { host } = await begin({}, cloud().fake);
    expect(() => host.openFile('gias.csv')).toThrow('grants this function no files');
    await expect(host.fileMark('gias.csv')).rejects.toThrow('grants this function no files');
    await expect(host.uploadForm('gias.csv', { bytes: 1, returnTo: '/' })).rejects.toThrow('grants this function no files');
    await expect(host.beginFile('a')).rejects.toThrow('grants this function no files');
    await expect(host.fileAddress('a', 'b')).rejects.toThrow('grants this function no files');
    expect(host.filesOrigin).toBeUndefined();
    await expect(host.invoke('documents', { council: 'essex', task: 'render' })).rejects.toThrow(
      'grants this function no call of documents',
    );
    await expect(host.send('worker', { council: 'essex', task: 'work' })).rejects.toThrow('grants this function no call of worker');
  });
});

describe('what a room is told', () => {
  test('the value of each secret it is granted, and not where it lies', async () => {
    const { env } = await begin(
      {
        TABLE_NAME: 'daybook',
        AWS_REGION: 'eu-west-2',
        SECRET_STRIPE: 'arn:stripe',
        SECRET_QUOTE_KEY: 'arn:quote',
        FUNCTION_PREFIX: 'daybook-',
        HOME: '/root',
      },
      cloud({ secrets: { 'arn:stripe': '{"essex":{}}', 'arn:quote': 'k1' } }).fake,
    );
    expect(env).toEqual({ TABLE_NAME: 'daybook', AWS_REGION: 'eu-west-2', STRIPE_SECRETS: '{"essex":{}}', QUOTE_KEY: 'k1' });
  });

  test('nothing of a secret that has no value yet, and the log says which', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { env } = await begin({ TABLE_NAME: 'daybook', SECRET_SIGN_IN: 'arn:sign-in' }, cloud().fake);
    expect(env).toEqual({ TABLE_NAME: 'daybook' });
    expect(said.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
      { level: 'error', event: 'secret-without-value', secret: 'sign-in' },
    ]);
    said.mockRestore();
  });
});

describe('an event', () => {
  const record = (pk: string, SequenceNumber: string, eventName = 'INSERT') => ({
    eventName,
    dynamodb: { Keys: { pk: { S: pk }, sk: { S: 'x' } }, SequenceNumber },
  });

  test('that is a request or a task goes to the room as it came, with Lambda’s own context', async () => {
    const handle = vi.fn(async () => ({ statusCode: 200 }));
    const { handler } = await begin({}, cloud().fake, handle);
    const [request, task, lambdaContext] = [
      { version: '2.0', routeKey: 'ANY /{council}' },
      { council: 'essex', task: 'sweep' },
      { awsRequestId: '1' },
    ];
    expect(await handler(request, lambdaContext)).toEqual({ statusCode: 200 });
    await handler(task, lambdaContext);
    expect(handle.mock.calls).toEqual([
      [request, lambdaContext],
      [task, lambdaContext],
    ]);
  });

  test('of the stream rings once per council, whatever the number of records', async () => {
    const handle = vi.fn(async (_event: unknown) => ({ sent: 1 }));
    const { handler } = await begin({}, cloud().fake, handle);
    const Records = [
      record('essex#OUTBOX#doc_1', '1'),
      record('essex#OUTBOX#doc_2', '2', 'MODIFY'),
      record('kent#OUTBOX#doc_3', '3'),
      record('norfolk#OUTBOX#doc_4', '4', 'REMOVE'),
      record('norfolk#BOOKING#bkg_1', '5'),
      {},
    ];
    expect(await handler({ Records }, {})).toEqual({ batchItemFailures: [] });
    expect(handle.mock.calls.map(([event]) => event)).toEqual([
      { council: 'essex', task: 'deliver' },
      { council: 'kent', task: 'deliver' },
    ]);
  });

  test('of the stream that fails for one council comes again from its first record, and the others are rung', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const rung: unknown[] = [];
    const { handler } = await begin({}, cloud().fake, async (event) => {
      const { council } = event as { council: string };
      if (council === 'essex') throw new RangeError('what Alex Marsh typed');
      rung.push(council);
    });
    const Records = [
      record('kent#OUTBOX#a', '1'),
      record('essex#OUTBOX#a', '2'),
      record('essex#OUTBOX#b', '3'),
      record('norfolk#OUTBOX#a', '4'),
    ];
    expect(await handler({ Records }, {})).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(rung).toEqual(['kent', 'norfolk']);
    expect(said.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
      { level: 'error', event: 'bell-not-answered', council: 'essex', error: 'RangeError' },
    ]);
    said.mockRestore();
  });
});
