// What is put right after a visit: a day recorded as free that is to be paid for, and the other way round, by two people; and a hold on a year's days that is given
// back after the year was closed. Through the pages and the JSON API of a whole host, with billing beside it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figuresOf } from '../../functions/entitlements/rules/moves.ts';
import { allocationOf, headOf } from '../../functions/entitlements/store/allocations.ts';
import { academy, Counter, nameOf, type Problem, type ShownBooking } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { accountOf, grantYear } from '../standing.ts';

let host: TestHost;
let counter: Counter;
let [maria, priya, joan, daniel, helen, nadia, keith, grace]: Visitor[] = [];
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};
const juniors = 'sch_990009';
const marshlight = 'sch_990014';
const visit = 'svc_individual-visit';

beforeAll(async () => {
  host = await startHost({
    at: '2026-11-24T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'invoicing', 'worker', 'outbox'],
    seeded: true,
  });
  counter = new Counter(host, '2026-11-29');
  [maria, priya, joan, daniel, helen, nadia, keith, grace] = await Promise.all(
    ['maria-okafor', 'priya-sandhu', 'joan-ferris', 'daniel-osei', 'helen-marsh', 'nadia-rahman', 'keith-wilmot', 'grace-adeyemi'].map(
      (name) => counter.as(name),
    ),
  );
}, 120_000);
afterAll(() => host.stop());

type Request = { id: string; state: string; to: { fund: string }; charge?: string };
const path = (booking: string, rest = '') => `/essex/api/bookings/${booking}/reclassifications${rest}`;
const ask = (visitor: Visitor | undefined, booking: string, command: object) => who(visitor).json(path(booking), command);
const answer = (visitor: Visitor | undefined, booking: string, id: string, command: object) =>
  who(visitor).json(path(booking, `/${id}/answer`), command);
const agreed = { by: 'Alex Marsh, headteacher', how: 'By e-mail', on: '2026-12-20' };
const fundsOf = ({ sessions }: ShownBooking) => sessions.map(({ funding }) => funding.fund);
/** What a dry run would bill a school. */
async function billable(organisation: string): Promise<number> {
  const { id } = got<{ id: string }>(
    await who(nadia).json('/essex/api/invoicing/runs', { from: '2026-09-01', to: '2026-12-21' }),
    201,
    202,
  );
  await host.quiet();
  const { documents } = got<{ documents: { payer: string; netPence: number }[] }>(
    await who(nadia).json(`/essex/api/invoicing/runs/${id}`),
    200,
  );
  return documents.filter(({ payer }) => payer === organisation).reduce((sum, { netPence }) => sum + netPence, 0);
}

describe('a delivered booking of one free and one paid half-day', () => {
  let booking = '';
  let account = '';

  beforeAll(async () => {
    const sessions = await counter.fresh(4);
    const vacancy = await counter.vacancy();
    account = vacancy.account ?? '';
    booking = await counter.book(who(maria), sessions);
    host.clock.set('2026-12-21T09:00:00Z');
    expect(nameOf(await counter.deliver(who(daniel), booking, ['01', '02', '03', '04']))).toBe('200');
    expect(fundsOf(await counter.booking(who(maria), booking))).toEqual(['entitlement', 'entitlement', 'traded', 'traded']);
    expect(await billable(academy)).toBe(45_000);
  });

  test('is corrected by nobody but finance and administrators, for a delivered session, with the buyer’s word where it is to be paid', async () => {
    const command = { visit: '01', to: 'paid', reason: 'It was work on the website', agreed };
    for (const visitor of [maria, daniel, joan, keith]) expect(nameOf(await ask(visitor, booking, command))).toBe('not-allowed');
    const { agreed: _, ...without } = command;
    expect(nameOf(await ask(nadia, booking, without))).toBe('invalid-request');
    // Nobody can have agreed to pay for a booking that was not made yet.
    const early = await ask(nadia, booking, { ...command, agreed: { ...agreed, on: '2019-01-01' } });
    expect(nameOf(early)).toBe('invalid-request');
    expect(early.data<Problem>()).toMatchObject({
      errors: [{ pointer: '#/agreed/on', detail: expect.stringContaining('the booking was made on 24 November 2026') }],
    });
    expect(nameOf(await ask(nadia, booking, { ...command, visit: '03' }))).toBe('wrong-state');
    expect(await billable(academy)).toBe(45_000);
  });

  test('from free to paid: the half-day is back on its account, and is billed at the price of its date', async () => {
    const asked = got<Request>(await ask(nadia, booking, { visit: '01', to: 'paid', reason: 'It was work on the website', agreed }), 201);
    expect(asked.state).toBe('asked');
    expect(await counter.head(academy, account)).toMatchObject({ available: 0 });
    expect(nameOf(await ask(grace, booking, { visit: '01', to: 'paid', reason: 'Once more', agreed }))).toBe('already-asked');
    expect(nameOf(await answer(nadia, booking, asked.id, { answer: 'approve' }))).toBe('own-request');
    const done = got<Request>(await answer(keith, booking, asked.id, { answer: 'approve' }), 200);
    expect(done).toMatchObject({ state: 'approved', to: { fund: 'traded' } });
    expect(await counter.head(academy, account)).toMatchObject({ available: 1 });
    expect(fundsOf(await counter.booking(who(maria), booking))).toEqual(['traded', 'entitlement', 'traded', 'traded']);
    expect(await billable(academy)).toBe(67_500);
    const page = (await who(maria).get(`/essex/bookings/${booking}`)).body.replace(/<[^>]+>/g, '');
    expect(page).toContain('(was £450.00 before a correction)');
    expect((await counter.statement(who(maria))).lines).toMatchObject([{ grantedHalfDays: 2, usedHalfDays: 1, leftHalfDays: 1 }]);
    expect(nameOf(await answer(keith, booking, asked.id, { answer: 'approve' }))).toBe('wrong-state');
  });

  test('from paid to free: the half-day is drawn, and billing never sees its charge', async () => {
    // Where one account alone may pay there is nothing to choose; of two, the one to draw on is chosen by what it is called.
    expect((await who(nadia).get(`/essex/bookings/${booking}`)).body).not.toContain('from which free days?');
    const other = await counter.vacancy(academy, 'executive-headteacher');
    const page = await who(nadia).get(`/essex/bookings/${booking}`);
    expect(page.body).toContain('Record a delivered session as the other kind');
    expect(page.body).toContain('from which free days?');
    expect(page.body).toMatch(new RegExp(`value="${account}"[^]*?Headteacher recruitment: half a day left`));
    expect(page.body).toMatch(new RegExp(`value="${other.account}"[^]*?Headteacher recruitment: 1 day left`));
    const sent = await who(nadia).post(`/essex/bookings/${booking}/reclassifications`, {
      visit: '03',
      to: 'free',
      account,
      reason: 'The vacancy stood',
    });
    expect(sent.status).toBe(303);
    // The second person finds it without being told of it, from the home page on.
    const list = '/essex/bookings/reclassifications';
    const listed = (await who(keith).get(list)).body;
    expect(listed).toContain(`href="/essex/bookings/${booking}#corrections"`);
    expect(listed).toContain('The vacancy stood');
    expect((await who(nadia).get(list)).body).toContain('You: a colleague answers it');
    expect(nameOf(await who(maria).json('/essex/api/bookings/reclassifications'))).toBe('not-allowed');
    const told = async (visitor: Visitor | undefined) =>
      got<{ reclassifications: object[] }>(await who(visitor).json('/essex/api/bookings/reclassifications'), 200).reclassifications;
    expect(await told(keith)).toMatchObject([{ booking, schoolName: 'Colnemarsh Grange Academy', own: false, state: 'asked' }]);
    expect(await told(nadia)).toMatchObject([{ booking, own: true }]);
    const waiting = (await who(keith).get(`/essex/bookings/${booking}`)).body;
    expect(waiting).toContain('Waits for a second person');
    expect((await who(maria).get(`/essex/bookings/${booking}`)).body).not.toContain('Waits for a second person');
    const [, id] = /reclassifications\/(rcl_[0-9a-z]+)\/answer/.exec(waiting) ?? [];
    const period = { from: '2026-09-01', to: '2026-12-21' };
    const run = got<{ id: string }>(await who(nadia).json('/essex/api/invoicing/runs', period), 201, 202);
    await host.quiet();
    const approved = await who(keith).post(`/essex/bookings/${booking}/reclassifications/${id}/answer`, { answer: 'approve' });
    expect(approved.status).toBe(303);
    // A dry run that shows its charge is not committed, and says what has become of it.
    const refused = (await who(nadia).post(`/essex/invoicing/runs/${run.id}/commitment`)).body;
    expect(refused).toContain('Colnemarsh Grange Academy: 1 line of it has been withdrawn: a visit was recorded as free');
    expect(refused).not.toContain('billed by another run');
    expect(await told(keith)).toEqual([]);
    expect(fundsOf(await counter.booking(who(maria), booking))).toEqual(['traded', 'entitlement', 'entitlement', 'traded']);
    expect(await counter.head(academy, account)).toMatchObject({ available: 0 });
    expect(await counter.head(academy, other.account ?? '')).toMatchObject({ available: 2 });
    expect(nameOf(await counter.close(other, 'withdrawn'))).toBe('200');
    expect(await billable(academy)).toBe(45_000);
    // The council's people read why; the school reads what was done.
    const [theirs, hers] = await Promise.all(
      [nadia, maria].map(async (reader) => (await who(reader).get(`/essex/bookings/${booking}`)).body),
    );
    expect(theirs).toContain('recorded as free: The vacancy stood');
    expect(theirs).toContain('to be recorded as paid: It was work on the website');
    expect(hers).toContain('recorded as free');
    for (const words of ['The vacancy stood', 'It was work on the website']) expect(hers).not.toContain(words);
  });

  test('a form that is wrong is shown again with what was typed, and a request that is declined changes nothing', async () => {
    const typed = {
      visit: '02',
      to: 'paid',
      reason: 'It was work on the website',
      agreedBy: 'Alex Marsh',
      agreedHow: '',
      'agreedOn-day': '1',
    };
    const shown = await who(nadia).post(`/essex/bookings/${booking}/reclassifications`, typed);
    expect(shown.status).toBe(422);
    for (const text of ['Alex Marsh', 'It was work on the website', 'href="#agreedHow"']) expect(shown.body).toContain(text);
    const { id } = got<Request>(await ask(grace, booking, { visit: '02', to: 'paid', reason: 'It was work on the website', agreed }), 201);
    expect(nameOf(await answer(keith, booking, id, { answer: 'decline' }))).toBe('invalid-request');
    got(await answer(grace, booking, id, { answer: 'decline', note: 'It was right' }), 200);
    expect(fundsOf(await counter.booking(who(maria), booking))).toEqual(['traded', 'entitlement', 'entitlement', 'traded']);
  });

  test('what is billed stays as it is billed, also where it was asked for before', async () => {
    expect(nameOf(await ask(nadia, booking, { visit: '04', to: 'free', reason: 'The vacancy stood' }))).toBe('no-free-days-left');
    const paid = got<Request>(await ask(nadia, booking, { visit: '02', to: 'paid', reason: 'It was work on the website', agreed }), 201);
    got(await answer(keith, booking, paid.id, { answer: 'approve' }), 200);
    const waiting = got<Request>(await ask(nadia, booking, { visit: '04', to: 'free', reason: 'The vacancy stood' }), 201);
    const run = got<{ id: string }>(await who(nadia).json('/essex/api/invoicing/runs', { from: '2026-09-01', to: '2026-12-21' }), 201, 202);
    await host.quiet();
    got(await who(nadia).json(`/essex/api/invoicing/runs/${run.id}/commitment`, {}), 200, 202);
    await host.quiet();
    expect(nameOf(await answer(keith, booking, waiting.id, { answer: 'approve' }))).toBe('already-billed');
    expect(nameOf(await ask(nadia, booking, { visit: '01', to: 'free', reason: 'The vacancy stood' }))).toBe('already-billed');
    // Neither page offers what would be refused: what was asked for before can only be declined, and nothing that is billed is there to choose.
    const [asks, answers] = await Promise.all(
      [nadia, keith].map(async (reader) => (await who(reader).get(`/essex/bookings/${booking}`)).body),
    );
    expect(asks).toContain('Billed already, and not to be recorded as free any more');
    expect(asks).toContain('no credit note is issued here');
    const [, form = ''] = (asks ?? '').split('id="reclassify"');
    expect(['01', '02', '03', '04'].filter((visit) => form.includes(`name="visit" type="radio" value="${visit}"`))).toEqual(['03']);
    expect(answers).toContain('has been billed since it was asked for');
    expect(answers).not.toContain('value="approve"');
    expect(await counter.head(academy, account)).toMatchObject({ available: 1 });
  });
});

test('a free visit that turns out to be paid for is held against the registered purchase order it named, or is not corrected', async () => {
  const orders = '/essex/api/bookings/purchase-orders';
  const dates = { from: '2026-09-01', to: '2027-08-31' };
  const order = got<{ order: string; version: number }>(
    await who(maria).json(orders, { number: 'PO-9/26', valuePence: 26_999, ...dates }),
    201,
  );
  const read = async () =>
    got<{ bookedPence: number; leftPence: number; version: number }>(await who(maria).json(`${orders}/${order.order}`), 200);
  const later = new Counter(host, '2026-12-21');
  const quote = await later.quoted(who(maria), await later.fresh(1));
  const { booking } = got<{ booking: string }>(await later.confirm(who(maria), quote.token, 'PO-9/26'), 201);
  expect(fundsOf(await later.booking(who(maria), booking))).toEqual(['entitlement']);
  host.clock.set('2026-12-30T18:00:00Z');
  expect(nameOf(await later.deliver(who(daniel), booking, ['01']))).toBe('200');
  const asked = got<Request>(
    await ask(nadia, booking, { visit: '01', to: 'paid', reason: 'It was work on the website', agreed: { ...agreed, on: '2026-12-22' } }),
    201,
  );
  expect(nameOf(await answer(keith, booking, asked.id, { answer: 'approve' }))).toBe('purchase-order-exhausted');
  got(await who(maria).json(`${orders}/${order.order}`, { version: (await read()).version, valuePence: 30_000, ...dates }), 200);
  got<Request>(await answer(keith, booking, asked.id, { answer: 'approve' }), 200);
  expect(await read()).toMatchObject({ bookedPence: 0, chargedPence: 27_000, leftPence: 3_000 });
});

test('a visit that is cancelled after its year was closed lapses, and the year’s allocation says so; one that took place counts as used', async () => {
  host.clock.set('2027-01-04T09:00:00Z');
  await grantYear(host, '2027-01-04');
  const account = await accountOf(host, juniors, 'half-day-visit');
  const table = host.tableOf();
  const figuresFor = async (of: string) => {
    const allocation = await allocationOf(table, of);
    if (!allocation) throw new Error('nothing was granted');
    return { ...figuresOf(allocation, await headOf(table, of)), state: allocation.state };
  };
  const figures = () => figuresFor(account);
  const booking = await counter.book(who(priya), ['2027-07-20#am'], {
    school: juniors,
    service: visit,
    officer: 'off_helen-marsh',
    purse: 'delegated-budget',
  });
  expect(await figures()).toEqual({ granted: 1, held: 1, used: 0, lapsed: 0, left: 0, state: 'open' });
  const special = await accountOf(host, marshlight, 'special-school-days');
  const asked = { school: marshlight, service: visit, officer: 'off_helen-marsh' };
  const kept = await counter.book(who(joan), ['2027-07-21#am'], asked);
  host.clock.set('2027-09-06T09:00:00Z');
  const run = got<{ id: string }>(await who(grace).json('/essex/api/entitlements/runs', { kind: 'close', on: '2027-09-06' }), 201, 202);
  await host.quiet();
  got(await who(grace).json(`/essex/api/entitlements/runs/${run.id}/commitment`, {}), 200, 202);
  await host.quiet();
  expect(await figures()).toEqual({ granted: 1, held: 1, used: 0, lapsed: 0, left: 0, state: 'closed' });
  // Whoever cancels is told so beforehand and afterwards, and the school where it looks for its days.
  const form = (await who(joan).get(`/essex/bookings/${booking}`)).body;
  expect(form).toContain('What granted the free days of this session has ended, so they lapse');
  expect(form).not.toContain('Free days go back');
  expect(form).toContain('What the council calls off costs nothing.');
  await who(joan).post(`/essex/bookings/${booking}/cancellations`, { visits: '01', reason: 'The school asked' });
  const done = (await who(joan).get(`/essex/bookings/${booking}?done=cancelled`)).body;
  expect(done).toContain('those have lapsed, and cannot be booked again');
  expect(done).not.toContain('The sessions can be booked again');
  expect(await figures()).toEqual({ granted: 1, held: 0, used: 0, lapsed: 1, left: 0, state: 'closed' });
  const line = (await who(priya).get(`/essex/entitlements/statements/${juniors}/lines/2026-09-01.half-day-visit`)).body;
  expect(line).toContain('Cancelled after it had ended, so it lapsed');
  expect(line).toContain('It came back after its time had ended');
  expect(await figuresFor(special)).toMatchObject({ held: 1, used: 0, left: 0, state: 'closed' });
  expect(nameOf(await counter.deliver(who(helen), kept, ['01']))).toBe('200');
  expect(await figuresFor(special)).toMatchObject({ held: 0, used: 1, left: 0, state: 'closed' });
  // The visit is free by right and sold to nobody: finance is not asked for a correction that would be refused.
  const command = { visit: '01', to: 'paid', reason: 'It was work on the website', agreed: { ...agreed, on: '2027-09-01' } };
  expect(nameOf(await ask(nadia, kept, command))).toBe('not-on-sale');
  expect((await who(nadia).get(`/essex/bookings/${kept}`)).body).not.toContain('id="reclassify"');
});
