// A council with invoices, its payments and outbox functions as deployed, and a local Stripe that sends them its signed webhooks: what the tests of money share.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { create as createOutbox } from '../functions/outbox/handler.ts';
import { create as createPayments } from '../functions/payments/handler.ts';
import type { Attempt, Payment, Receipt } from '../functions/payments/schema.ts';
import { stripeProviders } from '../functions/payments/store/stripe.ts';
import { type LocalStripe, startLocalStripe } from '../infra/local/stripe/index.ts';
import { commit, create, put } from '../shared/commit.ts';
import { type Actor, type Context, daybookItself, type Host, type Logger, type Role, type TaskEvent } from '../shared/context.ts';
import type { Room } from '../shared/http.ts';
import type { DocumentId, OrganisationId } from '../shared/ids.ts';
import { account } from '../shared/ledger/chart.ts';
import { postingWrites, type StoredHead } from '../shared/ledger/post.ts';
import { type Transfer, transfer } from '../shared/ledger/transfers.ts';
import { CouncilTable, shards, tableClient } from '../shared/table.ts';
import { begun, cookieWith, sessionAs } from './begun.ts';
import { testTable } from './engine.ts';
import { noFiles } from './files.ts';
import { plainCouncil } from './plain-council.ts';

const secretKey = 'sk_test_payments';
export const webhookSecret = 'whsec_payments';
export const academy = 'sch_990001' as OrganisationId;
export const otherSchool = 'sch_990002' as OrganisationId;
export const origin = 'http://127.0.0.1:8080';
/** The demo clock's moment. It never moves: what moves in these tests is real time. */
export const now = Date.parse('2026-11-30T10:00:00Z');
const ledgerDay = '2026-11-30';

export const quiet: Logger = { info: () => {}, error: () => {} };

export type Answer = { status: number; body: string; location: string | undefined; json: <T>() => T };
type Asked = { method?: string; cookie?: string; body?: string | Uint8Array; headers?: Record<string, string>; base64?: boolean };

export type Desk = Awaited<ReturnType<typeof openDesk>>;

export async function openDesk() {
  const { endpoint, tableName } = await testTable();
  const client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
  const table = new CouncilTable(client, tableName, 'essex');
  const desk: { payments?: Room; outbox?: Room } = {};
  const host: Host = {
    now: () => now,
    invoke: async (name, event) => (name === 'outbox' ? desk.outbox : desk.payments)?.handle(event),
    send: async () => {},
    bell: () => {},
    ...noFiles,
    origin,
    demo: true,
    tableClient: client,
  };

  /** An HTTP request as API Gateway hands it over. */
  async function ask(path: string, { method = 'GET', cookie, body, headers = {}, base64 = false }: Asked = {}): Promise<Answer> {
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const event = {
      version: '2.0',
      routeKey: '$default',
      rawPath,
      rawQueryString,
      ...(cookie ? { cookies: [cookie] } : {}),
      headers: { host: '127.0.0.1:8080', ...headers },
      requestContext: { http: { method, path: rawPath, sourceIp: '127.0.0.1' }, domainName: '127.0.0.1' },
      ...(body === undefined ? {} : { body: base64 ? Buffer.from(body).toString('base64') : Buffer.from(body).toString() }),
      isBase64Encoded: base64,
    };
    const reply = (await desk.payments?.handle(event)) as { statusCode: number; body: string; headers?: Record<string, string> };
    return { status: reply.statusCode, body: reply.body, location: reply.headers?.location, json: <T>() => JSON.parse(reply.body) as T };
  }

  const webhooks = await webhookServer(ask);
  const stripe: LocalStripe = await startLocalStripe({
    port: 0,
    secretKey,
    webhookSecret,
    webhookUrls: () => [webhooks.url],
    retryDelaysMs: [],
    // Asked anew each time, so that a test that moves real time moves Stripe's too.
    now: () => Date.now(),
  });
  const STRIPE_SECRETS = JSON.stringify({ essex: { secretKey, webhookSecrets: ['whsec_rotated_out', webhookSecret] } });
  const env = { TABLE_NAME: tableName, STRIPE_SECRETS, STRIPE_ORIGIN: stripe.origin };
  desk.payments = createPayments(env, host);
  desk.outbox = createOutbox({ TABLE_NAME: tableName }, host);
  const cards = stripeProviders(env, quiet);
  const provider = cards('essex');
  if (!provider) throw new Error('essex takes cards');
  const council = plainCouncil(ledgerDay);
  await commit(table, [put(table.key.council(), { type: 'council', ...council })]);

  /** Signs a person in and answers their cookie. */
  const signIn = async (role: Role, organisation?: OrganisationId): Promise<string> =>
    cookieWith('essex', await begun(table, sessionAs(role, now, organisation ? { organisation } : {})));

  let documents = 0;
  /** An issued document that owes this much. */
  async function issue(grossPence: number, kind = 'vat-invoice', organisation = academy): Promise<DocumentId> {
    documents += 1;
    const id = `doc_${String(documents).padStart(6, '0')}` as DocumentId;
    const number = `ESX-INV-${String(documents).padStart(6, '0')}`;
    const words = { id, kind, number, organisation, grossPence, netPence: grossPence, vatPence: 0, issuedOn: ledgerDay };
    const details = { name: `invoice-${id}`, now, cause: { document: id } };
    const owed = transfer('invoice-net', account('income', 'test'), account('debtor', id), grossPence, details);
    const outcome = await commit(table, [
      create(table.key.document(id), { type: 'document', ...words }, 'wrong-state'),
      ...postingWrites(table, [{ transfer: owed }]),
    ]);
    if (!outcome.ok) throw new Error('the document was not issued');
    return id;
  }

  const contextOf = (actor: Actor = daybookItself): Context => ({
    actor,
    council,
    now,
    table: new CouncilTable(client, tableName, 'essex'),
    logger: quiet,
  });

  /** Every transfer in the ledger. */
  async function transfers(): Promise<Transfer[]> {
    const days = await Promise.all(
      Array.from({ length: shards }, (_, shard) => table.all<Transfer>(table.range.ledgerDay(ledgerDay, String(shard).padStart(2, '0')))),
    );
    return days.flat();
  }

  return {
    table,
    stripe,
    provider,
    cards,
    host,
    ask,
    signIn,
    issue,
    contextOf,
    transfers,
    webhookUrl: webhooks.url,
    task: (task: string, subject?: unknown) => desk.payments?.handle({ council: 'essex', task, subject } satisfies TaskEvent),
    /** Rings the outbox until nothing more is due. */
    async deliver(): Promise<{ sent: number; failed: number; parked: number; skipped: number }> {
      return (await desk.outbox?.handle({ council: 'essex', task: 'deliver' } satisfies TaskEvent)) as never;
    },
    /** Every session the card service was made to open. */
    async sessions(): Promise<string[]> {
      const reply = await fetch(`${stripe.origin}/v1/checkout/sessions?limit=100`, { headers: { authorization: `Bearer ${secretKey}` } });
      return ((await reply.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
    },
    owed: async (id: DocumentId) => (await table.get<StoredHead>(table.key.head(id, account('debtor', id))))?.available ?? 0,
    payments: (id: DocumentId) => table.all<Payment>(table.range.paymentsOf(id)),
    suspense: () => table.all<Receipt>(table.range.suspense()),
    attempt: (id: string) => table.get<Attempt>(table.key.attempt(id as Attempt['id'])),
    async close(): Promise<void> {
      await stripe.stop();
      await webhooks.close();
      client.destroy();
    },
  };
}

type Ask = (path: string, asked: Asked) => Promise<Answer>;

/** Hands each message that the card service sends over the wire to the room, byte by byte as it came. */
async function webhookServer(ask: Ask): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      void ask(request.url ?? '/', { method: 'POST', body: Buffer.concat(chunks), headers, base64: true }).then(
        ({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(body),
        () => response.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/essex/payments/webhooks/stripe`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

/** What each account has, folded from the transfers alone: `A → B` credits A and debits B. */
export function balances(transfers: readonly Transfer[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { from, to, amount } of transfers) {
    sums.set(from, (sums.get(from) ?? 0) - amount);
    sums.set(to, (sums.get(to) ?? 0) + amount);
  }
  return sums;
}
