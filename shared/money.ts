// Money is integer pence and days are integer half-days. Where either is divided and what is kept of it has to be whole, it is rounded here only: each function
// says how, and the parts of a sum come to the sum.

/** `£1,080.00`, with a minus sign before the pound for negative sums. */
export function formatPence(pence: number): string {
  const whole = Math.abs(pence);
  const pounds = Math.trunc(whole / 100).toLocaleString('en-GB');
  return `${pence < 0 ? '−' : ''}£${pounds}.${String(whole % 100).padStart(2, '0')}`;
}

/** `1080.00` for files that a finance system reads: no thousands separator, no sign of currency. */
export function plainPence(pence: number): string {
  const whole = Math.abs(pence);
  return `${pence < 0 ? '-' : ''}${Math.trunc(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
}

/** Reads pounds as a person types them ("450", "£1,080.00"); undefined for anything that is not a sum of whole pence. */
export function parsePounds(text: string): number | undefined {
  const match = /^£?\s?(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{2}))?$/.exec(text.trim());
  if (!match?.[1]) return undefined;
  return Number(match[1].replaceAll(',', '')) * 100 + Number(match[2] ?? 0);
}

/** VAT on a net sum: rate in basis points (2000 = 20 %), rounded half-up to the penny once per category subtotal (VATREC12030), sign kept. */
export function vat(netPence: number, rateBasisPoints: number): number {
  const product = Math.abs(netPence) * rateBasisPoints;
  return Math.sign(netPence) * Math.floor((product + 5000) / 10000) || 0;
}

/** What half a day costs at a day rate, both in pence before VAT. An odd rate is refused long before this (`odd-price`), so here it is a bug. */
export function halfDayPence(perDayExVatPence: number): number {
  if (!Number.isSafeInteger(perDayExVatPence) || perDayExVatPence % 2 !== 0)
    throw new Error(`a day rate is an even number of pence: ${perDayExVatPence}`);
  return perDayExVatPence / 2;
}

/**
 * To the nearest whole, halves up (so −½ comes to 0): pence or half-days, of an integer fraction with a positive denominator. Twice the numerator must be a
 * safe integer: half-days of a year times its days are far below that, and so are pence of any budget.
 */
export const rounded = (numerator: number, denominator: number): number => Math.floor((2 * numerator + denominator) / (2 * denominator));

/** A share in basis points of a whole number of pence or half-days that is not negative, rounded up: a reserved part is at least what the rule says. */
export const shareUp = (total: number, basisPoints: number): number => Math.floor((total * basisPoints + 9_999) / 10_000);

/** The whole number at or below a fraction with a positive denominator, of either sign. */
const floored = (numerator: bigint, denominator: bigint): bigint => {
  const whole = numerator / denominator;
  return numerator % denominator < 0n ? whole - 1n : whole;
};

/**
 * Fractions of a penny or a half-day with one positive denominator as whole numbers: their sum is rounded to the nearest (halves up), each is rounded down, and what
 * is missing goes to the largest remainders, earlier first. Fractions of the same sum, divided otherwise, come to the same total.
 */
export function wholeShares(numerators: readonly bigint[], denominator: bigint): { total: number; parts: number[] } {
  const sum = numerators.reduce((a, b) => a + b, 0n);
  const total = floored(2n * sum + denominator, 2n * denominator);
  const parts = numerators.map((numerator) => floored(numerator, denominator));
  const remainders = numerators.map((numerator, i) => ({ i, remainder: numerator - (parts[i] ?? 0n) * denominator }));
  let left = total - parts.reduce((a, b) => a + b, 0n);
  for (const { i } of remainders.sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1))) {
    if (left === 0n) break;
    parts[i] = (parts[i] ?? 0n) + 1n;
    left -= 1n;
  }
  return { total: Number(total), parts: parts.map(Number) };
}

/**
 * Splits a total of pence or half-days by integer weights so that the parts sum to it exactly; what is left over goes to the largest remainders, earlier first. Of a
 * negative total each part is the opposite of what it is of the positive one, so that a credit is shared as the sum it reverses.
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (!Number.isSafeInteger(total) || sum <= 0 || weights.some((w) => w < 0 || !Number.isInteger(w)))
    throw new Error('allocate needs an integer total and non-negative integer weights with a positive sum');
  const size = BigInt(Math.abs(total));
  const { parts } = wholeShares(
    weights.map((weight) => size * BigInt(weight)),
    BigInt(sum),
  );
  return parts.map((part) => Math.sign(total) * part || 0);
}

/**
 * Splits several totals, none negative, by the same integer weights, each exactly. Every part is what its weight comes to, rounded down or up; the odd pennies go in
 * turn to whoever lacks most of what all of them together come to for them. Of totals that are alike the parts sum to what allocate() makes of their sum, of any
 * others to within a penny of it.
 */
export function allocateEach(totals: readonly number[], weights: readonly number[]): number[][] {
  const sum = BigInt(weights.reduce((a, b) => a + b, 0));
  const together = allocate(
    totals.reduce((a, b) => a + b, 0),
    weights,
  );
  if (totals.some((total) => total < 0)) throw new Error('allocateEach splits no negative total');
  const least = totals.map((total) => weights.map((weight) => Number(floored(BigInt(total) * BigInt(weight), sum))));
  const lacking = together.map((part, i) => part - least.reduce((given, parts) => given + (parts[i] ?? 0), 0));
  return least.map((parts, n) => {
    const total = totals[n] ?? 0;
    const odd = total - parts.reduce((a, b) => a + b, 0);
    // Whose part is a whole number of pence has no odd penny of it to come.
    const turn = weights
      .flatMap((weight, i) => ((BigInt(total) * BigInt(weight)) % sum === 0n ? [] : [{ i, lacks: lacking[i] ?? 0 }]))
      .sort((a, b) => b.lacks - a.lacks || a.i - b.i);
    const up = new Set(turn.slice(0, odd).map(({ i }) => i));
    for (const i of up) lacking[i] = (lacking[i] ?? 0) - 1;
    return parts.map((part, i) => (up.has(i) ? part + 1 : part));
  });
}
