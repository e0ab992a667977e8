// The whole product on this machine: the same bundles as on AWS, behind the same events, beside an engine, two identity providers and a Stripe of its own.
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FunctionName } from '../../functions/manifest.ts';
import type { Environment, TaskEvent } from '../../shared/context.ts';
import { bundle } from '../bundle.ts';
import { type DemoClock, demoClock } from './clock.ts';
import type { DemoCouncil, TableAddress } from './demo/council.ts';
import { demoCouncils } from './demo/councils.ts';
import { recordCouncil } from './demo/seed.ts';
import { directRoad } from './direct.ts';
import { createTable, startEngine } from './engine.ts';
import { type FileStore, fileStore } from './files.ts';
import { frontDoor } from './front.ts';
import { type Asked, eventOf, type Result, readBody, routesOf, said, sendAnswer, sendMessage } from './gateway.ts';
import { type ProviderId, startIdentityProviders } from './identity-provider/index.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { leaveNotice, takeNoticeAway } from './notice.ts';
import { openRooms, type Provisions, type Rooms } from './rooms.ts';
import { type Secrets, secretsOf } from './secrets.ts';
import { offerOf, type Program, programsOf, providersOf, signInSecretsOf } from './sign-in.ts';
import { type LocalStripe, startLocalStripe } from './stripe/index.ts';
import { openUploads } from './upload.ts';
import type { Direct } from './visitor.ts';

export type ServeOptions = {
  /** The identity providers take the next port and Stripe the one after; 0 takes three free ones. */
  port: number;
  /** Where everything is kept; in memory without it. */
  dataDirectory?: string;
  /** Where to look for a DynamoDB engine: `DYNAMODB_ENDPOINT` and its like. */
  environment?: Environment;
  clock?: DemoClock;
  councils?: readonly DemoCouncil[];
  tableName?: string;
  /** Some functions alone; the others' paths then lead nowhere. */
  only?: readonly FunctionName[];
};

export type LocalHost = {
  origin: string;
  /** Where the people of schools and the council's staff sign in. */
  issuers: Record<ProviderId, string>;
  /** Each council's program, which gets bearer tokens from the staff's provider. */
  programs: Record<string, Program>;
  engine: string;
  table: TableAddress;
  clock: DemoClock;
  stripe: LocalStripe;
  files: FileStore;
  mailbox: Mailbox;
  councils: readonly DemoCouncil[];
  /** A visitor's way to the functions from within this process, without a wire. */
  direct: Direct;
  /** Runs a function's task, as the operator of a deployment may. */
  invoke(functionName: string, event: TaskEvent): Promise<unknown>;
  /** Ends when nothing is under way in the background. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
};

const address = '127.0.0.1';
const stripeKey = 'sk_test_local';

/** Starts everything and answers once it can be used; throws one line saying what to do when a port is taken or no engine can be had. */
export async function serve(options: ServeOptions): Promise<LocalHost> {
  const { port, dataDirectory, councils = demoCouncils, only } = options;
  const kept = (name: string) => (dataDirectory ? join(dataDirectory, name) : undefined);
  const closing: (() => Promise<unknown> | unknown)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  if (dataDirectory) mkdirSync(dataDirectory, { recursive: true });
  try {
    const { assets } = await bundled(only);
    let answer: Answer = async (_request, response) => sendMessage(response, 503, 'Starting');
    const server = serverFor((request, response) => answer(request, response));
    // People are told localhost, which a browser trusts like https; on a free port nobody is told anything.
    const origin = `http://${port ? 'localhost' : address}:${await listen(server, port)}`;
    closing.push(() => closed(server));

    const engine = await startEngine({ file: kept('table.db'), environment: options.environment });
    closing.push(engine.stop);
    const table = { TABLE_NAME: options.tableName ?? 'daybook', DYNAMODB_ENDPOINT: engine.endpoint, AWS_REGION: 'eu-west-2' };
    await createTable(engine.endpoint, table.TABLE_NAME);

    const secrets = secretsOf(kept('secrets.json'));
    const stripe = await atPort(port && port + 2, (at) =>
      startLocalStripe({
        port: at,
        secretKey: stripeKey,
        webhookSecret: secrets.webhookSecret,
        webhookUrls: () => councils.map(({ council }) => `${origin}/${council.slug}/payments/webhooks/stripe`),
        stateFile: kept('stripe.json'),
      }),
    );
    closing.push(stripe.stop);
    const providers = await atPort(port && port + 1, (at) =>
      startIdentityProviders({ port: at, stylesheet: assets.css, offer: offerOf(councils, secrets, origin) }),
    );
    closing.push(providers.stop);

    const clock = options.clock ?? demoClock(kept('clock.json'));
    const files = fileStore(kept('files'));
    const uploads = openUploads({ origin, key: secrets.fileKey, files, stylesheet: assets.css });
    const mailbox = openMailbox({
      origin,
      stylesheet: assets.css,
      councils: councils.map(({ council }) => council),
      secret: secrets.notifySecret,
      now: () => clock.now(),
      file: kept('mailbox.json'),
    });
    const provisions: Provisions = {
      table,
      secrets: variablesOf(councils, secrets, { notify: mailbox.environment, stripe: stripe.origin }),
      files,
      uploadForm: uploads.form,
      fileAddress: uploads.address,
      origin,
      demo: true,
      now: () => clock.now(),
    };
    const rooms = await openRooms(provisions, only);
    closing.push(rooms.stop);
    for (const demo of councils) await recordCouncil({ invoke: rooms.handle }, demo.council, providersOf(demo, providers));
    const slugs = councils.map(({ council }) => council.slug);
    rooms.startSchedules(slugs);

    const front = frontDoor({
      origin,
      stylesheet: assets.css,
      clock,
      moved: () => rooms.runSchedules(slugs),
      uploads,
      mailbox,
      councils: councils.map(({ council }) => council),
    });
    const answerOf = functionsAnswer(rooms);
    answer = async (request, response) => {
      if (!request.url?.startsWith('/')) return sendMessage(response, 400, 'Bad Request');
      const url = new URL(origin + request.url);
      if (request.headers.host !== url.host) return elsewhere(request, response, url);
      if (await front(request, response, url)) return;
      sendAnswer(response, await answerOf(request, await readBody(request), url.pathname));
    };
    let open = true;
    closing.push(() => {
      open = false;
    });
    const direct = directRoad({ origin, councils: slugs, answer: answerOf });
    if (dataDirectory) {
      leaveNotice(dataDirectory, { pid: process.pid, origin, endpoint: engine.endpoint });
      closing.push(() => takeNoticeAway(dataDirectory));
    }
    return {
      origin,
      issuers: providers.issuers,
      programs: programsOf(councils, providers.issuers.staff, origin),
      engine: engine.kind,
      table,
      clock,
      stripe,
      files,
      mailbox,
      councils,
      direct: (to, sent) => (open ? direct(to, sent) : undefined),
      invoke: (name, event) => rooms.handle(name, event),
      quiet: rooms.quiet,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

/** What nobody foresaw is told here, and to whoever asked only that it happened. */
const serverFor = (answer: Answer): Server =>
  createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(`${request.method} ${request.url?.replace(/\?.*/, '')}:`, error);
      if (response.headersSent) response.destroy();
      else sendMessage(response, 500, 'Internal Server Error');
    });
  });

/** The variables that go with each secret a function may be granted. */
function variablesOf(
  councils: readonly DemoCouncil[],
  secrets: Secrets,
  { notify, stripe }: { notify: Mailbox['environment']; stripe: string },
): Provisions['secrets'] {
  const account = { secretKey: stripeKey, webhookSecrets: [secrets.webhookSecret] };
  return {
    'quote-key': { QUOTE_KEY: secrets.quoteKey },
    'link-key': { LINK_KEY: secrets.linkKey },
    notify,
    'sign-in': { SIGN_IN_SECRETS: signInSecretsOf(councils, secrets) },
    stripe: {
      STRIPE_SECRETS: JSON.stringify(Object.fromEntries(councils.map(({ council }) => [council.slug, account]))),
      STRIPE_ORIGIN: stripe,
    },
  };
}

/** The answer of the function that a path belongs to, as a gateway gets it; no body stands for one over its bound. */
function functionsAnswer(rooms: Rooms): (asked: Asked, body: Buffer | undefined, path: string) => Promise<Result> {
  const roomOf = routesOf(rooms.declarations);
  return async (asked, body, path) => {
    const room = roomOf(path);
    if (room === undefined) return said(404, 'Not Found');
    if (body === undefined) return said(413, 'Request Entity Too Large');
    return (await rooms.handle(room, eventOf(asked, body))) as Result;
  };
}

const looked = new Map<string, ReturnType<typeof bundle>>();

/** A process keeps the modules that it has loaded: to look at their sources once more for the same host would change nothing. */
function bundled(only?: readonly FunctionName[]): ReturnType<typeof bundle> {
  const name = only ? [...only].sort().join() : 'all';
  const built = looked.get(name) ?? bundle(only ? { only } : {});
  looked.set(name, built);
  built.catch(() => looked.delete(name));
  return built;
}

/** Cookies belong to one name of this machine, so whoever comes by the other is sent to it; any other name is not ours. */
function elsewhere(request: IncomingMessage, response: ServerResponse, url: URL): void {
  if ([`localhost:${url.port}`, `${address}:${url.port}`].includes(request.headers.host ?? ''))
    response.writeHead(308, { location: url.href }).end();
  else sendMessage(response, 421, 'Misdirected Request');
}

async function atPort<T>(port: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} is taken. Stop what uses it, or choose others: PORT=4000 npm start takes 4000, 4001 and 4002.`);
  }
}

const listen = (server: Server, port: number): Promise<number> =>
  atPort(
    port,
    (at) =>
      new Promise((listening, failed) => {
        server.once('error', failed);
        server.listen(at, address, () => listening((server.address() as AddressInfo).port));
      }),
  );

function closed(server: Server): Promise<void> {
  const end = new Promise<void>((done) => server.close(() => done()));
  server.closeAllConnections();
  return end;
}
