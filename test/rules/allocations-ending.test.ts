// What ends with a right, or shrinks with it, wherever it stands by then: set aside in a plan, or carried from the year before.
import { describe, expect, test } from 'vitest';
import { moveSentences } from '../../functions/entitlements/rules/run-words.ts';
import { day, MemoryCouncil, partnership, rule, school, version } from '../allocations.ts';
import { agreedBy, estuary, lead, MemoryPot, memberId, potRule } from '../pots.ts';

describe('days of a plan', () => {
  const ends = { gained: 'full' as const, lost: 'end' as const };

  test('are taken back with the right that they were made from, as far as they are not used', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead') });
    pot.council.versions = [version('2010-09-01', [potRule(agreedBy('lead'), 20, { midYear: ends, to: day('2017-10-31') })])];
    const { id } = pot.propose(lead, 10);
    const { account } = pot.plan(id);
    pot.council.use(account ?? '', 4);
    pot.council.today = day('2017-11-10');
    pot.council.run();
    expect([pot.left(), pot.left(account)]).toEqual([0, 0]);
    expect(pot.council.figures(estuary.id, 'partnership-days')).toMatchObject({ target: 0, shortfall: 4 });
    expect(pot.council.hold(account ?? '')).toBe(false);
    expect(pot.council.run().lines).toEqual([]);
  });

  test('go back, and are taken back, as far as a smaller pot has too few for them', () => {
    const pot = new MemoryPot({ agreement: agreedBy('lead'), members: 4 });
    const bands = [
      { from: 1, to: 3, grant: { halfDays: 12 } },
      { from: 4, grant: { halfDays: 20 } },
    ];
    pot.council.versions = [version('2010-09-01', [potRule(agreedBy('lead'), 20, { bands, midYear: ends })])];
    pot.council.run();
    const { id } = pot.propose(lead, 15);
    const { account } = pot.plan(id);
    pot.council.today = day('2017-11-10');
    pot.council.happens('2017-11-01', { kind: 'left', subject: memberId(2), group: estuary.id });
    const { lines } = pot.council.run();
    expect(lines.flatMap(({ moves }) => moves.map(({ code, amount, makesGood }) => [code, amount, makesGood]))).toEqual([
      ['claw-back', 2, undefined],
      ['release', 6, 6],
    ]);
    expect(lines.flatMap(moveSentences)).toEqual(['1 day taken back', '3 days taken back from what was set aside']);
    expect([pot.left(), pot.left(account)]).toEqual([0, 9]);
    expect(pot.council.figures(estuary.id, 'partnership-days')).toMatchObject({ target: 9, shortfall: 0 });
    expect(pot.council.run().lines).toEqual([]);
  });
});

describe('a hold that is given back once the right has ended', () => {
  const made = (hold: number, lost: 'end' | 'pro-rata' = 'end') => {
    const primary = school(990001);
    const group = partnership('estuary');
    const outside = { where: { partnership: { member: false } }, grant: { halfDays: 4 }, midYear: { gained: 'full', lost } } as const;
    const council = new MemoryCouncil([version('2010-09-01', [rule('school', 'universal', outside)])], '2017-09-04', [primary, group]);
    council.run();
    const account = council.of(primary.id, 'universal')?.account ?? '';
    const held = council.hold(account, hold) || [];
    council.today = day('2018-03-01');
    council.happens('2018-03-01', { kind: 'joined', subject: primary.id, group: group.id });
    council.run();
    return { council, account, held, figures: () => council.figures(primary.id, 'universal') };
  };

  test('is taken back in the same breath, and nobody draws it again', () => {
    const { council, account, held, figures } = made(3);
    expect(figures()).toMatchObject({ granted: 3, held: 3, shortfall: 3, left: 0 });
    if (held[0]) council.settle(held[0], 'void');
    expect(figures()).toMatchObject({ granted: 2, held: 2, shortfall: 2, left: 0 });
    expect(council.hold(account)).toBe(false);
    expect(council.run().lines).toEqual([]);
  });

  test('comes back as far as there is a right to it', () => {
    const { council, held, figures } = made(3, 'pro-rata');
    expect(figures()).toMatchObject({ target: 2, held: 3, shortfall: 1, left: 0 });
    for (const each of held.slice(0, 2)) council.settle(each, 'void');
    expect(figures()).toMatchObject({ granted: 2, held: 1, shortfall: 0, left: 1 });
    expect(council.run().lines).toEqual([]);
  });
});

describe('days that were carried', () => {
  const primary = school(990001);
  const group = partnership('estuary');
  const universal = rule('school', 'universal', {
    where: { partnership: { member: false } },
    yearEnd: { unused: 'carry', atMost: { halfDays: 6 }, useBy: '12-31' },
  });

  test('end with the right, and do not come back before it does', () => {
    const made = new MemoryCouncil([version('2010-09-01', [universal])], '2017-09-04', [primary, group]);
    made.run();
    made.today = day('2018-09-03');
    made.run(made.today, 'close');
    made.run();
    expect(made.figures(primary.id, 'universal.carried')).toMatchObject({ granted: 6, left: 6 });
    made.use(made.of(primary.id, 'universal.carried')?.account ?? '', 2);
    made.today = day('2018-10-10');
    made.happens('2018-10-01', { kind: 'joined', subject: primary.id, group: group.id });
    const { lines } = made.run();
    expect(lines.map(({ part, moves }) => [part, moves.map(({ code, amount }) => `${code} ${amount}`)])).toEqual([
      ['own', ['claw-back 10']],
      ['carried', ['claw-back 4']],
    ]);
    expect(made.figures(primary.id, 'universal.carried')).toMatchObject({ granted: 2, used: 2, left: 0, shortfall: 0 });
    expect(made.run().lines).toEqual([]);
    made.today = day('2018-11-10');
    made.happens('2018-11-01', { kind: 'left', subject: primary.id, group: group.id });
    made.run();
    expect(made.figures(primary.id, 'universal.carried')).toMatchObject({ granted: 2, left: 0 });
  });
});
