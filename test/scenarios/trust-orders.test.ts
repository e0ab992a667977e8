// A trust books for six schools: the finance director goes from his schools' page to one order in a few clicks, one school has free days, all of it together is over
// his limit, and whoever approves for the trust does so from one page.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { essex } from '../../infra/local/demo/essex.ts';
import { type SessionKey, sessionText } from '../../shared/calendar.ts';
import { formatPence } from '../../shared/money.ts';
import { Desk, documentTold } from '../councils/desk.ts';
import { Diary, document } from '../councils/diary.ts';
import { importAs, registerFile, rowOf } from '../councils/register.ts';
import { Counter, nameOf, recruitment } from '../counter.ts';
import { type Entries, formOn, plainText } from '../forms.ts';
import { type Reply, startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { proved } from '../proved.ts';

const diary = new Diary(
  'Essex 2026/27: a trust books for six schools (E6)',
  document('What the field needs: trust ordering for many schools (E6)', []),
);
const trust = 'trs_5902';
const joining = [990013, 990016, 990032];
const rule = (text: string) => ({ rule: text, from: 'one order for several schools' });
const together = rule('A trust books one service for its schools with one quote and one confirmation: a booking for each, or none.');
const limit = rule(
  'Whoever is over his limit by the sum of an order asks for each booking of it; another approves them, one after the other.',
);

const billed = rule(
  'Each booking of an order is billed like any other, to whoever pays for its school; what was free or given up in time is on no bill.',
);

let host: TestHost;
let desk: Desk;
let [joan, yusuf, ruth]: Visitor[] = [];
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};
beforeAll(async () => {
  host = await startHost({
    at: '2026-11-02T09:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'invoicing', 'worker'],
    seeded: true,
  });
  desk = new Desk(host);
  [joan, yusuf, ruth] = await Promise.all(['joan-ferris', 'yusuf-demir', 'ruth-pennington'].map((name) => host.as(name)));
}, 120_000);
afterAll(() => host.stop());

/** A page's form that is sent as an address, with some answers changed. */
function go(visitor: Visitor, from: Reply, action: string, changes: Entries = {}): Promise<Reply> {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries({ ...formOn(from.body, action), ...changes }))
    for (const value of values) query.append(name, value);
  return visitor.get(`${action}?${query}`);
}
const headings = (page: Reply, level: 1 | 2): string[] =>
  [...page.body.matchAll(new RegExp(`<h${level}[^>]*>([\\s\\S]*?)</h${level}>`, 'g'))].map(([, text = '']) =>
    plainText(
      text
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ),
  );

type ShownOrder = {
  id: string;
  parts: {
    school: string;
    schoolName: string;
    booking?: string;
    state?: string;
    sessions?: { session: SessionKey; officer: string; state: string; funding: { fund: string } }[];
  }[];
};
const orders = '/essex/bookings/orders';
let quoted: Reply;
let order = '';

test('three more academies join the trust, and the head of one of its schools leaves', async () => {
  diary.on(
    host,
    '2026-11-02T09:00:00Z',
    'Joan Ferris imports the register: six schools are in the trust. The post of a head is vacant.',
    together,
  );
  const rows = joining.map((urn) => rowOf(urn, { 'Trusts (code)': '5902', 'Trusts (name)': 'Estuary Light Learning Trust' }));
  await importAs(who(joan), registerFile(rows));
  await new Counter(host, '2026-11-02').vacancy('sch_990011', 'headteacher', '2026-11-02');
  const { members } = await desk.ask<{ members: { name: string }[] }>(who(yusuf), `schools/organisations/${trust}`);
  expect(members).toHaveLength(6);
  diary.note(...members.map(({ name }) => name).sort());
});

test('the trust settles who may commit it to how much', async () => {
  diary.on(host, '2026-11-03T09:00:00Z', 'Ruth Pennington approves for the trust; Yusuf Demir commits it to £1,000 at most.', limit);
  const grace = await host.as('grace-adeyemi');
  await desk.ask(grace, 'identity/people/per_ruth-pennington/rights', { organisation: trust, roles: ['school-approver'] });
  await desk.ask(grace, `identity/limits/${trust}/approval`, {
    othersMostPence: null,
    approver: 'per_ruth-pennington',
    everyBooking: false,
  });
  await desk.ask(grace, `identity/limits/${trust}/people`, { person: 'per_yusuf-demir', mostPence: 100_000 });
  // Whatever changes a person's rights ends their sessions.
  ruth = await host.visitor().signIn('essex', 'ruth-pennington');
  await desk.actFor(ruth, trust);
});

test('he chooses the service and his schools, and dates are proposed for each', async () => {
  diary.on(host, '2026-11-04T09:00:00Z', 'Yusuf Demir, finance director, begins an order on the page of his schools.', together);
  const schools = await who(yusuf).get(`/essex/schools/organisations/${trust}`);
  expect(schools.body).toContain(`href="${orders}/new"`);
  const service = await who(yusuf).get(`${orders}/new`);
  const choice = await go(who(yusuf), service, `${orders}/new`, { service: [recruitment] });
  const offered = [...choice.body.matchAll(/name="school"[^>]*value="(sch_\d+)"/g)].map(([, id = '']) => id);
  expect(offered).toHaveLength(6);
  expect(plainText(choice.body)).toMatch(/Béatrice Fairlight Primary Academy[\s\S]*?Primary; 396 pupils; [^;]+ left free/);
  const none = await go(who(yusuf), choice, `${orders}/new`);
  expect([none.status, none.body.includes('Choose at least one school')]).toEqual([422, true]);

  const dates = await go(who(yusuf), choice, `${orders}/new`, {
    school: offered,
    days: ['0.5'],
    'from-day': ['11'],
    'from-month': ['1'],
    'from-year': ['2027'],
  });
  expect(headings(dates, 2).filter((text) => /Academy|School/.test(text))).toHaveLength(6);
  quoted = await go(who(yusuf), dates, `${orders}/quote`);
  expect(quoted.status, quoted.body).toBe(200);
  diary.note(...headings(quoted, 2).filter((text) => /Academy|School/.test(text)));
});

test('one quote says for each school what is free and what is paid, and that it is over his limit', async () => {
  const text = plainText(quoted.body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' '));
  expect(text).toContain('half a day free (');
  const [total = ''] = /Total £[\d,.]+/.exec(text) ?? [];
  expect(text).toContain('Together it is over your limit of £1,000.00: it comes to £1,350.00.');
  const sessions = [...quoted.body.matchAll(/<li>\s*([^<]*?2027, (?:morning|afternoon), [^<]*?)\s*</g)].map(([, each = '']) =>
    plainText(each).trim(),
  );
  expect(new Set(sessions).size).toBe(6);
  diary.note(...sessions, total, 'over his limit of £1,000.00');
});

test('he asks for it: each school’s sessions are held, and the form sent twice is one order', async () => {
  diary.on(host, '2026-11-04T09:10:00Z', 'Yusuf Demir asks for approval.', limit);
  const fields = formOn(quoted.body, orders);
  const lacking = await who(yusuf).post(orders, fields);
  expect([lacking.status, plainText(lacking.body).includes('A purchase order number is needed')]).toEqual([422, true]);
  const [first, again] = [
    await who(yusuf).post(orders, { ...fields, purchaseOrder: 'ELT-2026-7' }),
    await who(yusuf).post(orders, { ...fields, purchaseOrder: 'ELT-2026-7' }),
  ];
  expect([first.status, again.location]).toEqual([303, first.location]);
  order = (first.location ?? '').replace(/.*orders\//, '').replace(/\?.*/, '');
  const page = await who(yusuf).get(first.location ?? '');
  expect(page.body).toContain('It is over your limit, so it is asked for. Nothing is booked yet.');
  expect(page.body).not.toContain('Approve and book');
  const shown = await desk.ask<ShownOrder>(who(yusuf), `bookings/orders/${order}`);
  expect(shown.parts.map(({ state }) => state)).toEqual(Array(6).fill('requested'));
  const newest = await desk.ask<{ orders: { id: string }[] }>(who(yusuf), 'bookings/orders');
  expect(newest.orders.map(({ id }) => id)).toEqual([order]);
  diary.note('six requests; nothing is booked');
});

test('the approver sees them together, and approves all of them from one page', async () => {
  diary.on(host, '2026-11-04T14:00:00Z', 'Ruth Pennington, who approves for the trust, approves all of the order.', limit);
  const page = await who(ruth).get(`${orders}/${order}`);
  expect(page.body).toContain('Approve and book all 6');
  const fields = formOn(page.body, `${orders}/${order}/approvals`);
  const done = await who(ruth).post(`${orders}/${order}/approvals`, fields);
  expect([done.status, done.location]).toEqual([303, `${orders}/${order}?done=approved`]);
  const again = await who(ruth).post(`${orders}/${order}/approvals`, fields);
  expect([again.status, again.location]).toEqual([303, done.location]);
  expect((await who(ruth).get(done.location ?? '')).body).toContain('Approved, and all of it is booked.');
  const { parts } = await desk.ask<ShownOrder>(who(yusuf), `bookings/orders/${order}`);
  const byName = [...parts].sort((a, b) => (a.schoolName < b.schoolName ? -1 : 1));
  diary.note(
    ...byName.map(
      ({ schoolName, sessions = [] }) =>
        `${schoolName}: ${sessions.map(({ session, funding }) => `${sessionText(session)}, ${funding.fund}`).join('; ')}`,
    ),
  );
  expect(byName.flatMap(({ sessions = [] }) => sessions.map(({ funding }) => funding.fund)).sort()).toEqual([
    'entitlement',
    ...Array(5).fill('traded'),
  ]);
});

test('each school has its own booking, which the trust opens and cancels from the order', async () => {
  diary.on(host, '2026-11-05T09:00:00Z', 'Yusuf Demir cancels the day of one school.', together);
  const { parts } = await desk.ask<ShownOrder>(who(yusuf), `bookings/orders/${order}`);
  const harbour = parts.find(({ school }) => school === 'sch_990012');
  const page = await who(yusuf).get(`/essex/bookings/${harbour?.booking}`);
  expect([page.status, page.body.includes(`${orders}/${order}`)]).toEqual([200, true]);
  // Its own people have it too, and nothing of the order; another school of the trust has neither.
  const owen = await host.as('owen-larkin');
  expect((await owen.get(`/essex/bookings/${harbour?.booking}`)).body).not.toContain(orders);
  expect(nameOf(await owen.json(`/essex/api/bookings/orders/${order}`))).toBe('not-allowed');
  const off = { visits: ['01'], reason: 'The post is filled', feePence: 0, consumedHalfDays: 0 };
  got(await who(yusuf).json(`/essex/api/bookings/${harbour?.booking}/cancellations`, off), 200);
  const shown = plainText((await who(yusuf).get(`${orders}/${order}`)).body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' '));
  expect(shown).toContain('Total as it stands £1,080.00');
  diary.note('Thornhythe Harbour Academy: cancelled in time, at no cost; the order as it stands is £1,080.00');
});

test('each school is billed what took place there and was not free, and the proof agrees', async () => {
  diary.on(host, '2027-02-01T09:00:00Z', 'The visits have taken place; Nadia Rahman, finance, bills January.', billed);
  const { parts } = await desk.ask<ShownOrder>(who(yusuf), `bookings/orders/${order}`);
  const counter = new Counter(host, '2027-02-01');
  for (const { booking = '', sessions: [visit] = [] } of parts) {
    if (visit?.state !== 'booked') continue;
    const officer = await host.as(visit.officer.replace('off_', ''));
    got(await counter.deliver(officer, booking, ['01']), 200);
  }
  const documents = await desk.issue(await desk.dryRun('2027-01-01', '2027-01-31'));
  diary.note(...documents.map(documentTold));
  const proof = await proved({ table: host.tableOf('essex'), council: essex.council, now: host.clock.now() }, '2026-11-02');
  const sum = documents.reduce((all, { grossPence }) => all + grossPence, 0);
  // What is left of the order as it stands: one of six is free, and one was given up in time.
  expect(sum).toBe(108_000);
  expect(proof.documents).toMatchObject({ count: documents.length, lines: 4, grossPence: sum, owedPence: sum });
  diary.note(`proved: ${documents.length} documents, ${proof.documents.lines} lines, ${formatPence(sum)} owed`);
});

test('the diary is as it was kept, to the letter', () => {
  expect(diary.text()).toBe(diary.kept('trust-order-2026'));
});
