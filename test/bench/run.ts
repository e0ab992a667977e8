// `npm run bench`: prints a table of the figures; with `-- --json` one JSON object as its last line.
import { bundle } from '../../infra/bundle.ts';
import { benchBilling } from './billing.ts';
import { benchBooking } from './booking.ts';
import { benchBundles } from './bundles.ts';
import { benchGias } from './gias.ts';
import { benchSearch } from './search.ts';

await bundle();
const { bundleKb, loadMs } = benchBundles();
const booking = await benchBooking();
const billing = await benchBilling();
const gias = await benchGias();
const search = await benchSearch();

const row = (name: string, value: number | string, note = '') => console.log(`${name.padEnd(26)}${String(value).padStart(12)}  ${note}`);
const notes: Record<string, string> = {
  bookingVsFloor: 'aim 0.7 or more: bookings per second over bare writes of the same items',
  bookingCpuMs: 'CPU of this process for one booking; the rest is the engine and waiting',
  bookingSessionReadMs: 'where the rest goes: waiting for the session (four bookings at a time) …',
  bookingFactsReadMs: '… for the facts, read side by side …',
  bookingCommitMs: '… and for the commit itself, which is the floor’s whole work',
  writeUnitsPerBooking: 'within 1.25 times the minimum below',
  readUnitsPerBooking: 'within 1.25 times the minimum below',
  billingExponent: 'at most 1.1: 1 is linear',
  giasRowsPerSecond: 'a first import of 50,000 rows; two thirds of it is the engine’s own time',
  giasUnchangedRowsPerSecond: 'the same file again',
  giasPeakRssMb: 'below 300: of the process that imports, whatever the size of the file',
  schoolSearchP99Ms: 'one in a hundred searches among 50,000 schools takes longer; by name, word, URN and postcode',
  schoolSearchReadUnits: 'for one search, the reading of the session with it',
};
for (const [name, value] of Object.entries({ ...booking, ...billing, ...gias, ...search })) row(name, value, notes[name] ?? '');
console.log();
row('function', 'bundle KB', '  load ms');
for (const [name, kb] of Object.entries(bundleKb)) row(name, kb, String(loadMs[name]).padStart(9));
if (process.argv.includes('--json'))
  console.log(JSON.stringify({ ...booking, ...billing, ...gias, ...search, bundleKb, moduleLoadMs: loadMs }));
process.exit(0);
