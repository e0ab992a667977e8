// How an export of the ledger is checked without us: a program for Node that needs nothing but SHA-256, shown on the format page and given with it.
import { chart } from '../../../shared/ledger/chart.ts';

/** The checker's name as a file. */
export const checkerName = 'check-ledger.mjs';

/** The kinds of account stand in the program itself: whoever changed a file could have changed the table in its header too. */
const kinds = Object.entries(chart)
  .map(([kind, { asset, fund, limited }]) => `  '${kind}': ['${asset}', '${fund}', ${limited}],`)
  .join('\n');

/** As short as somebody can read in ten minutes. A test runs it on exports, sound and tampered with. */
export const checker = String.raw`// Checks an export of a Daybook ledger: node check-ledger.mjs FILE [SEAL]. It needs Node 20 or later and nothing else.
// SEAL is one that was written down outside Daybook, the later the better: without it no file can show that no days were left out at its end.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
const [file, ...words] = process.argv.slice(2);
const known = words.join('').toLowerCase();
if (!file || !existsSync(file)) {
  console.log('Say which file to check: node check-ledger.mjs FILE [SEAL]');
  process.exit(2);
}
// What each kind of account counts, its fund, and whether sums are kept for it.
const kinds = {
${kinds}
};
const sha = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const tree = () => ({ leaves: 0, peaks: [] });
const grow = (of, leaf) => {
  for (let n = (of.leaves += 1); n % 2 === 0; n /= 2) leaf = sha('\x01', of.peaks.pop(), leaf);
  of.peaks.push(leaf);
};
const root = ({ peaks }) => (peaks.length === 0 ? sha('') : peaks.reduceRight((right, left) => sha('\x01', left, right))).toString('hex');
const [accounts, totals, faults, seen] = [new Map(), {}, [], { days: 0, entries: 0, heads: 0, hash: '0'.repeat(64) }];
let header, seal, end, shard, next, found, trees = Array.from({ length: 16 }, tree);
const [check, kindOf] = [(holds, what) => holds || faults.push(what), (account) => kinds[account.split('/')[0]] ?? []];
function closeDay() {
  if (!seal) return;
  const day = tree();
  trees.forEach((of, i) => check(root(of) === seal.shards[i], seal.seal + ', shard ' + i + ': the entries are not those that were sealed'));
  seal.shards.forEach((of) => grow(day, Buffer.from(of, 'hex')));
  const words = ['daybook seal 1', header.council, seal.seal, seal.count, seal.root, seal.previous, ''].join('\n');
  check(root(day) === seal.root && sha(words).toString('hex') === seal.hash, seal.seal + ': the seal contradicts itself');
  check(trees.reduce((sum, { leaves }) => sum + leaves, 0) === seal.count, seal.seal + ': there are not as many entries as were sealed');
  check(seal.previous === seen.hash, seal.seal + ': the seal does not follow from the one before');
  check(Date.parse(seal.seal) === (next ??= Date.parse(header.from)), seal.seal + ': the seal of a day before it is missing');
  [seen.hash, next] = [seal.hash, Date.parse(seal.seal) + 86_400_000];
  if (seal.hash === known) found = seal.seal;
}
function entry(bytes, { type, asset, from, to, amount, pending, outcome, sk }) {
  grow(trees[shard ?? 0], sha('\x00', bytes)), check(seal, sk + ': stands before any seal');
  check([from, to].every((of) => kindOf(of)[0] === asset && kindOf(of)[1] === kindOf(to)[1]), sk + ': connects ' + from + ' with ' + to);
  for (const [account, side] of [[to, 0], [from, 1]]) {
    const sums = accounts.get(account) ?? accounts.set(account, [0, 0, 0, 0]).get(account);
    if (type === 'settlement') sums[side + 2] -= amount;
    if (type === 'transfer' || outcome === 'post') sums[side + (pending ? 2 : 0)] += amount;
  }
}
function line(bytes, value = JSON.parse(bytes)) {
  if (!header) check(JSON.stringify((header = value).kinds) === JSON.stringify(kinds), 'the header has another table of accounts');
  else if ('seal' in value) closeDay(), (seal = value), (trees = seal.shards.map(tree)), (seen.days += 1);
  else if ('shard' in value) shard = value.shard;
  else if ('end' in value) end = value.end;
  else if (!('head' in value)) entry(bytes, value), (seen.entries += 1);
  else {
    check(String(value.sums) === String(accounts.get(value.head) ?? [0, 0, 0, 0]), value.head + ': the sums kept differ from its entries');
    accounts.set(value.head, Object.assign(accounts.get(value.head) ?? [0, 0, 0, 0], { kept: true })), (seen.heads += 1);
  }
}
let [rest, lines] = [Buffer.alloc(0), 0];
for await (const chunk of createReadStream(file)) {
  rest = Buffer.concat([rest, chunk]);
  for (let at; (at = rest.indexOf(10)) >= 0; rest = rest.subarray(at + 1))
    try { lines += 1; line(rest.subarray(0, at)); } catch { faults.push('line ' + lines + ' cannot be read'); }
}
closeDay(), check(seal?.seal === header?.to && Object.keys(seen).every((name) => end?.[name] === seen[name]), 'the file is not whole');
check(!known || found, 'the seal that was written down is that of no day in the file');
for (const [account, sums] of accounts) {
  totals[kindOf(account)[0]] = (totals[kindOf(account)[0]] ?? [0, 0]).map((n, i) => n + sums[2 * i] - sums[2 * i + 1]);
  check(!kindOf(account)[2] || sums.kept, account + ': no sums are kept for it');
}
for (const [asset, sums] of Object.entries(totals)) check(sums.every((n) => n === 0), asset + ': the accounts do not come to nought');
console.log(...faults.slice(0, 100).map((fault) => 'WRONG  ' + fault + '\n'), 'Days ' + seen.days + ', entries ' + seen.entries + ', accounts ' + seen.heads + ', faults ' + faults.length);
console.log('The last seal, of ' + seal?.seal + ': ' + seal?.hash);
if (found) console.log('The seal that was written down is that of ' + found);
console.log('Whether days after ' + (found ?? 'the first') + ' were left out at the end, only a later seal that was written down can show');
process.exitCode = faults.length === 0 ? 0 : 1;
`;
