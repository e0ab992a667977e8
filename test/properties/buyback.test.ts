// Instalments always come to the price, however a year is divided; and of an agreement's half-days each is left, held, delivered, consumed or lapsed, whatever happens.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instalmentsOf, yearBy } from '../../functions/buyback/rules/clocks.ts';
import { divisionOf, switchedYears } from '../../functions/buyback/rules/switch.ts';
import type { AgreementYear } from '../../functions/buyback/schema.ts';
import { addDays, type CivilDate } from '../../shared/calendar.ts';
import { balances } from '../../shared/ledger/fold.ts';
import { yearClocks } from '../../shared/policy/packages.ts';
import { BuyBackWorld, command, orderOf, three } from '../buyback.ts';
import { holds } from './budget.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const few = { milliseconds: 500, cases: 1_000 };
const clock = fc.constantFrom(...yearClocks);
const date = fc.nat({ max: 3_000 }).map((days) => addDays('2026-09-01' as CivilDate, days));
/** Twelfths that come to twelve, on days of the year. */
const parts = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom('04-01', '05-15', '09-01', '11-30', '01-10', '03-31')), {
    minLength: 1,
    maxLength: 6,
  })
  .map((given) => {
    let left = 12;
    const taken = given.flatMap(([twelfths, on]) => {
      const take = Math.min(twelfths, left);
      left -= take;
      return take > 0 ? [{ on, twelfths: take }] : [];
    });
    const [first] = taken;
    if (first) first.twelfths += left;
    return taken;
  });

holds(
  'the instalments of a year come to its price, and fall due within it or with the agreement',
  fc.record({ parts, clock, begins: date, pence: fc.integer({ min: 1, max: 100_000_000 }), agreed: date }),
  ({ parts: given, clock: by, begins, pence, agreed }) => {
    const year = yearBy(by, begins);
    const instalments = instalmentsOf(given, year, pence, agreed);
    expect(sum(instalments.map(({ netPence }) => netPence))).toBe(pence);
    for (const { netPence, dueOn, number, of } of instalments) {
      expect(netPence).toBeGreaterThan(0);
      expect(dueOn >= year.from && (dueOn <= year.to || dueOn === agreed)).toBe(true);
      expect(number).toBeLessThanOrEqual(of);
    }
  },
  few,
);

holds(
  'a switch bills twelve twelfths of the year it divides, whatever the price and the way',
  fc.record({
    from: clock,
    to: clock,
    begins: date,
    pence: fc.integer({ min: 24, max: 100_000_000 }),
    next: fc.integer({ min: 24, max: 100_000_000 }),
    halfDays: fc.integer({ min: 2, max: 400 }),
  }),
  ({ from, to, begins, pence, next, halfDays }) => {
    const starts = yearBy(from, begins).from;
    const division = divisionOf(from, to, starts);
    if (!division) return;
    const changes = addDays(division.after.to, 1);
    const years = switchedYears(from, to, starts, { priceOn: (on) => (on < changes ? pence : next), halfDays, agreedOn: starts });
    const all = years.flatMap(({ instalments }) => instalments);
    const divided = all.filter(({ dueOn }) => dueOn < changes);
    expect(sum(divided.map(({ netPence }) => netPence))).toBe(pence);
    expect(sum(divided.map(({ twelfths }) => twelfths))).toBe(12);
    expect(sum(years.map(({ netPence }) => netPence))).toBe(sum(all.map(({ netPence }) => netPence)));
    // The years follow one another without a day between or twice.
    expect(years[1]?.from).toBe(addDays(years[0]?.to as CivilDate, 1));
    expect(yearBy(to, years[1]?.from as CivilDate)).toEqual({ from: years[1]?.from, to: years[1]?.to });
    expect(Math.abs((years[0]?.halfDays ?? 0) * 12 - halfDays * division.twelfths[0])).toBeLessThan(12);
  },
  few,
);

type Step =
  | { do: 'agree' | 'again' | 'buy' | 'notice' | 'end' | 'switch' | 'name' }
  | { do: 'wait'; days: number }
  | { do: 'book'; halfDays: number; keep: boolean }
  | { do: 'deliver' | 'cancel'; booking: number; visit: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('agree' as const, 'buy' as const, 'switch' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('notice' as const, 'end' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 120 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('book' as const), halfDays: fc.integer({ min: 1, max: 5 }), keep: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('deliver' as const, 'cancel' as const),
      booking: fc.nat({ max: 20 }),
      visit: fc.nat({ max: 4 }),
    }),
  },
);

function take(world: BuyBackWorld, command_: Step): void {
  const agreement = world.all().findLast(({ kind, state }) => kind === 'buy-back' && state !== 'ended');
  const booking = 'booking' in command_ ? world.bookings[command_.booking % Math.max(1, world.bookings.length)] : undefined;
  switch (command_.do) {
    case 'agree':
      world.agree(command());
      break;
    case 'again':
      world.agree(command({ clock: 'academic' }));
      break;
    case 'buy':
      world.agree(command({ package: three, clock: undefined }));
      break;
    case 'switch':
      if (agreement) world.agree(command({ renews: agreement.id, clock: agreement.clock === 'financial' ? 'academic' : 'financial' }));
      break;
    case 'name':
      if (agreement) world.name(agreement, (agreement.years.at(-1) as AgreementYear).from);
      break;
    case 'notice':
      if (agreement) world.notice(agreement);
      break;
    case 'end':
      if (agreement) world.end(agreement);
      break;
    case 'wait':
      world.until(addDays(world.today, command_.days));
      break;
    case 'book':
      world.book(addDays(world.today, 3), command_.halfDays, command_.keep);
      break;
    default: {
      const visit = booking?.sessions[command_.visit % booking.sessions.length];
      if (booking && visit?.state === 'booked') world[command_.do](booking, [visit.visit]);
    }
  }
}

holds(
  'of what was sold each half-day is left, held, delivered, consumed or lapsed, and each instalment is charged once when it is due',
  fc.array(step, { minLength: 4, maxLength: 24 }),
  (steps) => {
    const world = new BuyBackWorld('2027-01-20');
    for (const each of steps) take(world, each);
    world.night();
    const entries = world.ledger.entries;
    const posted = (code: string) =>
      sum(
        entries.flatMap((entry) =>
          'transfer' in entry && entry.transfer.code === code && !entry.transfer.pending ? [entry.transfer.amount] : [],
        ),
      );
    const delivered = entries.filter(
      (entry) => 'settlement' in entry && entry.settlement.outcome === 'post' && entry.settlement.from.startsWith('package/'),
    ).length;
    const heads = world.holdings.map(({ account }) => world.head(account));
    const [left, held] = [sum(heads.map(({ available }) => available)), sum(heads.map(({ creditsPending }) => creditsPending))];
    const used = posted('consume-package') - posted('restore-package');
    expect(left + held + delivered + used + posted('lapse-package')).toBe(posted('sell-package'));
    for (const { available } of heads) expect(available).toBeGreaterThanOrEqual(0);
    for (const [account, head] of balances(entries))
      expect([account, world.ledger.head(account)?.available ?? head.available]).toEqual([account, head.available]);
    // Nothing of a package has a price, and what has one draws on no package.
    for (const { sessions } of world.bookings)
      for (const { funding } of sessions) expect('perDayExVatPence' in funding).toBe(funding.fund === 'traded');
    const due = world.all().flatMap(({ years }) => years.flatMap(({ instalments }) => instalments));
    const instalments = world.charges.filter(({ instalment }) => instalment);
    expect(new Set(instalments.map(({ id }) => id)).size).toBe(instalments.length);
    expect(sum(instalments.map(({ netPence }) => netPence))).toBe(sum(due.map(({ charge, netPence }) => (charge ? netPence : 0))));
    for (const { dueOn, charge } of due) expect(charge !== undefined).toBe(dueOn <= world.today);
    for (const { transfer } of instalments) expect(transfer).toMatch(/-sold$/);
  },
  { milliseconds: 2_500, cases: 300 },
);

const asking: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('agree' as const, 'again' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('switch' as const, 'notice' as const, 'end' as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 30, max: 250 }) }) },
);

const seen = { further: 0, anew: 0, charged: 0, given: 0, unpaid: 0 };

holds(
  'no day of a buy-back is bought twice, by whichever year it is asked for beside what goes on by itself',
  fc.array(asking, { minLength: 6, maxLength: 14 }),
  (steps) => {
    const world = new BuyBackWorld('2027-01-20');
    for (const each of steps) take(world, each);
    // An end before the time gives up the days after it.
    const bought = world
      .all()
      .flatMap(({ years, ended }) => years.filter(({ to }) => ended?.why !== 'early' || to <= ended.on))
      .sort((a, b) => (a.from < b.from ? -1 : 1));
    for (const [i, { to }] of bought.entries()) expect((bought[i + 1]?.from ?? '9999') > to).toBe(true);
    if (world.all().some(({ years }) => years.length > 1)) seen.further += 1;
    if (world.all().length > 1) seen.anew += 1;
  },
  { milliseconds: 2_000, cases: 300, least: 100 },
);

holds(
  'what is left of a purchase order is its value less what instalments hold of it, whatever becomes of their agreements, and never below nothing',
  fc.tuple(
    fc.array(
      fc.oneof(
        { weight: 5, arbitrary: asking },
        { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('name' as const, 'buy' as const, 'end' as const) }) },
      ),
      { minLength: 6, maxLength: 14 },
    ),
    fc.integer({ min: 50_000, max: 500_000 }),
  ),
  ([steps, valuePence]) => {
    const world = new BuyBackWorld('2027-01-20');
    world.order = orderOf(valuePence);
    for (const each of steps) {
      const before = world.order.leftPence;
      take(world, each);
      const held = world.all().flatMap(({ years }) => years.flatMap(({ instalments }) => instalments.filter(({ under }) => under)));
      const gross = (some: typeof held) => sum(some.map(({ under }) => under?.grossPence ?? 0));
      expect(world.order.leftPence).toBe(valuePence - gross(held));
      expect(world.order.leftPence).toBeGreaterThanOrEqual(0);
      expect(world.order.chargedPence).toBe(gross(held.filter(({ charge }) => charge)));
      // A school is recharged without VAT: what is charged under the number is what is held of it.
      const charged = world.charges.filter(({ purchaseOrder }) => purchaseOrder === world.order?.number);
      expect(sum(charged.map(({ netPence }) => netPence))).toBe(world.order.chargedPence);
      if (world.order.leftPence > before) seen.given += 1;
    }
    if (world.order.chargedPence > 0) seen.charged += 1;
    if (world.charges.some(({ purchaseOrder }) => purchaseOrder === undefined)) seen.unpaid += 1;
  },
  { milliseconds: 2_000, cases: 300, least: 100 },
);

test('and among those histories are years that went on, schools that agreed anew, and orders that were charged, given back to and too small', () => {
  expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(0);
});
