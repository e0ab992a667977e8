// What is asked within the process becomes the very event that the wire would have made of it, and the answer reads the same; the rest goes by the wire.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { directRoad } from '../../infra/local/direct.ts';
import { type Asked, eventOf, type Result, readBody, said, sendAnswer, sendMessage } from '../../infra/local/gateway.ts';
import { type Direct, type Reply, Visitor } from '../../infra/local/visitor.ts';

let server: Server;
let origin = '';
let direct: Direct;
/** How each request came, and the events that were made of them. */
let came: ('wire' | 'direct')[] = [];
let events: unknown[] = [];
let result: () => Result = () => ({});

async function answer(asked: Asked, body: Buffer | undefined): Promise<Result> {
  if (!body) return said(413, 'Request Entity Too Large');
  const { requestContext, ...event } = eventOf(asked, body);
  const { requestId: _, time: _time, timeEpoch: _epoch, ...context } = requestContext;
  events.push({ ...event, context });
  return result();
}

beforeAll(async () => {
  server = createServer((request, response) => {
    came.push('wire');
    readBody(request)
      .then((body) => answer(request, body))
      .then((answered) => sendAnswer(response, answered))
      .catch(() => sendMessage(response, 500, 'Internal Server Error'));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  direct = directRoad({
    origin,
    councils: ['essex'],
    answer: (asked, body) => {
      came.push('direct');
      return answer(asked, body);
    },
  });
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});
afterEach(() => {
  result = () => ({});
});

type Request = { path: string; method: string; headers: Record<string, string>; body?: string };
const shown = ({ status, url, headers, body, location }: Reply) => {
  const told = [...headers].filter(([name]) => name !== 'date');
  return { status, url, told, dated: headers.has('date'), body, location };
};

/** The same request by both roads: which ways it went, and what came of each. */
async function both(request: Request) {
  [came, events] = [[], []];
  const { path, ...sent } = request;
  const visitors = [new Visitor(origin), new Visitor(origin, direct)];
  const replies: Reply[] = [];
  for (const visitor of visitors) replies.push(await visitor.send(path, sent));
  const cookies = visitors.map((visitor) => [...visitor.cookies.values()].map(({ ends: _, ...cookie }) => cookie));
  return { ways: came, events, replies: replies.map(shown), cookies };
}

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/);
const name = token.map((of) => `x-${of}`);
/** What the bytes of a header can say. */
const value = fc.string({
  unit: fc.oneof(fc.integer({ min: 32, max: 126 }), fc.integer({ min: 160, max: 255 })).map((at) => String.fromCharCode(at)),
  maxLength: 30,
});
const cookie = fc.tuple(token, token, fc.constantFrom('', '; Path=/essex', '; Max-Age=60; HttpOnly', '; Max-Age=0'));

const requests = fc.record({
  path: fc.tuple(fc.array(text, { maxLength: 3 }), fc.array(fc.tuple(token, text), { maxLength: 3 })).map(([parts, query]) => {
    const search = new URLSearchParams(query).toString();
    return `/essex/${parts.map(encodeURIComponent).join('/')}${search && `?${search}`}`;
  }),
  asks: fc.oneof(
    fc.record({ method: fc.constant('GET') }),
    fc.record({ method: fc.constant('POST') }),
    fc.record({ method: fc.constant('POST'), body: text }),
  ),
  headers: fc.dictionary(fc.oneof(name, fc.constantFrom('Content-Type', 'accept', 'Origin', 'authorization', 'user-agent')), value, {
    maxKeys: 4,
  }),
});
const results = fc.record({
  statusCode: fc.constantFrom(200, 201, 204, 303, 304, 403, 422, 500),
  headers: fc.dictionary(fc.oneof(name, fc.constantFrom('content-type', 'location', 'cache-control')), value, { maxKeys: 4 }),
  cookies: fc.array(
    cookie.map(([of, to, more]) => `${of}=${to}${more}`),
    { maxLength: 3 },
  ),
  content: fc.oneof(
    fc.record({ body: fc.oneof(text, fc.constant('half of a pair: \ud83d')), isBase64Encoded: fc.constant(false) }),
    fc.record({
      body: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      isBase64Encoded: fc.constant(true),
    }),
  ),
});

test('a function is given the same event, and its answer reads the same', async () => {
  await fc.assert(
    fc.asyncProperty(requests, results, async ({ path, asks, headers }, { content, ...rest }) => {
      result = () => ({ ...rest, ...content });
      const { ways, events: made, replies, cookies } = await both({ path, ...asks, headers });
      expect(ways).toEqual(['wire', 'direct']);
      expect(made[1]).toEqual(made[0]);
      expect(replies[1]).toEqual(replies[0]);
      expect(cookies[1]).toEqual(cookies[0]);
    }),
    { numRuns: 150 },
  );
});

test('what an answer says twice is read as the wire has it: the last of two headers, and no cookie among the headers beside the others', async () => {
  for (const twice of [
    { headers: { 'X-A': '1', 'x-a': '2' } },
    { headers: { 'set-cookie': 'a=1; Path=/' } },
    { headers: { 'Set-Cookie': 'a=1; Path=/' }, cookies: ['b=2; Path=/', 'c=3; Path=/'] },
  ] as Result[]) {
    result = () => twice;
    const { ways, replies, cookies } = await both({ path: '/essex/pots', method: 'GET', headers: {} });
    expect(ways).toEqual(['wire', 'direct']);
    expect(replies[1]).toEqual(replies[0]);
    expect(cookies[1]).toEqual(cookies[0]);
  }
});

test('what is for the connection to say is refused in an answer, so that no test reads what a wire would not', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  for (const headers of [{ 'Content-Length': '1' }, { connection: 'close' }, { 'transfer-encoding': 'gzip' }] as Record<string, string>[]) {
    result = () => ({ headers, body: 'whole' });
    expect((await new Visitor(origin, direct).get('/essex/pots')).status).toBe(500);
  }
});

test('a function that fails, and an answer that no wire carries, are the gateway’s own 500', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const failing = (): Result => {
    throw new Error('broken');
  };
  for (const broken of [
    failing,
    () => ({ headers: { 'x-two': 'one\r\ntwo' } }),
    () => ({ headers: { 'x wide': 'one' } }),
    () => ({ headers: { 'x-far': '…' } }),
    () => ({ statusCode: 0 }),
    () => ({ statusCode: 1000 }),
  ]) {
    result = broken;
    const { ways, replies } = await both({ path: '/essex/pots', method: 'GET', headers: {} });
    expect(ways).toEqual(['wire', 'direct']);
    expect(replies[0]?.status).toBe(500);
    expect(replies[1]).toEqual(replies[0]);
  }
});

test('a header that no client sends is refused before it is sent', async () => {
  for (const headers of [{ 'x-two': 'one\r\ntwo' }, { 'x wide': 'one' }, { 'x-far': '…' }] as Record<string, string>[])
    for (const visitor of [new Visitor(origin), new Visitor(origin, direct)])
      await expect(visitor.send('/essex', { method: 'GET', headers })).rejects.toThrow(/[Ii]nvalid character|valid HTTP token/);
});

test.each<[string, Request]>([
  ['the host’s own pages', { path: '/demo/mailbox', method: 'GET', headers: {} }],
  ['another council’s name', { path: '/essexes/pots', method: 'GET', headers: {} }],
  ['another method', { path: '/essex/pots', method: 'HEAD', headers: {} }],
  ['a method of which a client says no length', { path: '/essex/pots', method: 'DELETE', headers: {}, body: 'x' }],
  ['a header of the connection', { path: '/essex/pots', method: 'GET', headers: { Connection: 'close' } }],
  ['another host’s name', { path: '/essex/pots', method: 'GET', headers: { Host: 'elsewhere.example' } }],
  ['a long address', { path: `/essex/${'p'.repeat(9_000)}`, method: 'GET', headers: {} }],
  ['long headers', { path: '/essex/pots', method: 'GET', headers: { 'x-long': 'h'.repeat(20_000) } }],
  ['more than a function is given', { path: '/essex/pots', method: 'POST', headers: {}, body: 'b'.repeat(6 * 1024 * 1024 + 1) }],
])('%s: left to the wire', async (_, request) => {
  const { ways } = await both(request);
  expect(ways).not.toContain('direct');
});
