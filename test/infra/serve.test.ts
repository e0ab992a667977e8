// The local host as a whole: what it answers itself, what it keeps across restarts, and that it answers nobody but this machine.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fileStore } from '../../infra/local/files.ts';
import { serve } from '../../infra/local/serve.ts';
import type { AuditEntry } from '../../shared/audit.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { registerAhead, startHost, type TestHost, Visitor } from '../host.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sample = fileURLToPath(new URL('../../infra/local/demo/schools.csv', import.meta.url));

test('whoever moves the date finds done what was due by then: the days that are over are sealed', async () => {
  const host = await startHost({ only: ['identity', 'nightly'], wire: true });
  try {
    const table = host.tableOf();
    expect(await table.get(table.key.seal('2026-11-24' as CivilDate))).toBeUndefined();
    expect((await host.visitor().post('/demo/clock?return=%2F', { days: '1' })).status).toBe(303);
    await host.quiet();
    expect(await table.get(table.key.seal('2026-11-24' as CivilDate))).toMatchObject({ day: '2026-11-24' });
  } finally {
    await host.stop();
  }
});

describe('a running host', () => {
  let host: TestHost;
  let visitor: Visitor;
  beforeAll(async () => {
    host = await startHost({ only: ['identity', 'schools'], wire: true });
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    visitor = host.visitor();
    host.clock.set('2026-11-24T09:00:00Z');
  });

  /** What `fetch` will not send: another Host header, or a path as it stands. */
  const raw = (path: string, headers: Record<string, string> = {}): Promise<{ status: number; location: string | undefined }> =>
    new Promise((done, failed) => {
      const { hostname, port } = new URL(host.origin);
      httpRequest({ hostname, port, path, headers }, (reply) => {
        reply.resume();
        done({ status: reply.statusCode ?? 0, location: reply.headers.location });
      })
        .on('error', failed)
        .end();
    });

  test('lists its councils at the front door', async () => {
    const reply = await visitor.get('/');
    expect(reply.status).toBe(200);
    expect(reply.body).toContain('<a class="govuk-link" href="/essex">Essex (2017 model)</a>');
    expect(reply.body).toContain('24 November 2026');
  });

  test('records its councils as an operator does, with an entry in the trail', async () => {
    const table = host.tableOf();
    const entries = await table.all<AuditEntry>(table.range.auditOf('essex'));
    expect(entries.map(({ action, person, detail }) => [action, person, detail])).toEqual([['council:record', 'per_daybook', 'Recorded']]);
  });

  test('shows the e-mails that were sent, and leads there from the front door', async () => {
    expect((await visitor.get('/')).body).toContain('href="/demo/mailbox"');
    expect((await visitor.get('/demo/mailbox')).body).toContain('No e-mail has been sent yet');
  });

  test('takes uploads from whoever was given a form, and from nobody else', async () => {
    const form = new FormData();
    form.append('policy', 'a-guess');
    form.append('file', new Blob(['URN']), 'register.csv');
    expect((await visitor.send('/files', { method: 'POST', body: form })).status).toBe(403);
  });

  test('serves the stylesheet that its pages name, for ever', async () => {
    const name = /href="([^"]+\.css)"/.exec((await visitor.get('/essex/identity/signed-out')).body)?.[1] ?? '';
    const reply = await visitor.get(name);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect(reply.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const icon = await visitor.get('/favicon.ico');
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(icon.headers.get('cache-control')).not.toContain('immutable');
  });

  test.each([
    '/assets/nothing.css',
    '/assets/..%2freport.json',
    '/assets/../report.json',
    '/assets/',
    '/kent',
    '/essex/nowhere',
    '//evil.example/',
  ])('%s is not found', async (path) => {
    expect((await raw(path)).status).toBe(404);
  });

  test('knows itself by one name, and is nobody else', async () => {
    const { port, host: own } = new URL(host.origin);
    expect(await raw('/essex/identity/signed-out?a=b', { host: `localhost:${port}` })).toEqual({
      status: 308,
      location: `http://${own}/essex/identity/signed-out?a=b`,
    });
    expect((await raw('/', { host: 'evil.example' })).status).toBe(421);
    expect((await raw('/', { host: `localhost:${port}.evil.example` })).status).toBe(421);
  });

  test('listens on 127.0.0.1 and no other address, and so do its companions', async () => {
    const reached = (port: string) =>
      new Promise<boolean>((done) => {
        const socket = connect({ host: '127.0.0.2', port: Number(port), timeout: 1_000 });
        const end = (reach: boolean) => () => {
          socket.destroy();
          done(reach);
        };
        socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
      });
    for (const origin of [host.origin, host.issuers.staff, host.stripe.origin, host.table.DYNAMODB_ENDPOINT])
      expect(await reached(new URL(origin).port)).toBe(false);
  });

  test('takes no more than a function can be given', async () => {
    const reply = await visitor.send('/essex/identity/sign-out', { method: 'POST', body: 'x'.repeat(6 * 1024 * 1024 + 1) });
    expect(reply.status).toBe(413);
  });

  describe('has a clock that', () => {
    const today = () => new Date(host.clock.now()).toISOString().slice(0, 10);
    const move = (fields: Record<string, string>, back = '/essex') =>
      visitor.post(`/demo/clock?return=${encodeURIComponent(back)}`, fields);
    const onDate = (day: string, month: string, year: string) => ({ 'date-day': day, 'date-month': month, 'date-year': year });

    test.each([
      ['1', '2026-11-25'],
      ['7', '2026-12-01'],
      ['30', '2026-12-24'],
    ])('moves %s days on', async (days, date) => {
      const reply = await move({ days }, '/essex/bookings?a=b');
      expect([reply.status, reply.location, today()]).toEqual([303, '/essex/bookings?a=b', date]);
    });

    test('moves to a date, and what people see follows', async () => {
      expect((await move(onDate('5', '1', '2027'))).status).toBe(303);
      expect(today()).toBe('2027-01-05');
      expect((await visitor.get('/demo/clock')).body).toContain('5 January 2027');
      expect((await visitor.get('/essex/identity/signed-out')).body).toContain('Today is Tuesday 5 January 2027');
    });

    test.each([
      ['yesterday', onDate('23', '11', '2026'), 'Enter a date after 24 November 2026'],
      ['today', onDate('24', '11', '2026'), 'Enter a date after'],
      ['the far future', onDate('1', '1', '2090'), 'Enter a date up to'],
      ['no date', onDate('31', '2', '2027'), 'Enter a real date'],
      ['nothing', {}, 'Enter a real date'],
      ['backwards', { days: '-1' }, 'Enter a real date'],
      ['a great many days', { days: '1e9' }, 'Enter a real date'],
    ])('does not move to %s', async (_what, fields, words) => {
      const reply = await move(fields);
      expect(reply.status).toBe(422);
      expect(reply.body).toContain(words);
      expect(today()).toBe('2026-11-24');
    });

    test.each([
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/%0d%0aset-cookie:a=b//',
      'essex',
      'javascript:alert(1)',
      '/..//evil.example',
    ])('leads back to %j never on another site', async (back) => {
      const reply = await move({ days: '1' }, back);
      expect(reply.status).toBe(303);
      expect(reply.location).toMatch(/^\/(?![/\\])/);
      expect((await visitor.get(`/demo/clock?return=${encodeURIComponent(back)}`)).body).not.toContain('href="https://evil');
    });

    test('another site cannot move', async () => {
      const send = (headers: Record<string, string>) =>
        visitor.send('/demo/clock', { method: 'POST', body: new URLSearchParams({ days: '7' }), headers });
      expect((await send({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status).toBe(403);
      expect((await send({ origin: host.origin, 'sec-fetch-site': 'same-site' })).status).toBe(403);
      expect((await send({ origin: 'null' })).status).toBe(403);
      expect((await send({})).status).toBe(403);
      expect(today()).toBe('2026-11-24');
    });
  });
});

describe('with a data directory', () => {
  let data: string;
  beforeEach(() => {
    data = join(mkdtempSync(join(tmpdir(), 'daybook-')), 'data');
  });
  afterEach(() => rmSync(join(data, '..'), { recursive: true, force: true }));

  const start = () => serve({ port: 0, dataDirectory: data, environment: process.env, only: ['identity', 'schools'] });

  function run(file: string, ...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, [join(root, 'infra/local', file), ...words], {
      cwd: root,
      env: { ...process.env, DAYBOOK_DATA: data },
    });
    return finished(child);
  }

  test('people stay signed in across a restart, and the clock stays where it was', async () => {
    const first = await start();
    for (const council of first.councils) await registerAhead(first, council);
    const before = await new Visitor(first.origin).signIn('essex', 'maria-okafor');
    first.clock.set(first.clock.now() + 40 * 86_400_000);
    const moved = first.clock.now();
    await first.stop();

    const second = await start();
    try {
      const after = new Visitor(second.origin);
      for (const cookie of before.cookies.values()) after.cookies.set(cookie.name, cookie);
      expect((await after.json('/essex/api/identity/me')).data().name).toBe('Maria Okafor');
      expect(Math.abs(second.clock.now() - moved)).toBeLessThan(60_000);
      // The provider has another address now: who a person is to it has to be said again.
      for (const council of second.councils) await registerAhead(second, council);
      await new Visitor(second.origin).signIn('essex', 'maria-okafor');
    } finally {
      await second.stop();
    }
  });

  test('reset throws the data away, but not under a running host and nothing that is not its own', async () => {
    const host = await start();
    try {
      const refused = await run('reset.ts');
      expect(refused.code).toBe(1);
      expect(refused.err).toContain(`at ${host.origin} (process ${process.pid}). Stop it first`);
      expect(existsSync(join(data, 'table.db'))).toBe(true);
    } finally {
      await host.stop();
    }
    await fileStore(data).put('mine.txt', Buffer.from('mine'));
    expect((await run('reset.ts')).code).toBe(0);
    expect(existsSync(join(data, 'table.db'))).toBe(false);
    expect(existsSync(join(data, 'secrets.json'))).toBe(false);
    expect(existsSync(join(data, 'mine.txt'))).toBe(true);
  });

  test('a register is imported while a host runs and when none does, and twice changes nothing', async () => {
    const counts = (out: string) => JSON.parse(out.trim().split('\n').at(-1) ?? '') as Record<string, number>;
    const first = await run('import-gias.ts', '--council', 'essex', '--la', 'all', sample);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(Object.keys(counts(first.out))).toEqual(['added', 'changed', 'closed', 'unchanged', 'rejected', 'peakRssMb']);
    expect(counts(first.out)).toMatchObject({ added: 36, changed: 0, closed: 0, unchanged: 0, rejected: 0 });
    const host = await start();
    try {
      for (const council of host.councils) await registerAhead(host, council);
      const second = await run('import-gias.ts', '--council', 'essex', '--la', 'all', sample);
      expect(counts(second.out)).toMatchObject({ added: 0, changed: 0, unchanged: 36, rejected: 0 });
      // The running host still lets people in: an import does not touch where they sign in.
      const joan = await new Visitor(host.origin).signIn('essex', 'joan-ferris');
      expect((await joan.json('/essex/api/schools/sch_990010')).data()).toMatchObject({ name: 'Colnemarsh Grange Academy' });
    } finally {
      await host.stop();
    }
  });

  test.each([
    [['--council', 'atlantis', sample], 'There is no council atlantis'],
    [['--council', 'essex'], 'Usage: npm run import:gias'],
    [['--council', 'essex', '--la', '881', sample], 'Usage:'],
    [['--council', 'essex', 'no-such-file.csv'], 'cannot be read'],
    [['--council', 'essex', 'infra'], 'cannot be read'],
    [['--council', 'essex', 'package.json'], 'not-a-register'],
  ])('an import of %j is refused', async (words, message) => {
    const outcome = await run('import-gias.ts', ...words);
    expect(outcome.code).toBe(1);
    expect(outcome.err).toContain(message);
  });
});

describe('npm start', () => {
  const data = join(mkdtempSync(join(tmpdir(), 'daybook-')), 'data');
  const started: ChildProcess[] = [];
  afterAll(() => {
    for (const child of started) child.kill('SIGKILL');
    rmSync(join(data, '..'), { recursive: true, force: true });
  });

  function start(port = 0): { child: ChildProcess; ready: Promise<string>; ended: ReturnType<typeof finished> } {
    const environment = { ...process.env, DAYBOOK_DATA: data, PORT: String(port) };
    const child = spawn(process.execPath, [join(root, 'infra/local/main.ts')], { cwd: root, env: environment });
    started.push(child);
    const ended = finished(child);
    let said = '';
    const ready = new Promise<string>((done, failed) => {
      child.stdout.on('data', (piece) => {
        said += piece;
        const origin = /(http:\/\/127\.0\.0\.1:\d+)\/essex/.exec(said)?.[1];
        if (origin && said.includes('Ctrl-C stops')) done(origin);
      });
      void ended.then(({ err }) => failed(new Error(err)));
    });
    ready.catch(() => {});
    return { child, ready, ended };
  }

  test('leaves nothing behind where a port beside its own is taken, so that the next start is the first', async () => {
    const taken = createServer();
    await new Promise<void>((open) => taken.listen(0, '127.0.0.1', open));
    const { port } = taken.address() as AddressInfo;
    const { code, err } = await start(port - 2).ended;
    await new Promise((closed) => taken.close(closed));
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^Port \d+ is taken\. Stop what uses it/) });
    for (const name of ['table.db', 'clock.json', 'demo.json']) expect(existsSync(join(data, name)), name).toBe(false);
  });

  test('brings the demonstration up, keeps it, lets nobody else in on the same data, and ends cleanly', async () => {
    const first = start();
    const maria = await new Visitor(await first.ready).signIn('essex', 'maria-okafor');
    const services = (await maria.json('/essex/api/catalogue')).data<{ services: unknown[] }>().services;
    expect(services).toHaveLength(essex2017.services.length);
    const second = await start().ended;
    expect(second.code).toBe(1);
    expect(second.err).toMatch(/table\.db is already in use by process \d+\. Stop that one first\.\n$/);
    first.child.kill('SIGINT');
    expect(await first.ended).toMatchObject({ code: 0, err: '' });

    const again = start();
    const tom = await new Visitor(await again.ready).signIn('essex', 'tom-haldane');
    expect((await tom.json('/essex/api/catalogue')).data<{ services: unknown[] }>().services).toEqual(services);
    again.child.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);
    expect(existsSync(join(data, 'host.json'))).toBe(false);
    expect(existsSync(join(data, 'table.db.pid'))).toBe(false);
  });
});

test('a port that is taken is said in one line, and nothing is left running', async () => {
  const taken = createServer();
  await new Promise<void>((open) => taken.listen(0, '127.0.0.1', open));
  const { port } = taken.address() as AddressInfo;
  await expect(serve({ port, only: ['identity'], environment: process.env })).rejects.toThrow(`Port ${port} is taken.`);
  await new Promise((closed) => taken.close(closed));
});

function finished(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (piece) => {
    out += piece;
  });
  child.stderr?.on('data', (piece) => {
    err += piece;
  });
  return new Promise((done) => child.once('close', (code) => done({ code, out, err })));
}
