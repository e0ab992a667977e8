// Money is integer pence. Division happens here only, in allocate(), vat() and halfDayPence(), and each preserves every penny.

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

/** Splits a total by integer weights so that the parts sum to it exactly; the odd pence go to the largest remainders, earlier first. */
export function allocate(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (!Number.isSafeInteger(total) || sum <= 0 || weights.some((w) => w < 0 || !Number.isInteger(w)))
    throw new Error('allocate needs an integer total and non-negative integer weights with a positive sum');
  const sign = total < 0 ? -1 : 1;
  const size = Math.abs(total);
  const parts = weights.map((w) => Math.floor((size * w) / sum));
  const remainders = weights.map((w, i) => ({ i, remainder: (size * w) % sum }));
  let left = size - parts.reduce((a, b) => a + b, 0);
  for (const { i } of remainders.sort((a, b) => b.remainder - a.remainder || a.i - b.i)) {
    if (left === 0) break;
    parts[i] = (parts[i] ?? 0) + 1;
    left -= 1;
  }
  return parts.map((p) => sign * p || 0);
}
