// A room on the web: the manifest's routes mounted on Hono, each with its action checked, one error shape, one way to read a form, one way to answer.
import { Hono, type Context as HonoContext } from 'hono';
import { handle as forLambda, defaultIsContentTypeBinary as isBinary } from 'hono/aws-lambda';
import type * as z from 'zod';
import { type CivilDate, londonDate } from './calendar.ts';
import {
  type Actor,
  anonymous,
  type Context,
  type Council,
  daybookItself,
  type Environment,
  type Host,
  type Logger,
  type TaskEvent,
} from './context.ts';
import { accept, type Decision, type Refusal, refuse } from './decision.ts';
import { bearerOf, crossSite, expectedType, isApi, secure } from './http/guards.ts';
import { problemPage } from './page.tsx';
import { problemDetails } from './problem.ts';
import { CouncilTable, type TableClient, tableClient } from './table.ts';

type Variables = { host: Host; context: Context; formsTo: readonly string[] };
export type Web = HonoContext<{ Variables: Variables }>;
export type Handler = (context: Context, c: Web) => Response | Promise<Response>;
export type Task = (context: Context, subject: unknown) => Promise<unknown>;

/**
 * Who may use a route: an action that can() decides, or one of the two doors that need no person. The forms of a page that declares `upload` may also
 * lead to the file store.
 */
export type RouteDeclaration<Action extends string> = { action: Action | 'public' | 'signed-message'; upload?: true };
export type RoomDeclaration<Action extends string> = {
  name: string;
  routes: Readonly<Record<string, RouteDeclaration<Action>>>;
  tasks: readonly string[];
  /** The one task that may run before its council exists, because it records it. */
  founds?: string;
};

/** The council that the subject of a founding task describes, or why it describes none. */
export type Founding = (subject: unknown, today: CivilDate) => Decision<Council>;

/** Every route the manifest declares, each with its handler: one more or one less does not compile. */
export type Handlers<Routes> = { readonly [Route in keyof Routes]: Handler };

/** What a request brings to say who sends it, and what that is checked against. */
export type Brought = { cookie: string; authorization?: string; origin: string; today: CivilDate; logger: Logger; demo: boolean };

export type Gate<Action extends string> = {
  /** The actor that a session cookie or a bearer token stands for, or undefined. */
  findActor(table: CouncilTable, brought: Brought): Promise<Actor | undefined>;
  can(actor: Actor, action: Action): boolean;
};

export type Room = { handle(event: unknown, lambdaContext?: unknown): Promise<unknown> };
export type Create = (env: Environment, host: Host) => Room;

const maximumBody = 256 * 1024;
const councilCacheMs = 30_000;

export const logger: Logger = {
  info: (event, fields) => console.log(JSON.stringify({ level: 'info', event, ...fields })),
  error: (event, fields) => console.error(JSON.stringify({ level: 'error', event, ...fields })),
};

/** Validates a command or refuses it as `invalid-request` with every faulty field named by its path. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): Decision<T> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const faults = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), detail: 'is not a field of this request' }))
      : [{ field: issue.path.join('.'), detail: issue.message }],
  );
  return refuse('invalid-request', undefined, { faults });
}

/** The JSON body as a command: `application/json` only, one object, at most 256 KB. */
export async function readJson<T>(c: Web, schema: z.ZodType<T>): Promise<Decision<T>> {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) return refuse('unsupported-media-type');
  const text = await c.req.text();
  if (Buffer.byteLength(text) > maximumBody) return refuse('request-too-large');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('malformed-json');
  }
  return parse(schema, value);
}

/** A form's fields: text for one value, every text for a repeated name; surrounding spaces and empty values are dropped. */
export async function readForm(c: Web): Promise<{ one(name: string): string | undefined; many(name: string): string[] }> {
  const body = await c.req.parseBody({ all: true });
  const many = (name: string) => {
    const value = body[name];
    const list = value === undefined ? [] : Array.isArray(value) ? value : [value];
    return list.flatMap((v) => (typeof v === 'string' && v.trim() !== '' ? [v.trim()] : []));
  };
  return { many, one: (name) => many(name)[0] };
}

export function problem(_c: Web, refusal: Refusal): Response {
  const details = problemDetails(refusal);
  return new Response(JSON.stringify(details), {
    status: details.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(details.status === 503 ? { 'retry-after': '2' } : {}),
      // RFC 6750: how to ask with a token, and that the one sent was not good.
      ...(details.status === 401
        ? { 'www-authenticate': refusal.name === 'invalid-token' ? 'Bearer error="invalid_token"' : 'Bearer' }
        : {}),
    },
  });
}

/** The API's answer to a decision: JSON of what `show` makes of it, or problem details. */
export function answer<T>(c: Web, decision: Decision<T>, show: (value: T) => unknown, status: 200 | 201 | 202 = 200): Response {
  return decision.ok ? c.json(show(decision.value) as object, status) : problem(c, decision.refusal);
}

/** Of what an action gives the parts that the API tells by their own names, in the order of the names. */
export const pick = <T extends object, Name extends keyof T>(of: T, names: readonly Name[]): Pick<T, Name> =>
  Object.fromEntries(names.map((name) => [name, of[name]])) as Pick<T, Name>;

export const seeOther = (location: string): Response => new Response(null, { status: 303, headers: { location } });

/** The path a person may be sent back to after sign-in: one of ours, never another site's. */
export const safeReturnPath = (council: string, path: string | undefined): string =>
  path && new RegExp(`^/${council}([/?][A-Za-z0-9_\\-./?=&%#]*)?$`).test(path) && isBelow(council, path) ? path : `/${council}`;

/** As a browser would resolve it: dots, encoded dots and doubled slashes may not lead out of the council. */
function isBelow(council: string, path: string): boolean {
  const { origin, pathname } = new URL(path, 'https://daybook.invalid');
  const decoded = pathname.replaceAll(/%2e/gi, '.').replaceAll(/%(2f|5c)/gi, '/');
  return (
    origin === 'https://daybook.invalid' &&
    !/\/\/|\/\.\.?(\/|$)/.test(decoded) &&
    (pathname === `/${council}` || pathname.startsWith(`/${council}/`))
  );
}

/** Builds a room from its declaration in the manifest. Throws at start when a declared route or task has no handler, or a handler no declaration. */
export function room<Action extends string, Declaration extends RoomDeclaration<Action>>(
  declaration: Declaration,
  gate: Gate<Action>,
  make: (env: Environment, host: Host) => { handlers: Handlers<Declaration['routes']>; tasks?: Record<string, Task>; founding?: Founding },
): Create {
  return (env, host) => {
    const client: TableClient = host.tableClient ?? tableClient(env);
    const tableName = env.TABLE_NAME ?? 'daybook';
    const councils = new Map<string, { council: Council; until: number }>();
    const { handlers, tasks = {}, founding } = make(env, host);
    const declared = [...Object.keys(declaration.routes), ...declaration.tasks].sort().join();
    if (declared !== [...Object.keys(handlers), ...Object.keys(tasks)].sort().join())
      throw new Error(`${declaration.name}: handlers differ from the manifest`);
    if ((declaration.founds === undefined) !== (founding === undefined))
      throw new Error(`${declaration.name}: what it founds differs from the manifest`);

    async function contextOf(slug: string, actor: Actor | ((table: CouncilTable) => Promise<Actor>)): Promise<Context | undefined> {
      if (!/^[a-z][a-z0-9-]{1,30}$/.test(slug)) return undefined;
      const table = new CouncilTable(client, tableName, slug);
      const cached = councils.get(slug);
      const [council, who] = await Promise.all([
        cached && cached.until > Date.now() ? cached.council : table.get<Council>(table.key.council()),
        typeof actor === 'function' ? actor(table) : actor,
      ]);
      if (!council) return undefined;
      if (!cached || cached.until <= Date.now()) councils.set(slug, { council, until: Date.now() + councilCacheMs });
      return { actor: who, council, now: host.now(), table, logger };
    }

    /** The context of a task that records its council: everything it may be asked stands in its subject. */
    function founded(slug: string, subject: unknown, found: Founding): Decision<Context> {
      const now = host.now();
      const council = found(subject, londonDate(now));
      if (!council.ok) return council;
      if (council.value.slug !== slug)
        return refuse('invalid-request', undefined, { faults: [{ field: 'slug', detail: `is not the council of this event, ${slug}` }] });
      return accept({ actor: daybookItself, council: council.value, now, table: new CouncilTable(client, tableName, slug), logger });
    }

    const app = new Hono<{ Variables: Variables }>({ strict: false });
    const actorFrom = (c: Web) => async (table: CouncilTable) => {
      const authorization = bearerOf(c);
      const cookie = c.req.header('cookie') ?? '';
      const { origin, demo } = host;
      const brought = { cookie, ...(authorization ? { authorization } : {}), origin, today: londonDate(host.now()), logger, demo };
      return (await gate.findActor(table, brought)) ?? anonymous;
    };
    const refusePlainly = (c: Web, context: Context | undefined, refusal: Refusal) =>
      isApi(c.req.path) ? problem(c, refusal) : problemPage(c, context, refusal);

    app.use(async (c, next) => {
      c.set('host', host);
      c.set('formsTo', []);
      await next();
      c.res = secure(c.res, c.get('formsTo'));
    });
    for (const [route, { action, upload }] of Object.entries(declaration.routes)) {
      const [method = 'GET', path = '/'] = route.split(' ');
      const handler = (handlers as Record<string, Handler>)[route];
      if (!handler) throw new Error(`${declaration.name}: no handler for ${route}`);
      app.on(method, `/:council${path === '/' ? '' : path.replace(/\{(\w+)\}/g, ':$1')}`, async (c) => {
        const context = await contextOf(c.req.param('council') ?? '', action === 'signed-message' ? daybookItself : actorFrom(c));
        if (!context) return refusePlainly(c, undefined, { name: 'not-found' });
        c.set('context', context);
        // Whoever brings a token is known by it or not at all.
        if (action !== 'signed-message' && context.actor === anonymous && bearerOf(c)) return problem(c, { name: 'invalid-token' });
        if (action !== 'signed-message' && crossSite(c, host.origin)) return refusePlainly(c, context, { name: 'cross-site-request' });
        if (action !== 'signed-message' && method !== 'GET' && !expectedType(c.req.path).test(c.req.header('content-type') ?? ''))
          return refusePlainly(c, context, { name: 'unsupported-media-type' });
        if (Number(c.req.header('content-length') ?? 0) > maximumBody) return refusePlainly(c, context, { name: 'request-too-large' });
        if (action !== 'public' && action !== 'signed-message' && !gate.can(context.actor, action)) {
          if (context.actor !== anonymous) return refusePlainly(c, context, { name: 'not-allowed' });
          if (isApi(c.req.path) || method !== 'GET') return refusePlainly(c, context, { name: 'not-signed-in' });
          const here = c.req.path + new URL(c.req.url).search;
          return seeOther(`/${context.council.slug}/identity/sign-in?return=${encodeURIComponent(here)}`);
        }
        if (upload && host.filesOrigin) c.set('formsTo', [host.filesOrigin]);
        const response = await handler(context, c);
        if (context.table.commits > 0) host.bell(context.council.slug);
        return response;
      });
    }
    const paths = Object.keys(declaration.routes).map(
      (route) => new RegExp(`^/[^/]+${(route.split(' ')[1] ?? '').replace(/\/$/, '').replace(/\{\w+\}/g, '[^/]+')}/?$`),
    );
    app.notFound(async (c) => {
      // The page keeps the council's own head and menu, so that whoever mistyped an address is not thrown out of the house.
      const context = isApi(c.req.path) ? undefined : await contextOf(c.req.path.split('/')[1] ?? '', actorFrom(c as Web));
      return refusePlainly(c as Web, context, { name: paths.some((path) => path.test(c.req.path)) ? 'method-not-allowed' : 'not-found' });
    });
    app.onError((error, c) => {
      logger.error('unexpected', {
        room: declaration.name,
        method: c.req.method,
        name: error.name,
        // Never the message: it may hold what somebody typed.
        stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)),
      });
      return refusePlainly(c as Web, undefined, { name: 'unexpected' });
    });

    // A file for a spreadsheet begins with the mark of UTF-8, which it would lose if it were handed over as text; and the name of a workbook's kind looks like XML.
    const isContentTypeBinary = (type: string) => type.startsWith('text/csv') || type.includes('spreadsheetml') || isBinary(type);
    const lambda = forLambda(app, { isContentTypeBinary });
    return {
      async handle(event, lambdaContext) {
        if (isTask(event)) {
          const task = tasks[event.task];
          const foundation = founding && event.task === declaration.founds ? founded(event.council, event.subject, founding) : undefined;
          if (foundation && !foundation.ok) return foundation;
          const context = foundation ? foundation.value : await contextOf(event.council, daybookItself);
          if (!task || !context) throw new Error(`${declaration.name}: no task ${event.task} for ${event.council}`);
          const result = await task(context, event.subject);
          if (foundation) councils.delete(event.council);
          if (context.table.commits > 0) host.bell(event.council);
          return result;
        }
        return lambda(event as Parameters<typeof lambda>[0], lambdaContext as Parameters<typeof lambda>[1]);
      },
    };
  };
}

const isTask = (event: unknown): event is TaskEvent => typeof event === 'object' && event !== null && 'task' in event && 'council' in event;

/** A function that keeps nothing and knows no council: a subject in, an answer out. Throws at start when its tools differ from the manifest. */
export function toolRoom(declaration: RoomDeclaration<string>, tools: Record<string, (subject: unknown) => Promise<unknown>>): Create {
  if ([...declaration.tasks].sort().join() !== Object.keys(tools).sort().join())
    throw new Error(`${declaration.name}: tools differ from the manifest`);
  return () => ({
    async handle(event) {
      const tool = isTask(event) ? tools[event.task] : undefined;
      if (!tool || !isTask(event)) throw new Error(`${declaration.name} was sent something that is no task of it`);
      return tool(event.subject);
    },
  });
}
