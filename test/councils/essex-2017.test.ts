// Essex, 2017/18, on the source's own dates: the day rate and the ten activities (A1, A2), the free day for headteacher recruitment (A8), and capacity
// that is simply there (A10).
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import { formatPence } from '../../shared/money.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { shards } from '../../shared/table.ts';
import { academy, Counter, maintained, nameOf, recruitment, type ShownQuote, type ShownVacancy } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { Diary, quoteTold, sessionsTold } from './diary.ts';

const diary = new Diary('Essex 2017/18: the traded offer, headteacher recruitment and capacity provided for (A1, A2, A8, A10)', essex2017);
const dropIn = 'svc_informal-support-for-leaders';
const capacity = 'Capacity is provided for, f';
const freeDay = 'Capacity is provided for, g';
const activityF = 'Traded offer, f';

let host: TestHost;
let counter: Counter;
let maria: Visitor;
let tom: Visitor;
let joan: Visitor;
let vacancy: ShownVacancy;
let booking = '';

beforeAll(async () => {
  host = await startHost({
    at: '2017-09-04T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings'],
    seeded: true,
  });
  counter = new Counter(host, '2017-09-10');
  [maria, tom, joan] = [await counter.as('maria-okafor'), await counter.as('tom-haldane'), await counter.as('joan-ferris')];
});
afterAll(() => host.stop());

/** It is this moment, and somebody does something that proves this clause. */
function on(moment: string, what: string, reference: string): void {
  host.clock.set(moment);
  diary.step(Date.parse(moment), what, reference);
}

/** Both schools ask for the same: Colnemarsh Grange Academy, and Saltmere Community Primary School from its delegated budget. */
async function bothQuoted(
  service: string,
  officer: string,
  sessions: readonly string[],
): Promise<{ ofAcademy: ShownQuote; ofMaintained: ShownQuote }> {
  const asked = { service, officer };
  return {
    ofAcademy: await counter.quoted(maria, sessions, { ...asked, school: academy }),
    ofMaintained: await counter.quoted(tom, sessions, { ...asked, school: maintained, purse: 'delegated-budget' }),
  };
}

async function charged(): Promise<Charge[]> {
  const table = host.tableOf();
  const months = ['2017-09', '2017-10', '2017-11', '2017-12', '2018-01', '2018-02', '2018-03'];
  const found = await Promise.all(
    months.flatMap((month) =>
      Array.from({ length: shards }, (_, shard) => table.all<Charge>(table.range.charges(month, String(shard).padStart(2, '0')))),
    ),
  );
  return found.flat();
}

const letters = 'abcdefghij'.split('');
const officerFor: Record<string, string> = {
  leadership: 'off_helen-marsh',
  'school-review': 'off_helen-marsh',
  recruitment: 'off_daniel-osei',
  governance: 'off_daniel-osei',
  safeguarding: 'off_farah-siddiqui',
  inclusion: 'off_farah-siddiqui',
};
type ShownService = {
  id: string;
  title: string;
  class: string;
  skill: string;
  minimumHalfDays: number;
  clause: { reference: string; text: string };
  priceToday: { perDayExVatPence: number } | null;
};
const catalogue = async (who: Visitor) => (await who.json('/essex/api/catalogue')).data<{ services: ShownService[] }>().services;

test('A2: the ten traded activities a to j are in the catalogue, and each is on sale', async () => {
  on('2017-09-04T08:00:00Z', 'Maria Okafor, Colnemarsh Grange Academy, looks through the catalogue.', 'Traded offer, a');
  const traded = (await catalogue(maria))
    .filter((service) => service.class === 'traded')
    .sort((a, b) => (a.clause.reference < b.clause.reference ? -1 : 1));
  expect(traded.map(({ clause }) => clause.reference)).toEqual(letters.map((letter) => `Traded offer, ${letter}`));
  for (const { clause, title, priceToday } of traded)
    diary.note(
      `${clause.text.slice(clause.text.indexOf('£450.') + 6)}: “${title}”, ${formatPence(priceToday?.perDayExVatPence ?? 0)} a day`,
    );
  expect(traded.map(({ priceToday }) => priceToday?.perDayExVatPence)).toEqual(letters.map(() => 45_000));
});

test('A1: a maintained school and an academy are quoted the same price for a day of each', async () => {
  const services = await catalogue(maria);
  for (const letter of letters) {
    const reference = `Traded offer, ${letter}`;
    const service = services.find(({ clause }) => clause.reference === reference);
    if (!service) throw new Error(reference);
    on('2017-09-05T08:00:00Z', `Both schools ask for a day of “${service.title}”.`, reference);
    const officer = officerFor[service.skill] ?? '';
    const { ofAcademy, ofMaintained } = await bothQuoted(service.id, officer, await counter.fresh(2, officer));
    expect([ofAcademy.netPence, ofMaintained.netPence]).toEqual([45_000, 45_000]);
    expect([ofAcademy.vatPence, ofMaintained.vatPence]).toEqual([9_000, 0]);
    diary.note(
      `Colnemarsh Grange Academy: ${formatPence(ofAcademy.netPence)}, by invoice with VAT ${formatPence(ofAcademy.vatPence)}`,
      `Saltmere Community Primary School: ${formatPence(ofMaintained.netPence)}, by journal`,
    );
  }
});

test('A10: a drop-in visit is free without an allocation, and writes no charge', async () => {
  on('2017-09-06T08:00:00Z', 'Tom Haldane, Saltmere Community Primary School, asks for a drop-in visit.', capacity);
  const sessions = ['2017-09-08#am'];
  const asked = { school: maintained, purse: 'delegated-budget', service: dropIn, officer: 'off_helen-marsh' };
  expect((await counter.statement(tom, maintained)).lines).toEqual([]);
  const quote = await counter.quoted(tom, sessions, asked);
  expect(quote.lines).toMatchObject([{ fund: 'core', halfDays: 1 }]);
  expect(quote.grossPence).toBe(0);
  const confirmed = await tom.json('/essex/api/bookings', { token: quote.token });
  expect(confirmed.status).toBe(201);
  const id = confirmed.data<{ booking: string }>().booking;
  diary.note(...quoteTold(quote), 'booked, without a purchase order');

  on('2017-09-08T11:00:00Z', 'Helen Marsh has been there.', capacity);
  const helen = await counter.as('helen-marsh');
  expect(nameOf(await counter.deliver(helen, id, ['01'], 'Talked over the new staffing structure.'))).toBe('200');
  expect(await charged()).toEqual([]);
  diary.note(...sessionsTold(await counter.booking(tom, id)), 'no charge is written');
});

test('A8: without a vacancy on record the whole of it is charged, and the quote says why', async () => {
  on('2017-11-01T09:00:00Z', 'Maria Okafor asks for a day of support to governors who appoint a headteacher.', freeDay);
  counter = new Counter(host, '2017-11-12');
  const quote = await counter.quoted(maria, await counter.fresh(2));
  expect(quote.lines.map(({ fund }) => fund)).toEqual(['traded']);
  expect(quote.whyNotFree).toContain('no open vacancy of Colnemarsh Grange Academy');
  diary.note(...quoteTold(quote));
});

test('A8: a recorded vacancy gives one free day, and more is charged at the day rate', async () => {
  on(
    '2017-11-06T09:00:00Z',
    'Joan Ferris, resource manager, records that Colnemarsh Grange Academy has a headteacher to appoint from 1 January 2018.',
    freeDay,
  );
  vacancy = await counter.vacancy(academy, 'headteacher', '2018-01-01');
  expect(vacancy.grantedHalfDays).toBe(2);
  diary.note('1 day is granted to an account of its own');

  on('2017-11-06T10:00:00Z', 'Maria Okafor asks for three days of support to governors.', freeDay);
  const quote = await counter.quoted(maria, await counter.fresh(6));
  expect(quote.lines).toMatchObject([
    {
      fund: 'entitlement',
      halfDays: 2,
      clause: { text: expect.stringContaining('One day - advice and support for Governors in Headteacher recruitment') },
    },
    { fund: 'traded', halfDays: 4, unitPricePence: 45_000, netPence: 90_000 },
  ]);
  expect([quote.netPence, quote.vatPence, quote.grossPence]).toEqual([90_000, 18_000, 108_000]);
  diary.note(...quoteTold(quote));
  const confirmed = await counter.confirm(maria, quote.token, 'CGA-1718-042');
  expect(confirmed.status).toBe(201);
  booking = confirmed.data<{ booking: string }>().booking;
  diary.note('booked, with purchase order CGA-1718-042');
});

test('A8: additional support is provided as a traded activity', async () => {
  on('2017-11-07T09:00:00Z', 'Maria Okafor asks for another day: the free one is spoken for.', activityF);
  const quote = await counter.quoted(maria, await counter.fresh(2));
  expect(quote.lines.map(({ fund, halfDays }) => [fund, halfDays])).toEqual([['traded', 2]]);
  diary.note(...quoteTold(quote));
});

test('A8: delivered visits use the free day first, and only the others are charged', async () => {
  on('2017-11-17T16:00:00Z', 'Daniel Osei has been there on all three days.', freeDay);
  const daniel = await counter.as('daniel-osei');
  expect(
    nameOf(await counter.deliver(daniel, booking, ['01', '02', '03', '04', '05', '06'], 'Advertisement, shortlisting and interviews.')),
  ).toBe('200');
  const charges = await charged();
  expect(charges.map(({ visit, netPence }) => [visit, netPence]).sort()).toEqual([3, 4, 5, 6].map((n) => [`0${n}`, 22_500]));
  const [line] = (await counter.statement(maria)).lines;
  expect(line).toMatchObject({ grantedHalfDays: 2, heldHalfDays: 0, usedHalfDays: 2, lapsedHalfDays: 0, leftHalfDays: 0 });
  diary.note(
    ...sessionsTold(await counter.booking(maria, booking)),
    `charges: ${charges.length} half-days, ${formatPence(charges.reduce((sum, { netPence }) => sum + netPence, 0))} net`,
    'free day: granted 2 half-days, used 2, left 0',
  );
});

test('A8: once the post is filled, the next booking is charged and says why', async () => {
  on('2018-01-15T09:00:00Z', 'Joan Ferris records that the post is filled.', freeDay);
  expect(nameOf(await counter.close(vacancy, 'filled'))).toBe('200');
  const [line] = (await counter.statement(maria)).lines;
  expect(line).toMatchObject({ lapsedHalfDays: 0, leftHalfDays: 0 });
  diary.note('nothing lapses: the free day was used');

  on('2018-01-16T09:00:00Z', 'Maria Okafor asks for half a day more.', activityF);
  counter = new Counter(host, '2018-01-31');
  const quote = await counter.quoted(maria, await counter.fresh(1));
  expect(quote).toMatchObject({ netPence: 22_500, whyNotFree: expect.stringContaining('no open vacancy') });
  diary.note(...quoteTold(quote));
});

test('A8: a vacancy that is withdrawn takes its free day with it', async () => {
  on('2018-02-05T09:00:00Z', 'Joan Ferris records a vacancy at Saltmere Community Primary School, and withdraws it the same day.', freeDay);
  const other = await counter.vacancy(maintained, 'headteacher', '2018-04-01');
  const asked = { school: maintained, purse: 'delegated-budget', service: recruitment };
  counter = new Counter(host, '2018-02-11');
  const sessions = await counter.fresh(2);
  const before = await counter.quoted(tom, sessions, asked);
  expect(before.grossPence).toBe(0);
  diary.note('while it is open:', ...quoteTold(before));
  expect(nameOf(await counter.close(other, 'withdrawn'))).toBe('200');
  const refused = await tom.json('/essex/api/bookings', { token: before.token });
  expect(nameOf(refused)).toBe('quote-changed');
  const after = refused.data<{ quote: ShownQuote }>().quote;
  expect(after).toMatchObject({ netPence: 45_000, vatPence: 0 });
  diary.note('confirmed after it is withdrawn: refused as quote-changed, with a new quote:', ...quoteTold(after));
  const [line] = (await counter.statement(tom, maintained)).lines;
  expect(line).toMatchObject({ grantedHalfDays: 2, lapsedHalfDays: 2, leftHalfDays: 0 });
  diary.note('free day: granted 2 half-days, lapsed 2, left 0');
  expect((await joan.json('/essex/api/entitlements/vacancies')).data<{ vacancies: unknown[] }>().vacancies).toEqual([]);
});

test('the diary is as it was kept, to the letter', () => {
  expect(diary.text()).toBe(diary.kept('essex-2017'));
});
