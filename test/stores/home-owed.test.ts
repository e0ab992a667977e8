// What a school’s home says of invoices, of events it shares and of half-days it has paid for: for as long as each is so. On the real engine.
import { beforeAll, expect, test, vi } from 'vitest';
import { slotOf } from '../../functions/bookings/rules/life.ts';
import type { SharedEvent } from '../../functions/bookings/schema/events.ts';
import type { Holding } from '../../functions/bookings/schema/packages.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { proposalWrites } from '../../functions/bookings/store/events.ts';
import { holdingWrite } from '../../functions/bookings/store/packages.ts';
import { bookingWrite, confirmationWrites } from '../../functions/bookings/store.ts';
import type { Document } from '../../functions/invoicing/schema.ts';
import { overdue, unpaidOf, unpaidWrite } from '../../functions/invoicing/store.ts';
import type { Slot } from '../../functions/officers/schema.ts';
import { takeSlot } from '../../functions/officers/store.ts';
import type { Payment, Receipt } from '../../functions/payments/schema.ts';
import { receiptWrites } from '../../functions/payments/store/index.ts';
import { readHome } from '../../functions/reports/actions/home.ts';
import { addDays, sessionKey } from '../../shared/calendar.ts';
import { commit, put, replace } from '../../shared/commit.ts';
import type { Actor, Context } from '../../shared/context.ts';
import type { BookingId, DocumentId, JobId, OrganisationId, PersonId, SharedEventId, WaitId } from '../../shared/ids.ts';
import { jobWrite, workOn } from '../../shared/job.ts';
import { CouncilTable, indexOf, tableClient } from '../../shared/table.ts';
import { council } from '../actors.ts';
import { academy, actor, booked, day, now, quoted } from '../bookings.ts';
import { testTable } from '../engine.ts';

let table: CouncilTable;
const as = (who: Actor): Context => ({ actor: who, council, now, table, logger: { info() {}, error() {} } });
const first = booked(quoted()).booking;
beforeAll(async () => {
  const { endpoint, tableName } = await testTable();
  table = new CouncilTable(tableClient({ DYNAMODB_ENDPOINT: endpoint }), tableName, 'essex');
});

test('an invoice is marked as owed until the payment that leaves nothing owed on it, and no longer', async () => {
  const document = {
    id: 'doc_1' as DocumentId,
    organisation: academy.id,
    number: 'ESX-INV-000001',
    issuedOn: day('2026-11-01'),
    dueOn: day('2026-12-01'),
  };
  const owed = async () => (await unpaidOf(table, academy.id, 10)).items.map(({ number }) => number);
  expect((await commit(table, [unpaidWrite(table, document as Document)])).ok).toBe(true);
  expect(await owed()).toEqual(['ESX-INV-000001']);
  expect((await overdue(table, day('2026-12-01'), 10)).items).toEqual([]);
  expect((await overdue(table, day('2026-12-02'), 10)).items.map(({ document: id }) => id)).toEqual(['doc_1']);
  const pay = (intent: string, isPaid: boolean) => {
    const receipt = {
      type: 'card-receipt',
      intent,
      session: 'cs',
      amountPence: 100,
      outcome: 'applied',
      receivedAt: '2026-12-01T09:00:00Z',
    } as Receipt;
    const payment = { type: 'payment', intent, document: document.id, receivedAt: receipt.receivedAt } as Payment;
    return commit(table, receiptWrites(table, receipt, payment, [], isPaid));
  };
  expect((await pay('pi_half', false)).ok).toBe(true);
  expect(await owed()).toEqual(['ESX-INV-000001']);
  expect((await pay('pi_rest', true)).ok).toBe(true);
  expect(await owed()).toEqual([]);
});

test('an event is told to a school that is asked for a share, then as coming up once it is booked, and no more once the school has left', async () => {
  const sharer = 'sch_990099' as OrganisationId;
  const home = async (code: string) =>
    (await readHome(as(actor('school-approver', { organisation: sharer })))).parts
      .find((part) => part.code === code)
      ?.rows.map(({ text }) => text);
  const share = { number: '01', school: sharer, schoolName: 'Sharer', payer: sharer, weight: 1 };
  const quote = quoted();
  const event = {
    type: 'event',
    id: 'evt_shared' as SharedEventId,
    booking: 'bkg_shared' as BookingId,
    organiser: academy.id,
    organiserName: academy.name,
    title: 'Reading together',
    shares: [{ ...share, state: 'asked' }],
    quote,
    answerBy: day('2026-11-27'),
    holdUntil: '2026-11-27T23:59:59.999Z',
    state: 'proposed',
    version: 1,
  } as unknown as SharedEvent;
  expect((await commit(table, proposalWrites(table, event, [], now))).ok).toBe(true);
  expect([await home('decide'), await home('coming')]).toEqual([['Share of an event: Reading together'], []]);
  // Others that were proposed since stand before it.
  for (let i = 0; i < 30; i++) {
    const newer = { ...event, id: `evt_shared-${String(i).padStart(2, '0')}` as SharedEventId, state: 'withdrawn' } as SharedEvent;
    expect((await commit(table, proposalWrites(table, newer, [], now))).ok).toBe(true);
  }
  expect(await home('decide')).toEqual(['Share of an event: Reading together']);
  const booking: Booking = {
    ...first,
    id: event.booking,
    event: { id: event.id, title: event.title, split: 'equal', shares: [share] } as NonNullable<Booking['event']>,
  };
  const slots = booking.sessions.map((session) => slotOf(booking, session));
  expect((await commit(table, confirmationWrites(table, { booking, slots, postings: [], need: undefined }, now))).ok).toBe(true);
  const key = table.key.sharedEvent(event.id);
  const confirmed = { ...event, state: 'confirmed', version: 2, ...indexOf('essex').sharedEvent(event.organiser, event.id) };
  expect((await commit(table, [replace(key, confirmed)])).ok).toBe(true);
  expect([await home('decide'), await home('coming')]).toEqual([[], ['Tuesday 1 December, all day: Reading together']]);
  // What comes and what is asked of it are two questions: its booking is read for both at once.
  const got = vi.spyOn(table, 'get');
  await home('coming');
  const { pk, sk } = table.key.booking(event.booking);
  expect(got.mock.calls.filter(([of]) => of.pk === pk && of.sk === sk)).toHaveLength(1);
  got.mockRestore();
  const left = {
    ...booking,
    version: booking.version + 1,
    event: { ...booking.event, shares: [{ ...share, leftAt: '2026-11-24T09:00:00Z' }] },
  } as Booking;
  expect((await commit(table, [bookingWrite(table, left)])).ok).toBe(true);
  expect(await home('coming')).toEqual([]);
});

test('what is held is stuck on the last day of its hold, and leads to where it is answered: a request, an offer or an event', async () => {
  const of = new CouncilTable(table.client, table.name, 'holding');
  const holds: Partial<Slot>[] = [{}, { waiting: 'wtl_place' as WaitId }, { sharedBy: [academy.id] }];
  const writes = holds.flatMap((more, i) => {
    const booking = { ...first, id: `bkg_held-${i}` as BookingId };
    const [session] = first.sessions;
    const date = addDays(day('2027-02-01'), i);
    if (!session) throw new Error('no session');
    const slot = slotOf(booking, { ...session, session: sessionKey(date, 'am') });
    return [takeSlot(of, { ...slot, ...more, holdUntil: `2026-11-24T2${i}:00:00.000Z` }, now)];
  });
  expect((await commit(of, writes)).ok).toBe(true);
  const { parts } = await readHome({ ...as(actor('resource-manager')), table: of });
  const stuck = parts.find(({ code }) => code === 'stuck')?.rows ?? [];
  expect(stuck.filter(({ tag }) => tag?.text === 'lapses soon').map(({ path }) => path)).toEqual([
    '/bookings/requests/req_held-0',
    '/bookings/waitlist/wtl_place',
    `/bookings/events?organisation=${academy.id}`,
  ]);
});

test('half-days that are paid for already are told with their last day, until none is left', async () => {
  const buyer = 'sch_990098' as OrganisationId;
  const account = 'package/sch_990098/visits/agr_1/2026-09-01.2027-01-15';
  const holding = {
    type: 'holding',
    account,
    holder: buyer,
    agreement: 'agr_1',
    title: 'Six visits',
    services: [],
    halfDays: 12,
    from: '2026-09-01',
    expires: '2027-01-15',
  };
  const leaving = (available: number) => put(table.key.head(buyer, account), { account, available });
  const left = async () =>
    (await readHome(as(actor('school-booker', { organisation: buyer })))).parts
      .find(({ code }) => code === 'left')
      ?.rows.map(({ text, detail, tag }) => `${text}: ${detail} (${tag?.text})`);
  expect(await left()).toEqual([]);
  expect((await commit(table, [holdingWrite(table, holding as unknown as Holding), leaving(5)])).ok).toBe(true);
  expect(await left()).toEqual(['Six visits: 2½ days, paid for already, until 15 January 2027 (52 days to go)']);
  expect((await commit(table, [leaving(0)])).ok).toBe(true);
  expect(await left()).toEqual([]);
});

test('a job that failed five times is stuck for whoever may begin it again, and for nobody else', async () => {
  const job = 'job_run' as JobId;
  const written = jobWrite(table, {
    id: job,
    kind: 'billing-run',
    function: 'invoicing',
    task: 'bill',
    subject: {},
    createdBy: 'per_n' as PersonId,
    now,
  });
  expect((await commit(table, [written])).ok).toBe(true);
  const stuck = async (who: Actor) =>
    (await readHome(as(who))).parts.find(({ code }) => code === 'stuck')?.rows.map(({ text, path }) => `${text} ${path}`);
  expect(await stuck(actor('finance'))).toEqual([]);
  const failing = { invoke: async () => Promise.reject(new Error('no')), send: async () => {} };
  for (let i = 0; i < 5; i++) await workOn(table, failing, job, { budgetMs: 0, leaseMs: 60_000, renewEveryMs: 60_000, pauseMs: 0 });
  expect(await stuck(actor('finance'))).toEqual(['A billing run failed /invoicing/runs']);
  expect(await stuck(actor('resource-manager'))).toEqual([]);
});
