// A buy-back through its pages and its purchase order: kept, switched, given up and agreed to anew; refused quotes told where they were asked for; and £ that are promised once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import { FreeDays } from '../councils/model-diary.ts';
import { nameOf, type Problem } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';

const anchor = 'sch_995001';
const code = 'leadership-and-governance';
const api = (path: string) => `/rivermouth/api${path}`;
const pages = '/rivermouth/buyback';
const wanted = { organisation: anchor, package: code, purse: 'delegated-budget', clock: 'financial' };
type Order = {
  order: string;
  bookedPence: number;
  chargedPence: number;
  leftPence: number;
  agreements: { agreement: string; heldPence: number }[];
};

let host: TestHost;
let free: FreeDays;
let elsie: Visitor;
let id = '';
beforeAll(async () => {
  host = await startHost({
    at: '2027-02-01T09:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'buyback', 'outbox'],
    councils: [rivermouth],
    seeded: true,
  });
  free = new FreeDays(host, 'rivermouth', '2027-04-11', 'imran-vale');
  elsie = await free.as('elsie-tranter');
}, 120_000);
afterAll(() => host.stop());

const night = () => host.invoke('buyback', { council: 'rivermouth', task: 'advance-agreements' });
const ask = (more: object = {}) => elsie.json(api('/buyback/quotes'), { ...wanted, ...more });
const quoted = async (more: object = {}) => got<{ token: string }>(await ask(more), 200).token;
const agree = async (token: string, purchaseOrder?: string) =>
  elsie.json(api('/buyback/agreements'), { token, ...(purchaseOrder ? { purchaseOrder } : {}) });
const order = async (number: string): Promise<Order> =>
  got<Order>(await elsie.json(api(`/bookings/purchase-orders/${anchor}.${Buffer.from(number).toString('base64url')}`)), 200);
const register = async (number: string, valuePence: number, from = '2027-04-01', to = '2028-03-31') =>
  got(await elsie.json(api('/bookings/purchase-orders'), { organisation: anchor, number, valuePence, from, to }), 201);
const quotePage = (more: Record<string, string>) => elsie.get(`${pages}/quote?${new URLSearchParams({ ...wanted, ...more })}`);

describe('an agreement under a registered purchase order', () => {
  test('is refused where the order does not pay for it, and holds its instalments where it does', async () => {
    await register('PO-27', 140_000);
    await register('PO-SMALL', 115_000);
    const short = await agree(await quoted(), 'PO-SMALL');
    expect([nameOf(short), short.data<Problem>().detail]).toEqual([
      'purchase-order-exhausted',
      '£1,150.00 is left of PO-SMALL, and this comes to £1,150.01 with VAT.',
    ]);
    id = got<{ agreement: string }>(await agree(await quoted(), 'po-27'), 201).agreement;
    expect(await order('PO-27')).toMatchObject({
      bookedPence: 115_001,
      chargedPence: 0,
      leftPence: 24_999,
      agreements: [{ agreement: id, heldPence: 115_001 }],
    });
    expect(await order('PO-SMALL')).toMatchObject({ leftPence: 115_000, agreements: [] });
  });

  test('leaves to bookings only what it does not hold, and says so on the order’s page', async () => {
    const coaching = { service: 'svc_headteacher-coaching', school: anchor, purse: 'delegated-budget', officer: 'off_marcus-bright' };
    const sessions = await free.counter.fresh(1, 'off_marcus-bright');
    const quote = await free.quoted(elsie, sessions, { ...coaching, withoutPackage: true });
    expect(quote.grossPence).toBe(26_800);
    const booked = await elsie.json(api('/bookings'), { token: quote.token, purchaseOrder: 'PO-27' });
    expect(nameOf(booked)).toBe('purchase-order-exhausted');
    const page = await elsie.get(`/rivermouth/bookings/purchase-orders/${(await order('PO-27')).order}`);
    expect(page.body).toContain('Instalments of packages and buy-backs under it');
    expect(page.body).toContain(`/rivermouth/buyback/agreements/${id}`);
  });

  test('pays for one of a package and a booking that ask for its last pounds at once', async () => {
    await register('PO-LAST', 80_000, '2027-01-01');
    const token = await quoted({ package: 'three-coaching-visits', clock: undefined });
    const sessions = await free.counter.fresh(1, 'off_marcus-bright');
    const quote = await free.quoted(elsie, sessions, {
      service: 'svc_headteacher-coaching',
      school: anchor,
      purse: 'delegated-budget',
      officer: 'off_marcus-bright',
      withoutPackage: true,
    });
    const both = await Promise.all([
      agree(token, 'PO-LAST'),
      elsie.json(api('/bookings'), { token: quote.token, purchaseOrder: 'PO-LAST' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [bought, booked] = both;
    expect(nameOf(bought.status === 201 ? booked : bought)).toBe('purchase-order-exhausted');
    expect((await order('PO-LAST')).leftPence).toBe(80_000 - (bought.status === 201 ? 74_000 : 26_800));
    // Whichever lost may be had under another number.
    if (bought.status !== 201) got(await agree(token), 201);
  });

  test('charges them as they fall due', async () => {
    host.clock.set('2027-04-02T09:00:00Z');
    await night();
    expect(await order('PO-27')).toMatchObject({ bookedPence: 67_084, chargedPence: 47_917, leftPence: 24_999 });
    const page = await elsie.get(`${pages}/agreements/${id}`);
    expect(page.body).toContain('PO-27, held');
  });

  test('takes another number for what is to come, by a form that says what is wrong with it', async () => {
    const path = `${pages}/agreements/${id}/purchase-order`;
    const empty = await elsie.post(path, { from: '2027-04-01', purchaseOrder: '' });
    expect(empty.status).toBe(422);
    expect(empty.body.match(/<a href="#purchaseOrder">Enter the number of the purchase order/g)).toHaveLength(1);
    await register('PO-27B', 67_083);
    const short = await elsie.post(path, { from: '2027-04-01', purchaseOrder: 'PO-27B' });
    expect(short.status).toBe(409);
    expect(short.body).toContain('£670.83 is left of PO-27B');
    expect(short.body).toContain('value="PO-27B"');
    expect(await order('PO-27')).toMatchObject({ leftPence: 24_999 });
    await register('PO-27C', 67_084);
    expect((await elsie.post(path, { from: '2027-04-01', purchaseOrder: 'PO-27C' })).status).toBe(303);
    expect(await order('PO-27')).toMatchObject({ bookedPence: 0, chargedPence: 47_917, leftPence: 92_083 });
    expect(await order('PO-27C')).toMatchObject({ bookedPence: 67_084, leftPence: 0 });
    const other = await (await free.as('callum-reyes')).post(path, { from: '2027-04-01', purchaseOrder: 'PO-27' });
    expect(other.status).toBe(404);
  });

  test('goes on without a number where the order does not pay for the year after, and tells so by letter', async () => {
    host.clock.set('2028-03-02T09:00:00Z');
    await night();
    await host.invoke('outbox', { council: 'rivermouth', task: 'deliver' });
    await host.quiet();
    const [letter] = host.mailbox.letters().filter(({ subject }) => subject.includes('a purchase order for'));
    expect(letter?.body).toContain('Purchase order PO-27C does not pay for that year');
    const page = await elsie.get(`${pages}/agreements/${id}`);
    expect(page.body).toContain('carry no purchase order number: PO-27C does not pay for them.');
    // Whoever bills it reads so too, and of no number that would stand on the bills.
    const billing = (await (await free.as('dorothy-amos')).get(`${pages}/agreements/${id}`)).body;
    expect(billing).toContain('carry no purchase order number: PO-27C does not pay for them.');
    expect(billing).not.toMatch(/<dd[^>]*>\s*<span class="daybook-typed">PO-27C/);
    expect(billing).toContain('unless notice is given by 1 March 2029');
    await register('PO-28', 120_000, '2028-04-01', '2029-03-31');
    got(await elsie.json(api(`/buyback/agreements/${id}/purchase-order`), { from: '2028-04-01', purchaseOrder: 'PO-28' }), 200);
    expect(await order('PO-28')).toMatchObject({ bookedPence: 115_001, leftPence: 4_999 });
    expect((await elsie.get(`${pages}/agreements/${id}`)).body).not.toContain('carry no purchase order number');
  });
});

describe('what goes on by itself', () => {
  test('that is agreed to already tells until when, and not how far it may go on', async () => {
    const again = await ask({ clock: 'financial' });
    expect([nameOf(again), again.data<Problem>().detail]).toEqual([
      'already-agreed',
      'Leadership and governance buy-back is agreed to until 31 March 2029: renew that one.',
    ]);
  });

  test('is not agreed to a second time beside itself, by whichever year', async () => {
    host.clock.set('2028-11-15T09:00:00Z');
    await night();
    // The academic year from September 2029 lies behind the last that is agreed on, and the agreement goes on to it.
    const again = await ask({ clock: 'academic' });
    expect(nameOf(again)).toBe('continues-by-itself');
    const page = await quotePage({ clock: 'academic' });
    expect(page.status).toBe(409);
    // Told on the page on which it was asked for.
    expect(page.body).toContain('Buy-back by the year');
    expect(page.body).toContain('goes on from 1 April 2029 unless you give notice');
  });

  test('is switched from a form filled in from the last year, whose choices stay when it is refused', async () => {
    host.clock.set('2029-02-01T09:00:00Z');
    await night();
    const renewals = await elsie.get(`${pages}/renewals`);
    expect(renewals.body).toContain('Last year agreed');
    // The academies’ own year is not one of a school that the council maintains.
    expect(renewals.body).toContain('by another year: academic year');
    expect(renewals.body).not.toContain('by another year: academy');
    expect(renewals.body).toMatch(/value="delegated-budget"[^>]*checked/);
    const to = `${code} academic`;
    const refused = await elsie.get(`${pages}/quote?${new URLSearchParams({ organisation: anchor, renews: id, to, purse: 'gold' })}`);
    expect(refused.status).toBe(422);
    expect(refused.body).toContain(`href="#purse-${id}"`);
    expect(refused.body).toMatch(new RegExp(`value="${to}"[^>]*checked`));
    const quote = await elsie.get(`${pages}/quote?${new URLSearchParams({ organisation: anchor, renews: id, to, purse: 'own-funds' })}`);
    expect(quote.body).toContain('Filled in from the last year');
    expect(quote.body).toMatch(/name="purchaseOrder"[^>]*value="PO-28"/);
  });

  test('once notice of it is given, is agreed to anew on the page', async () => {
    expect((await elsie.get(pages)).body).not.toContain('Ask for a quote: Leadership and governance buy-back');
    expect((await elsie.post(`${pages}/agreements/${id}/notice`, { endsOn: '2029-03-31' })).status).toBe(303);
    const page = await elsie.get(pages);
    expect(page.body).toContain('agree to it anew');
    expect(page.body).toContain('Ask for a quote: Leadership and governance buy-back');
    const fresh = got<{ agreement: string }>(await agree(await quoted()), 201).agreement;
    expect(fresh).not.toBe(id);
    id = fresh;
    expect((await elsie.get(pages)).body).toContain('which you have');
  });
});

test('a package that was bought meanwhile, in another window, is not bought once more without a word', async () => {
  const asked = { package: 'three-coaching-visits', clock: undefined };
  const [first, second] = [await quoted(asked), await quoted(asked)];
  got(await agree(first), 201);
  const again = await agree(second);
  expect(nameOf(again)).toBe('quote-changed');
  const page = await elsie.post(`${pages}/agreements`, { token: second });
  expect(page.body).toContain('You have this already, until ');
  // Whoever means it says so.
  got(await agree(again.data<{ token: string }>().token), 201);
});

test('what is off sale is paid for ahead by nobody: the withdrawal says so first, no package is sold for it, and what goes on by itself ends with its year', async () => {
  const imran = await free.as('imran-vale');
  const service = await elsie.get('/rivermouth/catalogue/svc_headteacher-coaching');
  expect(service.body).toContain('Bought together');
  expect(service.body).toContain('Three coaching visits: 1½ days for £764.00 before VAT');
  const path = '/rivermouth/catalogue/svc_headteacher-coaching/withdrawal/preview';
  const preview = await imran.post(path, { 'withdrawnFrom-day': '1', 'withdrawnFrom-month': '1', 'withdrawnFrom-year': '2030' });
  expect(preview.body).toContain('It is part of Three coaching visits and Leadership and governance buy-back.');
  for (const each of ['headteacher-coaching', 'governor-training'])
    got(await imran.json(api(`/catalogue/svc_${each}/withdrawal`), { withdrawnFrom: '2030-01-01' }), 200);
  host.clock.set('2030-03-02T09:00:00Z');
  await night();
  const three = await ask({ package: 'three-coaching-visits', clock: undefined });
  expect([nameOf(three), three.data<Problem>().detail]).toEqual([
    'not-on-sale',
    'Nothing that Three coaching visits is for is sold on 2 March 2030.',
  ]);
  expect((await elsie.get(pages)).body).toContain('Nothing is sold by the package today.');
  const { years } = got<{ years: { from: string }[] }>(await elsie.json(api(`/buyback/agreements/${id}`)), 200);
  expect(years.map(({ from }) => from)).toEqual(['2029-04-01']);
});
