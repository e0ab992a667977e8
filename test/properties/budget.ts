// How long a property may hunt for a counterexample: a seed, a time box and a number that no slow machine cuts short in `npm test`, large numbers and a new
// seed in `npm run soak`.
// A soak multiplies every budget by DAYBOOK_SOAK; DAYBOOK_SEED repeats the run that found something.
import fc from 'fast-check';
import { test } from 'vitest';

const times = Number(process.env.DAYBOOK_SOAK ?? 1);
if (!(Number.isInteger(times) && times >= 1 && times <= 10_000)) throw new Error('DAYBOOK_SOAK must be a whole number from 1 to 10,000');

export const soaking = times > 1;

/** The same in every `npm test`, so that a failure there is everybody's failure. */
export const seed = Number(process.env.DAYBOOK_SEED ?? 20_261_124);
if (!Number.isInteger(seed)) throw new Error('DAYBOOK_SEED must be a whole number');

/** What a timer can be set to, in milliseconds: about 24 days. A longer one would go off at once. */
const longest = 2 ** 31 - 1;

/** Milliseconds a property may take: those given in `npm test`, many times those in a soak. */
export const timeBox = (milliseconds: number): number => Math.min(milliseconds * times, longest);

/** Cases a property tries at most. */
export const runs = (count: number): number => count * times;

/** A property tries at most so many cases, and takes about so many milliseconds; `least` of them it tries however slow the machine is. */
type Bounds = { milliseconds: number; cases: number; least: number };

/** Milliseconds in which a counterexample is made smaller. One that is still being made smaller when its test runs out of time is told to nobody. */
const makingSmaller = 30_000;

/**
 * Tries a property on one case after another, within its bounds, and ends between two cases, never in the midst of one. Answers how many it tried; throws with
 * the smallest counterexample that is found in time, or with the first that is met where `smallest` is false, because what is tried leaves something behind.
 */
export async function hunt<T>(
  values: fc.Arbitrary<T>,
  predicate: (value: T) => void | Promise<void>,
  { milliseconds, cases, least, examples = [], smallest = true }: Bounds & { examples?: NoInfer<T>[]; smallest?: boolean },
): Promise<number> {
  let until = performance.now() + timeBox(milliseconds);
  let seen = 0;
  let failing = false;
  const property = fc.asyncProperty(values, async (value) => {
    if ((failing || seen >= least) && performance.now() >= until) throw new fc.PreconditionFailure(true);
    seen += 1;
    try {
      await predicate(value);
    } catch (error) {
      if (!failing) until = performance.now() + timeBox(makingSmaller);
      failing = true;
      throw error;
    }
  });
  const numRuns = Math.max(runs(cases), least);
  const details = await fc.check(property, { seed, numRuns, examples: examples.map((each) => [each]), endOnFailure: !smallest });
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
  return details.numRuns;
}

/** Says how many cases a property saw, and with which seed. */
export function report(name: string, count: number): void {
  console.log(`${name}: ${count} cases, seed ${seed}`);
}

/** A test that a sentence holds, which says how many cases it saw. `inSoak`: so many cases a soak tries, whatever its bounds. */
export function holds<T>(
  sentence: string,
  values: fc.Arbitrary<T>,
  predicate: (value: T) => void,
  { milliseconds, cases, least = 50, inSoak = 0 }: Omit<Bounds, 'least'> & { least?: number; inSoak?: number },
): void {
  const whole = soaking && inSoak > 0;
  const bounds = { milliseconds, cases, least: whole ? Math.max(runs(cases), inSoak) : least };
  test(
    sentence,
    async () => report(sentence, await hunt(values, predicate, bounds)),
    whole ? Math.max(timeBox(120_000), 3_600_000) : timeBox(120_000),
  );
}
