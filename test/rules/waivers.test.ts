// Waiving what a late cancellation cost: which visit takes the place of another, and which does not, and why.
import { describe, expect, test } from 'vitest';
import type { Ladder } from '../../functions/bookings/rules/ladder.ts';
import { decideCallWaiver, decideWaiver, isWaivable, whyNotInstead, withoutOther } from '../../functions/bookings/rules/waive.ts';
import type { BookedSession, Booking, LateCancellation } from '../../functions/bookings/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, ChargeId, OfficerId, OrganisationId, ServiceId } from '../../shared/ids.ts';
import { academy, actor, booked, freeAccount, maintained, outcomeOf, quoted } from '../bookings.ts';

const ladder: Ladder = { rungs: [], waivers: [{ kind: 'rebooked', withinWorkingDays: 20 }, { kind: 'substitute' }] };
const free = freeAccount(academy, 1);
const { booking: made } = booked(quoted({ freeAccounts: [free] }));
const [granted, paid] = made.sessions as [BookedSession, BookedSession];
const cost: LateCancellation = { notice: 2, workingDays: 5 };
const fee: LateCancellation = { ...cost, feePence: 11_250, charge: 'chg_1' as ChargeId, payer: academy.id, dueOn: '2027-01-01' as never };
const cancelled = (session: BookedSession, late: LateCancellation): BookedSession => ({
  ...session,
  state: 'cancelled',
  cancelledAt: '2026-11-27T09:00:00.000Z',
  late,
});
const lost = { booking: made, session: cancelled(paid, fee) };
const with_ = (booking: Partial<Booking>, session: Partial<BookedSession>) => ({
  booking: { ...made, id: 'bkg_other' as BookingId, createdAt: '2026-11-27T10:00:00.000Z', ...booking },
  session: { ...paid, ...session } as BookedSession,
});
const rebooked = with_({}, { state: 'delivered', session: '2026-12-31#am' as never });
const substitute = with_({ school: maintained.id }, { state: 'delivered' });

describe('a visit that was rebooked', () => {
  const why = (other: ReturnType<typeof with_>, of = ladder) => whyNotInstead('rebooked', of, lost, other);

  test('takes its place where it was booked afterwards, for the same school and service, and took place in time', () => {
    expect(why(rebooked)).toBeUndefined();
    // Twenty working days after 1 December end on the 31st, over Christmas.
    expect(why(with_({}, { state: 'delivered', session: '2027-01-04#am' as never }))).toBe(
      'It had to take place within 20 working days, by 31 December 2026.',
    );
    expect(why(with_({}, { state: 'booked' }))).toBe('That visit has not been delivered yet.');
    expect(why(with_({ createdAt: '2026-11-27T09:00:00.000Z' }, rebooked.session))).toContain('before this one was cancelled');
    for (const other of [{ school: maintained.id }, { service: 'svc_other' as ServiceId }])
      expect(why(with_(other, rebooked.session))).toContain('the same service to the same school');
    expect(why(with_({}, { ...rebooked.session, takesPlaceOf: { booking: made.id, visit: '01' } }))).toContain('of another one already');
    expect(why(rebooked, { rungs: [], waivers: [{ kind: 'substitute' }] })).toContain('waives nothing for that');
  });
});

describe('the officer’s work on a visit that was rebooked', () => {
  const work = (visit: BookedSession, session: string): BookedSession => ({
    ...visit,
    visit: '03',
    of: visit.visit,
    work: 'report',
    session: session as never,
  });
  const why = (reportOf: BookedSession, report: string) => {
    const report_ = work(lost.session, '2026-12-08#am');
    const given = { booking: { ...made, sessions: [lost.session, report_] }, session: report_ };
    const anew = work(reportOf, report);
    const taking = with_({ sessions: [reportOf, anew] }, { ...anew, state: 'delivered' });
    return whyNotInstead('rebooked', ladder, given, taking);
  };

  test('counts by the two visits: a report written after the day is in time, and one of a visit that was not is not', () => {
    expect(why(rebooked.session, '2027-01-07#am')).toBeUndefined();
    expect(why({ ...rebooked.session, session: '2027-01-04#am' as never }, '2027-01-07#am')).toContain('by 31 December 2026');
  });
});

describe('a substitute', () => {
  const why = (other: ReturnType<typeof with_>) => whyNotInstead('substitute', ladder, lost, other);

  test('is another school’s visit in the very session of the officer', () => {
    expect(why(substitute)).toBeUndefined();
    expect(why(with_({}, {}))).toBe('A substitute is a visit to another school.');
    expect(why(with_({ school: maintained.id }, { officer: 'off_other' as OfficerId }))).toContain('the same session of the same officer');
    expect(why(with_({ school: maintained.id }, { session: '2026-12-02#pm' as never }))).toContain('1 December 2026, afternoon');
    // It has the place from when it is booked: cancelling it costs that school what its own terms say.
    const rungs = [{ workingDays: 5, feeBasisPoints: 5_000, allocation: 'consumed' as const }];
    const charging = (session: Partial<BookedSession>, of: Ladder = { ...ladder, rungs }) =>
      whyNotInstead('substitute', of, lost, with_({ school: maintained.id }, { state: 'booked', ...session }));
    expect([charging({}), charging({ funding: granted.funding })]).toEqual([undefined, undefined]);
    // What may be given up again for nothing takes no place before it is delivered: two schools would waive each other's fees.
    const returning = { ...ladder, rungs: rungs.map((each) => ({ ...each, allocation: 'returned' as const })) };
    for (const free of [charging({ funding: { fund: 'core' } }), charging({ funding: granted.funding }, returning)])
      expect(free).toContain('would cost nothing');
    expect(charging({ state: 'delivered', funding: { fund: 'core' } })).toBeUndefined();
    // It is judged by the terms that the other was booked under: where these ask nothing, it could be given up for nothing.
    const other = { ...with_({ school: maintained.id }, { state: 'booked' }), terms: { rungs: [], waivers: [] } };
    expect(whyNotInstead('substitute', { ...ladder, rungs }, lost, other)).toContain('would cost nothing');
    expect(why(with_({ school: maintained.id }, { state: 'cancelled' }))).toBe('That visit was cancelled.');
  });
});

describe('a waiver', () => {
  const change = (session: BookedSession): Booking => ({
    ...made,
    sessions: made.sessions.map((each) => (each.visit === session.visit ? session : each)),
  });
  const other: Booking = { ...rebooked.booking, sessions: [{ ...rebooked.session, visit: '07' }] };
  const decide = (booking: Booking, visit: string, more: Partial<Parameters<typeof decideWaiver>[0]> = {}, taking = '07') =>
    decideWaiver(
      {
        booking,
        other,
        ladder,
        now: Date.parse('2027-01-01T09:00:00Z'),
        actor: actor('school-booker'),
        vacancies: new Map(),
        allocations: new Map(),
        ...more,
      },
      { visit, kind: 'rebooked', instead: { booking: other.id, visit: taking } },
    );

  test('of a fee withdraws its charge from billing, moves nothing in the ledger, and marks both visits', () => {
    const done = accepted(decide(change(lost.session), '02'));
    expect(done).toMatchObject({ withdrawn: [{ id: 'chg_1', payer: academy.id, deliveredOn: '2027-01-01' }], postings: [] });
    expect(done.booking.sessions[1]?.late?.waived).toMatchObject({ kind: 'rebooked', instead: { booking: other.id, visit: '07' } });
    expect(done.other.sessions[0]?.takesPlaceOf).toEqual({ booking: made.id, visit: '02' });
    // A school reads of either that it is so, and not which visit the other one is.
    const shown = [done.booking, done.other].flatMap(({ sessions }) => sessions.map(withoutOther));
    expect(JSON.stringify(shown.map(({ takesPlaceOf, late }) => [takesPlaceOf, late?.waived?.instead]))).not.toContain('bkg_');
    expect(shown[1]?.late?.waived?.kind).toBe('rebooked');
    expect([done.booking.version, done.other.version]).toEqual([made.version + 1, other.version + 1]);
    expect(isWaivable(done.booking.sessions[1] as BookedSession)).toBe(false);
    expect(outcomeOf(decide(done.booking, '02'))).toBe('wrong-state');
  });

  test('of a free half-day gives it back to its account, and withdraws no charge', () => {
    const done = accepted(decide(change(cancelled(granted, { ...cost, consumed: true })), '01'));
    expect(done.withdrawn).toBeUndefined();
    expect(done.postings.map((each) => ('transfer' in each ? [each.transfer.code, each.transfer.to] : []))).toEqual([
      ['restore', free.account],
    ]);
    expect(done.accounts).toEqual([free.account]);
  });

  test('by an inspection is of the visits of its week that the school gave up before, and of no other', () => {
    const of = { ...ladder, waivers: [{ kind: 'ofsted-call' as const }] };
    const called = (session: Partial<BookedSession>, week = '2026-11-30', terms: Ladder = of) =>
      decideCallWaiver(
        {
          booking: change({ ...cancelled(granted, { ...cost, consumed: true }), cancelledAtWish: 'school', ...session }),
          ladder: terms,
          now: Date.parse('2026-11-30T09:00:00Z'),
          actor: actor('school-booker'),
          vacancies: new Map(),
          allocations: new Map(),
        },
        { visit: '01', week: week as CivilDate },
      );
    const done = accepted(called({}));
    expect(done.booking.sessions[0]?.late?.waived).toEqual({ kind: 'ofsted-call', at: '2026-11-30T09:00:00.000Z' });
    expect(done.postings.map((each) => ('transfer' in each ? each.transfer.code : ''))).toEqual(['restore']);
    for (const refused of [
      called({}, '2026-12-07'),
      called({}, '2026-11-30', ladder),
      called({ bound: { notice: 2, date: '2026-11-25' as CivilDate } }),
      called({ late: cost }),
      called({ late: { ...cost, consumed: true, waived: { kind: 'rebooked', at: '2026-11-30T09:00:00.000Z' } } }),
    ])
      expect(outcomeOf(refused)).toBe('not-waivable');
  });

  test('is refused for what cost nothing, for visits there are none of, and for one of the same booking', () => {
    const late = change(lost.session);
    expect(outcomeOf(decide(made, '02'))).toBe('wrong-state');
    expect(outcomeOf(decide(late, '99'))).toBe('unknown-session');
    expect(outcomeOf(decide(late, '02', {}, '99'))).toBe('not-waivable');
    expect(outcomeOf(decide(late, '02', { other: late }, '01'))).toBe('not-waivable');
    expect(outcomeOf(decide(late, '02', { other: { ...other, school: 'sch_990002' as OrganisationId } }))).toBe('not-waivable');
  });
});
