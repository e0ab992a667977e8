// A team's budget pays a price by journal: chosen by the council, held, spent or given back in pence, recharged to the team and billed to no school (C3, F2; Rivermouth's
// fund of the maintained schools).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import { Counter, nameOf, type Problem, type ShownQuote } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';

type Line = {
  unit: string;
  line: string;
  grantedPence: number;
  heldPence: number;
  usedPence: number;
  lapsedPence: number;
  leftPence: number;
};
type Document = { id: string; organisation: string; rail: string; grossPence: number; customer: { name: string }; purse: string };

const forum = 'tea_schools-forum';
const anchor = 'sch_995001';
const coaching = 'svc_headteacher-coaching';
const marcus = 'off_marcus-bright';
/** £520 a day until 31 March. */
const half = 26_000;
const granted = 1_800_000;

/** With a team beside the fund that has days too. */
const harbour = { code: 'harbour', title: 'Harbour District Team', grant: { halfDays: 2 }, budget: { pence: 30_000 } };
const council = {
  ...rivermouth,
  pack: {
    ...rivermouth.pack,
    allocations: rivermouth.pack.allocations.map((rule) => (rule.per === 'team' ? { ...rule, teams: [...rule.teams, harbour] } : rule)),
  },
};

let host: TestHost;
let counter: Counter;
let sian: Visitor;
let elsie: Visitor;
let adviser: Visitor;
let dorothy: Visitor;

const api = (rest: string) => `/rivermouth/api${rest}`;
const asked = (more: Record<string, unknown> = {}) => ({
  school: anchor,
  service: coaching,
  officer: marcus,
  purse: 'delegated-budget',
  team: forum,
  ...more,
});
const fresh = (count: number, officer = marcus) => counter.fresh(count, officer);
const confirm = (who: Visitor, { token }: ShownQuote) => who.json(api('/bookings'), { token });
async function figures(): Promise<Pick<Line, 'heldPence' | 'usedPence' | 'lapsedPence' | 'leftPence'>> {
  const { lines } = got<{ lines: Line[] }>(await sian.json(api(`/entitlements/statements/${forum}`)), 200);
  const [line] = lines;
  if (!line || lines.length !== 1) throw new Error('the fund has one line');
  const { heldPence, usedPence, lapsedPence, leftPence } = line;
  expect(heldPence + usedPence + lapsedPence + leftPence).toBe(line.grantedPence);
  return { heldPence, usedPence, lapsedPence, leftPence };
}
async function run(kind: 'allocate' | 'close', on: string): Promise<void> {
  const imran = await counter.as('imran-vale');
  const { id } = got<{ id: string }>(await imran.json(api('/entitlements/runs'), { kind, on }), 201, 202);
  await host.quiet();
  got(await imran.json(api(`/entitlements/runs/${id}/commitment`), {}), 200, 202);
  await host.quiet();
}

beforeAll(async () => {
  host = await startHost({
    at: '2026-11-24T08:00:00Z',
    only: [
      'identity',
      'catalogue',
      'schools',
      'officers',
      'entitlements',
      'bookings',
      'invoicing',
      'reports',
      'documents',
      'worker',
      'nightly',
      'outbox',
    ],
    councils: [council],
    seeded: true,
  });
  counter = new Counter(host, '2026-11-30', 'rivermouth');
  [sian, elsie, adviser, dorothy] = (await Promise.all(
    ['sian-prowse', 'elsie-tranter', 'marcus-bright', 'dorothy-amos'].map(counter.as),
  )) as [Visitor, Visitor, Visitor, Visitor];
  await run('allocate', '2026-11-24');
}, 120_000);
afterAll(() => host.stop());

describe('a price that a budget pays', () => {
  let booking = '';

  test('is chosen on the page: whose days and budget', async () => {
    const page = await sian.get(`/rivermouth/bookings/new?service=${coaching}&school=${anchor}`);
    expect(page.body).toContain('Whose days and budget?');
    expect(page.body).toContain('De-delegated school improvement fund');
    expect((await elsie.get(`/rivermouth/bookings/new?service=${coaching}`)).body).not.toContain('Whose days and budget?');
    const sessions = await fresh(2);
    const query = new URLSearchParams({ ...asked(), days: '1' });
    for (const session of sessions) query.append('session', session);
    const quote = await sian.get(`/rivermouth/bookings/quote?${query}`);
    expect(quote.status).toBe(200);
    expect(quote.body).toContain('From the budget of De-delegated school improvement fund');
    expect(quote.body).toContain('the budget of De-delegated school improvement fund');
    expect(quote.body).not.toContain('Purchase order');
    const strange = await sian.get(`/rivermouth/bookings/new?service=${coaching}&school=${anchor}&days=1&team=tea_nobody`);
    expect(strange.body).toContain('That team pays for nothing of this service');
  });

  test('stays a price, without VAT, and no half-day by right is a part of it', async () => {
    const quote = await counter.quoted(sian, await fresh(3), asked());
    expect(quote).toMatchObject({ netPence: 3 * half, vatPence: 0, grossPence: 3 * half });
    expect(quote.lines).toMatchObject([{ fund: 'traded', halfDays: 3, unitPricePence: 52_000, netPence: 3 * half }]);
    const before = await counter.dump();
    booking = got<{ booking: string }>(await confirm(sian, quote), 201).booking;
    expect((await counter.changesSince(before)).join('\n')).not.toContain('entitlement/');
    expect(await figures()).toEqual({ heldPence: 3 * half, usedPence: 0, lapsedPence: 0, leftPence: granted - 3 * half });
    const seen = await elsie.get(`/rivermouth/bookings/${booking}`);
    expect(seen.body).toContain('Nothing is charged to Anchor Street Primary School');
    expect((await elsie.get('/rivermouth/bookings')).body).toContain('paid by De-delegated school improvement fund');
  });

  test('is given back when a session is cancelled, and used when one is delivered', async () => {
    expect((await counter.cancel(sian, booking, ['03'])).status).toBe(200);
    expect(await figures()).toMatchObject({ heldPence: 2 * half, leftPence: granted - 2 * half });
    host.clock.set('2026-12-18T20:00:00Z');
    expect((await counter.deliver(adviser, booking, ['01', '02'])).status).toBe(200);
    expect(await figures()).toEqual({ heldPence: 0, usedPence: 2 * half, lapsedPence: 0, leftPence: granted - 2 * half });
  });

  test('is traced on the statement to each visit, with its pence', async () => {
    const statement = await sian.get(`/rivermouth/entitlements/statements/${forum}`);
    const [, line] = /href="[^"]*\/statements\/tea_schools-forum\/([^"]+)"/.exec(statement.body) ?? [];
    const { sessions } = got<{ sessions: object[] }>(await sian.json(api(`/entitlements/statements/${forum}/${line}`)), 200);
    expect(sessions).toMatchObject([
      { booking, visit: '01', state: 'used', pence: half, schoolName: 'Anchor Street Primary School' },
      { booking, visit: '02', state: 'used', pence: half },
      { booking, visit: '03', state: 'given-back', pence: half },
    ]);
    expect((await sian.get(`/rivermouth/entitlements/statements/${forum}/${line}`)).body).toContain('£260.00');
  });

  test('is not turned into a free day of the school afterwards', async () => {
    const reply = await dorothy.json(api(`/bookings/${booking}/reclassifications`), { visit: '01', to: 'free', reason: 'It was theirs' });
    expect(nameOf(reply)).toBe('wrong-state');
    expect(reply.data<Problem>().detail).toContain('has paid for it');
  });
});

describe('a team with days and a budget', () => {
  test('uses its days first, which have no price, and pays the rest whole or not at all', async () => {
    counter = new Counter(host, '2027-01-17', 'rivermouth');
    const of = asked({ team: 'tea_harbour' });
    expect(nameOf(await counter.quote(sian, await fresh(4), of))).toBe('budget-too-small');
    const quote = await counter.quoted(sian, await fresh(3), of);
    expect(quote.lines).toMatchObject([
      { fund: 'entitlement', halfDays: 2, holderName: 'Harbour District Team' },
      { fund: 'traded', halfDays: 1, netPence: half, budget: { holderName: 'Harbour District Team' } },
    ]);
    const id = got<{ booking: string }>(await confirm(sian, quote), 201).booking;
    type Shown = { lines: { unit: string; heldPence?: number; heldHalfDays?: number; leftPence?: number; leftHalfDays?: number }[] };
    const { lines } = got<Shown>(await sian.json(api('/entitlements/statements/tea_harbour')), 200);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ heldHalfDays: 2, leftHalfDays: 0 }),
        expect.objectContaining({ heldPence: half, leftPence: 30_000 - half }),
      ]),
    );
    expect((await counter.cancel(sian, id, ['01', '02', '03'])).status).toBe(200);
  });
});

describe('a bill for it', () => {
  const period = { from: '2026-11-01', to: '2026-12-18' };
  let recharge: Document;

  test('is a recharge to the team, and nothing is billed to the school', async () => {
    // What the school buys for itself beside it goes to the school, and to nobody else.
    counter = new Counter(host, '2027-01-10', 'rivermouth');
    const own = await counter.quoted(elsie, await fresh(1), asked({ team: undefined }));
    const bought = got<{ booking: string }>(await confirm(elsie, own), 201).booking;
    host.clock.set('2027-01-29T20:00:00Z');
    expect((await counter.deliver(adviser, bought, ['01'])).status).toBe(200);
    const { id } = got<{ id: string }>(await dorothy.json(api('/invoicing/runs'), { ...period, to: '2027-01-29' }), 201);
    await host.quiet();
    const { heldLines } = got<{ heldLines: object[] }>(await dorothy.json(api(`/invoicing/runs/${id}`)), 200);
    expect(heldLines).toEqual([]);
    expect((await dorothy.get(`/rivermouth/invoicing/runs/${id}`)).body).toContain('Paid from a team’s budget');
    got(await dorothy.json(api(`/invoicing/runs/${id}/commitment`), {}), 200, 202);
    await host.quiet();
    const { documents } = got<{ documents: Document[] }>(await dorothy.json(api('/invoicing/documents?rail=journal')), 200);
    const of = (organisation: string) => documents.filter((each) => each.organisation === organisation);
    expect(documents).toHaveLength(2);
    expect(of(forum)).toMatchObject([{ grossPence: 2 * half, customer: { name: 'De-delegated school improvement fund' } }]);
    expect(of(anchor)).toMatchObject([{ grossPence: half }]);
    const invoices = got<{ documents: Document[] }>(await dorothy.json(api('/invoicing/documents?rail=vat-invoice')), 200);
    expect(invoices.documents).toEqual([]);
    [recharge] = of(forum) as [Document];
  });

  test('is the council’s own to read, print, export and post, and no school’s', async () => {
    expect((await dorothy.get(`/rivermouth/invoicing/documents/${recharge.id}`)).status).toBe(200);
    expect((await dorothy.get(`/rivermouth/invoicing/documents/${recharge.id}/pdf`)).status).toBe(200);
    expect(nameOf(await elsie.json(api(`/invoicing/documents/${recharge.id}`)))).toBe('unknown-document');
    expect((await dorothy.get('/rivermouth/invoicing/journals/export')).body).toContain('De-delegated school improvement fund');
    const { body } = await dorothy.get('/rivermouth/invoicing/journals');
    for (const to of ['De-delegated school improvement fund', 'Anchor Street Primary School (995001)']) expect(body).toContain(`>${to}<`);
    const posted = await dorothy.json(api(`/invoicing/documents/${recharge.id}/posting`), { councilReference: 'GL-2027-01' });
    expect(posted.status).toBe(200);
  });

  test('agrees with the ledger in the proof', async () => {
    got(await dorothy.json(api('/reports/proof'), {}), 200, 201, 202);
    await host.quiet();
    const { latest } = got<{ latest?: { state: string } }>(await dorothy.json(api('/reports/proof')), 200);
    expect(latest).toMatchObject({ state: 'proved' });
  });
});

describe('a budget that does not hold enough', () => {
  test('is refused by name with what it holds, and no session of it is booked', async () => {
    counter = new Counter(host, '2027-01-31', 'rivermouth');
    const { leftPence } = await figures();
    const halves = 20;
    const most = Math.floor(leftPence / half / halves);
    for (let i = 0; i < most - 1; i++) await confirm(sian, await counter.quoted(sian, await fresh(halves), asked()));
    // Two at once for what is there once: the budget's own head decides.
    const [one, other] = await Promise.all([
      counter.quoted(sian, await fresh(halves), asked()),
      counter.quoted(sian, await fresh(halves, 'off_leila-haddad'), asked({ officer: 'off_leila-haddad' })),
    ]);
    const replies = await Promise.all([confirm(sian, one), confirm(sian, other)]);
    expect(replies.map(nameOf).sort()).toEqual(['201', 'budget-too-small']);
    const left = (await figures()).leftPence;
    expect(left).toBeLessThan(halves * half);
    const before = await counter.dump();
    const wanted = await fresh(halves, 'off_leila-haddad');
    const refused = await counter.quote(sian, wanted, asked({ officer: 'off_leila-haddad' }));
    expect([refused.status, nameOf(refused)]).toEqual([409, 'budget-too-small']);
    expect(refused.data<Problem>().detail).toMatch(
      /costs £260.00, and the budget of De-delegated school improvement fund holds £[\d,.]+ for it/,
    );
    const page = await sian.get(
      `/rivermouth/bookings/quote?${new URLSearchParams({ ...asked({ officer: 'off_leila-haddad' }), days: '10' })}${wanted.map((each) => `&session=${encodeURIComponent(each)}`).join('')}`,
    );
    expect(page.status).toBe(409);
    expect(page.body).toContain('does not hold enough');
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test.each<[string, () => Visitor, Record<string, unknown>, string]>([
    ['of a team there is not', () => sian, { team: 'tea_nobody' }, 'unknown-team'],
    ['of what is no team', () => sian, { team: 'sch_995001' }, 'invalid-request'],
    ['asked for by a school', () => elsie, {}, 'booked-by-others'],
    ['for a service it does not pay for', () => sian, { service: 'svc_autumn-conversation' }, 'not-on-sale'],
  ])('%s', async (_, who, more, name) => {
    expect(nameOf(await counter.quote(who(), await fresh(1), asked(more)))).toBe(name);
  });
});

describe('at the end of the year', () => {
  test('what comes back to a budget that has closed meanwhile lapses', async () => {
    const { leftPence } = await figures();
    expect(leftPence).toBeGreaterThanOrEqual(half);
    const booking = got<{ booking: string }>(await confirm(sian, await counter.quoted(sian, ['2027-03-30#am'], asked())), 201).booking;
    host.clock.set('2027-04-05T08:00:00Z');
    await run('close', '2027-04-05');
    const closed = await figures();
    expect(closed.leftPence).toBe(0);
    expect((await counter.cancel(sian, booking, ['01'])).status).toBe(200);
    expect(await figures()).toEqual({ ...closed, heldPence: closed.heldPence - half, lapsedPence: closed.lapsedPence + half });
  });
});
