// Uploads on the local host: only whoever was given the form may write, only under its key, no more than it allows, and in bounded memory.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type FileStore, fileStore } from '../../infra/local/files.ts';
import { openUploads, type Uploads } from '../../infra/local/upload.ts';
import { signToken } from '../../shared/token.ts';

const key = 'a-key-of-more-than-sixteen-characters';
let server: Server;
let origin: string;
let folder: string;
let files: FileStore;
let uploads: Uploads;
const failures: unknown[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    uploads.answer(request, response).catch((error: unknown) => {
      failures.push(error);
      response.destroy();
    });
  });
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});
beforeEach(() => {
  failures.length = 0;
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), 'daybook-'));
  files = fileStore(folder);
  uploads = openUploads({ origin, key, files, stylesheet: '/assets/daybook.css' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const back = '/essex/schools/imports/job_1?step=2';
const ask = (bytes = 1_000_000, name = 'essex/job_1.csv') => uploads.form(name, { bytes, returnTo: back });

function formOf(fields: Record<string, string>, file?: { name: string; content: Blob }): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file) form.append('file', file.content, file.name);
  return form;
}
const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  fetch(`${origin}/files`, { method: 'POST', body, headers, redirect: 'manual' });

async function contentOf(name: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.open(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const kept = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => !['essex'].includes(path));

test('a file is kept under the form’s key, whatever its own name is, and the browser is sent on', async () => {
  const { action, fields } = await ask();
  expect(action).toBe(`${origin}/files`);
  const content = Buffer.alloc(300_000, 'é\r\n--');
  const reply = await post(formOf(fields, { name: '../../secrets.json', content: new Blob([content]) }));
  expect(reply.status).toBe(303);
  const location = new URL(reply.headers.get('location') ?? '');
  expect(location.origin + location.pathname).toBe(`${origin}/essex/schools/imports/job_1`);
  expect(Object.fromEntries(location.searchParams)).toEqual({ step: '2', bucket: 'local', key: 'essex/job_1.csv', etag: '"local"' });
  expect((await contentOf('essex/job_1.csv')).equals(content)).toBe(true);
  // Beside it its own name, under one that is no key's.
  expect(kept()).toEqual([join('essex', '.job_1.csv.name'), join('essex', 'job_1.csv')]);
  expect(await files.mark('essex/job_1.csv')).toMatchObject({ size: content.length, name: 'secrets.json' });
});

test('a form sent without a file leads back with nothing, and what was there before stays', async () => {
  await files.put('essex/job_1.csv', Buffer.from('before'));
  const { fields } = await ask();
  for (const form of [formOf(fields), formOf(fields, { name: '', content: new Blob([]) })]) {
    const reply = await post(form);
    expect([reply.status, reply.headers.get('location')]).toEqual([303, origin + back]);
  }
  expect((await contentOf('essex/job_1.csv')).toString()).toBe('before');
});

test.each([
  [1000, 303],
  [1001, 413],
  [5_000_000, 413],
])('of a thousand bytes allowed, %i are answered %i', async (bytes, status) => {
  const { fields } = await ask(1000);
  const reply = await post(formOf(fields, { name: 'a.csv', content: new Blob([new Uint8Array(bytes)]) }));
  expect(reply.status).toBe(status);
  expect(await files.mark('essex/job_1.csv')).toEqual(
    status === 303 ? { size: bytes, mark: expect.any(String), name: 'a.csv' } : undefined,
  );
  if (status === 413) {
    const page = await reply.text();
    expect(page).toContain('The file is too large');
    expect(page).toContain('href="/essex/schools/imports/job_1?step=2"'.replace('"/', `"${origin}/`));
    expect(kept()).toEqual([]);
  }
});

describe('nothing is written', () => {
  const file = { name: 'a.csv', content: new Blob(['URN']) };
  const permit = { key: 'essex/other.csv', bytes: 10, returnTo: 'http://127.0.0.1/', until: Date.now() + 60_000 };
  test.each([
    ['without a policy', {}],
    ['with a policy of another’s making', { policy: signToken(permit, 'another-key-of-sixteen-characters') }],
    ['with a policy whose time is over', { policy: signToken({ ...permit, until: Date.now() - 1 }, key) }],
    ['with something else that was signed', { policy: signToken({ quote: 1 }, key) }],
    ['with a policy that was changed', { policy: `x${signToken(permit, key)}` }],
  ])('%s', async (_what, fields) => {
    const reply = await post(formOf(fields, file));
    expect(reply.status).toBe(403);
    expect(await reply.text()).toContain('send it within 15 minutes');
    expect(kept()).toEqual([]);
  });

  test('with a policy that comes after the file', async () => {
    const { fields } = await ask();
    const form = formOf({}, file);
    form.append('policy', fields.policy ?? '');
    expect((await post(form)).status).toBe(403);
    expect(kept()).toEqual([]);
  });

  test('under another field’s name', async () => {
    const { fields } = await ask();
    const form = formOf(fields);
    form.append('other', file.content, file.name);
    expect((await post(form)).status).toBe(403);
    expect(kept()).toEqual([]);
  });

  test('fifteen minutes later', async () => {
    const { fields } = await ask();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15 * 60_000 + 1 });
    try {
      expect((await post(formOf(fields, file))).status).toBe(403);
    } finally {
      vi.useRealTimers();
    }
    expect((await post(formOf(fields, file))).status).toBe(303);
  });

  test.each([
    ['no form', 'text/csv', 'URN'],
    ['no boundary', 'multipart/form-data', 'URN'],
    ['an empty boundary', 'multipart/form-data; boundary=', 'URN'],
    ['a form that is none', 'multipart/form-data; boundary=x', 'URN'],
    ['a form without its end', 'multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="policy"\r\n\r\nabc'],
  ])('of %s', async (_what, type, body) => {
    const reply = await post(body, { 'content-type': type });
    expect([400, 403]).toContain(reply.status);
    expect(failures).toEqual([]);
    expect(kept()).toEqual([]);
  });

  test.each([
    ['ends in the middle of the file', true],
    ['is broken off with its connection', false],
  ])('of a form that %s', async (_what, ends) => {
    const { fields } = await ask();
    const head = `--x\r\ncontent-disposition: form-data; name="policy"\r\n\r\n${fields.policy}\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`;
    const length = ends ? {} : { 'content-length': '900000' };
    await new Promise<void>((done) => {
      const { hostname, port } = new URL(origin);
      const headers = { 'content-type': 'multipart/form-data; boundary=x', ...length };
      const sending = httpRequest({ hostname, port, path: '/files', method: 'POST', headers }, (reply) => {
        expect(reply.statusCode).toBe(400);
        reply.resume().on('end', done);
      });
      sending.on('error', () => done());
      sending.write(head + 'URN,'.repeat(20_000));
      if (ends) sending.end();
      else setTimeout(() => sending.destroy(), 100);
    });
    await expect.poll(kept).toEqual([]);
    expect(failures).toEqual([]);
  });

  test('where a browser only looks', async () => {
    expect((await fetch(`${origin}/files`)).status).toBe(405);
  });
});

test('a form leads nowhere but back to this deployment, and never out of the folder', async () => {
  for (const returnTo of ['https://evil.example/', '//evil.example/', '/\\evil.example'])
    await expect(uploads.form('a.csv', { bytes: 1, returnTo })).rejects.toThrow('this deployment');
  await expect(uploads.form('../secrets.json', { bytes: 1, returnTo: '/' })).rejects.toThrow('not the key of a file');
});

test('a file comes in no faster than it is written away, so that none fills the memory', async () => {
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  let written = 0;
  const slow: FileStore = {
    ...files,
    async put(_key, content) {
      for await (const chunk of content as AsyncIterable<Uint8Array>) {
        written += chunk.length;
        await released;
      }
    },
  };
  uploads = openUploads({ origin, key, files: slow, stylesheet: '' });
  const { fields } = await ask(200_000_000);
  const head = `--x\r\ncontent-disposition: form-data; name="policy"\r\n\r\n${fields.policy}\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`;
  let sentMb = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sentMb === 0) controller.enqueue(Buffer.from(head));
      controller.enqueue(sentMb < 150 ? new Uint8Array(1_000_000) : Buffer.from('\r\n--x--\r\n'));
      if (sentMb === 150) controller.close();
      sentMb += 1;
    },
  });
  const options = {
    method: 'POST',
    body,
    duplex: 'half',
    redirect: 'manual',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  };
  const reply = fetch(`${origin}/files`, options as RequestInit);
  await expect.poll(() => written).toBeGreaterThan(0);
  await new Promise((done) => setTimeout(done, 500));
  // What has left so far lies in the sockets of both sides.
  expect(sentMb).toBeLessThan(40);
  release();
  expect((await reply).status).toBe(303);
  expect(written).toBe(150_000_000);
});

describe('a file that a room has written', () => {
  const address = (key = 'exports/essex/job_1.ndjson', name = 'ledger.ndjson') => uploads.address(key, name);

  test('is fetched at its address under the name it was given, whole and byte by byte', async () => {
    const content = Buffer.alloc(300_000, 'é\n');
    const begun = await files.begin('exports/essex/job_1.ndjson');
    const receipts = [
      await files.add('exports/essex/job_1.ndjson', begun, 1, Buffer.from('another try')),
      await files.add('exports/essex/job_1.ndjson', begun, 2, content.subarray(100_000)),
    ];
    // A part that is written again takes the place of the first try.
    await files.add('exports/essex/job_1.ndjson', begun, 1, content.subarray(0, 100_000));
    expect(await files.mark('exports/essex/job_1.ndjson')).toBeUndefined();
    await files.end('exports/essex/job_1.ndjson', begun, receipts);
    const reply = await fetch(await address());
    expect([reply.status, reply.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="ledger.ndjson"']);
    expect(Buffer.from(await reply.arrayBuffer()).equals(content)).toBe(true);
    // Nothing is left of the parts.
    expect(readdirSync(join(folder, 'exports', 'essex'))).toEqual(['job_1.ndjson']);
  });

  test('is not fetched without an address, with an altered one, after its time, or once it has gone', async () => {
    await files.put('exports/essex/job_1.ndjson', Buffer.from('x'));
    const fresh = await address();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 16 * 60_000 });
    const old = await address();
    vi.useRealTimers();
    const forged = signToken(
      { fetch: 'exports/essex/job_1.ndjson', name: 'x', until: Date.now() + 60_000 },
      'another-key-of-sixteen-or-more',
    );
    const upload = (await ask()).fields.policy ?? '';
    for (const url of [`${origin}/files`, `${fresh}x`, old, `${origin}/files?leave=${forged}`, `${origin}/files?leave=${upload}`])
      expect((await fetch(url)).status, url).toBe(405);
    const gone = await uploads.address('exports/essex/job_2.ndjson', 'x');
    expect((await fetch(gone)).status).toBe(405);
    expect((await fetch(fresh)).status).toBe(200);
  });

  test('is given no name that could end a header', async () => {
    await expect(address('exports/a', 'x"; y')).rejects.toThrow();
    await expect(address('../secrets.json')).rejects.toThrow('not the key of a file');
  });
});
