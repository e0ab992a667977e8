// E-mail: the client of GOV.UK Notify against the local stand-in, which holds it to Notify's own rules, and the page that shows what was sent.
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Mailbox, openMailbox, placeholdersOf, readTemplate } from '../../infra/local/mailbox.ts';
import { type KindName, kindNames, kinds } from '../../shared/kinds.ts';
import { type Letter, notifier, notifyToken } from '../../shared/notify.ts';

let server: Server;
let origin: string;
let mailbox: Mailbox;
const asked: string[] = [];
const councils = [
  { slug: 'essex', name: 'Essex' },
  { slug: 'kent', name: 'Kent' },
];
const at = Date.parse('2026-11-24T09:05:00Z');
const open = (file?: string) => openMailbox({ origin, stylesheet: '/assets/daybook.css', councils, secret: 's', now: () => at, file });

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.replace('/demo/notify', '')}`);
    void mailbox.answer(request, response, new URL(request.url ?? '', origin)).then((own) => own || response.writeHead(404).end());
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});
beforeEach(() => {
  mailbox = open();
  asked.length = 0;
});

const message: Letter<'invitation'> = {
  to: 'maria.okafor@school.example',
  kind: 'invitation',
  personalisation: {
    council: 'Essex',
    organisation: 'Colnemarsh Grange',
    link: 'http://127.0.0.1/essex/x?token=secret',
    until: '1 December 2026',
  },
  reference: 'invitation:inv_1#1',
};
const send = (more: Partial<Letter<'invitation'>> = {}, council = 'essex', env: Record<string, string> = mailbox.environment) =>
  notifier(env).send(council, { ...message, ...more });

/** The error of a try, which may tell its name and nothing that was in the message. */
async function failureOf(trying: Promise<void>): Promise<string> {
  const error = await trying.then(
    () => undefined,
    (thrown: unknown) => thrown as Error,
  );
  if (!error) throw new Error('nothing failed');
  const told = `${error.name}: ${error.message} ${JSON.stringify(error)} ${error.stack} ${error.cause}`;
  for (const secret of ['maria', 'Colnemarsh', 'token=secret', 'Bearer', 'eyJ', mailbox.environment.NOTIFY_SECRETS.slice(30, 60)])
    expect(told).not.toContain(secret);
  return `${error.name}: ${error.message}`;
}

test('a message arrives once, filled in, from the council whose key it came with', async () => {
  await send();
  expect(mailbox.letters()).toMatchObject([
    { council: 'essex', to: message.to, reference: message.reference, subject: 'Your invitation to Daybook from Essex', at },
  ]);
  const [letter] = mailbox.letters();
  for (const word of Object.values(message.personalisation)) expect(`${letter?.subject} ${letter?.body}`).toContain(word);
  expect(letter?.body).not.toContain('((');
});

test('what somebody typed comes as plain words, without the links in them; our own links stay', async () => {
  const personalisation = {
    council: 'Essex',
    school: 'Colnemarsh Grange',
    service: 'Governor training',
    officer: 'Daniel Osei',
    visits: 'Tuesday 1 December 2026, morning',
    reason: 'Too dear: [pay less here](https://elsewhere.example/pay) or at www.elsewhere.example',
    link: `${origin}/essex/bookings/requests/req_1`,
  };
  await notifier(mailbox.environment).send('essex', { ...message, kind: 'approval-declined', personalisation } as Letter);
  const [letter] = mailbox.letters();
  expect(letter?.body).toContain('Too dear: [pay less here]');
  expect(letter?.body).not.toContain('elsewhere.example');
  expect(letter?.body).toContain(personalisation.link);
});

test('nor does the number of a purchase order, which may look like an address', async () => {
  const of = { council: 'Essex', organisation: 'Colnemarsh Grange', package: 'Buy-back by the year', begins: '1 April 2028' };
  const personalisation = { ...of, order: 'www.elsewhere.example/pay', link: `${origin}/essex/buyback/agreements/agr_1` };
  await notifier(mailbox.environment).send('essex', { ...message, kind: 'buyback-order', personalisation } as Letter);
  const [letter] = mailbox.letters();
  expect(letter?.body).toContain('goes on from 1 April 2028');
  expect(letter?.body).not.toContain('elsewhere.example');
  expect(letter?.body).toContain(personalisation.link);
});

test('the same reference again sends nothing more, in whatever process, and another sends another', async () => {
  await send();
  await send({ to: 'somebody.else@school.example' });
  expect(mailbox.letters()).toHaveLength(1);
  await send({ reference: 'invitation:inv_1#2' });
  expect(mailbox.letters().map(({ reference }) => reference)).toEqual(['invitation:inv_1#2', 'invitation:inv_1#1']);
  // Another council's messages are another service's.
  await send({}, 'kent');
  expect(mailbox.letters().map(({ council }) => council)).toEqual(['kent', 'essex', 'essex']);
});

test('a reply that was lost after the message was taken is no reason to send it again', async () => {
  const again = 'GET /v2/notifications?template_type=email&reference=invitation%3Ainv_1%231';
  mailbox.failNext('nothing', 'lost-reply');
  expect(await failureOf(send())).toBe('NotifyUnreachable: Notify did not answer, or not in time');
  expect(mailbox.letters()).toHaveLength(1);
  await send();
  expect(mailbox.letters()).toHaveLength(1);
  expect(asked).toEqual([again, 'POST /v2/notifications/email', again]);
});

test.each([
  ['rate-limit', 'NotifyRateLimited: Notify answered 429 RateLimitError'],
  ['day-full', 'NotifyDayFull: Notify answered 429 TooManyRequestsError'],
  ['bad-request', 'NotifyRefused: Notify answered 400 BadRequestError'],
  ['error-500', 'NotifyUnreachable: Notify answered 500 Exception'],
] as const)('%s is told by name, and nothing was sent; a later try sends it', async (fault, told) => {
  for (const before of [[], ['nothing']] as const) {
    mailbox.failNext(...before, fault);
    expect(await failureOf(send())).toBe(told);
  }
  expect(mailbox.letters()).toEqual([]);
  await send();
  expect(mailbox.letters()).toHaveLength(1);
});

test('a Notify that does not answer is waited for eight seconds, both calls together', async () => {
  const real = AbortSignal.timeout.bind(AbortSignal);
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => real(ms / 80));
  try {
    mailbox.failNext('nothing', 'silent');
    expect(await failureOf(send())).toBe('NotifyUnreachable: Notify did not answer, or not in time');
    expect(timeout.mock.calls).toEqual([[8_000]]);
  } finally {
    timeout.mockRestore();
  }
});

test('nobody answers at all', async () => {
  const env = { ...mailbox.environment, NOTIFY_ORIGIN: 'http://127.0.0.1:9' };
  expect(await failureOf(send({}, 'essex', env))).toBe('NotifyUnreachable: Notify did not answer, or not in time');
});

describe('what Notify refuses is told by its own word and no other', () => {
  const secrets = () =>
    JSON.parse(mailbox.environment.NOTIFY_SECRETS) as Record<string, { apiKey: string; templates: Record<string, string> }>;
  const withKey = (apiKey: string) => ({
    ...mailbox.environment,
    NOTIFY_SECRETS: JSON.stringify({ ...secrets(), essex: { ...secrets().essex, apiKey } }),
  });

  test('no e-mail address', async () => {
    expect(await failureOf(send({ to: 'maria' }))).toBe('NotifyRefused: Notify answered 400 ValidationError');
  });

  test('a word that the template needs and the message lacks', async () => {
    const personalisation = { council: 'Essex', organisation: 'x', until: 'y' } as Letter<'invitation'>['personalisation'];
    expect(await failureOf(send({ personalisation }))).toBe('NotifyRefused: Notify answered 400 BadRequestError');
  });

  test('a template that is not there', async () => {
    const env = {
      ...mailbox.environment,
      NOTIFY_SECRETS: JSON.stringify({ ...secrets(), essex: { ...secrets().essex, templates: { invitation: 'x' } } }),
    };
    expect(await failureOf(send({}, 'essex', env))).toBe('NotifyRefused: Notify answered 400 BadRequestError');
  });

  test.each([
    ['another secret', (key: string) => key.replace(/.{4}$/, '0000')],
    ['another service', (key: string) => key.replace(/^local-.{4}/, 'local-0000')],
  ])('a key with %s', async (_what, spoil) => {
    expect(await failureOf(send({}, 'essex', withKey(spoil(secrets().essex?.apiKey ?? ''))))).toBe(
      'NotifyKeyRefused: Notify answered 403 AuthError',
    );
  });

  test('a clock that is more than half a minute wrong', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 60_000 });
    const token = notifyToken(secrets().essex?.apiKey ?? '', Date.now());
    vi.useRealTimers();
    const reply = await fetch(`${mailbox.environment.NOTIFY_ORIGIN}/v2/notifications`, { headers: { authorization: `Bearer ${token}` } });
    expect([reply.status, await reply.json()]).toMatchObject([403, { errors: [{ error: 'AuthError' }] }]);
  });

  test.each([undefined, 'Bearer ', 'Bearer a.b.c', 'Basic abc', `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`])(
    'the authorisation %j',
    async (authorization) => {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const reply = await fetch(`${mailbox.environment.NOTIFY_ORIGIN}/v2/notifications/email`, { method: 'POST', headers, body: '{}' });
      expect(reply.status).toBe(403);
      expect(mailbox.letters()).toEqual([]);
    },
  );

  test('a council without a key or a template is told before anybody is asked', async () => {
    expect(await failureOf(send({}, 'atlantis'))).toBe('NotifyNotConfigured: atlantis has no Notify template invitation');
    expect(await failureOf(send({}, 'essex', {}))).toBe('NotifyNotConfigured: essex has no Notify template invitation');
    expect(asked).toEqual([]);
    for (const NOTIFY_SECRETS of [withKey('not-a-key').NOTIFY_SECRETS, 'no JSON', '[]', '{"essex":"key"}'])
      expect(await failureOf(send({}, 'essex', { NOTIFY_SECRETS }))).toBe('NotifyNotConfigured: the secrets for Notify cannot be read');
  });
});

test('the token is the one that the documentation describes: its service, the second, and HMAC with the key’s secret', () => {
  const key = 'my_test_key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0';
  const [header = '', payload = '', signature] = notifyToken(key, 1_568_818_578_999).split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
  expect([read(header), read(payload)]).toEqual([
    { typ: 'JWT', alg: 'HS256' },
    { iss: '26785a09-ab16-4eb0-8407-a37497a57506', iat: 1_568_818_578 },
  ]);
  const expected = createHmac('sha256', '3d844edf-8d35-48ac-975b-e847b4f122b0').update(`${header}.${payload}`).digest('base64url');
  expect(signature).toBe(expected);
});

test.each(kindNames)('the text of the kind %s has just the words that the client gives it', (name: KindName) => {
  const { subject, body } = readTemplate(name);
  expect(placeholdersOf(subject + body).sort()).toEqual([...kinds[name].words].sort());
  expect('optional' in kinds[name]).toBe(body.includes('((stop))'));
});

describe('the page', () => {
  const page = async () => (await fetch(`${origin}/demo/mailbox`)).text();

  test('shows the newest first, and says when there is none', async () => {
    expect(await page()).toContain('No e-mail has been sent yet');
    await send();
    await send({ reference: '2', to: 'tom@school.example' });
    const shown = await page();
    expect(shown.indexOf('tom@school.example')).toBeLessThan(shown.indexOf('maria.okafor@school.example'));
    expect(shown).toContain('from Essex, 24 November 2026 at 09:05');
  });

  test('lets an address of this very host be followed, and no other', async () => {
    const others = [
      `http://evil.example/${origin}`,
      `${origin}.evil.example/`,
      `http://me@evil.example/`,
      'javascript:alert(1)',
      `${origin.replace('http', 'ftp')}/`,
    ];
    await send({
      personalisation: { ...message.personalisation, link: `${origin}/essex/identity/invitation?a=b&c=d`, organisation: others.join(' ') },
    });
    expect(
      [...(await page()).matchAll(/<article[\s\S]*<\/article>/g)].flatMap(([article]) =>
        [...article.matchAll(/href="([^"]*)"/g)].map(([, href]) => href),
      ),
    ).toEqual([`${origin}/essex/identity/invitation?a=b&amp;c=d`]);
  });

  test('a calendar file is offered as a download, since no e-mail carries one', async () => {
    const link = `${origin}/essex/bookings/calendars/a.b`;
    await send({ personalisation: { ...message.personalisation, link } });
    expect(await page()).toContain(`<a class="govuk-link" href="${link}" download>Calendar file (.ics)</a>`);
  });

  test('shows markup as text', async () => {
    await send({ personalisation: { ...message.personalisation, organisation: '<img src=x onerror=alert(1)>' } });
    const shown = await page();
    expect(shown).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(shown).not.toContain('<img');
  });
});

test('the letters outlast a restart, five hundred of them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-'));
  try {
    const file = join(folder, 'mailbox.json');
    mailbox = open(file);
    await send();
    const kept = mailbox.letters();
    writeFileSync(file, JSON.stringify(Array.from({ length: 500 }, (_, index) => ({ ...kept[0], reference: `r${index}` }))));
    mailbox = open(file);
    await send();
    expect(open(file).letters()).toHaveLength(500);
    expect(open(file).letters()[0]).toEqual({ ...kept[0], id: expect.any(String) });
    expect(open(file).letters().at(-1)?.reference).toBe('r498');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
