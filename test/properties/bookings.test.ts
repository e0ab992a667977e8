// Random histories of vacancies, bookings, visits, cancellations and closings on the pure rules: the ledger balances, the wall holds,
// what was granted is always held, used, lapsed or left, and doing anything again adds nothing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideQuote } from '../../functions/bookings/rules/quote.ts';
import type { BookedSession } from '../../functions/bookings/schema.ts';
import type { Service } from '../../functions/catalogue/schema.ts';
import { figuresOf } from '../../functions/entitlements/rules/moves.ts';
import { statementLine } from '../../functions/entitlements/rules.ts';
import { freeSessions } from '../../functions/officers/rules.ts';
import { addDays, londonClock } from '../../shared/calendar.ts';
import { chart, kindOf } from '../../shared/ledger/chart.ts';
import { balances } from '../../shared/ledger/fold.ts';
import { academy, councilLaCode, daniel, day, freeAccount, headteacherRecruitment, maintained, now, pack, policy } from '../bookings.ts';
import { World } from '../world.ts';
import { type Step, step } from '../world-steps.ts';
import { hunt, report, soaking } from './budget.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const fullTime = { ...daniel, absences: [] };
/** What counts as used of free days: what was delivered, and what was cancelled too late and is not waived. */
const isUsed = ({ state, late }: Pick<BookedSession, 'state' | 'late'>) =>
  state === 'delivered' || (late?.consumed === true && !late.waived);
const sessionsOf = (world: World) => world.bookings.flatMap((booking) => booking.sessions.map((session) => ({ ...session, booking })));

function balanced({ ledger }: World): void {
  const accounts = balances(ledger.entries);
  for (const asset of ['half-day', 'penny'] as const) {
    const of = [...accounts].filter(([account]) => chart[kindOf(account)].asset === asset).map(([, head]) => head);
    expect(sum(of.map((head) => head.debitsPosted - head.creditsPosted))).toBe(0);
    expect(sum(of.map((head) => head.debitsPending - head.creditsPending))).toBe(0);
  }
  for (const [account, { closed, ...head }] of ledger.heads()) {
    expect(head).toEqual(accounts.get(account));
    expect(head.available).toBeGreaterThanOrEqual(0);
    if (closed) expect(head.available).toBe(0);
  }
}

function walled({ ledger }: World): void {
  for (const entry of ledger.entries) {
    const { from, to } = 'transfer' in entry ? entry.transfer : entry.settlement;
    expect(chart[kindOf(from)].fund).toBe(chart[kindOf(to)].fund);
  }
}

type Sessions = ReturnType<typeof sessionsOf>;
const drawnOn = (sessions: Sessions, account: string | undefined) =>
  sessions.filter(({ funding }) => funding.fund === 'entitlement' && funding.account === account);

function accountedFor(world: World): void {
  const heads = new Map(world.heads().map((head) => [head.account, head]));
  const sessions = sessionsOf(world);
  for (const vacancy of world.vacancies) {
    const { granted, held, used, lapsed, left } = statementLine(vacancy, heads.get(vacancy.account ?? ''));
    expect(held + used + lapsed + left).toBe(granted);
    expect(granted).toBe(vacancy.grantedHalfDays);
    const mine = drawnOn(sessions, vacancy.account);
    expect(held).toBe(mine.filter(({ state }) => state === 'booked').length);
    expect(used).toBe(mine.filter(isUsed).length);
    if (vacancy.state !== 'open') expect(left).toBe(0);
  }
  for (const allocation of world.allocations) {
    const { granted, held, used, lapsed, left } = figuresOf(allocation, heads.get(allocation.account));
    expect(held + used + lapsed + left).toBe(granted);
    expect(granted).toBe(allocation.target);
    const mine = drawnOn(sessions, allocation.account);
    expect(held).toBe(mine.filter(({ state }) => state === 'booked').length);
    expect(used).toBe(mine.filter(isUsed).length);
    if (allocation.state === 'closed') expect(left).toBe(0);
  }
}

function unpriced(world: World): void {
  for (const { funding } of sessionsOf(world))
    if (funding.fund !== 'traded') expect(JSON.stringify(funding)).not.toMatch(/pence|price|treatment/i);
  const free = new Set(
    sessionsOf(world)
      .filter(({ funding }) => funding.fund !== 'traded')
      .map(({ transfer }) => transfer),
  );
  for (const charge of world.charges) if (!world.withdrawn.has(charge.id)) expect(free.has(charge.transfer)).toBe(false);
  // A service that no rule pays for is never given, whatever is left on the school's accounts.
  for (const { funding, booking } of sessionsOf(world))
    if (booking.service === 'svc_reviews-of-governance') expect(funding.fund).toBe('traded');
}

function charged(world: World): void {
  const paid = sessionsOf(world).filter(({ state, funding }) => state === 'delivered' && funding.fund === 'traded');
  const fees = sessionsOf(world).flatMap(({ late }) => (late?.feePence !== undefined && !late.waived ? [late.feePence] : []));
  const standing = world.charges.filter(({ id }) => !world.withdrawn.has(id));
  expect(sum(standing.map(({ netPence }) => netPence))).toBe(
    sum(paid.map(({ funding }) => (funding.fund === 'traded' ? funding.perDayExVatPence / 2 : 0))) + sum(fees),
  );
  expect(new Set(standing.map(({ id }) => id)).size).toBe(paid.length + fees.length);
  expect(new Set(world.charges.map(({ id }) => id)).size).toBe(world.charges.length);
}

function slotted(world: World): void {
  const held = sessionsOf(world).filter(({ state }) => state !== 'cancelled');
  expect([...world.slots.keys()].sort()).toEqual(held.map(({ officer, session }) => `${officer} ${session}`).sort());
  const pending = new Set(world.ledger.pending().map(({ id }) => id));
  for (const { state, transfer } of sessionsOf(world)) expect(pending.has(transfer)).toBe(state === 'booked');
}

/** A booking that is cancelled late, one like it that takes place soon after, and what is said of it: with anything else in between. */
const cancelledLate: fc.Arbitrary<Step[]> = fc
  .record({
    school: fc.nat({ max: 3 }),
    service: fc.nat({ max: 3 }),
    between: fc.array(fc.array(step, { maxLength: 3 }), { minLength: 5, maxLength: 5 }),
  })
  .map(({ school, service, between }) => {
    const book: Step = { do: 'book', school, service, officer: 0, from: 1, halfDays: 4, ownFunds: true };
    const visits = [true, true, true, true];
    const waive = [0, 1, 2, 3].map((visit): Step => ({ do: 'waive', booking: 0, other: visit % 2, visit, substitute: visit === 3 }));
    const lived: Step[][] = [
      [book],
      [{ do: 'cancel', booking: 0, visits, wish: 'school' }],
      [book],
      [{ do: 'wait', days: 9 }],
      [
        { do: 'deliver', booking: 1, visits: visits.slice(1), wish: 'school' },
        ...waive,
        ...waive,
        { do: 'correct', booking: 0, visit: 0, approve: true },
      ],
    ];
    return lived.flatMap((steps, i) => [...steps, ...(between[i] ?? [])]);
  });

test('after every step of every history the ledger balances, the wall holds and every half-day and penny is accounted for', async () => {
  let steps = 0;
  const seen = new Map<string, number>();
  const anything = fc.array(step, { minLength: 5, maxLength: 60, size: 'max' });
  const life = fc.oneof({ weight: 3, arbitrary: anything }, { weight: 1, arbitrary: cancelledLate });
  // A soak tells a hundred thousand lives, however long they take.
  const lives = await hunt(
    life,
    (commands) => {
      const world = new World();
      for (const [n, command] of commands.entries()) {
        if (!world.take(command, n)) continue;
        steps += 1;
        seen.set(command.do, (seen.get(command.do) ?? 0) + 1);
        for (const holds of [balanced, walled, accountedFor, unpriced, charged, slotted]) holds(world);
      }
    },
    { milliseconds: 3_000, cases: 2_000, least: soaking ? 100_000 : 400 },
  );
  report(`booking histories, ${steps} steps (${[...seen].map(([name, count]) => `${name} ${count}`).join(', ')})`, lives);
  // A hunt in which nothing was ever delivered or closed would find nothing.
  for (const name of ['vacancy', 'book', 'deliver', 'cancel', 'close', 'grant', 'year-end', 'correct', 'waive'])
    expect(seen.get(name) ?? 0).toBeGreaterThan(20);
}, 7_200_000);

const first = day('2026-11-25');
test('a quote’s lines, sessions and sums agree, whatever is free and whatever the prices', async () => {
  const even = fc.integer({ min: 1, max: 100_000 }).map((n) => n * 2);
  const asked = fc.record({
    halfDays: fc.integer({ min: 1, max: 40 }),
    free: fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
    prices: fc.array(even, { minLength: 1, maxLength: 4 }),
    own: fc.boolean(),
  });
  const seen = await hunt(
    asked,
    ({ halfDays, free, prices, own }) => {
      const officer = fullTime;
      const sessions = freeSessions(officer, new Set(), first, addDays(first, 60), londonClock(now), pack.sessions).slice(0, halfDays);
      const of: Service = {
        ...headteacherRecruitment,
        prices: prices.map((perDayExVatPence, i) => ({
          from: i === 0 ? day('2026-09-01') : addDays(first, i * 7),
          perDayExVatPence,
          version: i + 1,
        })),
      };
      const school = own ? maintained : academy;
      const freeAccounts = free.map((available, i) => freeAccount(school, available, `vac_${i}`));
      const decision = decideQuote(
        { clock: londonClock(now), councilLaCode, school, service: of, officer, policy, taken: new Set(), booker: 'school', freeAccounts },
        { school: school.id, service: of.id, officer: officer.id, purse: own ? 'delegated-budget' : 'own-funds', halfDays, sessions },
      );
      if (!decision.ok) throw new Error(decision.refusal.name);
      const quote = decision.value;
      const given = Math.min(halfDays, sum(free));
      expect(sum(quote.lines.map((line) => line.halfDays))).toBe(halfDays);
      expect(quote.sessions.map(({ funding }) => funding.fund === 'traded')).toEqual(sessions.map((_, i) => i >= given));
      const perSession = quote.sessions.map(({ funding }) => (funding.fund === 'traded' ? funding.perDayExVatPence / 2 : 0));
      expect(quote.netPence).toBe(sum(perSession));
      expect(quote.netPence).toBe(sum(quote.lines.map((line) => (line.fund === 'traded' ? line.netPence : 0))));
      // One rate: 20 % of the whole, half-up, in exact integers.
      expect(quote.vatPence).toBe(own ? 0 : Number((BigInt(quote.netPence) * 2000n + 5000n) / 10000n));
      expect(quote.grossPence).toBe(quote.netPence + quote.vatPence);
      for (const value of [quote.netPence, quote.vatPence, ...perSession]) expect(Number.isSafeInteger(value)).toBe(true);
    },
    { milliseconds: 3_000, cases: 2_000, least: 100 },
  );
  report('quotes', seen);
});
