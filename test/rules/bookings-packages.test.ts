// Half-days that were paid for in advance: after what is free and before what costs money, by whoever bought them, on their days; and what comes back of them.
import { describe, expect, test } from 'vitest';
import { decideCancellation } from '../../functions/bookings/rules/cancel.ts';
import type { PackageFacts } from '../../functions/bookings/rules/facts.ts';
import { sumOf, termsFor } from '../../functions/bookings/rules/ladder.ts';
import { decideMove } from '../../functions/bookings/rules/move.ts';
import { holdersFor, mayPayFor, packageFacts } from '../../functions/bookings/rules/packages.ts';
import { agreedText, decideQuote } from '../../functions/bookings/rules/quote.ts';
import { decideWaiver } from '../../functions/bookings/rules/waive.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import type { AgreementId } from '../../shared/ids.ts';
import { packageAccount } from '../../shared/ledger/chart.ts';
import { emptyHead } from '../../shared/ledger/heads.ts';
import type { Posting } from '../../shared/ledger/post.ts';
import {
  academy,
  actor,
  booked,
  day,
  freeAccount,
  headteacherRecruitment,
  maintained,
  now,
  pack,
  quoteCommand,
  quoted,
  quoteFacts,
  session,
} from '../bookings.ts';

const agreement = 'agr_01' as AgreementId;
const period = { from: day('2026-11-01'), to: day('2026-12-20') };
const held = (more: Partial<PackageFacts> = {}): PackageFacts => ({
  account: packageAccount({ holder: academy.id, code: 'three-visits', agreement, period }),
  holder: academy.id,
  title: 'Three visits',
  agreement,
  services: [headteacherRecruitment.code],
  from: period.from,
  expires: period.to,
  available: 3,
  bought: 3,
  ...more,
});
const codes = (postings: readonly Posting[]) =>
  postings.map((each) => ('transfer' in each ? each.transfer.code : `${each.settlement.outcome} ${each.settlement.from.split('/')[0]}`));
const refusal = (decision: Decision<unknown>) => (decision.ok ? 'accepted' : decision.refusal.name);
const lines = (facts: Parameters<typeof quoted>[0], command?: Parameters<typeof quoted>[1]) =>
  quoted(facts, command).lines.map(({ fund, halfDays }) => [fund, halfDays]);

describe('a quote', () => {
  const four = { sessions: ['2026-12-01#am', '2026-12-01#pm', '2026-12-02#am', '2026-12-02#pm'] };
  test('draws on what is free first, then on the package, then on money', () => {
    const facts = { freeAccounts: [freeAccount(academy, 1)], packages: [held({ available: 2 })] };
    expect(lines(facts, four)).toEqual([
      ['entitlement', 1],
      ['package', 2],
      ['traded', 1],
    ]);
    const quote = quoted(facts, four);
    expect(quote.lines[1]).toMatchObject({ leftHalfDays: 0, boughtHalfDays: 3 });
    expect(quote.lines[1]).not.toHaveProperty('unitPricePence');
    expect(agreedText(quote)).toContain(held().account);
  });

  test.each([
    ['whoever keeps it for later', {}, { ...four, withoutPackage: true as const }, ['traded', 4]],
    ['days after its last', { packages: [held({ expires: day('2026-11-30') })] }, four, ['traded', 4]],
    ['another service', { packages: [held({ services: ['other'] })] }, four, ['traded', 4]],
    ['nothing left', { packages: [held({ available: 0 })] }, four, ['traded', 4]],
  ])('spends none for %s', (_, facts, command, line) => {
    expect(lines({ packages: [held()], ...facts }, command)).toEqual([line]);
  });

  test('of the council spends nothing of a school’s', () => {
    expect(refusal(decideQuote(quoteFacts({ booker: 'council', packages: [held()] }), quoteCommand()))).toBe('buyer-must-agree');
  });

  test('spends first what expires first', () => {
    const later = held({ account: `${held().account}x`, expires: day('2027-03-31') });
    const head = (account: string) => ({ ...emptyHead, account, available: 1 });
    const of = ({ account, bought, available: _, ...rest }: PackageFacts) => ({
      holding: { type: 'holding' as const, account, halfDays: bought, ...rest, services: [...rest.services] },
      head: head(account),
    });
    expect(packageFacts([of(later), of(held())]).map(({ expires }) => expires)).toEqual(['2026-12-20', '2027-03-31']);
    expect(packageFacts([{ ...of(held()), head: { ...head(held().account), closed: true } }])).toEqual([]);
    expect([
      mayPayFor(headteacherRecruitment.code, day('2026-12-20'))(held()),
      mayPayFor(headteacherRecruitment.code, day('2026-12-21'))(held()),
    ]).toEqual([true, false]);
  });

  test('looks at the packages of whoever is acted for, and of nobody else', () => {
    expect(holdersFor(actor('school-booker', { organisation: academy.id }), [])).toEqual([academy.id]);
    expect(holdersFor(actor('resource-manager'), [])).toEqual([]);
    expect(holdersFor(actor('partnership-lead', { organisation: 'ptn_x' as never }), [])).toEqual([]);
    expect(holdersFor(actor('resource-manager'), [held().account])).toEqual([academy.id]);
  });
});

const bookedFrom = (sessions: string[]): Booking => booked(quoted({ packages: [held()] }, { sessions })).booking;
const grants = { vacancies: new Map(), allocations: new Map() };
const ladder = {
  rungs: [{ workingDays: 10, feeBasisPoints: 5_000, allocation: 'consumed' as const }],
  waivers: [{ kind: 'rebooked' as const, withinWorkingDays: 30 }],
};
const cancelled = (booking: Booking, at: string) => {
  const today = day(at.slice(0, 10));
  const cost = sumOf(booking.sessions.map((each) => termsFor(booking, each, { ladder, today, wish: 'school' })));
  return accepted(
    decideCancellation({ booking, now: Date.parse(at), ladder, wish: 'school', ...grants }, { visits: ['01'], reason: 'Snow', ...cost }),
  );
};

describe('a visit of a package', () => {
  test('has no price and is charged nothing', () => {
    const booking = bookedFrom(['2026-12-16#am']);
    expect([booking.netPence, booking.sessions[0]?.funding.fund]).toEqual([0, 'package']);
  });

  test('comes back to it in good time, and counts as used with too little notice', () => {
    const early = cancelled(bookedFrom(['2026-12-16#am']), '2026-11-25T09:00:00Z');
    expect(codes(early.postings)).toEqual(['void package']);
    const late = cancelled(bookedFrom(['2026-12-16#am']), '2026-12-14T09:00:00Z');
    expect(codes(late.postings)).toEqual(['void package', 'consume-package']);
    expect(late.booking.sessions[0]?.late).toMatchObject({ consumed: true });
    expect(late.charges).toEqual([]);
  });

  test('lapses in the same breath where it comes back after the last day', () => {
    const over = accepted(
      decideCancellation(
        { booking: bookedFrom(['2026-12-16#am']), now: Date.parse('2026-12-22T09:00:00Z'), ...grants },
        { visits: ['01'], reason: 'Never took place' },
      ),
    );
    expect(codes(over.postings)).toEqual(['void package', 'lapse-package']);
    expect(over.booking.sessions[0]?.lapsed).toBe(true);
  });

  test.each([
    ['2026-12-18T09:00:00Z', false, ['restore-package']],
    ['2027-01-11T09:00:00Z', false, ['restore-package', 'lapse-package']],
    // An agreement that was ended early has closed the account before its last day.
    ['2026-12-18T09:00:00Z', true, ['restore-package', 'lapse-package']],
  ])('that counted as used is given back once it is rebooked, on %s, ended early: %s', (at, hasEnded, moved) => {
    const lost = cancelled(bookedFrom(['2026-12-16#am']), '2026-12-14T09:00:00Z').booking;
    const again = bookedFrom(['2026-12-17#am']);
    const [visit] = again.sessions;
    if (!visit) throw new Error('nothing was booked');
    const other: Booking = {
      ...again,
      id: 'bkg_02' as never,
      createdAt: '2026-12-14T10:00:00.000Z',
      sessions: [{ ...visit, state: 'delivered' }],
    };
    const command = { visit: '01', kind: 'rebooked' as const, instead: { booking: other.id, visit: '01' } };
    const waived = accepted(
      decideWaiver({ booking: lost, other, ladder, hasEnded, now: Date.parse(at), actor: actor('finance'), ...grants }, command),
    );
    expect(codes(waived.postings)).toEqual(moved);
  });

  test('moves within the days of its package, and not beyond them', () => {
    const booking = bookedFrom(['2026-12-08#am']);
    const move = (to: string, packages = [held({ available: 1 })]) =>
      decideMove(
        { booking, now, ladder: { rungs: [], waivers: [] }, wish: 'council', quote: quoteFacts({ booker: 'council', packages }) },
        { visit: '01', to: session(to) },
      );
    expect(refusal(move('2026-12-16#am'))).toBe('accepted');
    expect(refusal(move('2027-01-12#am'))).toBe('move-changes-cost');
    expect(refusal(move('2026-12-16#am', []))).toBe('move-changes-cost');
  });
});

test('a pack without packages sells none, and these facts are of another school', () => {
  expect(pack.packages).toEqual([]);
  expect(held().holder).not.toBe(maintained.id);
});
