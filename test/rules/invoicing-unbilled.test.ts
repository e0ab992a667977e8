// What nobody billed for long: which months a home looks through, which are counted once a day, and how the count goes on from month to month.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostDays } from '../../functions/invoicing/rules/run.ts';
import { beginCount, leftOf, mostNamed, newMonths, oldMonths, withMonth } from '../../functions/invoicing/rules/unbilled.ts';
import type { OldUnbilled } from '../../functions/invoicing/schema/unbilled.ts';
import { addDays, type CivilDate, daysBetween, monthOf, monthsBetween } from '../../shared/calendar.ts';
import type { ChargeId, OrganisationId } from '../../shared/ids.ts';
import { day } from '../bookings.ts';
import { holds } from '../properties/budget.ts';

const chargeOf = (name: string, deliveredOn: string, netPence = 45_000) => ({
  id: `chg_${name}` as ChargeId,
  payer: 'sch_990010' as OrganisationId,
  deliveredOn: day(deliveredOn),
  netPence,
});

/** A count to its end, with what each month has. */
function counted(today: CivilDate, ledgerFrom: string, of: (month: string) => ReturnType<typeof chargeOf>[] = () => []): OldUnbilled {
  let count = beginCount(undefined, today, ledgerFrom);
  for (let months = 0; count.counting && months < 100; months++) count = withMonth(count, of(count.counting.month));
  return count;
}

holds(
  'each month since the ledger began is looked through at home or counted, as far back as one dry run to today reaches',
  fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 1_200 })),
  ([passed, age]) => {
    const today = addDays(day('2026-01-01'), passed);
    const ledgerFrom = addDays(today, -age);
    const both = [...oldMonths(today, ledgerFrom), ...newMonths(today, ledgerFrom)];
    const first = age < mostDays ? ledgerFrom : addDays(today, 1 - mostDays);
    expect(both).toEqual(monthsBetween(first, today));
    expect(newMonths(today, ledgerFrom).length).toBeLessThanOrEqual(3);
  },
  { milliseconds: 1_000, cases: 2_000, least: 100 },
);

test('a count goes through each of its months once and names the oldest first', () => {
  const asked: string[] = [];
  const { told, counting } = counted(day('2026-11-24'), '2026-03-15', (month) => {
    asked.push(month);
    if (month === '2026-04') return [chargeOf('b', '2026-04-20'), chargeOf('a', '2026-04-02', 100)];
    return month === '2026-08' ? [chargeOf('c', '2026-08-31')] : [];
  });
  expect(asked).toEqual(['2026-03', '2026-04', '2026-05', '2026-06', '2026-07', '2026-08']);
  expect(counting).toBeUndefined();
  expect({ ...told, first: told?.first.map(({ charge }) => charge) }).toEqual({
    on: '2026-11-24',
    before: '2026-09-01',
    count: 3,
    netPence: 90_100,
    first: ['chg_a', 'chg_b', 'chg_c'],
  });
});

test('what the day before came to is told until the new count is at its end', () => {
  const before = counted(day('2026-11-24'), '2026-03-15', (month) => (month === '2026-05' ? [chargeOf('a', '2026-05-05')] : []));
  const begun = withMonth(beginCount({ ...before, version: 1 }, day('2026-11-25'), '2026-03-15'), []);
  expect([begun.told?.on, begun.told?.count, begun.counting?.month, begun.version]).toEqual(['2026-11-24', 1, '2026-04', 1]);
});

test('a ledger that began within three months has nothing to count, whatever the day', () => {
  for (const from of ['2026-09-01', '2026-11-24', '2026-12-01'])
    expect(counted(day('2026-11-24'), from)).toMatchObject({ told: { on: '2026-11-24', count: 0, first: [] } });
  expect(daysBetween(day('2026-09-01'), day('2026-11-24'))).toBeLessThan(92);
  expect(counted(day('2026-11-24'), '2026-08-31').told?.before).toBe('2026-09-01');
});

test('of very many the first are named and all are counted; those settled since are left out', () => {
  const many = Array.from({ length: 70 }, (_, i) => chargeOf(String(i).padStart(2, '0'), '2026-05-05', 100));
  const { told } = counted(day('2026-11-24'), '2026-03-15', (month) => (month === monthOf(day('2026-05-05')) ? many : []));
  if (!told) throw new Error('nothing is told');
  expect([told.count, told.netPence, told.first.length]).toEqual([70, 7_000, mostNamed]);
  const left = leftOf(told, ({ charge }) => charge < 'chg_20');
  expect([left.count, left.netPence, left.first.length, left.first[0]?.charge]).toEqual([50, 5_000, 30, 'chg_20']);
});
