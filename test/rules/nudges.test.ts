// People are reminded on the days that the policy names, of days they can still book themselves, once so much is left.
import { describe, expect, test } from 'vitest';
import { comingDays, dueDays, holdersOf, isDue, rolesTold, unusedOn } from '../../functions/entitlements/rules/nudges.ts';
import { type Allocation, nothingMoved } from '../../functions/entitlements/schema/allocations.ts';
import type { Right } from '../../functions/identity/schema/people.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { emptyHead } from '../../shared/ledger/heads.ts';
import type { StoredHead } from '../../shared/ledger/post.ts';
import type { AllocationRule } from '../../shared/policy/allocations.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import type { Pack } from '../../shared/policy/schema.ts';

const day = (text: string) => text as CivilDate;
const nudges = {
  nudges: [
    { on: '02-01', leftAtLeastBasisPoints: 5_000 },
    { on: '12-29', leftAtLeastBasisPoints: 2_500 },
  ],
} as Pick<Pack, 'nudges'>;

describe('the days', () => {
  test.each([
    ['2027-01-31', []],
    ['2027-02-01', ['2027-02-01']],
    ['2027-02-07', ['2027-02-01']],
    ['2027-02-08', []],
    // The one before the turn of the year is made good after it.
    ['2027-01-02', ['2026-12-29']],
    ['2027-01-05', []],
  ])('on %s due: %j', (today, due) => {
    expect(dueDays(nudges, day(today)).map(({ on }) => on)).toEqual(due);
  });

  test('to come are told the soonest first, each once', () => {
    expect(comingDays(nudges, day('2027-02-01')).map(({ on }) => on)).toEqual(['2027-12-29', '2028-02-01']);
    expect(comingDays(nudges, day('2027-12-30')).map(({ on }) => on)).toEqual(['2028-02-01', '2028-12-29']);
    expect(comingDays({ nudges: [] }, day('2027-12-30'))).toEqual([]);
  });
});

const rule = essex2017.allocations.find((each): each is Extract<AllocationRule, { per: 'school' }> => each.per === 'school');
if (!rule) throw new Error('the pack has a rule for schools');
const pack = (more: Partial<typeof rule>): Pack => ({
  ...essex2017,
  allocations: [{ ...rule, funding: undefined, usable: undefined, ...more }],
});
const whole = pack({ bookableBy: ['school', 'council'] });
const today = day('2018-02-01');
const school = 'sch_990001' as OrganisationId;
const allocation = (more: Partial<Allocation> = {}): Allocation => ({
  type: 'allocation',
  holder: school,
  holderName: 'Saltmere',
  rule: rule.code,
  grant: rule.code,
  part: 'own',
  title: rule.title,
  asset: 'half-day',
  period: { from: day('2017-09-01'), to: day('2018-08-31') },
  account: 'a',
  target: 6,
  shortfall: 0,
  steps: [],
  moved: { ...nothingMoved, granted: 6 },
  changes: [],
  clause: rule.clause,
  policy: 'essex-2017/1',
  state: 'open',
  version: 1,
  ...more,
});
const heads = (available: number, account = 'a') => new Map<string, StoredHead>([[account, { ...emptyHead, account, available }]]);

describe('what is unused', () => {
  test('is what is left of all that was granted for now, until the first of it ends', () => {
    expect(unusedOn({ allocations: [allocation()], heads: heads(4) }, whole, today)).toEqual({
      grantedHalfDays: 6,
      leftHalfDays: 4,
      until: '2018-08-31',
    });
    const carried = allocation({
      grant: `${rule.code}.carried`,
      part: 'carried',
      account: 'c',
      period: { from: day('2017-09-01'), to: day('2018-03-31') },
    });
    const both = new Map([...heads(4), ...heads(1, 'c')]);
    expect(unusedOn({ allocations: [allocation(), carried], heads: both }, whole, today)).toEqual({
      grantedHalfDays: 12,
      leftHalfDays: 5,
      until: '2018-03-31',
    });
  });

  test('ends where the days of use end, or what pays for them', () => {
    const usable = pack({ bookableBy: ['school'], usable: { from: '09-01', to: '03-31' } });
    expect(unusedOn({ allocations: [allocation()], heads: heads(4) }, usable, today)?.until).toBe('2018-03-31');
    expect(unusedOn({ allocations: [allocation()], heads: heads(4) }, usable, day('2018-04-01'))).toBeUndefined();
    const funded = {
      ...pack({ bookableBy: ['school'], funding: 'grant' }),
      fundings: [
        { code: 'grant', title: 'Grant', endsOn: day('2018-05-31'), whenEnded: { unused: 'lapse' as const }, clause: rule.clause },
      ],
    };
    expect(unusedOn({ allocations: [allocation()], heads: heads(4) }, funded, today)?.until).toBe('2018-05-31');
  });

  test.each<[what: string, allocation: Partial<Allocation>, pack: Pack]>([
    ['the reserved part, which the council books', { part: 'reserved' }, whole],
    ['days that the council alone books', {}, pack({ bookableBy: ['council'] })],
    ['money', { asset: 'penny' }, whole],
    ['what is closed', { state: 'closed' }, whole],
    ['another year’s', { period: { from: day('2016-09-01'), to: day('2017-08-31') } }, whole],
    ['what the policy has no rule for any more', { rule: 'gone' }, whole],
  ])('is not %s', (_, more, of) => {
    expect(unusedOn({ allocations: [allocation(more)], heads: heads(4) }, of, today)).toBeUndefined();
  });

  test('is nothing where all is booked', () => {
    expect(unusedOn({ allocations: [allocation()], heads: heads(0) }, whole, today)).toBeUndefined();
  });

  test.each([
    [3, 6, 5_000, true],
    [2, 6, 5_000, false],
    [1, 3, 3_334, false],
    [1, 3, 3_333, true],
    [0, 6, 1, false],
  ])('%i of %i half-days is enough for %i basis points: %j', (leftHalfDays, grantedHalfDays, leftAtLeastBasisPoints, due) => {
    expect(isDue({ leftHalfDays, grantedHalfDays, until: today }, { leftAtLeastBasisPoints })).toBe(due);
  });
});

describe('whose business it is', () => {
  const right = (organisation: string | undefined, ...roles: Right['roles']): Right => ({
    ...(organisation ? { organisation: organisation as OrganisationId } : {}),
    roles,
    source: 'granted',
  });
  test('is whoever books or approves, and of a partnership its lead', () => {
    const rights = [
      right('sch_1', 'school-booker'),
      right('sch_2', 'school-approver', 'school-booker'),
      right('ptn_1', 'partnership-lead'),
      right('ptn_2', 'school-booker'),
      right('trs_1', 'trust-booker'),
      right(undefined, 'council-admin'),
    ];
    expect(holdersOf({ rights })).toEqual(['sch_1', 'sch_2', 'ptn_1', 'trs_1']);
    expect(holdersOf({ rights, erasedAt: '2027-01-01T00:00:00.000Z' })).toEqual([]);
    expect(holdersOf({ rights, noEntry: { reason: 'left', since: '2027-01-01T00:00:00.000Z' } })).toEqual([]);
    expect(rolesTold('org_1' as OrganisationId)).toContain('school-booker');
  });
});
