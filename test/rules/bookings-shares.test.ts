// A booked event of several schools, rule by rule: a school that leaves, what each is charged, and who reads its note.
import { describe, expect, test } from 'vitest';
import { decideCancellation } from '../../functions/bookings/rules/cancel.ts';
import { chargesFor } from '../../functions/bookings/rules/charges.ts';
import { decideAnswerLeaving, decideLeaving, isEvent, waitingResplit } from '../../functions/bookings/rules/events/leaving.ts';
import { decideBooking } from '../../functions/bookings/rules/life.ts';
import { mayRead } from '../../functions/bookings/rules/notes.ts';
import { decideAsking } from '../../functions/bookings/rules/reclassify.ts';
import { decideWaiver } from '../../functions/bookings/rules/waive.ts';
import { isTrusts, sharesToldTo } from '../../functions/bookings/rules/whose-list.ts';
import type { VisitNote } from '../../functions/bookings/schema/notes.ts';
import type { Limits } from '../../functions/identity/schema/limits.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, OrganisationId, ReclassificationId } from '../../shared/ids.ts';
import { actor, booked, daniel, day, headteacherRecruitment, now, outcomeOf, pack, quoted } from '../bookings.ts';
import { factsOf, limits, schools, sharer, worth } from '../event-shares.ts';
import { estuary, lead, manager, nth, of } from '../shared-events.ts';

function bookedEvent() {
  const among = schools.map((each, i) => sharer(each, i, { purse: i === 0 ? 'own-funds' : 'delegated-budget', purchaseOrder: `PO-${i}` }));
  const { quote } = worth(factsOf({}, 'equal', among));
  const { booking } = accepted(decideBooking({ id: 'bkg_01' as BookingId, now, actor: lead, quote, service: headteacherRecruitment }, {}));
  if (!isEvent(booking)) throw new Error('an event has shares');
  return booking;
}
const leave = (booking = bookedEvent(), i = 2) =>
  decideLeaving({ booking, now, actor: of(i) }, { school: nth(i).id, reason: 'Our staff are ill' });
const answer = (
  booking: ReturnType<typeof bookedEvent>,
  i: number,
  given: 'agree' | 'decline' | 'withdraw',
  more: { limits?: Limits; agreed?: string; mayWithdraw?: boolean } = {},
) =>
  decideAnswerLeaving(
    { booking, now, actor: of(i), limits: more.limits, mayWithdraw: more.mayWithdraw ?? false, standing: () => 'seen' },
    { answer: given, agreed: more.agreed ?? 'seen', reason: 'No' },
  );

describe('a school that leaves', () => {
  test('keeps its share until all whose share rises agree, and then has no part in what is open', () => {
    const waits = accepted(leave());
    expect(waits.sessions).toEqual(bookedEvent().sessions);
    const one = accepted(answer(waits, 0, 'agree'));
    expect(waitingResplit(one.event)?.rising.map(({ agreedBy }) => agreedBy !== undefined)).toEqual([true, false]);
    const done = accepted(answer(one, 1, 'agree'));
    expect(done.event.shares.map(({ leftAt }) => leftAt !== undefined)).toEqual([false, false, true]);
    expect(done.sessions[0]?.funding).toMatchObject({ shares: [{ netPence: 11_250 }, { netPence: 11_250 }] });
  });

  test('stays where one declines, where it is withdrawn, and may ask again', () => {
    const waits = accepted(leave());
    const declined = accepted(answer(waits, 0, 'decline'));
    expect([waitingResplit(declined.event), declined.sessions]).toEqual([undefined, waits.sessions]);
    expect(outcomeOf(leave(declined))).toBe('accepted');
    expect([outcomeOf(answer(waits, 0, 'withdraw')), outcomeOf(answer(waits, 2, 'withdraw', { mayWithdraw: true }))]).toEqual([
      'not-the-organiser',
      'accepted',
    ]);
  });

  test('is refused by name where there is nothing to leave, nobody to stay or another one waits', () => {
    const booking = bookedEvent();
    const over = { ...booking, sessions: booking.sessions.map((each) => ({ ...each, state: 'delivered' as const })) };
    const alone = {
      ...booking,
      event: { ...booking.event, shares: booking.event.shares.map((each, i) => (i === 2 ? each : { ...each, leftAt: 'x' })) },
    };
    expect([leave(over), leave(alone), leave(booking, 5), leave(accepted(leave()), 1)].map(outcomeOf)).toEqual([
      'nothing-to-share',
      'last-share',
      'no-share',
      'resplit-waits',
    ]);
  });

  test('is answered once by each, at the figures that were seen, within the limits', () => {
    const waits = accepted(leave());
    const one = accepted(answer(waits, 0, 'agree'));
    expect(
      [
        answer(bookedEvent(), 0, 'agree'),
        answer(one, 0, 'agree'),
        answer(waits, 2, 'agree'),
        answer(waits, 1, 'agree', { agreed: 'other' }),
        answer(waits, 1, 'agree', { limits: limits(20_000) }),
        answer(waits, 5, 'agree'),
      ].map(outcomeOf),
    ).toEqual(['unknown-resplit', 'share-answered', 'no-share', 'quote-changed', 'share-over-limit', 'no-share']);
  });
});

describe('what an event is charged', () => {
  test('is a charge for each share under its own payer, purse, number and treatment, named once', () => {
    const booking = bookedEvent();
    const [first] = booking.sessions;
    if (first?.funding.fund !== 'traded') throw new Error('it has a price');
    const charges = chargesFor(booking, first, first.funding, '');
    expect(
      charges.map(({ payer, school: at, purse, purchaseOrder, netPence, quoted, unitPricePence, share }) => [
        payer,
        at,
        purse,
        purchaseOrder,
        netPence,
        quoted.rail,
        unitPricePence,
        share?.ofPence,
      ]),
    ).toEqual([
      [nth(0).id, nth(0).id, 'own-funds', 'PO-0', 7_500, 'vat-invoice', 45_000, 22_500],
      [nth(1).id, nth(1).id, 'delegated-budget', 'PO-1', 7_500, 'journal', 45_000, 22_500],
      [nth(2).id, nth(2).id, 'delegated-budget', 'PO-2', 7_500, 'journal', 45_000, 22_500],
    ]);
    expect(new Set(charges.map(({ id }) => id)).size).toBe(3);
  });

  test('late is a fee shared as the price is, and a waiver withdraws every share of it', () => {
    const ladder = { ...pack.cancellation, waivers: [{ kind: 'substitute' as const }] } as typeof pack.cancellation;
    const day1 = {
      booking: bookedEvent(),
      now: Date.parse('2026-12-07T09:00:00Z'),
      ladder,
      wish: 'school' as const,
      vacancies: new Map(),
      allocations: new Map(),
    };
    const cancelled = accepted(decideCancellation(day1, { visits: ['01'], reason: 'Snow', feePence: 22_500 }));
    expect(cancelled.charges.map(({ netPence, payer }) => [netPence, payer])).toEqual(schools.map(({ id }) => [7_500, id]));
    const [session] = cancelled.booking.sessions;
    expect(session?.late?.charges?.map(({ payer }) => payer)).toEqual(schools.map(({ id }) => id));
    const other = { ...bookedEvent(), id: 'bkg_02' as BookingId, school: nth(5).id, createdAt: '2026-12-07T10:00:00.000Z' };
    const taking = { ...other, sessions: other.sessions.map((each) => ({ ...each, state: 'delivered' as const })) };
    const waived = decideWaiver(
      { ...day1, booking: cancelled.booking, other: taking, actor: lead },
      { visit: '01', kind: 'substitute', instead: { booking: taking.id, visit: '01' } },
    );
    expect(accepted(waived).withdrawn?.length).toBe(3);
  });

  test('is recorded as no other kind afterwards', () => {
    const booking = bookedEvent();
    const delivered = { ...booking, sessions: booking.sessions.map((each) => ({ ...each, state: 'delivered' as const })) };
    const facts = {
      id: 'rcl_1' as ReclassificationId,
      now,
      today: day('2026-12-10'),
      actor: manager,
      booking: delivered,
      price: undefined,
      treatment: undefined,
      paying: [],
      claimed: false,
    };
    expect(outcomeOf(decideAsking(facts, { visit: '01', to: 'free', reason: 'A mistake' }))).toBe('shared-price');
  });
});

test('a note of an event is read by those who share it, and a confidential one not through a trust', () => {
  const note = {
    officer: daniel.id,
    school: estuary.id,
    sharedBy: [nth(0).id],
    state: 'shared',
    dueOn: day('2026-12-10'),
  } as unknown as VisitNote;
  const reads = (readBy: 'all-concerned' | 'school-and-council', who = of(0)) =>
    mayRead({ ...note, template: { readBy } as VisitNote['template'] }, who, day('2026-12-11'));
  expect([reads('all-concerned'), reads('school-and-council'), reads('all-concerned', of(4)), reads('school-and-council', of(4))]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(reads('school-and-council', { ...of(0), through: 'trs_1' as OrganisationId })).toBe(false);
  expect(reads('all-concerned', actor('finance'))).toBe(true);
});

describe('the list of a trust’s bookings', () => {
  const trust = 'trs_5999' as OrganisationId;
  const { booking } = booked(quoted());
  const own = { ...booking, payer: booking.school };

  test('has what it organises, ordered or pays for, and nothing that its school has free or pays for itself', () => {
    expect(isTrusts(own, trust)).toBe(false);
    expect(isTrusts({ ...own, school: trust }, trust)).toBe(true);
    expect(isTrusts({ ...own, order: { id: 'ord_1' as never, by: trust } }, trust)).toBe(true);
    const paid = { perDayExVatPence: 45_000 };
    const of = (fund: string) => ({
      ...own,
      payer: trust,
      sessions: own.sessions.map((each) => ({ ...each, funding: { fund, ...paid } as never })),
    });
    expect(['traded', 'package', 'entitlement', 'core'].map((fund) => isTrusts(of(fund), trust))).toEqual([true, true, false, false]);
  });

  test('has an event for the shares that it pays, and a school its own', () => {
    const event = bookedEvent();
    const shares = event.event.shares.map((share, i) => (i === 0 ? share : { ...share, payer: trust }));
    const shared = { ...event, event: { ...event.event, shares } };
    expect(isTrusts(shared, trust)).toBe(true);
    expect(isTrusts(event, trust)).toBe(false);
    expect(sharesToldTo(shared, trust)).toEqual([nth(1).id, nth(2).id]);
    expect(sharesToldTo(shared, nth(0).id)).toEqual([nth(0).id]);
    expect(sharesToldTo(shared, event.school)).toBe(undefined);
  });
});

test('a line of an event names it, its service and the part, in lowest terms and among those who stayed; the part is never cut', () => {
  const event = bookedEvent();
  const titlesOf = (of: typeof event) =>
    of.sessions
      .flatMap((each) => (each.funding.fund === 'traded' ? chargesFor(of, each, each.funding, '2026-12-08T16:00:00.000Z') : []))
      .map(({ serviceTitle }) => serviceTitle);
  expect([...new Set(titlesOf(event))]).toEqual([`${event.event.title} (${headteacherRecruitment.title}), share 1/3`]);
  const weighted = {
    ...event,
    event: { ...event.event, shares: event.event.shares.map((share, i) => ({ ...share, weight: [100, 50, 50][i] ?? 0 })) },
  };
  expect(
    titlesOf(weighted)
      .slice(0, 3)
      .map((title) => title.split(', ').at(-1)),
  ).toEqual(['share 1/2', 'share 1/4', 'share 1/4']);
  const long = titlesOf({ ...event, serviceTitle: 'x'.repeat(300) });
  expect(long[0]).toHaveLength(300);
  expect(long[0]).toMatch(/\), share 1\/3$/);
});
