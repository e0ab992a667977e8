// How every test runs: two processes at a time, the browser's files when the others have finished.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './order.ts';

const exclude = ['**/node_modules/**', '.build/**', 'cdk.out/**', 'test/output/**'];
/**
 * What starts and ends processes, builds, looks at the working tree or measures its own memory, or must catch an import half-way, which a warm process can
 * have done by then: each has a process to itself.
 */
const alone = [
  'test/infra/**/*.test.{ts,tsx}',
  'test/golden/**/*.test.{ts,tsx}',
  'test/architecture.test.ts',
  'test/stores/proof-volume.test.ts',
  'test/scenarios/gias-pages.test.ts',
];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    // Processes, not threads: an engine is tied to the process that started it.
    pool: 'forks',
    maxWorkers: 2,
    // What hangs is told by it. On a machine with other work to do, what takes a second takes ten.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    teardownTimeout: 10_000,
    // Two at once are slower than one: how long something is waited for is no measure of it.
    expect: { poll: { timeout: 15_000 } },
    sequence: { sequencer: LongestFirst },
    setupFiles: [fileURLToPath(new URL('fresh.ts', import.meta.url))],
    // The built functions run as they were built.
    server: { deps: { external: [/\/\.build\//] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: alone,
          exclude,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'product',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...exclude, ...alone, 'test/browser/**'],
          // A process that has run one file runs the next: the functions are loaded and warm. Each file makes its own table or host.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.{ts,tsx}'],
          exclude,
          isolate: false,
          testTimeout: 240_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
