// The entry that is built beside every bundle gives its room the host its grants ask for, loads no more of the SDK than that, and stays small.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { functions } from '../../functions/manifest.ts';
import { assemble } from '../../infra/aws/assemble.ts';

describe('the built entry', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-entry-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const sdk = (name: string, text: string) => {
    write(
      `node_modules/@aws-sdk/${name}/package.json`,
      JSON.stringify({ name: `@aws-sdk/${name}`, type: 'module', exports: './index.js' }),
    );
    write(`node_modules/@aws-sdk/${name}/index.js`, `globalThis.loaded ??= []; globalThis.loaded.push('${name}');\n${text}`);
  };

  beforeAll(async () => {
    for (const name of ['one', 'other'])
      write(`modules/@myriaddreamin/typst-ts-node-compiler${name === 'one' ? '' : '-linux-x64-gnu'}/index.js`, name);
    for (const { name } of functions) mkdirSync(join(folder, 'built', name), { recursive: true });
    await assemble((name) => (name === 'outbox' ? folder : join(folder, 'built', name)), join(folder, 'modules'));
    sdk(
      'client-lambda',
      `export class InvokeCommand { constructor(input) { this.input = input; } }
       export class LambdaClient { async send({ input }) {
         const failed = input.FunctionName.endsWith('broken');
         const payload = failed ? { errorType: 'Error', errorMessage: 'broken' } : input;
         return { Payload: new TextEncoder().encode(JSON.stringify(payload)), ...(failed ? { FunctionError: 'Unhandled' } : {}) };
       } }`,
    );
    sdk(
      'client-secrets-manager',
      `export class GetSecretValueCommand { constructor(input) { this.input = input; } }
       export class SecretsManagerClient { async send({ input }) {
         if (input.SecretId === 'arn:empty') throw Object.assign(new Error('no value'), { name: 'ResourceNotFoundException' });
         if (input.SecretId === 'arn:denied') throw Object.assign(new Error('not yours'), { name: 'AccessDeniedException' });
         return { SecretString: 'value of ' + input.SecretId };
       } }`,
    );
    sdk(
      'client-s3',
      `export class GetObjectCommand { constructor(input) { this.input = input; } }
       export class HeadObjectCommand { constructor(input) { this.head = input; } }
       export class CreateMultipartUploadCommand { constructor(input) { this.create = input; } }
       export class UploadPartCommand { constructor(input) { this.part = input; } }
       export class CompleteMultipartUploadCommand { constructor(input) { this.complete = input; } }
       let whole;
       const failing = (name) => { throw Object.assign(new Error(name), { name }); };
       export class S3Client { async send({ input, head, create, part, complete }) {
         if (create) return { UploadId: 'up-' + create.Key };
         if (part) return { ETag: part.UploadId + '#' + part.PartNumber + '#' + new TextDecoder().decode(part.Body) };
         if (complete) { whole = complete; return {}; }
         if (head?.Key.endsWith('written')) return { ContentLength: JSON.stringify(whole.MultipartUpload.Parts).length, ETag: '"w"' };
         if (head) return head.Key.endsWith('a.csv') ? { ContentLength: 7, ETag: '"e"', Metadata: { filename: 'a school.csv' } } : failing(head.Key.endsWith('gone') ? 'NotFound' : 'AccessDenied');
         if (input.IfMatch && input.IfMatch !== '"e"') failing('PreconditionFailed');
         if (input.Range) return input.Range === 'bytes=4-' ? { Body: (async function* () { yield new TextEncoder().encode('rest'); })() } : failing('InvalidRange');
         if (input.Key.endsWith('missing')) failing('NoSuchKey');
         return input.Key.endsWith('gone') ? {} : { Body: (async function* () { yield new TextEncoder().encode(input.Bucket + '/' + input.Key); })() };
       } }`,
    );
    // A room that answers what it was told to try, with what came of it.
    write(
      'index.mjs',
      `const settle = async (work) => { try { return await work(); } catch (error) { return 'threw ' + (error.name === 'Error' ? '' : error.name + ': ') + error.message; } };
       const read = async (chunks) => { let text = ''; for await (const chunk of chunks) text += new TextDecoder().decode(chunk); return text; };
       export const create = (env, host) => ({ async handle(event) {
         return { env, loaded: globalThis.loaded ?? [], origin: host.origin,
           invoked: await settle(() => host.invoke('documents', event)), broken: await settle(() => host.invoke('broken', event)),
           file: await settle(() => read(host.openFile('a.csv'))), gone: await settle(() => read(host.openFile('gone'))),
           rest: await settle(() => read(host.openFile('a.csv', 4))), beyond: await settle(() => read(host.openFile('a.csv', 99))),
           missing: await settle(() => read(host.openFile('missing'))), mark: await settle(() => host.fileMark('a.csv')),
           written: await settle(async () => { const begun = await host.beginFile('b'); const receipt = await host.addPart('b', begun, 1, new TextEncoder().encode('x'));
             await host.endFile('b', begun, [receipt]); return [receipt, (await host.fileMark('written')).size]; }),
           marked: await settle(() => read(host.openFile('a.csv', 0, '"e"'))), replaced: await settle(() => read(host.openFile('a.csv', 0, '"f"'))),
           noMark: await settle(async () => String(await host.fileMark('gone'))), denied: await settle(() => host.fileMark('denied')) };
       } });`,
    );
    write(
      'run.mjs',
      `const { handler } = await import('./entry.mjs'); console.log(JSON.stringify(await handler({ council: 'essex', task: 'try' }, {})));`,
    );
  });

  const run = async (variables: Record<string, string>) => {
    const env = { PATH: process.env.PATH ?? '', ORIGIN: 'https://bookings.example.org', ...variables };
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'run.mjs')], { env });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  };

  test('gives a room with every grant a host that reaches the SDK', async () => {
    const told = await run({
      TABLE_NAME: 'daybook',
      FUNCTION_PREFIX: 'daybook-',
      FILES_BUCKET: 'files',
      SECRET_STRIPE: 'arn:stripe',
      SECRET_SIGN_IN: 'arn:empty',
    });
    expect(told).toMatchObject({
      env: { TABLE_NAME: 'daybook', STRIPE_SECRETS: 'value of arn:stripe' },
      origin: 'https://bookings.example.org',
      invoked: { FunctionName: 'daybook-documents', InvocationType: 'RequestResponse', Payload: '{"council":"essex","task":"try"}' },
      broken: 'threw broken failed at try: Error: broken',
      file: 'files/uploads/a.csv',
      gone: 'threw uploads/gone came without a body',
      rest: 'rest',
      beyond: '',
      missing: 'threw NoSuchKey: NoSuchKey',
      mark: { size: 7, mark: '"e"', name: 'a school.csv' },
      marked: 'files/uploads/a.csv',
      replaced: 'threw FileChanged: another file stands under uploads/a.csv',
      written: ['up-uploads/b#1#x', JSON.stringify([{ ETag: 'up-uploads/b#1#x', PartNumber: 1 }]).length],
      noMark: 'undefined',
      denied: 'threw AccessDenied: AccessDenied',
    });
    expect(told.env).not.toHaveProperty('SIGN_IN_SECRETS');
    expect(told.loaded.sort()).toEqual(['client-lambda', 'client-s3', 'client-secrets-manager']);
  });

  test('loads no part of the SDK for a room without grants', async () => {
    const told = await run({ TABLE_NAME: 'daybook' });
    expect(told).toMatchObject({ env: { TABLE_NAME: 'daybook' }, loaded: [], file: 'threw the manifest grants this function no files' });
  });

  test('does not start a room whose secret may not be read', async () => {
    await expect(run({ SECRET_STRIPE: 'arn:denied' })).rejects.toThrow('not yours');
  });

  test('stands beside every bundle, is small, and leaves no half-written file', () => {
    expect(readFileSync(join(folder, 'entry.mjs')).length).toBeLessThan(16 * 1024);
    for (const { name } of functions.filter((each) => !['outbox', 'documents'].includes(each.name)))
      expect(readdirSync(join(folder, 'built', name))).toEqual(['entry.mjs']);
  });

  test('comes with the native packages of documents, for the Linux that Lambda runs', () => {
    const brought = readdirSync(join(folder, 'built', 'documents'), { recursive: true, encoding: 'utf8' });
    expect(brought.filter((path) => path.endsWith('index.js')).sort()).toEqual([
      join('node_modules', '@myriaddreamin', 'typst-ts-node-compiler-linux-x64-gnu', 'index.js'),
      join('node_modules', '@myriaddreamin', 'typst-ts-node-compiler', 'index.js'),
    ]);
  });

  test('is not made on a machine that lacks one of them: the message says what to run', async () => {
    const missing = assemble((name) => join(folder, 'built', name === 'outbox' ? 'worker' : name), join(folder, 'nothing'));
    await expect(missing).rejects.toThrow(
      /npm install --no-save --os=linux --cpu=x64 --libc=glibc @myriaddreamin\/typst-ts-node-compiler@\d/,
    );
  });
});
