// What functions meet on the local host: events as API Gateway makes them, only what their grants name, files by key, and a clock of its own.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { functions, schedules } from '../../functions/manifest.ts';
import { momentOn } from '../../infra/local/clock.ts';
import { fileStore } from '../../infra/local/files.ts';
import { eventOf, routesOf } from '../../infra/local/gateway.ts';
import { checkManifest, openRooms, type Provisions, type Rooms } from '../../infra/local/rooms.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Environment, Host, TaskEvent } from '../../shared/context.ts';
import type { Create } from '../../shared/http.ts';

describe('the gateway', () => {
  const roomOf = routesOf(functions);

  test.each([
    ['/essex', 'reports'],
    ['/essex/', 'reports'],
    ['/essex/accessibility', 'reports'],
    ['/essex/bookings', 'bookings'],
    ['/essex/bookings/bkg_1/deliveries', 'bookings'],
    ['/essex/api/bookings/quotes', 'bookings'],
    ['/essex/payments/webhooks/stripe', 'payments'],
    ['/essex/identity/callback', 'identity'],
    ['/essex/api/reports/proof', 'reports'],
    ['/essex/nowhere', 'reports'],
    ['/essex/api/nowhere', 'reports'],
  ])('%s belongs to %s', (path, room) => {
    expect(roomOf(path)).toBe(room);
  });

  const incoming = (method: string, url: string, headers: Record<string, string>) =>
    ({ method, url, headers, socket: { remoteAddress: '127.0.0.1' } }) as unknown as IncomingMessage;

  test('cookies travel beside the headers, the query as it was written', () => {
    const event = eventOf(
      incoming('GET', '/essex/schools?name=a%20b&name=c?d', { host: '127.0.0.1:1', cookie: 'a=1; b=2', accept: 'text/html' }),
      Buffer.alloc(0),
    );
    expect(event).toMatchObject({
      version: '2.0',
      rawPath: '/essex/schools',
      rawQueryString: 'name=a%20b&name=c?d',
      cookies: ['a=1', 'b=2'],
      headers: { host: '127.0.0.1:1', accept: 'text/html' },
      requestContext: { http: { method: 'GET', path: '/essex/schools', sourceIp: '127.0.0.1' }, stage: '$default' },
      isBase64Encoded: false,
    });
    expect(event).not.toHaveProperty('body');
  });

  test.each([
    ['application/json', '{"a":"é"}', '{"a":"é"}', false],
    ['application/json; charset=utf-8', '{}', '{}', false],
    ['application/x-www-form-urlencoded', 'a=1', Buffer.from('a=1').toString('base64'), true],
    ['application/pdf', 'é', Buffer.from('é').toString('base64'), true],
  ])('a body of %s', (type, sent, body, isBase64Encoded) => {
    expect(eventOf(incoming('POST', '/', { 'content-type': type }), Buffer.from(sent))).toMatchObject({ body, isBase64Encoded });
  });
});

describe('the functions', () => {
  let rooms: Rooms;
  afterEach(() => rooms?.stop());

  const provisions = (more: Partial<Provisions> = {}): Provisions => ({
    table: { TABLE_NAME: 't', DYNAMODB_ENDPOINT: 'http://127.0.0.1:1', AWS_REGION: 'eu-west-2' },
    secrets: {
      'quote-key': { QUOTE_KEY: 'q' },
      'link-key': { LINK_KEY: 'l' },
      'sign-in': { SIGN_IN_SECRETS: '{}' },
      notify: { NOTIFY_SECRETS: '{}', NOTIFY_ORIGIN: 'n' },
      stripe: { STRIPE_SECRETS: '{}', STRIPE_ORIGIN: 'o' },
    },
    files: fileStore(),
    uploadForm: async (key) => ({ action: 'http://127.0.0.1:1/files', fields: { key } }),
    fileAddress: async (key, name) => `http://127.0.0.1:1/files?${key}&${name}`,
    origin: 'http://127.0.0.1:1',
    demo: true,
    now: () => 1,
    ...more,
  });

  /** Functions that record what they are given and answer as told. */
  async function open(handle: (name: string, event: unknown, host: Host) => unknown = () => null) {
    const given = new Map<string, { env: Environment; host: Host }>();
    const load =
      async (name: string): Promise<Create> =>
      (env, host) => {
        given.set(name, { env, host });
        return { handle: async (event) => handle(name, event, host) };
      };
    rooms = await openRooms(provisions(), undefined, load);
    return { rooms, hostOf: (name: string) => given.get(name)?.host as Host, envOf: (name: string) => given.get(name)?.env };
  }

  test('are given the variables their grants name and no others', async () => {
    const { envOf } = await open();
    const table = { TABLE_NAME: 't', DYNAMODB_ENDPOINT: 'http://127.0.0.1:1', AWS_REGION: 'eu-west-2' };
    expect(envOf('catalogue')).toEqual(table);
    expect(envOf('identity')).toEqual({
      ...table,
      SIGN_IN_SECRETS: '{}',
      LINK_KEY: 'l',
      NOTIFY_SECRETS: '{}',
      NOTIFY_ORIGIN: 'n',
    });
    expect(envOf('bookings')).toEqual({ ...table, QUOTE_KEY: 'q' });
    expect(envOf('payments')).toEqual({ ...table, STRIPE_SECRETS: '{}', STRIPE_ORIGIN: 'o' });
    expect(envOf('documents')).toEqual({});
  });

  test('invoke, send and read files only where granted', async () => {
    const { hostOf } = await open((name) => ({ name }));
    const event: TaskEvent = { council: 'essex', task: 'render' };
    expect(await hostOf('invoicing').invoke('documents', event)).toEqual({ name: 'documents' });
    await expect(hostOf('catalogue').invoke('documents', event)).rejects.toThrow('catalogue has no grant to invoke documents');
    await expect(hostOf('bookings').send('worker', event)).rejects.toThrow('no grant');
    expect(() => hostOf('catalogue').openFile('a')).toThrow('no grant to read files');
    await expect(hostOf('catalogue').fileMark('a')).rejects.toThrow('no grant to read files');
    await expect(hostOf('catalogue').uploadForm('a', { bytes: 1, returnTo: '/' })).rejects.toThrow('no grant to write files');
    expect(await hostOf('schools').fileMark('a')).toBeUndefined();
    await expect(hostOf('catalogue').beginFile('a')).rejects.toThrow('no grant to write files');
    await expect(hostOf('catalogue').addPart('a', 'b', 1, Buffer.from('c'))).rejects.toThrow('no grant to write files');
    await expect(hostOf('catalogue').endFile('a', 'b', [])).rejects.toThrow('no grant to write files');
    await expect(hostOf('catalogue').fileAddress('a', 'b')).rejects.toThrow('no grant to read files');
    const writer = hostOf('reports');
    const begun = await writer.beginFile('exports/a');
    const receipts = [
      await writer.addPart('exports/a', begun, 1, Buffer.from('he')),
      await writer.addPart('exports/a', begun, 2, Buffer.from('re')),
    ];
    expect(await writer.fileMark('exports/a')).toBeUndefined();
    await writer.endFile('exports/a', begun, receipts);
    expect(await writer.fileMark('exports/a')).toMatchObject({ size: 4 });
    expect(await writer.fileAddress('exports/a', 'b')).toBe('http://127.0.0.1:1/files?exports/a&b');
  });

  test('hand over JSON and nothing that JSON cannot carry', async () => {
    const { hostOf } = await open((_name, event) => ({ event, when: new Date(0), nothing: undefined }));
    const subject = { bytes: undefined, when: new Date(0) };
    expect(await hostOf('invoicing').invoke('documents', { council: 'essex', task: 'render', subject })).toEqual({
      event: { council: 'essex', task: 'render', subject: { when: '1970-01-01T00:00:00.000Z' } },
      when: '1970-01-01T00:00:00.000Z',
    });
  });

  test('what is sent runs later, and its failure is told but reaches nobody', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const heard: string[] = [];
    const { hostOf } = await open((name) => {
      heard.push(name);
      throw new Error('no luck');
    });
    await hostOf('invoicing').send('worker', { council: 'essex', task: 'work' });
    expect(heard).toEqual([]);
    await rooms.quiet();
    expect(heard).toEqual(['worker']);
    expect(told).toHaveBeenCalledOnce();
    told.mockRestore();
  });

  test('a bell rung many times is heard once, and once more when it rings while being answered', async () => {
    let deliveries = 0;
    const { hostOf } = await open(async (name, _event, host) => {
      if (name !== 'outbox') return;
      deliveries += 1;
      if (deliveries === 1) for (let i = 0; i < 5; i++) host.bell('essex');
      await new Promise((done) => setTimeout(done, 10));
    });
    hostOf('bookings').bell('essex');
    await rooms.quiet();
    expect(deliveries).toBe(2);
  });

  test('the bells of two councils are two bells', async () => {
    const councils: string[] = [];
    const { hostOf } = await open((_name, event) => void councils.push((event as TaskEvent).council));
    hostOf('bookings').bell('essex');
    hostOf('bookings').bell('kent');
    await rooms.quiet();
    expect(councils.sort()).toEqual(['essex', 'kent']);
  });

  test('schedules run once per council and interval', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const ran: string[] = [];
      await open((name, event) => void ran.push(`${name} ${(event as TaskEvent).task} ${(event as TaskEvent).council}`));
      rooms.startSchedules(['essex', 'kent']);
      vi.advanceTimersByTime(5 * 60_000);
      await rooms.quiet();
      for (const { everyMinutes, function: name, task } of schedules) {
        for (const council of ['essex', 'kent'])
          expect(ran.filter((one) => one === `${name} ${task} ${council}`)).toHaveLength(5 / everyMinutes);
      }
      expect(ran).toHaveLength(schedules.reduce((sum, { everyMinutes }) => sum + (2 * 5) / everyMinutes, 0));
    } finally {
      vi.useRealTimers();
    }
  });

  test('what is due by the clock runs once per council when the date is moved', async () => {
    const ran: string[] = [];
    await open((name, event) => void ran.push(`${name} ${(event as TaskEvent).task} ${(event as TaskEvent).council}`));
    await rooms.runSchedules(['essex', 'kent']);
    const due = schedules.flatMap(({ function: name, task }) => ['essex', 'kent'].map((council) => `${name} ${task} ${council}`));
    expect(ran.sort()).toEqual(due.sort());
  });

  test.each([
    ['a trigger', [{ ...functions[0], queue: 'mail' }], []],
    ['a grant', [{ ...functions[0], grants: { mail: true } }], []],
    ['a kind of schedule', [], [{ name: 'nightly', at: '02:00', function: 'reports', task: 'prove' }]],
  ])('%s that this host does not know is refused at start', (_what, declarations, timed) => {
    expect(() => checkManifest(declarations as unknown as typeof functions, timed)).toThrow('the local host does not know');
    expect(() => checkManifest(functions, schedules)).not.toThrow();
  });
});

describe('files', () => {
  test.each(['../secrets.json', '/etc/passwd', 'a/../../b', '', '.', 'a//b', 'a/./b', 'a\\b', 'a/.hidden'])('%j is no key', (key) => {
    expect(() => fileStore(tmpdir()).open(key)).toThrow('not the key of a file');
  });

  test.each([
    ['in a folder', () => mkdtempSync(join(tmpdir(), 'daybook-'))],
    ['in memory', () => undefined],
  ])('%s come back chunk by chunk as they were', async (_where, folder) => {
    const place = folder();
    const store = fileStore(place);
    const content = Buffer.alloc(150_000, 'é');
    await store.put('uploads/one.csv', content);
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.open('uploads/one.csv')) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(1);
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
    expect(await store.mark('uploads/one.csv')).toMatchObject({ size: 150_000 });
    const rest: Uint8Array[] = [];
    for await (const chunk of store.open('uploads/one.csv', 100_001)) rest.push(chunk);
    expect(Buffer.concat(rest).equals(content.subarray(100_001))).toBe(true);
    for await (const chunk of store.open('uploads/one.csv', 150_000)) expect(chunk).toHaveLength(0);
    for (const missing of ['uploads/two.csv', 'uploads'])
      await expect(async () => {
        for await (const _chunk of store.open(missing));
      }).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect([await store.mark('uploads/two.csv'), await store.mark('uploads')]).toEqual([undefined, undefined]);
    if (place) rmSync(place, { recursive: true });
  });
});

test.each([
  ['in a folder', () => mkdtempSync(join(tmpdir(), 'daybook-'))],
  ['in memory', () => undefined],
])('%s, another file under the same key has another mark, and is not read in place of the first', async (_, where) => {
  const place = where();
  const store = fileStore(place);
  const text = async (mark?: string) => {
    let read = '';
    for await (const chunk of store.open('a/one.csv', 0, mark)) read += Buffer.from(chunk).toString();
    return read;
  };
  await store.put('a/one.csv', Buffer.from('first!'), 'Register, Ælfgyth.csv');
  const first = await store.mark('a/one.csv');
  expect(first).toMatchObject({ size: 6, name: 'Register, Ælfgyth.csv' });
  expect(await text(first?.mark)).toBe('first!');
  await store.put('a/one.csv', Buffer.from('second'));
  const second = await store.mark('a/one.csv');
  expect(second).toEqual({ size: 6, mark: expect.any(String) });
  expect(second?.mark).not.toBe(first?.mark);
  await expect(text(first?.mark)).rejects.toMatchObject({ name: 'FileChanged' });
  expect([await text(second?.mark), await text()]).toEqual(['second', 'second']);
  if (place) rmSync(place, { recursive: true });
});

test.each([
  ['in a folder', () => mkdtempSync(join(tmpdir(), 'daybook-'))],
  ['in memory', () => undefined],
])('a file %s that breaks off as it comes in leaves what was there, and nothing else', async (_where, folder) => {
  const place = folder();
  const store = fileStore(place);
  await store.put('a/one.csv', Buffer.from('before'));
  async function* broken() {
    yield Buffer.from('after');
    throw new Error('broken off');
  }
  await expect(store.put('a/one.csv', broken())).rejects.toThrow('broken off');
  await expect(store.put('a/two.csv', broken())).rejects.toThrow('broken off');
  expect([(await store.mark('a/one.csv'))?.size, await store.mark('a/two.csv')]).toEqual([6, undefined]);
  if (place) {
    expect(readdirSync(place, { recursive: true })).toEqual(['a', join('a', 'one.csv')]);
    rmSync(place, { recursive: true });
  }
});

describe('the demo clock', () => {
  test.each([
    ['2026-11-24T09:30:00Z', '2026-11-25', '2026-11-25T09:30:00Z'],
    // British Summer Time begins on 28 March 2027 and ends on 25 October 2026.
    ['2027-03-27T23:30:00Z', '2027-03-28', '2027-03-28T22:30:00Z'],
    ['2026-10-24T23:30:00Z', '2026-10-26', '2026-10-26T00:30:00Z'],
    ['2026-10-23T23:10:00Z', '2026-10-25', '2026-10-24T23:10:00Z'],
  ])('at %s, moved to %s, is %s', (now, date, moved) => {
    expect(new Date(momentOn(Date.parse(now), date as CivilDate)).toISOString().replace('.000', '')).toBe(moved);
  });
});
