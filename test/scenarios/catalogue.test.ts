// The catalogue through the whole product, at Rivermouth: each customer's own price from the page to the booking, words edited after a preview that shows them as schools
// will, a rise above inflation that is never silent, a withdrawal that leaves what is booked, and what cancelling costs before anything is agreed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import { FreeDays } from '../councils/model-diary.ts';
import { nameOf } from '../counter.ts';
import type { Reply, TestHost, Visitor } from '../host.ts';
import { startHost } from '../host.ts';
import { got } from '../office.ts';

const coaching = '/rivermouth/catalogue/svc_headteacher-coaching';
const page = '/rivermouth/catalogue';
const academys = { school: 'sch_995008', service: 'svc_headteacher-coaching', officer: 'off_marcus-bright', purse: 'own-funds' };
const maintaineds = { ...academys, school: 'sch_995001', purse: 'delegated-budget' };

let host: TestHost;
let free: FreeDays;
let [elsie, callum, imran]: Visitor[] = [];
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};
beforeAll(async () => {
  host = await startHost({
    at: '2026-11-23T09:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'worker', 'outbox'],
    councils: [rivermouth],
    seeded: true,
  });
  free = new FreeDays(host, 'rivermouth', '2026-12-13', 'imran-vale');
  [elsie, callum, imran] = await Promise.all(['elsie-tranter', 'callum-reyes', 'imran-vale'].map(free.as));
}, 120_000);
afterAll(() => host.stop());

const shown = async (visitor: Visitor | undefined, path: string): Promise<string> => {
  const reply: Reply = await who(visitor).get(path);
  expect(reply.status).toBe(200);
  return reply.body;
};
/** What stands between the first of one mark and the next of another. */
const between = (body: string, from: string, to: string): string => body.slice(body.indexOf(from), body.indexOf(to, body.indexOf(from)));
type Service = { title: string; version: number; prices: { from: string; perDayExVatPence: number; buyers?: string[]; version: number }[] };
const service = async (): Promise<Service> =>
  got<Service>(await who(imran).json('/rivermouth/api/catalogue/svc_headteacher-coaching'), 200);
let booked = '';

describe('a price by kind of customer', () => {
  test('is what the page says each pays, who delivers it and what cancelling costs with it', async () => {
    const [academy, maintained] = [await shown(callum, coaching), await shown(elsie, coaching)];
    expect(academy).toContain('Lighthouse Academy pays £560.00 a day plus VAT (£672.00 with it)');
    expect(maintained).toContain('Anchor Street Primary School pays £520.00 a day by journal without VAT');
    for (const words of [
      'Marcus Bright, Leadership adviser, Harbour',
      'Financial year 2027/28',
      'Everybody else',
      'until 20 working days before the visit',
    ])
      expect(academy).toContain(words);
    expect(academy).toContain('/rivermouth/bookings/new?service=svc_headteacher-coaching&amp;officer=off_marcus-bright&amp;from=2026-11-2');
  });

  test('is found by what a day costs whoever looks, and by who delivers it', async () => {
    const cheap = '/rivermouth/catalogue?cost=sold&most=530&officer=off_marcus-bright';
    expect(await shown(elsie, cheap)).toContain('Headteacher coaching');
    const none = await shown(callum, cheap);
    expect(none).not.toContain('Headteacher coaching');
    expect(none).toContain('1 service found');
    expect(await shown(callum, '/rivermouth/catalogue?most=1&cost=sold')).toContain('a wider range of prices');
    expect((await who(callum).get('/rivermouth/catalogue?most=lots')).status).toBe(422);
  });

  test('is what the quote asks and the booking keeps, with the terms before anything is agreed', async () => {
    const sessions = await free.counter.fresh(2, 'off_marcus-bright');
    const quote = await free.quoted(who(callum), sessions, academys);
    expect(quote).toMatchObject({
      netPence: 56_000,
      vatPence: 11_200,
      terms: [expect.stringContaining('Cancelling is free of charge until 20 working days'), expect.any(String)],
    });
    const query = new URLSearchParams({ ...academys, days: '1' });
    for (const session of sessions) query.append('session', session);
    expect(await shown(callum, `/rivermouth/bookings/quote?${query}`)).toContain('If you have to cancel');
    expect(await free.quoted(who(elsie), sessions, maintaineds)).toMatchObject({ netPence: 52_000, vatPence: 0 });
    booked = await free.booked(who(callum), quote);
    const calendar = (await shown(callum, `/rivermouth/bookings/${booked}/calendar`)).replaceAll('\r\n ', '');
    expect(calendar).toContain('Cancelling is free of charge until 20 working days before the visit.');
    await host.invoke('outbox', { council: 'rivermouth', task: 'deliver' });
    await host.quiet();
    const letters = host.mailbox.letters().filter(({ subject }) => subject === 'Booked: Headteacher coaching at Lighthouse Academy');
    expect(letters.find(({ to }) => to.startsWith('callum'))?.body).toContain(
      'Cancelling is free of charge until 20 working days before the visit. After that it costs 25% of the price',
    );
  });
});

describe('other words', () => {
  const typed = {
    title: 'Coaching for headteachers',
    description: 'Half-days with a former headteacher. In confidence.',
    outcomes: 'Time to think.',
  };

  test('are shown as schools will read them, and nothing is saved; once saved it is what they read', async () => {
    const { version } = await service();
    const form = { ...typed, version: String(version) };
    expect(await shown(imran, `${coaching}/words`)).toContain('value="Headteacher coaching"');
    const preview = await who(imran).post(`${coaching}/words/preview`, form);
    expect(preview.status).toBe(200);
    const section = between(preview.body, '<section class="daybook-preview"', '</section>');
    expect(await service()).toMatchObject({ title: 'Headteacher coaching', version });

    for (const _ of [1, 2])
      expect((await who(imran).post(`${coaching}/words`, form)).location).toBe(`${coaching}?done=words-${version + 1}`);
    const read = await shown(elsie, coaching);
    for (const [from, to] of [
      ['<p class="govuk-body-l">', '</p>'],
      ['<dl', '</dl>'],
      ['<table', '</table>'],
    ] as const)
      expect(between(section, from, to)).toBe(between(read, from, to));
  });

  test('of somebody who was too late are not saved, and come again beside what stands there', async () => {
    const late = await who(imran).post(`${coaching}/words`, { ...typed, title: 'Another title', version: '1' });
    expect([late.status, late.body.includes('It now says'), late.body.includes('value="Another title"')]).toEqual([409, true, true]);
    expect((await service()).title).toBe('Coaching for headteachers');
  });

  test('stand beside the policy’s with who changed them, and what is booked keeps its own', async () => {
    const read = await shown(imran, coaching);
    for (const words of [
      'They are not the policy’s',
      'What they were before',
      'title from “Headteacher coaching” to “Coaching for headteachers”',
    ])
      expect(read).toContain(words);
    expect(await shown(callum, `/rivermouth/bookings/${booked}`)).toContain('Headteacher coaching');
    expect(read).toContain('Imran Vale');
    expect(await shown(elsie, coaching)).not.toContain('What they were before');
  });
});

describe('a rise above inflation after the day for announcing it', () => {
  const price = { pounds: '600', 'from-day': '1', 'from-month': '12', 'from-year': '2026', buyers: 'academy' };

  test('is told in the preview with what it changes and what is booked', async () => {
    const { status, body } = await who(imran).post(`${coaching}/prices/preview`, price);
    expect(status).toBe(200);
    for (const words of ['£560.00', '£600.00', 'up 7.14%', 'no change', '1 day of it is booked', 'is above inflation of 3.8%', 'entry 19'])
      expect(body).toContain(words);
  });

  test('is told with the day while there is still time, and needs nobody’s word then', async () => {
    const later = { ...price, 'from-month': '9', 'from-year': '2027' };
    const { status, body } = await who(imran).post(`${coaching}/prices/preview`, later);
    expect([status, body.includes('is to be announced by 31 December 2026'), body.includes('name="acknowledged"')]).toEqual([
      200,
      true,
      false,
    ]);
  });

  test('is set only once somebody answers for it, and that is recorded', async () => {
    const before = await service();
    const silent = await who(imran).post(`${coaching}/prices`, price);
    expect([silent.status, silent.body.includes('href="#acknowledged"')]).toEqual([409, true]);
    const program = { from: '2026-12-01', perDayExVatPence: 60_000, buyers: ['academy'] };
    const api = await who(imran).json('/rivermouth/api/catalogue/svc_headteacher-coaching/prices', program);
    expect(api.data()).toMatchObject({
      status: 409,
      type: 'urn:daybook:problem:above-inflation',
      rise: { riseBasisPoints: 714, inflationBasisPoints: 380 },
    });
    expect(await service()).toEqual(before);

    const set = await who(imran).post(`${coaching}/prices`, { ...price, acknowledged: 'yes' });
    expect(set.status).toBe(303);
    const read = await shown(imran, set.location ?? '');
    expect(read).toContain('The day rate for academies and their trusts is £600.00 from Tuesday 1 December 2026.');
    expect(read).toContain('Acknowledged: A rise of 7.14%');
    expect(await shown(callum, `/rivermouth/bookings/${booked}`)).toContain('£560.00');
    const [session] = await free.counter.fresh(1, 'off_marcus-bright');
    expect(await free.quoted(who(callum), [session ?? ''], academys)).toMatchObject({ netPence: 30_000 });
  });
});

describe('a day rate that is still to come', () => {
  const versionOf = async (pence: number): Promise<string> =>
    String((await service()).prices.find(({ perDayExVatPence }) => perDayExVatPence === pence)?.version);
  const back = `${coaching}/prices/taking-back`;

  test('is taken back after a preview that says whom it concerns, and what is booked at it keeps it', async () => {
    const [first, second] = await free.counter.fresh(2, 'off_marcus-bright');
    const kept = await free.booked(who(callum), await free.quoted(who(callum), [first ?? ''], academys));
    const open = await free.quoted(who(callum), [second ?? ''], academys);
    const version = await versionOf(60_000);
    const preview = await who(imran).post(`${back}/preview`, { version });
    expect(preview.status).toBe(200);
    for (const words of [
      '£600.00 a day for academies and their trusts from 1 December 2026: it never begins',
      'It concerns academies and their trusts',
      'Tell the same schools that it is taken back',
      '<li>Lighthouse Academy</li>',
    ])
      expect(preview.body).toContain(words);
    expect(await versionOf(60_000)).toBe(version);

    for (const _ of [1, 2]) expect((await who(imran).post(back, { version })).location).toBe(`${coaching}?done=taken-back-${version}`);
    const read = await shown(imran, `${coaching}?done=taken-back-${version}`);
    expect(read.match(/Taken back: £600\.00 a day for academies and their trusts from 1 December 2026/g)).toHaveLength(2);
    expect(await free.quoted(who(callum), [second ?? ''], academys)).toMatchObject({ netPence: 28_000 });
    expect(nameOf(await free.counter.confirm(who(callum), open.token))).toBe('quote-changed');
    expect(await shown(callum, `/rivermouth/bookings/${kept}`)).toContain('£300.00');

    // Another takes its place, under a version that no other price ever had.
    const other = { from: '2026-12-01', perDayExVatPence: 57_000, buyers: ['academy'] };
    got(await who(imran).json('/rivermouth/api/catalogue/svc_headteacher-coaching/prices', other), 200);
    expect(Number(await versionOf(57_000))).toBeGreaterThan(Number(version));
  });

  test('is not, once its day has come', async () => {
    const refused = await who(imran).post(`${back}/preview`, { version: await versionOf(56_000) });
    expect([refused.status, refused.body.includes('That day rate is in force, or was')]).toEqual([409, true]);
    expect(nameOf(await who(imran).json('/rivermouth/api/catalogue/svc_headteacher-coaching/prices/taking-back', { version: 99 }))).toBe(
      'unknown-price',
    );
  });

  test('that some customers have of their own is ended, and they pay what everybody else does', async () => {
    const end = { 'endsFrom-day': '10', 'endsFrom-month': '12', 'endsFrom-year': '2026', ending: 'academy' };
    const later = await who(imran).post(`${coaching}/prices/ending/preview`, end);
    expect([later.status, later.body.includes('href="#endsFrom'), later.body.includes('£576.00 a day for academies')]).toEqual([
      409,
      true,
      true,
    ]);
    expect((await who(imran).post(back, { version: await versionOf(57_600) })).status).toBe(303);
    const preview = await who(imran).post(`${coaching}/prices/ending/preview`, end);
    expect([preview.status, preview.body.includes('down 8.77%'), preview.body.includes('£520.00')]).toEqual([200, true, true]);
    for (const _ of [1, 2])
      expect((await who(imran).post(`${coaching}/prices/ending`, end)).location).toBe(`${coaching}?done=ends-2026-12-10`);
    const [session] = await free.counter.fresh(1, 'off_marcus-bright');
    expect(await free.quoted(who(callum), [session ?? ''], academys)).toMatchObject({ netPence: 26_000 });
    expect(await shown(imran, coaching)).toContain('The own day rate for academies and their trusts ends on 10 December 2026');
  });

  test('is not ended in silence where everybody else’s rises above inflation later, and can be with somebody’s word', async () => {
    const prices = '/rivermouth/api/catalogue/svc_headteacher-coaching/prices';
    const dearer = { from: '2027-02-15', perDayExVatPence: 60_000, acknowledged: true };
    got(await who(imran).json(prices, dearer), 200);
    got(await who(imran).json(prices, { from: '2027-01-15', perDayExVatPence: 52_000, buyers: ['academy'] }), 200);
    const end = { 'endsFrom-day': '1', 'endsFrom-month': '2', 'endsFrom-year': '2027', ending: 'academy' };
    const asks = ({ body }: { body: string }) => [
      body.includes('Nobody is asked another rate on that day'),
      /A rise of [\d.]+% for academies and their trusts, from £\d+\.00 to £600\.00 a day in 2026\/27/.test(body),
      body.includes('name="acknowledged"'),
    ];
    expect(asks(await who(imran).post(`${coaching}/prices/ending/preview`, end))).toEqual([true, true, true]);
    const refused = await who(imran).post(`${coaching}/prices/ending`, end);
    expect([refused.status, asks(refused)]).toEqual([409, [true, true, true]]);
    expect((await who(imran).post(`${coaching}/prices/ending`, { ...end, acknowledged: 'yes' })).location).toBe(
      `${coaching}?done=ends-2027-02-01`,
    );
  });
});

test('a withdrawal tells how much is booked after it, and leaves that as it is', async () => {
  const from = { 'withdrawnFrom-day': '1', 'withdrawnFrom-month': '12', 'withdrawnFrom-year': '2026' };
  const preview = await who(imran).post(`${coaching}/withdrawal/preview`, from);
  expect(preview.body).toContain('1½ days of it are booked from that day on, and stay as booked');
  expect((await who(imran).post(`${coaching}/withdrawal`, from)).status).toBe(303);
  expect(await shown(imran, `${page}?life=ending`)).toContain('Coaching for headteachers');
  expect(await free.counter.booking(who(callum), booked)).toMatchObject({ sessions: [{ state: 'booked' }, { state: 'booked' }] });
});

test('what free days can pay for now is told with what is left of them', async () => {
  expect(await shown(elsie, '/rivermouth/bookings/free')).toContain('No free days are left');
  await free.run('allocate', '2026-11-23');
  const told = await shown(elsie, '/rivermouth/bookings/free');
  expect(told).toContain('Autumn conversation: half a day left, until 31 December 2026');
  expect(told).toContain('Safeguarding advice');
});
