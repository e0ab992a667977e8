// On AWS a built function signs each call to the table with its own credentials. An engine on this machine checks no signature, so one is checked here.
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { bundle, bundlePath } from '../../infra/bundle.ts';
import type { Environment, Host } from '../../shared/context.ts';
import type { Create, Room } from '../../shared/http.ts';
import { noFiles } from '../files.ts';

type Asked = { headers: IncomingHttpHeaders; body: string };
const asked: Asked[] = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const piece of request) body += piece;
  asked.push({ headers: request.headers, body });
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
});
let room: Room;

const none = async (): Promise<never> => {
  throw new Error('nobody is asked here');
};

beforeAll(async () => {
  await bundle({ only: ['officers'] });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');
  vi.stubEnv('AWS_SESSION_TOKEN', 'a-session');
  const { create } = (await import(pathToFileURL(bundlePath('officers')).href)) as { create: Create };
  const host: Host = {
    ...noFiles,
    now: () => Date.now(),
    origin: 'https://bookings.example.org',
    demo: false,
    invoke: none,
    send: none,
    bell() {},
  };
  const env: Environment = { TABLE_NAME: 'daybook', AWS_REGION: 'eu-west-2' };
  room = create(env, host);
});
afterEach(() => {
  asked.length = 0;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The signature of a call with these headers and this body, worked out anew from the public description of Signature Version 4. */
function signatureOf({ headers, body }: Asked, secret: string): string {
  const [, scope = '', names = ''] = /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), /.exec(headers.authorization ?? '') ?? [];
  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((from, part) => createHmac('sha256', from).update(part).digest(), `AWS4${secret}`);
  return createHmac('sha256', key).update(text).digest('hex');
}

test('each call carries the signature of its own body, date and credentials', async () => {
  await room.handle({ council: 'essex', task: 'register-officer', subject: {} }).catch(() => undefined);
  const [call] = asked;
  if (!call) throw new Error('the table was not asked');
  const { authorization = '', host: _host, ...rest } = call.headers;
  const day = String(rest['x-amz-date']).slice(0, 8);
  expect(authorization).toContain(`Credential=AKIDEXAMPLE/${day}/eu-west-2/dynamodb/aws4_request, `);
  expect(authorization).toMatch(/SignedHeaders=[^,]*host;[^,]*x-amz-date;x-amz-security-token;x-amz-target/);
  expect(rest['x-amz-security-token']).toBe('a-session');
  const signed = /Signature=(\w+)$/.exec(authorization)?.[1];
  expect(signed).toBe(signatureOf(call, 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'));
  expect(signed).not.toBe(signatureOf({ ...call, body: `${call.body} ` }, 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'));
});
