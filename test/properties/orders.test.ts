// Orders for several schools of every shape: the writes they take are counted exactly, each item is written once, and what they draw on is never more than there is.
import fc from 'fast-check';
import { expect } from 'vitest';
import { decideBooking } from '../../functions/bookings/rules/life.ts';
import { decideOrder, type OrderPart, writesOfOrder } from '../../functions/bookings/rules/orders/order.ts';
import { shareHalfDays } from '../../functions/bookings/rules/orders/order-days.ts';
import { purchaseOrderChanges } from '../../functions/bookings/rules/purchase-orders.ts';
import { decideRequest } from '../../functions/bookings/rules/requests.ts';
import type { Order } from '../../functions/bookings/schema/orders.ts';
import { orderAskedWrites, orderWrites } from '../../functions/bookings/store/orders.ts';
import type { FreeAccount } from '../../functions/entitlements/schema.ts';
import type { Limits } from '../../functions/identity/schema/limits.ts';
import { freeSessions } from '../../functions/officers/rules.ts';
import { addDays, londonClock } from '../../shared/calendar.ts';
import { maximumWrites } from '../../shared/commit.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, OrderId, OrganisationId, PersonId } from '../../shared/ids.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import { actor, daniel, day, freeAccount, headteacherRecruitment, now, pack, quoteCommand, quoteFacts, school } from '../bookings.ts';
import { holds } from './budget.ts';

// Only for the spelling of keys: nothing is sent.
const table = new CouncilTable(tableClient({ DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' }), 'daybook', 'essex');
const officer = { ...daniel, absences: [] };
const schools = Array.from({ length: 24 }, (_, i) => school(990100 + i, `School ${i}`, 'academy'));
const first = day('2026-12-01');
const sessions = freeSessions(officer, new Set(), first, addDays(first, 200), londonClock(now), pack.sessions);
const estuary = 'ptn_estuary' as OrganisationId;
const trust = 'trs_5902' as OrganisationId;

const pot = (available: number): FreeAccount => ({
  ...freeAccount(schools[0] as (typeof schools)[number], available),
  account: `entitlement/${estuary}/partnership-days/2026-09-01.2027-08-31`,
  holder: estuary,
});

type Asked = { pot: number; parts: { halfDays: number; own: number; number: number }[]; turn: number };
const asked: fc.Arbitrary<Asked> = fc.record({
  pot: fc.nat({ max: 12 }),
  turn: fc.nat({ max: 23 }),
  parts: fc.array(fc.record({ halfDays: fc.integer({ min: 1, max: 6 }), own: fc.nat({ max: 3 }), number: fc.nat({ max: 3 }) }), {
    minLength: 1,
    maxLength: 24,
  }),
});

/** The schools' parts, each with half-days of its own; who comes first by date is not who is named first. */
function partsOf({ pot: available, parts, turn }: Asked): OrderPart[] {
  const dates = parts.map(({ halfDays }, i) => {
    const used = parts.slice(0, i).reduce((sum, each) => sum + each.halfDays, 0);
    return sessions.slice(used, used + halfDays);
  });
  const turned = [...dates.slice(turn % parts.length), ...dates.slice(0, turn % parts.length)];
  return parts.map(({ own }, i) => {
    const of = schools[i] as (typeof schools)[number];
    const freeAccounts = [...(own > 0 ? [freeAccount(of, own, `vac_${i}`)] : []), ...(available > 0 ? [pot(available)] : [])];
    const memberships = [{ member: of.id, group: estuary, from: day('2020-09-01') }];
    return {
      facts: quoteFacts({ school: of, officer, freeAccounts, memberships }),
      command: quoteCommand({ school: of.id, sessions: turned[i] ?? [] }),
    };
  });
}

const order = (parts: Order['parts']): Order => ({
  type: 'order',
  id: 'ord_01' as OrderId,
  by: trust,
  service: headteacherRecruitment.id,
  serviceTitle: headteacherRecruitment.title,
  parts,
  halfDays: 1,
  netPence: 0,
  vatPence: 0,
  policy: 'essex-2017/1',
  orderedBy: 'per_01' as PersonId,
  createdAt: new Date(now).toISOString(),
});
const limits: Limits = {
  type: 'limits',
  organisation: trust,
  people: [],
  othersMostPence: 0,
  approver: 'per_head' as PersonId,
  everyBooking: false,
  version: 1,
};
const unlimited: Limits = { ...limits, people: [{ person: 'per_head' as PersonId, mostPence: null }] };

/** Beside what the store writes: an entry of the audit trail for each school, one for the order, and the record of the command. */
const besides = (schoolsOf: number) => schoolsOf + 2;
const keysOf = (writes: readonly { key: { pk: string; sk: string } }[]) => writes.map(({ key }) => `${key.pk} ${key.sk}`);

holds(
  'an order takes exactly as many writes as are counted, each item once, and asking for it takes no more',
  asked,
  (of) => {
    const decision = decideOrder(partsOf(of));
    if (!decision.ok) {
      expect(decision.refusal.name).toBe('order-too-large');
      return;
    }
    const quotes = decision.value.parts;
    const who = actor('trust-booker', { person: 'per_01' as PersonId, organisation: trust });
    const confirmed = quotes.map((quote, i) => {
      const id = `bkg_${String(i).padStart(2, '0')}` as BookingId;
      const number = of.parts[i]?.number ?? 0;
      const made = accepted(
        decideBooking({ id, now, actor: who, quote, service: headteacherRecruitment }, { purchaseOrder: `PO-${number}` }),
      );
      // Of those that pay three in four name a registered order of their trust's, some with others.
      return number > 0 && quote.netPence > 0 ? { ...made, booking: { ...made.booking, purchaseOrderBy: trust } } : made;
    });
    const registered = purchaseOrderChanges(
      [],
      confirmed.map(({ booking }) => booking),
    ).length;
    const writes = orderWrites(table, order([]), confirmed, now);
    expect(writes.length + besides(quotes.length)).toBe(writesOfOrder(quotes, registered));
    expect(new Set(keysOf(writes)).size).toBe(writes.length);
    // What is refused before anybody has named a purchase order leaves room for them.
    expect(writesOfOrder(quotes, registered)).toBeLessThanOrEqual(writesOfOrder(quotes));
    expect(writesOfOrder(quotes)).toBeLessThanOrEqual(maximumWrites);
    const requests = quotes.map((quote, i) => {
      const part = partsOf(of)[i];
      const slots = confirmed[i]?.slots ?? [];
      if (!part) throw new Error('each quote has its part');
      const facts = { id: `bkg_${i}` as BookingId, now, actor: who, quote, command: part.command, limits: unlimited, slots, waiting: [] };
      return accepted(decideRequest(facts, {}));
    });
    const asking = orderAskedWrites(table, order([]), requests, now);
    expect(asking.length + besides(quotes.length)).toBeLessThanOrEqual(writes.length + besides(quotes.length));
    expect(new Set(keysOf(asking)).size).toBe(asking.length);
  },
  { milliseconds: 1_200, cases: 400 },
);

holds(
  'whatever several schools draw on is never overdrawn, nothing of it is left while one of them pays, and it goes in the order of their first dates',
  asked,
  (of) => {
    const parts = partsOf(of);
    const decision = decideOrder(parts);
    if (!decision.ok) return;
    const quotes = decision.value.parts;
    const drawn = new Map<string, number>();
    for (const { funding } of quotes.flatMap(({ sessions: all }) => all))
      if (funding.fund === 'entitlement') drawn.set(funding.account, (drawn.get(funding.account) ?? 0) + 1);
    const has = new Map(parts.flatMap(({ facts }) => facts.freeAccounts.map(({ account, available }) => [account, available])));
    for (const [account, halfDays] of drawn) expect(halfDays).toBeLessThanOrEqual(has.get(account) ?? 0);
    const fromPot = drawn.get(pot(1).account) ?? 0;
    const pays = (i: number) => quotes[i]?.sessions.some(({ funding }) => funding.fund === 'traded');
    if (quotes.some((_, i) => pays(i))) expect(fromPot).toBe(of.pot);
    const turn = quotes.map((quote, i) => ({ i, at: quote.sessions[0]?.session ?? '' })).sort((a, b) => (a.at < b.at ? -1 : 1));
    const stops = turn.findIndex(({ i }) => pays(i));
    const after = stops < 0 ? [] : turn.slice(stops + 1).flatMap(({ i }) => quotes[i]?.sessions ?? []);
    expect(after.some(({ funding }) => funding.fund === 'entitlement' && funding.account === pot(1).account)).toBe(false);
  },
  { milliseconds: 800, cases: 400 },
);

holds(
  'half-days are shared without one too many or too few, and a school with more pupils never has fewer',
  fc.record({ total: fc.nat({ max: 400 }), pupils: fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 40 }) }),
  ({ total, pupils }) => {
    for (const rule of ['equal', 'pupils'] as const) {
      const shares = accepted(
        shareHalfDays(
          total,
          rule,
          pupils.map((each, i) => ({ name: `School ${i}`, pupils: each })),
        ),
      );
      expect(shares.reduce((sum, each) => sum + each, 0)).toBe(total);
      const ranked = pupils.map((each, i) => ({ each, share: shares[i] ?? 0 })).sort((a, b) => a.each - b.each);
      for (const [i, { each, share }] of ranked.entries()) {
        const before = ranked[i - 1];
        if (rule === 'pupils' && before && before.each < each) expect(before.share).toBeLessThanOrEqual(share);
      }
    }
  },
  { milliseconds: 300, cases: 300 },
);
