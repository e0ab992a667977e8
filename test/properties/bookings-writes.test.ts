// No change to a booking is more than one transaction holds, whatever its sessions draw on: the longest of each kind is counted, and others are tried.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideCancellation } from '../../functions/bookings/rules/cancel.ts';
import { accountsOf } from '../../functions/bookings/rules/drawing.ts';
import { decideBooking, decideDelivery } from '../../functions/bookings/rules/life.ts';
import { decideQuote, type QuoteFacts } from '../../functions/bookings/rules/quote.ts';
import { deliverySchema } from '../../functions/bookings/schema/notes.ts';
import type { QuoteCommand } from '../../functions/bookings/schema/quotes.ts';
import {
  type Booking,
  cancellationSchema,
  mostAccountsAtOnce,
  mostTeamAccountsAtOnce,
  mostTeamHalfDaysAtOnce,
  mostVisitsAtOnce,
} from '../../functions/bookings/schema.ts';
import { cancellationWrites, confirmationWrites, deliveryWrites } from '../../functions/bookings/store.ts';
import { decideClosing, decideVacancy } from '../../functions/entitlements/rules.ts';
import { type Allocation, nothingMoved } from '../../functions/entitlements/schema/allocations.ts';
import type { Vacancy } from '../../functions/entitlements/schema.ts';
import { freeSessions } from '../../functions/officers/rules.ts';
import { addDays, londonClock } from '../../shared/calendar.ts';
import { maximumWrites } from '../../shared/commit.ts';
import { accepted } from '../../shared/decision.ts';
import type { TeamId, VacancyId } from '../../shared/ids.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import {
  academy,
  actor,
  booked,
  daniel,
  day,
  delivering,
  freeAccount,
  headteacherRecruitment,
  now,
  pack,
  policy,
  quoteCommand,
  quoteFacts,
} from '../bookings.ts';
import { hunt, report } from './budget.ts';

// Only for the spelling of keys: nothing is sent.
const table = new CouncilTable(tableClient({ DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' }), 'daybook', 'essex');
const officer = { ...daniel, absences: [] };
const first = day('2026-11-25');
const sessions = freeSessions(officer, new Set(), first, addDays(first, 60), londonClock(now), pack.sessions);
const later = Date.parse('2027-03-01T09:00:00Z');
const nameOf = (i: number) => `vac_${String(i).padStart(2, '0')}`;

/** A vacancy that was recorded, drawn on and closed. */
function closed(i: number): Vacancy {
  const facts = { id: nameOf(i) as VacancyId, now, today: day('2026-11-24'), school: academy, policy, open: undefined };
  const recorded = decideVacancy(
    { ...facts, actor: actor('resource-manager') },
    { school: academy.id, post: 'headteacher', vacantFrom: first },
  );
  const { vacancy } = accepted(recorded);
  return accepted(decideClosing({ vacancy, head: undefined, now, actor: actor('resource-manager') }, { outcome: 'filled' })).vacancy;
}
const vacancies = Array.from({ length: 40 }, (_, i) => closed(i));

/** Every fee there can be, and nothing counted as used. */
const ladder = { rungs: [{ workingDays: 60, feeBasisPoints: 10_000, allocation: 'returned' as const }], waivers: [] };

/** How many writes each change to such a booking comes to; undefined when it cannot be booked at all. */
function writesOf(halfDays: number, free: readonly number[], visits: readonly string[], isClosed: boolean) {
  const facts = quoteFacts({ officer, freeAccounts: free.map((available, i) => freeAccount(academy, available, nameOf(i))) });
  return writesFor(facts, quoteCommand({ sessions: sessions.slice(0, halfDays) }), visits, isClosed);
}

function writesFor(
  facts: QuoteFacts,
  command: QuoteCommand,
  visits: readonly string[],
  isClosed: boolean,
  granted: ReadonlyMap<string, Allocation> = new Map(),
  fee = 0,
) {
  const quote = decideQuote(facts, command);
  if (!quote.ok) return undefined;
  const { booking: made } = booked(quote.value);
  // Held against a registered purchase order, which a team of the council has none of.
  const underOrder = (of: Booking): Booking => (of.team ? of : { ...of, purchaseOrderBy: of.payer });
  const booking = underOrder(made);
  const who = actor('officer');
  const confirmed = decideBooking(
    { id: booking.id, now, actor: actor('school-booker'), quote: quote.value, service: headteacherRecruitment },
    { purchaseOrder: 'PO-1' },
  );
  const delivered = decideDelivery(
    { booking, now: later, clock: londonClock(later), actor: who, policy },
    deliverySchema.parse(delivering(visits)),
  );
  const funding = new Map(isClosed ? vacancies.map((vacancy) => [vacancy.account ?? '', vacancy]) : []);
  const accounts = [...accountsOf(booking.sessions)].filter((each) => each.startsWith('budget/'));
  const closedOnes = new Map(isClosed ? accounts.map((each) => [each, { ...spent, account: each, grant: each.split('/')[2] ?? '' }]) : []);
  const cancelled = decideCancellation(
    {
      booking,
      now: later,
      vacancies: funding,
      allocations: isClosed ? closedOnes : granted,
      ...(fee > 0 ? { ladder, wish: 'school' } : {}),
    },
    cancellationSchema.parse({ visits, reason: 'Snow.', feePence: fee }),
  );
  return {
    // And the record of the command, and with each change the entry of the audit trail.
    confirmation: confirmationWrites(table, { ...accepted(confirmed), booking: underOrder(accepted(confirmed).booking) }, now).length + 2,
    delivery: deliveryWrites(table, accepted(delivered)).length + 1,
    cancellation: cancellationWrites(table, accepted(cancelled), later).length + 1,
  };
}

const team = { id: 'tea_north' as TeamId, name: 'North District Team' };
const spent = {
  type: 'allocation',
  holder: team.id,
  rule: 'district-teams',
  state: 'closed',
  policy: 'essex-2017/1',
  period: { from: day('2026-04-01'), to: day('2027-03-31') },
  clause: { reference: '3.2', text: 'The annual allocation of resources' },
  moved: nothingMoved,
  changes: [],
  version: 1,
} as unknown as Allocation;

/** A booking that a team pays for, from budgets that hold the price of so many half-days. */
function writesOfTeam(halfDays: number, held: readonly number[], visits: readonly string[]) {
  const budgets = held.map((count, i) => {
    const { available: _, ...of } = freeAccount(academy, 0);
    return { ...of, account: `budget/${team.id}/district-teams.budget-${i}/2026-04-01.2027-03-31`, availablePence: count * 22_500 };
  });
  const facts = quoteFacts({ officer, booker: 'council', team, budgets });
  const command = quoteCommand({ sessions: sessions.slice(0, halfDays), team: team.id });
  return writesFor(facts, command, visits, true);
}

const visitsTo = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1).padStart(2, '0'));
const ones = (count: number) => Array.from({ length: count }, () => 1);

test('the longest booking that is accepted is 97 writes, and what may be delivered and cancelled of it at once 47 and 65', () => {
  expect(writesOf(40, ones(mostAccountsAtOnce), visitsTo(mostVisitsAtOnce), true)).toEqual({
    confirmation: 97,
    delivery: 47,
    cancellation: 65,
  });
});

test('what comes back to as many plans, each of another pot that is overdrawn, is 89 writes with the fees of the visits that are paid for', () => {
  const account = (i: number, part = '') => `entitlement/ptn_estuary/days-${i}${part}/2026-09-01.2027-08-31`;
  const freeAccounts = ones(mostAccountsAtOnce).map((available, i) => ({
    ...freeAccount(academy, available),
    account: account(i, '.pln_01'),
  }));
  const granted = freeAccounts.flatMap((_, i) => [
    { ...spent, state: 'open' as const, account: account(i, '.pln_01'), grant: `days-${i}.pln_01`, target: 0, shortfall: 0 },
    { ...spent, state: 'open' as const, account: account(i), grant: `days-${i}`, target: 0, shortfall: 1 },
  ]);
  const facts = quoteFacts({ officer, freeAccounts });
  const allocations = new Map(granted.map((each) => [each.account, each]));
  const fees = (mostVisitsAtOnce - mostAccountsAtOnce) * 22_500;
  const command = quoteCommand({ sessions: sessions.slice(0, 40) });
  const writes = writesFor(facts, command, visitsTo(mostVisitsAtOnce), false, allocations, fees);
  expect(writes?.cancellation).toBe(89);
});

test('the longest that a team pays for is 96 writes, and what is delivered and cancelled of it 66 and 68; longer ones, and from more accounts, are refused', () => {
  const held = [13, ...ones(mostTeamAccountsAtOnce - 2), 13];
  expect(writesOfTeam(mostTeamHalfDaysAtOnce, held, visitsTo(mostVisitsAtOnce))).toEqual({
    confirmation: 96,
    delivery: 66,
    cancellation: 68,
  });
  expect(writesOfTeam(mostTeamHalfDaysAtOnce + 1, [29], visitsTo(1))).toBeUndefined();
  expect(writesOfTeam(mostTeamHalfDaysAtOnce, ones(28), visitsTo(1))).toBeUndefined();
});

test('a booking that would draw on more accounts is refused, and more sessions at once are too', () => {
  const freeAccounts = ones(mostAccountsAtOnce + 1).map((available, i) => freeAccount(academy, available, nameOf(i)));
  const decision = decideQuote(quoteFacts({ officer, freeAccounts }), quoteCommand({ sessions: sessions.slice(0, 40) }));
  expect(decision).toMatchObject({ ok: false, refusal: { name: 'too-many-sessions' } });
  for (const schema of [deliverySchema, cancellationSchema])
    expect(schema.safeParse({ visits: visitsTo(mostVisitsAtOnce + 1), reason: 'Snow.' }).success).toBe(false);
});

test('no accepted change is more than one transaction holds', async () => {
  const asked = fc.record({
    halfDays: fc.integer({ min: 1, max: 40 }),
    free: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 40 }),
    named: fc.uniqueArray(fc.nat({ max: 39 }), { minLength: 1, maxLength: mostVisitsAtOnce }),
    isClosed: fc.boolean(),
  });
  let booked = 0;
  const seen = await hunt(
    asked,
    ({ halfDays, free, named, isClosed }) => {
      const visits = [...new Set(named.map((i) => String((i % halfDays) + 1).padStart(2, '0')))];
      const writes = writesOf(halfDays, free, visits, isClosed);
      if (!writes) return;
      booked += 1;
      expect(Math.max(...Object.values(writes))).toBeLessThanOrEqual(maximumWrites);
    },
    { milliseconds: 2_000, cases: 2_000, least: 200 },
  );
  report(`writes of changes to bookings, ${booked} booked`, seen);
  expect(booked).toBeGreaterThan(20);
});
