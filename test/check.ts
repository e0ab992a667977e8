// What can be known without running the product: types, lint and format, the import rules, and that the documents have
// not drifted from the code. `npm run check` runs it alone and `npm test` as its first part.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import project from '../package.json' with { type: 'json' };

export type Tally = { passed: number; failed: number; skipped: number };

const root = fileURLToPath(new URL('..', import.meta.url));
const running = new Set<ChildProcess>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function endAll(signal: NodeJS.Signals): void {
  for (const child of running) child.kill('SIGTERM');
  process.kill(process.pid, signal);
}

export const sum = (tallies: Tally[]): Tally => ({
  passed: tallies.reduce((total, tally) => total + tally.passed, 0),
  failed: tallies.reduce((total, tally) => total + tally.failed, 0),
  skipped: tallies.reduce((total, tally) => total + tally.skipped, 0),
});

/** Types, and lint and format beside them, each as the package script of that name has it and each counted as one test. */
export async function steps(): Promise<Tally> {
  const types = step('types', () => command(project.scripts.types));
  const lint = step('lint and format', () => command(project.scripts.lint));
  return sum(await Promise.all([types, lint]));
}

/** Runs one step, prints its name, outcome and time, and what it said if it failed. */
export async function step(name: string, work: () => Promise<unknown>): Promise<Tally> {
  const begun = performance.now();
  const took = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  try {
    await work();
    console.log(`ok      ${name}  ${took()}`);
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.log(`FAILED  ${name}  ${took()}\n${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function command(line: string): Promise<void> {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  // The compiler is a Go program that ends as soon as it has read and judged everything: a third of its work was collecting garbage for nothing.
  const collecting = { GOGC: 'off', GOMEMLIMIT: '3GiB' };
  const env = { ...collecting, ...process.env, PATH: path };
  const child = spawn(line, { cwd: root, shell: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (piece) => {
    said += piece;
  });
  child.stderr.on('data', (piece) => {
    said += piece;
  });
  const code = await ended(child, 5);
  if (code !== 0) throw new Error(said.trim() || `${line} ended with ${code}`);
}

/** Runs vitest on the files whose path contains a filter, or on all, and counts what it wrote, not what it printed. */
export async function vitest(filters: string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-results-'));
  const results = join(folder, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [program, 'run', '--config', 'test/vitest.config.ts', ...reporters, ...filters], {
    cwd: root,
    // Files that have a process to themselves load the same packages: what was compiled for one is there for the next.
    env: { NODE_COMPILE_CACHE: join(folder, 'compiled'), ...process.env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await ended(child, 40);
  const written = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : undefined;
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  return count(written, code);
}

type Written = {
  numPassedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
};

/** A file that fails outside its tests, and a run that fails outside its files, each count as one failure. */
export function count(written: Written | undefined, code: number | string): Tally {
  if (written === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const failures = written.testResults.map((file) => {
    const tests = file.assertionResults.filter((test) => test.status === 'failed').length;
    return tests === 0 && file.status === 'failed' ? 1 : tests;
  });
  const failed = failures.reduce((total, inFile) => total + inFile, 0);
  const ran = written.numPassedTests + failed > 0;
  return {
    passed: written.numPassedTests,
    failed: failed === 0 && (code !== 0 || !ran) ? 1 : failed,
    skipped: written.numPendingTests + written.numTodoTests,
  };
}

/** How the child ended; it is ended early after the given minutes, or with this process. */
function ended(child: ChildProcess, minutes: number): Promise<number | string> {
  if (running.size === 0) for (const signal of signals) process.once(signal, endAll);
  running.add(child);
  const late = setTimeout(() => child.kill('SIGTERM'), minutes * 60_000);
  return new Promise((done) => {
    const finish = (code: number | string) => {
      clearTimeout(late);
      running.delete(child);
      if (running.size === 0) for (const signal of signals) process.off(signal, endAll);
      done(code);
    };
    child.once('error', (error) => finish(error.message));
    child.once('close', (code, signal) => finish(code ?? signal ?? 'no code'));
  });
}

if (import.meta.main) {
  const drift = 'test/golden/docs.test.ts';
  const files = ['test/architecture.test.ts', ...(existsSync(join(root, drift)) ? [drift] : [])];
  const tally = sum([await steps(), await vitest(files)]);
  if (tally.failed > 0) console.log(`${tally.failed} failed`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}
