// The facts that a line of a dry run is kept with are all that it rests on: where they are the same when it is carried out, a dry run would show the same line again.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsOf } from '../../functions/entitlements/rules/runs.ts';
import { addDays } from '../../shared/calendar.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import { day, MemoryCouncil, partnership, rule, school, version } from '../allocations.ts';
import { holds } from './budget.ts';

const index = fc.nat({ max: 5 });
/** Something that becomes known, of a day near the beginning of the year: before, on or after the day of the run. */
const fact = fc.record({
  what: fc.constantFrom('join', 'leave', 'status', 'status-ends', 'closes', 'phase', 'converts', 'merges', 'unites'),
  school: index,
  other: index,
  after: fc.constantFrom(-12, -5, -1, 0, 6),
});
type Fact = typeof fact extends fc.Arbitrary<infer F> ? F : never;

const rules = [
  rule('school', 'visits', { where: { partnership: { member: false }, phases: ['primary'] }, midYear: { gained: 'full', lost: 'end' } }),
  rule('school', 'every', {}),
  rule('status', 'more', {}),
  rule('partnership', 'pot', {
    bands: [
      { from: 1, to: 2, grant: { halfDays: 7 } },
      { from: 3, grant: { halfDays: 15 } },
    ],
    reserved: { share: { basisPoints: 2_500 }, title: 'Reserved', services: ['monitoring'], clause: { reference: 'a', text: 'b' } },
  }),
];

class Recording {
  readonly council = new MemoryCouncil([version('2015-04-01', rules)], '2017-09-14', [
    ...['a', 'b'].map((name) => partnership(name)),
    ...[1, 2].map((n) => school(990_000 + n)),
  ]);
  private converted = 0;

  constructor() {
    const [first, second] = [this.pick('sch_', 0), this.pick('sch_', 1)];
    this.council.happens('2016-10-01', { kind: 'status-entered', subject: first, status: 'causing-concern' });
    this.council.happens('2016-10-01', { kind: 'joined', subject: second, group: this.pick('ptn_', 0) });
  }

  private pick(prefix: string, n: number): OrganisationId {
    const found = [...this.council.organisations.keys()].filter((id) => id.startsWith(prefix));
    return found[n % found.length] as OrganisationId;
  }
  /** The register's own word of a school, at its next version. */
  private change(id: OrganisationId, more: Parameters<MemoryCouncil['change']>[1]): void {
    this.council.change(id, { ...more, version: (this.council.organisations.get(id)?.version ?? 0) + 1 });
  }

  record({ what, school: n, other, after }: Fact): void {
    const { council } = this;
    const subject = this.pick('sch_', n);
    const on = addDays(council.today, after);
    if (what === 'join' || what === 'leave')
      council.happens(on, { kind: what === 'join' ? 'joined' : 'left', subject, group: this.pick('ptn_', other) });
    if (what === 'status') council.happens(on, { kind: 'status-entered', subject, status: 'causing-concern' });
    if (what === 'status-ends') council.happens(on, { kind: 'status-ended', subject, status: 'causing-concern' });
    if (what === 'closes') this.change(subject, { closedOn: on });
    if (what === 'phase') this.change(subject, { phaseCode: other % 2 === 0 ? 2 : 4 });
    if (what === 'converts') {
      const into = school(990_100 + this.converted++, { openedOn: on });
      council.organisations.set(into.id, into);
      council.happens(on, { kind: 'succeeded', subject, into: into.id, how: 'conversion', memberships: [] });
    }
    const into = this.pick('sch_', other);
    if (what === 'merges' && subject !== into) council.happens(on, { kind: 'succeeded', subject, into, how: 'merger', memberships: [] });
    if (what === 'unites') {
      const members = [...council.organisations.keys()].filter((id) => id.startsWith('sch_')).slice(0, 1 + (n % 3));
      council.happens(on, { kind: 'partnership-merged', subject: 'ptn_a' as OrganisationId, into: 'ptn_b' as OrganisationId, members });
      council.happens(on, { kind: 'closed', subject: 'ptn_a' as OrganisationId });
    }
  }
}

let [same, others] = [0, 0];
holds(
  'whatever becomes known after a dry run, each of its lines whose facts are the same is found again by the next',
  fc.record({
    before: fc.array(fact, { maxLength: 6 }),
    granted: fc.boolean(),
    between: fc.array(fact, { maxLength: 3 }),
    later: fc.array(fact, { minLength: 1, maxLength: 3 }),
    kind: fc.constantFrom('allocate' as const, 'close' as const),
  }),
  ({ before, granted, between, later, kind }) => {
    const recording = new Recording();
    const { council } = recording;
    for (const each of before) recording.record(each);
    if (granted) council.run();
    if (kind === 'close') {
      council.today = day('2018-09-03');
    }
    for (const each of between) recording.record(each);
    const { lines } = council.dryRun(council.today, kind);
    for (const each of later) recording.record(each);
    const again = new Map(council.dryRun(council.today, kind).lines.map((line) => [line.account, line]));
    for (const line of lines) {
      const isSame = factsOf(council.tied(line.holder)) === line.facts;
      if (isSame) expect(again.get(line.account)).toEqual(line);
      if (isSame) same += 1;
      else others += 1;
    }
  },
  { milliseconds: 1_200, cases: 1_000, least: 100 },
);

test('and there were many of either kind', () => {
  expect(Math.min(same, others)).toBeGreaterThan(100);
});
