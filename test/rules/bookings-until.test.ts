// A right that known facts end before its period: its days pay up to the day before, and for nothing after it.
import { describe, expect, test } from 'vitest';
import { untilKnown } from '../../functions/entitlements/rules/ending.ts';
import { mayPayOn } from '../../functions/entitlements/rules/funding.ts';
import type { FreeAccount } from '../../functions/entitlements/schema.ts';
import type { Organisation } from '../../functions/schools/schema/organisations.ts';
import type { YearlyRule } from '../../shared/policy/allocations.ts';
import { MemoryCouncil, packOf, partnership, rule, school, version } from '../allocations.ts';
import { day } from '../bookings.ts';

const primary = school(990001);
const [estuary, trust] = [partnership('estuary'), partnership('trust', '2010-09-01', { partnershipKind: 'self-improving-trust' })];
const period = { from: day('2026-09-01'), to: day('2027-08-31') };
const account = (code: string): FreeAccount => ({
  account: `entitlement/${primary.id}/${code}/2026-09-01.2027-08-31`,
  holder: primary.id,
  rule: code,
  part: 'own',
  title: code,
  available: 2,
  clause: { reference: '1', text: 'One' },
  period,
  expires: period.to,
});
const outside = rule('school', 'visits', { where: { partnership: { member: false, kinds: ['school-improvement'] } } });

/** Until when what a rule granted may be used, as the facts stand on 10 December 2026. */
function until(of: YearlyRule, happens: (made: MemoryCouncil) => void, known: Organisation[] = [estuary, trust]) {
  const made = new MemoryCouncil([version('2010-09-01', [of])], '2026-12-10', [primary, estuary, trust]);
  happens(made);
  const kinds = new Map(known.flatMap((each) => ('partnershipKind' in each ? [[each.id, each.partnershipKind] as const] : [])));
  const pack = packOf([of]);
  const [found] = untilKnown([account(of.code)], [pack], made.holding(primary.id), { laCode: 881, districts: [] }, kinds);
  if (!found) throw new Error('there is one account');
  return { until: found.until, pays: (date: string) => mayPayOn(found, [pack], day(date)) };
}
const joins = (group: typeof estuary) => (made: MemoryCouncil) =>
  void made.happens('2027-01-01', { kind: 'joined', subject: primary.id, group: group.id });

describe('a right that ends on a day that is known', () => {
  test('pays until the day before, and not after', () => {
    const found = until(outside, joins(estuary));
    expect(found.until).toBe('2026-12-31');
    expect([found.pays('2026-12-31'), found.pays('2027-01-01'), found.pays('2027-02-02')]).toEqual([true, false, false]);
  });
  test('pays through the year where nothing ends it', () => {
    expect(until(outside, () => {}).pays('2027-06-01')).toBe(true);
    const federation = { ...trust, id: 'fed_harbour' } as typeof trust;
    expect(until(outside, joins(federation)).until, 'no other group counts').toBeUndefined();
    expect(until(outside, joins(trust)).until, 'a partnership of another kind does not count').toBeUndefined();
    expect(until(outside, joins(estuary), [trust]).until, 'one that was not read is taken to be meant').toBe('2026-12-31');
  });
  test('also with the school itself, with membership, and with the rule', () => {
    expect(until(rule('school', 'visits', {}), (made) => made.change(primary.id, { closedOn: day('2027-03-31') })).until).toBe(
      '2027-03-31',
    );
    const member = rule('school', 'visits', { where: { partnership: { member: true } } });
    const leaves = (made: MemoryCouncil) => {
      made.happens('2026-09-01', { kind: 'joined', subject: primary.id, group: estuary.id });
      made.happens('2027-01-01', { kind: 'left', subject: primary.id, group: estuary.id });
    };
    expect(until(member, leaves, []).until).toBe('2026-12-31');
    expect(until(rule('school', 'visits', { to: day('2027-03-31') }), () => {}).until).toBe('2027-03-31');
  });
  test('stays where the rule keeps what is lost or counts it by days, and where it comes back', () => {
    for (const lost of ['keep', 'pro-rata'] as const)
      expect(until({ ...outside, midYear: { gained: 'full', lost } }, joins(estuary)).until).toBeUndefined();
    const comesBack = (made: MemoryCouncil) => {
      joins(estuary)(made);
      made.happens('2027-04-01', { kind: 'left', subject: primary.id, group: estuary.id });
    };
    expect(until(outside, comesBack).until).toBeUndefined();
  });
  test('stays where these facts never gave it, and on accounts of others', () => {
    expect(until(rule('status', 'further', {}), () => {}).until).toBeUndefined();
    expect(until(rule('school', 'visits', { where: { phases: ['secondary'] } }), () => {}).until).toBeUndefined();
  });
});
