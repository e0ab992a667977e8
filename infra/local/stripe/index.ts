// The local Stripe: an HTTP server on 127.0.0.1 that the real SDK drives, with a simulated card page and signed webhooks. It moves no money.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openAccount } from './account.ts';
import { type ApiCall, openApi } from './api.ts';
import { openBook } from './book.ts';
import { answerControl, type CallFault, type Control, openControl } from './control.ts';
import { closedPage, type Html, openPage } from './page.ts';
import { type Reply, refuse } from './refusal.ts';
import { openWebhooks } from './webhooks.ts';

export { API_VERSION } from './account.ts';

export type LocalStripeSettings = {
  /** 0 takes a free port. */
  readonly port: number;
  /** A test key: it must start with `sk_test_`. */
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Asked at each event, so that an address may be added later. */
  readonly webhookUrls: () => string[];
  /** Keeps the account across restarts; without it the account lives in memory. */
  readonly stateFile?: string;
  /** Milliseconds since 1970. Stripe keeps real time whatever a demonstration clock says. */
  readonly now?: () => number;
  /** Pauses before the second, third, … attempt of a webhook. */
  readonly retryDelaysMs?: readonly number[];
  readonly webhookTimeoutMs?: number;
};

export type LocalStripe = { readonly port: number; readonly origin: string; readonly control: Control; stop(): Promise<void> };

const HOST = '127.0.0.1';
const MOST_BODY_BYTES = 1_000_000;

/** Starts the server. It binds to 127.0.0.1 and nothing else, and throws when the key is not a test key or the state file is not its own. */
export async function startLocalStripe(settings: LocalStripeSettings): Promise<LocalStripe> {
  const { secretKey, webhookSecret, now = Date.now } = settings;
  if (!secretKey.startsWith('sk_test_')) throw new Error('The local Stripe takes a test key only: secretKey must start with sk_test_');
  if (webhookSecret === '') throw new Error('The local Stripe signs its webhooks: webhookSecret must not be empty');
  const book = openBook(settings.stateFile);
  let origin = '';
  let failing: CallFault = { kind: 'rate-limit', times: 0 };
  const webhooks = openWebhooks({
    book,
    secret: webhookSecret,
    urls: settings.webhookUrls,
    now,
    retryDelaysMs: settings.retryDelaysMs ?? [250, 1000, 4000],
    timeoutMs: settings.webhookTimeoutMs ?? 10_000,
  });
  const account = openAccount(book, () => origin, now, webhooks.send);
  const api = openApi(book, account, secretKey, now);
  const control = openControl(book, account, webhooks, (fault) => {
    failing = fault;
  });

  function takeFault(): CallFault['kind'] | undefined {
    if (failing.times === 0) return undefined;
    failing = { ...failing, times: failing.times - 1 };
    return failing.kind;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', origin);
    const method = request.method ?? 'GET';
    if (!isOurHost(request.headers.host)) return sendJson(response, refuse(421, 'This server answers on 127.0.0.1 only.').reply);
    const body = await readBody(request);
    if (body === undefined) return sendJson(response, refuse(413, 'The request body is too large.').reply);
    const type = request.headers['content-type'] ?? '';
    if (pathname.startsWith('/_local/')) return sendJson(response, await answerControl(control, method, pathname, type, body));
    if (pathname.startsWith('/pay/')) return answerPage(method, pathname.slice('/pay/'.length), body, response);
    const fault = pathname.startsWith('/v1/') ? takeFault() : undefined;
    const header = (name: string) => request.headersDistinct[name]?.[0];
    const call: ApiCall = { method, path: pathname, query: search.slice(1), header, body };
    const reply = api.answer(call, fault);
    if (fault === 'lost-reply') response.destroy();
    else sendJson(response, reply);
  }

  async function answerPage(method: string, id: string, body: string, response: ServerResponse): Promise<void> {
    account.expireDue();
    const checkout = book.checkouts.get(id);
    const action = method === 'POST' ? new URLSearchParams(body).get('action') : null;
    const open = checkout?.session.status === 'open';
    if (!checkout || !open) {
      // A paid page may be looked at again; paying it again is a conflict.
      const status = !checkout ? 404 : method === 'POST' ? 409 : checkout.session.status === 'expired' ? 410 : 200;
      return sendHtml(response, closedPage(status, checkout?.session));
    }
    if (action === 'pay' || action === 'decline') {
      const attempt = await control[action](id);
      return attempt.ok ? redirect(response, attempt.redirect) : sendHtml(response, closedPage(409, checkout.session));
    }
    if (action === 'abandon' && checkout.session.cancel_url) return redirect(response, checkout.session.cancel_url);
    const lastError = book.intents.get(String(checkout.session.payment_intent))?.last_payment_error?.message;
    sendHtml(response, openPage(checkout.session, checkout.lines, lastError));
  }

  function isOurHost(host: string | undefined): boolean {
    const { port } = new URL(origin);
    return host === `${HOST}:${port}` || host === `localhost:${port}`;
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error('local Stripe:', error);
      if (response.headersSent) response.destroy();
      else sendJson(response, refuse(500, 'The local Stripe has a fault of its own; its log says more.', { type: 'api_error' }).reply);
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(settings.port, HOST, () => listening());
  });
  const { port, address } = server.address() as AddressInfo;
  if (address !== HOST) throw new Error(`The local Stripe must listen on ${HOST}, not ${address}`);
  origin = `http://${HOST}:${port}`;
  account.moveOpenPages();
  webhooks.resume();

  return {
    port,
    origin,
    control,
    async stop() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
      await webhooks.close();
      book.save();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, { status, body, headers }: Reply): void {
  response
    .writeHead(status, { ...headers, 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body, null, 2)}\n`);
}

function sendHtml(response: ServerResponse, { status, html, headers }: Html): void {
  response.writeHead(status, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(html);
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(303, { location: to, 'cache-control': 'no-store' }).end();
}
