// A booking once it is confirmed: what it holds, when it can be delivered, and what cancelling gives back.
import { describe, expect, test } from 'vitest';
import { choicesOf } from '../../functions/bookings/page/changes.tsx';
import { decideCancellation } from '../../functions/bookings/rules/cancel.ts';
import { decideBooking, decideDelivery, slotOf } from '../../functions/bookings/rules/life.ts';
import { type Booking, sessionStates } from '../../functions/bookings/schema.ts';
import { decideClosing, decideVacancy } from '../../functions/entitlements/rules.ts';
import type { Vacancy } from '../../functions/entitlements/schema.ts';
import { londonClock } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, VacancyId } from '../../shared/ids.ts';
import { memoryLedger } from '../../shared/ledger/memory.ts';
import type { Posting } from '../../shared/ledger/post.ts';
import {
  academy,
  actor,
  booked,
  daniel,
  day,
  delivering,
  dropIn,
  freeAccount,
  headteacherRecruitment,
  now,
  outcomeOf,
  pack,
  policy,
  quoted,
} from '../bookings.ts';

const booker = actor('school-booker', { name: 'Maria Okafor' });
const officer = actor('officer', { name: daniel.name, officer: daniel.id });
const threeHalves = { sessions: ['2026-12-01#am', '2026-12-01#pm', '2026-12-02#am'] };
const partFree = quoted({ freeAccounts: [freeAccount(academy, 1)] }, threeHalves);
const { booking, postings } = booked(partFree);

const confirm = (quote: typeof partFree, purchaseOrder?: string) =>
  decideBooking({ id: 'bkg_01' as BookingId, now, actor: booker, quote, service: headteacherRecruitment }, { purchaseOrder });

describe('a confirmed quote', () => {
  test('becomes a booking of the same sessions, each with its funding, booked and numbered in date order', () => {
    expect(booking.sessions.map(({ visit, session, state, funding }) => [visit, session, state, funding.fund])).toEqual([
      ['01', '2026-12-01#am', 'booked', 'entitlement'],
      ['02', '2026-12-01#pm', 'booked', 'traded'],
      ['03', '2026-12-02#am', 'booked', 'traded'],
    ]);
    expect(booking).toMatchObject({
      school: academy.id,
      payer: academy.id,
      purse: 'own-funds',
      netPence: 45_000,
      vatPence: 9_000,
      policy: 'essex-2017/1',
      purchaseOrder: 'PO-2026/118',
      incomeCode: 'SI-TRADED',
      createdAt: '2026-11-24T08:00:00.000Z',
      version: 1,
    });
  });

  test('takes the officer’s slot of each session', () => {
    const { slots } = accepted(confirm(partFree, 'PO-1'));
    expect(slots.map(({ officer: of, session, visit, booking: id }) => [of, session, visit, id])).toEqual([
      [daniel.id, '2026-12-01#am', '01', 'bkg_01'],
      [daniel.id, '2026-12-01#pm', '02', 'bkg_01'],
      [daniel.id, '2026-12-02#am', '03', 'bkg_01'],
    ]);
  });

  test('makes one pending half-day transfer for each session, from the account that funds it', () => {
    expect(
      postings.map(
        (posting) =>
          'transfer' in posting && [posting.transfer.from, posting.transfer.to, posting.transfer.amount, posting.transfer.pending],
      ),
    ).toEqual([
      ['entitlement/sch_990010/headteacher-recruitment/vac_01', 'delivered-entitlement/sch_990010/2026', 1, true],
      ['sold/sch_990010/2026', 'delivered-traded/sch_990010/2026', 1, true],
      ['sold/sch_990010/2026', 'delivered-traded/sch_990010/2026', 1, true],
    ]);
    expect(booking.sessions.map(({ transfer }) => transfer)).toEqual(['trf_20261124-01-01', 'trf_20261124-01-02', 'trf_20261124-01-03']);
  });

  test('counts each session in the academic year of its own date', () => {
    const quote = quoted({ clock: { date: day('2027-07-01'), time: '08:00' } }, { sessions: ['2027-08-31#am', '2027-09-01#am'] });
    const years = booked(quote).postings.map((posting) => 'transfer' in posting && posting.transfer.to);
    expect(years).toEqual(['delivered-traded/sch_990010/2026', 'delivered-traded/sch_990010/2027']);
  });

  test('of a core service draws on the capacity of the service', () => {
    const quote = quoted({ service: dropIn }, { service: dropIn.id, sessions: ['2026-12-01#am'] });
    const [posting] = booked(quote, 'bkg_01', now, dropIn).postings;
    expect(posting && 'transfer' in posting && [posting.transfer.code, posting.transfer.from]).toEqual([
      'deliver-core',
      'capacity/svc_informal-support-for-leaders',
    ]);
  });

  test.each([
    ['needs a purchase order when something is paid', partFree, undefined, 'purchase-order-required'],
    ['takes one', partFree, 'PO-1', 'accepted'],
    ['needs none when all is free', quoted({ freeAccounts: [freeAccount(academy, 2)] }), undefined, 'accepted'],
    [
      'needs none when the policy asks for none',
      quoted({ policy: { ...policy, pack: { ...pack, purchaseOrderRequired: false } } }),
      undefined,
      'accepted',
    ],
  ])('%s', (_, quote, purchaseOrder, expected) => {
    expect(outcomeOf(confirm(quote, purchaseOrder))).toBe(expected);
  });
});

const deliver = (of: Booking, visits: string[], instant: string) =>
  decideDelivery(
    { booking: of, now: Date.parse(instant), clock: londonClock(Date.parse(instant)), actor: officer, policy },
    delivering(visits, 'Met the chair of governors.'),
  );
const cancel = (of: Booking, visits: string[], vacancies: ReadonlyMap<string, Vacancy> = new Map(), at = now) =>
  decideCancellation({ booking: of, now: at, vacancies, allocations: new Map() }, { visits, reason: 'The school is shut by snow.' });

const bookingOf = (session: string, instant: string) =>
  booked(quoted({ clock: londonClock(Date.parse(instant)) }, { sessions: [session] })).booking;

describe('a session is delivered once it has ended in London, to the minute', () => {
  test.each([
    ['a winter morning, the minute before', '2026-12-01#am', '2026-12-01T11:59:59Z', 'not-ended'],
    ['a winter morning', '2026-12-01#am', '2026-12-01T12:00:00Z', 'accepted'],
    ['a winter afternoon, the minute before', '2026-12-01#pm', '2026-12-01T15:59:59Z', 'not-ended'],
    ['a winter afternoon', '2026-12-01#pm', '2026-12-01T16:00:00Z', 'accepted'],
    ['a summer morning, the minute before', '2027-07-01#am', '2027-07-01T10:59:59Z', 'not-ended'],
    ['a summer morning', '2027-07-01#am', '2027-07-01T11:00:00Z', 'accepted'],
    ['a summer afternoon, the minute before', '2027-07-01#pm', '2027-07-01T14:59:59Z', 'not-ended'],
    ['a summer afternoon', '2027-07-01#pm', '2027-07-01T15:00:00Z', 'accepted'],
    ['the day before, late', '2026-12-01#am', '2026-11-30T23:59:59Z', 'not-ended'],
    ['weeks later, early in the morning', '2026-12-01#pm', '2027-01-04T00:00:00Z', 'accepted'],
  ])('%s', (_, session, instant, expected) => {
    const decision = deliver(bookingOf(session, instant > '2027-05' ? '2027-06-01T08:00:00Z' : '2026-11-24T08:00:00Z'), ['01'], instant);
    expect(outcomeOf(decision)).toBe(expected);
  });

  test('and one that has not ended keeps the others of the same request from being marked', () => {
    expect(outcomeOf(deliver(booking, ['01', '02'], '2026-12-01T13:00:00Z'))).toBe('not-ended');
  });
});

describe('delivering', () => {
  const afterAll = '2026-12-02T12:00:00Z';
  const { booking: delivered, charges, note, postings: settled } = accepted(deliver(booking, ['03', '01', '02', '01'], afterAll));

  test('writes one charge for each paid session, at half the day rate, and none for a free one', () => {
    expect(
      charges.map(({ id, visit, halfDays, unitPricePence, netPence, deliveredOn }) => [
        id,
        visit,
        halfDays,
        unitPricePence,
        netPence,
        deliveredOn,
      ]),
    ).toEqual([
      ['chg_20261124-01-02', '02', 1, 45_000, 22_500, '2026-12-01'],
      ['chg_20261124-01-03', '03', 1, 45_000, 22_500, '2026-12-02'],
    ]);
    expect(charges[0]).toMatchObject({
      payer: academy.id,
      purse: 'own-funds',
      vatClass: 'standard',
      quoted: { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 },
      incomeCode: 'SI-TRADED',
      cfrCode: 'E28a',
      purchaseOrder: 'PO-2026/118',
      transfer: 'trf_20261124-01-02',
    });
  });

  test('posts the pending transfer of each session, once each', () => {
    expect(settled.map((posting) => 'settlement' in posting && [posting.settlement.transfer, posting.settlement.outcome])).toEqual([
      ['trf_20261124-01-01', 'post'],
      ['trf_20261124-01-02', 'post'],
      ['trf_20261124-01-03', 'post'],
    ]);
  });

  test('keeps the note with its sessions in date order, whatever the order they were named in', () => {
    expect(note).toMatchObject({ visits: ['01', '02', '03'], sessions: threeHalves.sessions, by: 'per_officer' });
    expect(delivered.sessions.every(({ state, deliveredAt }) => state === 'delivered' && deliveredAt === '2026-12-02T12:00:00.000Z')).toBe(
      true,
    );
    expect(delivered.version).toBe(2);
  });

  test('leaves sessions that were not named as they are', () => {
    const { booking: partly } = accepted(deliver(booking, ['02'], afterAll));
    expect(partly.sessions.map(({ state }) => state)).toEqual(['booked', 'delivered', 'booked']);
  });

  test('of a wholly free booking writes no charge', () => {
    const free = booked(quoted({ freeAccounts: [freeAccount(academy, 2)] })).booking;
    expect(accepted(deliver(free, ['01', '02'], afterAll)).charges).toEqual([]);
  });
});

describe('a session takes each event once', () => {
  const done = accepted(deliver(booking, ['01'], '2026-12-02T12:00:00Z')).booking;
  const { booking: mixed } = accepted(cancel(done, ['02']));
  test.each<[string, 'deliver' | 'cancel', string[], string]>([
    ['delivered again', 'deliver', ['01'], 'already-delivered'],
    ['a delivered one cancelled', 'cancel', ['01'], 'already-delivered'],
    ['a cancelled one delivered', 'deliver', ['02'], 'already-cancelled'],
    ['cancelled again', 'cancel', ['02'], 'already-cancelled'],
    ['one that is not there delivered', 'deliver', ['04'], 'unknown-session'],
    ['one that is not there cancelled', 'cancel', ['00'], 'unknown-session'],
    ['a good one together with a delivered one', 'cancel', ['03', '01'], 'already-delivered'],
    ['the one that is left delivered', 'deliver', ['03'], 'accepted'],
    ['the one that is left cancelled', 'cancel', ['03'], 'accepted'],
  ])('%s: %s %j', (_, event, visits, expected) => {
    expect(outcomeOf(event === 'deliver' ? deliver(mixed, visits, '2026-12-02T12:00:00Z') : cancel(mixed, visits))).toBe(expected);
  });

  test('by the table of states', () => {
    const events = ['confirm', 'deliver', 'cancel'] as const;
    const table = (['new', 'booked', 'delivered', 'cancelled'] as const).map((from) =>
      events.map((event) => sessionStates.next(from, event)),
    );
    expect(table).toEqual([
      ['booked', undefined, undefined],
      [undefined, 'delivered', 'cancelled'],
      [undefined, undefined, undefined],
      [undefined, undefined, undefined],
    ]);
  });
});

describe('cancelling', () => {
  const facts = { id: 'vac_01' as VacancyId, now, today: day('2026-11-24'), school: academy, policy, open: undefined };
  const { vacancy, postings: granted } = accepted(
    decideVacancy(
      { ...facts, actor: actor('resource-manager') },
      { school: academy.id, post: 'headteacher', vacantFrom: day('2026-12-31') },
    ),
  );
  const free = vacancy.account ?? '';
  /** The ledger with the grant and the booking in it, and the vacancy closed if so wished. */
  function ledger(close: boolean) {
    const kept = memoryLedger();
    accepted(kept.post(granted));
    accepted(kept.post(postings));
    if (!close) return { kept, vacancy };
    const closing = accepted(
      decideClosing({ vacancy, head: { ...(kept.head(free) ?? never()), account: free }, now, actor: booker }, { outcome: 'filled' }),
    );
    accepted(kept.post(closing.postings, { close: [free] }));
    return { kept, vacancy: closing.vacancy };
  }

  test('voids the hold, frees the slot and says why, without a fee', () => {
    const { kept } = ledger(false);
    const change = accepted(cancel(booking, ['01', '03'], new Map([[free, vacancy]])));
    expect(change.freed).toEqual([booking.sessions[0], booking.sessions[2]].map((s) => s && slotOf(booking, s)));
    expect(change.back.open).toEqual([free]);
    expect(change.back.vacancies).toEqual([]);
    expect(change.booking.sessions[0]).toMatchObject({
      state: 'cancelled',
      reason: 'The school is shut by snow.',
      cancelledAt: '2026-11-24T08:00:00.000Z',
    });
    expect(kept.head(free)?.available).toBe(1);
    accepted(kept.post(change.postings));
    expect(kept.head(free)).toMatchObject({ available: 2, creditsPending: 0, creditsPosted: 0 });
    expect(kept.pending().map(({ id }) => id)).toEqual(['trf_20261124-01-02']);
  });

  test('after the vacancy was filled gives the free half-day back and lets it lapse in one posting', () => {
    const { kept, vacancy: closed } = ledger(true);
    expect(kept.head(free)).toMatchObject({ available: 0, creditsPending: 1, creditsPosted: 1, closed: true });
    const change = accepted(cancel(booking, ['01'], new Map([[free, closed]])));
    expect(change.back.open).toEqual([]);
    expect(change.back.vacancies).toEqual([{ ...closed, lapsedHalfDays: closed.lapsedHalfDays + 1, version: closed.version + 1 }]);
    accepted(kept.post(change.postings));
    expect(kept.head(free)).toMatchObject({ available: 0, creditsPending: 0, creditsPosted: 2, debitsPosted: 2 });
  });

  test('after the vacancy was filled cannot give the half-day back to the closed account', () => {
    const { kept } = ledger(true);
    const onlyVoid = accepted(cancel(booking, ['01'], new Map([[free, vacancy]]))).postings as Posting[];
    expect(outcomeOf(kept.post(onlyVoid))).toBe('changed-meanwhile');
    expect(kept.pending()).toHaveLength(3);
  });

  test('a held half-day can still be delivered after the vacancy was filled', () => {
    const { kept } = ledger(true);
    accepted(kept.post(accepted(deliver(booking, ['01'], '2026-12-01T12:00:00Z')).postings));
    expect(kept.head(free)).toMatchObject({ available: 0, creditsPending: 0, creditsPosted: 2 });
  });

  test('of a paid session touches no account with a limit', () => {
    const change = accepted(cancel(booking, ['02'], new Map()));
    expect([change.back.open, change.back.vacancies]).toEqual([[], []]);
    expect(change.postings).toHaveLength(1);
  });
});

test('the form that marks visits delivered has those of one day ticked, and of several days only what was chosen', () => {
  const [first, second] = booking.sessions;
  const ticked = (sessions: typeof booking.sessions, visits?: string[]) =>
    choicesOf(sessions, visits ? { visits } : {}).flatMap(({ value, checked }) => (checked ? [value] : []));
  expect([ticked(booking.sessions), ticked(booking.sessions, ['02'])]).toEqual([[], ['02']]);
  expect(ticked([first, second].flatMap((session) => session ?? []))).toEqual(['01', '02']);
});

function never(): never {
  throw new Error('the account has a head');
}
