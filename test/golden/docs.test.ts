// The generated documents are what the code says now, and the API description says of each route what its handler does.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { sessionCookie } from '../../functions/identity/rules.ts';
import { apiRoutes } from '../../infra/docs/api.ts';
import { bodies, bodyless } from '../../infra/docs/bodies.ts';
import { machines } from '../../infra/docs/machines.ts';
import { queries } from '../../infra/docs/queries.ts';
import { answers } from '../../infra/docs/rooms.ts';
import { documents } from '../../infra/docs.ts';
import { roles } from '../../shared/context.ts';
import { problemDetails, type RefusalName, refusals } from '../../shared/problem.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const sources = (pattern: string): string[] => globSync(pattern, { cwd: root }).sort();

describe('what is committed is what the code says', () => {
  test.each(Object.entries(documents()))('%s', (path, text) => {
    const lines = text.split('\n');
    const committed = read(path).split('\n');
    const at = lines.findIndex((line, i) => line !== committed[i]);
    if (read(path) === text) return;
    throw new Error(`${path} has drifted from the code, at line ${at + 1}: run npm run docs.\n  is:  ${committed[at]}\n  now: ${lines[at]}`);
  });
});

type Schema = { [name: string]: unknown };
type Parameter = { name: string; in: string; required: boolean; description: string; schema: Schema };
type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  parameters: (Parameter | { $ref: string })[];
  requestBody?: { content: { 'application/json': { schema: Schema; example: unknown } } };
  responses: Record<string, Schema>;
  'x-action': string;
  'x-roles': string[];
};
type Description = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  tags: { name: string }[];
  components: { schemas: Record<string, Schema>; securitySchemes: { session: { name: string } } };
};

const description = JSON.parse(documents()['shared/api.json'] ?? '') as Description;
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]): [string, string, Operation] => [`${method.toUpperCase()} ${path}`, path, operation]),
);

function pointedTo(pointer: string): unknown {
  let found: unknown = description;
  for (const step of pointer.replace('#/', '').split('/')) found = (found as Schema | undefined)?.[step];
  return found;
}
function* refsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    if (name === '$ref') yield String(child);
    else yield* refsIn(child);
  }
}

describe('the API description is whole', () => {
  test('it has every API route of the manifest, under its council', () => {
    expect(operations.map(([route]) => route.replace('/{council}', '')).sort()).toEqual(apiRoutes.map(({ route }) => route).sort());
    expect(operations.filter(([, path]) => !path.startsWith('/{council}/api/'))).toEqual([]);
    expect(description.openapi).toBe('3.1.0');
  });

  test('every reference leads somewhere', () => {
    const refs = [...refsIn(description)];
    expect(refs.length).toBeGreaterThan(100);
    expect(refs.filter((ref) => pointedTo(ref) === undefined)).toEqual([]);
  });

  test('no operation’s name is used twice, and every tag is declared', () => {
    const names = operations.map(([, , { operationId }]) => operationId);
    expect(names).toEqual([...new Set(names)]);
    expect(names.filter((name) => !/^[a-z]+[A-Za-z]+$/.test(name))).toEqual([]);
    expect([...new Set(operations.flatMap(([, , { tags }]) => tags))]).toEqual(description.tags.map(({ name }) => name));
  });

  test.each(operations)('%s', (_, path, operation) => {
    const parameters = operation.parameters.map((one) => ('$ref' in one ? (pointedTo(one.$ref) as Parameter) : one));
    const inPath = parameters.filter((one) => one.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g));
    expect(inPath.every(({ required, schema }) => required && typeof schema.pattern === 'string')).toBe(true);
    expect(parameters.filter((one) => !one.description || one.schema.type === undefined)).toEqual([]);
    expect(operation.summary).toMatch(/^[A-Z].+[^.]$/);
    expect(operation['x-roles'].length).toBeGreaterThan(0);
    expect(operation['x-roles'].filter((role) => !(roles as readonly string[]).includes(role))).toEqual([]);
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403', '404', 'default']));
    const good = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    expect(good.length).toBeGreaterThan(0);
    for (const [, response] of good) expect(response.description).toMatch(/^.{20,}\.$/);
  });

  test('the cookie is the one that sign-in sets', () => {
    expect(description.components.securitySchemes.session.name).toBe(sessionCookie('{council}'));
  });
});

/** What a room's routes say in the handler of one route, and in the functions of the same file that it calls. */
function handlerOf(room: string, route: string): { own: string; whole: string } {
  const text = [`functions/${room}/routes.ts`, ...sources(`functions/${room}/routes/*.ts`)].map((path) => read(path)).join('\n');
  const at = text.indexOf(`'${route}':`);
  if (at < 0) throw new Error(`${room} has no handler for ${route} in its routes`);
  const after = text.slice(at + route.length + 3);
  // Two spaces in a plain record, four in one that a function makes.
  const end = after.search(/^ {2,4}'(GET|POST|PUT|PATCH|DELETE) \/|^\}/m);
  const own = end < 0 ? after : after.slice(0, end);
  const called = text.split(/\n(?=(?:export )?(?:async )?(?:function|const) )/).filter((block) => {
    const name = /^(?:export )?(?:async )?(?:function|const) (\w+)/.exec(block)?.[1];
    return name !== undefined && new RegExp(`\\b${name}\\(`).test(own);
  });
  return { own, whole: [own, ...called].join('\n') };
}

/** A schema by the name under which one of the room's schema files exports it. */
async function schemaNamed(room: string, name: string | undefined): Promise<unknown> {
  const paths = [`functions/${room}/schema.ts`, ...sources(`functions/${room}/schema/*.ts`)];
  const words = await Promise.all(paths.map(async (path) => (await import(`${root}${path}`)) as Record<string, unknown>));
  return name === undefined ? undefined : words.find((each) => each[name] !== undefined)?.[name];
}

describe('the description is what the handlers do', () => {
  test.each(apiRoutes)('$route', async ({ route, room }) => {
    const { own, whole } = handlerOf(room, route);

    const body = Object.hasOwn(bodies, route) ? bodies[route as keyof typeof bodies] : undefined;
    const bodySchema = /readJson\(c, (\w+)\)/.exec(own)?.[1];
    expect(await schemaNamed(room, bodySchema)).toBe(body?.schema);
    expect(bodyless.includes(route)).toBe(!route.startsWith('GET ') && body === undefined);
    if (body) expect(body.schema.safeParse(body.example)).toMatchObject({ success: true });

    const query = Object.hasOwn(queries, route) ? queries[route as keyof typeof queries] : undefined;
    const described = operations.find(([name]) => name === route.replace(' ', ' /{council}'))?.[2].parameters ?? [];
    const names = described.flatMap((one) => ('in' in one && one.in === 'query' ? [one.name] : []));
    const single = [...whole.matchAll(/req\.quer(?:y|ies)\('(\w+)'\)/g)].map(([, name]) => name);
    const parsed = /parse\((\w+)(\(.*\))?, [^;]*c\.req\.query\(\)/.exec(own);
    if (!parsed) expect([...new Set(single)].sort()).toEqual(names.sort());
    else if (!parsed[2]) expect(await schemaNamed(room, parsed[1])).toBe(query);
    else expect(typeof (await schemaNamed(room, parsed[1]))).toBe('function');

    const { summary: _, ...said } = answers[route];
    const told = [...new Set(own.match(/\b20[012]\b/g) ?? ['200'])].sort();
    expect(Object.keys(said).sort()).toEqual(told);
  });
});

describe('problem details are those described', () => {
  const problem = z.fromJSONSchema(description.components.schemas.Problem as Parameters<typeof z.fromJSONSchema>[0]);
  const names = Object.keys(refusals) as RefusalName[];

  test.each(names)('%s', (name) => {
    const whole = { name, detail: 'It is so.', faults: [{ field: 'sessions.0', detail: 'is wrong' }], more: { quote: {} } };
    for (const refusal of [{ name }, whole]) expect(problem.safeParse(problemDetails(refusal))).toMatchObject({ success: true });
  });

  test('and nothing else is one', () => {
    const good = problemDetails({ name: 'weekend' });
    for (const wrong of [{ ...good, type: 'urn:daybook:problem:sunday' }, { ...good, status: 200 }, { ...good, next: undefined }, { ...good, errors: [{}] }])
      expect(problem.safeParse(wrong)).toMatchObject({ success: false });
  });
});

test('every machine that is declared is drawn', () => {
  const texts = ['shared/**/*.ts', 'functions/**/*.ts'].flatMap(sources).map(read);
  const declared = texts.flatMap((text) => [...text.matchAll(/= machine<[^(]*>\(\s*'([^']+)'/g)].map(([, name]) => name));
  expect(declared.length).toBeGreaterThan(0);
  expect(machines.map(({ name }) => name).sort()).toEqual(declared.sort());
});
