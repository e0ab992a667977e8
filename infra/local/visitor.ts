// One browser at the local host: it keeps its cookies, says where its forms come from, and signs in as people do. For whoever does in the demonstration what its
// people would.

import { Agent, request as ask, type IncomingMessage } from 'node:http';

type Cookie = { name: string; value: string; path: string; ends: number };

/** An answer as it came, redirects not followed. */
export class Reply {
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  /** The path and query a redirect leads to on the same host, or the whole address on another. */
  readonly location: string | undefined;

  constructor(url: string, { status, headers, body }: Answer) {
    this.url = url;
    this.status = status;
    this.headers = headers;
    this.body = body;
    const location = headers.get('location');
    const target = location ? new URL(location, url) : undefined;
    this.location = target && (target.origin === new URL(url).origin ? target.pathname + target.search : target.href);
  }

  /** The body as JSON. */
  data<T = Record<string, unknown>>(): T {
    return JSON.parse(this.body) as T;
  }
}

export type Answer = { status: number; headers: Headers; body: string };
export type Sent = { method: string; headers: Record<string, string>; bytes: Buffer | undefined };

/** A way to a host of this very process; undefined for what must go over the wire. */
export type Direct = (url: URL, sent: Sent) => Promise<Answer> | undefined;

const agent = new Agent({ keepAlive: true });

/** One request and its whole answer. Thousands are sent in a minute of tests, for which `fetch` takes twice the time. */
const exchange = (url: URL, sent: Sent): Promise<Answer> =>
  new Promise((answered, failed) => {
    const asked = ask(url, { method: sent.method, headers: sent.headers, agent }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('error', failed);
      reply.on('end', () => answered({ status: reply.statusCode ?? 0, headers: headersOf(reply), body: Buffer.concat(chunks).toString() }));
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      // The host closed a connection that had been idle at the moment it was used again: nothing has been done yet.
      if (asked.reusedSocket && error.code === 'ECONNRESET') answered(exchange(url, sent));
      else failed(error);
    });
    asked.end(sent.bytes);
  });

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
  return headers;
}

/** A body as a browser sends it: its bytes, and the content type that goes with them. */
async function written(body: RequestInit['body']): Promise<{ bytes?: Buffer; type?: string | null }> {
  if (body === undefined || body === null) return {};
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/plain;charset=UTF-8' };
  const whole = new Response(body);
  return { bytes: Buffer.from(await whole.arrayBuffer()), type: whole.headers.get('content-type') };
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** One browser: it keeps its cookies and says where its forms come from. Redirects are followed by `visit` alone. */
export class Visitor {
  readonly origin: string;
  readonly cookies = new Map<string, Cookie>();

  private readonly direct: Direct | undefined;

  constructor(origin: string, direct?: Direct) {
    this.origin = origin;
    this.direct = direct;
  }

  get(path: string): Promise<Reply> {
    return this.send(path, { method: 'GET', headers: { accept: 'text/html' } });
  }

  /** A form as a page of ours would send it. */
  post(path: string, fields: Fields = {}): Promise<Reply> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields))
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
    return this.send(path, {
      method: 'POST',
      body,
      headers: { accept: 'text/html', origin: new URL(path, this.origin).origin, 'sec-fetch-site': 'same-origin' },
    });
  }

  /** A call of the JSON API: a POST when there is a body, unless said otherwise. */
  json(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<Reply> {
    const headers = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    return this.send(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  }

  /** A GET and every redirect it leads to. */
  async visit(path: string): Promise<Reply> {
    let reply = await this.get(path);
    for (let hops = 0; reply.status >= 300 && reply.status < 400 && reply.location; hops++) {
      if (hops === 10) throw new Error(`${path} redirects without end`);
      reply = await this.get(new URL(reply.location, reply.url).href);
    }
    return reply;
  }

  /** Goes to the provider, chooses the person there and comes back, as a browser does. Answers where that led. */
  async goThrough(
    council: string,
    person: string,
    returnPath = `/${council}/identity/signed-out`,
    organisation?: string,
    provider?: string,
  ): Promise<Reply> {
    const chosen = await this.chooseAtProvider(council, person, { return: returnPath }, organisation, provider);
    return this.visit(new URL(chosen.location ?? '', chosen.url).href);
  }

  /**
   * Chooses the person at the council's provider that knows them, and the first of their organisations there unless it is said which. Answers the
   * provider's own reply to that, which is not followed. Where the provider is not said, they are looked for at each.
   */
  async chooseAtProvider(
    council: string,
    person: string,
    query: Record<string, string>,
    organisation?: string,
    provider?: string,
  ): Promise<Reply> {
    const start = `/${council}/identity/sign-in${provider ? `/${provider}` : ''}`;
    const list = await this.listWith(`${start}?${new URLSearchParams(query)}`, person);
    const chosen = await this.post(list.url, { person });
    if (chosen.status !== 200) return chosen;
    const first = /name="organisation" value="([^"]+)"/.exec(chosen.body)?.[1] ?? '';
    return this.post(chosen.url, { person, organisation: organisation ?? first });
  }

  /** A provider's list of people with this one on it: the only provider's, or that of the first to choose from who knows them. */
  private async listWith(path: string, person: string): Promise<Reply> {
    const start = await this.visit(path);
    const has = ({ body }: Reply) => body.includes(`value="${person}"`);
    if (has(start)) return start;
    for (const [, href = ''] of start.body.matchAll(/href="([^"]*\/identity\/sign-in\/[^"]+)"/g)) {
      const list = await this.visit(href.replaceAll('&amp;', '&'));
      if (has(list)) return list;
    }
    throw new Error(`${person} is on no sign-in list at ${path}: ${start.status} ${start.body.slice(0, 500)}`);
  }

  async signIn(council: string, person: string, organisation?: string, provider?: string): Promise<this> {
    const arrived = await this.goThrough(council, person, undefined, organisation, provider);
    if (!this.cookies.has(`__Host-${council}-session`))
      throw new Error(`${person} could not sign in: ${arrived.status} ${arrived.body.slice(0, 2000)}`);
    return this;
  }

  async send(path: string, request: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }): Promise<Reply> {
    const url = new URL(path, this.origin);
    const cookie = [...this.cookies.values()]
      .filter((each) => url.pathname.startsWith(each.path) && each.ends > Date.now())
      .map(({ name, value }) => `${name}=${value}`);
    const { bytes, type } = await written(request.body);
    const headers = {
      ...(type ? { 'content-type': type } : {}),
      // Said in so many words, as by itself it is said of no DELETE.
      ...(bytes ? { 'content-length': String(bytes.length) } : {}),
      ...request.headers,
      ...(cookie.length > 0 ? { cookie: cookie.join('; ') } : {}),
    };
    const sent = { method: request.method ?? 'GET', headers, bytes };
    const answer = await (this.direct?.(url, sent) ?? exchange(url, sent));
    for (const text of answer.headers.getSetCookie()) this.keep(text);
    return new Reply(url.href, answer);
  }

  private keep(text: string): void {
    const [pair = '', ...attributes] = text.split(/;\s*/);
    const at = pair.indexOf('=');
    const named = new Map(
      attributes.map((attribute) => attribute.split('=', 2)).map(([name = '', value = '']) => [name.toLowerCase(), value]),
    );
    const age = named.get('max-age');
    const ends =
      age !== undefined
        ? Date.now() + Number(age) * 1000
        : named.has('expires')
          ? Date.parse(named.get('expires') ?? '')
          : Number.POSITIVE_INFINITY;
    const name = pair.slice(0, at);
    if (ends <= Date.now()) this.cookies.delete(name);
    else this.cookies.set(name, { name, value: pair.slice(at + 1), path: named.get('path') ?? '/', ends });
  }
}
