// What API Gateway does, on this machine: a request becomes a version 2 event for the function whose room is in the path, and its answer a response.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { FunctionDeclaration } from '../../functions/manifest.ts';

export const maximumBytes = 6 * 1024 * 1024;
/** What an event is made of. */
export type Asked = Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { socket: { remoteAddress?: string } };
export type Result = APIGatewayProxyStructuredResultV2;

const textual = /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml)))/i;

/** The function each path belongs to: by the room after the council, with or without `api` before it; the room of the front page takes what no other does. */
export function routesOf(functions: readonly FunctionDeclaration[]): (path: string) => string | undefined {
  const rooms = new Map<string, string>();
  for (const { name, routes } of functions) {
    for (const route of Object.keys(routes)) {
      const door = doorOf(route.slice(route.indexOf(' ') + 2).split('/'));
      const other = rooms.get(door);
      if (other !== undefined && other !== name) throw new Error(`${name} and ${other} both have routes under /${door}`);
      rooms.set(door, name);
    }
  }
  return (path) => rooms.get(doorOf(path.split('/').slice(2))) ?? rooms.get('');
}

const doorOf = ([first = '', second = '']: readonly string[]) => (first === 'api' ? `api/${second}` : first);

/** The whole body, or undefined when it is larger than a function can be given. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maximumBytes) chunks.push(chunk);
  }
  return bytes > maximumBytes ? undefined : Buffer.concat(chunks);
}

export function eventOf(request: Asked, body: Buffer): APIGatewayProxyEventV2 {
  const [rawPath = '/', rawQueryString = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const { cookie, ...rest } = request.headers;
  const headers = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );
  const isText = textual.test(headers['content-type'] ?? 'text/plain');
  const method = request.method ?? 'GET';
  const now = Date.now();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie ? { cookies: cookie.split(/;\s*/) } : {}),
    headers,
    ...(rawQueryString ? { queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)) } : {}),
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: headers.host ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

export function sendAnswer(response: ServerResponse, result: Result): void {
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value));
  if (result.cookies?.length) response.setHeader('set-cookie', result.cookies);
  response.writeHead(result.statusCode ?? 200).end(Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8'));
}

/** The gateway's own words, when no function could be asked. */
export const said = (statusCode: number, message: string): Result => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});
export const sendMessage = (response: ServerResponse, status: number, message: string): void => sendAnswer(response, said(status, message));
