// A policy tried on a year: what would have been paid for or free, the source's table of savings with the sums that are typed, and when a policy may be tried.
import { describe, expect, test } from 'vitest';
import { rightsOf } from '../../functions/entitlements/rules/replay.ts';
import { incomeChanges, type YearSession } from '../../functions/entitlements/rules/replay-use.ts';
import { savingsTable } from '../../functions/reports/rules/trials/pounds.ts';
import { costsOver, decideAdjusting, decideTrial } from '../../functions/reports/rules/trials/start.ts';
import { poundsTyped, thousandsText } from '../../functions/reports/rules/trials/words.ts';
import { type Adjustment, adjustmentSchema, startTrialSchema, type Trial } from '../../functions/reports/schema/trials.ts';
import type { DraftId, JobId, OrganisationId, PersonId, TrialId } from '../../shared/ids.ts';
import type { AllocationRule } from '../../shared/policy/allocations.ts';
import { day, MemoryCouncil, school } from '../allocations.ts';
import { costs, inForce, notInTrust, packWith, period, replayOf, rochdale, tried, universal, type Words } from '../trial-council.ts';

describe('what would have been paid for, or free', () => {
  const spill = (halfDays: number, more: Partial<Extract<AllocationRule, { per: 'school' }>> = {}) =>
    universal({ grant: { halfDays }, whenUsedUp: 'spill-to-traded', ...more });
  const prices = [{ from: '2012-04-01', perDayExVatPence: 45_000 }];
  const one = (before: Words, after: Words, sessions: YearSession[]) => {
    const council = new MemoryCouncil(inForce(packWith(before)), '2013-06-01', [school(1)]);
    const replay = replayOf(council, packWith(after));
    return incomeChanges(sessions, rightsOf('sch_1' as OrganisationId, council.tied('sch_1' as OrganisationId), replay), replay);
  };
  const free = (date: string, code = 'individual-visit'): YearSession => ({
    service: code,
    date: day(date),
    rule: 'universal',
    part: 'own',
  });
  const paid = (date: string, paidPence = 20_000): YearSession => ({ service: 'individual-visit', date: day(date), paidPence });

  test('free half-days beyond the draft’s are possible income at the price of their day', () => {
    const before = { rules: [spill(6)], prices };
    expect(one(before, { rules: [spill(1)], prices }, [free('2012-05-01'), free('2012-06-01'), free('2012-07-01')])).toEqual([
      { what: 'additional', date: '2012-06-01', oneOff: false, pence: 22_500 },
      { what: 'additional', date: '2012-07-01', oneOff: false, pence: 22_500 },
    ]);
  });
  test('none where the rule refuses, where the service is not for sale, and nothing known where the day has no price', () => {
    const sessions = [free('2012-05-01'), free('2012-06-01')];
    const refusing = universal({ grant: { halfDays: 1 } });
    expect(one({ rules: [spill(6)], prices }, { rules: [refusing], prices }, sessions)).toEqual([]);
    expect(one({ rules: [spill(6)] }, { rules: [spill(1)] }, sessions)).toEqual([]);
    const later = [{ from: '2014-04-01', perDayExVatPence: 45_000 }];
    expect(one({ rules: [spill(6)] }, { rules: [spill(1)], prices: later }, sessions)).toEqual([
      { what: 'additional', date: '2012-06-01', oneOff: false },
    ]);
  });
  test('paid half-days that more free ones would pay for are income lost, as many as there are more and no more', () => {
    const rules = (halfDays: number) => ({ rules: [spill(halfDays)], prices });
    const sessions = [free('2012-05-01'), paid('2012-09-01'), paid('2012-06-01', 21_000), paid('2012-10-01')];
    expect(one(rules(1), rules(3), sessions)).toEqual([
      { what: 'lost', date: '2012-06-01', oneOff: false, pence: 21_000 },
      { what: 'lost', date: '2012-09-01', oneOff: false, pence: 20_000 },
    ]);
    // One that could have been free already, and was paid for all the same, is nothing that the draft changes.
    expect(one(rules(2), rules(3), sessions)).toEqual([{ what: 'lost', date: '2012-09-01', oneOff: false, pence: 20_000 }]);
  });
  test('a rule under another name that pays for the same changes nothing', () => {
    const renamed = { ...spill(2), code: 'entitled' };
    expect(one({ rules: [spill(2)], prices }, { rules: [renamed], prices }, [free('2012-05-01'), paid('2012-06-01')])).toEqual([]);
  });
  test('half-days of a service or a stretch of the year that the draft no longer pays for are no longer free', () => {
    const narrower = spill(6, { services: ['governance'] });
    const summer = spill(6, { usable: { from: '05-01', to: '05-31' } as never });
    const sessions = [free('2012-05-01'), free('2012-06-01', 'governance')];
    expect(
      one({ rules: [spill(6, { services: ['individual-visit', 'governance'] })], prices }, { rules: [narrower], prices }, sessions),
    ).toMatchObject([{ what: 'additional', date: '2012-05-01' }]);
    expect(one({ rules: [spill(6)], prices }, { rules: [summer], prices }, [free('2012-05-01'), free('2012-06-01')])).toMatchObject([
      { what: 'additional', date: '2012-06-01' },
    ]);
  });
});

describe('the table of savings', () => {
  const typed: Adjustment[] = [
    { row: 'implementation-costs', financialYear: 2012, kind: 'one-off', pence: 13_000_000, note: 'Leaving early' },
    { row: 'other-costs', financialYear: 2013, kind: 'ongoing', pence: -5_000, note: 'Travel' },
    { row: 'income-lost', financialYear: 2013, kind: 'ongoing', pence: -1_000, note: 'Training days' },
    { row: 'additional-income', financialYear: 2013, kind: 'ongoing', pence: 700, note: 'Room hire' },
  ];
  test('has the source’s rows, adds what was typed, and takes the costs of implementation off', () => {
    const { years, rows } = savingsTable(tried(rochdale(), packWith({ rules: [notInTrust()] })), { costs, adjustments: typed });
    expect(years).toEqual([2012, 2013]);
    expect(
      Object.fromEntries(
        rows.map(({ row, years: cells, total }) => [
          row,
          [...cells, total].map(({ ongoingPence, oneOffPence }) => [ongoingPence, oneOffPence]),
        ]),
      ),
    ).toEqual({
      employees: [
        [114_000, 0],
        [0, 0],
        [114_000, 0],
      ],
      'other-costs': [
        [0, 0],
        [-5_000, 0],
        [-5_000, 0],
      ],
      'income-lost': [
        [0, 0],
        [-1_000, 0],
        [-1_000, 0],
      ],
      'net-savings': [
        [114_000, 0],
        [-6_000, 0],
        [108_000, 0],
      ],
      'additional-income': [
        [0, 0],
        [700, 0],
        [700, 0],
      ],
      'total-savings': [
        [114_000, 0],
        [-5_300, 0],
        [108_700, 0],
      ],
      'implementation-costs': [
        [0, 13_000_000],
        [0, 0],
        [0, 13_000_000],
      ],
      'savings-less-implementation': [
        [114_000, -13_000_000],
        [-5_300, 0],
        [108_700, -13_000_000],
      ],
    });
  });
  test.each([
    [{ row: 'income-lost', pence: 100 }, 'pence', 'Show income that is lost as a minus'],
    [{ row: 'additional-income', pence: -100 }, 'pence', 'Show additional income as a positive figure'],
    [
      { row: 'implementation-costs', pence: -100 },
      'pence',
      'Show the costs of implementation as a positive figure: they are taken off the savings',
    ],
    [{ row: 'other-costs', pence: 0 }, 'pence', 'Give a sum other than nothing'],
    [{ row: 'other-costs', pence: 1.5 }, 'pence', 'Give the sum in whole pence'],
    [{ row: 'savings' }, 'row', 'Choose the row that the sum stands in'],
    [{ kind: 'yearly' }, 'kind', 'Say whether it is ongoing or one-off'],
    [{ note: '' }, 'note', 'Say in a few words what the sum is for'],
  ])('a sum that makes no sense is refused: %o', (more, field, message) => {
    const result = adjustmentSchema.safeParse({
      row: 'other-costs',
      financialYear: 2012,
      kind: 'ongoing',
      pence: 100,
      note: 'Travel',
      ...more,
    });
    expect(result.error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toContainEqual([field, message]);
  });
  test('thousands are told to a tenth, and pounds are read with their sign', () => {
    expect([13_000_000, -250_000, 114_000, 4_999, -4_999].map(thousandsText)).toEqual(['130', '−2.5', '1.1', '0', '0']);
    expect(['130,000', '-2.50', '− £5', 'lots', undefined].map(poundsTyped)).toEqual([13_000_000, -250, -500, 'lots', undefined]);
  });
});

describe('when a policy may be tried', () => {
  const pack = packWith({ rules: [universal()] });
  const facts = (versions = inForce(pack)) => ({
    id: 'tri_1' as TrialId,
    job: 'job_1' as JobId,
    now: Date.parse('2012-11-24T10:00:00Z'),
    person: 'per_grace-adeyemi' as PersonId,
    versions,
    policies: 1,
    tried: { title: 'Made up', draft: 'drf_1' as DraftId, draftVersion: 2, edition: 1 },
    pack,
  });
  const start = (clock: 'academic' | 'financial', year: number, adjustments: Adjustment[] = []) =>
    decideTrial(facts(), { of: 1, clock, year, adjustments });
  test('the current year is judged by today', () => {
    expect(start('financial', 2012)).toMatchObject({ ok: true, value: { period, until: '2012-11-24', state: 'reading' } });
  });
  test.each([
    ['financial' as const, 2013, 'year', 'Choose a year that has begun: this one begins on 1 April 2013'],
    [
      'financial' as const,
      2010,
      'year',
      'Choose a later year: the first policy took effect on 1 April 2012, after the financial year 2010/11',
    ],
    ['academic' as const, 2012, 'clock', 'No rule goes by this year: choose the financial year'],
  ])('the %s year %i is refused', (clock, year, field, detail) => {
    expect(start(clock, year)).toMatchObject({ ok: false, refusal: { name: 'invalid-request', faults: [{ field, detail }] } });
  });
  test('without a policy there is nothing to hold it against, and sums of other years have no place', () => {
    expect(decideTrial(facts([]), { of: 1, clock: 'financial', year: 2012, adjustments: [] })).toMatchObject({
      refusal: { name: 'policy-not-in-force' },
    });
    const sum: Adjustment = { row: 'other-costs', financialYear: 2030, kind: 'ongoing', pence: 1, note: 'Travel' };
    const fault = { field: 'adjustments.0.financialYear', detail: 'Give a financial year from 2012/13 to 2017/18' };
    expect(start('financial', 2012, [sum])).toMatchObject({ refusal: { faults: [fault] } });
    const done = { ...facts(), period, state: 'done', version: 4 } as unknown as Trial;
    expect(decideAdjusting(done, { version: 4, adjustments: [sum] })).toMatchObject({ refusal: { faults: [fault] } });
    expect(decideAdjusting(done, { version: 3, adjustments: [] })).toMatchObject({ refusal: { name: 'changed-meanwhile' } });
    expect(decideAdjusting({ ...done, state: 'reading' }, { version: 4, adjustments: [] })).toMatchObject({
      refusal: { name: 'wrong-state' },
    });
    expect(decideAdjusting(done, { version: 4, adjustments: [{ ...sum, financialYear: 2013 }] })).toMatchObject({
      ok: true,
      value: { version: 5 },
    });
  });
  test('costs are those of the policy of the day, and the tried one’s where that has none', () => {
    const without = packWith({ rules: [], cost: 0 });
    expect(costsOver(inForce(without), pack, period)).toEqual([{ from: '2012-04-01', perDayPence: 38_000 }]);
    expect(costsOver(inForce(pack), packWith({ rules: [], cost: 50_000 }), period)).toEqual([{ from: '2012-04-01', perDayPence: 38_000 }]);
    expect(costsOver(inForce(without), without, period)).toEqual([{ from: '2012-04-01' }]);
    const before = { from: day('2011-04-01'), to: period.to };
    expect(costsOver(inForce(pack), pack, before)).toEqual([
      { from: '2011-04-01', perDayPence: 38_000, assumed: true },
      { from: '2012-04-01', perDayPence: 38_000 },
    ]);
  });
  test('what is sent is a version or a draft, a clock and a year', () => {
    const issues = (sent: unknown) => startTrialSchema.safeParse(sent).error?.issues.map(({ path }) => path.join('.'));
    expect(issues({})).toEqual(['of', 'clock', 'year']);
    expect(issues({ of: 'drf_1', clock: 'financial', year: 2012, adjustments: Array.from({ length: 21 }, () => ({})) })).toContain(
      'adjustments',
    );
  });
});
