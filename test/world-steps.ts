// The steps that a council in memory takes at random through its year, each of what somebody does.
import fc from 'fast-check';
import type { Wish } from '../functions/bookings/rules/ladder.ts';

/** One thing somebody does; what it names it names by number, modulo what there is. */
export type Step =
  | { do: 'vacancy'; school: number; post: number }
  | { do: 'book'; school: number; service: number; officer: number; from: number; halfDays: number; ownFunds: boolean }
  | { do: 'deliver' | 'cancel'; booking: number; visits: boolean[]; wish: Wish }
  | { do: 'close'; vacancy: number; filled: boolean }
  | { do: 'grant'; school: number; rule: number; halfDays: number }
  | { do: 'year-end'; allocation: number }
  | { do: 'correct'; booking: number; visit: number; approve: boolean }
  | { do: 'waive'; booking: number; other: number; visit: number; substitute: boolean }
  | { do: 'wait'; days: number };

const index = fc.nat({ max: 63 });
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('vacancy' as const), school: index, post: index }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('book' as const),
      school: index,
      service: index,
      officer: index,
      from: fc.nat({ max: 30 }),
      halfDays: fc.integer({ min: 1, max: 6 }),
      ownFunds: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('deliver' as const, 'cancel' as const),
      booking: index,
      visits: fc.array(fc.boolean(), { maxLength: 6 }),
      wish: fc.constantFrom<Wish>('school', 'school', 'council', 'ofsted-call'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('grant' as const), school: index, rule: index, halfDays: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('year-end' as const), allocation: index }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('correct' as const), booking: index, visit: index, approve: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('waive' as const), booking: index, other: index, visit: index, substitute: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), vacancy: index, filled: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 30 }) }) },
);
