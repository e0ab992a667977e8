// How long a property hunts: its least number of cases on the slowest machine, no longer than its time on any other, and what it finds is told in time.
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { hunt, timeBox } from './budget.ts';

afterEach(() => vi.restoreAllMocks());

/** A predicate whose every case takes so many milliseconds of a clock that is the hunt's alone. */
function taking(milliseconds: number, fails: (list: readonly number[]) => boolean = () => false) {
  const cases: number[] = [];
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const predicate = (list: readonly number[]) => {
    now += timeBox(milliseconds);
    cases.push(list.length);
    if (fails(list)) throw new Error('there is something in the list');
  };
  return { cases, predicate };
}
const lists = fc.array(fc.nat(), { minLength: 0, maxLength: 40, size: 'max' });
const bounds = { milliseconds: 1_000, cases: 100, least: 7 };

test('its least number of cases is tried however slow the machine is, and beyond that no more than it has time for', async () => {
  const slow = taking(60_000);
  expect([await hunt(lists, slow.predicate, bounds), slow.cases.length]).toEqual([7, 7]);
  const quick = taking(100);
  expect([await hunt(lists, quick.predicate, bounds), quick.cases.length]).toEqual([10, 10]);
});

test('what is found is made smaller for half a minute and no longer, and then told', async () => {
  const slow = taking(10_000, (list) => list.length > 0);
  await expect(hunt(lists, slow.predicate, bounds)).rejects.toThrow(/Counterexample: \[\[/);
  const first = slow.cases.findIndex((length) => length > 0);
  expect(slow.cases.length - first).toBe(4);
});

test('what is found in time is the smallest', async () => {
  const quick = taking(1, (list) => list.length > 0);
  await expect(hunt(lists, quick.predicate, bounds)).rejects.toThrow('Counterexample: [[0]]');
});

test('the longest soak still gives a test a time that a timer can be set to', async () => {
  const budget = './budget.ts?longest';
  vi.stubEnv('DAYBOOK_SOAK', '10000');
  try {
    const { timeBox: soaked } = (await import(/* @vite-ignore */ budget)) as typeof import('./budget.ts');
    expect([soaked(60_000), soaked(240_000)]).toEqual([600_000_000, 2 ** 31 - 1]);
  } finally {
    vi.unstubAllEnvs();
  }
});
