// An order for several schools: what they share is shared out once, nothing is given twice, and what does not fit one transaction is refused by name.
import { describe, expect, test } from 'vitest';
import { decideOrder, type OrderPart, orderText, writesOfOrder } from '../../functions/bookings/rules/orders/order.ts';
import { nextOf, proposeSessions, shareHalfDays } from '../../functions/bookings/rules/orders/order-days.ts';
import type { QuoteFacts } from '../../functions/bookings/rules/quote.ts';
import { decideApproval, decideAsking } from '../../functions/bookings/rules/requests.ts';
import type { BookingRequest } from '../../functions/bookings/schema/requests.ts';
import type { FreeAccount } from '../../functions/entitlements/schema.ts';
import type { Limits } from '../../functions/identity/schema/limits.ts';
import { freeSessions } from '../../functions/officers/rules.ts';
import { addDays, londonClock } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { AgreementId, BookingId, OfficerId, OrderId, OrganisationId, PersonId } from '../../shared/ids.ts';
import { actor, daniel, day, freeAccount, now, outcomeOf, pack, quoteCommand, quoteFacts, school, session } from '../bookings.ts';

const officer = { ...daniel, absences: [] };
const helen = { ...officer, id: 'off_helen-marsh' as OfficerId, name: 'Helen Marsh' };
const schools = Array.from({ length: 24 }, (_, i) => school(990100 + i, `School ${String.fromCharCode(65 + i)}`, 'academy'));
const third = schools[2];
const sessions = freeSessions(officer, new Set(), day('2026-12-01'), addDays(day('2026-12-01'), 90), londonClock(now), pack.sessions);

/** A pot of a partnership that all of them are in. */
const pot = (available: number): FreeAccount => ({
  ...freeAccount(schools[0] as (typeof schools)[number], available),
  account: 'entitlement/ptn_estuary/partnership-days/2026-09-01.2027-08-31',
  holder: 'ptn_estuary' as OrganisationId,
  holderName: 'Estuary Partnership',
});
const member = (of: (typeof schools)[number]): Partial<QuoteFacts> => ({
  memberships: [{ member: of.id, group: 'ptn_estuary' as OrganisationId, from: day('2020-09-01') }],
});
const part = (i: number, wanted: readonly string[], more: Partial<QuoteFacts> = {}): OrderPart => {
  const of = schools[i] as (typeof schools)[number];
  return {
    facts: quoteFacts({ school: of, officer, ...member(of), ...more }),
    command: quoteCommand({ school: of.id, officer: (more.officer ?? officer).id, sessions: wanted }),
  };
};
const fundsOf = (parts: readonly OrderPart[]) =>
  accepted(decideOrder(parts)).parts.map(({ sessions: of }) => of.map(({ funding }) => funding.fund).join());

describe('free days that several schools of an order may draw on', () => {
  test('go to the schools in the order of their first dates, whoever is named first, and are never overdrawn', () => {
    const shared = { freeAccounts: [pot(3)] };
    const [a, b, c, d] = ['2026-12-08#am', '2026-12-01#am', '2026-12-03#am', '2026-12-04#am'];
    expect(
      fundsOf([part(0, [a as string], shared), part(1, [b as string, '2026-12-10#am'], shared), part(2, [c as string], shared)]),
    ).toEqual(['traded', 'entitlement,entitlement', 'entitlement']);
    const order = accepted(decideOrder([part(0, [a as string], shared), part(1, [d as string], shared)]));
    expect([order.freeHalfDays, order.netPence]).toEqual([2, 0]);
  });
  test('are told of as used up to the school for which nothing is left', () => {
    const shared = { freeAccounts: [pot(1)] };
    const { parts } = accepted(decideOrder([part(0, ['2026-12-01#am'], shared), part(1, ['2026-12-02#am'], shared)]));
    expect(parts.map(({ whyNotFree }) => whyNotFree?.includes('are used up or held by other bookings'))).toEqual([undefined, true]);
  });
  test('of a school itself are its own', () => {
    const own = (i: number) => ({ freeAccounts: [freeAccount(schools[i] as (typeof schools)[number], 1)] });
    expect(fundsOf([part(0, ['2026-12-01#am'], own(0)), part(1, ['2026-12-02#am'], own(1))])).toEqual(['entitlement', 'entitlement']);
  });
});

test('what the trust has paid for in advance is drawn on by its schools together, and no further', () => {
  const packages = [
    {
      account: 'package/trs_5902/agr_01',
      holder: 'trs_5902' as OrganisationId,
      title: 'Two half-days',
      agreement: 'agr_01' as AgreementId,
      services: ['governing-bodies-headteacher-recruitment'],
      from: day('2026-09-01'),
      expires: day('2027-08-31'),
      available: 2,
      bought: 2,
    },
  ];
  const parts = [
    part(0, ['2026-12-03#am'], { packages }),
    part(1, ['2026-12-01#am', '2026-12-01#pm'], { packages }),
    part(2, ['2026-12-02#am'], { packages }),
  ];
  expect(fundsOf(parts)).toEqual(['traded', 'package,package', 'traded']);
});

test('the sum of an order is that of its schools, each with its own VAT', () => {
  const order = accepted(decideOrder([part(0, ['2026-12-01#am']), part(1, ['2026-12-02#am', '2026-12-02#pm'])]));
  expect([order.halfDays, order.netPence, order.vatPence, order.grossPence]).toEqual([3, 67_500, 13_500, 81_000]);
  expect(orderText(order)).not.toBe(orderText({ parts: [...order.parts].reverse() }));
});

describe('what an order refuses by name', () => {
  const refused = (parts: readonly OrderPart[]) => {
    const decision = decideOrder(parts);
    if (decision.ok) throw new Error('accepted');
    const { name, detail, faults } = decision.refusal;
    return { name, detail, field: faults?.[0]?.field };
  };
  test('one school twice', () => {
    expect(refused([part(0, ['2026-12-01#am']), part(0, ['2026-12-02#am'])])).toEqual({
      name: 'duplicate-school',
      detail: 'School A is there twice.',
      field: 'parts.1.school',
    });
  });
  test('one half-day of an officer for two schools; the same half-day of two officers is two visits', () => {
    const meeting = refused([part(0, ['2026-12-01#am']), part(1, ['2026-12-02#am', '2026-12-01#am'])]);
    expect(meeting).toMatchObject({ name: 'duplicate-session', field: 'parts.1.sessions' });
    expect(meeting.detail).toContain('Daniel Osei cannot be at School A and at School B on Tuesday 1 December 2026');
    expect(outcomeOf(decideOrder([part(0, ['2026-12-01#am']), part(1, ['2026-12-01#am'], { officer: helen })]))).toBe('accepted');
  });
  test('what a quote refuses, with the school’s name and at its fields', () => {
    expect(refused([part(0, ['2026-12-01#am']), part(1, ['2026-12-05#am'])])).toMatchObject({
      name: 'weekend',
      detail: 'School B: Saturday 5 December 2026, morning is at a weekend.',
      field: 'parts.1.sessions',
    });
    const closed = { school: { ...(third as NonNullable<typeof third>), statusCode: 2 } };
    expect(refused([part(0, ['2026-12-01#am']), part(2, ['2026-12-02#am'], closed)]).name).toBe('school-closed');
  });
  test('more than one transaction holds, with how many schools and half-days would fit', () => {
    const all = schools.map((_, i) => part(i, [sessions[i] as string]));
    const decision = decideOrder(all);
    if (decision.ok) throw new Error('accepted');
    expect([decision.refusal.name, decision.refusal.detail]).toEqual([
      'order-too-large',
      'The first 16 schools fit, with 8 days (16 half-days): book the others in a second order.',
    ]);
    expect(outcomeOf(decideOrder(all.slice(0, 16)))).toBe('accepted');
    expect(outcomeOf(decideOrder(all.slice(0, 17)))).toBe('order-too-large');
  });
  test('a first school that is too much alone', () => {
    const decision = decideOrder([part(0, sessions.slice(0, 40)), part(1, sessions.slice(40, 60))]);
    expect(decision.ok ? '' : decision.refusal.more).toEqual({ schools: 1, halfDays: 40 });
  });
});

test('what several draw on is counted once, what each draws with a use of its own', () => {
  const count = (available: number) => {
    const parts = [0, 1].map((i) => part(i, [sessions[i] as string], { freeAccounts: [pot(available)] }));
    return writesOfOrder(accepted(decideOrder(parts)).parts);
  };
  // Each: booking, telling, audit, slot, entry, use. Together: the pot, the order, its audit entry and the record; and where one pays, room for its purchase order.
  expect([count(2), count(1)]).toEqual([16, 16]);
});

describe('how days are shared', () => {
  const named = (pupils: readonly (number | undefined)[], halfDays: readonly number[] = []) =>
    pupils.map((each, i) => ({ name: `School ${i}`, pupils: each, halfDays: halfDays[i] }));
  test('equally, by pupils or as is said: the sum is exact', () => {
    expect(shareHalfDays(10, 'equal', named([0, 0, 0]))).toEqual({ ok: true, value: [4, 3, 3] });
    expect(shareHalfDays(10, 'pupils', named([100, 200, 400]))).toEqual({ ok: true, value: [1, 3, 6] });
    expect(shareHalfDays(5, 'named', named([0, 0], [2, 3]))).toEqual({ ok: true, value: [2, 3] });
  });
  test('not by numbers that do not come to the whole, and not by pupils that nobody knows', () => {
    expect(outcomeOf(shareHalfDays(6, 'named', named([0, 0], [2, 3])))).toBe('shares-do-not-fit');
    expect(outcomeOf(shareHalfDays(6, 'pupils', named([10, undefined])))).toBe('pupils-not-known');
  });
});

test('dates are proposed in turn: whole days before half-days, and no half-day twice', () => {
  const free = ['2026-12-01#pm', '2026-12-02#am', '2026-12-02#pm', '2026-12-03#am', '2026-12-03#pm', '2026-12-04#am'].map(session);
  expect(nextOf(free, 3)).toEqual(['2026-12-01#pm', '2026-12-02#am', '2026-12-02#pm']);
  const proposed = proposeSessions(
    [
      { officer: officer.id, halfDays: 2 },
      { officer: officer.id, halfDays: 2 },
      { officer: helen.id, halfDays: 1 },
      { officer: officer.id, halfDays: 3 },
    ],
    new Map([
      [officer.id, free],
      [helen.id, free],
    ]),
  );
  expect(proposed).toEqual([
    ['2026-12-02#am', '2026-12-02#pm'],
    ['2026-12-03#am', '2026-12-03#pm'],
    ['2026-12-01#pm'],
    ['2026-12-01#pm', '2026-12-04#am'],
  ]);
});

describe('the limit of whoever orders', () => {
  const [asker, head, finance] = ['per_asker', 'per_head', 'per_finance'] as PersonId[];
  const trust = 'trs_5902' as OrganisationId;
  const limits: Limits = {
    type: 'limits',
    organisation: trust,
    people: [
      { person: asker as PersonId, mostPence: 30_000 },
      { person: head as PersonId, mostPence: 60_000 },
    ],
    othersMostPence: null,
    approver: head as PersonId,
    everyBooking: false,
    version: 1,
  };
  const order = accepted(decideOrder([part(0, ['2026-12-01#am']), part(1, ['2026-12-02#am']), part(2, ['2026-12-03#am'])]));
  const [quote] = order.parts;
  const asking = (of: Limits, grossPence?: number) =>
    decideAsking({ now, person: asker as PersonId, quote: quote as NonNullable<typeof quote>, limits: of, grossPence });

  test('counts for all of it together: nobody approves a piece of what is over their own', () => {
    expect([outcomeOf(asking(limits)), outcomeOf(asking(limits, order.grossPence))]).toEqual(['accepted', 'nobody-approves']);
    const deputies = { ...limits, approver: finance as PersonId };
    expect(accepted(asking(deputies, order.grossPence)).approvers).toEqual([finance]);
  });
  test('also when a piece of it is approved', () => {
    const request = {
      type: 'request',
      booking: 'bkg_01' as BookingId,
      organisation: trust,
      quote,
      order: { id: 'ord_01' as OrderId, by: trust, grossPence: order.grossPence },
      requestedBy: asker,
      holdUntil: '2026-11-26T23:59:59.999Z',
      state: 'requested',
      version: 1,
    } as BookingRequest;
    const facts = { request, now, actor: actor('school-approver', { person: head as PersonId, organisation: trust }), limits };
    const whole = decideApproval({ ...facts, quote: quote as NonNullable<typeof quote> });
    expect(whole.ok ? '' : [whole.refusal.name, whole.refusal.detail]).toEqual([
      'over-approvers-limit',
      'The order it is a part of comes to £810.00, and yours is £600.00.',
    ]);
    const { order: _, ...alone } = request;
    expect(outcomeOf(decideApproval({ ...facts, request: alone, quote: quote as NonNullable<typeof quote> }))).toBe('accepted');
  });
});
