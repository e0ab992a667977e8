// What a room on the web is made of, and the one way in it to read a command or a form and to answer: one error shape for all.
import type { Context as HonoContext } from 'hono';
import type * as z from 'zod';
import type { CivilDate } from './calendar.ts';
import type { Actor, Context, Council, Environment, Host, Logger } from './context.ts';
import { type Decision, type Refusal, refuse } from './decision.ts';
import { problemDetails } from './problem.ts';
import type { CouncilTable } from './table.ts';

export type Variables = { host: Host; context: Context; formsTo: readonly string[] };
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

/** In bytes, of a command as JSON or as a form. */
export const maximumBody = 256 * 1024;

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
