// Every test of the project in one run, ending with one plain line of counts. With paths as arguments it runs those tests
// alone, without the checks.
import { bundle } from '../infra/bundle.ts';
import { step, steps, sum, vitest } from './check.ts';

const filters = process.argv.slice(2);

const tallies = await Promise.all([...(filters.length === 0 ? [steps()] : []), step('bundles', () => bundle())]);
tallies.push(await vitest(filters));

const { passed, failed, skipped } = sum(tallies);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
