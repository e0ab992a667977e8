// What a browser is told and what another site can do, over every route of the manifest through the whole host. Not doubled here: session fixation
// (sessions.test.ts), forged, expired and unsigned tokens (tokens.test.ts), the return path of sign-in (sign-in.test.ts), wrong and unknown links of
// invitations (invitations.test.ts), the policy of an upload (upload.test.ts), where the forms of a page that uploads may lead (founding.test.ts), and the
// host's own name (serve.test.ts).
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { create as createCatalogue } from '../../functions/catalogue/handler.ts';
import { functions } from '../../functions/manifest.ts';
import type { TableClient } from '../../shared/table.ts';
import { contentSecurityPolicy, inlineScript, inlineScriptHash } from '../../shared/ui/assets.ts';
import { askRoom } from '../ask-room.ts';
import { isApi, send } from '../asking.ts';
import { pathOf, type Row, table } from '../authorisation.ts';
import { buildWorld, type World } from '../authorisation-world.ts';
import { tableDump } from '../bookings.ts';
import { nameOf } from '../counter.ts';
import { noFiles } from '../files.ts';
import type { Reply, Visitor } from '../host.ts';

let world: World;
/** Every answer of the product that was met on the way round: what was asked, and what came. */
const met: { asked: string; reply: Reply }[] = [];
const note = (asked: string, reply: Reply) => {
  met.push({ asked, reply });
  return reply;
};

const rows = Object.entries(table).flatMap(([route, of]) => [of].flat().map((row) => ({ route, row })));
const declared = functions.flatMap(({ routes }) =>
  Object.entries(routes).map(([route, { action, upload }]) => ({ route, action, upload: upload === true })),
);
const asks = async (list: readonly (() => Promise<unknown>)[]) => {
  const left = [...list];
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) await next();
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
};
const knockerOf = (name: string) => {
  const found = world.knockers.find((each) => each.name === name);
  if (!found) throw new Error(`nobody is ${name}`);
  return found;
};

/** Once round the house: every route, as a buyer, an officer, finance, a resource manager, an administrator and nobody, right and wrong. */
beforeAll(async () => {
  world = await buildWorld({ wire: true });
  const { host } = world;
  const around = [
    'school-booker',
    'trust-booker',
    'partnership-lead',
    'officer',
    'finance',
    'resource-manager',
    'council-admin',
    'no role',
  ].map(knockerOf);
  const looks = rows.filter(({ route }) => route.startsWith('GET '));
  await asks(
    looks.flatMap(({ route, row }) => [
      ...around.map((knocker) => async () => note(`${knocker.name} ${route}`, await send(knocker.visitor, route, row, knocker.own))),
      async () => note(`nobody ${route}`, await send(host.visitor(), route, row, world.unknown)),
      async () => note(`nothing ${route}`, await send(knockerOf('council-admin').visitor, route, row, world.unknown)),
    ]),
  );
  // Forms sent empty come back with what is wrong; what ends a session is asked with one of its own.
  const empty = rows.filter(({ route, row }) => route.startsWith('POST ') && !row.only);
  await asks(
    empty.flatMap(({ route, row }) =>
      [...around, undefined].map((knocker) => async () => {
        const who = knocker ? await world.askedBy(knocker, route, row) : host.visitor();
        const own = knocker?.own ?? world.unknown;
        const harmless = /sign-out|erasure|ending|withdrawal|cancellation|closing|sending|attempts|proof|uploads|commitment/.test(route);
        const records = harmless && !row.spends ? world.unknown : own;
        note(`${knocker?.name ?? 'nobody'} ${route}`, await send(who, route, { ...row, sent: () => ({}) }, records));
      }),
    ),
  );
  // And what goes wrong before a route is found, or has its say.
  const maria = knockerOf('school-booker').visitor;
  const odd: [path: string, request: RequestInit & { headers?: Record<string, string> }][] = [
    ['/essex/bookings/a/b/c', { method: 'GET' }],
    ['/essex/api/bookings/a/b/c', { method: 'GET' }],
    ['/nowhere/catalogue', { method: 'GET' }],
    ['/essex/catalogue', { method: 'DELETE' }],
    ['/essex/api/bookings', { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } }],
    ['/essex/api/bookings', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }],
    ['/essex/api/bookings', { method: 'POST', headers: { 'content-type': 'application/json' }, body: `"${'x'.repeat(270_000)}"` }],
    ['/essex/api/bookings', { method: 'POST', headers: { 'content-type': 'text/plain', origin: host.origin }, body: '{}' }],
    ['/essex/api/identity/me', { method: 'GET', headers: { authorization: 'Bearer a.b.c' } }],
    ['/essex/catalogue', { method: 'HEAD' }],
  ];
  for (const [path, request] of odd) note(`${request.method} ${path}`, await maria.send(path, request));
  // What stands in the way of a right command is an answer too: the same vacancy from another day.
  for (const vacantFrom of ['2027-01-04', '2027-02-01']) {
    const said = { school: 'sch_990001', post: 'executive-headteacher', vacantFrom };
    const headers = { 'content-type': 'application/json', origin: host.origin };
    const visitor = knockerOf('resource-manager').visitor;
    const asked = { method: 'POST', headers, body: JSON.stringify(said) };
    note(`a vacancy from ${vacantFrom}`, await visitor.send('/essex/api/entitlements/vacancies', asked));
  }
  for (const person of ['maria-okafor', 'joan-ferris']) {
    const visitor = host.visitor();
    let reply = await visitor.chooseAtProvider('essex', person, { return: '/essex' });
    while (reply.location && !reply.location.startsWith(host.origin)) reply = await visitor.get(new URL(reply.location, reply.url).href);
    note(`${person} comes back`, await visitor.get(new URL(reply.location ?? '', reply.url).href));
    note(`${person} leaves`, await visitor.post('/essex/identity/sign-out'));
  }
}, 180_000);
afterAll(() => world?.host.stop());

const wrong = (of: (reply: Reply, asked: string) => boolean) => [
  ...new Set(met.filter(({ reply, asked }) => of(reply, asked)).map(({ reply, asked }) => `${asked}: ${reply.status}`)),
];
const header = (name: string, value: string) => wrong(({ headers }) => headers.get(name) !== value);
const pages = () => met.filter(({ reply }) => /text\/html/.test(reply.headers.get('content-type') ?? '') && reply.body !== '');

describe('every answer, good or bad', () => {
  test('was met: each route of the manifest, and each kind of refusal', () => {
    for (const { route } of declared)
      expect(
        met.some(({ asked }) => asked.endsWith(` ${route}`)),
        route,
      ).toBe(true);
    const statuses = new Set(met.map(({ reply }) => reply.status));
    for (const status of [200, 303, 400, 401, 403, 404, 405, 409, 413, 415, 422]) expect([...statuses]).toContain(status);
    expect([...statuses].filter((status) => status >= 500)).toEqual([]);
  });

  test('carries one policy: no script but ours and the one inline script by its hash, no inline style, no frame, no base', () => {
    const policy = contentSecurityPolicy();
    expect(header('content-security-policy', policy)).toEqual([]);
    expect(policy).toContain(`script-src 'self' '${inlineScriptHash}';`);
    expect(policy).toMatch(/default-src 'none';.*form-action 'self';.*frame-ancestors 'none';.*base-uri 'none'/);
    expect(policy).not.toMatch(/unsafe|\*|data:|https?:/);
  });

  test('cannot be framed, guessed at, or read by another window', () => {
    expect(header('x-frame-options', 'DENY')).toEqual([]);
    expect(header('x-content-type-options', 'nosniff')).toEqual([]);
    expect(header('cross-origin-opener-policy', 'same-origin')).toEqual([]);
  });

  test('tells no other site where somebody came from', () => expect(header('referrer-policy', 'same-origin')).toEqual([]));

  test('is kept by nobody on the way', () => {
    expect(header('cache-control', 'private, no-store')).toEqual([]);
  });

  test('asks for HTTPS for two years', () => {
    expect(header('strict-transport-security', 'max-age=63072000; includeSubDomains')).toEqual([]);
  });

  test('is shared with no other origin', () => {
    expect(wrong(({ headers }) => [...headers.keys()].some((name) => name.startsWith('access-control-')))).toEqual([]);
  });

  test('sets no cookie but ours: of this host alone, over HTTPS alone, out of reach of scripts and of other sites', () => {
    const cookies = met.flatMap(({ reply, asked }) => reply.headers.getSetCookie().map((text) => ({ asked, text })));
    expect(new Set(cookies.map(({ text }) => text.split('=')[0]))).toEqual(new Set(['__Host-essex-session', '__Host-essex-sign-in']));
    const form = /^__Host-essex-(session|sign-in)=[\w-]*; Path=\/; Max-Age=\d+; HttpOnly; Secure; SameSite=Lax$/;
    expect(cookies.filter(({ text }) => !form.test(text))).toEqual([]);
    // Some are set, and some are taken away.
    expect(cookies.some(({ text }) => text.includes('Max-Age=0;')) && cookies.some(({ text }) => text.includes('Max-Age=28800;'))).toBe(
      true,
    );
  });

  test('carries them also when a room breaks', async () => {
    const broken = { send: () => Promise.reject(new Error('the table is gone')) } as unknown as TableClient;
    const room = createCatalogue(
      { TABLE_NAME: 'none' },
      {
        now: () => Date.now(),
        invoke: async () => undefined,
        send: async () => {},
        bell: () => {},
        ...noFiles,
        origin: 'http://127.0.0.1',
        demo: false,
        tableClient: broken,
      },
    );
    for (const [path, type] of [
      ['/essex/catalogue', 'text/html'],
      ['/essex/api/catalogue', 'application/problem+json'],
    ] as const) {
      const { status, headers, body } = await askRoom(room, path);
      expect([status, headers['content-type']?.split(';')[0]]).toEqual([500, type]);
      expect(headers).toMatchObject({
        'content-security-policy': contentSecurityPolicy(),
        'x-frame-options': 'DENY',
        'cache-control': 'private, no-store',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
      });
      expect(body).not.toContain('the table is gone');
    }
  });
});

describe('every page', () => {
  const tags = (body: string, pattern: RegExp) => [...body.matchAll(pattern)].map(([text]) => text);
  const without = (of: (body: string) => readonly string[]) =>
    pages().flatMap(({ asked, reply }) => of(reply.body).map((text) => `${asked}: ${text.slice(0, 120)}`));

  test('is met in its whole breadth', () => expect(pages().length).toBeGreaterThan(500));

  test('has no handler and no style in its markup', () => {
    expect(without((body) => tags(body, /<[a-z][^<>]*\s(on[a-z]+|style)\s*=[^<>]*>/gi))).toEqual([]);
    expect(without((body) => tags(body, /<style\b|<(iframe|object|embed|base|meta http-equiv)\b[^>]*>/gi))).toEqual([]);
  });

  test('has one script of its own, the one that the policy lets by, and loads the rest from here', () => {
    expect(inlineScriptHash).toBe(`sha256-${createHash('sha256').update(inlineScript).digest('base64')}`);
    const scripts = (body: string) => [...body.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)];
    expect(
      without((body) => (scripts(body).filter(([, , text]) => text === inlineScript).length === 1 ? [] : ['not one inline script'])),
    ).toEqual([]);
    const loads = /\ssrc="\/assets\/[\w.-]+\.js"/;
    expect(
      without((body) =>
        scripts(body).flatMap(([tag, of = '', text]) => (text === inlineScript || (text === '' && loads.test(of)) ? [] : [tag])),
      ),
    ).toEqual([]);
    expect(without((body) => tags(body, /<(link|img)\b[^>]*\s(href|src)="(?!\/)[^"]*"/gi))).toEqual([]);
  });

  test('leads nowhere by a script, and to another site by no form but that of the file store', () => {
    expect(without((body) => tags(body, /\s(href|src|action|formaction)="\s*(javascript|data|vbscript):[^"]*"/gi))).toEqual([]);
    const elsewhere = (body: string) =>
      [...body.matchAll(/<form\b[^>]*\saction="([^"]*)"/gi)].flatMap(([, to = '']) => {
        const { origin, pathname } = new URL(to.replaceAll('&amp;', '&'), world.host.origin);
        return origin === world.host.origin && /^\/(essex|files)(\/|$)/.test(pathname) ? [] : [to];
      });
    expect(without(elsewhere)).toEqual([]);
  });

  test('sends files from a page that is declared to, and from no other', () => {
    const upload = declared.filter((each) => each.upload).map(({ route }) => route);
    expect(upload).toEqual(['GET /schools/imports/new']);
    const sending = new Set(
      pages().flatMap(({ asked, reply }) =>
        reply.body.includes('multipart/form-data') ? [asked.replace(/^.*(?=(GET|POST) \/)/, '')] : [],
      ),
    );
    // The form sent empty is that page again.
    expect([...sending].sort()).toEqual(['GET /schools/imports/new', 'POST /schools/imports']);
  });
});

describe('another site', () => {
  const dump = () => tableDump(world.host.tableOf().client, world.host.table.TABLE_NAME, 'essex');
  const unsafe = declared.filter(({ route, action }) => !route.startsWith('GET ') && action !== 'signed-message').map(({ route }) => route);
  const form = 'application/x-www-form-urlencoded';
  const forgeries: [what: string, headers: Record<string, string>][] = [
    ['as a form of its own', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'content-type': form }],
    ['from a neighbour of the same site', { origin: 'https://other.evil.example', 'sec-fetch-site': 'same-site', 'content-type': form }],
    ['from a sandbox without an origin', { origin: 'null', 'content-type': form }],
    ['by the word of its origin alone', { origin: 'https://evil.example', 'content-type': form }],
    ['against the word of its origin', { 'sec-fetch-site': 'cross-site', 'content-type': form }],
    ['with neither word', { 'content-type': form }],
    ['as text that is JSON', { 'content-type': 'text/plain' }],
    ['as files', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['as JSON, with its origin', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' }],
    ['from a page opened by typing', { origin: 'https://evil.example', 'sec-fetch-site': 'none', 'content-type': form }],
  ];

  test.each(forgeries)('sends nothing to any route in the name of somebody who is signed in: %s', async (_what, headers) => {
    const admin = knockerOf('council-admin');
    // What was begun before may still be at work: it is not the other site's doing.
    await world.host.quiet();
    const before = await dump();
    const done: string[] = [];
    await asks(
      unsafe.map((route) => async () => {
        const path = `/essex${pathOf(route, admin.own)}`;
        const reply = await admin.visitor.send(path, { method: 'POST', headers, body: '{}' });
        const name = isApi(route) ? nameOf(reply) : reply.body.includes('did not come from a page of Daybook') ? 'cross-site-request' : '';
        if (reply.status !== 403 || name !== 'cross-site-request') done.push(`${route}: ${reply.status} ${name}`);
      }),
    );
    expect(done).toEqual([]);
    const after = await dump();
    expect([...after].filter(([key, item]) => before.get(key) !== item && !/#(OUTBOX|JOB)#/.test(key)).map(([key]) => key)).toEqual([]);
    expect((await admin.visitor.json('/essex/api/identity/me')).status).toBe(200);
  });

  test('but a page of our own is let by, and so is a program with a token, wherever it runs', async () => {
    const { visitor } = knockerOf('school-booker');
    const own = { origin: world.host.origin, 'sec-fetch-site': 'same-origin', 'content-type': form };
    expect((await visitor.send('/essex/bookings', { method: 'POST', headers: own, body: '' })).status).toBe(422);
    const program = knockerOf('a program');
    const headers = {
      authorization: program.authorization ?? '',
      origin: 'https://elsewhere.example',
      'sec-fetch-site': 'cross-site',
      'content-type': 'application/json',
    };
    const reply = await program.visitor.send('/essex/api/bookings', { method: 'POST', headers, body: '{}' });
    expect([reply.status, nameOf(reply)]).toEqual([422, 'invalid-request']);
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/essex//evil.example',
    '/essex/%2e%2e/rivermouth',
    '/essex/..%2f..%2fevil.example',
    '/rivermouth/catalogue',
    '/essexevil',
    'javascript:alert(1)',
    '/essex/catalogue\r\nset-cookie: a=b',
    '@evil.example',
  ])('is no place to be sent to after choosing whom to act for: %j', async (returnPath) => {
    const choosing = 'POST /identity/organisations';
    const admin = await world.askedBy(knockerOf('council-admin'), choosing, [table[choosing] ?? []].flat()[0] as Row);
    const shown = await admin.get(`/essex/identity/organisations?return=${encodeURIComponent(returnPath)}`);
    expect(shown.body).not.toContain('evil.example"');
    const chosen = await admin.post('/essex/identity/organisations', { organisation: 'council', return: returnPath });
    expect([chosen.status, chosen.location, chosen.headers.getSetCookie().join()]).toEqual([
      303,
      '/essex',
      expect.not.stringContaining('a=b'),
    ]);
  });

  test('cannot name itself as this one: what it says of the host is believed by nobody', async () => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
      'x-original-host': 'evil.example',
    };
    const start = await world.host.visitor().send('/essex/identity/sign-in/schools', { method: 'GET', headers });
    expect(new URL(start.location ?? '').searchParams.get('redirect_uri')).toBe(`${world.host.origin}/essex/identity/callback`);
    const { visitor } = knockerOf('council-admin');
    for (const path of ['/essex', '/essex/schools/imports/new', '/essex/identity/signed-out'])
      expect((await visitor.send(path, { method: 'GET', headers })).body).not.toContain('evil.example');
    // Nor does it make an origin of another name one of ours.
    const forged = await visitor.send('/essex/identity/sign-out', {
      method: 'POST',
      headers: { ...headers, origin: 'http://evil.example', 'content-type': form },
    });
    expect(forged.status).toBe(403);
  });
});

describe('a file', () => {
  const joan = () => knockerOf('resource-manager').visitor;
  type Upload = { file: string; form: { action: string; fields: Record<string, string> } };
  const allowed = async () => (await joan().json('/essex/api/schools/uploads', {})).data<Upload>();
  const sendFile = (who: Visitor, fields: Record<string, string>) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append('file', new Blob(['URN\n']), '../../registers/rivermouth/stolen.csv');
    return who.send('/files', { method: 'POST', body });
  };

  test('goes where its own form says and nowhere else, whatever key is sent beside it', async () => {
    const { file, form } = await allowed();
    expect(file).toMatch(/^registers\/essex\/job_/);
    const stolen = file.replace('essex', 'rivermouth');
    expect((await sendFile(joan(), { key: stolen, ...form.fields, file: stolen })).status).not.toBe(500);
    expect(await world.host.files.mark(stolen)).toBeUndefined();
  });

  test('is not let in by a form that was changed to name another council', async () => {
    const { file, form } = await allowed();
    const [payload = '', signature = ''] = (form.fields.policy ?? '').split('.');
    const changed = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { key: string };
    const stolen = file.replace('essex', 'rivermouth');
    const forged = Buffer.from(JSON.stringify({ ...changed, key: stolen })).toString('base64url');
    expect((await sendFile(joan(), { policy: `${forged}.${signature}` })).status).toBe(403);
    expect(await world.host.files.mark(stolen)).toBeUndefined();
  });

  test('of another council is one that is not there, on the page and in the API', async () => {
    for (const file of [
      world.foreign.upload,
      world.unknown.upload,
      'demo/essex-schools.csv',
      '../secrets.json',
      'registers/essex/../rivermouth/x',
    ]) {
      const reply = await joan().json('/essex/api/schools/imports', { file, authorities: 'every' });
      expect([file, nameOf(reply)]).toEqual([file, 'unknown-file']);
      expect((await joan().get(`/essex/schools/imports/new?file=${encodeURIComponent(file)}`)).status).toBe(404);
    }
  });
});
