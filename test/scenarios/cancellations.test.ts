// Cancelling by the terms a visit was booked under: the sum before it is done, fees billed and waived, free half-days counted as used and given back, and the week that
// an inspection frees. Through the pages and the JSON API of a whole host, with billing beside it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LateCancellation } from '../../functions/bookings/schema.ts';
import { type CivilDate, dateOf, dateText, type SessionKey, workingDaysAfter } from '../../shared/calendar.ts';
import { academy, Counter, nameOf, type ShownBooking } from '../counter.ts';
import { formOn } from '../forms.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';

let host: TestHost;
let counter: Counter;
let [maria, priya, joan, daniel, nadia]: Visitor[] = [];
const who = (visitor: Visitor | undefined): Visitor => {
  if (!visitor) throw new Error('nobody signed in');
  return visitor;
};

beforeAll(async () => {
  host = await startHost({
    at: '2026-11-24T08:00:00Z',
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings', 'invoicing', 'worker', 'outbox'],
    seeded: true,
  });
  counter = new Counter(host, '2026-12-06');
  [maria, priya, joan, daniel, nadia] = await Promise.all(
    ['maria-okafor', 'priya-sandhu', 'joan-ferris', 'daniel-osei', 'nadia-rahman'].map((name) => counter.as(name)),
  );
}, 120_000);
afterAll(() => host.stop());

type Shown = { sessions: (ShownBooking['sessions'][number] & { late?: LateCancellation; cancelledAtWish?: string; moves?: object[] })[] };
const path = (booking: string, rest: string) => `/essex/api/bookings/${booking}/${rest}`;
const cancel = (visitor: Visitor | undefined, booking: string, visits: string[], more: object = {}) =>
  who(visitor).json(path(booking, 'cancellations'), { visits, reason: 'The school is shut by snow.', ...more });
const waive = (
  visitor: Visitor | undefined,
  booking: string,
  visit: string,
  instead: { booking: string; visit: string },
  kind = 'rebooked',
) => who(visitor).json(path(booking, 'waivers'), { visit, kind, instead });
const shown = (id: string) => counter.booking(who(maria), id) as Promise<Shown>;
const figures = async () => {
  const [line] = (await counter.statement(who(maria))).lines;
  return [line?.heldHalfDays, line?.usedHalfDays, line?.leftHalfDays];
};

/** What a dry run would bill the academy for, up to a day. */
async function billable(to: string): Promise<[number, string[]]> {
  const { id } = got<{ id: string }>(await who(nadia).json('/essex/api/invoicing/runs', { from: '2026-09-01', to }), 201, 202);
  await host.quiet();
  type Run = { documents: { payer: string; netPence: number; document: string }[] };
  const { documents } = got<Run>(await who(nadia).json(`/essex/api/invoicing/runs/${id}`), 200);
  const own = documents.filter(({ payer }) => payer === academy);
  const { body } = await who(nadia).get(`/essex/invoicing/runs/${id}`);
  const titles: string[] = body.match(/Cancelled late: [^<]+/g) ?? [];
  return [own.reduce((sum, { netPence }) => sum + netPence, 0), titles];
}

describe('a booking of two free and two paid half-days, from the seventh of December on', () => {
  let booking = '';
  beforeAll(async () => {
    await counter.vacancy();
    booking = await counter.book(who(maria), await counter.fresh(4));
  });

  test('says beside each session what cancelling it costs, and with nine working days left it costs half a price', async () => {
    const page = (await who(maria).get(`/essex/bookings/${booking}`)).body;
    expect(page).toMatch(/value="01"[\s\S]*?Costs nothing: its free half-day goes back[\s\S]*?value="03"/);
    expect(page).toMatch(/value="03"[\s\S]*?Costs £112\.50 before VAT: less than 10 working days’ notice: 50% of the price/);
    expect(page).toContain('if it is booked again and takes place within 20 working days of its date');
    // By which terms is said in words; the name of the version is for the council’s people, who look it up by that.
    expect(page).toContain('Essex (2017 model), in force from 1 September 2026: <');
    expect(page).not.toContain('essex-2017/');
    expect((await who(joan).get(`/essex/bookings/${booking}`)).body).toContain('in force from 1 September 2026 (essex-2017/1)');
  });

  test('is cancelled once its exact sum is agreed to: shown first, and nothing is changed before', async () => {
    await host.quiet();
    const before = await counter.dump();
    const action = `/essex/bookings/${booking}/cancellations`;
    const page = await who(maria).post(action, { visits: ['03'], reason: 'Snow' });
    expect([page.status, page.body.includes('error-summary')]).toEqual([200, false]);
    expect(page.body).toContain('Cancel, at a fee of £135.00');
    for (const sum of ['£112.50', '£22.50', 'Essex (2017 model), in force from 1 September 2026']) expect(page.body).toContain(sum);
    expect(page.body).not.toContain('essex-2017/');
    for (const more of [{}, { feePence: 11_249 }, { feePence: 11_250, consumedHalfDays: 1 }]) {
      const reply = await cancel(maria, booking, ['03'], more);
      expect(nameOf(reply)).toBe('cancellation-costs');
      expect(reply.data()).toMatchObject({ feePence: 11_250, consumedHalfDays: 0, terms: [{ visit: '03', notice: 9 }] });
    }
    for (const more of [{ feePence: -1 }, { feePence: 112.5 }, { at: 'nobody' }, { at: 'council', feePence: 0 }])
      expect(nameOf(await cancel(maria, booking, ['03'], more))).toBe('invalid-request');
    expect(await counter.changesSince(before)).toEqual([]);
    const done = await who(maria).post(action, formOn(page.body, action));
    expect(done.status).toBe(303);
    const after = (await who(maria).get(done.headers.get('location') ?? '')).body;
    expect(after).toContain('The fee for too little notice stands beside each session.');
    expect(after).toContain('£112.50 for a late cancellation');
    expect((await shown(booking)).sessions[2]).toMatchObject({
      state: 'cancelled',
      cancelledAtWish: 'school',
      late: { notice: 9, workingDays: 10, feePence: 11_250, basisPoints: 5_000 },
    });
    expect(nameOf(await cancel(maria, booking, ['03'], { feePence: 11_250 }))).toBe('already-cancelled');
  });

  test('with another that costs nothing it says from when the one fee is billed, and the other date has no part in that', async () => {
    const both = await counter.book(who(maria), ['2026-12-04#am', '2027-02-24#am']);
    const cost = await who(maria).post(`/essex/bookings/${both}/cancellations`, { visits: ['01', '02'], reason: 'Snow' });
    expect(cost.body).toContain(`The fee is not billed before ${dateText(workingDaysAfter('2026-12-04' as CivilDate, 20))} is over.`);
    expect(nameOf(await cancel(joan, both, ['01', '02']))).toBe('200');
  });

  test('is moved to where the officer is free, once, and tells where it was; the session it leaves is free', async () => {
    const [to, other] = await counter.fresh(2);
    const move = (visitor: Visitor | undefined, more: object) => who(visitor).json(path(booking, 'moves'), { visit: '04', to, ...more });
    const from = (await shown(booking)).sessions[3]?.session;
    expect(nameOf(await move(priya, {}))).toBe('unknown-booking');
    expect(nameOf(await move(maria, { at: 'council' }))).toBe('invalid-request');
    expect(nameOf(await move(maria, { to: '2026-12-12#am' }))).toBe('weekend');
    expect(nameOf(await move(maria, { to: (await shown(booking)).sessions[0]?.session }))).toBe('session-taken');
    const page = (await who(maria).get(`/essex/bookings/${booking}`)).body;
    expect(page).toMatch(new RegExp(`<option value="${to}"`));
    const sent = await who(maria).post(`/essex/bookings/${booking}/moves`, { visit: '04', to: to ?? '' });
    expect(sent.headers.get('location')).toContain('done=moved');
    expect((await who(maria).get(sent.headers.get('location') ?? '')).body).toContain('Moved from');
    const both = await Promise.all([move(maria, { to: other }), move(maria, { to: other })]);
    expect(both.map(nameOf).sort()).toEqual(['200', expect.stringMatching(/session-taken|invalid-request|changed-meanwhile/)]);
    expect((await shown(booking)).sessions[3]).toMatchObject({ session: other, state: 'booked', moves: [{ from }, { from: to }] });
    // The fee may be waived as long after the day it was moved from as its charge waits for that: twenty working days.
    const cost = await who(maria).post(`/essex/bookings/${booking}/cancellations`, { visits: '04', reason: 'Snow' });
    expect(cost.body).toContain(`not billed before ${dateText(workingDaysAfter(dateOf(from as SessionKey), 20))} is over`);
    const again = await counter.book(who(maria), [from ?? '']);
    expect(nameOf(await cancel(joan, again, ['01']))).toBe('200');
  });

  test('is nobody else’s to cancel, and costs nothing where the council calls it off', async () => {
    expect(nameOf(await cancel(priya, booking, ['04'], { feePence: 11_250 }))).toBe('unknown-booking');
    expect(nameOf(await cancel(nadia, booking, ['04']))).toBe('not-allowed');
    const page = (await who(joan).get(`/essex/bookings/${booking}`)).body;
    expect(page).toContain('At whose wish?');
    // What the council’s own wish means is said of cancelling and of moving each.
    expect(page).toMatch(/id="move"[\s\S]*It is moved whatever notice is left\.[\s\S]*Nothing is charged, and free half-days go back\./);
    for (const [form, typed] of [
      ['cancellations', { visits: ['04'], reason: 'Snow' }],
      ['moves', { visit: '04', to: '2026-12-18#am' }],
    ] as const)
      expect((await who(joan).post(`/essex/bookings/${booking}/${form}`, { ...typed, asksWish: 'yes' })).body).toContain(
        'Say at whose wish it is',
      );
    expect(nameOf(await cancel(joan, booking, ['04'], { at: 'school' }))).toBe('cancellation-costs');
    expect(nameOf(await cancel(joan, booking, ['04']))).toBe('200');
    expect((await shown(booking)).sessions[3]).not.toHaveProperty('late');
  });

  test('counts its free half-day as used with less than five working days left', async () => {
    host.clock.set('2026-12-01T09:00:00Z');
    expect(await figures()).toEqual([2, 0, 0]);
    // Nothing is said to go back that does not.
    const page = (await who(maria).get(`/essex/bookings/${booking}`)).body;
    expect([page.includes('free half-day counts as used'), page.includes('Free days go back')]).toEqual([true, false]);
    expect((await who(joan).get(`/essex/bookings/${booking}`)).body).toContain('Free days go back');
    expect(nameOf(await cancel(maria, booking, ['01']))).toBe('cancellation-costs');
    expect(nameOf(await cancel(maria, booking, ['01', '02'], { consumedHalfDays: 2 }))).toBe('200');
    expect(await figures()).toEqual([0, 2, 0]);
    expect((await who(maria).get(`/essex/bookings/${booking}`)).body).toContain('its free half-day counts as used');
    // The fee of another day is none of what was cancelled now.
    expect((await who(maria).get(`/essex/bookings/${booking}?done=cancelled`)).body).toContain(
      'Cancelled, and nothing is charged. 1 day counts as used. The sessions can be booked again.',
    );
  });

  test('is waived by a visit that was booked again since and has taken place in time: free half-day and fee', async () => {
    host.clock.set('2026-12-01T10:00:00Z');
    const again = await counter.book(who(maria), await counter.fresh(2));
    const other = { booking: again, visit: '01' };
    expect((await waive(maria, booking, '03', other)).body).toContain('has not been delivered yet');
    host.clock.set('2026-12-31T09:00:00Z');
    expect(nameOf(await counter.deliver(who(daniel), again, ['01', '02']))).toBe('200');
    expect(nameOf(await waive(priya, booking, '03', other))).toBe('unknown-booking');
    expect(nameOf(await waive(maria, booking, '04', other))).toBe('wrong-state');
    expect(nameOf(await waive(maria, booking, '03', { booking, visit: '01' }))).toBe('not-waivable');
    expect((await waive(maria, booking, '03', other, 'substitute')).body).toContain('A substitute is a visit to another school.');
    const page = (await who(maria).get(`/essex/bookings/${booking}`)).body;
    const offered = page.match(/name="waiver"[^>]*value="([^"]+)"/g) ?? [];
    expect(offered.filter((each) => each.includes(again))).toHaveLength(6);
    const sent = await who(maria).post(`/essex/bookings/${booking}/waivers`, { waiver: `01 rebooked ${again} 01` });
    expect(sent.status).toBe(303);
    expect(await figures()).toEqual([0, 1, 1]);
    expect(nameOf(await waive(maria, booking, '01', { booking: again, visit: '02' }))).toBe('wrong-state');
    expect((await waive(maria, booking, '03', other)).body).toContain('has taken the place of another one already');
    // The two visits that took place are paid for, and the fee no more.
    const [bill, before] = [45_000, await billable('2026-12-31')];
    expect(before).toEqual([bill, []]);
    host.clock.set('2027-02-01T09:00:00Z');
    const due = await billable('2027-01-31');
    expect(due[0]).toBe(bill + 11_250);
    expect(due[1]).toEqual([expect.stringContaining('headteacher recruitment, ')]);
    expect(nameOf(await waive(maria, booking, '03', { booking: again, visit: '02' }))).toBe('200');
    expect(await billable('2027-01-31')).toEqual([bill, []]);
  });
});

test('with hardly any notice it costs the whole price, unless another school takes the very session', async () => {
  host.clock.set('2027-02-02T09:00:00Z');
  const later = new Counter(host, '2027-02-03');
  const [session] = await later.fresh(1);
  const lost = await later.book(who(maria), [session ?? ''], { purse: 'own-funds' });
  const [{ funding } = { funding: { fund: '' } }] = (await shown(lost)).sessions;
  expect(funding.fund).toBe('entitlement');
  const [, paid] = await later.fresh(2);
  const booking = await later.book(who(maria), [paid ?? '']);
  expect((await cancel(maria, booking, ['01'])).data()).toMatchObject({
    feePence: 22_500,
    terms: [{ rung: { workingDays: 5 } }],
  });
  expect(nameOf(await cancel(maria, booking, ['01'], { feePence: 22_500 }))).toBe('200');
  const tom = await counter.as('tom-haldane');
  const taken = await later.book(tom, [paid ?? ''], { school: 'sch_990001', purse: 'delegated-budget' });
  const instead = { booking: taken, visit: '01' };
  expect(nameOf(await cancel(joan, lost, ['01']))).toBe('200');
  host.clock.set(`${(paid ?? '').slice(0, 10)}T19:00:00Z`);
  // Whether a visit took place that has begun is for the council to say.
  for (const [form, more] of [
    ['cancellations', { visits: ['01'], reason: 'It did not suit', feePence: 22_500 }],
    ['moves', { visit: '01', to: '2027-02-18#am' }],
  ] as const)
    expect(nameOf(await tom.json(path(taken, form), more))).toBe('date-in-past');
  expect(nameOf(await counter.deliver(who(daniel), taken, ['01']))).toBe('200');
  // The academy is told nothing of another school's booking; the council may show it.
  expect(nameOf(await waive(maria, booking, '01', instead, 'substitute'))).toBe('unknown-booking');
  // Nobody has to: it was waived by itself once the booking was told of.
  await host.invoke('outbox', { council: 'essex', task: 'deliver' });
  expect(nameOf(await waive(joan, booking, '01', instead, 'substitute'))).toBe('wrong-state');
  expect((await shown(booking)).sessions[0]?.late?.waived).toMatchObject({ kind: 'substitute' });
  expect((await billable('2027-02-03'))[0]).toBe(45_000);
});

describe('the week of an inspection', () => {
  const call = (visitor: Visitor | undefined, more: object) => who(visitor).json('/essex/api/bookings/ofsted-calls', more);

  test('is freed by one button, at no cost, with new dates, and finance is told what was waived and why', async () => {
    host.clock.set('2027-02-05T20:00:00Z');
    const later = new Counter(host, '2027-02-07');
    const sessions = (await later.fresh(12)).filter((session) => session < '2027-02-13');
    const given = '2027-02-09#pm';
    const booking = await later.book(
      who(maria),
      sessions.filter((session) => session !== given),
    );
    const early = await later.book(who(maria), [given]);
    const cost = await who(maria).post(`/essex/bookings/${early}/cancellations`, { visits: '01', reason: 'Ofsted is coming' });
    expect(cost.body).toContain('Ofsted has called: free the week instead');
    expect(nameOf(await cancel(maria, early, ['01'], { feePence: 22_500 }))).toBe('200');
    await host.quiet();
    const before = await counter.dump();
    for (const [more, name] of [
      [{ on: '2027-06-01' }, 'invalid-request'],
      [{ on: '2026-02-30' }, 'invalid-request'],
      [{ on: '2027-02-10', school: 'sch_990001' }, 'unknown-school'],
    ] as const)
      expect(nameOf(await call(maria, more))).toBe(name);
    expect((await who(maria).post('/essex/bookings/ofsted-calls', {})).body).toContain('Choose the week of the inspection');
    expect(await counter.changesSince(before)).toEqual([]);
    const page = (await who(maria).get('/essex/bookings/ofsted-calls/new')).body;
    expect(page).toContain('Next week, from Monday 8 February 2027');
    // What it would free is read before it is pressed.
    expect(page).toMatch(/Booked: \w+ \d+ February 2027, (morning|afternoon) \(/);
    expect(page).toContain('Nothing is booked in it from today on.');
    const freed = (await who(maria).post('/essex/bookings/ofsted-calls', { on: '2027-02-08' })).body;
    expect(freed).toContain('freed');
    expect(freed).toContain('is next free on Monday 15 February 2027');
    // The new dates are offered by a link that leads to them.
    const choose = /href="([^"]+)"[^>]*>Choose new dates/.exec(freed)?.[1]?.replaceAll('&amp;', '&');
    expect((await who(maria).get(choose ?? '')).body).toContain('Week of 15 February 2027');
    expect(
      (await shown(booking)).sessions.every(({ state, cancelledAtWish }) => state === 'cancelled' && cancelledAtWish === 'ofsted-call'),
    ).toBe(true);
    // The visit that it gave up before it told of the inspection costs nothing any more, and finance reads that with the week.
    expect(freed).toMatch(/Cancelled before, and not charged any more[\s\S]*Tuesday 9 February 2027, afternoon/);
    expect((await shown(early)).sessions[0]?.late).toMatchObject({ feePence: 22_500, waived: { kind: 'ofsted-call' } });
    const { calls } = got<{ calls: { sessions: number; waivedPence: number; waivedHalfDays: number }[] }>(
      await who(nadia).json('/essex/api/bookings/ofsted-calls'),
      200,
    );
    const free = 1;
    expect(calls).toMatchObject([
      {
        school: academy,
        week: '2027-02-08',
        sessions: sessions.length - 1,
        waivedHalfDays: free,
        waivedPence: (sessions.length - free) * 22_500,
      },
    ]);
    const weeks = (await who(nadia).get('/essex/bookings/ofsted-calls')).body;
    for (const told of ['8 February 2027', 'cancelled late of its week before it told of the inspection']) expect(weeks).toContain(told);
    expect(nameOf(await who(maria).json('/essex/api/bookings/ofsted-calls'))).toBe('not-allowed');
    // What is booked once the inspection is known is not freed by it, and another week is for the council to free.
    const since = await later.book(who(maria), sessions.slice(0, 1));
    expect(nameOf(await call(maria, { on: '2027-02-15' }))).toBe('ofsted-called-already');
    // Sent again there is nothing more to free, and nothing is counted twice.
    expect(got<{ freed: object[] }>(await call(maria, { on: '2027-02-10' }), 200).freed).toEqual([]);
    expect(got<{ calls: object[] }>(await who(nadia).json('/essex/api/bookings/ofsted-calls'), 200).calls).toEqual(calls);
    expect((await shown(since)).sessions[0]?.state).toBe('booked');
  });
});

test('what a billing run has is no longer offered to be waived, as it would be refused', async () => {
  host.clock.set('2027-03-01T09:00:00Z');
  const later = new Counter(host, '2027-03-02');
  const [given, anew] = await later.fresh(2);
  const lost = await later.book(who(maria), [given ?? '']);
  expect(nameOf(await cancel(maria, lost, ['01'], { feePence: 22_500 }))).toBe('200');
  const again = await later.book(who(maria), [anew ?? '']);
  host.clock.set('2027-04-20T09:00:00Z');
  expect(nameOf(await counter.deliver(who(daniel), again, ['01']))).toBe('200');
  const offers = async () => (await who(maria).get(`/essex/bookings/${lost}`)).body.includes(`01 rebooked ${again} 01`);
  expect(await offers()).toBe(true);
  const { id } = got<{ id: string }>(
    await who(nadia).json('/essex/api/invoicing/runs', { from: '2027-03-01', to: '2027-04-19' }),
    201,
    202,
  );
  await host.quiet();
  got(await who(nadia).json(`/essex/api/invoicing/runs/${id}/commitment`, {}), 200, 202);
  await host.quiet();
  expect(await offers()).toBe(false);
  expect(nameOf(await waive(maria, lost, '01', { booking: again, visit: '01' }))).toBe('already-billed');
});
