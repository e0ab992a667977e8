// The sums of a run: what a line moves, and what all of them come to, by rule and kind of holder. Pure.
import { type Amounts, moveCodes, noAmounts, type RunCounts, type RunLine, type RunSum } from '../schema/allocations.ts';
import type { Found } from './runs.ts';

/** What a line moves, by what is done; the shortfall is what it could not take. */
export function amountsOf({ moves, shortfall, closes }: Pick<RunLine, 'moves' | 'shortfall' | 'closes'>): Amounts {
  const amounts = { ...noAmounts, shortfall: closes ? 0 : shortfall };
  for (const { code, amount, makesGood = 0 } of moves) {
    if (code !== 'release') amounts[code] += amount;
    amounts['claw-back'] += makesGood;
  }
  return amounts;
}
export function added(a: Amounts, b: Amounts): Amounts {
  const sum = { ...a, shortfall: a.shortfall + b.shortfall };
  for (const code of moveCodes) sum[code] += b[code];
  return sum;
}

/** A run's counts with some more holders and what was found of them. */
export function counted(counts: RunCounts, found: Found & { holders: number }): RunCounts {
  let { halfDays, pence } = counts;
  for (const line of found.lines) {
    if (line.asset === 'penny') pence = added(pence, amountsOf(line));
    else halfDays = added(halfDays, amountsOf(line));
  }
  return {
    ...counts,
    holders: counts.holders + found.holders,
    changes: counts.changes + found.lines.length,
    unchanged: counts.unchanged + found.unchanged,
    halfDays,
    pence,
  };
}

/** Sums by rule and kind of holder with some more lines. */
export function summed(sums: readonly RunSum[], lines: readonly RunLine[]): RunSum[] {
  const found = new Map(sums.map((sum) => [nameOfSum(sum), sum]));
  for (const line of lines) {
    const known = found.get(nameOfSum(line));
    const { rule, part, title, period, kind, asset, assumed, confidential } = line;
    const isAssumed = assumed ?? known?.assumed;
    found.set(nameOfSum(line), {
      rule,
      part,
      title,
      period,
      kind,
      asset,
      lines: (known?.lines ?? 0) + 1,
      amounts: added(known?.amounts ?? noAmounts, amountsOf(line)),
      ...(isAssumed ? { assumed: true } : {}),
      ...(confidential ? { confidential } : {}),
    });
  }
  return [...found.values()];
}
// Plans are many, and each is its partnership's own: they are summed together.
const partOf = (part: string): string => (part.startsWith('pln_') ? 'plan' : part);
const nameOfSum = ({ rule, part, kind, asset, period }: Pick<RunSum, 'rule' | 'part' | 'kind' | 'asset' | 'period'>): string =>
  `${rule} ${partOf(part)} ${kind} ${asset} ${period.from} ${period.to}`;
