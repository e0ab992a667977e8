// What a rule comes to within a year, and what a run does about it: by clause and date, with what was used left as it is.
import { describe, expect, test } from 'vitest';
import { divided, targetOf } from '../../functions/entitlements/rules/targets.ts';
import type { Segment } from '../../functions/entitlements/schema/allocations.ts';
import { day, MemoryCouncil, partnership, rule, school, stepsText, version } from '../allocations.ts';

const year = { from: day('2017-09-01'), to: day('2018-08-31') };
type MidYear = Segment['midYear'];
const segments = (values: [string, number][], gained: MidYear['gained'], lost: MidYear['lost']): Segment[] =>
  values.map(([from, value]) => ({ from: day(from), value, because: `${value}`, midYear: { gained, lost } }));
const start = '2017-09-01';
/** With 73 days of 365 to go. */
const late = '2018-06-20';

describe('the target of a year', () => {
  test.each<[string, [string, number][], MidYear['gained'], MidYear['lost'], number]>([
    ['is the first day’s figure where nothing changes', [[start, 10]], 'full', 'end', 10],
    [
      'takes a gain in full',
      [
        [start, 0],
        [late, 10],
      ],
      'full',
      'end',
      10,
    ],
    [
      'takes a gain by days',
      [
        [start, 0],
        [late, 10],
      ],
      'pro-rata',
      'end',
      2,
    ],
    [
      'leaves a gain for the next year',
      [
        [start, 4],
        [late, 10],
      ],
      'next-year',
      'end',
      4,
    ],
    [
      'keeps what is lost',
      [
        [start, 10],
        [late, 0],
      ],
      'full',
      'keep',
      10,
    ],
    [
      'takes back what is lost by days',
      [
        [start, 10],
        [late, 0],
      ],
      'full',
      'pro-rata',
      8,
    ],
    [
      'ends what is lost',
      [
        [start, 10],
        [late, 4],
      ],
      'full',
      'end',
      4,
    ],
    [
      'grants nothing twice to who leaves and comes back, kept',
      [
        [start, 10],
        ['2018-01-01', 0],
        [late, 10],
      ],
      'full',
      'keep',
      10,
    ],
    [
      'grants nothing twice to who leaves and comes back, by days',
      [
        [start, 10],
        ['2018-01-01', 0],
        [late, 10],
      ],
      'full',
      'pro-rata',
      10,
    ],
    [
      'grants to who comes back by days what is left of the year',
      [
        [start, 10],
        ['2018-01-01', 0],
        [late, 10],
      ],
      'pro-rata',
      'end',
      2,
    ],
    [
      'takes nothing for the loss of what was to come next year',
      [
        [start, 10],
        ['2018-01-01', 14],
        [late, 10],
      ],
      'next-year',
      'pro-rata',
      10,
    ],
    [
      'counts a rise above what was kept once',
      [
        [start, 10],
        ['2018-01-01', 6],
        [late, 12],
      ],
      'full',
      'keep',
      12,
    ],
    [
      'gives back what was lost and kept before it counts a gain',
      [
        [start, 10],
        ['2018-01-01', 20],
        ['2018-03-01', 10],
        [late, 20],
      ],
      'pro-rata',
      'keep',
      17,
    ],
    [
      'ends a gain by days with what it was counted for',
      [
        [start, 0],
        [late, 20],
        ['2018-07-01', 0],
      ],
      'pro-rata',
      'end',
      0,
    ],
    [
      'ends a part of a gain by days in its proportion',
      [
        [start, 0],
        [late, 20],
        ['2018-07-01', 10],
      ],
      'pro-rata',
      'end',
      2,
    ],
    ['is nothing for who never had anything', [[start, 0]], 'full', 'end', 0],
  ])('%s', (_, values, gained, lost, expected) => {
    const { target, steps } = targetOf(segments(values, gained, lost), year);
    expect(target).toBe(expected);
    expect(steps.reduce((sum, { change }) => sum + change, 0)).toBe(expected);
  });

  test('tells each step with its day and its reason', () => {
    expect(
      targetOf(
        segments(
          [
            [start, 10],
            [late, 0],
          ],
          'full',
          'pro-rata',
        ),
        year,
      ).steps,
    ).toEqual([
      { on: start, change: 10, because: '10' },
      { on: late, change: -2, because: '0' },
    ]);
  });
});

describe('a reserved share', () => {
  const steps = [
    { on: day(start), change: 11, because: '5 members' },
    { on: day(late), change: -2, because: '4 members' },
  ];
  test('is rounded up, and with the rest comes to the whole at every step', () => {
    const { own, reserved } = divided(steps, [{ from: day(start), basisPoints: 2_500 }]);
    expect([own.target, reserved.target]).toEqual([6, 3]);
    expect([stepsText(own.steps), stepsText(reserved.steps)]).toEqual([
      ['1 September 2017 8', '20 June 2018 -2'],
      ['1 September 2017 3', '20 June 2018 0'],
    ]);
    expect(reserved.steps[0]?.because).toBe('5 members; 25 % of it is reserved');
  });
  test('that changes in the middle of the year moves days over', () => {
    const { own, reserved } = divided(steps.slice(0, 1), [
      { from: day(start), basisPoints: 0 },
      { from: day(late), basisPoints: 5_000 },
    ]);
    expect([own.target, reserved.target]).toEqual([5, 6]);
    expect(stepsText(reserved.steps)).toEqual(['1 September 2017 0', '20 June 2018 6']);
  });
});

describe('a run', () => {
  const visits = rule('school', 'visits', { where: { phases: ['primary'] } });
  const [primary, secondary] = [school(990001), school(990002, { phaseCode: 4 })];

  test('grants a year with the rule, the clause, the inputs and the steps, and again grants nothing', () => {
    const council = new MemoryCouncil([version('2017-04-01', [visits])], '2017-09-04', [primary, secondary]);
    const { lines } = council.run();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      holder: primary.id,
      rule: 'visits',
      clause: { reference: 'Clause visits' },
      policy: 'made-up/1',
      kind: 'primary',
      before: 0,
      target: 10,
      moves: [{ code: 'grant', amount: 10, because: 'primary' }],
      steps: [{ on: start, change: 10, because: 'primary' }],
      period: year,
      account: `entitlement/${primary.id}/visits/2017-09-01.2018-08-31`,
    });
    expect(council.figures(primary.id, 'visits')).toMatchObject({ granted: 10, left: 10, used: 0 });
    expect(council.run()).toEqual({ lines: [], unchanged: 1, skipped: 0 });
  });

  test('grants the year that a day lies in: the next one, or one that is over', () => {
    const council = new MemoryCouncil([version('2015-04-01', [visits])], '2017-07-04', [primary]);
    expect(council.run('2017-09-01').lines[0]?.period.from).toBe('2017-09-01');
    expect(council.run('2016-10-01').lines[0]?.period.from).toBe('2016-09-01');
    expect(council.run('2015-10-01').lines[0]?.period.from).toBe('2015-09-01');
  });

  test('takes back what a new version of the policy no longer grants, and tells what was used already', () => {
    const council = new MemoryCouncil([version('2017-04-01', [visits])], '2017-09-04', [primary]);
    council.run();
    council.use(`entitlement/${primary.id}/visits/2017-09-01.2018-08-31`, 7);
    council.versions.push(version('2018-01-01', [{ ...visits, grant: { halfDays: 4 } }], 'made-up/2'));
    expect(council.run().lines).toEqual([]);
    council.today = day('2018-01-01');
    const { lines } = council.run();
    expect(lines[0]).toMatchObject({ before: 10, target: 4, moves: [{ code: 'claw-back', amount: 3 }], shortfall: 3, policy: 'made-up/2' });
    expect(council.figures(primary.id, 'visits')).toEqual({ granted: 7, held: 0, used: 7, lapsed: 0, left: 0, target: 4, shortfall: 3 });
    expect(council.run().lines).toEqual([]);
  });

  test('has nothing to take back once a hold is given up: it went back at once, as far as it was too much', () => {
    const council = new MemoryCouncil([version('2017-04-01', [visits])], '2017-09-04', [primary]);
    council.run();
    const held = council.hold(`entitlement/${primary.id}/visits/2017-09-01.2018-08-31`, 10);
    council.change(primary.id, { closedOn: day('2017-12-31') });
    council.today = day('2018-01-01');
    expect(council.run().lines[0]).toMatchObject({ target: 0, moves: [], shortfall: 10 });
    expect(council.run().lines).toEqual([]);
    if (held && held[0] !== undefined) council.settle(held[0], 'void');
    expect(council.of(primary.id, 'visits')).toMatchObject({ shortfall: 9 });
    expect(council.run().lines).toEqual([]);
  });

  test('a rule that begins in the middle of the year counts as its gain says; one that ends, as its loss', () => {
    const dated = rule('school', 'visits', { from: day(late), midYear: { gained: 'pro-rata', lost: 'keep' } });
    const council = new MemoryCouncil([version('2017-04-01', [dated])], '2017-09-04', [primary]);
    expect(council.run().lines).toEqual([]);
    council.today = day(late);
    expect(council.run().lines[0]).toMatchObject({ target: 2 });
  });

  test('the trust takes over: its members lose what is not used on that day, and nothing used before is rewritten (Rochdale 4.2)', () => {
    const universal = rule('school', 'universal', {
      where: { phases: ['secondary'], partnership: { member: false, kinds: ['self-improving-trust'] } },
      midYear: { gained: 'full', lost: 'end' },
    });
    const pioneer = partnership('pioneer', '2012-01-01', { partnershipKind: 'self-improving-trust' });
    const other = school(990003, { phaseCode: 4 });
    const council = new MemoryCouncil([version('2011-04-01', [{ ...universal, year: 'financial' }])], '2012-04-02', [
      secondary,
      other,
      pioneer,
    ]);
    council.run();
    council.use(`entitlement/${secondary.id}/universal/2012-04-01.2013-03-31`, 3);
    council.happens('2012-09-01', { kind: 'joined', subject: secondary.id, group: pioneer.id });
    expect(council.run().lines, 'known beforehand, it counts once its day has come').toEqual([]);
    council.today = day('2012-09-01');
    expect(council.run().lines).toMatchObject([
      { holder: secondary.id, target: 0, moves: [{ code: 'claw-back', amount: 7 }], shortfall: 3 },
    ]);
    expect(council.figures(secondary.id, 'universal')).toMatchObject({ granted: 3, used: 3, left: 0 });
    expect(council.figures(other.id, 'universal')).toMatchObject({ granted: 10, left: 10 });
  });

  test('a status grants more days from its day on, under the title that schools are shown, and ends them', () => {
    const concern = rule('status', 'more', { midYear: { gained: 'full', lost: 'pro-rata' } });
    const council = new MemoryCouncil([version('2017-04-01', [concern])], '2017-09-04', [primary]);
    expect(council.run().lines).toEqual([]);
    council.happens('2017-10-02', { kind: 'status-entered', subject: primary.id, status: 'causing-concern' });
    council.today = day('2017-10-02');
    expect(council.run().lines[0]).toMatchObject({ title: 'Further days', confidential: true, target: 6 });
    expect(council.of(primary.id, 'more')).toMatchObject({ title: 'Further days', confidential: true });
    council.happens(late, { kind: 'status-ended', subject: primary.id, status: 'causing-concern' });
    council.today = day(late);
    expect(council.run().lines[0]).toMatchObject({ target: 5, moves: [{ code: 'claw-back', amount: 1 }] });
    for (const { transfer } of council.ledger.entries.flatMap((entry) => ('transfer' in entry ? [entry] : [])))
      expect(transfer.cause.clause, 'the ledger tells no clause of it').toBeUndefined();
  });

  test('a partnership’s pot follows its size, and a part of it is the council’s', () => {
    const pot = rule('partnership', 'pot', {
      bands: [
        { from: 1, to: 2, grant: { halfDays: 10, assumed: true } },
        { from: 3, grant: { halfDays: 21 } },
      ],
      reserved: {
        share: { basisPoints: 2_500 },
        title: 'Reserved',
        services: ['monitoring'],
        clause: { reference: 'a to d', text: 'not negotiable' },
      },
      midYear: { gained: 'full', lost: 'keep' },
    });
    const ptn = partnership('quay');
    const council = new MemoryCouncil([version('2017-04-01', [pot])], '2017-09-04', [ptn, primary, secondary, school(990004)]);
    for (const member of [primary.id, secondary.id]) council.happens('2015-09-01', { kind: 'joined', subject: member, group: ptn.id });
    expect(
      council.run().lines.map(({ grant, target, title, assumed, clause }) => [grant, target, title, assumed, clause.reference]),
    ).toEqual([
      ['pot', 7, 'Days of pot', true, 'Clause pot'],
      ['pot.reserved', 3, 'Reserved', true, 'a to d'],
    ]);
    council.happens('2017-11-01', { kind: 'joined', subject: school(990004).id, group: ptn.id });
    council.today = day('2017-11-01');
    expect(council.run().lines.map(({ grant, target, steps }) => [grant, target, stepsText(steps)])).toEqual([
      ['pot', 15, ['1 September 2017 7', '1 November 2017 8']],
      ['pot.reserved', 6, ['1 September 2017 3', '1 November 2017 3']],
    ]);
    expect(council.dryRun().lines).toEqual([]);
  });

  test('teams have half-days and money, each on an account of its own', () => {
    const teams = rule('team', 'teams', {
      year: 'financial',
      teams: [{ code: 'north', title: 'North team', district: 'North', grant: { halfDays: 40 }, budget: { pence: 1_200_000 } }],
    });
    const council = new MemoryCouncil([version('2007-04-01', [teams])], '2007-04-10', [], ['north']);
    expect(council.run().lines.map(({ account, asset, moves }) => [account, asset, moves[0]?.amount])).toEqual([
      ['entitlement/tea_north/teams/2007-04-01.2008-03-31', 'half-day', 40],
      ['budget/tea_north/teams.budget/2007-04-01.2008-03-31', 'penny', 1_200_000],
    ]);
    council.use('budget/tea_north/teams.budget/2007-04-01.2008-03-31', 900_000);
    council.versions.push(
      version('2007-10-01', [{ ...teams, teams: [{ ...teams.teams[0], budget: { pence: 800_000 } }] as typeof teams.teams }]),
    );
    council.today = day('2007-10-01');
    expect(council.run().lines).toMatchObject([{ asset: 'penny', moves: [{ code: 'claw-back', amount: 300_000 }], shortfall: 100_000 }]);
    expect(council.figures('tea_north' as never, 'teams.budget')).toMatchObject({ granted: 900_000, used: 900_000, left: 0 });
  });
});
