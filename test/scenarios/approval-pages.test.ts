// Limits and requests as people use them, by plain forms: the headteacher settles who may commit the school to how much, the bursar asks, the headteacher
// finds it waiting at home, and approves or declines it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CivilDate } from '../../shared/calendar.ts';
import { Counter, maintained, nameOf, recruitment } from '../counter.ts';
import { formOn, plainText } from '../forms.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

let host: TestHost;
let counter: Counter;
let [denise, bridget, grace, maria]: Visitor[] = [];
beforeAll(async () => {
  host = await startHost({
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'reports'],
    seeded: true,
  });
  counter = new Counter(host, '2027-01-04' as CivilDate);
  [denise, bridget, grace, maria] = await Promise.all(
    ['denise-alder', 'bridget-lowe', 'grace-adeyemi', 'maria-okafor'].map((who) => host.as(who)),
  );
});
afterAll(() => host?.stop());

const at = `/essex/identity/limits/${maintained}`;
const textOf = (html: string) => plainText(html.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody has signed in');
  return visitor;
};
const read = async (visitor: Visitor | undefined, path: string) => textOf((await who(visitor).visit(path)).body);
/** Sends a form of a page as it stands there, with some of it changed. */
async function fill(visitor: Visitor | undefined, page: string, action: string, more: Record<string, string> = {}) {
  return who(visitor).post(action, { ...formOn((await who(visitor).get(page)).body, action), ...more });
}

describe('the headteacher', () => {
  test('sets the bursar’s limit and settles who approves, by the forms of one page; nobody else’s people see it', async () => {
    const limit = { person: 'per_denise-alder', kind: 'pounds', pounds: '500' };
    expect((await fill(bridget, at, `${at}/people`, limit)).location).toBe(`${at}?done=yes`);
    const settled = { approver: 'per_bridget-lowe', others: 'unlimited' };
    expect((await fill(bridget, at, `${at}/approval`, settled)).location).toBe(`${at}?done=yes`);
    const text = await read(denise, at);
    expect(text).toMatch(/Denise Alder School booker up to £500\.00 in one booking/);
    expect(text).toContain('Approver Bridget Lowe');
    expect(text).not.toContain('Set somebody’s limit');
    expect((await who(maria).get(at)).status).toBe(404);
    expect(await read(grace, at)).toContain('Limit set: Denise Alder: up to £500.00 in one booking');
  });

  test('is told at the field what is wrong, with what was typed', async () => {
    const wrong = await fill(bridget, at, `${at}/people`, { person: 'per_denise-alder', kind: 'pounds', pounds: 'five hundred' });
    expect(wrong.status).toBe(422);
    expect(textOf(wrong.body)).toContain('Enter the limit in pounds, up to 1,000,000, such as 500 or 500.00');
    expect(formOn(wrong.body, `${at}/people`)).toMatchObject({ kind: ['pounds'], pounds: ['five hundred'] });
    const day = { 'from-day': '31', 'from-month': '2', 'from-year': '2027', 'to-day': '1', 'to-month': '3', 'to-year': '2027' };
    const dated = await fill(bridget, at, `${at}/approval`, { deputy: 'per_tom-haldane', ...day });
    expect(dated.status).toBe(422);
    expect(dated.body).toContain('href="#from"');
    expect(textOf(dated.body)).toContain('Enter the first day on which the deputy approves, such as 1 9 2027');
    expect(textOf(dated.body)).not.toContain('Enter the last day');
    const own = await fill(bridget, at, `${at}/people`, { person: 'per_bridget-lowe', kind: 'unlimited' });
    expect([own.status, textOf(own.body).includes('Nobody sets their own limit')]).toEqual([409, true]);
  });
});

/** The bursar's quote for a day, as its page. */
async function quotePage(): Promise<string> {
  const sessions = await counter.fresh(2);
  const query = new URLSearchParams({
    school: maintained,
    service: recruitment,
    days: '1',
    purse: 'delegated-budget',
    officer: 'off_daniel-osei',
  });
  for (const session of sessions) query.append('session', session);
  return `/essex/bookings/quote?${query}`;
}

async function ask(): Promise<string> {
  const asked = await fill(denise, await quotePage(), '/essex/bookings', { purchaseOrder: 'PO-31' });
  expect(asked.location).toMatch(/^\/essex\/bookings\/requests\/req_\w+\?done=asked$/);
  return asked.location?.split('?')[0] ?? '';
}

describe('what is over the limit', () => {
  test('is said on the quote before it is asked for, held, found at home by who approves, and booked once she does', async () => {
    // One day is £450 and no VAT for a maintained school: two days are over.
    await fill(bridget, at, `${at}/people`, { person: 'per_denise-alder', kind: 'pounds', pounds: '400' });
    const quoted = await read(denise, await quotePage());
    expect(quoted).toMatch(/It is over your limit of £400\.00: it comes to £\d+\.00\. It goes to Bridget Lowe for approval/);
    expect(quoted).toContain('Ask for approval');
    const request = await ask();
    expect(await read(denise, `${request}?done=asked`)).toContain('Nothing is booked yet');
    expect(await read(bridget, '/essex')).toMatch(/Requests 1 waiting|1 waiting/);
    expect(await read(bridget, '/essex/bookings/requests')).toContain('Waiting for you');
    const page = await read(bridget, request);
    expect(page).toContain('It comes to the same now as when it was asked for');
    expect(page).toContain('It waits for you. Its sessions');
    expect(await read(denise, request)).toContain('It waits for Bridget Lowe. Its sessions');
    expect((await fill(bridget, request, `${request}/approval`)).location).toBe(request);
    // Pressed twice it is approved once, and whoever did it reads of no fault.
    const agreed = 'x'.repeat(43);
    expect((await who(bridget).post(`${request}/approval`, { agreed })).location).toBe(request);
    expect(textOf((await who(bridget).post(`${request}/decline`, { reason: 'Not after all' })).body)).toContain(
      'has been answered or withdrawn',
    );
    expect(await read(denise, request)).toContain('Bridget Lowe approved it, and it is booked');
    expect(await read(denise, request)).toMatch(
      /History.* Bridget Lowe Request approved, sessions booked: .* Denise Alder Approval asked for: /,
    );
    const booking = /href="(\/essex\/bookings\/bkg_\w+)"/.exec((await who(denise).get(request)).body)?.[1] ?? '';
    expect(await read(denise, booking)).toMatch(/Approved by Bridget Lowe/);
    // Whoever approves does not book, and is not sent to forms that are not there.
    const ways = await Promise.all([denise, bridget].map((each) => read(each, booking)));
    expect(ways.map((text) => [text.includes('You move or cancel a session below'), text.includes('Move a session')])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(await read(bridget, '/essex')).not.toContain('1 waiting');
  });

  test('is declined with a reason that the bursar reads, or withdrawn by her; what is only held is on no list of visits', async () => {
    const request = await ask();
    const silent = await fill(bridget, request, `${request}/decline`);
    expect([silent.status, textOf(silent.body).includes('Say why you decline')]).toEqual([422, true]);
    expect((await fill(bridget, request, `${request}/decline`, { reason: 'Not this term' })).status).toBe(303);
    expect(await read(denise, request)).toContain('Bridget Lowe declined it: Not this term');
    const another = await ask();
    const visits = await read(grace, '/essex/bookings?from=2027-01-04');
    expect([visits.includes('Visits in the next four weeks'), visits.split('the booking of Saltmere').length - 1]).toEqual([true, 2]);
    expect((await fill(denise, another, `${another}/withdrawal`)).status).toBe(303);
    expect(await read(denise, another)).toContain('It was withdrawn');
    const late = await who(bridget).json(`/essex/api/bookings/requests/${another.split('/').at(-1)}/decline`, { reason: 'Too late' });
    expect(nameOf(late)).toBe('request-answered');
  });

  test('says so where nobody could approve it, and has no button', async () => {
    await fill(bridget, at, `${at}/approval`, { approver: '' });
    const page = await who(denise).visit(await quotePage());
    expect(textOf(page.body)).toContain('It is over your limit, and nobody could approve it');
    expect(textOf(page.body)).not.toContain('Ask for approval');
    await fill(bridget, at, `${at}/approval`, { approver: 'per_bridget-lowe' });
  });

  test('takes a purchase order number of the school’s own form, and no other', async () => {
    expect((await fill(bridget, at, `${at}/purchase-orders`, { required: 'always', like: 'PO-4471' })).status).toBe(303);
    const address = await quotePage();
    expect(await read(denise, address)).toContain('Yours look like PO-4471');
    const wrong = await fill(denise, address, '/essex/bookings', { purchaseOrder: '4471' });
    expect([wrong.status, textOf(wrong.body).includes('They look like PO-4471')]).toEqual([422, true]);
    expect((await fill(denise, address, '/essex/bookings', { purchaseOrder: 'po-0031' })).status).toBe(303);
    expect((await fill(bridget, at, `${at}/purchase-orders`, { required: 'never' })).status).toBe(409);
    expect((await fill(grace, at, `${at}/purchase-orders`, { required: 'policy', like: '' })).status).toBe(303);
  });

  test('is answered by the API as taken up, and as what it comes to for whoever may approve', async () => {
    const { token } = await counter.quoted(who(denise), await counter.fresh(2), { school: maintained, purse: 'delegated-budget' });
    const made = await counter.confirm(who(denise), token);
    expect(made.status).toBe(202);
    const { request } = made.data<{ request: string }>();
    const api = `/essex/api/bookings/requests/${request}`;
    const seen = (await who(bridget).json(api)).data<{
      state: string;
      agreed: string;
      now: { grossPence: number };
      requestedBy?: string;
    }>();
    expect(seen).toMatchObject({ state: 'requested', now: { grossPence: 45_000 } });
    expect(seen.requestedBy).toBe(undefined);
    expect((await who(denise).json(api)).data()).not.toHaveProperty('agreed');
    const approved = await who(bridget).json(`${api}/approval`, { agreed: seen.agreed });
    expect(approved.data()).toMatchObject({ id: request, state: 'approved', booking: expect.stringMatching(/^bkg_/) });
  });
});
