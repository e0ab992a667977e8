// `npm run bench`: prints a table of the figures; with `-- --json` one JSON object as its last line.
import { bundle } from '../../infra/bundle.ts';
import { benchBilling } from './billing.ts';
import { benchBooking } from './booking.ts';
import { benchBundles } from './bundles.ts';

await bundle();
const { bundleKb, loadMs } = benchBundles();
const booking = await benchBooking();
const billing = await benchBilling();

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
};
for (const [name, value] of Object.entries({ ...booking, ...billing })) row(name, value, notes[name] ?? '');
console.log();
row('function', 'bundle KB', '  load ms');
for (const [name, kb] of Object.entries(bundleKb)) row(name, kb, String(loadMs[name]).padStart(9));
if (process.argv.includes('--json')) console.log(JSON.stringify({ ...booking, ...billing, bundleKb, moduleLoadMs: loadMs }));
process.exit(0);
