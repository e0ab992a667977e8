// Essex changes what a vacancy gives, and who has a half-day visit: what would have been bought, what would have been free, and two financial years in one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pack } from '../../shared/policy/schema.ts';
import { Counter } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { pathOf } from '../packs.ts';
import { draftWith, savingsRow, tryOn } from '../trials.ts';

describe('Essex, 2026/27: what a vacancy gives', () => {
  let host: TestHost;
  let [grace, maria, joan, peter]: Visitor[] = [];
  const who = (visitor: Visitor | undefined): Visitor => visitor ?? expect.fail('nobody signed in');
  let pack: Pack;
  const rule = () => pathOf(pack, 'headteacher-recruitment');
  const tried = async (halfDays: number) => {
    const set: [string, unknown][] = [[`${rule()}.grant.halfDays`, halfDays]];
    const draft = await draftWith(who(grace), 'essex', { from: 1, effectiveFrom: '2027-09-01', set });
    return tryOn(host, who(grace), 'essex', { of: draft, clock: 'academic', year: 2026 });
  };

  beforeAll(async () => {
    host = await startHost();
    [grace, maria, joan, peter] = await Promise.all(
      ['grace-adeyemi', 'maria-okafor', 'joan-ferris', 'peter-quill'].map((name) => host.as(name)),
    );
    pack = got<{ pack: Pack }>(await who(grace).json('/essex/api/entitlements/policies/1'), 200).pack;
    got(
      await who(joan).json('/essex/api/entitlements/vacancies', { school: 'sch_990010', post: 'headteacher', vacantFrom: '2026-12-31' }),
      201,
    );
    const counter = new Counter(host, '2027-01-03');
    const booked = await counter.book(who(maria), await counter.fresh(4));
    // Two half-days are free by right, and two are paid for.
    expect((await counter.booking(who(maria), booked)).sessions.map(({ funding }) => funding.fund).sort()).toEqual([
      'entitlement',
      'entitlement',
      'traded',
      'traded',
    ]);
  }, 120_000);
  afterAll(() => host?.stop());

  test('more free half-days: their cost, and the income of those that were paid for', async () => {
    const { result } = await tried(5);
    expect(result.total).toMatchObject({
      halfDaysDifference: 3,
      employeesPence: -3 * 22_500,
      incomeLostPence: -2 * 22_500,
      additionalIncomePence: 0,
    });
    expect(result.sessions).toEqual({ lost: 2, additional: 0, additionalWithoutPrice: 0 });
    expect(result.total.totalPence).toBe(-5 * 22_500);
  });

  test('fewer: what they cost is saved, and those that were used may be bought at the price of their day', async () => {
    const trial = await tried(1);
    expect(trial.result.total).toMatchObject({
      halfDaysDifference: -1,
      employeesPence: 22_500,
      incomeLostPence: 0,
      additionalIncomePence: 22_500,
    });
    expect(savingsRow(trial, 'additional-income').total).toEqual({ ongoingPence: 22_500, oneOffPence: 0 });
    const kinds = trial.result.breakdown.kind.filter(({ totalPence }) => totalPence !== 0);
    expect(kinds).toMatchObject([{ name: 'secondary', title: 'Secondary schools', totalPence: 45_000 }]);
  });

  test('half-days of an academic year fall into two financial years, and the trail says who tried what', async () => {
    const draft = await draftWith(who(grace), 'essex', {
      from: 1,
      effectiveFrom: '2027-09-01',
      set: [[pathOf(pack, 'half-day-visit'), undefined]],
    });
    const trial = await tryOn(host, who(grace), 'essex', { of: draft, clock: 'academic', year: 2026 });
    const { breakdown, total } = trial.result;
    expect(total.halfDaysDifference).toBeLessThan(0);
    expect(total.employeesPence).toBe(-total.halfDaysDifference * 22_500);
    expect(breakdown.financialYear.map(({ title }) => title)).toEqual(['2026/27', '2027/28']);
    expect(breakdown.financialYear.every(({ employeesPence }) => employeesPence > 0)).toBe(true);
    expect(breakdown.financialYear.reduce((sum, line) => sum + line.employeesPence, 0)).toBe(total.employeesPence);
    const { entries } = got<{ entries: { action: string; what: string }[] }>(
      await who(peter).json(`/essex/api/identity/audit?about=${trial.id}`),
      200,
    );
    expect(entries).toMatchObject([{ action: 'policy:try', what: expect.stringContaining('academic year 2026/27') }]);
  });
});
