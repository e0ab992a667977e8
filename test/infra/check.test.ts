// The counts at the end of a run are those of what ran, and no failure is lost among them.
import { expect, test, vi } from 'vitest';
import { count, step, sum } from '../check.ts';

const file = (status: string, ...tests: string[]) => ({ status, assertionResults: tests.map((each) => ({ status: each })) });
const written = (passed: number, pending: number, ...testResults: ReturnType<typeof file>[]) => ({
  numPassedTests: passed,
  numPendingTests: pending,
  numTodoTests: 0,
  testResults,
});

test('tests are counted as they ended', () => {
  const run = written(2, 1, file('passed', 'passed', 'skipped'), file('failed', 'passed', 'failed'));
  expect(count(run, 1)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

test('a file that fails before its tests is one failure', () => {
  expect(count(written(1, 0, file('passed', 'passed'), file('failed')), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('an error outside every test is one failure', () => {
  expect(count(written(1, 0, file('passed', 'passed')), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('a run without a result, and a run in which nothing ran, are failures', () => {
  expect(count(undefined, 'SIGKILL').failed).toBe(1);
  expect(count(written(0, 3, file('passed', 'skipped', 'skipped', 'skipped')), 0)).toEqual({ passed: 0, failed: 1, skipped: 3 });
});

test('a check counts as one test, whether it passes or fails', async () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});
  const passed = await step('passes', async () => {});
  const failed = await step('fails', async () => {
    throw new Error('on purpose');
  });
  expect(said.mock.calls.map(([line]) => line)).toEqual([
    expect.stringMatching(/^ok +passes/),
    expect.stringMatching(/^FAILED +fails .*\non purpose$/),
  ]);
  said.mockRestore();
  expect(sum([passed, failed])).toEqual({ passed: 1, failed: 1, skipped: 0 });
});
