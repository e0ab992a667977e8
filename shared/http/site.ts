// A room's routes mounted on Hono: each request is let in or turned away by name before its handler sees it, and every answer leaves with the same headers.
import { Hono } from 'hono';
import { londonDate } from '../calendar.ts';
import { type Actor, anonymous, type Context, daybookItself, type Host } from '../context.ts';
import type { Refusal } from '../decision.ts';
import {
  type Gate,
  type Handler,
  logger,
  maximumBody,
  problem,
  type RoomDeclaration,
  type RouteDeclaration,
  seeOther,
  type Variables,
  type Web,
} from '../http.ts';
import { problemPage } from '../page.tsx';
import type { CouncilTable } from '../table.ts';
import type { Contexts } from './contexts.ts';
import { bearerOf, crossSite, expectedType, isApi, secure } from './guards.ts';

/** What a site is built of: the room's declaration, its gate, where it runs, and a handler for each route declared. */
export type SiteParts<Action extends string> = {
  declaration: RoomDeclaration<Action>;
  gate: Gate<Action>;
  host: Host;
  contexts: Contexts;
  handlers: Readonly<Record<string, Handler>>;
};

const refusePlainly = (c: Web, context: Context | undefined, refusal: Refusal) =>
  isApi(c.req.path) ? problem(c, refusal) : problemPage(c, context, refusal);

/** Throws at start when a declared route has no handler. */
export function siteOf<Action extends string>(parts: SiteParts<Action>): Hono<{ Variables: Variables }> {
  const { declaration, host } = parts;
  const app = new Hono<{ Variables: Variables }>({ strict: false });
  app.use(async (c, next) => {
    c.set('host', host);
    c.set('formsTo', []);
    await next();
    c.res = secure(c.res, c.get('formsTo'));
  });
  for (const [route, declared] of Object.entries(declaration.routes)) mount(app, parts, route, declared);
  missed(app, parts);
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
  return app;
}

const actorFrom =
  <Action extends string>({ gate, host }: SiteParts<Action>, c: Web) =>
  async (table: CouncilTable): Promise<Actor> => {
    const authorization = bearerOf(c);
    const cookie = c.req.header('cookie') ?? '';
    const { origin, demo } = host;
    const brought = { cookie, ...(authorization ? { authorization } : {}), origin, today: londonDate(host.now()), logger, demo };
    return (await gate.findActor(table, brought)) ?? anonymous;
  };

function mount<Action extends string>(
  app: Hono<{ Variables: Variables }>,
  parts: SiteParts<Action>,
  route: string,
  { action, upload }: RouteDeclaration<Action>,
): void {
  const { declaration, host, contexts, handlers } = parts;
  const [method = 'GET', path = '/'] = route.split(' ');
  const handler = handlers[route];
  if (!handler) throw new Error(`${declaration.name}: no handler for ${route}`);
  app.on(method, `/:council${path === '/' ? '' : path.replace(/\{(\w+)\}/g, ':$1')}`, async (c) => {
    const context = await contexts.of(c.req.param('council') ?? '', action === 'signed-message' ? daybookItself : actorFrom(parts, c));
    if (!context) return refusePlainly(c, undefined, { name: 'not-found' });
    c.set('context', context);
    const away = await turnedAway(c, context, { method, action }, parts);
    if (away) return away;
    if (upload && host.filesOrigin) c.set('formsTo', [host.filesOrigin]);
    const response = await handler(context, c);
    if (context.table.commits > 0) host.bell(context.council.slug);
    return response;
  });
}

/** The answer to whoever may not come in, or whose request is not of the form that the route takes; nothing of its body has been read by then. */
function turnedAway<Action extends string>(
  c: Web,
  context: Context,
  { method, action }: { method: string; action: RouteDeclaration<Action>['action'] },
  { gate, host }: SiteParts<Action>,
): Response | Promise<Response> | undefined {
  const { path } = c.req;
  const away = (name: Refusal['name']) => refusePlainly(c, context, { name });
  // A signed message has no session that another site could use, and is in the form its sender gave it.
  if (action !== 'signed-message') {
    // Whoever brings a token is known by it or not at all.
    if (context.actor === anonymous && bearerOf(c)) return problem(c, { name: 'invalid-token' });
    if (crossSite(c, host.origin)) return away('cross-site-request');
    if (method !== 'GET' && !expectedType(path).test(c.req.header('content-type') ?? '')) return away('unsupported-media-type');
  }
  if (Number(c.req.header('content-length') ?? 0) > maximumBody) return away('request-too-large');
  if (action === 'public' || action === 'signed-message' || gate.can(context.actor, action)) return undefined;
  if (context.actor !== anonymous) return away('not-allowed');
  if (isApi(path) || method !== 'GET') return away('not-signed-in');
  const here = path + new URL(c.req.url).search;
  return seeOther(`/${context.council.slug}/identity/sign-in?return=${encodeURIComponent(here)}`);
}

/** An address that no route has, told apart from one that has it for another method. */
function missed<Action extends string>(app: Hono<{ Variables: Variables }>, parts: SiteParts<Action>): void {
  const paths = Object.keys(parts.declaration.routes).map(
    (route) => new RegExp(`^/[^/]+${(route.split(' ')[1] ?? '').replace(/\/$/, '').replace(/\{\w+\}/g, '[^/]+')}/?$`),
  );
  app.notFound(async (c) => {
    // The page keeps the council's own head and menu, so that whoever mistyped an address is not thrown out of the house.
    const context = isApi(c.req.path) ? undefined : await parts.contexts.of(c.req.path.split('/')[1] ?? '', actorFrom(parts, c as Web));
    return refusePlainly(c as Web, context, { name: paths.some((path) => path.test(c.req.path)) ? 'method-not-allowed' : 'not-found' });
  });
}
