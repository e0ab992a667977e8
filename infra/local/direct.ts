// A road from a client in this very process to the functions, without a wire: the event is the one that the request would have become on a wire, and the
// answer reads as it would have been read from one. Whatever a wire itself has a say in is left to the wire.
import { type IncomingHttpHeaders, validateHeaderName, validateHeaderValue } from 'node:http';
import { type Asked, maximumBytes, type Result, said } from './gateway.ts';
import type { Answer, Direct, Sent } from './visitor.ts';

export type Door = {
  origin: string;
  /** The first part of the paths that are all of them the functions'. */
  councils: readonly string[];
  answer(asked: Asked, body: Buffer, path: string): Promise<Result>;
};

/** What a client says to the other end of its connection, or the connection itself is told by. */
const wires = ['connection', 'content-length', 'expect', 'host', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
/** Far below what a server takes of a request line and headers, beyond which it answers by itself. */
const mostHead = 8_000;
const none = Buffer.alloc(0);

/** Answers undefined for what must go over the wire: another host, what is not a function's, and what a server may treat in its own way. */
export function directRoad({ origin, councils, answer }: Door): Direct {
  const { host } = new URL(origin);
  return (url, sent) => {
    if (url.origin !== origin || !councils.includes(url.pathname.split('/', 2)[1] ?? '')) return undefined;
    const headers = headersOf(host, sent);
    if (headers === undefined || (sent.bytes?.length ?? 0) > maximumBytes) return undefined;
    const head = url.href.length + Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + String(value).length, 0);
    if (head > mostHead) return undefined;
    const asked = { method: sent.method, url: url.pathname + url.search, headers, socket: { remoteAddress: '127.0.0.1' } };
    return new Promise((arrives) => setImmediate(arrives)).then(() =>
      exchanged(asked, () => answer(asked, sent.bytes ?? none, url.pathname)),
    );
  };
}

/** The headers as a server reads them, or undefined for a request that a client or a server may make something else of. */
function headersOf(host: string, { method, headers, bytes }: Sent): IncomingHttpHeaders | undefined {
  if (method !== 'POST' && (method !== 'GET' || bytes)) return undefined;
  const read: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    read[name.toLowerCase()] = value.replace(/^[ \t]+|[ \t]+$/g, '');
  }
  const { 'content-length': length, ...rest } = read;
  if (Object.keys(rest).some((name) => wires.includes(name)) || (length ?? String(bytes?.length)) !== String(bytes?.length))
    return undefined;
  return { ...rest, host, connection: 'keep-alive', ...(method === 'POST' ? { 'content-length': String(bytes?.length ?? 0) } : {}) };
}

async function exchanged({ method, url }: Asked, answer: () => Promise<Result>): Promise<Answer> {
  try {
    return asRead(await answer());
  } catch (error) {
    console.error(`${method} ${url?.replace(/\?.*/, '')}:`, error);
    return asRead(said(500, 'Internal Server Error'));
  }
}

/** Throws as a server does on a status and a header that cannot be sent, and also on what is for the connection to say: nothing is read here that a wire would lose. */
function asRead({ statusCode = 200, headers: given = {}, cookies = [], body = '', isBase64Encoded }: Result): Answer {
  if (!(statusCode >= 200 && statusCode <= 999)) throw new RangeError(`no answer has the status ${statusCode}`);
  const headers = new Headers();
  // What is said once more takes the place of what was said, as on a server: a cookie among the headers is lost beside the others.
  const say = (name: string, values: readonly string[]) => {
    validateHeaderName(name);
    headers.delete(name);
    for (const value of values) {
      validateHeaderValue(name, value);
      headers.append(name, value);
    }
  };
  for (const [name, value] of Object.entries(given)) say(name, [String(value)]);
  if (cookies.length > 0) say('set-cookie', cookies);
  const ofWire = wires.find((name) => headers.has(name));
  if (ofWire) throw new Error(`${ofWire} is for the connection to say`);
  const isEmpty = statusCode === 204 || statusCode === 304;
  const bytes = isEmpty ? none : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (!headers.has('date')) say('date', [new Date().toUTCString()]);
  say('connection', ['keep-alive']);
  say('keep-alive', ['timeout=5']);
  if (!isEmpty) say('transfer-encoding', ['chunked']);
  return { status: statusCode, headers, body: bytes.toString() };
}
