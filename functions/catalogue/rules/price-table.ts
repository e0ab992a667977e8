// The prices of a service as a table: the kinds of customer, only where they differ, against the years in which they hold. Pure.
import { academicYearText, type CivilDate, dateText } from '../../../shared/calendar.ts';
import { formatPence, vat } from '../../../shared/money.ts';
import { type BuyerKind, buyerTexts } from '../../../shared/policy/prices.ts';
import type { Purse, Treatment } from '../../../shared/policy/schema.ts';
import type { Price, Service } from '../schema.ts';
import { priceOn } from './prices.ts';

/** The days on which some price begins or ends: of those that are over only the last, unless every one is asked for. */
export function priceDates(prices: readonly Pick<Price, 'from'>[], today: CivilDate, everyOne: boolean): CivilDate[] {
  const dates = [...new Set(prices.map(({ from }) => from))].sort();
  const now = dates.findLast((from) => from <= today);
  return everyOne || now === undefined ? dates : dates.filter((from) => from >= now);
}

/** `Financial year 2027/28`, where a price begins with one; the day otherwise. */
export function yearText(from: CivilDate): string {
  const year = academicYearText(Number(from.slice(0, 4)));
  if (from.endsWith('-04-01')) return `Financial year ${year}`;
  return from.endsWith('-09-01') ? `Academic year ${year}` : `From ${dateText(from)}`;
}

export type Way = { purse: Purse; treatment: Treatment };

/** How a sale is billed, after the sum: `plus VAT`, or `by journal without VAT`. */
const billedText = ({ rail, category, rateBasisPoints }: Treatment): string => {
  if (rail === 'journal') return 'by journal without VAT';
  if (category === 'E') return 'exempt from VAT';
  return category === 'Z' || rateBasisPoints === 0 ? 'zero-rated' : 'plus VAT';
};
const purseTexts: Record<Purse, string> = { 'delegated-budget': 'the delegated budget', 'own-funds': 'its own funds' };

/** What pays first, and what is different where something else does. */
function waysText(ways: readonly Way[]): string {
  const texts = ways.map(({ treatment }) => billedText(treatment));
  if (new Set(texts).size <= 1) return texts[0] ?? '';
  return ways.map(({ purse }, i) => `${texts[i]} from ${purseTexts[purse]}`).join('; ');
}

/** What a day costs whoever looks, as it is billed to them first: `£520.00 a day plus VAT (£624.00 with it)`. */
export function youPayText(pence: number, [first]: readonly Way[]): string {
  if (!first) return `${formatPence(pence)} a day`;
  const { treatment } = first;
  const tax = vat(pence, treatment.rateBasisPoints);
  return `${formatPence(pence)} a day ${billedText(treatment)}${tax > 0 ? ` (${formatPence(pence + tax)} with it)` : ''}`;
}

type PriceRow = { title: string; billed: string; pence: (number | undefined)[] };

/** One row for all customers who pay the same on every day and are billed alike. */
export function priceRows(
  service: Pick<Service, 'prices' | 'priceEnds'>,
  customers: readonly { buyer: BuyerKind; ways: readonly Way[] }[],
  dates: readonly CivilDate[],
): PriceRow[] {
  const groups = new Map<string, { buyers: BuyerKind[]; row: Omit<PriceRow, 'title'> }>();
  for (const { buyer, ways } of customers) {
    const row = { billed: waysText(ways), pence: dates.map((date) => priceOn(service, date, buyer)?.perDayExVatPence) };
    const name = JSON.stringify([row.billed, row.pence.map((pence) => pence ?? null)]);
    const known = groups.get(name);
    if (known) known.buyers.push(buyer);
    else groups.set(name, { buyers: [buyer], row });
  }
  const all = [...groups.values()];
  const largest = all.reduce((most, each) => Math.max(most, each.buyers.length), 0);
  const rest = largest > 2 ? all.find(({ buyers }) => buyers.length === largest) : undefined;
  const titleOf = (group: (typeof all)[number]) =>
    all.length === 1 ? 'Every customer' : group === rest ? 'Everybody else' : group.buyers.map((buyer) => buyerTexts[buyer]).join('; ');
  // Everybody else stands last: they are whoever is not named above.
  return [...all.filter((group) => group !== rest), ...(rest ? [rest] : [])].map((group) => ({ title: titleOf(group), ...group.row }));
}
