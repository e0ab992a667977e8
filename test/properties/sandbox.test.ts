// Whatever a policy changes for whomever, every breakdown of a trial adds up to the same totals; and a policy tried against itself comes to nothing.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Right } from '../../functions/entitlements/rules/replay.ts';
import type { YearSession } from '../../functions/entitlements/rules/replay-use.ts';
import { breakdownOf, savingsTable } from '../../functions/reports/rules/trials/pounds.ts';
import { noSums, nowhere, withHolders } from '../../functions/reports/rules/trials/sums.ts';
import { fileRows } from '../../functions/reports/rules/trials/words.ts';
import type { HolderId } from '../../shared/ids.ts';
import { day } from '../allocations.ts';
import { costs, inForce, notInTrust, packWith, period, rochdale, tried, universal } from '../trial-council.ts';
import { holds } from './budget.ts';

const amount = fc.integer({ min: 0, max: 4_000 });
const day2012 = fc
  .integer({ min: 0, max: 729 })
  .map((n) => day(new Date(Date.UTC(2012, 3, 1) + n * 86_400_000).toISOString().slice(0, 10)));
const periods = [period, { from: day('2011-09-01'), to: day('2012-08-31') }, { from: day('2012-09-01'), to: day('2013-08-31') }];
const found = fc.record({
  place: fc.record({
    kind: fc.constantFrom('primary', 'secondary'),
    district: fc.constantFrom('North', 'South', nowhere),
    partnership: fc.constantFrom('ptn_a', 'ptn_b', nowhere),
  }),
  rights: fc.array(
    fc.record({
      rule: fc.constantFrom('a', 'b'),
      part: fc.constant('own'),
      title: fc.constant('Days'),
      asset: fc.constant('half-day' as const),
      period: fc.constantFrom(...periods),
      before: amount,
      after: amount,
      oneOff: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  changes: fc.array(
    fc.record({
      what: fc.constantFrom('lost' as const, 'additional' as const),
      date: day2012,
      pence: fc.nat({ max: 1_000_000 }),
      oneOff: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
});
const dated = fc.array(fc.record({ from: day2012, perDayPence: fc.integer({ min: 2, max: 10_000_000 }) }), { maxLength: 3 });

holds(
  'every breakdown adds up to the same totals, and so does the table of savings',
  fc.record({ holders: fc.array(found, { maxLength: 12 }), dated }),
  ({ holders, dated: more }) => {
    const all = [{ from: day('2011-04-01'), perDayPence: 38_001 }, ...more];
    const sums = withHolders(
      noSums(),
      holders.map((each) => ({ ...each, rights: each.rights as Right[], holding: { holder: 'sch_1' as HolderId } as never })),
      all,
    );
    const { total, breakdown } = breakdownOf(sums, all);
    for (const lines of Object.values(breakdown))
      for (const figure of Object.keys(total) as (keyof typeof total)[])
        expect([figure, lines.reduce((sum, each) => sum + each[figure], 0)]).toEqual([figure, total[figure]]);
    const rows = new Map(savingsTable(sums, { costs: all, adjustments: [] }).rows.map((each) => [each.row, each]));
    const both = (row: Parameters<typeof rows.get>[0]) =>
      (rows.get(row)?.total.ongoingPence ?? 0) + (rows.get(row)?.total.oneOffPence ?? 0);
    expect([both('employees'), both('income-lost'), both('additional-income'), both('total-savings')]).toEqual([
      total.employeesPence,
      total.incomeLostPence,
      total.additionalIncomePence,
      total.totalPence,
    ]);
    expect(fileRows(sums, all)).toHaveLength(Object.values(breakdown).flat().length + 1);
  },
  { milliseconds: 3_000, cases: 500, least: 50 },
);

const grants = fc.record({ halfDays: fc.integer({ min: 0, max: 12 }), trust: fc.boolean(), academic: fc.boolean() });
const ruleFor = ({ halfDays, trust, academic }: { halfDays: number; trust: boolean; academic: boolean }) => ({
  ...(trust ? notInTrust() : universal()),
  grant: { halfDays },
  year: academic ? ('academic' as const) : ('financial' as const),
});
const used = fc.array(fc.record({ date: day2012, free: fc.boolean() }), { maxLength: 8 });
holds(
  'a draft that says what is published comes to nothing, of whatever sessions',
  fc.record({ grants, used }),
  ({ grants: of, used: sessions }) => {
    const council = rochdale();
    const prices = [{ from: '2012-04-01', perDayExVatPence: 45_000 }];
    council.versions = inForce(packWith({ rules: [ruleFor(of)], prices }));
    const had = sessions.map(
      ({ date, free }): YearSession => ({
        service: 'individual-visit',
        date,
        ...(free ? { rule: 'universal', part: 'own' } : { paidPence: 22_500 }),
      }),
    );
    const sums = tried(council, packWith({ rules: [ruleFor(of)], prices }), () => had);
    const { total } = breakdownOf(sums, costs);
    expect(total).toMatchObject({ halfDaysDifference: 0, employeesPence: 0, incomeLostPence: 0, additionalIncomePence: 0, totalPence: 0 });
    expect(sums.rules.filter(({ before, after }) => before !== after)).toEqual([]);
  },
  { milliseconds: 3_000, cases: 300, least: 30 },
);
