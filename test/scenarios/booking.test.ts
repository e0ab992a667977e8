// A school books a day, part free and part paid, through the functions as deployed; the council delivers it or cancels it, and whatever is sent twice lands once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import { mostVisitsAtOnce } from '../../functions/bookings/schema.ts';
import { shards } from '../../shared/table.ts';
import { Counter, deputies, maintained, nameOf, type ShownBooking } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

const minute = 60_000;
let host: TestHost;
let counter: Counter;
let maria: Visitor;
let tom: Visitor;
let joan: Visitor;
let daniel: Visitor;

beforeAll(async () => {
  host = await startHost({
    only: ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'bookings'],
    seeded: true,
  });
  counter = new Counter(host, '2026-11-30');
  maria = await counter.as('maria-okafor');
  tom = await counter.as('tom-haldane');
  joan = await counter.as('joan-ferris');
  daniel = await counter.as('daniel-osei');
});
afterAll(() => host.stop());

async function charges(): Promise<Charge[]> {
  const table = host.tableOf('essex');
  const found: Charge[] = [];
  for (const month of ['2026-12', '2027-01'])
    for (let shard = 0; shard < shards; shard++)
      found.push(...(await table.all<Charge>(table.range.charges(month, String(shard).padStart(2, '0')))));
  return found;
}

describe('an academy books three days, of which one is free', () => {
  let id = '';
  let sessions: string[] = [];

  test('is quoted one day free with its clause and two at £450, VAT £180, total £1,080, and nothing is booked yet', async () => {
    await counter.vacancy();
    sessions = await counter.fresh(6);
    const before = await counter.dump();
    const quote = await counter.quoted(maria, sessions);
    expect(quote.lines).toMatchObject([
      {
        fund: 'entitlement',
        halfDays: 2,
        clause: { text: expect.stringContaining('One day - advice and support for Governors in Headteacher recruitment') },
      },
      { fund: 'traded', halfDays: 4, unitPricePence: 45_000, netPence: 90_000 },
    ]);
    expect([quote.netPence, quote.vatPence, quote.grossPence]).toEqual([90_000, 18_000, 108_000]);
    expect(quote.expiresAt > new Date(host.clock.now()).toISOString()).toBe(true);
    expect(await counter.changesSince(before)).toEqual([]);

    const reply = await counter.confirm(maria, quote.token);
    expect(reply.status).toBe(201);
    id = reply.data<{ booking: string }>().booking;
  });

  test('has written the booking, six slots, six pending transfers, one account with its use, the record of the request, an entry of the audit trail and what tells people of it', async () => {
    const kinds = new Map<string, number>();
    for (const item of (await counter.dump()).values()) {
      if (!item.includes(id.slice(4))) continue;
      const { type, pending } = JSON.parse(item) as { type: string; pending?: boolean };
      kinds.set(`${type}${pending ? ' pending' : ''}`, (kinds.get(`${type}${pending ? ' pending' : ''}`) ?? 0) + 1);
    }
    expect(Object.fromEntries(kinds)).toEqual({ booking: 1, audit: 1, use: 1, slot: 6, 'transfer pending': 6, idempotency: 1, effect: 1 });
    expect((await counter.statement(maria)).lines).toMatchObject([
      { grantedHalfDays: 2, heldHalfDays: 2, usedHalfDays: 0, lapsedHalfDays: 0, leftHalfDays: 0 },
    ]);
  });

  test('shows the school, the council and the officer the same booking, without the keys of the table', async () => {
    const [seen, staff, officer] = await Promise.all([maria, joan, daniel].map((who) => counter.booking(who, id)));
    expect(staff).toEqual(seen);
    expect(officer).toEqual(seen);
    expect(seen).toMatchObject({ id, netPence: 90_000, vatPence: 18_000, notes: [] });
    expect(Object.keys(seen ?? {}).filter((name) => /^(pk|sk|gsi|type$|version|bookedBy$)/.test(name))).toEqual([]);
    const listed = (await maria.json('/essex/api/bookings')).data<{ bookings: ShownBooking[] }>().bookings.find((each) => each.id === id);
    expect(listed?.sessions).toEqual(seen?.sessions);
    expect(Object.keys(listed ?? {}).filter((name) => /^(pk|sk|gsi)/.test(name))).toEqual([]);
  });

  test('cannot be marked delivered before its sessions have ended, nor by another officer', async () => {
    const helen = await counter.as('helen-marsh');
    const before = await counter.dump();
    expect(nameOf(await counter.deliver(daniel, id, ['01']))).toBe('not-ended');
    expect(nameOf(await counter.deliver(helen, id, ['01']))).toBe('unknown-booking');
    expect(nameOf(await counter.deliver(maria, id, ['01']))).toBe('not-allowed');
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test('is delivered by its officer once its sessions have ended: free half-days are used, paid ones write charges, and the rest waits', async () => {
    const third = sessions[2]?.slice(0, 10) ?? '';
    host.clock.set(`${third}T12:00:00Z`);
    expect(nameOf(await counter.deliver(daniel, id, ['03', '01', '02']))).toBe('200');
    const { notes, ...booking } = await counter.booking(maria, id);
    expect(booking.sessions.map(({ state }) => state)).toEqual(['delivered', 'delivered', 'delivered', 'booked', 'booked', 'booked']);
    expect(notes).toMatchObject([{ visits: ['01', '02', '03'], state: 'shared', by: 'Daniel Osei' }]);
    expect((await charges()).map(({ visit, netPence }) => [visit, netPence])).toEqual([['03', 22_500]]);
    expect((await counter.statement(maria)).lines).toMatchObject([{ heldHalfDays: 0, usedHalfDays: 2, leftHalfDays: 0 }]);
  });

  test('and marking it delivered again changes nothing', async () => {
    const before = await counter.dump();
    expect(nameOf(await counter.deliver(daniel, id, ['03']))).toBe('already-delivered');
    expect(nameOf(await counter.cancel(joan, id, ['03']))).toBe('already-delivered');
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test('can be cancelled by council staff without a fee where it is not delivered: the slot is free for another school', async () => {
    expect(nameOf(await counter.cancel(joan, id, ['05', '04']))).toBe('200');
    expect((await counter.booking(maria, id)).sessions.map(({ state }) => state).slice(3)).toEqual(['cancelled', 'cancelled', 'booked']);
    const again = await counter.book(tom, [sessions[4] ?? ''], { school: maintained, service: deputies, purse: 'delegated-budget' });
    expect(again).not.toBe(id);
    // What was cancelled keeps no hold on what somebody else has now.
    expect(nameOf(await counter.cancel(joan, id, ['05']))).toBe('already-cancelled');
    expect((await counter.booking(tom, again)).sessions[0]?.state).toBe('booked');
  });

  test('and leaves a ledger in which every session is settled or pending once', async () => {
    const entries = [...(await counter.dump())].filter(([key]) => key.startsWith('essex#LEDGER#') && key.includes(id.slice(4)));
    const ends = (end: string) => entries.filter(([key]) => key.endsWith(end)).length;
    expect({
      transfers: entries.filter(([key]) => !/#(post|void|settled)$/.test(key)).length,
      post: ends('#post'),
      void: ends('#void'),
      settled: ends('#settled'),
    }).toEqual({
      transfers: 6,
      post: 3,
      void: 2,
      settled: 5,
    });
  });
});

describe('a request sent again lands on the same booking', () => {
  test('twice, with the same answer, and nothing is added', async () => {
    const { token } = await counter.quoted(maria, await counter.fresh(2));
    const first = await counter.confirm(maria, token);
    const before = await counter.dump();
    const second = await counter.confirm(maria, token);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toBe(first.body);
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test('eight times at once, with one answer', async () => {
    const { token } = await counter.quoted(maria, await counter.fresh(2));
    const replies = await Promise.all(Array.from({ length: 8 }, () => counter.confirm(maria, token)));
    expect(replies.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(replies.map(({ body }) => body)).size).toBe(1);
    const id = replies[0]?.data<{ booking: string }>().booking ?? '';
    expect((await counter.booking(maria, id)).sessions).toHaveLength(2);
  });

  test('as a form, twice: both are sent to the same page', async () => {
    const { token } = await counter.quoted(maria, await counter.fresh(1));
    const fields = { token, purchaseOrder: 'PO-7' };
    const [one, two] = [await maria.post('/essex/bookings', fields), await maria.post('/essex/bookings', fields)];
    expect([one.status, two.status]).toEqual([303, 303]);
    expect(two.location).toBe(one.location);
    expect(one.location).toMatch(/^\/essex\/bookings\/bkg_\w+\?done=confirmed$/);
  });

  test('after the quote has expired too', async () => {
    const { token } = await counter.quoted(maria, await counter.fresh(1));
    const first = await counter.confirm(maria, token);
    host.clock.set(host.clock.now() + 31 * minute);
    expect((await counter.confirm(maria, token)).body).toBe(first.body);
  });

  test('and with another purchase order is refused as key-reused', async () => {
    const { token } = await counter.quoted(maria, await counter.fresh(1));
    await counter.confirm(maria, token, 'PO-1');
    const before = await counter.dump();
    const reply = await counter.confirm(maria, token, 'PO-2');
    expect([reply.status, nameOf(reply)]).toEqual([409, 'key-reused']);
    expect(nameOf(await maria.json('/essex/api/bookings', { token }))).toBe('key-reused');
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test('a vacancy recorded twice, or eight times at once, grants once', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => counter.vacancy(maintained, 'head-of-school')));
    expect(new Set(replies.map(({ id }) => id)).size).toBe(1);
    expect((await counter.statement(tom, maintained)).lines.map(({ grantedHalfDays }) => grantedHalfDays)).toEqual([2]);
  });
});

describe('a vacancy', () => {
  test('that is filled leaves the list of open ones, lets what is left lapse and pays for nothing more', async () => {
    const vacancy = await counter.vacancy(maintained, 'executive-headteacher');
    const open = async () =>
      (await joan.json('/essex/api/entitlements/vacancies')).data<{ vacancies: { id: string }[] }>().vacancies.map(({ id }) => id);
    expect(await open()).toContain(vacancy.id);
    expect(nameOf(await counter.close(vacancy))).toBe('200');
    expect(await open()).not.toContain(vacancy.id);
    const before = await counter.dump();
    expect(nameOf(await counter.close(vacancy, 'withdrawn'))).toBe('vacancy-closed');
    expect(await counter.changesSince(before)).toEqual([]);
    expect(await counter.head(maintained, vacancy.account ?? '')).toMatchObject({ available: 0, creditsPosted: 2, closed: true });
  });

  test('that is filled while a visit holds its day: cancelling the visit lets that lapse too', async () => {
    const vacancy = await counter.vacancy(maintained, 'executive-headteacher', '2027-02-28');
    const used = (await counter.statement(tom, maintained)).lines.find(({ leftHalfDays }) => leftHalfDays === 2);
    expect(used).toBeDefined();
    const id = await counter.book(tom, await counter.fresh(3), { school: maintained, purse: 'delegated-budget' });
    await counter.close(vacancy);
    const closedBefore = (await joan.json(`/essex/api/entitlements/vacancies?school=${maintained}`)).data<{
      vacancies: { id: string; lapsedHalfDays: number }[];
    }>();
    expect(nameOf(await counter.cancel(joan, id, ['01', '02', '03']))).toBe('200');
    const held = await counter.head(maintained, vacancy.account ?? '');
    expect(held).toMatchObject({ available: 0, creditsPending: 0 });
    const closedAfter = (await joan.json(`/essex/api/entitlements/vacancies?school=${maintained}`)).data<{
      vacancies: { id: string; lapsedHalfDays: number }[];
    }>();
    const lapsed = (of: typeof closedBefore) => of.vacancies.find(({ id: each }) => each === vacancy.id)?.lapsedHalfDays ?? 0;
    expect(lapsed(closedAfter)).toBe(2);
    expect(lapsed(closedBefore)).toBeLessThanOrEqual(2);
    expect(
      (await counter.statement(tom, maintained)).lines.every(
        (line) => line.grantedHalfDays === line.heldHalfDays + line.usedHalfDays + line.lapsedHalfDays + line.leftHalfDays,
      ),
    ).toBe(true);
    const open = (await joan.json('/essex/api/entitlements/vacancies')).data<{ vacancies: { id: string }[] }>().vacancies;
    expect(open.map(({ id: each }) => each)).not.toContain(vacancy.id);
  });
});

test('a booking of twenty days is delivered and cancelled in parts that each fit a transaction', async () => {
  const sessions = await counter.fresh(40);
  const id = await counter.book(maria, sessions, { service: deputies });
  const visits = sessions.map((_, i) => String(i + 1).padStart(2, '0'));
  expect(nameOf(await counter.cancel(joan, id, visits.slice(0, mostVisitsAtOnce + 1)))).toBe('invalid-request');
  expect(nameOf(await counter.cancel(joan, id, visits.slice(0, 8)))).toBe('200');
  host.clock.set(`${sessions.at(-1)?.slice(0, 10)}T16:00:00Z`);
  expect(nameOf(await counter.deliver(daniel, id, visits.slice(8)))).toBe('invalid-request');
  for (let at = 8; at < visits.length; at += mostVisitsAtOnce)
    expect(nameOf(await counter.deliver(daniel, id, visits.slice(at, at + mostVisitsAtOnce)))).toBe('200');
  const states = (await counter.booking(maria, id)).sessions.map(({ state }) => state);
  expect(states).toEqual([...Array(8).fill('cancelled'), ...Array(32).fill('delivered')]);
});

describe('the pages of a booking say for whom the days are and who is billed', () => {
  const trust = 'trs_5902';
  const harbour = 'sch_990012';
  const trustName = 'Estuary Light Learning Trust';
  const harbourName = 'Thornhythe Harbour Academy';
  /** What a summary list says under a key. */
  const said = (body: string, key: string) => new RegExp(`<dt[^>]*>\\s*${key}\\s*</dt>\\s*<dd[^>]*>\\s*([^<]*?)\\s*</dd>`).exec(body)?.[1];
  const quoteAddress = (sessions: readonly string[], more: Record<string, string> = {}) => {
    const asked = new URLSearchParams({
      service: deputies,
      days: String(sessions.length / 2),
      purse: 'own-funds',
      officer: 'off_daniel-osei',
      ...more,
    });
    for (const session of sessions) asked.append('session', session);
    return `/essex/bookings/quote?${asked}`;
  };

  test('a school that is billed itself', async () => {
    const asked = await maria.get(`/essex/bookings/new?service=${deputies}`);
    expect(asked.body).toContain('You are booking for <strong>Colnemarsh Grange Academy</strong>.');
    expect(asked.body).toContain('invoiced to Colnemarsh Grange Academy, with VAT');
    const quote = await maria.get(quoteAddress(await counter.fresh(2)));
    expect([said(quote.body, 'Invoice to'), said(quote.body, 'Delivered to')]).toEqual(Array(2).fill('Colnemarsh Grange Academy'));
    expect(said(quote.body, 'Paid from')).toBe('the school’s own funds');
  });

  test('a maintained school is recharged', async () => {
    const quote = await tom.get(quoteAddress(await counter.fresh(2), { purse: 'delegated-budget' }));
    expect([said(quote.body, 'Recharge to'), said(quote.body, 'Invoice to')]).toEqual(['Saltmere Community Primary School', undefined]);
  });

  test('a trust acting for itself is led to its schools, and its list of bookings says why it is empty', async () => {
    const yusuf = await counter.as('yusuf-demir');
    for (const path of [`/essex/bookings/new?service=${deputies}`, quoteAddress(await counter.fresh(2))]) {
      const reply = await yusuf.get(path);
      expect([reply.status, reply.location]).toEqual([303, `/essex/schools/organisations/${trust}`]);
    }
    const list = await yusuf.get(`/essex/schools/organisations/${trust}`);
    expect(list.body).toContain('Book for this school');
    const none = (await yusuf.get('/essex/bookings')).body;
    expect(none).toContain(`${trustName} books for its schools`);
    expect(none).toContain(`href="/essex/schools/organisations/${trust}"`);
    expect(none).not.toContain('Book a service');
    const before = await counter.dump();
    const program = await counter.quote(yusuf, await counter.fresh(2), { school: trust, service: deputies });
    expect([program.status, nameOf(program)]).toEqual([409, 'choose-school']);
    expect(await counter.changesSince(before)).toEqual([]);
  });

  test('a trust that is billed for its school: on the form, the quote and the booking, each by name', async () => {
    const yusuf = await counter.as('yusuf-demir');
    const today = new Date(host.clock.now()).toISOString().slice(0, 10);
    expect((await joan.json(`/essex/api/schools/organisations/${trust}/billing`, { from: today, to: 'trust' })).status).toBe(200);
    expect((await yusuf.json('/essex/api/schools/acting', { school: harbour })).status).toBe(200);
    const none = (await yusuf.get('/essex/bookings')).body;
    expect(none).toContain(`${harbourName} has no bookings yet.`);
    expect(none).toContain('Book a service');
    const asked = await yusuf.get(`/essex/bookings/new?service=${deputies}`);
    expect(asked.body).toContain(`You are booking for <strong>${harbourName}</strong>.`);
    expect(asked.body).toContain(`What is not free is invoiced to <strong>${trustName}</strong>.`);
    const quote = await yusuf.get(quoteAddress(await counter.fresh(2)));
    const named = (body: string) => [said(body, 'Invoice to'), said(body, 'Delivered to')];
    expect(named(quote.body)).toEqual([trustName, harbourName]);
    expect(said(quote.body, 'Paid from')).toBe('the trust’s own funds');
    const token = /name="token" value="([^"]+)"/.exec(quote.body)?.[1] ?? '';
    const done = await yusuf.post('/essex/bookings', { token, purchaseOrder: 'ELT-9' });
    const booking = await yusuf.get(done.location ?? '');
    expect(named(booking.body)).toEqual([trustName, harbourName]);
    expect(booking.body).toContain(`is invoiced to ${trustName} after it has taken place`);
  });

  test('a school’s list that is empty, to the council; and one of no school at all', async () => {
    expect((await joan.get('/essex/bookings?school=990003')).body).toContain(' has no bookings yet. Its own people book for it');
    const nobody = await joan.get('/essex/bookings?school=999999');
    expect([nobody.status, nobody.body.includes('There is no such school')]).toEqual([404, true]);
  });
});
