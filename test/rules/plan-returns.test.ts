// What comes back to a partnership's plan once its pot has shrunk under what was booked: it goes on to the pot and is taken back there, and nobody books it again.
import { describe, expect, test } from 'vitest';
import { returned } from '../../functions/entitlements/rules/returns.ts';
import type { Plan } from '../../functions/entitlements/schema/plans.ts';
import { agreedBy, lead, MemoryPot } from '../pots.ts';

/** A pot of 15 to plan with, 14 of them agreed on and booked, that comes to 9 by another policy: all of what is not used is booked. */
function shrunk(lost: 'end' | 'keep' = 'end') {
  const pot = new MemoryPot({ agreement: agreedBy('lead'), halfDays: 20 });
  const { id } = pot.propose(lead, 14);
  const account = pot.plan(id).account ?? '';
  const held = pot.council.hold(account, 14);
  if (!held) throw new Error('they were agreed on');
  pot.grantFromToday(12, lost);
  pot.council.run();
  return { pot, account, held };
}

describe('what comes back to a plan', () => {
  test('makes good first for what was used of the pot beyond what is due, and may be used again only above that', () => {
    const { pot, account, held } = shrunk();
    expect(pot.own).toMatchObject({ target: 9, shortfall: 5, moved: { granted: 15, clawedBack: 1, earmarkedOut: 14 } });
    for (const [i, each] of held.entries()) {
      pot.council.settle(each, 'void');
      expect(pot.own.shortfall).toBe(Math.max(4 - i, 0));
      expect(pot.left(account)).toBe(Math.max(i - 4, 0));
      expect(pot.left()).toBe(0);
    }
    expect(pot.own.moved).toMatchObject({ clawedBack: 6, earmarkedIn: 5, earmarkedOut: 14 });
    expect(pot.own.changes.slice(-2).map(({ code, amount }) => `${code} ${amount}`)).toEqual(['release 1', 'claw-back 1']);
    // Nothing is left for a run to do.
    expect(pot.council.dryRun().lines).toEqual([]);
  });

  test('may be used again where the pot keeps what it was granted', () => {
    const { pot, account, held } = shrunk('keep');
    for (const each of held) pot.council.settle(each, 'void');
    expect(pot.left(account)).toBe(14);
  });

  test('is booked by nobody: what a booking took of two plans and of the pot itself makes good but once for it', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead'), halfDays: 20 });
    const accounts = [4, 5].map((halfDays) => (pot.plan(pot.propose(lead, halfDays).id) as Plan).account ?? '');
    const own = pot.own.account;
    for (const [i, account] of [...accounts, own].entries()) pot.council.hold(account, 4 + i);
    pot.grantFromToday(4, 'end');
    pot.council.run();
    expect(pot.own.shortfall).toBe(12);
    const backs = [accounts[0] ?? '', own, accounts[1] ?? ''].map((account, i) => ({ account, amount: 5, name: `bkg-${i}` }));
    const grants = { vacancies: new Map(), allocations: pot.council.allocations };
    const back = returned(grants, backs, pot.council.now);
    const pots = back.allocations.filter(({ account }) => account === own);
    expect(pots).toMatchObject([{ shortfall: 0, version: pot.own.version + 1 }]);
    expect(back.postings.map((each) => ('transfer' in each ? `${each.transfer.code} ${each.transfer.amount}` : ''))).toEqual([
      'release 5',
      'claw-back 5',
      'claw-back 5',
      'release 2',
      'claw-back 2',
    ]);
    expect(new Set(back.postings.map((each) => ('transfer' in each ? each.transfer.id : ''))).size).toBe(5);
    expect([back.open, back.unchanged]).toEqual([[], []]);
  });

  test('is worked out from the plan and the pot as they stand: neither may have changed by then', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead'), halfDays: 20 });
    const account = pot.plan(pot.propose(lead, 4).id).account ?? '';
    const grants = { vacancies: new Map(), allocations: pot.council.allocations };
    const back = returned(grants, [{ account, amount: 2, name: 'bkg-01' }], pot.council.now);
    expect(back).toMatchObject({ postings: [], allocations: [], open: [account] });
    expect(back.unchanged.map((each) => each.account)).toEqual([pot.own.account, account]);
  });
});
