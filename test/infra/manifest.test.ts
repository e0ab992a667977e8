// The manifest makes sense by itself: hosts believe it, so a slip in it would be deployed. Each rule is shown to catch what it forbids.
import { describe, expect, test } from 'vitest';
import { type FunctionDeclaration, functions, manifest, schedules } from '../../functions/manifest.ts';

type Schedule = { name: string; everyMinutes: number; function: string; task: string };
type Rule = (each: FunctionDeclaration, all: readonly FunctionDeclaration[]) => string[];

const methods = ['GET', 'POST'];
const word = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const parameter = /^\{[a-z][a-zA-Z]*\}$/;
/** What lies outside its room's own prefix: the council's home, and the page every footer names. */
const outside = ['/', '/accessibility'];
/** What is open outside sign-in: what every visitor may read, how somebody with a file and no account checks it, and the file that a signed link in a message opens. */
const open = [
  'GET /accessibility',
  'GET /bookings/calendars/{calendar}',
  'GET /bookings/certificates',
  'GET /bookings/evaluations/links/{answers}',
  'POST /bookings/evaluations/links/{answers}',
  'GET /bookings/evaluations/links/{answers}/certificate',
  'GET /reports/proof/format',
  'GET /reports/proof/format/checker',
];
const secretHolders = {
  'quote-key': 'bookings buyback',
  'link-key': 'identity',
  'sign-in': 'identity',
  notify: 'identity',
  stripe: 'payments',
};

const split = (route: string) => {
  const [method = '', path = '', ...more] = route.split(' ');
  return { method, path, more, parts: path === '/' ? [] : path.split('/').slice(1) };
};
const own = (name: string, path: string) => [`/${name}`, `/api/${name}`].some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
const repeated = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index);
/** Two routes meet when one request can fit both. */
const meet = (a: string, b: string) => {
  const [left, right] = [split(a), split(b)];
  if (left.method !== right.method || left.parts.length !== right.parts.length) return false;
  return left.parts.every((part, index) => part === right.parts[index] || parameter.test(part) || parameter.test(right.parts[index] ?? ''));
};
const said = (where: string, wrong: boolean, what: string) => (wrong ? [`${where}: ${what}`] : []);

const rules: Record<string, Rule> = {
  'a function is a small word': ({ name }) => said(name, !/^[a-z]+$/.test(name), 'is no small word'),

  'a route is a method and a path of words and parameters': ({ routes }) =>
    Object.keys(routes).flatMap((route) => {
      const { method, path, more, parts } = split(route);
      const fine = path.startsWith('/') && parts.every((part) => word.test(part) || parameter.test(part));
      const named = parts.filter((part) => parameter.test(part));
      return [
        ...said(route, !methods.includes(method) || more.length > 0, `begins with one of ${methods.join(', ')} and holds one space`),
        ...said(route, !fine, 'has a part that is neither a word nor a parameter'),
        ...said(route, repeated(named).length > 0, 'names a parameter twice'),
      ];
    }),

  'a route lies under its room': ({ name, routes }) =>
    Object.keys(routes).flatMap((route) =>
      said(route, !own(name, split(route).path) && !outside.includes(split(route).path), `lies outside ${name}`),
    ),

  'no request fits a route of two rooms': ({ name, routes }, all) =>
    all
      .filter((other) => other.name !== name)
      .flatMap((other) => Object.keys(other.routes))
      .flatMap((route) =>
        said(
          route,
          Object.keys(routes).some((each) => meet(each, route)),
          `meets a route of ${name}`,
        ),
      ),

  // Hono answers by the first route that fits.
  'a route is not hidden by one before it': ({ routes }) =>
    Object.keys(routes).flatMap((route, index, every) =>
      every.slice(0, index).flatMap((before) => {
        const hides = split(before).parts.every((part, at) => parameter.test(part) || part === split(route).parts[at]);
        return said(route, meet(before, route) && hides, `is never reached after ${before}`);
      }),
    ),

  'a signed message is posted, and is no part of the API': ({ routes }) =>
    Object.entries(routes).flatMap(([route, { action }]) =>
      said(
        route,
        action === 'signed-message' && (split(route).method !== 'POST' || split(route).path.startsWith('/api/')),
        'is no webhook',
      ),
    ),

  'only sign-in and what every visitor may read are open': ({ name, routes }) =>
    Object.entries(routes).flatMap(([route, { action }]) =>
      said(route, action === 'public' && name !== 'identity' && !open.includes(route), 'is open to everybody'),
    ),

  'a task is a word, and named once': ({ name, tasks }) => [
    ...tasks.flatMap((task) => said(`${name} ${task}`, !word.test(task), 'is no word')),
    ...repeated(tasks).map((task) => `${name} ${task}: is named twice`),
  ],

  'a function has something to do': ({ name, routes, tasks }) =>
    said(name, Object.keys(routes).length + tasks.length === 0, 'does nothing'),

  'who is invoked exists and has tasks': ({ name, grants }, all) => [
    ...(grants.invoke ?? []).flatMap((other) => {
      const tasks = all.find((each) => each.name === other)?.tasks ?? [];
      return said(name, tasks.length === 0, `invokes ${other}, which has no task`);
    }),
    ...repeated(grants.invoke ?? []).map((other) => `${name}: invokes ${other} twice`),
  ],

  'a council is founded by a task of its own room': ({ name, tasks, founds }) =>
    said(name, founds !== undefined && !tasks.includes(founds), `founds by ${founds}, which is no task of it`),

  'a secret has one holder': ({ name, grants }) =>
    (grants.secrets ?? []).flatMap((secret) =>
      said(name, !secretHolders[secret].split(' ').includes(name), `holds ${secret}, which is ${secretHolders[secret]}’s`),
    ),

  'a function with routes finds its visitors in the table': ({ name, routes, grants }) =>
    said(name, Object.keys(routes).length > 0 && !grants.table, 'has routes and no table'),

  'size and time are what Lambda offers': ({ name, memoryMb, timeoutSeconds }) => [
    ...said(name, !Number.isInteger(memoryMb) || memoryMb < 128 || memoryMb > 10_240, `cannot have ${memoryMb} MB`),
    ...said(name, !Number.isInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > 900, `cannot have ${timeoutSeconds} s`),
  ],
};

const scheduleFaults = (every: readonly Schedule[], all: readonly FunctionDeclaration[]): string[] => [
  ...repeated(every.map(({ name }) => name)).map((name) => `${name}: is scheduled twice`),
  ...every.flatMap(({ name, everyMinutes, function: called, task }) => [
    ...said(name, !word.test(name), 'is no word'),
    ...said(name, !Number.isInteger(everyMinutes) || everyMinutes < 1, `cannot run every ${everyMinutes} minutes`),
    ...said(name, !all.find((each) => each.name === called)?.tasks.includes(task), `${called} has no task ${task}`),
  ]),
];

const faults = (rule: Rule | undefined, all: readonly FunctionDeclaration[]) =>
  all.flatMap((each) => rule?.(each, all) ?? ['no such rule']);

describe('the manifest', () => {
  test.each(Object.entries(rules))('%s', (_sentence, rule) => {
    expect(faults(rule, functions)).toEqual([]);
  });

  test('each schedule runs a task that exists', () => {
    expect(scheduleFaults(schedules, functions)).toEqual([]);
  });

  test('names each function by its own name', () => {
    expect(Object.entries(manifest).filter(([key, { name }]) => key !== name)).toEqual([]);
  });

  test('everything a page does, the API does too, but for these', () => {
    const all = new Set(functions.flatMap(({ routes }) => Object.keys(routes)));
    const pages = [...all].filter((route) => !split(route).path.startsWith('/api/'));
    expect(pages.filter((route) => !all.has(route.replace(' /', ' /api/')))).toEqual([
      // Signing in and out is a browser's own, and so are its sessions, a form before it is sent, a file, and the way back from the card page.
      'GET /identity/sign-in',
      'GET /identity/sign-in/{provider}',
      'GET /identity/callback',
      'POST /identity/sign-out',
      'GET /identity/signed-out',
      'GET /identity/organisations',
      'POST /identity/organisations',
      'GET /identity/account',
      'POST /identity/account/sign-out-everywhere',
      // What the link in a message opens.
      'GET /identity/messages/{message}',
      'POST /identity/messages/{message}',
      'GET /identity/audit/export',
      // What the link in an e-mail opens is for a person to read before they sign in.
      'GET /identity/invitations/{invitation}',
      // A form, and what a change would do before it is made.
      'GET /catalogue/{service}/words',
      'POST /catalogue/{service}/words/preview',
      'POST /catalogue/{service}/prices/preview',
      'POST /catalogue/{service}/prices/taking-back/preview',
      'POST /catalogue/{service}/prices/ending/preview',
      'POST /catalogue/{service}/withdrawal/preview',
      'GET /schools/partnerships/new',
      'GET /schools/organisations/new',
      'GET /schools/imports/new',
      'GET /schools/imports/{import}/rejections',
      'GET /schools/{school}/district',
      'GET /schools/{school}/officers',
      'GET /schools/{school}/withdrawals',
      'GET /officers/new',
      'GET /officers/{officer}/record',
      'GET /officers/{officer}/pattern',
      'POST /officers/{officer}/pattern/preview',
      'POST /officers/{officer}/pattern/removal/preview',
      'GET /officers/{officer}/absences',
      'POST /officers/{officer}/absences/preview',
      'GET /officers/{officer}/leaving',
      'POST /officers/{officer}/leaving/preview',
      // Where to look a statement up.
      'GET /entitlements/statements',
      'GET /entitlements/runs/{allocationRun}/lines',
      // A draft's forms: a program sends the same as changes, or the whole pack.
      'GET /entitlements/policies/drafts/new',
      'GET /entitlements/policies/drafts/{draft}/file',
      'GET /entitlements/policies/drafts/{draft}/text',
      'POST /entitlements/policies/drafts/{draft}/text',
      'GET /entitlements/policies/drafts/{draft}/parts/{part}',
      'POST /entitlements/policies/drafts/{draft}/parts/{part}',
      'POST /entitlements/policies/drafts/{draft}/rules',
      'POST /entitlements/policies/drafts/{draft}/rules/removal',
      'GET /entitlements/policies/{version}/file',
      'GET /bookings/new',
      // What is free of the catalogue now: a program asks for a quote.
      'GET /bookings/free',
      'GET /bookings/quote',
      'GET /bookings/orders/new',
      'GET /bookings/orders/quote',
      'GET /bookings/events/new',
      'GET /bookings/waitlist/new',
      'GET /bookings/waitlist/{wait}/quote',
      // Files, for a calendar to take in.
      'GET /bookings/calendars/{calendar}',
      // What somebody without a sign-in opens by a link they were given, or by a number that is printed.
      'GET /bookings/evaluations/links/{answers}',
      'POST /bookings/evaluations/links/{answers}',
      'GET /bookings/evaluations/links/{answers}/certificate',
      'GET /bookings/certificates',
      'GET /bookings/ofsted-calls/new',
      'GET /bookings/{booking}/calendar',
      'GET /bookings/{booking}/attendees/{attendee}/certificate',
      // A program asks for the same as JSON, and reads the list page by page.
      'GET /buyback',
      'GET /buyback/quote',
      // What notice or an early end would mean, before either.
      'GET /buyback/agreements/{agreement}/notice',
      'POST /buyback/agreements/{agreement}/ending/preview',
      'GET /invoicing/documents/{document}/pdf',
      'GET /invoicing/journals/export',
      'GET /payments/attempts/{attempt}/return',
      'POST /payments/webhooks/stripe',
      'GET /',
      'GET /accessibility',
      // A file, and words for people about it.
      'GET /reports/proof/export/file',
      'GET /reports/proof/format',
      'GET /reports/proof/format/checker',
      'GET /reports/statements/{holder}/pdf',
      // A file; and a sum taken out by a form: a program sends the whole list.
      'GET /reports/trials/{trial}/file',
      'POST /reports/trials/{trial}/adjustments/removal',
      // Mending the outbox is a person's decision, made in front of what is stuck.
      'POST /reports/outbox/replay',
      'POST /reports/outbox/parking',
      'GET /reports/lists/export/file',
      'POST /reports/messages/sending',
    ]);
  });
});

describe('each rule catches what it forbids', () => {
  const plain: FunctionDeclaration = {
    name: 'rooms',
    routes: {},
    tasks: ['tidy'],
    grants: { table: 'write' },
    memoryMb: 256,
    timeoutSeconds: 15,
  };
  const routes = (...given: string[]): FunctionDeclaration => ({
    ...plain,
    routes: Object.fromEntries(given.map((route) => [route, { action: 'home:read' as const }])),
  });

  const planted: [keyof typeof rules, FunctionDeclaration[], string][] = [
    ['a function is a small word', [{ ...plain, name: 'Room_1' }], 'Room_1'],
    ['a route is a method and a path of words and parameters', [routes('FETCH /rooms')], 'FETCH'],
    ['a route is a method and a path of words and parameters', [routes('GET  /rooms')], 'neither a word'],
    ['a route is a method and a path of words and parameters', [routes('GET /rooms/')], 'neither a word'],
    ['a route is a method and a path of words and parameters', [routes('GET /rooms/:id')], 'neither a word'],
    ['a route is a method and a path of words and parameters', [routes('GET /rooms/{a}/of/{a}')], 'twice'],
    ['a route lies under its room', [routes('GET /roomsandmore')], 'outside rooms'],
    ['a route lies under its room', [routes('GET /api/halls')], 'outside rooms'],
    ['no request fits a route of two rooms', [routes('GET /rooms/{a}'), { ...routes('GET /rooms/new'), name: 'halls' }], 'meets a route'],
    ['a route is not hidden by one before it', [routes('GET /rooms/{room}', 'GET /rooms/new')], 'never reached'],
    ['a route is not hidden by one before it', [routes('GET /rooms/{room}', 'GET /rooms/{hall}')], 'never reached'],
    [
      'a signed message is posted, and is no part of the API',
      [{ ...plain, routes: { 'GET /rooms/hook': { action: 'signed-message' } } }],
      'no webhook',
    ],
    [
      'only sign-in and what every visitor may read are open',
      [{ ...plain, routes: { 'GET /rooms': { action: 'public' } } }],
      'open to everybody',
    ],
    ['a task is a word, and named once', [{ ...plain, tasks: ['tidy', 'tidy'] }], 'named twice'],
    ['a task is a word, and named once', [{ ...plain, tasks: ['Tidy up'] }], 'no word'],
    ['a function has something to do', [{ ...plain, tasks: [] }], 'does nothing'],
    ['who is invoked exists and has tasks', [{ ...plain, grants: { invoke: ['halls'] } }], 'invokes halls'],
    ['who is invoked exists and has tasks', [{ ...plain, grants: { invoke: ['rooms', 'rooms'] } }], 'twice'],
    ['a council is founded by a task of its own room', [{ ...plain, founds: 'build' }], 'no task of it'],
    ['a secret has one holder', [{ ...plain, grants: { secrets: ['stripe'] } }], 'payments’s'],
    ['a function with routes finds its visitors in the table', [{ ...routes('GET /rooms'), grants: {} }], 'no table'],
    ['size and time are what Lambda offers', [{ ...plain, memoryMb: 64 }], '64 MB'],
    ['size and time are what Lambda offers', [{ ...plain, timeoutSeconds: 901 }], '901 s'],
  ];
  test.each(planted)('%s', (sentence, all, told) => {
    expect(faults(rules[sentence], all).join('\n')).toContain(told);
  });

  test('and a route that comes before a wider one is left alone', () => {
    expect(
      faults(rules['a route is not hidden by one before it'], [routes('GET /rooms/new', 'GET /rooms/{room}', 'POST /rooms/new')]),
    ).toEqual([]);
  });

  test.each([
    [{ name: 'tidying', everyMinutes: 1, function: 'rooms', task: 'sweep' }, 'rooms has no task sweep'],
    [{ name: 'tidying', everyMinutes: 1, function: 'halls', task: 'tidy' }, 'halls has no task tidy'],
    [{ name: 'tidying', everyMinutes: 0.5, function: 'rooms', task: 'tidy' }, 'every 0.5 minutes'],
    [{ name: 'Tidy Up', everyMinutes: 1, function: 'rooms', task: 'tidy' }, 'no word'],
  ])('a schedule: %j', (schedule, told) => {
    expect(scheduleFaults([schedule], [plain]).join()).toContain(told);
    expect(scheduleFaults([schedule, schedule], [plain]).join()).toContain('scheduled twice');
  });
});
