// A purchase order with a balance, through the API and the pages: registered, booked against, raced for, given back and charged; what it is not for is refused by name.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Counter, deputies, nameOf, type Problem } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';

type Shown = {
  order: string;
  number: string;
  valuePence: number;
  bookedPence: number;
  chargedPence: number;
  leftPence: number;
  version: number;
};
type Read = Shown & { bookings: { id: string; heldPence: number; chargedPence: number }[] };

let host: TestHost;
let counter: Counter;
let maria: Visitor;
let daniel: Visitor;
const api = '/essex/api/bookings/purchase-orders';
const page = '/essex/bookings/purchase-orders';
/** Two half-days at £450 a day with VAT: £540. */
const day = 54_000;
const number = 'PO-4471/26';
let order: Shown;
let first = '';

beforeAll(async () => {
  host = await startHost({ only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings'], seeded: true });
  counter = new Counter(host, '2026-12-06');
  maria = await counter.as('maria-okafor');
  daniel = await counter.as('daniel-osei');
}, 120_000);
afterAll(() => host.stop());

const read = async (): Promise<Read> => got<Read>(await maria.json(`${api}/${order.order}`), 200);
const sums = async () => {
  const { bookedPence, chargedPence, leftPence } = await read();
  return { bookedPence, chargedPence, leftPence };
};
const wanted = async (count = 2) => counter.quoted(maria, await counter.fresh(count), { service: deputies });
const book = async (of = number) => counter.confirm(maria, (await wanted()).token, of);

describe('a purchase order', () => {
  test('is registered by a form that says what is wrong with it, and by the API, once', async () => {
    const form = {
      number,
      value: 'a lot',
      'from-day': '1',
      'from-month': '9',
      'from-year': '2026',
      'to-day': '31',
      'to-month': '8',
      'to-year': '2027',
    };
    const empty = (await maria.post(page, {})).body;
    expect(empty.match(/<a href="#number">Enter the number of the purchase order/g)).toHaveLength(1);
    for (const text of ['Enter the first day, such as', 'Enter the last day, such as']) expect(empty).toContain(text);
    const unlike = (await maria.post(page, { ...form, number: '?4471', value: '5' })).body;
    expect(unlike).toContain('href="#number">A purchase order number begins with a letter or a digit');
    const turned = (await maria.post(page, { ...form, value: '5', purse: 'either', 'to-year': '2025' })).body;
    expect(turned.match(/<a href="#[^<]*/g)?.join()).toContain('Choose a last day on or after the first');
    const wrong = await maria.post(page, form);
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('href="#value"');
    const made = await maria.post(page, { ...form, value: '1,350.00', purse: 'either' });
    expect([made.status, made.location?.startsWith(`${page}/sch_990010.`)]).toEqual([303, true]);
    const command = { number: 'po-4471/26', valuePence: 135_000, from: '2026-09-01', to: '2027-08-31' };
    order = got<Shown>(await maria.json(api, command), 201);
    expect(order).toMatchObject({ number, valuePence: 135_000, leftPence: 135_000, bookedPence: 0 });
    expect(nameOf(await maria.json(api, { ...command, valuePence: 1 }))).toBe('purchase-order-registered-already');
    const listed = (await maria.get(page)).body;
    for (const text of ['£1,350.00', 'For visits and instalments<', 'For visits and instalments from']) expect(listed).toContain(text);
  });

  test('holds what is booked under it, and is shown with the booking', async () => {
    first = got<{ booking: string }>(await book(number.toLowerCase()), 201).booking;
    expect(await sums()).toEqual({ bookedPence: day, chargedPence: 0, leftPence: 135_000 - day });
    expect((await read()).bookings).toMatchObject([{ id: first, heldPence: day, chargedPence: 0 }]);
    const shown = await maria.get(`${page}/${order.order}`);
    // However it was typed, it is printed as it is registered.
    expect((await maria.get(`/essex/bookings/${first}`)).body).toContain(`>${number}<`);
    for (const text of ['£810.00', '£540.00', `/essex/bookings/${first}`]) expect(shown.body).toContain(text);
    expect((await maria.get(`/essex/bookings/${first}`)).body).toContain(`${page}/${order.order}`);
  });

  test('pays for one of two that are booked at once for its last pounds; the other is told what is left', async () => {
    const quotes = [await wanted(), await wanted()];
    const replies = await Promise.all(quotes.map(({ token }) => counter.confirm(maria, token, number)));
    expect(replies.map(nameOf).sort()).toEqual(['201', 'purchase-order-exhausted']);
    expect(await sums()).toEqual({ bookedPence: 2 * day, chargedPence: 0, leftPence: 27_000 });
    const refused = replies.find((reply) => reply.status !== 201)?.data<Problem>();
    expect(refused?.detail).toBe('£270.00 is left of PO-4471/26, and this comes to £540.00 with VAT.');
    expect(refused?.errors).toMatchObject([{ pointer: '#/purchaseOrder' }]);
    // On the page the quote stands, with the box to give another number in.
    const again = await maria.post('/essex/bookings', { token: (await wanted()).token, purchaseOrder: number });
    expect(again.status).toBe(409);
    expect(again.body).toContain('href="#purchaseOrder"');
    expect(again.body).toContain('£270.00 is left of');
    expect((await read()).bookings).toHaveLength(2);
  });

  test('gets back what is cancelled, and counts as charged what is delivered and told', async () => {
    got(await counter.cancel(await counter.as('joan-ferris'), first, ['02']), 200);
    expect(await sums()).toEqual({ bookedPence: 2 * day - 27_000, chargedPence: 0, leftPence: 54_000 });
    host.clock.set('2026-12-18T18:00:00Z');
    const { sessions } = await counter.booking(maria, first);
    expect(sessions[1]?.state).toBe('cancelled');
    got(await counter.deliver(daniel, first, ['01']), 200);
    expect(await sums()).toEqual({ bookedPence: day, chargedPence: 27_000, leftPence: 54_000 });
    expect((await read()).bookings.at(-1)).toMatchObject({ id: first, heldPence: 27_000, chargedPence: 27_000 });
  });

  test('falls in value to what is held and not below, and is closed to what comes', async () => {
    const change = (valuePence: number, version: number) =>
      maria.json(`${api}/${order.order}`, { version, valuePence, from: '2026-09-01', to: '2027-08-31' });
    expect(nameOf(await change(day + 27_000 - 1, 1))).toBe('purchase-order-below-held');
    expect(got<Shown>(await change(day + 27_000, 1), 200)).toMatchObject({ leftPence: 0, version: 2 });
    expect(nameOf(await change(500_000, 1))).toBe('changed-meanwhile');
    got(await change(500_000, 2), 200);
    counter = new Counter(host, '2027-01-10');
    expect((await maria.post(`${page}/${order.order}/closing`, { version: '3', closed: 'yes' })).location).toContain('?done=yes');
    expect(nameOf(await book())).toBe('purchase-order-not-valid');
    got(await maria.json(`${api}/${order.order}/closing`, { version: 4, closed: false }), 200);
  });

  test('stays for the days it is for: its school moves no visit beyond them, and the council may', async () => {
    const { booking } = got<{ booking: string }>(await book(), 201);
    const { version } = await read();
    const [visit] = (await counter.booking(maria, booking)).sessions;
    const change = (to: string, at: number) =>
      maria.json(`${api}/${order.order}`, { version: at, valuePence: 500_000, from: '2026-09-01', to });
    got(await change(visit?.session.slice(0, 10) ?? '', version), 200);
    const [to] = await counter.fresh(3).then((all) => all.slice(2));
    const move = async (who: Visitor) => who.json(`/essex/api/bookings/${booking}/moves`, { visit: '01', to });
    const refused = await move(maria);
    expect([nameOf(refused), refused.body]).toEqual(['purchase-order-not-valid', expect.stringContaining('is for visits from')]);
    expect(nameOf(await move(await counter.as('joan-ferris')))).toBe('200');
    got(await change('2027-08-31', version + 1), 200);
  });

  test('may be the only kind that is taken: another number is then refused by name', async () => {
    expect(nameOf(await book('PO-0001/26'))).toBe('201');
    const grace = await counter.as('grace-adeyemi');
    const settled = await grace.json('/essex/api/identity/limits/sch_990010/purchase-orders', { required: 'policy', registeredOnly: true });
    expect(settled.status).toBe(200);
    expect(nameOf(await book('PO-0001/26'))).toBe('purchase-order-unregistered');
    expect(nameOf(await book('po-4471/26'))).toBe('201');
    expect((await maria.get(page)).body).toContain('Only a number that is registered here');
  });

  test('of nobody is told at the box in which a number was typed, of orders and of requests', async () => {
    const nadia = await counter.as('nadia-rahman');
    for (const [list, typed, status, says] of [
      ['purchase-orders', 'Colne', 422, 'Enter the URN of a school, six digits'],
      ['purchase-orders', '', 422, 'Enter the URN of a school, six digits'],
      ['purchase-orders', '99001', 404, 'There is no such organisation. Look it up under Schools'],
    ] as const) {
      const { status: answered, body } = await nadia.get(`/essex/bookings/${list}?organisation=${typed}`);
      expect([answered, body.includes('href="#organisation"'), body.includes(says)]).toEqual([status, true, true]);
      if (typed) expect(body).toContain(`value="${typed}"`);
    }
    const joan = await counter.as('joan-ferris');
    expect((await joan.get('/essex/bookings/requests?organisation=99001')).body).toContain('href="#organisation"');
    expect((await nadia.get('/essex/bookings/purchase-orders?organisation=990010')).status).toBe(200);
  });

  test('is nobody else’s to see', async () => {
    const owen = await counter.as('owen-larkin');
    expect(nameOf(await owen.json(`${api}/${order.order}`))).toBe('unknown-purchase-order');
    expect(nameOf(await owen.json(`${api}?organisation=sch_990010`))).toBe('unknown-organisation');
    expect(nameOf(await daniel.json(api))).toBe('not-allowed');
  });
});
