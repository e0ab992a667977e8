// What comes back, or is given up, while a run is on its way, of days that were carried or of a right that has ended: nothing is bookable that is not due.
import { describe, expect, test } from 'vitest';
import { agreesWith } from '../../functions/entitlements/rules/moves.ts';
import type { Allocation } from '../../functions/entitlements/schema/allocations.ts';
import { addDays } from '../../shared/calendar.ts';
import type { Transfer } from '../../shared/ledger/transfers.ts';
import { day, MemoryCouncil, rule, school, version } from '../allocations.ts';
import { agreedBy, estuary, lead, MemoryPot } from '../pots.ts';

const held = (council: MemoryCouncil, account: string, amount: number): Transfer[] => {
  const found = council.hold(account, amount);
  if (!found) throw new Error(`there are not ${amount} left on ${account}`);
  return found;
};
const give = (council: MemoryCouncil, some: readonly Transfer[]) => {
  for (const each of some) council.settle(each, 'void');
};
const sound = (council: MemoryCouncil) => {
  for (const { account, moved } of council.allocations.values())
    expect([account, agreesWith(moved, council.ledger.head(account))]).toEqual([account, true]);
};
const left = (council: MemoryCouncil, { account }: Pick<Allocation, 'account'>): number => council.ledger.head(account)?.available ?? 0;
const accountOf = (pot: MemoryPot, of: ReturnType<MemoryPot['propose']>): string => pot.plan(of.id).account ?? '';

describe('between a dry run and what it carries out', () => {
  test('what comes back stops the lines it would have changed, and the next run takes it', () => {
    const granting = (halfDays: number, from: string) => version(from, [rule('school', 'days', { grant: { halfDays } })]);
    const council = new MemoryCouncil([granting(10, '2010-09-01')], '2017-10-02', [school(990_001)]);
    council.run();
    const [own] = [...council.allocations.values()] as [Allocation];
    const booked = held(council, own.account, 10);
    council.versions = [...council.versions, granting(4, '2017-10-02')];
    const { lines } = council.dryRun();
    give(council, booked.slice(0, 3));
    expect(council.carryOut(lines)).toBe(1);
    council.run();
    expect([left(council, own), council.of(own.holder, 'days')?.shortfall]).toEqual([0, 3]);
    sound(council);
  });

  test('of a plan too, together with its pot', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead'), halfDays: 20 });
    const account = accountOf(pot, pot.propose(lead, 14));
    const booked = held(pot.council, account, 14);
    pot.grantFromToday(12, 'end');
    const { lines } = pot.council.dryRun();
    give(pot.council, booked.slice(0, 3));
    pot.council.carryOut(lines);
    pot.council.run();
    expect([pot.left(account), pot.own.shortfall]).toEqual([0, 2]);
    sound(pot.council);
  });

  test('a pot that a booking has left short is planned with no more, and what its plans give up goes out of it', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead'), halfDays: 20 });
    const { id } = pot.propose(lead, 14);
    const account = pot.plan(id).account ?? '';
    held(pot.council, account, 10);
    pot.grantFromToday(8, 'end');
    const { lines } = pot.council.dryRun();
    held(pot.council, account, 1);
    expect(pot.council.carryOut(lines)).toBe(1);
    expect([pot.own.shortfall, pot.left(account)]).toEqual([8, 3]);
    expect(pot.release(id, 2).ok).toBe(true);
    expect([pot.own.shortfall, pot.left(), pot.left(account)]).toEqual([6, 0, 1]);
    expect(pot.propose(lead, 1)).toMatchObject({
      ok: false,
      refusal: { name: 'too-few-half-days', detail: expect.stringContaining('than is due by now') },
    });
    sound(pot.council);
  });
});

const carries = (useBy: string) =>
  ({ reserved: undefined, yearEnd: { unused: 'carry' as const, atMost: { halfDays: 10 }, useBy } }) as never;
/** A pot into whose second year ten half-days were carried, to be used by a day of it. */
function carried(useBy = '12-31'): MemoryPot {
  const pot = new MemoryPot({ agreement: agreedBy('lead'), more: carries(useBy) });
  pot.council.today = day('2018-09-03');
  pot.council.run(pot.council.today, 'close');
  pot.council.run();
  return pot;
}
const year = { from: day('2018-09-01') };
const second = (pot: MemoryPot): Allocation => {
  const found = pot.council.of(estuary.id, 'partnership-days', year.from);
  if (!found) throw new Error('the second year was granted');
  return found;
};

describe('days that were carried into a year', () => {
  test('and set aside in plans make nothing good for the year’s own', () => {
    const pot = carried();
    const { council } = pot;
    const accounts = [5, 5].map((halfDays) => accountOf(pot, pot.propose(lead, halfDays, { ...year, part: 'carried' })));
    const booked = accounts.flatMap((account) => held(council, account, 5));
    held(council, second(pot).account, 20);
    pot.grantFromToday(17, 'end');
    council.run();
    expect(second(pot).shortfall).toBe(3);
    give(council, booked);
    expect([...accounts.map((account) => pot.left(account)), second(pot).shortfall]).toEqual([5, 5, 3]);
    expect(council.dryRun().lines).toEqual([]);
    sound(council);
  });

  test('and set aside lapse at its end, also where they may be used until then: nothing is carried twice', () => {
    const pot = carried('08-31');
    const { council } = pot;
    const account = accountOf(pot, pot.propose(lead, 10, { ...year, part: 'carried' }));
    held(council, second(pot).account, 20);
    council.today = day('2019-09-03');
    council.run(council.today, 'close');
    council.run();
    expect(council.allocations.get(account)).toMatchObject({ state: 'closed', moved: { lapsed: 10, carriedOut: 0 } });
    expect(council.of(estuary.id, 'partnership-days.carried', '2019-09-01')).toBeUndefined();
  });
});

describe('of a right that has ended with everything that is not used', () => {
  const ends = { gained: 'full' as const, lost: 'end' as const };
  const entered = { kind: 'status-entered', subject: 'sch_990001', status: 'causing-concern' } as never;
  const over = { kind: 'status-ended', subject: 'sch_990001', status: 'causing-concern' } as never;
  function ended(rules: Parameters<typeof version>[1], grant: string, booked: number) {
    const council = new MemoryCouncil([version('2010-09-01', rules)], '2017-10-02', [school(990_001)]);
    council.happens('2017-09-01', entered);
    council.run();
    council.today = day('2018-09-03');
    council.run(council.today, 'close');
    council.run();
    const of = council.of('sch_990001' as never, grant, '2018-09-01');
    if (!of) throw new Error('it was granted');
    const transfers = held(council, of.account, booked);
    council.happens('2018-09-10', over);
    council.today = addDays(council.today, 8);
    council.run();
    give(council, transfers.slice(0, -1));
    return { council, of };
  }

  test('what comes back of days that were carried is taken back', () => {
    const support = rule('status', 'support', {
      grant: { halfDays: 6 },
      midYear: ends,
      yearEnd: { unused: 'carry', atMost: { halfDays: 10 }, useBy: '12-31' },
    } as never);
    const { council, of } = ended([support], 'support.carried', 5);
    expect([left(council, of), council.allocations.get(of.account)?.ended]).toEqual([0, true]);
    expect(council.dryRun().lines).toEqual([]);
    sound(council);
  });

  test('and of days that had moved there from another right', () => {
    const other = rule('school', 'other', { grant: { halfDays: 5 }, yearEnd: { unused: 'move', to: 'support' } } as never);
    const support = rule('status', 'support', { grant: { halfDays: 6 }, midYear: ends } as never);
    const { council, of } = ended([other, support], 'support', 11);
    expect(left(council, of)).toBe(0);
    sound(council);
    // The right comes back, and what comes back of it may be used again.
    council.happens('2018-09-20', entered);
    council.today = day('2018-09-21');
    council.run();
    expect(council.allocations.get(of.account)?.ended).toBeUndefined();
  });
});
