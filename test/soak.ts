// `npm run soak`: the properties with large budgets and a new seed, for as long as it takes. `npm run soak -- 50 ledger` multiplies each budget by
// 50 and runs the files whose path contains "ledger"; DAYBOOK_SEED repeats a run.
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [first = '', ...rest] = process.argv.slice(2);
const hasTimes = /^\d+$/.test(first);
const times = hasTimes ? Number(first) : 20;
const wanted = hasTimes || first === '' ? rest : [first, ...rest];

if (times < 2 || times > 10_000) stop('Give how many times the budgets of npm test a soak may take: a whole number from 2 to 10,000.');

const asks = (path: string) => /from '[./]+\/(properties\/)?budget\.ts'/.test(readFileSync(join(root, path), 'utf8'));
const chosen = globSync('test/**/*.test.{ts,tsx}', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => wanted.length === 0 || wanted.some((word) => path.includes(word)))
  .sort();
/** Every test that asks for its budget, wherever it stands: no other could use a larger one. */
const files = chosen.filter(asks);
if (files.length === 0) stop(`No file with a property has ${wanted.join(' or ')} in its path.`);
const others = chosen.filter((path) => path.startsWith('test/properties/') && !asks(path));
if (others.length > 0) console.log(`Left out, as their budget is fixed: ${others.join(', ')}.`);

const seed = process.env.DAYBOOK_SEED ?? String(Math.floor(Math.random() * 2 ** 31));
console.log(
  `${files.length} files, ${times} times the budget, seed ${seed}. To repeat: DAYBOOK_SEED=${seed} npm run soak -- ${[times, ...wanted].join(' ')}`,
);

const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
// A property keeps its own time box; what a test may take is only what it may take in `npm test`, as many times over.
const settings = ['--config', 'test/vitest.config.ts', `--testTimeout=${times * 60_000}`, `--hookTimeout=${times * 60_000}`];
const child = spawn(process.execPath, [program, 'run', ...settings, ...files], {
  cwd: root,
  env: { ...process.env, DAYBOOK_SOAK: String(times), DAYBOOK_SEED: seed },
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.once('close', (code, signal) => {
  if (code !== 0)
    console.log(`Ended with ${code ?? signal}. To repeat: DAYBOOK_SEED=${seed} npm run soak -- ${[times, ...wanted].join(' ')}`);
  process.exitCode = code ?? 1;
});

function stop(message: string): never {
  console.error(message);
  process.exit(1);
}
