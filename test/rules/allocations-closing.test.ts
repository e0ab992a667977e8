// The end of a year: what is left lapses, is carried or moves, holds stay, and what comes back later lapses at once. And what a run passes over.
import { describe, expect, test } from 'vitest';
import { endWords, leftBefore } from '../../functions/entitlements/rules/year-end-words.ts';
import { type Allocation, nothingMoved, type RunLine } from '../../functions/entitlements/schema/allocations.ts';
import type { Account } from '../../shared/ledger/chart.ts';
import { transfer } from '../../shared/ledger/transfers.ts';
import { day, MemoryCouncil, partnership, rule, school, version } from '../allocations.ts';

const primary = school(990001);
const year = '2017-09-01.2018-08-31';
const account = `entitlement/${primary.id}/visits/${year}`;

function council(more: Parameters<typeof rule<'school'>>[2], others: Parameters<typeof version>[1] = []): MemoryCouncil {
  const made = new MemoryCouncil([version('2017-04-01', [rule('school', 'visits', more), ...others])], '2017-09-04', [primary]);
  made.run();
  return made;
}
const end = (made: MemoryCouncil, on = '2018-09-01') => {
  made.today = day(on);
  return made.run(on, 'close');
};

describe('a year that has ended', () => {
  test('lapses with what is left; what is held stays and may still be delivered', () => {
    const made = council({});
    made.use(account, 3);
    const held = made.hold(account, 2) || [];
    expect(end(made).lines).toMatchObject([
      { closes: true, moves: [{ code: 'lapse', amount: 5, because: 'the year ended on 31 August 2018' }] },
    ]);
    expect(made.of(primary.id, 'visits')?.state).toBe('closed');
    expect(made.figures(primary.id, 'visits')).toMatchObject({ granted: 10, held: 2, used: 3, lapsed: 5, left: 0 });
    expect(made.hold(account)).toBe(false);
    if (held[0]) made.settle(held[0], 'post');
    expect(made.figures(primary.id, 'visits')).toMatchObject({ held: 1, used: 4 });
    expect(made.run('2018-09-01', 'close').lines).toEqual([]);
    expect(made.run('2018-01-01').lines, 'a closed year is granted nothing more').toEqual([]);
  });

  test('a hold that is given back after it lapses at once', () => {
    const made = council({});
    const [held] = made.hold(account, 2) || [];
    end(made);
    const before = made.ledger.entries.length;
    if (held) made.settle(held, 'void');
    expect(made.ledger.entries.length).toBe(before + 2);
    expect(made.ledger.head(account)).toMatchObject({ available: 0, closed: true });
    expect(made.figures(primary.id, 'visits')).toMatchObject({ granted: 10, held: 1, used: 0, lapsed: 9, left: 0 });
    expect(made.of(primary.id, 'visits')?.moved.lapsed).toBe(9);
  });

  test('with nothing left is closed all the same, and one that has not ended is not', () => {
    const made = council({});
    made.use(account, 10);
    expect(end(made, '2018-08-31').lines).toEqual([]);
    expect(end(made).lines).toMatchObject([{ closes: true, moves: [] }]);
    expect(made.ledger.head(account)).toMatchObject({ closed: true });
  });

  test('carries up to a limit into the next year, for use by a day, and what is carried lapses after that', () => {
    const made = council({ yearEnd: { unused: 'carry', atMost: { halfDays: 4 }, useBy: '12-31' } });
    made.use(account, 3);
    expect(end(made).lines[0]?.moves).toMatchObject([
      { code: 'carry', amount: 4, to: { account: `entitlement/${primary.id}/visits.carried/2018-09-01.2018-12-31` } },
      { code: 'lapse', amount: 3 },
    ]);
    expect(made.figures(primary.id, 'visits')).toMatchObject({ granted: 6, used: 3, lapsed: 3, left: 0 });
    expect(made.figures(primary.id, 'visits.carried')).toMatchObject({ granted: 4, left: 4 });
    made.run();
    expect(made.figures(primary.id, 'visits', '2018-09-01')).toMatchObject({ granted: 10 });
    expect(made.run().lines).toEqual([]);
    made.use(`entitlement/${primary.id}/visits.carried/2018-09-01.2018-12-31`, 1);
    expect(end(made, '2019-01-01').lines).toMatchObject([{ part: 'carried', moves: [{ code: 'lapse', amount: 3 }] }]);
    expect(made.figures(primary.id, 'visits.carried')).toMatchObject({ granted: 4, used: 1, lapsed: 3, left: 0 });
  });

  test('carried days are used by 28 February where the rule says the 29th and the year has none', () => {
    const made = council({ yearEnd: { unused: 'carry', atMost: { halfDays: 4 }, useBy: '02-29' } });
    end(made);
    expect(made.of(primary.id, 'visits.carried')?.period.to).toBe('2019-02-28');
  });

  test('moves what is left to the days of another rule, in that rule’s next year', () => {
    const made = council({ yearEnd: { unused: 'move', to: 'reviews' } }, [
      rule('school', 'reviews', { year: 'financial', where: { phases: ['secondary'] } }),
    ]);
    end(made);
    expect(made.of(primary.id, 'reviews')).toMatchObject({
      title: 'Days of reviews',
      period: { from: '2018-04-01', to: '2019-03-31' },
      moved: { carriedIn: 10, granted: 0 },
      target: 0,
    });
    expect(made.run('2018-09-01').lines.filter((line) => line.rule === 'reviews')).toEqual([]);
    expect(made.figures(primary.id, 'reviews')).toMatchObject({ granted: 10, left: 10 });
  });

  test('of a pot what was reserved for the council is not carried, and the limit counts once for all parts', () => {
    const ptn = partnership('quay');
    const pot = rule('partnership', 'pot', {
      reserved: { share: { basisPoints: 2_500 }, title: 'Reserved', services: ['monitoring'], clause: { reference: 'a', text: 'b' } },
      yearEnd: { unused: 'carry', atMost: { halfDays: 4 }, useBy: '12-31' },
    });
    const made = new MemoryCouncil([version('2017-04-01', [pot])], '2017-09-04', [ptn, primary]);
    made.happens('2016-09-01', { kind: 'joined', subject: primary.id, group: ptn.id });
    made.run();
    const pot1 = `entitlement/${ptn.id}/pot/${year}`;
    made.use(pot1, 2);
    // Three of the five that are left are agreed on in a plan.
    const own = made.of(ptn.id, 'pot') as Allocation;
    const plan = { ...own, grant: 'pot.pln_1', part: 'pln_1', account: `entitlement/${ptn.id}/pot.pln_1/${year}` };
    const earmark = transfer('earmark', pot1 as Account<'entitlement'>, plan.account as Account<'entitlement'>, 3, {
      name: 'plan',
      now: made.now,
      cause: {},
    });
    expect(made.ledger.post([{ transfer: earmark }]).ok).toBe(true);
    made.allocations.set(plan.account, { ...plan, moved: { ...nothingMoved, earmarkedIn: 3 }, target: 0, steps: [] });
    made.allocations.set(pot1, { ...own, moved: { ...own.moved, earmarkedOut: 3 } });
    expect(end(made).lines.map(({ part, moves }) => [part, moves.map(({ code, amount }) => `${code} ${amount}`)])).toEqual([
      ['own', ['carry 2']],
      ['reserved', ['lapse 3']],
      ['pln_1', ['carry 2', 'lapse 1']],
    ]);
    expect(made.figures(ptn.id, 'pot.carried')).toMatchObject({ granted: 4, left: 4 });
    expect(made.figures(ptn.id, 'pot.pln_1')).toMatchObject({ granted: 1, lapsed: 1, left: 0 });
  });

  test('money that is left lapses, is carried whole or up to a limit of its own, or moves to another team’s rule', () => {
    const teams = (yearEnd: object) =>
      rule('team', 'teams', {
        teams: [{ code: 'north', title: 'North team', grant: { halfDays: 0 }, budget: { pence: 500_000 } }],
        yearEnd: yearEnd as never,
      });
    const left = (yearEnd: object): string[] => {
      const made = new MemoryCouncil(
        [version('2017-04-01', [teams(yearEnd), { ...teams({ unused: 'lapse' }), code: 'next' }])],
        '2017-09-04',
        [],
        ['north'],
      );
      made.run();
      return end(made).lines.flatMap(({ moves }) => moves.map(({ code, amount, to }) => `${code} ${amount} ${to?.account ?? ''}`));
    };
    expect(left({ unused: 'lapse' })[0]).toBe('lapse 500000 ');
    expect(left({ unused: 'carry', atMost: { halfDays: 2 }, useBy: '03-31' })[0]).toBe(
      'carry 500000 budget/tea_north/teams.budget-carried/2018-09-01.2019-03-31',
    );
    expect(left({ unused: 'carry', atMost: { halfDays: 2 }, atMostPence: { pence: 120_000 }, useBy: '03-31' }).slice(0, 2)).toEqual([
      'carry 120000 budget/tea_north/teams.budget-carried/2018-09-01.2019-03-31',
      'lapse 380000 ',
    ]);
    expect(left({ unused: 'carry', atMost: { halfDays: 2 }, atMostPence: { pence: 0 }, useBy: '03-31' })[0]).toBe('lapse 500000 ');
    expect(left({ unused: 'move', to: 'next' })[0]).toBe('move 500000 budget/tea_north/next.budget/2018-09-01.2019-08-31');
  });
});

describe('a year whose losses were never run', () => {
  const carry = { unused: 'carry' as const, atMost: { halfDays: 6 }, useBy: '12-31' };
  const movesOf = (lines: readonly RunLine[]) => lines.map(({ moves }) => moves.map(({ code, amount }) => `${code} ${amount}`));

  test('carries nothing that nobody was due', () => {
    const quay = partnership('quay');
    const made = new MemoryCouncil(
      [version('2017-04-01', [rule('school', 'visits', { where: { partnership: { member: false } }, yearEnd: carry })])],
      '2017-09-04',
      [primary, quay],
    );
    made.run();
    made.use(account, 1);
    made.happens('2017-11-01', { kind: 'joined', subject: primary.id, group: quay.id });
    expect(movesOf(end(made).lines)).toEqual([['claw-back 9']]);
    expect(made.of(primary.id, 'visits')).toMatchObject({
      state: 'closed',
      target: 0,
      shortfall: 1,
      moved: { clawedBack: 9, carriedOut: 0 },
    });
    expect(made.of(primary.id, 'visits.carried')).toBeUndefined();
    expect(made.run('2018-09-01', 'close').lines).toEqual([]);
  });

  test('carries what is due of it', () => {
    const made = council({ yearEnd: carry, midYear: { gained: 'full', lost: 'pro-rata' } });
    made.versions.push(
      version('2018-03-02', [
        rule('school', 'visits', { grant: { halfDays: 4 }, yearEnd: carry, midYear: { gained: 'full', lost: 'pro-rata' } }),
      ]),
    );
    expect(movesOf(end(made).lines)).toEqual([['claw-back 3', 'carry 6', 'lapse 1']]);
    expect(made.of(primary.id, 'visits')).toMatchObject({ state: 'closed', target: 7, shortfall: 0 });
  });

  test('hands over first to whoever took a place in it, and closes both after that', () => {
    const fresh = school(990011, { openedOn: day('2018-01-01') });
    const made = council({ yearEnd: carry });
    made.organisations.set(fresh.id, fresh);
    made.happens('2018-01-01', { kind: 'succeeded', subject: primary.id, into: fresh.id, how: 'conversion', memberships: [] });
    made.change(primary.id, { closedOn: day('2017-12-31'), statusCode: 2 });
    const first = end(made);
    expect(movesOf(first.lines)).toEqual([['hand-over 10']]);
    expect(first.lines.some(({ closes }) => closes)).toBe(false);
    expect(movesOf(end(made).lines)).toEqual([[], ['carry 6', 'lapse 4']]);
    expect(made.figures(fresh.id, 'visits.carried')).toMatchObject({ granted: 6, left: 6 });
    expect(made.of(primary.id, 'visits.carried')).toBeUndefined();
    expect(end(made)).toMatchObject({ lines: [], skipped: 0 });
  });
});

describe('a source of funding that ends', () => {
  const funding = (whenEnded: object) =>
    [
      {
        code: 'excellence',
        title: 'Excellence in Cities',
        endsOn: day('2008-03-31'),
        whenEnded,
        clause: { reference: '3.3', text: 'ends' },
      },
    ] as never;
  const cities = rule('school', 'visits', { funding: 'excellence' });
  const partnerships = rule('school', 'improvement', { year: 'financial', where: { phases: ['nursery'] } });
  const made = (whenEnded: object) => {
    const council = new MemoryCouncil([version('2007-04-01', [cities, partnerships], 'made-up/1', funding(whenEnded))], '2007-09-04', [
      primary,
    ]);
    council.run();
    council.use(`entitlement/${primary.id}/visits/2007-09-01.2008-08-31`, 4);
    council.today = day('2008-04-01');
    return council;
  };

  test('leaves what was granted and used, and what is left lapses before the year ends', () => {
    const council = made({ unused: 'lapse' });
    expect(council.run().lines).toEqual([]);
    expect(council.run('2008-04-01', 'close').lines).toMatchObject([
      { moves: [{ code: 'lapse', amount: 6, because: 'Excellence in Cities ended on 31 March 2008' }] },
    ]);
    expect(council.run('2008-09-01').lines, 'and the years after it have nothing').toEqual([]);
  });
  test('or moves, so that nothing is lost', () => {
    const council = made({ unused: 'move', to: 'improvement' });
    council.run('2008-04-01', 'close');
    expect(council.figures(primary.id, 'improvement')).toMatchObject({ granted: 6, left: 6 });
    expect(council.of(primary.id, 'improvement')?.period).toEqual({ from: '2008-04-01', to: '2009-03-31' });
  });
});

describe('what changed since the dry run is passed over, and shown by the next', () => {
  test.each<[string, (made: MemoryCouncil) => void, number]>([
    ['days that were to be taken back and are booked meanwhile', (made) => void made.hold(account, 8), 1],
    [
      'days that were given back and leave more than was shown, on a year that closes',
      (made) => made.settle(made.pending[0] as never, 'void'),
      1,
    ],
    ['nothing', () => {}, 0],
  ])('%s', (_, meanwhile, skipped) => {
    const made = council({});
    made.hold(account, 1);
    made.today = day('2018-09-01');
    const { lines } = made.dryRun('2018-09-01', 'close');
    meanwhile(made);
    expect(made.carryOut(lines)).toBe(skipped);
    expect(made.of(primary.id, 'visits')?.state).toBe(skipped ? 'open' : 'closed');
    expect(made.run('2018-09-01', 'close').lines).toHaveLength(skipped);
    expect(made.of(primary.id, 'visits')?.state).toBe('closed');
  });

  test('an allocation that another run granted meanwhile', () => {
    const made = new MemoryCouncil([version('2017-04-01', [rule('school', 'visits', {})])], '2017-09-04', [primary]);
    const { lines } = made.dryRun();
    made.run();
    expect(made.carryOut(lines)).toBe(1);
    expect(made.figures(primary.id, 'visits')).toMatchObject({ granted: 10 });
  });

  test('a line that comes twice, because the school was renamed while the list was read, is carried out once', () => {
    const made = new MemoryCouncil([version('2017-04-01', [rule('school', 'visits', {})])], '2017-09-04', [primary]);
    const { lines } = made.dryRun();
    expect(made.carryOut([...lines, ...lines], 1)).toBe(1);
    expect(made.figures(primary.id, 'visits')).toMatchObject({ granted: 10 });
  });
});

describe('a line that closes says', () => {
  const spans = (made: MemoryCouncil) => made.versions;
  const told = (made: MemoryCouncil, line: RunLine | undefined, on = '2018-09-01') =>
    line && endWords(line, spans(made), { on: day(on), today: made.today })?.text;

  test('what is left before it, by what the rule does with it', () => {
    const made = council({});
    made.use(account, 3);
    const [line] = end(made).lines;
    expect([line && leftBefore(line), told(made, line)]).toEqual([7, 'What is not used lapses.']);
  });

  test('how much may be carried, and that what was carried lapses', () => {
    const made = council({ yearEnd: { unused: 'carry', atMost: { halfDays: 4 }, useBy: '12-31' } });
    const [line] = end(made).lines;
    expect([line && leftBefore(line), told(made, line)]).toEqual([
      10,
      'Up to 2 days may still be used until 31 December of the year after; the rest lapses.',
    ]);
    const carried = end(made, '2019-01-01').lines.find(({ part }) => part === 'carried');
    expect(carried && [leftBefore(carried), told(made, carried, '2019-01-01')]).toEqual([
      4,
      'What was carried from the year before and is not used lapses.',
    ]);
  });

  test('nothing where it does not close', () => {
    const made = new MemoryCouncil([version('2017-04-01', [rule('school', 'visits', {})])], '2017-09-04', [primary]);
    expect(made.run().lines.map((line) => told(made, line))).toEqual([undefined]);
  });
});
