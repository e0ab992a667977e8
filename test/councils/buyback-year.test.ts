// A year's buy-back at Rivermouth across both year clocks: agreed to in its window, paid by instalments, used, switched from the financial to the academic year, and ended
// by notice given in time.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limitsWrite } from '../../functions/identity/store/limits.ts';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import { commit } from '../../shared/commit.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { formatPence } from '../../shared/money.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { nameOf, type Problem } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { everyItem } from '../items.ts';
import { got } from '../office.ts';
import { proved } from '../proved.ts';
import { Diary, quoteTold } from './diary.ts';
import { FreeDays } from './model-diary.ts';

const diary = new Diary('A year’s buy-back across both year clocks', rivermouth2026);
const entry = (number: number) => `Service directory 2026/27, entry ${number}`;
const anchor = 'sch_995001';
const code = 'leadership-and-governance';
const coaching = { school: anchor, service: 'svc_headteacher-coaching', officer: 'off_marcus-bright', purse: 'delegated-budget' };

type Instalment = { dueOn: string; netPence: number; charge?: string };
type Year = {
  from: string;
  to: string;
  halfDays: number;
  boughtHalfDays: number;
  usedHalfDays: number;
  bookedHalfDays: number;
  leftHalfDays: number;
  instalments: Instalment[];
};
type Shown = { id: string; state: string; noticeBy?: string; years: Year[] };
type Quoted = { token: string; netPence: number; vatPence: number; partsPence: number; years: Year[] };

let host: TestHost;
let free: FreeDays;
let elsie: Visitor;
let callum: Visitor;
let dorothy: Visitor;
let id = '';
beforeAll(async () => {
  host = await startHost({
    at: '2027-01-14T09:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'buyback', 'invoicing', 'worker', 'outbox'],
    councils: [rivermouth],
    seeded: true,
  });
  free = new FreeDays(host, 'rivermouth', '2027-04-11', 'imran-vale');
  [elsie, callum, dorothy] = (await Promise.all(['elsie-tranter', 'callum-reyes', 'dorothy-amos'].map(free.as))) as [
    Visitor,
    Visitor,
    Visitor,
  ];
}, 120_000);
afterAll(() => host.stop());

const api = (path: string) => `/rivermouth/api${path}`;
const on = (moment: string, what: string, reference = entry(16)) => diary.on(host, moment, what, reference);
const wanted = { organisation: anchor, package: code, purse: 'delegated-budget', clock: 'financial' };
const ask = (who: Visitor, body: object) => who.json(api('/buyback/quotes'), body);
const quoted = async (who: Visitor, body: object) => got<Quoted>(await ask(who, body), 200);
const agreed = async (who: Visitor, { token }: { token: string }) =>
  got<{ agreement: string }>(await who.json(api('/buyback/agreements'), { token }), 201).agreement;
const read = async (who = elsie, of = id) => got<Shown>(await who.json(api(`/buyback/agreements/${of}`)), 200);
const night = () => host.invoke('buyback', { council: 'rivermouth', task: 'advance-agreements' });
/** A run over some months, issued; answers what it proposed by rail. */
const bill = async (from: string, to: string) => {
  const { id: run } = got<{ id: string }>(await dorothy.json(api('/invoicing/runs'), { from, to }), 201);
  await host.quiet();
  got(await dorothy.json(api(`/invoicing/runs/${run}/commitment`), {}), 200, 202);
  await host.quiet();
  return got<{ state: string; proposed: Record<string, { lines: number; netPence: number }> }>(
    await dorothy.json(api(`/invoicing/runs/${run}`)),
    200,
  );
};
/** What has come by post about an agreement, by where its link leads; a night that runs again sends nothing again. */
const letters = async (link: string) => {
  await night();
  await host.invoke('outbox', { council: 'rivermouth', task: 'deliver' });
  await host.quiet();
  return host.mailbox.letters().filter(({ body }) => body.includes(`/rivermouth/buyback/${link}`));
};
const refused = (reply: Awaited<ReturnType<Visitor['json']>>) => {
  const { detail, title } = reply.data<Problem>();
  return `refused as ${nameOf(reply)}: ${detail ?? title}`;
};
const yearTold = (year: Year) => [
  `${year.from} to ${year.to}: ${year.boughtHalfDays ?? year.halfDays} half-days, ${year.usedHalfDays ?? 0} used, ${year.bookedHalfDays ?? 0} booked, ${year.leftHalfDays ?? year.halfDays} left`,
  ...year.instalments.map(({ dueOn, netPence, charge }) => `  ${formatPence(netPence)} due on ${dueOn}${charge ? ', charged' : ''}`),
];
const told = ({ state, years }: Shown) => [state, ...years.flatMap(yearTold)];

test('it is agreed to in its window, once', async () => {
  on('2027-01-14T09:00:00Z', 'Elsie Tranter, Anchor Street Primary School, asks a day too soon.');
  const early = await ask(elsie, wanted);
  expect(nameOf(early)).toBe('window-closed');
  diary.note(refused(early));

  on('2027-02-01T09:00:00Z', 'She asks again, and agrees; her browser sends the form twice.');
  const quote = await quoted(elsie, wanted);
  expect(quote).toMatchObject({ netPence: 115_001, vatPence: 0, partsPence: 120_600 });
  // Where an organisation takes registered numbers alone, an agreement takes no other either.
  const table = host.tableOf('rivermouth');
  const none = { type: 'limits' as const, organisation: anchor as OrganisationId, people: [], othersMostPence: null, everyBooking: false };
  const registeredOnly = { ...none, purchaseOrders: { required: 'policy' as const, registeredOnly: true as const }, version: 1 };
  await commit(table, [limitsWrite(table, registeredOnly)]);
  const numbered = await elsie.json(api('/buyback/agreements'), { token: quote.token, purchaseOrder: 'PO-1/27' });
  expect(nameOf(numbered)).toBe('purchase-order-unregistered');
  await commit(table, [limitsWrite(table, { ...none, version: 2 })]);
  id = await agreed(elsie, quote);
  expect(await agreed(elsie, quote)).toBe(id);
  expect(nameOf(await ask(elsie, wanted))).toBe('already-agreed');
  // Somebody else's answers like one that does not exist.
  expect(nameOf(await callum.json(api(`/buyback/agreements/${id}`)))).toBe('unknown-agreement');
  diary.note(`net ${formatPence(quote.netPence)}, bought one by one ${formatPence(quote.partsPence)}`, ...told(await read()));
});

test('its half-days pay before money does, and can be kept for later', async () => {
  on('2027-02-02T09:00:00Z', 'She books three half-days of coaching for April, and one that she would rather pay for.', entry(3));
  const sessions = await free.counter.fresh(4, 'off_marcus-bright');
  const quote = await free.quoted(elsie, sessions.slice(0, 3), coaching);
  expect(quote.lines).toMatchObject([{ fund: 'package', halfDays: 3, leftHalfDays: 3, boughtHalfDays: 6 }]);
  expect(quote.netPence).toBe(0);
  const booking = await free.booked(elsie, quote);
  const paid = await free.quoted(elsie, sessions.slice(3), { ...coaching, withoutPackage: true });
  expect(paid.lines).toMatchObject([{ fund: 'traded', netPence: 26_800 }]);
  const page = await elsie.get(
    `/rivermouth/bookings/quote?${new URLSearchParams({ ...coaching, days: '0.5', session: sessions[3] ?? '' })}`,
  );
  expect(page.body).toContain('From your package');
  expect(page.body).toContain('Keep the package, and pay for these sessions');
  // The council books for the school and does not spend what the school has bought.
  const council = await free.counter.quote(await free.as('sian-prowse'), sessions.slice(3), coaching);
  expect(nameOf(council)).toBe('buyer-must-agree');
  diary.note('3 half-days from the package, 3 left after this', ...quoteTold(paid));

  on('2027-04-12T09:00:00Z', 'She gives up the visit of this morning, which has begun, and that of this afternoon.', entry(10));
  const late = await elsie.json(api(`/bookings/${booking}/cancellations`), { visits: ['01'], reason: 'Snow' });
  expect(nameOf(late)).toBe('date-in-past');
  diary.note(refused(late));
  const second = await elsie.json(api(`/bookings/${booking}/cancellations`), { visits: ['02'], reason: 'Snow' });
  expect(nameOf(second)).toBe('cancellation-costs');
  expect(second.data<{ consumedHalfDays: number; ofPackages: number }>()).toMatchObject({
    feePence: 0,
    consumedHalfDays: 1,
    ofPackages: 1,
  });
  diary.note(refused(second));
  // Nothing that was paid for in advance is called free.
  const beside = (await elsie.get(`/rivermouth/bookings/${booking}`)).body;
  const cost = (await elsie.post(`/rivermouth/bookings/${booking}/cancellations`, { visits: '02', reason: 'Snow' })).body;
  for (const page of [beside, cost]) expect(page).toContain('Its half-day of the package counts as used');
  expect([cost.includes('Cancel, and let the half-days of the package count as used'), /free half-day/i.test(cost)]).toEqual([true, false]);
  got(await elsie.json(api(`/bookings/${booking}/cancellations`), { visits: ['02'], reason: 'Snow', consumedHalfDays: 1 }), 200);
  host.clock.set('2027-04-14T17:00:00Z');
  got(await free.counter.deliver(await free.as('marcus-bright'), booking, ['01', '03']), 200);
  await night();
  const after = await read();
  expect(after.years[0]).toMatchObject({ boughtHalfDays: 6, usedHalfDays: 3, bookedHalfDays: 0, leftHalfDays: 3 });
  diary.note(...told(after));
});

test('its instalments are billed as they fall due, each once, and no visit of it is', async () => {
  on('2027-04-30T09:00:00Z', 'Dorothy Amos, finance, bills the month.');
  expect(await night()).toMatchObject({ steps: 0 });
  const april = await bill('2027-04-01', '2027-04-30');
  expect(april).toMatchObject({ state: 'complete', proposed: { journal: { lines: 1, netPence: 47_917 } } });
  const documents = got<{ documents: { id: string }[] }>(await dorothy.json(api('/invoicing/documents?rail=journal')), 200).documents;
  const bills = await dorothy.get(`/rivermouth/invoicing/documents/${documents[0]?.id}`);
  expect(bills.body).toContain('Leadership and governance buy-back 2027/28, instalment 1 of 2 (5/12)');
  diary.note(`recharged in April: ${formatPence(april.proposed.journal?.netPence ?? 0)}, 1 line`);

  on('2027-09-30T09:00:00Z', 'And September.');
  await night();
  const september = await bill('2027-05-01', '2027-09-30');
  expect(september).toMatchObject({ proposed: { journal: { lines: 1, netPence: 67_084 } } });
  diary.note(`recharged in September: ${formatPence(september.proposed.journal?.netPence ?? 0)}, 1 line`);
});

test('it is switched to the academic year: five twelfths, then seven, and the rest after them', async () => {
  on('2028-02-01T09:00:00Z', 'Elsie Tranter looks at the renewal, and switches to the academic year.');
  await night();
  expect(await letters('renewals?organisation=')).toMatchObject([
    { subject: 'Anchor Street Primary School: the next year of Leadership and governance buy-back' },
  ]);
  const page = await elsie.get('/rivermouth/buyback/renewals');
  expect(page.body).toContain('It goes on from 1 April 2028 by itself');
  const again = { ...wanted, renews: id };
  expect(nameOf(await ask(elsie, again))).toBe('continues-by-itself');
  const quote = await quoted(elsie, { ...again, clock: 'academic' });
  expect(quote.years.map(({ from, to }) => [from, to])).toEqual([
    ['2028-04-01', '2028-08-31'],
    ['2028-09-01', '2029-08-31'],
  ]);
  const parts = quote.years.flatMap(({ instalments }) => instalments.map(({ dueOn, netPence }) => [dueOn, netPence]));
  expect(parts).toEqual([
    ['2028-04-01', 47_917],
    ['2028-09-01', 67_084],
    ['2029-04-01', 47_917],
  ]);
  expect(await agreed(elsie, quote)).toBe(id);
  diary.note(...told(await read()));

  on('2028-04-01T09:00:00Z', 'The first year is over: a day of what is left goes on, and the rest lapses.');
  await night();
  const after = await read();
  expect(after.years.map(({ boughtHalfDays, leftHalfDays }) => [boughtHalfDays, leftHalfDays])).toEqual([
    [6, 0],
    [5, 5],
    [6, 6],
  ]);
  diary.note(...told(after));
});

test('notice is given by its day, and not after it', async () => {
  on('2029-04-02T09:00:00Z', 'She gives notice a day late, from a page that was open for long.');
  await night();
  const late = await elsie.json(api(`/buyback/agreements/${id}/notice`), { endsOn: '2029-08-31' });
  expect(nameOf(late)).toBe('notice-too-late');
  diary.note(refused(late));

  on('2030-03-20T09:00:00Z', 'She gives it the year after, in time; when that year is over, so is the agreement.');
  await night();
  expect(await letters(`agreements/${id}/notice`)).toMatchObject([
    { subject: 'Anchor Street Primary School: keep Leadership and governance buy-back, or give notice by 1 April 2030' },
  ]);
  const before = await elsie.get(`/rivermouth/buyback/agreements/${id}/notice`);
  for (const words of ['It would end on 31 August 2030', 'The last day to give notice for that is 1 April 2030', 'cannot be taken back'])
    expect(before.body).toContain(words);
  const given = got<Shown>(await elsie.json(api(`/buyback/agreements/${id}/notice`), { endsOn: '2030-08-31' }), 200);
  expect(given.state).toBe('notice');
  host.clock.set('2030-09-01T09:00:00Z');
  await night();
  const over = await read();
  expect(over.state).toBe('ended');
  const [ended] = (await letters(`agreements/${id}`)).filter(({ subject }) => subject.endsWith('has ended'));
  expect(ended?.body).toContain('ended on 31 August 2030. Notice was given of it.');
  diary.note(...told(over));
});

test('the rest is billed, and the proof agrees: every line is of half-days that were sold, every year’s account is closed at nought', async () => {
  on('2030-09-30T09:00:00Z', 'Dorothy Amos bills what has fallen due since, and the books are proved.');
  for (const [from, to] of [
    ['2027-10-01', '2029-03-31'],
    ['2029-04-01', '2030-09-30'],
  ] as const) {
    const { journal } = (await bill(from, to)).proposed;
    diary.note(`recharged from ${from} to ${to}: ${formatPence(journal?.netPence ?? 0)}, ${journal?.lines} lines`);
  }
  const charged = (await read()).years.flatMap(({ instalments }) => instalments).filter(({ charge }) => charge);
  const table = host.tableOf('rivermouth');
  const { documents, kinds } = await proved({ table, council: rivermouth.council, now: host.clock.now() }, '2027-01-14');
  expect(documents).toMatchObject({
    lines: charged.length,
    netPence: charged.reduce((sum, { netPence }) => sum + netPence, 0),
  });
  const items = await everyItem(table.client, host.table.TABLE_NAME);
  const heads = items.filter(({ sk }) => `${sk}`.startsWith('HEAD#package/'));
  // Whoever looks into the trail finds each sum that fell due, and each year that began, by itself.
  const trail = items.filter(({ action }) => action === 'buyback:advance').map(({ detail }) => `${detail}`);
  expect(trail.join('; ').split('Leadership and governance buy-back')).toHaveLength(charged.length + 1);
  expect(trail).toContain('Goes on from 1 September 2029');
  expect(new Set(trail).size).toBe(trail.length);
  expect(heads).toHaveLength(4);
  expect(heads.every(({ available, closed }) => available === 0 && closed === true)).toBe(true);
  expect(kinds.find(({ kind }) => kind === 'package')).toMatchObject({ accounts: 4, available: 0, keptAvailable: 0 });
  diary.note(`proved: ${documents.lines} lines, ${formatPence(documents.netPence)}`);
});

test('one that finance ends before its year tells what falls away first, and can be agreed to again', async () => {
  host.clock.set('2031-02-03T09:00:00Z');
  const mistaken = await agreed(elsie, await quoted(elsie, wanted));
  const path = `/rivermouth/buyback/agreements/${mistaken}`;
  expect((await dorothy.post(`${path}/ending/preview`, { reason: '' })).status).toBe(422);
  const preview = await dorothy.post(`${path}/ending/preview`, { reason: 'Agreed to by mistake' });
  expect(preview.status).toBe(200);
  for (const words of [
    'the policy gives no credit',
    '3 days',
    'the year from 1 April 2031, while its window is open',
    'Agreed to by mistake',
  ])
    expect(preview.body).toContain(words);
  expect((await read(elsie, mistaken)).state).toBe('agreed');
  for (const status of [303, 409]) expect((await dorothy.post(`${path}/ending`, { reason: 'Agreed to by mistake' })).status).toBe(status);
  const [letter] = await letters(`agreements/${mistaken}`);
  expect(letter?.body).toContain('The council ended it before its time: Agreed to by mistake');
  expect(await agreed(elsie, await quoted(elsie, wanted))).not.toBe(mistaken);
});

test('everything happened as the diary has it', () => {
  expect(diary.text()).toBe(diary.kept('buyback-year'));
});
