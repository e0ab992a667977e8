// The wall where a team pays: a budget in pence never pays a half-day by right, a half-day by right never pays a price, and neither is ever a school's.
import fc from 'fast-check';
import { expect } from 'vitest';
import { decideCancellation } from '../../functions/bookings/rules/cancel.ts';
import { decideBooking, decideDelivery } from '../../functions/bookings/rules/life.ts';
import { decideQuote } from '../../functions/bookings/rules/quote.ts';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { adoptService } from '../../functions/catalogue/rules.ts';
import type { Service } from '../../functions/catalogue/schema.ts';
import { accountsFor } from '../../functions/entitlements/rules/funding.ts';
import { freeSessions } from '../../functions/officers/rules.ts';
import { addDays, londonClock, type SessionKey } from '../../shared/calendar.ts';
import type { BookingId, TeamId } from '../../shared/ids.ts';
import { account, chart, kindOf } from '../../shared/ledger/chart.ts';
import { balances } from '../../shared/ledger/fold.ts';
import { emptyHead } from '../../shared/ledger/heads.ts';
import { memoryLedger } from '../../shared/ledger/memory.ts';
import { transfer } from '../../shared/ledger/transfers.ts';
import { halfDayPence } from '../../shared/money.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { actor, councilLaCode, daniel, day, delivering, maintained, now } from '../bookings.ts';
import { holds } from './budget.ts';

const team = { id: 'tea_schools-forum' as TeamId, name: 'De-delegated school improvement fund' };
const pack = rivermouth2026;
const policy = { version: 1, effectiveAt: '2026-08-31T23:00:00.000Z', publishedAt: '2026-08-01T09:00:00.000Z', pack };
const officer = { ...daniel, absences: [], skills: pack.services.map(({ skill }) => skill) };
const year = '2026-04-01.2027-03-31';
const teamDays = account('entitlement', team.id, 'de-delegated-fund', year);
const budgets = ['de-delegated-fund.budget', 'de-delegated-fund.budget-carried'].map((grant) => account('budget', team.id, grant, year));
const schoolDays = account('entitlement', maintained.id, 'autumn-visit', '2026-09-01.2027-08-31');
const services = ['headteacher-coaching', 'curriculum-review', 'autumn-conversation', 'safeguarding-advice'].map((code): Service => {
  const offered = pack.services.find((each) => each.code === code);
  if (!offered) throw new Error(`not in the pack: ${code}`);
  return {
    ...adoptService(undefined, offered, pack, day('2026-09-01')).service,
    minimumHalfDays: 1,
    preparationHalfDays: 0,
    reportHalfDays: 0,
  };
});

const history = fc.record({
  days: fc.nat({ max: 5 }),
  own: fc.nat({ max: 3 }),
  /** In half-days of coaching, and a few pence that are enough for none. */
  held: fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 3 }), fc.nat({ max: 9 })),
  bookings: fc.array(
    fc.record({
      service: fc.nat({ max: services.length - 1 }),
      pays: fc.constantFrom('team' as const, 'school' as const, 'council' as const),
      halfDays: fc.integer({ min: 1, max: 5 }),
      fates: fc.array(fc.constantFrom('deliver' as const, 'cancel' as const, 'wait' as const), { minLength: 5, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const refusedAs = ['budget-too-small', 'no-free-days-left', 'buyer-must-agree', 'not-on-sale'];

holds(
  'what a team pays for comes from its own days and its own pence, each whole, and what comes back goes back',
  history,
  ({ days, own, held, bookings }) => {
    const ledger = memoryLedger();
    const made: Booking[] = [];
    const charges: Charge[] = [];
    const details = (name: string) => ({ name, now, cause: {} });
    const post = (postings: Parameters<typeof ledger.post>[0]) => expect(ledger.post(postings)).toMatchObject({ ok: true });
    const given: [string, number][] = [
      [teamDays, days],
      [schoolDays, own],
      [budgets[0] as string, held[0] * 26_000 + held[2]],
      [budgets[1] as string, held[1] * 26_000],
    ];
    if (days > 0) post([{ transfer: transfer('grant', account('grants', 'de-delegated-fund'), teamDays, days, details('team')) }]);
    if (own > 0) post([{ transfer: transfer('grant', account('grants', 'autumn-visit'), schoolDays, own, details('own')) }]);
    for (const [i, budget] of budgets.entries()) {
      const pence = given[i + 2]?.[1] ?? 0;
      if (pence > 0)
        post([{ transfer: transfer('fund-budget', account('funding', 'de-delegation'), budget, pence, details(`fund-${i}`)) }]);
    }
    const headOf = (of: string) => ({ ...(ledger.head(of) ?? emptyHead), account: of });
    const allSessions = freeSessions(
      officer,
      new Set(),
      day('2026-11-30'),
      addDays(day('2026-11-30'), 30),
      londonClock(now),
      pack.sessions,
    );
    let from = 0;

    for (const [n, { service: which, pays, halfDays, fates }] of bookings.entries()) {
      const service = services[which] as Service;
      const sessions: SessionKey[] = allSessions.slice(from, from + halfDays);
      from += halfDays;
      const booker = pays === 'school' ? 'school' : 'council';
      const paying = (accounts: readonly string[]) => accountsFor(service.code, pack, accounts.map(headOf), booker).free;
      const asked = pays === 'team' ? team : undefined;
      const decision = decideQuote(
        {
          clock: londonClock(now),
          councilLaCode,
          school: maintained,
          service,
          officer,
          policy,
          taken: new Set(),
          booker,
          // What is the school's is among them too: a team draws on its own all the same.
          freeAccounts: paying([schoolDays, teamDays]),
          ...(asked
            ? { team: asked, budgets: paying(budgets).map(({ available, ...each }) => ({ ...each, availablePence: available })) }
            : {}),
        },
        {
          school: maintained.id,
          service: service.id,
          officer: officer.id,
          purse: 'delegated-budget',
          halfDays: sessions.length,
          sessions,
          ...(asked ? { team: asked.id } : {}),
        },
      );
      if (!decision.ok) {
        expect(refusedAs).toContain(decision.refusal.name);
        continue;
      }
      const quote = decision.value;
      const booked = decideBooking({ id: `bkg_${n}` as BookingId, now, actor: actor('resource-manager'), quote, service }, {});
      if (!booked.ok) throw new Error(booked.refusal.name);
      // Whatever the rules accept on facts that are up to date, the ledger takes.
      post(booked.value.postings);
      let { booking } = booked.value;
      const visits = (fate: (typeof fates)[number]) => booking.sessions.map(({ visit }) => visit).filter((_, i) => fates[i] === fate);
      if (visits('deliver').length > 0) {
        const later = {
          now: now + 60 * 86_400_000,
          clock: { date: day('2027-01-20'), time: '18:00' },
          actor: actor('officer'),
          policy,
        };
        const delivered = decideDelivery({ booking, ...later }, delivering(visits('deliver'), 'Done as agreed.'));
        if (!delivered.ok) throw new Error(delivered.refusal.name);
        post(delivered.value.postings);
        ({ booking } = delivered.value);
        charges.push(...delivered.value.charges);
      }
      if (visits('cancel').length > 0) {
        const cancelled = decideCancellation(
          { booking, now, vacancies: new Map(), allocations: new Map() },
          { visits: visits('cancel'), reason: 'Snow' },
        );
        if (!cancelled.ok) throw new Error(cancelled.refusal.name);
        post(cancelled.value.postings);
        ({ booking } = cancelled.value);
      }
      made.push(booking);
    }

    const sessions = made.flatMap((booking) => booking.sessions.map((session) => ({ ...session, booking })));
    const transfers = ledger.entries.flatMap((entry) => ('transfer' in entry ? [entry.transfer] : []));
    for (const { funding, booking, visit, transfer: id } of sessions) {
      const own = transfers.filter(({ cause }) => cause.booking === booking.id && cause.session === visit);
      const price = funding.fund === 'traded' && funding.budget ? [halfDayPence(funding.perDayExVatPence)] : [];
      // One half-day, and a price in pence for what a budget pays, and for nothing else.
      expect(own.filter(({ asset }) => asset === 'half-day').map((each) => [each.id, each.amount])).toEqual([[id, 1]]);
      expect(own.filter(({ asset }) => asset === 'penny').map(({ amount }) => amount)).toEqual(price);
      if (funding.fund !== 'traded') expect(JSON.stringify(funding)).not.toMatch(/pence|price|treatment|budget\//i);
      if (funding.fund === 'entitlement') expect(funding.account).toBe(booking.team ? teamDays : schoolDays);
      if (funding.fund === 'traded') expect(Boolean(funding.budget)).toBe(booking.team !== undefined);
    }
    for (const { from: source, to, asset } of transfers) {
      expect(chart[kindOf(source)].fund).toBe(chart[kindOf(to)].fund);
      expect([chart[kindOf(source)].asset, chart[kindOf(to)].asset]).toEqual([asset, asset]);
    }
    const accounts = balances(ledger.entries);
    for (const asset of ['half-day', 'penny'] as const) {
      const of = [...accounts].filter(([each]) => chart[kindOf(each)].asset === asset).map(([, head]) => head);
      expect(sum(of.map(({ debitsPosted, creditsPosted }) => debitsPosted - creditsPosted))).toBe(0);
    }
    const priceOf = (state: string, of: string) =>
      sum(
        sessions.flatMap(({ funding, state: is }) =>
          is === state && funding.fund === 'traded' && funding.budget?.account === of ? [halfDayPence(funding.perDayExVatPence)] : [],
        ),
      );
    for (const [i, budget] of budgets.entries()) {
      const head = headOf(budget);
      expect([head.creditsPending, head.creditsPosted]).toEqual([priceOf('booked', budget), priceOf('delivered', budget)]);
      expect(head.available).toBe((given[i + 2]?.[1] ?? 0) - head.creditsPending - head.creditsPosted);
      expect(head.available).toBeGreaterThanOrEqual(0);
    }
    // What the budgets have paid is what is recharged to the team; every other charge is its school's.
    const toTeam = charges.filter(({ payer }) => payer === team.id);
    expect(sum(toTeam.map(({ netPence }) => netPence))).toBe(sum(budgets.map((budget) => headOf(budget).creditsPosted)));
    for (const charge of toTeam) expect(charge.quoted).toEqual({ rail: 'journal', category: 'O', rateBasisPoints: 0 });
    for (const { payer, budget } of charges) expect([team.id, maintained.id]).toContain(budget ? payer : maintained.id);
    expect(charges.every(({ payer, budget }) => (payer === team.id) === (budget !== undefined))).toBe(true);
  },
  { milliseconds: 4_000, cases: 1_500 },
);
