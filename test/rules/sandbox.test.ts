// A policy tried on a year: what is granted before and after, what that costs or saves, and that every sum adds up.
import { describe, expect, test } from 'vitest';
import { asEverInForce, type Right, rightsOfVacancies } from '../../functions/entitlements/rules/replay.ts';
import type { Vacancy } from '../../functions/entitlements/schema.ts';
import { breakdownOf, lacksCost, savingsTable } from '../../functions/reports/rules/trials/pounds.ts';
import { keptTogether, noSums, nowhere, withHolders } from '../../functions/reports/rules/trials/sums.ts';
import { dimensions } from '../../functions/reports/schema/trials.ts';
import type { HolderId } from '../../shared/ids.ts';
import type { AllocationRule } from '../../shared/policy/allocations.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { day, MemoryCouncil, rule, school } from '../allocations.ts';
import { costs, inForce, line, notInTrust, packWith, period, rochdale, tried, universal } from '../trial-council.ts';

describe('what a trust takes over', () => {
  test('is the employees’ saving, at what the half-days cost and not at a price', () => {
    const sums = tried(rochdale(), packWith({ rules: [notInTrust()] }));
    const { total } = breakdownOf(sums, costs);
    // What is lost in the middle of the year ends: of the six half-days nothing is due any more.
    expect(total).toMatchObject({
      halfDaysBefore: 18,
      halfDaysAfter: 12,
      halfDaysDifference: -6,
      employeesPence: 6 * 19_000,
      totalPence: 114_000,
    });
    expect(line(sums, 'kind', 'secondary')).toMatchObject({ halfDaysBefore: 6, halfDaysAfter: 0, employeesPence: 114_000 });
    expect(line(sums, 'kind', 'primary')).toMatchObject({ halfDaysBefore: 12, halfDaysAfter: 12, employeesPence: 0 });
    expect(line(sums, 'partnership', 'ptn_pioneer')).toMatchObject({ employeesPence: 114_000 });
    expect(line(sums, 'partnership', nowhere)).toMatchObject({ employeesPence: 0 });
    expect(line(sums, 'district', 'South')).toMatchObject({ employeesPence: 114_000 });
    expect(line(sums, 'financialYear', '2012')).toMatchObject({ employeesPence: 114_000 });
  });

  test('and the other way round it costs as much', () => {
    const council = rochdale();
    council.versions = inForce(packWith({ rules: [notInTrust()] }));
    expect(breakdownOf(tried(council, packWith({ rules: [universal()] })), costs).total).toMatchObject({
      halfDaysDifference: 6,
      employeesPence: -114_000,
    });
  });

  test('a draft that says what is in force makes no difference, whatever was granted and used', () => {
    const council = rochdale();
    council.run('2012-04-10');
    const sums = tried(council, packWith({ rules: [universal()] }), () => [
      { service: 'individual-visit', date: day('2012-05-01'), rule: 'universal', part: 'own' },
      { service: 'individual-visit', date: day('2012-05-02'), paidPence: 22_500 },
    ]);
    expect(breakdownOf(sums, costs).total).toEqual({
      halfDaysBefore: 18,
      halfDaysAfter: 18,
      halfDaysDifference: 0,
      employeesPence: 0,
      incomeLostPence: 0,
      additionalIncomePence: 0,
      totalPence: 0,
    });
  });
});

describe('sums of a year', () => {
  test('half-days of an academic year fall into two financial years, and the odd penny of a half-day goes somewhere', () => {
    const council = new MemoryCouncil(inForce(packWith({ rules: [rule('school', 'days', { grant: { halfDays: 1 } })] })), '2013-06-01', [
      school(1),
    ]);
    const sums = tried(council, packWith({ rules: [] }));
    const odd = [{ from: day('2011-04-01'), perDayPence: 38_001 }];
    const { total, breakdown } = breakdownOf(sums, odd);
    // The first day of the financial year lies in the academic year from September 2011: 213 of its 366 days are before April 2012.
    expect(total).toMatchObject({ halfDaysBefore: 1, halfDaysAfter: 0, employeesPence: 19_001 });
    expect(breakdown.financialYear.map(({ name, halfDaysBefore, employeesPence }) => [name, halfDaysBefore, employeesPence])).toEqual([
      ['2011', 1, 11_058],
      ['2012', 0, 7_943],
    ]);
  });

  test('each stretch of time is valued at its own dated cost', () => {
    const council = new MemoryCouncil(inForce(packWith({ rules: [universal({ grant: { halfDays: 365 } })] })), '2013-06-01', [school(1)]);
    const sums = tried(council, packWith({ rules: [] }));
    const dated = [
      { from: day('2012-04-01'), perDayPence: 200 },
      { from: day('2013-03-31'), perDayPence: 1_000 },
    ];
    expect(breakdownOf(sums, dated).total.employeesPence).toBe(364 * 100 + 500);
  });

  test('a vacancy is valued at the cost of its day', () => {
    const dated = [
      { from: day('2012-04-01'), perDayPence: 200 },
      { from: day('2012-09-01'), perDayPence: 1_000 },
    ];
    const right = (date: string, before: number): Right => ({
      rule: 'recruitment',
      part: 'own',
      title: 'Recruitment',
      asset: 'half-day',
      period: { from: day(date), to: day(date) },
      before,
      after: 0,
      oneOff: false,
    });
    const found = {
      holding: rochdale().holding('sch_1' as HolderId),
      place: { kind: 'primary', district: nowhere, partnership: nowhere },
      rights: [right('2012-08-31', 1), right('2012-09-01', 1), right('2013-04-01', 2)],
      changes: [],
    };
    const { breakdown } = breakdownOf(withHolders(noSums(), [found], dated), dated);
    expect(breakdown.financialYear.map(({ name, employeesPence }) => [name, employeesPence])).toEqual([
      ['2012', 100 + 500],
      ['2013', 2 * 500],
    ]);
  });

  test('a time without a known cost is counted and not valued', () => {
    const sums = tried(rochdale(), packWith({ rules: [notInTrust()] }));
    const unknown = [{ from: day('2011-04-01') }];
    expect(breakdownOf(sums, unknown).total).toMatchObject({ halfDaysDifference: -6, employeesPence: 0 });
    expect([lacksCost(sums, unknown), lacksCost(sums, costs)]).toEqual([true, false]);
  });

  test('what a rule with a last day grants is one-off, and what is paid for by what ends is too', () => {
    const council = rochdale();
    const funding = { code: 'grant', title: 'A grant', endsOn: day('2014-03-31') } as Pack['fundings'][number];
    const funded = packWith({ rules: [universal({ grant: { halfDays: 8 }, funding: 'grant' })], fundings: [funding] });
    const [employees] = savingsTable(tried(council, funded), { costs, adjustments: [] }).rows;
    expect(employees).toEqual({
      row: 'employees',
      years: [{ ongoingPence: 0, oneOffPence: -6 * 19_000 }],
      total: { ongoingPence: 0, oneOffPence: -6 * 19_000 },
    });
  });

  test('days that rest on a status are told of no kind, district or partnership', () => {
    const council = rochdale();
    council.happens('2012-05-01', { kind: 'status-entered', subject: 'sch_3', status: 'causing-concern' } as never);
    const status = rule('status', 'further', { year: 'financial', grant: { halfDays: 4 } });
    const sums = tried(council, packWith({ rules: [universal(), status] }));
    expect(line(sums, 'kind', keptTogether)).toMatchObject({ halfDaysBefore: 0, halfDaysAfter: 4 });
    expect(sums.rules.find(({ rule: code }) => code === 'further')).toMatchObject({ kind: keptTogether, title: 'Further days', after: 4 });
    for (const by of dimensions)
      expect(
        breakdownOf(sums, costs).breakdown[by].flatMap(({ name, halfDaysDifference }) => (halfDaysDifference === 0 ? [] : [name])),
      ).toEqual([keptTogether]);
  });

  test('a team’s money is told by rule, and is no part of the half-days', () => {
    const team = (pence: number) =>
      rule('team', 'teams', { year: 'financial', teams: [{ code: 'north', title: 'North', grant: { halfDays: 20 }, budget: { pence } }] });
    const council = new MemoryCouncil(inForce(packWith({ rules: [team(500_000)] })), '2013-06-01', [], ['north']);
    const sums = tried(council, packWith({ rules: [team(400_000)] }));
    expect(sums.rules.find(({ asset }) => asset === 'penny')).toMatchObject({ kind: 'team', before: 500_000, after: 400_000 });
    expect(breakdownOf(sums, costs).total).toMatchObject({ halfDaysBefore: 20, halfDaysAfter: 20, totalPence: 0 });
  });

  test('vacancies count by the policy of the day they were recorded on, and mistakes do not', () => {
    const event = (halfDays: number) =>
      ({
        ...rule('school', 'recruitment', {}),
        per: 'event',
        event: 'vacancy',
        posts: ['headteacher'],
        grant: { halfDays },
      }) as unknown as AllocationRule;
    const versions = inForce(packWith({ rules: [event(5)] }));
    const base = { today: period.to, on: period.from, council: rochdale().question('2012-04-01').council };
    const replay = {
      before: { ...base, versions },
      after: { ...base, versions: asEverInForce(packWith({ rules: [event(3)] }), versions, 'x') },
    };
    const vacancy = (state: Vacancy['state'], vacantFrom: string) =>
      ({ post: 'headteacher', state, vacantFrom, recordedAt: '2012-05-01T10:00:00.000Z' }) as Vacancy;
    const given = [vacancy('filled', '2012-06-01'), vacancy('withdrawn', '2012-06-02'), vacancy('open', '2013-06-01')];
    expect(rightsOfVacancies(given, replay, period)).toMatchObject([{ rule: 'recruitment', before: 5, after: 3 }]);
  });
});
