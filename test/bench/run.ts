// `npm run bench`: prints a table of the figures; with `-- --json` one JSON object as its last line.
import { bundle } from '../../infra/bundle.ts';
import { benchAllocations } from './allocations.ts';
import { benchBilling } from './billing.ts';
import { benchBooking } from './booking.ts';
import { benchBundles } from './bundles.ts';
import { benchGias } from './gias.ts';
import { benchHome } from './home.ts';
import { benchLists } from './lists.ts';
import { benchProof } from './proof.ts';
import { benchSearch } from './search.ts';

await bundle();
const { bundleKb, loadMs } = benchBundles();
const booking = await benchBooking();
const billing = await benchBilling();
const allocations = await benchAllocations();
const gias = await benchGias();
const search = await benchSearch();
const proof = await benchProof();
const home = await benchHome();
const lists = await benchLists();
const figures = { ...booking, ...billing, ...allocations, ...gias, ...search, ...proof, ...home, ...lists };

const row = (name: string, value: number | string, note = '') => console.log(`${name.padEnd(36)}${String(value).padStart(12)}  ${note}`);
const notes: Record<string, string> = {
  bookingVsFloor:
    'aim 0.7 or more: bookings per second over bare writes of the same items; a third each of a school’s own, approved ones and events that six schools share',
  bookingOwnVsFloor: 'a school’s own booking of three days, within the limit of whoever books',
  bookingOwnCpuMs: 'CPU of this process for one booking; the rest is the engine and waiting',
  bookingOwnSessionReadMs: 'where the rest goes: waiting for the session (four bookings at a time) …',
  bookingOwnFactsReadMs: '… for the facts, read side by side …',
  bookingOwnCommitMs: '… and for the commit itself, which is the floor’s whole work',
  writeUnitsPerBooking: 'above the minimum below are sizes and the entries of indexes, as minimum.md says',
  readUnitsPerBooking: 'within 1.25 times the minimum below',
  bookingApprovedVsFloor: 'the same booking over that limit: the approval, which books it',
  bookingApprovedReadUnits: 'within 1.25 times the minimum below',
  bookingSharedVsFloor: 'an event of a partnership for one day: the word of the last of six schools, which books it',
  bookingSharedTableCalls: 'who pays for each school is a question of its own: six of these, and one for the partnership',
  bookingSharedReadUnits: 'within 1.25 times the minimum below',
  requestVsFloor: 'what asks for approval and holds the sessions: it books nothing and is no part of bookingVsFloor',
  requestReadUnits: 'within 1.25 times the minimum below',
  billingExponent: 'at most 1.1: 1 is linear',
  allocationHoldersPerSecond: 'a year for 25,000 holders: dry run and carrying out, each grant an allocation, an account and a transfer',
  allocationReadHoldersPerSecond: 'the dry run alone: one consistent question of each holder, which is most of it',
  allocationUnchangedHoldersPerSecond: 'the same run again, which has nothing to do',
  allocationExponent: 'at most 1.1: 1 is linear, from 1,000 to 25,000 holders',
  allocationVsFloor: 'a run of 1,000 against its own calls to the table, made by a bare client with nothing round them',
  writeUnitsPerGrant: 'carrying out, within 1.25 times the minimum below: three small items written in a transaction',
  giasRowsPerSecond: 'a first import of 50,000 rows; two thirds of it is the engine’s own time',
  giasUnchangedRowsPerSecond: 'the same file again',
  giasPeakRssMb: 'below 300: of the process that imports, whatever the size of the file',
  schoolSearchP99Ms: 'one in a hundred searches among 50,000 schools takes longer; by name, word, URN and postcode',
  proofTransfersPerSecond:
    'of 20,000 over three months, each read with what it names, its seals and its account; most of it the engine’s own time',
  proofVsFloor: 'against a bare client that reads every entry once and looks at none; a proof reads what each settlement names as well',
  proofMemoryGrowthMb: 'while it proves, whatever the number of transfers',
  sealEntriesPerSecond: 'transfers and settlements hashed into their days',
  homeP99Ms:
    'one in a hundred visits of the home of a school with 2,000 bookings takes longer; the engine answers in the same process’s time',
  barePageP99Ms: 'the floor: a page of the same function that reads who asks and nothing else',
  homeVsBarePage: 'a home’s middle time over that of the bare page',
  homeItemsRead: 'by one visit, however many bookings there are',
  homePageKb: 'the largest home of any role with its styles and its script, by gzip',
  listSortMs: 'a page of 10,000 bookings put in order by officer: all of them are read',
  listTurnMs: 'the page after it, for which nothing is read again',
  listSortReadUnits: 'for that first page',
  schoolSearchReadUnits: 'for one search, the reading of the session with it',
};
for (const [name, value] of Object.entries(figures)) row(name, value, notes[name] ?? '');
console.log();
row('function', 'bundle KB', '  load ms');
for (const [name, kb] of Object.entries(bundleKb)) row(name, kb, String(loadMs[name]).padStart(9));
if (process.argv.includes('--json')) console.log(JSON.stringify({ ...figures, bundleKb, moduleLoadMs: loadMs }));
process.exit(0);
