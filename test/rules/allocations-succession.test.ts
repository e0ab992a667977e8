// What becomes of a year's days when another takes a school's or a partnership's place: what was used stays used, what is left goes over, and nothing is granted twice.
import { describe, expect, test } from 'vitest';
import { amountsOf } from '../../functions/entitlements/rules/run-sums.ts';
import { moveSentences } from '../../functions/entitlements/rules/run-words.ts';
import type { Organisation } from '../../functions/schools/schema/organisations.ts';
import type { HolderId } from '../../shared/ids.ts';
import { day, MemoryCouncil, partnership, rule, school, stepsText, version } from '../allocations.ts';

const visits = rule('school', 'visits', {});
const year = '2017-09-01.2018-08-31';
const accountOf = (holder: HolderId, grant = 'visits') => `entitlement/${holder}/${grant}/${year}`;
const [old, fresh, other] = [school(990001, { name: 'Old Primary' }), school(990011, { openedOn: day('2018-01-01') }), school(990002)];
const changes = day('2018-01-01');

/** A year of visits, granted on 4 September to those that stand then. */
function council(rules = [visits], organisations: readonly Organisation[] = [old, fresh, other]): MemoryCouncil {
  const made = new MemoryCouncil([version('2017-04-01', rules)], '2017-09-04', organisations);
  made.run();
  return made;
}
function convert(of: MemoryCouncil, from = old.id, into = fresh.id, how: 'conversion' | 'merger' | 'split' = 'conversion'): void {
  of.happens(changes, { kind: 'succeeded', subject: from, into, how, memberships: [] });
  of.today = changes;
}
/** What was granted net to everybody, and where it is. */
const total = (of: MemoryCouncil) =>
  of.holders.reduce(
    (sum, holder) => sum + of.figures(holder, 'visits').used + of.figures(holder, 'visits').held + of.figures(holder, 'visits').left,
    0,
  );

describe('a school that converts', () => {
  test('keeps what it used; its successor has what is left and is granted nothing more for the year', () => {
    const made = council();
    made.use(accountOf(old.id), 4);
    convert(made);
    const { lines } = made.run();
    expect(lines).toMatchObject([
      { holder: old.id, target: 10, moves: [{ code: 'hand-over', amount: 6, to: { holder: fresh.id, account: accountOf(fresh.id) } }] },
    ]);
    expect(lines[0]?.moves[0]?.because).toBe('School 990011 took its place on 1 January 2018');
    expect(made.figures(old.id, 'visits')).toEqual({ granted: 4, held: 0, used: 4, lapsed: 0, left: 0, target: 10, shortfall: 0 });
    expect(made.figures(fresh.id, 'visits')).toEqual({ granted: 6, held: 0, used: 0, lapsed: 0, left: 6, target: 0, shortfall: 0 });
    expect(stepsText(made.of(fresh.id, 'visits')?.steps)).toEqual(['1 January 2018 10', '1 January 2018 -10']);
    expect(made.of(fresh.id, 'visits')?.steps[1]?.because).toBe('granted this year already to Old Primary, whose place it takes');
    expect(made.run()).toMatchObject({ lines: [], skipped: 0 });
  });

  test('hands over later what a cancelled visit gives back', () => {
    const made = council();
    const held = made.hold(accountOf(old.id), 4) || [];
    convert(made);
    made.run();
    if (held[0]) made.settle(held[0], 'void');
    expect(made.run().lines).toMatchObject([{ holder: old.id, moves: [{ code: 'hand-over', amount: 1 }] }]);
    expect(total(made)).toBe(20);
  });

  test('and whose conversion is recorded before its closing by the register hands over all the same', () => {
    const made = council();
    made.change(old.id, { closedOn: day('2017-12-15'), statusCode: 2 });
    made.today = day('2017-12-20');
    expect(made.run().lines).toMatchObject([{ holder: old.id, target: 0, moves: [{ code: 'claw-back', amount: 10 }] }]);
    convert(made);
    made.run();
    expect([made.figures(old.id, 'visits').left, made.figures(fresh.id, 'visits').left]).toEqual([0, 10]);
    expect(made.run().lines).toEqual([]);
  });

  test.each<[string, number, boolean]>([
    ['in one transaction', 3, false],
    ['in two', 1, false],
    ['in two, the grant first', 1, true],
  ])('into one that is entitled to more adds the difference, both lines %s', (_, atOnce, reversed) => {
    const made = council([rule('school', 'visits', { where: { sectors: ['maintained'] } })]);
    made.versions.push(version('2018-01-01', [rule('school', 'visits', { grant: { halfDays: 14 } })], 'made-up/2'));
    convert(made);
    const { lines } = made.dryRun();
    expect(lines.filter(({ holder }) => holder !== other.id).map(({ holder, version: read }) => [holder, read])).toEqual([
      [old.id, 1],
      [fresh.id, 0],
    ]);
    expect(made.carryOut(reversed ? lines.toReversed() : lines, atOnce)).toBe(0);
    expect(made.figures(fresh.id, 'visits')).toMatchObject({ granted: 14, left: 14, target: 4 });
    expect(total(made)).toBe(14 + 14);
    // The same lines once more are of another time.
    expect(made.carryOut(lines, atOnce)).toBe(lines.length);
    expect(made.run().lines).toEqual([]);
  });

  test('into one that the rule does not mean: what is not used ends as a loss does', () => {
    const made = council(
      [rule('school', 'visits', { where: { sectors: ['maintained'] } })],
      [old, school(990011, { openedOn: changes, sectors: [{ from: changes, sector: 'academy', typeCode: 34 }], typeCode: 34 }), other],
    );
    made.use(accountOf(old.id), 4);
    convert(made);
    expect(made.run().lines).toMatchObject([{ holder: old.id, target: 0, moves: [{ code: 'claw-back', amount: 6 }], shortfall: 4 }]);
    expect(made.of(fresh.id, 'visits')).toBeUndefined();
  });

  test('where the rule says so what is left lapses, and the successor has no second year’s figure', () => {
    const made = council([rule('school', 'visits', { onSuccession: 'lapse' })]);
    made.use(accountOf(old.id), 4);
    convert(made);
    expect(made.run().lines).toMatchObject([{ holder: old.id, moves: [{ code: 'lapse', amount: 6 }] }]);
    expect(made.figures(old.id, 'visits')).toMatchObject({ granted: 10, used: 4, lapsed: 6, left: 0 });
    expect(made.figures(fresh.id, 'visits')).toMatchObject({ granted: 0 });
    expect(made.run().lines).toEqual([]);
  });

  test('on the first day of a year that was granted already hands that over too', () => {
    const made = new MemoryCouncil([version('2017-04-01', [visits])], '2017-07-04', [old, school(990011, { openedOn: day('2017-09-01') })]);
    made.run('2017-09-01');
    const granted = accountOf(old.id);
    made.use(granted, 3);
    made.happens('2017-09-01', { kind: 'succeeded', subject: old.id, into: fresh.id, how: 'conversion', memberships: [] });
    made.run('2017-09-01');
    expect([made.figures(old.id, 'visits'), made.figures(fresh.id, 'visits')]).toMatchObject([
      { granted: 3, used: 3, left: 0 },
      { granted: 7, left: 7 },
    ]);
    expect(made.run('2017-09-01').lines).toEqual([]);
  });

  test('and then loses the right: what was handed over ends with it, and only what was used is told as too much', () => {
    const trust = partnership('trust', '2012-01-01', { partnershipKind: 'self-improving-trust' });
    const universal = rule('school', 'visits', { where: { partnership: { member: false, kinds: ['self-improving-trust'] } } });
    const made = council([universal], [old, fresh, trust]);
    made.use(accountOf(old.id), 4);
    convert(made);
    made.run();
    made.happens('2018-03-01', { kind: 'joined', subject: fresh.id, group: trust.id });
    made.today = day('2018-03-01');
    made.run();
    expect(made.figures(fresh.id, 'visits')).toMatchObject({ granted: 0, left: 0, target: 0, shortfall: 0 });
    expect(made.figures(old.id, 'visits')).toMatchObject({ granted: 4, used: 4, target: 0, shortfall: 4 });
    expect(made.run().lines).toEqual([]);
  });

  test('twice in a year: what was granted first counts for the last', () => {
    const last = school(990012, { openedOn: day('2018-05-01') });
    const made = council([visits], [old, fresh, last]);
    made.use(accountOf(old.id), 2);
    convert(made);
    made.run();
    made.use(accountOf(fresh.id), 3);
    made.happens('2018-05-01', { kind: 'succeeded', subject: fresh.id, into: last.id, how: 'conversion', memberships: [] });
    made.today = day('2018-05-01');
    made.run();
    expect([old, fresh, last].map(({ id }) => made.figures(id, 'visits').used + made.figures(id, 'visits').left)).toEqual([2, 3, 5]);
    expect(made.run().lines).toEqual([]);
  });
});

describe('schools that merge and divide', () => {
  test('two into a new one: it has what both left, and nothing of its own this year', () => {
    const made = council();
    made.use(accountOf(old.id), 4);
    convert(made, old.id, fresh.id, 'merger');
    convert(made, other.id, fresh.id, 'merger');
    made.run();
    expect(made.figures(fresh.id, 'visits')).toMatchObject({ granted: 16, left: 16, target: 0 });
    expect(total(made)).toBe(20);
    expect(made.run().lines).toEqual([]);
  });
  test('one into another that has days of its own: those stay, and what is left comes to them', () => {
    const made = council([visits], [old, other]);
    made.use(accountOf(old.id), 4);
    convert(made, old.id, other.id, 'merger');
    made.run();
    expect(made.figures(other.id, 'visits')).toMatchObject({ granted: 16, left: 16, target: 10 });
    expect(made.run().lines).toEqual([]);
  });
  test('and what came from the other makes good what the one that stays used too much of its own', () => {
    const made = council([rule('school', 'visits', { midYear: { gained: 'full', lost: 'pro-rata' } })], [old, other]);
    made.use(accountOf(old.id), 4);
    made.use(accountOf(other.id), 10);
    convert(made, old.id, other.id, 'merger');
    made.run();
    made.versions.push(
      version('2018-06-20', [rule('school', 'visits', { grant: { halfDays: 5 }, midYear: { gained: 'full', lost: 'pro-rata' } })]),
    );
    made.today = day('2018-06-20');
    expect(made.run().lines).toMatchObject([{ holder: other.id, target: 9, moves: [{ code: 'claw-back', amount: 1 }], shortfall: 0 }]);
    // Ten and nine were due to both, and fourteen are used.
    expect(made.figures(other.id, 'visits')).toMatchObject({ granted: 15, used: 10, left: 5 });
    expect(made.run().lines).toEqual([]);
  });
  test('one into two: what is left is shared by largest remainder, and each is granted what the share does not cover', () => {
    const second = school(990012, { openedOn: changes });
    const made = council([visits], [old, fresh, second]);
    made.use(accountOf(old.id), 3);
    convert(made, old.id, fresh.id, 'split');
    convert(made, old.id, second.id, 'split');
    made.run();
    expect([fresh, second].map(({ id }) => made.figures(id, 'visits'))).toMatchObject([
      { granted: 9, target: 5 },
      { granted: 8, target: 5 },
    ]);
    expect(made.run().lines).toEqual([]);
  });
});

describe('a succession that becomes known late', () => {
  test.each([
    ['in one transaction', 3, false],
    ['in two', 1, false],
    ['in two, the successor first', 1, true],
  ])('what is left makes good what the successor used of a year that was granted to it, both lines %s', (_, atOnce, reversed) => {
    const made = council();
    made.use(accountOf(old.id), 3);
    made.today = day('2018-01-08');
    made.run();
    made.use(accountOf(fresh.id), 8);
    made.today = day('2018-02-01');
    made.happens(changes, { kind: 'succeeded', subject: old.id, into: fresh.id, how: 'conversion', memberships: [] });
    made.change(old.id, { closedOn: day('2017-12-31'), statusCode: 2 });
    const { lines } = made.dryRun();
    expect(lines).toMatchObject([
      { holder: old.id, target: 10, moves: [{ code: 'hand-over', amount: 7, makesGood: 7 }], shortfall: 0 },
      { holder: fresh.id, target: 0, moves: [{ code: 'claw-back', amount: 2 }], shortfall: 1 },
    ]);
    expect(made.carryOut(reversed ? lines.toReversed() : lines, atOnce)).toBe(0);
    expect(made.figures(old.id, 'visits')).toMatchObject({ granted: 3, used: 3, left: 0 });
    expect(made.figures(fresh.id, 'visits')).toMatchObject({ granted: 8, used: 8, left: 0, target: 0, shortfall: 1 });
    expect(made.run().lines).toEqual([]);
    expect(made.hold(accountOf(fresh.id))).toBe(false);
  });

  test('and those on the way are made good before the last has anything', () => {
    const last = school(990012, { openedOn: day('2018-02-01') });
    const made = council([visits], [old, fresh, last]);
    made.use(accountOf(old.id), 3);
    made.today = day('2018-02-05');
    made.run();
    made.use(accountOf(fresh.id), 4);
    made.use(accountOf(last.id), 1);
    made.happens(changes, { kind: 'succeeded', subject: old.id, into: fresh.id, how: 'conversion', memberships: [] });
    made.happens('2018-02-01', { kind: 'succeeded', subject: fresh.id, into: last.id, how: 'conversion', memberships: [] });
    made.run();
    expect([old, fresh, last].map(({ id }) => made.figures(id, 'visits'))).toMatchObject([
      { used: 3, left: 0 },
      { used: 4, left: 0, shortfall: 0 },
      { used: 1, left: 2, shortfall: 0 },
    ]);
    expect(made.run().lines).toEqual([]);
  });

  test('is told on the line of whoever hands over, and summed as taken back', () => {
    const made = council();
    made.use(accountOf(old.id), 3);
    made.today = day('2018-01-08');
    made.run();
    made.use(accountOf(fresh.id), 8);
    made.happens(changes, { kind: 'succeeded', subject: old.id, into: fresh.id, how: 'conversion', memberships: [] });
    const [line] = made.dryRun().lines;
    expect(line && moveSentences(line)).toEqual([
      '3½ days handed over to School 990011; all of it makes good what was used there beyond what is due',
    ]);
    expect(line && amountsOf(line)).toMatchObject({ 'hand-over': 7, 'claw-back': 7 });
  });
});

describe('a right that turns out to have ended before the succession', () => {
  const group = partnership('harbour');
  const outside = rule('school', 'visits', { where: { partnership: { member: false } } });
  test('what was handed over comes back, and the successor has the year of its own that it is due', () => {
    const made = council([outside], [old, fresh, group]);
    made.use(accountOf(old.id), 3);
    convert(made);
    made.run();
    made.use(accountOf(fresh.id), 2);
    made.happens('2017-11-01', { kind: 'joined', subject: old.id, group: group.id });
    expect(made.dryRun().lines).toMatchObject([
      { holder: old.id, target: 0, moves: [], shortfall: 3 },
      {
        holder: fresh.id,
        target: 10,
        moves: [
          { code: 'grant', amount: 10 },
          { code: 'hand-over', amount: 7, makesGood: 7, to: { holder: old.id } },
        ],
      },
    ]);
    expect(made.run()).toMatchObject({ skipped: 0 });
    expect(made.figures(old.id, 'visits')).toMatchObject({ granted: 3, used: 3, left: 0, shortfall: 3 });
    expect(made.figures(fresh.id, 'visits')).toMatchObject({ granted: 10, used: 2, left: 8 });
    expect(made.run().lines).toEqual([]);
  });

  test('for both of them: nothing is left with either', () => {
    const made = council([outside], [old, fresh, group]);
    convert(made);
    made.run();
    made.happens(changes, { kind: 'joined', subject: old.id, group: group.id });
    made.happens(changes, { kind: 'joined', subject: fresh.id, group: group.id });
    made.run();
    expect([old, fresh].map(({ id }) => made.figures(id, 'visits').left)).toEqual([0, 0]);
    expect(made.run().lines).toEqual([]);
  });
});

describe('partnerships that merge', () => {
  const pot = rule('partnership', 'visits', {
    bands: [
      { from: 1, to: 2, grant: { halfDays: 10 } },
      { from: 3, to: 4, grant: { halfDays: 16 } },
      { from: 5, grant: { halfDays: 24 } },
    ],
    reserved: { share: { basisPoints: 2_500 }, title: 'Reserved', services: ['monitoring'], clause: { reference: 'a', text: 'b' } },
  });
  test('the one that goes on has what the other left, part by part, and only as much more as the size of both comes to', () => {
    const [goes, stays] = [partnership('goes'), partnership('stays')];
    const members = [1, 2, 3, 4].map((n) => school(990020 + n));
    const made = new MemoryCouncil([version('2017-04-01', [pot])], '2017-09-04', [goes, stays, ...members]);
    for (const [i, { id }] of members.entries())
      made.happens('2016-09-01', { kind: 'joined', subject: id, group: i < 2 ? goes.id : stays.id });
    made.run();
    made.use(accountOf(goes.id), 3);
    made.happens(changes, {
      kind: 'partnership-merged',
      subject: goes.id,
      into: stays.id,
      members: members.slice(0, 2).map(({ id }) => id),
    });
    made.happens(changes, { kind: 'closed', subject: goes.id });
    made.today = changes;
    made.run();
    // 10 and 10 were granted; the four of them come to 16, six more than the one that stays had: covered by what the other was granted.
    expect([made.figures(stays.id, 'visits'), made.figures(stays.id, 'visits.reserved')]).toMatchObject([
      { granted: 7 + 4, target: 7 },
      { granted: 3 + 3, target: 3 },
    ]);
    expect(made.figures(goes.id, 'visits')).toMatchObject({ granted: 3, used: 3, left: 0 });
    expect(made.run().lines).toEqual([]);
  });
});
