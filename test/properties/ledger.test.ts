// What is true of the ledger after any history: it balances, heads equal their entries, nothing is overdrawn, free and paid never meet, a hold ends once.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newProof, reportOf } from '../../functions/reports/rules/proof.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { JobId, PersonId } from '../../shared/ids.ts';
import { type AccountKind, account, breach, chart, kindOf, type PostingCode, postings } from '../../shared/ledger/chart.ts';
import { assetFaults, assetSums, balances, emptyTotals, type Folded, fold, headFaults, totalOf } from '../../shared/ledger/fold.ts';
import { availableOf } from '../../shared/ledger/heads.ts';
import { type MemoryLedger, memoryLedger } from '../../shared/ledger/memory.ts';
import { type Transfer, transfer } from '../../shared/ledger/transfers.ts';
import { holds as holdsWithin } from './budget.ts';
import { type Command, commands, historian } from './ledger-history.ts';

const holds = <T>(sentence: string, values: fc.Arbitrary<T>, predicate: (value: T) => void, cases = 1_000, inSoak = 0): void =>
  holdsWithin(sentence, values, predicate, { milliseconds: 6_000, cases, least: 300, inSoak });

/** Everything a ledger must satisfy at any moment. */
function expectSound(ledger: MemoryLedger): void {
  const accounts = balances(ledger.entries);
  const sums = { 'half-day': [0, 0], penny: [0, 0] };
  for (const [name, { debitsPosted, creditsPosted, debitsPending, creditsPending }] of accounts) {
    const sum = sums[chart[kindOf(name)].asset];
    sum[0] = (sum[0] ?? 0) + debitsPosted - creditsPosted;
    sum[1] = (sum[1] ?? 0) + debitsPending - creditsPending;
    for (const n of [debitsPosted, creditsPosted, debitsPending, creditsPending]) expect(n).toBeGreaterThanOrEqual(0);
  }
  expect(sums).toEqual({ 'half-day': [0, 0], penny: [0, 0] });
  const limited = [...accounts].filter(([name]) => chart[kindOf(name)].limited);
  expect(limited.length).toBe(ledger.heads().size);
  for (const [name, byEntries] of limited) {
    const { closed, ...head } = { closed: undefined, ...ledger.head(name) };
    expect(head).toEqual(byEntries);
    expect(byEntries.available).toBe(availableOf(byEntries));
    expect(byEntries.available).toBeGreaterThanOrEqual(0);
    if (closed) expect(byEntries.available).toBe(0);
  }
}

function expectWall(ledger: MemoryLedger): void {
  for (const entry of ledger.entries) {
    const { from, to, asset } = 'transfer' in entry ? entry.transfer : entry.settlement;
    expect(chart[kindOf(from)].fund).toBe(chart[kindOf(to)].fund);
    expect([chart[kindOf(from)].asset, chart[kindOf(to)].asset]).toEqual([asset, asset]);
  }
}

function expectOneOutcome(ledger: MemoryLedger): void {
  const settled = ledger.entries.flatMap((entry) => ('settlement' in entry ? [entry.settlement.transfer] : []));
  expect(new Set(settled).size).toBe(settled.length);
  const ids = ledger.entries.flatMap((entry) => ('transfer' in entry ? [entry.transfer.id] : []));
  expect(new Set(ids).size).toBe(ids.length);
  const waiting = ledger.entries.filter((entry) => 'transfer' in entry && entry.transfer.pending).length;
  expect(ledger.pending().length).toBe(waiting - settled.length);
}

const counts = new Map<string, { accepted: number; refused: number }>();

function run(history: readonly Command[]): MemoryLedger {
  const ledger = memoryLedger();
  const { next, remember } = historian(ledger);
  for (const command of history) {
    const step = next(command);
    if (!step) continue;
    const before = { entries: ledger.entries.length, heads: structuredClone([...ledger.heads()]) };
    const decision = ledger.post(step.postings, step.close ? { close: step.close } : {});
    const count = counts.get(command.kind) ?? { accepted: 0, refused: 0 };
    counts.set(command.kind, count);
    if (decision.ok) {
      count.accepted += 1;
      expect(step.again, 'the same thing sent twice is refused').toBeUndefined();
      remember(step);
    } else {
      count.refused += 1;
      expect([...ledger.heads()]).toEqual(before.heads);
      expect(ledger.entries.length).toBe(before.entries);
    }
  }
  return ledger;
}

holds(
  'after any history the ledger balances, every head equals its entries, and nothing is overdrawn',
  commands(120),
  (history) => expectSound(run(history)),
  400,
);
// A time box in `npm test`; in a soak ten thousand histories, however long they take.
holds('after any history no entry connects two funds', commands(80), (history) => expectWall(run(history)), 500, 10_000);
holds(
  'after any history each hold has at most one outcome and each id is posted once',
  commands(80),
  (history) => expectOneOutcome(run(history)),
  400,
);

test('the histories reach every kind of change, accepted and refused', () => {
  for (const kind of [
    'grant',
    'claw-back',
    'shift',
    'return',
    'fund',
    'spend',
    'unspend',
    'hold',
    'sell',
    'core',
    'deliver',
    'cancel',
    'close',
    'invoice',
    'recharge',
    'pay',
    'post-journal',
    'suspense',
  ])
    expect(counts.get(kind)?.accepted, kind).toBeGreaterThan(50);
  for (const kind of ['hold', 'claw-back', 'shift', 'spend', 'unspend', 'close', 'pay', 'post-journal', 'again'])
    expect(counts.get(kind)?.refused, kind).toBeGreaterThan(50);
});

holds(
  'the fold of the proof finds the same sums as the ledger, and nothing wrong with them',
  commands(100),
  (history) => {
    const ledger = run(history);
    const totals = emptyTotals();
    const accounts = new Map<string, Folded>();
    for (const [i, entry] of ledger.entries.entries())
      fold(
        totals,
        accounts,
        'transfer' in entry ? { is: 'transfer', transfer: entry.transfer } : { is: 'settlement', settlement: entry.settlement },
        i % 3 === 0,
      );
    expect(assetFaults(assetSums(totals))).toEqual([]);
    expect(accounts.size).toBe(ledger.heads().size);
    for (const [key, folded] of accounts) {
      const name = key.slice(key.indexOf(' ') + 1);
      expect(headFaults(name, totalOf(folded), ledger.head(name))).toEqual([]);
    }
  },
  300,
);

/** What became of the amounts of each movement, by following every one of them. */
function outcomes(ledger: MemoryLedger): Map<string, { count: number; amount: number; posted: number; pending: number; voided: number }> {
  const found = new Map<string, { count: number; amount: number; posted: number; pending: number; voided: number }>();
  const outcome = new Map(
    ledger.entries.flatMap((entry) => ('settlement' in entry ? [[entry.settlement.transfer, entry.settlement.outcome]] : [])),
  );
  for (const entry of ledger.entries) {
    if (!('transfer' in entry)) continue;
    const { id, code, amount, pending } = entry.transfer;
    const sum = found.get(code) ?? { count: 0, amount: 0, posted: 0, pending: 0, voided: 0 };
    const now = !pending || outcome.get(id) === 'post' ? 'posted' : outcome.has(id) ? 'voided' : 'pending';
    found.set(code, { ...sum, count: sum.count + 1, amount: sum.amount + amount, [now]: sum[now] + amount });
  }
  return found;
}

holds(
  'the proof tells of each movement what is posted, pending and voided, as following each one of them does',
  commands(100),
  (history) => {
    const ledger = run(history);
    const proof = newProof(
      'job_1' as JobId,
      '2026-11-20' as CivilDate,
      '2026-11-20' as CivilDate,
      '2026-11-20T10:00:00.000Z',
      'per_1' as PersonId,
    );
    for (const entry of ledger.entries)
      fold(
        proof.totals,
        new Map(),
        'transfer' in entry ? { is: 'transfer', transfer: entry.transfer } : { is: 'settlement', settlement: entry.settlement },
        false,
      );
    const told = reportOf(proof, 'Ada Quill').postings;
    const expected = outcomes(ledger);
    for (const { code, count, amount, posted, pending, voided } of told)
      expect({ code, count, amount, posted, pending, voided }).toEqual({
        code,
        ...(expected.get(code) ?? { count: 0, amount: 0, posted: 0, pending: 0, voided: 0 }),
      });
  },
  300,
);

const kind = fc.constantFrom(...(Object.keys(chart) as AccountKind[]));
const code = fc.constantFrom(...(Object.keys(postings) as PostingCode[]));

holds(
  'a posting between any two kinds of account is refused unless the chart names it, and across funds always',
  fc.record({ code, from: kind, to: kind }),
  ({ code, from, to }) => {
    const [source, target] = [account(from, 'sch_990001', 'x'), account(to, 'sch_990001', 'x')];
    const allowed = postings[code].from === from && postings[code].to === to;
    const details = { name: 'probe', now: 0, cause: {} };
    // What the compiler forbids, a cast can still say.
    const post = () => (transfer as (...given: unknown[]) => Transfer)(code, source, target, 1, details);
    if (allowed) expect(post().code).toBe(code);
    else expect(post).toThrow(/cannot be posted/);
    if (chart[from].fund !== chart[to].fund) {
      const forged: Transfer = {
        ...transfer('grant', account('grants', 'x'), account('entitlement', 'x'), 1, details),
        code,
        from: source,
        to: target,
      };
      expect(breach(forged)).toMatch(/connects the/);
      expect(() => memoryLedger().post([{ transfer: forged }])).toThrow(/connects the/);
    }
  },
);
