// Whatever happens in whatever order, with runs in between: targets are sums of their steps, a second run moves nothing, what was used stays used, and an allocation
// says what its account says.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { broughtIn, netGranted } from '../../functions/entitlements/rules/moves.ts';
import { divided, targetOf } from '../../functions/entitlements/rules/targets.ts';
import type { Segment } from '../../functions/entitlements/schema/allocations.ts';
import { addDays, type CivilDate } from '../../shared/calendar.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { balances } from '../../shared/ledger/fold.ts';
import type { Transfer } from '../../shared/ledger/transfers.ts';
import { day, MemoryCouncil, partnership, rule, school, version } from '../allocations.ts';
import { holds as holdsWithin, hunt, report, timeBox } from './budget.ts';

const year = { from: day('2017-09-01'), to: day('2018-08-31') };
const holds = <T>(sentence: string, values: fc.Arbitrary<T>, predicate: (value: T) => void): void =>
  holdsWithin(sentence, values, predicate, { milliseconds: 4_000, cases: 3_000, least: 200 });

const gained = fc.constantFrom('full' as const, 'pro-rata' as const, 'next-year' as const);
const lost = fc.constantFrom('keep' as const, 'pro-rata' as const, 'end' as const);
const midYear = fc.record({ gained, lost });
const segmentsOf = (most: number) =>
  fc
    .array(fc.record({ at: fc.nat({ max: 364 }), value: fc.nat({ max: most }), midYear }), { minLength: 1, maxLength: 8 })
    .map((cuts): Segment[] =>
      [...new Map(cuts.map((cut, i) => [i === 0 ? 0 : cut.at, cut])).entries()]
        .sort(([a], [b]) => a - b)
        .map(([at, cut]) => ({ from: addDays(year.from, at), value: cut.value, because: 'so', midYear: cut.midYear })),
    );

holds(
  'the steps of a year sum to its target, which is within nothing and the highest figure of its days',
  fc.oneof(segmentsOf(40), segmentsOf(100_000_000_000)),
  (segments) => {
    const { target, steps } = targetOf(segments, year);
    expect(Number.isSafeInteger(target)).toBe(true);
    expect(steps.reduce((sum, { change }) => sum + change, 0)).toBe(target);
    expect(target).toBeGreaterThanOrEqual(0);
    expect(target).toBeLessThanOrEqual(Math.max(...segments.map(({ value }) => value)));
    let sum = 0;
    for (const { change } of steps) {
      sum += change;
      expect(sum).toBeGreaterThanOrEqual(0);
    }
  },
);

holds(
  'a pot is the sum of its parts at every step, and the reserved part is the share rounded up',
  fc.record({
    segments: segmentsOf(200),
    shares: fc.uniqueArray(fc.record({ at: fc.nat({ max: 364 }), basisPoints: fc.nat({ max: 10_000 }) }), {
      selector: ({ at }) => at,
      maxLength: 3,
    }),
  }),
  ({ segments, shares }) => {
    const { target, steps } = targetOf(segments, year);
    const dated = shares
      .sort((a, b) => a.at - b.at)
      .map(({ at, basisPoints }, i) => ({ from: addDays(year.from, i === 0 ? 0 : at), basisPoints }));
    const { own, reserved } = divided(steps, dated);
    const last = dated.at(-1)?.basisPoints ?? 0;
    expect(own.target + reserved.target).toBe(target);
    if (steps.length > 0) expect(reserved.target).toBe(Math.ceil((target * last) / 10_000));
    for (const part of [own, reserved]) {
      expect(part.steps.reduce((sum, { change }) => sum + change, 0)).toBe(part.target);
      expect(part.target).toBeGreaterThanOrEqual(0);
    }
    const changeOn = (of: readonly { on: CivilDate; change: number }[], on: CivilDate) =>
      of.filter((step) => step.on === on).reduce((sum, { change }) => sum + change, 0);
    for (const { on } of [...own.steps, ...reserved.steps])
      expect(changeOn(own.steps, on) + changeOn(reserved.steps, on)).toBe(changeOn(steps, on));
  },
);

// --- histories -------------------------------------------------------------------------------------------------------------------------------------------------

const index = fc.nat({ max: 63 });
type Step =
  | { do: 'wait'; days: number }
  | { do: 'join' | 'leave'; school: number; group: number }
  | { do: 'status'; school: number; ends: boolean }
  | { do: 'close'; school: number }
  | { do: 'convert'; school: number }
  | { do: 'merge'; school: number; into: number }
  | { do: 'unite'; group: number; into: number }
  | { do: 'policy'; halfDays: number; midYear: Segment['midYear']; share: number }
  | { do: 'hold'; account: number; amount: number }
  | { do: 'settle'; held: number; post: boolean }
  | { do: 'run'; on: number }
  | { do: 'end' }
  | { do: 'stale'; hold: number; kind: 'allocate' | 'close' };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 90 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'leave' as const), school: index, group: index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('status' as const), school: index, ends: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), school: index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('convert' as const), school: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), school: index, into: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unite' as const), group: index, into: index }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('policy' as const),
      halfDays: fc.nat({ max: 12 }),
      midYear,
      share: fc.constantFrom(0, 2_500, 3_333),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('hold' as const), account: index, amount: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('settle' as const), held: index, post: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('run' as const), on: fc.constantFrom(0, 0, 0, 366) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('stale' as const), hold: index, kind: fc.constantFrom('allocate' as const, 'close' as const) }),
  },
);

const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(from.length, 1)];

/** A council whose year is granted at first, and everything that is used counted apart from it. */
class History {
  readonly council: MemoryCouncil;
  readonly used = new Map<string, number>();
  readonly rules: Parameters<typeof version>[1];
  private converted = 0;
  /** Schools whose place is taken: only where `splits` may one be taken twice. */
  private readonly taken = new Set<string>();
  splits = true;

  constructor(yearEnd: 'lapse' | 'carry', onSuccession: 'hand-over' | 'lapse', how: Segment['midYear']) {
    const end = yearEnd === 'lapse' ? { unused: 'lapse' as const } : { unused: 'carry' as const, atMost: { halfDays: 3 }, useBy: '12-31' };
    const common = { yearEnd: end, onSuccession, midYear: how };
    this.rules = [
      rule('school', 'visits', { ...common, where: { partnership: { member: false, kinds: ['self-improving-trust'] } } }),
      rule('status', 'more', common),
      rule('partnership', 'pot', {
        ...common,
        kinds: ['school-improvement'],
        bands: [
          { from: 1, to: 2, grant: { halfDays: 7 } },
          { from: 3, grant: { halfDays: 15 } },
        ],
        reserved: { share: { basisPoints: 2_500 }, title: 'Reserved', services: ['monitoring'], clause: { reference: 'a', text: 'b' } },
      }),
      rule('team', 'teams', { ...common, teams: [{ code: 'north', title: 'North', grant: { halfDays: 5 }, budget: { pence: 40_000 } }] }),
    ];
    const groups = [partnership('a'), partnership('b'), partnership('t', '2010-09-01', { partnershipKind: 'self-improving-trust' })];
    this.council = new MemoryCouncil(
      [version('2017-04-01', this.rules)],
      '2017-09-04',
      [...groups, ...[1, 2, 3, 4].map((n) => school(990_000 + n))],
      ['north'],
    );
    this.council.run();
  }

  private get schools(): OrganisationId[] {
    return [...this.council.organisations.keys()].filter((id) => id.startsWith('sch_'));
  }
  private get groups(): OrganisationId[] {
    return [...this.council.organisations.keys()].filter((id) => id.startsWith('ptn_'));
  }
  private use = ({ from, amount }: Transfer) => this.used.set(from, (this.used.get(from) ?? 0) + amount);

  take(command: Step): void {
    const { council } = this;
    const on = council.today;
    const named = 'school' in command ? pick(this.schools, command.school) : undefined;
    const subject = named && !this.splits && this.taken.has(named) ? undefined : named;
    if (subject && (command.do === 'convert' || command.do === 'merge')) this.taken.add(subject);
    switch (command.do) {
      case 'wait':
        council.today = addDays(on, command.days);
        return;
      case 'join':
      case 'leave': {
        const group = pick(this.groups, command.group);
        if (subject && group) council.happens(on, { kind: command.do === 'join' ? 'joined' : 'left', subject, group });
        return;
      }
      case 'status':
        if (subject) council.happens(on, { kind: command.ends ? 'status-ended' : 'status-entered', subject, status: 'causing-concern' });
        return;
      case 'close':
        if (subject) council.change(subject, { closedOn: on });
        return;
      case 'convert': {
        if (!subject) return;
        const into = school(990_100 + this.converted++, { openedOn: on });
        council.organisations.set(into.id, into);
        council.happens(on, { kind: 'succeeded', subject, into: into.id, how: 'conversion', memberships: [] });
        return;
      }
      case 'merge': {
        const into = pick(this.schools, command.into);
        if (subject && into && subject !== into) council.happens(on, { kind: 'succeeded', subject, into, how: 'merger', memberships: [] });
        return;
      }
      case 'unite': {
        const [from, into] = [pick(this.groups, command.group), pick(this.groups, command.into)];
        if (!from || !into || from === into) return;
        const members = this.schools.slice(0, 2);
        council.happens(on, { kind: 'partnership-merged', subject: from, into, members });
        council.happens(on, { kind: 'closed', subject: from });
        return;
      }
      case 'policy': {
        const [visits, more, pot, teams] = this.rules;
        if (visits?.per !== 'school' || !more || pot?.per !== 'partnership' || !pot.reserved || !teams) return;
        const from = addDays(on, 1);
        if (council.versions.some((each) => each.from >= from)) return;
        const changed = [
          { ...visits, grant: { halfDays: command.halfDays }, midYear: command.midYear },
          more,
          { ...pot, midYear: command.midYear, reserved: { ...pot.reserved, share: { basisPoints: command.share } } },
          teams,
        ];
        council.versions.push(version(from, changed, `made-up/${council.versions.length + 1}`));
        return;
      }
      case 'hold': {
        const account = pick([...council.allocations.keys()], command.account);
        if (account) council.hold(account, command.amount);
        return;
      }
      case 'settle': {
        const held = pick(council.pending, command.held);
        if (!held) return;
        council.settle(held, command.post ? 'post' : 'void');
        if (command.post) this.use(held);
        return;
      }
      case 'run':
        this.run(addDays(on, command.on), 'allocate');
        return;
      case 'end':
        this.run(on, 'close');
        return;
      case 'stale': {
        // Somebody books, or gives back, between the dry run and its carrying out: nothing of it may go wrong.
        const { lines } = council.dryRun(on, command.kind);
        const account = pick([...council.allocations.keys()], command.hold);
        if (account) council.hold(account, 2);
        const held = pick(council.pending, command.hold + 1);
        if (held) council.settle(held, 'void');
        council.carryOut(lines, 2);
        return;
      }
    }
  }

  /** Runs, and once more: there is nothing left to do, and nothing was passed over. */
  private run(on: CivilDate, kind: 'allocate' | 'close'): void {
    const { council } = this;
    expect(council.run(on, kind).skipped).toBe(0);
    // What goes from one allocation to another is closed at both ends by the run after.
    if (kind === 'close') expect(council.run(on, kind).lines.every(({ closes }) => closes)).toBe(true);
    const again = council.dryRun(on, kind);
    expect(again.lines.map(({ account, moves, target, before }) => ({ account, moves, target, before }))).toEqual([]);
  }

  /** Everything that must be true at any moment. */
  check(): void {
    const { ledger, allocations } = this.council;
    const accounts = balances(ledger.entries);
    for (const [account, head] of ledger.heads()) {
      const { closed: _, ...sums } = head;
      expect(sums, account).toEqual(accounts.get(account));
      expect(head.available, account).toBeGreaterThanOrEqual(0);
    }
    for (const allocation of allocations.values()) {
      const { holder, grant, period, moved, account, target, steps, state } = allocation;
      const { granted, held, used, lapsed, left } = this.council.figures(holder, grant, period.from);
      expect(granted, account).toBe(held + used + lapsed + left);
      expect(granted, account).toBe(broughtIn(moved));
      expect(used, `${account}: what was used stays used`).toBe(this.used.get(account) ?? 0);
      for (const [name, figure] of Object.entries(moved)) expect(figure, `${account} ${name}`).toBeGreaterThanOrEqual(0);
      if (steps.length > 0)
        expect(
          steps.reduce((sum, { change }) => sum + change, 0),
          account,
        ).toBe(target);
      if (state === 'closed') expect(left, account).toBe(0);
    }
  }
}

const how = fc.record({
  yearEnd: fc.constantFrom('lapse' as const, 'carry' as const),
  onSuccession: fc.constantFrom('hand-over' as const, 'lapse' as const),
  midYear,
});

test(
  'whatever happens between runs, a second run moves nothing, what was used stays used, and allocations and accounts say the same',
  async () => {
    let taken = 0;
    const seen = await hunt(
      fc.tuple(how, fc.array(step, { maxLength: 40 })),
      ([{ yearEnd, onSuccession, midYear: changes }, steps]) => {
        const history = new History(yearEnd, onSuccession, changes);
        for (const command of steps) {
          history.take(command);
          taken += 1;
        }
        history.check();
      },
      { milliseconds: 15_000, cases: 600, least: 100 },
    );
    report('allocations over random years', seen);
    expect(taken).toBeGreaterThan(300);
  },
  timeBox(120_000),
);

const conversions = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ do: fc.constant('convert' as const), school: index }),
    fc.record({ do: fc.constant('merge' as const), school: index, into: index }),
    fc.record({ do: fc.constant('hold' as const), account: index, amount: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ do: fc.constant('settle' as const), held: index, post: fc.boolean() }),
    fc.record({ do: fc.constant('run' as const), on: fc.constant(0) }),
  ),
  { maxLength: 25 },
);

test(
  'however often schools convert and merge within a year, together they are granted no more than those that began it',
  async () => {
    const seen = await hunt(
      fc.tuple(conversions, fc.constantFrom('hand-over' as const, 'lapse' as const)),
      ([steps, onSuccession]) => {
        const history = new History('lapse', onSuccession, { gained: 'full', lost: 'end' });
        history.splits = false;
        for (const command of steps) {
          const { today } = history.council;
          if (command.do === 'wait' && addDays(today, command.days) > year.to) continue;
          history.take(command);
        }
        history.take({ do: 'run', on: 0 });
        const visits = [...history.council.allocations.values()].filter((each) => each.rule === 'visits');
        expect(visits.reduce((sum, { moved }) => sum + netGranted(moved), 0)).toBeLessThanOrEqual(4 * 10);
        history.check();
      },
      { milliseconds: 8_000, cases: 400, least: 50 },
    );
    report('conversions and mergers within a year', seen);
  },
  timeBox(120_000),
);
