// Stripe's front door: key, version, idempotency and parameters are checked in this order before an endpoint runs.
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Account, API_VERSION, type Caller } from './account.ts';
import type { Answer, Book } from './book.ts';
import type { CallFault } from './control.ts';
import { type Endpoint, endpoints, type Page } from './endpoints.ts';
import { checkExpand, expanded } from './expand.ts';
import { parseForm, readFields } from './form.ts';
import { newId } from './ids.ts';
import { Refusal, type Reply, refuse } from './refusal.ts';

export type ApiCall = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly header: (name: string) => string | undefined;
  readonly body: string;
};

const DAY_MS = 24 * 3600 * 1000;
/** Documented: an answer of 500 is stored under the key like any other. */
const BROKEN = refuse(500, 'An unknown error occurred', { type: 'api_error' }).reply;

export function openApi(book: Book, account: Account, secretKey: string, now: () => number) {
  const known = endpoints(book, account);

  function answer(call: ApiCall, fault?: CallFault['kind']): Reply {
    const requestId = newId('req_', 14);
    const headers = { 'request-id': requestId, 'stripe-version': API_VERSION };
    const barred = authorise(call.header('authorization'), secretKey) ?? checkVersion(call.header('stripe-version')) ?? checkScope(call);
    if (barred) return { ...barred.reply, headers };
    const found = find(call);
    if (found instanceof Refusal) return { ...found.reply, headers };
    // Documented: a call that is turned away for its rate has begun nothing, so nothing is stored for its key.
    if (fault === 'rate-limit') return { ...refuse(429, 'Request rate limit exceeded.', { code: 'rate_limit' }).reply, headers };
    account.expireDue();
    const { endpoint, id } = found;
    const broken = fault === 'error-500';
    const reply =
      endpoint.method === 'POST' ? once(endpoint, id, call, requestId, broken) : read(endpoint, id, call.query, requestId, broken);
    return { ...reply, headers: { ...headers, ...reply.headers } };
  }

  function find({ method, path }: ApiCall): { endpoint: Endpoint; id: string } | Refusal {
    for (const endpoint of known) {
      const match = endpoint.method === method ? endpoint.path.exec(path) : null;
      if (match) return { endpoint, id: decodeId(match[1]) };
    }
    return refuse(404, `Unrecognized request URL (${method}: ${path}). The local Stripe has no such endpoint.`);
  }

  function read(endpoint: Endpoint, id: string, query: string, requestId: string, broken: boolean): Reply {
    const ready = prepare(endpoint, query);
    if (ready instanceof Refusal) return ready.reply;
    return broken ? BROKEN : run(endpoint, id, ready, { id: requestId, idempotency_key: null });
  }

  /**
   * Documented: one key, one answer, errors included once the endpoint has begun; a request that fails validation is not stored; keys live
   * at least a day. Two calls with one key never overlap here, since an endpoint runs without waiting, so there is no 409 to give.
   */
  function once(endpoint: Endpoint, id: string, call: ApiCall, requestId: string, broken: boolean): Reply {
    const key = call.header('idempotency-key') ?? null;
    if (key !== null && (key.length === 0 || key.length > 255)) {
      return refuse(400, 'Idempotency keys are 1 to 255 characters long.', { type: 'idempotency_error' }).reply;
    }
    const fingerprint = fingerprintOf(call);
    const earlier = key === null ? undefined : recall(key);
    if (key !== null && earlier) return replay(key, earlier, call.path, fingerprint);
    const ready = prepare(endpoint, call.body);
    if (ready instanceof Refusal) return ready.reply;
    return account.change(() => {
      const { status, body } = broken ? BROKEN : run(endpoint, id, ready, { id: requestId, idempotency_key: key });
      if (key === null) return { status, body };
      book.answers.set(key, { fingerprint, path: call.path, status, body, requestId, at: now() });
      return { status, body, headers: { 'idempotency-key': key, 'original-request': requestId } };
    });
  }

  function recall(key: string): Answer | undefined {
    const earlier = book.answers.get(key);
    if (!earlier || earlier.at + DAY_MS > now()) return earlier;
    book.answers.delete(key);
    return undefined;
  }

  return { answer };

  function prepare(endpoint: Endpoint, form: string): ReturnType<typeof readFields> {
    const tree = parseForm(form);
    if (tree instanceof Refusal) return tree;
    const params = readFields(tree, endpoint.accepts, endpoint.needs);
    if (params instanceof Refusal) return params;
    return checkExpand(endpoint.answers, (params.expand ?? []) as string[]) ?? endpoint.check?.(params) ?? params;
  }

  function run(endpoint: Endpoint, id: string, params: Exclude<ReturnType<typeof readFields>, Refusal>, request: Caller): Reply {
    const made = endpoint.run(id, params, request);
    if (made instanceof Refusal) return made.reply;
    const { kind, list } = endpoint.answers;
    const paths = (params.expand ?? []) as string[];
    if (!list) return { status: 200, body: expanded(book, kind, made, paths) };
    const { data, has_more } = made as Page;
    const inner = paths.map((path) => path.replace(/^data\./, ''));
    const url = endpoint.path.source.replace(/[\\^$]/g, '');
    return { status: 200, body: { object: 'list', data: data.map((one) => expanded(book, kind, one, inner)), has_more, url } };
  }
}

/** Documented: another use of a key is refused with `idempotency_error`; a replay says so in a header. */
function replay(key: string, earlier: Answer, path: string, fingerprint: string): Reply {
  const other = `Try using a key other than '${key}' if you meant to execute a different request.`;
  const words = { type: 'idempotency_error' } as const;
  if (earlier.path !== path) {
    return refuse(
      400,
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${path}' vs '${earlier.path}'). ${other}`,
      words,
    ).reply;
  }
  if (earlier.fingerprint !== fingerprint) {
    return refuse(400, `Keys for idempotent requests can only be used with the same parameters they were first used with. ${other}`, words)
      .reply;
  }
  const headers = { 'idempotency-key': key, 'original-request': earlier.requestId, 'idempotent-replayed': 'true' };
  return { status: earlier.status, body: earlier.body, headers };
}

function fingerprintOf({ method, path, body }: ApiCall): string {
  const params = [...new URLSearchParams(body)].map((pair) => JSON.stringify(pair)).toSorted();
  return createHash('sha256')
    .update(JSON.stringify([method, path, params]))
    .digest('hex');
}

function authorise(header: string | undefined, secretKey: string): Refusal | undefined {
  const key = /^Bearer (.+)$/.exec(header ?? '')?.[1];
  if (key === undefined) return refuse(401, 'You did not provide an API key. Send it in the Authorization header: Bearer YOUR_SECRET_KEY.');
  if (/^[rs]k_live_/.test(key))
    return refuse(401, 'A live key was sent to the local Stripe. Use the test key it was started with, and consider the live key exposed.');
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (timingSafeEqual(digest(key), digest(secretKey))) return undefined;
  return refuse(401, `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(8)}`);
}

/** Assumed: without a version header the account's own version is meant, which is the pinned one. */
function checkVersion(version: string | undefined): Refusal | undefined {
  if (version === undefined || version === API_VERSION) return undefined;
  return refuse(400, `Invalid Stripe API version: ${version}. The local Stripe speaks ${API_VERSION} only.`);
}

function checkScope({ method, header, body }: ApiCall): Refusal | undefined {
  if (header('stripe-account') || header('stripe-context'))
    return refuse(400, 'Connected accounts are not simulated. Leave Stripe-Account and Stripe-Context out.');
  const form = header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (method === 'POST' && body !== '' && !form) return refuse(400, 'Send parameters as application/x-www-form-urlencoded.');
  return undefined;
}

function decodeId(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    return part ?? '';
  }
}
