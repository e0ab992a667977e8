// What a pack says on a date: the version in force, a service's price, the VAT a sale takes, which rules pay for a service and when. Pure.
import { academicYearOf, addDays, type CivilDate, dateText, financialYearOf, type Instant, londonDate, parseDate } from '../calendar.ts';
import type { Period } from '../ledger/chart.ts';
import type { AllocationRule, YearlyRule } from './allocations.ts';
import type { Cost } from './conduct.ts';
import type { Fault } from './faults.ts';
import type { BuyerKind, Pack, Purse, Treatment } from './schema.ts';

export { type AssumedValue, assumedValues } from './assumed.ts';

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

/** What a day of an officer's time costs the council on a date, where the pack says: a cost, not a charge. */
export const costOn = (pack: Pack, date: CivilDate): Cost | undefined => inForce(pack.costs, date);

/** The year of a rule in which a date lies: the academic one, 1 September to 31 August, or the financial one, 1 April to 31 March. */
export function yearOf(year: YearlyRule['year'], date: CivilDate): Period {
  const start = year === 'academic' ? academicYearOf(date) : financialYearOf(date);
  const [begins, ends] = year === 'academic' ? ['09-01', '08-31'] : ['04-01', '03-31'];
  return { from: `${start}-${begins}` as CivilDate, to: `${start + 1}-${ends}` as CivilDate };
}

/** The day of a period by which facts are judged: today, or the nearest day of it. */
export const dayWithin = ({ from, to }: Period, today: CivilDate): CivilDate => (today < from ? from : today > to ? to : today);

/**
 * What a rule pays for: its own services and those of its reserved part. Of one part of what it grants, that part's alone: the reserved one has services of its own,
 * every other those of the rule.
 */
export function paidBy(rule: AllocationRule, part?: string): readonly string[] {
  const reserved = rule.per === 'partnership' ? (rule.reserved?.services ?? []) : [];
  if (part === undefined) return [...rule.services, ...reserved];
  return part === 'reserved' ? reserved : rule.services;
}

/** The rules that may pay for a service, in the pack's own order. */
export const rulesFor = (pack: Pack, service: string): AllocationRule[] =>
  pack.allocations.filter((rule) => paidBy(rule).includes(service));

/** What schools read a rule by when it pays for a service: nothing of a confidential status, and the reserved part by its own title. */
export function titleFor(rule: AllocationRule, service: string): string {
  if (rule.per === 'status') return rule.shownAs.title;
  return rule.per === 'partnership' && rule.reserved && !rule.services.includes(service) ? rule.reserved.title : rule.title;
}

/**
 * Whether what a rule granted for a period may be used on a date: within the period, within the stretch of the year that the rule names, and not after the last
 * day of what pays for it. A vacancy's right lasts for no period; it is given the days it stands open.
 */
export function mayBeUsedOn(pack: Pack, rule: AllocationRule, period: Period, date: CivilDate): boolean {
  if (date < period.from || date > period.to) return false;
  const funding = pack.fundings.find(({ code }) => code === rule.funding);
  if (funding?.endsOn && date > funding.endsOn) return false;
  if (rule.per === 'event' || !rule.usable) return true;
  const { from, to } = rule.usable;
  const day = date.slice(5);
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}

/**
 * Why a version may not take effect at a moment: on that day in London another version takes effect too, so that it would not be plain which of the two holds on it.
 * Undefined when the day is free.
 */
export function overlapFault(
  published: readonly { version: number; effectiveAt: string }[],
  effectiveAt: Instant,
): (Fault & { version: number }) | undefined {
  const day = londonDate(effectiveAt);
  const other = published.find((version) => londonDate(Date.parse(version.effectiveAt)) === day);
  return (
    other && {
      path: ['effectiveAt'],
      version: other.version,
      message: `Version ${other.version} takes effect on ${dateText(day)} too: choose another day`,
    }
  );
}

/** A day that every year has stays itself, and 29 February becomes the 28th where the year has none. */
function shifted(date: CivilDate, years: number): CivilDate {
  const moved = `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
  return parseDate(moved) ?? (moved.replace('-02-29', '-02-28') as CivilDate);
}

/**
 * The same pack some whole years later, so that a model of the past can be shown in force; the clauses keep their words, and VAT its rates. Days of the year without
 * a year, such as when carried days end, stay as they are.
 */
export function shiftedByYears(pack: Pack, years: number): Pack {
  const dated = <T extends { from: CivilDate }>(list: readonly T[]): T[] =>
    list.map((entry) => ({ ...entry, from: shifted(entry.from, years) }));
  return {
    ...pack,
    effectiveFrom: shifted(pack.effectiveFrom, years),
    services: pack.services.map((service) => ({ ...service, prices: dated(service.prices) })),
    allocations: pack.allocations.map((rule) =>
      rule.per === 'event'
        ? rule
        : {
            ...rule,
            ...(rule.from ? { from: shifted(rule.from, years) } : {}),
            ...(rule.to ? { to: shifted(rule.to, years) } : {}),
          },
    ),
    fundings: pack.fundings.map((funding) => (funding.endsOn ? { ...funding, endsOn: shifted(funding.endsOn, years) } : funding)),
    costs: dated(pack.costs),
    packages: pack.packages.map((each) => ({ ...each, prices: dated(each.prices) })),
  };
}
