// The OpenAPI 3.1 description of the JSON API, made of the manifest's routes, the rooms' own zod schemas and the table of refusals.
import * as z from 'zod';
import { lineSchema } from '../../functions/entitlements/schema/statements.ts';
import { manifest } from '../../functions/manifest.ts';
import project from '../../package.json' with { type: 'json' };
import { dateSchema, sessionKeySchema } from '../../shared/calendar.ts';
import { councilSlugSchema, holderIdSchema, idSchema, organisationIdSchema } from '../../shared/ids.ts';
import { refusals } from '../../shared/problem.ts';

type Declared = { [F in keyof typeof manifest]: keyof (typeof manifest)[F]['routes'] }[keyof typeof manifest];
export type ApiRoute = Extract<Declared, `${string} /api/${string}`>;
type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParameterOf<Rest> : never;

/** What a route answers when it does what it was asked, each status with a sentence. */
export type Answer = { summary: string } & { [status in 200 | 201 | 202]?: string };
export type Body = { schema: z.ZodType; example: unknown };
/** What the rooms say of their routes. A route that takes a body or a query has its schema here. */
export type Words = {
  answers: Readonly<Record<ApiRoute, Answer>>;
  bodies: { readonly [R in ApiRoute]?: Body };
  queries: { readonly [R in ApiRoute]?: z.ZodType };
  /** What each query parameter means, by its name. */
  queryWords: Readonly<Record<string, string>>;
  rolesOf(action: string): readonly string[];
};

export const apiRoutes = Object.values(manifest).flatMap(({ name, routes }) =>
  Object.entries(routes as Record<string, { action: string }>).flatMap(([route, { action }]) =>
    route.includes(' /api/') ? [{ route: route as ApiRoute, room: name, action }] : [],
  ),
);

const pathParameters: Record<ParameterOf<ApiRoute>, { schema: z.ZodType; description: string }> = {
  service: { schema: idSchema('svc'), description: 'A service of the catalogue.' },
  school: { schema: organisationIdSchema, description: 'A school: `sch_` and its unique reference number (URN).' },
  group: {
    schema: organisationIdSchema,
    description: 'A partnership (`ptn_`), trust (`trs_`), federation (`fed_`) or other body (`org_`).',
  },
  import: { schema: idSchema('job'), description: 'An import of a file of the register.' },
  officer: { schema: idSchema('off'), description: 'Somebody who delivers.' },
  vacancy: { schema: idSchema('vac'), description: 'A vacancy of that school.' },
  holder: { schema: holderIdSchema, description: 'Whoever is granted something: an organisation, or a team of the council (`tea_`).' },
  line: { schema: lineSchema, description: 'A line of the statement, as the statement calls it.' },
  need: { schema: idSchema('ned'), description: 'A need of that school’s support plan.' },
  version: { schema: z.string().regex(/^[1-9]\d{0,5}$/), description: 'The number of a version of the policy, from 1.' },
  draft: { schema: idSchema('drf'), description: 'A draft of a policy.' },
  allocationRun: { schema: idSchema('alr'), description: 'An allocation run.' },
  trial: { schema: idSchema('tri'), description: 'A policy tried on a year.' },
  plan: { schema: idSchema('pln'), description: 'A plan of what a partnership’s days are used for.' },
  booking: { schema: idSchema('bkg'), description: 'A booking.' },
  note: { schema: z.string().regex(/^\d{2}$/), description: 'A note of that booking: it goes by the first of its visits.' },
  purchaseOrder: {
    schema: z.string().regex(/^[a-z]{3}_[0-9a-z-]{1,64}\.[A-Za-z0-9_-]{2,80}$/),
    description: 'A purchase order: its organisation, a full stop, and its number in base64url.',
  },
  order: { schema: idSchema('ord'), description: 'An order for several schools.' },
  wait: { schema: idSchema('wtl'), description: 'A place in a waiting list.' },
  event: { schema: idSchema('sev'), description: 'An event that is proposed to several schools.' },
  agreement: { schema: idSchema('agr'), description: 'An agreement on a package or a year’s buy-back.' },
  request: { schema: idSchema('req'), description: 'A request for a booking that is over a limit.' },
  organisation: { schema: organisationIdSchema, description: 'A school, trust or other body whose people book for it.' },
  reclassification: { schema: idSchema('rcl'), description: 'A request to record a session of that booking as free or as paid.' },
  run: { schema: idSchema('run'), description: 'A billing run.' },
  document: { schema: idSchema('doc'), description: 'An invoice or a recharge.' },
  attempt: { schema: idSchema('att'), description: 'An attempt to pay by card.' },
  person: { schema: idSchema('per'), description: 'Somebody with rights here.' },
  invitation: { schema: idSchema('inv'), description: 'An invitation to act for an organisation or the council.' },
  client: { schema: idSchema('cli'), description: 'A program that uses the API.' },
};

type JsonSchema = { [name: string]: unknown };

/** What may be sent, as JSON Schema: transforms show what goes in, and dates and sessions say how they are written. */
function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === (dateSchema as z.core.$ZodType))
        Object.assign(jsonSchema, { format: 'date', description: 'A day in London, such as 2026-11-24.' });
      if (zodSchema === (sessionKeySchema as z.core.$ZodType))
        Object.assign(jsonSchema, { pattern: '^20\\d\\d-\\d\\d-\\d\\d#(am|pm)$', description: 'A half-day, such as 2026-11-24#am.' });
    },
  });
  return made;
}

const problemType = (name: string) => `urn:daybook:problem:${name}`;
const problemContent = (name: string) => ({ 'application/problem+json': { schema: { $ref: `#/components/schemas/${name}` } } });
const entries = Object.entries(refusals);
const statuses = [...new Set(entries.map(([, { status }]) => status))].sort((a, b) => a - b);

const problem = {
  type: 'object',
  description: 'Problem details (RFC 9457). Nothing was changed.',
  required: ['type', 'title', 'status', 'next'],
  properties: {
    type: { type: 'string', enum: [...entries.map(([name]) => problemType(name)), problemType('unexpected')] },
    title: { type: 'string' },
    status: { type: 'integer', enum: [...statuses, 500].sort((a, b) => a - b) },
    detail: { type: 'string', description: 'What is wrong in this case.' },
    next: { type: 'string', description: 'What to do next.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string', description: 'The field at fault, as a JSON pointer.' }, detail: { type: 'string' } },
        additionalProperties: false,
      },
    },
  },
};

/** One schema and one response for each status that refusals have. */
const refusalSchemas = Object.fromEntries(
  statuses.map((status) => {
    const types = entries.flatMap(([name, entry]) => (entry.status === status ? [problemType(name)] : []));
    const narrowed = { type: 'object', properties: { type: { enum: types }, status: { const: status } } };
    return [`Problem${status}`, { allOf: [{ $ref: '#/components/schemas/Problem' }, narrowed] }];
  }),
);

const reasons: Record<number, string> = {
  400: 'It is not JSON, or not signed.',
  401: 'Nobody is signed in.',
  403: 'The role does not allow it, or the request came from another site.',
  404: 'It does not exist, or it is somebody else’s.',
  405: 'The method is not one of this address.',
  409: 'The facts are against it, or have changed.',
  410: 'It was there, and is over.',
  413: 'It is too large.',
  415: 'It is not application/json.',
  422: 'Something in it is missing or wrong; `errors` names the fields.',
  500: 'A fault of ours; nothing is known to have changed.',
  503: 'It could not be done just now. Wait as long as Retry-After says, and send the same again.',
};

function responseOf(status: number): JsonSchema {
  const description = reasons[status];
  if (!description) throw new Error(`refusals have the status ${status}, which infra/docs/api.ts gives no reason`);
  const headers = status === 503 ? { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } } : undefined;
  return { description, ...(headers ? { headers } : {}), content: problemContent(`Problem${status}`) };
}

function parametersOf(route: ApiRoute, path: string, words: Words): JsonSchema[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']): JsonSchema => {
    if (name === 'council') return { $ref: '#/components/parameters/council' };
    const { schema, description } = pathParameters[name as keyof typeof pathParameters];
    return { name, in: 'path', required: true, description, schema: jsonSchemaOf(schema) };
  });
  const query = words.queries[route];
  const { properties = {}, required = [] } = (query ? jsonSchemaOf(query) : {}) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  const inQuery = Object.entries(properties).map(([name, { description: form, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    description: [words.queryWords[name], form].filter(Boolean).join(' '),
    schema,
  }));
  return [...inPath, ...inQuery];
}

/** `GET /api/catalogue/{service}` as `getCatalogueByService`. */
const operationIdOf = (route: string) =>
  route
    .replace(' /api/', ' ')
    .replace(/\{(\w+)\}/g, 'by $1')
    .toLowerCase()
    .replace(/[^a-z]+(.)/g, (_, letter: string) => letter.toUpperCase());

function operation({ route, room, action }: (typeof apiRoutes)[number], path: string, words: Words): JsonSchema {
  const { summary, ...answered } = words.answers[route];
  const body = words.bodies[route];
  const changes = !route.startsWith('GET ');
  const refused = [
    401,
    403,
    404,
    ...(body ? [400, 413, 415, 422] : []),
    ...(words.queries[route] ? [422] : []),
    ...(changes ? [409, 503] : []),
  ];
  const named = [...new Set(refused)].sort((a, b) => a - b).map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]);
  const good = Object.entries(answered).map(([status, description]) => [
    status,
    { description, content: { 'application/json': { schema: { type: 'object' } } } },
  ]);
  return {
    operationId: operationIdOf(route),
    tags: [room],
    summary,
    'x-action': action,
    'x-roles': words.rolesOf(action),
    parameters: parametersOf(route, path, words),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: jsonSchemaOf(body.schema), example: body.example } } } }
      : {}),
    responses: { ...Object.fromEntries([...good, ...named]), default: { $ref: '#/components/responses/Problem' } },
  };
}

/** The whole description. */
export function apiDescription(words: Words): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const each of apiRoutes) {
    const [method = '', path = ''] = each.route.split(' ');
    const whole = `/{council}${path}`;
    paths[whole] = { ...paths[whole], [method.toLowerCase()]: operation(each, whole, words) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Daybook',
      version: project.version,
      description:
        'Booking and invoicing of traded school services. Money is whole pence, time is whole half-days, days are written YYYY-MM-DD and are days in London. ' +
        'What is refused is refused by name, with what to do next, and changes nothing. A request that changes something is sent as application/json, even without a body.',
      license: { name: project.license, identifier: project.license },
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }, { program: [] }],
    tags: [...new Set(apiRoutes.map(({ room }) => room))].map((name) => ({ name })),
    paths,
    components: {
      parameters: {
        council: {
          name: 'council',
          in: 'path',
          required: true,
          description: 'The council, as its addresses begin.',
          schema: jsonSchemaOf(councilSlugSchema),
        },
      },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-{council}-session',
          description:
            'Set by sign-in at /{council}/identity/sign-in; each council has its own, and {council} in its name stands for the council’s.',
        },
        program: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'For programs that the council’s administrator registered: a token signed by the program’s issuer (RS256, PS256, ES256 or EdDSA) with iss, aud, iat and exp, made at most an hour ago. Where one is sent, the cookie does not count.',
        },
      },
      schemas: { Problem: problem, ...refusalSchemas },
      responses: {
        Problem: { description: 'Something went wrong on our side. Try again in a minute.', content: problemContent('Problem') },
        ...Object.fromEntries(statuses.map((status) => [`Problem${status}`, responseOf(status)])),
      },
    },
  };
}
