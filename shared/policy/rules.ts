// What a pack says on a date: the version in force, a service's price, the VAT a sale takes. Pure.
import { addDays, type CivilDate } from '../calendar.ts';
import type { BuyerKind, Pack, Purse, Treatment } from './schema.ts';

/** The last entry whose `from` is on or before the date, or undefined. */
export function inForce<T extends { from: CivilDate }>(dated: readonly T[], on: CivilDate): T | undefined {
  let found: T | undefined;
  for (const entry of dated) if (entry.from <= on && (!found || entry.from >= found.from)) found = entry;
  return found;
}

/** How a sale to this kind of buyer from this purse is billed at a tax point; undefined when the council's table has no such sale. */
export function treatmentFor(
  pack: Pack,
  sale: { buyer: BuyerKind; purse: Purse; vatClass: 'standard' | 'exempt'; taxPoint: CivilDate },
): Treatment | undefined {
  const row = pack.vat.rows.find((r) => r.buyer === sale.buyer && r.purse === sale.purse && r.vatClass === sale.vatClass);
  if (!row) return undefined;
  const rate = row.category === 'S' ? inForce(pack.vat.standardRates, sale.taxPoint)?.basisPoints : 0;
  return rate === undefined ? undefined : { rail: row.rail, category: row.category, rateBasisPoints: rate };
}

/** The purses the council's table lets this kind of buyer pay from. */
export const pursesOf = (pack: Pack, buyer: BuyerKind): Purse[] => [
  ...new Set(pack.vat.rows.filter((r) => r.buyer === buyer).map((r) => r.purse)),
];

/**
 * The tax point of a service (VAT Act 1994 s.6): the day it was performed, or the day of invoice when that follows within fourteen days.
 * An invoice issued later than that leaves the tax point at the day of performance.
 */
export const taxPointOf = (deliveredOn: CivilDate, issuedOn: CivilDate): CivilDate =>
  issuedOn >= deliveredOn && issuedOn <= addDays(deliveredOn, 14) ? issuedOn : deliveredOn;

/** The same pack some whole years later, so that a model of the past can be shown in force; the clauses keep their words. */
export function shiftedByYears(pack: Pack, years: number): Pack {
  const shift = (date: CivilDate): CivilDate =>
    `${Number(date.slice(0, 4)) + years}${date.slice(4) === '-02-29' ? '-02-28' : date.slice(4)}` as CivilDate;
  return {
    ...pack,
    effectiveFrom: shift(pack.effectiveFrom),
    services: pack.services.map((service) => ({
      ...service,
      prices: service.prices.map((price) => ({ ...price, from: shift(price.from) })),
    })),
  };
}
