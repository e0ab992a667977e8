// "Bill the trust, deliver to the school": from the day a trust is billed, what its schools book is invoiced to the trust; what was booked before stays each
// school's, and each sees and pays its own.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dateText } from '../../shared/calendar.ts';
import { formatPence } from '../../shared/money.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { clause, Desk, documentTold, type ShownDocument } from '../councils/desk.ts';
import { Diary, quoteTold } from '../councils/diary.ts';
import { nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

const diary = new Diary('Essex 2026/27: the trust is billed, the school is visited', essex2017);
const trust = 'trs_5902';
const [fairlight, harbour] = ['sch_990011', 'sch_990012'];
const trusts = {
  quote: 'Support for structural solutions – federations, amalgamations and support to the development of Multi Academy Trusts',
  from: 'Capacity is provided for, h',
};
const billing = {
  rule: 'From a date on a trust may be billed for what its schools book; each line names the school.',
  from: 'bill the trust, deliver to the school',
};

let host: TestHost;
let desk: Desk;
let joan: Visitor;
let ruth: Visitor;
let yusuf: Visitor;
const booked: Record<'before' | 'after' | 'through', string> = { before: '', after: '', through: '' };
let documents: ShownDocument[] = [];
beforeAll(async () => {
  host = await startHost({ at: '2026-11-02T09:00:00Z' });
  desk = new Desk(host);
  [joan, ruth, yusuf] = [await host.as('joan-ferris'), await host.as('ruth-pennington'), await host.as('yusuf-demir')];
});
afterAll(() => host.stop());

const billedTo = (organisation: string) => documents.filter((each) => each.organisation === organisation);

test('a school of the trust books, and is quoted as the payer itself', async () => {
  diary.on(host, '2026-11-02T09:00:00Z', 'Ruth Pennington, Béatrice Fairlight Primary Academy, books a day.', clause);
  const { quote, booking } = await desk.day(ruth, fairlight, '2026-11-17', { purse: 'own-funds', order: 'BFP-1' });
  expect(quote.payerName).toBeUndefined();
  booked.before = booking;
  diary.note(`${dateText('2026-11-17' as never)}: ${quoteTold(quote).join('; ')}`);
});

test('the trust’s address and who is billed are recorded from a date on', async () => {
  diary.on(
    host,
    '2026-11-03T09:00:00Z',
    'Joan Ferris, resource manager, records that Estuary Light Learning Trust is billed from 9 November, and its address.',
    trusts,
  );
  const { version } = await desk.ask<{ version: number }>(joan, `schools/organisations/${trust}`);
  const address = { addressLines: ['Estuary Light House', '2 Invented Quay', 'Thornhythe'], postcode: 'CO97 4ST', version };
  await desk.ask(joan, `schools/organisations/${trust}/details`, address);
  await desk.ask(joan, `schools/organisations/${trust}/billing`, { from: '2026-11-09', to: 'trust' });
  const { quote } = await desk.day(ruth, fairlight, '2026-11-19', { purse: 'own-funds', order: 'BFP-X' }).then(async (day) => {
    // Until that day the school is quoted as before; this one is not needed and is cancelled.
    await desk.ask(joan, `bookings/${day.booking}/cancellations`, { visits: ['01', '02'], reason: 'Booked to see who would pay' });
    return day;
  });
  expect(quote.payerName).toBeUndefined();
  diary.note('Estuary Light House, 2 Invented Quay, Thornhythe; billed from 9 November 2026');
});

test('from that day the quote says that the trust pays', async () => {
  diary.on(host, '2026-11-09T09:00:00Z', 'Ruth Pennington books another day.', billing);
  const { quote, booking } = await desk.day(ruth, fairlight, '2026-11-24', { purse: 'own-funds', order: 'BFP-2' });
  expect([quote.payerName, quote.netPence, quote.vatPence]).toEqual(['Estuary Light Learning Trust', 45_000, 9_000]);
  booked.after = booking;
  diary.note(`${dateText('2026-11-24' as never)}, paid by ${quote.payerName}: ${quoteTold(quote).join('; ')}`);
});

test('the trust’s booker acts for a school of the trust, for the rest of the day, and books for it', async () => {
  diary.on(
    host,
    '2026-11-09T10:00:00Z',
    'Yusuf Demir, finance director of the trust, acts for Thornhythe Harbour Academy and books a day for it.',
    billing,
  );
  const order = { purse: 'own-funds', order: 'ELT-7' };
  await expect(desk.day(yusuf, harbour, '2026-11-25', order)).rejects.toThrow('acting-for-another');
  await expect(desk.day(yusuf, 'sch_990001', '2026-11-25', order)).rejects.toThrow('unknown-school');
  expect(await desk.refused(yusuf, 'schools/acting', { school: 'sch_990001' })).toBe('not-in-your-trust');
  await desk.ask(yusuf, 'schools/acting', { school: harbour });
  expect(await desk.ask(yusuf, 'identity/me')).toMatchObject({ organisation: harbour, through: trust });
  const { quote, booking } = await desk.day(yusuf, harbour, '2026-11-25', order);
  expect(quote.payerName).toBe('Estuary Light Learning Trust');
  booked.through = booking;
  // It is the school's booking: its own people see it, the other school's do not.
  expect(await desk.bookingsOf(yusuf)).toEqual([booking]);
  expect(await desk.bookingsOf(await host.as('owen-larkin'))).toEqual([booking]);
  expect(await desk.refused(ruth, `bookings/${booking}`)).toBe('unknown-booking');
  diary.note(
    `${dateText('2026-11-25' as never)} at Thornhythe Harbour Academy, paid by ${quote.payerName}: ${quoteTold(quote).join('; ')}`,
  );

  host.clock.set('2026-11-10T08:00:00Z');
  const tomorrow = await desk.ask<{ organisation: string; through?: string }>(yusuf, 'identity/me');
  expect([tomorrow.organisation, tomorrow.through]).toEqual([trust, undefined]);
  diary.note('the next morning he acts for the trust again');
});

test('one invoice to the school, one to the trust whose lines name the schools', async () => {
  diary.on(host, '2026-11-27T09:00:00Z', 'All three days are delivered, and Nadia Rahman bills them.', billing);
  for (const booking of Object.values(booked)) await desk.deliver('helen-marsh', booking);
  documents = await desk.issue(await desk.dryRun('2026-11-01', '2026-11-27'));
  expect(documents).toHaveLength(2);
  const [[ofSchool], [ofTrust]] = [billedTo(fairlight), billedTo(trust)];
  expect(ofSchool).toMatchObject({
    customer: { name: 'Béatrice Fairlight Primary Academy', urn: '990011' },
    netPence: 45_000,
    grossPence: 54_000,
  });
  expect(ofSchool?.lines.map(({ booking }) => booking)).toEqual([booked.before, booked.before]);
  expect(ofTrust?.customer).toEqual({
    name: 'Estuary Light Learning Trust',
    addressLines: ['Estuary Light House', '2 Invented Quay', 'Thornhythe', 'CO97 4ST'],
  });
  expect([ofTrust?.netPence, ofTrust?.vatPence, ofTrust?.grossPence]).toEqual([90_000, 18_000, 108_000]);
  expect([...new Set(ofTrust?.lines.map(({ schoolName }) => schoolName))].sort()).toEqual([
    'Béatrice Fairlight Primary Academy',
    'Thornhythe Harbour Academy',
  ]);
  diary.note(...documents.map(documentTold));
});

test('the page and the PDF carry the trust’s name and address without a URN, and each line its school', async () => {
  const [document] = billedTo(trust);
  const path = `/essex/invoicing/documents/${document?.id}`;
  const page = await yusuf.get(path);
  expect(page.status).toBe(200);
  for (const words of [
    'Estuary Light Learning Trust',
    'Estuary Light House',
    'Béatrice Fairlight Primary Academy',
    'Thornhythe Harbour Academy',
  ])
    expect(page.body).toContain(words);
  expect(page.body).not.toContain('URN');
  // The booking is the school's: whoever acts for the trust is not led to a page that would not be found.
  expect(page.body).not.toContain('/essex/bookings/bkg_');
  const finance = await (await host.as('nadia-rahman')).get(path);
  expect(finance.body).toContain(`/essex/bookings/${booked.after}`);
  const pdf = await fetch(new URL(`${path}/pdf`, host.origin), {
    headers: { cookie: [...yusuf.cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ') },
  });
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const bytes = Buffer.from(await pdf.arrayBuffer());
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(bytes.length).toBeGreaterThan(10_000);
});

test('the trust’s booker sees and pays the trust’s invoice and not the school’s; the school’s booker the other way round', async () => {
  diary.on(host, '2026-11-27T11:00:00Z', 'Ruth Pennington and Yusuf Demir look at what was issued, and he pays.', billing);
  const [[ofSchool], [ofTrust]] = [billedTo(fairlight), billedTo(trust)];
  expect(await desk.documentsOf(ruth)).toEqual([ofSchool?.number]);
  expect(await desk.documentsOf(yusuf)).toEqual([ofTrust?.number]);
  for (const [who, theirs] of [
    [ruth, ofTrust],
    [yusuf, ofSchool],
  ] as const) {
    for (const path of ['', '/pdf']) expect((await who.get(`/essex/invoicing/documents/${theirs?.id}${path}`)).status).toBe(404);
    expect((await who.get(`/essex/payments/documents/${theirs?.id}`)).status).toBe(404);
    const paying = await who.json(`/essex/api/payments/documents/${theirs?.id}/attempts`, {});
    // The trust's booker could act for the school and pay it there; to the school the trust's invoice is nothing.
    expect([paying.status, nameOf(paying)]).toEqual(who === yusuf ? [409, 'acting-for-another'] : [404, 'unknown-document']);
  }
  const started = await yusuf.post(`/essex/payments/documents/${ofTrust?.id}/attempts`);
  expect(started.status, started.body).toBe(303);
  const card = await yusuf.get(started.location ?? '');
  expect(card.body).toContain(formatPence(108_000));
  diary.note(
    `Ruth Pennington sees ${ofSchool?.number}; ${ofTrust?.number} is not found`,
    `Yusuf Demir sees ${ofTrust?.number} and is led to the card page for ${formatPence(108_000)}; ${ofSchool?.number} is not found`,
  );
});

test('acting for the school he sees the school’s own, and the trust’s no more', async () => {
  await desk.ask(yusuf, 'schools/acting', { school: fairlight });
  expect(await desk.documentsOf(yusuf)).toEqual(billedTo(fairlight).map(({ number }) => number));
  expect(await desk.refused(yusuf, `invoicing/documents/${billedTo(trust)[0]?.id}`)).toBe('unknown-document');
  await desk.actFor(yusuf, trust);
  expect(await desk.documentsOf(yusuf)).toEqual(billedTo(trust).map(({ number }) => number));
});

test('the diary is as it was kept, to the letter', () => {
  expect(diary.text()).toBe(diary.kept('trust-billing-2026'));
});
