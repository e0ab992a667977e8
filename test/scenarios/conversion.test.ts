// A school converts between its visit and its bill: the register says so, the dry run holds the line with the reason, and nothing of it is billed or numbered.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHost, type TestHost } from '../host.ts';
import { unhurried } from '../unhurried.ts';

const school = 'sch_990001';
let host: TestHost;
beforeAll(unhurried);
beforeAll(async () => {
  host = await startHost({ at: '2026-11-23T09:00:00Z' });
});
afterAll(() => host.stop());

const api = async <T>(person: string, path: string, body?: unknown): Promise<T> => {
  const reply = await (await host.as(person)).json(`/essex/api/${path}`, body);
  expect(reply.status, reply.body).toBeLessThan(300);
  return reply.data<T>();
};

/** The register as it would come once the school has become a converter academy (type 34). */
async function convert(): Promise<unknown> {
  const rows = (await readFile(new URL('../../infra/local/demo/schools.csv', import.meta.url), 'latin1')).split('\r\n');
  const header = (rows[0] ?? '').slice(1, -1).split('","');
  const changed = rows.map((row) => {
    if (!row.startsWith('"990001"')) return row;
    const fields = row.slice(1, -1).split('","');
    fields[header.indexOf('TypeOfEstablishment (code)')] = '34';
    return `"${fields.join('","')}"`;
  });
  await host.files.put('converted.csv', Buffer.from(changed.join('\r\n'), 'latin1'));
  return host.invoke('schools', { council: 'essex', task: 'import-gias', subject: { file: 'converted.csv', allAuthorities: false } });
}

test('a visit quoted as a recharge is held once the school is an academy', async () => {
  const quote = await api<{ token: string; netPence: number; vatPence: number }>('tom-haldane', 'bookings/quotes', {
    school,
    service: 'svc_headteacher-performance-management',
    officer: 'off_helen-marsh',
    purse: 'delegated-budget',
    halfDays: 2,
    sessions: ['2026-11-24#am', '2026-11-24#pm'],
  });
  expect([quote.netPence, quote.vatPence]).toEqual([45_000, 0]);
  const { booking } = await api<{ booking: string }>('tom-haldane', 'bookings', { token: quote.token, purchaseOrder: 'SALT-1' });
  host.clock.set('2026-11-25T09:00:00Z');
  await api('helen-marsh', `bookings/${booking}/deliveries`, { visits: ['01', '02'], sections: { done: 'The review took place.' } });

  host.clock.set('2026-11-27T09:00:00Z');
  expect(await convert()).toMatchObject({ ok: true, changed: 1, added: 0, rejected: [] });

  const run = await api<{ id: string; held: number }>('nadia-rahman', 'invoicing/runs', { from: '2026-11-01', to: '2026-11-27' });
  expect(run.held).toBe(2);
  const seen = await api<{ documents: unknown[]; heldLines: { why: string; booking: string }[] }>(
    'nadia-rahman',
    `invoicing/runs/${run.id}`,
  );
  expect(seen.documents).toEqual([]);
  expect(seen.heldLines.map((line) => line.booking)).toEqual([booking, booking]);
  expect(seen.heldLines[0]?.why).toContain('quoted as a journal recharge without VAT');

  const commit = await (await host.as('nadia-rahman')).json(`/essex/api/invoicing/runs/${run.id}/commitment`, {});
  expect([commit.status, commit.data<{ type: string }>().type]).toEqual([409, 'urn:daybook:problem:nothing-to-bill']);
  expect(await api('tom-haldane', 'invoicing/documents')).toMatchObject({ documents: [] });
});

test('and a new quote to the same school is an academy’s: with VAT, and without a delegated budget', async () => {
  const ask = {
    school,
    service: 'svc_headteacher-performance-management',
    officer: 'off_helen-marsh',
    halfDays: 2,
    sessions: ['2026-12-01#am', '2026-12-01#pm'],
  };
  const tom = await host.as('tom-haldane');
  const refused = await tom.json('/essex/api/bookings/quotes', { ...ask, purse: 'delegated-budget' });
  expect(refused.data<{ type: string }>().type).toBe('urn:daybook:problem:purse-not-available');
  expect(await api('tom-haldane', 'bookings/quotes', { ...ask, purse: 'own-funds' })).toMatchObject({ netPence: 45_000, vatPence: 9_000 });
});

type Waiting = {
  charge: string;
  half: string;
  now: { rail: string; category: string; rateBasisPoints: number };
  said: { state: string; reason?: string }[];
};
const words = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const waiting = async (person: string) => (await api<{ lines: Waiting[] }>(person, `invoicing/agreements?organisation=${school}`)).lines;

test('the lines wait on the school’s own page, with what they were and what they would be', async () => {
  const page = await (await host.as('tom-haldane')).get('/essex/invoicing/agreements');
  expect(page.status).toBe(200);
  expect(page.body).toContain('Lines that wait for agreement');
  expect(page.body).toContain('Quoted as a recharge without VAT');
  expect(page.body).toContain('£225.00 and £45.00 VAT, £270.00 in all');
  // The two half-days of one day are told apart, and who is invoiced is said.
  for (const text of ['24 November 2026, morning: Headteacher', '24 November 2026, afternoon: Headteacher', 'Invoiced to Saltmere'])
    expect(words(page.body)).toContain(text);
  expect((await waiting('nadia-rahman')).map(({ half }) => half)).toEqual(['am', 'pm']);
});

test('the school is told at home that they wait, and finance on a list over all schools', async () => {
  expect(words((await (await host.as('tom-haldane')).get('/essex')).body)).toContain('Lines to agree 2 waiting');
  expect(words((await (await host.as('maria-okafor')).get('/essex')).body)).toContain('Lines to agree none waiting');
  for (const person of ['nadia-rahman', 'peter-quill']) {
    const visitor = await host.as(person);
    expect(words((await visitor.get('/essex')).body)).toContain('Lines to agree 2 waiting');
    const list = await visitor.get('/essex/invoicing/agreements/waiting');
    expect(list.status).toBe(200);
    for (const text of ['Saltmere', '24 November 2026, afternoon', 'a recharge without VAT; now an invoice with VAT at 20%', 'since today'])
      expect(words(list.body)).toContain(text);
    expect(list.body).toContain(`href="/essex/invoicing/agreements?organisation=${school}"`);
    const { lines } = await api<{ lines: object[] }>(person, 'invoicing/agreements/waiting');
    expect(lines).toMatchObject(
      ['am', 'pm'].map((half) => ({
        half,
        state: 'waiting',
        since: '2026-11-27',
        days: 0,
        invoicedTo: [{ organisation: school }],
        said: [],
      })),
    );
  }
  expect((await (await host.as('tom-haldane')).get('/essex/invoicing/agreements/waiting')).status).toBe(403);
});

test('another school, and whoever may not agree, can say nothing of them', async () => {
  const [line] = await waiting('tom-haldane');
  const command = { organisation: school, answer: 'agree', lines: [{ charge: line?.charge, treatment: line?.now }] };
  for (const [person, status] of [
    ['maria-okafor', 404],
    ['nadia-rahman', 403],
  ] as const) {
    expect((await (await host.as(person)).json('/essex/api/invoicing/agreements', command)).status).toBe(status);
  }
  // Another's line under one's own name.
  const own = await (await host.as('maria-okafor')).json('/essex/api/invoicing/agreements', { ...command, organisation: 'sch_990010' });
  expect([own.status, own.data<{ type: string }>().type]).toEqual([409, 'urn:daybook:problem:line-not-waiting']);
  expect((await waiting('tom-haldane')).map(({ said }) => said)).toEqual([[], []]);
});

test('a form that says nothing, or no without a reason, is shown again with what was ticked', async () => {
  const tom = await host.as('tom-haldane');
  const [line] = await waiting('tom-haldane');
  const lines = `${line?.charge} ${line?.now.rail} ${line?.now.category} ${line?.now.rateBasisPoints}`;
  const empty = await tom.post('/essex/invoicing/agreements');
  expect(empty.status).toBe(422);
  expect(empty.body).toContain('Choose at least one line');
  const silent = await tom.post('/essex/invoicing/agreements', { lines, answer: 'decline' });
  expect([silent.status, silent.body.includes('Say why you do not agree')]).toEqual([422, true]);
  expect(silent.body).toMatch(new RegExp(`value="${lines}"[^>]* checked`));
  expect((await waiting('tom-haldane')).map(({ said }) => said)).toEqual([[], []]);
});

test('one is agreed to and billed with VAT; the other is declined, stays unbilled, and finance reads why', async () => {
  const tom = await host.as('tom-haldane');
  const [first, second] = await waiting('tom-haldane');
  const chosen = ({ charge, now: { rail, category, rateBasisPoints } }: Waiting) => `${charge} ${rail} ${category} ${rateBasisPoints}`;
  const agreed = await tom.post('/essex/invoicing/agreements', { lines: chosen(first as Waiting), answer: 'agree' });
  expect([agreed.status, agreed.location]).toEqual([303, '/essex/invoicing/agreements?done=agreed']);
  expect((await tom.get(agreed.location ?? '')).body).toContain('What you agreed to is billed with the next run.');
  const declined = await tom.post('/essex/invoicing/agreements', {
    lines: chosen(second as Waiting),
    answer: 'decline',
    reason: 'The afternoon was cut short',
  });
  expect([declined.status, declined.location]).toEqual([303, '/essex/invoicing/agreements?done=declined']);
  const kept = (await tom.get(declined.location ?? '')).body;
  expect(kept).toContain('finance will be in touch. Until then the line waits and is not billed.');
  expect(kept).not.toMatch(/govuk-notification-banner--success|is billed with the next run/);
  // Each reader is told it in words that fit.
  expect(kept).toContain('You did not agree on 27 November 2026: The afternoon was cut short.');
  for (const path of ['agreements/waiting', `agreements?organisation=${school}`]) {
    const seen = (await (await host.as('nadia-rahman')).get(`/essex/invoicing/${path}`)).body;
    expect(seen).toContain('The school did not agree on 27 November 2026: The afternoon was cut short.');
  }
  const trail = await api<{ entries: { what: string }[] }>('peter-quill', `identity/audit?about=${school}`);
  const told = trail.entries.map(({ what }) => what).filter((what) => what.includes('greed. '));
  expect(told.sort()).toEqual([
    expect.stringMatching(
      /: Agreed\. Headteacher performance management, a recharge without VAT → an invoice with VAT at 20%: 24 November 2026, morning$/,
    ),
    expect.stringMatching(/: Not agreed\. Headteacher performance management, .+ → .+: 24 November 2026, afternoon$/),
  ]);

  const run = await api<{ id: string; held: number }>('nadia-rahman', 'invoicing/runs', { from: '2026-11-01', to: '2026-11-27' });
  const seen = await api<{ documents: object[]; heldLines: { why: string }[] }>('nadia-rahman', `invoicing/runs/${run.id}`);
  expect(seen.documents).toMatchObject([{ payer: school, rail: 'vat-invoice', purse: 'own-funds', netPence: 22_500, vatPence: 4_500 }]);
  expect(seen.heldLines).toMatchObject([{ why: expect.stringContaining('does not agree: The afternoon was cut short') }]);
  await api('nadia-rahman', `invoicing/runs/${run.id}/commitment`, {});
  await host.quiet();
  const { documents } = await api<{ documents: { id: string; number: string; grossPence: number }[] }>(
    'tom-haldane',
    'invoicing/documents',
  );
  expect(documents).toMatchObject([{ grossPence: 27_000 }]);
  // What is billed waits no more, and cannot be agreed to again.
  expect((await waiting('tom-haldane')).map(({ charge }) => charge)).toEqual([second?.charge]);
});

test('agreed to after all, it is billed, and the reason for which it was declined is still there', async () => {
  const tom = await host.as('tom-haldane');
  host.clock.set('2026-11-30T09:00:00Z');
  expect((await api<{ lines: object[] }>('nadia-rahman', 'invoicing/agreements/waiting')).lines).toMatchObject([
    { state: 'declined', since: '2026-11-27', days: 3, said: [{ state: 'declined', reason: 'The afternoon was cut short' }] },
  ]);
  const [line] = await waiting('tom-haldane');
  const { rail, category, rateBasisPoints } = line?.now ?? {};
  expect(
    (await tom.post('/essex/invoicing/agreements', { lines: `${line?.charge} ${rail} ${category} ${rateBasisPoints}`, answer: 'agree' }))
      .status,
  ).toBe(303);
  expect(words((await tom.get('/essex')).body)).toContain('Lines to agree none waiting');
  const table = host.tableOf();
  const kept = await table.get<{ sayings: object[] }>(table.key.consent('2026-11', school as never, line?.charge as never));
  expect(kept?.sayings).toMatchObject([
    {
      state: 'declined',
      reason: 'The afternoon was cut short',
      netPence: 22_500,
      vatPence: 4_500,
      at: expect.stringMatching(/^2026-11-27T/),
    },
    { state: 'agreed', treatment: { rail: 'vat-invoice' }, at: expect.stringMatching(/^2026-11-30T/) },
  ]);
  const run = await api<{ id: string; held: number }>('nadia-rahman', 'invoicing/runs', { from: '2026-11-01', to: '2026-11-30' });
  expect(run.held).toBe(0);
});
