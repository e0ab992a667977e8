// How long a property may hunt for a counterexample: a seed and a time box in `npm test`, large numbers and a new seed in `npm run soak`.
// A soak multiplies every budget by DAYBOOK_SOAK; DAYBOOK_SEED repeats the run that found something.
import fc from 'fast-check';
import { expect, test } from 'vitest';

const times = Number(process.env.DAYBOOK_SOAK ?? 1);
if (!(Number.isInteger(times) && times >= 1 && times <= 10_000)) throw new Error('DAYBOOK_SOAK must be a whole number from 1 to 10,000');

export const soaking = times > 1;

/** The same in every `npm test`, so that a failure there is everybody's failure. */
export const seed = Number(process.env.DAYBOOK_SEED ?? 20_261_124);
if (!Number.isInteger(seed)) throw new Error('DAYBOOK_SEED must be a whole number');

/** Milliseconds a property may take: those given in `npm test`, many times those in a soak. */
export const timeBox = (milliseconds: number): number => milliseconds * times;

/** Cases a property tries at most. */
export const runs = (count: number): number => count * times;

/** The parameters of one fc.check or fc.assert: at most so many cases, at most so many milliseconds. */
export const budget = (milliseconds: number, count: number) => ({
  seed,
  numRuns: runs(count),
  interruptAfterTimeLimit: timeBox(milliseconds),
});

/** Says how many cases a property saw, and with which seed. */
export function report(name: string, count: number): void {
  console.log(`${name}: ${count} cases, seed ${seed}`);
}

/** `inSoak`: so many cases a soak tries however long they take and whatever its budget. */
type Box = { milliseconds: number; cases: number; least?: number; inSoak?: number };

/** A test that a sentence holds: it says how many cases it saw, fails with the smallest counterexample, and with too few cases to mean anything. */
export function holds<T>(
  sentence: string,
  values: fc.Arbitrary<T>,
  predicate: (value: T) => void,
  { milliseconds, cases, least = 50, inSoak = 0 }: Box,
): void {
  test(
    sentence,
    () => {
      const { interruptAfterTimeLimit, ...box } = budget(milliseconds, cases);
      const whole = soaking && inSoak > 0;
      const bounds = whole ? { ...box, numRuns: Math.max(box.numRuns, inSoak) } : { ...box, interruptAfterTimeLimit };
      const details = fc.check(fc.property(values, predicate), bounds);
      report(sentence, details.numRuns);
      if (details.failed) throw new Error(fc.defaultReportMessage(details));
      expect(details.numRuns).toBeGreaterThan(least);
      if (whole) expect(details.numRuns).toBeGreaterThanOrEqual(inSoak);
    },
    soaking && inSoak > 0 ? Math.max(timeBox(30_000), 3_600_000) : timeBox(30_000),
  );
}
